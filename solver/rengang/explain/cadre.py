"""The paragraph about one cadre: each intent, what stood in its way, and what followed."""

from __future__ import annotations

import numpy as np

from rengang.errors import Text
from rengang.explain.exchange import exchange_text
from rengang.explain.fates import Fate, Fates, rows_of
from rengang.explain.obstacles import Obstacle, Obstacles
from rengang.explain.words import (
    cited,
    joined,
    ranks_text,
    said,
    seats_text,
    selection_text,
    unit_text,
)
from rengang.model import Stage
from rengang.procedures.admissible import Bar

_CLAIM_RULES = ("stable", "cadre-da", "unit-da")
"""Rules whose results leave no feasible blocking pair where they can, so that a better rank decides."""

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


# -- the intents -----------------------------------------------------------------------------------------
def intent_text(fates: Fates, at: int) -> Text:
    """What became of the intent at position `at` of the pairs."""
    unit = int(fates.pairs.unit[at])
    name, order = unit_text(fates.instance, unit), int(fates.pairs.order[at])
    head = Text(f"第 {order} 意向{name.zh}：", f"Intent {order}, {name.en}: ")
    body = _fate_text(fates, at, unit)
    return Text(head.zh + body.zh, head.en + body.en)


def _fate_text(fates: Fates, at: int, unit: int) -> Text:
    match Fate(fates.fate[at]):
        case Fate.BARRED:
            return joined([bar_text(fates, at, bar) for bar, holds in fates.bars.items() if holds[at]])
        case Fate.MET:
            return _met(fates, at, unit)
        case Fate.BETTER_MET:
            return Text("你得到了更靠前的意向，此项不再需要", "you got a unit that you prefer")
        case Fate.EQUAL_MET:
            return cited(
                Text("你得到了与它并列的意向", "you got a unit that you rank equally"),
                fates.policy,
                "intents.ordered",
            )
        case Fate.NO_SEATS:
            return joined([seats_text(fates, unit), _own_rank(fates, at)])
        case Fate.OUTRANKED | Fate.TIED:
            return _full(fates, at, unit)
        case Fate.RELATIVE:
            return _relative(fates, at)
        case Fate.BLOCKING_FREE | Fate.BLOCKING_REPLACE:
            return _blocking(fates, at, unit)
        case _:
            return exchange_text(fates, at)


def bar_text(fates: Fates, at: int, bar: Bar) -> Text:
    """One bar that holds for the intent at position `at`."""
    policy, instance = fates.policy, fates.instance
    cadre, unit = int(fates.pairs.cadre[at]), int(fates.pairs.unit[at])
    match bar:
        case Bar.OWN_UNIT:
            return Text("这是你的原单位", "it is your present unit")
        case Bar.VERTICAL:
            text = Text(
                "你的原单位或该单位是垂直管理单位，不参加",
                "your unit or this one is vertically managed and takes no part",
            )
            return cited(text, policy, "scope.exclude_vertical")
        case Bar.TYPE:
            mine = instance.cadres["establishment_type"][cadre]
            theirs = instance.units["establishment_type"][unit]
            text = Text(
                f"编制类型不同（你是{mine}，该单位是{theirs}）",
                f"establishment type differs (yours {mine}, the unit's {theirs})",
            )
            return cited(text, policy, "caps.establishment")
        case Bar.RELATIVE_STAYS:
            text = Text("有须回避的亲属留在该单位", "a relative stays there")
            return cited(text, policy, "avoidance.relations")
        case _:
            text = Text("该单位没有提名你", "not nominated")
            if policy.nomination.source == "score":
                text = Text(
                    "该单位没有提名你（无得分，或得分未进入提名名额）",
                    "not nominated (no score, or not among the best that the unit may nominate)",
                )
            return cited(text, policy, "nomination.source")


def _own_rank(fates: Fates, at: int) -> Text:
    rank = int(fates.pairs.nomination_rank[at])
    return Text(f"你是提名第 {rank} 位", f"you were rank {rank}")


def _met(fates: Fates, at: int, unit: int) -> Text:
    rank = _own_rank(fates, at)
    if fates.policy.exchanges:
        return joined([Text("换岗成功", "met by the exchange"), rank])
    taken = int(fates.admitted[unit])
    seats = seats_text(fates, unit)
    return joined(
        [
            Text("该意向得到满足", "met"),
            rank,
            seats,
            Text(f"双向选择接收 {taken} 人", f"the selection filled {taken}"),
        ]
    )


def _full(fates: Fates, at: int, unit: int) -> Text:
    """Full with others who rank better, or as well."""
    rank, worst = int(fates.pairs.nomination_rank[at]), int(fates.worst[unit])
    taken = ranks_text(fates.admitted_ranks(unit))
    clauses = [
        seats_text(fates, unit),
        Text(f"给了{taken.zh}", f"taken by {taken.en}"),
        _own_rank(fates, at),
    ]
    if rank == worst:
        clauses.append(
            cited(
                Text(f"与最后接收的第 {worst} 位并列", f"equal with the last one admitted (rank {worst})"),
                fates.policy,
                "two_way.rule",
            )
        )
        clauses.append(selection_text(fates.policy))
    clauses.append(cited(_enough(fates, at), fates.policy, "two_way.rule"))
    return joined(clauses)


