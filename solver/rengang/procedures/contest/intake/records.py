"""Tests of what other tables record about a person: appraisals, ratings, turnout."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.model.arrays import Bool, Int64
from rengang.model.schema import GRADES
from rengang.model.values import Op, holds, written
from rengang.policy.conditions import Appraisals, Share, Turnout
from rengang.procedures.contest.intake.facts import COMPARED, Answer, Facts, clause

_GRADES = ("incompetent", "basic", "competent", "excellent")
"""Grades of an appraisal from low to high."""


def appraisals(test: Appraisals, facts: Facts) -> Answer:
    """Each of the last years was appraised, and at least with the grade (KF-03, XX-03).

    The last year is the one before ``contest.as_of``; without such a date the latest in the whole table. A year
    without an appraisal fails: "consecutive years" asks for each of them.
    """
    table = facts.instance.tables["appraisals"]
    day = facts.policy.contest.as_of
    newest = table["year"].max()
    last = day.year - 1 if day is not None else int(newest) if isinstance(newest, int) else 0
    years = [last - back for back in range(test.last)]
    grades = {year: _grades(facts, table, year) for year in years}
    least = _GRADES.index(test.at_least)
    enough = np.ones(len(facts), dtype=bool)
    for grade in grades.values():
        enough &= grade >= least

    def say(k: int) -> Text:
        word = Text(GRADES[test.at_least], test.at_least)
        asked = Text(
            f"近 {test.last} 年年度考核均应为{word.zh}以上",
            f"each of the last {test.last} appraisals must be {word.en} or better",
        )
        if last == 0:
            return clause(asked, None, Text("年度考核", "appraisals"))
        poor = [(year, _GRADES[g[k]] if g[k] >= 0 else None) for year, g in grades.items() if g[k] < least]
        return clause(
            asked,
            Text(
                "、".join(f"{y} 年{'无考核记录' if g is None else '为' + GRADES[g]}" for y, g in poor),
                ", ".join(f"{y}: {'no record' if g is None else g}" for y, g in poor),
            ),
            Text("年度考核", "appraisals"),
        )

    return Answer(enough, np.ones(len(facts), dtype=bool), say)


def _grades(facts: Facts, table: pl.DataFrame, year: int) -> Int64:
    """Grade of each entry's person in one year as an index of the grades, −1 for none."""
    rows = table.filter(pl.col("year") == year)
    at = facts.rows_in(rows)
    codes = rows["grade"].replace_strict(
        {name: k for k, name in enumerate(_GRADES)}, default=-1, return_dtype=pl.Int64
    )
    return np.append(codes.fill_null(-1).to_numpy(), -1)[at]


def share(test: Share, facts: Facts) -> Answer:
    """The share votes/present of a rating's item, as an exact fraction (JL-25, JL-27, CD-08, XX-31, XX-37)."""
    votes, present = _counts(facts, test.item, "votes"), _counts(facts, test.item, "present")
    known = (votes >= 0) & (present > 0)
    fits = _proportion(votes, present, test.op, test.share)

    def say(k: int) -> Text:
        words = COMPARED[test.op]
        asked = Text(
            f"“{test.item}”比例应{words.zh} {written(test.share)}",
            f"the share of “{test.item}” must be {words.en} {written(test.share)}",
        )
        found = Text(f"实为 {votes[k]}/{present[k]}", f"it is {votes[k]}/{present[k]}") if known[k] else None
        return clause(asked, found, Text(f"“{test.item}”测评结果", f"rating “{test.item}”"))

    return Answer(fits, known, say)


def turnout(test: Turnout, facts: Facts) -> Answer:
    """Those present of those due, or their number (XX-33, CD-07, A-09)."""
    present, due = _counts(facts, test.item, "present"), _counts(facts, test.item, "due")
    if test.share is None:
        known = present >= 0
        bound = test.count
        fits = np.array([holds(n, test.op, bound) for n in present.tolist()], dtype=bool)
    else:
        known = (present >= 0) & (due > 0)
        fits = _proportion(present, due, test.op, test.share)

    def say(k: int) -> Text:
        words = COMPARED[test.op]
        if test.share is None:
            asked = Text(
                f"“{test.item}”参加人数应{words.zh} {test.count} 人",
                f"“{test.item}” must be attended by {words.en} {test.count}",
            )
            found = Text(f"实到 {present[k]} 人", f"{present[k]} were present")
        else:
            asked = Text(
                f"“{test.item}”参加人数与应到人数之比应{words.zh} {written(test.share)}",
                f"the turnout of “{test.item}” must be {words.en} {written(test.share)}",
            )
            found = Text(f"实为 {present[k]}/{due[k]}", f"it is {present[k]}/{due[k]}")
        lacking = Text(f"“{test.item}”到会人数", f"attendance of “{test.item}”")
        return clause(asked, found if known[k] else None, lacking)

    return Answer(fits, known, say)


def _counts(facts: Facts, item: str, column: str) -> Int64:
    """A count of the rating `item` of each entry's person, −1 where there is none."""
    rows = facts.instance.tables["ratings"].filter(pl.col("item") == item)
    return np.append(rows[column].fill_null(-1).to_numpy(), -1)[facts.rows_in(rows)]


def _proportion(part: Int64, whole: Int64, op: Op, bound: Fraction) -> Bool:
    """``part / whole op bound`` without dividing: both sides times the denominators, in Python's integers."""
    left, right = part.astype(object) * bound.denominator, whole.astype(object) * bound.numerator
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return np.array([holds(a, op, b) for a, b in pairs], dtype=bool)
