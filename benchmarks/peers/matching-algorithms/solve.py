"""`matching-algorithms`: school choice on dictionaries; a school with q seats becomes q schools.

Its linear program of the egalitarian stable matching is for complete lists and quotas of one.
"""

from __future__ import annotations

import numpy as np
from benchmarks.peers.problems import Integers, Problem
from matching_algorithms import egalitarian_stable_matching, school_choice_da

Choice = tuple[dict[str, list[str]], dict[str, dict[str, list[str] | int]]]
Lists = dict[int, list[int]]


def build(problem: Problem) -> Choice:
    students = {f"r{i}": [f"h{u}" for u in wishes] for i, wishes in enumerate(problem.lists())}
    schools: dict[str, dict[str, list[str] | int]] = {
        f"h{u}": {"priorities": [f"r{i}" for i in who], "capacity": quota}
        for u, (quota, who) in enumerate(zip(problem.quota.tolist(), problem.applicants(), strict=True))
    }
    return students, schools


def solve(built: Choice) -> dict[str, list[str]]:
    matching: dict[str, list[str]] = school_choice_da(*built)
    return matching


def read(matching: dict[str, list[str]], problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for school, students in matching.items():
        for student in students:
            where[int(student[1:])] = int(school[1:])
    return where


def build_for_one(problem: Problem) -> tuple[Lists, Lists]:
    if not problem.square:
        raise ValueError("its linear program is for complete square markets only")
    return dict(enumerate(problem.lists())), dict(enumerate(problem.applicants()))


def least_sum(built: tuple[Lists, Lists]) -> dict[int, int]:
    matching: dict[int, int] = egalitarian_stable_matching(*built)
    return matching


def read_pairs(matching: dict[int, int], problem: Problem) -> Integers:
    return np.array([matching[i] for i in range(problem.people)])


TASKS = {
    "deferred_acceptance": (build, solve, read),
    "egalitarian": (build_for_one, least_sum, read_pairs),
}
