"""Compiled loop of immediate acceptance. Importing this module imports Numba."""

from __future__ import annotations

from rengang.compiled import kernel


@kernel
def admit(order, owner, hospital, seats, assignment, kin_ptr, kin):  # type: ignore[no-untyped-def]
    """Give seats for good, entry by entry in `order`, to whoever fits (seat left, no relative)."""
    for e in range(len(order)):
        h = hospital[order[e]]
        if seats[h] == 0:
            continue
        i = owner[order[e]]
        met = False
        for k in range(kin_ptr[i], kin_ptr[i + 1]):
            met = met or assignment[kin[k]] == h
        if not met:
            assignment[i] = h
            seats[h] -= 1
