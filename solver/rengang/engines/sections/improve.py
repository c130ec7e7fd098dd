"""A better composition by exchanges: two people change places, or one takes a free seat, nothing else changes."""

from __future__ import annotations

import numpy as np

from rengang.engines.sections.problem import NOWHERE, Staffing, counts
from rengang.limits import Limits
from rengang.model.arrays import Bool, Int32, Int64, frozen

PASSES = 100
"""Passes over the people at most; a dozen is usual."""


def improved(problem: Staffing, given: Int32, limits: Limits) -> Int32:
    """A staffing with the same values in every aim before composition, and a composition no worse.

    From `given` on, each person in turn makes the exchange that helps most, until none helps. Exchanges that
    touch relatives or former sections are left out, so that every rule goes on to hold. O(passes · people² ·
    traits), vectorised over the partners.
    """
    search = _Exchanges(problem, given)
    for _ in range(PASSES):
        if limits.exhausted or not search.sweep():
            break
    return frozen(search.site)


class _Exchanges:
    """The current staffing with what is needed to price exchanges."""

    def __init__(self, problem: Staffing, given: Int32) -> None:
        self.problem = problem
        self.site = given.copy()
        self.pair = np.full((problem.people, problem.sites), -1, dtype=np.int64)
        self.pair[problem.person, problem.site] = np.arange(len(problem.person))
        self.traits = [trait for trait in problem.traits if trait.weight and trait.present.size]
        self.count = [counts(trait, given) for trait in self.traits]
        placed = given != NOWHERE
        self.free = problem.seats - np.bincount(given[placed], minlength=problem.sites)
        settled = np.zeros(problem.people, dtype=bool)
        settled[problem.kin.ravel()] = True
        at_home = np.flatnonzero(problem.former & (given[problem.person] == problem.site))
        settled[problem.person[at_home]] = True
        self.people = np.flatnonzero(placed & ~settled)

    def sweep(self) -> bool:
        """Each person's best exchange; has any been made."""
        moved = False
        for i in self.people.tolist():
            partner, by_swap = self._best_partner(i)
            target, by_move = self._best_seat(i)
            if min(by_swap, by_move) >= 0:
                continue
            moved = True
            if by_move <= by_swap:
                self._go(i, target)
            else:
                mine, theirs = int(self.site[i]), int(self.site[partner])
                self._go(i, theirs)
                self._go(partner, mine)
        return moved

    def _open(self, pairs: Int64) -> Bool:
        """Is each pair admissible and not a former section."""
        return (pairs >= 0) & ~self.problem.former[pairs]

    def _best_partner(self, i: int) -> tuple[int, int]:
        """With whom to change places, and what composition gains by it (negative is better)."""
        problem, s = self.problem, int(self.site[i])
        others = self.people
        t = self.site[others]
        there, here = self.pair[i, t], self.pair[others, s]
        now_i, now_j = int(self.pair[i, s]), self.pair[others, t]
        fits = (t != s) & self._open(there) & self._open(here)
        for column in (problem.wish, problem.rank, (problem.wish > 0).astype(np.int32)):
            fits &= column[there] + column[here] == column[now_i] + column[now_j]
        if not fits.any():
            return -1, 0
        misfit = problem.misfit
        gain = misfit[there] + misfit[here] - misfit[now_i] - misfit[now_j]
        for trait, count in zip(self.traits, self.count, strict=True):
            mine, theirs = int(trait.code[i]), trait.code[others]
            change = np.zeros(len(others), dtype=np.int64)
            if mine >= 0:
                change += count[t, mine] - count[s, mine] + 1
            change += np.where(theirs >= 0, count[s, theirs] - count[t, theirs] + 1, 0)
            gain = gain + trait.weight * np.where(theirs == mine, 0, change)
        best = int(np.argmin(np.where(fits, gain, 1)))
        return int(others[best]), int(gain[best]) if fits[best] else 0

    def _best_seat(self, i: int) -> tuple[int, int]:
        """Which free seat to take, and what composition gains by it."""
        problem, s = self.problem, int(self.site[i])
        pairs, now = self.pair[i], int(self.pair[i, s])
        fits = (self.free > 0) & self._open(pairs)
        fits[s] = False
        for column in (problem.wish, problem.rank):
            fits &= column[pairs] == column[now]
        if not fits.any():
            return -1, 0
        gain = problem.misfit[pairs] - problem.misfit[now]
        for trait, count in zip(self.traits, self.count, strict=True):
            mine = int(trait.code[i])
            if mine >= 0:
                gain = gain + trait.weight * (count[:, mine] - count[s, mine] + 1)
        best = int(np.argmin(np.where(fits, gain, 1)))
        return best, int(gain[best]) if fits[best] else 0

    def _go(self, i: int, target: int) -> None:
        """Move one person and keep the counts."""
        s = int(self.site[i])
        for trait, count in zip(self.traits, self.count, strict=True):
            mine = int(trait.code[i])
            if mine >= 0:
                count[s, mine] -= 1
                count[target, mine] += 1
        self.free[s] += 1
        self.free[target] -= 1
        self.site[i] = target
