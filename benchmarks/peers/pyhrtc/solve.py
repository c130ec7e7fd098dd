"""`pyhrtc`: it has no deferred acceptance; what it has are preprocessing and an integer program for quotas of one."""

import numpy as np
from pyhrtc.basics import Agent, Instance
from pyhrtc.models import MAX_SMTI_IP


def build(problem):
    left, right = {}, {}
    for i, groups in enumerate(problem.groups()):
        agent = left[f"r{i}"] = Agent(f"r{i}")
        agent.preferences = [[f"h{u}" for u in group] for group in groups]
    for u, (quota, groups) in enumerate(zip(problem.quota.tolist(), problem.applicant_groups(), strict=True)):
        agent = right[f"h{u}"] = Agent(f"h{u}", quota)
        agent.preferences = [[f"r{i}" for i in group] for group in groups]
    return Instance(left, None, right)


def preprocess(instance):
    instance.preprocess("L")
    return instance


def read_nothing(instance, problem):
    return None


def build_for_one(problem):
    if (problem.quota > 1).any():
        raise ValueError("MAX_SMTI_IP reads every capacity as 1")
    return build(problem)


def largest(instance):
    return MAX_SMTI_IP(instance).solve()


def read(matching, problem):
    where = np.full(problem.people, -1)
    for resident, hospital in matching.items():
        where[int(resident[1:])] = int(hospital[1:])
    return where


TASKS = {
    "preprocess": (build, preprocess, read_nothing),
    "largest": (build_for_one, largest, read),
}
