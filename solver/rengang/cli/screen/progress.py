"""Progress on standard error for anything that takes over a second."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from rengang.cli.screen.console import Screen

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from rengang.model import Progress

PATIENCE_S = 1.0
"""Nothing is shown before the work has taken this long."""
LINE_EVERY_S = 5.0
"""Where standard error is no terminal: a line at most this often."""


class Ticker:
    """Shows the progress that it is told of; used as a context, called by the work with each report.

    On a terminal a bar appears after :data:`PATIENCE_S` and goes when the work ends; elsewhere plain lines
    are written from then on, one in :data:`LINE_EVERY_S` at most. A quiet call shows nothing. Calls may come
    from any thread.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._started = time.monotonic()
        self._line_at = self._started + PATIENCE_S
        self._latest: Progress | None = None
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._closed = False
        self._timer = threading.Timer(PATIENCE_S, self._open)
        self._timer.daemon = True

    def __enter__(self) -> Ticker:
        if not self._screen.quiet and sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __call__(self, report: Progress) -> None:
        """Take one report of the work."""
        with self._lock:
            self._latest = report
            if self._bar is not None:
                self._show(self._bar)
            elif not self._screen.quiet and not sys.stderr.isatty():
                self._write_line(report)

    def close(self) -> None:
        """Take the bar away; what comes after is not shown."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        with self._lock:
            if self._closed:
                return
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[count]}", markup=False),
                TimeElapsedColumn(),
                console=Console(file=sys.stderr, markup=False, highlight=False, emoji=False),
                transient=True,
            )
            self._task = self._bar.add_task(self._screen.of("计算中", "working"), total=None, count="")
            self._bar.start()
            self._show(self._bar)

    def _show(self, bar: Bar) -> None:
        if self._latest is None or self._task is None:
            return
        report = self._latest
        bar.update(
            self._task,
            description=report.step.of(self._screen.lang),
            completed=report.done,
            total=report.total or None,
            count=_count(report),
        )

    def _write_line(self, report: Progress) -> None:
        now = time.monotonic()
        if now < self._line_at or self._closed:
            return
        self._line_at = now + LINE_EVERY_S
        said = f"{report.step.of(self._screen.lang)} {_count(report)}".rstrip()
        print(f"[{now - self._started:5.0f} s] {said}", file=sys.stderr, flush=True)


def _count(report: Progress) -> str:
    return f"{report.done:,}/{report.total:,}" if report.total else ""
