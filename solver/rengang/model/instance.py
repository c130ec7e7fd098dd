"""The instance: every table that the user handed in, canonical and read-only, with index arrays on top.

A label (`cadre_id`, `unit_id`) is the user's text; an index (`cadre`, `unit`) is a position 0…n−1 in the table
sorted by label. Because the order is by label, the rows' order in the input changes nothing downstream.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl

from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.labels import positions
from rengang.model.schema import TABLES, Table


def _dates_as_text(value: Any) -> Any:
    """A policy document with its dates as ISO text: TOML has dates, JSON and workbooks have not."""
    if isinstance(value, Mapping):
        return {key: _dates_as_text(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_dates_as_text(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _canonical(table: Table, frame: pl.DataFrame | None) -> pl.DataFrame:
    """`frame` with exactly the table's columns and types, sorted by all of them, key first."""
    if frame is None:
        return table.empty()
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in table.dtypes.items()
    ]
    rest = [name for name in table.dtypes if name not in table.key]
    return frame.select(columns).sort([*table.key, *rest], nulls_last=False)


@dataclass(frozen=True, eq=False)
class Instance:
    """Tables and policy document of one campaign.

    Build it with :func:`rengang.read` or :meth:`from_tables`.

    Attributes
    ----------
    tables
        Every table of :data:`rengang.model.schema.TABLES` (missing ones are empty) as a Polars frame with the
        canonical columns, sorted by key.
    policy
        The policy document that came with the instance, as nested mappings; empty when none came.
    """

    tables: Mapping[str, pl.DataFrame]
    policy: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_tables(
        cls, frames: Mapping[str, pl.DataFrame], policy: Mapping[str, Any] | None = None
    ) -> Instance:
        """An instance from frames that carry English column names.

        Missing optional columns are filled with blanks. Without the column ``cadres.pool``, whoever files an
        intent is in the pool.

        Raises
        ------
        KeyError
            A frame is called by a name that is no table, or has a column that its table does not know.
        polars.exceptions.PolarsError
            A column cannot be cast to its type.
        """
        for name, frame in frames.items():
            unknown = sorted(set(frame.columns) - set(TABLES[name].dtypes))
            if unknown:
                raise KeyError(f"table {name} has no column {', '.join(unknown)}")
        tables = {name: _canonical(table, frames.get(name)) for name, table in TABLES.items()}
        if "cadres" in frames and "pool" not in frames["cadres"].columns:
            wishes = tables["intents"]["cadre_id"].unique()
            tables["cadres"] = tables["cadres"].with_columns(pool=pl.col("cadre_id").is_in(wishes.implode()))
        return cls(MappingProxyType(tables), MappingProxyType(_dates_as_text(policy or {})))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instance):
            return NotImplemented
        return dict(self.policy) == dict(other.policy) and all(
            self.tables[name].equals(other.tables[name]) for name in TABLES
        )

    __hash__ = None  # type: ignore[assignment]

    def staying(self, cadre: Bool) -> Instance:
        """The same instance with these cadres (a mask) out of the pool: they stay where they are."""
        pool = pl.Series(~cadre) & self.cadres["pool"].fill_null(False)
        return self.having({"cadres": self.cadres.with_columns(pool=pool)})

    def having(self, frames: Mapping[str, pl.DataFrame]) -> Instance:
        """The same instance with some tables replaced; the others are not looked at."""
        changed = {name: _canonical(TABLES[name], frame) for name, frame in frames.items()}
        return Instance(ChainMap(changed, self.tables), self.policy)  # type: ignore[arg-type]

    # -- labels ---------------------------------------------------------------------------------------------
    @property
    def units(self) -> pl.DataFrame:
        """The units, sorted by `unit_id`; row number = unit index."""
        return self.tables["units"]

    @property
    def cadres(self) -> pl.DataFrame:
        """The cadres, sorted by `cadre_id`; row number = cadre index."""
        return self.tables["cadres"]

    @cached_property
    def unit_index(self) -> Mapping[str, int]:
        """Unit label → index."""
        return {label: i for i, label in enumerate(self.units["unit_id"].to_list())}

    @cached_property
    def cadre_index(self) -> Mapping[str, int]:
        """Cadre label → index."""
        return {label: i for i, label in enumerate(self.cadres["cadre_id"].to_list())}

    def unit_id(self, unit: int) -> str:
        """Label of a unit index."""
        return str(self.units["unit_id"][int(unit)])

    def cadre_id(self, cadre: int) -> str:
        """Label of a cadre index."""
        return str(self.cadres["cadre_id"][int(cadre)])

    # -- arrays ---------------------------------------------------------------------------------------------
    def codes(self, labels: pl.Series, table: str, key: str) -> Int32:
        """Index of each label in the key column of `table`, −1 where there is none.  O(n + m), sorted at most."""
        # a duplicated key resolves to its first row; `tables.check` reports it
        return frozen(positions(labels, self.tables[table][key]))

    @cached_property
    def unit_of(self) -> Int32:
        """Present unit of each cadre, shape (cadres,)."""
        return self.codes(self.cadres["unit_id"], "units", "unit_id")

    @cached_property
    def in_pool(self) -> Bool:
        """Is the cadre in the pool, shape (cadres,)."""
        return frozen(self.cadres["pool"].fill_null(False).to_numpy().astype(bool))

    @cached_property
    def refuses(self) -> Bool:
        """Does the cadre refuse directed placement, shape (cadres,)."""
        return frozen(self.cadres["refuses"].fill_null(False).to_numpy().astype(bool))

    @cached_property
    def vacancies(self) -> Int64:
        """Published vacancies per unit, shape (units,)."""
        return frozen(self.units["vacancies"].fill_null(0).to_numpy().astype(np.int64))

    @cached_property
    def establishment(self) -> Int64:
        """Authorised headcount per unit, −1 where none is given, shape (units,)."""
        return frozen(self.units["establishment"].fill_null(-1).to_numpy().astype(np.int64))

    @cached_property
    def staff(self) -> Int64:
        """Actual headcount per unit before the campaign; counted from the roster where not given."""
        counted = np.bincount(self.unit_of[self.unit_of >= 0], minlength=len(self.units)).astype(np.int64)
        given = self.units["staff"].fill_null(-1).to_numpy()
        return frozen(np.where(given >= 0, given, counted).astype(np.int64))

    @cached_property
    def pool(self) -> Int32:
        """Indices of the pool, ascending."""
        return frozen(np.flatnonzero(self.in_pool).astype(np.int32))

    @cached_property
    def intents(self) -> tuple[Int32, Int32, Int32]:
        """Columns (cadre, unit, order) of the intents, sorted by cadre then order."""
        frame = self.tables["intents"]
        return (
            self.codes(frame["cadre_id"], "cadres", "cadre_id"),
            self.codes(frame["unit_id"], "units", "unit_id"),
            frozen(frame["order"].fill_null(0).to_numpy().astype(np.int32)),
        )

    @cached_property
    def nominations(self) -> tuple[Int32, Int32, Int32]:
        """Columns (unit, cadre, rank) of the nominations as handed in, sorted by unit, rank, cadre."""
        frame = self.tables["nominations"]
        return (
            self.codes(frame["unit_id"], "units", "unit_id"),
            self.codes(frame["cadre_id"], "cadres", "cadre_id"),
            frozen(frame["rank"].fill_null(0).to_numpy().astype(np.int32)),
        )

    def kin(self, relations: tuple[str, ...] | None = None) -> tuple[Int32, Int32]:
        """Pairs of relatives (a, b) with a < b, each once, of the given kinds of relation (default: all)."""
        if relations not in self._kin:
            self._kin[relations] = self._kin_of(relations)
        return self._kin[relations]

    def kin_both(self, relations: tuple[str, ...] | None = None) -> tuple[Int32, Int32]:
        """The pairs of :meth:`kin` in both directions: first all (a, b), then all (b, a)."""
        a, b = self.kin(relations)
        return frozen(np.concatenate([a, b])), frozen(np.concatenate([b, a]))

    @cached_property
    def _kin(self) -> dict[tuple[str, ...] | None, tuple[Int32, Int32]]:
        """What :meth:`kin` has answered so far."""
        return {}

    def _kin_of(self, relations: tuple[str, ...] | None) -> tuple[Int32, Int32]:
        frame = self.tables["kinship"]
        if relations is not None:
            frame = frame.filter(pl.col("relation").is_in(list(relations)))
        a = self.codes(frame["cadre_id"], "cadres", "cadre_id")
        b = self.codes(frame["relative_id"], "cadres", "cadre_id")
        known = (a >= 0) & (b >= 0) & (a != b)
        low, high = np.minimum(a, b)[known], np.maximum(a, b)[known]
        pairs = np.unique(low.astype(np.int64) * len(self.cadres) + high)
        low, high = np.divmod(pairs, max(len(self.cadres), 1))
        return frozen(low.astype(np.int32)), frozen(high.astype(np.int32))
