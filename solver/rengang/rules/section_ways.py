"""What the groups and stages of the section selection are called, and the provisions behind each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from rengang.errors import Text
from rengang.model.answer import Stage
from rengang.model.section_plan import Group
from rengang.rules.rule import Rule
from rengang.rules.section_places import SECTION_EXEMPT
from rengang.rules.section_wishes import SECTION_WAIVER

GROUPS: Mapping[Group, Text] = {
    Group.EXEMPT: Text("不轮岗", "exempt"),
    Group.WAIVER: Text("放弃竞岗", "gave up the contest"),
    Group.ADMIN: Text("行政人员", "administrative staff"),
    Group.INSTITUTION: Text("事业人员", "institution staff"),
}
STAGES: Mapping[Stage, Text] = {
    Stage.RETAINED: Text("留在原科室", "kept"),
    Stage.INTENT: Text("按申报", "as declared"),
    Stage.DIRECTED: Text("安排", "directed"),
    Stage.RETURNED: Text("返回编制单位", "returns home"),
    Stage.UNPLACED: Text("未定岗", "no section"),
}
"""The stages that a section plan has, by the names that they have there."""
WITH_SECTION = (Stage.RETAINED, Stage.INTENT, Stage.DIRECTED)
"""Those that come with a section."""

_OF_GROUP: Mapping[Group, Rule] = {Group.EXEMPT: SECTION_EXEMPT, Group.WAIVER: SECTION_WAIVER}
"""Rules that decide of a whole group, whatever becomes of its members."""


def provisions(policy: Any, group: Group, stage: Stage) -> tuple[str, ...]:
    """IDs of the provisions by which a member of the group came to the stage, under a policy."""
    if group in _OF_GROUP:
        return _OF_GROUP[group].provisions(policy)
    return tuple(policy.rules.get(_key(group, stage), ()))


def _key(group: Group, stage: Stage) -> str:
    institution = group is Group.INSTITUTION
    match stage:
        case Stage.INTENT:
            return "sections.rule"
        case Stage.RETAINED:
            return "sections.retain.institution_max" if institution else "sections.retain.admin_max"
        case Stage.DIRECTED | Stage.RETURNED | Stage.UNPLACED:
            return "sections.unmatched_institution" if institution else "sections.unmatched_admin"
        case Stage.CONTEST | Stage.STAY | Stage.WAITING:  # of no section plan
            return "sections.rule"
        case _:
            assert_never(stage)
