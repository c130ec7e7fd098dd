"""The CSV files of a contest and of a section selection: every entry, the log, who got which section, rounds."""

from __future__ import annotations

import polars as pl

from rengang.errors import Lang
from rengang.model import Contest, SectionPlan
from rengang.model.values import written
from rengang.report.contest.fates import entry_reason, points
from rengang.report.csvs import blank_zero, labels
from rengang.report.outcome import Outcome

CONTEST_SCHEMA = {
    "cadre_id": pl.String,
    "name": pl.String,
    "post_id": pl.String,
    "unit_id": pl.String,
    "round": pl.Int32,
    "order": pl.Int32,
    "declared": pl.String,
    "fate": pl.String,
    "score": pl.String,
    "rate": pl.String,
    "votes": pl.Int32,
    "post_rank": pl.Int32,
    "wish_rank": pl.Int32,
    "reason": pl.String,
}
"""Columns of ``contest.csv`` in order."""

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


def contest_frame(outcome: Outcome, contest: Contest, lang: Lang) -> pl.DataFrame:
    """The rows of ``contest.csv``: every entry, sorted by cadre, then post; `unit_id` is the post's unit.

    `score` and `rate` are exact: a decimal where there is a finite one, else numerator/denominator.
    """
    entries, instance = contest.entries, outcome.instance
    people, posts = instance.cadres[entries.cadre], outcome.posts[entries.post]
    decimals = outcome.policy.contest.rounding.decimals
    votes = pl.Series(entries.votes, dtype=pl.Int32)
    return pl.DataFrame(
        {
            "cadre_id": people["cadre_id"],
            "name": people["name"],
            "post_id": posts["post_id"],
            "unit_id": posts["unit_id"],
            "round": blank_zero(entries.round),
            "order": blank_zero(entries.order),
            "declared": ["yes" if own else "no" for own in entries.declared.tolist()],
            "fate": [fate.value for fate in entries.fate],
            "score": [points(score, decimals) for score in entries.score],
            "rate": [None if rate is None else written(rate) for rate in entries.rate],
            "votes": votes.set(votes < 0, None),
            "post_rank": blank_zero(entries.post_rank),
            "wish_rank": blank_zero(entries.wish_rank),
            "reason": [entry_reason(outcome, i).of(lang) for i in range(len(entries))],
        },
        schema=CONTEST_SCHEMA,
    )


def log_frame(outcome: Outcome, contest: Contest, lang: Lang) -> pl.DataFrame:
    """The rows of ``log.csv``: what happened, in the order in which it happened."""
    rows = [
        (
            event.round or None,
            event.kind,
            None if event.post < 0 else outcome.posts["post_id"][event.post],
            None if event.cadre < 0 else outcome.instance.cadre_id(event.cadre),
            outcome.trace.said(event).of(lang),
            event.rule,
        )
        for event in contest.events
    ]
    schema = dict.fromkeys(("round", "kind", "post_id", "cadre_id", "text", "rule"), pl.String)
    return pl.DataFrame(rows, schema={**schema, "round": pl.Int32}, orient="row")


def sections_frame(outcome: Outcome, plan: SectionPlan) -> pl.DataFrame:
    """The rows of ``sections.csv``: everybody who takes part, sorted by cadre.

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
    sections = outcome.roster.tables["sections"]["section_id"]
    rows = [
        (
            pick.round,
            sections[pick.section],
            None if pick.cadre < 0 else outcome.instance.cadre_id(pick.cadre),
            "yes" if pick.taken else "no",
            pick.text.of(lang),
        )
        for pick in plan.picks
    ]
    schema = dict.fromkeys(("round", "section_id", "cadre_id", "taken", "text"), pl.String)
    return pl.DataFrame(rows, schema={**schema, "round": pl.Int32}, orient="row")
