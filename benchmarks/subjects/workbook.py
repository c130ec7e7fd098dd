"""From a workbook to a result folder: the whole program, as a user starts it."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cities import SEED, city
from benchmarks.suite import hashes, program
from benchmarks.suite.figures import number, seconds
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

_STEP = re.compile(r"(?:^|: |, )([a-z][a-z -]*?) ([\d.]+) s")
"""A step on the line ``time 12.39 s: reading 4.36 s, preparing 0.23 s, …``."""
SLOW_SHARE = 0.5


def measure(parameters: Mapping[str, Any]) -> Record:
    """Write the workbook, then ``rengang solve`` it in a process of its own."""
    instance = city(parameters["pool"], parameters.get("shape"))
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder) / "city.xlsx", Path(folder) / "out"
        from rengang.tables import write

        began = time.perf_counter()
        write(instance, book)
        made_s = time.perf_counter() - began
        _have_kernels_compiled(Path(folder))
        ran = _solve(book, out)
        summary = json.loads((out / "summary.json").read_text("utf-8"))
        size_mb = book.stat().st_size / 1e6
    steps, total_s = steps_told(ran.printed), ran.seconds
    return {
        "cadres": len(instance.cadres),
        "pool": len(instance.pool),
        "status": summary["status"],
        "verified": summary["verified"],
        "proven": all(o["value"] == o["bound"] for o in (*summary["objective"], *summary["directed"])),
        "objective": [[o["name"], o["value"]] for o in (*summary["objective"], *summary["directed"])],
        "bound": [[o["name"], o["bound"]] for o in (*summary["objective"], *summary["directed"])],
        "steps": {"start and stop": round(total_s - sum(steps.values()), 3), **steps},
        "total_s": round(total_s, 3),
        "make_workbook_s": round(made_s, 3),
        "workbook_mb": round(size_mb, 1),
        "peak_mb": round(ran.peak_mb, 1),
        "instance_hash": hashes.of_instance(instance),
    }


def _have_kernels_compiled(folder: Path) -> None:
    """The first run after installing compiles, once; every later one finds the kernels on disk."""
    from rengang.tables import write

    write(city(50), folder / "small.xlsx")
    _solve(folder / "small.xlsx", folder / "small")


def _solve(book: Path, out: Path) -> program.Ran:
    """The program from start to exit."""
    command = [sys.executable, "-m", "rengang.cli.main", "solve", str(book), "--out", str(out), "--force"]
    return program.run([*command, "--seed", str(SEED), "--lang", "en", "--quiet"])


def steps_told(said: str) -> dict[str, float]:
    """Seconds by step, from the line that the program prints about its time.

    >>> steps_told("time 3.00 s: reading 1.00 s, two-way selection 2.00 s")
    {'reading': 1.0, 'two-way selection': 2.0}
    """
    line = next(line for line in said.splitlines() if line.startswith("time "))
    return {step: float(spent) for step, spent in _STEP.findall(line.partition(" s: ")[2])}


def claims(records: Sequence[Record]) -> list[Claim]:
    """Proven, verified, and most of the time goes into reading and writing."""
    out = []
    for record in records:
        carrying = record["steps"]["reading"] + record["steps"]["writing"]
        share = carrying / record["total_s"]
        pool = number(record["pool"])
        out += [
            Claim(
                f"pool of {pool}: every objective proven, the answer verified",
                record["status"] == "optimal" and record["proven"] and bool(record["verified"]),
                f"{record['status']}, verified: {record['verified']}",
            ),
            Claim(
                f"pool of {pool}: reading and writing take more than half of the time",
                share > SLOW_SHARE,
                f"{share:.0%} of {seconds(record['total_s'])} s",
            ),
        ]
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """Steps by case."""
    headings = ["step", *(f"{number(r['cadres'])} cadres, pool {number(r['pool'])}: s" for r in records)]
    steps = list(records[0]["steps"]) if records else []
    rows = [[step, *(seconds(r["steps"].get(step)) for r in records)] for step in steps]
    rows.append(["whole program", *(seconds(r["total_s"]) for r in records)])
    rows.append(["workbook, MB", *(number(r["workbook_mb"], 1) for r in records)])
    rows.append(["peak memory, MB", *(number(r["peak_mb"]) for r in records)])
    return [Table(headings, rows)]


SUBJECT = Subject(
    "workbook",
    "A city's workbook, from start to result folder",
    "`rengang solve city.xlsx --out …` on a synthetic county-level city, in a process of its own: reading (every "
    "check included), solving, verification, writing of the whole result folder (tables, forms, report). Steps are "
    'as the program prints them; "start and stop" is the rest of its wall-clock time.',
    (
        Spec("pool 5,000", "county, pool 5,000", "solve", {"pool": 5_000}),
        Spec("pool 20,000", "county, pool 20,000", "solve", {"pool": 20_000}, full=True),
    ),
    measure,
    claims,
    tables,
)
