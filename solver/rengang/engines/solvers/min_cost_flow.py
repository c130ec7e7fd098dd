"""Minimum-cost flow with lower bounds and lexicographic costs, exact in 64-bit integers (OR-Tools)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.model.arrays import Int32, Int64

if TYPE_CHECKING:
    from ortools.graph.python.max_flow import SimpleMaxFlow

_ROOM = 2**60


@dataclass(frozen=True, eq=False)
class Network:
    """A directed network.

    Attributes
    ----------
    tail, head : int32, shape (arcs,)
        Nodes 0…n−1; parallel arcs are allowed.
    lower, upper : int64, shape (arcs,)
        0 ≤ lower ≤ upper: the flow that an arc must and may carry.
    supply : int64, shape (nodes,)
        What a node puts in (positive) or takes out (negative); the sum is 0.
    costs : tuple of int64 arrays, shape (arcs,)
        Costs per unit of flow, to be minimised one after the other.
    """

    tail: Int32
    head: Int32
    lower: Int64
    upper: Int64
    supply: Int64
    costs: tuple[Int64, ...]


def lexicographic_flow(network: Network, cycle_arcs: int) -> Int64 | None:
    """A flow that minimises the costs one after the other, int64 of shape (arcs,); None if there is no flow.

    Two feasible flows differ by simple cycles, so a weight that outdoes the later costs *of one simple cycle*
    is enough: the costs are merged as ``first · (cycle_arcs · max|rest| + 1) + rest``. As many leading costs
    are merged as 64 bits hold; the flows that are optimal in them are then an arc-wise restriction of the
    network (complementary slackness), on which the next costs are minimised.

    Parameters
    ----------
    network
        The network; a scaling push-relabel run per merged group of costs.
    cycle_arcs
        At least the number of arcs with a non-zero cost on any simple cycle of the undirected network.

    Raises
    ------
    OverflowError
        A single cost times the number of nodes exceeds 64 bits.
    """
    lower, upper, costs = network.lower, network.upper, list(network.costs)
    limit = _ROOM // (len(network.supply) + 3)
    while True:
        merged, used = _merge(costs, cycle_arcs, limit)
        try:
            flow = _solve(network.tail, network.head, lower, upper, network.supply, merged)
        except OverflowError:
            if used == 1:
                raise
            limit = int(np.abs(merged).max()) - 1
            continue
        del costs[:used]
        if flow is None or not costs:
            return flow
        lower, upper = _optimal_face(network, lower, upper, merged, flow)


def _merge(costs: list[Int64], cycle_arcs: int, limit: int) -> tuple[Int64, int]:
    """The longest prefix of `costs` whose merger stays within `limit`, merged, and its length."""
    size = [int(np.abs(cost).max(initial=0)) for cost in costs]
    for used in range(len(costs), 0, -1):
        weights, most = [1], size[used - 1]
        for k in range(used - 2, -1, -1):
            weights.insert(0, cycle_arcs * most + 1)
            most += size[k] * weights[0]
        # weights[k] outdoes everything after k, so each already contains the later ones
        if most <= limit:
            total = np.zeros(len(costs[0]), dtype=np.int64)
            for cost, weight in zip(costs, weights, strict=False):
                total += cost * np.int64(weight)
            return total, used
    raise OverflowError(f"a cost of {size[0]} is too large for a network of this size")


def _solve(tail: Int32, head: Int32, lower: Int64, upper: Int64, supply: Int64, cost: Int64) -> Int64 | None:
    """One minimum-cost flow; lower bounds are carried by the supplies."""
    from ortools.graph.python import min_cost_flow

    rest = supply.copy()
    np.subtract.at(rest, tail, lower)
    np.add.at(rest, head, lower)
    if len(tail) == 0:
        return None if rest.any() else np.zeros(0, dtype=np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tail, head, upper - lower, cost)
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), rest)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise OverflowError(f"the min-cost flow solver ended with {status}")
    return np.asarray(solver.flows(arcs), dtype=np.int64) + lower


def _optimal_face(
    network: Network, lower: Int64, upper: Int64, cost: Int64, flow: Int64
) -> tuple[Int64, Int64]:
    """Bounds between which exactly the flows of least `cost` lie."""
    from rengang.engines.solvers.min_cost_flow_kernels import potentials

    level = potentials(network.tail, network.head, lower, upper, cost, flow, len(network.supply))
    reduced = cost + level[network.tail] - level[network.head]
    return np.where(reduced < 0, upper, lower), np.where(reduced > 0, lower, upper)


class Residual:
    """A flow of least cost that is mended, not solved anew, when an arc is closed.

    Attributes
    ----------
    flow : int64, shape (arcs,)
        The flow, optimal in all costs of the network one after the other.

    Parameters
    ----------
    network, cycle_arcs
        As for :func:`lexicographic_flow`; no lower bounds.
    flow
        A flow of least cost, where one is known.

    Raises
    ------
    OverflowError
        The costs do not fit 64 bits when merged.
    ValueError
        The network has lower bounds, or no flow.
    """

    def __init__(self, network: Network, cycle_arcs: int, flow: Int64 | None = None) -> None:
        from rengang.engines.solvers.min_cost_flow_kernels import potentials

        nodes = len(network.supply)
        self.cost, used = _merge(list(network.costs), cycle_arcs, _ROOM // (nodes + 3))
        if used < len(network.costs):
            raise OverflowError("the merged costs exceed 64 bits")
        if flow is None:
            flow = _solve(network.tail, network.head, network.lower, network.upper, network.supply, self.cost)
        if flow is None or network.lower.any():
            raise ValueError("the network has no flow, or lower bounds")
        self.network, self.flow, self.upper = network, flow, network.upper.copy()
        self.level = potentials(network.tail, network.head, network.lower, self.upper, self.cost, flow, nodes)
        self._rows = (*_rows(network.tail, nodes), *_rows(network.head, nodes))

    def copy(self) -> Residual:
        """The same flow, to be changed apart."""
        twin = copy(self)
        twin.flow, twin.upper, twin.level = self.flow.copy(), self.upper.copy(), self.level.copy()
        return twin

    def close(self, arc: int) -> bool:
        """Take an arc out of the network; False when no flow is left (then this object is of no more use).

        O(arcs · log nodes) per unit of flow that has to find another way, usually far less.
        """
        from rengang.engines.solvers.min_cost_flow_kernels import reroute

        tail, head, units = self.network.tail, self.network.head, int(self.flow[arc])
        self.flow[arc] = self.upper[arc] = 0
        return all(
            reroute(
                tail, head, *self._rows, self.upper, self.cost, self.flow, self.level, tail[arc], head[arc]
            )
            for _ in range(units)
        )


def _rows(end: Int32, nodes: int) -> tuple[Int64, Int64]:
    """Compressed rows: the arcs of each node by their `end`."""
    start = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(end, minlength=nodes), out=start[1:])
    return start, np.argsort(end, kind="stable").astype(np.int64)


def unmet_demand(tail: Int32, head: Int32, upper: Int64, supply: Int64, demand: Int64) -> tuple[int, Int32]:
    """How much of the nodes' `demand` no flow can meet, and the smallest set of nodes that shows it.

    Supplies (≥ 0) need not be used up. The returned nodes, together, demand more than can reach them, by the
    returned number (max-flow min-cut); the array is empty when everything can be met.
    """
    solver = _max_flow(tail, head, upper, supply, demand)
    side = np.asarray(solver.get_sink_side_min_cut(), dtype=np.int32)
    missing = int(demand.sum()) - int(solver.optimal_flow())
    return missing, np.sort(side[np.isin(side, np.flatnonzero(demand > 0))])


def largest_flow(tail: Int32, head: Int32, upper: Int64, supply: Int64, demand: Int64) -> int:
    """How much of the nodes' `supply` (≥ 0) can meet `demand` (≥ 0) at most; neither need be used up."""
    return int(_max_flow(tail, head, upper, supply, demand).optimal_flow())


def _max_flow(tail: Int32, head: Int32, upper: Int64, supply: Int64, demand: Int64) -> SimpleMaxFlow:
    """The solved maximum flow from whatever gives to whatever takes."""
    from ortools.graph.python import max_flow

    nodes = len(supply)
    source, sink = nodes, nodes + 1
    gives, takes = np.flatnonzero(supply > 0), np.flatnonzero(demand > 0)
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([tail, np.full(len(gives), source), takes]).astype(np.int32),
        np.concatenate([head, gives, np.full(len(takes), sink)]).astype(np.int32),
        np.concatenate([upper, supply[gives], demand[takes]]),
    )
    if solver.solve(source, sink) != solver.OPTIMAL:
        raise OverflowError("the capacities of the network exceed 64 bits")
    return solver
