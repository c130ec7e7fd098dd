"""The compiled loops behind :mod:`rengang.engines.stable.search.probing`."""

from __future__ import annotations

import numpy as np

from rengang.compiled import kernel, part
from rengang.engines.stable.propagation.propagation_kernels import (
    HIGH,
    LOW,
    MAYBE,
    NO,
    OPEN,
    RANK,
    RESIDENT,
    YES,
    Rows,
    State,
    fix,
    forget,
    lower_high,
    propagate,
    raise_low,
    undo,
    wake,
)
from rengang.model.arrays import Bool, Int64


@kernel
def look_at_all(
    k: Rows, s: State, resident_ptr: Int64, hospital_ptr: Int64, wanted: Bool, effort: int
) -> Bool:
    """Propagate the wanted parts, then probe with so many entries visited per pair; which have no solution.

    A part without a solution is left as it was at the start.
    """
    impossible = np.zeros(resident_ptr.shape[0] - 1, dtype=np.bool_)
    for c in range(resident_ptr.shape[0] - 1):
        if not wanted[c]:
            continue
        for u in range(hospital_ptr[c], hospital_ptr[c + 1]):
            wake(s, u)
        for i in range(resident_ptr[c], resident_ptr[c + 1]):
            wake(s, k.quota.shape[0] + i)
        possible = propagate(k, s)
        if possible and effort > 0:
            possible = probe(
                k, s, resident_ptr[c], resident_ptr[c + 1], hospital_ptr[c], hospital_ptr[c + 1], effort
            )
        if not possible:
            impossible[c] = True
            undo(k, s, 0)
        forget(s)
    return impossible


@part
def probe(k: Rows, s: State, i0: int, i1: int, u0: int, u1: int, effort: int) -> bool:
    """Failed assumptions about the pairs and levels of one part, until none fails or the effort is spent.

    False: there is no solution.
    """
    limit = s.size[3] + effort * (k.ptr[i1] - k.ptr[i0])
    changed = True
    while changed and s.size[3] < limit:
        changed = False
        for i in range(i0, i1):
            if s.size[3] >= limit:
                break
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if s.x[e] == MAYBE and _concerns_choice(k, s, e):
                    for value in (YES, NO):
                        if s.x[e] == MAYBE and not _holds(k, s, e, value):
                            changed = True
                            if not (fix(k, s, e, NO if value == YES else YES) and propagate(k, s)):
                                return False
        for u in range(u0, u1):
            if s.size[3] >= limit:
                break
            before = s.level[u, LOW], s.level[u, HIGH]
            if not _narrow(k, s, u):
                return False
            changed |= before != (s.level[u, LOW], s.level[u, HIGH])
    return True


@part
def _concerns_choice(k: Rows, s: State, e: int) -> bool:
    """Has the pair's resident another one, or a relative there."""
    i = k.pair[e, RESIDENT]
    for f in range(k.ptr[i], k.ptr[i + 1]):
        if f != e and s.x[f] != NO:
            return True
    meets = False
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        meets |= s.x[k.rival[r]] != NO
    return meets


@part
def _holds(k: Rows, s: State, e: int, value: int) -> bool:
    """Does propagation allow the pair to be so; the state stays as it is."""
    mark = s.size[0]
    possible = fix(k, s, e, value) and propagate(k, s)
    undo(k, s, mark)
    return bool(possible)


@part
def _narrow(k: Rows, s: State, u: int) -> bool:
    """Take levels off both ends of u's interval as long as propagation forbids them; False: none is left."""
    while s.level[u, LOW] < s.level[u, HIGH]:
        mark = s.size[0]
        possible = lower_high(s, u, s.level[u, LOW]) and propagate(k, s)
        undo(k, s, mark)
        if possible:
            break
        if not (raise_low(s, u, _next_level(k, s, u)) and propagate(k, s)):
            return False
    while s.level[u, LOW] < s.level[u, HIGH]:
        mark = s.size[0]
        possible = raise_low(s, u, s.level[u, HIGH]) and propagate(k, s)
        undo(k, s, mark)
        if possible:
            break
        if not (lower_high(s, u, _level_before(k, s, u)) and propagate(k, s)):
            return False
    return True


@part
def _next_level(k: Rows, s: State, u: int) -> int:
    """The least level above the lowest that u can have."""
    for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
        e = k.h_pair[at]
        if s.x[e] != NO and k.pair[e, RANK] > s.level[u, LOW]:
            return int(k.pair[e, RANK])
    return OPEN


@part
def _level_before(k: Rows, s: State, u: int) -> int:
    """The greatest level below the highest that u can have."""
    for at in range(k.h_ptr[u + 1] - 1, k.h_ptr[u] - 1, -1):
        e = k.h_pair[at]
        if s.x[e] != NO and k.pair[e, RANK] < s.level[u, HIGH]:
            return int(k.pair[e, RANK])
    return 0
