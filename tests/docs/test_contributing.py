"""CONTRIBUTING.md: its diffs are of the code that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def diffs(name: str) -> dict[str, list[str]]:
    """File → the lines of its part of the diff called `name`."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (text,) = re.findall(rf"<!-- diff: {name} -->\n```diff\n(.*?)\n```", page, re.DOTALL)
    parts = re.split(r"^--- .*\n\+\+\+ b/(.*)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.splitlines() for part in parts[2::2]), strict=True))


def lines(path: str) -> set[str]:
    """The lines of a file of the project, without their indentation."""
    return {line.strip() for line in (ROOT / path).read_text("utf-8").splitlines()}


@pytest.mark.parametrize("name", ["rule", "procedure"])
def test_what_a_diff_adds_stands_in_the_file(name: str) -> None:
    """Every added line of the worked examples of a rule and of a procedure is there."""
    found = diffs(name)
    assert len([path for path in found if path.startswith("solver/")]) == len(found) <= 4
    for path, part in found.items():
        added = [line[1:].strip() for line in part if line.startswith("+")]
        missing = [line for line in added if line not in lines(path)]
        assert missing == [], path


def test_the_engine_s_diff_still_fits() -> None:
    """What the worked example of an engine stands beside, and what it replaces, is still there."""
    for path, part in diffs("engine").items():
        if (ROOT / path).exists():
            beside = [line[1:].strip() for line in part if line[:1] in (" ", "-")]
            assert [line for line in beside if line not in lines(path)] == [], path
