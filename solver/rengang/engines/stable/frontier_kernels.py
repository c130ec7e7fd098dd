"""The best choice of all choosers of a part, by dynamic programming over a frontier of hospitals: compiled.

Choosers decide one after the other (:mod:`.frontier_plan_kernels`). A hospital is active from its first chooser to
its last; while it is, a state holds its level and how many choosers are inside; the choice of somebody with
relatives among the choosers is held until the last of these has decided. Two partial solutions in the same state
have the same futures, so only the better one is kept. A hospital's level is guessed when it becomes active: "full
and nobody ranks worse", or open. A guess above the true level asks for more, never for less, and the true level is
among the guesses, so the best over all guesses is the best solution. When a hospital closes, its singles take the
seats that are left, best ranks first, among equals the least wishes.

The number of states grows with the width of the frontier, not with the number of choosers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from rengang.engines.stable.choices_kernels import touches
from rengang.engines.stable.frontier_plan_kernels import (
    LEVELS,
    Plan,
    clear,
    order_choosers,
    plan_checks,
    possible_levels,
)
from rengang.engines.stable.propagation_kernels import MAYBE, OPEN, YES, Kernel, State
from rengang.model.instance import Bool, Int32, Int64

SOLVED, IMPOSSIBLE, TOO_WIDE = 0, 1, 2

COLUMNS = 24
"""Most hospitals and remembered choices that are active at once."""

_COUNTS = 1 << 12
"""A hospital's column holds level · _COUNTS + choosers inside."""

_PLACED = 1 << 40
"""Weight of a placed resident against wishes: both in one number."""


class Singles(NamedTuple):
    """Those of hospital u stand at ``ptr[u]:ptr[u + 1]``, by (rank, wish); prefix sums are one longer."""

    ptr: Int64
    rank: Int64
    wishes: Int64
    ranks: Int64


class Table(NamedTuple):
    """Work space: the states before and after a step, a hash table, and who chose what on the way to a state.

    `least`, `most`: choosers who may be inside at each level of each column; `level`: that level.
    """

    rows: Int32
    worth: Int64
    origin: Int64
    buckets: Int32
    parent: Int32
    chosen: Int32
    level: Int64
    least: Int64
    most: Int64
    owner: Int64


@njit(cache=True)
def new_table(states: int, records: int) -> Table:
    """Memory is touched only as far as it is used."""
    return Table(
        np.empty((2, states, COLUMNS), dtype=np.int32),
        np.empty((2, states, 2), dtype=np.int64),
        np.empty((2, states, 2), dtype=np.int64),
        np.empty(4 * states, dtype=np.int32),
        np.empty(records, dtype=np.int32),
        np.empty(records, dtype=np.int32),
        np.empty((COLUMNS, LEVELS), dtype=np.int64),
        np.empty((COLUMNS, LEVELS), dtype=np.int64),
        np.empty((COLUMNS, LEVELS), dtype=np.int64),
        np.empty(COLUMNS, dtype=np.int64),
    )


@njit(cache=True)
def list_singles(k: Kernel, s: State, chooses: Bool) -> Singles:
    """The singles of every hospital, best first."""
    hospitals = k.quota.shape[0]
    ptr = np.zeros(hospitals + 1, dtype=np.int64)
    pairs = np.empty(k.h_pair.shape[0], dtype=np.int64)
    count = 0
    for u in range(hospitals):
        for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
            e = k.h_pair[at]
            if s.x[e] == MAYBE and not chooses[k.resident[e]]:
                pairs[count] = e
                count += 1
                back = count - 1
                while back > ptr[u] and _after(k, pairs[back - 1], pairs[back]):
                    pairs[back - 1], pairs[back] = pairs[back], pairs[back - 1]
                    back -= 1
        ptr[u + 1] = count
    rank = np.empty(count, dtype=np.int64)
    wishes, ranks = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    for at in range(count):
        rank[at] = k.rank[pairs[at]]
        ranks[at + 1] = ranks[at] + rank[at]
        wishes[at + 1] = wishes[at] + k.wish[pairs[at]]
    return Singles(ptr, rank, wishes, ranks)


