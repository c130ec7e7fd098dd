"""Tests of the roster itself: age, years, text columns, education, discipline, speciality, step of promotion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.model.schema import CADRES, LEVELS
from rengang.policy.conditions import Age, Discipline, Education, OneOf, Speciality, Statement, Step, Tenure
from rengang.procedures.contest.intake.facts import (
    COMPARED,
    STEPS,
    Answer,
    Facts,
    clause,
    compare,
    completed_years,
    iso,
    level_word,
    packed,
)

NO_DAY = Text("计算日期", "reference date")


def heading(column: str) -> Text:
    """What a column of the roster is called."""
    return Text(CADRES.column(column).heading, column)


def age(test: Age, facts: Facts) -> Answer:
    """Completed years of age on a date against the bound for the person's sex (KF-05…08, XX-02, CD-02, WC-06)."""
    on = packed(test.on) or facts.as_of
    born = facts.day("birth_date")
    sex = facts.people["sex"]
    male = (sex == "male").fill_null(False).to_numpy()
    bound = np.where(male, test.male, test.female)
    years = completed_years(born, on)
    sexed = sex.is_not_null().to_numpy()
    known = (born > 0) & sexed & (on > 0)

    def say(k: int) -> Text:
        words = COMPARED[test.op]
        who = Text("男", "men") if male[k] else Text("女", "women")
        asked = Text(
            f"年龄应{words.zh} {bound[k]} 周岁（{who.zh}）", f"age must be {words.en} {bound[k]} ({who.en})"
        )
        if not known[k]:
            if not sexed[k]:
                asked = Text(
                    f"年龄应{words.zh} {test.male} 周岁（男）或 {test.female} 周岁（女）",
                    f"age must be {words.en} {test.male} (men) or {test.female} (women)",
                )
            lacking = NO_DAY if on == 0 else heading("birth_date" if born[k] == 0 else "sex")
            return clause(asked, None, lacking)
        return Text(
            f"{asked.zh}，截至 {iso(on)} 为 {years[k]} 周岁", f"{asked.en}; on {iso(on)} it is {years[k]}"
        )

    return Answer(compare(years, test.op, bound), known, say)


def tenure(test: Tenure, facts: Facts) -> Answer:
    """Completed years since a date, for people of the given levels or ranks (JL-03, KF-04, XX-07, CD-01)."""
    since, on = facts.day(test.since), facts.as_of
    years = completed_years(since, on)
    level_fits = np.isin(facts.step, [STEPS.index(level) for level in test.levels]) | (not test.levels)
    rank = facts.people["rank"]
    rank_fits = rank.is_in(list(test.ranks)).fill_null(False).to_numpy() | (not test.ranks)
    rank_known = rank.is_not_null().to_numpy() | (not test.ranks)
    ranks = rank.to_list()
    dated = (since > 0) & (on > 0)
    enough = compare(years, test.op, test.years)
    # one part that fails is enough, whatever is not known about the others
    fails = ~level_fits | (rank_known & ~rank_fits) | (dated & ~enough)
    known = fails | (rank_known & dated)

    def say(k: int) -> Text:
        words = COMPARED[test.op]
        what = heading(test.since)
        asked = Text(
            f"{_of_whom(test, 'zh')}自{what.zh}起应{words.zh} {test.years} 年",
            f"{_of_whom(test, 'en')}{words.en} {test.years} completed years since {what.en}",
        )
        if not level_fits[k]:
            word = level_word(int(facts.step[k]))
            return clause(asked, Text(f"现为{word.zh}", f"the level is {word.en}"), NO_DAY)
        if not rank_known[k]:
            return clause(asked, None, heading("rank"))
        if not rank_fits[k]:
            return clause(asked, Text(f"现为“{ranks[k]}”", f"the rank is “{ranks[k]}”"), NO_DAY)
        if not dated[k]:
            return clause(asked, None, NO_DAY if on == 0 else what)
        found = Text(
            f"{iso(int(since[k]))} 起，截至 {iso(on)} 满 {years[k]} 年",
            f"from {iso(int(since[k]))} to {iso(on)} it is {years[k]}",
        )
        return clause(asked, found, what)

    return Answer(~fails, known, say)


def _of_whom(test: Tenure, lang: str) -> str:
    """The levels and ranks that a tenure is asked of, in words before the rest of the sentence."""
    if lang == "zh":
        words = [*(LEVELS[level] for level in test.levels), *test.ranks]
        return f"应为{'、'.join(words)}，" if words else ""
    words = [*test.levels, *test.ranks]
    return f"must be {' or '.join(words)}, " if words else ""


