"""Compiled loop of the min-cost flow. Importing this module imports Numba."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def potentials(tail, head, lower, upper, cost, flow, nodes):  # type: ignore[no-untyped-def]
    """Node potentials that prove `flow` optimal: shortest distances in the residual network (Bellman, Ford).

    O(nodes · arcs) at worst, a few passes in practice. `flow` must be of least cost, or this never ends.
    """
    level = np.zeros(nodes, np.int64)
    changed = True
    while changed:
        changed = False
        for a in range(len(tail)):
            t, h = tail[a], head[a]
            if flow[a] < upper[a] and level[t] + cost[a] < level[h]:
                level[h] = level[t] + cost[a]
                changed = True
            if flow[a] > lower[a] and level[h] - cost[a] < level[t]:
                level[t] = level[h] - cost[a]
                changed = True
    return level