@njit(cache=True)
def _after(k: Kernel, e: int, f: int) -> bool:
    """Does single f take a seat before single e of the same hospital."""
    return bool(k.rank[e] == k.rank[f] and k.wish[e] > k.wish[f])


@njit(cache=True)
def _activate(
    k: Kernel, s: State, plan: Plan, table: Table, singles: Singles, u: int, side: int, states: int
) -> int:
    """Give hospital u a column with each level that its singles allow; the number of states then, −1: too many."""
    column = 0
    while column < COLUMNS and table.owner[column] >= 0:
        column += 1
    found = possible_levels(k, s, u, plan.levels)
    if column == COLUMNS or found < 0:
        return -1
    kept, better, equal = 0, singles.ptr[u], singles.ptr[u]
    for a in range(found):
        level = plan.levels[a]
        while better < singles.ptr[u + 1] and singles.rank[better] < level:
            better += 1
        equal = max(equal, better)
        while equal < singles.ptr[u + 1] and singles.rank[equal] <= level:
            equal += 1
        most = k.quota[u] - s.inside[u] - (better - singles.ptr[u])
        if most >= 0:
            table.level[column, kept] = level
            table.most[column, kept] = min(most, _COUNTS - 1)
            table.least[column, kept] = 0 if level == OPEN else most - (equal - better)
            kept += 1
    if states * kept > table.rows.shape[1]:
        return -1
    table.owner[column] = u
    plan.column[u] = column
    for at in range(states - 1, -1, -1):
        for a in range(kept - 1, -1, -1):
            to = at * kept + a
            table.rows[side, to] = table.rows[side, at]
            table.rows[side, to, column] = a * _COUNTS
            table.worth[side, to] = table.worth[side, at]
            table.origin[side, to] = table.origin[side, at]
    return states * kept


@njit(cache=True)
def _inside(k: Kernel, s: State, plan: Plan, row: Int32, f: int, i: int, option: int) -> bool:
    """Is pair f matched in this state, where i has just taken `option`."""
    if s.x[f] != MAYBE:
        return bool(s.x[f] == YES)
    j = k.resident[f]
    if j == i:
        return f == option
    column = plan.column[k.quota.shape[0] + j]
    return bool(column >= 0 and row[column] == f - k.ptr[j] + 1)


