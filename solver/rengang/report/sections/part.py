"""What the section selection offers the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Lang, Text
from rengang.model.procedure import Procedure
from rengang.report.contract import Explanations
from rengang.report.csvs import labels
from rengang.report.figure import Figure
from rengang.report.outcome import Outcome
from rengang.report.page.markup import Summary, Words
from rengang.report.part import Page
from rengang.report.rows import Given
from rengang.report.sections import tables, words
from rengang.report.sections.block import block
from rengang.report.sections.figures import section_figures
from rengang.report.sections.forms import section_forms
from rengang.report.sections.page import sections_data, sections_markup
from rengang.report.sheets.form import Form
from rengang.report.units import Added

FILES = ("sections.csv", "picks.csv")
HEADS = (Text("科室双向选择", "section selection"), Text("人数", "number"))


def ran(outcome: Outcome) -> list[Procedure]:
    """The section selection, where there was one."""
    return [] if outcome.sections is None else [Procedure.SECTIONS]


def given(outcome: Outcome) -> Given | None:
    """Everybody who takes part, with the section given; nobody moves between units."""
    plan = outcome.sections
    if plan is None:
        return None
    home = outcome.instance.codes(outcome.instance.tables["sections"]["unit_id"], "units", "unit_id")
    return Given(
        plan.cadre,
        [stage.value for stage in plan.stage],
        np.append(home, -1)[plan.section].astype(np.int32),
        section=plan.section,
    )


def summary(outcome: Outcome) -> dict[str, Any]:
    """Its block."""
    return {} if outcome.sections is None else {"sections": block(outcome, outcome.sections)}


def csvs(outcome: Outcome, lang: Lang) -> dict[str, pl.DataFrame]:
    """Who got which section, and the rounds where some were played."""
    return {} if outcome.sections is None else tables.csvs(outcome, outcome.sections, lang)


def units(outcome: Outcome) -> Added:
    """Nothing: whom a section borrows counts at home."""
    return Added()


def forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """The rounds, the sections with their members, who goes home."""
    return [] if outcome.sections is None else section_forms(outcome, outcome.sections)


def left_out(outcome: Outcome) -> list[str]:
    """Nothing."""
    return []


def figures(outcome: Outcome, summary: Summary) -> list[Figure]:
    """Who takes part by capacity, and what became of them."""
    block = summary.get("sections")
    return [] if block is None else section_figures(block)


def page(outcome: Outcome, summary: Summary, explain: Explanations, say: Words, most: int) -> Page:
    """The section about the section selection, and the sections of the people."""
    plan = outcome.sections
    if plan is None:
        return Page()
    data = sections_data(outcome, plan, say.lang)
    return Page(
        {"sections": data},
        words=words.SCRIPT,
        before=sections_markup(summary, data, say),
        people={"section": labels(outcome.section_names, outcome.rows.to_section).to_list()},
        scripts=("sections.js",),
    )