def _enough(fates: Fates, at: int) -> Text:
    """Which rank would have been enough as this result stands, and no more than that."""
    rank, worst = int(fates.enough[at]), int(fates.enough[at]) + 1
    if rank == 0:
        return Text(
            f"第 {worst} 位已是最前，再好也只是并列",
            f"no rank would have been ahead of the last one admitted (rank {worst}), only equal",
        )
    better = Text("" if rank == 1 else "或更好", "" if rank == 1 else " or better")
    if fates.policy.two_way.rule in _CLAIM_RULES:
        return Text(
            f"照现在的结果，提名第 {rank} 位{better.zh}就够了（第 {worst} 位则是并列）",
            f"as this result stands, rank {rank}{better.en} would have been enough (rank {worst} would tie)",
        )
    first = (
        Text("先求安置人数最多", "puts the number placed first")
        if fates.policy.two_way.rule == "max-placed"
        else Text("先满足排在前面的意向", "serves earlier intents first")
    )
    return Text(
        f"提名第 {rank} 位{better.zh}会排在最后接收者之前，但本规则{first.zh}，未必因此改变",
        f"rank {rank}{better.en} would be ahead of the last one admitted, but this rule {first.en}, "
        "so that it need not have changed the outcome",
    )


def _relative(fates: Fates, at: int) -> Text:
    """A relative was given the unit, and the cadre has no better claim."""
    count, worst = (int(a[at]) for a in fates.kin_given)
    policy = fates.policy
    if count > 1:
        text = Text(
            f"该单位已安排了你的 {count} 名须回避的亲属", f"{count} of your relatives were given this unit"
        )
        none = Text("无论名次如何都不能再安排你", "no rank of yours would have helped")
        return joined([cited(text, policy, "avoidance.relations"), _own_rank(fates, at), none])
    text = Text(
        f"该单位安排了你的一名须回避的亲属（提名第 {worst} 位）",
        f"a relative of yours was given this unit (rank {worst})",
    )
    clauses = [cited(text, policy, "avoidance.relations"), _own_rank(fates, at)]
    clauses.append(cited(_enough(fates, at), policy, "two_way.rule"))
    return joined(clauses)


def _blocking(fates: Fates, at: int, unit: int) -> Text:
    """A feasible blocking pair: said plainly, with why the rule lets it stand."""
    relatives, rank_there = (int(a[at]) for a in fates.kin_given)
    if fates.fate[at] == Fate.BLOCKING_FREE:
        left = int(fates.seats.upper[unit] - fates.admitted[unit])
        fact = Text(
            f"双向选择后还有 {left} 个名额，而你可以进入",
            f"{left} seat{'' if left == 1 else 's'} were left after the selection and you could have had one"
            if left != 1
            else "1 seat was left after the selection and you could have had it",
        )
    elif relatives:
        fact = Text(
            f"该单位安排了你的一名亲属（提名第 {rank_there} 位），而你排在其前",
            f"a relative of yours was given this unit (rank {rank_there}) although you rank ahead",
        )
    else:
        worst = int(fates.worst[unit])
        fact = Text(
            f"该单位接收到提名第 {worst} 位，而你排在其前",
            f"the unit admitted down to rank {worst} although you rank ahead",
        )
    plain = Text(
        "这是一个仍然存在的阻塞对：你和该单位都更愿意如此安排",
        "this is a feasible blocking pair that remains: both you and the unit would rather have it so",
    )
    return joined(
        [_own_rank(fates, at), fact, plain, cited(_why_blocking(fates), fates.policy, "two_way.rule")]
    )


def _why_blocking(fates: Fates) -> Text:
    match fates.policy.two_way.rule:
        case "max-placed":
            return Text(
                "本规则先求安置人数最多，再求阻塞对最少",
                "this rule takes the number placed first and blocking pairs second",
            )
        case "immediate":
            return Text("本规则先满足排在前面的意向", "this rule serves earlier intents first")
        case "cadre-da" | "unit-da":
            return Text(
                "延迟接受在有亲属回避或其他约束时不能保证没有阻塞对",
                "deferred acceptance cannot rule such pairs out where relatives or other bounds interfere",
            )
        case _:
            return Text(
                "本规则使阻塞对最少，但不总能为零；能否更少见汇总中的下界",
                "this rule keeps their number least, which is not always zero; the summary's bound says "
                "whether fewer are possible",
            )


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
        "双向选择落岗后定向交流：先求安置人数最多，再求总代价最小",
        "Directed placement: most placed first, then least total cost",
    )
    if not found:
        body = Text("此项安排代价为 0", "this placement costs 0: nothing mismatches")
    else:
        total = sum(weight for _, weight, _ in found)
        parts = joined([Text(f"{t.zh} {w}", f"{t.en} {w}") for t, w, _ in found], "、", ", ")
        body = Text(f"此项安排代价为 {total}（{parts.zh}）", f"this placement costs {total} ({parts.en})")
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
