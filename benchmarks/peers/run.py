"""A peer at work: its adapter in its environment, in a process group of its own, within limits."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.peers.environments import Unavailable, ready
from benchmarks.suite.process import run as run_command
from benchmarks.suite.spec import Record

MEMORY_MB = 8_000
"""A peer that asks for more address space fails with its own message."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def run(
    name: str, problem: Path, task: str, limit_s: float, *, memory_mb: int = MEMORY_MB, threads: int = 1
) -> Record:
    """What a peer makes of a problem.

    Parameters
    ----------
    name, task
        A folder of benchmarks/peers, and one of the `TASKS` of its adapter.
    problem
        A file of :mod:`benchmarks.peers.problems`.
    limit_s, memory_mb, threads
        Wall-clock seconds for everything (start and import included), address space, threads of libraries.

    Returns
    -------
    Record
        `peer`, `version`, `python`, `task`, `import_s`, `build_s` (from arrays to the library's objects),
        `solve_s`, `seconds` (both), `cpu_s` (of both), `peak_mb`, and of what it found `objective` and, where it
        says who is where, `assignment_hash` (of int32 hospitals, −1 = none). Or `failed`, the peer's own last
        word; with `not_run` where there is no environment for it.
    """
    origin = {"peer": name, "task": task}
    try:
        python = ready(name)
    except Unavailable as reason:
        return {**origin, "failed": f"not run: {reason}", "not_run": True}
    adapter = ["-W", "ignore", "-m", "benchmarks.peers.adapter"]
    command = [str(python), *adapter, name, str(problem), task, str(memory_mb)]
    environment = {**os.environ, **{variable: str(threads) for variable in ONE_THREAD}}
    return {**origin, **run_command(command, limit_s, environment)}
