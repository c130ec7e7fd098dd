"""docs/problems.md lists exactly the problems that can be reported, with examples that are still true."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rengang.errors import Problem
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.tables.checks import CATALOGUE, check_tables
from rengang.tables.reading.source import Origin
from tables.breakages import CASES, TABLE_WIDE
from tables.city_of_cards import city, frames
from tables.contest_breakages import CONTEST_CASES, SECTIONS_CASES
from tables.contest_of_cards import base, policy_of

ROOT = Path(__file__).parents[2]
SOURCES = ("tables", "policy", "report")
PLAYED = "procedures"
"""There the kinds of events are words with hyphens, too: only what stands first in a Problem is a code."""
KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")
NO_CODES = {"max-placed", "cadre-da", "unit-da", "exchange-max", "exchange-ttc", "utf-le"}
"""Words with hyphens that stand in the same modules and are no codes."""

CELL_KINDS = ("int", "decimal", "date", "enum", "flag")


def codes_in_sources() -> list[str]:
    """Every code that some module can give a problem, sorted."""
    found = set(CATALOGUE)
    for folder in SOURCES:
        for path in sorted((ROOT / "solver" / "rengang" / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            if path.name != "catalogue.py" and "Problem" in _called(tree):
                found |= set(_codes(tree))
    for path in sorted((ROOT / "solver" / "rengang" / PLAYED).rglob("*.py")):
        found |= set(_firsts(ast.parse(path.read_text("utf-8"))))
    return sorted(found)


def _firsts(tree: ast.AST) -> Iterator[str]:
    """The words that stand first in a Problem."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def _called(tree: ast.AST) -> set[str]:
    return {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}


def _codes(tree: ast.AST) -> Iterator[str]:
    """Words with hyphens, first arguments of Problem, what is assigned to `code`, ``"not-a-" + kind``."""
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            if isinstance(node.value, str) and KEBAB.fullmatch(node.value) and node.value not in NO_CODES:
                yield node.value
            elif node.value == "not-a-":
                yield from (f"not-a-{kind}" for kind in CELL_KINDS)
        first: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            first = node.args[0]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = [t.id for t in node.targets[0].elts if isinstance(t, ast.Name)]
            if names[:1] == ["code"] and isinstance(node.value, ast.Tuple):
                first = node.value.elts[0]
        if isinstance(first, ast.Constant):
            yield str(first.value)


def documented() -> dict[str, tuple[str, str, str]]:
    """Code → (severity, when, example) of the tables of the page."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (\w+) \| (.+?) \| (.+) \|$",
        (ROOT / "docs" / "problems.md").read_text("utf-8"),
        re.M,
    )
    assert len({code for code, *_ in rows}) == len(rows)
    return {code: (severity, when, example) for code, severity, when, example in rows}


def example_of(code: str) -> Problem:
    """A problem of this code in one of the small instances, told with English headings."""
    more = ((name, breaks, {}, None) for name, breaks in TABLE_WIDE.items())
    cases = [("city", *case) for case in (*CASES, *more)]
    cases += [("contest", *case) for case in CONTEST_CASES] + [("sections", *case) for case in SECTIONS_CASES]
    cases.append(("contest", "as-of-missing", lambda _: None, {"contest": {"as_of": None}}, None))
    name, _, breaks, policy, _ = next(case for case in cases if case[1] == code)
    rows = city() if name == "city" else base(name)
    breaks(rows)
    document = policy if name == "city" else policy_of(name, policy)
    tables = frames(rows)
    origins = {name: Origin.default(TABLES[name], len(frame), "en") for name, frame in tables.items()}
    return next(p for p in check_tables(tables, origins, resolve(document)) if p.code == code)


def test_page_lists_the_codes_that_exist() -> None:
    """No code is undocumented, and no documented code is gone."""
    assert sorted(documented()) == codes_in_sources()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_examples_are_what_the_checks_say(code: str) -> None:
    """Severity and example sentence are those that the check gives today."""
    problem = example_of(code)
    severity, _, example = documented()[code]
    assert (severity, example) == (problem.severity, problem.sentence("en"))
