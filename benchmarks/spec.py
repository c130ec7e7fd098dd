"""What a benchmark is: cases to measure, claims to judge the records by, tables to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
"""What one case measured, as JSON has it: `case`, `peak_mb`, and what the subject adds."""


@dataclass(frozen=True)
class Case:
    """One measurement: its name in the tables, and the parameters that the subject's function gets.

    A case that is `full` runs under ``--full`` only.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    full: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim judged: what was claimed, whether it holds, and what was found."""

    text: str
    holds: bool
    found: str


@dataclass(frozen=True)
class Table:
    """A table of text, right-aligned but for its first column."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""


@dataclass(frozen=True)
class Spec:
    """One subject.

    Attributes
    ----------
    name, title
        The word for ``--only``; the heading.
    about
        What is measured and how, in a paragraph.
    cases
        In the order in which they run.
    measure
        Called in a process of its own with a case's parameters; returns what goes into its record.
    claims, tables
        From the records of one run (of the cases that did run), in the order of `cases`.
    """

    name: str
    title: str
    about: str
    cases: Sequence[Case]
    measure: Callable[[Mapping[str, Any]], Record]
    claims: Callable[[Sequence[Record]], list[Claim]]
    tables: Callable[[Sequence[Record]], list[Table]]


def number(value: float | None, digits: int = 0) -> str:
    """A figure for a table; a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def seconds(value: float | None) -> str:
    """Seconds with three significant digits, down to milliseconds."""
    if value is None:
        return "–"
    return (
        f"{value:,.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 1
        else f"{value:.3f}"
    )
