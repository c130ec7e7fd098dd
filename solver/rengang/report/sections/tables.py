"""The CSV files of a section selection: who got which section, and the rounds."""

from __future__ import annotations

import polars as pl

from rengang.errors import Lang
from rengang.model import SectionPlan
from rengang.report.csvs import blank_zero, labels
from rengang.report.outcome import Outcome
from rengang.report.sections.evidence import trace_of
from rengang.rules.section_rounds import told

SECTIONS_SCHEMA = {
    "cadre_id": pl.String,
    "name": pl.String,
    "group": pl.String,
    "from_section": pl.String,
    "to_section": pl.String,
    "stage": pl.String,
    "wish_rank": pl.Int32,
}
"""Columns of ``sections.csv`` in order."""
PICKS_SCHEMA = {
    "round": pl.Int32,
    "section_id": pl.String,
    "cadre_id": pl.String,
    "taken": pl.String,
    "text": pl.String,
}
"""Columns of ``picks.csv`` in order."""


def csvs(outcome: Outcome, plan: SectionPlan, lang: Lang) -> dict[str, pl.DataFrame]:
    """The files by name; ``picks.csv`` only where rounds were played."""
    made = {"sections.csv": sections_frame(outcome, plan)}
    if plan.picks:
        made["picks.csv"] = picks_frame(outcome, plan, lang)
    return made


def sections_frame(outcome: Outcome, plan: SectionPlan) -> pl.DataFrame:
    """The rows of ``sections.csv``, the plan as it is handed out: everybody who takes part, sorted by cadre.

    `from_section` is where the person was when the selection began; the contest moves no participant.
    """
    people = outcome.roster.cadres[plan.cadre]
    return pl.DataFrame(
        {
            "cadre_id": people["cadre_id"],
            "name": people["name"],
            "group": [group.value for group in plan.group],
            "from_section": people["section_id"],
            "to_section": labels(outcome.roster.tables["sections"]["section_id"], plan.section),
            "stage": [stage.value for stage in plan.stage],
            "wish_rank": blank_zero(plan.wish_rank),
        },
        schema=SECTIONS_SCHEMA,
    )


def picks_frame(outcome: Outcome, plan: SectionPlan, lang: Lang) -> pl.DataFrame:
    """The rows of ``picks.csv``: each section's turn in each round, and what came of it."""
    sections = outcome.roster.tables["sections"]["section_id"].to_list()
    rows = [
        (
            pick.round,
            sections[pick.section],
            None if pick.cadre < 0 else outcome.instance.cadre_id(pick.cadre),
            "yes" if pick.taken else "no",
            told(pick, sections).of(lang),
        )
        for pick in trace_of(outcome).picks
    ]
    return pl.DataFrame(rows, schema=PICKS_SCHEMA, orient="row")
