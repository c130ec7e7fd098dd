"""Faults found far from the tables are given the row that the user sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from rengang.errors import Problem, Text
from rengang.tables import locate

HEAD = "﻿"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Applications and votes, with a title row above the votes and a blank line in the applications."""
    (tmp_path / "单位.csv").write_text(f"{HEAD}单位编号\nA\n", "utf-8")
    (tmp_path / "竞岗报名.csv").write_text(f"{HEAD}职位编号,干部编号\nP1,1\n,\nP2,1\nP1,2\n", "utf-8")
    (tmp_path / "竞岗评分.csv").write_text(
        f"{HEAD}职位编号,干部编号,评委组,评委,得分\nP1,2,甲,J,80\n", "utf-8"
    )
    (tmp_path / "票决.csv").write_text(f"{HEAD}票决表,,\n职位,人员编号,同意票\nP1,2,5\n", "utf-8")
    return tmp_path


def fault(table: str | None, value: str | None, column: str | None = None, row: int | None = None) -> Problem:
    """A problem as procedures state it."""
    return Problem(
        "c", Text("错", "wrong"), Text("对", "right"), table=table, value=value, column=column, row=row
    )


def test_one_row_by_post_and_person_in_either_order(folder: Path) -> None:
    """Blank lines count, as they do in a spreadsheet."""
    for value in ("P2, 1", "1, P2"):
        (found,) = locate(folder, [fault("竞岗报名", value)])
        assert (found.table, found.row) == ("竞岗报名.csv", 4)


def test_several_rows_are_all_named(folder: Path) -> None:
    """A tie of 1 and 2 at P1; the first is the row of the problem."""
    (found,) = locate(folder, [fault("竞岗报名", "P1, 1, 2")])
    assert found.row == 2
    assert found.what == Text("错（第 2、5 行）", "wrong (rows 2, 5)")


def test_a_row_that_is_not_there_names_the_application(folder: Path) -> None:
    """1 has no mark at P1 and no exam at all."""
    marks, exam = locate(folder, [fault("竞岗评分", "P1, 1"), fault("考试", "2")])
    assert (marks.table, marks.row) == ("竞岗评分.csv", None)
    assert marks.what.zh == "错（报名见 竞岗报名.csv 第 2 行）"
    assert exam.what.en == "wrong (the application: 竞岗报名.csv, row 5)"


def test_the_heading_is_the_users(folder: Path) -> None:
    """The column is called 人员编号 there."""
    (found,) = locate(folder, [fault("票决", "P1, 2", column="干部编号")])
    assert (found.table, found.column) == ("票决.csv", "人员编号")


@pytest.mark.parametrize(
    "problem",
    [fault("竞岗报名", "P1, 1", row=7), fault("竞岗报名", None), fault("policy", "x"), fault(None, "P1")],
)
def test_what_has_a_row_or_no_table_stays_as_it_is(folder: Path, problem: Problem) -> None:
    """Nothing is guessed."""
    assert locate(folder, [problem]) == (problem,)


def test_an_input_that_is_gone_leaves_the_problems(tmp_path: Path) -> None:
    """The fault is said all the same."""
    problem = fault("竞岗报名", "P1, 1")
    assert locate(tmp_path / "nowhere", [problem]) == (problem,)
