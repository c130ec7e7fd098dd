"""The questions that CP-SAT is asked: the cutoff model, with what is already known of the matchings in question.

CP-SAT computes in integers, so its answers are proofs. Combs sharpen its linear relaxation. Reduced costs fix pairs:
where taking (or leaving) a pair lowers the proven bound below the size asked for, no matching of that size takes
(or leaves) it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.engines.largest.cover import Cover
from rengang.engines.largest.relaxation import SCALE, Bound, Row
from rengang.engines.solvers.cpsat import Limits, run
from rengang.engines.stable.cutoff_model import CutoffModel, build
from rengang.model import UNMATCHED, Market, Status
from rengang.model.instance import Int32

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

COVER_SETTINGS = {"linearization_level": 0, "cp_model_presolve": False}
"""The question about the cover is all clauses; presolve costs more than it saves."""


@dataclass(frozen=True, eq=False)
class Answer:
    """OPTIMAL: the assignment is the largest that was asked for; INFEASIBLE: there is none; `bound` on its size."""

    status: Status
    assignment: Int32 | None
    bound: int | None


def attains_cover(
    market: Market, cover: Cover, limits: Limits, *, effort: float | None, work: list[float]
) -> Answer:
    """Is a stable matching as large as the cover is heavy: all the cover is used, and no pair twice covered."""
    from ortools.sat.python import cp_model

    built = build(market, np.arange(market.pairs))
    x = built.x
    twice = cover.residents[market.resident] & cover.hospitals[market.hospital]
    for e in np.flatnonzero(twice).tolist():
        built.model.add(x[e] == 0)
    for i in np.flatnonzero(cover.residents).tolist():
        built.model.add_exactly_one(x[market.ptr[i] : market.ptr[i + 1]])
    h_ptr, h_pair = market.by_hospital
    for u in np.flatnonzero(cover.hospitals).tolist():
        members = h_pair[h_ptr[u] : h_ptr[u + 1]].tolist()
        seats = min(int(market.quota[u]), len(members))
        if seats == 1:
            built.model.add_exactly_one([x[e] for e in members])
        elif seats > 1:
            built.model.add(cp_model.LinearExpr.sum([x[e] for e in members]) == seats)
    status, solution, _ = run(built.model, x, limits, effort=effort, settings=COVER_SETTINGS, work=work)
    found = None if solution is None else _assignment(market, solution)
    return Answer(status, found, None)


def largest_beyond(
    market: Market, size: int, most: int, limits: Limits, *, combs: Sequence[Row] = (),
    bound: Bound | None = None, work: list[float],
) -> Answer:  # fmt: skip
    """The largest stable matching of more than `size` and no more than `most` residents."""
    from ortools.sat.python import cp_model

    built = build(market, np.arange(market.pairs))
    model, x = built.model, built.x
    for row in combs:
        columns = [x[k] for k in row.columns.tolist()]
        weighted = cp_model.LinearExpr.weighted_sum(columns, row.coefficients.tolist())
        model.add(weighted >= row.least)
    if bound is not None:
        _fix(built, bound, size + 1)
    total = cp_model.LinearExpr.sum(x)
    model.add_linear_constraint(total, size + 1, most)
    model.maximize(total)
    status, solution, proven = run(model, x, limits, linear=True, work=work)
    found = None if solution is None else _assignment(market, solution)
    return Answer(status, found, proven)


def _fix(built: CutoffModel, bound: Bound, size: int) -> None:
    """Fix the pairs whose other value would push the proven bound below `size`."""
    model: cp_model.CpModel = built.model
    reduced = bound.reduced[: len(built.x)]
    room = bound.scaled - size * SCALE
    for e in np.flatnonzero(-reduced > room).tolist():
        model.add(built.x[e] == 0)
    for e in np.flatnonzero(reduced > room).tolist():
        model.add(built.x[e] == 1)


def _assignment(market: Market, solution: Sequence[Any]) -> Int32:
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    chosen = np.flatnonzero(np.array(solution[: market.pairs], dtype=bool))
    assignment[market.resident[chosen]] = market.hospital[chosen]
    return assignment
