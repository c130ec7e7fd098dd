"""The tests of single facts, for all entries at once: of the roster, and of what other tables record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, get_args

import numpy as np
import polars as pl

from rengang.model.arrays import Bool, Int64
from rengang.model.calendar import completed_years, packed
from rengang.model.schema import CADRES
from rengang.model.values import Op, holds
from rengang.policy.conditions import (
    Age,
    Appraisals,
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
from rengang.procedures.contest.intake.facts import STEPS, Answer, Facts, compare

_GRADES = ("incompetent", "basic", "competent", "excellent")
"""Grades of an appraisal from low to high."""


def answer(test: Test, facts: Facts) -> Answer:
    """The answer of one test for every entry."""
    return _TESTS[type(test)](test, facts)


def _surely(fits: Bool) -> Answer:
    return Answer(fits, np.ones(len(fits), dtype=bool))


# -- the roster -----------------------------------------------------------------------------------------------
def age(test: Age, facts: Facts) -> Answer:
    """Completed years of age on a date against the bound for the person's sex (KF-05…08, XX-02, CD-02, WC-06)."""
    on = packed(test.on) or facts.as_of
    born, sex = facts.day("birth_date"), facts.people["sex"]
    male = (sex == "male").fill_null(False).to_numpy()
    bound = np.where(male, test.male, test.female)
    known = (born > 0) & sex.is_not_null().to_numpy() & (on > 0)
    return Answer(compare(completed_years(born, on), test.op, bound), known)


def tenure(test: Tenure, facts: Facts) -> Answer:
    """Completed years since a date, for people of the given levels or ranks (JL-03, KF-04, XX-07, CD-01)."""
    since, on = facts.day(test.since), facts.as_of
    level_fits = np.isin(facts.step, [STEPS.index(level) for level in test.levels]) | (not test.levels)
    rank = facts.people["rank"]
    rank_fits = rank.is_in(list(test.ranks)).fill_null(False).to_numpy() | (not test.ranks)
    rank_known = rank.is_not_null().to_numpy() | (not test.ranks)
    dated = (since > 0) & (on > 0)
    enough = compare(completed_years(since, on), test.op, test.years)
    # one part that fails is enough, whatever is not known about the others
    fails = ~level_fits | (rank_known & ~rank_fits) | (dated & ~enough)
    return Answer(~fails, fails | (rank_known & dated))


def one_of(test: OneOf, facts: Facts) -> Answer:
    """The text of a column is one of the given words (KF-10, CD-03); words of an enum in either language."""
    texts = facts.people[test.column]
    if test.column == "level":
        texts = texts.fill_null("staff")
    inward = {word: name for name, word in CADRES.column(test.column).values.items()}
    allowed = [inward.get(word, word) for word in test.values]
    return Answer(texts.is_in(allowed).fill_null(False).to_numpy(), texts.is_not_null().to_numpy())


def education(test: Education, facts: Facts) -> Answer:
    """At least a step of the scale of education (KF-05…08, CD-01, XX-04)."""
    scale = facts.policy.contest.education_scale
    texts = facts.people["education"].to_list()
    step_of = {
        text: -1 if text is None else education_step(text, scale) for text in sorted(set(texts), key=str)
    }
    step = np.array([step_of[text] for text in texts], dtype=np.int64)
    least = next(k for k, words in enumerate(scale) if test.at_least in words)
    return Answer(step >= least, step >= 0)


def education_step(text: str, scale: Sequence[Sequence[str]]) -> int:
    """The step of the scale whose word occurs in the text, −1 for none.

    The longest word wins; of equally long ones, the one that ends last (大学专科 is 专科, 大学本科 is 本科).

    >>> education_step("大学专科", (("大专", "专科"), ("本科", "大学")))
    0
    """
    best, step = (0, 0), -1
    for k, words in enumerate(scale):
        for word in words:
            at = text.rfind(word)
            if at >= 0 and (len(word), at + len(word)) > best:
                best, step = (len(word), at + len(word)), k
    return step


