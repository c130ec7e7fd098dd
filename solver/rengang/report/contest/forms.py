"""The forms of a contest up to the shortlist: posts, applicants, examination, declarations, order of speeches."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl

from rengang.model import Contest, Fate
from rengang.model.schema import LEVELS
from rengang.model.section_plan import Group
from rengang.policy import Policy
from rengang.report.contest.block import NOT_LISTED, UNREAD
from rengang.report.contest.facts import contest_of
from rengang.report.contest.fates import entry_reason, short
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.sheets.form import Form, numbered, ordinal

MOST_DAYS = 31
"""Days of registration for which a column each is printed."""

NO_CONDITION = "条件未提供"
"""What stands where neither policy nor post asks a condition: the source lacks its attachment (A-20)."""


def contest_forms(outcome: Outcome, contest: Contest, *, people: bool = True) -> list[Form]:
    """The forms that are published before anybody is scored, in the order of the procedure; no empty ones.

    Without `people` those of the posts alone.
    """
    made = [_posts(outcome), _applicants(outcome, contest)]
    if people:
        made.append(_examined(outcome, contest))
        if outcome.sections is not None:
            made.append(_categories(outcome, contest))
        made += _declarations(outcome)
        made.append(_speaking(outcome, contest))
    return [form for form in made if len(form.rows)]


def title_of(outcome: Outcome, what: str) -> str:
    """A form's title: across units, unless people may apply in their own."""
    return what if outcome.policy.contest.apply.own_unit else f"跨单位{what}"


# -- posts (TX-12, 13) ----------------------------------------------------------------------------------------
def condition_of(policy: Policy, level: str | None, own: str | None) -> str:
    """The conditions asked at a post of `level` with the condition `own`, by their titles (TX-17).

    Only what is asked at this level; whom a condition applies to (promotion, lateral) depends on the person.
    """
    contest = policy.contest
    asked = []
    for name in dict.fromkeys((*contest.qualification, *((own,) if own else ()))):
        condition = contest.conditions.get(name)
        if condition is None or not condition.levels or level in condition.levels:
            asked.append(name if condition is None else condition.title or name)
    return "；".join(asked) or NO_CONDITION


def _posts(outcome: Outcome) -> Form:
    instance, posts = outcome.instance, outcome.posts[contest_of(outcome).contested]
    incumbent = instance.codes(posts["incumbent_id"], "cadres", "cadre_id")
    conditions = [
        condition_of(outcome.policy, level, own)
        for level, own in posts.select("level", "condition").iter_rows()
    ]
    rows = pl.DataFrame(
        {
            "职位编号": posts["post_id"],
            "单位": labels(outcome.unit_names, outcome.post_unit[contest_of(outcome).contested]),
            "科室": labels(
                outcome.section_names, instance.codes(posts["section_id"], "sections", "section_id")
            ),
            "职位名称": posts["title"],
            "职级": posts["level"].replace_strict(LEVELS, default=None, return_dtype=pl.String),
            "现任": labels(instance.cadres["name"], incumbent),
            "编制类型": posts["establishment_type"],
            "专业要求": posts["reserved_for"],
            "资格条件": pl.Series(conditions, dtype=pl.String),
        }
    )
    name = "竞岗中层职位表" if not outcome.policy.contest.apply.own_unit else "竞岗职位表"
    units = rows["单位"].n_unique()
    return Form("竞岗职位", title_of(outcome, name), f"共 {units} 个单位，{len(rows)} 个职位", numbered(rows))


# -- applicants per post (TX-18) --------------------------------------------------------------------------------
def _applications(outcome: Outcome) -> pl.DataFrame:
    """The applications for contested posts, with indices; a blank round is the first."""
    instance, frame = outcome.instance, outcome.instance.tables["applications"]
    return frame.select(
        pl.Series("cadre", instance.codes(frame["cadre_id"], "cadres", "cadre_id")),
        pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id")),
        pl.col("round").fill_null(1),
        "order",
        "filed",
    ).filter((pl.col("cadre") >= 0) & pl.col("post").is_in(contest_of(outcome).contested.tolist()))


