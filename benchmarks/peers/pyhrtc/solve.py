"""`pyhrtc`: it has no deferred acceptance; what it has are preprocessing and an integer program for quotas of one."""

from __future__ import annotations

import numpy as np
from benchmarks.peers.problems import Integers, Problem
from pyhrtc.basics import Agent, Instance
from pyhrtc.models import MAX_SMTI_IP


def build(problem: Problem) -> Instance:
    left: dict[str, Agent] = {}
    right: dict[str, Agent] = {}
    for i, groups in enumerate(problem.groups()):
        agent = left[f"r{i}"] = Agent(f"r{i}")
        agent.preferences = [[f"h{u}" for u in group] for group in groups]
    for u, (quota, groups) in enumerate(zip(problem.quota.tolist(), problem.applicant_groups(), strict=True)):
        agent = right[f"h{u}"] = Agent(f"h{u}", quota)
        agent.preferences = [[f"r{i}" for i in group] for group in groups]
    return Instance(left, None, right)


def preprocess(instance: Instance) -> Instance:
    instance.preprocess("L")
    return instance


def read_nothing(instance: Instance, problem: Problem) -> None:
    return None


def build_for_one(problem: Problem) -> Instance:
    if (problem.quota > 1).any():
        raise ValueError("MAX_SMTI_IP reads every capacity as 1")
    return build(problem)


def largest(instance: Instance) -> dict[str, str]:
    matching: dict[str, str] = MAX_SMTI_IP(instance).solve()
    return matching


def read(matching: dict[str, str], problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for resident, hospital in matching.items():
        where[int(resident[1:])] = int(hospital[1:])
    return where


TASKS = {
    "preprocess": (build, preprocess, read_nothing),
    "largest": (build_for_one, largest, read),
}
