"""Branch and bound on people who meet, with the placement flow as relaxation.

For problems too large for CP-SAT, of which the flow is nearly right. A collision that no exchange at equal
cost mends splits the problem in two, each again a flow: either the one may not go there, or the other.
"""

from __future__ import annotations

import heapq
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from rengang.engines.placement.feature import Indices
from rengang.engines.placement.network import PlacementNetwork, build
from rengang.engines.placement.problem import Placement, totals
from rengang.engines.placement.repair import collisions, set_apart
from rengang.engines.solvers.cpsat import Limits
from rengang.engines.solvers.min_cost_flow import Network, Residual, unmet_demand
from rengang.model.instance import Int32, Int64
from rengang.model.market import UNMATCHED

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


def branch(
    problem: Placement,
    built: PlacementNetwork,
    flow: Int64,
    free: Int32,
    mended: Int32 | None,
    limits: Limits,
) -> Branched:
    """The best placement and a bound, which agree unless limits or :data:`NODES` nodes ended the search.

    Per node as many shortest paths as it lies deep, and one exchange per collision.

    Parameters
    ----------
    built, flow
        The network and its best flow.
    free
        The placement that this flow is, without regard to conflicts.
    mended
        One that respects them, or None.
    """
    best, value = mended, None if mended is None else _value(problem, mended)
    if limits.exhausted:
        return Branched(best, _value(problem, free))
    relaxation = _Relaxation(problem, built, flow)
    queue = [_node(problem, free, 0, ())]
    count = 0
    while queue and (value is None or queue[0].bound < value):
        if limits.exhausted or count >= NODES:
            return Branched(best, queue[0].bound)
        node = heapq.heappop(queue)
        i, j, site = node.choice
        for person in (i, j):
            forbidden = (*node.forbidden, (person, site))
            placement = relaxation.best(forbidden)
            count += 1
            if placement is None or (value is not None and _value(problem, placement) >= value):
                continue
            # forbidden pairs of this node may be used again: any feasible placement counts
            apart = set_apart(problem, placement)
            if apart is not None and (value is None or _value(problem, apart) < value):
                best, value = apart, _value(problem, apart)
            if len(collisions(problem, placement)):
                heapq.heappush(queue, _node(problem, placement, count, forbidden))
    # without a placement every branch has ended at lower bounds that its flow cannot meet
    return Branched(best, value, *(relaxation.least_missing if value is None else ()))


def _node(problem: Placement, placement: Int32, number: int, forbidden: Pairs) -> _Node:
    """The node of a placement in which somebody meets."""
    meeting = collisions(problem, placement)
    i = int(meeting[0])
    relatives = problem.relatives(i)
    j = int(relatives[placement[relatives] == placement[i]][0])
    choice = (i, j, int(placement[i]))
    return _Node(_value(problem, placement), len(meeting), number, choice, forbidden)


