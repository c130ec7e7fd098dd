"""The hard rules of the section selection, each with the function that finds where a plan breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import assert_never

from rengang.model import Stage
from rengang.model.section_plan import Group
from rengang.rules import section_form as form
from rengang.rules import section_keeping as keeping
from rengang.rules import section_places as places
from rengang.rules import section_rounds as rounds
from rengang.rules import section_wishes as by_wish
from rengang.rules.avoidance import SECTION_RELATIVES
from rengang.rules.rule import Rule
from rengang.rules.section_ways import WITH_SECTION
from rengang.verify.breach import Breach, broken
from rengang.verify.sections.bureau import ADMINISTRATIVE
from rengang.verify.sections.plan import Plan

BY_WISH = (Stage.RETAINED, Stage.INTENT)
EVERYBODY = (*ADMINISTRATIVE, Group.INSTITUTION)

Found = Mapping[str, list[int]]
"""Whom and what each breach concerns: parallel columns for :func:`rengang.verify.breach.broken`."""


def _people(cadres: Iterable[int]) -> Found:
    return {"cadre": list(cadres)}


def _pairs(pairs: Iterable[tuple[int, int]]) -> Found:
    """(cadre, section) of each breach."""
    found = list(pairs)
    return {"cadre": [c for c, _ in found], "section": [s for _, s in found]}


def _selected(plan: Plan) -> list[tuple[int, int, Stage, Group]]:
    """Participants who are not exempt and have a section that takes part."""
    groups, known = plan.bureau.groups, plan.bureau.capacity
    return [
        (c, s, plan.stage[c], groups[c])
        for c, s in plan.section.items()
        if s in known and groups[c] is not Group.EXEMPT
    ]


def _missing(plan: Plan) -> Found:
    """Everybody who takes part stands in the plan (JL-05, JL-08)."""
    return _people(c for c in plan.bureau.groups if c not in plan.rows)


def _strangers(plan: Plan) -> Found:
    """Nobody else does (JL-06)."""
    return _people(sorted(c for c in plan.rows if c not in plan.bureau.groups))


def _repeated(plan: Plan) -> Found:
    """Nobody does twice (JL-73)."""
    repeated = sorted(c for c, times in plan.rows.items() if times > 1)
    return {"cadre": repeated, "times": [plan.rows[c] for c in repeated]}


def _stages(plan: Plan) -> Found:
    """Stage and section go together, and the stage is one that the person's group can end in (JL-76)."""

    def wrong(cadre: int) -> bool:
        stage, group = plan.stage[cadre], plan.bureau.groups[cadre]
        if plan.section[cadre] >= 0:
            return stage not in WITH_SECTION
        match group:
            case Group.EXEMPT:
                return False  # `section-exempt` names it
            case Group.INSTITUTION:  # `section-not-returned` names those left unplaced
                return stage not in (Stage.RETURNED, Stage.UNPLACED)
            case Group.WAIVER | Group.ADMIN:
                return stage is not Stage.UNPLACED
            case _:
                assert_never(group)

    return _people(c for c in plan.section if wrong(c))


def _not_returned(plan: Plan) -> Found:
    """Institution staff without a section go back to their home unit (JL-85)."""
    groups = plan.bureau.groups
    return _people(
        c
        for c, s in plan.section.items()
        if s < 0 and groups[c] is Group.INSTITUTION and plan.stage[c] is Stage.UNPLACED
    )


def _exempt(plan: Plan) -> Found:
    """Those exempt from rotation stay in their own section (JL-82)."""
    former, groups = plan.bureau.former, plan.bureau.groups
    return _people(
        c
        for c, s in plan.section.items()
        if groups[c] is Group.EXEMPT and (s != int(former[c]) or plan.stage[c] is not Stage.RETAINED)
    )


def _not_offered(plan: Plan) -> Found:
    """A section that is given has an approved number of posts (JL-01)."""
    return _pairs((c, s) for c, s in plan.section.items() if s >= 0 and s not in plan.bureau.capacity)


def _capacity(plan: Plan) -> Found:
    """No section gets more people than its approved posts leave places (JL-01, JF-12)."""
    seats, left = plan.bureau.seats, plan.seats_beside(EVERYBODY)
    over = [s for s, still in left.items() if still < 0]
    return {"section": over, "seats": [seats[s] for s in over], "placed": [seats[s] - left[s] for s in over]}


def _other_unit(plan: Plan) -> Found:
    """Administrative staff and waivers are placed inside their own unit (JF-02)."""
    unit, home = plan.bureau.unit, plan.bureau.case.home
    return _pairs((c, s) for c, s in plan.placed(ADMINISTRATIVE).items() if unit[s] != home[c])


def _undeclared(plan: Plan) -> Found:
    """Whoever gets a section by wish declared it (JL-74, JF-13)."""
    bureau = plan.bureau

    def undeclared(cadre: int, section: int, stage: Stage, group: Group) -> bool:
        outside = group is Group.ADMIN and bureau.unit[section] != bureau.case.home[cadre]
        if group is Group.WAIVER or section in bureau.wishes[cadre] or outside:
            return False  # waivers have no wishes, another unit's section is named by its own rule
        if group is Group.INSTITUTION and bureau.refused(cadre, section):
            return False  # `section-consent` names it
        return stage in BY_WISH

    return _pairs((c, s) for c, s, how, g in _selected(plan) if undeclared(c, s, how, g))


