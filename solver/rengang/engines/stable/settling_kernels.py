"""The compiled plan behind :mod:`rengang.engines.stable.kernel_search`: propagate, split, settle; probe, again."""

from __future__ import annotations

import numpy as np
from numba import njit

from rengang.engines.stable.choices_kernels import choosers, coupling, split
from rengang.engines.stable.frontier_kernels import (
    IMPOSSIBLE,
    SOLVED,
    TOO_WIDE,
    best_choices,
    list_singles,
    new_table,
)
from rengang.engines.stable.frontier_plan_kernels import new_plan
from rengang.engines.stable.probing_kernels import look_at_all, probe
from rengang.engines.stable.propagation_kernels import YES, Kernel, State, forget
from rengang.engines.stable.region_kernels import sorted_by_label
from rengang.model.instance import Bool, Int32, Int64


@njit(cache=True)
def settle_region(
    k: Kernel,
    s: State,
    resident_ptr: Int64,
    hospital_ptr: Int64,
    few: int,
    many: int,
    effort: int,
    choice: Int64,
) -> Int64:
    """The best choice of every chooser into `choice` (kernel pair or −1); the outcome of each part.

    `few` and `many` states are allowed before and after probing.
    """
    parts = resident_ptr.shape[0] - 1
    outcome = np.full(parts, SOLVED, dtype=np.int64)
    outcome[look_at_all(k, s, resident_ptr, hospital_ptr, 0)] = IMPOSSIBLE
    _settle(k, s, resident_ptr, outcome == SOLVED, few, choice, outcome)
    wide = outcome == TOO_WIDE
    if wide.any() and effort > 0:
        for c in range(parts):
            if wide[c]:
                possible = probe(
                    k, s, resident_ptr[c], resident_ptr[c + 1], hospital_ptr[c], hospital_ptr[c + 1], effort
                )
                forget(s)
                outcome[c] = SOLVED if possible else IMPOSSIBLE
        _settle(k, s, resident_ptr, wide & (outcome == SOLVED), many, choice, outcome)
    return outcome


@njit(cache=True)
def _settle(
    k: Kernel, s: State, resident_ptr: Int64, wanted: Bool, states: int, choice: Int64, outcome: Int64
) -> None:
    """Settle the smaller parts of all wanted parts; the worst outcome of these is the part's."""
    part = np.empty(k.ptr.shape[0] - 1, dtype=np.int64)
    chooses, couples = choosers(k, s), coupling(k, s)
    for c in range(wanted.shape[0]):
        part[resident_ptr[c] : resident_ptr[c + 1]] = c
        if not wanted[c]:
            chooses[resident_ptr[c] : resident_ptr[c + 1]] = False
    label, count = split(k, s, chooses, couples)
    if states == 0:
        for i in range(label.shape[0]):
            if label[i] >= 0:
                outcome[part[i]] = TOO_WIDE
        return
    ptr, members = sorted_by_label(label, count)
    plan, table, singles = new_plan(k), new_table(states, 16 * states), list_singles(k, s, chooses)
    for c in range(count):
        mine = members[ptr[c] : ptr[c + 1]]
        of = part[mine[0]]
        if outcome[of] == SOLVED:
            outcome[of] = best_choices(k, s, plan, table, singles, mine, couples, choice)


@njit(cache=True)
def write_back(
    k: Kernel, s: State, residents: Int64, hospitals: Int64, resident_ptr: Int64, outcome: Int64, choice: Int64,
    decided: Bool, assignment: Int32,
) -> None:  # fmt: skip
    """Place choosers and those whose pair is certain; in parts that are not solved everybody counts as decided."""
    chooses = choosers(k, s)
    for c in range(outcome.shape[0]):
        for i in range(resident_ptr[c], resident_ptr[c + 1]):
            taken = -1
            for e in range(k.ptr[i], k.ptr[i + 1]):
                if s.x[e] == YES:
                    taken = e
            if taken < 0 and chooses[i]:
                taken = choice[i]
            decided[residents[i]] = taken >= 0 or chooses[i] or outcome[c] != SOLVED
            if taken >= 0 and outcome[c] == SOLVED:
                assignment[residents[i]] = hospitals[k.hospital[taken]]
