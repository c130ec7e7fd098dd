"""The largest stable matching with ties: every instance, the engine and three plain models in the same run."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.suite import hashes
from benchmarks.suite.figures import number, seconds
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

OURS = "rengang"
CUTOFF, LINEAR = "cutoff model", "cutoff model, linear"
TEXTBOOK, ON_HIGHS = "textbook on CP-SAT", "textbook on HiGHS"
PEERS = (CUTOFF, LINEAR, TEXTBOOK, ON_HIGHS)
RATIO = 30.0
"""How many times sooner the engine is to prove the Scottish shape than the cutoff model without reductions."""
OUR_LIMIT_S = 900.0
LIMIT_S = {False: 30.0, True: 240.0}
"""Of the plain models, deterministic seconds of CP-SAT, seconds of HiGHS: in the short run, and in the full one."""
ENOUGH = 4
"""So many Scottish instances have to be measured for the ratio, since single ones differ much."""
SHORT = ("scottish-1", "gent-prosser-100-90-40-1")
"""Instances that the plain models get in the short run."""
LONG = (*(f"scottish-{seed}" for seed in range(8)), "gent-prosser-100-80-20-1", "square-10000-0")
"""In the full run."""
QUICK = ("gent-prosser-50-90-20-0", "gent-prosser-100-80-20-1", "gent-prosser-100-90-40-1")
"""Of the many by Gent and Prosser, those in the short run."""


@cache
def instances() -> Any:
    """The module that makes and reads the instances."""
    path = Path(__file__).parents[2] / "instances" / "max_hrt" / "make.py"
    spec = importlib.util.spec_from_file_location("max_hrt_make", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no instances at {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def measure(parameters: Mapping[str, Any]) -> Record:
    """One instance by one method, from arrays to the proof or the limit; kernels compiled and libraries loaded."""
    from rengang.engines.largest.solve import largest_stable_matching

    largest_stable_matching(instances().load("scottish-5"))
    market = instances().load(parameters["instance"])
    limit_s = float(parameters["limit_s"])
    began, cpu = time.perf_counter(), time.process_time()
    found = (
        _ours(market, limit_s)
        if parameters["method"] == OURS
        else _plain(market, parameters["method"], limit_s)
    )
    spent = {
        "instance_hash": hashes.of_market(market),
        "seconds": round(time.perf_counter() - began, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
    }
    if found["status"] == "optimal":
        spent["proof_s"] = spent["seconds"]
    return {**spent, **found}


def _ours(market: Any, limit_s: float) -> Record:
    from rengang.engines.largest.solve import largest_stable_matching
    from rengang.engines.stable.predicates import blocking_pairs, is_feasible
    from rengang.limits import Limits

    found = largest_stable_matching(market, Limits(deadline=time.monotonic() + limit_s))
    if not is_feasible(market, found.assignment) or len(blocking_pairs(market, found.assignment)):
        raise ValueError("the matching is not stable")
    return {
        "status": found.status.value,
        "objective": [["size", found.size]],
        "bound": [["size", found.bound]],
        "first_s": round(found.first_s, 4),
        "step": found.method,
        "figures": found.figures,
        "deterministic_time": round(found.deterministic_time, 2),
    }


def _plain(market: Any, method: str, limit_s: float) -> Record:
    from benchmarks.subjects import largest_models as models

    outcome = {
        CUTOFF: lambda: models.cutoff(market, limit_s),
        LINEAR: lambda: models.cutoff(market, limit_s, linear=True),
        TEXTBOOK: lambda: models.textbook(market, limit_s),
        ON_HIGHS: lambda: models.textbook_on_highs(market, limit_s),
    }[method]()
    return {
        "status": outcome.status,
        "objective": [] if outcome.size is None else [["size", outcome.size]],
        "bound": [] if outcome.bound is None else [["size", outcome.bound]],
        "first_s": None if outcome.first_s is None else round(outcome.first_s, 3),
        "deterministic_time": outcome.deterministic_time,
    }


# -- what is claimed and shown -------------------------------------------------------------------------------------
def of_instance(records: Sequence[Record], method: str) -> dict[str, Record]:
    """Instance → the record of a method."""
    return {record["instance"]: record for record in records if record["method"] == method}


def claims(records: Sequence[Record]) -> list[Claim]:
    """All proven by the engine; nobody proves otherwise; the ratio in the Scottish shape."""
    ours = of_instance(records, OURS)
    proven = [name for name, record in ours.items() if record["status"] == "optimal"]
    out = []
    if ours:
        missing = ", ".join(name for name in ours if name not in proven)
        told = f"{len(proven)} of {len(ours)}" + (f"; not {missing}" if missing else "")
        out.append(Claim("every instance is proven", len(proven) == len(ours), told, bar=True))
    known = instances().known()
    for record in records:
        if record["method"] in PEERS and "failed" not in record and record["status"] == "optimal":
            size = record["objective"][0][1]
            if size != known[record["instance"]]["size"]:
                out.append(Claim(f"{record['spec']}: proves the known size", False, str(size)))
    slow = {
        name: record["cpu_s"]
        for name, record in of_instance(records, CUTOFF).items()
        if name.startswith("scottish") and name in ours and "failed" not in record
    }
    if len(slow) >= ENOUGH:
        ratio = sum(slow.values()) / sum(ours[name]["cpu_s"] for name in slow)
        text = (
            f"the Scottish shape: proven {RATIO:.0f} times as fast as by the cutoff model without reductions"
        )
        told = f"≥ {ratio:.0f} times in total over {len(slow)} instances (the cutoff model is cut off at its limit)"
        out.append(Claim(text, ratio >= RATIO and all(name in proven for name in slow), told, bar=True))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """The engine's proofs; the plain models beside it."""
    ours, known = of_instance(records, OURS), instances().known()
    rows = [
        [
            name,
            f"{known[name]['residents']:,} × {known[name]['hospitals']:,}",
            number(known[name]["pairs"]),
            number(record["objective"][0][1]),
            number(record["bound"][0][1]),
            record["step"],
            seconds(record["first_s"]),
            seconds(record.get("proof_s")),
            seconds(record["cpu_s"]),
        ]
        for name, record in ours.items()
    ]
    headings = ["instance", "shape", "pairs", "size", "bound", "step", "first s", "proof s", "CPU s"]
    out = [Table(headings, rows, "The engine.")]
    by_method = {method: of_instance(records, method) for method in PEERS}
    compared = [name for name in ours if any(name in by_method[method] for method in PEERS)]
    if compared:
        rows = [
            [name, seconds(ours[name]["cpu_s"]), *(_cell(by_method[method].get(name)) for method in PEERS)]
            for name in compared
        ]
        title = "CPU seconds to the proof; where there is none, the best size and bound when time was up."
        out.append(Table(["instance", OURS, *PEERS], rows, title))
    return out


