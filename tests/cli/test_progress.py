"""Progress on standard error."""

from __future__ import annotations

import io

import pytest

from rengang.cli.screen import progress
from rengang.cli.screen.console import Screen
from rengang.cli.screen.progress import Ticker
from rengang.errors import Text
from rengang.model import Progress

STEP = Text("求解", "solving")


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_short_work_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Reports within the first second are not shown."""
    with Ticker(Screen("en")) as ticker:
        ticker(Progress(STEP, 1, 2))
    assert capsys.readouterr() == ("", "")


def test_long_work_writes_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard error is a file, a line comes after one second, then one in five."""
    now = 100.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    with Ticker(Screen("en")) as ticker:
        for at in range(1, 121):
            now = 100.0 + at / 10
            ticker(Progress(STEP, at, 1200))
    out, err = capsys.readouterr()
    assert out == ""
    assert err == ("[    1 s] solving 10/1,200\n[    6 s] solving 60/1,200\n[   11 s] solving 110/1,200\n")


def test_on_a_terminal_a_bar_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar names the step in the chosen language and is taken away at the end."""
    terminal = Terminal()
    monkeypatch.setattr(progress.sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with Ticker(Screen("zh")) as ticker:
        ticker(Progress(STEP, 3, 7))
        ticker._timer.join()
        ticker(Progress(STEP, 4, 7))
    shown = terminal.getvalue()
    assert "求解" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_a_quiet_call_shows_no_progress(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--quiet` silences progress, however long the work takes."""
    now = 0.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    with Ticker(Screen("zh", quiet=True)) as ticker:
        now = 3600.0
        ticker(Progress(STEP, 1, 2))
    assert capsys.readouterr() == ("", "")