def _applicants(outcome: Outcome, contest: Contest) -> Form:
    """How many stand for each post: day by day or round by round, then after each examination."""
    posts = outcome.posts[contest_of(outcome).contested]
    rows = pl.DataFrame(
        {
            "post": pl.Series(contest_of(outcome).contested, dtype=pl.Int32),
            "职位编号": posts["post_id"],
            "单位": labels(outcome.unit_names, outcome.post_unit[contest_of(outcome).contested]),
            "职位名称": labels(outcome.post_names, contest_of(outcome).contested),
        }
    )
    remarks: tuple[str, ...] = ()
    rounds = outcome.policy.contest.apply.rounds
    for heading, counts in _by_round(outcome) if rounds else _by_day(outcome):
        counted = counts.rename({"len": heading})
        rows = rows.join(counted, on="post", how="left", maintain_order="left")
    if not rounds and len(rows.columns) > 4:
        remarks = ("各日人数为截至当日的有效报名人数，改报的计入所改报的职位。",)
    entries = contest.entries
    for heading, out in (
        ("有效报名", UNREAD),
        ("资格合格", (*UNREAD, Fate.UNQUALIFIED)),
        ("竞岗对象", NOT_LISTED),
    ):
        count = Counter(p for p, f in zip(entries.post.tolist(), entries.fate, strict=True) if f not in out)
        rows = rows.with_columns(
            pl.Series(heading, [count[p] for p in rows["post"].to_list()], dtype=pl.Int64)
        )
    told = ["取消竞岗" if p in contest_of(outcome).cancelled else None for p in rows["post"].to_list()]
    rows = rows.with_columns(pl.Series("备注", told, dtype=pl.String)).drop("post")
    people = len({p for p, f in zip(entries.cadre.tolist(), entries.fate, strict=True) if f not in UNREAD})
    line = f"{len(rows)} 个职位，有效报名 {people} 人，{int(rows['有效报名'].sum())} 人次"
    counted_columns = rows.columns[3:-1]
    return Form(
        "报名人数",
        "各职位报名人数",
        line,
        numbered(rows.with_columns(pl.col(counted_columns).fill_null(0))),
        remarks,
    )


def _by_round(outcome: Outcome) -> list[tuple[str, pl.DataFrame]]:
    """Declarations per post in each round (JL-43)."""
    frame = _applications(outcome)
    rounds = frame["round"].unique().sort().to_list()
    return [(f"第{ordinal(r)}轮", frame.filter(pl.col("round") == r).group_by("post").len()) for r in rounds]


def _by_day(outcome: Outcome) -> list[tuple[str, pl.DataFrame]]:
    """Live applications per post at the end of each day of registration, and those of re-application."""
    frame, apply = _applications(outcome), outcome.policy.contest.apply
    first = frame.filter(pl.col("round") == 1)
    if apply.closes is not None:
        first = first.filter(pl.col("filed").is_null() | (pl.col("filed") <= apply.closes))
    days: list[date] = first["filed"].drop_nulls().unique().sort().to_list()
    one_year = len({day.year for day in days}) == 1
    counted = []
    for day in days[-MOST_DAYS:]:
        filed = first.filter(pl.col("filed").is_null() | (pl.col("filed") <= day))
        # of several applications of one person the latest count (TX-19)
        live = filed.sort(
            "cadre", "filed", "order", "post", descending=[False, True, False, False], nulls_last=True
        ).filter(pl.int_range(pl.len()).over("cadre") < apply.max)
        heading = f"{day.month}月{day.day}日" if one_year else f"{day.year}.{day.month}.{day.day}"
        counted.append((heading, live.group_by("post").len()))
    again = frame.filter(pl.col("round") > 1)
    if len(again):
        counted.append(("改报", again.group_by("post").len()))
    return counted


# -- examination (TX-17, JL-09, 10) ----------------------------------------------------------------------------
def _result(contest: Contest, entry: int) -> str:
    fate = contest.entries.fate[entry]
    if fate in (*UNREAD, Fate.CANCELLED):
        return short(contest, entry).zh
    return "不合格" if fate is Fate.UNQUALIFIED else "合格"


def _examined(outcome: Outcome, contest: Contest) -> Form:
    """Every entry that counts with what its examination came to; all missed conditions are named."""
    entries = contest.entries
    people, posts = outcome.instance.cadres[entries.cadre], outcome.posts[entries.post]
    told = [_result(contest, i) for i in range(len(entries))]
    listed = [
        None if r != "合格" else "否" if fate is Fate.NOT_SHORTLISTED else "是"
        for r, fate in zip(told, entries.fate, strict=True)
    ]
    why = [None if r == "合格" else entry_reason(outcome, i).zh for i, r in enumerate(told)]
    rows = pl.DataFrame(
        {
            "post": pl.Series(entries.post, dtype=pl.Int32),
            "职位编号": posts["post_id"],
            "职位名称": labels(outcome.post_names, entries.post),
            "干部编号": people["cadre_id"],
            "姓名": people["name"],
            "现单位": labels(outcome.unit_names, outcome.instance.unit_of[entries.cadre]),
            "职务职级": people["rank"],
            "审查结果": told,
            "竞岗对象": pl.Series(listed, dtype=pl.String),
            "说明": pl.Series(why, dtype=pl.String),
        }
    )
    # what was replaced is not examined
    examined = [fate is not Fate.SUPERSEDED for fate in entries.fate]
    rows = rows.filter(pl.Series(examined, dtype=pl.Boolean))
    rows = rows.sort("post", "干部编号")
    passed = sum(r == "合格" for r in told)
    line = f"共 {len(rows)} 人次，合格 {passed} 人次"
    return Form("资格审查", title_of(outcome, "竞岗资格审查结果"), line, numbered(rows.drop("post")))


