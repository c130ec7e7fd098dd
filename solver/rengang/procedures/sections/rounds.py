"""The rounds as they were played: each section picks at most one person a round and may pass (JL-73, JL-83).

Before the first round the leading group places those who gave up the contest (JL-71). A pick is taken when both
sides agree, that is, when the person is still free and declared the section (JL-74, for institution staff with
the home unit's consent: JL-84, JF-13), a seat is left (JL-83: a section may stay below its size) and the limits
on former members and relatives hold. Which section goes first in a round the regulation leaves open: A-29,
`sections.round_order`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import assert_never

import numpy as np

from rengang.engines.sections.problem import Aim
from rengang.engines.sections.staff import staff
from rengang.limits import Limits
from rengang.model import Objective
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.section_plan import Pick, PickFate
from rengang.policy.sections import InTurn
from rengang.procedures.sections.composition import misfits
from rengang.procedures.sections.participants import NONE, Part
from rengang.procedures.sections.propose import Report, objectives, seat, staffing
from rengang.procedures.sections.relatives import meets
from rengang.procedures.sections.state import State

_LAST = 2**31

FIRST = ("section_waivers", "section_waivers_composition")
"""Objectives of placing those who gave up the contest."""
REST = ("section_placed", "section_composition")
"""Objectives of directing whom no section took; they count everybody whom the administrative stage placed."""


@dataclass(frozen=True)
class Turn:
    """One row of `section_picks`: `section` is a row of the table `sections`, `site` −1 if it is not staffed."""

    round: int
    section: int
    section_id: str
    site: int
    cadre: int
    passes: bool
    order: int


@dataclass(frozen=True, eq=False)
class Played:
    """The rounds as they went, and what the administrative stage left: seats and musts per site."""

    picks: tuple[Pick, ...]
    objective: tuple[Objective, ...]
    left: Int64
    must: Bool


def play(state: State, limits: Limits, seed: int, report: Report) -> Played:
    """Place the waivers, play the picks of administrative staff, direct the rest, supplement (JL-71…76, JF-04).

    The waivers come first, as many as possible and then in the best composition of what is known by then:
    occupants, exempt people, waivers (objectives :data:`FIRST`, only where there are waivers). Sections pick
    on the seats that this leaves. Whom nobody took is directed where the policy says so, in the same way
    (:data:`REST`). Values and bounds are given what was decided before. Picks come stage by stage in the order
    of play, passes and picks of people who cannot be picked with the first stage. Nobody is supplemented who
    was not picked, not even where JL-81 asks for it: the plan then lists the section as unkept.
    """
    bureau = state.bureau
    admin, supplement = turns_of(state)
    waivers = bureau.who(Part.WAIVER)
    objective = _direct(state, waivers, FIRST, limits, report) if len(waivers) else ()
    picks = play_turns(state, admin, seed)
    directed = state.policy.sections.directs_admin
    rest = [i for i in bureau.who(Part.ADMIN).tolist() if directed and i not in state.at]
    objective += _direct(state, np.array(rest, dtype=np.int32), REST, limits, report)
    left, must = state.left.copy(), state.must()
    picks += play_turns(state, supplement, seed)
    return Played(picks, objective, left, must)


def turns_of(state: State) -> tuple[list[Turn], list[Turn]]:
    """The picks of the table for each stage, by round, then section; those of institution staff come second."""
    turns = _turns(state)
    supplement = [t for t in turns if t.cadre >= 0 and state.bureau.part[t.cadre] == Part.INSTITUTION]
    admin = [t for t in turns if t.cadre < 0 or state.bureau.part[t.cadre] != Part.INSTITUTION]
    return admin, supplement


def _turns(state: State) -> list[Turn]:
    """The picks of the table, by round, then section."""
    rows = state.instance.tables["section_picks"].sort("round", "section_id")
    section = state.instance.codes(rows["section_id"], "sections", "section_id").tolist()
    cadre = state.instance.codes(rows["cadre_id"], "cadres", "cadre_id").tolist()
    site = {row: s for s, row in enumerate(state.bureau.section.tolist())}
    return [
        Turn(number or 1, k, label, site.get(k, NONE), i, who is None, order or _LAST)
        for number, k, label, i, who, order in zip(
            rows["round"].to_list(), section, rows["section_id"].to_list(), cadre,
            rows["cadre_id"].to_list(), rows["order"].to_list(), strict=True,
        )
    ]  # fmt: skip


def play_turns(state: State, turns: Sequence[Turn], seed: int) -> tuple[Pick, ...]:
    """What becomes of the turns of a stage, round by round; who is taken sits in `state` from then on."""
    return tuple(_rounds(state, turns, seed))


def _rounds(state: State, turns: Sequence[Turn], seed: int) -> Iterator[Pick]:
    for number in sorted({t.round for t in turns}):
        playing = [t for t in turns if t.round == number]
        match state.policy.sections.round_order:
            case "simultaneous":
                yield from _together(state, playing, seed)
            case order:
                yield from _in_turn(state, in_order(state, order, playing, seed))


def in_order(state: State, order: InTurn, turns: Sequence[Turn], seed: int) -> list[Turn]:
    """The turns of one round in the order in which the sections pick (A-29).

    ``fixed``: by the order in the table, blank last, then by section. ``rotating``: the sections by label,
    every round one further. ``lot``: by SHA-256 of seed, round and section.
    """
    sites = state.bureau.sites
    match order:
        case "fixed":
            return sorted(turns, key=lambda t: (t.order, t.section_id))
        case "rotating":
            return sorted(turns, key=lambda t: (t.site < 0, (t.site - t.round + 1) % sites, t.section_id))
        case "lot":
            return sorted(turns, key=lambda t: (_lot(seed, t.round, t.section_id), t.section_id))
        case _:
            assert_never(order)


def _in_turn(state: State, turns: Sequence[Turn]) -> Iterator[Pick]:
    for turn in turns:
        fate = fate_of(state, turn)
        if fate is PickFate.TAKEN:
            _take(state, turn)
        yield Pick(turn.round, turn.section, turn.cadre, fate)


def _together(state: State, turns: Sequence[Turn], seed: int) -> Iterator[Pick]:
    """All sections pick at once; whom several pick takes the section declared best, then the lot (A-29).

    A section has one pick a round, so that no pick uses up what another of the same round needs.
    """
    fates = [fate_of(state, turn) for turn in turns]
    chosen: dict[int, Turn] = {}
    for turn, fate in zip(turns, fates, strict=True):
        if fate is PickFate.TAKEN:
            chosen[turn.cadre] = min(
                chosen.get(turn.cadre, turn), turn, key=lambda t: _preference(state, t, seed)
            )
    for turn in chosen.values():
        _take(state, turn)
    for turn, fate in zip(turns, fates, strict=True):
        if fate is PickFate.TAKEN and (best := chosen[turn.cadre]) is not turn:
            yield Pick(turn.round, turn.section, turn.cadre, PickFate.CHOSE_OTHER, best.section)
        else:
            yield Pick(turn.round, turn.section, turn.cadre, fate)


def _preference(state: State, turn: Turn, seed: int) -> tuple[int, str, str]:
    """The person's order of the section, then the lot."""
    lot = _lot(seed, turn.section_id, state.instance.cadre_id(turn.cadre))
    return state.bureau.wishes[turn.cadre][turn.site], lot, turn.section_id


