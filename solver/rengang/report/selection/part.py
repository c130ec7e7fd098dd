"""What the selection between units offers the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Lang, Text
from rengang.model.procedure import Procedure
from rengang.report.contract import Explanations
from rengang.report.figure import Figure
from rengang.report.outcome import Outcome
from rengang.report.page import markup
from rengang.report.page.markup import Summary, Words
from rengang.report.part import Page
from rengang.report.rows import Given
from rengang.report.selection.blocking import BLOCKING, blocking_table
from rengang.report.selection.figures import figures_of
from rengang.report.selection.forms import selection_forms
from rengang.report.selection.page import barred_intents
from rengang.report.selection.shown import selection_figures
from rengang.report.selection.words import SCRIPT
from rengang.report.sheets.form import Form
from rengang.report.table import words_of
from rengang.report.units import Added, units_form

FILES: tuple[str, ...] = ()
HEADS = (Text("人员", "people"), Text("人数", "number"))


def ran(outcome: Outcome) -> list[Procedure]:
    """The two-way selection or the exchange, and directed placement where it has objectives."""
    if outcome.allocation is None:
        return []
    selection = Procedure.EXCHANGE if outcome.policy.exchanges else Procedure.TWO_WAY
    return [selection, *([Procedure.DIRECTED] if outcome.result.directed else [])]


def given(outcome: Outcome) -> Given | None:
    """The allocation."""
    figures = figures_of(outcome)
    if figures is None:
        return None
    allocation = figures.allocation
    return Given(
        allocation.cadre,
        [stage.value for stage in allocation.stage],
        allocation.to_unit,
        intent_rank=allocation.intent_rank,
        nomination_rank=allocation.nomination_rank,
        out=figures.out,
        into=figures.into,
    )


def summary(outcome: Outcome) -> dict[str, Any]:
    """What the head of the document says of the selection; None for every figure that needs one.

    `pool` counts everybody of the pool, also whom a rule holds back: they stay, and stand in the allocation.
    `placed` counts everybody who is given a unit, by intent or by direction; the objective of that name counts
    the intents alone. `first_intent_share` is the share of those who filed intents whose intent of rank 1 was
    met, to six places, and `first_intent_share_exact` the same as the fraction met/filed. `blocking_pairs` is
    None in an exchange, which knows none. `fairness` says who was harmed by what: envy that rank alone would
    justify (cadres), intents that a rule barred.
    """
    figures = figures_of(outcome)
    met, filed = (0, 0) if figures is None else figures.first_intents
    known = figures is not None and not outcome.policy.exchanges
    return {
        "pool": len(outcome.roster.pool if outcome.allocation is None else outcome.allocation),
        "placed": None if figures is None else int(figures.placed.sum()),
        "first_intent_share": round(met / filed, 6) if filed else None,
        "first_intent_share_exact": f"{met}/{filed}" if filed else None,
        "blocking_pairs": len(outcome.judged.blocking_cadre) if known else None,
        "fairness": None
        if figures is None
        else {
            "justified_envy": outcome.judged.justified_envy,
            "intents": len(figures.pairs),
            "intents_barred": figures.barred,
        },
    }


def csvs(outcome: Outcome, lang: Lang) -> dict[str, pl.DataFrame]:
    """The blocking pairs, whose file every folder has."""
    return {"blocking_pairs.csv": blocking_table(outcome).csv()}


def units(outcome: Outcome) -> Added:
    """Who arrives by intent and by direction, and how many may arrive."""
    figures, size = figures_of(outcome), len(outcome.instance.units)
    none = pl.Series([None] * size, dtype=pl.Int64)
    if figures is None:
        nobody = np.zeros(size, dtype=np.int64)
        return Added({"in_intent": nobody, "in_directed": nobody, "seats": none})
    cells = {
        "in_intent": figures.into_by_intent,
        "in_directed": figures.into - figures.into_by_intent,
        "seats": none if figures.seats is None else figures.seats.upper,
    }
    exchanged = outcome.policy.exchanges  # nobody is directed then
    return Added(cells, on_form=("in_intent",) if exchanged else ("in_intent", "in_directed"))


def forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """The units, where there is anything to say of them, and the people."""
    of_units = units_form(outcome)
    shown = [of_units] if outcome.allocation is not None or len(of_units.rows) else []
    return shown + selection_forms(outcome, reasons)


def left_out(outcome: Outcome) -> list[str]:
    """Nothing."""
    return []


def figures(outcome: Outcome, summary: Summary) -> list[Figure]:
    """The pool and what became of it, first intents, blocking pairs, envy, vacancies."""
    return [] if outcome.allocation is None else selection_figures(outcome, outcome.allocation, summary)


def page(outcome: Outcome, summary: Summary, explain: Explanations, say: Words, most: int) -> Page:
    """The blocking pairs behind the people."""
    pairs = blocking_table(outcome)
    listed = len(pairs.csv()) and len(outcome.rows) <= most
    return Page(
        {
            "ranked": outcome.allocation is not None,
            "blocking": pairs.page(say.lang) if listed else None,
        },
        words=words_of(BLOCKING) | SCRIPT,
        facts=barred_intents(summary, say),
        after=markup.section(say.page("blocking"), '<div id="blocking-table"></div>') if listed else "",
    )
