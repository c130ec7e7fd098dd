"""Branch and bound on people who meet, with the placement flow as relaxation.

For problems too large for CP-SAT, of which the flow that heeds turns is nearly right. A collision that no
exchange at equal cost mends splits the problem in two, each again a flow: either the one may not go there, or
the other.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from rengang.engines.placement.hubs import Hubs
from rengang.engines.placement.network import build
from rengang.engines.placement.problem import Placement, totals
from rengang.engines.placement.repair import collisions, set_apart
from rengang.engines.solvers.min_cost_flow import unmet_demand
from rengang.limits import Limits
from rengang.model.arrays import Int32

Pairs: TypeAlias = tuple[tuple[int, int], ...]
"""Single pairs (person, site)."""

NODES = 1000
"""Flows after which :func:`branch` ends with what it has: the tree may be exponential in the collisions."""


_FAR = np.iinfo(np.int64).max


@dataclass(order=True)
class _Node:
    """Some of the placements: single pairs forbidden; ordered by (−placed, cost) that none can undercut.

    At equal bounds, the one with the fewest people who meet comes first.
    """

    bound: tuple[int, int]
    meeting: int
    number: int
    choice: tuple[int, int, int] = field(compare=False)
    """Two people who meet, and where."""
    forbidden: Pairs = field(compare=False, default=())


@dataclass(frozen=True, eq=False)
class Branched:
    """What branching found.

    Attributes
    ----------
    best
        The best placement found, None when none is known.
    bound
        (−placed, cost) that no placement goes below, lexicographically; None when there is no placement.
    missing
        Where there is none: at least so many people are missing at lower bounds, whatever is done.
    short
        Sites where so many are missing in some placement that may still bring relatives together.
    """

    best: Int32 | None
    bound: tuple[int, int] | None
    missing: int = 0
    short: Int32 = field(default_factory=lambda: np.zeros(0, dtype=np.int32))


def branch(problem: Placement, shared: Hubs, free: Int32, mended: Int32 | None, limits: Limits) -> Branched:
    """The best placement and a bound, which agree unless limits or :data:`NODES` nodes ended the search.

    Two flows per node, and one exchange per collision.

    Parameters
    ----------
    shared
        The problem's hubs.
    free
        The best placement that heeds no more than the turns.
    mended
        One that respects them, or None.
    """
    best, value = mended, None if mended is None else _value(problem, mended)
    if limits.exhausted:
        return Branched(best, _value(problem, free))
    queue = [_node(problem, free, 0, ())]
    count, least_missing = 0, (_FAR, np.zeros(0, dtype=np.int32))
    while queue and (value is None or queue[0].bound < value):
        if limits.exhausted or count >= NODES:
            return Branched(best, queue[0].bound)
        node = heapq.heappop(queue)
        i, j, site = node.choice
        for person in (i, j):
            forbidden = (*node.forbidden, (person, site))
            built = build(_without(problem, forbidden), shared)
            placement = built.best()
            count += 1
            if placement is None:
                missing, nodes = unmet_demand(*built.between(problem.lower))
                short = (nodes - built.first_site).astype(np.int32)
                least_missing = min(least_missing, (missing, short), key=lambda found: found[0])
                continue
            if value is not None and _value(problem, placement) >= value:
                continue
            # forbidden pairs of this node may be used again: any feasible placement counts
            apart = set_apart(problem, placement)
            if apart is not None and (value is None or _value(problem, apart) < value):
                best, value = apart, _value(problem, apart)
            if len(collisions(problem, placement)):
                heapq.heappush(queue, _node(problem, placement, count, forbidden))
    # without a placement every branch has ended at lower bounds that its flow cannot meet
    return Branched(best, value, *(least_missing if value is None else ()))


def _without(problem: Placement, pairs: Pairs) -> Placement:
    """The problem with more single pairs forbidden."""
    more = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    who, where = problem.forbidden
    return replace(problem, forbidden=(np.append(who, more[:, 0]), np.append(where, more[:, 1])))


def _node(problem: Placement, placement: Int32, number: int, forbidden: Pairs) -> _Node:
    """The node of a placement in which somebody meets."""
    meeting = collisions(problem, placement)
    i = int(meeting[0])
    relatives = problem.relatives(i)
    j = int(relatives[placement[relatives] == placement[i]][0])
    choice = (i, j, int(placement[i]))
    return _Node(_value(problem, placement), len(meeting), number, choice, forbidden)


def _value(problem: Placement, assignment: Int32) -> tuple[int, int]:
    """(−placed, cost), to be minimised one after the other."""
    placed, cost = totals(problem, assignment)
    return -placed, cost
