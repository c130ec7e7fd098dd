"""Ballots: ratings, recommendations and votes, their voters present and due."""

from __future__ import annotations

import polars as pl

from rengang.errors import Text
from rengang.policy.conditions import Share, Turnout
from rengang.tables.checks.inspection import Inspection


def check_votes(inspection: Inspection) -> None:
    """No more votes than voters present, no more voters present than due; a rating says something."""
    for name, due in (("ratings", "due"), ("recommendations", None), ("votes", "members")):
        frame = inspection.frames[name]
        above = frame.filter(pl.col("votes") > pl.col("present"))
        inspection.faults(
            "votes-above-present", name, above.select("i", "votes", limit="present"), "votes", "votes"
        )
        if due is not None:
            above = frame.filter(pl.col("present") > pl.col(due))
            inspection.faults(
                "present-above-due", name, above.select("i", "present", limit=due), "present", "present"
            )
    ratings = inspection.frames["ratings"]
    blank = ratings.filter(pl.col("score").is_null() & pl.col("votes").is_null())
    inspection.faults("rating-blank", "ratings", blank.select("i"), "score")
    alone = ratings.filter(pl.col("votes").is_not_null() & pl.col("present").is_null())
    inspection.faults("votes-without-present", "ratings", alone.select("i", "votes"), "votes", "votes")


def check_ballots(inspection: Inspection) -> None:
    """Ballots of one meeting fit together (JL-52, TX-29), and what a condition asks of a rating is there."""
    if not inspection.contest.held:
        return
    _check_present(inspection, "recommendations", ("post_id", "group"))
    _check_present(inspection, "votes", ("post_id",))
    _check_sums(inspection, "recommendations", ("cadre_id", "group"))
    _check_sums(inspection, "votes", ("post_id",))
    _check_rated(inspection)


def _check_present(inspection: Inspection, table: str, meeting: tuple[str, ...]) -> None:
    """Everybody's rate at one meeting has one denominator: those present (JL-52)."""
    frame = inspection.frames[table].select("i", *meeting, "present").drop_nulls()
    rows = frame.with_columns(
        first_i=pl.col("i").first().over(meeting), other=pl.col("present").first().over(meeting)
    ).filter(pl.col("present") != pl.col("other"))
    inspection.faults(
        "present-differs", table, rows.select("i", "first_i", "present", "other"), "present", "present"
    )


def _check_sums(inspection: Inspection, table: str, ballot: tuple[str, ...]) -> None:
    """One voice a ballot: votes for one place, or of one person's posts, add up to those present (JL-51)."""
    frame = (
        inspection.frames[table]
        .select("i", "cadre_id", "post_id", *({"group"} & set(ballot)), "votes", "present")
        .drop_nulls()
        # a row that stands twice is a fault of its own
        .unique(list(dict.fromkeys(("cadre_id", "post_id", *ballot))), keep="first", maintain_order=True)
    )
    rows = (
        # a single row above those present is an error of its own
        frame.filter(~(pl.col("votes") > pl.col("present")).any().over(ballot))
        .group_by(ballot, maintain_order=True)
        .agg(pl.col("i").last(), total=pl.col("votes").sum(), limit=pl.col("present").max())
        .filter(pl.col("total") > pl.col("limit"))
    )
    shown = rows.select("i", "total", "limit", of=pl.concat_str(list(ballot), separator=" "))
    inspection.faults("votes-sum-above-present", table, shown, "votes")


def _check_rated(inspection: Inspection) -> None:
    """A share needs votes and voters present, a turnout voters present and due (JL-25, XX-33)."""
    ratings = inspection.frames["ratings"]
    for name, condition in inspection.contest.asked.items():
        for test in (*condition.all, *(t for group in condition.any for t in group)):
            if isinstance(test, Share):
                needed = ["votes", "present"]
            elif isinstance(test, Turnout):
                needed = ["present"] if test.share is None else ["present", "due"]
            else:
                continue
            rows = ratings.filter(
                (pl.col("item") == test.item)
                & pl.any_horizontal(pl.col(needed).is_null())
                # these say so themselves
                & (pl.col("score").is_not_null() | pl.col("votes").is_not_null())
                & ~(pl.col("votes").is_not_null() & pl.col("present").is_null())
            ).select("i", "item")
            inspection.faults(
                "rating-without-votes", "ratings", rows, "item", None, condition=Text(name, name)
            )
