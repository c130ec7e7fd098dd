"""Reading the folder of a contest back: the same appointments and plan, or every fault with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rengang.errors import InvalidInput, Problem
from rengang.procedures.contest.after import after_contest
from rengang.report import read_folder
from rengang.verify import verify
from report.small_contest import held

Change = tuple[str, str]


@pytest.fixture
def tampered(tmp_path: Path) -> Callable[..., Path]:
    """`tampered(which, file, *changes)`: a folder with texts replaced in one of its files."""

    def call(which: str, file: str, *changes: Change) -> Path:
        out = tmp_path / "out"
        held(which).write(out, lang="en")
        path = out / file
        text = path.read_text("utf-8-sig")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
        return out

    return call


def faults(out: Path, which: str) -> list[Problem]:
    """What is wrong with a folder."""
    with pytest.raises(InvalidInput) as caught:
        read_folder(out, held(which).instance)
    return list(caught.value.problems)


@pytest.mark.parametrize("which", ["city", "propose", "rounds"])
def test_what_was_written_is_read_and_verified(which: str, tmp_path: Path) -> None:
    """Appointments, allocation and plan come back as they were, and the judge finds them right."""
    case = held(which)
    case.write(tmp_path / "o")
    folder, given = read_folder(tmp_path / "o", case.instance), case.result
    assert folder.contest is not None
    assert given.contest is not None
    assert np.array_equal(folder.contest.cadre, given.contest.cadre)
    assert np.array_equal(folder.contest.post, given.contest.post)
    assert (folder.allocation is None) == (given.allocation is None)
    if folder.allocation is not None and given.allocation is not None:
        for name in ("cadre", "to_unit", "intent_rank", "nomination_rank"):
            assert np.array_equal(getattr(folder.allocation, name), getattr(given.allocation, name))
        assert folder.allocation.stage == given.allocation.stage
    assert (folder.sections is None) == (given.sections is None)
    if folder.sections is not None and given.sections is not None:
        for name in ("cadre", "section", "wish_rank"):
            assert np.array_equal(getattr(folder.sections, name), getattr(given.sections, name))
        assert folder.sections.stage == given.sections.stage
        assert folder.sections.group == given.sections.group
    assert folder.stages == folder.summary["by_stage"]
    verdict = verify(
        case.instance, case.policy, folder.allocation, contest=folder.contest, sections=folder.sections,
        seed=folder.summary["seed"],
    )  # fmt: skip
    assert verdict.ok
    roster = after_contest(case.instance, case.policy, folder.contest.cadre, folder.contest.post)
    assert given.roster is not None
    assert roster == given.roster


@pytest.mark.parametrize(
    ("change", "code", "row", "column"),
    [
        (("A,C,C1,contest", "A,C,,contest"), "result-no-post", 2, "to_post"),
        (("A,C,C1,contest", "A,C,X9,contest"), "result-unknown-post", 2, "to_post"),
        (("A,C,C1,contest", "A,B,C1,contest"), "result-other-unit", 2, "to_unit"),
        (("A,C,C1,contest", "A,,C1,contest"), "result-other-unit", 2, "to_unit"),
        (("A,C,C1,contest", "A,X,C1,contest"), "result-unknown-unit", 2, "to_unit"),
        (("C1,contest,,", "C1,contest,1,"), "result-other-rank", 2, "intent_rank"),
        (("C1,contest,,", "C1,contest,,1"), "result-other-rank", 2, "nomination_rank"),
        (("冯五,A,,,stay", "冯五,A,B,,intent"), "result-other-stage", 6, "stage"),
        (("冯五,A,,,stay", "冯五,A,,,waiting"), "result-other-stage", 6, "stage"),
        (("冯五,A,,,stay", "冯五,A,B,,stay"), "result-other-unit", 6, "to_unit"),
        (("冯五,A,,,stay", "冯五,A,,B2,stay"), "result-other-post", 6, "to_post"),
        (("A,B,,intent", "A,B,B2,intent"), "result-other-post", 11, "to_post"),
        (("A,B,,intent", "A,,,intent"), "result-no-unit", 11, "to_unit"),
        (("冯五,A,,,stay", "冯五,A,,,asleep"), "result-bad-stage", 6, "stage"),
    ],
)
def test_faulty_cells(
    tampered: Callable[..., Path], change: Change, code: str, row: int, column: str
) -> None:
    """Nothing that a reader of the file would believe may differ from what the judge is shown."""
    found = faults(tampered("city", "allocation.csv", change), "city")
    assert (code, row, column) in [(p.code, p.row, p.column) for p in found]
    assert {p.row for p in found} == {row}


def test_a_contestant_without_a_row_is_missed(tampered: Callable[..., Path]) -> None:
    """Whoever applied has a row; who takes no part has none."""
    (missing, stranger) = sorted(
        faults(tampered("city", "allocation.csv", ("\nc9,", "\nc99,")), "city"), key=lambda p: p.code
    )[::-1]
    assert (stranger.code, missing.code) == ("result-missing-cadre", "result-unknown-cadre")
    assert stranger.value == "c9"


def test_an_appointee_may_be_anybody_of_the_contest(tampered: Callable[..., Path]) -> None:
    """A false winner who applied is read: that is for the judge, who finds the breach."""
    out = tampered("city", "allocation.csv", ("=王四,A,,,stay", "=王四,A,B,B2,contest"))
    case = held("city")
    folder = read_folder(out, case.instance)
    verdict = verify(case.instance, case.policy, folder.allocation, contest=folder.contest, seed=3)
    assert not verdict.ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("a1,孔甲,admin", "zz,孔甲,admin"), "result-unknown-cadre"),
        (("a1,孔甲,admin", "a2,孔甲,admin"), "result-duplicate-cadre"),
        (("a1,孔甲,admin", "a1,孔甲,boss"), "result-bad-group"),
        (("S1,S2,intent", "S1,S9,intent"), "result-unknown-section"),
        (("S1,S2,intent", "S1,,intent"), "result-no-section"),
        (("S1,S2,intent", "S1,S2,returned"), "result-other-section"),
        (("S1,S2,intent", "S1,S2,contest"), "result-bad-stage"),
        (("S1,S2,intent,1", "S1,S2,intent,0"), "result-bad-rank"),
    ],
)
def test_faulty_plans(tampered: Callable[..., Path], change: Change, code: str) -> None:
    """Each faulty cell of the plan is named in its file."""
    found = faults(tampered("rounds", "sections.csv", change), "rounds")
    assert code in {p.code for p in found}
    assert {p.table for p in found} == {"sections.csv"}


def test_plan_and_rows_must_agree(tampered: Callable[..., Path]) -> None:
    """A stage or unit in one file that the other does not bear out is a fault."""
    out = tampered("rounds", "sections.csv", ("S1,S2,intent,1", "S1,S2,directed,"))
    found = faults(out, "rounds")
    assert [(p.code, p.table, p.row) for p in found] == [("result-other-stage", "allocation.csv", 2)]
    (out / "sections.csv").unlink()
    assert [(p.code, p.table) for p in faults(out, "rounds")] == [("result-missing-file", "sections.csv")]


def edited(out: Path, **changes: Any) -> Path:
    """The folder with keys of its summary changed."""
    path = out / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    return out


def test_the_summary_cannot_hide_a_procedure(tampered: Callable[..., Path]) -> None:
    """Rows of a procedure that did not run, by the summary, are faults; a list that is none is unreadable."""
    out = tampered("city", "summary.json")
    found = faults(edited(out, procedures=["two_way"]), "city")
    assert {p.code for p in found} == {"result-not-in-pool"}
    found = faults(edited(out, procedures=["contest"]), "city")
    assert {(p.code, p.value) for p in found} == {
        ("result-other-stage", "intent"), ("result-other-stage", "unplaced"), ("result-other-unit", "A"),
        ("result-other-unit", "B"), ("result-other-rank", "1"),
    }  # fmt: skip
    for nonsense in ("contest", [], ["raffle"], [1], [["contest"]], None):
        assert [p.code for p in faults(edited(out, procedures=nonsense), "city")] == ["result-unreadable"]
