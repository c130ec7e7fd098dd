"""Directed placement: who may be sent where, at what price, and nobody left out for nothing (TX-46, PD-01, A-17)."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.model.values import Group
from rengang.rules.rule import About, Modality, Rule, Words

HardCriterion = Literal["establishment_type", "level"]
CRITERIA: tuple[HardCriterion, ...] = get_args(HardCriterion)
Weight = Annotated[int, Field(ge=0, le=1_000_000)]
DIRECTED = (Procedure.DIRECTED,)


class DirectedWeights(Group):
    """Cost of each mismatch in directed placement; the sum over the placed is minimised."""

    unlisted: Weight = Field(20, description="未填报该单位 | the cadre did not list the unit")
    system: Weight = Field(10, description="跨系统 | another system")
    region: Weight = Field(4, description="跨片区 | another region")
    speciality: Weight = Field(3, description="专业不对口 | the unit has no post for the speciality")


class Directed(Group):
    """Directed placement."""

    hard: tuple[HardCriterion, ...] = Field(
        ("establishment_type", "level"), description="必须一致的条件 | what must agree"
    )
    weights: DirectedWeights = DirectedWeights()


def _has(*criterion: HardCriterion) -> tuple[tuple[HardCriterion, ...], ...]:
    """The values of ``directed.hard`` that name the criteria, in either order."""
    both: tuple[tuple[HardCriterion, ...], ...] = (
        ("establishment_type", "level"),
        ("level", "establishment_type"),
    )
    return (criterion, *both)


DIRECTED_ESTABLISHMENT_TYPE = Rule(
    "directed-establishment-type",
    About.PAIR,
    DIRECTED,
    Words(
        breach=Text(
            "{cadre} 被定向到编制类型不同的 {unit}",
            "{cadre} was directed to {unit}, which has another establishment type",
        ),
        bar=Text("编制类型不同", "of another establishment type"),
        person=Text("编制类型不同", "its establishment type differs from yours"),
        unit=Text("编制类型不同", "establishment type differs"),
    ),
    keys=("directed.hard",),
    on={"directed.hard": _has("establishment_type")},
    order=41,
)
DIRECTED_LEVEL = Rule(
    "directed-level",
    About.PAIR,
    DIRECTED,
    Words(
        breach=Text(
            "{cadre} 被定向到没有同职级空缺职位的 {unit}",
            "{cadre} was directed to {unit}, which has no open post of their level",
        ),
        bar=Text("没有同一层次的空缺职位", "without a vacant post of the level"),
        person=Text("没有你这一层次的空缺职位", "it has no vacant post of your level"),
        unit=Text("没有相应层次的空缺职位", "no vacant post of their level"),
    ),
    keys=("directed.hard",),
    on={"directed.hard": _has("level")},
    order=50,
)
MOST_PLACED = Rule(
    "not-most-placed",
    About.WHOLE,
    DIRECTED,
    Words(
        breach=Text(
            "{cadre} 未安排，但仍有可定向的空位", "{cadre} is unplaced though a free seat could take them"
        )
    ),
    Modality.DEFINES,
    keys=("unmatched.two_way",),
    on={"unmatched.two_way": ("directed",)},
)


def _mismatch(name: str, order: int, zh: str, en: str) -> Rule:
    """A default whose price is ``directed.weights.<name>``."""
    key = f"directed.weights.{name}"
    words = Words(bar=Text(zh, en))
    return Rule(name, About.PAIR, DIRECTED, words, Modality.DEFAULT, (key,), off={key: (0,)}, order=order)


MISMATCHES = {
    rule.code: rule
    for rule in (
        _mismatch("unlisted", 200, "未填报该单位", "not on your list"),
        _mismatch("system", 201, "跨系统", "another system"),
        _mismatch("region", 202, "跨片区", "another region"),
        _mismatch("speciality", 203, "专业不对口", "no post for your speciality"),
    )
}
"""What a placement costs, each by its weight."""
