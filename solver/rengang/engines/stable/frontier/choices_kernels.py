"""After propagation: who still chooses, where that matters, and in which parts: compiled."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel, part
from rengang.engines.stable.propagation.propagation_kernels import (
    HIGH,
    HOSPITAL,
    INSIDE,
    LOW,
    MAYBE,
    OPEN,
    POSSIBLE,
    RANK,
    RESIDENT,
    WISH,
    YES,
    Rows,
    State,
    excused,
)
from rengang.engines.stable.reduction.region_kernels import join, root
from rengang.model.arrays import Bool, Int64


@part
def unresolved(k: Rows, s: State, e: int) -> bool:
    """Could the demanded pair e still block, as far as is known."""
    i = k.pair[e, RESIDENT]
    if (
        not k.demanded[e]
        or s.level[k.pair[e, HOSPITAL], HIGH] <= k.pair[e, RANK]
        or s.must[i] <= k.pair[e, WISH]
    ):
        return False
    for f in range(k.ptr[i], k.ptr[i + 1]):
        if s.x[f] == YES and k.pair[f, WISH] <= k.pair[e, WISH]:
            return False
    return not excused(k, s, e, True)


@kernel
def pairs_unsure(k: Rows, s: State) -> Bool:
    """Mask of the pairs that could still block."""
    out = np.zeros(k.pair.shape[0], dtype=np.bool_)
    for e in range(k.pair.shape[0]):
        out[e] = unresolved(k, s, e)
    return out


@kernel
def choosers(k: Rows, s: State, unsure: Bool) -> Bool:
    """Mask of the residents whose place is open, but for singles.

    A *single* has one pair left where no relative can be or may block, and no other pair of theirs may block: singles
    of a hospital differ only in their ranks.
    """
    residents = k.ptr.shape[0] - 1
    out = np.zeros(residents, dtype=np.bool_)
    for i in range(residents):
        maybe, guards, meets = 0, 0, False
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if s.x[e] == MAYBE:
                maybe += 1
                for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
                    meets |= s.x[k.rival[r]] == MAYBE or unsure[k.rival[r]]
            elif unsure[e]:
                guards += 1
        out[i] = maybe > 1 or guards > 0 or meets
    return out


@kernel
def ties_of(k: Rows, s: State, unsure: Bool) -> Bool:
    """Mask of the pairs by which a resident's choice matters to others: level or seats of the hospital are open."""
    out = np.zeros(k.pair.shape[0], dtype=np.bool_)
    for u in range(k.quota.shape[0]):
        low, high = s.level[u, LOW], s.level[u, HIGH]
        if low == high:
            if low < OPEN and s.level[u, INSIDE] == s.level[u, POSSIBLE]:
                continue
            if low == OPEN and s.level[u, POSSIBLE] <= k.quota[u]:
                continue
        for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
            e = k.h_pair[at]
            out[e] = unsure[e] or s.x[e] == MAYBE
    return out


@kernel
def split(k: Rows, s: State, chooses: Bool, ties: Bool, unsure: Bool) -> tuple[Int64, int]:
    """(part of each resident, −1 unless a chooser; number of parts): choosers connected by ties and as relatives."""
    residents = k.ptr.shape[0] - 1
    parent = np.arange(residents + k.quota.shape[0])
    for i in range(residents):
        if chooses[i]:
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if ties[e]:
                    join(parent, i, residents + k.pair[e, HOSPITAL])
                for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
                    if s.x[k.rival[r]] == MAYBE and (unsure[e] or s.x[e] == MAYBE):
                        join(parent, i, k.pair[k.rival[r], RESIDENT])
    label = np.full(residents, -1, dtype=np.int64)
    of_root = np.full(residents, -1, dtype=np.int64)
    count = 0
    for i in range(residents):
        if chooses[i]:
            top = root(parent, i)
            if of_root[top] < 0:
                of_root[top] = count
                count += 1
            label[i] = of_root[top]
    return label, count
