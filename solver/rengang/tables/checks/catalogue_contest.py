"""Faults of the post contest: posts, applications, conditions, decisions, marks and ballots."""

from __future__ import annotations

from rengang.errors import Text
from rengang.tables.checks.fault import error, warning

_POSTS = (
    error(
        "mid-leaving-above-staff",
        Text(
            "退出中层 {mid_leaving} 人，多于中层实有 {mid_staff} 人",
            "{mid_leaving} leave the mid-level, more than the {mid_staff} there are",
        ),
        Text("0 至 {mid_staff}", "0 to {mid_staff}"),
        "contest.midlevel_cap",
    ),
    error(
        "contested-vertical",
        Text(
            "单位 {unit_id} 是垂直管理单位，不参加竞岗",
            "unit {unit_id} is vertically managed and takes no part in the contest",
        ),
        Text("否", "no"),
        "scope.exclude_vertical",
    ),
    error(
        "incumbent-twice",
        Text("{incumbent_id} 已在第 {first} 行任现职", "{incumbent_id} is the incumbent in row {first}, too"),
        Text("一人一职", "one post a person"),
    ),
    warning(
        "incumbent-other-unit",
        Text(
            "竞岗职位的现任 {incumbent_id} 在单位 {own}，不在职位所在单位 {unit_id}",
            "{incumbent_id}, the incumbent of this contested post, is at unit {own}, not at unit {unit_id}",
        ),
        Text("本单位的干部，或留空（空缺）", "a cadre of the same unit, or blank (vacant)"),
    ),
    warning(
        "holder-not-incumbent",
        Text(
            "{cadre_id} 填有竞岗职位 {post_id}，但职位表中该职位的现任不是此人，按空缺或他人任职计算",
            "{cadre_id} is said to hold the contested post {post_id}, which has another incumbent or none; "
            "the posts are followed",
        ),
        Text("两张表一致", "both tables saying the same"),
    ),
    error(
        "condition-unknown",
        Text("政策中没有这个资格条件", "the policy has no such condition"),
        Text("{names}", "{names}"),
        "contest.conditions",
    ),
    error(
        "waiver-of-must",
        Text(
            "资格条件「{condition}」必须具备，不可放宽",
            "the condition “{condition}” is a must and cannot be waived",
        ),
        Text('一般性（modality = "default"）的条件', 'a condition with modality = "default"'),
        "contest.conditions",
    ),
    error(
        "as-of-missing",
        Text(
            "资格条件「{condition}」按年龄或年限计算，但没有给出计算日期",
            "the condition “{condition}” counts years, but there is no reference date",
        ),
        Text("一个日期，如 2024-10-01", "a date such as 2024-10-01"),
        "contest.as_of",
    ),
    error(
        "decision-binding",
        Text("排序必须执行，不能另作决定", "the ranking is binding; nothing else can be decided"),
        Text('无此行，或政策 contest.decision = "advisory"', 'no such row, or contest.decision = "advisory"'),
        "contest.decision",
    ),
    error(
        "decision-person-twice",
        Text(
            "{cadre_id} 已在第 {first} 行定为另一职位的人选",
            "{cadre_id} is given another post in row {first}",
        ),
        Text("一人一职", "one post a person"),
        "contest.decision",
    ),
)

_APPLICATIONS = (
    error(
        "application-own-unit",
        Text(
            "{cadre_id} 报考本单位 {unit_id} 的职位",
            "{cadre_id} applies for a post of the own unit {unit_id}",
        ),
        Text("其他单位的职位", "a post of another unit"),
        "contest.apply.own_unit",
    ),
    error(
        "application-own-post",
        Text("{cadre_id} 报考自己现任的职位", "{cadre_id} applies for the post held now"),
        Text("另一职位", "another post"),
        "contest.incumbents",
    ),
    error(
        "application-from-vertical",
        Text(
            "{cadre_id} 在垂直管理单位 {own}，不参加竞岗",
            "{cadre_id} is at the vertically managed unit {own}, which takes no part",
        ),
        Text("垂直管理单位以外的干部", "a cadre of another kind of unit"),
        "scope.exclude_vertical",
    ),
    error(
        "application-not-contested",
        Text("这个职位没有拿出来竞岗", "this post is not offered for contest"),
        Text("「竞岗」为是的职位", "a post with “contested” = yes"),
        "contest.rule",
    ),
    warning(
        "applications-without-contest",
        Text(
            "有 {count} 行报名，但不举行竞岗，这张表不起作用",
            "{count} applications, but no contest is held: this table has no effect",
        ),
        Text(
            '有职位的「竞岗」为是，且 contest.rule 不为 "none"',
            'posts with “contested” = yes, and contest.rule other than "none"',
        ),
        "contest.rule",
    ),
    error(
        "applications-too-many",
        Text("{cadre_id} 同时报考 {count} 个职位", "{cadre_id} applies for {count} posts at once"),
        Text("至多 {max} 个", "at most {max}"),
        "contest.apply.max",
    ),
    error(
        "applications-cut-tie",
        Text(
            "{cadre_id} 报考 {count} 个职位，以哪 {max} 个为准无法判断：报名日期与志愿序号都相同",
            "{cadre_id} applies for {count} posts, and which {max} count is open: same date, same order",
        ),
        Text("不同的报名日期或志愿序号", "different dates or orders"),
        "contest.apply.switch",
    ),
    error(
        "application-round",
        Text("轮次超出政策规定的 {rounds} 轮", "the policy has {rounds} rounds only"),
        Text("1 至 {rounds}", "1 to {rounds}"),
        "contest.apply.rounds",
    ),
    error(
        "declarations-outside",
        Text(
            "{cadre_id} 第 {round} 轮申报 {count} 个职位",
            "{cadre_id} declares {count} posts in round {round}",
        ),
        Text("{least} 至 {most} 个", "{least} to {most}"),
        "contest.apply.rounds",
    ),
    warning(
        "consent-blank",
        Text(
            "{count} 行没有填写单位是否同意，按同意计算",
            "the unit's consent is blank in {count} rows; taken as given",
        ),
        Text("是或否", "yes or no"),
        "contest.apply.consent",
    ),
    warning(
        "exam-missing",
        Text(
            "{cadre_id} 没有「{paper}」的成绩，而全体人员须参加考试",
            "{cadre_id} has no mark in “{paper}”, though everybody sits the exam",
        ),
        Text("考试表中的成绩", "a mark among the exams"),
        "contest.exam_for_all",
    ),
    warning(
        "exams-missing",
        Text("全体人员须参加考试，但没有任何成绩", "everybody sits the exam, but there is no mark at all"),
        Text("有关单位每人各科一行", "one row a person and paper for the units concerned"),
        "contest.exam_for_all",
    ),
)

