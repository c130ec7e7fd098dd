"""Deferred acceptance: from arrays to a verified matching against plain C, growth, memory, first call, and peers."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.plain_c import PlainC
from benchmarks.subjects.acceptance_markets import Arrays, random_market
from benchmarks.subjects.acceptance_shown import PEERS, claims, plots, tables
from benchmarks.suite import hashes
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Record, Spec, Subject

SHORT_S, LONG_S, HUGE_S = 20.0, 60.0, 400.0
"""What a peer gets in the short run, in the long one, and for 100,000 residents; start and import included."""
QUICK = ("matching/deferred_acceptance", "algmatch/deferred_acceptance")
"""Peers that are asked for 10,000 residents in the short run too; the others take longer than SHORT_S."""

FIRST_CALL = """
import json, os, time
import numpy as np
from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import Market
from rengang.verify.matching import judge_matching

arrays = [np.array(a, dtype=t) for a, t in zip(
    ([1, 1], [0, 2, 3], [0, 1, 0], [1, 2, 1], [2, 1, 1]), ("i8", "i8", "i4", "i4", "i4"), strict=True)]
wall, cpu = time.perf_counter(), time.process_time()
market = Market.from_rows(*arrays)
assert judge_matching(market, resident_proposing(market).assignment).stable
print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))
"""
"""The first matching of a process, kernels not loaded yet: from arrays to verified, Numba's import included."""


def measure(parameters: Mapping[str, Any]) -> Record:
    """One market by one method."""
    method = parameters["method"]
    if method in _METHODS:
        return _METHODS[method](parameters)
    peer, task = method.split("/")
    arrays = _market(parameters)
    with tempfile.TemporaryDirectory() as folder:
        path = peers.write_market(Path(folder) / "market.npz", arrays)
        return {
            "instance_hash": hashes.of_arrays(*arrays.all()),
            **peers.run(peer, path, task, parameters["limit_s"]),
        }


def _market(parameters: Mapping[str, Any]) -> Arrays:
    return random_market(parameters["residents"], parameters["wishes"], parameters.get("shape", ""))


