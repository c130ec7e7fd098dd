"""The staffing problem as arrays: people, sections with seats, who may go where, and what counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64

NOWHERE = -1
"""The section of somebody who gets none."""


class Aim(StrEnum):
    """What can be asked of a staffing; the caller gives the order."""

    FIRST = "first"
    """People placed of those who come before the others (most)."""
    UNKEPT = "unkept"
    """Sections that must take a former member and do not (least)."""
    PLACED = "placed"
    """People placed (most)."""
    BY_WISH = "by_wish"
    """People placed in a section that they declared (most)."""
    WISH_RANKS = "wish_ranks"
    """Sum of the orders of the declared sections that are met (least)."""
    SCORE_RANKS = "score_ranks"
    """Sum of the sections' ranks of those placed by wish (least)."""
    COMPOSITION = "composition"
    """Weighted pairs that are alike in a section, and people whose speciality it does not need (least)."""

    @property
    def most(self) -> bool:
        """Is more better."""
        return self in (Aim.FIRST, Aim.PLACED, Aim.BY_WISH)


@dataclass(frozen=True, eq=False)
class Trait:
    """One dimension of composition: pairs of the same value in one section cost `weight` each.

    Attributes
    ----------
    weight
        ≥ 0.
    code : int32, shape (people,)
        Value of each person, −1 = unknown, which pairs with nobody.
    present : int64, shape (sites, values)
        Members that are there whatever is decided, by value.
    """

    weight: int
    code: Int32
    present: Int64


@dataclass(frozen=True, eq=False)
class Staffing:
    """Who may go to which section.

    Attributes
    ----------
    people
        Number of people.
    first : bool, shape (people,)
        Who comes before the others (JL-71).
    seats : int64, shape (sites,)
        ≥ 0.
    person, site : int32, shape (pairs,)
        Admissible pairs, each once, sorted by person, then site.
    wish, rank : int32, shape (pairs,)
        Order of the declared section and the section's rank of the person; both 0 where it is undeclared.
    former : bool, shape (pairs,)
        Is it the person's former section.
    misfit : int64, shape (pairs,)
        Cost in composition of this person being in this section.
    keep : int64, shape (sites,)
        Most former members that the section may still be given (JL-70, JL-81).
    must : bool, shape (sites,)
        Has the section to be given a former member (JL-81).
    traits : tuple of Trait
    kin : int32, shape (k, 2)
        Pairs of people who may not share a section.
    """

    people: int
    first: Bool
    seats: Int64
    person: Int32
    site: Int32
    wish: Int32
    rank: Int32
    former: Bool
    misfit: Int64
    keep: Int64
    must: Bool
    traits: tuple[Trait, ...]
    kin: Int32

    @property
    def sites(self) -> int:
        """Number of sections."""
        return len(self.seats)

    def cost(self, aim: Aim) -> Int64:
        """What each pair adds to an aim as something to minimise; of composition the misfits alone."""
        wished = (self.wish > 0).astype(np.int64)
        if aim is Aim.FIRST:
            return -self.first[self.person].astype(np.int64)
        if aim is Aim.PLACED:
            return np.full(len(self.person), -1, dtype=np.int64)
        if aim is Aim.BY_WISH:
            return -wished
        if aim is Aim.WISH_RANKS:
            return wished * self.wish
        if aim is Aim.SCORE_RANKS:
            return wished * self.rank
        return self.misfit if aim is Aim.COMPOSITION else np.zeros(len(self.person), dtype=np.int64)

    def pair_of(self, given: Int32) -> Int64:
        """Pair that each person uses under `given` (a site per person), −1 where none.  O(pairs)."""
        used = np.full(self.people, -1, dtype=np.int64)
        hit = np.flatnonzero(given[self.person] == self.site)
        used[self.person[hit]] = hit
        return used


def value(problem: Staffing, aim: Aim, given: Int32) -> int:
    """What a staffing makes of an aim.  O(pairs + sites · values).

    Parameters
    ----------
    given : int32, shape (people,)
        Site of each person, :data:`NOWHERE` where none.
    """
    used = problem.pair_of(given)
    used = used[used >= 0]
    if aim is Aim.UNKEPT:
        kept = np.bincount(problem.site[used[problem.former[used]]], minlength=problem.sites)
        return int((problem.must & (kept == 0)).sum())
    if aim is Aim.FIRST:
        return int(problem.first[problem.person[used]].sum())
    if aim is Aim.PLACED:
        return len(used)
    wished = used[problem.wish[used] > 0]
    if aim is Aim.BY_WISH:
        return len(wished)
    if aim is Aim.WISH_RANKS:
        return int(problem.wish[wished].sum())
    if aim is Aim.SCORE_RANKS:
        return int(problem.rank[wished].sum())
    alike = sum(trait.weight * pairs(counts(trait, given)) for trait in problem.traits)
    return alike + int(problem.misfit[used].sum())


def counts(trait: Trait, given: Int32) -> Int64:
    """Members of each section by value, shape (sites, values), with `given` in place."""
    total = trait.present.copy()
    known = (given != NOWHERE) & (trait.code >= 0)
    np.add.at(total, (given[known], trait.code[known]), 1)
    return total


def pairs(number: Int64) -> int:
    """Pairs among groups of these sizes: Σ n(n−1)/2."""
    return int((number * (number - 1) // 2).sum())
