"""`matching-algorithms`: school choice on dictionaries; a school with q seats becomes q schools.

Its linear program of the egalitarian stable matching is for complete lists and quotas of one.
"""

import numpy as np
from matching_algorithms import egalitarian_stable_matching, school_choice_da


def build(problem):
    students = {f"r{i}": [f"h{u}" for u in wishes] for i, wishes in enumerate(problem.lists())}
    schools = {
        f"h{u}": {"priorities": [f"r{i}" for i in who], "capacity": quota}
        for u, (quota, who) in enumerate(zip(problem.quota.tolist(), problem.applicants(), strict=True))
    }
    return students, schools


def solve(built):
    return school_choice_da(*built)


def read(matching, problem):
    where = np.full(problem.people, -1)
    for school, students in matching.items():
        for student in students:
            where[int(student[1:])] = int(school[1:])
    return where


def build_for_one(problem):
    n = problem.people
    if len(problem.quota) != n or len(problem.hospital) != n * n or (problem.quota > 1).any():
        raise ValueError("its linear program is for complete square markets only")
    return dict(enumerate(problem.lists())), dict(enumerate(problem.applicants()))


def least_sum(built):
    return egalitarian_stable_matching(*built)


def read_pairs(matching, problem):
    return np.array([matching[i] for i in range(problem.people)])


TASKS = {
    "deferred_acceptance": (build, solve, read),
    "egalitarian": (build_for_one, least_sum, read_pairs),
}
