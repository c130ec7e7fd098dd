"""Stability of an assignment, counted by compiled loops of this package's own. Importing this module imports Numba."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel

NEVER = 2**31 - 1
"""As a rank: worse than every rank."""


@kernel
def held_pair(i, ptr, hospital, given):  # type: ignore[no-untyped-def]
    """The pair of resident i and the hospital given, −1 where it is not on the list."""
    for p in range(ptr[i], ptr[i + 1]):
        if hospital[p] == given:
            return p
    return -1


@kernel
def take_stock(quota, ptr, hospital, hospital_rank, assignment, bar):  # type: ignore[no-untyped-def]
    """Who has what; returns (residents whose hospital is not on their list, hospitals with too many).

    Fills `bar`: a resident of better rank would be taken (the worst rank held, NEVER where a seat is free).
    """
    unlisted = 0
    tally = np.zeros((len(quota), 2), np.int32)  # residents held, the worst rank of them
    for i in range(len(assignment)):
        given = assignment[i]
        if given == -1:
            continue
        p = held_pair(i, ptr, hospital, given)
        if p < 0:
            unlisted += 1
            continue
        tally[given, 0] += 1
        tally[given, 1] = max(tally[given, 1], hospital_rank[p])
    overfull = 0
    for h in range(len(quota)):
        overfull += tally[h, 0] > quota[h]
        bar[h] = tally[h, 1] if tally[h, 0] >= quota[h] else NEVER
    return unlisted, overfull


@kernel
def count_blocking(ptr, hospital, resident_rank, hospital_rank, assignment, bar):  # type: ignore[no-untyped-def]
    """Pairs that both strictly gain by pairing up. A list is sorted by the resident's rank."""
    blocking = 0
    for i in range(len(assignment)):
        if ptr[i] == ptr[i + 1] or hospital[ptr[i]] == assignment[i]:
            continue
        held = held_pair(i, ptr, hospital, assignment[i])
        now = resident_rank[held] if held >= 0 else NEVER
        for p in range(ptr[i], ptr[i + 1]):
            if resident_rank[p] >= now:
                break
            blocking += hospital_rank[p] < bar[hospital[p]]
    return blocking


@kernel
def count_apart(  # type: ignore[no-untyped-def]
    ptr, hospital, resident_rank, hospital_rank, kin_ptr, kin, assignment, bar
):
    """(pairs of relatives who share a hospital, feasible blocking pairs).

    A hospital with one relative of the resident would have to drop that one, so it gains only if it ranks the
    relative worse; one with several can't take the resident at all.
    """
    together = blocking = 0
    for i in range(len(assignment)):
        held = held_pair(i, ptr, hospital, assignment[i])
        now = resident_rank[held] if held >= 0 else NEVER
        for e in range(kin_ptr[i], kin_ptr[i + 1]):
            j = kin[e]
            together += i < j and assignment[i] == assignment[j] and assignment[i] != -1
        for p in range(ptr[i], ptr[i + 1]):
            if resident_rank[p] >= now:
                break
            h, met, limit = hospital[p], 0, bar[hospital[p]]
            for e in range(kin_ptr[i], kin_ptr[i + 1]):
                j = kin[e]
                if assignment[j] == h:
                    q = held_pair(j, ptr, hospital, h)
                    if q >= 0:
                        met += 1
                        limit = hospital_rank[q]
            blocking += met <= 1 and hospital_rank[p] < limit
    return together, blocking


@kernel
def judge(  # type: ignore[no-untyped-def]
    quota, ptr, hospital, resident_rank, hospital_rank, assignment, bar
):
    """(unlisted, overfull, together, blocking) where nobody has relatives; `bar` is room to work in."""
    unlisted, overfull = take_stock(quota, ptr, hospital, hospital_rank, assignment, bar)
    blocking = count_blocking(ptr, hospital, resident_rank, hospital_rank, assignment, bar)
    return unlisted, overfull, 0, blocking


@kernel
def judge_apart(  # type: ignore[no-untyped-def]
    quota, ptr, hospital, resident_rank, hospital_rank, kin_ptr, kin, assignment, bar
):
    """The same with relatives."""
    unlisted, overfull = take_stock(quota, ptr, hospital, hospital_rank, assignment, bar)
    together, blocking = count_apart(
        ptr, hospital, resident_rank, hospital_rank, kin_ptr, kin, assignment, bar
    )
    return unlisted, overfull, together, blocking
