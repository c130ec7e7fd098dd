"""Frozen, columnar data: instance, market, allocation, result. No I/O.

Names are loaded when they are first used: a market needs none of what an instance needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOME = {
    **dict.fromkeys(
        (
            "Contest",
            "Entries",
            "Event",
            "Fate",
            "Unmet",
        ),
        "rengang.model.contest",
    ),
    **dict.fromkeys(("Instance",), "rengang.model.instance"),
    **dict.fromkeys(
        (
            "UNMATCHED",
            "Market",
        ),
        "rengang.model.market",
    ),
    **dict.fromkeys(
        (
            "Allocation",
            "Objective",
            "Progress",
            "Reporter",
            "Requirement",
            "Result",
            "Stage",
            "Status",
            "Stop",
        ),
        "rengang.model.result",
    ),
    **dict.fromkeys(
        (
            "Group",
            "Pick",
            "SectionPlan",
        ),
        "rengang.model.section_plan",
    ),
}

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


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
