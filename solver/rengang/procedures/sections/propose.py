"""The proposal: administrative staff first, then the supplement, each stage optimal (JL-70…76, JF-04, JL-80…85)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from rengang.engines.sections.problem import NOWHERE, Aim, Staffing
from rengang.engines.sections.staff import Staffed, staff
from rengang.limits import Limits
from rengang.model import Objective
from rengang.model.arrays import Bool, Int32
from rengang.procedures.sections.composition import misfits, traits
from rengang.procedures.sections.participants import Part
from rengang.procedures.sections.ranks import score_ranks
from rengang.procedures.sections.relatives import among, meets
from rengang.procedures.sections.state import State

Report = Callable[[int, int], None]

STAGE_A = {
    Aim.FIRST: "section_waivers",
    Aim.PLACED: "section_placed",
    Aim.BY_WISH: "section_by_wish",
    Aim.WISH_RANKS: "section_wish_ranks",
    Aim.SCORE_RANKS: "section_score_ranks",
    Aim.COMPOSITION: "section_composition",
}
"""Objectives of the administrative stage, in order; waivers only where there are any."""

STAGE_B = {
    Aim.UNKEPT: "supplement_unkept",
    Aim.PLACED: "supplement_placed",
    Aim.BY_WISH: "supplement_by_wish",
    Aim.WISH_RANKS: "supplement_wish_ranks",
    Aim.SCORE_RANKS: "supplement_score_ranks",
    Aim.COMPOSITION: "supplement_composition",
}
"""Objectives of the supplement, in order; by_wish only where people may be directed."""


def admin_stage(state: State, limits: Limits, report: Report) -> tuple[Objective, ...]:
    """Administrative staff by wish or directed, waivers directed (JL-71, JL-72, JL-76).

    Each goes to a section of the own unit. In order: most waivers placed, since the leading group places them
    before anybody is selected (JL-71), most people placed, most of them in a declared section, least sum of
    the declared orders, least sum of the sections' ranks, best composition.
    """
    sections = state.policy.sections
    people = state.bureau.who(Part.ADMIN, Part.WAIVER)
    options = {i: _options_admin(state, i, sections.directs_admin) for i in people.tolist()}
    ranks = score_ranks(state.instance, state.policy, state.bureau, state.bureau.who(Part.ADMIN))
    problem = staffing(state, people, options, ranks, Part.ADMIN, np.zeros(state.bureau.sites, dtype=bool))
    left_out = {
        Aim.FIRST: len(state.bureau.who(Part.WAIVER)) == 0,
        Aim.SCORE_RANKS: not sections.rank_by,
    }
    names = {aim: name for aim, name in STAGE_A.items() if not left_out.get(aim, False)}
    return _run(state, people, options, problem, names, limits, report)


def supplement_stage(state: State, limits: Limits, report: Report) -> tuple[Objective, ...]:
    """Institution staff on the seats that are left (JF-04, JL-81, JL-83, JL-85).

    They go to sections that they declared with consent, or, where the policy says so, to others. In order:
    fewest sections that miss their must (JL-81), most people placed, (where some may be directed: most in a
    declared section,) least sum of the declared orders, of the sections' ranks, best composition.
    """
    sections = state.policy.sections
    people = state.bureau.who(Part.INSTITUTION)
    directed = sections.directs_institution
    options = {i: _options_institution(state, i, directed) for i in people.tolist()}
    ranks = score_ranks(state.instance, state.policy, state.bureau, people)
    problem = staffing(state, people, options, ranks, Part.INSTITUTION, state.must())
    left_out = {
        Aim.BY_WISH: not directed,
        Aim.SCORE_RANKS: not sections.rank_by,
    }
    names = {aim: name for aim, name in STAGE_B.items() if not left_out.get(aim, False)}
    return _run(state, people, options, problem, names, limits, report)


Options = Mapping[int, Mapping[int, int]]
"""For each cadre the sites in reach with the order declared, 0 where undeclared."""


def _options_admin(state: State, cadre: int, directed: bool) -> dict[int, int]:
    """Sections of the own unit: the declared ones, and the others where people may be directed."""
    waiver = state.bureau.part[cadre] == Part.WAIVER
    wishes = {} if waiver else state.bureau.wishes.get(cadre, {})
    if not (directed or waiver):
        return dict(wishes)
    own = np.flatnonzero(state.bureau.unit == state.instance.unit_of[cadre])
    return {site: wishes.get(site, 0) for site in own.tolist()}


def _options_institution(state: State, cadre: int, directed: bool) -> dict[int, int]:
    """Declared sections; where people may be directed, all but those that the home unit refused."""
    wishes = state.bureau.wishes.get(cadre, {})
    if not directed or not wishes:
        return dict(wishes)
    return {
        site: wishes.get(site, 0)
        for site in range(state.bureau.sites)
        if site in wishes or (cadre, site) not in state.bureau.refused
    }


def staffing(
    state: State,
    people: Int32,
    options: Options,
    ranks: Mapping[tuple[int, int], int],
    part: Part,
    must: Bool,
) -> Staffing:
    """The engine's problem: `people` into the seats that are left, beside everybody who sits already."""
    rows = [
        (k, site, order, ranks.get((i, site), 0) if order > 0 else 0, state.bureau.former[i] == site)
        for k, i in enumerate(people.tolist())
        for site, order in sorted(options[i].items())
        if state.left[site] > 0 and not meets(state.kin, i, site, state.at)
    ]
    table = np.array(rows, dtype=np.int32).reshape(-1, 5)
    person, site = table[:, 0].copy(), table[:, 1].copy()
    members, at = state.members()
    return Staffing(
        people=len(people),
        first=state.bureau.part[people] == Part.WAIVER,
        seats=state.left.copy(),
        person=person,
        site=site,
        wish=table[:, 2].copy(),
        rank=table[:, 3].copy(),
        former=table[:, 4].astype(bool),
        misfit=misfits(state.instance, state.policy, state.bureau, people[person], site),
        keep=state.keep(part),
        must=must,
        traits=traits(state.instance, state.policy, state.bureau, people, members, at),
        kin=among(state.kin, people),
    )


def _run(
    state: State,
    people: Int32,
    options: Options,
    problem: Staffing,
    names: Mapping[Aim, str],
    limits: Limits,
    report: Report,
) -> tuple[Objective, ...]:
    """Solve one stage and put its people where the answer says."""
    staffed = staff(problem, list(names), limits, report)
    seat(state, people, staffed, options)
    return objectives(list(names.values()), staffed)


def seat(state: State, people: Int32, staffed: Staffed, options: Options) -> None:
    """Give everybody the section that the engine found."""
    for i, site in zip(people.tolist(), staffed.site.tolist(), strict=True):
        if site != NOWHERE:
            state.give(i, site, options[i][site])


def objectives(names: Sequence[str], staffed: Staffed) -> tuple[Objective, ...]:
    """Values with their bounds under the names of the outcome."""
    return tuple(
        Objective(name, v, b) for name, v, b in zip(names, staffed.values, staffed.bounds, strict=True)
    )
