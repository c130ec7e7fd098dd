"""`matching`: games of players made from dictionaries; the resident-optimal matching."""

import numpy as np
from matching.games import HospitalResident


def build(problem):
    residents = dict(enumerate(problem.lists()))
    hospitals = dict(enumerate(problem.applicants()))
    return HospitalResident.create_from_dictionaries(
        residents, hospitals, dict(enumerate(problem.quota.tolist()))
    )


def solve(game):
    return game.solve(optimal="resident")


def read(matching, problem):
    where = np.full(problem.people, -1)
    for hospital, residents in matching.items():
        for resident in residents:
            where[resident.name] = hospital.name
    return where


TASKS = {"deferred_acceptance": (build, solve, read)}
