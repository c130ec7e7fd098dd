"""Nobody is moved who is near retirement, or past it (``moves.retirement_months``)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS, Procedure
from rengang.model.values import Day, Exact, Group, Unset
from rengang.rules.rule import About, Rule, Words


class RetirementAge(Group):
    """The age of retirement in years, whole months included (60, ``"60.25"``, ``"241/4"``)."""

    male: Exact = Field(ge=0, le=120, description="男 | men")
    female: Exact = Field(ge=0, le=120, description="女 | women")

    @field_validator("male", "female")
    @classmethod
    def _whole_months(cls, years: Exact) -> Exact:
        if (years * 12).denominator != 1:
            raise ValueError("whole months: 60, 60.25, 721/12")
        return years


class Retirement(Group):
    """Who stays because of the age of retirement."""

    retirement_months: Annotated[int | None, Unset] = Field(
        None,
        ge=0,
        le=1200,
        description="距退休年龄不足此月数或已到龄者不交流；空为不设 | "
        "who is within so many months of retirement, or past it, is not moved; none: not asked",
    )
    retirement_age: RetirementAge | None = Field(
        None,
        description="退休年龄（周岁，按性别）；随法律变动，无默认值 | "
        "age of retirement by sex; it changes by law and has no default",
    )
    as_of: Day | None = Field(None, description="计算到龄的日期 | the day on which it is reckoned")


NEAR_RETIREMENT = Rule(
    "near-retirement",
    About.PERSON,
    (*BETWEEN_UNITS, Procedure.CONTEST),
    Words(
        breach=Text(
            "{cadre} 临近退休或已到龄，不得交流", "{cadre} is near retirement or past it and may not be moved"
        ),
        bar=Text("临近退休", "near retirement"),
        person=Text(
            "你于 {day} 到退休年龄，按 {as_of} 计算不足 {months} 个月或已到龄，不参加交流，留在原单位",
            "you reach the age of retirement on {day}, less than {months} months from {as_of} or before it: "
            "you are not moved and stay",
        ),
        unit=Text("临近退休，不交流", "is near retirement and stays"),
    ),
    keys=("moves.retirement_months", "moves.retirement_age", "moves.as_of"),
    off={"moves.retirement_months": (None,)},
    requires=("moves.retirement_age", "moves.as_of"),
    needs=("birth_date", "sex"),
)
