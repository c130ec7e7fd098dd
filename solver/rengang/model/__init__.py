"""Frozen, columnar data: instance, market, allocation, result. No I/O."""

from rengang.model.contest import Contest, Entries, Event, Fate, Unmet
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
from rengang.model.section_plan import Group, Pick, SectionPlan

__all__ = [
    "UNMATCHED",
    "Allocation",
    "Contest",
    "Entries",
    "Event",
    "Fate",
    "Group",
    "Instance",
    "Market",
    "Objective",
    "Pick",
    "Progress",
    "Reporter",
    "Requirement",
    "Result",
    "SectionPlan",
    "Stage",
    "Status",
    "Stop",
    "Unmet",
]
