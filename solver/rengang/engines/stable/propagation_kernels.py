"""Propagation of what stability and seats force, with an undo trail: compiled, for probing and for the search.

The variables are those of the cutoff model: ``x[e]``, pair e is matched; and of each hospital its *level*, the
worst rank inside when it is full, :data:`OPEN` when it has a free seat. A demanded pair (i, u) of rank r asks:
i is placed at least as well as at u, or the level of u is at most r, or relatives inside excuse it (one that
ranks no worse, or two). Levels are held as intervals. Whatever :func:`propagate` fixes holds in every solution
that extends the state it began with; a False says that there is none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from rengang.model.instance import Bool, Int32, Int64

OPEN = 2**31
"""Level of a hospital with a free seat, and the wish of a resident who may stay without a place."""

NO, YES, MAYBE = 0, 1, 2

_X, _LOW, _HIGH, _MUST = 0, 1, 2, 3


class Kernel(NamedTuple):
    """A market in rows of residents and of hospitals; never changed.

    Residents' rows are sorted by wish, hospitals' by rank. ``rival[rival_ptr[e]:rival_ptr[e + 1]]`` are the pairs
    of the relatives of e's resident with the same hospital. `demanded` marks the pairs that must not block.
    """

    ptr: Int64
    resident: Int32
    hospital: Int32
    wish: Int32
    rank: Int32
    h_ptr: Int64
    h_pair: Int64
    quota: Int64
    rival_ptr: Int64
    rival: Int64
    demanded: Bool


class State(NamedTuple):
    """What is known; `must[i]` is the worst wish that i has to get. The trail says what was known before.

    ``size``: entries of the trail, head and length of both queues, and the work done so far (entries visited).
    """

    x: Int32
    low: Int64
    high: Int64
    must: Int64
    inside: Int64
    possible: Int64
    trail: Int64
    queue: Int64
    waiting: Bool
    size: Int64


def new_state(kernel: Kernel) -> State:
    """Nothing is known and nothing waits to be looked at."""
    pairs, residents, hospitals = len(kernel.hospital), len(kernel.ptr) - 1, len(kernel.quota)
    both = residents + hospitals
    return State(
        x=np.full(pairs, MAYBE, dtype=np.int32),
        low=np.zeros(hospitals, dtype=np.int64),
        high=np.full(hospitals, OPEN, dtype=np.int64),
        must=np.full(residents, OPEN, dtype=np.int64),
        inside=np.zeros(hospitals, dtype=np.int64),
        possible=np.diff(kernel.h_ptr),
        trail=np.empty((4 * pairs + 4 * both + 4, 3), dtype=np.int64),
        queue=np.zeros(both, dtype=np.int64),
        waiting=np.zeros(both, dtype=np.bool_),
        size=np.zeros(4, dtype=np.int64),
    )


@njit(cache=True)
def wake(s: State, node: int) -> None:
    """Put a hospital, or a resident counted after the hospitals, in the queue."""
    if not s.waiting[node]:
        s.waiting[node] = True
        capacity = s.queue.shape[0]
        s.queue[(s.size[1] + s.size[2]) % capacity] = node
        s.size[2] += 1


@njit(cache=True)
def _note(s: State, kind: int, at: int, old: int) -> None:
    row = s.size[0]
    s.trail[row, 0] = kind
    s.trail[row, 1] = at
    s.trail[row, 2] = old
    s.size[0] = row + 1


@njit(cache=True)
def undo(k: Kernel, s: State, mark: int) -> None:
    """Back to where the trail had `mark` entries; the queue is emptied."""
    while s.size[2] > 0:
        s.waiting[s.queue[s.size[1]]] = False
        s.size[1] = (s.size[1] + 1) % s.queue.shape[0]
        s.size[2] -= 1
    while s.size[0] > mark:
        s.size[0] -= 1
        kind, at, old = s.trail[s.size[0]]
        if kind == _X:
            u = k.hospital[at]
            if s.x[at] == YES:
                s.inside[u] -= 1
            else:
                s.possible[u] += 1
            s.x[at] = MAYBE
        elif kind == _LOW:
            s.low[at] = old
        elif kind == _HIGH:
            s.high[at] = old
        else:
            s.must[at] = old


@njit(cache=True)
def forget(s: State) -> None:
    """What is known now is known for good: the trail begins anew."""
    s.size[0] = 0


@njit(cache=True)
def fix(k: Kernel, s: State, e: int, value: int) -> bool:
    """Say that pair e is matched or not; False where the contrary is known."""
    if s.x[e] != MAYBE:
        return bool(s.x[e] == value)
    _note(s, _X, e, MAYBE)
    s.x[e] = value
    u = k.hospital[e]
    if value == YES:
        s.inside[u] += 1
    else:
        s.possible[u] -= 1
    wake(s, u)
    wake(s, k.quota.shape[0] + k.resident[e])
    return True


@njit(cache=True)
def raise_low(s: State, u: int, level: int) -> bool:
    """The level of u is at least so; False where that cannot be."""
    if level > s.low[u]:
        _note(s, _LOW, u, s.low[u])
        s.low[u] = level
        wake(s, u)
    return bool(s.low[u] <= s.high[u])


@njit(cache=True)
def lower_high(s: State, u: int, level: int) -> bool:
    """The level of u is at most so; False where that cannot be."""
    if level < s.high[u]:
        _note(s, _HIGH, u, s.high[u])
        s.high[u] = level
        wake(s, u)
    return bool(s.low[u] <= s.high[u])


@njit(cache=True)
def excused(k: Kernel, s: State, e: int, certain: bool) -> bool:
    """Do relatives inside excuse pair e: for certain, or (not `certain`) as far as is known."""
    worse = 0
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        f = k.rival[r]
        if s.x[f] == YES or (s.x[f] == MAYBE and not certain):
            if k.rank[f] <= k.rank[e]:
                return True
            worse += 1
    return worse >= 2


@njit(cache=True)
def _elsewhere(k: Kernel, s: State, e: int) -> bool:
    """Could e's resident still be placed at least as well by another pair."""
    i = k.resident[e]
    for f in range(k.ptr[i], k.ptr[i + 1]):
        if k.wish[f] > k.wish[e]:
            return False
        if f != e and s.x[f] != NO:
            return True
    return False


