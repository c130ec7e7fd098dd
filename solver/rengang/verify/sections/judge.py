"""The verdict on a section plan: every breach, every objective, from the tables and the plan alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rengang.model import Instance, Stage
from rengang.model.arrays import Int32, frozen
from rengang.model.section_plan import Group
from rengang.policy import Policy
from rengang.verify.breach import Breach
from rengang.verify.case import Case
from rengang.verify.sections.bureau import Bureau
from rengang.verify.sections.objectives import objectives, unkept
from rengang.verify.sections.plan import Plan, read_plan
from rengang.verify.sections.rounds import check_rounds, replay
from rengang.verify.sections.rules import BY_WISH, CHECKS


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
    group, wish_rank : dict of cadre
        As what each participant takes part, and the order of the declared section that the plan gives them by
        wish (0 where it gives none), by ascending cadre.
    taken
        (round, section, cadre) of each pick that is taken when the rounds are played anew, ascending; empty
        where no rounds are played.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    unkept: Int32
    group: Mapping[int, Group] = field(default_factory=dict)
    wish_rank: Mapping[int, int] = field(default_factory=dict)
    taken: tuple[tuple[int, int, int], ...] = ()

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
    taken = replay(plan, seed) if policy.sections.rule == "rounds" else {}
    return SectionsVerdict(
        (*breaches, *check_rounds(plan, taken)),
        objectives(plan),
        missed,
        plan.bureau.groups,
        _met(plan),
        tuple(sorted((turn.round, turn.section, turn.cadre) for turn in taken.values())),
    )


def _met(plan: Plan) -> dict[int, int]:
    """Order of the declared section that each participant has by wish, 0 for the others (JL-72, JL-74)."""
    wishes = plan.bureau.wishes
    return {
        cadre: wishes[cadre].get(section, 0) if plan.stage[cadre] in BY_WISH else 0
        for cadre, section in plan.section.items()
    }
