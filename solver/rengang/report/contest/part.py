"""What the post contest offers the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from rengang.errors import Lang, Text
from rengang.model import Stage
from rengang.model.procedure import Procedure
from rengang.report.contest import words
from rengang.report.contest.block import block
from rengang.report.contest.facts import contest_of
from rengang.report.contest.figures import contest_figures
from rengang.report.contest.forms import contest_forms
from rengang.report.contest.page import contest_data, contest_markup, derives
from rengang.report.contest.seat_forms import seat_forms
from rengang.report.contest.tables import contest_frame, log_frame
from rengang.report.contract import Explanations
from rengang.report.csvs import labels
from rengang.report.figure import Figure
from rengang.report.outcome import Outcome
from rengang.report.page.markup import Summary, Words
from rengang.report.part import Page
from rengang.report.rows import Given
from rengang.report.sheets.form import Form
from rengang.report.table import Column, Kind
from rengang.report.units import Added

FILES = ("contest.csv", "log.csv")
HEADS = (Text("竞岗", "contest"), Text("数量", "number"))

LARGEST_CONTEST = 5_000
"""Entries above which the workbook lists neither applicants nor scores; they are in ``contest.csv``."""

_OUT = Column("out_contest", Text("竞岗调出", "out by contest"), Kind.NUMBER)
_IN = Column("in_contest", Text("竞岗调入", "in by contest"), Kind.NUMBER)
_BEFORE = Column("mid_before", Text("竞岗前中层人数", "mid-level before"), Kind.NUMBER)
_AFTER = Column("mid_after", Text("竞岗后中层人数", "mid-level after"), Kind.NUMBER)
_LEFT = Column("vacancies_then", Text("竞岗后缺员", "vacancies then"), Kind.NUMBER, filed=False)


def ran(outcome: Outcome) -> list[Procedure]:
    """The contest, where it was held."""
    return [] if outcome.contest is None else [Procedure.CONTEST]


def given(outcome: Outcome) -> Given | None:
    """The appointments; who entered and was not appointed is listed."""
    contest = outcome.contest
    if contest is None:
        return None
    left, reached = contest_of(outcome).moves
    return Given(
        contest.cadre,
        [Stage.CONTEST.value] * len(contest.cadre),
        outcome.post_unit[contest.post],
        post=contest.post,
        listed=contest.entries.cadre,
        out=outcome.per_unit(left),
        into=outcome.per_unit(reached),
    )


def summary(outcome: Outcome) -> dict[str, Any]:
    """Its block."""
    return {} if outcome.contest is None else {"contest": block(outcome, outcome.contest)}


def csvs(outcome: Outcome, lang: Lang) -> dict[str, pl.DataFrame]:
    """Every entry, and the log."""
    if outcome.contest is None:
        return {}
    return {
        "contest.csv": contest_frame(outcome, outcome.contest, lang),
        "log.csv": log_frame(outcome, outcome.contest, lang),
    }


def units(outcome: Outcome) -> Added:
    """Who comes and goes by the contest, and the mid-level heads before and after it."""
    if outcome.contest is None:
        return Added()
    left, reached = contest_of(outcome).moves
    before, after = contest_of(outcome).mid_level
    columns = {
        _OUT: outcome.per_unit(left),
        _IN: outcome.per_unit(reached),
        _BEFORE: before,
        _AFTER: after,
        _LEFT: outcome.roster.vacancies,
    }
    return Added(columns=columns, on_form=(_IN.name, _LEFT.name))


def forms(outcome: Outcome, reasons: Sequence[str]) -> list[Form]:
    """From the posts to the public notice; without applicants and scores where there are very many."""
    contest = outcome.contest
    if contest is None:
        return []
    people = len(contest.entries) <= LARGEST_CONTEST
    return contest_forms(outcome, contest, people=people) + seat_forms(outcome, contest, people=people)


def left_out(outcome: Outcome) -> list[str]:
    """Applicants and scores, where there are very many."""
    entries = 0 if outcome.contest is None else len(outcome.contest.entries)
    if entries <= LARGEST_CONTEST:
        return []
    return [
        f"竞岗报名 {entries} 人次，超过 {LARGEST_CONTEST} 人次，本工作簿不列报名人员和得分，见 contest.csv。"
    ]


def figures(outcome: Outcome, summary: Summary) -> list[Figure]:
    """How many posts and people came how far; while nobody is appointed, how many could be."""
    block = summary.get("contest")
    return [] if block is None else contest_figures(block)


def page(outcome: Outcome, summary: Summary, explain: Explanations, say: Words, most: int) -> Page:
    """The section about the contest, and the posts of the people."""
    contest = outcome.contest
    if contest is None:
        return Page()
    few = len(contest.entries) <= most
    data = contest_data(outcome, contest, outcome.judged, explain, say.lang, few=few)
    return Page(
        {"contest": data},
        words=words.SCRIPT,
        before=contest_markup(outcome, summary, data, say, most),
        people={"post": labels(outcome.post_names, outcome.rows.to_post).to_list()},
        derives=derives(contest),
        scripts=("contest.js",),
    )
