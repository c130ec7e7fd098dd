"""The plan as the rules see it: the section given to each participant, and how they came by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rengang.model import Stage
from rengang.model.arrays import Int32
from rengang.model.section_plan import Group, Pick
from rengang.verify.sections.bureau import ADMINISTRATIVE, Bureau
from rengang.verify.sections.rounds import Board, play, turns


@dataclass(frozen=True, eq=False)
class Plan:
    """A section plan over its participants; rows of others are left aside (`section-stranger` says so).

    Attributes
    ----------
    bureau
        What the tables say.
    rows
        How often each cadre stands in the plan as handed in.
    section : dict of cadre to section
        The section given, −1 where none.
    stage : dict of cadre to stage
    seed
        Of the lots that the rounds draw.
    """

    bureau: Bureau
    rows: dict[int, int]
    section: dict[int, int]
    stage: dict[int, Stage]
    seed: int

    @cached_property
    def picks(self) -> tuple[Pick, ...]:
        """What came of every pick when the rounds are played anew; nothing where none are played.

        Those of administrative staff, then those of institution staff (JF-04).

        The first stage starts from what the plan's waivers leave, whom the leading group places before sections
        pick (JL-71); among what they leave are the former members that a section may still keep (JL-70). The
        second stage starts from the places that the plan's first stage leaves. Passes, and picks of people who
        cannot be picked, count with the first.
        """
        bureau, retain = self.bureau, self.bureau.policy.sections.retain
        if not bureau.policy.sections.plays:
            return ()
        ahead = (Group.WAIVER,)
        first = Board(
            bureau, retain.admin_max, self.members(ahead), self.seats_beside(ahead), self.former(ahead)
        )
        second = Board(
            bureau, retain.institution_max, self.members(ADMINISTRATIVE), self.seats_left, self.former(())
        )
        supplement = [t for t in turns(bureau) if bureau.groups.get(t.cadre) is Group.INSTITUTION]
        others = [t for t in turns(bureau) if bureau.groups.get(t.cadre) is not Group.INSTITUTION]
        return (*play(first, others, self.seed), *play(second, supplement, self.seed))

    @cached_property
    def won(self) -> dict[int, int]:
        """Section that took each person in its turn, by ascending cadre."""
        return {pick.cadre: pick.section for pick in sorted(self.picks, key=lambda p: p.cadre) if pick.taken}

    def placed(self, groups: Iterable[Group]) -> dict[int, int]:
        """Section of each member of the groups who has one that takes part, by ascending cadre."""
        wanted = tuple(groups)
        known = self.bureau.capacity
        return {c: s for c, s in self.section.items() if s in known and self.bureau.groups[c] in wanted}

    def members(self, groups: Iterable[Group]) -> dict[int, list[int]]:
        """Heads, exempt and those placed from the groups, by section."""
        out = {section: list(cadres) for section, cadres in self.bureau.fixed.items()}
        for cadre, section in self.placed(groups).items():
            out[section].append(cadre)
        return out

    def former(self, groups: Iterable[Group]) -> dict[int, int]:
        """How many of the groups each section keeps of those who were in it before (JL-70, JL-81)."""
        out = dict.fromkeys(self.bureau.capacity, 0)
        for cadre, section in self.placed(groups).items():
            out[section] += int(self.bureau.former[cadre]) == section
        return out

    def seats_beside(self, groups: Iterable[Group]) -> dict[int, int]:
        """Places of each section that these groups leave to those who come after them."""
        out = dict(self.bureau.seats)
        for section in self.placed(groups).values():
            out[section] -= 1
        return out

    @property
    def seats_left(self) -> dict[int, int]:
        """Places that stage A leaves to the institution staff (JF-04)."""
        return self.seats_beside(ADMINISTRATIVE)


def read_plan(bureau: Bureau, cadre: Int32, section: Int32, stage: Sequence[Stage], seed: int) -> Plan:
    """The plan; of a cadre who stands in it twice, the first row.

    Raises
    ------
    ValueError
        Columns of different length, or an index out of range.
    """
    people, places = np.asarray(cadre), np.asarray(section)
    if not len(people) == len(places) == len(stage):
        raise ValueError("columns of different length")
    if len(people) and not (people.min() >= 0 and people.max() < bureau.case.cadres):
        raise ValueError("cadre out of range")
    sections = len(bureau.instance.tables["sections"])
    if len(places) and not (places.min() >= -1 and places.max() < sections):
        raise ValueError("section out of range")
    rows: dict[int, int] = {}
    given: dict[int, tuple[int, Stage]] = {}
    for i, s, how in zip(people.tolist(), places.tolist(), stage, strict=True):
        rows[i] = rows.get(i, 0) + 1
        if i in bureau.groups:
            given.setdefault(i, (s, Stage(how)))
    ordered = sorted(given)
    return Plan(bureau, rows, {i: given[i][0] for i in ordered}, {i: given[i][1] for i in ordered}, seed)
