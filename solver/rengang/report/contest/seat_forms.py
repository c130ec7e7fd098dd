"""The forms of a contest from the scores on: scores, inspection, vote, public notice, unsuccessful (TX-27…35)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from rengang.model import Contest, Fate
from rengang.model.arrays import Int32
from rengang.model.figures import percent as share
from rengang.model.schema import LEVELS
from rengang.policy.contest import Publicity
from rengang.report.contest.block import NOT_LISTED, inspected
from rengang.report.contest.calendar import notice_period
from rengang.report.contest.facts import contest_of
from rengang.report.contest.fates import entry_reason, fate_key, percent, readable, short
from rengang.report.contest.scored import ScoreTable, score_table
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.sheets.form import Form, numbered

MOST_PARTS = 10
"""Parts of a score that one printed sheet holds beside the people."""

_RISING = {None: 0, "staff": 0, "deputy": 1, "chief": 2}


def seat_forms(outcome: Outcome, contest: Contest, *, people: bool = True) -> list[Form]:
    """The forms from the scores to the public notice, in the order of the procedure; no empty ones.

    Without `people` those who are to be appointed alone. None after a contest that was only screened.
    """
    screened = all(fate in (*NOT_LISTED, Fate.CANDIDATE) for fate in contest.entries.fate)
    if screened and not inspected(contest):
        return []
    made = [_notice(outcome, contest)]
    if people:
        table = score_table(outcome, contest)
        made = [
            *_scores(outcome, contest, table),
            _inspected(outcome, contest, table),
            _votes(outcome, contest),
            *made,
            _unsuccessful(outcome, contest),
        ]
    return [form for form in made if len(form.rows)]


def _who(outcome: Outcome, contest: Contest, rows: Sequence[int] | Int32) -> dict[str, pl.Series]:
    """Post and person of some entries."""
    at = np.asarray(rows, dtype=np.int64)
    cadre, post = contest.entries.cadre[at], contest.entries.post[at]
    people, posts = outcome.instance.cadres[cadre], outcome.posts[post]
    return {
        "职位编号": posts["post_id"],
        "单位": labels(outcome.unit_names, outcome.post_unit[post]),
        "职位名称": labels(outcome.post_names, post),
        "干部编号": people["cadre_id"],
        "姓名": people["name"],
        "现单位": labels(outcome.unit_names, outcome.instance.unit_of[cadre]),
    }


def _by_post(contest: Contest, rows: Sequence[int]) -> list[int]:
    """Entries by post, best first: by the post's rank, then by score, then by cadre."""
    entries = contest.entries
    post, rank, cadre = entries.post.tolist(), entries.post_rank.tolist(), entries.cadre.tolist()
    return sorted(rows, key=lambda i: (post[i], rank[i] or len(rank), -(entries.score[i] or 0), cadre[i]))


# -- scores and inspection (TX-26…28) ---------------------------------------------------------------------------
def _scores(outcome: Outcome, contest: Contest, table: ScoreTable) -> list[Form]:
    """Each candidate with the value of every part of the score, the total, and the place at the post.

    Many parts take a sheet of their own, so that what the total is made of directly can be read in print.
    """
    many = len(table.columns) > MOST_PARTS
    who = _who(outcome, contest, table.entries)
    columns = {name: pl.Series(name, values, dtype=pl.String) for name, values in table.columns.items()}
    places = pl.Series([place or None for place in table.place], dtype=pl.Int64)
    told = [
        None if place else short(contest, i).zh for i, place in zip(table.entries, table.place, strict=True)
    ]
    shown = {name: columns[name] for name in table.parts} if many else columns
    rows = pl.DataFrame({**who, **shown, "名次": places, "备注": pl.Series(told, dtype=pl.String)})
    if not any(told):
        rows = rows.drop("备注")
    line = f"{len(np.unique(contest.entries.post[table.entries]))} 个职位，{len(rows)} 人次"
    made = [Form("竞岗得分", "竞岗得分汇总表", line, numbered(rows))]
    if many:
        few = {name: who[name] for name in ("职位编号", "姓名")}
        made.append(Form("得分明细", "竞岗得分明细表", line, numbered(pl.DataFrame({**few, **columns}))))
    return made


