"""The allocation between units read back from ``allocation.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, frozen
from rengang.report.reading.table import May, Table

MOVES = True


def read(path: Path, instance: Instance) -> None:
    """Nothing."""


def take_part(instance: Instance, own: None) -> Bool:
    """The pool."""
    return instance.in_pool


def decided(table: Table, own: None) -> Bool:
    """The pool that the contest left."""
    return table.about(table.instance.in_pool)


def may(table: Table, own: None) -> May:
    """Any stage and unit: whether they are right is for the judge."""
    return May(ranks=True)


def answer(table: Table, mine: Bool, own: None, summary: dict[str, Any]) -> Allocation:
    """Who goes where, by cadre."""
    frame = table.frame.filter(pl.Series(mine))
    order = np.argsort(table.cadre[mine], kind="stable")
    stage = frame["stage"].to_list()

    def rank(name: str) -> Int32:
        values = frame[name].cast(pl.Int32).fill_null(0).to_numpy()
        return frozen(values[order].astype(np.int32))

    return Allocation(
        frozen(table.cadre[mine][order].astype(np.int32)),
        frozen(table.unit[mine][order].astype(np.int32)),
        tuple(Stage(stage[i]) for i in order.tolist()),
        rank("intent_rank"),
        rank("nomination_rank"),
    )
