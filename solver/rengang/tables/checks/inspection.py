"""What every check works on: the tables with their views, and the list of problems found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.schema import TABLES
from rengang.policy import Policy
from rengang.tables.checks.catalogue import CATALOGUE
from rengang.tables.checks.contest_view import ContestView
from rengang.tables.checks.given import Given
from rengang.tables.reading.source import Origin


class Inspection(Given):
    """The tables of one instance under inspection, and what was found.

    Parameters
    ----------
    frames, origins, policy
        As for :class:`Given`.
    unread
        Problems of single cells that could not be read.

    Attributes
    ----------
    problems
        What has been found so far.
    """

    def __init__(
        self,
        frames: Mapping[str, pl.DataFrame],
        origins: Mapping[str, Origin],
        policy: Policy,
        unread: Iterable[Problem] = (),
    ) -> None:
        super().__init__(frames, origins, policy)
        self.unread = tuple(p for p in unread if p.row is not None and p.column is not None)
        self.problems: list[Problem] = []

    # -- names ----------------------------------------------------------------------------------------------
    def shown(self, table: str) -> str:
        """The table as the user named it."""
        return self.origins[table].shown

    def heading(self, table: str, column: str, i: int | None = None) -> str:
        """The heading over a column (over row `i` where it differs by row), else the schema's."""
        origin = self.origins[table]
        known = column in origin.headings or column in origin.cell_headings
        return origin.heading(column, i) if known else TABLES[table].column(column).heading

    def unread_rows(self, table: str, column: str) -> list[int]:
        """Numbers of the rows whose cell in `column` could not be read.  O(rows) where there are any."""
        shown, heading = self.shown(table), self.heading(table, column)
        rows = [p.row or 0 for p in self.unread if p.table == shown and p.column == heading]
        return np.flatnonzero(np.isin(self.origins[table].rows, rows)).tolist() if rows else []

    @cached_property
    def contest(self) -> ContestView:
        """What the checks of the post contest share."""
        return ContestView(self)

    # -- findings -------------------------------------------------------------------------------------------
    def fault(
        self,
        code: str,
        table: str,
        i: int | None = None,
        column: str | None = None,
        value: object = None,
        **words: Any,
    ) -> None:
        """Note one fault of the kind `code` at row `i` of `table`; `words` fill the braces of its sentences.

        A word may be a :class:`Text`, which is said in the sentence's language.
        """
        self.problems.append(
            _problem(
                code,
                self.policy,
                words,
                table=self.shown(table),
                row=None if i is None else self.origins[table].row(i),
                column=None if column is None else self.heading(table, column, i),
                value=as_written(value),
            )
        )

    def policy_fault(self, code: str, key: str, **words: Any) -> None:
        """Note one fault of the policy as far as it concerns these tables, at its dotted `key`."""
        self.problems.append(_problem(code, self.policy, words, table="policy", column=key))

    def faults(
        self, code: str, table: str, rows: pl.DataFrame, column: str, value: str | None = None, **words: Any
    ) -> None:
        """Note one fault for each of `rows`: its column `i` says where, its other columns are words.

        A column `first_i` becomes the words `first` and `first_heading`: where the same thing stands before.
        `value` names the column of `rows` that holds the value shown.
        """
        for row in rows.iter_rows(named=True):
            here = {**words, **row}
            i = here.pop("i")
            if "first_i" in here:
                first = here.pop("first_i")
                here["first"] = self.origins[table].row(first)
                here["first_heading"] = self.heading(table, column, first)
            shown = {name: _word(word) for name, word in here.items()}
            self.fault(code, table, i, column, None if value is None else row[value], **shown)


def _problem(code: str, policy: Policy, words: Mapping[str, Any], **where: Any) -> Problem:
    """A fault of the kind `code` with its sentences filled in and the rules behind its key."""
    kind = CATALOGUE[code]
    zh = {name: word.zh if isinstance(word, Text) else word for name, word in words.items()}
    en = {name: word.en if isinstance(word, Text) else word for name, word in words.items()}
    return Problem(
        code,
        Text(kind.what.zh.format(**zh), kind.what.en.format(**en)),
        Text(kind.expected.zh.format(**zh), kind.expected.en.format(**en)),
        severity=kind.severity,
        rule=kind.rule if kind.key is None else policy.rule_of(kind.key) or kind.key,
        **where,
    )


def as_written(value: object) -> str | None:
    """A value as a reader would write it: ISO dates, decimals without trailing zeros."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _word(value: object) -> object:
    return value if isinstance(value, Text) else as_written(value)


def repeated(frame: pl.DataFrame, key: Iterable[str]) -> pl.DataFrame:
    """The rows of `frame` whose `key` stands in an earlier row, the first such row as `first_i`.

    Rows whose key is blank throughout are left out: that they are blank is another fault.
    """
    names = list(key)
    kept = frame.filter(~pl.all_horizontal(pl.col(names).is_null()))
    if kept.select(names).n_unique() == kept.height:
        return kept.clear().with_columns(first_i=pl.col("i"))
    return kept.with_columns(first_i=pl.col("i").first().over(names)).filter(pl.col("i") != pl.col("first_i"))
