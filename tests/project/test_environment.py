"""How the environment is made, and what is said where it cannot be."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that making the environment needs, in a folder of their own."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "tools/environment.sh"):
        target = tmp_path / "clone" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    return tmp_path / "clone"


def script(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def make(clone: Path, target: str, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`make target` in the clone, with `path` before the system's programs and no uv."""
    environment = {**os.environ, "PATH": f"{path}:/usr/bin:/bin", **variables}
    return subprocess.run(
        ["make", target], cwd=clone, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_python_without_ensurepip_gets_the_line_that_mends_it(clone: Path, tmp_path: Path) -> None:
    """Debian ships python3 without ensurepip: one line says what is missing; nothing is left."""
    python = script(
        tmp_path / "bin" / "python3.11",
        f'case "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n',
    )
    ended = make(clone, "environment", python.parent)
    version = "{}.{}".format(*sys.version_info)
    assert ended.returncode != 0
    assert f"sudo apt-get install python{version}-venv" in ended.stderr
    assert not (clone / ".venv").exists()


def test_an_interpreter_that_is_asked_for_and_is_not_there_is_named(clone: Path, tmp_path: Path) -> None:
    """PYTHON is honoured or refused, never replaced by another one."""
    ended = make(clone, "environment", tmp_path, PYTHON="/nowhere/python3.11")
    assert ended.returncode != 0
    assert "PYTHON=/nowhere/python3.11" in ended.stderr


def test_the_environment_is_made_anew_only_when_the_lock_or_the_project_changes(
    clone: Path, tmp_path: Path
) -> None:
    """A second `make` does nothing; a newer lock does."""
    count = tmp_path / "count"
    script(clone / "tools" / "environment.sh", f'mkdir -p "$VENV"; echo made >> {count}\n')
    for _ in range(2):
        assert make(clone, "environment", tmp_path).returncode == 0
    assert count.read_text() == "made\n"
    later = (clone / ".venv" / ".installed").stat().st_mtime + 10
    os.utime(clone / "requirements.lock", (later, later))
    assert make(clone, "environment", tmp_path).returncode == 0
    assert count.read_text() == "made\nmade\n"


def test_help_lists_every_target(clone: Path, tmp_path: Path) -> None:
    """`make` alone explains itself."""
    shown = make(clone, "help", tmp_path).stdout
    for target in ("run", "test", "check", "bench", "lock", "clean", "help"):
        assert f"make {target} " in shown
