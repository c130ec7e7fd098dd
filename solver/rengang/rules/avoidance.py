"""Relatives share neither a unit nor a section (回避, DY-04)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS, Procedure
from rengang.model.values import Group
from rengang.rules.rule import About, Rule, Words

Relation = Literal["spouse", "lineal", "collateral", "in_law"]


class Avoidance(Group):
    """Relatives who may not share a unit."""

    relations: tuple[Relation, ...] = Field(
        ("spouse", "lineal", "collateral", "in_law"),
        description="须回避的亲属关系；空列表表示不设回避 | relations to be avoided; empty: none",
    )


RELATIVE_STAYS = Rule(
    "relative-stays",
    About.PAIR,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "{cadre} 与留在原单位的亲属 {relative} 同在 {unit}",
            "{cadre} ends in {unit}, where a relative stays: {relative}",
        ),
        bar=Text("有亲属留在该单位", "where a relative stays"),
        person=Text("有须回避的亲属留在该单位", "a relative stays there"),
        unit=Text("有亲属留在本单位", "a relative stays here"),
    ),
    keys=("avoidance.relations",),
    off={"avoidance.relations": ((),)},
    order=60,
)
RELATIVES_TOGETHER = Rule(
    "relatives-together",
    About.WHOLE,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "{cadre} 与亲属 {relative} 同在 {unit}", "{cadre} ends in {unit} beside a relative, {relative}"
        ),
        bar=Text("已安排了亲属", "that a relative was given"),
        person=Text("该单位已安排了你的亲属", "a relative of yours was given it"),
        unit=Text("亲属已安排到本单位", "a relative was given this unit"),
    ),
    keys=("avoidance.relations",),
    off={"avoidance.relations": ((),)},
    order=110,
)
SECTION_RELATIVES = Rule(
    "section-relatives",
    About.SECTION,
    (Procedure.SECTIONS,),
    Words(
        breach=Text(
            "{cadre} 与亲属 {relative} 同在 {section}",
            "{cadre} shares {section} with the relative {relative}",
        ),
        unit=Text("亲属已在该科室", "a relative is in the section"),
    ),
    keys=("avoidance.relations",),
    off={"avoidance.relations": ((),)},
)
