"""The exact engine against the textbook stability model, on CP-SAT and on HiGHS, in the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.cities import city, market, warm_up
from benchmarks.suite import hashes
from benchmarks.suite.figures import number, seconds
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

NAMES = ("blocking_pairs", "placed", "intent_ranks", "nomination_ranks")
LIMIT_S = 120.0
RATIO = 50.0
"""Claimed of every city of 5,000."""
HIGHS_LIMIT_S = 60.0
EXACT_RUNS = 5
"""Runs of the exact engine to each of the textbook model's: it takes milliseconds, and clocks have noise."""

_FIRST_CALL = """
import json, sys, time
from benchmarks.cities import city, market
shape = json.loads(sys.argv[1])
subject = market(city(shape["pool"], shape.get("shape")))
began = time.perf_counter()
from rengang.engines.stable.matching import best_stable_matching
best_stable_matching(subject)
print(time.perf_counter() - began)
"""


def measure(parameters: Mapping[str, Any]) -> Record:
    """All, several times in turn (HiGHS once); the medians, and whether they agree."""
    from benchmarks.subjects import textbook_model
    from rengang.engines.stable.matching import best_stable_matching

    warm_up()
    textbook_model.solve(market(city(100)), LIMIT_S)
    subject = market(city(parameters["pool"], parameters.get("shape")))
    clocks: dict[str, list[tuple[float, float]]] = {"exact": [], "textbook": []}
    build_s = []
    for _ in range(parameters.get("repeats", 3)):
        for _ in range(EXACT_RUNS):
            with _timed(clocks["exact"]):
                exact = best_stable_matching(subject)
        with _timed(clocks["textbook"]):
            timed = textbook_model.solve(subject, parameters.get("limit_s", LIMIT_S))
        build_s.append(timed.build_s)
    medians = {
        f"{name}_{clock}": round(statistics.median(column), 5)
        for name, taken in clocks.items()
        for clock, column in zip(("s", "cpu_s"), zip(*taken, strict=True), strict=True)
    }
    solved = timed.solved
    record: Record = {
        "residents": subject.residents,
        "hospitals": subject.hospitals,
        "pairs": subject.pairs,
        "instance_hash": hashes.of_market(subject),
        "objective": [list(each) for each in zip(NAMES, exact.values, strict=True)],
        "bound": [
            list(each) for each in zip(NAMES, exact.values, strict=True) if exact.status.value == "optimal"
        ],
        "exact_status": exact.status.value,
        "exact_values": list(exact.values),
        "figures": exact.figures,
        "textbook_status": solved.status.value,
        "textbook_values": list(solved.values),
        "textbook_bounds": list(solved.bounds),
        "same": agree(exact.values, solved.status.value, solved.values),
        **medians,
        "textbook_build_s": round(statistics.median(build_s), 4),
    }
    record["ratio"] = round(record["textbook_cpu_s"] / record["exact_cpu_s"], 1)
    if parameters.get("highs"):
        record |= _highs(subject, exact.values, record["exact_cpu_s"])
    if parameters.get("first_calls"):
        record["first_call_s"] = first_calls(parameters)
    return record


def _highs(subject: Any, exact: Sequence[int], exact_cpu_s: float) -> Record:
    """What HiGHS makes of the textbook model."""
    from benchmarks.subjects import textbook_highs

    clock: list[tuple[float, float]] = []
    with _timed(clock):
        found = textbook_highs.solve(subject, HIGHS_LIMIT_S)
    ((spent, cpu),) = clock
    return {
        "highs_status": found.status,
        "highs_values": list(found.values),
        "highs_message": found.message,
        "highs_same": agree(exact, found.status, found.values),
        "highs_s": round(spent, 4),
        "highs_cpu_s": round(cpu, 4),
        "highs_ratio": round(cpu / exact_cpu_s, 1),
    }


@contextmanager
def _timed(taken: list[tuple[float, float]]) -> Iterator[None]:
    """Append (wall-clock, CPU) seconds of what happens inside."""
    began, cpu = time.perf_counter(), time.process_time()
    yield
    taken.append((time.perf_counter() - began, time.process_time() - cpu))


def agree(exact: Sequence[int], status: str, textbook: Sequence[int | None]) -> bool | None:
    """Do they say the same; None where the textbook model has no proof.

    It knows only matchings without blocking pairs: that there is none is the same as a best one with some.
    """
    blocking, size, *ranks = exact
    if status == "infeasible":
        return blocking > 0
    if status != "optimal":
        return None
    return blocking == 0 and list(textbook) == [-size, *ranks]


def first_calls(parameters: Mapping[str, Any]) -> dict[str, float]:
    """Seconds of the exact engine's first call in a fresh process: nothing compiled, then kernels on disk."""
    out = {}
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        command = [sys.executable, "-c", _FIRST_CALL, json.dumps(dict(parameters))]
        for name in ("kernels compiled", "kernels on disk"):
            told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            out[name] = round(float(told), 3)
    return out