def one_of(test: OneOf, facts: Facts) -> Answer:
    """The text of a column is one of the given words (KF-10, CD-03); words of an enum in either language."""
    column = CADRES.column(test.column)
    texts = facts.people[test.column]
    if test.column == "level":
        texts = texts.fill_null("staff")
    inward = {word: name for name, word in column.values.items()}
    allowed = [inward.get(word, word) for word in test.values]
    known = texts.is_not_null().to_numpy()
    words = texts.to_list()

    def say(k: int) -> Text:
        asked = Text(
            f"{column.heading}应为{'、'.join(column.values.get(w, w) for w in allowed)}",
            f"{column.name} must be {' or '.join(allowed)}",
        )
        shown = words[k]
        found = (
            None if shown is None else Text(f"现为“{column.values.get(shown, shown)}”", f"it is “{shown}”")
        )
        return clause(asked, found, heading(test.column))

    return Answer(texts.is_in(allowed).fill_null(False).to_numpy(), known, say)


def education(test: Education, facts: Facts) -> Answer:
    """At least a step of the scale of education (KF-05…08, CD-01, XX-04)."""
    scale = facts.policy.contest.education_scale
    texts = facts.people["education"].to_list()
    step_of = {
        text: -1 if text is None else education_step(text, scale) for text in sorted(set(texts), key=str)
    }
    step = np.array([step_of[text] for text in texts], dtype=np.int64)
    least = next(k for k, words in enumerate(scale) if test.at_least in words)

    def say(k: int) -> Text:
        asked = Text(f"学历应不低于{test.at_least}", f"education must be at least {test.at_least}")
        if texts[k] is None:
            return clause(asked, None, heading("education"))
        if step[k] < 0:
            odd = Text(f"学历“{texts[k]}”无法识别", f"“{texts[k]}” is not on the scale")
            return clause(asked, None, odd)
        return clause(asked, Text(f"现为“{texts[k]}”", f"it is “{texts[k]}”"), heading("education"))

    return Answer(step >= least, step >= 0, say)


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
    on, when = facts.as_of, facts.day("discipline_date")
    known = np.ones(len(bars), dtype=bool)
    if test.within_years is not None:
        known = ~(bars & (when > 0) & (on == 0))
        bars = bars & ~((when > 0) & (completed_years(when, on) >= test.within_years))

    def say(k: int) -> Text:
        words = "、".join(test.barred) or "处分"
        span = "" if test.within_years is None else f"近 {test.within_years} 年内"
        asked = Text(
            f"{span}不得受{words}",
            f"no sanction ({', '.join(test.barred) or 'of any kind'})"
            + ("" if test.within_years is None else f" within {test.within_years} years"),
        )
        if not known[k]:
            return clause(asked, None, NO_DAY)
        date = iso(int(when[k])) if when[k] > 0 else ""
        found = Text(
            f"有“{sanction[k]}”" + (f"（{date}）" if date else "（时间不详）"),
            f"there is “{sanction[k]}” ({date or 'no date given'})",
        )
        return clause(asked, found, heading("discipline"))

    return Answer(~bars, known, say)


def _contains_any(texts: pl.Series, words: Sequence[str]) -> pl.Series:
    found = pl.repeat(False, len(texts), eager=True)
    for word in words:
        found = found | texts.str.contains(word, literal=True)
    return found


def speciality(_: Speciality, facts: Facts) -> Answer:
    """A reserved post goes to its speciality only, any other post to everybody (WC-09)."""
    wanted, own = facts.posts["reserved_for"], facts.people["speciality"]
    holds = wanted.is_null() | (wanted == own).fill_null(False)

    def say(k: int) -> Text:
        asked = Text(f"该职位专用于“{wanted[k]}”专业", f"the post is reserved for “{wanted[k]}”")
        found = (
            Text("本人专业特长未填", "no speciality is given")
            if own[k] is None
            else Text(f"本人为“{own[k]}”", f"the speciality is “{own[k]}”")
        )
        return clause(asked, found, heading("speciality"))

    return Answer(holds.to_numpy(), np.ones(len(facts), dtype=bool), say)


def step(test: Step, facts: Facts) -> Answer:
    """Promotion by at most so many levels (XX-08, WC-05); a post without a level promotes nobody."""
    rise = np.where(facts.post_step >= 0, facts.post_step - facts.step, 0)

    def say(k: int) -> Text:
        now, then = level_word(int(facts.step[k])), level_word(int(facts.post_step[k]))
        return Text(
            f"提拔不得超过 {test.max} 级，现为{now.zh}，所报职位为{then.zh}",
            f"promotion by at most {test.max} level(s); from {now.en} to {then.en} it is {rise[k]}",
        )

    return Answer(rise <= test.max, np.ones(len(rise), dtype=bool), say)


def statement(test: Statement, facts: Facts) -> Answer:
    """What no table says: it holds here, and people decide it (KF-03, XX-01)."""
    sure = np.ones(len(facts), dtype=bool)
    return Answer(sure, sure, lambda _: Text(test.text, test.text))
