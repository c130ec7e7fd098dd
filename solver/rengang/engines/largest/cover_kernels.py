"""The compiled loop behind :mod:`rengang.engines.largest.cover`. Imported only when it runs (Numba is heavy)."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel
from rengang.model.arrays import Bool, Int32, Int64


@kernel
def augment(
    ptr: Int64, hospital: Int32, resident: Int32, slot_ptr: Int64, held: Int64, seen: Bool
) -> int:  # fmt: skip
    """Augment `held` (pair of each resident, or −1) to a maximum matching; returns its size.

    `seen` ends as the hospitals that alternating paths from unmatched residents reach. Phases of depth-first
    searches: a hospital is entered at most once a phase, and the last phase finds nothing.
    """
    n, hospitals = ptr.shape[0] - 1, slot_ptr.shape[0] - 1
    slot = np.full(slot_ptr[-1], -1, dtype=np.int64)
    load = np.zeros(hospitals, dtype=np.int64)
    size = 0
    for i in range(n):
        if held[i] >= 0:
            u = hospital[held[i]]
            slot[slot_ptr[u] + load[u]] = held[i]
            load[u] += 1
            size += 1
    # the path: residents, the pair each wants next, and in which slot of which hospital the next one sits
    who, want = np.empty(n + 1, dtype=np.int64), np.empty(n + 1, dtype=np.int64)
    place, next_slot = np.empty(n + 1, dtype=np.int64), np.empty(n + 1, dtype=np.int64)
    grown = True
    while grown:
        grown = False
        seen[:] = False
        for root in range(n):
            if held[root] >= 0 or ptr[root] == ptr[root + 1]:
                continue
            depth, who[0], want[0], place[0], next_slot[0] = 0, root, ptr[root] - 1, -1, 0
            while depth >= 0:
                if place[depth] >= 0 and next_slot[depth] < slot_ptr[place[depth] + 1]:
                    s = next_slot[depth]
                    next_slot[depth] += 1
                    depth += 1
                    who[depth] = resident[slot[s]]
                    want[depth], place[depth], next_slot[depth] = ptr[who[depth]] - 1, -1, 0
                    continue
                want[depth] += 1
                place[depth] = -1
                if want[depth] >= ptr[who[depth] + 1]:
                    depth -= 1
                    continue
                u = hospital[want[depth]]
                if seen[u]:
                    continue
                seen[u] = True
                if load[u] == slot_ptr[u + 1] - slot_ptr[u]:
                    place[depth], next_slot[depth] = u, slot_ptr[u]
                    continue
                slot[slot_ptr[u] + load[u]] = want[depth]
                load[u] += 1
                held[who[depth]] = want[depth]
                for d in range(depth - 1, -1, -1):
                    slot[next_slot[d] - 1] = want[d]
                    held[who[d]] = want[d]
                size += 1
                grown = True
                break
    return size
