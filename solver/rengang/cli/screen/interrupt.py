"""Ctrl-C asks the work for its best answer so far; a second one kills."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from rengang.cli.screen.console import Screen

T = TypeVar("T")
ShouldStop = Callable[[], bool]

_POLL_S = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping(on_first: Callable[[], None], before_kill: Callable[[], None]) -> Iterator[ShouldStop]:
    """Signals turned into a flag for the duration of the context.

    The first SIGINT or SIGTERM calls `on_first` and makes the yielded function say True; the next one calls
    `before_kill` and ends the process in the usual way. Outside the main thread, where Python takes no
    signals, the function says False throughout.
    """
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return

    def take(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            before_kill()
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        asked.set()
        on_first()

    former = {number: signal.signal(number, take) for number in _SIGNALS}
    try:
        yield asked.is_set
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def finishing(screen: Screen) -> Iterator[None]:
    """Let what is being written be written: the first Ctrl-C is answered with a remark, the second kills."""

    def say() -> None:
        screen.remark(
            "正在写出，请稍候；再按一次 Ctrl-C 立即退出",
            "writing, please wait; Ctrl-C again to quit at once",
        )

    with stopping(say, lambda: None):
        yield


def beside(work: Callable[[], T]) -> T:
    """The value of `work()`, done in a thread of its own.

    Python runs signal handlers in the main thread only, and only between two of its own instructions: while
    compiled code works there for minutes, Ctrl-C would go unheard; and where compiled code calls back into
    Python, the KeyboardInterrupt would come up in the middle of it, which Polars answers with a panic. So the
    main thread waits, in small steps.
    """
    _take_back_ctrl_c()
    values: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            values.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="rengang-work", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_POLL_S)
    if errors:
        raise errors[0]
    return values[0]


def _take_back_ctrl_c() -> None:
    """Put Python's own handler of SIGINT in force again.

    Polars puts one of its own before it when it is imported: a Ctrl-C that comes while a query runs is kept for
    that query, and lost if the query ends just then (5 of 60 times in a loop of short queries; 0 of 60 so).
    """
    import polars  # noqa: F401 - before, not in the work: it takes the signal once, when it is imported

    handler = signal.getsignal(signal.SIGINT)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)
