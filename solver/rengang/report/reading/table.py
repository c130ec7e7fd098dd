"""The rows of ``allocation.csv`` read back, and what a room of the report has to know of those it decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import polars as pl

from rengang.model import Instance, Stage
from rengang.model.arrays import Bool, Int32
from rengang.report.rooms import module

ANY = -2
"""Any unit will do."""


@dataclass(frozen=True, eq=False)
class Table:
    """The rows of ``allocation.csv`` against an instance.

    `frame` has the columns as texts, blanks as null, and `row`, the number that a reader sees. An id that the
    instance does not know is −1.
    """

    frame: pl.DataFrame
    instance: Instance

    @cached_property
    def cadre(self) -> Int32:
        """Whom each row is about."""
        return self.instance.codes(self.frame["cadre_id"], "cadres", "cadre_id")

    @cached_property
    def unit(self) -> Int32:
        """The unit that each row gives."""
        return self.instance.codes(self.frame["to_unit"], "units", "unit_id")

    @cached_property
    def post(self) -> Int32:
        """The post that each row gives."""
        return self.instance.codes(self.frame["to_post"], "posts", "post_id")

    def having(self, stage: Stage) -> Bool:
        """Which rows have this stage."""
        return np.asarray((self.frame["stage"] == stage.value).fill_null(False).to_numpy()).astype(bool)

    def about(self, cadres: Bool) -> Bool:
        """Which rows are about one of these cadres; `cadres` has shape (cadres,)."""
        return np.append(cadres, False)[self.cadre]


@dataclass(frozen=True, eq=False)
class May:
    """What the rows that a room decided may say.

    Attributes
    ----------
    stage
        The stage of each row of the table; None: any.
    unit : int32
        The unit of each row of the table, −1 for none, :data:`ANY`; None: any for all.
    post, ranks
        Does a row come with a post; may it have ranks.
    """

    stage: pl.Series | None = None
    unit: Int32 | None = None
    post: bool = False
    ranks: bool = False


class Reading(Protocol):
    """The module ``reading`` of a room: what a result folder says of its procedures, asked only where one ran.

    `own` is what :meth:`read` gave.
    """

    MOVES: bool
    """Do its procedures move people between units."""

    def read(self, path: Path, instance: Instance) -> Any:
        """What stands in a file of its own in the folder `path`; None where it has none that is read.

        Raises
        ------
        InvalidInput
            The file is not there, or has faults.
        """

    def take_part(self, instance: Instance, own: Any) -> Bool:
        """Who takes part and so has a row, shape (cadres,); whoever is in the pool has one anyway."""

    def decided(self, table: Table, own: Any) -> Bool:
        """The rows that it decided, unless a room before it did."""

    def may(self, table: Table, own: Any) -> May:
        """What those rows may say."""

    def answer(self, table: Table, mine: Bool, own: Any, summary: dict[str, Any]) -> Any:
        """What the folder says came of its procedures, by the rows that are `mine`, once nothing is wrong with them."""


def reading(room: str) -> Reading:
    """What a room reads.

    Raises
    ------
    LookupError
        The room has no module ``reading``.
    """
    return cast(Reading, module(room, "reading"))
