"""Whoever refuses directed placement waits, and nobody else does (TX-50, TX-51, A-18)."""

from __future__ import annotations

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.model.values import Group
from rengang.rules.rule import About, Rule, Words


class Refusal(Group):
    """The sanction for refusing directed placement: quoted, never computed."""

    months: int = Field(12, ge=0, le=120, description="待岗月数 | months of waiting")
    sanction: str = Field("", description="处理办法原文 | the sanction in the regulation's words")


def _rule(code: str, zh: str, en: str) -> Rule:
    return Rule(
        code,
        About.WHOLE,
        (Procedure.DIRECTED,),
        Words(
            breach=Text(zh, en),
            bar=Text("不服从定向交流的人员不作定向安排", "whoever refuses is not directed"),
        ),
        keys=("refusal.months",),
        on={"unmatched.two_way": ("directed",)},
    )


REFUSER_DIRECTED = _rule(
    "refuser-directed",
    "{cadre} 不服从定向，却被定向安排",
    "{cadre} refuses directed placement but was directed",
)
REFUSER_NOT_WAITING = _rule(
    "refuser-not-waiting",
    "{cadre} 不服从定向，应为待岗",
    "{cadre} refuses directed placement and should wait",
)
WAITING_WITHOUT_REFUSAL = _rule(
    "waiting-without-refusal",
    "{cadre} 未拒绝定向，却列为待岗",
    "{cadre} does not refuse but was set to wait",
)
