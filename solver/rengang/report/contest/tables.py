"""The CSV files of a contest: every entry, the log."""

from __future__ import annotations

import polars as pl

from rengang.errors import Lang
from rengang.model import Contest
from rengang.model.values import written
from rengang.report.contest.facts import contest_of
from rengang.report.contest.fates import entry_reason, points
from rengang.report.csvs import blank_zero
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
            contest_of(outcome).trace.said(event).of(lang),
            event.rule,
        )
        for event in contest.events
    ]
    schema = dict.fromkeys(("round", "kind", "post_id", "cadre_id", "text", "rule"), pl.String)
    return pl.DataFrame(rows, schema={**schema, "round": pl.Int32}, orient="row")
