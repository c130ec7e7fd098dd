"""`matching-algorithms`: school choice on dictionaries; a school with q seats becomes q schools."""

import numpy as np
from matching_algorithms import school_choice_da


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


TASKS = {"deferred_acceptance": (build, solve, read)}
