"""The block of the summary document about a section selection."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rengang.model import SectionPlan, Stage
from rengang.model.section_plan import Group
from rengang.report.outcome import Outcome


def block(outcome: Outcome, plan: SectionPlan) -> dict[str, Any]:
    """What is proven about the section selection, and how many got what."""
    groups = Counter(plan.group)
    stages = Counter(plan.stage)
    labels = outcome.roster.tables["sections"]["section_id"]
    return {
        "status": plan.status.value,
        "participants": len(plan.cadre),
        "placed": int((plan.section >= 0).sum()),
        "by_group": {group.value: groups[group] for group in Group},
        "by_stage": {stage.value: stages[stage] for stage in Stage if stages[stage]},
        "unkept": [labels[section] for section in plan.unkept.tolist()],
        "notes": [note._asdict() for note in plan.notes],
        "figures": dict(plan.figures),
    }
