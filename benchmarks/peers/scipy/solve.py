"""SciPy's assignment routines: one dense, one sparse, and the largest matching without costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from benchmarks.peers.problems import Integers, Problem
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

Float64 = npt.NDArray[np.float64]
Dense = tuple[Float64, Integers]
Sparse = tuple[csr_array, Integers]
"""The costs or pairs, and the hospital of each seat."""


def build_dense(problem: Problem) -> Dense:
    of_seat, pair, seat = problem.seats()
    cost = np.full((problem.people, len(of_seat)), float(problem.dear))
    cost[problem.person[pair], seat] = problem.cost[pair]
    return cost, of_seat


def solve_dense(built: Dense) -> tuple[Integers, Integers, Float64, Integers]:
    cost, of_seat = built
    rows, columns = linear_sum_assignment(cost)
    return rows, columns, cost[rows, columns], of_seat


def read_dense(solved: tuple[Integers, Integers, Float64, Integers], problem: Problem) -> Integers:
    rows, columns, cost, of_seat = solved
    where = np.full(problem.people, -1)
    taken = cost < problem.dear
    where[rows[taken]] = of_seat[columns[taken]]
    return where


def build_sparse(problem: Problem) -> Sparse:
    """With a place of their own for everybody, since the routine wants all rows matched; zero is no entry there."""
    of_seat, pair, seat = problem.seats()
    n = problem.people
    row = np.concatenate([problem.person[pair], np.arange(n)])
    column = np.concatenate([seat, len(of_seat) + np.arange(n)])
    cost = np.concatenate([problem.cost[pair] + 1, np.full(n, problem.dear + 1)]).astype(float)
    return csr_array((cost, (row, column)), shape=(n, len(of_seat) + n)), of_seat


def solve_sparse(built: Sparse) -> tuple[Integers, Integers, Integers]:
    graph, of_seat = built
    rows, columns = min_weight_full_bipartite_matching(graph)
    return rows, columns, of_seat


def read_sparse(solved: tuple[Integers, Integers, Integers], problem: Problem) -> Integers:
    rows, columns, of_seat = solved
    where = np.full(problem.people, -1)
    placed = columns < len(of_seat)
    where[rows[placed]] = of_seat[columns[placed]]
    return where


def build_largest(problem: Problem) -> Sparse:
    of_seat, pair, seat = problem.seats()
    ones = np.ones(len(pair), dtype=np.int8)
    return csr_array((ones, (problem.person[pair], seat)), shape=(problem.people, len(of_seat))), of_seat


def solve_largest(built: Sparse) -> tuple[Integers, Integers]:
    return maximum_bipartite_matching(built[0], perm_type="column"), built[1]


def read_largest(solved: tuple[Integers, Integers], problem: Problem) -> Integers:
    column, of_seat = solved
    return np.where(column >= 0, of_seat[column], -1)


TASKS = {
    "linear_sum_assignment": (build_dense, solve_dense, read_dense),
    "min_weight_full_bipartite_matching": (build_sparse, solve_sparse, read_sparse),
    "maximum_bipartite_matching": (build_largest, solve_largest, read_largest),
}
