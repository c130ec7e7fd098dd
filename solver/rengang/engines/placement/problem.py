"""The problem of placing people at sites, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from rengang.engines.placement.feature import Feature, Indices
from rengang.model import Objective, Status, Stop
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.market import UNMATCHED
from rengang.model.pairs import encode, find, rows

Turns: TypeAlias = tuple[tuple[int, tuple[int, ...]], ...]
"""Sites, each with people of whom at most one may be there."""


def _nothing() -> Int32:
    return frozen(np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Placement:
    """People to be placed at sites.

    Attributes
    ----------
    home : int32, shape (people,)
        The one site where the person may not go, −1 where there is none.
    features
        What cost and hard criteria look at.
    base
        What any place costs, ≥ 0; a place costs `base` and the weights of the features that do not fit.
    closed : bool, shape (sites,)
        Sites where nobody may go.
    lower, upper : int64, shape (sites,)
        How many people a site must and may get, 0 ≤ lower; a site with lower > upper makes it infeasible.
    cheaper : (person int32, site int32, cost int64)
        Single pairs that cost less than that. Pairs that are forbidden stay so.
    forbidden : (person int32, site int32)
        Single pairs that are forbidden.
    kin_ptr : int64, shape (people + 1,);  kin : int32
        Compressed rows of the symmetric relation of people who may not share a site.
    turns : tuple of (site, people)
        People of whom at most one may be at the site; no person twice for the same site. Networks heed this.
    """

    home: Int32
    features: tuple[Feature, ...]
    base: int
    closed: Bool
    lower: Int64
    upper: Int64
    cheaper: tuple[Int32, Int32, Int64] = field(
        default_factory=lambda: (_nothing(), _nothing(), np.zeros(0, dtype=np.int64))
    )
    forbidden: tuple[Int32, Int32] = field(default_factory=lambda: (_nothing(), _nothing()))
    kin_ptr: Int64 = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    kin: Int32 = field(default_factory=_nothing)
    turns: Turns = ()

    @property
    def people(self) -> int:
        """Number of people."""
        return len(self.home)

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.upper)

    @property
    def hard(self) -> tuple[Feature, ...]:
        """The features that forbid."""
        return tuple(f for f in self.features if f.weight is None)

    @property
    def soft(self) -> tuple[Feature, ...]:
        """The features that cost something."""
        return tuple(f for f in self.features if f.weight)

    @cached_property
    def _exceptions(self) -> tuple[Int64, Int64]:
        """Keys ``person · sites + site`` of the single pairs, ascending, and their cost, −1 = forbidden."""
        (p, s, cost), (fp, fs) = self.cheaper, self.forbidden
        key = encode(np.concatenate([p, fp]), np.concatenate([s, fs]), self.sites)
        cost = np.concatenate([cost, np.full(len(fp), -1, dtype=np.int64)])
        # the least cost of a pair comes first, so that forbidden wins over cheaper
        order = np.lexsort((cost, key))
        key, cost = key[order], cost[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        return key[first], cost[first]

    def usual_cost(self, person: Indices, site: Indices) -> Int64:
        """Cost of every (person, site) by base and features alone, −1 where they forbid it; broadcasting."""
        person, site = np.broadcast_arrays(person, site)
        cost = np.full(person.shape, self.base, dtype=np.int64)
        for feature in self.soft:
            cost += np.int64(feature.weight or 0) * feature.mismatch(person, site)
        shut = self.closed[site]
        for feature in self.hard:
            shut = shut | feature.mismatch(person, site)
        return np.where(shut, -1, cost)

    def pair_cost(self, person: Indices, site: Indices) -> Int64:
        """Cost of every (person, site), elementwise with broadcasting; −1 where forbidden."""
        person, site = np.broadcast_arrays(person, site)
        cost = self.usual_cost(person, site)
        keys, special = self._exceptions
        if len(keys):
            at = find(encode(person, site, self.sites), keys)
            hit = (at >= 0) & (special[at] < cost)
            cost = np.where(hit & (cost >= 0), special[at], cost)
        return np.where(self.home[person] == site, -1, cost)

    @cached_property
    def _forbidden_by_person(self) -> tuple[Int64, Int32]:
        """Where the single forbidden sites of each person begin, and these sites."""
        who, where = self.forbidden
        order = np.argsort(who, kind="stable")
        return rows(who[order], self.people), where[order]

    def open_to(self, people: Int64) -> Bool:
        """Matrix (people asked, sites): may the person go there; seats are not looked at.

        O(people asked · sites); ask in blocks.
        """
        open_sites = np.tile(~self.closed, (len(people), 1))
        for feature in self.hard:
            open_sites &= feature.open_to(people)
        at_home = np.flatnonzero(self.home[people] >= 0)
        open_sites[at_home, self.home[people][at_home]] = False
        start, where = self._forbidden_by_person
        begin, end = start[people], start[people + 1]
        at = np.repeat(np.arange(len(people)), end - begin)
        nth = np.arange(len(at)) - np.repeat(np.cumsum(end - begin) - (end - begin), end - begin)
        open_sites[at, where[begin[at] + nth]] = False
        return open_sites

    def among(self, people: Int64) -> Placement:
        """The same problem for some of the people (ascending), renumbered, with nobody to be kept apart."""
        number = np.full(self.people, -1, dtype=np.int32)
        number[people] = np.arange(len(people), dtype=np.int32)
        (p, s, c), (fp, fs) = self.cheaper, self.forbidden
        mine, barred = number[p] >= 0, number[fp] >= 0
        return Placement(
            self.home[people],
            tuple(feature.among(people) for feature in self.features),
            self.base,
            self.closed,
            self.lower,
            self.upper,
            (number[p][mine], s[mine], c[mine]),
            (number[fp][barred], fs[barred]),
        )

    def relatives(self, person: int) -> Int32:
        """The people who may not share a site with `person`."""
        if len(self.kin) == 0:
            return self.kin
        return self.kin[self.kin_ptr[person] : self.kin_ptr[person + 1]]


@dataclass(frozen=True, eq=False)
class Placed:
    """The answer to a :class:`Placement`.

    Attributes
    ----------
    status, stop
        What is proven, and why the work ended.
    assignment : int32, shape (people,), or None
        Site of each person, :data:`rengang.model.UNMATCHED` where none; None when none is known.
    objective
        ``placed`` (most), then ``cost`` (least).
    short : int32
        With INFEASIBLE: sites that together must get more people than can come, ascending; where it is
        relatives who make it impossible, the sites that miss people when as few as possible are missing. Where
        the problem is so large that branching proved it, these are sites that miss people in one of the
        placements nearest to feasible: others may miss them instead.
    missing
        With INFEASIBLE: by how many; where branching proved it, by at least so many.
    """

    status: Status
    stop: Stop
    assignment: Int32 | None
    objective: tuple[Objective, Objective]
    short: Int32 = field(default_factory=_nothing)
    missing: int = 0


def totals(problem: Placement, assignment: Int32) -> tuple[int, int]:
    """(placed, cost) of an assignment."""
    who = np.flatnonzero(assignment != UNMATCHED)
    return len(who), int(problem.pair_cost(who, assignment[who].astype(np.int64)).sum())


def answer(problem: Placement, assignment: Int32 | None, bound: int, least: int | None, stop: Stop) -> Placed:
    """The answer with an assignment or without; the bound on the cost holds at the number placed."""
    if assignment is None:
        objective = Objective("placed", None, bound), Objective("cost", None, None)
        return Placed(Status.UNKNOWN, stop, None, objective)
    count, cost = totals(problem, assignment)
    objective = Objective("placed", count, bound), Objective("cost", cost, least if count == bound else None)
    if all(o.proven for o in objective):
        return Placed(Status.OPTIMAL, Stop.COMPLETED, frozen(assignment), objective)
    return Placed(Status.FEASIBLE, stop, frozen(assignment), objective)
