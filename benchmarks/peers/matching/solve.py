"""`matching`: games of players made from dictionaries; the resident-optimal matching."""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.peers.problems import Integers, Problem
from matching.games import HospitalResident


def build(problem: Problem) -> HospitalResident:
    residents = dict(enumerate(problem.lists()))
    hospitals = dict(enumerate(problem.applicants()))
    return HospitalResident.create_from_dictionaries(
        residents, hospitals, dict(enumerate(problem.quota.tolist()))
    )


def solve(game: HospitalResident) -> Any:
    return game.solve(optimal="resident")


def read(matching: Any, problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for hospital, residents in matching.items():
        for resident in residents:
            where[resident.name] = hospital.name
    return where


TASKS = {"deferred_acceptance": (build, solve, read)}
