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

from rengang.compiled import part
from rengang.model.arrays import Bool, Int32, Int64

OPEN = 2**31
"""Level of a hospital with a free seat, and the wish of a resident who may stay without a place."""

NO, YES, MAYBE = 0, 1, 2

_X, _LOW, _HIGH, _MUST = 0, 1, 2, 3


RESIDENT, HOSPITAL, WISH, RANK = 0, 1, 2, 3
"""Columns of :attr:`Rows.pair`."""

LOW, HIGH, INSIDE, POSSIBLE = 0, 1, 2, 3
"""Columns of :attr:`State.level`."""


class Rows(NamedTuple):
    """A market in rows of residents and of hospitals; never changed.

    Few arrays with several columns: each array costs compiling time in every function that it is handed to.

    Attributes
    ----------
    ptr
        Resident i has the pairs ``ptr[i]:ptr[i + 1]``, sorted by wish.
    pair : int32, shape (pairs, 4)
        Resident, hospital, the resident's rank of it (the wish) and its rank of the resident.
    h_ptr, h_pair
        Hospital u has the pairs ``h_pair[h_ptr[u]:h_ptr[u + 1]]``, sorted by rank.
    quota
        Seats.
    rival_ptr, rival
        ``rival[rival_ptr[e]:rival_ptr[e + 1]]``: pairs of the relatives of e's resident with the same hospital.
    demanded
        Pairs that must not block.
    """

    ptr: Int64
    pair: Int32
    h_ptr: Int64
    h_pair: Int64
    quota: Int64
    rival_ptr: Int64
    rival: Int64
    demanded: Bool


class State(NamedTuple):
    """What is known, and what was known before.

    Attributes
    ----------
    x
        NO, YES or MAYBE for each pair.
    level : int64, shape (hospitals, 4)
        Least and greatest level, pairs that are matched, pairs that may be.
    must
        The worst wish that a resident has to get.
    trail : int64, shape (entries, 3)
        Kind, index and former value of each change.
    queue, waiting
        Ring of hospitals, and of residents counted after them, to be looked at; which are in it.
    size
        Entries of the trail, head and length of the queue, entries of rows visited so far.
    """

    x: Int32
    level: Int64
    must: Int64
    trail: Int64
    queue: Int64
    waiting: Bool
    size: Int64


def new_state(rows: Rows) -> State:
    """Nothing is known and nothing waits to be looked at."""
    pairs, residents, hospitals = len(rows.pair), len(rows.ptr) - 1, len(rows.quota)
    both = residents + hospitals
    level = np.zeros((hospitals, 4), dtype=np.int64)
    level[:, HIGH] = OPEN
    level[:, POSSIBLE] = np.diff(rows.h_ptr)
    return State(
        x=np.full(pairs, MAYBE, dtype=np.int32),
        level=level,
        must=np.full(residents, OPEN, dtype=np.int64),
        trail=np.empty((4 * pairs + 4 * both + 4, 3), dtype=np.int64),
        queue=np.zeros(both, dtype=np.int64),
        waiting=np.zeros(both, dtype=np.bool_),
        size=np.zeros(4, dtype=np.int64),
    )


@part
def wake(s: State, node: int) -> None:
    """Put a hospital, or a resident counted after the hospitals, in the queue."""
    if not s.waiting[node]:
        s.waiting[node] = True
        capacity = s.queue.shape[0]
        s.queue[(s.size[1] + s.size[2]) % capacity] = node
        s.size[2] += 1


@part
def _note(s: State, kind: int, at: int, old: int) -> None:
    row = s.size[0]
    s.trail[row, 0] = kind
    s.trail[row, 1] = at
    s.trail[row, 2] = old
    s.size[0] = row + 1


@part
def undo(k: Rows, s: State, mark: int) -> None:
    """Back to where the trail had `mark` entries; the queue is emptied."""
    while s.size[2] > 0:
        s.waiting[s.queue[s.size[1]]] = False
        s.size[1] = (s.size[1] + 1) % s.queue.shape[0]
        s.size[2] -= 1
    while s.size[0] > mark:
        s.size[0] -= 1
        kind, at, old = s.trail[s.size[0], 0], s.trail[s.size[0], 1], s.trail[s.size[0], 2]
        if kind == _X:
            u = k.pair[at, HOSPITAL]
            if s.x[at] == YES:
                s.level[u, INSIDE] -= 1
            else:
                s.level[u, POSSIBLE] += 1
            s.x[at] = MAYBE
        elif kind == _LOW:
            s.level[at, LOW] = old
        elif kind == _HIGH:
            s.level[at, HIGH] = old
        else:
            s.must[at] = old


@part
def forget(s: State) -> None:
    """What is known now is known for good: the trail begins anew."""
    s.size[0] = 0


@part
def fix(k: Rows, s: State, e: int, value: int) -> bool:
    """Say that pair e is matched or not; False where the contrary is known."""
    if s.x[e] != MAYBE:
        return bool(s.x[e] == value)
    _note(s, _X, e, MAYBE)
    s.x[e] = value
    u = k.pair[e, HOSPITAL]
    if value == YES:
        s.level[u, INSIDE] += 1
    else:
        s.level[u, POSSIBLE] -= 1
    wake(s, u)
    wake(s, k.quota.shape[0] + k.pair[e, RESIDENT])
    return True


