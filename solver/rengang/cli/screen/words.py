"""What statuses and steps are called on the command line; the other words are the report's.

Imported only when a verb prints: the report brings Polars with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rengang.errors import Text
from rengang.model import Status, Stop
from rengang.policy.schema import STEP_RULES
from rengang.report.words import BY_STAGE, MOST, OBJECTIVES, STOP, status_meaning, word

if TYPE_CHECKING:
    from rengang.policy import Policy

__all__ = [
    "BY_STAGE", "MOST", "OBJECTIVES", "SCREENED", "STATUS", "STEPS", "STOP", "status", "word",
]  # fmt: skip

STATUS = {
    Status.OPTIMAL: Text(
        "最优：已证明每项目标都达到最优（以其前面已定的为前提）",
        "optimal: every objective is proven best, given what was decided before it",
    ),
    Status.FEASIBLE: Text(
        "可行：符合全部规定，但尚未证明最优", "feasible: breaks no rule, but is not proven to be the best"
    ),
    Status.INFEASIBLE: Text("无解：各项要求互相冲突", "infeasible: the demands cannot be met together"),
    Status.UNKNOWN: Text("未知：尚未找到任何方案", "unknown: no allocation was found"),
}
SCREENED = Text("资格审查完毕，尚未评分和任用", "screened: nobody has been scored or appointed yet")
"""The conclusion of a contest that ends with its shortlists."""
STEPS = {
    "read": Text("读入", "reading"),
    "write": Text("写出", "writing"),
}
"""Steps that the command line times itself; the campaign has words for its own."""


def status(summary: Mapping[str, Any], policy: Policy) -> Text:
    """The conclusion: what is proven, or that the rule is a procedure that proves nothing."""
    found, rule = Status(summary["status"]), policy.two_way.rule
    if found is Status.FEASIBLE and summary["stop"] == Stop.COMPLETED and rule in STEP_RULES:
        meaning = status_meaning(found, summary["stop"], rule)
        return Text(f"可行：{meaning.zh}", f"feasible: {meaning.en}")
    return STATUS[found]
