"""The compiled loops behind :mod:`rengang.engines.largest.climb`. Imported only when they run (Numba is heavy)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rengang.compiled import kernel
from rengang.model.arrays import Int32, Int64

Float64 = npt.NDArray[np.float64]


@kernel
def _weakest(
    start: int, end: int, slot: Int64, resident: Int32, hospital_rank: Int32, label: Float64, key: Float64
) -> int:
    """The slot of the resident whom a full hospital would let go first: worst rank, then least label and key."""
    worst = start
    for s in range(start + 1, end):
        a, b = slot[s], slot[worst]
        if hospital_rank[a] > hospital_rank[b] or (
            hospital_rank[a] == hospital_rank[b] and label[resident[a]] + key[a] < label[resident[b]] + key[b]
        ):
            worst = s
    return worst


@kernel
def settle(
    ptr: Int64, hospital: Int32, resident: Int32, resident_rank: Int32, hospital_rank: Int32, slot_ptr: Int64,
    key: Float64, rounds: float, held: Int64,
) -> int:  # fmt: skip
    """One stable matching into `held` (pair of each resident, or −1); returns the size.

    Residents propose. A hospital prefers by rank, among equals the higher label + key; a resident prefers by
    rank, among equals the hospital with a free seat, then the one whose weakest is weakest. Who is refused by
    all gets the label raised by one and starts anew, `rounds` times; who is let go tries the equals of the
    place lost first.
    """
    n = ptr.shape[0] - 1
    label = np.zeros(n, dtype=np.float64)
    slot = np.full(slot_ptr[-1], -1, dtype=np.int64)
    load = np.zeros(slot_ptr.shape[0] - 1, dtype=np.int64)
    tried = np.zeros(hospital.shape[0], dtype=np.bool_)
    queue = np.empty(n + 1, dtype=np.int64)
    head, waiting, size = 0, 0, 0
    for i in range(n):
        held[i] = -1
        if ptr[i + 1] > ptr[i]:
            queue[waiting] = i
            waiting += 1
    while waiting > 0:
        i = queue[head]
        head = (head + 1) % (n + 1)
        waiting -= 1
        while i >= 0:
            best, gain, at = -1, 0.0, -1
            for e in range(ptr[i], ptr[i + 1]):
                if best >= 0 and resident_rank[e] > resident_rank[best]:
                    break
                if tried[e]:
                    continue
                u = hospital[e]
                first, end = slot_ptr[u], slot_ptr[u + 1]
                if load[u] < end - first:
                    offer, where = 1e18 + key[e], first + load[u]
                else:
                    offer, where = 0.0, first
                    if end > first:
                        where = _weakest(first, end, slot, resident, hospital_rank, label, key)
                        out = slot[where]
                        mine, theirs = label[i] + key[e], label[resident[out]] + key[out]
                        if hospital_rank[e] < hospital_rank[out]:
                            offer = 1e12 - theirs
                        elif hospital_rank[e] == hospital_rank[out]:
                            offer = mine - theirs
                    if offer <= 0.0:
                        tried[e] = True
                        continue
                if best < 0 or offer > gain:
                    best, gain, at = e, offer, where
            if best < 0:
                label[i] += 1.0
                if label[i] <= rounds:
                    tried[ptr[i] : ptr[i + 1]] = False
                    queue[(head + waiting) % (n + 1)] = i
                    waiting += 1
                break
            tried[best] = True
            held[i] = best
            out = slot[at]
            slot[at] = best
            if out < 0:
                load[hospital[best]] += 1
                size += 1
                break
            i = resident[out]
            held[i] = -1
            for e in range(ptr[i], ptr[i + 1]):
                if e != out and resident_rank[e] == resident_rank[out]:
                    tried[e] = False
    return size


@kernel
def climb(
    ptr: Int64, hospital: Int32, resident: Int32, resident_rank: Int32, hospital_rank: Int32, slot_ptr: Int64,
    key: Float64, rounds: float, target: int, tries: int, seed: int, best: Int64,
) -> tuple[int, int]:  # fmt: skip
    """Change a few keys, settle, keep what is no smaller.  Returns (size, settlings); `key`, `best` in place."""
    pairs = hospital.shape[0]
    held = best.copy()
    size = settle(ptr, hospital, resident, resident_rank, hospital_rank, slot_ptr, key, rounds, best)
    state = np.uint64(2 * seed + 1)
    mix = np.uint64(6364136223846793005)
    add = np.uint64(1442695040888963407)
    saved_at, saved = np.empty(32, dtype=np.int64), np.empty(32, dtype=np.float64)
    done = 1
    while size < target and done <= tries:
        state = state * mix + add
        changes = 1 + int((state >> np.uint64(33)) % np.uint64(32))
        for c in range(changes):
            state = state * mix + add
            at = int((state >> np.uint64(33)) % np.uint64(pairs))
            state = state * mix + add
            saved_at[c], saved[c] = at, key[at]
            key[at] = 3.0 * (int(state >> np.uint64(40)) / 16777216.0)
        found = settle(ptr, hospital, resident, resident_rank, hospital_rank, slot_ptr, key, rounds, held)
        done += 1
        if found >= size:
            size = found
            best[:] = held
        else:
            for c in range(changes - 1, -1, -1):
                key[saved_at[c]] = saved[c]
    return size, done
