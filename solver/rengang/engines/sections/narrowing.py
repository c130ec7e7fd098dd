"""Fewer pairs: linear programs say which ones no best staffing uses, in exact integers.

The aims before composition are linear. For each in turn the linear relaxation, with the aims before it held at
their bounds, gives dual prices. Rounded to multiples of 1/SCALE they are still feasible prices, so that the
bound and the reduced costs that follow are exact integers (in units of 1/SCALE), whatever the floating-point
solver got wrong. If the bound, rounded up, is attained, then a pair whose reduced cost lifts the bound above
it is in no best staffing. Whether it is attained, the model over the remaining pairs says; if it is not, the
caller solves the whole problem. (Reduced-cost fixing: Dantzig, Fulkerson and Johnson, 1954.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.engines.sections.problem import Aim, Staffing
from rengang.limits import Limits
from rengang.model.arrays import Bool, Int64
from rengang.model.pairs import find, rows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SCALE = 2**20
"""Prices are multiples of 1/SCALE."""


@dataclass(frozen=True, eq=False)
class Narrowed:
    """The problem over the pairs that are left, and the bound of each aim before composition."""

    problem: Staffing
    bounds: dict[Aim, int]


def narrowed(problem: Staffing, aims: Sequence[Aim], limits: Limits) -> Narrowed | None:
    """The pairs that a staffing may use if it attains the bound of every aim before composition.

    None where the time does not suffice, or no pair is left. Bounds are of what is minimised, so that of "most
    placed" is negative.
    """
    matrix, limit = _rows(problem)
    musts = int(problem.must.sum())
    active = np.ones(matrix.shape[1], dtype=bool)
    bounds: dict[Aim, int] = {}
    for aim in aims:
        if aim is Aim.COMPOSITION:
            break
        cost = np.concatenate([problem.cost(aim), np.full(musts, aim is Aim.UNKEPT, dtype=np.int64)])
        priced = _price(matrix, limit, cost, active, limits)
        if priced is None:
            return None
        bound, reduced = priced
        attained = -(-bound // SCALE)
        active &= bound + np.maximum(reduced, 0) <= SCALE * attained
        bounds[aim] = attained
        matrix, limit = _with_row(matrix, limit, cost, attained)
    keep = np.flatnonzero(active[: len(problem.person)])
    names = ("person", "site", "wish", "rank", "former", "misfit")
    return Narrowed(replace(problem, **{name: getattr(problem, name)[keep] for name in names}), bounds)


def _price(
    matrix: csr_array, limit: Int64, cost: Int64, active: Bool, limits: Limits
) -> tuple[int, Int64] | None:
    """Exact lower bound and reduced costs, both times SCALE, of min cost·x, matrix·x ≤ limit, 0 ≤ x ≤ active."""
    from scipy.optimize import linprog

    if limits.exhausted:
        return None
    options = {} if limits.deadline is None else {"time_limit": max(limits.remaining_s, 0.01)}
    columns = np.flatnonzero(active)
    if len(columns) == 0:
        return None
    # without x ≤ 1, which the other rows imply: a price on it would leave the rows without one
    found = linprog(
        cost[columns],
        A_ub=matrix[:, columns],
        b_ub=limit,
        bounds=(0, None),
        method="highs-ds",
        options=options,
    )
    if found.status != 0:
        return None
    price = np.rint(np.maximum(-found.ineqlin.marginals, 0.0) * SCALE).astype(np.int64)
    reduced: Int64 = SCALE * cost + matrix.T @ price
    bound = int(np.minimum(reduced, 0)[active].sum()) - int(limit @ price)
    return bound, reduced


def _rows(problem: Staffing) -> tuple[csr_array, Int64]:
    """Every constraint as Σ a·x ≤ b; the columns are the pairs, then one literal per must (JL-81)."""
    from scipy.sparse import csr_array

    pairs = np.arange(len(problem.person), dtype=np.int64)
    former = np.flatnonzero(problem.former)
    must = np.flatnonzero(problem.must)
    needed = former[problem.must[problem.site[former]]]
    meet, meeting = _meetings(problem)
    first = np.cumsum([0, problem.people, problem.sites, problem.sites, meet, len(must)])
    place = find(problem.site[needed], must)
    blocks: list[tuple[Any, Any, int]] = [
        (first[0] + problem.person, pairs, 1),
        (first[1] + problem.site, pairs, 1),
        (first[2] + problem.site[former], former, 1),
        (first[3] + np.repeat(np.arange(meet), 2), meeting, 1),
        (first[4] + place, needed, -1),
        (first[4] + np.arange(len(must)), len(pairs) + np.arange(len(must)), -1),
    ]
    row = np.concatenate([b[0] for b in blocks])
    column = np.concatenate([b[1] for b in blocks])
    value = np.concatenate([np.full(len(b[0]), b[2], dtype=np.int64) for b in blocks])
    limit = np.concatenate(
        [
            np.ones(problem.people, dtype=np.int64),
            problem.seats,
            problem.keep,
            np.ones(meet, dtype=np.int64),
            np.full(len(must), -1, dtype=np.int64),
        ]
    )
    shape = (int(first[5]), len(pairs) + len(must))
    return csr_array((value, (row, column)), shape=shape), limit


def _meetings(problem: Staffing) -> tuple[int, Int64]:
    """How often two relatives have a section in common, and both pairs of each such meeting."""
    start = rows(problem.person, problem.people)
    found: list[int] = []
    for a, b in problem.kin.tolist():
        theirs = {int(problem.site[k]): k for k in range(int(start[b]), int(start[b + 1]))}
        for k in range(int(start[a]), int(start[a + 1])):
            other = theirs.get(int(problem.site[k]))
            if other is not None:
                found += [k, other]
    return len(found) // 2, np.array(found, dtype=np.int64)


def _with_row(matrix: csr_array, limit: Int64, cost: Int64, most: int) -> tuple[csr_array, Int64]:
    """One more constraint: cost·x ≤ most."""
    from scipy.sparse import csr_array, vstack

    extra = csr_array(cost.reshape(1, -1))
    return csr_array(vstack([matrix, extra])), np.append(limit, most)
