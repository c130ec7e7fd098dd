"""Lists of faults in the input as a person reads them: all of them, table by table, and their number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rengang.cli.screen.console import Screen
from rengang.errors import Problem


def print_problems(screen: Screen, problems: Iterable[Problem]) -> None:
    """Print every problem on standard error, grouped by table in order of appearance, and their number.

    A quiet call prints errors alone.
    """
    listed = [p for p in problems if p.severity == "error" or not screen.quiet]
    groups: dict[str | None, list[Problem]] = {}
    for problem in listed:
        groups.setdefault(problem.table, []).append(problem)
    lines = []
    for table, members in groups.items():
        if table is not None:
            lines.append(screen.of(f"【{table}】", f"[{table}]"))
        lines += [f"  {_mark(screen, p)}{replace(p, table=None).sentence(screen.lang)}" for p in members]
    if lines:
        screen.error("\n".join([*lines, count_line(screen, listed)]))


def records(screen: Screen, problems: Iterable[Problem]) -> list[dict[str, str | int | None]]:
    """The problems as JSON-ready records."""
    return [problem.record(screen.lang) for problem in problems]


def count_line(screen: Screen, problems: Iterable[Problem]) -> str:
    """How many errors and warnings there are."""
    severities = [p.severity for p in problems]
    errors, warnings = severities.count("error"), severities.count("warning")
    return screen.of(
        f"共 {errors} 处错误，{warnings} 处提醒",
        f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')}",
    )


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _mark(screen: Screen, problem: Problem) -> str:
    if problem.severity == "error":
        return screen.of("错误：", "error: ")
    return screen.of("提醒：", "warning: ")
