"""States of the frontier, the singles of every hospital, and work space: compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rengang.compiled import part
from rengang.engines.stable.frontier.frontier_plan_kernels import LEVELS
from rengang.engines.stable.propagation.propagation_kernels import MAYBE, RANK, RESIDENT, WISH, Rows, State
from rengang.model.arrays import Bool, Int32, Int64

COLUMNS = 24
"""Most hospitals and remembered choices that are active at once."""

VALUE, LEAST, MOST = 0, 1, 2
"""Last axis of :attr:`Table.level`."""


class Singles(NamedTuple):
    """Those of hospital u stand at ``ptr[u]:ptr[u + 1]``, by (rank, wish); prefix sums are one longer."""

    ptr: Int64
    rank: Int64
    wishes: Int64
    ranks: Int64


class Table(NamedTuple):
    """Work space of the dynamic programme; states before and after a step stand in the two halves of the arrays.

    Attributes
    ----------
    rows : int32, shape (2 · states, COLUMNS)
        The states.
    worth : int64, shape (2 · states, 2)
        What the best way to a state is worth: residents placed and wishes in one number, then ranks.
    origin : int64, shape (2 · states, 2)
        The record that a state comes from, and the option taken last.
    buckets
        Hash table.
    record : int32, shape (records, 2)
        The record before, and the option taken.
    level : int64, shape (COLUMNS, LEVELS, 3)
        The levels that a column's hospital may have, with the least and the greatest number of choosers inside.
    owner
        The hospital, or the resident counted after the hospitals, that has a column; −1: free.
    """

    rows: Int32
    worth: Int64
    origin: Int64
    buckets: Int32
    record: Int32
    level: Int64
    owner: Int64


def new_table(states: int) -> Table:
    """Memory is touched only as far as it is used."""
    return Table(
        np.empty((2 * states, COLUMNS), dtype=np.int32),
        np.empty((2 * states, 2), dtype=np.int64),
        np.empty((2 * states, 2), dtype=np.int64),
        np.empty(4 * states, dtype=np.int32),
        np.empty((64 * states, 2), dtype=np.int32),
        np.empty((COLUMNS, LEVELS, 3), dtype=np.int64),
        np.empty(COLUMNS, dtype=np.int64),
    )


@part
def list_singles(k: Rows, s: State, chooses: Bool) -> Singles:
    """The singles of every hospital, best first."""
    hospitals = k.quota.shape[0]
    ptr = np.zeros(hospitals + 1, dtype=np.int64)
    rank = np.empty(k.h_pair.shape[0], dtype=np.int64)
    wish = np.empty(k.h_pair.shape[0], dtype=np.int64)
    count = 0
    for u in range(hospitals):
        start = count
        for at in range(k.h_ptr[u], k.h_ptr[u + 1]):
            e = k.h_pair[at]
            if s.x[e] == MAYBE and not chooses[k.pair[e, RESIDENT]]:
                if count > start and rank[count - 1] != k.pair[e, RANK]:
                    _sort(wish, start, count)
                    start = count
                rank[count] = k.pair[e, RANK]
                wish[count] = k.pair[e, WISH]
                count += 1
        _sort(wish, start, count)
        ptr[u + 1] = count
    wishes, ranks = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    for at in range(count):
        ranks[at + 1] = ranks[at] + rank[at]
        wishes[at + 1] = wishes[at] + wish[at]
    return Singles(ptr, rank, wishes, ranks)


@part
def _sort(values: Int64, start: int, end: int) -> None:
    """Shell's sort of a section."""
    gap = 1
    while 3 * gap < end - start:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(start + gap, end):
            value, back = values[at], at
            while back >= start + gap and values[back - gap] > value:
                values[back] = values[back - gap]
                back -= gap
            values[back] = value
        gap //= 3


@part
def width_of(table: Table) -> int:
    """Columns up to the last that has an owner; the others of a state mean nothing."""
    width = COLUMNS
    while width > 0 and table.owner[width - 1] < 0:
        width -= 1
    return width


@part
def copy_state(table: Table, source: int, target: int, width: int) -> None:
    """Write the state at `source` to `target`."""
    for column in range(width):
        table.rows[target, column] = table.rows[source, column]
    for half in range(2):
        table.worth[target, half] = table.worth[source, half]
        table.origin[target, half] = table.origin[source, half]


@part
def merge(table: Table, first: int, states: int, mask: int, width: int) -> int:
    """Count the state after `states` from `first` on, or drop the worse of it and its equal; the number of states."""
    new = first + states
    code = 1469598103934665603
    for column in range(width):
        code = (code ^ table.rows[new, column]) * 1099511628211
    at = (code ^ (code >> 29)) & mask
    while table.buckets[at] >= 0:
        other, same = first + table.buckets[at], True
        for column in range(width):
            same &= table.rows[other, column] == table.rows[new, column]
        if same:
            if table.worth[new, 0] > table.worth[other, 0] or (
                table.worth[new, 0] == table.worth[other, 0] and table.worth[new, 1] > table.worth[other, 1]
            ):
                copy_state(table, new, other, width)
            return states
        at = (at + 1) & mask
    table.buckets[at] = states
    return states + 1


@part
def free_column(table: Table) -> int:
    """The first column without owner, −1 if there is none."""
    for column in range(COLUMNS):
        if table.owner[column] < 0:
            return column
    return -1
