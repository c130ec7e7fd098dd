"""Vertically managed units take no part, neither as source nor as destination (TX-02)."""

from __future__ import annotations

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS
from rengang.model.values import Group, Level
from rengang.rules.rule import About, Rule, Words


class Scope(Group):
    """Who and what takes part."""

    exclude_vertical: bool = Field(
        True, description="垂直管理单位不参加 | vertically managed units take no part"
    )
    levels: tuple[Level, ...] = Field(
        ("staff",), description="双向选择面向的职务层次 | levels that the two-way selection is meant for"
    )


VERTICAL = Rule(
    "vertical",
    About.PAIR,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "垂直管理单位不参加：{cadre} → {unit}", "vertically managed units take no part: {cadre} → {unit}"
        ),
        bar=Text("涉及垂直管理单位", "vertically managed"),
        person=Text(
            "你的原单位或该单位是垂直管理单位，不参加",
            "your unit or this one is vertically managed and takes no part",
        ),
        unit=Text("涉及垂直管理单位", "a vertical unit is involved"),
    ),
    keys=("scope.exclude_vertical",),
    on={"scope.exclude_vertical": (True,)},
    order=20,
)
