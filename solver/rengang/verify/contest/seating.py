"""C7: appointments as a state, with one predicate for each rule on seats.

The predicates answer for one post, unit, pair of relatives or decision at a time, so that a single move can be
judged by what it touches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import assert_never

from rengang.rules.contest_seats import DECISION, ESTABLISHMENT, INCUMBENT
from rengang.verify.contest.facts import Facts


class Ask(IntEnum):
    """What is asked of the seats, in the order in which breaches are reported."""

    INCUMBENT = 3
    """S3, of a post."""
    MID_LEVEL = 4
    """S4, of a unit."""
    ESTABLISHMENT = 5
    """S5, of a unit."""
    RELATIVES = 6
    """S6, of two cadres."""
    DECISION = 7
    """S7, of a post and the cadre decided on."""


UNITS = (Ask.MID_LEVEL, Ask.ESTABLISHMENT)
Subject = tuple[Ask, int, int]
"""What a rule asks about: its question and one or two indices."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """What the rules on seats read off the tables once."""

    facts: Facts

    @property
    def holds_on(self) -> bool:
        """Do incumbents keep contested posts until they win another (A-32)."""
        return INCUMBENT.in_force(self.facts.policy)

    @cached_property
    def holders(self) -> Mapping[int, tuple[int, ...]]:
        """Contested posts that each cadre holds."""
        held: dict[int, list[int]] = {}
        for at in self.facts.contested:
            if self.facts.posts[at].incumbent >= 0:
                held.setdefault(self.facts.posts[at].incumbent, []).append(at)
        return {cadre: tuple(posts) for cadre, posts in held.items()}

    @cached_property
    def relieved(self) -> frozenset[int]:
        """Who steps down whatever comes: holders of contested mid-level posts under ``"release"`` (JL-02)."""
        if self.holds_on:
            return frozenset()
        posts = self.facts.posts
        return frozenset(k for k, held in self.holders.items() if any(posts[at].mid_level for at in held))

    @cached_property
    def mid_room(self) -> Mapping[int, int]:
        """By how much the mid-level people of each unit may grow; units without a cap are left out (TX-34)."""
        facts = self.facts
        # TX-33: whom the unit's own adjustment takes out of the mid-level
        going = [number or 0 for number in facts.instance.units["mid_leaving"].to_list()]
        match facts.rules.midlevel_cap:
            case "off":
                return {}
            case "before_actual":
                return dict(enumerate(going))
            case "authorised":
                return self._within_quota(going)
        assert_never(facts.rules.midlevel_cap)

    def _within_quota(self, going: Sequence[int]) -> Mapping[int, int]:
        """What the authorised number leaves, and who goes, in units that have such a number."""
        facts, units = self.facts, range(self.facts.case.units)
        quota = facts.instance.units["mid_quota"].to_list()
        given = facts.instance.units["mid_staff"].to_list()
        counted = Counter(facts.home[cadre] for cadre in facts.mid_level)
        before = [counted[u] if given[u] is None else given[u] for u in units]
        return {u: max(0, quota[u] - before[u]) + going[u] for u in units if quota[u] is not None}

    @cached_property
    def room(self) -> Mapping[int, int]:
        """By how much the staff of each unit may grow, where an establishment binds (JF-01, HB-19, WC-11)."""
        facts = self.facts
        if not ESTABLISHMENT.in_force(facts.policy):
            return {}
        most, staff = facts.instance.establishment.tolist(), facts.instance.staff.tolist()
        return {u: max(0, most[u] - staff[u]) for u in range(facts.case.units) if most[u] >= 0}

    @cached_property
    def types(self) -> tuple[list[str | None], list[str | None]]:
        """Establishment types of cadres and of units."""
        instance = self.facts.instance
        return instance.cadres["establishment_type"].to_list(), instance.units["establishment_type"].to_list()

    def makes_room(self, cadre: int) -> bool:
        """Does the cadre's departure count: under ``by_type`` only if the types agree or one is blank (A-07)."""
        if self.facts.policy.caps.establishment != "by_type":
            return True
        own, theirs = self.types[0][cadre], self.types[1][self.facts.home[cadre]]
        return own is None or theirs is None or own == theirs

    @cached_property
    def kin(self) -> Mapping[int, tuple[int, ...]]:
        """The relatives of each cadre whom the policy keeps apart (DY-04)."""
        one, other = self.facts.case.kin_pairs
        found: dict[int, list[int]] = {}
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            found.setdefault(a, []).append(b)
            found.setdefault(b, []).append(a)
        return {cadre: tuple(relatives) for cadre, relatives in found.items()}

    @cached_property
    def decisions(self) -> tuple[tuple[int, int], ...]:
        """(post, cadre) of each decision that is to be obeyed (A-11)."""
        if not DECISION.in_force(self.facts.policy):
            return ()
        return tuple(sorted((post, cadre) for cadre, post in self.facts.decided))

    @cached_property
    def decided(self) -> tuple[Mapping[int, tuple[Subject, ...]], Mapping[int, tuple[Subject, ...]]]:
        """The decisions about each post, and about each cadre."""
        posts: dict[int, tuple[Subject, ...]] = {}
        cadres: dict[int, tuple[Subject, ...]] = {}
        for post, cadre in self.decisions:
            posts[post] = (*posts.get(post, ()), (Ask.DECISION, post, cadre))
            cadres[cadre] = (*cadres.get(cadre, ()), (Ask.DECISION, post, cadre))
        return posts, cadres

    @cached_property
    def stays(self) -> list[bool]:
        """Who stays in the own unit unless appointed: those outside the pool, in an exchange everybody."""
        exchanges = self.facts.policy.exchanges
        return [exchanges or not pooled for pooled in self.facts.instance.in_pool.tolist()]


