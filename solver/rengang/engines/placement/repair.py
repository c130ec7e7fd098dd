"""Setting relatives apart in a placement by single moves and exchanges of two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.market import UNMATCHED

if TYPE_CHECKING:
    from rengang.engines.placement.problem import Placement

_FAR = np.iinfo(np.int64).max


def collisions(problem: Placement, assignment: Int32) -> Int64:
    """People placed at a site where a relative is, ascending."""
    person = np.repeat(np.arange(len(problem.kin_ptr) - 1), np.diff(problem.kin_ptr))
    site = assignment[person]
    return np.unique(person[(site != UNMATCHED) & (site == assignment[problem.kin])])


def set_apart(problem: Placement, assignment: Int32) -> Int32 | None:
    """The assignment with nobody at a relative's site, or None when that is not found.

    Colliding people are taken by index; each is moved to a free seat, exchanged with somebody else, replaced
    by somebody unplaced or, failing that, left unplaced: whatever costs least, then the lowest index. Bounds
    keep holding. O((people + sites) · log exceptions) per collision.
    """
    assignment = assignment.copy()
    count = np.bincount(assignment[assignment != UNMATCHED], minlength=problem.sites)
    for i in collisions(problem, assignment).tolist():
        here = int(assignment[i])
        if not (assignment[problem.relatives(i)] == here).any():
            continue
        step = _cheapest_step(problem, assignment, count, i)
        if step is not None:
            site, other = step
            assignment[i] = site
            if other >= 0:
                assignment[other] = here
            else:
                count[here] -= 1
                count[site] += 1
        elif count[here] > problem.lower[here]:
            assignment[i] = UNMATCHED
            count[here] -= 1
    return None if len(collisions(problem, assignment)) else assignment


def _cheapest_step(problem: Placement, assignment: Int32, count: Int64, i: int) -> tuple[int, int] | None:
    """Where i goes (a site or UNMATCHED) and who comes instead (−1: nobody), at least added cost."""
    here = int(assignment[i])
    sites = np.arange(problem.sites)
    cost = problem.pair_cost(np.int64(i), sites)
    shut = cost < 0
    there = assignment[problem.relatives(i)]
    shut[there[there != UNMATCHED]] = True
    best, step = _FAR, None
    free = ~shut & (count < problem.upper)
    if count[here] > problem.lower[here] and free.any():
        site = int(np.argmin(np.where(free, cost, _FAR)))
        best, step = int(cost[site] - cost[here]), (site, -1)
    other = np.flatnonzero(_may_come(problem, assignment, i))
    other = other[(assignment[other] == UNMATCHED) | ~shut[assignment[other]]]
    if len(other):
        at = assignment[other].astype(np.int64)
        out = at == UNMATCHED
        safe = np.where(out, 0, at)
        gain = np.where(out, 0, cost[safe] - problem.pair_cost(other, safe))
        added = problem.pair_cost(other, np.int64(here)) - cost[here] + gain
        k = int(np.argmin(added))
        if added[k] < best:
            step = (int(at[k]), int(other[k]))
    return step


def _may_come(problem: Placement, assignment: Int32, i: int) -> Bool:
    """Who could take i's place: allowed there, not there yet, and no relative of whoever remains there."""
    here = int(assignment[i])
    come = problem.pair_cost(np.arange(problem.people), np.int64(here)) >= 0
    come &= assignment != here
    come[problem.relatives(i)] = False
    person = np.repeat(np.arange(len(problem.kin_ptr) - 1), np.diff(problem.kin_ptr))
    come[person[(assignment[problem.kin] == here) & (problem.kin != i)]] = False
    return come
