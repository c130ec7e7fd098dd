"""Compiled loop of resident-proposing deferred acceptance without conflicts. Importing this module imports Numba.

Residents propose in waves: everybody whom the wave before left without a hospital makes the next proposal on the
list. The outcome is that of proposals one after the other (McVitie, Wilson 1971), but the memory that a wave needs
next is known before it is needed; and a wave that is large is sorted by blocks of hospitals first, so that what the
hospitals of a block hold stays in the processor's cache. One after the other, a million residents wait on memory
for most of the time.

A proposal is one int64 key, ``hospital_rank << 32 | pair``: lower is better, no two are equal.
"""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel
from rengang.engines.mechanisms.heap_kernels import heapify, sink

LOW = 0xFFFFFFFF
FEW = 64
"""A hospital of at most so many seats looks its holdings over; a larger one keeps them in a heap."""

START, SEATS, HELD, WORST = range(4)
"""Columns of a hospital's desk, a row of 32 bytes: where its holdings start, how many they may be and are, the worst
of them once it had to be known, else −1."""

FIRST, LOST = range(2)
"""Columns of marks, 64 pairs to a row: does the pair start a list, was it turned away."""


@kernel
def open_desks(quota, residents, hospital, room, desk):  # type: ignore[no-untyped-def]
    """Give every hospital its part of `room` places to hold residents in; more than list it are never needed."""
    need = np.int64(0)
    for h in range(len(quota)):
        desk[h, SEATS] = min(quota[h], residents)
        need += desk[h, SEATS]
    if need > room:
        desk[:, HELD] = 0
        for p in range(len(hospital)):
            desk[hospital[p], HELD] += 1
        for h in range(len(quota)):
            desk[h, SEATS] = min(desk[h, SEATS], desk[h, HELD])
    start = np.int64(0)
    for h in range(len(quota)):
        desk[h, START] = start
        desk[h, HELD] = 0
        desk[h, WORST] = -1
        start += desk[h, SEATS]


@kernel
def mark_firsts(ptr, marks):  # type: ignore[no-untyped-def]
    """Set the bit of every pair that starts a list, and of the place behind the last pair."""
    for i in range(len(ptr)):
        p = ptr[i]
        marks[p >> 6, FIRST] |= np.uint64(1) << np.uint64(p & 63)


@kernel
def first_wishes(ptr, pairs):  # type: ignore[no-untyped-def]
    """The first pair of everybody who has one; returns how many."""
    count = 0
    for i in range(len(ptr) - 1):
        pairs[count] = ptr[i]
        count += ptr[i] < ptr[i + 1]
    return count


@kernel
def next_wishes(pairs, count, marks):  # type: ignore[no-untyped-def]
    """Replace each pair by the one after it on the same list, drop those that were the last; returns how many.

    Marks the pairs as turned away.
    """
    one = np.uint64(1)
    left = 0
    for e in range(count):
        p = np.int64(pairs[e])
        marks[p >> 6, LOST] |= one << np.uint64(p & 63)
        p += 1
        pairs[left] = p
        if not marks[p >> 6, FIRST] >> np.uint64(p & 63) & one:
            left += 1
    return left


@kernel
def line_up(pairs, count, hospital, rank, shift, fill, target, keys):  # type: ignore[no-untyped-def]
    """Write down hospital and key of each proposal, by blocks of ``1 << shift`` hospitals if `shift` ≥ 0."""
    if shift < 0:
        for e in range(count):
            p = np.int64(pairs[e])
            target[e] = hospital[p]
            keys[e] = np.int64(rank[p]) << 32 | p
        return
    fill[:] = 0
    for e in range(count):
        fill[(hospital[pairs[e]] >> shift) + 1] += 1
    for block in range(len(fill) - 1):
        fill[block + 1] += fill[block]
    for e in range(count):
        p = np.int64(pairs[e])
        h = hospital[p]
        place = fill[h >> shift]
        fill[h >> shift] = place + 1
        target[place] = h
        keys[place] = np.int64(rank[p]) << 32 | p


@kernel
def answer(target, keys, count, desk, heap, pairs):  # type: ignore[no-untyped-def]
    """Hospitals hold the best of what they have and what they are offered; returns how many are turned away.

    Their pairs are left in `pairs`. The inner loops of a small hospital are written so that they compile to vector
    instructions: no early exit, one comparison, one selection.
    """
    away = 0
    for e in range(count):
        h = target[e]
        key = keys[e]
        at = desk[h, START]
        held = desk[h, HELD]
        if held < desk[h, SEATS]:
            heap[at + held] = key
            desk[h, HELD] = held + 1
            continue
        worst = desk[h, WORST]
        if worst < 0 and held > 0:
            if held > FEW:
                heapify(heap, at, held)
            row = heap[at : at + held]
            worst = row[0]
            if held <= FEW:
                for k in range(len(row)):
                    worst = max(worst, row[k])
            desk[h, WORST] = worst
        if key < worst:
            if held > FEW:
                sink(heap, at, held, 0, key)
                desk[h, WORST] = heap[at]
            else:
                row = heap[at : at + held]
                most = key
                for k in range(len(row)):
                    x = row[k]
                    x = key if x == worst else x
                    row[k] = x
                    most = max(most, x)
                desk[h, WORST] = most
            key = worst
        pairs[away] = key & LOW
        away += 1
    return away


@kernel
def read_off(ptr, hospital, marks, assignment):  # type: ignore[no-untyped-def]
    """The hospital that holds each resident, −1 where none does: the first on the list that did not turn them away."""
    for i in range(len(assignment)):
        given = np.int32(-1)
        for p in range(ptr[i], ptr[i + 1]):
            if not marks[p >> 6, LOST] >> np.uint64(p & 63) & np.uint64(1):
                given = hospital[p]
                break
        assignment[i] = given


@kernel
def residents_propose(  # type: ignore[no-untyped-def]
    quota, ptr, hospital, rank, shift, worthwhile, desk, heap, marks, pairs, keys, fill, target
):
    """Deferred acceptance; leaves the assignment in `target` and returns the number of proposals.

    The arrays after `worthwhile` are room to work in, made by the caller (NumPy asks for large pages, Numba does
    not), `marks` cleared. A wave of fewer than `worthwhile` proposals is not sorted by blocks.
    """
    open_desks(quota, len(target), hospital, len(heap), desk)
    mark_firsts(ptr, marks)
    count = first_wishes(ptr, pairs)
    proposals = 0
    while count > 0:
        proposals += count
        line_up(pairs, count, hospital, rank, shift if count >= worthwhile else -1, fill, target, keys)
        away = answer(target, keys, count, desk, heap, pairs)
        count = next_wishes(pairs, away, marks)
    read_off(ptr, hospital, marks, target)
    return proposals
