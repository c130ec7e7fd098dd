"""Cadres, their dates, the pool, headcounts of units, and relatives."""

from __future__ import annotations

import polars as pl

from rengang.errors import Text
from rengang.model.schema import LEVELS
from rengang.rules.catalogue import rules
from rengang.rules.rule import About
from rengang.tables.checks.inspection import Inspection, repeated

YOUNGEST = 14
"""Nobody starts work younger than this; a younger one is most likely a slip in one of the dates."""


def check_pool(inspection: Inspection) -> None:
    """Who is in the pool may be in it, and marks that belong to the pool stand with its members only."""
    cadres = inspection.frames["cadres"]
    if cadres.height == 0:
        return
    people = inspection.people
    if not people["pool"].any():
        if inspection.has_pool_column and inspection.frames["intents"].height:
            inspection.fault("pool-unmarked", "cadres", None, "pool")
        elif inspection.policy.two_way.selects:
            inspection.fault("pool-empty", "cadres")
    if inspection.has_pool_column:
        vertical = people.filter(pl.col("pool") & pl.col("from_vertical"))
        rows = vertical.select("i", "cadre_id", pl.col("own").alias("unit_id"))
        inspection.faults("pool-vertical", "cadres", rows, "pool")
    # joined by row, since only the first row of a duplicated id is among the people
    marks = people.select("i", "cadre_id", "pool").join(
        cadres.select("i", "level", "exempt", "refuses"), on="i", how="left", maintain_order="left"
    )
    levels = inspection.policy.scope.levels
    outside = marks.filter(
        pl.col("pool") & pl.col("level").is_not_null() & ~pl.col("level").is_in(list(levels))
    )
    shown = outside.with_columns(pl.col("level").replace(LEVELS))
    inspection.faults(
        "pool-level", "cadres", shown.select("i", "cadre_id", "level"), "level", "level",
        levels=Text("、".join(LEVELS[name] for name in levels), ", ".join(levels)),
    )  # fmt: skip
    exempt = marks.filter(pl.col("pool") & pl.col("exempt").is_not_null())
    inspection.faults("pool-exempt", "cadres", exempt.select("i", "cadre_id", "exempt"), "exempt", "exempt")
    refusing = marks.filter(~pl.col("pool") & pl.col("refuses").fill_null(False))
    inspection.faults("refuses-outside-pool", "cadres", refusing.select("i", "cadre_id"), "refuses")


def check_needed_facts(inspection: Inspection) -> None:
    """What a rule about persons is decided by is there for everybody of whom it is asked."""
    due = [rule for rule in rules(About.PERSON) if rule.needs and rule.in_force(inspection.policy)]
    if not due:
        return
    asked = inspection.people.filter(
        pl.col("pool") | pl.col("cadre_id").is_in(inspection.frames["applications"]["cadre_id"].implode())
    )["i"]
    people = inspection.frames["cadres"].filter(pl.col("i").is_in(asked.implode()))
    for rule in due:
        for column in rule.needs:
            blank = people.filter(pl.col(column).is_null()).select("i", "cadre_id")
            bar = rule.words.bar or Text(rule.code, rule.code)
            inspection.faults("rule-fact-missing", "cadres", blank, column, bar=bar)


def check_dates(inspection: Inspection) -> None:
    """Dates of a life in their order; compared by month, since most rosters know no days."""
    cadres = inspection.frames["cadres"]
    months = cadres.select(
        *(_month(name) for name in _DATES), born_late=pl.col("birth_date") >= pl.col("work_start")
    )
    born_late, started = pl.col("born_late"), pl.col("work_start")
    earliest = pl.col("birth_date").dt.offset_by(f"{YOUNGEST}y")
    _dates(inspection, cadres, months.select(born_late), "date-birth", "birth_date", "work_start")
    young = months.select(~born_late & (started < pl.col("birth_date") + 12 * YOUNGEST))
    _dates(inspection, cadres, young, "date-work-start", "work_start", "birth_date", earliest=earliest)
    for later in ("post_since", "section_since", "unit_since", "function_since"):
        early = months.select(pl.col(later) < started)
        _dates(inspection, cadres, early, "date-before-other", later, "work_start")
    for later in ("post_since", "section_since"):
        # a date before the start of work is reported above
        early = months.select(
            (pl.col(later) < pl.col("unit_since")) & ~(pl.col(later) < started).fill_null(False)
        )
        _dates(inspection, cadres, early, "date-before-other", later, "unit_since")


_DATES = ("birth_date", "work_start", "post_since", "section_since", "unit_since", "function_since")


def _month(column: str) -> pl.Expr:
    """Months since the year 0."""
    return (pl.col(column).dt.year() * 12 + pl.col(column).dt.month() - 1).alias(column)


def _dates(
    inspection: Inspection,
    cadres: pl.DataFrame,
    wrong: pl.DataFrame,
    code: str,
    column: str,
    other: str,
    **words: pl.Expr,
) -> None:
    mask = wrong.to_series().fill_null(False)
    if mask.any():
        rows = cadres.filter(mask).select("i", column, other_value=pl.col(other), **words)
        inspection.faults(code, "cadres", rows, column, column, other=inspection.heading("cadres", other))


def check_headcounts(inspection: Inspection) -> None:
    """The headcount given for a unit is no less than its pool members, and better no less than its roster."""
    counts = inspection.people.group_by("own").agg(
        roster=pl.len(), members=pl.col("pool").cast(pl.Int64).sum()
    )
    rows = (
        inspection.units.join(counts, left_on="unit_id", right_on="own", how="inner", maintain_order="left")
        .filter(pl.col("staff") < pl.col("roster"))
        .select("i", "unit_id", "staff", "roster", "members")
    )
    below_pool = pl.col("staff") < pl.col("members")
    inspection.faults("staff-below-pool", "units", rows.filter(below_pool), "staff", "staff")
    inspection.faults("staff-below-roster", "units", rows.filter(~below_pool), "staff", "staff")


def check_kinship(inspection: Inspection) -> None:
    """Nobody is one's own relative, a relation stands once, relatives at one unit are pointed out (DY-04)."""
    kinship = inspection.frames["kinship"]
    selves = kinship.filter(pl.col("cadre_id") == pl.col("relative_id"))
    inspection.faults(
        "kinship-self", "kinship", selves.select("i", "relative_id"), "relative_id", "relative_id"
    )
    pairs = kinship.filter(pl.col("cadre_id") != pl.col("relative_id")).with_columns(
        low=pl.min_horizontal("cadre_id", "relative_id"), high=pl.max_horizontal("cadre_id", "relative_id")
    )
    again = repeated(pairs, ("low", "high", "relation")).select("i", "first_i", "cadre_id", "relative_id")
    inspection.faults("kinship-duplicate", "kinship", again, "relative_id", "relative_id")
    at = inspection.people.select("cadre_id", pl.col("own").alias("unit_id"), "pool")
    together = (
        pairs.filter(pl.col("relation").is_in(list(inspection.policy.avoidance.relations)))
        .unique(("low", "high"), keep="first", maintain_order=True)
        .join(at, on="cadre_id", how="inner", maintain_order="left")
        .join(at, left_on="relative_id", right_on="cadre_id", how="inner", maintain_order="left")
        # where one of the two is in the pool, this campaign may mend it: nothing for the clerk to do
        .filter((pl.col("unit_id") == pl.col("unit_id_right")) & ~pl.col("pool") & ~pl.col("pool_right"))
        .select("i", "cadre_id", "relative_id", "unit_id")
    )
    inspection.faults("kinship-same-unit", "kinship", together, "relative_id", "relative_id")
