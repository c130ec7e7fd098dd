"""The paragraph about one cadre: each intent, what stood in its way, and what followed."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rengang.errors import Text
from rengang.explain.selection.chains import chain_text
from rengang.explain.selection.fates import Fate, Fates
from rengang.explain.selection.intent import intent_text
from rengang.explain.selection.obstacles import OBSTACLES, Obstacles
from rengang.explain.words import cited, joined, said, told, unit_text
from rengang.model import Stage
from rengang.model.pairs import find
from rengang.rules.catalogue import named
from rengang.rules.vacancies import VACANCIES
from rengang.verify.movers import FACTS


def cadre_text(fates: Fates, obstacles: Obstacles, cadre: int) -> Text:
    """The whole paragraph about `cadre`.  O(intents + kin of the cadre), O(units) for the unplaced."""
    instance = fates.instance
    who, home = instance.cadre_id(cadre), unit_text(instance, int(instance.unit_of[cadre]))
    row = int(find(np.array([cadre]), fates.allocation.cadre)[0])
    if row < 0:
        return Text(
            f"干部 {who} 不是本次交流对象，仍在{home.zh}。",
            f"Cadre {who} is not in the pool and stays at {home.en}.",
        )
    head = _outcome(fates, cadre, row)
    lead = Text(f"干部 {who}，原单位{home.zh}，{head.zh}", f"Cadre {who} of {home.en} {head.en}")
    if fates.trace.held[cadre]:
        return said(lead, *_held(fates, cadre))
    intents = [intent_text(fates, at) for at in fates.of(cadre)]
    if not intents:
        intents = [cited(Text("你没有填报意向", "You filed no intent"), fates.policy, "unmatched.two_way")]
    return said(lead, *intents, *_afterwards(fates, obstacles, cadre, row))


def _held(fates: Fates, cadre: int) -> list[Text]:
    """Each rule that holds the cadre back, with the facts that the judge saw."""
    return [
        told(rule, FACTS[rule](fates.case, cadre) if rule in FACTS else {}, fates.policy)
        for rule in named(int(fates.trace.held[cadre]))
    ]


def _outcome(fates: Fates, cadre: int, row: int) -> Text:
    """Where the cadre ends, in half a sentence."""
    allocation = fates.allocation
    stage, to = allocation.stage[row], unit_text(fates.instance, int(allocation.to_unit[row]))
    order = next((int(fates.pairs.order[at]) for at in fates.of(cadre) if fates.fate[at] == Fate.MET), 0)
    match stage:
        case Stage.INTENT if order:
            return Text(f"按第 {order} 意向到{to.zh}", f"goes to {to.en} by intent {order}")
        case Stage.DIRECTED:
            return Text(f"定向交流到{to.zh}", f"is placed at {to.en} by direction")
        case Stage.STAY:
            return Text("留在原单位", "stays there")
        case Stage.WAITING:
            return Text("待岗", "is set to waiting")
        case Stage.UNPLACED:
            return Text("未能安排单位", "is left without a unit")
        case Stage.INTENT | Stage.CONTEST | Stage.RETAINED | Stage.RETURNED:
            pass
        case unknown:
            assert_never(unknown)
    if allocation.to_unit[row] >= 0:
        return Text(f"到{to.zh}", f"goes to {to.en}")
    return Text(f"去向为 {stage.value}", f"has the stage {stage.value}")


# -- what followed ---------------------------------------------------------------------------------------
def _afterwards(fates: Fates, obstacles: Obstacles, cadre: int, row: int) -> list[Text]:
    """What directed placement, or the lack of it, did to the cadre."""
    policy, unit = fates.policy, int(fates.allocation.to_unit[row])
    match fates.allocation.stage[row]:
        case Stage.DIRECTED if unit >= 0:
            return [_directed(obstacles, cadre, unit)]
        case Stage.WAITING:
            return [_waiting(fates)]
        case Stage.UNPLACED if not policy.unmatched.are_directed:
            text = Text(
                "落岗人员本轮不定向交流，转入下一轮",
                "Those left over are not placed now but go to the next round",
            )
            return [cited(text, policy, "unmatched.two_way")]
        case Stage.UNPLACED:
            return [_unplaced(fates, obstacles, cadre)]
        case Stage.STAY:
            text = Text(
                "交换中没有得到单位的人留在原单位", "Who gets no unit in an exchange keeps the old one"
            )
            return [cited(text, policy, "balance.mode")]
        case Stage.INTENT if policy.exchanges and unit >= 0:
            return [cited(chain_text(fates, fates.moves, cadre, unit), policy, "balance.mode")]
        case Stage.INTENT | Stage.DIRECTED | Stage.CONTEST | Stage.RETAINED | Stage.RETURNED:
            return []
        case unknown:
            assert_never(unknown)


def _directed(obstacles: Obstacles, cadre: int, unit: int) -> Text:
    policy = obstacles.fates.policy
    holds = obstacles.mismatches(np.array([cadre]), np.array([unit]))
    found = [rule for rule, misses in holds.items() if misses[0]]
    head = Text(
        "双向选择落岗后定向交流：先求安置人数最多，再求不匹配分之和最小",
        "Directed placement: most placed first, then least mismatch",
    )
    if not found:
        body = Text("此项安排的不匹配分为 0", "this placement has mismatch 0")
    else:
        total = sum(obstacles.weight(rule) for rule in found)
        named_with = [(rule.words.bar or Text("", ""), obstacles.weight(rule)) for rule in found]
        parts = joined([Text(f"{t.zh} {w}", f"{t.en} {w}") for t, w in named_with], "、", ", ")
        body = Text(
            f"此项安排的不匹配分为 {total}（{parts.zh}）", f"this placement has mismatch {total} ({parts.en})"
        )
    keys = [key for rule in found for key in rule.keys]
    return cited(joined([head, body]), policy, "unmatched.two_way", *keys)


def _waiting(fates: Fates) -> Text:
    policy = fates.policy
    text = Text(
        "你在双向选择中落岗，又不服从定向交流，因此待岗",
        "Unmatched, and refusing directed placement: waiting",
    )
    if policy.refusal.sanction:
        text = Text(
            f"{text.zh}；规定原文：“{policy.refusal.sanction}”",
            f"{text.en}; the regulation says: “{policy.refusal.sanction}”",
        )
    return cited(text, policy, "refusal.sanction")


def _unplaced(fates: Fates, obstacles: Obstacles, cadre: int) -> Text:
    """Counts of units per obstacle, the first that applies to each."""
    units = len(fates.instance.units)
    found = obstacles.between(np.full(units, cadre), np.arange(units))
    parts, keys = [], ["unmatched.two_way"]
    for at, rule in enumerate(OBSTACLES):
        count = int((found == at).sum())
        if count == 0:
            continue
        words = rule.words.bar or Text(rule.code, rule.code)
        keys += [rule.code, *(() if rule is VACANCIES else rule.keys)]
        parts.append(Text(f"{count} 个{words.zh}", f"{count} {words.en}"))
        if rule is VACANCIES:
            given = int(((found == at) & (obstacles.directed_into > 0)).sum())
            if given:
                parts[-1] = Text(
                    f"{parts[-1].zh}（其中 {given} 个的名额有定向交流给了别人的）",
                    f"{parts[-1].en} ({given} of them gave seats to others by direction)",
                )
    open_units = int((found < 0).sum())
    if open_units:
        parts.append(
            Text(
                f"{open_units} 个此时仍可安排，但本结果没有用上",
                f"{open_units} still open to you but not used by this result",
            )
        )
    head = Text(
        "没有找到可以定向交流的单位" if not open_units else "没有定向交流到单位",
        "No unit was found by direction",
    )
    body = joined(parts, "，", ", ")
    text = Text(f"{head.zh}：{units} 个单位中，{body.zh}", f"{head.en}; of {units} units: {body.en}")
    return cited(text, fates.policy, *keys)
