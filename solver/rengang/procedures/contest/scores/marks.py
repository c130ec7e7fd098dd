"""What judges, papers, ratings, appraisals and voters gave, gathered for the entries concerned.

Marks are exact integers in millionths of a point (the tables keep six places); everything that touches every
mark is done by Polars, and only one row per entry comes out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from rengang.model import Entries, Instance
from rengang.model.arrays import Int32
from rengang.model.schema import DECIMAL_PLACES
from rengang.policy import Policy

UNIT: int = 10**DECIMAL_PLACES
"""Marks are integers in units of 1/UNIT points."""

NO_ORDER = np.iinfo(np.int32).max
"""Stands for a blank order of wish: after every given one."""


def panel_marks(instance: Instance, panel: str) -> pl.DataFrame:
    """The marks of one panel: columns cadre, post (indices), judge, mark (int128, millionths).

    Rows of unknown people or posts are left out. Sorted by post, cadre, judge as the table is.
    """
    frame = instance.tables["scores"].filter((pl.col("panel") == panel) & pl.col("score").is_not_null())
    return frame.select(
        pl.Series("cadre", instance.codes(frame["cadre_id"], "cadres", "cadre_id")),
        pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id")),
        "judge",
        pl.col("score").to_physical().alias("mark"),
    ).filter((pl.col("cadre") >= 0) & (pl.col("post") >= 0))


def trimmed(marks: pl.DataFrame, drop_high: int, drop_low: int) -> pl.DataFrame:
    """Sum and number of what is left after dropping the largest and smallest marks: TX-27, JL-45, A-16.

    One occurrence each is dropped, so that of two equal highest marks one stays. Columns cadre, post, given
    (marks handed in), total (sum of the marks kept, millionths), kept (their number, at least 0).
    O(n log n) for n marks.
    """
    return (
        marks.group_by("cadre", "post", maintain_order=True)
        .agg(
            pl.col("mark")
            .sort()
            .slice(drop_low, (pl.len().cast(pl.Int64) - drop_low - drop_high).clip(lower_bound=0))
            .sum()
            .alias("total"),
            given=pl.len().cast(pl.Int64),
        )
        .with_columns(kept=(pl.col("given") - drop_low - drop_high).clip(lower_bound=0))
    )


def speech_posts(entries: Entries, rows: Int32, marks: pl.DataFrame) -> Int32:
    """At which post the marks were given that count for each entry: TX-27, JL-45 (one speech, several posts).

    The entry's own post where the panel marked the person there. Otherwise, of the posts for which the person
    has an entry and was marked, the one with the least (order of wish, post): a speech is given once. −1
    where the panel never marked the person.

    Parameters
    ----------
    rows : int32, shape (k,)
        The entries asked about.
    marks
        What :func:`panel_marks` gives.

    Returns
    -------
    int32, shape (k,)
        Post indices.
    """
    marked = marks.select("cadre", "post").unique(maintain_order=True).with_columns(spoke=pl.lit(True))
    everything = pl.DataFrame(
        {
            "cadre": entries.cadre,
            "post": entries.post,
            "order": np.where(entries.order > 0, entries.order, NO_ORDER),
        }
    ).join(marked, on=["cadre", "post"], how="left", maintain_order="left")
    first = (
        everything.filter(pl.col("spoke"))
        .sort("cadre", "order", "post")
        .unique("cadre", keep="first", maintain_order=True)
        .select("cadre", pl.col("post").alias("elsewhere"))
    )
    asked = everything[rows].join(first, on="cadre", how="left", maintain_order="left")
    chosen = pl.when(pl.col("spoke")).then("post").otherwise("elsewhere")
    return asked.select(chosen.fill_null(-1).cast(pl.Int32).alias("source"))["source"].to_numpy()


def panel_sums(
    entries: Entries, rows: Int32, marks: pl.DataFrame, drop_high: int, drop_low: int
) -> tuple[list[int], list[int], list[int]]:
    """Per entry asked: sum of the marks kept (millionths), how many are kept, how many were given."""
    sums = trimmed(marks, drop_high, drop_low)
    asked = pl.DataFrame({"cadre": entries.cadre[rows], "post": speech_posts(entries, rows, marks)})
    found = asked.join(sums, on=["cadre", "post"], how="left", maintain_order="left")
    total, kept, given = (found[name].fill_null(0).to_list() for name in ("total", "kept", "given"))
    return total, kept, given


def of_cadres(instance: Instance, cadres: Int32, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` (one row per `cadre_id`) in the order of `cadres`, blank where a person has no row."""
    asked = pl.DataFrame({"cadre_id": instance.cadres["cadre_id"].gather(cadres.astype(np.uint32))})
    once = frame.unique("cadre_id", keep="first", maintain_order=True)
    return asked.join(once, on="cadre_id", how="left", maintain_order="left")


