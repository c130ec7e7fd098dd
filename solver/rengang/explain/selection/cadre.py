"""The paragraph about one cadre: each intent, what stood in its way, and what followed."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.explain.selection.chains import chain_text
from rengang.explain.selection.fates import Fate, Fates, rows_of
from rengang.explain.selection.intent import intent_text
from rengang.explain.selection.obstacles import Obstacle, Obstacles
from rengang.explain.words import cited, joined, said, unit_text
from rengang.model import Stage

OBSTACLE_WORDS = {
    Obstacle.OWN_UNIT: Text("是原单位", "your present unit"),
    Obstacle.VERTICAL: Text("是垂直管理单位", "vertically managed"),
    Obstacle.TYPE: Text("编制类型不同", "of another establishment type"),
    Obstacle.LEVEL: Text("没有你这一层次的空缺职位", "without a vacant post of your level"),
    Obstacle.RELATIVE_STAYS: Text("有留任的亲属", "where a relative stays"),
    Obstacle.RELATIVE_GIVEN: Text("已安排了你的亲属", "that a relative was given"),
    Obstacle.NO_SEATS: Text("没有剩余名额", "without a seat left"),
}
OBSTACLE_KEYS = {
    Obstacle.VERTICAL: "scope.exclude_vertical",
    Obstacle.TYPE: "directed.hard",
    Obstacle.LEVEL: "directed.hard",
    Obstacle.RELATIVE_STAYS: "avoidance.relations",
    Obstacle.RELATIVE_GIVEN: "avoidance.relations",
}
MISMATCH_WORDS = (
    ("unlisted", Text("未填报该单位", "not on your list")),
    ("system", Text("跨系统", "another system")),
    ("region", Text("跨片区", "another region")),
    ("speciality", Text("专业不对口", "no post for your speciality")),
)


def cadre_text(fates: Fates, obstacles: Obstacles, cadre: int) -> Text:
    """The whole paragraph about `cadre`.  O(intents + kin of the cadre), O(units) for the unplaced."""
    instance = fates.instance
    who, home = instance.cadre_id(cadre), unit_text(instance, int(instance.unit_of[cadre]))
    row = int(rows_of(fates.allocation, np.array([cadre]))[0])
    if row < 0:
        return Text(
            f"干部 {who} 不是本次交流对象，仍在{home.zh}。",
            f"Cadre {who} is not in the pool and stays at {home.en}.",
        )
    head = _outcome(fates, cadre, row)
    lead = Text(f"干部 {who}，原单位{home.zh}，{head.zh}", f"Cadre {who} of {home.en} {head.en}")
    intents = [intent_text(fates, at) for at in fates.of(cadre)]
    if not intents:
        intents = [cited(Text("你没有填报意向", "You filed no intent"), fates.policy, "unmatched.two_way")]
    return said(lead, *intents, *_afterwards(fates, obstacles, cadre, row))


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
        case Stage.UNPLACED if policy.unmatched.two_way == "next_round":
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
    return []


def _directed(obstacles: Obstacles, cadre: int, unit: int) -> Text:
    policy = obstacles.fates.policy
    holds = obstacles.mismatches(np.array([cadre]), np.array([unit]))[0]
    weights = policy.directed.weights
    found = [
        (words, getattr(weights, name), f"directed.weights.{name}")
        for (name, words), held in zip(MISMATCH_WORDS, holds, strict=True)
        if held
    ]
    head = Text(
        "双向选择落岗后定向交流：先求安置人数最多，再求不匹配分之和最小",
        "Directed placement: most placed first, then least mismatch",
    )
    if not found:
        body = Text("此项安排的不匹配分为 0", "this placement has mismatch 0")
    else:
        total = sum(weight for _, weight, _ in found)
        parts = joined([Text(f"{t.zh} {w}", f"{t.en} {w}") for t, w, _ in found], "、", ", ")
        body = Text(
            f"此项安排的不匹配分为 {total}（{parts.zh}）", f"this placement has mismatch {total} ({parts.en})"
        )
    return cited(joined([head, body]), policy, "unmatched.two_way", *(key for *_, key in found))


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
    for obstacle, words in OBSTACLE_WORDS.items():
        count = int((found == obstacle).sum())
        if count == 0:
            continue
        keys += [OBSTACLE_KEYS[obstacle]] if obstacle in OBSTACLE_KEYS else []
        parts.append(Text(f"{count} 个{words.zh}", f"{count} {words.en}"))
        if obstacle is Obstacle.NO_SEATS:
            given = int(((found == obstacle) & (obstacles.directed_into > 0)).sum())
            if given:
                parts[-1] = Text(
                    f"{parts[-1].zh}（其中 {given} 个的名额有定向交流给了别人的）",
                    f"{parts[-1].en} ({given} of them gave seats to others by direction)",
                )
    open_units = int((found == Obstacle.NONE).sum())
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
