"""What a procedure has to offer the report: the module ``part`` of its room (:mod:`rengang.report.rooms`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

import polars as pl

from rengang.errors import Lang, Text
from rengang.model.procedure import Procedure
from rengang.report.contract import Explanations
from rengang.report.figure import Figure
from rengang.report.outcome import Outcome
from rengang.report.page.markup import Summary, Words
from rengang.report.rooms import ROOMS, module
from rengang.report.rows import Given
from rengang.report.sheets.form import Form
from rengang.report.units import Added


@dataclass(frozen=True, eq=False)
class Page:
    """What a procedure adds to the page.

    Attributes
    ----------
    data
        What the script shows, by the key under which it stands in the page's document.
    words
        Words of its scripts, and the headings of its tables.
    facts
        What it has to say beside the objectives: names with values, as markup.
    before, after
        Markup that stands before the flows between units, and behind the people.
    people
        Further columns of the table of the people, by name.
    derives
        May everybody's paragraph say line by line how a score came about.
    scripts
        Scripts of its own, of the folder ``assets``.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""
    people: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    derives: bool = True
    scripts: tuple[str, ...] = ()


class Part(Protocol):
    """The module ``part`` of a room. What is asked of it when none of its procedures ran, it answers with nothing."""

    FILES: tuple[str, ...]
    """The CSV files that a result folder may have from it besides those that every folder has."""
    HEADS: tuple[Text, Text]
    """What the table of its figures is about, and what it counts."""

    def ran(self, outcome: Outcome) -> list[Procedure]:
        """Which of its procedures ran."""

    def given(self, outcome: Outcome) -> Given | None:
        """What it gave to whom; None where none of its procedures ran."""

    def summary(self, outcome: Outcome) -> dict[str, Any]:
        """Its keys of the summary document."""

    def csvs(self, outcome: Outcome, lang: Lang) -> dict[str, pl.DataFrame]:
        """Its CSV files by name."""

    def units(self, outcome: Outcome) -> Added:
        """What it adds to the table of the units."""

    def forms(self, outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
        """Its printed forms in order; `reasons` has one Chinese sentence for each row of ``allocation.csv``."""

    def left_out(self, outcome: Outcome) -> list[str]:
        """What its forms leave out because it would be too long, and where that stands instead."""

    def figures(self, outcome: Outcome, summary: Summary) -> list[Figure]:
        """Its figures, from the summary document of a result that has an answer."""

    def page(self, outcome: Outcome, summary: Summary, explain: Explanations, say: Words, most: int) -> Page:
        """What it adds to the page; people and entries are listed up to `most`."""


def parts() -> dict[str, Part]:
    """The part of each room, in the order of the campaign.

    Raises
    ------
    LookupError
        A procedure has none.
    """
    return {room: cast(Part, module(room, "part")) for room in ROOMS}


def members() -> list[str]:
    """What a part has to offer, by name."""
    return sorted([*Part.__annotations__, *(name for name in vars(Part) if not name.startswith("_"))])
