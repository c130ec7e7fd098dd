"""`gale-shapley-algorithm`: one to one, so a hospital with q seats becomes q responders with the same list.

It lists all stable matchings of a square of ranks, thus of complete lists and quotas of one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from benchmarks.peers.problems import Integers, Problem
from gale_shapley_algorithm import create_matching
from gale_shapley_algorithm.numeric import enumerate_stable_matchings

Lists = dict[str, list[str]]


def build(problem: Problem) -> tuple[Lists, Lists]:
    quota = problem.quota.tolist()
    proposers = {
        f"r{i}": [f"h{u}.{seat}" for u in wishes for seat in range(quota[u])]
        for i, wishes in enumerate(problem.lists())
    }
    responders: Lists = {}
    for u, who in enumerate(problem.applicants()):
        ranked = [f"r{i}" for i in who]
        responders.update((f"h{u}.{seat}", ranked) for seat in range(quota[u]))
    return proposers, responders


def solve(built: tuple[Lists, Lists]) -> Any:
    return create_matching(*built)


def read(result: Any, problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for proposer, responder in result.matches.items():
        where[int(proposer[1:])] = int(responder[1:].split(".")[0])
    return where


def build_squares(problem: Problem) -> npt.NDArray[np.int16]:
    if not problem.square:
        raise ValueError("it lists the stable matchings of complete square markets only")
    n = problem.people
    squares = np.empty((2, n, n), dtype=np.int16)
    squares[0, problem.person, problem.hospital] = problem.resident_rank
    squares[1, problem.hospital, problem.person] = problem.hospital_rank
    return squares


def list_all(squares: npt.NDArray[np.int16]) -> Integers:
    matchings: Integers = enumerate_stable_matchings(*squares)
    return matchings


def read_all(matchings: Integers, problem: Problem) -> Integers:
    return matchings


TASKS = {
    "deferred_acceptance": (build, solve, read),
    "all_stable": (build_squares, list_all, read_all),
}
