"""Headcount balance: at every unit in and out agree, up to a tolerance (TX-40, A-07)."""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import Field

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS
from rengang.model.values import Group
from rengang.rules.rule import About, Rule, Words

BalanceMode = Literal["capacity", "release", "exchange"]


class Balance(Group):
    """Headcount balance."""

    mode: BalanceMode = Field("capacity", description="进出平衡方式 | what binds the inflow of a unit")
    tolerance: int = Field(0, ge=0, le=1_000_000, description="进出差额允许值 | allowed |in − out|")

    @property
    def releases(self) -> bool:
        """Do arrivals balance the departures of the whole pool; an exchange balances by who changes places."""
        match self.mode:
            case "release":
                return True
            case "capacity" | "exchange":
                return False
            case unknown:
                assert_never(unknown)


BALANCE_SURPLUS = Rule(
    "balance-surplus",
    About.UNIT,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "{unit} 进 {came} 名、出 {left} 名，进多于出",
            "{unit} takes {came} and lets {left} go: too many come",
        ),
        bar=Text("进出平衡", "the balance of arrivals and departures"),
    ),
    keys=("balance.tolerance",),
    off={"balance.mode": ("capacity",)},
)
BALANCE_SHORTFALL = Rule(
    "balance-shortfall",
    About.UNIT,
    BETWEEN_UNITS,
    Words(
        breach=Text(
            "{unit} 进 {came} 名、出 {left} 名，进少于出",
            "{unit} takes {came} and lets {left} go: too few come",
        ),
        bar=Text("进出平衡", "the balance of arrivals and departures"),
    ),
    keys=("balance.tolerance",),
    off={"balance.mode": ("capacity",)},
)
