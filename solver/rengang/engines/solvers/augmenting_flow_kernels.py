"""Compiled loops of the fullest flow of least cost. Importing this module imports Numba."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from rengang.compiled import kernel

FAR = np.iinfo(np.int64).max


@kernel
def both_ways(tail, head, nodes):  # type: ignore[no-untyped-def]
    """Each arc as two entries, one at its tail and one at its head (against it), in compressed rows of nodes.

    Returns `start` (nodes + 1), the node that each entry leads `to`, its `twin` at the other end, and the
    entry at the tail of each arc.
    """
    start = np.zeros(nodes + 1, np.int64)
    for a in range(len(tail)):
        start[tail[a] + 1] += 1
        start[head[a] + 1] += 1
    for v in range(nodes):
        start[v + 1] += start[v]
    free = start[:-1].copy()
    to = np.empty(2 * len(tail), np.int32)
    twin = np.empty(2 * len(tail), np.int32)
    entry = np.empty(len(tail), np.int32)
    for a in range(len(tail)):
        t, h = tail[a], head[a]
        e, f = free[t], free[h]
        free[t] += 1
        free[h] += 1
        to[e], to[f] = h, t
        twin[e], twin[f] = f, e
        entry[a] = e
    return start, to, twin, entry


@kernel
def first_levels(start, to, room, cost, left):  # type: ignore[no-untyped-def]
    """Least cost from a node with something left to each node; every arc with room leads to a higher number.

    Nodes that nothing reaches get 0.
    """
    level = np.full(len(start) - 1, FAR, np.int64)
    for v in range(len(level)):
        if left[v] > 0:
            level[v] = min(level[v], 0)
        if level[v] == FAR:
            continue
        for e in range(start[v], start[v + 1]):
            if room[e] > 0:
                level[to[e]] = min(level[to[e]], level[v] + cost[e])
    for v in range(len(level)):
        if level[v] == FAR:
            level[v] = 0
    return level


@kernel
def fill(start, to, twin, room, cost, level, left, sink, patience):  # type: ignore[no-untyped-def]
    """Send what is `left` to the sink, always along the cheapest ways; True when no way is left.

    A round finds the shortest distances from all nodes with something left to the sink on reduced costs
    (Dijkstra, equal distances in a queue), then fills the ways of that length, from the sink backwards, each
    node with a pointer to its next entry (Dinitz). A way may only use nodes in the order in which they were
    settled, which makes the ways acyclic. Changes `room`, `level` and `left`; reduced costs stay ≥ 0 wherever
    there is room, which proves the flow to be of least cost among those that send as much. False when
    `patience` rounds were not enough.
    """
    nodes = len(level)
    dist = np.full(nodes, FAR, np.int64)
    order = np.full(nodes, -1, np.int32)  # in which nodes are settled, −1 before that
    at = np.empty(nodes, np.int64)
    settled = np.empty(nodes, np.int32)
    queue = np.empty(nodes, np.int32)
    way = np.empty(nodes, np.int64)
    sources = np.flatnonzero(left > 0)
    for _ in range(patience):
        seen = [np.int32(0) for _ in range(0)]
        farther = [(np.int64(0), np.int32(0)) for _ in range(0)]
        count, first, end, d = 0, 0, 0, np.int64(0)
        for v in sources:
            dist[v] = 0
            queue[end] = v
            end += 1
        while True:
            while first < end:
                v = queue[first]
                first += 1
                order[v], settled[count], at[v] = count, v, start[v]
                count += 1
                if v == sink:
                    continue
                for e in range(start[v], start[v + 1]):
                    w = to[e]
                    if room[e] > 0 and order[w] < 0:
                        new = d + level[v] + cost[e] - level[w]
                        if new < dist[w]:
                            if dist[w] == FAR:
                                seen.append(w)
                            dist[w] = new
                            if new == d:
                                queue[end] = w
                                end += 1
                            else:
                                heappush(farther, (new, w))
            if order[sink] >= 0:
                break
            first, end = 0, 0
            while len(farther) > 0 and (end == 0 or farther[0][0] == d):
                new, w = heappop(farther)
                if order[w] < 0 and new == dist[w]:
                    d = new
                    queue[end] = w
                    end += 1
            if end == 0:
                break
        reached = order[sink] >= 0
        if reached:
            for u in settled[:count]:
                level[u] += dist[u] - d
            order[sink] = count
            _fill_ways(start, to, twin, room, cost, level, left, sink, order, at, way)
            sources = sources[left[sources] > 0]
        for u in seen:
            dist[u] = FAR
        for u in settled[:count]:
            dist[u] = FAR
            order[u] = -1
        if not reached or len(sources) == 0:
            return True
    return False


@kernel
def _fill_ways(start, to, twin, room, cost, level, left, sink, order, at, way):  # type: ignore[no-untyped-def]
    """Fill the ways to the sink along which reduced costs are 0 and the order rises, found backwards."""
    depth, v = 0, sink
    while True:
        e, found = at[v], False
        while e < start[v + 1]:
            w = to[e]
            if 0 <= order[w] < order[v] and room[twin[e]] > 0 and level[w] == level[v] + cost[e]:
                found = True
                break
            e += 1
        at[v] = e
        if not found:
            if depth == 0:
                return
            depth -= 1
            v = to[twin[way[depth]]]
            at[v] += 1
            continue
        way[depth] = e
        depth += 1
        v = to[e]
        if left[v] == 0:
            continue
        most = left[v]
        for k in range(depth):
            most = min(most, room[twin[way[k]]])
        left[v] -= most
        full = -1
        for k in range(depth - 1, -1, -1):
            room[twin[way[k]]] -= most
            room[way[k]] += most
            if room[twin[way[k]]] == 0:
                full = k
        if full >= 0:
            # go on from the head of the full arc that is nearest to the sink
            depth = full
            v = to[twin[way[depth]]]
