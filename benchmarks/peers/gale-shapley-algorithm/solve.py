"""`gale-shapley-algorithm`: one to one, so a hospital with q seats becomes q responders with the same list."""

import numpy as np
from gale_shapley_algorithm import create_matching


def build(problem):
    quota = problem.quota.tolist()
    proposers = {
        f"r{i}": [f"h{u}.{seat}" for u in wishes for seat in range(quota[u])]
        for i, wishes in enumerate(problem.lists())
    }
    responders = {}
    for u, who in enumerate(problem.applicants()):
        ranked = [f"r{i}" for i in who]
        responders.update((f"h{u}.{seat}", ranked) for seat in range(quota[u]))
    return proposers, responders


def solve(built):
    return create_matching(*built)


def read(result, problem):
    where = np.full(problem.people, -1)
    for proposer, responder in result.matches.items():
        where[int(proposer[1:])] = int(responder[1:].split(".")[0])
    return where


TASKS = {"deferred_acceptance": (build, solve, read)}
