"""Rows of a market: are they as they must be, and the same pairs by hospital; compiled, so this imports Numba."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel

FINE, POINTERS, HOSPITAL, RANK, ORDER, TWICE = range(6)
"""What is wrong with a row."""

SHORT = 4
"""A list of at most so many is searched for a hospital that stands twice; for a longer one hospitals are marked."""


@kernel
def first_fault(ptr, hospitals, hospital, resident_rank, hospital_rank):  # type: ignore[no-untyped-def]
    """(what is wrong, resident, pair) of the first fault, (FINE, 0, 0) where there is none.  O(pairs)."""
    seen = np.full(hospitals, -1, np.int32)
    if len(ptr) == 0 or ptr[0] != 0 or ptr[-1] != len(hospital):
        return POINTERS, 0, 0
    for i in range(len(ptr) - 1):
        begin, end = ptr[i], ptr[i + 1]
        if end < begin or end > len(hospital):
            return POINTERS, i, 0
        rank, last = np.int32(0), np.int32(-1)
        for p in range(begin, end):
            h = hospital[p]
            if h < 0 or h >= hospitals:
                return HOSPITAL, i, p
            if resident_rank[p] < 1 or hospital_rank[p] < 1:
                return RANK, i, p
            if end - begin <= SHORT:
                for q in range(begin, p):
                    if hospital[q] == h:
                        return TWICE, i, p
            else:
                if seen[h] == i:
                    return TWICE, i, p
                seen[h] = i
            if resident_rank[p] < rank or (resident_rank[p] == rank and h < last):
                return ORDER, i, p
            rank, last = resident_rank[p], h
    return FINE, 0, 0


@kernel
def best_first(hospital, rank, start, order):  # type: ignore[no-untyped-def]
    """Group positions 0… by hospital, each group by (rank, position): fills `start` and `order`.

    O(positions) where every hospital's ranks are 1, 2, … without ties or gaps, else O(positions · log group).
    """
    start[:] = 0
    for p in range(len(hospital)):
        start[hospital[p] + 1] += 1
    for h in range(len(start) - 1):
        start[h + 1] += start[h]
    order[:] = -1
    dense = True
    for p in range(len(hospital)):
        h = hospital[p]
        place = start[h] + rank[p] - 1
        if rank[p] < 1 or place >= start[h + 1] or order[place] >= 0:
            dense = False
            break
        order[place] = p
    if dense:
        return
    fill = start[:-1].copy()
    keys = np.empty(len(hospital), np.int64)
    for p in range(len(hospital)):
        h = hospital[p]
        keys[fill[h]] = (np.int64(rank[p]) << 32) | np.int64(p)
        fill[h] += 1
    for h in range(len(start) - 1):
        keys[start[h] : start[h + 1]].sort()
    for e in range(len(hospital)):
        order[e] = keys[e] & 0xFFFFFFFF
