"""What became of each contest entry, in words, and exact points as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rengang.errors import Text
from rengang.model import Contest, Fate, figures
from rengang.model.values import written
from rengang.report.contest.facts import contest_of
from rengang.report.outcome import Outcome
from rengang.rules.contest_steps import SHORTLISTED, STEPS, Step

_SHORTLISTED = "shortlisted"


def _said() -> dict[str, Step]:
    """What is said of each fate by its key, in the order of the procedure; those shortlisted before those ranked."""
    said: dict[str, Step] = {}
    for fate, step in STEPS.items():
        if fate is Fate.CANDIDATE:
            said[_SHORTLISTED] = SHORTLISTED
        said[fate.value] = step
    return said


_SAID = _said()
FATES: Mapping[str, Text] = {key: step.short for key, step in _SAID.items()}
"""Short names of the fates, in the order of the procedure; ``shortlisted`` is a candidate without a rank."""


def fate_key(contest: Contest, entry: int) -> str:
    """What became of an entry, as a key of :data:`FATES`."""
    fate = contest.entries.fate[entry]
    pending = fate is Fate.CANDIDATE and contest.entries.post_rank[entry] == 0
    return _SHORTLISTED if pending else fate.value


def short(contest: Contest, entry: int) -> Text:
    """What became of an entry, in a word or two."""
    return FATES[fate_key(contest, entry)]


def entry_reason(outcome: Outcome, entry: int) -> Text:
    """Why an entry ended where it did, one sentence; for an appointment, that it is one.

    All conditions that the applicant misses are named (TX-17). A candidate who is not appointed is told which
    of four things happened: another post came first for the person, the post went to a better rank, to a rank
    that is no better, or to nobody.
    """
    contest = outcome.contest
    if contest is None:
        raise ValueError("there was no contest")
    judged = contest_of(outcome).trace.entries[
        int(contest.entries.cadre[entry]), int(contest.entries.post[entry])
    ]
    missed = [condition.say() for condition in contest_of(outcome).trace.missed(judged)]
    if missed:
        return Text("；".join(text.zh for text in missed), "; ".join(text.en for text in missed))
    key = fate_key(contest, entry)
    return contest_of(outcome).trace.why_not(judged).value if key == Fate.CANDIDATE.value else _SAID[key].why


def points(value: Fraction | None, decimals: int | None) -> str | None:
    """An exact number of points: with the policy's places where it has no more, else as it is.

    >>> points(Fraction(175, 2), 3), points(Fraction(175, 2), None), points(Fraction(250, 3), 2)
    ('87.500', '87.5', '250/3')
    """
    if value is None:
        return None
    if decimals is None or (value * 10**decimals).denominator != 1:
        return written(value)
    return figures.fixed(value, decimals)


def readable(value: Fraction | None, decimals: int | None = None) -> str | None:
    """:func:`points` for a printed form: a number that never ends is given to six places, behind ``≈``.

    >>> readable(Fraction(250, 3)), readable(Fraction(349, 4))
    ('≈83.333333', '87.25')
    """
    if value is None or figures.is_short(value):
        return points(value, decimals)
    return f"≈{figures.approximate(value)}"


def percent(value: Fraction | None) -> str | None:
    """A share in per cent, to two places behind ``≈`` where it has more.

    >>> percent(Fraction(2, 3)), percent(Fraction(1, 2))
    ('≈66.67%', '50%')
    """
    if value is None:
        return None
    scaled = value * 100
    if (scaled * 100).denominator == 1:
        return f"{written(scaled)}%"
    return f"≈{figures.fixed(Fraction(int(scaled * 100 + Fraction(1, 2)), 100), 2)}%"