def _beside_c(parameters: Mapping[str, Any]) -> Record:
    """Ours and plain C in turn on the same arrays, the best of several turns, in CPU seconds."""
    arrays, plain = _market(parameters), PlainC()
    _verified(_market({"residents": 100, "wishes": 2}))
    turns = max(3, min(25, 10_000_000 // len(arrays.hospital)))
    ours, theirs = [], []
    for _ in range(turns):
        outcome, *steps = _verified(arrays)
        ours.append(steps)
        began = time.process_time()
        assignment, proposals = plain.deferred_acceptance(
            arrays.quota, arrays.ptr, arrays.hospital, arrays.hospital_rank
        )
        found = time.process_time()
        blocking = plain.blocking_pairs(*arrays.all(), assignment)
        theirs.append((found - began, time.process_time() - found))
    rows, accept, judge = min(ours, key=sum)
    accept_c, check_c = min(theirs, key=sum)
    return {
        "instance_hash": hashes.of_arrays(*arrays.all()),
        "status": "optimal",
        "objective": [["placed", int((outcome.assignment >= 0).sum())]],
        "assignment_hash": hashes.of_arrays(outcome.assignment),
        "same_as_c": bool((assignment == outcome.assignment).all())
        and proposals == outcome.proposals
        and not blocking,
        "pairs": len(arrays.hospital),
        "proposals": outcome.proposals,
        "rows_s": round(rows, 6),
        "accept_s": round(accept, 6),
        "judge_s": round(judge, 6),
        "cpu_s": round(rows + accept + judge, 6),
        "seconds": round(rows + accept + judge, 6),
        "accept_c_s": round(accept_c, 6),
        "check_c_s": round(check_c, 6),
        "hospitals_s": round(min(_hospitals_propose(arrays) for _ in range(3)), 6),
    }


def _verified(arrays: Arrays) -> tuple[Any, float, float, float]:
    """From arrays to a verified matching; CPU seconds of taking the arrays, of matching, of judging."""
    from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
    from rengang.model import Market
    from rengang.verify.matching import judge_matching

    began = time.process_time()
    market = Market.from_rows(*arrays.all())
    taken = time.process_time()
    outcome = resident_proposing(market)
    found = time.process_time()
    if not judge_matching(market, outcome.assignment).stable:
        raise ValueError("the matching is not stable")
    return outcome, taken - began, found - taken, time.process_time() - found


def _hospitals_propose(arrays: Arrays) -> float:
    """CPU seconds of deferred acceptance from the other side."""
    from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing
    from rengang.model import Market

    market = Market.from_rows(*arrays.all())
    began = time.process_time()
    hospital_proposing(market)
    return time.process_time() - began


def _memory(parameters: Mapping[str, Any]) -> Record:
    """One matching in a process that does nothing else; the peak includes making the arrays."""
    peak = Peak()
    arrays = _market(parameters)
    made = peak.of_step_mb()
    outcome, *steps = _verified(arrays)
    return {
        "instance_hash": hashes.of_arrays(*arrays.all()),
        "objective": [["placed", int((outcome.assignment >= 0).sum())]],
        "assignment_hash": hashes.of_arrays(outcome.assignment),
        "arrays_mb": round(sum(array.nbytes for array in arrays.all()) / 2**20, 1),
        "making_mb": round(made, 1),
        "matching_mb": round(peak.of_step_mb(), 1),
        "peak_mb": round(peak.in_all_mb(), 1),
        "cpu_s": round(sum(steps), 4),
    }


def _first_call(parameters: Mapping[str, Any]) -> Record:
    """The first matching of five fresh processes, kernels on disk; of one process, nothing on disk."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [_fresh(folder) for _ in range(6)]
    wall, cpu = (statistics.median(column) for column in zip(*runs[1:], strict=True))
    return {
        "compile_s": round(runs[0][0], 3),
        "compile_cpu_s": round(runs[0][1], 3),
        "seconds": round(wall, 3),
        "cpu_s": round(cpu, 3),
    }


def _fresh(cache: str) -> tuple[float, float]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
    command = [sys.executable, "-c", FIRST_CALL]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


def _from_dictionaries(parameters: Mapping[str, Any]) -> Record:
    """What peers do: from arrays to dictionaries, to a market, to a matching by names. The best of three."""
    from benchmarks.peers.problems import Problem
    from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
    from rengang.model import Market

    arrays = _market(parameters)
    _verified(arrays)
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        problem = Problem(str(peers.write_market(Path(folder) / "market.npz", arrays)))
        for _ in range(3):
            began = time.process_time()
            residents, hospitals = dict(enumerate(problem.lists())), dict(enumerate(problem.applicants()))
            market = Market.from_preferences(residents, hospitals, dict(enumerate(arrays.quota.tolist())))
            built = time.process_time()
            assignment = resident_proposing(market).assignment
            market.matching(assignment)
            runs.append((built - began, time.process_time() - built))
    build, solve = min(runs, key=sum)
    return {
        "instance_hash": hashes.of_arrays(*arrays.all()),
        "objective": [["placed", int((assignment >= 0).sum())]],
        "assignment_hash": hashes.of_arrays(assignment),
        "build_s": round(build, 5),
        "solve_s": round(solve, 5),
        "seconds": round(build + solve, 5),
        "cpu_s": round(build + solve, 5),
    }


_METHODS: dict[str, Callable[[Mapping[str, Any]], Record]] = {
    "beside plain C": _beside_c,
    "memory": _memory,
    "first call": _first_call,
    "from dictionaries": _from_dictionaries,
}


def _specs() -> list[Spec]:
    def spec(method: str, residents: int, wishes: int, **more: Any) -> Spec:
        shape = more.pop("shape", "")
        instance = f"{residents:,} × {wishes}" + (f", {shape}" if shape else "")
        parameters = {
            "residents": residents,
            "wishes": wishes,
            "shape": shape,
            **more.pop("parameters", {}),
        }
        return Spec(f"{instance}, {method}", instance, method, parameters, **more)

    sizes = [(n, 2) for n in (5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)]
    sizes += [(n, 10) for n in (1_000, 10_000, 100_000, 1_000_000)]
    out = [spec("beside plain C", n, wishes) for n, wishes in sizes]
    out += [spec("beside plain C", 1_000_000, wishes, shape="popular") for wishes in (2, 10)]
    out += [spec("beside plain C", n, 2, shape="districts") for n in (10_000, 100_000)]
    out += [spec("memory", n, 2) for n in (7_000_000, 10_000_000)]
    out.append(Spec("first call", "two residents", "first call"))
    against = [(100, 2, ""), (1_000, 2, ""), (10_000, 2, "districts"), (10_000, 2, ""), (10_000, 10, "")]
    against += [(100_000, 2, "districts"), (100_000, 2, "")]
    for n, wishes, shape in against:
        out.append(spec("from dictionaries", n, wishes, shape=shape))
        for peer in PEERS:
            full = n > 10_000 or (n == 10_000 and peer not in QUICK)
            limit = {"limit_s": HUGE_S if n > 10_000 else LONG_S if full else SHORT_S}
            out.append(spec(peer, n, wishes, shape=shape, parameters=limit, full=full, peer=True))
    return out


SUBJECT = Subject(
    "acceptance",
    "Deferred acceptance against plain C and peers",
    "Random markets: as many seats as residents, 20 to a hospital, strict lists of 2 or 10 wishes and strict ranks on "
    "both sides. *Beside plain C*: from arrays in order to a verified matching, thus the check of the arrays, "
    "deferred acceptance and the judgement that no pair blocks (kernels compiled), in turn with a plain-C deferred "
    "acceptance and its own check (benchmarks/plain_c, -O3 -march=native) on the same arrays in the same process; CPU "
    "seconds, the best of several turns. *Popular* markets have few hospitals that everybody wants and one score for "
    "everybody; in *districts* everybody lists hospitals of one district of five. Peers get the same markets, each in "
    "its own environment and process, "
    f"{SHORT_S:.0f} s in the short run, {LONG_S:.0f} s in the long one and {HUGE_S:.0f} s for 100,000 residents; "
    "their time includes "
    "building, and ours *from dictionaries* includes making the dictionaries, the market and a matching by names. "
    "`pyhrtc` has no deferred acceptance; what is timed is its preprocessing.",
    _specs(),
    measure,
    claims,
    tables,
    plots,
)
