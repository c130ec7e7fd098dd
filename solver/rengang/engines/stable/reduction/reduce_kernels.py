"""The compiled loop behind `reduce`. Imported only when it runs (Numba is heavy)."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel, part
from rengang.model.arrays import Bool, Int32, Int64


@part
def _free_of_conflict(
    i: int, u: int, ptr: Int64, hospital: Int32, kin_ptr: Int64, kin: Int32, alive: Bool
) -> bool:
    """No relative of i can still be assigned u."""
    if kin.shape[0] == 0:
        return True
    for k in range(kin_ptr[i], kin_ptr[i + 1]):
        p = kin[k]
        for e in range(ptr[p], ptr[p + 1]):
            if alive[e] and hospital[e] == u:
                return False
    return True


@part
def _strict_first(i: int, ptr: Int64, resident_rank: Int32, alive: Bool) -> int:
    """The pair that i prefers strictly to all its other ones, or −1.  Pairs are sorted by rank."""
    first = -1
    for e in range(ptr[i], ptr[i + 1]):
        if alive[e]:
            if first < 0:
                first = e
            else:
                return first if resident_rank[e] > resident_rank[first] else -1
    return first


@part
def _strike(
    u: int, ptr: Int64, hospital: Int32, resident_rank: Int32, resident: Int32, rank: Int32, quota: Int64,
    h_ptr: Int64, h_pair: Int64, kin_ptr: Int64, kin: Int32, hard: Bool, alive: Bool, strict: Bool, done: Bool,
    doomed: Int64,
) -> int:  # fmt: skip
    """Delete pairs by both rules at hospital u; they are listed in `doomed`.  Returns their number.

    `rank` goes with `h_pair`. `strict` marks the pairs that are their resident's strict first choice; `done` those
    by which rule R has deleted all that it ever can.
    """
    count = 0
    # Rule R: residents in the top classes that all fit never need anything below u.
    seen, at = 0, h_ptr[u]
    while at < h_ptr[u + 1]:
        start = at
        while at < h_ptr[u + 1] and rank[at] == rank[start]:
            seen += alive[h_pair[at]]
            at += 1
        if seen > quota[u]:
            break
        for f in range(start, at):
            pair = h_pair[f]
            if done[pair] or not alive[pair] or not hard[pair]:
                continue
            i = resident[pair]
            if _free_of_conflict(i, u, ptr, hospital, kin_ptr, kin, alive):
                done[pair] = True
                for g in range(pair + 1, ptr[i + 1]):
                    if alive[g] and resident_rank[g] > resident_rank[pair]:
                        alive[g] = False
                        doomed[count] = g
                        count += 1
    # Rule H: enough residents hold u as strict first choice; whoever ranks below them has no chance.
    firsts, at = 0, h_ptr[u]
    while at < h_ptr[u + 1] and firsts < quota[u]:
        pair = h_pair[at]
        if alive[pair] and strict[pair] and hard[pair]:
            firsts += _free_of_conflict(resident[pair], u, ptr, hospital, kin_ptr, kin, alive)
        at += 1
    if firsts >= quota[u]:
        limit = rank[at - 1] if quota[u] > 0 else 0
        for f in range(at, h_ptr[u + 1]):
            if alive[h_pair[f]] and rank[f] > limit:
                alive[h_pair[f]] = False
                doomed[count] = h_pair[f]
                count += 1
    return count


@kernel
def reduce_to_fixpoint(
    ptr: Int64, hospital: Int32, resident_rank: Int32, hospital_rank: Int32, resident: Int32, quota: Int64,
    h_ptr: Int64, h_pair: Int64, kin_ptr: Int64, kin: Int32, hard: Bool, alive: Bool,
) -> int:  # fmt: skip
    """Delete pairs by both rules until nothing changes; `alive` is changed in place.  Returns the visits.

    `hard` marks the pairs that may not block; only they can justify a deletion. What a visit looks at is in the
    order of the hospitals' lists or one byte a pair: a nation's pairs do not fit into a processor's cache.
    """
    hospitals, pairs = quota.shape[0], hospital.shape[0]
    queue, waiting = np.arange(hospitals + 1), np.ones(hospitals, dtype=np.bool_)
    head, tail, size, visits = 0, hospitals, hospitals, 0
    doomed = np.empty(pairs, dtype=np.int64)
    rank = np.empty(pairs, dtype=np.int32)
    for at in range(pairs):
        rank[at] = hospital_rank[h_pair[at]]
    strict, done = np.zeros(pairs, dtype=np.bool_), np.zeros(pairs, dtype=np.bool_)
    for i in range(ptr.shape[0] - 1):
        first = _strict_first(i, ptr, resident_rank, alive)
        if first >= 0:
            strict[first] = True
    while size > 0:
        u = queue[head]
        head = (head + 1) % (hospitals + 1)
        size -= 1
        waiting[u] = False
        visits += 1
        count = _strike(
            u, ptr, hospital, resident_rank, resident, rank, quota, h_ptr, h_pair, kin_ptr, kin, hard, alive,
            strict, done, doomed,
        )  # fmt: skip
        for d in range(count):
            touched = hospital[doomed[d]]
            for step in range(2):
                if step == 1:
                    first = _strict_first(resident[doomed[d]], ptr, resident_rank, alive)
                    if first < 0 or strict[first]:
                        break
                    strict[first] = True
                    touched = hospital[first]
                if not waiting[touched]:
                    waiting[touched] = True
                    queue[tail] = touched
                    tail = (tail + 1) % (hospitals + 1)
                    size += 1
    return visits
