"""The tables under inspection, with what every check asks about them: units, people, who wishes for what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from rengang.model.schema import TABLES, Table
from rengang.policy import Policy
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


class Given:
    """The tables of one instance as they were handed in, completed, and views of them.

    Parameters
    ----------
    frames
        Tables by English name, in the order in which they were read; missing columns and tables are blank.
    origins
        Where each table came from; a table without one is shown by its Chinese heading.
    policy
        The regulation that is in force.

    Attributes
    ----------
    frames
        Every table of the schema with all of its columns and the row number `i`.
    """

    def __init__(
        self, frames: Mapping[str, pl.DataFrame], origins: Mapping[str, Origin], policy: Policy
    ) -> None:
        self.policy = policy
        self.given = frames
        self.frames = {name: _completed(table, frames.get(name)) for name, table in TABLES.items()}
        self.origins = {
            name: origins[name] if name in origins else Origin.default(table, len(self.frames[name]))
            for name, table in TABLES.items()
        }

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