class _Relaxation:
    """The placement without regard to conflicts, with some pairs forbidden.

    One flow is solved; each pair forbidden then sends one person another way. For that, whoever is forbidden
    something leaves the network's shared arcs for a node of their own, with an arc to every site open to them.
    """

    def __init__(self, problem: Placement, built: PlacementNetwork, flow: Int64) -> None:
        self.problem = problem
        self.built = built
        self.own: dict[int, dict[int, int]] = {}
        due = np.flatnonzero(problem.lower > 0)
        self.lower = problem.lower[due]
        self.due = len(self.built.network.tail) + np.arange(len(due))
        # a cycle has at most two arcs with a cost at each node where people choose, and at the sink
        choosing = self.built.network.tail[self.built.network.costs[0] > 0]
        related = int((np.diff(problem.kin_ptr) > 0).sum())
        cycle_arcs = 2 * (len(np.unique(choosing)) + related + 1)
        self.least_missing = _FAR, np.zeros(0, dtype=np.int32)
        self.root: Residual | None = None
        with suppress(OverflowError):  # then every flow is solved anew
            network, flow = self._without_lower_bounds(due, flow)
            self.root = Residual(network, cycle_arcs, flow)

    def _without_lower_bounds(self, due: Int64, flow: Int64) -> tuple[Network, Int64]:
        """The network where the people that a site must get have an arc of their own, filled before all else.

        With its best flow. No arc but those to the sink is ever full, so that people may leave it.
        """
        network, lower = self.built.network, self.lower
        old, at_sink = len(network.tail), len(network.tail) - 1 - self.problem.sites
        first, waiting, cost = (np.zeros(old + len(due), dtype=np.int64) for _ in range(3))
        first[old:] = -1
        waiting[old - 1] = 1
        cost[:old] = network.costs[0]
        upper = np.append(network.upper + 1, lower)
        upper[at_sink:old] -= 1
        flow = np.append(flow, lower)
        for bounded in (upper, flow):
            bounded[at_sink + due] -= lower
        split = replace(
            network,
            tail=np.append(network.tail, self.built.first_site + due).astype(np.int32),
            head=np.append(network.head, np.full(len(due), self.built.waiting + 1)).astype(np.int32),
            lower=np.zeros(old + len(due), dtype=np.int64),
            upper=upper,
            costs=(first, waiting, cost),
        )
        return split, flow

    def best(self, forbidden: Pairs) -> Int32 | None:
        """The best such placement, None where the lower bounds cannot be met."""
        root = self.root
        if root is None:
            more = np.array(forbidden, dtype=np.int32).reshape(-1, 2)
            who, where = self.problem.forbidden
            part = (np.append(who, more[:, 0]), np.append(where, more[:, 1]))
            built = build(replace(self.problem, forbidden=part))
            found = built.best()
            if found is None:
                missing, nodes = unmet_demand(*built.between(self.problem.lower))
                self._note_missing(missing, nodes - built.first_site)
            return found
        for person, _ in forbidden:
            self._set_free(root, person)
        residual = root.copy()
        for person, site in forbidden:
            residual.close(self.own[person][site])  # there is always a way: not to be placed
        short = self.lower - residual.flow[self.due]
        if short.any():
            self._note_missing(int(short.sum()), np.flatnonzero(self.problem.lower > 0)[short > 0])
            return None
        return self._read(residual.flow)

    def _note_missing(self, missing: int, sites: Indices) -> None:
        """Remember the least that has been missing, and where."""
        if missing < self.least_missing[0]:
            self.least_missing = missing, np.asarray(sites, dtype=np.int32)

    def _set_free(self, root: Residual, person: int) -> None:
        """Give a person a node of their own."""
        if person in self.own:
            return
        problem, built = self.problem, self.built
        cost = problem.pair_cost(np.int64(person), np.arange(problem.sites))
        site = np.flatnonzero((cost >= 0) & (problem.upper > 0))
        head = np.append(built.first_site + site, built.waiting)
        # whoever enters where this person does may count as this person
        path = [root.next_arc(int(built.start[person]))]
        while (node := int(root.network.head[path[-1]])) < built.first_site:
            path.append(root.next_arc(node))
        first = root.detach(np.array(path), head.astype(np.int32), np.append(cost[site], 0))
        self.own[person] = {s: first + k for k, s in enumerate([*site.tolist(), UNMATCHED])}

    def _read(self, flow: Int64) -> Int32:
        """Who goes where under `flow`."""
        assignment = np.full(self.problem.people, UNMATCHED, dtype=np.int32)
        shared = np.ones(self.problem.people, dtype=bool)
        for person, arcs in self.own.items():
            shared[person] = False
            assignment[person] = next(s for s, a in arcs.items() if flow[a])
        rest = replace(self.built, start=self.built.start[shared])
        assignment[shared] = rest.decode(flow[: len(self.built.network.tail)])
        return assignment


def _value(problem: Placement, assignment: Int32) -> tuple[int, int]:
    """(−placed, cost), to be minimised one after the other."""
    placed, cost = totals(problem, assignment)
    return -placed, cost
