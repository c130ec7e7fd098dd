"""In which order the choosers of a part decide, and what has to be known for how long: compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rengang.compiled import part
from rengang.engines.stable.propagation.propagation_kernels import (
    HIGH,
    HOSPITAL,
    LOW,
    MAYBE,
    NO,
    OPEN,
    RANK,
    RESIDENT,
    Rows,
    State,
)
from rengang.model.arrays import Bool, Int64

LEVELS = 256
"""Most levels that a hospital may have."""


POSITION, FORGETS = 0, 1
"""Columns of :attr:`Plan.resident`."""

CLOSES, UNDECIDED, WEIGHT = 0, 1, 2
"""Columns of :attr:`Plan.hospital`."""


TRIES = 8
"""Greedy orders that are compared."""

MANY_CHOOSERS = 400
"""With more choosers there is one greedy order only: each takes time quadratic in them."""

MOST_CHOOSERS = 4_000
"""A part with more choosers is left to the cutoff model."""


class Plan(NamedTuple):
    """One row for each resident and hospital of the market, for the part at hand.

    Attributes
    ----------
    resident : int64, shape (residents, 2)
        Step at which they decide; step after which their choice need not be known. −1: none.
    hospital : int64, shape (hospitals, 3)
        Step after which nobody is left to decide about it (−1: none); choosers who have yet to decide; levels times
        counts, as a logarithm in thousandths, negative while it is active. Both zero between parts.
    column
        Column of each hospital, then of each resident, in the states; −1: none.
    levels
        Work space for one hospital's levels.
    """

    resident: Int64
    hospital: Int64
    column: Int64
    levels: Int64


@part
def new_plan(k: Rows) -> Plan:
    """Nothing is planned."""
    residents, hospitals = k.ptr.shape[0] - 1, k.quota.shape[0]
    hospital = np.zeros((hospitals, 3), dtype=np.int64)
    hospital[:, CLOSES] = -1
    return Plan(
        np.full((residents, 2), -1, dtype=np.int64),
        hospital,
        np.full(residents + hospitals, -1, dtype=np.int64),
        np.zeros(LEVELS, dtype=np.int64),
    )


@part
def possible_levels(k: Rows, s: State, u: int, out: Int64) -> int:
    """The levels that hospital u may have, ascending, into `out`; their number, or −1 when there are too many."""
    count, last = 0, -1
    for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
        e = k.h_pair[at]
        if (
            s.x[e] != NO
            and k.pair[e, RANK] != last
            and s.level[u, LOW] <= k.pair[e, RANK] <= s.level[u, HIGH]
        ):
            last = k.pair[e, RANK]
            if count == LEVELS:
                return -1
            out[count] = last
            count += 1
    if s.level[u, HIGH] == OPEN:
        if count == LEVELS:
            return -1
        out[count] = OPEN
        count += 1
    return count


@part
def _weigh(k: Rows, s: State, plan: Plan, members: Int64, ties: Bool) -> None:
    for i in members:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            plan.hospital[k.pair[e, HOSPITAL], UNDECIDED] += ties[e]
    for i in members:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            u = k.pair[e, HOSPITAL]
            if plan.hospital[u, UNDECIDED] > 0 and plan.hospital[u, WEIGHT] == 0:
                found = possible_levels(k, s, u, plan.levels)
                states = (LEVELS if found < 0 else found) * (plan.hospital[u, UNDECIDED] + 1.0)
                plan.hospital[u, WEIGHT] = 1 + int(1000 * np.log2(states))


@part
def order_choosers(k: Rows, s: State, plan: Plan, members: Int64, ties: Bool) -> Int64:
    """The order with the fewest states, as far as weights tell, of several greedy ones.

    Each greedy order after the first begins where the last one ended: far from where that began.
    `ties` are the pairs by which a choice matters at a hospital.  O(choosers² · list).
    """
    count = members.shape[0]
    order, best = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    start, least = -1, np.inf
    for _ in range(TRIES if 4 < count <= MANY_CHOOSERS else 1):
        _weigh(k, s, plan, members, ties)
        states = _greedy(k, plan, members, ties, start, order)
        for i in members:
            for e in range(k.ptr[i], k.ptr[i + 1]):
                plan.hospital[k.pair[e, HOSPITAL], WEIGHT] = 0
        if states < least:
            least = states
            best[:] = order
        start = order[count - 1]
    for p in range(count):
        i = best[p]
        plan.resident[i, POSITION] = p
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if ties[e]:
                plan.hospital[k.pair[e, HOSPITAL], CLOSES] = p
    return best


@part
def _greedy(k: Rows, plan: Plan, members: Int64, ties: Bool, start: int, order: Int64) -> float:
    """Whoever leaves the lightest frontier decides next, among those at an active hospital if any; the states."""
    count = members.shape[0]
    done = np.zeros(count, dtype=np.bool_)
    states, weight_now = 0.0, 0
    for p in range(count):
        best, best_near, best_after, best_during = -1, False, 0, 0
        for a in range(count):
            if done[a] or (p == 0 and start >= 0 and members[a] != start):
                continue
            i = members[a]
            after, during, near = 0, 0, False
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if ties[e]:
                    weight = plan.hospital[k.pair[e, HOSPITAL], WEIGHT]
                    near |= weight < 0
                    during += max(weight, 0)
                    after += max(weight, 0)
                    if plan.hospital[k.pair[e, HOSPITAL], UNDECIDED] == 1:
                        after -= abs(weight)
            better = best < 0 or (near and not best_near)
            if not better and near == best_near:
                better = after < best_after or (after == best_after and during < best_during)
            if better:
                best, best_near, best_after, best_during = a, near, after, during
        done[best] = True
        i = members[best]
        order[p] = i
        states += 2.0 ** ((weight_now + best_during) / 1000.0)
        weight_now += best_after
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if ties[e]:
                u = k.pair[e, HOSPITAL]
                plan.hospital[u, WEIGHT] = -abs(plan.hospital[u, WEIGHT])
                plan.hospital[u, UNDECIDED] -= 1
    return states


@part
def known_after(k: Rows, s: State, plan: Plan, e: int) -> int:
    """The step after which it is known whether pair e blocks: its resident and all relatives there have decided."""
    step = plan.resident[k.pair[e, RESIDENT], POSITION]
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        if s.x[k.rival[r]] == MAYBE:
            step = max(step, plan.resident[k.pair[k.rival[r], RESIDENT], POSITION])
    return int(step)


@part
def plan_checks(k: Rows, s: State, plan: Plan, order: Int64, ties: Bool, unsure: Bool) -> tuple[Int64, Int64]:
    """(pointers by step, demanded pairs to be checked at it); how long choices are remembered; all are undecided."""
    ptr = np.zeros(order.shape[0] + 1, dtype=np.int64)
    pairs = np.empty(0, dtype=np.int64)
    for fill in range(2):
        filled = ptr[:-1].copy()
        for i in order:
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if not unsure[e]:
                    continue
                step = known_after(k, s, plan, e)
                if fill == 0:
                    ptr[step + 1] += 1
                else:
                    pairs[filled[step]] = e
                    filled[step] += 1
        if fill == 0:
            for p in range(order.shape[0]):
                ptr[p + 1] += ptr[p]
            pairs = np.empty(ptr[-1], dtype=np.int64)
    for i in order:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            plan.hospital[k.pair[e, HOSPITAL], UNDECIDED] += ties[e]
            if k.rival_ptr[e + 1] > k.rival_ptr[e] and (unsure[e] or s.x[e] == MAYBE):
                step = known_after(k, s, plan, e)
                _remember(plan, i, step)
                for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
                    if s.x[k.rival[r]] == MAYBE:
                        _remember(plan, int(k.pair[k.rival[r], RESIDENT]), step)
    return ptr, pairs


@part
def _remember(plan: Plan, i: int, step: int) -> None:
    if step > plan.resident[i, POSITION] >= 0:
        plan.resident[i, FORGETS] = max(plan.resident[i, FORGETS], step)


@part
def clear(k: Rows, plan: Plan, order: Int64) -> None:
    """Nothing is planned any more."""
    for i in order:
        plan.resident[i, POSITION] = -1
        plan.resident[i, FORGETS] = -1
        plan.column[k.quota.shape[0] + i] = -1
        for e in range(k.ptr[i], k.ptr[i + 1]):
            u = k.pair[e, HOSPITAL]
            plan.hospital[u, CLOSES] = -1
            plan.hospital[u, UNDECIDED] = 0
            plan.column[u] = -1
