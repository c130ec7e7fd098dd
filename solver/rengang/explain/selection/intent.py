"""What became of one intent: met, barred, outranked, tied, beside a relative, or a blocking pair."""

from __future__ import annotations

from typing import assert_never

from rengang.errors import Text
from rengang.explain.selection.exchange import exchange_text
from rengang.explain.selection.fates import Fate, Fates
from rengang.explain.selection.words import ranks_text, seats_text, selection_text
from rengang.explain.words import cited, joined, told, unit_text
from rengang.rules.rule import Rule
from rengang.verify.bars import FACTS


def intent_text(fates: Fates, at: int) -> Text:
    """What became of the intent at position `at` of the pairs."""
    unit = int(fates.pairs.unit[at])
    name, order = unit_text(fates.instance, unit), int(fates.pairs.order[at])
    head = Text(f"第 {order} 意向{name.zh}：", f"Intent {order}, {name.en}: ")
    body = _fate_text(fates, at, unit)
    return Text(head.zh + body.zh, head.en + body.en)


def _fate_text(fates: Fates, at: int, unit: int) -> Text:
    fate = Fate(fates.fate[at])
    match fate:
        case Fate.BARRED:
            return joined([bar_text(fates, at, rule) for rule in fates.barring(at)])
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
        case Fate.NO_EXCHANGE:
            return exchange_text(fates, at)
        case unknown:
            assert_never(unknown)


def bar_text(fates: Fates, at: int, rule: Rule) -> Text:
    """One rule that bars the intent at position `at`."""
    cadre, unit = int(fates.pairs.cadre[at]), int(fates.pairs.unit[at])
    facts = FACTS[rule](fates.case, cadre, unit) if rule in FACTS else {}
    return told(rule, facts, fates.policy)


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
            Text(f"与最后接收的第 {worst} 位并列", f"equal with the last one admitted (rank {worst})")
        )
        clauses.append(selection_text(fates.policy))
    clauses.append(cited(_enough(fates, at), fates.policy, "two_way.rule"))
    return joined(clauses)


def _enough(fates: Fates, at: int) -> Text:
    """Which rank would have been enough as this result stands, and no more than that."""
    rank, worst = int(fates.enough[at]), int(fates.enough[at]) + 1
    whom = Text("最后接收者", "the last one admitted")
    if fates.fate[at] == Fate.RELATIVE:
        whom = Text("这名亲属", "that relative")
    if rank == 0:
        return Text(
            f"{whom.zh}已是第 {worst} 位，没有更靠前的名次",
            f"{whom.en} has rank {worst}, and no rank is better",
        )
    better = Text("" if rank == 1 else "或更好", "" if rank == 1 else " or better")
    but = _but(fates)
    if but is not None:
        return Text(
            f"提名第 {rank} 位{better.zh}会排在{whom.zh}之前，但{but.zh}，未必因此改变",
            f"rank {rank}{better.en} would be ahead of {whom.en}, but {but.en}, "
            "so that it need not have changed the outcome",
        )
    tie = Text(f"（第 {worst} 位则是并列）", f" (rank {worst} would tie)")
    if fates.fate[at] != Fate.OUTRANKED:
        tie = Text("", "")
    return Text(
        f"照现在的结果，提名第 {rank} 位{better.zh}就够了{tie.zh}",
        f"as this result stands, rank {rank}{better.en} would have been enough{tie.en}",
    )


def _but(fates: Fates) -> Text | None:
    """What may keep a better rank from deciding; None where blocking pairs are what counts most."""
    policy = fates.policy
    match policy.two_way.rule:
        case "max-placed":
            return Text("本规则先求安置人数最多", "this rule puts the number placed first")
        case "immediate":
            return Text("本规则先满足排在前面的意向", "this rule serves earlier intents first")
        case "stable" | "cadre-da" | "unit-da" | "none" | "exchange-max" | "exchange-ttc":
            pass
        case unknown:
            assert_never(unknown)
    if policy.two_way.lookahead:
        return Text("匹配还须保证其余人员可以安排", "the rest must stay placeable too")
    if policy.balance.releases:
        return Text("各单位还须进出平衡", "every unit must balance too")
    return None


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
        case "none":
            return Text("本政策不作双向选择", "under this policy nobody is selected")
        case "stable":
            but = _but(fates)
            subject = Text("", "") if but is None else Text(f"（{but.zh}）", f" ({but.en})")
            return Text(
                f"本规则使阻塞对最少{subject.zh}，但不总能为零；能否更少见汇总中的理论界",
                f"this rule keeps their number least{subject.en}, which is not always zero; the summary's bound "
                "says whether fewer are possible",
            )
        case "exchange-max" | "exchange-ttc":
            return Text("交换不以阻塞对为目标", "an exchange does not aim at such pairs")
        case unknown:
            assert_never(unknown)
