"""The rooms of the report: each procedure has its part, and what is general finds it by name."""

from __future__ import annotations

import ast
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import rengang.report
from rengang.campaign import solve
from rengang.model import Instance, Stage
from rengang.model.procedure import Procedure
from rengang.policy import resolve
from rengang.report import rooms, summary_document, words
from rengang.report.part import members, parts
from rengang.report.people import ALLOCATION
from rengang.report.rooms import ROOMS, module, room_of
from rengang.report.selection.blocking import BLOCKING
from rengang.report.table import words_of
from rengang.report.units import UNITS
from report.conftest import town

ROOT = Path(rengang.report.__file__).parent


@pytest.mark.parametrize("procedure", Procedure)
def test_every_procedure_has_its_part_and_its_words(procedure: Procedure) -> None:
    """The room offers everything that the report asks of a part."""
    part = parts()[room_of(procedure)]
    assert [name for name in members() if not hasattr(part, name)] == []
    assert {"OBJECTIVES", "MOST", "STAGES"} <= set(vars(module(room_of(procedure), "words")))


def test_a_procedure_without_its_part_fails_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is named; a room that is there and lacks something of its own fails as it is."""
    with pytest.raises(LookupError, match=r"rengang\.report\.lottery\.part"):
        module("lottery", "part")
    with pytest.raises(LookupError, match=r"rengang\.report\.contest\.lottery"):
        module("contest", "lottery")

    def lacking(name: str) -> Any:
        raise ModuleNotFoundError("No module named 'peer'", name="peer")

    monkeypatch.setattr(rooms, "import_module", lacking)
    with pytest.raises(ModuleNotFoundError, match="peer"):
        module("contest", "part")


def test_what_is_general_knows_no_room() -> None:
    """No module outside a room imports one, but what reads a folder, for the types alone."""
    known = {"result_folder.py", "__init__.py"}
    for path in ROOT.glob("*.py"):
        named = {
            node.module.split(".")[2]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.count(".") >= 2
        }
        assert path.name in known or not named & set(ROOMS), path.name


@pytest.mark.parametrize("script", ["report", "contest", "sections"])
def test_every_word_of_a_script_is_sent_with_it(script: str) -> None:
    """The words that every page has, with those of the procedure whose script it is."""
    text = (resources.files("rengang.report") / "assets" / f"{script}.js").read_text("utf-8")
    used = set(re.findall(r"\bt\.(\w+)", text))
    sent = (
        set(words.SCRIPT)
        | set(words_of(UNITS, ALLOCATION, BLOCKING))
        | set(module("selection", "words").SCRIPT)
    )
    own = (
        ROOMS if script == "report" else (script,)
    )  # a column of the people comes with the words of its room
    sent |= {name for room in own for name in module(room, "words").SCRIPT}
    assert used - sent == set()


def test_whom_a_rule_holds_back_counts_in_the_pool_and_leaves_no_unit() -> None:
    """Near retirement: of the pool, staying; the headcounts move without them."""
    frames = town()
    frames["cadres"] = frames["cadres"].with_columns(
        sex=pl.lit("male"),
        birth_date=pl.Series([date(1955, 3, 1), *[date(1980, 1, 1)] * 5]),
    )
    moves = {"retirement_months": 24, "retirement_age": {"male": 60, "female": 55}, "as_of": "2014-12-01"}
    instance = Instance.from_tables(frames)
    policy = resolve({"moves": moves})
    result = solve(instance, policy)
    assert result.allocation is not None
    assert result.allocation.stage[0] is Stage.STAY
    summary = summary_document(instance, policy, result)
    assert summary["pool"] == 5 == sum(summary["by_stage"].values())
    left = {unit["unit_id"]: unit["out"] for unit in summary["units"]}
    assert left["B"] == 1, "01 stays, 02 leaves"
    assert summary["verified"] is True
