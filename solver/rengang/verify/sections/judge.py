"""The verdict on a section plan: every breach, every objective, from the tables and the plan alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rengang.model import Instance, Stage
from rengang.model.arrays import Int32
from rengang.model.section_plan import Group
from rengang.policy import Policy
from rengang.verify.breach import Breach
from rengang.verify.case import Case
from rengang.verify.sections.bureau import Bureau
from rengang.verify.sections.checks import breaches
from rengang.verify.sections.objectives import objectives
from rengang.verify.sections.plan import read_plan
from rengang.verify.sections.trace import Trace


@dataclass(frozen=True, eq=False)
class SectionsVerdict:
    """What the definitions say about a section plan.

    Attributes
    ----------
    breaches
        Every hard rule that is broken and by whom.
    objective
        Name and value of each objective: stage A (``section_…``), then stage B (``supplement_…``); when rounds
        are played, ``section_placed`` and ``section_composition`` alone. Where somebody gave up the contest,
        ``section_waivers`` goes before, with rounds ``section_waivers_composition`` too.
    trace
        What was judged, for telling it.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    trace: Trace

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches

    @property
    def unkept(self) -> Int32:
        """Sections that had to take a former institution member and did not (JL-81), ascending."""
        return self.trace.unkept

    @property
    def group(self) -> Mapping[int, Group]:
        """As what each participant takes part, by ascending cadre."""
        return self.trace.group

    @property
    def wish_rank(self) -> Mapping[int, int]:
        """Order of the declared section that the plan gives each participant by wish, 0 where it gives none."""
        return self.trace.wish_rank

    @property
    def taken(self) -> tuple[tuple[int, int, int], ...]:
        """(round, section, cadre) of each pick that is taken, ascending; empty where no rounds are played."""
        return tuple(sorted((p.round, p.section, p.cadre) for p in self.trace.picks if p.taken))


def judge_sections(
    instance: Instance, policy: Policy, cadre: Int32, section: Int32, stage: Sequence[Stage], seed: int
) -> SectionsVerdict:
    """Judge a section plan by the definitions alone.

    Parameters
    ----------
    instance
        The instance that the contest left.
    cadre, section, stage
        The plan: who takes part, section given (−1: none), and how.
    seed
        Seed of the lots that the rounds draw.

    Raises
    ------
    ValueError
        It is no plan of this instance: columns of different length, or an index out of range.

    Notes
    -----
    O(n log n) in the rows of the tables. That the objectives are the best possible is not judged here.
    """
    plan = read_plan(Bureau(Case(instance, policy)), cadre, section, stage, seed)
    return SectionsVerdict(breaches(plan), objectives(plan), Trace(plan))
