"""C2, qualification: which conditions are asked of an applicant, and what came of each (TX-17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import assert_never

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.policy.conditions import Condition, Test
from rengang.rules.catalogue import complete
from rengang.rules.contest_application import ESTABLISHMENT_TYPE, qualifications
from rengang.rules.rule import Rule
from rengang.verify import movers
from rengang.verify.contest.facts import Facts, Post, Row, above
from rengang.verify.contest.questions import Finding, question


class Screening(Enum):
    """What came of a condition that does not simply hold."""

    MISSED = "missed"
    WAIVED = "waived"
    """Missed, and waived with a reason (KF-09)."""
    LET_PASS = "let_pass"
    """A fact is missing, and the policy lets that pass."""


@dataclass(frozen=True, eq=False)
class Screened:
    """A condition that does not simply hold for a person at a post.

    Attributes
    ----------
    condition, rules
        Its name, and the provisions behind it.
    outcome
        What came of it.
    say
        What was asked and what was found, as a clause.
    reason
        Why it was waived.
    """

    condition: str
    rules: tuple[str, ...]
    outcome: Screening
    say: Callable[[], Text]
    reason: str = ""


def unmet(facts: Facts, cadre: int, at: int) -> tuple[str, ...]:
    """Names of all conditions that a person misses at a post: the built-in ones first, then in the policy's order."""
    return tuple(s.condition for s in screened(facts, cadre, at) if s.outcome is Screening.MISSED)


def screened(facts: Facts, cadre: int, at: int) -> Iterator[Screened]:
    """Every condition that does not simply hold for a person at a post."""
    post, person = facts.posts[at], facts.persons[cadre]
    for rule, judge in judged().items():
        if rule.in_force(facts.policy):
            found = judge(facts, cadre, post)
            if not found.answer:
                yield Screened(rule.name, rule.provisions(facts.policy), Screening.MISSED, found.say)
    for name in asked(facts, post):
        condition = facts.rules.conditions[name]
        if not concerns(condition, person, post) or meets(facts, condition, cadre, post, missing=False):
            continue
        reason = waiver(facts, cadre, post, name)
        if facts.rules.missing == "pass" and meets(facts, condition, cadre, post, missing=True):
            outcome = Screening.LET_PASS
        else:
            outcome = Screening.MISSED if reason is None else Screening.WAIVED
        yield Screened(name, condition.rules, outcome, _saying(facts, condition, cadre, post), reason or "")


def asked(facts: Facts, post: Post) -> Iterator[str]:
    """The conditions of every post, then the post's own; a name that is not defined asks nothing."""
    own = () if post.condition is None else (post.condition,)
    for name in dict.fromkeys([*facts.rules.qualification, *own]):
        if name in facts.rules.conditions:
            yield name


def concerns(condition: Condition, person: Row, post: Post) -> bool:
    """Is the condition asked at posts of this level, and of a promotion or a lateral move like this one (A-32)."""
    if condition.levels and post.level not in condition.levels:
        return False
    promotion = above(post.level, person["level"]) > 0
    match condition.applies:
        case "everyone":
            return True
        case "promotion":
            return promotion
        case "lateral":
            return not promotion
    assert_never(condition.applies)


def waiver(facts: Facts, cadre: int, post: Post, name: str) -> str | None:
    """The reason of a waiver by which a condition holds that is only the default (一般, 原则上); of this post first."""
    if facts.rules.conditions[name].modality != "default":
        return None
    given = [facts.waived.get((cadre, name, where)) for where in (post.label, None)]
    return next((reason for reason in given if reason is not None), None)


def meets(facts: Facts, condition: Condition, cadre: int, post: Post, *, missing: bool) -> bool:
    """Every test of `all` holds, and no group is given or one holds whole; a missing fact counts as `missing`."""

    def whole(tests: tuple[Test, ...]) -> bool:
        answers = (question(facts, test, cadre, post).answer for test in tests)
        return all(missing if answer is None else answer for answer in answers)

    return whole(condition.all) and (not condition.any or any(whole(group) for group in condition.any))


def _saying(facts: Facts, condition: Condition, cadre: int, post: Post) -> Callable[[], Text]:
    """What is not met of a condition, every failing test of it."""

    def failing(tests: tuple[Test, ...]) -> list[Text]:
        found = [question(facts, test, cadre, post) for test in tests]
        return [finding.say() for finding in found if not finding.answer]

    def say() -> Text:
        parts = failing(condition.all)
        options = [failing(group) for group in condition.any]
        if options and all(options):
            parts += options[0] if len(options) == 1 else [_one_of(options)]
        return Text("；".join(p.zh for p in parts), "; ".join(p.en for p in parts))

    return say


def _one_of(options: list[list[Text]]) -> Text:
    """The alternatives of a condition, none of which holds."""
    zh = "；".join(f"（{n}）{'且'.join(p.zh for p in group)}" for n, group in enumerate(options, 1))
    en = "; ".join(f"({n}) {' and '.join(p.en for p in group)}" for n, group in enumerate(options, 1))
    return Text(f"应至少符合下列一项：{zh}", f"at least one of these must hold: {en}")


# -- built-in conditions --------------------------------------------------------------------------------------
def _same_establishment(facts: Facts, cadre: int, post: Post) -> Finding:
    """The person's establishment type is the post's, or else the unit's; a blank agrees with all (WC-16).

    Asked of those who would move, and at posts with a type of their own.
    """
    own, theirs = facts.persons[cadre]["establishment_type"], post.establishment_type
    if theirs is None and facts.home[cadre] != post.unit and post.unit >= 0:
        theirs = facts.unit_types[post.unit]
    words = ESTABLISHMENT_TYPE.words.person
    assert words is not None

    def say() -> Text:
        return Text(words.zh.format(mine=own, theirs=theirs), words.en.format(mine=own, theirs=theirs))

    return Finding(own is None or theirs is None or bool(own == theirs), say)


def _of_person(rule: Rule) -> Callable[[Facts, int, Post], Finding]:
    """A rule about a person, asked of an applicant; told as to whoever hears of somebody else."""

    def judge(facts: Facts, cadre: int, post: Post) -> Finding:
        return Finding(
            not facts.holds_person(rule)[cadre], lambda: rule.words.unit or Text(rule.code, rule.code)
        )

    return judge


@cache
def judged() -> Mapping[Rule, Callable[[Facts, int, Post], Finding]]:
    """How each built-in condition is judged."""
    persons = {rule: _of_person(rule) for rule in movers.HELD if Procedure.CONTEST in rule.binds}
    parts = {ESTABLISHMENT_TYPE: _same_establishment, **persons}
    return complete(parts, qualifications(), "a function that judges it in a contest")
