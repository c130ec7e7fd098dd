"""The verdict on a section plan: every breach, every objective, from the tables and the plan alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rengang.model import Instance, Stage
from rengang.model.instance import Int32, frozen
from rengang.policy import Policy
from rengang.verify.breach import Breach
from rengang.verify.case import Case
from rengang.verify.sections.bureau import Bureau
from rengang.verify.sections.objectives import objectives, unkept
from rengang.verify.sections.plan import read_plan
from rengang.verify.sections.rounds import check_rounds
from rengang.verify.sections.rules import CHECKS


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
    unkept : int32
        Sections that had to take a former institution member and did not (JL-81), ascending.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    unkept: Int32

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches


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
    plan = read_plan(Bureau(Case(instance, policy)), cadre, section, stage)
    breaches = [breach for check in CHECKS for breach in check(plan)]
    missed = frozen(np.array(unkept(plan), dtype=np.int32))
    return SectionsVerdict((*breaches, *check_rounds(plan, seed)), objectives(plan), missed)
