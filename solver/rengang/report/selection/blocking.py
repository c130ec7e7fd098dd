"""The table of the feasible blocking pairs: ``blocking_pairs.csv``, and the pairs on the page."""

from __future__ import annotations

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.model.arrays import Int32
from rengang.report.outcome import Outcome
from rengang.report.selection.figures import Figures, figures_of
from rengang.report.table import Column, Kind, Table

BLOCKING = (
    Column("cadre_id", Text("干部", "cadre"), key="cadre"),
    Column("unit_id", Text("单位", "Unit"), Kind.UNIT, key="unit"),
    Column("intent_rank", Text("意向", "intent"), Kind.RANK, key="intent"),
    Column("nomination_rank", Text("提名", "rank"), Kind.RANK, key="nomination"),
    Column("kind", Text("方式", "kind")),
    Column("replaces", Text("替换", "replaces")),
)
"""Columns of ``blocking_pairs.csv`` in order."""


def blocking_table(outcome: Outcome) -> Table:
    """The feasible blocking pairs that the judge found, with what carrying them out would take, by cadre, then unit.

    Without rows where no selection ran.

    `kind` is ``free`` (the unit has a free seat) or ``replace``; then `replaces` is the cadre whose place
    would be taken: the relative whose place it must be if there is one, else the worst ranked (the last by id
    among equals).
    """
    figures = figures_of(outcome)
    pairs, replaced = (np.zeros((4, 0), np.int32), []) if figures is None else _pairs(figures)
    cadre, unit, intent, nomination = pairs
    ids = outcome.instance.cadres["cadre_id"]
    return Table(
        outcome,
        BLOCKING,
        (
            ids[cadre],
            unit,
            intent,
            nomination,
            pl.Series(["free" if who is None else "replace" for who in replaced], dtype=pl.String),
            pl.Series([None if who is None else ids[who] for who in replaced], dtype=pl.String),
        ),
    )


def _pairs(figures: Figures) -> tuple[Int32, list[int | None]]:
    """Cadre, unit and both ranks of every pair, and whose place would be taken."""
    trace, case = figures.trace, figures.trace.case
    order = np.lexsort((trace.blocking_unit, trace.blocking_cadre))
    cadre, unit = trace.blocking_cadre[order], trace.blocking_unit[order]
    given, kin = _given(figures), _kin_of(figures, np.unique(cadre))
    free = None if figures.seats is None else figures.seats.upper - figures.into_by_intent
    replaced: list[int | None] = []
    for c, u in zip(cadre.tolist(), unit.tolist(), strict=True):
        arrived = given.get(u, [])
        relatives = [j for j in arrived if j in kin.get(c, ())]
        full = free is None or free[u] <= 0
        replaced.append(relatives[-1] if relatives else arrived[-1] if full and arrived else None)
    return np.stack((cadre, unit, case.intents.of(cadre, unit), case.nominations.of(cadre, unit))), replaced


def _given(figures: Figures) -> dict[int, list[int]]:
    """Per unit those whom the selection gave it, best first."""
    allocation, rows = figures.allocation, np.flatnonzero(figures.by_intent)
    columns = (allocation.to_unit, allocation.nomination_rank, allocation.cadre)
    found: dict[int, list[int]] = {}
    for unit, _, cadre in sorted(zip(*(column[rows].tolist() for column in columns), strict=True)):
        found.setdefault(unit, []).append(cadre)
    return found


def _kin_of(figures: Figures, cadres: Int32) -> dict[int, tuple[int, ...]]:
    """The relatives (to be avoided under the policy) of some cadres."""
    mover, relative = figures.trace.case.kin
    mine = np.isin(mover, cadres)
    found: dict[int, list[int]] = {}
    for i, j in zip(mover[mine].tolist(), relative[mine].tolist(), strict=True):
        found.setdefault(i, []).append(j)
    return {i: tuple(sorted(js)) for i, js in found.items()}
