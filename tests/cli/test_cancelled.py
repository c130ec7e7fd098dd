"""Ctrl-C and time limits: the best verified allocation so far."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rengang.cli.main import app
from rengang.report import FILES

KNOBS = (
    "intents=8",
    "ratio=6",
    "tie_share=0.95",
    "noise=0",
    "popularity_skew=0.3",
    "kinship=0.5",
    "kin_in_pool=1",
)
SIZE = ("--cadres", "4000", "--pool", "1500", "--seed", "2", "--parquet")
TALKATIVE = """
import rengang.cli.screen.progress as progress
from rengang.cli.main import run
progress.PATIENCE_S = progress.LINE_EVERY_S = 0.0
run()
"""
"""The command line, but with a line on standard error for every report of progress, at once."""


KEPT = """
import ctypes, signal
from rengang.cli.screen.interrupt import beside

def handler():
    action = ctypes.create_string_buffer(256)
    ctypes.CDLL(None).sigaction(signal.SIGINT, None, action)
    return action.raw[:8]

before = handler()
import polars
taken = handler()
print("taken" if taken != before else "left", "given back" if beside(handler) == before else "kept")
"""
"""Who hears Ctrl-C (the first word of the system's record): after Polars came, and while work is done."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of long lists and many ties, of which no proof is found in minutes."""
    path = tmp_path_factory.mktemp("hard") / "city"
    settings = [word for knob in KNOBS for word in ("--set", knob)]
    made = CliRunner().invoke(app, ["generate", str(path), *SIZE, *settings])
    assert made.exit_code == 0, made.stderr
    return path


def start(*arguments: object) -> subprocess.Popen[str]:
    """A call of the command line in a process of its own, in English, with every report of progress."""
    return subprocess.Popen(
        [sys.executable, "-c", TALKATIVE, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "RENGANG_LANG": "en"},
    )


def wait_for(running: subprocess.Popen[str], step: str) -> None:
    """Read progress until a step is announced."""
    assert running.stderr is not None
    for line in running.stderr:
        if step in line:
            return
    pytest.fail(f"{step} was never announced")


def summary(out: Path) -> dict[str, Any]:
    """The summary of a result folder."""
    document: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return document


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_writes_the_best_allocation_so_far(city: Path, tmp_path: Path, number: signal.Signals) -> None:
    """Stopped while it solves: exit 0, a whole folder that verifies, a summary that says cancelled."""
    out = tmp_path / "out"
    running = start("solve", city, "--out", out)
    wait_for(running, "two-way selection")
    running.send_signal(number)
    shown, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert "stopping with the best allocation so far" in said
    assert "cancelled" in shown
    assert {path.name for path in out.iterdir()} == set(FILES)
    assert (summary(out)["status"], summary(out)["stop"]) == ("feasible", "cancelled")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    judge = start("verify", city, out)
    judge.communicate(timeout=60)
    assert judge.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads the record that Linux keeps of a handler")
def test_no_library_takes_ctrl_c_while_work_is_done() -> None:
    """A library that hears it first may lose it: Polars does when a query ends just then."""
    told = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True)
    assert told.stdout.split(maxsplit=1)[1].strip() == "given back"


@pytest.mark.slow
def test_ctrl_c_before_there_is_anything_to_save_ends_the_run(city: Path, tmp_path: Path) -> None:
    """While it reads: exit 130, one line and no traceback, nothing written."""
    running = start("solve", city, "--out", tmp_path / "out")
    wait_for(running, "Reading")
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert said.splitlines()[-1] == "interrupted; nothing was written"
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_time_limit_gives_a_verified_allocation_with_bounds(city: Path, tmp_path: Path) -> None:
    """With no time at all: exit 0, a whole folder that verifies, and proofs told from what is not proven."""
    out = tmp_path / "out"
    arguments = ["solve", str(city), "--out", str(out), "--time-limit", "0", "--lang", "en"]
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0, ended.stderr
    assert "time limit reached" in ended.stdout
    assert "not proven" in ended.stdout
    assert (summary(out)["status"], summary(out)["stop"]) == ("feasible", "time_limit")
    placed = next(o for o in summary(out)["objective"] if o["name"] == "placed")
    assert 0 < placed["value"] < placed["bound"] <= 1500
    assert CliRunner().invoke(app, ["verify", str(city), str(out)]).exit_code == 0
