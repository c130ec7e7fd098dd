"""The textbook stability model on HiGHS, through SciPy: the second peer that the exact engine is measured against.

The same inequalities as :mod:`benchmarks.subjects.textbook_model`, one a pair, as rows of a sparse matrix; size,
resident ranks and hospital ranks one after the other, each attained value a row of the next stage.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array, vstack

from benchmarks.subjects.textbook_model import rivals_of
from rengang.model import Market


@dataclass(frozen=True)
class Found:
    """`status` is optimal, infeasible or failed; then `message` says why. Values are (−size, ranks, ranks)."""

    status: str
    values: tuple[int, ...]
    message: str = ""


class _Rows:
    """Rows of a sparse matrix with lower and upper sides."""

    def __init__(self) -> None:
        self.at: list[tuple[int, int, float]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []

    def add(self, terms: dict[int, float], lower: float, upper: float) -> None:
        """lower ≤ Σ terms ≤ upper."""
        self.at += [(len(self.lower), column, value) for column, value in terms.items()]
        self.lower.append(lower)
        self.upper.append(upper)

    def matrix(self, columns: int) -> csr_array:
        """The rows."""
        row, column, value = zip(*self.at, strict=True) if self.at else ((), (), ())
        return csr_array((value, (row, column)), shape=(len(self.lower), columns))


def solve(market: Market, time_limit_s: float) -> Found:
    """Size, resident ranks, hospital ranks, one after the other, among the matchings without blocking pairs."""
    if market.pairs == 0:
        return Found("optimal", (0, 0, 0))
    until = time.monotonic() + time_limit_s
    rows, columns = _build(market)
    matrix, lower, upper = rows.matrix(columns), np.array(rows.lower), np.array(rows.upper)
    values: list[int] = []
    for weights in (-np.ones(market.pairs), market.resident_rank, market.hospital_rank):
        goal = np.zeros(columns)
        goal[: market.pairs] = weights
        left = until - time.monotonic()
        if left <= 0:
            return Found("failed", tuple(values), f"no proof in {time_limit_s:.0f} s")
        found: OptimizeResult = milp(
            goal,
            integrality=np.ones(columns),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, lower, upper) if len(lower) else (),
            options={"time_limit": left, "mip_rel_gap": 0},
        )
        if found.status == 2:
            return Found("infeasible", ())
        if found.status != 0:
            return Found("failed", tuple(values), str(found.message))
        values.append(round(float(goal @ np.round(found.x))))
        matrix = csr_array(vstack([matrix, csr_array(goal[None, :])]))
        lower, upper = np.append(lower, -np.inf), np.append(upper, values[-1])
    return Found("optimal", tuple(values))


def _build(market: Market) -> tuple[_Rows, int]:
    """The rows, and the number of columns: pairs first, then "both of these relatives are in the hospital"."""
    rows, columns = _Rows(), market.pairs
    rivals = rivals_of(market)
    rank, wish, ptr = market.hospital_rank.tolist(), market.resident_rank.tolist(), market.ptr.tolist()
    resident = market.resident.tolist()
    for i in range(market.residents):
        if ptr[i + 1] - ptr[i] > 1:
            rows.add(dict.fromkeys(range(ptr[i], ptr[i + 1]), 1.0), 0, 1)
    h_ptr, h_pair = (column.tolist() for column in market.by_hospital)
    for u in range(market.hospitals):
        members, quota = h_pair[h_ptr[u] : h_ptr[u + 1]], int(market.quota[u])
        rows.add(dict.fromkeys(members, 1.0), 0, quota)
        for e in members if quota else []:
            terms = {f: 1.0 for f in members if rank[f] <= rank[e]}
            mine = ptr[resident[e]], ptr[resident[e] + 1]
            for f in [f for f in range(*mine) if wish[f] <= wish[e]]:
                terms[f] = terms.get(f, 0.0) + quota
            near = rivals.get(e, [])
            for f in [f for f in near if rank[f] <= rank[e]]:
                terms[f] = terms.get(f, 0.0) + quota
            for f, g in combinations([f for f in near if rank[f] > rank[e]], 2):
                rows.add({f: 1.0, columns: -1.0}, 0, 1)
                rows.add({g: 1.0, columns: -1.0}, 0, 1)
                terms[columns] = float(quota)
                columns += 1
            rows.add(terms, quota, np.inf)
    for e, others in rivals.items():
        for f in others:
            if e < f:
                rows.add({e: 1.0, f: 1.0}, 0, 1)
    return rows, columns
