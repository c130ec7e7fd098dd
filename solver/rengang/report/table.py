"""Tables that stand in more than one place: each column once, with its headings and how its cells are shown.

A table holds what its cells mean (of a unit its index, of a stage its key); the CSV files, the printed forms and
the page show of it what is read there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Lang, Text
from rengang.model.arrays import Bool, Int32, Int64
from rengang.report.csvs import blank_zero, labels
from rengang.report.outcome import Outcome

Values = pl.Series | Int32 | Int64


class Kind(Enum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    RANK = "rank"
    """A number from 1 up, 0 for none."""
    UNIT = "unit"
    """An index, −1 for none: the id in a CSV file, the name on a form, the index on the page; as the next two."""
    POST = "post"
    SECTION = "section"


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        The heading in CSV files.
    words
        The heading on the page.
    kind
        What the cells are.
    form
        The heading on printed forms, which are Chinese; empty for the one on the page.
    key
        The name in the document of the page; empty for `name`.
    codes
        What each code of the cells is called; CSV files show the codes themselves.
    filed
        Does it stand in the CSV file.
    """

    name: str
    words: Text
    kind: Kind = Kind.TEXT
    form: str = ""
    key: str = ""
    codes: Mapping[str, Text] = field(default_factory=dict)
    filed: bool = True

    @property
    def on_page(self) -> str:
        """The name in the document of the page."""
        return self.key or self.name

    @property
    def on_form(self) -> str:
        """The heading on a printed form."""
        return self.form or self.words.zh


@dataclass(frozen=True, eq=False)
class Table:
    """Columns with their cells, in the order of the CSV file."""

    outcome: Outcome
    columns: tuple[Column, ...]
    cells: tuple[Values, ...]

    def csv(self) -> pl.DataFrame:
        """The table as a CSV file has it: ids and codes."""
        tables = self.outcome.instance.tables
        ids = {
            Kind.UNIT: tables["units"]["unit_id"],
            Kind.POST: tables["posts"]["post_id"],
            Kind.SECTION: tables["sections"]["section_id"],
        }
        filed = [(column, cells) for column, cells in self._each() if column.filed]
        return pl.DataFrame([_shown(column, cells, ids).alias(column.name) for column, cells in filed])

    def form(self, *names: str) -> pl.DataFrame:
        """These columns, in this order, as a printed form has them."""
        called = {
            Kind.UNIT: self.outcome.unit_names,
            Kind.POST: self.outcome.post_names,
            Kind.SECTION: self.outcome.section_names,
        }
        made = []
        for column, cells in self._each(names):
            shown = _shown(column, cells, called)
            if column.codes:
                zh = {code: text.zh for code, text in column.codes.items()}
                shown = shown.replace_strict(zh, default=None, return_dtype=pl.String)
            made.append(shown.alias(column.on_form))
        return pl.DataFrame(made)

    def page(self, lang: Lang, *names: str) -> dict[str, list[Any]]:
        """These columns as the document of the page has them, under their names there."""
        made = {}
        for column, cells in self._each(names):
            values = cells.to_list() if isinstance(cells, pl.Series) else cells.tolist()
            if column.codes:
                called = {code: text.of(lang) for code, text in column.codes.items()}
                values = [called.get(value) for value in values]
            made[column.on_page] = values
        return made

    def filter(self, rows: Bool) -> Table:
        """Some of the rows."""
        kept = [c.filter(pl.Series(rows)) if isinstance(c, pl.Series) else c[rows] for c in self.cells]
        return replace(self, cells=tuple(kept))

    def _each(self, names: Sequence[str] = ()) -> list[tuple[Column, Values]]:
        found = {c.name: (c, cells) for c, cells in zip(self.columns, self.cells, strict=True)}
        return [found[name] for name in names or found]


def _shown(column: Column, cells: Values, names: Mapping[Kind, pl.Series]) -> pl.Series:
    if column.kind in names:
        return labels(names[column.kind], np.asarray(cells))
    if column.kind is Kind.RANK:
        return blank_zero(np.asarray(cells))
    return cells if isinstance(cells, pl.Series) else pl.Series(cells)


def words_of(*tables: Sequence[Column]) -> dict[str, Text]:
    """The headings of tables on the page, by the names of the columns there."""
    return {column.on_page: column.words for columns in tables for column in columns}
