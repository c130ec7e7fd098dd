"""One short sentence for each row of an allocation; rows that say the same share one sentence."""

from __future__ import annotations

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.explain.selection.cadre import MISMATCH_WORDS
from rengang.explain.selection.fates import Fate, Fates
from rengang.explain.selection.obstacles import Obstacles
from rengang.explain.words import joined
from rengang.model import Stage
from rengang.model.arrays import Int64
from rengang.procedures.admissible import Bar

_WHY: tuple[tuple[str, Text], ...] = (
    (f"bar{int(Bar.OWN_UNIT)}", Text("是原单位", "own unit")),
    (f"bar{int(Bar.VERTICAL)}", Text("涉及垂直管理单位", "vertical unit")),
    (f"bar{int(Bar.NOT_NOMINATED)}", Text("未被提名", "not nominated")),
    (f"bar{int(Bar.TYPE)}", Text("编制类型不同", "establishment type differs")),
    (f"bar{int(Bar.RELATIVE_STAYS)}", Text("亲属留在该单位", "a relative stays there")),
    ("no_seats", Text("没有名额", "no seats")),
    ("outranked", Text("名额给了名次更靠前的人", "seats went to better ranks")),
    ("tied", Text("与最后接收者并列而未选中", "tied with the last one admitted")),
    ("relative", Text("亲属已安排到该单位", "a relative was given the unit")),
    ("blocking", Text("仍为阻塞对", "still a blocking pair")),
    ("exchange", Text("不在换岗方案中", "not part of the exchange")),
)
_FATE_COLUMN = {
    Fate.NO_SEATS: 5,
    Fate.OUTRANKED: 6,
    Fate.TIED: 7,
    Fate.RELATIVE: 8,
    Fate.BLOCKING_FREE: 9,
    Fate.BLOCKING_REPLACE: 9,
    Fate.NO_EXCHANGE: 10,
}
_STAGES = tuple(Stage)


def reasons(fates: Fates, obstacles: Obstacles) -> list[Text]:
    """One sentence per row of the allocation, in its order.

    O(rows + intents), vectorised; a sentence is composed once for all rows that share its facts.
    """
    allocation = fates.allocation
    codes = {stage: i for i, stage in enumerate(_STAGES)}
    facts = np.zeros((len(allocation), 4 + len(_WHY)), dtype=np.int64)
    facts[:, 0] = [codes[stage] for stage in allocation.stage]
    facts[:, 1] = allocation.intent_rank
    facts[:, 2] = allocation.nomination_rank
    directed = np.flatnonzero((facts[:, 0] == codes[Stage.DIRECTED]) & (allocation.to_unit >= 0))
    bits = obstacles.mismatches(allocation.cadre[directed], allocation.to_unit[directed])
    facts[directed, 3] = bits @ (1 << np.arange(bits.shape[1]))
    facts[:, 4:] = _failures(fates)
    names = [f"f{i}" for i in range(facts.shape[1])]
    frame = pl.DataFrame(facts, schema=names)
    kinds = frame.unique(maintain_order=True).with_row_index("kind")
    kind = frame.join(kinds, on=names, how="left", maintain_order="left")["kind"].to_list()
    sentences = [_sentence(fates, row) for row in kinds.select(names).iter_rows()]
    return [sentences[k] for k in kind]


def _failures(fates: Fates) -> Int64:
    """Per row of the allocation, how many preferred intents failed for each reason of ``_WHY``."""
    column = np.full(len(fates.fate), -1, dtype=np.int64)
    barred = fates.fate == Fate.BARRED
    column[barred] = fates.pairs.bar[barred].astype(np.int64) - 1
    for fate, at in _FATE_COLUMN.items():
        column[fates.fate == fate] = at
    met = np.where(fates.by_intent, fates.allocation.intent_rank, np.iinfo(np.int32).max)
    counts = np.zeros((len(fates.allocation), len(_WHY)), dtype=np.int64)
    told = (column >= 0) & (fates.row >= 0)
    told[told] &= fates.pairs.intent_rank[told] < met[fates.row[told]]
    np.add.at(counts, (fates.row[told], column[told]), 1)
    return counts


def _sentence(fates: Fates, facts: tuple[int, ...]) -> Text:
    stage, intent, nomination, bits = _STAGES[facts[0]], *facts[1:4]
    failed = [
        Text(f"{count} 项{words.zh}", f"{count} {words.en}")
        for (_, words), count in zip(_WHY, facts[4:], strict=True)
        if count
    ]
    why = joined(failed, "，", ", ")
    if stage is Stage.INTENT:
        order = f"第 {intent} " if fates.policy.intents.ordered else ""
        which = f"intent {intent}" if fates.policy.intents.ordered else "an intent"
        text = Text(
            f"{order}意向得到满足，提名第 {nomination} 位", f"{which} met, nominated at rank {nomination}"
        )
        return _with(text, Text(f"更靠前的意向：{why.zh}", f"better intents: {why.en}")) if failed else text
    lost = (
        Text(f"意向：{why.zh}", f"intents: {why.en}") if failed else Text("没有填报意向", "no intent filed")
    )
    return _with(_stage_text(fates, stage, bits), lost)


def _with(text: Text, more: Text) -> Text:
    return joined([text, more], "；", "; ")


def _stage_text(fates: Fates, stage: Stage, bits: int) -> Text:
    match stage:
        case Stage.DIRECTED:
            words = [w for i, (_, w) in enumerate(MISMATCH_WORDS) if bits >> i & 1]
            weights = fates.policy.directed.weights
            cost = sum(getattr(weights, n) for i, (n, _) in enumerate(MISMATCH_WORDS) if bits >> i & 1)
            what = joined(words, "、", ", ")
            zh, en = (f"（{what.zh}）", f" ({what.en})") if words else ("", "")
            return Text(f"定向交流，不匹配分 {cost}{zh}", f"placed by direction, mismatch {cost}{en}")
        case Stage.WAITING:
            return Text("不服从定向交流，待岗", "refuses directed placement, waiting")
        case Stage.UNPLACED if fates.policy.unmatched.two_way == "next_round":
            return Text("落岗，转入下一轮", "left over for the next round")
        case Stage.UNPLACED:
            return Text("落岗，未能定向交流", "left over, not placed by direction")
        case Stage.STAY:
            return Text("留在原单位", "stays")
        case _:
            return Text(f"去向 {stage.value}", f"stage {stage.value}")
