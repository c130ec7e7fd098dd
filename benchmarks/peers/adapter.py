"""Runs in a peer's environment: ``python -m benchmarks.peers.adapter PEER PROBLEM TASK MEMORY_MB`` prints a record.

The folder of each peer has a module ``solve.py`` with a dictionary TASKS: name of the task → (build, solve, read).
`build` makes the library's objects from the :class:`~benchmarks.peers.problems.Problem`, `solve` calls the library
on them, `read` turns what it returned into the hospital of each person (int32, −1 = none), into one row of them for
each matching where there are several, or into None where it says nothing of the kind.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

from benchmarks.peers.environments import PEERS
from benchmarks.peers.problems import Integers, Problem
from benchmarks.suite.hashes import of_arrays, of_rows
from benchmarks.suite.memory import Peak

Task = tuple[Callable[[Problem], Any], Callable[[Any], Any], Callable[[Any, Problem], Integers | None]]
"""Build, solve, read; what is built and what is found is the library's own."""


def main() -> None:
    """Limit the memory, build, solve, read, print."""
    name, path, task, memory_mb = sys.argv[1:]
    limit = int(memory_mb) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    problem = Problem(path)
    began = time.perf_counter()
    build, solve, read = _tasks(name)[task]
    imported = time.perf_counter()
    cpu = _cpu_s()
    built = build(problem)
    ready = time.perf_counter()
    solved = solve(built)
    ended, cpu_s = time.perf_counter(), _cpu_s() - cpu
    record = {
        "version": version(name),
        "python": platform.python_version(),
        "import_s": round(imported - began, 4),
        "build_s": round(ready - imported, 5),
        "solve_s": round(ended - ready, 5),
        "seconds": round(ended - imported, 5),
        "cpu_s": round(cpu_s, 5),
        "peak_mb": round(Peak().in_all_mb(), 1),
    }
    print(json.dumps({**record, **_found(problem, read(solved, problem))}))


def _cpu_s() -> float:
    """Of this process and of the solvers that it has started."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + started.ru_utime + started.ru_stime


def _tasks(name: str) -> dict[str, Task]:
    spec = importlib.util.spec_from_file_location("solve", PEERS / name / "solve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tasks: dict[str, Task] = module.TASKS
    return tasks


def _found(problem: Problem, answer: Integers | None) -> dict[str, Any]:
    """What the answer amounts to: how many are placed, at what cost or ranks where there are such, and a hash."""
    if answer is None:
        return {}
    where = np.asarray(answer, dtype=np.int32)
    if where.ndim > 1:
        return {"objective": [["matchings", len(where)]], "matchings_hash": of_rows(where)}
    at = where[problem.person] == problem.hospital
    placed = int((where >= 0).sum())
    taken = np.bincount(where[where >= 0], minlength=len(problem.quota))
    if int(at.sum()) != placed or (taken > problem.quota).any():
        raise ValueError("the answer breaks a list or a quota")
    objective: list[list[str | int]] = [["placed", placed]]
    if not problem.has_ranks:
        objective.append(["cost", int(problem.cost[at].sum())])
    out: dict[str, Any] = {"objective": objective, "assignment_hash": of_arrays(where)}
    if problem.has_ranks:
        out["rank_sum"] = int(problem.resident_rank[at].sum() + problem.hospital_rank[at].sum())
    return out


if __name__ == "__main__":
    main()
