"""Where a table came from: what a carrier hands over, and how to say the place of a cell to its author."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from rengang.errors import Lang, Problem
from rengang.model.arrays import Int64, frozen
from rengang.model.schema import Table


@dataclass(frozen=True, eq=False)
class Origin:
    """The user's own words for one table, so that every problem can name the cell as its author sees it.

    Attributes
    ----------
    shown
        The table as the user named it: file or sheet name.
    headings
        Canonical column name → heading as the user wrote it; absent where the user handed in no such column.
    rows : int64, shape (rows of the frame,)
        Row number as the user sees it of each row of the frame in reading order (the heading is row 1).
    cell_headings
        Canonical column name → heading per row of the frame, where it differs from row to row: the wide form
        of the intents has one column per intent, and these become rows. None or absent: `headings` holds.
    """

    shown: str
    headings: Mapping[str, str]
    rows: Int64
    cell_headings: Mapping[str, Sequence[str] | None] = field(default_factory=dict)

    def row(self, index: int) -> int:
        """Row number that the user sees, of row `index` of the frame."""
        return int(self.rows[index])

    def heading(self, column: str, index: int | None = None) -> str:
        """Heading above the cell in canonical `column` and row `index`; the name itself if none is known."""
        per_row = self.cell_headings.get(column)
        if per_row is not None and index is not None:
            return str(per_row[index])
        return self.headings.get(column, column)

    @classmethod
    def default(cls, table: Table, rows: int, lang: Lang = "zh") -> Origin:
        """The origin of a frame that came from no file: schema headings, rows numbered from 2."""
        name = table.heading if lang == "zh" else table.name
        heads = {c.name: c.heading if lang == "zh" else c.name for c in table.columns}
        return cls(name, heads, frozen(np.arange(2, rows + 2, dtype=np.int64)))


@dataclass(frozen=True, eq=False)
class RawTable:
    """One table as a carrier holds it, before headings and cells are understood.

    Attributes
    ----------
    shown
        The table as the user named it: file or sheet name; also what its English name is looked up by
        (without folder and ending).
    headings
        The heading row, as written.
    columns
        One Polars series per heading. Text cells are String; a carrier with types (workbook, Parquet, JSON)
        hands over columns of one kind as Int64, Float64, Boolean, Date, Datetime or Decimal, and columns of
        several kinds as Object with plain Python values. Null: blank.
    rows : int64, shape (rows,)
        Row number as the user sees it.
    heading_row
        Row number of the headings.
    """

    shown: str
    headings: tuple[str, ...]
    columns: tuple[pl.Series, ...]
    rows: Int64
    heading_row: int = 1

    @property
    def name(self) -> str:
        """`shown` without the ending of a file."""
        for ending in (".csv", ".parquet"):
            if self.shown.lower().endswith(ending):
                return self.shown[: -len(ending)]
        return self.shown


@dataclass(frozen=True, eq=False)
class RawPolicy:
    """The policy document that came with an instance.

    Attributes
    ----------
    shown
        The file or sheet that holds it.
    document
        Nested mappings as TOML gives them.
    rows
        Dotted key → row of the sheet, where the document is a sheet.
    """

    shown: str
    document: Mapping[str, object]
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RawInstance:
    """What a carrier holds: its tables in its own order, its policy, and what could not be read at all."""

    tables: tuple[RawTable, ...]
    policy: RawPolicy | None = None
    problems: tuple[Problem, ...] = ()


Announce = Callable[[str, int, int], None]
"""Called by a reader before each table: its shown name, how many are done, how many there are."""


def unheard(shown: str, done: int, total: int) -> None:
    """An :data:`Announce` that nobody listens to."""
