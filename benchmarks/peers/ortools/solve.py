"""OR-Tools: linear assignment (one person, one seat) and min-cost flow."""

from __future__ import annotations

import numpy as np
from benchmarks.peers.problems import Integers, Problem
from ortools.graph.python import linear_sum_assignment, min_cost_flow

Assignment = tuple[linear_sum_assignment.SimpleLinearSumAssignment, Integers]
"""The solver, and the hospital of each seat."""
Flow = tuple[min_cost_flow.SimpleMinCostFlow, Integers]
"""The solver, and the arc of each pair."""


def build_assignment(problem: Problem) -> Assignment:
    """It wants a perfect matching: everybody has a place of their own, every seat a filler, fillers any such place.

    Person i: node i left, place S + i right. Seat s: node s right, filler n + s left. The filler of a seat that is
    taken goes to the place of the person who took it, so each filler needs the places of those who may.
    """
    n, (of_seat, pair, seat) = problem.people, problem.seats()
    people, all_seats = np.arange(n), np.arange(len(of_seat))
    left = [problem.person[pair], people, n + all_seats, n + seat]
    right = [seat, len(of_seat) + people, all_seats, len(of_seat) + problem.person[pair]]
    costs = [problem.cost[pair], np.full(n, problem.dear), np.zeros(len(of_seat)), np.zeros(len(pair))]
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    tail, head, cost = (np.concatenate(column) for column in (left, right, costs))
    solver.add_arcs_with_cost(tail.astype(np.int32), head.astype(np.int32), cost.astype(np.int64))
    return solver, of_seat


def solve_assignment(built: Assignment) -> Assignment:
    solver, _ = built
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ValueError(f"SimpleLinearSumAssignment ends with {status}")
    return built


def read_assignment(solved: Assignment, problem: Problem) -> Integers:
    solver, of_seat = solved
    right = np.array([solver.right_mate(i) for i in range(problem.people)])
    return np.where(right < len(of_seat), of_seat[np.minimum(right, len(of_seat) - 1)], -1)


def build_flow(problem: Problem) -> Flow:
    """Source → people → hospitals → sink, and source → sink for those left out."""
    n, m, pairs = problem.people, len(problem.quota), len(problem.hospital)
    source, sink = n + m, n + m + 1
    tail = np.concatenate([problem.person, np.full(n, source), n + np.arange(m), [source]])
    head = np.concatenate([n + problem.hospital, np.arange(n), np.full(m, sink), [sink]])
    upper = np.concatenate([np.ones(pairs + n), problem.quota, [n]])
    cost = np.concatenate([problem.cost, np.zeros(n + m), [problem.dear]])
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), upper.astype(np.int64), cost.astype(np.int64)
    )
    solver.set_node_supply(source, n)
    solver.set_node_supply(sink, -n)
    return solver, arcs[:pairs]


def solve_flow(built: Flow) -> Flow:
    solver, _ = built
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ValueError(f"SimpleMinCostFlow ends with {status}")
    return built


def read_flow(solved: Flow, problem: Problem) -> Integers:
    solver, arcs = solved
    chosen = np.flatnonzero(solver.flows(arcs))
    where = np.full(problem.people, -1)
    where[problem.person[chosen]] = problem.hospital[chosen]
    return where


TASKS = {
    "SimpleLinearSumAssignment": (build_assignment, solve_assignment, read_assignment),
    "SimpleMinCostFlow": (build_flow, solve_flow, read_flow),
}
