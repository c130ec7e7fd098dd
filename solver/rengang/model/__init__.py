"""Frozen, columnar data: instance, market, allocation, result. No I/O."""

from rengang.model.instance import Instance
from rengang.model.market import UNMATCHED, Market
from rengang.model.result import (
    Allocation,
    Objective,
    Progress,
    Reporter,
    Requirement,
    Result,
    Stage,
    Status,
    Stop,
)

__all__ = [
    "UNMATCHED",
    "Allocation",
    "Instance",
    "Market",
    "Objective",
    "Progress",
    "Reporter",
    "Requirement",
    "Result",
    "Stage",
    "Status",
    "Stop",
]
