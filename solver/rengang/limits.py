"""When to stop: a deadline, a question whether to stop, and what else an exact search is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """When to stop: a moment of :func:`time.monotonic` (None: never) and a question that is asked often.

    `workers` is the number of threads of an exact search; with one thread the same model gives the same answer.
    """

    deadline: float | None = None
    should_stop: Callable[[], bool] = lambda: False
    workers: int = 1
    seed: int = 0

    @property
    def remaining_s(self) -> float:
        """Seconds left, infinity without a deadline, never negative."""
        return float("inf") if self.deadline is None else max(self.deadline - time.monotonic(), 0.0)

    @property
    def exhausted(self) -> bool:
        """Is it time to stop."""
        return self.should_stop() or self.remaining_s <= 0.0
