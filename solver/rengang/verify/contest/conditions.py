"""C2, qualification: which conditions are asked of an applicant, and which of them are missed (TX-17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from rengang.model.schema import CADRES
from rengang.model.values import holds
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
from rengang.verify.contest.facts import Facts, Post, Row, above, completed_years

GRADES = ("incompetent", "basic", "competent", "excellent")
ESTABLISHMENT = "establishment_type"
"""Name of the built-in condition (WC-16)."""

Answer = bool | None
"""Does a test hold; None: a fact is missing that it asks for."""


def unmet(facts: Facts, cadre: int, at: int) -> tuple[str, ...]:
    """Names of all conditions that a person misses at a post: the built-in one first, then in the policy's order."""
    post, person = facts.posts[at], facts.persons[cadre]
    missed = [] if same_establishment(facts, cadre, post) else [ESTABLISHMENT]
    for name in asked(facts, post):
        condition = facts.rules.conditions[name]
        if concerns(condition, person, post) and not (
            meets(facts, condition, cadre, post) or excused(facts, cadre, post, name)
        ):
            missed.append(name)
    return tuple(missed)


def asked(facts: Facts, post: Post) -> Iterator[str]:
    """The conditions of every post, then the post's own; a name that is not defined asks nothing."""
    own = () if post.condition is None else (post.condition,)
    for name in dict.fromkeys([*facts.rules.qualification, *own]):
        if name in facts.rules.conditions:
            yield name


def same_establishment(facts: Facts, cadre: int, post: Post) -> bool:
    """The person's establishment type is the post's, or else the unit's; a blank agrees with all (WC-16).

    Asked under ``caps.establishment = "by_type"``, of those who would move and at posts with a type of their own.
    """
    if facts.policy.caps.establishment != "by_type":
        return True
    own = facts.persons[cadre][ESTABLISHMENT]
    if post.establishment_type is not None:
        return own is None or bool(own == post.establishment_type)
    if facts.home[cadre] == post.unit or post.unit < 0:
        return True
    theirs = facts.unit_types[post.unit]
    return own is None or theirs is None or bool(own == theirs)


def concerns(condition: Condition, person: Row, post: Post) -> bool:
    """Is the condition asked at posts of this level, and of a promotion or a lateral move like this one (A-32)."""
    if condition.levels and post.level not in condition.levels:
        return False
    promotion = above(post.level, person["level"]) > 0
    return condition.applies == "everyone" or (condition.applies == "promotion") == promotion


def excused(facts: Facts, cadre: int, post: Post, name: str) -> bool:
    """Does a waiver with a reason let a condition hold that is only the default (一般, 原则上)."""
    if facts.rules.conditions[name].modality != "default":
        return False
    return (cadre, name, None) in facts.waived or (cadre, name, post.label) in facts.waived


def meets(facts: Facts, condition: Condition, cadre: int, post: Post) -> bool:
    """Every test of `all` holds, and no group is given or one holds whole."""

    def whole(tests: tuple[Test, ...]) -> bool:
        return all(passes(facts, test, cadre, post) for test in tests)

    return whole(condition.all) and (not condition.any or any(whole(group) for group in condition.any))


def passes(facts: Facts, test: Test, cadre: int, post: Post) -> bool:
    """Does a test hold; a missing fact fails or passes as the policy says."""
    answer = QUESTIONS[test.test](facts, test, cadre, post)
    return facts.rules.missing == "pass" if answer is None else answer


def _age(facts: Facts, test: Age, cadre: int, post: Post) -> Answer:
    """Completed years against the bound of the person's sex: KF-05…08, A-33."""
    person, day = facts.persons[cadre], test.on or facts.rules.as_of
    if person["sex"] is None or person["birth_date"] is None or day is None:
        return None
    bound = test.male if person["sex"] == "male" else test.female
    return holds(completed_years(person["birth_date"], day), test.op, bound)


def _tenure(facts: Facts, test: Tenure, cadre: int, post: Post) -> Answer:
    """Level and rank among those given, and the completed years since the date; what fails fails, known or not."""
    person = facts.persons[cadre]
    # a blank level is that of ordinary staff, as everywhere in the contest; a blank rank is a missing fact
    if test.levels and (person["level"] or "staff") not in test.levels:
        return False
    if test.ranks and person["rank"] is not None and person["rank"] not in test.ranks:
        return False
    since: date | None = person[test.since]
    if since is None or facts.rules.as_of is None:
        return None
    if not holds(completed_years(since, facts.rules.as_of), test.op, test.years):
        return False
    return None if test.ranks and person["rank"] is None else True


