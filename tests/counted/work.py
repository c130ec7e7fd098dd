"""Counts of work that are the same on any machine: what CP-SAT is asked, what is called, what is allocated."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Counts = dict[str, float]


@contextmanager
def asked_of_cpsat() -> Iterator[Counts]:
    """What CP-SAT is asked while the context lasts, counted for all calls together.

    Booleans are variables; literals those in clauses, conjunctions and linear rows; deterministic time is CP-SAT's
    own count of its work.
    """
    from ortools.sat.python import cp_model

    counts: Counts = dict.fromkeys(("calls", "booleans", "constraints", "literals", "deterministic time"), 0)
    solve = cp_model.CpSolver.solve

    def counted(solver: Any, model: Any, *arguments: Any) -> Any:
        status = solve(solver, model, *arguments)
        counts["calls"] += 1
        counts["booleans"] += len(model.proto.variables)
        counts["constraints"] += len(model.proto.constraints)
        counts["literals"] += sum(_literals(constraint) for constraint in model.proto.constraints)
        counts["deterministic time"] += solver.response_proto.deterministic_time
        return status

    cp_model.CpSolver.solve = counted
    try:
        yield counts
    finally:
        cp_model.CpSolver.solve = solve


def _literals(constraint: Any) -> int:
    """Literals of one constraint, those that it depends on included."""
    count = len(constraint.enforcement_literal)
    for kind in ("bool_or", "bool_and", "at_most_one", "exactly_one"):
        # to look at what a constraint is not would make it that
        if getattr(constraint, f"has_{kind}")():
            count += len(getattr(constraint, kind).literals)
    return count + (len(constraint.linear.vars) if constraint.has_linear() else 0)


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, Python's and compiled ones: a count of what is done one by one."""
    count = 0

    def hear(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(hear)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def allocated(work: Callable[[], object]) -> int:
    """The most bytes that Python and NumPy hold at once for `work`, beyond what was held before."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        work()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before
