"""SciPy's assignment routines: one dense, one sparse, and the largest matching without costs."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching


def seats(problem):
    """First seat of each hospital, hospital of each seat, and for each pair and seat of it: pair, seat."""
    quota, each = problem.quota, problem.quota[problem.hospital]
    first = np.cumsum(quota) - quota
    pair = np.repeat(np.arange(len(problem.hospital)), each)
    nth = np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
    return np.repeat(np.arange(len(quota)), quota), pair, first[problem.hospital[pair]] + nth


def dear(problem):
    """More than all other costs together: what it costs to leave a person out."""
    return int(problem.cost.max(initial=0)) * min(problem.people, int(problem.quota.sum())) + 1


def build_dense(problem):
    of_seat, pair, seat = seats(problem)
    cost = np.full((problem.people, len(of_seat)), float(dear(problem)))
    cost[problem.person[pair], seat] = problem.cost[pair]
    return cost, of_seat


def solve_dense(built):
    cost, of_seat = built
    rows, columns = linear_sum_assignment(cost)
    return rows, columns, cost[rows, columns], of_seat


def read_dense(solved, problem):
    rows, columns, cost, of_seat = solved
    where = np.full(problem.people, -1)
    taken = cost < dear(problem)
    where[rows[taken]] = of_seat[columns[taken]]
    return where


def build_sparse(problem):
    """With a place of their own for everybody, since the routine wants all rows matched; zero is no entry there."""
    of_seat, pair, seat = seats(problem)
    n = problem.people
    row = np.concatenate([problem.person[pair], np.arange(n)])
    column = np.concatenate([seat, len(of_seat) + np.arange(n)])
    cost = np.concatenate([problem.cost[pair] + 1, np.full(n, dear(problem) + 1)]).astype(float)
    return csr_array((cost, (row, column)), shape=(n, len(of_seat) + n)), of_seat


def solve_sparse(built):
    graph, of_seat = built
    return *min_weight_full_bipartite_matching(graph), of_seat


def read_sparse(solved, problem):
    rows, columns, of_seat = solved
    where = np.full(problem.people, -1)
    placed = columns < len(of_seat)
    where[rows[placed]] = of_seat[columns[placed]]
    return where


def build_largest(problem):
    of_seat, pair, seat = seats(problem)
    ones = np.ones(len(pair), dtype=np.int8)
    return csr_array((ones, (problem.person[pair], seat)), shape=(problem.people, len(of_seat))), of_seat


def solve_largest(built):
    return maximum_bipartite_matching(built[0], perm_type="column"), built[1]


def read_largest(solved, problem):
    column, of_seat = solved
    return np.where(column >= 0, of_seat[column], -1)


TASKS = {
    "linear_sum_assignment": (build_dense, solve_dense, read_dense),
    "min_weight_full_bipartite_matching": (build_sparse, solve_sparse, read_sparse),
    "maximum_bipartite_matching": (build_largest, solve_largest, read_largest),
}
