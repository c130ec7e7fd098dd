"""`algmatch`: its class for hospital/residents on a dictionary; it checks its own answer for stability."""

import numpy as np
from algmatch import HospitalResidentsProblem


def build(problem):
    hospitals = {
        u: {"capacity": quota, "preferences": who}
        for u, (quota, who) in enumerate(zip(problem.quota.tolist(), problem.applicants(), strict=True))
    }
    instance = {"residents": dict(enumerate(problem.lists())), "hospitals": hospitals}
    return HospitalResidentsProblem(dictionary=instance, optimised_side="residents")


def solve(built):
    return built.get_stable_matching()


def read(matching, problem):
    where = np.full(problem.people, -1)
    for resident, hospital in matching["resident_sided"].items():
        if hospital:
            where[int(resident[1:])] = int(hospital[1:])
    return where


TASKS = {"deferred_acceptance": (build, solve, read)}
