"""What the report calls the parts of a contest."""

from __future__ import annotations

from collections.abc import Mapping

from rengang.errors import Text

OBJECTIVES = {
    "contest_blocking_pairs": Text("竞岗阻塞对", "blocking pairs of the contest"),
    "contest_filled": Text("竞岗任用人数", "posts filled by contest"),
    "contest_wish_ranks": Text("竞岗任用者的志愿顺序之和", "sum of the appointees' ranks of their posts"),
    "contest_post_ranks": Text("竞岗任用者的名次之和", "sum of the posts' ranks of their appointees"),
}
MOST = ("contest_filled",)
"""Objectives of which more is better."""

STAGES: Mapping[str, Text] = {}
"""Its stage has no other name here."""

POST_KEYS = {
    "votes": Text("票数", "votes"),
    "score": Text("得分", "score"),
    "rate": Text("推荐率", "recommendation rate"),
    "declared": Text("申报该职位者优先", "who declared it first"),
    "prelim": Text("初步比选名次", "pre-selection"),
    "appraisal": Text("近三年优秀次数", "excellent appraisals in three years"),
    "work_start": Text("参加工作时间", "start of work"),
    "birth_date": Text("出生年月", "date of birth"),
    "post_since": Text("任现职时间", "time in post"),
    "cadre_id": Text("干部编号", "id"),
    "lot": Text("抽签", "lot"),
    "order": Text("志愿序号", "order of wishes"),
}
"""Keys by which posts order people and people order posts."""

PAGE = {
    "contest": Text("竞岗", "Post contest"),
    "asked": Text("资格条件", "Conditions"),
    "no_condition": Text(
        "条件未提供：政策与职位均未写资格条件", "none given, neither by the policy nor by a post"
    ),
    "own_condition": Text("另有 {n} 个职位自带条件", "{n} posts ask one of their own besides"),
    "apply": Text("报名", "Applications"),
    "apply_max": Text("每人同时最多 {n} 个职位", "at most {n} at a time"),
    "apply_rounds": Text("分 {n} 轮申报", "declared in {n} rounds"),
    "not_own": Text("不得报本单位", "not in the own unit"),
    "consent": Text("须所在单位同意", "the own unit consents"),
    "min_qualified": Text("合格者少于 {n} 人的职位取消", "fewer than {n} qualified: cancelled"),
    "shortlist": Text("竞岗对象至多 {n} 人", "shortlist of at most {n}"),
    "score": Text("得分", "Score"),
    "inspection": Text("考察与票决", "Inspection and vote"),
    "ratio": Text("考察对象 1:{n}", "{n} candidates inspected per post"),
    "more_than_places": Text("考察对象多于职位数", "more are inspected than there are places"),
    "all": Text("符合者全部考察", "all are inspected"),
    "quorum": Text("到会达 {share}", "quorum {share}"),
    "majority": Text("得票{op} {share}", "votes {op} {share}"),
    "ranking": Text("排序", "Ranking"),
    "post_order": Text("职位选人：{keys}", "posts order people by {keys}"),
    "person_order": Text("人选职位：{keys}", "people order posts by {keys}"),
    "seats": Text("定岗", "Seats"),
    "hold": Text("现任另有任用后才空出", "an incumbent leaves by winning another post"),
    "release": Text("现任一律起立", "all incumbents stand up"),
    "before_actual": Text("各单位中层人数不超过竞岗前", "no unit has more mid-level heads than before"),
    "authorised": Text("各单位中层人数不超过职数", "mid-level heads within the quota"),
    "off": Text("不设中层人数上限", "no cap on mid-level heads"),
    "short": Text("推出职位不足的单位", "Units that offer too few posts"),
    "told": Text("说明", "Notes"),
    "posts": Text("职位与结果", "Posts and their outcome"),
    "entries": Text("报名人员与得分", "Applicants and scores"),
    "chains": Text("连锁变动", "Chains of moves"),
    "chains_lead": Text(
        "一人任用后，其原职位空出；原职位由下一人任用的，依次列出。",
        "Who wins leaves a post; whoever wins that one leaves another, and so on.",
    ),
    "blocked": Text("竞岗阻塞对", "Blocking pairs of the contest"),
    "no_blocked": Text(
        "无：没有人与职位彼此更愿意、调整后又不违反规定",
        "none: no person and post would rather have each other without breaking a rule",
    ),
    "log": Text("过程记录", "Log"),
    "too_many_entries": Text(
        "报名 {n} 项，超过 {limit} 项，本页不列个人，见 contest.csv。",
        "{n} entries, more than {limit}, are not listed here; see contest.csv.",
    ),
}
"""Words of the page's markup; braces are filled in."""

OPS = {
    "ge": Text("达到", "at least"),
    "gt": Text("超过", "above"),
    "le": Text("不超过", "at most"),
    "lt": Text("低于", "below"),
}

OUTCOMES = {
    "filled": Text("已有人选", "filled"),
    "open": Text("空缺", "open"),
    "cancelled": Text("取消", "cancelled"),
}
"""What became of a post."""

SCRIPT = {
    "level": Text("职级", "level"),
    "condition": Text("资格条件", "conditions"),
    "applied": Text("报名", "applied"),
    "qualified": Text("合格", "qualified"),
    "outcome": Text("结果", "outcome"),
    "winner": Text("人选", "appointed"),
    "score": Text("得分", "score"),
    "rate": Text("推荐率", "rate"),
    "votes": Text("票数", "votes"),
    "post_rank": Text("名次", "rank"),
    "fate": Text("结果", "outcome"),
    "recommended": Text("推荐", "recommended"),
    "search_posts": Text("按职位、单位或人选查找", "find a post, unit or person"),
    "search_entries": Text("按编号、姓名、单位或职位查找", "find by id, name, unit or post"),
    "search_chains": Text("按姓名、编号或职位查找", "find a person or post"),
    "search_log": Text("在记录中查找", "search the log"),
    "chain": Text("依次变动", "moves in turn"),
    "falls_vacant": Text("{post} 空出", "{post} falls vacant"),
    "event": Text("事项", "event"),
    "rule": Text("依据", "rule"),
}
"""Words of the script."""
