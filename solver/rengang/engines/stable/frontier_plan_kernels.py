"""In which order the choosers of a part decide, and what has to be known for how long: compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from rengang.engines.stable.choices_kernels import touches, unresolved
from rengang.engines.stable.propagation_kernels import MAYBE, NO, OPEN, Kernel, State
from rengang.model.instance import Bool, Int64

LEVELS = 256
"""Most levels that a hospital may have."""


class Plan(NamedTuple):
    """One row for each hospital and resident of the kernel, for the part at hand; −1 elsewhere.

    Attributes
    ----------
    position
        Resident → step at which they decide.
    forgets
        Resident → step after which their choice need not be known; −1: it never need be.
    closes
        Hospital → step after which nobody is left to decide about it.
    undecided, weight
        Hospital → choosers who have yet to decide (zero between parts); levels times counts, as a logarithm in
        thousandths, negative while it is active.
    column
        Hospital → its column in the states; residents stand after the hospitals. −1: none.
    levels
        Work space for one hospital's levels.
    """

    position: Int64
    forgets: Int64
    closes: Int64
    undecided: Int64
    weight: Int64
    column: Int64
    levels: Int64


@njit(cache=True)
def new_plan(k: Kernel) -> Plan:
    """Nothing is planned."""
    residents, hospitals = k.ptr.shape[0] - 1, k.quota.shape[0]
    return Plan(
        np.full(residents, -1, dtype=np.int64),
        np.full(residents, -1, dtype=np.int64),
        np.full(hospitals, -1, dtype=np.int64),
        np.zeros(hospitals, dtype=np.int64),
        np.zeros(hospitals, dtype=np.int64),
        np.full(residents + hospitals, -1, dtype=np.int64),
        np.zeros(LEVELS, dtype=np.int64),
    )


@njit(cache=True)
def possible_levels(k: Kernel, s: State, u: int, out: Int64) -> int:
    """The levels that hospital u may have, ascending, into `out`; their number, or −1 when there are too many."""
    count, last = 0, -1
    for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
        e = k.h_pair[at]
        if s.x[e] != NO and k.rank[e] != last and s.low[u] <= k.rank[e] <= s.high[u]:
            last = k.rank[e]
            if count == LEVELS:
                return -1
            out[count] = last
            count += 1
    if s.high[u] == OPEN:
        if count == LEVELS:
            return -1
        out[count] = OPEN
        count += 1
    return count


@njit(cache=True)
def _weigh(k: Kernel, s: State, plan: Plan, members: Int64, couples: Bool) -> None:
    for i in members:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if couples[k.hospital[e]] and touches(k, s, e):
                plan.undecided[k.hospital[e]] += 1
    for i in members:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            u = k.hospital[e]
            if plan.undecided[u] > 0 and plan.weight[u] == 0:
                found = possible_levels(k, s, u, plan.levels)
                states = (LEVELS if found < 0 else found) * (plan.undecided[u] + 1.0)
                plan.weight[u] = 1 + int(1000 * np.log2(states))


@njit(cache=True)
def order_choosers(k: Kernel, s: State, plan: Plan, members: Int64, couples: Bool) -> Int64:
    """Greedy: whoever leaves the lightest frontier decides next, among those at an active hospital if any.

    O(choosers² · list).
    """
    _weigh(k, s, plan, members, couples)
    count = members.shape[0]
    order = np.empty(count, dtype=np.int64)
    done = np.zeros(count, dtype=np.bool_)
    for p in range(count):
        best, best_near, best_after, best_during = -1, False, 0, 0
        for a in range(count):
            if done[a]:
                continue
            i = members[a]
            after, during, near = 0, 0, False
            for e in range(k.ptr[i], k.ptr[i + 1]):
                u = k.hospital[e]
                if couples[u] and touches(k, s, e):
                    near |= plan.weight[u] < 0
                    during += max(plan.weight[u], 0)
                    after += max(plan.weight[u], 0) - (abs(plan.weight[u]) if plan.undecided[u] == 1 else 0)
            better = best < 0 or (near and not best_near)
            if not better and near == best_near:
                better = after < best_after or (after == best_after and during < best_during)
            if better:
                best, best_near, best_after, best_during = a, near, after, during
        done[best] = True
        i = members[best]
        order[p] = i
        plan.position[i] = p
        for e in range(k.ptr[i], k.ptr[i + 1]):
            u = k.hospital[e]
            if couples[u] and touches(k, s, e):
                plan.weight[u] = -abs(plan.weight[u])
                plan.undecided[u] -= 1
                plan.closes[u] = p
    for i in members:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            plan.weight[k.hospital[e]] = 0
    return order


@njit(cache=True)
def known_after(k: Kernel, s: State, plan: Plan, e: int) -> int:
    """The step after which it is known whether pair e blocks: its resident and all relatives there have decided."""
    step = plan.position[k.resident[e]]
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        if s.x[k.rival[r]] == MAYBE:
            step = max(step, plan.position[k.resident[k.rival[r]]])
    return int(step)


@njit(cache=True)
def plan_checks(k: Kernel, s: State, plan: Plan, order: Int64) -> tuple[Int64, Int64]:
    """(pointers by step, demanded pairs to be checked at it); fills in how long choices are remembered."""
    ptr = np.zeros(order.shape[0] + 1, dtype=np.int64)
    pairs = np.empty(0, dtype=np.int64)
    for fill in range(2):
        filled = ptr[:-1].copy()
        for i in order:
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if not unresolved(k, s, e):
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
            if k.rival_ptr[e + 1] > k.rival_ptr[e] and touches(k, s, e):
                step = known_after(k, s, plan, e)
                _remember(plan, i, step)
                for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
                    if s.x[k.rival[r]] == MAYBE:
                        _remember(plan, int(k.resident[k.rival[r]]), step)
    return ptr, pairs


@njit(cache=True)
def _remember(plan: Plan, i: int, step: int) -> None:
    if step > plan.position[i] >= 0:
        plan.forgets[i] = max(plan.forgets[i], step)


@njit(cache=True)
def clear(k: Kernel, plan: Plan, order: Int64) -> None:
    """Nothing is planned any more."""
    for i in order:
        plan.position[i] = -1
        plan.forgets[i] = -1
        plan.column[k.quota.shape[0] + i] = -1
        for e in range(k.ptr[i], k.ptr[i + 1]):
            plan.closes[k.hospital[e]] = -1
            plan.column[k.hospital[e]] = -1
