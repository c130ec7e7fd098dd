"""The whole program as a user meets it: help, a small city from start to result folder, a large workbook read."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.cities import city
from benchmarks.suite.figures import number, seconds
from benchmarks.suite.spec import Claim, Record, Spec, Subject, Table

HELP_S = 0.15
IMPORTS = 2.0
READER = 1.2
STORED_CITY = Path(__file__).parents[2] / "instances/tongxiang"
PROGRAM = "from rengang.cli.main import run; run()"
"""What the command `rengang` does."""
LOADED = """
import json, sys
from rengang.cli.main import run
try:
    run()
except SystemExit:
    pass
ours = set(sys.stdlib_module_names) | {"rengang", "__main__"}
print(json.dumps([name for name in sys.modules if name.partition(".")[0] not in ours]))
"""
BARE = """
import importlib, json, sys
for name in json.loads(sys.stdin.read()):
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # a name that a library has put there itself
"""


def measure(parameters: Mapping[str, Any]) -> Record:
    """What `method` says, everything several times in turn; of each the least, since other work only adds."""
    return {"help": _help, "solve": _solve, "read": _read}[parameters["method"]](parameters)


def spent(code: str, words: Sequence[str] = (), given: str = "") -> tuple[float, float, str]:
    """(wall-clock seconds, CPU seconds, standard output) of a Python process from start to end."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before, began = os.times(), time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", code, *words], input=given, env=environment, capture_output=True, text=True
    )
    wall, after = time.perf_counter() - began, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, told.stdout


