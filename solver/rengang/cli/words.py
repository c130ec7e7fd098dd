"""What statuses, objectives, stages and steps are called in front of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rengang.errors import Text

if TYPE_CHECKING:
    from rengang.policy import Policy

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
PLACED = ("contest", "intent", "directed", "retained", "returned")
"""Stages that are part of those placed."""
STOP = {
    "completed": Text("计算完成", "completed"),
    "time_limit": Text("到达时限", "time limit reached"),
    "cancelled": Text("人工中断", "cancelled"),
}
OBJECTIVES = {
    "blocking_pairs": Text("可行阻塞对", "feasible blocking pairs"),
    "placed": Text("按意向落实人数", "placed by intent"),
    "intent_ranks": Text("所落实意向的序号之和", "sum of met intent ranks"),
    "nomination_ranks": Text("所落实提名的顺序之和", "sum of met nomination ranks"),
    "directed_placed": Text("定向交流人数", "placed by direction"),
    "directed_cost": Text("定向交流不匹配分", "mismatch of directed placement"),
}
MOST = ("placed", "directed_placed")
"""Objectives of which more is better."""
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
    from rengang.report.words import STEP_RULES, status_meaning

    name, rule = summary["status"], policy.two_way.rule
    if name == "feasible" and summary["stop"] == "completed" and rule in STEP_RULES:
        meaning = status_meaning(name, summary["stop"], rule)
        return Text(f"可行：{meaning.zh}", f"feasible: {meaning.en}")
    return word(STATUS, name)


def word(words: dict[str, Text], name: str) -> Text:
    """What `name` is called, or the name itself where it has no other."""
    return words.get(name, Text(name, name))
