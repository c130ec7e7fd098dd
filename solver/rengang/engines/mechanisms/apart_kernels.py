"""Compiled loops of deferred acceptance among residents some of whom may not share a hospital.

Importing this module imports Numba. Applicants are ordered by one int64 key, ``hospital_rank << 32 | resident``.
"""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel
from rengang.engines.mechanisms.heap_kernels import rise, sink

LOW = 0xFFFFFFFF


@kernel
def residents_propose_apart(quota, ptr, hospital, rank, kin_ptr, kin):  # type: ignore[no-untyped-def]
    """Resident-proposing deferred acceptance where a hospital keeps the better of two relatives.

    Who is dropped proposes again at once, last dropped first, before the next resident. A dropped resident's
    heap entry stays until it comes to the top: nobody proposes twice to a hospital, so it is known as stale.
    """
    residents, hospitals = len(ptr) - 1, len(quota)
    start = np.zeros(hospitals + 1, np.int64)
    for p in range(len(hospital)):
        start[hospital[p] + 1] += 1
    for h in range(hospitals):
        start[h + 1] += start[h]
    heap = np.empty(len(hospital), np.int64)
    size = np.zeros(hospitals, np.int64)
    live = np.zeros(hospitals, np.int64)
    step = np.zeros(residents, np.int32)
    assignment = np.full(residents, -1, np.int32)
    stack = np.empty(residents, np.int32)
    proposals = 0
    for first in range(residents):
        stack[0] = first
        depth = 1
        while depth > 0:
            r = np.int64(stack[depth - 1])
            p = ptr[r] + step[r]
            if p >= ptr[r + 1]:
                depth -= 1
                continue
            step[r] += 1
            proposals += 1
            h = hospital[p]
            if quota[h] == 0:
                continue
            key = (np.int64(rank[p]) << 32) | r
            refused = False
            met = False
            for e in range(kin_ptr[r], kin_ptr[r + 1]):
                j = kin[e]
                if assignment[j] == h:
                    met = True
                    q = ptr[j] + step[j] - 1
                    if ((np.int64(rank[q]) << 32) | np.int64(j)) < key:
                        refused = True
            if refused:
                continue
            at = start[h]
            if not met and live[h] == quota[h]:
                while assignment[heap[at] & LOW] != h:  # stale entries
                    size[h] -= 1
                    sink(heap, at, size[h], 0, heap[at + size[h]])
                if heap[at] < key:
                    continue
            depth -= 1
            if met:
                for e in range(kin_ptr[r], kin_ptr[r + 1]):
                    j = kin[e]
                    if assignment[j] == h:
                        assignment[j] = -1
                        live[h] -= 1
                        stack[depth] = j
                        depth += 1
            elif live[h] == quota[h]:
                worst = heap[at] & LOW
                size[h] -= 1
                if size[h] > 0:
                    sink(heap, at, size[h], 0, heap[at + size[h]])
                assignment[worst] = -1
                live[h] -= 1
                stack[depth] = worst
                depth += 1
            rise(heap, at, size[h], key)
            size[h] += 1
            live[h] += 1
            assignment[r] = h
    return assignment, proposals


@kernel
def _reopen(j, h, ptr, hospital, kin_ptr, kin, skipped, place, cursor):  # type: ignore[no-untyped-def]
    """j has left h: move h's cursor back to the best relative of j whom h passed over."""
    for e in range(kin_ptr[j], kin_ptr[j + 1]):
        i = kin[e]
        for p in range(ptr[i], ptr[i + 1]):
            if hospital[p] == h and skipped[p] == 1:
                cursor[h] = min(cursor[h], place[p])


@kernel
def hospitals_propose_apart(  # type: ignore[no-untyped-def]
    quota, ptr, hospital, start, order, owner, kin_ptr, kin, assignment
):
    """Hospital-proposing deferred acceptance with conflicts; fills `assignment`, returns the number of offers.

    A resident's pairs stand best first, so the smaller pair index is the better offer. A hospital passes over
    the relatives of those it holds and comes back to them when the one in the way has left it.
    """
    hospitals = len(quota)
    place = np.empty(len(hospital), np.int64)
    state = np.zeros(len(hospital), np.int8)  # 1 passed over, 2 offered
    for e in range(len(order)):
        place[order[e]] = e
    cursor = start[:-1].copy()
    held = np.zeros(hospitals, np.int64)
    holds = np.full(len(assignment), -1, np.int64)
    queued = np.zeros(hospitals, np.bool_)
    stack = np.empty(hospitals, np.int32)
    offers = 0
    for first in range(hospitals):
        stack[0] = first
        queued[first] = True
        depth = 1
        while depth > 0:
            h = stack[depth - 1]
            if held[h] >= quota[h] or cursor[h] >= start[h + 1]:
                depth -= 1
                queued[h] = False
                continue
            offer = np.int64(order[cursor[h]])
            cursor[h] += 1
            if state[offer] == 2:
                continue
            i = owner[offer]
            met = False
            for e in range(kin_ptr[i], kin_ptr[i + 1]):
                q = holds[kin[e]]
                met = met or (q >= 0 and hospital[q] == h)
            if met:
                state[offer] = 1
                continue
            state[offer] = 2
            offers += 1
            old = holds[i]
            if old >= 0 and old < offer:
                continue
            holds[i] = offer
            held[h] += 1
            if old >= 0:
                left = hospital[old]
                held[left] -= 1
                _reopen(i, left, ptr, hospital, kin_ptr, kin, state, place, cursor)
                if not queued[left]:
                    queued[left] = True
                    stack[depth] = left
                    depth += 1
    for i in range(len(assignment)):
        assignment[i] = hospital[holds[i]] if holds[i] >= 0 else -1
    return offers
