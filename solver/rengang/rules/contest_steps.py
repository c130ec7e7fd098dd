"""The steps at which somebody can fall out of a contest: each fate with its rule and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from rengang.errors import Text
from rengang.model.contest import Fate
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Modality, Rule, Words


@dataclass(frozen=True)
class Step:
    """What is said of a fate.

    Attributes
    ----------
    short
        In a cell of a table, or before a number.
    why
        The clause that says why the entry ended there.
    open
        Why a post stays open at which nobody came further.
    rule
        The rule by which the entry ended there; None for those who are still in.
    """

    short: Text
    why: Text
    open: Text | None = None
    rule: Rule | None = None


def _step(
    fate: Fate,
    short: Text,
    why: Text,
    breach: Text,
    *keys: str,
    open_: Text | None = None,
    on: Mapping[str, tuple[Any, ...]] | None = None,
    off: Mapping[str, tuple[Any, ...]] | None = None,
) -> tuple[Fate, Step]:
    rule = Rule(
        f"contest-{fate.value.replace('_', '-')}",
        About.ENTRY,
        (Procedure.CONTEST,),
        Words(breach=breach, bar=short, person=why, unit=short),
        Modality.MUST,
        keys,
        on or {},
        off or {},
    )
    return fate, Step(short, why, open_, rule)


STEPS: Mapping[Fate, Step] = dict(
    (
        _step(
            Fate.SUPERSEDED,
            Text("已改报", "replaced"),
            Text("本人已改报，以后一次为准", "a later application of the same person counts instead"),
            Text(
                "{cadre} 已改报其他职位，却任用到 {post}",
                "{cadre} switched to another application, yet is appointed to {post}",
            ),
            "contest.apply.max",
            "contest.apply.switch",
        ),
        _step(
            Fate.LATE,
            Text("逾期或不得改报", "not open"),
            Text(
                "报名截止后提交，或该轮不对本人开放",
                "filed after the close of registration, or in a round that was not open to this person",
            ),
            Text(
                "{cadre} 的报名不在期限内，却任用到 {post}",
                "{cadre} applied out of time, yet is appointed to {post}",
            ),
            "contest.apply.closes",
            "contest.apply.reapply_rounds",
        ),
        _step(
            Fate.NO_CONSENT,
            Text("单位不同意", "no consent"),
            Text("所在单位不同意报名", "the present unit does not consent"),
            Text(
                "{cadre} 所在单位不同意，却任用到 {post}",
                "the unit of {cadre} does not consent to the application for {post}",
            ),
            "contest.apply.consent",
            on={"contest.apply.consent": ("required",)},
        ),
        _step(
            Fate.UNQUALIFIED,
            Text("资格不符", "not qualified"),
            Text("不符合资格条件", "a condition is not met"),
            Text(
                "{cadre} 不符合资格条件，却任用到 {post}",
                "{cadre} does not meet the conditions of {post}",
            ),
            "contest.qualification",
            open_=Text("无人合格", "nobody qualified"),
        ),
        _step(
            Fate.CANCELLED,
            Text("职位取消", "post cancelled"),
            Text("该职位合格人数不足，取消竞岗", "too few qualified: the post holds no contest"),
            Text(
                "职位已因合格人数不足取消，{cadre}，却任用到 {post}",
                "the contest for {post} is cancelled: too few qualified besides {cadre}",
            ),
            "contest.min_qualified",
            off={"contest.min_qualified": (0,)},
        ),
        _step(
            Fate.NOT_SHORTLISTED,
            Text("未列为竞岗对象", "not shortlisted"),
            Text("比选后未列为竞岗对象", "below the cut of the shortlist"),
            Text("{cadre} 未列为竞岗对象，却任用到 {post}", "{cadre} is not shortlisted for {post}"),
            "contest.shortlist_cap",
            open_=Text("无竞岗对象", "nobody shortlisted"),
            off={"contest.shortlist_cap": (None,)},
        ),
        _step(
            Fate.UNSCORED,
            Text("待评分", "not scored yet"),
            Text("该职位尚未评分", "nobody has been scored for this post yet"),
            Text(
                "职位尚未评分，{cadre}，却任用到 {post}",
                "nobody is scored for {post} yet, {cadre} included",
            ),
            "contest.total",
            open_=Text("尚未评分", "not scored yet"),
            off={"contest.total": ("",)},
        ),
        _step(
            Fate.WITHDRAWN,
            Text("缺席", "did not appear"),
            Text("未参加，没有得分", "did not appear and has no marks"),
            Text(
                "{cadre} 没有得分，视为放弃，却任用到 {post}",
                "{cadre} has no score and counts as withdrawn from {post}",
            ),
            "contest.absent",
            open_=Text("均未参加", "nobody appeared"),
            on={"contest.absent": ("withdrawn",)},
        ),
        _step(
            Fate.BARRED,
            Text("推荐率未达标", "below the gate"),
            Text("推荐率未达到规定比例，不得在该岗位任职", "the recommendation rate misses the gate"),
            Text(
                "{cadre} 的推荐率未达要求，却任用到 {post}",
                "the recommendation rate of {cadre} bars the person from {post}",
            ),
            "contest.scores",
            open_=Text("推荐率均未达标", "everybody below the recommendation gate"),
        ),
        _step(
            Fate.NOT_INSPECTED,
            Text("未列为考察对象", "not inspected"),
            Text("排序在考察名额之后", "below the cut of the inspection candidates"),
            Text(
                "{cadre} 不是考察对象，却任用到 {post}",
                "{cadre} is no inspection candidate for {post}",
            ),
            "contest.inspection.rule",
            "contest.inspection.ratio",
            open_=Text("无人达到考察条件", "nobody meets the conditions of the inspection"),
        ),
        _step(
            Fate.NOT_ELECTED,
            Text("票决未通过", "not elected"),
            Text("票决未获规定票数，或到会人数不足", "the vote gave no majority, or had no quorum"),
            Text(
                "{cadre} 未通过票决，却任用到 {post}",
                "the vote for {post} does not elect {cadre}",
            ),
            "contest.vote.majority",
            open_=Text("票决无人通过或无效", "nobody was elected, or the vote is void"),
        ),
        (
            Fate.CANDIDATE,
            Step(Text("未任用", "not appointed"), Text("列为人选，未任用", "a candidate, not appointed")),
        ),
        (Fate.APPOINTED, Step(Text("拟任用", "appointed"), Text("拟任用于该职位", "appointed to this post"))),
    )
)
"""What is said of each fate, in the order of the procedure."""

SHORTLISTED = Step(
    Text("竞岗对象", "shortlisted"),
    Text("已列为竞岗对象，尚未竞岗", "on the shortlist; the contest has not been held yet"),
)
"""What is said of a candidate of a contest that ended with its shortlists."""

RULES: Mapping[Fate, Rule] = {fate: step.rule for fate, step in STEPS.items() if step.rule is not None}
"""At which step somebody who is no candidate dropped out, and by which rule."""

if _unsaid := [fate.value for fate in Fate if fate not in STEPS]:
    raise LookupError(f"fates without words: {', '.join(_unsaid)}")


class WhyNot(Enum):
    """What stood between a candidate and the seat."""

    ELSEWHERE = Text("本人任用于更优先的职位", "appointed to a post that the person puts first, or as high")
    """The person has a post that they rank no worse."""
    OUTRANKED = Text("该职位由排序在前者任用", "the post went to somebody it ranks better")
    """Whoever has the post is ranked no worse there."""
    DECIDED = Text(
        "该职位另有任用（集体决定，或编制、职数、回避所限）",
        "the post went to somebody else, by decision or because headcount, mid-level posts or avoidance left "
        "no other way",
    )
    """Whoever has the post is ranked worse: not the order, but a limit or a decision kept the candidate out."""
    LIMITED = Text(
        "职位未任用：受现任未离任、中层人数、编制或回避所限",
        "the post stays open: its incumbent stays, or headcount, mid-level posts or avoidance leave no room",
    )
    """Nobody has the post."""
