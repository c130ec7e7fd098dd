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

import numpy as np

from rengang.compiled import kernel, part
from rengang.engines.stable.frontier.frontier_plan_kernels import (
    CLOSES,
    FORGETS,
    MOST_CHOOSERS,
    POSITION,
    UNDECIDED,
    Plan,
    clear,
    new_plan,
    order_choosers,
    plan_checks,
    possible_levels,
)
from rengang.engines.stable.frontier.frontier_table_kernels import (
    COLUMNS,
    LEAST,
    MOST,
    VALUE,
    Singles,
    Table,
    copy_state,
    free_column,
    list_singles,
    merge,
    width_of,
)
from rengang.engines.stable.outcomes import IMPOSSIBLE, SOLVED, TOO_WIDE
from rengang.engines.stable.propagation.propagation_kernels import (
    HIGH,
    HOSPITAL,
    INSIDE,
    MAYBE,
    OPEN,
    RANK,
    RESIDENT,
    WISH,
    YES,
    Rows,
    State,
)
from rengang.model.arrays import Bool, Int64

_COUNTS = 1 << 12
"""A hospital's column holds level · _COUNTS + choosers inside."""

_PLACED = 1 << 40
"""Weight of a placed resident against wishes."""


@part
def _activate(
    k: Rows, s: State, plan: Plan, table: Table, singles: Singles, u: int, first: int, states: int
) -> int:
    """Give hospital u a column with each level that its singles allow; the number of states then, −1: too many."""
    column = free_column(table)
    found = possible_levels(k, s, u, plan.levels)
    if column < 0 or found < 0:
        return -1
    kept, better, equal = 0, singles.ptr[u], singles.ptr[u]
    for a in range(found):
        level = plan.levels[a]
        while better < singles.ptr[u + 1] and singles.rank[better] < level:
            better += 1
        equal = max(equal, better)
        while equal < singles.ptr[u + 1] and singles.rank[equal] <= level:
            equal += 1
        most = k.quota[u] - s.level[u, INSIDE] - (better - singles.ptr[u])
        if most >= 0:
            table.level[column, kept, VALUE] = level
            table.level[column, kept, LEAST] = 0 if level == OPEN else most - (equal - better)
            table.level[column, kept, MOST] = min(most, _COUNTS - 1)
            kept += 1
    if 2 * states * kept > table.rows.shape[0]:
        return -1
    table.owner[column] = u
    plan.column[u] = column
    width = width_of(table)
    for at in range(states - 1, -1, -1):
        for a in range(kept - 1, -1, -1):
            copy_state(table, first + at, first + at * kept + a, width)
            table.rows[first + at * kept + a, column] = a * _COUNTS
    return states * kept


@part
def _inside(k: Rows, s: State, plan: Plan, table: Table, row: int, f: int, i: int, option: int) -> bool:
    """Is pair f matched in this state, where i has just taken `option`."""
    if s.x[f] != MAYBE:
        return bool(s.x[f] == YES)
    j = k.pair[f, RESIDENT]
    if j == i:
        return f == option
    column = plan.column[k.quota.shape[0] + j]
    return bool(column >= 0 and table.rows[row, column] == f - k.ptr[j] + 1)


