"""C2, the tests of single facts: whether each holds, and what was asked and what was found, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple, get_args

from rengang.errors import Text
from rengang.model.schema import CADRES, GRADES, LEVELS
from rengang.model.values import holds, written
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
from rengang.verify.calendar import completed_years
from rengang.verify.contest.facts import Facts, Post, above

ORDER = ("incompetent", "basic", "competent", "excellent")
"""Grades of an appraisal from low to high."""
COMPARED = {
    "ge": Text("不少于", "at least"),
    "gt": Text("超过", "more than"),
    "le": Text("不超过", "at most"),
    "lt": Text("小于", "less than"),
}
"""A comparison in words."""
NO_DAY = Text("计算日期", "reference date")

Answer = bool | None
"""Does a test hold; None: a fact is missing that it asks for."""


class Finding(NamedTuple):
    """The answer to a test, and what was asked and what was found, as one clause without a full stop."""

    answer: Answer
    say: Callable[[], Text]


def question(facts: Facts, test: Test, cadre: int, post: Post) -> Finding:
    """The answer to one test about a person at a post."""
    return _QUESTIONS[type(test)](facts, test, cadre, post)


def _heading(column: str) -> Text:
    return Text(CADRES.column(column).heading, column)


def _clause(asked: Text, found: Text) -> Text:
    return Text(f"{asked.zh}，{found.zh}", f"{asked.en}; {found.en}")


def _lacks(asked: Text, what: Text) -> Text:
    return _clause(asked, Text(f"资料缺失（{what.zh}）", f"missing fact ({what.en})"))


def _is(value: str) -> Text:
    return Text(f"现为“{value}”", f"it is “{value}”")


def _level(level: str | None) -> Text:
    return Text("未定", "none") if level is None else Text(LEVELS[level], level)


def _age(facts: Facts, test: Age, cadre: int, post: Post) -> Finding:
    """Completed years against the bound of the person's sex: KF-05…08, A-33."""
    person, day = facts.persons[cadre], test.on or facts.rules.as_of
    sex, born, word = person["sex"], person["birth_date"], COMPARED[test.op]
    bound = test.male if sex == "male" else test.female
    who = Text("男", "men") if sex == "male" else Text("女", "women")
    asked = Text(f"年龄应{word.zh} {bound} 周岁（{who.zh}）", f"age must be {word.en} {bound} ({who.en})")
    if sex is None:
        asked = Text(
            f"年龄应{word.zh} {test.male} 周岁（男）或 {test.female} 周岁（女）",
            f"age must be {word.en} {test.male} (men) or {test.female} (women)",
        )
    if sex is None or born is None or day is None:
        lacking = NO_DAY if day is None else _heading("birth_date" if born is None else "sex")
        return Finding(None, lambda: _lacks(asked, lacking))
    years = completed_years(born, day)
    found = Text(f"截至 {day} 为 {years} 周岁", f"on {day} it is {years}")
    return Finding(holds(years, test.op, bound), lambda: _clause(asked, found))


def _tenure(facts: Facts, test: Tenure, cadre: int, post: Post) -> Finding:
    """Level and rank among those given, and the completed years since the date; what fails fails, known or not."""
    person, on = facts.persons[cadre], facts.rules.as_of
    level, rank, since = person["level"] or "staff", person["rank"], person[test.since]
    word, what = COMPARED[test.op], _heading(test.since)
    zh = "、".join([*(LEVELS[name] for name in test.levels), *test.ranks])
    en = " or ".join([*test.levels, *test.ranks])
    asked = Text(
        f"{f'应为{zh}，' if zh else ''}自{what.zh}起应{word.zh} {test.years} 年",
        f"{f'must be {en}, ' if en else ''}{word.en} {test.years} completed years since {what.en}",
    )
    # a blank level is that of ordinary staff, as everywhere in the contest; a blank rank is a missing fact
    if test.levels and level not in test.levels:
        now = _level(level)
        return Finding(False, lambda: _clause(asked, Text(f"现为{now.zh}", f"the level is {now.en}")))
    years = None if since is None or on is None else completed_years(since, on)
    short = years is not None and not holds(years, test.op, test.years)
    if test.ranks and rank is None:
        return Finding(False if short else None, lambda: _lacks(asked, _heading("rank")))
    if test.ranks and rank not in test.ranks:
        return Finding(False, lambda: _clause(asked, Text(f"现为“{rank}”", f"the rank is “{rank}”")))
    if years is None:
        return Finding(None, lambda: _lacks(asked, NO_DAY if on is None else what))
    found = Text(f"{since} 起，截至 {on} 满 {years} 年", f"from {since} to {on} it is {years}")
    return Finding(not short, lambda: _clause(asked, found))