def _cell(record: Record | None) -> str:
    """A peer's seconds, or what it has instead of a proof."""
    if record is None:
        return "–"
    if "failed" in record:
        return str(record["failed"])
    if record["status"] == "optimal":
        return seconds(record["cpu_s"])
    size = record["objective"][0][1] if record["objective"] else "none"
    bound = record["bound"][0][1] if record["bound"] else "none"
    return f"{size} ≤ {bound} after {seconds(record['cpu_s'])}"


def _specs() -> list[Spec]:
    out = []
    for name, known in instances().known().items():
        full = (name.startswith("gent") and name not in QUICK) or name == "short-1000000"
        size = {"size": int(known["size"])}
        out.append(Spec(f"{name}, {OURS}", name, OURS, {"limit_s": OUR_LIMIT_S}, size, full))
        for method in PEERS:
            if name in SHORT:
                limit = {"limit_s": LIMIT_S[False]}
                out.append(Spec(f"{name}, {method}", name, method, limit, peer=True))
            elif name in LONG:
                limit = {"limit_s": LIMIT_S[True]}
                out.append(Spec(f"{name}, {method}", name, method, limit, full=True, peer=True))
    return out


SUBJECT = Subject(
    "largest",
    "Largest stable matching with ties",
    "MAX-HRT on instances made from published descriptions (docs/max-hrt.md): the Scottish shape (759 × 53), random "
    "SMTI after Gent and Prosser (n-p1-p2 in the name, in percent), 10,000 × 10,000 with ties on both sides, lists of "
    "at most 2. One thread; from arrays to the proof, building included; kernels compiled before. The plain models "
    "have neither reductions nor bounds: the cutoff model on CP-SAT with its defaults and with a full linear "
    "relaxation, the textbook's model on CP-SAT and on HiGHS (SciPy). HiGHS computes in floating point and its bound "
    "is not checked.",
    _specs(),
    measure,
    claims,
    tables,
)
