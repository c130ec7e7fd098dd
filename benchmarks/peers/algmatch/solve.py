"""`algmatch`: its class for hospital/residents on a dictionary; it checks its own answer for stability."""

from __future__ import annotations

import numpy as np
from algmatch import HospitalResidentsProblem
from algmatch.utils import HREnumerator
from benchmarks.peers.problems import Integers, Problem

Matching = dict[str, dict[str, str]]


def build(problem: Problem) -> HospitalResidentsProblem:
    hospitals = {
        u: {"capacity": quota, "preferences": who}
        for u, (quota, who) in enumerate(zip(problem.quota.tolist(), problem.applicants(), strict=True))
    }
    instance = {"residents": dict(enumerate(problem.lists())), "hospitals": hospitals}
    return HospitalResidentsProblem(dictionary=instance, optimised_side="residents")


def solve(built: HospitalResidentsProblem) -> Matching:
    matching: Matching = built.get_stable_matching()
    return matching


def read(matching: Matching, problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for resident, hospital in matching["resident_sided"].items():
        if hospital:
            where[int(resident[1:])] = int(hospital[1:])
    return where


def build_enumerator(problem: Problem) -> HREnumerator:
    """It counts from 1."""
    hospitals = {
        u: {"capacity": quota, "preferences": [i + 1 for i in who]}
        for u, (quota, who) in enumerate(zip(problem.quota.tolist(), problem.applicants(), strict=True), 1)
    }
    residents = {i: [u + 1 for u in wishes] for i, wishes in enumerate(problem.lists(), 1)}
    return HREnumerator({"residents": residents, "hospitals": hospitals})


def list_all(enumerator: HREnumerator) -> list[Matching]:
    enumerator.find_stable_matchings()
    matchings: list[Matching] = enumerator.stable_matching_list
    return matchings


def read_all(matchings: list[Matching], problem: Problem) -> Integers:
    where = np.full((len(matchings), problem.people), -1)
    for row, matching in zip(where, matchings, strict=True):
        for resident, hospital in matching["resident_sided"].items():
            if hospital:
                row[int(resident[1:]) - 1] = int(hospital[1:]) - 1
    return where


TASKS = {
    "deferred_acceptance": (build, solve, read),
    "all_stable": (build_enumerator, list_all, read_all),
}