@njit(cache=True)
def _visit_resident(k: Kernel, s: State, i: int) -> bool:
    """At most one place; one that is good enough; then everybody concerned is woken."""
    taken, open_pairs, last = -1, 0, -1
    for e in range(k.ptr[i], k.ptr[i + 1]):
        if s.x[e] == YES:
            if taken >= 0:
                return False
            taken = e
        elif s.x[e] == MAYBE and k.wish[e] <= s.must[i]:
            open_pairs += 1
            last = e
    if taken >= 0:
        if k.wish[taken] > s.must[i]:
            return False
    elif s.must[i] < OPEN:
        if open_pairs == 0:
            return False
        if open_pairs == 1:
            taken = last
            if not fix(k, s, taken, YES):
                return False
    for e in range(k.ptr[i], k.ptr[i + 1]):
        if e != taken and s.x[e] == MAYBE and (taken >= 0 or k.wish[e] > s.must[i]) and not fix(k, s, e, NO):
            return False
        wake(s, k.hospital[e])
    if taken >= 0:
        for r in range(k.rival_ptr[taken], k.rival_ptr[taken + 1]):
            if not fix(k, s, k.rival[r], NO):
                return False
    s.size[3] += k.ptr[i + 1] - k.ptr[i]
    return True


@njit(cache=True)
def _bound_level(k: Kernel, s: State, u: int) -> bool:
    """From who may come in, who is in and who would block: the interval of u's level."""
    quota = k.quota[u]
    if quota == 0:
        return lower_high(s, u, 0)
    alive, forced, least, most, worst = 0, 0, OPEN, OPEN, 0
    for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
        e = k.h_pair[at]
        if s.x[e] != NO:
            alive += 1
            if alive == quota:
                least = k.rank[e]
        if s.x[e] == YES:
            forced += 1
            worst = k.rank[e]
        elif most == OPEN and k.demanded[e] and not _elsewhere(k, s, e) and not excused(k, s, e, False):
            if s.x[e] == NO:
                most = k.rank[e]
            else:
                forced += 1
        if forced == quota and most == OPEN:
            most = k.rank[e]
    s.size[3] += k.h_ptr[u + 1] - k.h_ptr[u]
    if s.inside[u] > quota:
        return False
    if s.inside[u] == quota:
        most = min(most, worst)
    return raise_low(s, u, max(least, worst)) and lower_high(s, u, most)


@njit(cache=True)
def _settle_pairs(k: Kernel, s: State, u: int) -> bool:
    """What the level's interval says of u's pairs."""
    quota, low, high = k.quota[u], s.low[u], s.high[u]
    most_inside = quota - 1 if low == OPEN else quota
    if s.inside[u] > most_inside:
        return False
    shut = s.inside[u] == most_inside
    all_in = high < OPEN
    upto, at = 0, k.h_ptr[u]
    if all_in:
        fit = 0
        for f in range(k.h_ptr[u], k.h_ptr[u + 1]):
            e = k.h_pair[f]
            fit += s.x[e] != NO and k.rank[e] <= high
        if fit < quota:
            return False
        all_in = fit == quota
    while at < k.h_ptr[u + 1]:
        rank, start = k.rank[k.h_pair[at]], at
        while at < k.h_ptr[u + 1] and k.rank[k.h_pair[at]] == rank:
            upto += s.x[k.h_pair[at]] != NO
            at += 1
        for f in range(start, at):
            e = k.h_pair[f]
            if s.x[e] == MAYBE:
                if rank > high or shut:
                    if not fix(k, s, e, NO):
                        return False
                elif all_in and not fix(k, s, e, YES):
                    return False
            fits = rank < low or (s.x[e] != NO and upto <= quota)
            i = k.resident[e]
            if fits and s.must[i] > k.wish[e] and k.demanded[e] and not excused(k, s, e, False):
                _note(s, _MUST, i, s.must[i])
                s.must[i] = k.wish[e]
                wake(s, k.quota.shape[0] + i)
    return True


@njit(cache=True)
def propagate(k: Kernel, s: State) -> bool:
    """Look at everything in the queue until nothing new follows; False on a contradiction (the queue is left)."""
    hospitals = k.quota.shape[0]
    while s.size[2] > 0:
        node = s.queue[s.size[1]]
        s.size[1] = (s.size[1] + 1) % s.queue.shape[0]
        s.size[2] -= 1
        s.waiting[node] = False
        if node >= hospitals:
            if not _visit_resident(k, s, node - hospitals):
                return False
        elif not (_bound_level(k, s, node) and _settle_pairs(k, s, node)):
            return False
    return True
