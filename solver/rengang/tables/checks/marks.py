"""Marks: within the scale, from panels of the right size, for those who applied."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import assert_never

import polars as pl

from rengang.errors import Text
from rengang.model.schema import DECIMAL_PLACES
from rengang.model.values import written
from rengang.policy.scores import GroupVote, Panel, Paper, Rating
from rengang.tables.checks.inspection import Inspection

MARKED = ("post_id", "cadre_id", "panel")


def check_scale(inspection: Inspection) -> None:
    """No mark above the full mark of the score that reads it; the least where several do (TX-27, JL-21, JL-45)."""
    for kind, table, column in (
        (Panel, "scores", "panel"),
        (Paper, "exams", "paper"),
        (Rating, "ratings", "item"),
    ):
        full: dict[str, Fraction] = {}
        for node in inspection.contest.nodes:
            if isinstance(node, kind):
                name = getattr(node, column)
                full[name] = min(node.full, full.get(name, node.full))
        frame = inspection.frames[table].select("i", column, "score")
        for name, most in full.items():
            above = frame.filter((pl.col(column) == name) & (pl.col("score") > _floor(most)))
            inspection.faults(
                "mark-above-full", table, above.select("i", "score"), "score", "score", full=written(most)
            )


def _floor(full: Fraction) -> Decimal:
    """The greatest mark of six decimals that is no more than `full`."""
    scale = 10**DECIMAL_PLACES
    return Decimal(full.numerator * scale // full.denominator).scaleb(-DECIMAL_PLACES)


def check_names(inspection: Inspection) -> None:
    """Every panel, paper and group that has marks is read by some score; papers and groups where scores read any."""
    view = inspection.contest
    if not view.scored:
        return
    groups = [name for node in view.nodes if isinstance(node, GroupVote) for name in node.weights]
    papers = [node.paper for node in view.nodes if isinstance(node, Paper)]
    for table, column, known in (
        ("scores", "panel", list(view.panels)),
        ("exams", "paper", papers),
        ("recommendations", "group", groups),
    ):
        if table != "scores" and not known:
            continue
        rows = (
            inspection.frames[table]
            .select("i", name=column)
            .drop_nulls()
            .filter(~pl.col("name").is_in(known))
            .group_by("name", maintain_order=True)
            .agg(pl.col("i").first(), count=pl.len())
        )
        names = " / ".join(dict.fromkeys(known)) or "—"
        inspection.faults("mark-unread", table, rows, column, "name", names=names)


def check_panels(inspection: Inspection) -> None:
    """Panels have their number of judges (TX-24), are those listed, and some are sent by the office."""
    view = inspection.contest
    if not view.held:
        return
    marks = inspection.frames["scores"].select("i", *MARKED, "judge").drop_nulls()
    sizes = marks.group_by(MARKED, maintain_order=True).agg(
        pl.col("i").first(), count=pl.col("judge").n_unique().cast(pl.Int64)
    )
    for name, node in view.panels.items():
        match node.missing:
            case "reject":
                low, high = node.judges_min, node.judges_max
            case "use_present":
                low, high = node.drop_high + node.drop_low + 1, None
            case unknown:
                assert_never(unknown)
        wrong = pl.col("count") < low
        if high is not None:
            wrong |= pl.col("count") > high
        rows = sizes.filter((pl.col("panel") == name) & wrong)
        bounds = f"≥ {low}" if high is None else f"{low} … {high}" if low != high else f"{low}"
        inspection.faults(
            "panel-size", "scores", rows, "panel", "panel", bounds=Text(f"{bounds} 位", f"{bounds} judges")
        )
        if node.office_min:
            _check_office(inspection, name, node.office_min)
    _check_listed(inspection, marks)


def _check_office(inspection: Inspection, panel: str, least: int) -> None:
    """So many of a listed panel are sent by the office (TX-24); judges without a post sit in every panel."""
    listed = inspection.frames["judges"].filter(pl.col("panel") == panel)
    sent = listed.group_by("post_id", maintain_order=True).agg(
        pl.col("i").first(), count=(pl.col("source") == "office").fill_null(False).sum().cast(pl.Int64)
    )
    general = sent.filter(pl.col("post_id").is_null())
    everywhere = int(general["count"].sum())
    own = sent.filter(pl.col("post_id").is_not_null()).with_columns(pl.col("count") + everywhere)
    rows = (own if own.height else general).filter(pl.col("count") < least)
    shown = rows.select("i", "count").with_columns(panel=pl.lit(panel))
    inspection.faults("panel-office", "judges", shown, "source", None, least=least)


def _check_listed(inspection: Inspection, marks: pl.DataFrame) -> None:
    """Who marks stands in the list, where the panel has one for the post."""
    judges = inspection.frames["judges"].select("post_id", "panel", "judge")
    everywhere = judges.filter(pl.col("post_id").is_null()).drop("post_id")
    own = judges.filter(pl.col("post_id").is_not_null())
    with_list = (
        marks.filter(pl.col("panel").is_in(everywhere["panel"].unique().implode()))
        if everywhere.height
        else marks.clear()
    )
    if own.height:
        special = marks.join(own.select("post_id", "panel").unique(), on=["post_id", "panel"], how="semi")
        with_list = pl.concat([with_list, special]).unique("i", keep="first").sort("i")
    rows = (
        with_list.join(everywhere, on=["panel", "judge"], how="anti", maintain_order="left")
        .join(own, on=["post_id", "panel", "judge"], how="anti", maintain_order="left")
        .group_by("post_id", "panel", "judge", maintain_order=True)
        .agg(pl.col("i").first(), count=pl.len())
    )
    inspection.faults("judge-not-listed", "scores", rows, "judge", "judge")


def check_marked(inspection: Inspection) -> None:
    """Marks are for people who applied for the post, or were recommended to it."""
    view = inspection.contest
    if not view.held:
        return
    pair = ("cadre_id", "post_id")
    asked = pl.concat([inspection.frames[t].select(*pair) for t in ("applications", "recommendations")])
    people = inspection.people.select("cadre_id")
    rows = (
        inspection.frames["scores"]
        .select("i", *pair)
        .drop_nulls()
        .join(asked, on=pair, how="anti", maintain_order="left")
        # an unknown id is a fault of its own
        .join(people, on="cadre_id", how="semi", maintain_order="left")
        .join(view.posts.select("post_id"), on="post_id", how="semi", maintain_order="left")
        .group_by(pair, maintain_order=True)
        .agg(pl.col("i").first(), count=pl.len())
    )
    inspection.faults("mark-without-application", "scores", rows, "cadre_id", "cadre_id")
