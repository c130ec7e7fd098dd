"""The seats of a small contest by exhaustion: every set of appointments, judged straight by the definition.

Nothing is shared with the package but the tables and the policy document. The rules are called S1…S7 as in
docs/model.md; each is one function that says whether a set of appointments keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from rengang.model import Instance
from rengang.policy import Policy

Row = dict[str, Any]
Seats = dict[str, str]
"""Appointments: cadre to post, by label."""
Values = tuple[int, int, int, int]
"""Blocking pairs, filled posts, sum of wish ranks, sum of post ranks."""

NAMES = ("contest_blocking_pairs", "contest_filled", "contest_wish_ranks", "contest_post_ranks")
MID = ("chief", "deputy")


class Candidacy(NamedTuple):
    """Somebody in the running for a post; ranks count from 1, lower is better."""

    cadre: str
    post: str
    wish_rank: int
    post_rank: int


@dataclass(frozen=True)
class Best:
    """The best that any set of appointments attains; no objective where none keeps the rules."""

    feasible: bool
    objective: tuple[tuple[str, int], ...] = ()
    optima: tuple[Seats, ...] = ()


@dataclass
class Hall:
    """What the tables say about the people, the posts and the candidacies.

    `only` names the requirements that are asked (``decision:P1``, ``incumbent:P1``, ``midlevel:U1``,
    ``establishment:U1``, ``avoidance``); None asks all of them.
    """

    policy: Policy
    units: dict[str, Row]
    posts: dict[str, Row]
    cadres: dict[str, Row]
    kin: list[tuple[str, str]]
    decided: dict[str, str]
    candidacies: list[Candidacy]
    only: frozenset[str] | None = None
    ranks: dict[tuple[str, str], Candidacy] = field(init=False)

    def __post_init__(self) -> None:
        self.ranks = {(c.cadre, c.post): c for c in self.candidacies}

    def asks(self, requirement: str) -> bool:
        """Is the requirement asked."""
        return self.only is None or requirement in self.only

    def home(self, cadre: str) -> str:
        """Unit that the person is in before the contest."""
        return str(self.cadres[cadre]["unit_id"])

    def at(self, post: str) -> str:
        """Unit of a post."""
        return str(self.posts[post]["unit_id"])

    def mid_post(self, post: str) -> bool:
        """A contested post counts as mid-level unless it says staff."""
        return self.posts[post]["level"] != "staff"

    def mid_cadre(self, cadre: str) -> bool:
        """Is the person chief or deputy."""
        return self.cadres[cadre]["level"] in MID

    def incumbent(self, post: str) -> str | None:
        """Who holds the post now."""
        holder = self.posts[post]["incumbent_id"]
        return None if holder is None else str(holder)

    def contested(self) -> list[str]:
        """Posts on offer; vertically managed units offer none."""
        closed = self.policy.scope.exclude_vertical
        return [
            p
            for p, row in self.posts.items()
            if row["contested"] and not (closed and self.units[self.at(p)]["kind"] == "vertical")
        ]


def hall(instance: Instance, policy: Policy, candidacies: Iterable[Candidacy]) -> Hall:
    """The hall of an instance."""
    rows = {name: table.to_dicts() for name, table in instance.tables.items()}
    kin = [
        (row["cadre_id"], row["relative_id"])
        for row in rows["kinship"]
        if row["relation"] in policy.avoidance.relations
    ]
    return Hall(
        policy,
        {row["unit_id"]: row for row in rows["units"]},
        {row["post_id"]: row for row in rows["posts"]},
        {row["cadre_id"]: row for row in rows["cadres"]},
        kin + [(b, a) for a, b in kin],
        {row["post_id"]: row["cadre_id"] for row in rows["decisions"]},
        sorted(candidacies),
    )


def incumbents_go_first(room: Hall, seats: Seats) -> bool:
    """S3: a post whose incumbent holds on is filled only if they win another."""
    if room.policy.contest.incumbents == "release":
        return True
    for post in seats.values():
        holder = room.incumbent(post)
        if holder is None or not room.asks(f"incumbent:{post}"):
            continue
        holds_on = room.policy.balance.mode == "exchange" or not room.cadres[holder]["pool"]
        if holds_on and (holder not in seats or seats[holder] == post):
            return False
    return True


def midlevel_within_cap(room: Hall, seats: Seats) -> bool:
    """S4: mid-level people of a unit do not grow beyond what the policy allows (TX-34)."""
    contest = room.policy.contest
    if contest.midlevel_cap == "off":
        return True
    losing = set()
    if contest.incumbents == "release":
        losing = {room.incumbent(p) for p in room.contested() if room.mid_post(p)}
    for unit, row in room.units.items():
        if not room.asks(f"midlevel:{unit}"):
            continue
        gained = sum(1 for p in seats.values() if room.mid_post(p) and room.at(p) == unit)
        own = [c for c in room.cadres if room.home(c) == unit]
        mid = [c for c in own if room.mid_cadre(c)]
        lost = sum(1 for c in own if c in losing or (c in mid and c in seats))
        room_left = row["mid_leaving"] or 0
        if contest.midlevel_cap == "authorised":
            if row["mid_quota"] is None:
                continue
            before = len(mid) if row["mid_staff"] is None else row["mid_staff"]
            room_left += max(0, row["mid_quota"] - before)
        if gained - lost > room_left:
            return False
    return True


def establishment_kept(room: Hall, seats: Seats) -> bool:
    """S5: a unit does not grow beyond the larger of its headcount and its establishment.

    By type, whoever leaves makes room only where the types agree or one is blank; whoever comes takes room.
    """
    caps = room.policy.caps.establishment
    if caps == "off":
        return True
    for unit, row in room.units.items():
        if row["establishment"] is None or not room.asks(f"establishment:{unit}"):
            continue
        present = sum(1 for c in room.cadres if room.home(c) == unit)
        staff = present if row["staff"] is None else row["staff"]
        growth = 0
        for cadre, post in seats.items():
            ours, theirs = room.cadres[cadre]["establishment_type"], row["establishment_type"]
            if room.at(post) == unit == room.home(cadre):
                continue
            other = caps == "by_type" and ours is not None and theirs is not None and ours != theirs
            growth += (room.at(post) == unit) - (room.home(cadre) == unit and not other)
        if growth > max(0, row["establishment"] - staff):
            return False
    return True


def relatives_apart(room: Hall, seats: Seats) -> bool:
    """S6: who comes to a unit meets no relative there, and who stays in one shares no section (DY-04)."""

    if not room.asks("avoidance"):
        return True

    def ends(cadre: str) -> str | None:
        if cadre in seats:
            return room.at(seats[cadre])
        leaves = room.cadres[cadre]["pool"] and room.policy.balance.mode != "exchange"
        return None if leaves else room.home(cadre)

    for one, other in room.kin:
        if one not in seats:
            continue
        unit = ends(one)
        if unit != room.home(one):
            if ends(other) == unit:
                return False
        elif other in seats and ends(other) == unit == room.home(other):
            section = room.posts[seats[one]]["section_id"]
            if section is not None and section == room.posts[seats[other]]["section_id"]:
                return False
    return True


def decisions_kept(room: Hall, seats: Seats) -> bool:
    """S7: whoever was decided upon has the post."""
    asked = {post: cadre for post, cadre in room.decided.items() if room.asks(f"decision:{post}")}
    return all(seats.get(cadre) == post for post, cadre in asked.items())


RULES = (decisions_kept, incumbents_go_first, midlevel_within_cap, establishment_kept, relatives_apart)


def keeps(room: Hall, seats: Seats) -> bool:
    """Do the appointments keep every rule (S1 is in the shape of `Seats`, S2 is asked here)."""
    return len(set(seats.values())) == len(seats) and all(rule(room, seats) for rule in RULES)


def blocks(room: Hall, seats: Seats, pair: Candidacy) -> bool:
    """Would person and post rather have each other, and would every rule still hold."""
    own = seats.get(pair.cadre)
    if own is not None and room.ranks[pair.cadre, own].wish_rank <= pair.wish_rank:
        return False
    holders = [c for c, p in seats.items() if p == pair.post]
    if holders and room.ranks[holders[0], pair.post].post_rank <= pair.post_rank:
        return False
    after = {c: p for c, p in seats.items() if c not in holders} | {pair.cadre: pair.post}
    return keeps(room, after)


def values(room: Hall, seats: Seats) -> Values:
    """What a set of appointments attains."""
    ranks = [room.ranks[c, p] for c, p in seats.items()]
    return (
        sum(blocks(room, seats, pair) for pair in room.candidacies),
        len(seats),
        sum(r.wish_rank for r in ranks),
        sum(r.post_rank for r in ranks),
    )


def all_seats(room: Hall) -> Iterator[Seats]:
    """Every set of appointments that keeps the rules."""
    people = sorted({c.cadre for c in room.candidacies})

    def extend(at: int, seats: Seats) -> Iterator[Seats]:
        if at == len(people):
            if keeps(room, seats):
                yield dict(seats)
            return
        yield from extend(at + 1, seats)
        for pair in room.candidacies:
            if pair.cadre == people[at] and pair.post not in seats.values():
                yield from extend(at + 1, seats | {pair.cadre: pair.post})

    return extend(0, {})


def holds_together(room: Hall, requirements: Iterable[str]) -> bool:
    """Can these requirements hold at the same time, all others left aside."""
    asked = replace(room, only=frozenset(requirements))
    return any(True for _ in all_seats(asked))


def order_of(policy: Policy) -> tuple[int, ...]:
    """Positions of the objectives in the order in which the rule takes them."""
    return (1, 0, 2, 3) if policy.contest.rule == "max-filled" else (0, 1, 2, 3)


def best(room: Hall) -> Best:
    """The lexicographic optimum over every set of appointments, and all sets that attain it."""
    order = order_of(room.policy)
    found: list[tuple[tuple[int, ...], Seats]] = []
    for seats in all_seats(room):
        out = values(room, seats)
        found.append((tuple(-out[k] if k == 1 else out[k] for k in order), seats))
    if not found:
        return Best(False)
    least = min(key for key, _ in found)
    optima = tuple(seats for key, seats in found if key == least)
    stated = tuple((NAMES[k], abs(v)) for k, v in zip(order, least, strict=True))
    return Best(True, stated, optima)


def literal_reading(room: Hall, entries: dict[tuple[str, str], tuple[bool, int]]) -> Seats:
    """JL-58, then JL-59 taken word by word: each person settles on one post, each post takes its best.

    `entries` says of each candidacy whether the person declared the post, and in which order.
    """
    settled: dict[str, Candidacy] = {}
    for pair in room.candidacies:
        declared, order = entries[pair.cadre, pair.post]
        key = (pair.wish_rank, not declared, order or 10**9, pair.post)
        mine = settled.get(pair.cadre)
        if mine is not None:
            other_declared, other_order = entries[mine.cadre, mine.post]
            if (mine.wish_rank, not other_declared, other_order or 10**9, mine.post) < key:
                continue
        settled[pair.cadre] = pair
    out: Seats = {}
    for post in sorted({pair.post for pair in settled.values()}):
        wanting = [pair for pair in settled.values() if pair.post == post]
        out[min(wanting, key=lambda pair: (pair.post_rank, pair.cadre)).cadre] = post
    return out