def _lot(seed: int, *parts: object) -> str:
    return sha256("|".join(map(str, (seed, *parts))).encode()).hexdigest()


def fate_of(state: State, turn: Turn) -> PickFate:
    """What comes of a pick where no other section stands against it (JL-70, 73, 74, 82, 84, JF-12, JF-13)."""
    bureau, i, site = state.bureau, turn.cadre, turn.site
    if turn.passes:
        return PickFate.PASSED
    if site < 0:
        return PickFate.NOT_OFFERED
    part = Part.OUTSIDE if i < 0 else Part(bureau.part[i])
    if part in _NOT_PICKED:
        return _NOT_PICKED[part]
    if i in state.at:
        return PickFate.PLACED
    if site not in bureau.wishes.get(i, ()):
        return PickFate.NO_CONSENT if (i, site) in bureau.refused else PickFate.UNDECLARED
    if state.left[site] <= 0:
        return PickFate.FULL
    if bureau.former[i] == site and state.keep(part)[site] <= 0:
        return PickFate.KEPT
    return PickFate.RELATIVE if meets(state.kin, i, site, state.at) else PickFate.TAKEN


_NOT_PICKED = {
    Part.OUTSIDE: PickFate.STRANGER,
    Part.OCCUPANT: PickFate.HOLDER,
    Part.EXEMPT: PickFate.EXEMPT,
    Part.WAIVER: PickFate.WAIVER,
}


def _take(state: State, turn: Turn) -> None:
    state.give(turn.cadre, turn.site, state.bureau.wishes[turn.cadre][turn.site])


def _direct(
    state: State, people: Int32, names: Sequence[str], limits: Limits, report: Report
) -> tuple[Objective, ...]:
    """The leading group places `people` in their own unit (JL-71, JL-76).

    Most of them, then the best composition; both values, called `names`, also count those administrative staff
    and waivers who have a section already.
    """
    bureau = state.bureau
    options = {
        i: dict.fromkeys(np.flatnonzero(bureau.unit == state.instance.unit_of[i]).tolist(), 0)
        for i in people.tolist()
    }
    nobody = np.zeros(bureau.sites, dtype=bool)
    problem = staffing(state, people, options, {}, Part.ADMIN, nobody)
    seated = [i for i in bureau.who(Part.ADMIN, Part.WAIVER).tolist() if i in state.at]
    before = np.array(seated, dtype=np.int32)
    at = np.array([state.at[i] for i in seated], dtype=np.int32)
    settled = (len(seated), int(misfits(state.instance, state.policy, bureau, before, at).sum()))
    staffed = staff(problem, (Aim.PLACED, Aim.COMPOSITION), limits, report)
    seat(state, people, staffed, options)
    return tuple(
        Objective(o.name, _plus(o.value, constant), _plus(o.bound, constant))
        for o, constant in zip(objectives(names, staffed), settled, strict=True)
    )


def _plus(value: int | None, constant: int) -> int | None:
    return None if value is None else value + constant
