"""Votes, ratings and applications: what the post contest hands in."""

from __future__ import annotations

import polars as pl

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


def check_applications(inspection: Inspection) -> None:
    """Nobody applies for a post of the own unit (TX-15)."""
    posts = inspection.frames["posts"].select("post_id", "unit_id").drop_nulls()
    rows = (
        inspection.frames["applications"]
        .select("i", "cadre_id", "post_id")
        .join(posts.unique("post_id", keep="first"), on="post_id", how="inner", maintain_order="left")
        .join(inspection.people.select("cadre_id", "own"), on="cadre_id", how="inner", maintain_order="left")
        .filter(pl.col("own") == pl.col("unit_id"))
    )
    inspection.faults("application-own-unit", "applications", rows, "post_id", "post_id")
