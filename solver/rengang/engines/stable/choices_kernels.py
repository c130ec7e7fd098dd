"""After propagation: who still chooses, where that matters, and in which parts: compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from rengang.engines.stable.propagation_kernels import MAYBE, OPEN, YES, Kernel, State, excused
from rengang.engines.stable.region_kernels import root
from rengang.model.instance import Bool, Int64


@njit(cache=True)
def unresolved(k: Kernel, s: State, e: int) -> bool:
    """Could the demanded pair e still block, as far as is known."""
    i = k.resident[e]
    if not k.demanded[e] or s.high[k.hospital[e]] <= k.rank[e] or s.must[i] <= k.wish[e]:
        return False
    for f in range(k.ptr[i], k.ptr[i + 1]):
        if s.x[f] == YES and k.wish[f] <= k.wish[e]:
            return False
    return not excused(k, s, e, True)


@njit(cache=True)
def touches(k: Kernel, s: State, e: int) -> bool:
    """Does pair e tie its resident to its hospital."""
    return bool(s.x[e] == MAYBE) or unresolved(k, s, e)


@njit(cache=True)
def choosers(k: Kernel, s: State) -> Bool:
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
                    meets |= touches(k, s, k.rival[r])
            elif unresolved(k, s, e):
                guards += 1
        out[i] = maybe > 1 or guards > 0 or meets
    return out


@njit(cache=True)
def coupling(k: Kernel, s: State) -> Bool:
    """Mask of the hospitals where one resident's choice matters to another: level or seats are open."""
    hospitals = k.quota.shape[0]
    out = np.zeros(hospitals, dtype=np.bool_)
    for u in range(hospitals):
        if s.low[u] < s.high[u]:
            out[u] = True
        elif s.low[u] < OPEN:
            out[u] = s.inside[u] < s.possible[u]
        else:
            out[u] = s.possible[u] > k.quota[u]
    return out


@njit(cache=True)
def split(k: Kernel, s: State, chooses: Bool, couples: Bool) -> tuple[Int64, int]:
    """(part of each resident, −1 unless a chooser; number of parts): choosers connected by coupling hospitals."""
    residents = k.ptr.shape[0] - 1
    parent = np.arange(residents + k.quota.shape[0])
    for i in range(residents):
        if chooses[i]:
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if couples[k.hospital[e]] and touches(k, s, e):
                    a, b = root(parent, i), root(parent, residents + k.hospital[e])
                    parent[max(a, b)] = min(a, b)
                for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
                    if s.x[k.rival[r]] == MAYBE and touches(k, s, e):
                        a, b = root(parent, i), root(parent, int(k.resident[k.rival[r]]))
                        parent[max(a, b)] = min(a, b)
    label = np.full(residents, -1, dtype=np.int64)
    of_root = np.full(residents, -1, dtype=np.int64)
    count = 0
    for i in range(residents):
        if chooses[i]:
            at = root(parent, i)
            if of_root[at] < 0:
                of_root[at] = count
                count += 1
            label[i] = of_root[at]
    return label, count
