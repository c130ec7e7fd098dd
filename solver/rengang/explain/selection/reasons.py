"""One short sentence for each row of an allocation; rows that say the same share one sentence."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.explain.selection.fates import FATE_WORDS, Fate, Fates
from rengang.explain.selection.obstacles import Obstacles
from rengang.explain.words import joined
from rengang.model import Stage
from rengang.model.arrays import Int64
from rengang.model.procedure import Procedure
from rengang.rules.catalogue import bits, named, rules
from rengang.rules.rule import Rule

_STAGES = tuple(Stage)
_LOST = tuple(fate for fate in Fate if fate not in (Fate.MET, Fate.BARRED, Fate.BETTER_MET, Fate.EQUAL_MET))
_BARS = tuple(
    rule for rule in rules() if rule.bars and {Procedure.TWO_WAY, Procedure.EXCHANGE} & set(rule.binds)
)


def _causes() -> dict[Rule | Fate, Text]:
    """What may become of an intent that is not met, each with its words; what has the same words is one."""
    bars: dict[Rule | Fate, Text] = {rule: rule.words.bar or Text(rule.code, rule.code) for rule in _BARS}
    return bars | {fate: FATE_WORDS[fate][0] for fate in _LOST}


_CAUSES = _causes()
_WHY = tuple(dict.fromkeys(_CAUSES.values()))
_AT = {cause: _WHY.index(words) for cause, words in _CAUSES.items()}
"""Column of the counts that a cause is told in."""


def reasons(fates: Fates, obstacles: Obstacles) -> list[Text]:
    """One sentence per row of the allocation, in its order.

    O(rows + intents), vectorised; a sentence is composed once for all rows that share its facts.
    """
    allocation = fates.allocation
    stages = np.array([_STAGES.index(stage) for stage in allocation.stage], dtype=np.int64)
    columns: dict[str, np.ndarray] = {
        "stage": stages,
        "intent": allocation.intent_rank,
        "nomination": allocation.nomination_rank,
        "held": fates.trace.held[allocation.cadre],
        "misses": _mismatches(obstacles, stages == _STAGES.index(Stage.DIRECTED)),
    }
    matrix = np.column_stack([*columns.values(), _failures(fates)]).astype(np.int64)
    names = [*columns, *(f"why{at}" for at in range(len(_WHY)))]
    facts = pl.DataFrame(matrix, schema=names)
    kinds = facts.unique(maintain_order=True).with_row_index("kind")
    kind = facts.join(kinds, on=names, how="left", maintain_order="left")["kind"].to_list()
    sentences = [_sentence(fates, obstacles, row) for row in kinds.select(names).iter_rows(named=True)]
    return [sentences[k] for k in kind]


def _mismatches(obstacles: Obstacles, directed: np.ndarray) -> Int64:
    """Per row, which defaults of directed placement do not hold: a bit for each, in their order."""
    allocation = obstacles.fates.allocation
    out = np.zeros(len(allocation), dtype=np.int64)
    rows = np.flatnonzero(directed & (allocation.to_unit >= 0))
    found = obstacles.mismatches(allocation.cadre[rows], allocation.to_unit[rows])
    for at, misses in enumerate(found.values()):
        out[rows] += misses.astype(np.int64) << at
    return out


def _failures(fates: Fates) -> Int64:
    """Per row of the allocation, how many preferred intents failed for each reason of ``_WHY``."""
    column = np.full(len(fates.fate), -1, dtype=np.int64)
    for rule in reversed(_BARS):  # the first that holds is told
        column[(fates.pairs.bars & bits()[rule]) > 0] = _AT[rule]
    for fate in _LOST:
        column[fates.fate == fate] = _AT[fate]
    met = np.where(fates.by_intent, fates.allocation.intent_rank, np.iinfo(np.int32).max)
    counts = np.zeros((len(fates.allocation), len(_WHY)), dtype=np.int64)
    told = (column >= 0) & (fates.row >= 0)
    told[told] &= fates.pairs.intent_rank[told] < met[fates.row[told]]
    np.add.at(counts, (fates.row[told], column[told]), 1)
    return counts


def _sentence(fates: Fates, obstacles: Obstacles, facts: dict[str, int]) -> Text:
    stage, intent, nomination = _STAGES[facts["stage"]], facts["intent"], facts["nomination"]
    if facts["held"]:
        why = joined([rule.words.bar or Text("", "") for rule in named(facts["held"])], "，", ", ")
        return Text(f"留在原单位：{why.zh}", f"stays: {why.en}")
    failed = [
        Text(f"{count} 项{words.zh}", f"{count} {words.en}")
        for at, words in enumerate(_WHY)
        if (count := facts[f"why{at}"])
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
    return _with(_stage_text(fates, obstacles, stage, facts["misses"]), lost)


def _with(text: Text, more: Text) -> Text:
    return joined([text, more], "；", "; ")


def _stage_text(fates: Fates, obstacles: Obstacles, stage: Stage, misses: int) -> Text:
    match stage:
        case Stage.DIRECTED:
            missed = [rule for at, rule in enumerate(obstacles.priced) if misses >> at & 1]
            cost = sum(obstacles.weight(rule) for rule in missed)
            what = joined([rule.words.bar or Text("", "") for rule in missed], "、", ", ")
            zh, en = (f"（{what.zh}）", f" ({what.en})") if missed else ("", "")
            return Text(f"定向交流，不匹配分 {cost}{zh}", f"placed by direction, mismatch {cost}{en}")
        case Stage.WAITING:
            return Text("不服从定向交流，待岗", "refuses directed placement, waiting")
        case Stage.UNPLACED:
            if not fates.policy.unmatched.are_directed:
                return Text("落岗，转入下一轮", "left over for the next round")
            return Text("落岗，未能定向交流", "left over, not placed by direction")
        case Stage.STAY:
            return Text("留在原单位", "stays")
        case Stage.INTENT | Stage.CONTEST | Stage.RETAINED | Stage.RETURNED:
            return Text(f"去向 {stage.value}", f"stage {stage.value}")
        case unknown:
            assert_never(unknown)
