"""Stability of an assignment, counted by compiled loops of this package's own. Importing this module imports Numba."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel

NEVER = 2**31 - 1
"""As a rank: worse than every rank."""


@kernel
def take_stock(  # type: ignore[no-untyped-def]
    quota, ptr, hospital, resident_rank, hospital_rank, assignment, matched, now, bar
):
    """Who has what; returns (residents whose hospital is not on their list, hospitals with too many).

    Fills `matched` (pair of each resident, −1 where none), `now` (rank of what the resident has, NEVER where nothing)
    and `bar` (a resident of better rank would be taken: the worst rank held, NEVER where a seat is free).
    """
    unlisted = 0
    load = np.zeros(len(quota), np.int32)
    bar[:] = 0
    for i in range(len(assignment)):
        matched[i] = -1
        now[i] = NEVER
        given = assignment[i]
        if given == -1:
            continue
        for p in range(ptr[i], ptr[i + 1]):
            if hospital[p] == given:
                matched[i] = p
                now[i] = resident_rank[p]
                load[given] += 1
                bar[given] = max(bar[given], hospital_rank[p])
                break
        unlisted += matched[i] < 0
    overfull = 0
    for h in range(len(quota)):
        overfull += load[h] > quota[h]
        if load[h] < quota[h]:
            bar[h] = NEVER
    return unlisted, overfull


@kernel
def count_blocking(ptr, hospital, resident_rank, hospital_rank, now, bar):  # type: ignore[no-untyped-def]
    """Pairs that both strictly gain by pairing up."""
    blocking = 0
    for i in range(len(now)):
        for p in range(ptr[i], ptr[i + 1]):
            if resident_rank[p] >= now[i]:
                break
            blocking += hospital_rank[p] < bar[hospital[p]]
    return blocking


@kernel
def count_apart(  # type: ignore[no-untyped-def]
    ptr, hospital, resident_rank, hospital_rank, kin_ptr, kin, assignment, matched, now, bar
):
    """(pairs of relatives who share a hospital, feasible blocking pairs).

    A hospital with one relative of the resident would have to drop that one, so it gains only if it ranks the
    relative worse; one with several can't take the resident at all.
    """
    together = blocking = 0
    for i in range(len(now)):
        for e in range(kin_ptr[i], kin_ptr[i + 1]):
            j = kin[e]
            together += i < j and assignment[i] == assignment[j] and assignment[i] != -1
        for p in range(ptr[i], ptr[i + 1]):
            if resident_rank[p] >= now[i]:
                break
            h, met, limit = hospital[p], 0, bar[hospital[p]]
            for e in range(kin_ptr[i], kin_ptr[i + 1]):
                j = kin[e]
                if matched[j] >= 0 and assignment[j] == h:
                    met += 1
                    limit = hospital_rank[matched[j]]
            blocking += met <= 1 and hospital_rank[p] < limit
    return together, blocking
