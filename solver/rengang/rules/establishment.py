"""The establishment: of the same type, and after ≤ max(before, authorised) (JF-01, HB-19, WC-11, WC-16, A-07)."""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS, Procedure
from rengang.model.values import Group
from rengang.rules.rule import About, Rule, Words


class Caps(Group):
    """Establishment caps."""

    establishment: Literal["off", "total", "by_type"] = Field(
        "by_type",
        description="编制上限：之后人数 ≤ max(之前, 编制数)；by_type 另要求编制类型相同 | "
        "after ≤ max(before, authorised); by_type also asks for the same establishment type",
    )

    @property
    def bind(self) -> bool:
        """Is there a cap on the headcount."""
        match self.establishment:
            case "total" | "by_type":
                return True
            case "off":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def by_type(self) -> bool:
        """Must the establishment type agree."""
        match self.establishment:
            case "by_type":
                return True
            case "off" | "total":
                return False
            case unknown:
                assert_never(unknown)


ESTABLISHMENT_TYPE = Rule(
    "establishment-type",
    About.PAIR,
    (Procedure.TWO_WAY, Procedure.EXCHANGE),
    Words(
        breach=Text("{cadre} 的编制类型与 {unit} 不符", "{cadre} has another establishment type than {unit}"),
        bar=Text("编制类型不同", "of another establishment type"),
        person=Text(
            "编制类型不同（你是{mine}，该单位是{theirs}）",
            "establishment type differs (yours {mine}, the unit's {theirs})",
        ),
        unit=Text("编制类型不同", "establishment type differs"),
    ),
    keys=("caps.establishment",),
    on={"caps.establishment": ("by_type",)},
    order=40,
)
ESTABLISHMENT = Rule(
    "establishment",
    About.UNIT,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "{unit} 编制 {authorised} 名、实有 {staff} 名，最多可进 {most} 名，安排了 {came} 名",
            "{unit} is authorised {authorised} and has {staff}: it may take {most} but takes {came}",
        ),
        bar=Text("编制上限", "the establishment cap"),
    ),
    keys=("caps.establishment",),
    off={"caps.establishment": ("off",)},
)