def _categories(outcome: Outcome, contest: Contest) -> Form:
    """The qualified in the four categories in which they are published (JL-10), each person in the first."""
    instance, entries = outcome.instance, contest.entries
    fates: dict[int, list[Fate]] = {}
    for cadre, fate in zip(entries.cadre.tolist(), entries.fate, strict=True):
        fates.setdefault(cadre, []).append(fate)
    failed = {c for c, own in fates.items() if all(f in (*UNREAD, Fate.UNQUALIFIED) for f in own)}
    held = instance.codes(outcome.posts["incumbent_id"], "cadres", "cadre_id")[contest_of(outcome).contested]
    plan = outcome.sections
    groups = {} if plan is None else dict(zip(plan.cadre.tolist(), plan.group, strict=True))
    kinds = {
        "原任科长": [c for c in held.tolist() if c >= 0 and c not in failed],
        "拟竞争科长职位人员": [c for c in fates if c not in failed],
        "行政一般人员": [c for c, group in groups.items() if group is not Group.INSTITUTION],
        "拟到行政科室工作的事业人员": [c for c, group in groups.items() if group is Group.INSTITUTION],
    }
    taken: dict[int, str] = {}
    for kind, members in kinds.items():
        for cadre in sorted(members):
            taken.setdefault(cadre, kind)
    order = list(kinds)
    listed = sorted(taken, key=lambda c: (order.index(taken[c]), c))
    people = instance.cadres[listed]
    rows = pl.DataFrame(
        {
            "类别": pl.Series([taken[c] for c in listed], dtype=pl.String),
            "干部编号": people["cadre_id"],
            "姓名": people["name"],
            "编制类型": people["establishment_type"],
            "现单位": labels(outcome.unit_names, instance.unit_of[listed]),
            "现科室": labels(
                outcome.section_names, instance.codes(people["section_id"], "sections", "section_id")
            ),
            "职务职级": people["rank"],
        }
    )
    counts = Counter(taken.values())
    line = "，".join(f"{kind} {counts[kind]} 人" for kind in order)
    return Form("资格分类", "审查合格人员分类名单", line, numbered(rows))


# -- declarations and speeches (JL-43, 44) ------------------------------------------------------------------------
def _declarations(outcome: Outcome) -> list[Form]:
    """What was declared in each round; what is published so that people can react."""
    if not outcome.policy.contest.apply.rounds:
        return []
    frame = _applications(outcome).sort("post", "order", "cadre", nulls_last=True)
    made = []
    for r in frame["round"].unique().sort().to_list():
        one = frame.filter(pl.col("round") == r)
        people, posts = outcome.instance.cadres[one["cadre"].to_list()], outcome.posts[one["post"].to_list()]
        rows = pl.DataFrame(
            {
                "职位编号": posts["post_id"],
                "职位名称": outcome.post_names[one["post"].to_list()],
                "干部编号": people["cadre_id"],
                "姓名": people["name"],
                "现单位": labels(outcome.unit_names, outcome.instance.unit_of[one["cadre"].to_list()]),
                "职务职级": people["rank"],
                "志愿序号": one["order"],
            }
        )
        line = f"{one['cadre'].n_unique()} 人申报 {one['post'].n_unique()} 个职位，{len(rows)} 人次"
        name = f"第{ordinal(r)}轮报岗"
        made.append(Form(name, f"{name}结果", line, numbered(rows)))
    return made


def _speaking(outcome: Outcome, contest: Contest) -> Form:
    """Who speaks when, by lot (JL-24, 44)."""
    entries = contest.entries
    posts: dict[int, list[str]] = {}
    for cadre, post, fate in zip(entries.cadre.tolist(), entries.post.tolist(), entries.fate, strict=True):
        if fate not in NOT_LISTED:
            posts.setdefault(cadre, []).append(outcome.post_names[post])
    speakers = contest.speaking.tolist()
    people = outcome.instance.cadres[speakers]
    rows = pl.DataFrame(
        {
            "演讲顺序": pl.Series(range(1, len(speakers) + 1), dtype=pl.Int64),
            "干部编号": people["cadre_id"],
            "姓名": people["name"],
            "现单位": labels(outcome.unit_names, outcome.instance.unit_of[contest.speaking]),
            "竞争职位": pl.Series(["；".join(posts.get(c, [])) for c in speakers], dtype=pl.String),
        }
    )
    seed = outcome.result.seed
    return Form("演讲顺序", "竞岗演讲顺序", f"共 {len(rows)} 人，抽签确定（抽签种子 {seed}）", rows)
