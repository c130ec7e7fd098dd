"""The most memory that a process has held, in all and from one moment on."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Peak:
    """The highest resident set of this process, by step where Linux lets it be set back.

    Setting it back sets back what ``getrusage`` says as well, so the highest of all steps is kept here.
    """

    def __init__(self) -> None:
        self._highest = 0.0

    def of_step_mb(self) -> float:
        """MB at the highest moment since the last call; elsewhere than on Linux since the process began."""
        peak = _high_water_mb()
        self._highest = max(self._highest, peak)
        with suppress(OSError):
            _CLEAR.write_text("5")
        return peak

    def in_all_mb(self) -> float:
        """MB at the highest moment since the process began."""
        return max(self._highest, _high_water_mb())


def of_children_mb() -> float:
    """MB that the largest of the finished children held at its highest moment."""
    return _mb(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _high_water_mb() -> float:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return _mb(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _mb(maxrss: int) -> float:
    return maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