@njit(cache=True)
def _blocks(k: Kernel, s: State, plan: Plan, table: Table, row: Int32, d: int, i: int, option: int) -> bool:
    """Does the demanded pair d block; everything about it is decided."""
    j = k.resident[d]
    for f in range(k.ptr[j], k.ptr[j + 1]):
        if k.wish[f] <= k.wish[d] and _inside(k, s, plan, row, f, i, option):
            return False
    u = k.hospital[d]
    column = plan.column[u]
    level = s.high[u] if column < 0 else table.level[column, row[column] // _COUNTS]
    if level <= k.rank[d]:
        return False
    worse = 0
    for r in range(k.rival_ptr[d], k.rival_ptr[d + 1]):
        if _inside(k, s, plan, row, k.rival[r], i, option):
            if k.rank[k.rival[r]] <= k.rank[d]:
                return False
            worse += 1
    return worse < 2


@njit(cache=True)
def _enter(k: Kernel, s: State, plan: Plan, table: Table, row: Int32, e: int, i: int) -> bool:
    """Let i take pair e, which is open; False where the hospital or a relative inside forbids it."""
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        if plan.position[k.resident[k.rival[r]]] < plan.position[i] and _inside(
            k, s, plan, row, k.rival[r], i, e
        ):
            return False
    column = plan.column[k.hospital[e]]
    if column < 0:
        return True
    a, count = row[column] // _COUNTS, row[column] % _COUNTS
    if k.rank[e] > table.level[column, a] or count >= table.most[column, a]:
        return False
    row[column] += 1
    return True


@njit(cache=True)
def _close(
    k: Kernel, s: State, plan: Plan, table: Table, singles: Singles, row: Int32, worth: Int64, p: int
) -> bool:
    """Empty the columns that nobody needs after step p; False where a hospital stays short of its level."""
    hospitals = k.quota.shape[0]
    for column in range(COLUMNS):
        owner = table.owner[column]
        if owner >= hospitals:
            if plan.forgets[owner - hospitals] == p:
                row[column] = 0
        elif owner >= 0:
            a, count = row[column] // _COUNTS, row[column] % _COUNTS
            if count + plan.undecided[owner] < table.least[column, a]:
                return False
            if plan.closes[owner] == p:
                first = singles.ptr[owner]
                last = singles.ptr[owner + 1]
                if table.level[column, a] < OPEN:
                    last = first + k.quota[owner] - s.inside[owner] - count
                worth[0] += (last - first) * _PLACED - (singles.wishes[last] - singles.wishes[first])
                worth[1] -= singles.ranks[last] - singles.ranks[first]
                row[column] = 0
    return True


@njit(cache=True)
def _merge(table: Table, side: int, states: int, mask: int, width: int) -> int:
    """Count the row written at `states`, or drop it for an equal one of at least its worth; the number of states."""
    rows, worth = table.rows[side], table.worth[side]
    code = 1469598103934665603
    for column in range(width):
        code = (code ^ rows[states, column]) * 1099511628211
    at = (code ^ (code >> 29)) & mask
    while table.buckets[at] >= 0:
        other = table.buckets[at]
        same = True
        for column in range(width):
            if rows[other, column] != rows[states, column]:
                same = False
                break
        if same:
            if worth[states, 0] > worth[other, 0] or (
                worth[states, 0] == worth[other, 0] and worth[states, 1] > worth[other, 1]
            ):
                worth[other] = worth[states]
                table.origin[side, other] = table.origin[side, states]
            return states
        at = (at + 1) & mask
    table.buckets[at] = states
    return states + 1


@njit(cache=True)
def _decide(
    k: Kernel, s: State, plan: Plan, table: Table, singles: Singles, i: int, check: Int64, side: int, states: int
) -> int:  # fmt: skip
    """All states after i has decided, on the other side; −1: too many."""
    new, capacity, p = 0, table.rows.shape[1], plan.position[i]
    options = k.ptr[i + 1] - k.ptr[i] + 1
    mask, width = 4, 0
    for column in range(COLUMNS):
        if table.owner[column] >= 0:
            width = column + 1
    while mask < 2 * min(states * options, capacity):
        mask *= 2
    table.buckets[:mask] = -1
    mine = plan.column[k.quota.shape[0] + i]
    fixed = False
    for e in range(k.ptr[i], k.ptr[i + 1]):
        fixed |= s.x[e] == YES
    for at in range(states):
        for a in range(options):
            e = k.ptr[i] + a
            nothing = a == options - 1
            if nothing and s.must[i] < OPEN and not fixed:
                continue
            if not nothing and (s.x[e] != MAYBE or k.wish[e] > s.must[i]):
                continue
            if new == capacity:
                return -1
            row, worth = table.rows[1 - side, new], table.worth[1 - side, new]
            row[:] = table.rows[side, at]
            worth[:] = table.worth[side, at]
            if not nothing:
                if not _enter(k, s, plan, table, row, e, i):
                    continue
                worth[0] += _PLACED - k.wish[e]
                worth[1] -= k.rank[e]
            if mine >= 0:
                row[mine] = a + 1
            blocked = False
            for d in check:
                if _blocks(k, s, plan, table, row, d, i, -1 if nothing else e):
                    blocked = True
                    break
            if not blocked and _close(k, s, plan, table, singles, row, worth, p):
                table.origin[1 - side, new, 0] = table.origin[side, at, 0]
                table.origin[1 - side, new, 1] = a
                new = _merge(table, 1 - side, new, mask - 1, width)
    return new


@njit(cache=True)
def _open_columns(
    k: Kernel, s: State, plan: Plan, table: Table, singles: Singles, couples: Bool, i: int, side: int, states: int
) -> int:  # fmt: skip
    """Columns for what becomes active with i; the number of states then, −1: too many."""
    hospitals = k.quota.shape[0]
    for e in range(k.ptr[i], k.ptr[i + 1]):
        u = k.hospital[e]
        if couples[u] and plan.column[u] < 0 and touches(k, s, e):
            states = _activate(k, s, plan, table, singles, u, side, states)
            if states <= 0:
                return states
        if couples[u] and touches(k, s, e):
            plan.undecided[u] -= 1
    if plan.forgets[i] > plan.position[i]:
        column = 0
        while column < COLUMNS and table.owner[column] >= 0:
            column += 1
        if column == COLUMNS:
            return -1
        table.owner[column] = hospitals + i
        plan.column[hospitals + i] = column
        table.rows[side, :states, column] = 0
    return states


@njit(cache=True)
def _release(k: Kernel, plan: Plan, table: Table, p: int) -> None:
    """Columns that :func:`_close` emptied belong to nobody."""
    hospitals = k.quota.shape[0]
    for column in range(COLUMNS):
        owner = table.owner[column]
        if owner >= 0 and (
            plan.forgets[owner - hospitals] == p if owner >= hospitals else plan.closes[owner] == p
        ):
            table.owner[column] = -1


@njit(cache=True)
def _run(
    k: Kernel, s: State, plan: Plan, table: Table, singles: Singles, order: Int64, couples: Bool,
    check_ptr: Int64, check: Int64, choice: Int64,
) -> int:  # fmt: skip
    table.owner[:] = -1
    table.rows[0, 0] = 0
    table.worth[0, 0] = 0
    table.origin[0, 0] = -1
    side, states, records = 0, 1, 0
    for p in range(order.shape[0]):
        i = order[p]
        states = _open_columns(k, s, plan, table, singles, couples, i, side, states)
        if states > 0:
            states = _decide(
                k, s, plan, table, singles, i, check[check_ptr[p] : check_ptr[p + 1]], side, states
            )
        if states < 0 or records + states > table.parent.shape[0]:
            return TOO_WIDE
        if states == 0:
            return IMPOSSIBLE
        side = 1 - side
        _release(k, plan, table, p)
        for at in range(states):
            table.parent[records] = table.origin[side, at, 0]
            table.chosen[records] = table.origin[side, at, 1]
            table.origin[side, at, 0] = records
            records += 1
    at = table.origin[side, 0, 0]
    for p in range(order.shape[0] - 1, -1, -1):
        i = order[p]
        e = k.ptr[i] + table.chosen[at]
        choice[i] = e if e < k.ptr[i + 1] else -1
        at = table.parent[at]
    return SOLVED


@njit(cache=True)
def best_choices(
    k: Kernel,
    s: State,
    plan: Plan,
    table: Table,
    singles: Singles,
    members: Int64,
    couples: Bool,
    choice: Int64,
) -> int:
    """Write the pair that each member takes in the best solution of their part (−1: none) into `choice`.

    Returns SOLVED, IMPOSSIBLE (there is no solution) or TOO_WIDE (there would be too many states).
    """
    order = order_choosers(k, s, plan, members, couples)
    check_ptr, check = plan_checks(k, s, plan, order)
    for i in order:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            if couples[k.hospital[e]] and touches(k, s, e):
                plan.undecided[k.hospital[e]] += 1
    status = _run(k, s, plan, table, singles, order, couples, check_ptr, check, choice)
    for i in order:
        for e in range(k.ptr[i], k.ptr[i + 1]):
            plan.undecided[k.hospital[e]] = 0
    clear(k, plan, order)
    return status
