"""Why a release campaign is infeasible: requirements of the regulation that contradict each other."""

from __future__ import annotations

import numpy as np

from rengang.engines.placement.conflict_set import Apart, Bar, Bound, Transport, irreducible_conflict
from rengang.errors import Text
from rengang.limits import Limits
from rengang.model import UNMATCHED, Instance, Requirement
from rengang.model.arrays import Bool, Int32, Int64
from rengang.policy import Policy
from rengang.procedures.admissible import pairs, pool_kin
from rengang.procedures.capacity import UNBOUNDED, Seats
from rengang.procedures.directed.place import placeable, placement

LARGEST = 3_000_000
"""People × units beyond which only contradictions at a single unit are looked for."""

LARGEST_APART = 50_000
"""Pairs of relatives within the pool × units beyond which sets that need them are not made smaller."""


def conflicting_requirements(
    instance: Instance, policy: Policy, seats: Seats, limits: Limits
) -> tuple[Requirement, ...]:
    """The smallest set of contradicting requirements found; none of them can be left out.

    Contradictions at a single unit (must get more than it may) come first; then sets of units that compete
    for the same people, or that nobody may enter, without regard to relatives within the pool; then sets that
    need those.  The set contradicts itself but may be larger than need be where it cannot be made smaller:
    with more than :data:`LARGEST` people × units, every lower bound; with more than :data:`LARGEST_APART`
    pairs of relatives × units, or when the proof is too hard or time is up, these, the rules that close units to
    people, and that relatives may not share a unit.
    """
    alone = _single_unit(instance, policy, seats)
    if alone:
        return alone
    bounds = _bounds(seats)
    if len(instance.pool) * len(instance.units) > LARGEST:
        keys = [b.key for b in bounds if b.lower is not None]
    else:
        plain = _transport(instance, policy, bounds)
        found = irreducible_conflict(plain, limits)
        keys = found or _among_relatives(instance, policy, plain, limits)
    return tuple(_requirement(instance, policy, seats, key) for key in keys)


def _among_relatives(instance: Instance, policy: Policy, plain: Transport, limits: Limits) -> list[str]:
    """Keys of requirements that contradict each other because relatives within the pool may not meet.

    Caps are not among them: whoever is too many at a unit may be left without one.
    """
    due = [bound for bound in plain.bounds if bound.lower is not None]
    kin = pool_kin(instance, policy)
    if len(kin[0]) * len(instance.units) <= LARGEST_APART:
        found = irreducible_conflict(_transport(instance, policy, due, kin), limits)
        if found:
            return found
    rules = dict.fromkeys(["avoidance", *(bar.key for bar in plain.bars)])
    return [*rules, *(bound.key for bound in due)]


def _single_unit(instance: Instance, policy: Policy, seats: Seats) -> tuple[Requirement, ...]:
    """The first unit that must get more than one of its caps allows."""
    for unit in np.flatnonzero(seats.lower > seats.upper).tolist():
        cap = min(("vacancies", "room", "balance"), key=lambda name: int(getattr(seats, name)[unit]))
        return tuple(
            _requirement(instance, policy, seats, key) for key in (f"balance.lower:{unit}", f"{cap}:{unit}")
        )
    return ()


def _bounds(seats: Seats) -> list[Bound]:
    out = []
    for unit in range(len(seats.upper)):
        if seats.lower[unit] > 0:
            out.append(Bound(f"balance.lower:{unit}", unit, lower=int(seats.lower[unit])))
        caps: list[tuple[str, Int64]] = [
            ("vacancies", seats.vacancies),
            ("balance", seats.balance),
            ("room", seats.room),
        ]
        for name, cap in caps:
            if cap[unit] < UNBOUNDED:
                out.append(Bound(f"{name}:{unit}", unit, upper=int(cap[unit])))
    return out


def _transport(
    instance: Instance, policy: Policy, bounds: list[Bound], kin: tuple[Int32, Int32] | None = None
) -> Transport:
    """People grouped by where they may go under the policy, and by which of its rules close what.

    With `kin`, pairs of positions in the pool, these people are groups of one and kept apart.
    """
    without_kin = {"avoidance": policy.avoidance.model_copy(update={"relations": ()})}
    without_hard = {"directed": policy.directed.model_copy(update={"hard": ()})}
    loose = policy.model_copy(update={**without_kin, **without_hard})
    alone = {
        "avoidance": _reach(instance, policy.model_copy(update=without_hard), everybody_willing=True),
        "directed.hard": _reach(instance, policy.model_copy(update=without_kin), everybody_willing=True),
        "refusal": _reach(instance, loose),
    }
    # several rules may close the same: what each closes is seen where it holds alone
    at_all = _reach(instance, loose, everybody_willing=True)
    layers = [_reach(instance, policy), *(at_all & ~reach for reach in alone.values())]
    stacked = np.concatenate(layers, axis=1)
    related = np.zeros(0, dtype=np.int64) if kin is None else np.unique(np.concatenate(kin))
    rows, size = np.unique(np.delete(stacked, related, axis=0), axis=0, return_counts=True)
    apart = None
    if kin is not None:
        group = (len(rows) + np.searchsorted(related, side) for side in kin)
        apart = Apart("avoidance", [(int(a), int(b)) for a, b in zip(*group, strict=True)])
    rows, size = np.concatenate([rows, stacked[related]]), np.append(size, np.ones(len(related), np.int64))
    units = len(instance.units)
    open_now = rows[:, :units]
    bars = []
    for k, key in enumerate(alone, start=1):
        closes = rows[:, k * units : (k + 1) * units]
        if closes.any():
            bars.append(Bar(key, closes))
    return Transport(size.tolist(), open_now, bounds, bars, apart)