def _one_of(facts: Facts, test: OneOf, cadre: int, post: Post) -> Answer:
    """The text of the column is one of the words; a blank level is that of ordinary staff.

    Where the column has a closed list of values, their Chinese words are understood as well.
    """
    text = facts.persons[cadre][test.column]
    if text is None and test.column == "level":
        text = "staff"
    if text is None:
        return None
    return text in test.values or CADRES.column(test.column).values.get(text) in test.values


def education_step(facts: Facts, text: str) -> int | None:
    """The step of the scale whose word occurs in a text; the longest word wins, of equally long ones the last.

    大学专科 is 专科, though 大学 is a word of a higher step.
    """
    steps = enumerate(facts.rules.education_scale)
    found = [(len(word), text.rfind(word), step) for step, words in steps for word in words if word in text]
    return max(found)[2] if found else None


def _education(facts: Facts, test: Education, cadre: int, post: Post) -> Answer:
    """At least the step: KF-05, CD-01. A text without any known word is a missing fact."""
    text = facts.persons[cadre]["education"]
    own = None if text is None else education_step(facts, text)
    scale = facts.rules.education_scale
    least = next((step for step, words in enumerate(scale) if test.at_least in words), None)
    return None if own is None or least is None else own >= least


def _appraisals(facts: Facts, test: Appraisals, cadre: int, post: Post) -> Answer:
    """Each of the last years is there and at least of the grade; a missing year fails: KF-03, XX-03."""
    grades = facts.grades.get(cadre, {})
    years = facts.last_years(test.last)
    least = GRADES.index(test.at_least)
    return bool(years) and all(y in grades and GRADES.index(grades[y]) >= least for y in years)


def _discipline(facts: Facts, test: Discipline, cadre: int, post: Post) -> Answer:
    """No sanction that bars, ever or within so many completed years: WC-05, JL-09. A blank date counts."""
    person = facts.persons[cadre]
    text, day = person["discipline"], person["discipline_date"]
    if text is None or (test.barred and not any(word in text for word in test.barred)):
        return True
    if test.within_years is None or day is None:
        return False
    if facts.rules.as_of is None:
        return None
    return completed_years(day, facts.rules.as_of) >= test.within_years


def _speciality(facts: Facts, test: Speciality, cadre: int, post: Post) -> Answer:
    """A post that is reserved for a speciality goes to that speciality: WC-09. A blank is no speciality."""
    return post.reserved_for is None or bool(facts.persons[cadre]["speciality"] == post.reserved_for)


def _step(facts: Facts, test: Step, cadre: int, post: Post) -> Answer:
    """Promotion by at most so many levels: XX-08, WC-05."""
    return above(post.level, facts.persons[cadre]["level"]) <= test.max


def _share(facts: Facts, test: Share, cadre: int, post: Post) -> Answer:
    """votes / present of the item, as an exact fraction: JL-25, JL-27, CD-08."""
    row = facts.ratings.get((cadre, test.item))
    if row is None or row["votes"] is None or not row["present"]:
        return None
    return holds(Fraction(row["votes"], row["present"]), test.op, test.share)


def _turnout(facts: Facts, test: Turnout, cadre: int, post: Post) -> Answer:
    """Those present, as a head count or of those due: XX-33, CD-07."""
    row = facts.ratings.get((cadre, test.item))
    if row is None or row["present"] is None:
        return None
    if test.count is not None:
        return holds(row["present"], test.op, test.count)
    return holds(Fraction(row["present"], row["due"]), test.op, test.share) if row["due"] else None


def _statement(facts: Facts, test: Statement, cadre: int, post: Post) -> Answer:
    """No table says it: people decide."""
    return True


QUESTIONS: dict[str, Callable[[Facts, Any, int, Post], Answer]] = {
    "age": _age,
    "tenure": _tenure,
    "one_of": _one_of,
    "education": _education,
    "appraisals": _appraisals,
    "discipline": _discipline,
    "speciality": _speciality,
    "step": _step,
    "share": _share,
    "turnout": _turnout,
    "statement": _statement,
}
"""How each kind of test is answered."""
