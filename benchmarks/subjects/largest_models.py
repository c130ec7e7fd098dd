"""Plain models of the largest stable matching, the peers of the engine: no reduction, no bound, one thread.

Three: the cutoff model and the textbook's model (:mod:`.textbook_model`) on CP-SAT, and the textbook's model on
HiGHS, through SciPy. CP-SAT is limited by its deterministic time, which a busy machine does not shorten (one such
second takes about 1.3 s of CPU here); HiGHS knows only the clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.subjects import textbook_model
from rengang.model import Market


@dataclass(frozen=True)
class Outcome:
    """What a model came to; None where there is no solution, no bound, or no such clock."""

    status: str
    size: int | None
    bound: int | None
    first_s: float | None
    deterministic_time: float | None


def cutoff(market: Market, limit_s: float, *, linear: bool = False) -> Outcome:
    """The cutoff model; `linear` asks CP-SAT for a full linear relaxation, else its defaults hold."""
    from rengang.engines.stable.search.cutoff_model import build

    built = build(market, np.arange(market.pairs))
    return _on_cpsat(built.model, built.x, limit_s, linear)


def textbook(market: Market, limit_s: float) -> Outcome:
    """The textbook's model on CP-SAT."""
    return _on_cpsat(*textbook_model.build(market), limit_s, False)


def _on_cpsat(model: Any, x: list[Any], limit_s: float, linear: bool) -> Outcome:
    from ortools.sat.python import cp_model

    class First(cp_model.CpSolverSolutionCallback):
        """Remembers when the first solution came."""

        at: float | None = None

        def on_solution_callback(self) -> None:
            self.at = self.at or time.perf_counter() - began

    model.maximize(cp_model.LinearExpr.sum(x))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = limit_s
    if linear:
        solver.parameters.linearization_level = 2
    first, began = First(), time.perf_counter()
    outcome = solver.solve(model, first)
    found = outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible"}.get(outcome, "unknown"),
        round(solver.objective_value) if found else None,
        min(round(solver.best_objective_bound), len(x)),
        first.at,
        round(solver.response_proto.deterministic_time, 2),
    )


def textbook_on_highs(market: Market, limit_s: float) -> Outcome:
    """The textbook's model as a mixed-integer program."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    columns, coefficients, lower = _rows(market)
    ptr = np.concatenate([[0], np.cumsum([len(row) for row in columns])])
    matrix = csr_array(
        (np.concatenate(coefficients), np.concatenate(columns), ptr), shape=(len(columns), market.pairs)
    )
    answer = milp(
        -np.ones(market.pairs),
        constraints=LinearConstraint(matrix, np.array(lower), np.inf),
        integrality=np.ones(market.pairs),
        bounds=Bounds(0, 1),
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    size = None if answer.x is None else round(-answer.fun)
    bound = None if answer.mip_dual_bound is None else int(np.floor(-answer.mip_dual_bound + 1e-6))
    status = "optimal" if answer.status == 0 else "unknown" if size is None else "feasible"
    return Outcome(status, size, bound, None, None)


def _rows(market: Market) -> tuple[list[Any], list[Any], list[float]]:
    """Columns, coefficients and lower side of every row."""
    columns: list[Any] = []
    coefficients: list[Any] = []
    lower: list[float] = []

    def add(where: Any, what: Any, least: float) -> None:
        columns.append(where)
        coefficients.append(what)
        lower.append(least)

    h_ptr, h_pair = market.by_hospital
    for i in range(market.residents):
        mine = np.arange(market.ptr[i], market.ptr[i + 1])
        add(mine, -np.ones(len(mine)), -1.0)
    for u in range(market.hospitals):
        members, quota = h_pair[h_ptr[u] : h_ptr[u + 1]], float(market.quota[u])
        add(members, -np.ones(len(members)), -quota)
        no_worse = np.searchsorted(market.hospital_rank[members], market.hospital_rank[members], side="right")
        for e, end in zip(members.tolist(), no_worse.tolist(), strict=True):
            row = np.arange(market.ptr[market.resident[e]], market.ptr[market.resident[e] + 1])
            row = row[market.resident_rank[row] <= market.resident_rank[e]]
            both, weight = np.concatenate([row, members[:end]]), [quota] * len(row) + [1.0] * end
            where, at = np.unique(both, return_inverse=True)
            add(where, np.bincount(at, weights=weight), quota)
    return columns, coefficients, lower
