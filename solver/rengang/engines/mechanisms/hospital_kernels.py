"""Compiled loop of hospital-proposing deferred acceptance without conflicts. Importing this module imports Numba.

Hospitals offer in waves: each with vacant seats offers as many at once, to the next on its list. As in
:mod:`.resident_kernels` the outcome does not depend on the order, and a large wave is sorted by blocks of residents.
"""

from __future__ import annotations

from rengang.compiled import kernel

CURSOR, END, VACANT = range(3)
"""Columns of a hospital's desk: next entry of its list, the list's end, seats to offer."""


@kernel
def owners(ptr, owner):  # type: ignore[no-untyped-def]
    """The resident of each pair."""
    for i in range(len(ptr) - 1):
        for p in range(ptr[i], ptr[i + 1]):
            owner[p] = i


@kernel
def _offer(active, count, desk, order, offers):  # type: ignore[no-untyped-def]
    """Write down the next offers of the active hospitals; returns how many."""
    made = 0
    for a in range(count):
        h = active[a]
        at = desk[h, CURSOR]
        end = min(desk[h, END], at + desk[h, VACANT])
        for e in range(at, end):
            offers[made] = order[e]
            made += 1
        desk[h, CURSOR] = end
        desk[h, VACANT] = 0
    return made


@kernel
def _by_blocks(offers, count, shift, fill, lined):  # type: ignore[no-untyped-def]
    """The same offers by blocks of ``1 << shift`` pairs, thus of residents."""
    fill[:] = 0
    for e in range(count):
        fill[(offers[e] >> shift) + 1] += 1
    for block in range(len(fill) - 1):
        fill[block + 1] += fill[block]
    for e in range(count):
        block = offers[e] >> shift
        lined[fill[block]] = offers[e]
        fill[block] += 1


@kernel
def _answer(offers, count, owner, hospital, holds, desk, active):  # type: ignore[no-untyped-def]
    """Residents hold the best offer; returns how many hospitals have a seat to offer again, left in `active`.

    A resident's pairs stand best first, so the smaller pair index is the better offer.
    """
    again = 0
    for e in range(count):
        offer = offers[e]
        i = owner[offer]
        lost = holds[i]
        if lost < 0 or offer < lost:
            holds[i] = offer
        else:
            lost = offer
        if lost >= 0:
            h = hospital[lost]
            if desk[h, VACANT] == 0:
                active[again] = h
                again += 1
            desk[h, VACANT] += 1
    return again


@kernel
def hospitals_propose(  # type: ignore[no-untyped-def]
    quota,
    hospital,
    start,
    order,
    owner,
    shift,
    worthwhile,
    desk,
    active,
    holds,
    offers,
    lined,
    fill,
    assignment,
):
    """Deferred acceptance; fills `assignment` and returns the number of offers.

    The arrays from `desk` on are room to work in. A wave of fewer than `worthwhile` offers is not sorted.
    """
    count = 0
    for h in range(len(quota)):
        desk[h, CURSOR] = start[h]
        desk[h, END] = start[h + 1]
        desk[h, VACANT] = min(quota[h], start[h + 1] - start[h])
        if desk[h, VACANT] > 0:
            active[count] = h
            count += 1
    holds[:] = -1
    total = 0
    while count > 0:
        made = _offer(active, count, desk, order, offers)
        total += made
        if made >= worthwhile:
            _by_blocks(offers, made, shift, fill, lined)
            count = _answer(lined, made, owner, hospital, holds, desk, active)
        else:
            count = _answer(offers, made, owner, hospital, holds, desk, active)
    for i in range(len(assignment)):
        assignment[i] = hospital[holds[i]] if holds[i] >= 0 else -1
    return total
