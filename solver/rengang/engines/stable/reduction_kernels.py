"""The compiled loop behind :mod:`rengang.engines.stable.reduction`. Imported only when it runs (Numba is heavy)."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel, part
from rengang.model.instance import Bool, Int32, Int64


@part
def _free_of_conflict(
    i: int, u: int, ptr: Int64, hospital: Int32, kin_ptr: Int64, kin: Int32, alive: Bool
) -> bool:
    """No relative of i can still be assigned u."""
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


@kernel
def reduce_to_fixpoint(
    ptr: Int64, hospital: Int32, resident_rank: Int32, hospital_rank: Int32, resident: Int32, quota: Int64,
    h_ptr: Int64, h_pair: Int64, kin_ptr: Int64, kin: Int32, hard: Bool, alive: Bool,
) -> int:  # fmt: skip
    """Delete pairs by both rules until nothing changes; `alive` is changed in place.  Returns the visits.

    `hard` marks the pairs that may not block; only they can justify a deletion.
    """
    hospitals = quota.shape[0]
    queue = np.empty(hospitals + 1, dtype=np.int64)
    waiting = np.ones(hospitals, dtype=np.bool_)
    for u in range(hospitals):
        queue[u] = u
    head, tail, size = 0, hospitals, hospitals
    visits = 0
    doomed = np.empty(hospital.shape[0], dtype=np.int64)
    while size > 0:
        u = queue[head]
        head = (head + 1) % (hospitals + 1)
        size -= 1
        waiting[u] = False
        visits += 1
        count = 0
        # Rule R: residents in the top classes that all fit never need anything below u.
        seen, e = 0, h_ptr[u]
        while e < h_ptr[u + 1]:
            rank, start, in_class = hospital_rank[h_pair[e]], e, 0
            while e < h_ptr[u + 1] and hospital_rank[h_pair[e]] == rank:
                if alive[h_pair[e]]:
                    in_class += 1
                e += 1
            seen += in_class
            if seen > quota[u]:
                break
            for f in range(start, e):
                pair = h_pair[f]
                i = resident[pair]
                if alive[pair] and hard[pair] and _free_of_conflict(i, u, ptr, hospital, kin_ptr, kin, alive):
                    for g in range(ptr[i], ptr[i + 1]):
                        if alive[g] and resident_rank[g] > resident_rank[pair]:
                            alive[g] = False
                            doomed[count] = g
                            count += 1
        # Rule H: enough residents hold u as strict first choice; whoever ranks below them has no chance.
        firsts, cut = 0, h_ptr[u + 1]
        for f in range(h_ptr[u], h_ptr[u + 1]):
            pair = h_pair[f]
            if firsts >= quota[u]:
                break
            if alive[pair] and hard[pair]:
                i = resident[pair]
                if _strict_first(i, ptr, resident_rank, alive) == pair and _free_of_conflict(
                    i, u, ptr, hospital, kin_ptr, kin, alive
                ):
                    firsts += 1
                    if firsts == quota[u]:
                        cut = f
        if firsts >= quota[u]:
            limit = hospital_rank[h_pair[cut]] if quota[u] > 0 else 0
            start = cut if quota[u] > 0 else h_ptr[u]
            for f in range(start, h_ptr[u + 1]):
                pair = h_pair[f]
                if alive[pair] and hospital_rank[pair] > limit:
                    alive[pair] = False
                    doomed[count] = pair
                    count += 1
        for d in range(count):
            pair = doomed[d]
            touched = hospital[pair]
            for step in range(2):
                if step == 1:
                    first = _strict_first(resident[pair], ptr, resident_rank, alive)
                    if first < 0:
                        break
                    touched = hospital[first]
                if not waiting[touched]:
                    waiting[touched] = True
                    queue[tail] = touched
                    tail = (tail + 1) % (hospitals + 1)
                    size += 1
    return visits
