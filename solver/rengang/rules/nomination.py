"""Both sides name each other: cadres list units, units nominate among those who listed them (TX-43, TX-44)."""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.model.values import Group
from rengang.rules.rule import About, Modality, Rule, Words

BOTH = (Procedure.TWO_WAY, Procedure.EXCHANGE)


class Intents(Group):
    """The wishes of the cadres."""

    max: int = Field(2, ge=1, le=100, description="每人可填意向数 | intents a cadre may file")
    ordered: bool = Field(
        True, description="意向是否分先后；否则视为并列 | are intents ordered; if not they are tied"
    )


class Nomination(Group):
    """The nominations of the units."""

    ratio: int = Field(2, ge=1, le=100, description="每缺员一名可提名人数 | nominations per vacancy")
    bound: Literal["at_most", "exactly", "at_least"] = Field(
        "at_most",
        description="比例的含义；人选不足时以全部为限 | what the ratio bounds; short lists may name all",
    )
    source: Literal["as_given", "score"] = Field(
        "as_given", description="按提名顺序，或按得分排序 | ranks as handed in, or made from scores"
    )

    @property
    def by_score(self) -> bool:
        """Are ranks made from scores."""
        match self.source:
            case "score":
                return True
            case "as_given":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def limits(self) -> tuple[bool, bool]:
        """Is the ratio a least number, is it a most number of nominations."""
        match self.bound:
            case "at_least":
                return True, False
            case "at_most":
                return False, True
            case "exactly":
                return True, True
            case unknown:
                assert_never(unknown)


NOT_LISTED = Rule(
    "not-listed",
    About.PAIR,
    BOTH,
    Words(
        breach=Text(
            "{cadre} 未填报 {unit}，却按意向匹配", "{cadre} was matched to {unit} without listing it"
        ),
        bar=Text("未填报", "not listed"),
        person=Text("你没有填报该单位", "you did not list it"),
        unit=Text("没有填报本单位", "did not list this unit"),
    ),
    Modality.DEFINES,
    order=30,
)
NOT_NOMINATED = Rule(
    "not-nominated",
    About.PAIR,
    BOTH,
    Words(
        breach=Text(
            "{unit} 未提名 {cadre}，却按意向匹配",
            "{cadre} was matched to {unit}, which did not nominate them",
        ),
        bar=Text("未被提名", "not nominated"),
        person=Text("该单位没有提名你{how_zh}", "not nominated{how_en}"),
        unit=Text("未被提名", "not nominated"),
    ),
    Modality.DEFINES,
    keys=("nomination.source",),
    order=31,
)