def _one_of(facts: Facts, test: OneOf, cadre: int, post: Post) -> Finding:
    """The text of the column is one of the words; a blank level is that of ordinary staff.

    Where the column has a closed list of values, their Chinese words are understood as well.
    """
    column = CADRES.column(test.column)
    text = facts.persons[cadre][test.column]
    if text is None and test.column == "level":
        text = "staff"
    inward = {word: name for name, word in column.values.items()}
    allowed = [inward.get(word, word) for word in test.values]

    def say() -> Text:
        asked = Text(
            f"{column.heading}应为{'、'.join(column.values.get(word, word) for word in allowed)}",
            f"{column.name} must be {' or '.join(allowed)}",
        )
        if text is None:
            return _lacks(asked, _heading(test.column))
        return _clause(asked, Text(_is(column.values.get(text, text)).zh, _is(text).en))

    return Finding(None if text is None else text in allowed, say)


def education_step(facts: Facts, text: str) -> int | None:
    """The step of the scale whose word occurs in a text; the longest word wins, of equally long ones the last.

    大学专科 is 专科, though 大学 is a word of a higher step.
    """
    steps = enumerate(facts.rules.education_scale)
    found = [(len(word), text.rfind(word), step) for step, words in steps for word in words if word in text]
    return max(found)[2] if found else None


def _education(facts: Facts, test: Education, cadre: int, post: Post) -> Finding:
    """At least the step: KF-05, CD-01. A text without any known word is a missing fact."""
    text = facts.persons[cadre]["education"]
    own = None if text is None else education_step(facts, text)
    scale = facts.rules.education_scale
    least = next((step for step, words in enumerate(scale) if test.at_least in words), None)
    asked = Text(f"学历应不低于{test.at_least}", f"education must be at least {test.at_least}")
    if own is None or least is None:
        odd = Text(f"学历“{text}”无法识别", f"“{text}” is not on the scale")
        return Finding(None, lambda: _lacks(asked, _heading("education") if text is None else odd))
    return Finding(own >= least, lambda: _clause(asked, _is(text)))


def _appraisals(facts: Facts, test: Appraisals, cadre: int, post: Post) -> Finding:
    """Each of the last years is there and at least of the grade; a missing year fails: KF-03, XX-03."""
    grades, years = facts.grades.get(cadre, {}), facts.last_years(test.last)
    least = ORDER.index(test.at_least)
    poor = [year for year in years if year not in grades or ORDER.index(grades[year]) < least]

    def say() -> Text:
        asked = Text(
            f"近 {test.last} 年年度考核均应为{GRADES[test.at_least]}以上",
            f"each of the last {test.last} appraisals must be {test.at_least} or better",
        )
        if not years:
            return _lacks(asked, Text("年度考核", "appraisals"))
        found = [(year, grades.get(year)) for year in poor]
        zh = "、".join(f"{y} 年{'无考核记录' if g is None else '为' + GRADES[g]}" for y, g in found)
        en = ", ".join(f"{y}: {'no record' if g is None else g}" for y, g in found)
        return _clause(asked, Text(zh, en))

    return Finding(bool(years) and not poor, say)


def _discipline(facts: Facts, test: Discipline, cadre: int, post: Post) -> Finding:
    """No sanction that bars, ever or within so many completed years: WC-05, JL-09. A blank date counts."""
    person, on = facts.persons[cadre], facts.rules.as_of
    text, day = person["discipline"], person["discipline_date"]
    span = test.within_years

    def say() -> Text:
        asked = Text(
            f"{'' if span is None else f'近 {span} 年内'}不得受{'、'.join(test.barred) or '处分'}",
            f"no sanction ({', '.join(test.barred) or 'of any kind'})"
            f"{'' if span is None else f' within {span} years'}",
        )
        if span is not None and day is not None and on is None:
            return _lacks(asked, NO_DAY)
        zh, en = f"有“{text}”（{day or '时间不详'}）", f"there is “{text}” ({day or 'no date given'})"
        return _clause(asked, Text(zh, en))

    if text is None or (test.barred and not any(word in text for word in test.barred)):
        return Finding(True, say)
    if span is None or day is None:
        return Finding(False, say)
    return Finding(None if on is None else completed_years(day, on) >= span, say)


