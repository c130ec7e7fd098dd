"""What docs/ shows runs: commands, their output, and Python.

In a block marked ``sh`` every line that calls ``rengang`` is run and must end with 0, or with N where the
comment behind it begins with ``exit N``. In a block marked ``console`` the lines after ``$`` are run and their
output must be what stands below. A block marked ``python`` is run as it is. The blocks of one page run one after
the other in one folder, which holds ``instances`` and ``docs``.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.pages import ROOT

ELSEWHERE = ("cli.md",)
"""Pages that other tests run."""

BLOCK = re.compile(r"^```(sh|console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(p.name for p in (ROOT / "docs").glob("*.md") if p.name not in ELSEWHERE)


def blocks(page: str) -> list[tuple[str, str]]:
    """(language, text) of the blocks of a page that can be run."""
    return BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder to work in."""
    for name in ("instances", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)])
def test_what_a_page_shows_runs(page: str, desk: Path) -> None:
    """Exit codes as said, output as shown but for the line of seconds."""
    for language, text in blocks(page):
        if language == "python":
            ended = run([sys.executable, "-c", text], desk)
            assert ended.returncode == 0, f"{text}\n{ended.stderr}"
            continue
        for line, code, output in commands(language, text):
            ended = run([sys.executable, "-m", "rengang.cli.main", *shlex.split(line)[1:]], desk)
            assert ended.returncode == code, f"{line}\n{ended.stdout}\n{ended.stderr}"
            if output is not None:
                assert steady(ended.stdout + ended.stderr) == steady(output), line


def run(command: list[str], desk: Path) -> subprocess.CompletedProcess[str]:
    """The command, ended; width and language are not those of whoever runs the tests."""
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "RENGANG_LANG")}
    return subprocess.run(
        command, cwd=desk, env=env, capture_output=True, text=True, timeout=300, check=False
    )


def commands(language: str, text: str) -> Iterator[tuple[str, int, str | None]]:
    """(command, exit code, output or None where none is shown)."""
    if language == "console":
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield *_expected(line), output
        return
    for line in text.splitlines():
        if line.startswith("rengang "):
            yield *_expected(line), None


def _expected(line: str) -> tuple[str, int]:
    command, _, comment = line.partition("#")
    code = re.match(r" *exit (\d+)", comment)
    return command.strip(), int(code[1]) if code else 0


def steady(text: str) -> list[str]:
    """Lines without those that tell of time and progress."""
    return [line.rstrip() for line in text.splitlines() if not re.match(r"用时 |time |\[ *\d+ s\] ", line)]
