"""What statuses, stages and steps are called on the command line; the other words are the report's.

Imported only when a verb prints: the report brings Polars with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rengang.errors import Text
from rengang.policy.schema import STEP_RULES
from rengang.report.words import MOST, OBJECTIVES, STOP, status_meaning

if TYPE_CHECKING:
    from rengang.policy import Policy

__all__ = ["MOST", "OBJECTIVES", "PLACED", "SCREENED", "STAGES", "STATUS", "STEPS", "STOP", "status", "word"]

STATUS = {
    "optimal": Text(
        "最优：已证明每项目标都达到最优（以其前面已定的为前提）",
        "optimal: every objective is proven best, given what was decided before it",
    ),
    "feasible": Text(
        "可行：符合全部规定，但尚未证明最优", "feasible: breaks no rule, but is not proven to be the best"
    ),
    "infeasible": Text("无解：各项要求互相冲突", "infeasible: the demands cannot be met together"),
    "unknown": Text("未知：尚未找到任何方案", "unknown: no allocation was found"),
}
SCREENED = Text("资格审查完毕，尚未评分和任用", "screened: nobody has been scored or appointed yet")
"""The conclusion of a contest that ends with its shortlists."""
PLACED = ("contest", "intent", "directed", "retained", "returned")
"""Stages that are part of those placed."""
STAGES = {
    "contest": Text("竞岗", "by contest"),
    "intent": Text("双向选择（按意向）", "by intent"),
    "directed": Text("定向交流", "by direction"),
    "retained": Text("留任", "retained"),
    "returned": Text("返回", "returned"),
    "stay": Text("留在原单位", "stays"),
    "waiting": Text("待岗（不服从定向交流）", "waiting (refuses direction)"),
    "unplaced": Text("未落实", "not placed"),
}
STEPS = {
    "read": Text("读入", "reading"),
    "write": Text("写出", "writing"),
}
"""Steps that the command line times itself; the campaign has words for its own."""


def status(summary: Mapping[str, Any], policy: Policy) -> Text:
    """The conclusion: what is proven, or that the rule is a procedure that proves nothing."""
    name, rule = summary["status"], policy.two_way.rule
    if name == "feasible" and summary["stop"] == "completed" and rule in STEP_RULES:
        meaning = status_meaning(name, summary["stop"], rule)
        return Text(f"可行：{meaning.zh}", f"feasible: {meaning.en}")
    return word(STATUS, name)


def word(words: dict[str, Text], name: str) -> Text:
    """What `name` is called, or the name itself where it has no other."""
    return words.get(name, Text(name, name))
