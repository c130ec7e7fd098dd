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


def test_a_kernel_on_disk_is_void_when_the_source_of_any_kernel_has_changed(tmp_path: Path) -> None:
    """A kernel holds what it calls from other files, compiled in: none is loaded that other sources went into."""
    program = tmp_path / "loops.py"
    changed = "import rengang.compiled, sys\nrengang.compiled._sources = lambda: sys.argv.pop()\n"
    program.write_text(changed + LOOPS, encoding="utf-8")
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def hits(sources: str) -> str:
        command = [sys.executable, str(program), sources]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=120, env=environment
        )
        return done.stdout.split()[1]

    assert [hits(sources) for sources in ("old", "old", "new", "new")] == ["0", "1", "0", "1"]


TOLD = LOOPS.replace(
    "print(total(",
    """
from rengang.first_time import tell_before_compiling
tell_before_compiling(lambda kept: print("compiling, kept:", kept))
print(total(""",
    1,
)


def _run_where_the_package_is_read_only(tmp_path: Path, home: Path) -> list[str]:
    """What the program says where its own folder takes no cache, and the user's home is `home`."""
    program = tmp_path / "loops.py"
    program.write_text(TOLD, encoding="utf-8")
    blocked = tmp_path / "__pycache__"
    if not blocked.exists():
        blocked.touch()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "XDG_"))
    }
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=True, timeout=120,
        env={**environment, "HOME": str(home), "LOCALAPPDATA": str(home)},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_where_the_package_is_read_only_kernels_are_kept_in_the_users_cache(tmp_path: Path) -> None:
    """An install that nobody may write to compiles once for each user, says so, and loads from then on."""
    home = tmp_path / "home"
    home.mkdir()
    assert _run_where_the_package_is_read_only(tmp_path, home) == ["compiling, kept: True", "10 0 True"]
    assert _run_where_the_package_is_read_only(tmp_path, home) == ["10 1 False"]


def test_where_nothing_can_be_written_kernels_are_compiled_all_the_same(tmp_path: Path) -> None:
    """Without any folder for a cache the work goes on, and the user hears why it takes so long."""
    home = tmp_path / "home"
    home.touch()
    assert _run_where_the_package_is_read_only(tmp_path, home) == ["compiling, kept: False", "10 0 True"]