def _inspected(outcome: Outcome, contest: Contest, table: ScoreTable) -> Form:
    """Who is inspected for each post, in the order of the scores."""
    shown = _by_post(contest, inspected(contest))
    decimals = outcome.policy.contest.rounding.decimals
    place = dict(zip(table.entries.tolist(), table.place, strict=True))
    shown.sort(key=lambda i: (int(contest.entries.post[i]), place.get(i) or len(shown) + 1))
    rows = pl.DataFrame(
        {
            **_who(outcome, contest, shown),
            "得分": pl.Series([readable(contest.entries.score[i], decimals) for i in shown], dtype=pl.String),
            "得分名次": pl.Series([place.get(i) or None for i in shown], dtype=pl.Int64),
            "推荐率": pl.Series([percent(contest.entries.rate[i]) for i in shown], dtype=pl.String),
        }
    )
    if rows["推荐率"].null_count() == len(rows):
        rows = rows.drop("推荐率")
    inspection = outcome.policy.contest.inspection
    base = {
        "ratio": f"每个职位按 1:{inspection.ratio} 确定",
        "more_than_places": "人数多于职位数",
        "all": "符合条件的全部列入",
    }[inspection.rule]
    return Form("考察对象", "考察对象名单", f"{base}，共 {len(rows)} 人次", numbered(rows))


# -- vote (TX-29) -------------------------------------------------------------------------------------------------
def _votes(outcome: Outcome, contest: Contest) -> Form:
    """The vote at each post: votes, present, members, share, and what came of it."""
    instance, entries = outcome.instance, contest.entries
    ballots = instance.tables["votes"]
    at = instance.codes(ballots["post_id"], "posts", "post_id")
    cast = {
        (int(post), cadre): (present, members)
        for post, cadre, present, members in zip(
            at.tolist(), ballots["cadre_id"], ballots["present"], ballots["members"], strict=True
        )
    }
    at_post = {post: facts for (post, _), facts in reversed(cast.items())}
    shown = [i for i in _by_post(contest, inspected(contest)) if int(entries.post[i]) in at_post]
    shown.sort(key=lambda i: (int(entries.post[i]), -int(entries.votes[i])))
    facts = [
        cast.get(
            (int(entries.post[i]), instance.cadre_id(int(entries.cadre[i]))), at_post[int(entries.post[i])]
        )
        for i in shown
    ]
    votes = [max(0, int(entries.votes[i])) for i in shown]
    vote = outcome.policy.contest.vote
    base = [present if vote.base == "present" else members for present, members in facts]
    rows = pl.DataFrame(
        {
            **_who(outcome, contest, shown),
            "同意票": pl.Series(votes, dtype=pl.Int64),
            "实到": pl.Series([present for present, _ in facts], dtype=pl.Int64),
            "应到": pl.Series([members for _, members in facts], dtype=pl.Int64),
            "得票率": pl.Series([_ratio(n, of) for n, of in zip(votes, base, strict=True)], dtype=pl.String),
            "结果": pl.Series([_elected(entries.fate[i]) for i in shown], dtype=pl.String),
        }
    )
    quorum = "不设到会要求" if vote.quorum is None else f"到会须达到应到的 {share(vote.quorum)}"
    asked = (
        "不设得票要求"
        if vote.majority is None
        else f"得票须{_OPS[vote.majority_op]}{_BASES[vote.base]}的 {share(vote.majority)}"
    )
    return Form("票决情况", "票决情况汇总表", f"{quorum}；{asked}", numbered(rows))


_OPS = {"ge": "达到", "gt": "超过", "le": "不超过", "lt": "低于"}
_BASES = {"present": "实到", "members": "应到"}


def _ratio(votes: int, base: int | None) -> str | None:
    from fractions import Fraction

    return percent(Fraction(votes, base)) if base else None


def _elected(fate: Fate) -> str:
    return {Fate.NOT_ELECTED: "未通过", Fate.APPOINTED: "通过，拟任用"}.get(fate, "通过，未任用")


# -- public notice (TX-30, 31) ----------------------------------------------------------------------
def _notice(outcome: Outcome, contest: Contest) -> Form:
    """Those who are to be appointed, as the public notice has them."""
    instance, policy = outcome.instance, outcome.policy.contest
    order = np.argsort(contest.post, kind="stable")
    cadre, post = contest.cadre[order], contest.post[order]
    people, posts = instance.cadres[cadre], outcome.posts[post]
    rises = promoted(people["level"].to_list(), posts["level"].to_list())
    period = _period(outcome)
    rows = pl.DataFrame(
        {
            "干部编号": people["cadre_id"],
            "姓名": people["name"],
            "现单位": labels(outcome.unit_names, instance.unit_of[cadre]),
            "现职务职级": people["rank"],
            "拟任单位": labels(outcome.unit_names, outcome.post_unit[post]),
            "拟任职位": labels(outcome.post_names, post),
            "拟任职级": posts["level"].replace_strict(LEVELS, default=None, return_dtype=pl.String),
            "任职类型": pl.Series(["提任" if rise else "平职" for rise in rises], dtype=pl.String),
        }
    )
    if policy.probation_months:
        told = [_probation(policy.probation_months, period) if rise else None for rise in rises]
        rows = rows.with_columns(pl.Series("试用期", told, dtype=pl.String))
    if policy.term_months is not None:
        rows = rows.with_columns(pl.lit(f"{policy.term_months} 个月").alias("聘期"))
    line = f"共 {len(rows)} 人；{notice_words(policy.publicity, period)}"
    return Form("拟任公示", "拟任人员公示", line, numbered(rows), tuple(_remarks(outcome, contest, period)))