def _reach(instance: Instance, policy: Policy, *, everybody_willing: bool = False) -> Bool:
    """Matrix (pool × units): may this cadre get there by either stage."""
    pool, units = len(instance.pool), len(instance.units)
    nobody = np.full(pool, UNMATCHED, dtype=np.int32)
    reach = np.zeros((pool, units), dtype=bool)
    position = np.cumsum(instance.in_pool) - 1
    wishes = pairs(instance, policy)
    good = wishes.admissible
    reach[position[wishes.cadre[good]], wishes.unit[good]] = True
    people = placeable(instance, policy, nobody)
    if everybody_willing:
        people = np.arange(pool)
    zero = np.zeros(units, dtype=np.int64)
    problem = placement(instance, policy, people, nobody, zero, zero)
    reach[people] |= problem.open_to(np.arange(problem.people))
    return reach


def left_by_the_rule(
    instance: Instance, policy: Policy, seats: Seats, short: Int32 | None
) -> tuple[Requirement, ...]:
    """What a mechanism's selection leaves unmet; an exact rule might have met it.

    Parameters
    ----------
    short : int32
        Units that together must get more than can still come; empty where it is not known, then all units
        that must get somebody are named.
    """
    units = short if short is not None and len(short) else np.flatnonzero(seats.lower > 0)
    rule = Requirement(
        "two_way.rule",
        Text(
            f"匹配规则 {policy.two_way.rule} 的结果不顾及各单位至少应调入的人数（规则 stable、max-placed 会一并考虑）",
            f"the rule {policy.two_way.rule} selects without regard to how many a unit must get "
            "(the rules stable and max-placed take it into account)",
        ),
        policy.rule_of("two_way.rule"),
    )
    return (rule, *(_requirement(instance, policy, seats, f"balance.lower:{u}") for u in units.tolist()))


def _requirement(instance: Instance, policy: Policy, seats: Seats, key: str) -> Requirement:
    """A requirement in words, with the rule that it comes from."""
    name, _, index = key.partition(":")
    if not index:
        zh, en, source = _RULES[name]
        return Requirement(key, Text(zh, en), policy.rule_of(source))
    unit = int(index)
    label = instance.unit_id(unit)
    title = instance.units["name"][unit] or label
    out, tolerance = int(seats.out[unit]), policy.balance.tolerance
    zh, en, source = {
        "balance.lower": (
            f"单位 {label}（{title}）调出 {out} 人，允许差额 {tolerance}，至少应调入 {int(seats.lower[unit])} 人",
            f"unit {label} ({title}) lets {out} go; with tolerance {tolerance} at least "
            f"{int(seats.lower[unit])} must arrive",
            "balance.mode",
        ),
        "balance": (
            f"单位 {label}（{title}）调出 {out} 人，允许差额 {tolerance}，至多可调入 {int(seats.balance[unit])} 人",
            f"unit {label} ({title}) lets {out} go; with tolerance {tolerance} at most "
            f"{int(seats.balance[unit])} may arrive",
            "balance.tolerance",
        ),
        "vacancies": (
            f"单位 {label}（{title}）公布的缺员人数为 {int(seats.vacancies[unit])}",
            f"unit {label} ({title}) has {int(seats.vacancies[unit])} published vacancies",
            "balance.mode",
        ),
        "room": (
            f"单位 {label}（{title}）的编制至多容许调入 {int(seats.room[unit])} 人",
            f"the establishment of unit {label} ({title}) leaves room for {int(seats.room[unit])} arrivals",
            "caps.establishment",
        ),
    }[name]
    return Requirement(f"{name}:{label}", Text(zh, en), policy.rule_of(source))


_RULES = {
    "avoidance": ("有亲属关系的干部不得在同一单位", "relatives may not share a unit", "avoidance.relations"),
    "directed.hard": (
        "定向交流须编制类型、职级一致",
        "directed placement keeps establishment type and level",
        "directed.hard",
    ),
    "refusal": ("不服从定向交流的人员不作定向安排", "whoever refuses is not directed", "refusal.sanction"),
}
