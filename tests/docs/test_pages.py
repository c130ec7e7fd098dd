"""docs/: generated parts are up to date, links lead somewhere, every rule that is cited is quoted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from docs.pages import PAGES, ROOT, renewed
from rengang.policy import pack_names, resolve

DOCUMENTS = sorted(path.name for path in (ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_generated_parts_are_what_the_code_says(page: str) -> None:
    """Renewing the page changes nothing (else: ``python tests/docs/pages.py``)."""
    assert renewed(page) == (ROOT / "docs" / page).read_text("utf-8")


@pytest.mark.parametrize("page", DOCUMENTS)
def test_links_lead_to_files_and_headings_that_are_there(page: str) -> None:
    """No link into the void, neither to a file nor to a heading in one."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = ROOT / "docs" / (name or page)
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            broken.append(target)
    assert broken == []


def _anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("pack", pack_names())
def test_every_rule_of_a_pack_is_quoted_on_the_page_of_rules(pack: str) -> None:
    """Regulation rules have a row with the sentence in 「」, ambiguities a row with the keys that settle them."""
    text = (ROOT / "docs/rules.md").read_text("utf-8")
    policy = resolve({"extends": pack})
    for key, rules in policy.rules.items():
        for rule in rules:
            (row,) = re.findall(rf"^\| {rule} \| (.*)$", text, re.MULTILINE)
            known = (
                "." not in key or f"`{key}`" in row
            )  # a rule of the catalogue is not listed at the question
            assert known if rule.startswith("A-") else re.search(r"「[^」]+」", row), (
                key,
                rule,
            )


COMPUTED = [
    "TX-10", "TX-14", "TX-15", "TX-16", "TX-17", "TX-20", "TX-22", "TX-24", "TX-26", "TX-27", "TX-28",
    "TX-29", "TX-34", "JL-01", "JL-02", "JL-03", "JL-05", "JL-06", "JL-08", "JL-09", "JL-20", "JL-21",
    "JL-24", "JL-25", "JL-26", "JL-27", "JL-28", "JL-29", "JL-34", "JL-40", "JL-41", "JL-43", "JL-44",
    "JL-45", "JL-52", "JL-53", "JL-54", "JL-55", "JL-56", "JL-57", "JL-58", "JL-59", "JL-70", "JL-71",
    "JL-73", "JL-74", "JL-76", "JL-80", "JL-81", "JL-82", "JL-83", "JL-85", "JF-01", "JF-02", "JF-03",
    "JF-04", "JF-10", "JF-12", "JF-13", "KF-03", "KF-04", "KF-05", "KF-06", "KF-07", "KF-08", "KF-09",
    "KF-10", "KF-14", "XX-31", "XX-32", "XX-33", "XX-36", "XX-37", "XX-38", "CD-07", "CD-08", "WC-01",
    "WC-09", "SW-01", "SW-03",
]  # fmt: skip
"""Rules of the contest and the sections that bind, cut, score, order or count."""


@pytest.mark.parametrize("rule", COMPUTED)
def test_every_rule_that_is_computed_is_tested_under_its_id(rule: str) -> None:
    """The rule has a row that says where it lives, and a test outside this folder names it."""
    row = re.findall(rf"^\| {rule} \| (.*)$", (ROOT / "docs/rules.md").read_text("utf-8"), re.MULTILINE)
    assert len(row) == 1
    assert "for people" not in row[0]
    named = [
        path
        for path in (ROOT / "tests").rglob("*.py")
        if path.parent.name != "docs" and re.search(rf"{rule}(?!\d)", path.read_text("utf-8"))
    ]
    assert named


def test_the_index_lists_every_page() -> None:
    """docs/README.md links each page beside it."""
    text = (ROOT / "docs/README.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", text))
    assert linked == set(DOCUMENTS) - {"README.md"}


def test_the_modules_that_the_architecture_names_are_there() -> None:
    """A path in code marks, without its part behind a colon, stands below the package or the root."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    named = re.findall(r"`([\w./-]+\.(?:py|toml)|[\w-]+/(?:[\w-]+/)*)(?::[^`]*)?`", text)
    assert len(named) > 10
    homes = (ROOT / "solver/rengang", ROOT, ROOT / "docs")
    assert [name for name in named if not any((home / name).exists() for home in homes)] == []


def test_the_layers_on_the_architecture_page_are_those_that_are_checked() -> None:
    """The list in words is the contract of pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [c["layers"] for c in contracts if c.get("containers") == ["rengang"]]
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert "\n".join(layers) in text
