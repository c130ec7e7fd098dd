"""Compiled loop of the min-cost flow. Importing this module imports Numba."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from rengang.compiled import kernel

_FAR = np.iinfo(np.int64).max


@kernel
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


@kernel
def reroute(tail, head, out_ptr, out, in_ptr, into, upper, cost, flow, level, source, target):  # type: ignore[no-untyped-def]
    """Send one unit from `source` to `target` at least cost; False where the residual network has no way.

    Changes `flow` and `level`, which stay a least-cost flow and its proof (successive shortest paths:
    Dijkstra on reduced costs, ended at the target). Arcs have no lower bounds.
    """
    nodes = len(level)
    far = np.full(nodes, _FAR, np.int64)
    by = np.full(nodes, -1, np.int64)  # arc 2a: along a, 2a + 1: against a
    done = np.zeros(nodes, np.bool_)
    settled = []
    far[source] = 0
    queue = [(np.int64(0), np.int64(source))]
    while len(queue) > 0:
        d, v = heappop(queue)
        if done[v]:
            continue
        done[v] = True
        settled.append(v)
        if v == target:
            break
        for e in range(out_ptr[v], out_ptr[v + 1]):
            a = out[e]
            w = head[a]
            if flow[a] < upper[a]:
                new = d + cost[a] + level[v] - level[w]
                if new < far[w]:
                    far[w] = new
                    by[w] = 2 * a
                    heappush(queue, (new, np.int64(w)))
        for e in range(in_ptr[v], in_ptr[v + 1]):
            a = into[e]
            w = tail[a]
            if flow[a] > 0:
                new = d - cost[a] + level[v] - level[w]
                if new < far[w]:
                    far[w] = new
                    by[w] = 2 * a + 1
                    heappush(queue, (new, np.int64(w)))
    if not done[target]:
        return False
    for v in settled:
        level[v] += far[v] - far[target]
    v = np.int64(target)
    while v != source:
        a = by[v] // 2
        if by[v] % 2 == 0:
            flow[a] += 1
            v = np.int64(tail[a])
        else:
            flow[a] -= 1
            v = np.int64(head[a])
    return True
