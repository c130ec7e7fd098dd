"""The posts of a contest: who holds them, under which conditions, and what has been decided about them."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from rengang.policy.conditions import (
    Age,
    Appraisals,
    Condition,
    Discipline,
    Education,
    OneOf,
    Share,
    Speciality,
    Statement,
    Step,
    Tenure,
    Test,
    Turnout,
)
from rengang.tables.checks.inspection import Inspection, repeated


def check_posts(inspection: Inspection) -> None:
    """No post of a vertical unit is contested; incumbents hold one post, and the roster says the same."""
    view = inspection.contest
    if inspection.policy.contest.takes_place:
        vertical = view.posts.filter(pl.col("contested") & pl.col("vertical"))
        inspection.faults("contested-vertical", "posts", vertical.select("i", "unit_id"), "contested")
    if not view.held:
        return
    units = inspection.frames["units"].select("i", "mid_leaving", "mid_staff")
    inspection.faults(
        "mid-leaving-above-staff", "units", units.filter(pl.col("mid_leaving") > pl.col("mid_staff")),
        "mid_leaving", "mid_leaving",
    )  # fmt: skip
    holders = view.posts.select("i", "incumbent_id").drop_nulls()
    twice = repeated(holders, ("incumbent_id",))
    inspection.faults("incumbent-twice", "posts", twice, "incumbent_id", "incumbent_id")
    own = inspection.people.filter(pl.col("home").is_not_null()).select(incumbent_id="cadre_id", own="own")
    rows = (
        view.posts.filter("live")
        .join(own, on="incumbent_id", how="inner", maintain_order="left")
        .filter(pl.col("own") != pl.col("unit_id"))
        .select("i", "incumbent_id", "unit_id", "own")
    )
    inspection.faults("incumbent-other-unit", "posts", rows, "incumbent_id", "incumbent_id")
    _check_holders(inspection)


def _check_holders(inspection: Inspection) -> None:
    """Who says that they hold a contested post is its incumbent (else the post's word counts: it is vacant)."""
    posts = inspection.contest.posts.filter("live").select("post_id", "incumbent_id")
    rows = (
        inspection.frames["cadres"]
        .select("i", "cadre_id", "post_id")
        .join(posts, on="post_id", how="inner", maintain_order="left")
        .filter(pl.col("incumbent_id").ne_missing(pl.col("cadre_id")))
    )
    inspection.faults(
        "holder-not-incumbent", "cadres", rows.select("i", "cadre_id", "post_id"), "post_id", "post_id"
    )


def check_conditions(inspection: Inspection) -> None:
    """Conditions named by posts and waivers exist (TX-17), a must is not waived, years have a date (A-33)."""
    view = inspection.contest
    if not view.held:
        return
    known = view.policy.conditions
    names = " / ".join(known) or "—"
    waivers = inspection.frames["waivers"]
    for table, frame in (("posts", view.posts.filter("live")), ("waivers", waivers)):
        rows = frame.select("i", "condition").drop_nulls()
        unknown = rows.filter(~pl.col("condition").is_in(list(known)))
        inspection.faults("condition-unknown", table, unknown, "condition", "condition", names=names)
    musts = [name for name, condition in known.items() if not condition.can_be_waived]
    waived = waivers.select("i", "condition").filter(pl.col("condition").is_in(musts))
    inspection.faults("waiver-of-must", "waivers", waived, "condition", "condition")
    if view.policy.as_of is None:
        for name, condition in view.asked.items():
            if _needs_date(condition):
                inspection.policy_fault("as-of-missing", "contest.as_of", condition=name)


def _needs_date(condition: Condition) -> bool:
    """Does the condition count years up to a date that it does not name itself."""
    tests = [*condition.all, *(test for group in condition.any for test in group)]
    return any(_counts_years(test) for test in tests)


def _counts_years(test: Test) -> bool:
    match test:
        case Age():
            return test.on is None
        case Discipline():
            return test.within_years is not None
        case Tenure():
            return True
        case OneOf() | Education() | Appraisals() | Speciality() | Step() | Share() | Turnout() | Statement():
            return False
        case unknown:
            assert_never(unknown)


def check_decisions(inspection: Inspection) -> None:
    """Something may be decided at all (JL-59, A-11), and nobody is given two posts."""
    if not inspection.contest.held:
        return
    rows = inspection.frames["decisions"].select("i", "post_id", "cadre_id")
    match inspection.policy.contest.decision:
        case "binding":
            inspection.faults("decision-binding", "decisions", rows, "post_id", "post_id")
        case "advisory":
            named = rows.drop_nulls("cadre_id")
            twice = repeated(named, ("cadre_id",)).filter(pl.col("post_id").is_not_null())
            inspection.faults("decision-person-twice", "decisions", twice, "cadre_id", "cadre_id")
        case unknown:
            assert_never(unknown)


def check_exams(inspection: Inspection) -> None:
    """Everybody of the units concerned sits the exam where the policy asks for it (JL-20)."""
    view = inspection.contest
    papers = view.papers
    if not (view.held and view.policy.exam_for_all and papers):
        return
    exams = inspection.frames["exams"].select("cadre_id", "paper")
    if exams.height == 0:
        inspection.fault("exams-missing", "exams")
        return
    units = view.posts.filter("live")["unit_id"].unique()
    concerned = inspection.people.filter(pl.col("own").is_in(units.implode())).select("i", "cadre_id")
    needed = concerned.join(pl.DataFrame({"paper": papers}), how="cross", maintain_order="left")
    rows = (
        needed.join(exams, on=["cadre_id", "paper"], how="anti", maintain_order="left")
        .group_by("i", "cadre_id", maintain_order=True)
        .agg(pl.col("paper").str.join("、"))
    )
    inspection.faults("exam-missing", "cadres", rows, "cadre_id", "cadre_id")
