"""Branch and bound on people who meet, with the placement flow as relaxation.

For problems too large for CP-SAT, of which the flow is nearly right. A collision that no exchange at equal
cost mends splits the problem in two, each again a flow: either the one may not go there, or the other.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace

import numpy as np

from rengang.engines.placement.network import build
from rengang.engines.placement.problem import Placement, totals
from rengang.engines.placement.repair import collisions, set_apart
from rengang.engines.solvers.cpsat import Limits
from rengang.model.instance import Int32

DIVES = 8
"""Flows that :func:`dive` solves before it gives up."""


@dataclass(order=True)
class _Node:
    """Some of the placements: single pairs forbidden; ordered by (−placed, cost) that none can undercut."""

    bound: tuple[int, int]
    number: int
    assignment: Int32 = field(compare=False)
    forbidden: tuple[tuple[int, int], ...] = field(compare=False, default=())


def branch(
    problem: Placement, free: Int32, mended: Int32 | None, limits: Limits
) -> tuple[Int32 | None, tuple[int, int] | None]:
    """The best placement found, and (−placed, cost) that none goes below, lexicographically.

    The placement is None when none is known; both are None when there is none. One flow per node.

    Parameters
    ----------
    free
        The best placement without regard to conflicts.
    mended
        One that respects them, or None.
    """
    best, value = mended, None if mended is None else _value(problem, mended)
    queue = [_Node(_value(problem, free), 0, free)]
    count = 0
    while queue and (value is None or queue[0].bound < value):
        if limits.exhausted:
            return best, queue[0].bound
        node = heapq.heappop(queue)
        # forbidden pairs of this node may be used again: any feasible placement counts
        apart = set_apart(problem, node.assignment)
        if apart is not None and (value is None or _value(problem, apart) < value):
            best, value = apart, _value(problem, apart)
            if value == node.bound:
                break
        i = int(collisions(problem, node.assignment)[0])
        site = int(node.assignment[i])
        relatives = problem.relatives(i)
        j = int(relatives[node.assignment[relatives] == site][0])
        for person in (i, j):
            forbidden = (*node.forbidden, (person, site))
            placement = _relaxed(problem, forbidden)
            count += 1
            if placement is not None and (value is None or _value(problem, placement) < value):
                heapq.heappush(queue, _Node(_value(problem, placement), count, placement, forbidden))
    return best, value


def dive(problem: Placement, free: Int32, limits: Limits) -> Int32 | None:
    """A placement that respects the conflicts at the value of `free`, or None when that is not found.

    Of two who meet, the later may no longer go there; as long as a flow of the same value is left, that is one
    of many equally good ones, and all who meet are dealt with at once. At most :data:`DIVES` flows.
    """
    value, placement = _value(problem, free), free
    forbidden: tuple[tuple[int, int], ...] = ()
    for _ in range(DIVES):
        if limits.exhausted:
            return None
        kept: set[int] = set()
        for i in collisions(problem, placement).tolist():
            relatives = problem.relatives(i)
            if kept.isdisjoint(relatives[placement[relatives] == placement[i]].tolist()):
                kept.add(i)
            else:
                forbidden = (*forbidden, (i, int(placement[i])))
        found = _relaxed(problem, forbidden)
        if found is None or _value(problem, found) != value:
            return None
        placement = found
        apart = set_apart(problem, placement)
        if apart is not None and _value(problem, apart) == value:
            return apart
    return None


def _value(problem: Placement, assignment: Int32) -> tuple[int, int]:
    """(−placed, cost), to be minimised one after the other."""
    placed, cost = totals(problem, assignment)
    return -placed, cost


def _relaxed(problem: Placement, forbidden: tuple[tuple[int, int], ...]) -> Int32 | None:
    """The best placement without these pairs and without regard to conflicts, None where there is none."""
    more = np.array(forbidden, dtype=np.int32)
    person, site = problem.forbidden
    part = replace(problem, forbidden=(np.append(person, more[:, 0]), np.append(site, more[:, 1])))
    return build(part).best()
