"""The section selection from the tables to the plan (JL-70…85, JF-02…04, JF-12, JF-13, A-17, A-28, A-29)."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rengang.limits import Limits
from rengang.model import Instance, Objective, Stage, Status
from rengang.model.arrays import Int32, Int64, frozen
from rengang.model.section_plan import Group, Pick, SectionPlan
from rengang.policy import Policy
from rengang.procedures.sections.notes import notes
from rengang.procedures.sections.participants import Part
from rengang.procedures.sections.propose import Report, admin_stage, supplement_stage
from rengang.procedures.sections.rounds import play
from rengang.procedures.sections.state import State, begin

GROUPS = {
    Part.EXEMPT: Group.EXEMPT,
    Part.WAIVER: Group.WAIVER,
    Part.ADMIN: Group.ADMIN,
    Part.INSTITUTION: Group.INSTITUTION,
}


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


def select_sections(
    instance: Instance, policy: Policy, limits: Limits, seed: int, report: Report = _silent
) -> SectionPlan:
    """A section for everybody who takes part, proposed or as the rounds were played.

    The order is the regulation's: exempt people sit first (JL-82), those who gave up the contest are placed
    next (JL-71), administrative staff follow (JL-72…76), and institution staff supplement them on the seats
    that are left (JF-04, JL-80…85). There always is a plan, since sections may stay below their size (JL-83).

    Parameters
    ----------
    instance
        The roster that the contest left.
    limits
        When to stop; the best so far is returned, with its bounds.
    seed
        Of the lots (A-29). The search takes the seed of `limits`.

    Raises
    ------
    InvalidInput
        ``sections.rank_by`` is a score that is given at a post.
    """
    state = begin(instance, policy)
    picks: tuple[Pick, ...] = ()
    match policy.sections.rule:
        case "rounds":
            played = play(state, limits, seed, report)
            picks, objective, left, must = played.picks, played.objective, played.left, played.must
        case "propose" | "none":
            objective = admin_stage(state, limits, report)
            left, must = state.left.copy(), state.must()
            objective += supplement_stage(state, limits, report)
        case rule:
            assert_never(rule)
    unkept = frozen(state.bureau.section[must & (state.kept_institution == 0)])
    return _plan(state, picks, objective, unkept, left)


def _plan(
    state: State, picks: tuple[Pick, ...], objective: tuple[Objective, ...], unkept: Int32, left: Int64
) -> SectionPlan:
    cadre = state.bureau.who(*GROUPS)
    site = np.array([state.at.get(i, -1) for i in cadre.tolist()], dtype=np.int32)
    section = np.where(site >= 0, state.bureau.section[site], -1).astype(np.int32)
    proven = all(o.proven for o in objective)
    return SectionPlan(
        cadre=frozen(cadre),
        group=tuple(GROUPS[Part(part)] for part in state.bureau.part[cadre].tolist()),
        section=frozen(section),
        stage=tuple(_stage_of(state, i) for i in cadre.tolist()),
        wish_rank=frozen(np.array([state.wish.get(i, 0) for i in cadre.tolist()], dtype=np.int32)),
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        objective=objective,
        picks=picks,
        unkept=unkept,
        notes=notes(state, objective, unkept, left),
        figures=_figures(state, picks),
    )


def _stage_of(state: State, cadre: int) -> Stage:
    """How a participant came to where the plan puts them."""
    if cadre in state.wish:
        return Stage.RETAINED if state.at[cadre] == state.bureau.former[cadre] else Stage.INTENT
    if cadre in state.directed:
        return Stage.DIRECTED
    match GROUPS[Part(state.bureau.part[cadre])]:
        case Group.EXEMPT:
            return Stage.RETAINED
        case Group.INSTITUTION:
            return Stage.RETURNED
        case Group.ADMIN | Group.WAIVER:
            return Stage.UNPLACED
        case group:
            assert_never(group)


def _figures(state: State, picks: tuple[Pick, ...]) -> dict[str, int]:
    """Counts that reports show."""
    part = state.bureau.part
    figures = {
        "sections": state.bureau.sites,
        "capacity": int(state.bureau.capacity.sum()),
        "occupants": int(((part == Part.OCCUPANT) & (state.bureau.seat >= 0)).sum()),
        **{str(group): int((part == p).sum()) for p, group in GROUPS.items()},
        "seats": int(state.bureau.seats.sum()),
        "seats_left": int(state.left.sum()),
        "by_wish": len(state.wish),
        "directed": len(state.directed),
    }
    if picks:
        figures["rounds"] = max(pick.round for pick in picks)
        figures["picks_taken"] = sum(pick.taken for pick in picks)
    return figures