@part
def _blocks(k: Rows, s: State, plan: Plan, table: Table, row: int, d: int, i: int, option: int) -> bool:
    """Does the demanded pair d block; everything about it is decided."""
    j, u = k.pair[d, RESIDENT], k.pair[d, HOSPITAL]
    for f in range(k.ptr[j], k.ptr[j + 1]):
        if k.pair[f, WISH] <= k.pair[d, WISH] and _inside(k, s, plan, table, row, f, i, option):
            return False
    column = plan.column[u]
    level = s.level[u, HIGH]
    if column >= 0:
        level = table.level[column, table.rows[row, column] // _COUNTS, VALUE]
    if level <= k.pair[d, RANK]:
        return False
    worse = 0
    for r in range(k.rival_ptr[d], k.rival_ptr[d + 1]):
        if _inside(k, s, plan, table, row, k.rival[r], i, option):
            worse += 1 if k.pair[k.rival[r], RANK] > k.pair[d, RANK] else 2
    return worse < 2


@part
def _enter(k: Rows, s: State, plan: Plan, table: Table, row: int, e: int, i: int) -> bool:
    """Let i take pair e, which is open; False where the hospital or a relative inside forbids it."""
    for r in range(k.rival_ptr[e], k.rival_ptr[e + 1]):
        f = k.rival[r]
        earlier = plan.resident[k.pair[f, RESIDENT], POSITION] < plan.resident[i, POSITION]
        if earlier and _inside(k, s, plan, table, row, f, i, e):
            return False
    table.worth[row, 0] += _PLACED - k.pair[e, WISH]
    table.worth[row, 1] -= k.pair[e, RANK]
    column = plan.column[k.pair[e, HOSPITAL]]
    if column < 0:
        return True
    a, count = table.rows[row, column] // _COUNTS, table.rows[row, column] % _COUNTS
    table.rows[row, column] += 1
    return bool(k.pair[e, RANK] <= table.level[column, a, VALUE] and count < table.level[column, a, MOST])


@part
def _close(
    k: Rows, s: State, plan: Plan, table: Table, singles: Singles, row: int, p: int, width: int
) -> bool:
    """Empty the columns that nobody needs after step p; False where a hospital stays short of its level."""
    hospitals = k.quota.shape[0]
    for column in range(width):
        owner = table.owner[column]
        if owner >= hospitals:
            if plan.resident[owner - hospitals, FORGETS] == p:
                table.rows[row, column] = 0
        elif owner >= 0:
            a, count = table.rows[row, column] // _COUNTS, table.rows[row, column] % _COUNTS
            if count + plan.hospital[owner, UNDECIDED] < table.level[column, a, LEAST]:
                return False
            if plan.hospital[owner, CLOSES] == p:
                start, end = singles.ptr[owner], singles.ptr[owner + 1]
                if table.level[column, a, VALUE] < OPEN:
                    end = start + k.quota[owner] - s.level[owner, INSIDE] - count
                table.worth[row, 0] += (end - start) * _PLACED - (singles.wishes[end] - singles.wishes[start])
                table.worth[row, 1] -= singles.ranks[end] - singles.ranks[start]
                table.rows[row, column] = 0
    return True


@part
def _try(
    k: Rows, s: State, plan: Plan, table: Table, singles: Singles, check: Int64, check_from: int, check_to: int,
    row: int, i: int, option: int, width: int,
) -> bool:  # fmt: skip
    """Let i take the option (the end of the list: nothing) in the state at `row`; False where that cannot be."""
    nothing = option == k.ptr[i + 1]
    if not nothing and not _enter(k, s, plan, table, row, option, i):
        return False
    mine = plan.column[k.quota.shape[0] + i]
    if mine >= 0:
        table.rows[row, mine] = option - k.ptr[i] + 1
    for c in range(check_from, check_to):
        if _blocks(k, s, plan, table, row, check[c], i, -1 if nothing else option):
            return False
    table.origin[row, 1] = option - k.ptr[i]
    return bool(_close(k, s, plan, table, singles, row, plan.resident[i, POSITION], width))


@part
def _decide(
    k: Rows, s: State, plan: Plan, table: Table, singles: Singles, check: Int64, check_from: int, check_to: int,
    i: int, first: int, states: int,
) -> int:  # fmt: skip
    """All states after i has decided, in the other half of the table; −1: too many."""
    half = table.rows.shape[0] // 2
    new, other = 0, half - first
    mask, width, fixed = 4, width_of(table), False
    while mask < 2 * min(states * (k.ptr[i + 1] - k.ptr[i] + 1), half):
        mask *= 2
    table.buckets[:mask] = -1
    for e in range(k.ptr[i], k.ptr[i + 1]):
        fixed |= s.x[e] == YES
    for at in range(first, first + states):
        for option in range(k.ptr[i], k.ptr[i + 1] + 1):
            if option == k.ptr[i + 1]:
                if s.must[i] < OPEN and not fixed:
                    continue
            elif s.x[option] != MAYBE or k.pair[option, WISH] > s.must[i]:
                continue
            if new == half:
                return -1
            copy_state(table, at, other + new, width)
            if _try(k, s, plan, table, singles, check, check_from, check_to, other + new, i, option, width):
                new = merge(table, other, new, mask - 1, width)
    return new


@part
def _open_columns(
    k: Rows, s: State, plan: Plan, table: Table, singles: Singles, ties: Bool, i: int, first: int, states: int
) -> int:
    """Columns for what becomes active with i; the number of states then, −1: too many."""
    hospitals = k.quota.shape[0]
    for e in range(k.ptr[i], k.ptr[i + 1]):
        if states > 0 and ties[e]:
            u = k.pair[e, HOSPITAL]
            plan.hospital[u, UNDECIDED] -= 1
            if plan.column[u] < 0:
                states = _activate(k, s, plan, table, singles, u, first, states)
    if states > 0 and plan.resident[i, FORGETS] > plan.resident[i, POSITION]:
        column = free_column(table)
        if column < 0:
            return -1
        table.owner[column] = hospitals + i
        plan.column[hospitals + i] = column
        for at in range(first, first + states):
            table.rows[at, column] = 0
    return states


@part
def _record(k: Rows, plan: Plan, table: Table, p: int, first: int, states: int, records: int) -> None:
    """Note how each state came about; columns that step p emptied belong to nobody."""
    for at in range(states):
        table.record[records + at, 0] = table.origin[first + at, 0]
        table.record[records + at, 1] = table.origin[first + at, 1]
        table.origin[first + at, 0] = records + at
    hospitals = k.quota.shape[0]
    for column in range(COLUMNS):
        owner = table.owner[column]
        if owner >= hospitals:
            if plan.resident[owner - hospitals, FORGETS] == p:
                table.owner[column] = -1
        elif owner >= 0 and plan.hospital[owner, CLOSES] == p:
            table.owner[column] = -1


@kernel
def settle_parts(
    k: Rows, s: State, chooses: Bool, ties: Bool, unsure: Bool, part_ptr: Int64, members: Int64, table: Table,
    choice: Int64,
) -> Int64:  # fmt: skip
    """Write the pair that each chooser takes in the best solution of their part (−1: none) into `choice`.

    Returns for each part SOLVED, IMPOSSIBLE (there is no solution) or TOO_WIDE (there would be too many states).
    """
    outcome = np.full(part_ptr.shape[0] - 1, SOLVED, dtype=np.int64)
    plan, singles, half = new_plan(k), list_singles(k, s, chooses), table.rows.shape[0] // 2
    for c in range(part_ptr.shape[0] - 1):
        if part_ptr[c + 1] - part_ptr[c] > MOST_CHOOSERS:
            outcome[c] = TOO_WIDE
            continue
        order = order_choosers(k, s, plan, members[part_ptr[c] : part_ptr[c + 1]], ties)
        check_ptr, check = plan_checks(k, s, plan, order, ties, unsure)
        table.owner[:] = -1
        table.worth[0, :] = 0
        table.origin[0, :] = -1
        first, states, records = 0, 1, 0
        for p in range(order.shape[0]):
            i = order[p]
            states = _open_columns(k, s, plan, table, singles, ties, i, first, states)
            if states > 0:
                states = _decide(
                    k, s, plan, table, singles, check, check_ptr[p], check_ptr[p + 1], i, first, states
                )
            if states < 0 or records + states > table.record.shape[0]:
                outcome[c] = TOO_WIDE
                break
            if states == 0:
                outcome[c] = IMPOSSIBLE
                break
            first = half - first
            _record(k, plan, table, p, first, states, records)
            records += states
        if outcome[c] == SOLVED:
            at = records - 1
            for p in range(order.shape[0] - 1, -1, -1):
                e = k.ptr[order[p]] + table.record[at, 1]
                choice[order[p]] = e if e < k.ptr[order[p] + 1] else -1
                at = table.record[at, 0]
        clear(k, plan, order)
    return outcome
