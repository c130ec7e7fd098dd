"""The linear relaxation of the stable matchings of a market, sharpened by comb inequalities, with an exact bound.

Columns are the pairs' x and, for every hospital u that can be short of seats and has more than one, closed[u, k]:
"u is full, and nobody in it ranks worse than its k-th class" (:mod:`~rengang.engines.stable.search.cutoff_model`).
A comb of u and class k (Baïou & Balinski 2000, for strict ranks) has as its shaft the pairs of u down to class k and as
teeth q of them, q the quota; y is what the resident of a tooth has at other hospitals that are no worse::

    sum of x over the shaft + sum of y over the teeth ≥ q

*Proof, ties included.* If all q residents of the teeth are placed no worse than at u, each counts once. Otherwise
one of them would block unless u were full of residents ranked no worse, who are all in the shaft: they count q.
Since x of a tooth is counted once only, the comb is stronger than the textbook's row by the x of its teeth. There
are many; the most violated of each (u, k) has the q least y, so they are added until none is violated.

The bound is not the solver's floating-point value. By weak duality any multipliers ≥ 0 of the rows bound the size;
the solver's are rounded to integers over :data:`SCALE`, and the bound they give is computed in integers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rengang.limits import Limits
from rengang.model import Market
from rengang.model.arrays import Int64

Float64 = npt.NDArray[np.float64]

SCALE = 2**24
"""Denominator of the multipliers."""

VIOLATED = 1e-3
"""Combs violated by less are not added."""

ROUNDS = 60
"""Most rounds of combs at one node."""


@dataclass(frozen=True, eq=False)
class Row:
    """Sum of coefficient · column ≥ least."""

    columns: Int64
    coefficients: Int64
    least: int


@dataclass(frozen=True, eq=False)
class Bound:
    """A proven bound: size ≤ floor(scaled / SCALE); `reduced` says what fixing a column costs, scaled alike."""

    scaled: int
    reduced: Int64

    @property
    def size(self) -> int:
        """The bound on the size."""
        return self.scaled // SCALE


class Relaxation:
    """The relaxation in an incremental linear solver (GLOP, dual simplex).

    Parameters
    ----------
    market
        Without conflicts; best after :func:`rengang.engines.stable.reduction.reduce.reduce`.
    limits
        The deadline holds for each linear program; the stop question is asked between them.
    """

    def __init__(self, market: Market, limits: Limits) -> None:
        from ortools.linear_solver import pywraplp

        self.market, self.limits = market, limits
        # row of e's resident down to e's rank: pairs _row_start[e] … _row_end[e] − 1
        resident, rank = market.resident.astype(np.int64), market.resident_rank
        key = resident << 32 | rank
        self._row_start = market.ptr[resident]
        self._row_end = np.searchsorted(key, key, side="right")
        self.h_ptr, self.h_pair = market.by_hospital
        self.columns = market.pairs
        self.rows: list[Row] = []
        self.programs = self.iterations = 0
        self.value = float("inf")
        self.combs: list[Row] = []
        self._short: list[tuple[int, int, Int64, list[int]]] = []
        self._collect()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_dual_simplex: true use_preprocessing: false")
        self._variables = [self._solver.NumVar(0.0, 1.0, "") for _ in range(self.columns)]
        objective = self._solver.Objective()
        for variable in self._variables[: market.pairs]:
            objective.SetCoefficient(variable, 1.0)
        objective.SetMaximization()
        self._loaded = 0
        self.low = np.zeros(self.columns, dtype=np.int64)
        self.high = np.ones(self.columns, dtype=np.int64)
        self.values: Float64 = np.zeros(self.columns)

    def _collect(self) -> None:
        """Rows of residents and hospitals, and the chains of `closed`."""
        market = self.market
        for i in np.flatnonzero(np.diff(market.ptr) > 1).tolist():
            mine = np.arange(market.ptr[i], market.ptr[i + 1])
            self._add(mine, -np.ones(len(mine), dtype=np.int64), -1)
        for u in range(market.hospitals):
            members = self.h_pair[self.h_ptr[u] : self.h_ptr[u + 1]]
            quota = int(market.quota[u])
            ranks = market.hospital_rank[members]
            ends = [*(np.flatnonzero(np.diff(ranks)) + 1).tolist(), len(members)] if len(members) else []
            closing = [end for end in ends if end >= quota] if len(members) > quota else []
            if len(members) > quota:
                self._add(members, -np.ones(len(members), dtype=np.int64), -quota)
                self._short.append((u, quota, members, closing))
            sure = members[: max((end for end in ends if end not in closing), default=0)]
            for e in sure.tolist():
                self._add(self._no_worse(e), None, 1)
            if quota > 1:
                self._chain(quota, members, ends, closing)

    def _chain(self, quota: int, members: Int64, ends: list[int], closing: list[int]) -> None:
        """closed[u, k] for the classes that could fill the hospital."""
        before = -1
        for end in closing:
            at = self.columns
            self.columns += 1
            begin = max((other for other in ends if other < end), default=0)
            for e in members[begin:end].tolist():
                self._add(np.append(self._no_worse(e), at), None, 1)
            weights = np.append(np.ones(end, dtype=np.int64), -quota)
            self._add(np.append(members[:end], at), weights, 0)
            if before >= 0:
                self._add(np.array([at, before]), np.array([1, -1]), 0)
            before = at
            following = min((other for other in ends if other > end), default=end)
            for e in members[end:following].tolist():
                self._add(np.array([e, at]), np.array([-1, -1]), -1)

    def _no_worse(self, e: int) -> Int64:
        """Pairs of e's resident that are no worse for them than e, which is among them."""
        return np.arange(self._row_start[e], self._row_end[e])

    def _add(self, columns: Int64, coefficients: Int64 | None, least: int) -> None:
        ones = np.ones(len(columns), dtype=np.int64)
        self.rows.append(Row(columns, ones if coefficients is None else coefficients, least))

    def solve(self) -> bool:
        """Solve, adding combs until none is violated; False: no solution, or the solver gave up."""
        for _ in range(ROUNDS):
            self._load()
            if self.limits.deadline is not None:
                self._solver.SetTimeLimit(max(int(1_000 * self.limits.remaining_s), 1))
            status = self._solver.Solve()
            self.programs += 1
            self.iterations += int(self._solver.iterations())
            if status != self._solver.OPTIMAL:
                self.value = float("-inf")
                return False
            self.value = float(self._solver.Objective().Value())
            self.values = np.array([variable.solution_value() for variable in self._variables])
            if self.limits.exhausted or not self._separate():
                return True
        return True

    def _load(self) -> None:
        infinity = self._solver.infinity()
        for row in self.rows[self._loaded :]:
            constraint = self._solver.Constraint(float(row.least), infinity)
            for k, a in zip(row.columns.tolist(), row.coefficients.tolist(), strict=True):
                constraint.SetCoefficient(self._variables[k], float(a))
        self._loaded = len(self.rows)

    def _separate(self) -> int:
        """Add the most violated comb of every hospital and class; returns how many."""
        x = self.values[: self.market.pairs]
        total = np.concatenate([[0.0], np.cumsum(x)])
        elsewhere = total[self._row_end] - total[self._row_start] - x
        found = 0
        for _, quota, members, closing in self._short:
            if quota == 0:
                continue
            y, shaft = elsewhere[members], np.cumsum(x[members])
            for end in closing:
                teeth = np.argpartition(y[:end], quota - 1)[:quota] if end > quota else np.arange(end)
                if quota - shaft[end - 1] - y[teeth].sum() > VIOLATED:
                    self._comb(quota, members[:end], members[teeth])
                    found += 1
        return found

    def _comb(self, quota: int, shaft: Int64, teeth: Int64) -> None:
        parts = [shaft]
        for e in teeth.tolist():
            mine = self._no_worse(e)
            parts.append(mine[mine != e])
        columns, weights = np.unique(np.concatenate(parts), return_counts=True)
        row = Row(columns, weights.astype(np.int64), quota)
        self.rows.append(row)
        self.combs.append(row)

    def fix(self, column: int, low: int, high: int) -> None:
        """Set the bounds of a column."""
        self._variables[column].SetBounds(float(low), float(high))
        self.low[column], self.high[column] = low, high

    def bound(self) -> Bound:
        """What the multipliers of the last linear program prove within the bounds of the columns."""
        from scipy.sparse import csr_array

        duals = np.array([constraint.dual_value() for constraint in self._solver.constraints()])
        held = self.rows[: len(duals)]
        multiplier = np.maximum(np.rint(-duals * SCALE), 0).astype(np.int64)
        ptr = np.concatenate([[0], np.cumsum([len(row.columns) for row in held])])
        where = np.concatenate([row.columns for row in held]) if held else np.zeros(0, dtype=np.int64)
        what = np.concatenate([row.coefficients for row in held]) if held else np.zeros(0, dtype=np.int64)
        matrix = csr_array((what, where, ptr), shape=(len(held), self.columns))
        reduced = np.asarray(matrix.T @ multiplier, dtype=np.int64)
        reduced[: self.market.pairs] += SCALE
        least = np.array([row.least for row in held], dtype=np.int64)
        attained = np.maximum(reduced * self.low, reduced * self.high)
        return Bound(int(attained.sum() - multiplier @ least), reduced)
