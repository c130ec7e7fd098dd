"""Branch and bound on conflicts, with the exchange flow as relaxation.

For markets too large for CP-SAT, of which the flow is nearly right: it breaks a handful of conflicts. A
broken one splits the problem in two, each again a flow: either the agent does not move there, or the relative
does not end there.
"""

from __future__ import annotations

import heapq
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.exchange.problem import Trade, Vector, broken, exchange_network, flow_pairs, values
from rengang.engines.solvers.min_cost_flow import Residual
from rengang.limits import Limits
from rengang.model.arrays import Bool, Int64
from rengang.model.pairs import find


class _Relaxation:
    """The exchange without regard to conflicts, with some pairs barred and some agents forced to move."""

    def __init__(self, trade: Trade, usable: Bool) -> None:
        self.trade, self.usable = trade, usable
        network, self.pairs, self.agents = exchange_network(trade, usable)
        self.root: Residual | None = None
        with suppress(OverflowError):  # then every flow is solved anew, cost by cost
            self.root = Residual(network, 2 * trade.market.hospitals)

    def best(self, barred: tuple[int, ...], movers: tuple[int, ...]) -> Int64 | None:
        """The pairs of the best such exchange, None where there is none."""
        if self.root is None:
            usable = self.usable.copy()
            usable[list(barred)] = False
            return flow_pairs(self.trade, usable, movers)
        home = find(np.array(movers, dtype=np.int64), self.agents)
        if (home < 0).any():
            return None
        shut = find(np.array(barred, dtype=np.int64), self.pairs)
        residual = self.root.copy()
        for arc in [*shut.tolist(), *(len(self.pairs) + home).tolist()]:
            if not residual.close(arc):
                return None
        return self.pairs[residual.flow[: len(self.pairs)] > 0]


@dataclass(order=True)
class _Node:
    """Some of the solutions: pairs barred, agents who must move; ordered by what none can undercut."""

    bound: Vector
    number: int
    pairs: Int64 = field(compare=False)
    barred: tuple[int, ...] = field(compare=False, default=())
    movers: tuple[int, ...] = field(compare=False, default=())


def branch(trade: Trade, usable: Bool, relaxed: Int64, start: Int64, limits: Limits) -> tuple[Int64, Vector]:
    """The best exchange among the usable pairs, and a vector that none goes below, lexicographically.

    The two are equal unless the limits ended the search. Per node as many shortest paths as it lies deep;
    the number of nodes is, at worst, exponential in the number of conflicts that stay broken.

    Parameters
    ----------
    relaxed
        The pairs of the best exchange without regard to conflicts.
    start
        The pairs of an exchange that respects them.
    """
    market = trade.market
    best, value = start, values(market, start)
    relaxation = _Relaxation(trade, usable)
    queue = [_Node(values(market, relaxed), 0, relaxed)]
    count = 0
    while queue and queue[0].bound < value:
        if limits.exhausted:
            return best, queue[0].bound
        node = heapq.heappop(queue)
        mine, theirs = broken(trade, node.pairs)
        if len(mine) == 0:
            best, value = node.pairs, node.bound
            continue
        # a relative at home first: forcing somebody out changes most
        first = min(range(len(mine)), key=lambda k: (theirs[k] >= 0, mine[k]))
        pair, other = int(mine[first]), int(theirs[first])
        sides = [((*node.barred, pair), node.movers)]
        if other >= 0:
            sides.append(((*node.barred, other), node.movers))
        else:
            who = _relative_at_home(trade, node.pairs, pair)
            sides.append((node.barred, (*node.movers, who)))
        for barred, movers in sides:
            pairs = relaxation.best(barred, movers)
            count += 1
            if pairs is not None and values(market, pairs) < value:
                heapq.heappush(queue, _Node(values(market, pairs), count, pairs, barred, movers))
    return best, value


def _relative_at_home(trade: Trade, pairs: Int64, pair: int) -> int:
    """The first relative of the pair's agent who stays home where the pair leads."""
    market = trade.market
    i, u = int(market.resident[pair]), int(market.hospital[pair])
    moving = set(market.resident[pairs].tolist())
    return next(
        int(j)
        for j in market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist()
        if trade.home[j] == u and j not in moving
    )