def _speciality(facts: Facts, test: Speciality, cadre: int, post: Post) -> Finding:
    """A post that is reserved for a speciality goes to that speciality: WC-09. A blank is no speciality."""
    own, wanted = facts.persons[cadre]["speciality"], post.reserved_for
    asked = Text(f"该职位专用于“{wanted}”专业", f"the post is reserved for “{wanted}”")
    found = Text(f"本人为“{own}”", f"the speciality is “{own}”")
    if own is None:
        found = Text("本人专业特长未填", "no speciality is given")
    return Finding(wanted is None or bool(own == wanted), lambda: _clause(asked, found))


def _step(facts: Facts, test: Step, cadre: int, post: Post) -> Finding:
    """Promotion by at most so many levels: XX-08, WC-05."""
    level = facts.persons[cadre]["level"]
    rise, now, then = above(post.level, level), _level(level or "staff"), _level(post.level)
    said = Text(
        f"提拔不得超过 {test.max} 级，现为{now.zh}，所报职位为{then.zh}",
        f"promotion by at most {test.max} level(s); from {now.en} to {then.en} it is {rise}",
    )
    return Finding(rise <= test.max, lambda: said)


def _share(facts: Facts, test: Share, cadre: int, post: Post) -> Finding:
    """votes / present of the item, as an exact fraction: JL-25, JL-27, CD-08."""
    row, word = facts.ratings.get((cadre, test.item), {}), COMPARED[test.op]
    asked = Text(
        f"“{test.item}”比例应{word.zh} {written(test.share)}",
        f"the share of “{test.item}” must be {word.en} {written(test.share)}",
    )
    votes, present = row.get("votes"), row.get("present")
    if votes is None or not present:
        lacking = Text(f"“{test.item}”测评结果", f"rating “{test.item}”")
        return Finding(None, lambda: _lacks(asked, lacking))
    found = Text(f"实为 {votes}/{present}", f"it is {votes}/{present}")
    return Finding(holds(Fraction(votes, present), test.op, test.share), lambda: _clause(asked, found))


def _turnout(facts: Facts, test: Turnout, cadre: int, post: Post) -> Finding:
    """Those present, as a head count or of those due: XX-33, CD-07."""
    row, word = facts.ratings.get((cadre, test.item), {}), COMPARED[test.op]
    present, due = row.get("present"), row.get("due")
    value: Fraction | int | None = present
    bound: Fraction | int | None = test.count
    if test.share is None:
        asked = Text(
            f"“{test.item}”参加人数应{word.zh} {test.count} 人",
            f"“{test.item}” must be attended by {word.en} {test.count}",
        )
        found = Text(f"实到 {present} 人", f"{present} were present")
    else:
        asked = Text(
            f"“{test.item}”参加人数与应到人数之比应{word.zh} {written(test.share)}",
            f"the turnout of “{test.item}” must be {word.en} {written(test.share)}",
        )
        found = Text(f"实为 {present}/{due}", f"it is {present}/{due}")
        value = Fraction(present, due) if present is not None and due else None
        bound = test.share
    if value is None:
        lacking = Text(f"“{test.item}”到会人数", f"attendance of “{test.item}”")
        return Finding(None, lambda: _lacks(asked, lacking))
    return Finding(holds(value, test.op, bound), lambda: _clause(asked, found))


def _statement(facts: Facts, test: Statement, cadre: int, post: Post) -> Finding:
    """No table says it: people decide."""
    return Finding(True, lambda: Text(test.text, test.text))


_QUESTIONS: Mapping[type, Callable[[Facts, Any, int, Post], Finding]] = {
    Age: _age,
    Tenure: _tenure,
    OneOf: _one_of,
    Education: _education,
    Appraisals: _appraisals,
    Discipline: _discipline,
    Speciality: _speciality,
    Step: _step,
    Share: _share,
    Turnout: _turnout,
    Statement: _statement,
}
"""How each kind of test is answered."""

if _unasked := [kind.__name__ for kind in get_args(get_args(Test)[0]) if kind not in _QUESTIONS]:
    raise LookupError(f"tests that the judge does not ask: {', '.join(_unasked)}")
