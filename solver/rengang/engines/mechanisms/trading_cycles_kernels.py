"""Compiled loop of the trading cycles. Importing this module imports Numba."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel


@kernel
def trade(start, order, ptr, hospital, kin_ptr, kin):  # type: ignore[no-untyped-def]
    """Walk hospital → its first agent → the agent's hospital → …, trading whenever the walk meets itself.

    Own agents of hospital h, best first, are ``order[start[h]:start[h + 1]]``. Pointers only move forward: an
    agent passes an entry when its hospital has left or a relative was given it, and both are for good.
    """
    agents, hospitals = len(ptr) - 1, len(start) - 1
    top = start[:-1].copy()
    cursor = ptr[:-1].copy()
    given = np.full(agents, -1, np.int32)
    on_walk = np.zeros(hospitals, np.bool_)
    walk = np.empty(hospitals, np.int32)
    for first in range(hospitals):
        while top[first] < start[first + 1]:
            walk[0] = first
            on_walk[first] = True
            depth = 1
            while depth > 0:
                h = walk[depth - 1]
                if top[h] == start[h + 1]:  # its last agent left while it was being pointed at
                    on_walk[h] = False
                    depth -= 1
                    continue
                a = order[top[h]]
                target = -1
                while cursor[a] < ptr[a + 1]:
                    u = hospital[cursor[a]]
                    usable = top[u] < start[u + 1]
                    for e in range(kin_ptr[a], kin_ptr[a + 1]):
                        if given[kin[e]] == u:
                            usable = False
                    if usable:
                        target = u
                        break
                    cursor[a] += 1
                if target < 0:
                    top[h] += 1  # stays home
                elif not on_walk[target]:
                    walk[depth] = target
                    on_walk[target] = True
                    depth += 1
                else:
                    while True:  # from the end of the walk back to the target
                        depth -= 1
                        v = walk[depth]
                        b = order[top[v]]
                        given[b] = hospital[cursor[b]]
                        top[v] += 1
                        on_walk[v] = False
                        if v == target:
                            break
    return given
