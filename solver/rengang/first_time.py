"""Who is told that kernels are being compiled: that happens once on a machine, and takes a while.

The compiler knows nobody who could be told, and who starts the work knows nothing of the compiler: they meet here.
"""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[bool], None]
"""Called before the first kernel is compiled: with True where it will be kept on disk, with False where there is no
place for that, so that every process compiles anew."""

_listeners: list[Listener] = []


def tell_before_compiling(listener: Listener) -> None:
    """Let `listener` be called, once, when this process compiles its first kernel; it replaces an earlier one."""
    _listeners[:] = [listener]


def about_to_compile(*, kept: bool) -> None:
    """Tell whoever wants to know; those who have been told are told no more."""
    while _listeners:
        _listeners.pop()(kept)
