"""The plan behind a section selection that was read back: groups, met wishes and picks, for explaining it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rengang.model import Instance, Stage, Status
from rengang.model.arrays import Int32, frozen
from rengang.model.section_plan import Pick, SectionPlan
from rengang.policy import Policy
from rengang.procedures.sections.participants import Part
from rengang.procedures.sections.rounds import play_turns, turns_of
from rengang.procedures.sections.select import GROUPS
from rengang.procedures.sections.state import State, begin

BY_WISH = (Stage.INTENT, Stage.RETAINED)


def retrace_sections(
    instance: Instance,
    policy: Policy,
    cadre: Int32,
    section: Int32,
    stage: Sequence[Stage],
    seed: int,
) -> SectionPlan:
    """A plan from who got which section.

    Nothing is optimised. Rounds are played again on the seats that the waivers of this plan leave, and those of
    institution staff beside everybody whom it directs, so that the picks are those that led to it, whichever
    of several best placements was found then. Of a plan that breaks the rules the picks show what would have
    become of them.

    Parameters
    ----------
    instance
        The roster that the contest left.
    cadre, section, stage
        The plan, as in :class:`~rengang.model.section_plan.SectionPlan`; people who take no part are left out.
    seed
        Seed of the lots.
    """
    state = begin(instance, policy)
    parts = [Part(part) for part in state.bureau.part[cadre].tolist()]
    rows = [k for k, part in enumerate(parts) if part in GROUPS]
    site_of = {row: site for site, row in enumerate(state.bureau.section.tolist())}
    wishes = state.bureau.wishes
    given = {int(cadre[k]): site_of[int(section[k])] for k in rows if int(section[k]) in site_of}
    by_wish = {int(cadre[k]) for k in rows if stage[k] in BY_WISH}
    orders = {i: wishes.get(i, {}).get(site, 0) for i, site in given.items() if i in by_wish}
    picks, unkept = _again(state, given, orders, seed)
    return SectionPlan(
        cadre=frozen(cadre[rows].astype(np.int32)),
        group=tuple(GROUPS[parts[k]] for k in rows),
        section=frozen(section[rows].astype(np.int32)),
        stage=tuple(stage[k] for k in rows),
        wish_rank=frozen(np.array([orders.get(int(cadre[k]), 0) for k in rows], dtype=np.int32)),
        status=Status.FEASIBLE,
        objective=(),
        picks=picks,
        unkept=unkept,
    )


def _again(
    state: State, given: dict[int, int], orders: dict[int, int], seed: int
) -> tuple[tuple[Pick, ...], Int32]:
    """Everybody takes the seat of the plan in the order of the regulation (JL-71…85); picks and missed musts."""
    picks: tuple[Pick, ...] = ()
    played = state.policy.sections.rule == "rounds"
    admin, supplement = turns_of(state) if played else ([], [])
    _sit(state, Part.WAIVER, given, orders)
    picks += play_turns(state, admin, seed)
    _sit(state, Part.ADMIN, given, orders)
    must = state.must()
    picks += play_turns(state, supplement, seed)
    _sit(state, Part.INSTITUTION, given, orders)
    return picks, frozen(state.bureau.section[must & (state.kept_institution == 0)])


def _sit(state: State, part: Part, given: dict[int, int], orders: dict[int, int]) -> None:
    """Seat those of a part whom the plan gives a section and no pick has placed."""
    for i in state.bureau.who(part).tolist():
        if i in given and i not in state.at:
            state.give(i, given[i], orders.get(i, 0))
