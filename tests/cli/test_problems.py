"""Problem lists as a person reads them."""

from __future__ import annotations

import pytest

from rengang.cli.screen.console import Screen
from rengang.cli.screen.problems import print_problems
from rengang.errors import Problem, Text


def problem(table: str | None, row: int | None, severity: str = "error") -> Problem:
    """A fault at a place."""
    return Problem(
        "missing-id",
        Text("缺少编号", "the id is missing"),
        Text("编号", "an id"),
        table=table,
        row=row,
        severity=severity,  # type: ignore[arg-type]
    )


def test_all_problems_are_grouped_by_table_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Every problem is there once, under its table, on standard error, with the count in the last line."""
    listed = [problem("干部", row) for row in range(2, 302)]
    listed[100:100] = [problem("意向", 9, "warning")]
    print_problems(Screen("zh"), [*listed, problem(None, None)])
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert [line for line in lines if not line.startswith("  ")] == [
        "【干部】",
        "【意向】",
        "共 301 处错误，1 处提醒",
    ]
    assert sum("第 " in line and "缺少编号" in line for line in lines) == 301
    assert lines[1] == "  错误：第 2 行：缺少编号；应为编号"
    assert "  提醒：第 9 行：缺少编号；应为编号" in lines


def test_a_problem_without_a_place_keeps_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """What belongs to no table stands without a heading, and one is counted as one."""
    print_problems(Screen("en"), [problem(None, None)])
    assert capsys.readouterr().err == "  error: the id is missing; expected an id\n1 error, 0 warnings\n"


def test_a_quiet_call_lists_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """`--quiet` drops warnings, never errors."""
    print_problems(Screen("en", quiet=True), [problem("cadres", 2, "warning"), problem("cadres", 3)])
    err = capsys.readouterr().err
    assert "row 3" in err
    assert "row 2" not in err


def test_no_problems_no_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A clean input prints nothing."""
    print_problems(Screen("en"), [])
    assert capsys.readouterr() == ("", "")
