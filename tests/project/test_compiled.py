"""Kernels on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOOPS = """
import sys
import numpy as np
from rengang.compiled import kernel

@kernel
def total(values):
    out = values[0]
    for k in range(1, len(values)):
        out += values[k]
    return out

def loaded():
    return sum(total.stats.cache_hits.values())

print(total(np.arange(5)), loaded(), "scipy.linalg" in sys.modules)
if len(sys.argv) > 1:
    print(total(np.arange(5) / 2), loaded())
"""


def test_a_kernel_on_disk_is_loaded_without_preparing_to_compile(tmp_path: Path) -> None:
    """The second process loads the kernel and nothing of what Numba compiles with; the third compiles another too."""
    program = tmp_path / "loops.py"
    program.write_text(LOOPS, encoding="utf-8")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def run(*words: str) -> list[str]:
        command = [sys.executable, str(program), *words]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=120, env=environment
        )
        return done.stdout.split()

    assert run() == ["10", "0", "True"]
    assert run() == ["10", "1", "False"]
    assert run("more") == ["10", "1", "False", "5.0", "1"]
