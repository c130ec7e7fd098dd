"""The subject about the whole program: its bars, and the workbook that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks.subjects import program

from rengang.tables import load

HELP = {name: [0.2, 0.1] for name in program.COMMANDS}
GOOD: dict[str, dict[str, Any]] = {
    "help": {"taken": HELP},
    "solve": {
        "instance": "x", "ratio": 1.9, "status": "optimal",
        "taken": {"the program": [2.0, 1.9], "imports alone": [1.0, 1.0]},
    },
    "read": {
        "cells": 10, "ratio": 1.2, "problems": 0, "taken": {"python-calamine": [1.0, 1.0], "rengang": [1.2, 1.2]}
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("help", {"taken": {**HELP, "rengang --help": [0.2, 0.16]}}),
        ("solve", {"ratio": 2.01}),
        ("solve", {"status": "feasible"}),
        ("read", {"ratio": 1.21}),
        ("read", {"problems": 1}),
    ],
)
def test_each_bar_fails_where_it_is_missed(method: str, changes: dict[str, Any]) -> None:
    """CPU seconds of help, the ratios of a small city and of reading, a proof, a workbook without fault."""
    record = {"method": method, "spec": method, **GOOD[method]}
    assert all(claim.holds for claim in program.claims([record]))
    (missed,) = [claim for claim in program.claims([{**record, **changes}]) if not claim.holds]
    assert missed.bar


def test_the_workbook_that_is_read_has_25_columns_and_no_fault(tmp_path: Path) -> None:
    """Every column that is counted holds something, and nothing is said about the workbook."""
    book = tmp_path / "city.xlsx"
    program.wide_workbook(600, book)
    loaded = load(book)
    assert loaded.problems == ()
    assert loaded.instance is not None
    roster = loaded.instance.cadres
    assert [roster[name].null_count() < 600 for name in roster.columns].count(True) == 25


def test_the_interpreter_alone_takes_no_time_to_speak_of() -> None:
    """A process that does nothing is told apart from one that works: its CPU seconds are its own."""
    _, idle, _ = program.spent("pass")
    _, busy, told = program.spent("import sys; print(sys.argv[1], sum(range(10**7)))", ("word",))
    assert busy > idle
    assert told.split() == ["word", str(sum(range(10**7)))]
