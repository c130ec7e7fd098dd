"""The table of everybody who took part: ``allocation.csv``, the people on the page, the lists of the selection."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from rengang.errors import Text
from rengang.report import words
from rengang.report.outcome import Outcome
from rengang.report.table import Column, Kind, Table

ALLOCATION = (
    Column("cadre_id", Text("编号", "id"), form="干部编号", key="id"),
    Column("name", Text("姓名", "name")),
    Column("from_unit", Text("原单位", "from"), Kind.UNIT, key="from"),
    Column("to_unit", Text("去向", "to"), Kind.UNIT, form="接收单位", key="to"),
    Column("to_post", Text("职位", "post"), Kind.POST, key="post"),
    Column("stage", Text("方式", "how"), form="去向", codes=words.STAGES),
    Column("intent_rank", Text("意向", "intent"), Kind.RANK, form="意向序号", key="intent"),
    Column("nomination_rank", Text("提名", "rank"), Kind.RANK, form="提名顺序", key="nomination"),
    Column("reason", Text("说明", "why"), key="why"),
)
"""Columns of ``allocation.csv`` in order."""


def allocation_table(outcome: Outcome, reasons: Sequence[str]) -> Table:
    """The rows of ``allocation.csv``, sorted by cadre id.

    Parameters
    ----------
    outcome
        The result.
    reasons
        One sentence or paragraph for each of its rows, in the reader's language.
    """
    rows, instance = outcome.rows, outcome.instance
    people = instance.cadres[rows.cadre]
    return Table(
        outcome,
        ALLOCATION,
        (
            people["cadre_id"],
            people["name"],
            instance.unit_of[rows.cadre],
            rows.to_unit,
            rows.to_post,
            pl.Series(rows.stage.tolist(), dtype=pl.String),
            rows.intent_rank,
            rows.nomination_rank,
            pl.Series(list(reasons), dtype=pl.String),
        ),
    )