def least(runs: Mapping[str, Callable[[], tuple[float, float]]], times: int) -> dict[str, list[float]]:
    """The least (wall-clock, CPU) seconds of each run, all of them in turn, so many times."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(run())
    return {
        name: [round(min(clock), 4) for clock in zip(*taken, strict=True)] for name, taken in found.items()
    }


COMMANDS = {
    "rengang --help": ("--help",),
    "rengang solve --help": ("solve", "--help"),
    "rengang --lang en generate --help": ("--lang", "en", "generate", "--help"),
    "an unknown verb": ("sovle",),
    "rengang policies": ("policies",),
    "an empty interpreter": (),
}


def _help(parameters: Mapping[str, Any]) -> Record:
    def run(words: Sequence[str]) -> tuple[float, float]:
        return spent(PROGRAM if words else "pass", words)[:2]

    for words in COMMANDS.values():
        run(words)  # what Python compiles is on disk from here on
    taken = least({name: partial(run, words) for name, words in COMMANDS.items()}, parameters["times"])
    return {"taken": taken}


def _solve(parameters: Mapping[str, Any]) -> Record:
    with tempfile.TemporaryDirectory() as folder:
        words = ("solve", str(STORED_CITY), "--out", str(Path(folder) / "out"), "--force", "--quiet")
        modules = spent(LOADED, words)[2].splitlines()[
            -1
        ]  # kernels are compiled here, too, where they are not yet
        runs = {
            "the program": lambda: spent(PROGRAM, words)[:2],
            "imports alone": lambda: spent(BARE, given=modules)[:2],
        }
        taken = least(runs, parameters["times"])
        summary = json.loads((Path(folder) / "out" / "summary.json").read_text("utf-8"))
    ratio = taken["the program"][1] / taken["imports alone"][1]
    packages = sorted({name.partition(".")[0] for name in json.loads(modules)} - {"_distutils_hack"})
    return {
        "taken": taken,
        "ratio": round(ratio, 2),
        "status": summary["status"],
        "modules": len(json.loads(modules)),
        "packages": [name for name in packages if not name.startswith("_")],
    }


def wide_workbook(cadres: int, path: Path) -> None:
    """A city's workbook whose roster has 25 columns with something in them; it has no fault."""
    import polars as pl

    from rengang.model import Instance
    from rengang.tables import write

    made = city(cadres // 12, {"cadres": cadres})
    roster, first = made.cadres, made.units["unit_id"][0]
    word = pl.int_range(pl.len()) % 7
    roster = roster.with_columns(
        pl.col("post_since").alias(name)
        for name in ("rank_since", "section_since", "function_since", "discipline_date")
    ).with_columns(
        discipline=pl.lit("处分") + word.cast(pl.String),
        function=pl.lit("职能") + word.cast(pl.String),
        speciality=pl.lit("专长") + word.cast(pl.String),
        exempt=pl.when(~pl.col("pool").fill_null(False)).then(pl.lit("事由") + word.cast(pl.String)),
        waives=word == 0,
        section_id=pl.when(pl.col("unit_id") == first).then(pl.lit("S0001")),
    )
    section = {"section_id": ["S0001"], "unit_id": [first], "name": ["办公室"]}
    tables = {**made.tables, "cadres": roster, "sections": pl.DataFrame(section)}
    write(Instance.from_tables(tables, made.policy), path)


def _read(parameters: Mapping[str, Any]) -> Record:
    from rengang.cli import main
    from rengang.tables import load

    gc.set_threshold(main.OBJECTS, 50, 50)  # as the program does, here for both
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "city.xlsx"
        wide_workbook(parameters["cadres"], book)
        cells = _by_the_reader(book)
        taken = least(
            {
                "python-calamine": lambda: _timed(lambda: _by_the_reader(book)),
                "rengang": lambda: _timed(lambda: load(book)),
            },
            parameters["times"],
        )
        size, problems = book.stat().st_size, len(load(book).problems)
    return {
        "taken": taken,
        "ratio": round(taken["rengang"][1] / taken["python-calamine"][1], 3),
        "cells": cells,
        "workbook_mb": round(size / 1e6, 1),
        "problems": problems,
    }


def _by_the_reader(book: Path) -> int:
    """Every cell of every sheet as a Python value, by the library alone; how many there are on the largest sheet."""
    import python_calamine as calamine

    opened = calamine.load_workbook(str(book))
    sheets = [opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names]
    return max(len(rows) * len(rows[0]) for rows in sheets if rows)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def claims(records: Sequence[Record]) -> list[Claim]:
    """Help at once; a small city in twice what its libraries take to load; a workbook hardly later than its reader."""
    out = []
    for record in records:
        taken = record["taken"]
        if record["method"] == "help":
            for name in list(COMMANDS)[:4]:
                found = taken[name]
                out.append(
                    Claim(
                        f"`{name}` in at most {HELP_S} s"
                        if "rengang" in name
                        else f"{name} told in at most {HELP_S} s",
                        found[1] <= HELP_S,
                        f"{seconds(found[1])} CPU s, {seconds(found[0])} s by the clock",
                        bar=name == "rengang --help",
                    )
                )
        elif record["method"] == "solve":
            told = f"{record['ratio']} × ({seconds(taken['the program'][1])} CPU s)"
            text = f"`solve` of {record['instance']} in at most {IMPORTS:g} × the imports of its libraries"
            out.append(
                Claim(text, record["ratio"] <= IMPORTS and record["status"] == "optimal", told, bar=True)
            )
        else:
            text = f"reading {number(record['cells'])} cells of xlsx within {READER} × of the reader library alone"
            told = f"{record['ratio']} × ({seconds(taken['rengang'][1])} CPU s)"
            out.append(Claim(text, record["ratio"] <= READER and record["problems"] == 0, told, bar=True))
    return out


def tables(records: Sequence[Record]) -> list[Table]:
    """Seconds of everything that was run, and the libraries that were loaded."""
    rows = [
        [record["spec"], name, seconds(wall), seconds(cpu)]
        for record in records
        for name, (wall, cpu) in record["taken"].items()
    ]
    out = [Table(["spec", "what", "s", "CPU s"], rows, "The least of several runs, taken in turn.")]
    loaded = [[r["spec"], number(r["modules"]), ", ".join(r["packages"])] for r in records if "packages" in r]
    if loaded:
        out.append(Table(["spec", "modules", "of"], loaded, "Third-party modules that the run loads."))
    return out


SUBJECT = Subject(
    "program",
    "The whole program",
    "Each run is a process of its own from start to exit, but for reading, where both ways take turns in one process. "
    "Claims are about CPU seconds (user and system, all threads), which other work on the machine leaves alone. The "
    "imports that `solve` is compared with are exactly the third-party modules that the same run has loaded at its "
    "end, imported by an otherwise empty program. What Python and Numba compile is on disk.",
    (
        Spec("help", "", "help", {"times": 9}),
        Spec("stored city", "instances/tongxiang", "solve", {"times": 5}),
        Spec(
            "60,000 × 25 cells", "county, 60,000 cadres, 25 columns", "read", {"cadres": 60_000, "times": 7}
        ),
    ),
    measure,
    claims,
    tables,
)
