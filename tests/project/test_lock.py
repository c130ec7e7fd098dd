"""The lock that environments are made from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pinned() -> dict[str, set[str]]:
    """Name to versions of what the lock pins."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-zA-Z0-9._-]+)==([^ ;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def test_the_lock_names_no_index_and_no_host() -> None:
    """Anybody's own index or mirror serves."""
    assert "://" not in LOCK
    assert not re.search(r"^\s*(--(extra-)?index-url|--find-links|-i|-f)\b", LOCK, re.MULTILINE)


def test_every_requirement_of_the_lock_has_hashes() -> None:
    """No line can be installed unchecked."""
    blocks = re.split(r"\n(?=\S)", LOCK.split("\n", 2)[2].strip())
    assert len(blocks) > 40
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    "asked", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]], ids=str
)
def test_what_the_project_asks_for_is_in_the_lock(asked: str) -> None:
    """A dependency added to pyproject.toml without `make lock` is found here."""
    requirement = Requirement(asked)
    versions = pinned()[canonicalize_name(requirement.name)]
    assert all(requirement.specifier.contains(version) for version in versions)