_MARKS = (
    error(
        "mark-above-full",
        Text("得分超出满分 {full}", "the mark is above the full {full}"),
        Text("0 至 {full}", "0 to {full}"),
        "contest.scores",
    ),
    warning(
        "mark-unread",
        Text(
            "政策中没有任何得分用到「{name}」，这 {count} 行不起作用",
            "no score of the policy reads “{name}”: {count} rows have no effect",
        ),
        Text("{names}", "{names}"),
        "contest.scores",
    ),
    error(
        "panel-size",
        Text(
            "职位 {post_id}、{cadre_id}、「{panel}」有 {count} 位评委评分",
            "post {post_id}, {cadre_id}, “{panel}”: {count} judges have marked",
        ),
        Text("{bounds}", "{bounds}"),
        "contest.scores",
    ),
    error(
        "panel-office",
        Text(
            "「{panel}」只有 {count} 位评委由办公室选派",
            "only {count} judges of “{panel}” are sent by the office",
        ),
        Text("至少 {least} 位", "at least {least}"),
        "contest.scores",
    ),
    warning(
        "judge-not-listed",
        Text(
            "评委不在「{panel}」的名单中，评了 {count} 行",
            "the judge is not in the list of “{panel}”, and has marked in {count} rows",
        ),
        Text("评委名单中的评委", "a judge of the list"),
        "contest.scores",
    ),
    warning(
        "mark-without-application",
        Text(
            "{cadre_id} 没有报考职位 {post_id}，也没有被推荐，却有 {count} 行评分",
            "{cadre_id} did not apply for post {post_id}, nor was recommended, and has {count} marks",
        ),
        Text("报考该职位的干部", "an applicant for this post"),
        "contest.scores",
    ),
)

_BALLOTS = (
    error(
        "votes-above-present",
        Text("票数多于实到 {limit} 人", "more votes than the {limit} voters present"),
        Text("0 至 {limit}", "0 to {limit}"),
    ),
    error(
        "present-above-due",
        Text("实到多于应到 {limit} 人", "more present than the {limit} due"),
        Text("0 至 {limit}", "0 to {limit}"),
    ),
    error(
        "votes-without-present",
        Text("有票数而没有实到人数", "votes, but not how many were present"),
        Text("实到人数", "the number of voters present"),
    ),
    error(
        "rating-blank",
        Text("得分与票数都是空白", "neither a score nor votes"),
        Text("得分，或票数与实到", "a score, or votes and voters present"),
    ),
    warning(
        "rating-without-votes",
        Text(
            "资格条件「{condition}」要用「{item}」的票数、实到或应到，这里是空白",
            "the condition “{condition}” asks for votes, present or due of “{item}”, which are blank here",
        ),
        Text("票数、实到（或应到）", "votes, present (or due)"),
        "contest.conditions",
    ),
    warning(
        "votes-sum-above-present",
        Text(
            "{of} 的票数合计 {total}，多于实到 {limit} 人",
            "the votes for {of} add up to {total}, more than the {limit} present",
        ),
        Text("合计不超过 {limit}（每票限一）", "{limit} or fewer in all (one voice a ballot)"),
    ),
    warning(
        "present-differs",
        Text(
            "同一职位同一组的实到人数与第 {first} 行（{other}）不同",
            "the number present differs from row {first} ({other}) for the same post and group",
        ),
        Text("{other}", "{other}"),
    ),
)

CONTEST = (*_POSTS, *_APPLICATIONS, *_MARKS, *_BALLOTS)
"""Every fault of the post contest."""
