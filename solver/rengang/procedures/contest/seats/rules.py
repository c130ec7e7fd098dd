"""What the regulation asks of the seats (S1…S7), as arrays for the engine, each part with the name of its rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

import numpy as np

from rengang.engines.seats.conflict import Keys
from rengang.engines.seats.problem import SeatMarket
from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Entries, Fate, Instance
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.schema import TABLES
from rengang.policy import Policy
from rengang.procedures.admissible import same_type
from rengang.procedures.contest.posts import (
    incumbents,
    mid_level_before,
    mid_level_cadres,
    mid_level_posts,
    post_units,
    relieved,
)
from rengang.rules.contest_seats import DECISION, ESTABLISHMENT, INCUMBENT, MID_LEVEL


@dataclass(frozen=True, eq=False)
class Seatable:
    """The market of a contest's seats, and the way back.

    Attributes
    ----------
    market
        People and seats in ascending order of cadre and post index; pairs are the candidate entries.
    keys
        The rule that each part of the market stands for.
    cadre, post : int32
        Cadre index of each person, post index of each seat.
    """

    market: SeatMarket
    keys: Keys
    cadre: Int32
    post: Int32


@dataclass
class _Rules:
    """Candidate entries (each array has their length) and the rules gathered so far."""

    instance: Instance
    policy: Policy
    cadre: Int32
    post: Int32
    home: Int32
    unit: Int32
    caps: list[tuple[int, list[tuple[int, int]]]] = field(default_factory=list)
    cap_keys: list[str] = field(default_factory=list)
    clashes: dict[tuple[int, int], str] = field(default_factory=dict)
    needs: dict[tuple[int, int], str] = field(default_factory=dict)
    needed_twice: list[tuple[int, int, str]] = field(default_factory=list)
    bars: list[tuple[int, str]] = field(default_factory=list)
    required: dict[int, str] = field(default_factory=dict)

    @property
    def moves(self) -> Bool:
        """Entries for posts of another unit than the own."""
        return np.asarray(self.unit != self.home)


def seatable(instance: Instance, policy: Policy, entries: Entries) -> Seatable:
    """The market of the candidates' seats under every rule.  O(entries + units + kin), sorted.

    Raises
    ------
    InvalidInput
        A decision names a person who is no candidate at that post.
    """
    rows = np.flatnonzero([fate in (Fate.CANDIDATE, Fate.APPOINTED) for fate in entries.fate])
    cadre, post = entries.cadre[rows], entries.post[rows]
    people, person = np.unique(cadre, return_inverse=True)
    posts, seat = np.unique(post, return_inverse=True)
    home, unit = instance.unit_of[cadre], post_units(instance)[post]
    rules = _Rules(instance, policy, cadre, post, home, unit)
    _incumbents(rules, people)
    _mid_level(rules)
    _establishment(rules)
    _relatives(rules, people)
    _decisions(rules)
    pairs = np.stack([person, seat, entries.wish_rank[rows], entries.post_rank[rows]], axis=1)
    market = SeatMarket.build(
        len(people),
        len(posts),
        pairs.tolist(),
        barred=sorted({e for e, _ in rules.bars}),
        required=sorted(rules.required),
        caps=rules.caps,
        clashes=list(rules.clashes),
        needs=list(rules.needs),
    )
    keys = Keys(
        dict(sorted(rules.required.items())),
        rules.cap_keys,
        list(rules.clashes.values()),
        list(rules.needs.values()),
        rules.bars,
        rules.needed_twice,
    )
    return Seatable(market, keys, people.astype(np.int32), posts.astype(np.int32))


def _incumbents(rules: _Rules, people: Int32) -> None:
    """S3 (A-32): under ``hold`` a post is filled only if who holds it, and is not in the pool, wins another.

    In a balanced exchange the pool stays put, and its members hold on, too.
    """
    instance, policy = rules.instance, rules.policy
    if not INCUMBENT.in_force(policy):
        return
    holder = incumbents(instance)[rules.post]
    at = np.minimum(np.searchsorted(people, holder), max(len(people) - 1, 0))
    for e in np.flatnonzero(holder >= 0).tolist():
        k = int(holder[e])
        if instance.in_pool[k] and not policy.exchanges:
            continue
        key = f"incumbent:{int(rules.post[e])}"
        if k == rules.cadre[e] or people[at[e]] != k:
            rules.bars.append((e, key))
        else:
            rules.needs.setdefault((e, int(at[e])), key)


def _mid_level(rules: _Rules) -> None:
    """S4 (TX-34, A-07, A-32): mid-level arrivals − mid-level leavers of a unit stay within its room.

    Room is none beyond the leavers (``before_actual``) or what the authorised number leaves (``authorised``),
    and in both cases whom the unit's own adjustment takes out (TX-33: `units.mid_leaving`).
    Who holds a contested mid-level post under ``release`` leaves it in any case.
    """
    instance, policy = rules.instance, rules.policy
    if not MID_LEVEL.in_force(policy):
        return
    out = relieved(instance, policy) & (instance.unit_of >= 0)
    room = np.bincount(instance.unit_of[out], minlength=len(instance.units)).astype(np.int64)
    room += instance.units["mid_leaving"].fill_null(0).to_numpy()
    capped = np.ones(len(instance.units), dtype=bool)
    match policy.contest.midlevel_cap:
        case "authorised":
            quota = instance.units["mid_quota"].fill_null(-1).to_numpy()
            capped = quota >= 0
            room += np.maximum(quota - mid_level_before(instance), 0)
        case "before_actual" | "off":
            pass
        case _:
            assert_never(policy.contest.midlevel_cap)
    enters = mid_level_posts(instance, policy)[rules.post]
    leaves = (mid_level_cadres(instance) & ~out)[rules.cadre]
    _add_caps(rules, "midlevel", room, capped, enters, leaves)


def _establishment(rules: _Rules) -> None:
    """S5 (JF-01, HB-19, WC-11, WC-16): arrivals − departures of a unit stay within its establishment.

    After ≤ max(before, authorised); with ``by_type`` only departures of the unit's own establishment type make
    room.
    """
    instance, policy = rules.instance, rules.policy
    if not ESTABLISHMENT.in_force(policy):
        return
    authorised = instance.establishment
    room = np.maximum(authorised - instance.staff, 0)
    frees = np.zeros(len(rules.cadre), dtype=bool)
    known = rules.home >= 0
    frees[known] = same_type(instance, policy, rules.cadre[known], rules.home[known])
    _add_caps(rules, "establishment", room, authorised >= 0, rules.moves, rules.moves & frees)


def _add_caps(rules: _Rules, name: str, room: Int64, capped: Bool, enters: Bool, leaves: Bool) -> None:
    """One cap for each capped unit: +1 for entries that enter it, −1 for those that leave it."""
    inside: dict[int, dict[int, int]] = {}
    for mark, unit, change in ((enters, rules.unit, 1), (leaves, rules.home, -1)):
        for e in np.flatnonzero(mark & (unit >= 0)).tolist():
            of_unit = inside.setdefault(int(unit[e]), {})
            of_unit[e] = of_unit.get(e, 0) + change
    for u in sorted(inside):
        changes = [(e, change) for e, change in sorted(inside[u].items()) if change]
        if capped[u] and changes:
            rules.caps.append((int(room[u]), changes))
            rules.cap_keys.append(f"{name}:{u}")


def _relatives(rules: _Rules, people: Int32) -> None:
    """S6 (DY-04): who comes to a unit may meet no relative there in the end.

    A relative ends at the unit of the post won, else at home, else (in the pool, which leaves) nowhere. Two
    relatives who both stay within their unit may not be appointed in one section of it.
    """
    instance, policy = rules.instance, rules.policy
    a, b = instance.kin(policy.avoidance.relations)
    of_person: dict[int, list[int]] = {}
    candidates = np.isin(rules.cadre, np.concatenate([a, b]))
    for e in np.flatnonzero(candidates).tolist():
        of_person.setdefault(int(rules.cadre[e]), []).append(e)
    sections = instance.codes(instance.tables["posts"]["section_id"], "sections", "section_id")[rules.post]
    for i, r in zip(a.tolist(), b.tolist(), strict=True):
        _relative_at_home(rules, people, of_person, i, r)
        _relative_at_home(rules, people, of_person, r, i)
        for e in of_person.get(i, ()):
            for f in of_person.get(r, ()):
                both_stay = rules.unit[e] == rules.home[e] and rules.unit[f] == rules.home[f]
                apart = both_stay and (sections[e] != sections[f] or sections[e] < 0)
                if rules.unit[e] == rules.unit[f] and not apart:
                    rules.clashes[e, f] = "avoidance"


def _relative_at_home(
    rules: _Rules, people: Int32, of_person: dict[int, list[int]], mover: int, relative: int
) -> None:
    """Nobody moves to the unit where a relative stays, unless the relative wins a post (elsewhere: a clash)."""
    instance = rules.instance
    if instance.in_pool[relative] and not rules.policy.exchanges:
        return
    for e in of_person.get(mover, ()):
        if rules.unit[e] == rules.home[e] or rules.unit[e] != instance.unit_of[relative]:
            continue
        if relative in of_person:
            person = int(np.searchsorted(people, relative))
            if rules.needs.setdefault((e, person), "avoidance") != "avoidance":
                rules.needed_twice.append((e, person, "avoidance"))  # the incumbent is a relative, too
        else:
            rules.bars.append((e, "avoidance"))


def _decisions(rules: _Rules) -> None:
    """S7 (A-11, JF-10): who was decided on gets the post, where the ranking is advice."""
    instance, policy = rules.instance, rules.policy
    if not DECISION.in_force(policy):
        return
    frame = instance.tables["decisions"]
    pair = {(int(p), int(i)): e for e, (p, i) in enumerate(zip(rules.post, rules.cadre, strict=True))}
    posts = instance.codes(frame["post_id"], "posts", "post_id").tolist()
    cadres = instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
    problems = []
    for row, (p, i) in enumerate(zip(posts, cadres, strict=True)):
        if (p, i) in pair:
            rules.required[pair[p, i]] = f"decision:{p}"
        else:
            problems.append(_not_candidate(policy, frame["post_id"][row], frame["cadre_id"][row]))
    if problems:
        raise InvalidInput(problems)


def _not_candidate(policy: Policy, post: str, cadre: str) -> Problem:
    return Problem(
        "decision-not-candidate",
        Text(
            "集体决定的人选不在该职位可任用人选之列",
            "the person decided on is not in the running for that post",
        ),
        Text("该职位的人选之一", "one of the post's candidates"),
        table=TABLES["decisions"].heading,
        value=f"{post}, {cadre}",
        rule=policy.rule_of("contest.decision"),
    )