def promoted(before: Sequence[str | None], after: Sequence[str | None]) -> list[bool]:
    """Is the post's level above the person's; a blank post promotes nobody, a blank person is ordinary staff."""
    return [_RISING[new] > _RISING[old] for old, new in zip(before, after, strict=True)]


def _period(outcome: Outcome) -> tuple[date, date] | None:
    """First and last day of the notice; None where no day of publication is given."""
    publicity = outcome.policy.contest.publicity
    if publicity.starts is None:
        return None
    return notice_period(publicity.starts, publicity, outcome.instance.tables["holidays"])


def notice_words(publicity: Publicity, period: tuple[date, date] | None) -> str:
    """The period of the notice: as dates where it is known, else as the rule (A-02)."""
    unit = "个工作日" if publicity.unit == "working" else "天"
    counted = "发布当日计入" if publicity.count_from == "same_day" else "自发布次日起计算"
    rule = f"{publicity.days} {unit}，{counted}"
    if period is None:
        return f"公示期 {rule}"
    return f"公示期 {_day(period[0])}至{_day(period[1])}（{rule}）"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _probation(months: int, period: tuple[date, date] | None) -> str:
    """How long a promoted person is on probation, with the last day where the notice's end is known."""
    if period is None:
        return f"自任职之日起 {months} 个月"
    first = period[1] + timedelta(days=1)
    return f"{months} 个月，至{_day(_later(first, months) - timedelta(days=1))}"


def _later(day: date, months: int) -> date:
    """`day` so many months later; the last day of the month where it has no such day."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _remarks(outcome: Outcome, contest: Contest, period: tuple[date, date] | None) -> list[str]:
    policy, said = outcome.policy.contest, []
    if policy.probation_months and period is not None:
        said.append("试用期截止日按公示期满次日任职推算，以实际任职之日为准。")
    voted = set(outcome.instance.tables["votes"]["post_id"].to_list())
    unvoted = [p for p in contest.post.tolist() if outcome.posts["post_id"][p] not in voted]
    if unvoted and "votes" in policy.post_order:
        said.append(
            f"其中 {len(unvoted)} 个职位尚无票决结果，所列为按竞岗排序提出的建议人选，须经集体研究、票决决定。"
        )
    channels = "、".join(policy.publicity.channels) or "（未填）"
    contact = policy.publicity.contact or "（未填）"
    return [*said, f"公示渠道：{channels}", f"公示期间如有异议，请反映至：{contact}"]


# -- the unsuccessful (TX-35) -------------------------------------------------------------------------------------
def _unsuccessful(outcome: Outcome, contest: Contest) -> Form:
    """Per present unit those who applied and were not appointed, with where each of their entries ended.

    Entries that are still open (not scored yet) are no failures.
    """
    entries, instance = contest.entries, outcome.instance
    lost = [
        i
        for i, fate in enumerate(entries.fate)
        if int(entries.cadre[i]) not in contest_of(outcome).won
        and fate not in (Fate.SUPERSEDED, Fate.UNSCORED)
        and fate_key(contest, i) != "shortlisted"
    ]
    home = instance.unit_of[entries.cadre]
    lost.sort(key=lambda i: (int(home[i]), i))
    who = _who(outcome, contest, lost)
    rows = pl.DataFrame(
        {
            "所在单位": who["现单位"],
            "干部编号": who["干部编号"],
            "姓名": who["姓名"],
            "报考单位": who["单位"],
            "报考职位": who["职位名称"],
            "止于": pl.Series([short(contest, i).zh for i in lost], dtype=pl.String),
            "说明": pl.Series([entry_reason(outcome, i).zh for i in lost], dtype=pl.String),
        }
    )
    people = len({int(entries.cadre[i]) for i in lost})
    units = len({int(home[i]) for i in lost})
    line = f"{units} 个单位，共 {people} 人；各单位应及时谈心谈话"
    return Form("竞岗落岗", "竞岗落岗人员名单", line, numbered(rows))
