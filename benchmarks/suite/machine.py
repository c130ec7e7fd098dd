"""What the figures were measured on: enough to compare by, nothing that names the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("rengang", "numpy", "scipy", "ortools", "numba", "polars", "python-calamine", "XlsxWriter")


@cache
def description() -> dict[str, Any]:
    """Cores, memory, processor, Python and package versions."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def sentence(machine: Mapping[str, Any]) -> str:
    """The machine, for a reader."""
    return (
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}"
    )


def packages(machine: Mapping[str, Any]) -> str:
    """The versions, for a reader."""
    return ", ".join(f"{name} {number}" for name, number in machine["packages"].items())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