def discipline(test: Discipline, facts: Facts) -> Answer:
    """No sanction among the barred words, ever or within the last years (WC-05, JL-09).

    A sanction bars until its n-th anniversary; without a date it bars.
    """
    sanction = facts.people["discipline"]
    barred = sanction.is_not_null()
    if test.barred:
        barred = barred & _contains_any(sanction, test.barred)
    bars = barred.fill_null(False).to_numpy()
    if test.within_years is None:
        return _surely(~bars)
    on, when = facts.as_of, facts.day("discipline_date")
    known = ~(bars & (when > 0) & (on == 0))
    return Answer(~bars | ((when > 0) & (completed_years(when, on) >= test.within_years)), known)


def _contains_any(texts: pl.Series, words: Sequence[str]) -> pl.Series:
    found = pl.repeat(False, len(texts), eager=True)
    for word in words:
        found = found | texts.str.contains(word, literal=True)
    return found


def speciality(_: Speciality, facts: Facts) -> Answer:
    """A reserved post goes to its speciality only, any other post to everybody (WC-09)."""
    wanted, own = facts.posts["reserved_for"], facts.people["speciality"]
    return _surely((wanted.is_null() | (wanted == own).fill_null(False)).to_numpy())


def step(test: Step, facts: Facts) -> Answer:
    """Promotion by at most so many levels (XX-08, WC-05); a post without a level promotes nobody."""
    return _surely(np.where(facts.post_step >= 0, facts.post_step - facts.step, 0) <= test.max)


def statement(test: Statement, facts: Facts) -> Answer:
    """What no table says: it holds here, and people decide it (KF-03, XX-01)."""
    return _surely(np.ones(len(facts), dtype=bool))


# -- other tables ---------------------------------------------------------------------------------------------
def appraisals(test: Appraisals, facts: Facts) -> Answer:
    """Each of the last years was appraised, and at least with the grade (KF-03, XX-03).

    The last year is the one before ``contest.as_of``; without such a date the latest in the whole table. A year
    without an appraisal fails: "consecutive years" asks for each of them.
    """
    table = facts.instance.tables["appraisals"]
    day = facts.policy.contest.as_of
    newest = table["year"].max()
    last = day.year - 1 if day is not None else int(newest) if isinstance(newest, int) else 0
    least = _GRADES.index(test.at_least)
    enough = np.ones(len(facts), dtype=bool)
    for back in range(test.last):
        enough &= _grades(facts, table, last - back) >= least
    return _surely(enough)


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
    return Answer(_proportion(votes, present, test.op, test.share), (votes >= 0) & (present > 0))


def turnout(test: Turnout, facts: Facts) -> Answer:
    """Those present of those due, or their number (XX-33, CD-07, A-09)."""
    present, due = _counts(facts, test.item, "present"), _counts(facts, test.item, "due")
    if test.share is None:
        enough = [holds(n, test.op, test.count) for n in present.tolist()]
        return Answer(np.array(enough, dtype=bool), present >= 0)
    return Answer(_proportion(present, due, test.op, test.share), (present >= 0) & (due > 0))


def _counts(facts: Facts, item: str, column: str) -> Int64:
    """A count of the rating `item` of each entry's person, −1 where there is none."""
    rows = facts.instance.tables["ratings"].filter(pl.col("item") == item)
    return np.append(rows[column].fill_null(-1).to_numpy(), -1)[facts.rows_in(rows)]


def _proportion(part: Int64, whole: Int64, op: Op, bound: Fraction) -> Bool:
    """``part / whole op bound`` without dividing: both sides times the denominators, in Python's integers."""
    left, right = part.astype(object) * bound.denominator, whole.astype(object) * bound.numerator
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return np.array([holds(a, op, b) for a, b in pairs], dtype=bool)


_TESTS: Mapping[type, Callable[[Any, Facts], Answer]] = {
    Age: age,
    Tenure: tenure,
    OneOf: one_of,
    Education: education,
    Appraisals: appraisals,
    Discipline: discipline,
    Speciality: speciality,
    Step: step,
    Share: share,
    Turnout: turnout,
    Statement: statement,
}
"""How each kind of test is answered."""

if _unasked := [kind.__name__ for kind in get_args(get_args(Test)[0]) if kind not in _TESTS]:
    raise LookupError(f"tests that nobody asks: {', '.join(_unasked)}")
