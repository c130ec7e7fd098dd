"""Runs in a peer's environment: ``python adapter.py PEER PROBLEM TASK MEMORY_MB`` prints one JSON record.

The folder of each peer has a module ``solve.py`` with a dictionary TASKS: name of the task → (build, solve, read).
`build` makes the library's objects from the :class:`Problem`, `solve` calls the library on them, `read` turns what
it returned into the hospital of each person (int32, −1 = none), into one row of them for each matching where there
are several, or into None where it says nothing of the kind.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import resource
import sys
import time
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

PEERS = Path(__file__).parent
sys.path[0] = str(PEERS.parents[1])


class Problem:
    """The arrays of a file of :mod:`benchmarks.peers.problems`, and the lists that they stand for.

    Equal ranks are broken by index, which changes nothing where there are none.
    """

    def __init__(self, path: str) -> None:
        with np.load(path) as file:
            self.arrays = {name: file[name] for name in file.files}

    def __getattr__(self, name: str) -> np.ndarray:
        try:
            return self.__dict__["arrays"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def people(self) -> int:
        """Number of residents, or of people to be placed."""
        return len(self.ptr) - 1

    @cached_property
    def person(self) -> np.ndarray:
        """The person of each pair."""
        return np.repeat(np.arange(self.people), np.diff(self.ptr))

    def lists(self) -> list[list[int]]:
        """Each resident's hospitals, best first."""
        hospital, ptr = self.hospital.tolist(), self.ptr.tolist()
        return [hospital[a:b] for a, b in pairwise(ptr)]

    def applicants(self) -> list[list[int]]:
        """Each hospital's residents, best first."""
        order = np.lexsort((self.person, self.hospital_rank, self.hospital))
        ends = np.cumsum(np.bincount(self.hospital, minlength=len(self.quota)))
        who = self.person[order].tolist()
        return [who[a:b] for a, b in pairwise([0, *ends.tolist()])]

    def groups(self) -> list[list[list[int]]]:
        """Each resident's hospitals in groups of equal rank, best first."""
        return _grouped(self.person, self.hospital, self.resident_rank, self.people)

    def applicant_groups(self) -> list[list[list[int]]]:
        """Each hospital's residents in groups of equal rank, best first."""
        return _grouped(self.hospital, self.person, self.hospital_rank, len(self.quota))


def _grouped(owner: np.ndarray, other: np.ndarray, rank: np.ndarray, count: int) -> list[list[list[int]]]:
    out: list[list[list[int]]] = [[] for _ in range(count)]
    last = (-1, -1)
    order = np.lexsort((other, rank, owner))
    for u, i, r in zip(owner[order].tolist(), other[order].tolist(), rank[order].tolist(), strict=True):
        if (u, r) != last:
            out[u].append([])
            last = (u, r)
        out[u][-1].append(i)
    return out


def main() -> None:
    """Limit the memory, build, solve, read, print."""
    name, path, task, memory_mb = sys.argv[1:]
    from benchmarks.suite.memory import Peak

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


def _tasks(name: str) -> dict[str, tuple[Any, Any, Any]]:
    spec = importlib.util.spec_from_file_location("solve", PEERS / name / "solve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TASKS


def _found(problem: Problem, answer: Any) -> dict[str, Any]:
    """What the answer amounts to: how many are placed, at what cost or ranks where there are such, and a hash."""
    from benchmarks.suite.hashes import of_arrays, of_rows

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
    objective = [["placed", placed]]
    if "cost" in problem.arrays:
        objective.append(["cost", int(problem.cost[at].sum())])
    out: dict[str, Any] = {"objective": objective, "assignment_hash": of_arrays(where)}
    if "hospital_rank" in problem.arrays:
        out["rank_sum"] = int(problem.resident_rank[at].sum() + problem.hospital_rank[at].sum())
    return out


if __name__ == "__main__":
    main()
