"""Who gets which post: the chain of seats that fall vacant and are filled, solved jointly and exactly (TX-29…34)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from rengang.errors import Text
from rengang.limits import Limits
from rengang.model import Entries, Instance, Objective, Requirement, Status
from rengang.model.arrays import Int32, frozen
from rengang.policy import Policy
from rengang.procedures.contest.posts import post_units
from rengang.procedures.contest.seats.rules import Seatable, seatable

OBJECTIVE = {
    "blocking": "contest_blocking_pairs",
    "filled": "contest_filled",
    "person_ranks": "contest_wish_ranks",
    "seat_ranks": "contest_post_ranks",
}
"""The engine's names of the objectives → those of the contract with users."""


@dataclass(frozen=True, eq=False)
class Seating:
    """The appointments, and what is known of them.

    Attributes
    ----------
    cadre, post : int32
        The appointments by ascending cadre; empty where none are known (INFEASIBLE, UNKNOWN).
    status
        OPTIMAL when every objective is proven.
    objective
        ``contest_blocking_pairs``, ``contest_filled``, ``contest_wish_ranks``, ``contest_post_ranks``; under
        ``contest.rule = "max-filled"`` the second comes first.
    conflict
        With INFEASIBLE: decisions and rules that cannot hold together and of which none can be left out.
    figures
        What the engine counted.
    """

    cadre: Int32
    post: Int32
    status: Status
    objective: tuple[Objective, ...]
    conflict: tuple[Requirement, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)


def seat(
    instance: Instance,
    policy: Policy,
    entries: Entries,
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Seating:
    """Fill the posts with the entries whose fate is CANDIDATE (S1…S7 and the blocking pairs of docs/model.md).

    Each person gets at most one post and each post at most one person (JL-58, JL-59, A-25). Incumbents hold on
    until they win another post (A-32), mid-level numbers and establishments stay within their caps (TX-34,
    A-07), relatives apart (DY-04), decisions are obeyed (A-11). Among all such seats the result is
    lexicographically best.

    Raises
    ------
    InvalidInput
        A decision names a person who is no candidate at that post (``decision-not-candidate``).
    """
    from rengang.engines.seats.conflict import irreducible_conflict
    from rengang.engines.seats.search import MAX_FILLED, STABLE, best_seating

    made = seatable(instance, policy, entries)
    order = MAX_FILLED if policy.contest.rule == "max-filled" else STABLE
    found = best_seating(made.market, limits, order=order, report=report)
    objective = tuple(
        Objective(OBJECTIVE[name], value, bound)
        for name, value, bound in zip(order, found.values, found.bounds, strict=True)
    )
    nobody = np.zeros(0, dtype=np.int32)
    if found.assignment is None:
        conflict: tuple[Requirement, ...] = ()
        if found.status is Status.INFEASIBLE:
            keys = irreducible_conflict(made.market, made.keys, limits)
            conflict = tuple(_requirement(instance, policy, made, key) for key in keys)
        return Seating(frozen(nobody), frozen(nobody), found.status, objective, conflict, found.figures)
    seated = np.flatnonzero(found.assignment >= 0)
    return Seating(
        frozen(made.cadre[seated]),
        frozen(made.post[found.assignment[seated]]),
        found.status,
        objective,
        figures=found.figures,
    )


def _requirement(instance: Instance, policy: Policy, made: Seatable, key: str) -> Requirement:
    """A rule of the seats in words, with where it comes from."""
    name, _, index = key.partition(":")
    if name == "avoidance":
        text = Text("有亲属关系的干部不得在同一单位", "relatives may not share a unit")
        return Requirement(key, text, policy.rule_of("avoidance.relations"))
    if name in ("decision", "incumbent"):
        return _about_post(instance, policy, made, name, int(index))
    unit = int(index)
    label = instance.unit_id(unit)
    title = instance.units["name"][unit] or label
    cap = list(made.keys.caps).index(key)
    room = int(made.market.room[cap])
    zh, en, source = {
        "midlevel": (
            f"单位 {label}（{title}）的中层任用人数最多只能比中层离任人数多 {room} 人",
            f"unit {label} ({title}): at most {room} more may be appointed to mid-level posts than leave such posts",
            "contest.midlevel_cap",
        ),
        "establishment": (
            f"单位 {label}（{title}）的编制最多只容许调入人数比调出人数多 {room} 人",
            f"unit {label} ({title}): its establishment lets at most {room} more arrive than leave",
            "caps.establishment",
        ),
    }[name]
    return Requirement(f"{name}:{label}", Text(zh, en), policy.rule_of(source))


def _about_post(instance: Instance, policy: Policy, made: Seatable, name: str, post: int) -> Requirement:
    """A decision, or an incumbent who holds on, in words."""
    row = instance.tables["posts"].row(post, named=True)
    label, unit = row["post_id"], instance.unit_id(int(post_units(instance)[post]))
    title = row["title"] or label
    if name == "incumbent":
        text = Text(
            f"职位 {label}（{title}，单位 {unit}）的现任 {row['incumbent_id']} 另有任用后，该职位方可任用他人",
            f"post {label} ({title}, unit {unit}) can be filled only if its incumbent {row['incumbent_id']} "
            "wins another",
        )
        return Requirement(f"incumbent:{label}", text, policy.rule_of("contest.incumbents"))
    pair = next(e for e, key in made.keys.required.items() if key == f"decision:{post}")
    cadre = instance.cadre_id(int(made.cadre[made.market.person[pair]]))
    text = Text(
        f"集体决定由 {cadre} 任职位 {label}（{title}，单位 {unit}）",
        f"it was decided that {cadre} gets post {label} ({title}, unit {unit})",
    )
    return Requirement(f"decision:{label}", text, policy.rule_of("contest.decision"))
