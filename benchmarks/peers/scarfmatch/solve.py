"""`scarfmatch`: Scarf's algorithm and rounding, made for couples; every hospital ranks every resident."""

from __future__ import annotations

from typing import Any

import numpy as np
import scarf
from benchmarks.peers.problems import Integers, Problem


def build(problem: Problem) -> Any:
    everybody = range(problem.people)
    hospitals = []
    for who in problem.applicants():
        listed = set(who)
        hospitals.append(who + [i for i in everybody if i not in listed])
    return scarf.create_instance(problem.lists(), [], hospitals, problem.quota.tolist())


def solve(instance: Any) -> tuple[Any, Any]:
    return instance, scarf.round(scarf.solve(instance), instance)


def read(solved: tuple[Any, Any], problem: Problem) -> Integers:
    instance, solution = solved
    where = np.full(problem.people, -1)
    for column, share in zip(solution.basis, solution.alloc, strict=True):
        pair = instance.pair_list[column]
        if share > 0.5 and pair[0] >= 0 and pair[1] >= 0:
            where[pair[0]] = pair[1]
    return where


TASKS = {"deferred_acceptance": (build, solve, read)}