@dataclass(eq=False)
class Seating:
    """Who has which post; at most one post a person and one person a post."""

    grounds: Grounds
    post_of: dict[int, int] = field(default_factory=dict)
    holder: dict[int, int] = field(default_factory=dict)
    mid_growth: Counter[int] = field(default_factory=Counter)
    growth: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for cadre in self.grounds.relieved:
            self.mid_growth[self.facts.home[cadre]] -= 1

    @property
    def facts(self) -> Facts:
        """The tables."""
        return self.grounds.facts

    # -- moves ----------------------------------------------------------------------------------------------
    def appoint(self, cadre: int, post: int) -> None:
        """Give a free post to somebody who has none."""
        self.post_of[cadre], self.holder[post] = post, cadre
        self._count(cadre, post, 1)

    def remove(self, cadre: int) -> None:
        """Take the post from somebody who has one."""
        post = self.post_of.pop(cadre)
        del self.holder[post]
        self._count(cadre, post, -1)

    def _count(self, cadre: int, post: int, sign: int) -> None:
        facts = self.facts
        home, unit = facts.home[cadre], facts.posts[post].unit
        if facts.posts[post].mid_level:
            self.mid_growth[unit] += sign
        if cadre in facts.mid_level and cadre not in self.grounds.relieved:
            self.mid_growth[home] -= sign
        if unit != home:
            self.growth[unit] += sign
            if home >= 0 and self.grounds.makes_room(cadre):
                self.growth[home] -= sign

    # -- where people are -----------------------------------------------------------------------------------
    def moves(self, cadre: int) -> bool:
        """Is the cadre appointed to another unit."""
        post = self.post_of.get(cadre)
        return post is not None and self.facts.posts[post].unit != self.facts.home[cadre]

    def end(self, cadre: int) -> int:
        """The unit where a cadre is after the contest, −1 where that is open."""
        post = self.post_of.get(cadre)
        if post is not None:
            return self.facts.posts[post].unit
        return self.facts.home[cadre] if self.grounds.stays[cadre] else -1

    # -- the rules ------------------------------------------------------------------------------------------
    def evicts(self, post: int) -> bool:
        """S3: the post is filled although its incumbent has no other (A-32)."""
        held_by = self.facts.posts[post].incumbent
        if post not in self.holder or held_by < 0 or not self.grounds.holds_on:
            return False
        return self.grounds.stays[held_by] and self.post_of.get(held_by) in (None, post)

    def over_mid(self, unit: int) -> bool:
        """S4: the unit's mid-level people grow beyond the cap (TX-34)."""
        return unit in self.grounds.mid_room and self.mid_growth[unit] > self.grounds.mid_room[unit]

    def over_establishment(self, unit: int) -> bool:
        """S5: more arrive from other units than leave and the establishment has room for (JF-01, HB-19, WC-11)."""
        return unit in self.grounds.room and self.growth[unit] > self.grounds.room[unit]

    def together(self, one: int, other: int) -> bool:
        """S6: relatives meet in a unit that one of them moves to, or in a section that both are appointed in."""
        if self.end(one) != self.end(other) or self.end(one) < 0:
            return False
        if self.moves(one) or self.moves(other):
            return True
        if one not in self.post_of or other not in self.post_of:
            return False
        posts = self.facts.posts
        section = posts[self.post_of[one]].section
        return section is not None and section == posts[self.post_of[other]].section

    def disobeyed(self, post: int, cadre: int) -> bool:
        """S7: the person decided on does not have the post (A-11)."""
        return self.holder.get(post) != cadre

    # -- what a change touches ------------------------------------------------------------------------------
    def subjects(self, cadres: Iterable[int], posts: Iterable[int]) -> frozenset[Subject]:
        """Everything that the rules ask about and that a change of these people and posts can touch."""
        facts, grounds = self.facts, self.grounds
        cadres, posts = set(cadres), set(posts)
        found: list[Subject] = [(Ask.INCUMBENT, post, 0) for post in posts]
        found += [(Ask.INCUMBENT, post, 0) for cadre in cadres for post in grounds.holders.get(cadre, ())]
        units = {facts.posts[post].unit for post in posts} | {facts.home[cadre] for cadre in cadres}
        found += [(ask, unit, 0) for unit in units for ask in UNITS]
        pairs = {(min(i, r), max(i, r)) for i in cadres for r in grounds.kin.get(i, ())}
        found += [(Ask.RELATIVES, one, other) for one, other in pairs]
        of_posts, of_cadres = grounds.decided
        found += [decision for post in posts for decision in of_posts.get(post, ())]
        found += [decision for cadre in cadres for decision in of_cadres.get(cadre, ())]
        return frozenset(found)

    def touched(self, cadre: int, post: int) -> frozenset[Subject]:
        """What :meth:`instead` of the same person and post can touch."""
        own, holder = self.post_of.get(cadre), self.holder.get(post)
        cadres = {cadre} if holder is None else {cadre, holder}
        return self.subjects(cadres, {post} if own is None else {post, own})

    @contextmanager
    def instead(self, cadre: int, post: int) -> Iterator[None]:
        """For a while the person has this post, instead of whoever has it and of any other."""
        own, holder = self.post_of.get(cadre), self.holder.get(post)
        if own is not None:
            self.remove(cadre)
        if holder is not None and holder != cadre:
            self.remove(holder)
        self.appoint(cadre, post)
        yield
        self.remove(cadre)
        if holder is not None and holder != cadre:
            self.appoint(holder, post)
        if own is not None:
            self.appoint(cadre, own)

    def broken(self, subject: Subject) -> bool:
        """Is the rule broken there."""
        ask, one, other = subject
        match ask:
            case Ask.INCUMBENT:
                return self.evicts(one)
            case Ask.MID_LEVEL:
                return self.over_mid(one)
            case Ask.ESTABLISHMENT:
                return self.over_establishment(one)
            case Ask.RELATIVES:
                return self.together(one, other)
            case Ask.DECISION:
                return self.disobeyed(one, other)
        assert_never(ask)

    def all_subjects(self) -> frozenset[Subject]:
        """Everything that the rules can ask about in this state, every unit included."""
        changed = self.subjects(self.post_of, self.holder)
        units = {(ask, unit, 0) for unit in range(self.facts.case.units) for ask in UNITS}
        return changed | units | {(Ask.DECISION, post, cadre) for post, cadre in self.grounds.decisions}