def paper_marks(instance: Instance, paper: str, cadres: Int32) -> list[int | None]:
    """Mark of an exam paper per person asked, in millionths; None where there is none: JL-21."""
    rows = instance.tables["exams"].filter(pl.col("paper") == paper)
    found = of_cadres(instance, cadres, rows.select("cadre_id", mark=pl.col("score").to_physical()))
    return found["mark"].to_list()


def ratings(instance: Instance, item: str, cadres: Int32) -> pl.DataFrame:
    """Columns mark (millionths), votes, present of a rating's item per person asked: JL-28."""
    rows = instance.tables["ratings"].filter(pl.col("item") == item)
    named = rows.select("cadre_id", pl.col("score").to_physical().alias("mark"), "votes", "present")
    return of_cadres(instance, cadres, named)


def appraisal_years(instance: Instance, policy: Policy, last: int) -> tuple[int, ...]:
    """The last `last` years of appraisal, latest first: those before ``contest.as_of``, A-27.

    Without a date of reference the latest year of the whole table counts as the last one; with neither there
    is no year to ask for, and the answer is empty.
    """
    as_of = policy.contest.as_of
    latest = as_of.year - 1 if as_of is not None else instance.tables["appraisals"]["year"].max()
    return tuple(int(latest) - k for k in range(last)) if latest is not None else ()  # type: ignore[arg-type]


def grades(instance: Instance, years: Sequence[int], cadres: Int32) -> list[tuple[str | None, ...]]:
    """Appraisal grades of the given years per person asked, in the order of `years`."""
    rows = instance.tables["appraisals"].filter(pl.col("year").is_in(list(years)))
    columns = [
        of_cadres(
            instance, cadres, rows.filter(pl.col("year") == year).select("cadre_id", "grade")
        )["grade"].to_list()
        for year in years
    ]  # fmt: skip
    return list(zip(*columns, strict=True)) if columns else [() for _ in range(len(cadres))]


def recommendations(instance: Instance) -> pl.DataFrame:
    """The recommendations with indices: columns cadre, post, group, votes, present (blanks count 0)."""
    frame = instance.tables["recommendations"]
    return frame.select(
        pl.Series("cadre", instance.codes(frame["cadre_id"], "cadres", "cadre_id")),
        pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id")),
        "group",
        pl.col("votes", "present").fill_null(0),
    )


def group_votes(
    entries: Entries, rows: Int32, votes: pl.DataFrame, groups: Sequence[str]
) -> list[tuple[list[int], list[int]]]:
    """Votes and voters present of each group per entry asked (0, 0 where the group has no row): JL-52."""
    asked = pl.DataFrame({"cadre": entries.cadre[rows], "post": entries.post[rows]})
    out = []
    for group in groups:
        of_group = votes.filter(pl.col("group") == group).unique(["cadre", "post"], keep="first")
        found = asked.join(of_group, on=["cadre", "post"], how="left", maintain_order="left")
        out.append((found["votes"].fill_null(0).to_list(), found["present"].fill_null(0).to_list()))
    return out


def pooled(entries: Entries, rows: Int32, votes: pl.DataFrame) -> tuple[list[int | None], list[int | None]]:
    """Σ votes and Σ voters present over all groups per entry asked; None where there is no row: A-26."""
    asked = pl.DataFrame({"cadre": entries.cadre[rows], "post": entries.post[rows]})
    sums = votes.group_by("cadre", "post", maintain_order=True).agg(pl.col("votes", "present").sum())
    found = asked.join(sums, on=["cadre", "post"], how="left", maintain_order="left")
    return found["votes"].to_list(), found["present"].to_list()