def claims(records: Sequence[Record]) -> list[Claim]:
    """Proven, the same vector, and with a pool of 5,000 at least fifty times as fast."""
    out = []
    for record in records:
        case, bounded = record["spec"], record["textbook_status"] not in ("optimal", "infeasible")
        out.append(
            Claim(
                f"{case}: proven, and the same values as the textbook model",
                record["exact_status"] == "optimal"
                and record["same"] is not False
                and record.get("highs_same") is not False,
                f"{record['exact_status']}, "
                + ("the textbook model proves nothing in time" if bounded else f"same: {record['same']}"),
            )
        )
        if record["parameters"].get("gated"):
            sign = "≥ " if bounded else ""
            out.append(
                Claim(
                    f"{case}: at least {RATIO:.0f} times as fast as the textbook model",
                    record["ratio"] >= RATIO,
                    f"{sign}{number(record['ratio'])} times",
                    bar=True,
                )
            )
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """Medians and ratios; the first calls."""
    headings = [
        "city",
        "units",
        "pairs",
        "pairs searched",
        "exact, s",
        "textbook, s",
        "of it building, s",
        "ratio",
        "on HiGHS, s",
        "ratio",
    ]
    rows = []
    for r in records:
        bounded = r["textbook_status"] not in ("optimal", "infeasible")
        rows.append(
            [
                r["spec"],
                number(r["hospitals"]),
                number(r["pairs"]),
                number(r["figures"].get("pairs_searched", 0)),
                seconds(r["exact_s"]),
                ("> " if bounded else "") + seconds(r["textbook_s"]),
                seconds(r["textbook_build_s"]),
                ("≥ " if bounded else "") + number(r["ratio"], 0 if r["ratio"] >= 20 else 1),
                *_highs_cells(r),
            ]
        )
    out = [
        Table(
            headings,
            rows,
            "Medians, kernels compiled and libraries loaded before; the ratio is that of CPU seconds.",
        )
    ]
    first = [
        [f"{r['spec']}, {name}", seconds(spent), number(r["textbook_s"] / spent, 1)]
        for r in records
        for name, spent in r.get("first_call_s", {}).items()
    ]
    if first:
        title = "The exact engine's first call in a fresh process, imports included, against the textbook's median."
        out.append(Table(["city", "exact, s", "ratio"], first, title))
    return out


def _highs_cells(r: Record) -> list[str]:
    """Seconds and ratio; where it failed, what it said."""
    if "highs_s" not in r:
        return ["–", "–"]
    if r["highs_status"] == "failed":
        return [
            f"failed after {seconds(r['highs_s'])}: {r['highs_message']}",
            f"≥ {number(r['highs_ratio'])}",
        ]
    return [seconds(r["highs_s"]), number(r["highs_ratio"])]


def _spec(name: str, parameters: Mapping[str, Any], full: bool = False) -> Spec:
    return Spec(name, name, "exact, textbook on CP-SAT and on HiGHS", parameters, full=full)


def _specs() -> list[Spec]:
    ties, relatives = {"tie_share": 0.5}, {"kinship": 0.02}
    measured = {"pool": 5_000, "gated": True, "highs": True}
    county = {**measured, "repeats": 5, "first_calls": True}
    others: list[tuple[str, dict[str, Any], bool]] = [
        ("90 units", {"units": 90}, True),
        ("90 units, half tied, 2 % relatives", {"units": 90, **ties, **relatives}, False),
        ("400 units", {"units": 400}, True),
        ("400 units, half tied, 2 % relatives", {"units": 400, **ties, **relatives}, False),
        ("1,500 units, tenth tied", {"tie_share": 0.1}, True),
        ("1,500 units, half tied", ties, False),
        ("1,500 units, half tied, 2 % relatives", {**ties, **relatives}, False),
        ("8 nominations a vacancy, 5 intents", {"ratio": 8, "intents": 5}, True),
    ]
    larger = {"pool": 20_000, "repeats": 1}
    return [
        _spec("county, 1,500 units", county),
        *(_spec(name, {**measured, "shape": shape}, full) for name, shape, full in others),
        _spec("pool 20,000, county", larger, True),
        _spec("pool 20,000, 100 units", {**larger, "shape": {"units": 100}}, True),
    ]


SUBJECT = Subject(
    "textbook",
    "Against the textbook model",
    "Pools of 5,000 from 60,000 cadres where no other size is named: the two-way selection in four objectives by "
    "the exact engine, by the textbook model of weak stability on CP-SAT (one linear inequality a pair, no "
    "reductions), and by the same model on HiGHS through SciPy; the same market in the same process, one thread "
    "each, in turn. Ratios are of CPU seconds, which other work on the machine leaves alone. Preparing the market is "
    f"in no figure, building the models in all. The textbook model gets {LIMIT_S:.0f} s on CP-SAT and "
    f"{HIGHS_LIMIT_S:.0f} s on HiGHS; where that is not enough, the ratio is a lower bound.",
    _specs(),
    measure,
    claims,
    tables,
)
