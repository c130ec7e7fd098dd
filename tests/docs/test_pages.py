"""docs/: generated parts are up to date, links lead somewhere, every rule that is cited is quoted."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from docs.pages import PAGES, ROOT, renewed
from rengang.policy import keys, pack_names, resolve
from rengang.policy.schema import Policy

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
def test_every_rule_of_a_pack_is_quoted_on_the_policy_page(pack: str) -> None:
    """Regulation rules have a row with the sentence in 「」, ambiguities a row with the keys that settle them."""
    text = (ROOT / "docs/policy.md").read_text("utf-8")
    policy = resolve({"extends": pack})
    for key, rules in policy.rules.items():
        for rule in rules:
            (row,) = re.findall(rf"^\| {rule} \| (.*)$", text, re.MULTILINE)
            assert (f"`{key}`" in row) if rule.startswith("A-") else re.search(r"「[^」]+」", row), (
                key,
                rule,
            )


def test_the_packs_give_a_rule_for_every_key_and_for_nothing_else() -> None:
    """What the key table's column of rules rests on."""
    names = [key for key, _ in keys(Policy)]
    for pack in pack_names():
        assert list(resolve({"extends": pack}).rules) == names


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
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert "\n".join(layer.replace("rengang.", "") for layer in layers) in text
