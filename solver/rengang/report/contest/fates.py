"""What became of each contest entry, in words, and exact points as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rengang.errors import Text
from rengang.model import Contest, Fate
from rengang.model.values import written
from rengang.procedures.contest.scores import figures
from rengang.procedures.contest.seats.why_not import why_not
from rengang.report.contest.facts import contest_of
from rengang.report.outcome import Outcome

FATES: Mapping[str, Text] = {
    "superseded": Text("已改报", "replaced"),
    "late": Text("逾期或不得改报", "not open"),
    "no_consent": Text("单位不同意", "no consent"),
    "unqualified": Text("资格不符", "not qualified"),
    "cancelled": Text("职位取消", "post cancelled"),
    "not_shortlisted": Text("未列为竞岗对象", "not shortlisted"),
    "unscored": Text("待评分", "not scored yet"),
    "withdrawn": Text("缺席", "did not appear"),
    "barred": Text("推荐率未达标", "below the gate"),
    "not_inspected": Text("未列为考察对象", "not inspected"),
    "not_elected": Text("票决未通过", "not elected"),
    "shortlisted": Text("竞岗对象", "shortlisted"),
    "candidate": Text("未任用", "not appointed"),
    "appointed": Text("拟任用", "appointed"),
}
"""Short names of the fates, in the order of the procedure; ``shortlisted`` is a candidate without a rank."""

_WHY: Mapping[str, Text] = {
    "superseded": Text("本人已改报，以后一次为准", "a later application of the same person counts instead"),
    "late": Text(
        "报名截止后提交，或该轮不对本人开放",
        "filed after the close of registration, or in a round that was not open to this person",
    ),
    "no_consent": Text("所在单位不同意报名", "the present unit does not consent"),
    "unqualified": Text("不符合资格条件", "a condition is not met"),
    "cancelled": Text("该职位合格人数不足，取消竞岗", "too few qualified: the post holds no contest"),
    "not_shortlisted": Text("比选后未列为竞岗对象", "below the cut of the shortlist"),
    "shortlisted": Text("已列为竞岗对象，尚未竞岗", "on the shortlist; the contest has not been held yet"),
    "unscored": Text("该职位尚未评分", "nobody has been scored for this post yet"),
    "withdrawn": Text("未参加，没有得分", "did not appear and has no marks"),
    "barred": Text("推荐率未达到规定比例，不得在该岗位任职", "the recommendation rate misses the gate"),
    "not_inspected": Text("排序在考察名额之后", "below the cut of the inspection candidates"),
    "not_elected": Text("票决未获规定票数，或到会人数不足", "the vote gave no majority, or had no quorum"),
}


def fate_key(contest: Contest, entry: int) -> str:
    """What became of an entry, as a key of :data:`FATES`."""
    fate = contest.entries.fate[entry]
    pending = fate is Fate.CANDIDATE and contest.entries.post_rank[entry] == 0
    return "shortlisted" if pending else fate.value


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
    entries = contest.entries
    fate, unmet = entries.fate[entry], entries.unmet[entry]
    if unmet:
        return Text("；".join(u.text.zh for u in unmet), "; ".join(u.text.en for u in unmet))
    if fate is Fate.APPOINTED:
        return Text("拟任用于该职位", "appointed to this post")
    key = fate_key(contest, entry)
    if key == "candidate":
        return why_not(entries, entry, *contest_of(outcome).appointments).value
    return _WHY[key]


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
