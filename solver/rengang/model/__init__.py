"""Frozen, columnar data: instance, market, allocation, result. No I/O.

Names are loaded when they are first used: a market needs none of what an instance needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rengang import lazy

if TYPE_CHECKING:
    from rengang.model.answer import Objective as Objective
    from rengang.model.answer import Progress as Progress
    from rengang.model.answer import Reporter as Reporter
    from rengang.model.answer import Requirement as Requirement
    from rengang.model.answer import Stage as Stage
    from rengang.model.answer import Status as Status
    from rengang.model.answer import Stop as Stop
    from rengang.model.contest import Contest as Contest
    from rengang.model.contest import Entries as Entries
    from rengang.model.contest import Event as Event
    from rengang.model.contest import Fate as Fate
    from rengang.model.instance import Instance as Instance
    from rengang.model.market import UNMATCHED as UNMATCHED
    from rengang.model.market import Market as Market
    from rengang.model.result import Allocation as Allocation
    from rengang.model.result import Result as Result
    from rengang.model.section_plan import Group as Group
    from rengang.model.section_plan import Pick as Pick
    from rengang.model.section_plan import PickFate as PickFate
    from rengang.model.section_plan import SectionPlan as SectionPlan

__all__, __getattr__, __dir__ = lazy.names(
    __name__,
    globals(),
    {
        "rengang.model.answer": (
            "Objective",
            "Progress",
            "Reporter",
            "Requirement",
            "Stage",
            "Status",
            "Stop",
        ),
        "rengang.model.contest": (
            "Contest",
            "Entries",
            "Event",
            "Fate",
        ),
        "rengang.model.instance": ("Instance",),
        "rengang.model.market": (
            "UNMATCHED",
            "Market",
        ),
        "rengang.model.result": (
            "Allocation",
            "Result",
        ),
        "rengang.model.section_plan": (
            "Group",
            "Pick",
            "PickFate",
            "SectionPlan",
        ),
    },
)