@part
def raise_low(s: State, u: int, level: int) -> bool:
    """The level of u is at least so; False where that cannot be."""
    if level > s.level[u, LOW]:
        _note(s, _LOW, u, s.level[u, LOW])
        s.level[u, LOW] = level
        wake(s, u)
    return bool(s.level[u, LOW] <= s.level[u, HIGH])


@part
def lower_high(s: State, u: int, level: int) -> bool:
    """The level of u is at most so; False where that cannot be."""
    if level < s.level[u, HIGH]:
        _note(s, _HIGH, u, s.level[u, HIGH])
        s.level[u, HIGH] = level
        wake(s, u)
    return bool(s.level[u, LOW] <= s.level[u, HIGH])


@part
def excused(k: Rows, s: State, e: int, certain: bool) -> bool:
    """Do relatives inside excuse pair e: for certain, or (not `certain`) as far as is known."""
    worse = 0
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        f = k.rival[r]
        if s.x[f] == YES or (s.x[f] == MAYBE and not certain):
            if k.pair[f, RANK] <= k.pair[e, RANK]:
                return True
            worse += 1
    return worse >= 2


@part
def _elsewhere(k: Rows, s: State, e: int) -> bool:
    """Could e's resident still be placed at least as well by another pair."""
    i = k.pair[e, RESIDENT]
    for f in range(k.ptr[i], k.ptr[i + 1]):
        if k.pair[f, WISH] > k.pair[e, WISH]:
            return False
        if f != e and s.x[f] != NO:
            return True
    return False


@part
def _visit_resident(k: Rows, s: State, i: int) -> bool:
    """At most one place; one that is good enough; then everybody concerned is woken."""
    taken, open_pairs, last = -1, 0, -1
    for e in range(k.ptr[i], k.ptr[i + 1]):
        if s.x[e] == YES:
            if taken >= 0:
                return False
            taken = e
        elif s.x[e] == MAYBE and k.pair[e, WISH] <= s.must[i]:
            open_pairs += 1
            last = e
    if taken >= 0:
        if k.pair[taken, WISH] > s.must[i]:
            return False
    elif s.must[i] < OPEN:
        if open_pairs == 0:
            return False
        if open_pairs == 1:
            taken = last
            if not fix(k, s, taken, YES):
                return False
    for e in range(k.ptr[i], k.ptr[i + 1]):
        if (
            e != taken
            and s.x[e] == MAYBE
            and (taken >= 0 or k.pair[e, WISH] > s.must[i])
            and not fix(k, s, e, NO)
        ):
            return False
        wake(s, k.pair[e, HOSPITAL])
    if taken >= 0:
        for r in range(k.rival_ptr[taken], k.rival_ptr[taken + 1]):
            if not fix(k, s, k.rival[r], NO):
                return False
    s.size[3] += k.ptr[i + 1] - k.ptr[i]
    return True


@part
def _bound_level(k: Rows, s: State, u: int) -> bool:
    """From who may come in, who is in and who would block: the interval of u's level."""
    quota = k.quota[u]
    if quota == 0:
        return bool(lower_high(s, u, 0))
    alive, forced, least, most, worst = 0, 0, OPEN, OPEN, 0
    for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
        e = k.h_pair[at]
        if s.x[e] != NO:
            alive += 1
            if alive == quota:
                least = k.pair[e, RANK]
        if s.x[e] == YES:
            forced += 1
            worst = k.pair[e, RANK]
        elif most == OPEN and k.demanded[e] and not _elsewhere(k, s, e) and not excused(k, s, e, False):
            if s.x[e] == NO:
                most = k.pair[e, RANK]
            else:
                forced += 1
        if forced == quota and most == OPEN:
            most = k.pair[e, RANK]
    s.size[3] += k.h_ptr[u + 1] - k.h_ptr[u]
    if s.level[u, INSIDE] > quota:
        return False
    if s.level[u, INSIDE] == quota:
        most = min(most, worst)
    return bool(raise_low(s, u, max(least, worst)) and lower_high(s, u, most))


@part
def _settle_pairs(k: Rows, s: State, u: int) -> bool:
    """What the level's interval says of u's pairs."""
    quota, low, high = k.quota[u], s.level[u, LOW], s.level[u, HIGH]
    most_inside = quota - 1 if low == OPEN else quota
    if s.level[u, INSIDE] > most_inside:
        return False
    shut = s.level[u, INSIDE] == most_inside
    all_in = high < OPEN
    upto, at = 0, k.h_ptr[u]
    if all_in:
        fit = 0
        for f in range(k.h_ptr[u], k.h_ptr[u + 1]):
            e = k.h_pair[f]
            fit += s.x[e] != NO and k.pair[e, RANK] <= high
        if fit < quota:
            return False
        all_in = fit == quota
    while at < k.h_ptr[u + 1]:
        rank, start = k.pair[k.h_pair[at], RANK], at
        while at < k.h_ptr[u + 1] and k.pair[k.h_pair[at], RANK] == rank:
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
            i = k.pair[e, RESIDENT]
            if fits and s.must[i] > k.pair[e, WISH] and k.demanded[e] and not excused(k, s, e, False):
                _note(s, _MUST, i, s.must[i])
                s.must[i] = k.pair[e, WISH]
                wake(s, k.quota.shape[0] + i)
    return True


@part
def propagate(k: Rows, s: State) -> bool:
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
