"""What every check works on: the tables with their origins and the policy, and the list of problems found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model.schema import TABLES, Table
from rengang.policy import Policy
from rengang.tables.checks.catalogue import CATALOGUE
from rengang.tables.checks.contest_view import ContestView
from rengang.tables.reading.source import Origin


def _completed(table: Table, frame: pl.DataFrame | None) -> pl.DataFrame:
    """`frame` with every column of the table, blank where it had none, and the row number as `i`."""
    if frame is None:
        frame = table.empty()
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in table.dtypes.items()
    ]
    return frame.select(columns).with_row_index("i")


class Inspection:
    """The tables of one instance under inspection.

    Parameters
    ----------
    frames
        Tables by English name, in the order in which they were read; missing columns and tables are blank.
    origins
        Where each table came from; a table without one is shown by its Chinese heading.
    policy
        The regulation that is in force.
    unread
        Problems of single cells that could not be read.

    Attributes
    ----------
    frames
        Every table of the schema with all of its columns and the row number `i`.
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
        self.unread = tuple(p for p in unread if p.row is not None and p.column is not None)
        self.policy = policy
        self.problems: list[Problem] = []
        self.given = frames
        self.frames = {name: _completed(table, frames.get(name)) for name, table in TABLES.items()}
        self.origins = {
            name: origins[name] if name in origins else Origin.default(table, len(self.frames[name]))
            for name, table in TABLES.items()
        }

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

    # -- views ----------------------------------------------------------------------------------------------
    @cached_property
    def units(self) -> pl.DataFrame:
        """The units, each id once (its first row): i, unit_id, unit, vertical, vacancies, staff.

        `unit` numbers them; joins and groupings by number cost a fraction of those by text. `vertical` is
        false throughout when the policy lets vertically managed units take part.
        """
        vertical = (pl.col("kind") == "vertical").fill_null(False) & self.policy.scope.exclude_vertical
        return (
            self.frames["units"]
            .filter(pl.col("unit_id").is_not_null())
            .unique("unit_id", keep="first", maintain_order=True)
            .select("i", "unit_id", vertical.alias("vertical"), pl.col("vacancies").fill_null(0), "staff")
            .with_columns(unit=pl.int_range(pl.len(), dtype=pl.Int64))
        )

    @cached_property
    def has_pool_column(self) -> bool:
        """Does the roster say who is in the pool; a reader may have added the column as a blank one."""
        frame = self.given.get("cadres")
        return frame is not None and "pool" in frame.columns and "pool" in self.origins["cadres"].headings

    @cached_property
    def people(self) -> pl.DataFrame:
        """The cadres, each id once (its first row): i, cadre_id, cadre (number), own (unit id), home (unit
        number), pool, from_vertical."""
        cadres = self.frames["cadres"]
        pool = pl.col("pool").fill_null(False)
        if not self.has_pool_column:
            pool = pl.col("cadre_id").is_in(self.frames["intents"]["cadre_id"].unique().implode())
        home = self.units.select(own="unit_id", home="unit", from_vertical="vertical")
        return (
            cadres.filter(pl.col("cadre_id").is_not_null())
            .unique("cadre_id", keep="first", maintain_order=True)
            .select("i", "cadre_id", pl.col("unit_id").alias("own"), pool.alias("pool"))
            .join(home, on="own", how="left", maintain_order="left")
            .with_columns(
                pl.col("from_vertical").fill_null(False), cadre=pl.int_range(pl.len(), dtype=pl.Int64)
            )
        )

    @cached_property
    def contest(self) -> ContestView:
        """What the checks of the post contest share."""
        return ContestView(self)

    @cached_property
    def wishes(self) -> pl.DataFrame:
        """The intents of known cadres, as :meth:`_pairs` gives them."""
        return self.intents.filter(pl.col("cadre").is_not_null())

    @cached_property
    def intents(self) -> pl.DataFrame:
        """The intents, known or not, as :meth:`_pairs` gives them."""
        return self._pairs("intents", "order")

    @cached_property
    def nominations(self) -> pl.DataFrame:
        """The nominations, known or not, as :meth:`_pairs` gives them."""
        return self._pairs("nominations", "rank", "score")

    def _pairs(self, table: str, *more: str) -> pl.DataFrame:
        """Rows of `table` with what is known about their cadre and unit, null where these are unknown.

        Columns: i, cadre_id, unit_id, `more`, those of :attr:`people`, `unit`, `vertical`, and `pair`, a
        number that is the same for the same cadre and unit.
        """
        people = self.people.select("cadre_id", "cadre", "own", "home", "pool", "from_vertical")
        units = self.units.select("unit_id", "unit", "vertical")
        return (
            self.frames[table]
            .select("i", "cadre_id", "unit_id", *more)
            .join(people, on="cadre_id", how="left", maintain_order="left")
            .join(units, on="unit_id", how="left", maintain_order="left")
            .with_columns(pair=pl.col("cadre") * len(units) + pl.col("unit"))
        )

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