def _without_consent(plan: Plan) -> Found:
    """No institution staff without the consent of their home unit (JL-06, JF-13)."""
    bureau = plan.bureau
    return _pairs(
        (c, s)
        for c, s, how, group in _selected(plan)
        if group is Group.INSTITUTION
        and how in BY_WISH
        and s not in bureau.wishes[c]
        and bureau.refused(c, s)
    )


def _directed(plan: Plan) -> Found:
    """Nobody is directed whom the policy leaves where they are (JL-76, JL-85, A-17)."""
    sections = plan.bureau.policy.sections
    allowed = {
        Group.WAIVER: True,
        Group.ADMIN: sections.directs_admin,
        Group.INSTITUTION: sections.directs_institution and not sections.plays,
    }
    return _pairs(
        (c, s) for c, s, how, group in _selected(plan) if how is Stage.DIRECTED and not allowed[group]
    )


def _waivers(plan: Plan) -> Found:
    """Who gave up the contest is placed by the leading group, not by wish (JL-71)."""
    return _pairs((c, s) for c, s, how, group in _selected(plan) if group is Group.WAIVER and how in BY_WISH)


def _misnamed(plan: Plan) -> Found:
    """`retained` is the own former section, `intent` another declared one, `directed` an undeclared one.

    When rounds are played, those whom no section took may be directed to a section that they declared.
    """
    bureau = plan.bureau
    played = bureau.policy.sections.plays

    def misnamed(cadre: int, section: int, stage: Stage, group: Group) -> bool:
        if group is Group.WAIVER or section not in bureau.wishes[cadre]:
            return False  # by-wish stages of these are named by their own rules
        if stage is Stage.DIRECTED:
            return not played
        own = int(bureau.former[cadre]) == section
        return (stage is Stage.RETAINED) != own

    return _pairs((c, s) for c, s, how, g in _selected(plan) if misnamed(c, s, how, g))


def _keeps(plan: Plan, groups: tuple[Group, ...], most: int) -> Found:
    """A section keeps only so many former members of a kind (JL-70, JL-81, A-28)."""
    kept = {s: count for s, count in plan.former(groups).items() if count > most}
    return {"section": list(kept), "kept": list(kept.values()), "most": [most] * len(kept)}


def _keeps_administrative(plan: Plan) -> Found:
    return _keeps(plan, ADMINISTRATIVE, plan.bureau.policy.sections.retain.admin_max)


def _keeps_institution(plan: Plan) -> Found:
    return _keeps(plan, (Group.INSTITUTION,), plan.bureau.policy.sections.retain.institution_max)


def _relatives(plan: Plan) -> Found:
    """Relatives do not share a section, its head and those exempt included (DY-04)."""
    bureau = plan.bureau
    placed = plan.placed(EVERYBODY)
    fixed = {cadre: section for section, cadres in bureau.fixed.items() for cadre in cadres}
    where = fixed | placed
    met = [
        (cadre, relative, section)
        for cadre, section in placed.items()
        for relative in sorted(set(bureau.kin.get(cadre, [])))
        if where.get(relative) == section and (relative not in placed or cadre < relative)
    ]
    return {"cadre": [m[0] for m in met], "relative": [m[1] for m in met], "section": [m[2] for m in met]}


def _picked(plan: Plan) -> dict[int, int]:
    """Section of those whom the plan gives a declared one by wish."""
    given = plan.placed((Group.ADMIN, Group.INSTITUTION)).items()
    return {c: s for c, s in given if plan.stage[c] in BY_WISH and s in plan.bureau.wishes[c]}


def _ignored(plan: Plan) -> Found:
    """Whom a section took in its turn has it (JL-73, 83)."""
    picked = _picked(plan)
    return _pairs((c, s) for c, s in plan.won.items() if c in plan.section and picked.get(c) != s)


def _not_picked(plan: Plan) -> Found:
    """Nobody else has one by wish (JL-74, 84)."""
    return _pairs((c, s) for c, s in _picked(plan).items() if c not in plan.won)


JUDGES: Mapping[Rule, Callable[[Plan], Found]] = {
    form.SECTION_MISSING: _missing,
    form.SECTION_STRANGER: _strangers,
    form.SECTION_TWICE: _repeated,
    form.SECTION_STAGE: _stages,
    form.SECTION_NOT_RETURNED: _not_returned,
    places.SECTION_EXEMPT: _exempt,
    places.SECTION_NOT_OFFERED: _not_offered,
    places.SECTION_CAPACITY: _capacity,
    places.SECTION_OTHER_UNIT: _other_unit,
    by_wish.SECTION_UNDECLARED: _undeclared,
    by_wish.SECTION_CONSENT: _without_consent,
    by_wish.SECTION_DIRECTED: _directed,
    by_wish.SECTION_WAIVER: _waivers,
    form.SECTION_STAGE_NAME: _misnamed,
    keeping.SECTION_KEEPS_ADMINISTRATIVE: _keeps_administrative,
    keeping.SECTION_KEEPS_INSTITUTION: _keeps_institution,
    SECTION_RELATIVES: _relatives,
    rounds.SECTION_PICK_IGNORED: _ignored,
    rounds.SECTION_NOT_PICKED: _not_picked,
}
"""Every rule that can be broken with its judge, in the order in which breaches are reported."""


def breaches(plan: Plan) -> tuple[Breach, ...]:
    """Every rule in force that the plan breaks, and where."""
    case = plan.bureau.case
    return tuple(
        breach
        for rule, judge in JUDGES.items()
        if rule.in_force(case.policy)
        for breach in broken(case, rule, **judge(plan))
    )
