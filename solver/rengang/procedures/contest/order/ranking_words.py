"""What the ranking complains of: scores that are missing, ties that no key breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import numpy as np

from rengang.errors import Problem, Text
from rengang.model import Entries, Instance
from rengang.model.arrays import Bool
from rengang.model.schema import TABLES
from rengang.policy import Policy
from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Panel, Paper, Rating, Sum
from rengang.procedures.contest.scores import marks
from rengang.procedures.contest.scores.scoring import Scores

APPLICATIONS = TABLES["applications"].heading


def post_id(instance: Instance, post: int) -> str:
    """Label of a post index."""
    return str(instance.tables["posts"]["post_id"][int(post)])


def score_missing(
    instance: Instance, policy: Policy, entries: Entries, scores: Scores, lacking: Bool
) -> list[Problem]:
    """One problem for each mark that is missing: once per person, or per person and post for panels."""
    found: dict[tuple[str, str], Problem] = {}
    for k in np.flatnonzero(lacking).tolist():
        row = int(scores.rows[k])
        for name in scores.missing[k]:
            table, what, key = _lack(instance, policy, entries, row, name)
            found.setdefault(
                (name, key),
                Problem(
                    "score-missing",
                    Text(f"缺少“{name}”：{what.zh}", f"no value for “{name}”: {what.en}"),
                    Text("补录得分，或将 contest.absent 设为 withdrawn", 'the marks, or contest.absent = "withdrawn"'),
                    table=TABLES[table].heading,
                    value=key,
                    rule=policy.rule_of("contest.absent"),
                ),
            )  # fmt: skip
    return list(found.values())


def _lack(instance: Instance, policy: Policy, entries: Entries, row: int, name: str) -> tuple[str, Text, str]:
    """Table, what is missing and the key values of one missing input."""
    node, who = policy.contest.scores[name], instance.cadre_id(int(entries.cadre[row]))
    match node:
        case Panel():
            least = node.drop_high + node.drop_low + 1
            what = Text(
                f"“{node.panel}”的评分不足 {least} 个",
                f"fewer than {least} marks of the panel “{node.panel}”",
            )
            return "scores", what, f"{post_id(instance, int(entries.post[row]))}, {who}"
        case Paper():
            return "exams", Text(f"没有“{node.paper}”的成绩", f"no mark for the paper “{node.paper}”"), who
        case Rating():
            return "ratings", Text(f"没有“{node.item}”的测评结果", f"no rating of “{node.item}”"), who
        case AppraisalMean():
            years = marks.appraisal_years(instance, policy, node.last)
            named = f"{years[-1]}–{years[0]}" if years else str(node.last)
            what = Text(
                f"{named} 年的考核等次不全或没有对应分值",
                f"not every appraisal of {named} is there with points",
            )
            return "appraisals", what, who
        case Bonus() | GroupVote() | Sum():
            raise TypeError(f"{name} lacks nothing of its own")
    assert_never(node)


def tie_open(
    instance: Instance, policy: Policy, entries: Entries, rows: Sequence[int], *, cut: bool
) -> Problem:
    """Persons whom no key of ``contest.post_order`` tells apart: A-04."""
    name = post_id(instance, int(entries.post[rows[0]]))
    who = [instance.cadre_id(int(entries.cadre[row])) for row in rows]
    where = Text("确定考察对象时", " at the cut of the inspection candidates") if cut else Text("", "")
    return Problem(
        "tie-open",
        Text(
            f"职位 {name} {where.zh}并列，现有排序规则分不出先后",
            f"a tie at post {name}{where.en} that no key of the order breaks",
        ),
        Text(
            "在 contest.post_order 中补充一项，如 lot（抽签）",
            "one more key in contest.post_order, such as lot",
        ),
        table=APPLICATIONS,
        value=", ".join([name, *who]),
        rule=policy.rule_of("contest.post_order"),
    )
