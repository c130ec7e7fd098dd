"""Signals during the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from rengang.cli.screen.console import Screen
from rengang.cli.screen.interrupt import beside, finishing, stopping

TWICE = """
import os, signal, time
from rengang.cli.screen.interrupt import beside, stopping
def work():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(20)
with stopping(lambda: print("first", flush=True), lambda: print("second", flush=True)) as should_stop:
    beside(work)
print("survived")
"""


def nothing() -> None:
    """No reaction."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_heard_while_the_work_goes_on(number: signal.Signals) -> None:
    """The work sees the flag, ends by itself, and its value is there."""
    heard: list[str] = []
    former = signal.getsignal(number)

    def work(should_stop: object) -> str:
        os.kill(os.getpid(), number)
        deadline = time.monotonic() + 5
        while not should_stop() and time.monotonic() < deadline:  # type: ignore[operator]
            time.sleep(0.01)
        return "best so far" if should_stop() else "never heard"  # type: ignore[operator]

    with stopping(lambda: heard.append("first"), nothing) as should_stop:
        assert beside(lambda: work(should_stop)) == "best so far"
    assert heard == ["first"]
    assert signal.getsignal(number) is former


def test_the_second_signal_kills() -> None:
    """After the second Ctrl-C the process is gone, by SIGINT itself."""
    ended = subprocess.run(
        [sys.executable, "-c", TWICE], capture_output=True, text=True, timeout=15, check=False
    )
    assert ended.returncode == -signal.SIGINT
    assert ended.stdout == "first\nsecond\n"


def test_an_error_in_the_work_comes_out_as_it_is() -> None:
    """What the work raises is raised where it was asked for."""

    def work() -> None:
        raise KeyError("u7")

    with pytest.raises(KeyError, match="u7"):
        beside(work)


def test_outside_the_main_thread_nothing_is_installed() -> None:
    """A caller in another thread gets a flag that stays down, and no error."""
    seen: list[bool] = []

    def caller() -> None:
        with stopping(nothing, nothing) as should_stop:
            seen.append(should_stop())

    thread = threading.Thread(target=caller)
    thread.start()
    thread.join()
    assert seen == [False]


def test_what_is_being_written_is_finished(capsys: pytest.CaptureFixture[str]) -> None:
    """While a folder is written, the first Ctrl-C is answered with a remark and interrupts nothing."""
    written = []
    with finishing(Screen("en")):
        os.kill(os.getpid(), signal.SIGINT)
        written.append("whole")
    assert written == ["whole"]
    assert capsys.readouterr().err == "writing, please wait; Ctrl-C again to quit at once\n"
