"""Applications: for which posts, how many, in which round, with whose consent."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from rengang.tables.checks.inspection import Inspection


def check_applications(inspection: Inspection) -> None:
    """Applications are for contested posts, of other units where the policy says so (TX-15)."""
    view = inspection.contest
    rows = view.applications
    if not view.held:
        if rows.height:
            inspection.fault("applications-without-contest", "applications", count=rows.height)
        return
    shown = ("i", "cadre_id", "post_id")
    vertical = pl.col("from_vertical").fill_null(False)
    inspection.faults(
        "application-from-vertical",
        "applications",
        rows.filter(vertical).select("i", "cadre_id", "own"),
        "cadre_id",
        "cadre_id",
    )
    not_offered = rows.filter(~pl.col("contested") & ~vertical).select(*shown)
    inspection.faults("application-not-contested", "applications", not_offered, "post_id", "post_id")
    live = rows.filter(pl.col("live") & ~vertical)
    own_unit = pl.col("own") == pl.col("unit_id")
    if not view.policy.apply.own_unit:
        inspection.faults(
            "application-own-unit",
            "applications",
            live.filter(own_unit).select(*shown, "unit_id"),
            "post_id",
            "post_id",
        )
        live = live.filter(~own_unit)
    match view.policy.incumbents:
        case "hold":
            held = live.filter(pl.col("incumbent_id") == pl.col("cadre_id"))
            inspection.faults(
                "application-own-post", "applications", held.select(*shown), "post_id", "post_id"
            )
        case "release":
            pass
        case unknown:
            assert_never(unknown)
    _check_consent(inspection)
    _check_rounds(inspection)
    if view.policy.apply.rounds:
        _check_declarations(inspection)
    else:
        _check_number(inspection)


def _check_consent(inspection: Inspection) -> None:
    """The unit's consent stands with every application that needs it (TX-16); a blank counts as given."""
    if not inspection.policy.contest.apply.asks_consent:
        return
    unread = inspection.unread_rows("applications", "consent")
    blank = inspection.frames["applications"].filter(pl.col("consent").is_null() & ~pl.col("i").is_in(unread))
    if blank.height:
        inspection.fault("consent-blank", "applications", blank["i"][0], "consent", count=blank.height)


def _check_rounds(inspection: Inspection) -> None:
    """No round above those of the policy (JL-43, TX-20)."""
    apply = inspection.policy.contest.apply
    rounds = len(apply.rounds) or 1 + apply.reapply_rounds
    rows = inspection.contest.applications.filter(pl.col("round") > rounds).select("i", "round")
    inspection.faults("application-round", "applications", rows, "round", "round", rounds=rounds)


def _check_declarations(inspection: Inspection) -> None:
    """Each round is for so many posts a person: 「第一次、第二次可申报1-2个岗位，第三次限报1个岗位」 (JL-43)."""
    rounds = inspection.policy.contest.apply.rounds
    once = inspection.contest.applications.drop_nulls(["cadre_id", "post_id"]).unique(
        ("cadre_id", "round", "post_id"), keep="first", maintain_order=True
    )
    person = ("cadre_id", "round")
    counted = once.with_columns(count=pl.len().over(person), nth=pl.int_range(pl.len()).over(person))
    for number, (least, most) in enumerate(rounds, 1):
        rows = counted.filter(pl.col("round") == number).select("i", "cadre_id", "round", "count", "nth")
        above = rows.filter((pl.col("count") > most) & (pl.col("nth") == most))
        below = rows.filter((pl.col("count") < least) & (pl.col("nth") == 0))
        found = pl.concat([above, below]).sort("i")
        inspection.faults(
            "declarations-outside", "applications", found, "cadre_id", "cadre_id", least=least, most=most
        )


def _check_number(inspection: Inspection) -> None:
    """At most so many live applications a person (TX-14); with switching the latest count (TX-19)."""
    apply = inspection.policy.contest.apply
    rows = (
        inspection.contest.applications.drop_nulls(["cadre_id", "post_id"])
        .filter(pl.col("round") == 1)
        .unique(("cadre_id", "post_id"), keep="first", maintain_order=True)
    )
    if apply.closes is not None:
        rows = rows.filter(~(pl.col("filed") > apply.closes).fill_null(False))
    rows = rows.with_columns(count=pl.len().over("cadre_id")).filter(pl.col("count") > apply.max)
    words = {"max": apply.max}
    shown = ("i", "cadre_id", "post_id", "count")
    if not apply.switch:
        nth = rows.filter(pl.int_range(pl.len()).over("cadre_id") == apply.max)
        inspection.faults(
            "applications-too-many", "applications", nth.select(*shown), "post_id", "post_id", **words
        )
        return
    # the last that counts against the first that does not: the same date and the same order say nothing
    ranked = rows.sort(
        ["cadre_id", "filed", "order", "post_id"],
        descending=[False, True, False, False],
        nulls_last=[False, True, True, False],
    ).with_columns(
        nth=pl.int_range(pl.len()).over("cadre_id"),
        same=pl.col("filed").eq_missing(pl.col("filed").shift(1))
        & pl.col("order").eq_missing(pl.col("order").shift(1)),
    )
    tied = ranked.filter((pl.col("nth") == apply.max) & pl.col("same")).sort("i")
    inspection.faults(
        "applications-cut-tie", "applications", tied.select(*shown), "post_id", "post_id", **words
    )
