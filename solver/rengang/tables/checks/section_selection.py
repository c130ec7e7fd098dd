"""The section selection: places, declarations, picks; and the calendar."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from rengang.tables.checks.inspection import Inspection, repeated


def _sections(inspection: Inspection) -> pl.DataFrame:
    """The sections, each id once, with `selects`: those with authorised places take part."""
    return (
        inspection.frames["sections"]
        .filter(pl.col("section_id").is_not_null())
        .unique("section_id", keep="first", maintain_order=True)
        .with_columns(selects=pl.col("capacity").is_not_null())
    )


def _held(inspection: Inspection) -> bool:
    """Are sections selected: the policy says so, and some section has places."""
    return inspection.policy.sections.selects and bool(_sections(inspection)["selects"].any())


def _institution(inspection: Inspection) -> pl.Expr:
    types = list(inspection.policy.sections.institution_types)
    return pl.col("establishment_type").is_in(types).fill_null(False)


def check_sections(inspection: Inspection) -> None:
    """A section has places at least for its chief and deputies (JL-01)."""
    if not _held(inspection):
        return
    leading = (
        inspection.contest.posts.filter(pl.col("level").is_in(["chief", "deputy"]))
        .group_by("section_id", maintain_order=True)
        .agg(count=pl.len())
    )
    rows = (
        _sections(inspection)
        .join(leading, on="section_id", how="inner", maintain_order="left")
        .filter(pl.col("capacity") < pl.col("count"))
        .select("i", "capacity", "count")
    )
    inspection.faults("section-capacity-below", "sections", rows, "capacity", "capacity")


def check_section_intents(inspection: Inspection) -> None:
    """Declarations are for sections that select, of the own unit unless of institution staff (JL-72, JL-06)."""
    if not _held(inspection):
        return
    policy = inspection.policy.sections
    sections = _sections(inspection).select("section_id", "unit_id", "selects")
    cadres = (
        inspection.people.select("i", "cadre_id", "own")
        .join(inspection.frames["cadres"].select("i", "establishment_type"), on="i", maintain_order="left")
        .select("cadre_id", "own", institution=_institution(inspection))
    )
    rows = (
        inspection.frames["section_intents"]
        .join(sections, on="section_id", how="left", maintain_order="left")
        .join(cadres, on="cadre_id", how="left", maintain_order="left")
    )
    shown = ("i", "cadre_id", "section_id")
    name = "section_intents"
    other = rows.filter(~pl.col("institution") & (pl.col("own") != pl.col("unit_id")))
    inspection.faults(
        "section-intent-other-unit", name, other.select(*shown, "unit_id", "own"), "section_id", "section_id"
    )
    idle = rows.filter(~pl.col("selects")).select(*shown)
    inspection.faults("section-intent-no-capacity", name, idle, "section_id", "section_id")
    known = rows.select(*shown).drop_nulls()
    twice = repeated(known, ("cadre_id", "section_id"))
    inspection.faults("section-intent-twice", name, twice, "section_id", "section_id")
    counted = known.with_columns(count=pl.len().over("cadre_id"))
    nth = counted.filter(pl.int_range(pl.len()).over("cadre_id") == policy.max_intents).filter(
        pl.col("count") > policy.max_intents
    )
    inspection.faults(
        "section-intents-too-many", name, nth, "section_id", "section_id", max=policy.max_intents
    )
    _check_orders(inspection, rows)
    unread = inspection.unread_rows(name, "consent")
    blank = rows.filter(pl.col("institution") & pl.col("consent").is_null() & ~pl.col("i").is_in(unread))
    if policy.asks_consent and blank.height:
        inspection.fault("section-consent-blank", name, blank["i"][0], "consent", count=blank.height)
    if policy.compulsory:
        _check_compulsory(inspection)


def _check_orders(inspection: Inspection, rows: pl.DataFrame) -> None:
    """Orders count from 1 without a gap."""
    gap = (
        rows.select("i", "cadre_id", "order")
        .drop_nulls()
        .sort("cadre_id", "order", "i")
        .with_columns(missing=pl.col("order").shift(1, fill_value=0).over("cadre_id") + 1)
        .filter(pl.col("order") > pl.col("missing"))
        .unique("cadre_id", keep="first", maintain_order=True)
        .sort("i")
    )
    inspection.faults("section-intent-order-gap", "section_intents", gap, "order", "order")


def _check_compulsory(inspection: Inspection) -> None:
    """Administrative staff declare (JL-05, JL-08): all but chiefs, contestants, the exempt and those who waive.

    Contestants are left out because they declare once it is known that they have won no post.
    """
    frames = inspection.frames
    units = _sections(inspection).filter("selects")["unit_id"].unique()
    led = inspection.contest.posts.filter(
        pl.col("level").is_in(["chief", "deputy"]) & pl.col("section_id").is_not_null()
    )
    declared = frames["section_intents"].select("cadre_id")
    contestants = frames["applications"].select("cadre_id") if inspection.contest.held else declared.clear()
    cadres = frames["cadres"].select("i", "establishment_type", "exempt", "waives", "post_id")
    absent = (
        inspection.people.filter(pl.col("own").is_in(units.implode()) & ~pl.col("pool"))
        .select("i", "cadre_id")
        .join(cadres, on="i", how="left", maintain_order="left")
        .filter(~_institution(inspection), pl.col("exempt").is_null(), ~pl.col("waives").fill_null(False))
        .filter(~pl.col("post_id").is_in(led["post_id"].implode()).fill_null(False))
        .join(
            led.select(cadre_id="incumbent_id").drop_nulls(), on="cadre_id", how="anti", maintain_order="left"
        )
        .join(declared, on="cadre_id", how="anti", maintain_order="left")
        .join(contestants, on="cadre_id", how="anti", maintain_order="left")
        .select("i", "cadre_id")
    )
    if declared.height == 0:
        if absent.height:
            inspection.fault("section-intents-missing", "section_intents", count=absent.height)
        return
    inspection.faults("section-intent-missing", "cadres", absent, "cadre_id", "cadre_id")


def check_section_picks(inspection: Inspection) -> None:
    """Picks are of people who declare the section, once, in rounds that follow one another (JL-73, JL-83)."""
    picks = inspection.frames["section_picks"]
    if picks.height == 0 or not inspection.policy.sections.selects:
        return
    if not inspection.policy.sections.plays:
        inspection.fault("picks-unused", "section_picks", count=picks.height)
        return
    rows = picks.select("i", "section_id", "cadre_id", "round", "order")
    named = rows.select("i", "section_id", "cadre_id").drop_nulls()
    pair = ("section_id", "cadre_id")
    declared = inspection.frames["section_intents"].select(*pair)
    void = named.join(declared, on=pair, how="anti", maintain_order="left").join(
        # an unknown id is a fault of its own
        inspection.people.select("cadre_id"),
        on="cadre_id",
        how="semi",
        maintain_order="left",
    )
    inspection.faults("pick-not-declared", "section_picks", void, "cadre_id", "cadre_id")
    inspection.faults("pick-twice", "section_picks", repeated(named, pair), "cadre_id", "cadre_id")
    match inspection.policy.sections.round_order:
        case "fixed":
            turns = rows.select("i", "round", "order").drop_nulls()
            again = repeated(turns, ("round", "order"))
            inspection.faults("pick-order-twice", "section_picks", again, "order", "order")
        case "simultaneous" | "lot" | "rotating":
            pass
        case unknown:
            assert_never(unknown)
    rounds = rows.select("i", "round").drop_nulls().unique("round", keep="first").sort("round")
    gap = rounds.with_columns(missing=pl.col("round").shift(1, fill_value=0) + 1).filter(
        pl.col("round") > pl.col("missing")
    )
    inspection.faults("pick-round-gap", "section_picks", gap, "round", "round")


def check_holidays(inspection: Inspection) -> None:
    """A day of work in the calendar is a Saturday or a Sunday: the others are worked anyway (A-02)."""
    rows = (
        inspection.frames["holidays"]
        .filter((pl.col("kind") == "work") & (pl.col("date").dt.weekday() <= 5))
        .select("i", "date")
    )
    inspection.faults("holiday-no-effect", "holidays", rows, "date", "date")
