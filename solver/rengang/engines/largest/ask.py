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
from rengang.engines.solvers.cpsat import run
from rengang.engines.stable.search.cutoff_model import CutoffModel, build
from rengang.limits import Limits
from rengang.model import UNMATCHED, Market, Status
from rengang.model.arrays import Int32

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

CORES = {"optimize_with_core": True, "linearization_level": 0, "cp_model_presolve": False}
"""Losses come from small conflicts, which cores find one by one; presolve would tear the losses apart."""


@dataclass(frozen=True, eq=False)
class Answer:
    """OPTIMAL: the assignment is the largest that was asked for; INFEASIBLE: there is none; `bound` on its size."""

    status: Status
    assignment: Int32 | None
    bound: int | None


def least_loss(market: Market, cover: Cover, size: int, limits: Limits, *, work: list[float]) -> Answer:
    """The largest stable matching of more than `size` residents, by what is lost against the cover."""
    from ortools.sat.python import cp_model

    built = build(market, np.arange(market.pairs))
    model, x = built.model, built.x
    twice = cover.residents[market.resident] & cover.hospitals[market.hospital]
    losses = [x[e] for e in np.flatnonzero(twice).tolist()]
    for i in np.flatnonzero(cover.residents).tolist():
        losses.append(model.new_bool_var(""))
        model.add_exactly_one([*x[market.ptr[i] : market.ptr[i + 1]], losses[-1]])
    h_ptr, h_pair = market.by_hospital
    for u in np.flatnonzero(cover.hospitals).tolist():
        members = [x[e] for e in h_pair[h_ptr[u] : h_ptr[u + 1]].tolist()]
        seats = min(int(market.quota[u]), len(members))
        if seats == 1:
            losses.append(model.new_bool_var(""))
            model.add_exactly_one([*members, losses[-1]])
        elif seats > 1:
            losses.append(model.new_int_var(0, seats, ""))
            model.add(cp_model.LinearExpr.sum([*members, losses[-1]]) == seats)
    loss = cp_model.LinearExpr.sum(losses)
    model.add(loss <= cover.weight - size - 1)
    model.minimize(loss)
    status, solution, proven = run(model, x, limits, settings=CORES, work=work)
    found = None if solution is None else _assignment(market, solution)
    return Answer(status, found, None if proven is None else cover.weight - proven)


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
