"""Compiled loops of deferred and immediate acceptance. Importing this module imports Numba.

Every kernel orders a hospital's applicants by one int64 key, ``hospital_rank << 32 | x``, where x is the
resident or the pair: lower is better, and no two keys of a hospital are equal.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LOW = 0xFFFFFFFF


@njit(cache=True, inline="always")
def _sink(heap, at, end, key):  # type: ignore[no-untyped-def]
    """Put `key` into the hole at position 0 of the max-heap ``heap[at:end]``."""
    hole, size = 0, end - at
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[at + child + 1] > heap[at + child]:
            child += 1
        if heap[at + child] <= key:
            break
        heap[at + hole] = heap[at + child]
        hole = child
    heap[at + hole] = key


@njit(cache=True)
def _heapify(heap, at, end):  # type: ignore[no-untyped-def]
    """Turn ``heap[at:end]`` into a max-heap, bottom up, in linear time."""
    size = end - at
    for start in range(size // 2 - 1, -1, -1):
        key, hole = heap[at + start], start
        while True:
            child = 2 * hole + 1
            if child >= size:
                break
            if child + 1 < size and heap[at + child + 1] > heap[at + child]:
                child += 1
            if heap[at + child] <= key:
                break
            heap[at + hole] = heap[at + child]
            hole = child
        heap[at + hole] = key


@njit(cache=True)
def _rise(heap, at, size, key):  # type: ignore[no-untyped-def]
    """Append `key` to the max-heap of `size` entries that starts at `at`."""
    hole = size
    while hole > 0:
        parent = (hole - 1) // 2
        if heap[at + parent] >= key:
            break
        heap[at + hole] = heap[at + parent]
        hole = parent
    heap[at + hole] = key


@njit(cache=True)
def residents_propose(quota, ptr, hospital, rank):  # type: ignore[no-untyped-def]
    """Resident-proposing deferred acceptance without conflicts; returns (assignment, proposals).

    A hospital's holdings are an unordered run until it is full for the first time, then a max-heap. A
    hospital with as many seats as listed pairs never refuses and needs no heap.
    """
    residents, hospitals = len(ptr) - 1, len(quota)
    listed = np.zeros(hospitals, np.int64)
    for p in range(len(hospital)):
        listed[hospital[p]] += 1
    # one row per hospital, so that one cache line answers: heap start, seats (−1: never refuses), held
    desk = np.zeros((hospitals, 4), np.int64)
    room = 0
    for h in range(hospitals):
        desk[h, 0] = room
        desk[h, 1] = -1 if quota[h] >= listed[h] else quota[h]
        room += max(desk[h, 1], 0)
    heap = np.empty(room, np.int64)
    step = np.zeros(residents, np.int32)
    proposals = 0
    for first in range(residents):
        r = np.int64(first)
        while True:
            p = ptr[r] + step[r]
            if p >= ptr[r + 1]:
                step[r] = 0  # in the end 0 says: nobody holds r
                break
            step[r] += 1
            proposals += 1
            h = hospital[p]
            seats = desk[h, 1]
            if seats < 0:
                break
            if seats == 0:
                continue
            at = desk[h, 0]
            held = desk[h, 2]
            key = (np.int64(rank[p]) << 32) | r
            if held < seats:
                heap[at + held] = key
                desk[h, 2] = held + 1
                if held + 1 == seats:
                    _heapify(heap, at, at + seats)
                break
            worst = heap[at]
            if key < worst:
                _sink(heap, at, at + seats, key)
                r = worst & LOW
    assignment = np.empty(residents, np.int32)
    for i in range(residents):
        assignment[i] = hospital[ptr[i] + step[i] - 1] if step[i] > 0 else -1
    return assignment, proposals


@njit(cache=True)
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
                    _sink(heap, at, at + size[h], heap[at + size[h]])
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
                    _sink(heap, at, at + size[h], heap[at + size[h]])
                assignment[worst] = -1
                live[h] -= 1
                stack[depth] = worst
                depth += 1
            _rise(heap, at, size[h], key)
            size[h] += 1
            live[h] += 1
            assignment[r] = h
    return assignment, proposals


@njit(cache=True)
def best_first(hospitals, hospital, rank):  # type: ignore[no-untyped-def]
    """(pointers, positions) of entries grouped by hospital, each group by (rank, position)."""
    start = np.zeros(hospitals + 1, np.int64)
    for p in range(len(hospital)):
        start[hospital[p] + 1] += 1
    for h in range(hospitals):
        start[h + 1] += start[h]
    fill = start[:-1].copy()
    keys = np.empty(len(hospital), np.int64)
    for p in range(len(hospital)):
        h = hospital[p]
        keys[fill[h]] = (np.int64(rank[p]) << 32) | np.int64(p)
        fill[h] += 1
    for h in range(hospitals):
        keys[start[h] : start[h + 1]].sort()
    order = np.empty(len(hospital), np.int32)
    for e in range(len(hospital)):
        order[e] = keys[e] & LOW
    return start, order


@njit(cache=True)
def _reopen(j, h, ptr, hospital, kin_ptr, kin, skipped, place, cursor):  # type: ignore[no-untyped-def]
    """j has left h: move h's cursor back to the best relative of j whom h passed over."""
    for e in range(kin_ptr[j], kin_ptr[j + 1]):
        i = kin[e]
        for p in range(ptr[i], ptr[i + 1]):
            if hospital[p] == h and skipped[p] == 1:
                cursor[h] = min(cursor[h], place[p])


@njit(cache=True)
def hospitals_propose(quota, ptr, hospital, rank, kin_ptr, kin):  # type: ignore[no-untyped-def]
    """Hospital-proposing deferred acceptance; returns (assignment, offers).

    A resident's pairs stand best first, so the smaller pair index is the better offer. A hospital passes over
    the relatives of those it holds and comes back to them when the one in the way has left it.
    """
    residents, hospitals = len(ptr) - 1, len(quota)
    start, order = best_first(hospitals, hospital, rank)
    owner = np.empty(len(hospital), np.int32)
    for i in range(residents):
        for p in range(ptr[i], ptr[i + 1]):
            owner[p] = i
    apart = len(kin) > 0
    place = np.zeros(len(hospital) if apart else 0, np.int64)
    state = np.zeros(len(hospital) if apart else 0, np.int8)  # 1 passed over, 2 offered
    if apart:
        for e in range(len(order)):
            place[order[e]] = e
    cursor = start[:-1].copy()
    held = np.zeros(hospitals, np.int64)
    holds = np.full(residents, -1, np.int64)
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
            i = owner[offer]
            if apart:
                if state[offer] == 2:
                    continue
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
                if apart:
                    _reopen(i, left, ptr, hospital, kin_ptr, kin, state, place, cursor)
                if not queued[left]:
                    queued[left] = True
                    stack[depth] = left
                    depth += 1
    assignment = np.full(residents, -1, np.int32)
    for i in range(residents):
        if holds[i] >= 0:
            assignment[i] = hospital[holds[i]]
    return assignment, offers


@njit(cache=True)
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
