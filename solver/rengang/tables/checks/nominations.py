"""The nominations: whom a unit names, how many, in which order."""

from __future__ import annotations

import polars as pl

from rengang.errors import Text
from rengang.tables.checks.inspection import Inspection, repeated


def check_nominations(inspection: Inspection) -> None:
    """Every check of the nominations table, and of units that hand in too few of them."""
    frame = inspection.nominations.filter(pl.col("unit").is_not_null())
    again = repeated(frame.select("i", "unit_id", "cadre_id", "pair"), ["pair"])
    inspection.faults("nomination-twice", "nominations", again, "cadre_id", "cadre_id")
    once = frame.join(again.select("i"), on="i", how="anti", maintain_order="left") if again.height else frame
    _check_parties(inspection, once)
    if inspection.policy.nomination.by_score:
        blank = once.filter(pl.col("score").is_null())
        inspection.faults("nomination-no-score", "nominations", blank.select("i"), "score")
    else:
        _check_ranks(inspection, once)
    if not inspection.policy.exchanges:
        _check_ratio(inspection, once)


def _check_parties(inspection: Inspection, once: pl.DataFrame) -> None:
    """The unit takes part, and the cadre is of another unit and lists this one."""
    once = once.filter(pl.col("cadre").is_not_null())
    own = (pl.col("home") == pl.col("unit")).fill_null(False)
    words = ("i", "unit_id", "cadre_id")
    vertical = once.filter("vertical").select(words)
    inspection.faults("nomination-vertical-unit", "nominations", vertical, "unit_id", "unit_id")
    mine = once.filter(~pl.col("vertical") & own).select(words)
    inspection.faults("nomination-own-cadre", "nominations", mine, "cadre_id", "cadre_id")
    if once.height and not inspection.wishes["pair"].is_not_null().any():
        inspection.fault("nominations-without-intents", "nominations")
        return
    unlisted = (
        once.filter(~pl.col("vertical") & ~own)
        .join(inspection.wishes.select("pair"), on="pair", how="anti", maintain_order="left")
        .select(words)
    )
    inspection.faults("nomination-not-listed", "nominations", unlisted, "cadre_id", "cadre_id")


def _check_ranks(inspection: Inspection, once: pl.DataFrame) -> None:
    """Ranks of one unit are dense (1, 1, 2) or competition ranks (1, 1, 3), the same way throughout."""
    # a rank that is blank is a fault of its cell, and leaves a gap that is none
    ranks = once.select("i", "unit", "unit_id", "rank").filter(
        pl.col("rank").is_not_null().all().over("unit")
    )
    if ranks.height == 0:
        return
    ranks = ranks.with_columns(
        dense=pl.col("rank").rank("dense").over("unit").cast(pl.Int64),
        after=pl.col("rank").rank("min").over("unit").cast(pl.Int64),
    ).with_columns(is_dense=pl.col("rank") == pl.col("dense"), is_after=pl.col("rank") == pl.col("after"))
    wrong = ranks.filter(~(pl.col("is_dense").all() | pl.col("is_after").all()).over("unit"))
    first = (
        # the first row that fits neither way; where each row fits one of them, the first that is not dense
        wrong.filter(~pl.col("is_dense"))
        .sort("is_after", "rank", "i")
        .unique("unit", keep="first", maintain_order=True)
        .sort("i")
    )
    for i, unit, rank, dense, after in first.select("i", "unit_id", "rank", "dense", "after").iter_rows():
        wanted = (
            Text(f"{dense} 或 {after}", f"{dense} or {after}") if dense != after else Text(*[str(dense)] * 2)
        )
        inspection.fault(
            "nomination-rank-gap", "nominations", i, "rank", rank,
            unit_id=unit, wanted=wanted,
        )  # fmt: skip


def _check_ratio(inspection: Inspection, once: pl.DataFrame) -> None:
    """Nominations per unit against ratio × vacancies; where too few list the unit, all of them do (A-08)."""
    policy = inspection.policy.nomination
    least, most = policy.limits
    unread = inspection.unread_rows("units", "vacancies")
    listed = inspection.wishes.filter(pl.col("unit") != pl.col("home"))
    intenders = listed.unique("pair").group_by("unit").agg(intenders=pl.len())
    counts = once.group_by("unit").agg(count=pl.len())
    units = (
        inspection.units.filter(~pl.col("vertical") & ~pl.col("i").is_in(unread))
        .join(counts, on="unit", how="left", maintain_order="left")
        .join(intenders, on="unit", how="left", maintain_order="left")
        .with_columns(
            pl.col("count", "intenders").fill_null(0).cast(pl.Int64),
            limit=pl.col("vacancies") * policy.ratio,
        )
        .with_columns(at_least=pl.min_horizontal("limit", "intenders"))
        .drop("vertical", "staff")
    )
    if policy.by_score or not most:
        idle = units.filter((pl.col("vacancies") == 0) & (pl.col("count") > 0)).drop("i")
        rows = _nth(once, idle, pl.lit(0))
        inspection.faults("nomination-no-vacancy", "nominations", rows, "unit_id", "unit_id")
    if policy.by_score:
        return
    if most:
        rows = _nth(once, units.filter(pl.col("count") > pl.col("limit")).drop("i"), pl.col("limit"))
        inspection.faults(
            "nominations-too-many", "nominations", rows, "cadre_id", "cadre_id", ratio=policy.ratio
        )
    if least:
        short = units.filter(pl.col("count") < pl.col("at_least"))
        inspection.faults("nominations-too-few", "units", short, "vacancies", "vacancies", ratio=policy.ratio)


def _nth(once: pl.DataFrame, units: pl.DataFrame, n: pl.Expr) -> pl.DataFrame:
    """For each of `units` its nomination number `n` (from 0, as read), with the columns of `units`."""
    return (
        once.select("i", "unit", "cadre_id")
        .join(units, on="unit", how="inner", maintain_order="left")
        .filter(pl.int_range(pl.len()).over("unit") == n)
    )
