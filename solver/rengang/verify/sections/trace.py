"""What the judge read and reckoned about a section plan, for whoever tells it: no second reckoning is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from rengang.model import Stage
from rengang.model.arrays import Int32, frozen
from rengang.model.section_plan import Group, Pick
from rengang.verify.sections.bureau import ADMINISTRATIVE
from rengang.verify.sections.checks import BY_WISH
from rengang.verify.sections.objectives import unkept
from rengang.verify.sections.plan import Plan


class Missed(StrEnum):
    """What stood against a declared section that was not given."""

    NO_CONSENT = "no-consent"
    KEPT = "kept"
    """The own section has kept as many former members as it may."""
    NOT_PICKED = "not-picked"
    """In no round."""
    OTHERS = "others"
    """Its places went to others, or to nobody."""


@dataclass(frozen=True)
class Wish:
    """One declared section: its order (0 where blank), and what stood against it; None where it was given."""

    order: int
    section: int
    missed: Missed | None


@dataclass(frozen=True, eq=False)
class Trace:
    """The evidence of the judge; cadres and sections by index, everything reckoned when it is asked for."""

    plan: Plan

    @property
    def group(self) -> Mapping[int, Group]:
        """As what each participant takes part, by ascending cadre (JL-71, 72, 80, 82)."""
        return self.plan.bureau.groups

    @property
    def heads(self) -> Mapping[int, int]:
        """Who heads a section that takes part, and which: they count there and take no part."""
        return {c: s for c, s in self.plan.bureau.occupants.items() if s in self.capacity}

    @property
    def capacity(self) -> Mapping[int, int]:
        """Approved posts of the sections that take part."""
        return self.plan.bureau.capacity

    @property
    def former(self) -> Int32:
        """Section of every cadre before the selection, −1 where none."""
        return self.plan.bureau.former

    @property
    def section(self) -> Mapping[int, int]:
        """Section that the plan gives each participant, −1 where none."""
        return self.plan.section

    @property
    def stage(self) -> Mapping[int, Stage]:
        """How each participant came to where the plan puts them."""
        return self.plan.stage

    @property
    def picks(self) -> tuple[Pick, ...]:
        """Every pick and what came of it, in the order of play; nothing where no rounds are played."""
        return self.plan.picks

    @cached_property
    def wish_rank(self) -> Mapping[int, int]:
        """Order of the declared section that each participant has by wish, 0 for the others (JL-72, JL-74)."""
        wishes = self.plan.bureau.wishes
        return {
            cadre: wishes[cadre].get(section, 0) if self.stage[cadre] in BY_WISH else 0
            for cadre, section in self.section.items()
        }

    @cached_property
    def unkept(self) -> Int32:
        """Sections that had to take a former institution member and did not (JL-81), ascending."""
        return frozen(np.array(unkept(self.plan), dtype=np.int32))

    @cached_property
    def arrivals(self) -> Mapping[int, int]:
        """How many participants the plan gives each section, those who stay there included."""
        return Counter(self.section.values())

    def most_kept(self, group: Group) -> int:
        """How many former members of a group's kind a section may keep (JL-70, JL-81)."""
        retain = self.plan.bureau.policy.sections.retain
        return retain.institution_max if group is Group.INSTITUTION else retain.admin_max

    def kept(self, group: Group) -> Mapping[int, int]:
        """How many former members of a group's kind each section keeps."""
        return self._kept[group is Group.INSTITUTION]

    @cached_property
    def _kept(self) -> tuple[Mapping[int, int], Mapping[int, int]]:
        return self.plan.former(ADMINISTRATIVE), self.plan.former((Group.INSTITUTION,))

    def wishes(self, cadre: int) -> tuple[Wish, ...]:
        """What a participant declared, in order, and what came of it."""
        rows = self.plan.bureau.declared.get(cadre, [])
        return tuple(Wish(order, s, self._missed(cadre, s, agreed)) for order, s, agreed in rows if s >= 0)

    def _missed(self, cadre: int, section: int, agreed: bool) -> Missed | None:
        bureau, group = self.plan.bureau, self.group[cadre]
        if self.section[cadre] == section:
            return None
        if group is Group.INSTITUTION and not agreed and bureau.refused(cadre, section):
            return Missed.NO_CONSENT
        former = int(bureau.former[cadre]) == section
        if former and self.kept(group).get(section, 0) >= self.most_kept(group):
            return Missed.KEPT
        played = bureau.policy.sections.plays
        if played and not any(pick.cadre == cadre and pick.section == section for pick in self.picks):
            return Missed.NOT_PICKED
        return Missed.OTHERS
