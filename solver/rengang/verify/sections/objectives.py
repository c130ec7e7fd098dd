"""What a section plan attains: every objective of both stages, from the definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from rengang.model.section_plan import Group
from rengang.rules.section_keeping import SECTION_UNKEPT
from rengang.verify.calendar import completed_years
from rengang.verify.contest.facts import Facts
from rengang.verify.sections.bureau import ADMINISTRATIVE, Bureau
from rengang.verify.sections.merit import Merit, score_ranks
from rengang.verify.sections.plan import Plan

Stated = tuple[tuple[str, int], ...]


def objectives(plan: Plan) -> Stated:
    """Name and value of each objective, in the order of the definition."""
    bureau = plan.bureau
    first = (Group.WAIVER,)
    waivers: Stated = ()
    if Group.WAIVER in bureau.groups.values():  # placed before anybody is selected (JL-71)
        waivers = (("section_waivers", len(plan.placed(first))),)
    if bureau.policy.sections.plays:
        if waivers:
            waivers = (*waivers, ("section_waivers_composition", composition(plan, first, first)))
        return (
            *waivers,
            ("section_placed", len(plan.placed(ADMINISTRATIVE))),
            ("section_composition", composition(plan, ADMINISTRATIVE, ADMINISTRATIVE)),
        )
    by_wish = _wished(plan, Group.ADMIN)
    supplement = _wished(plan, Group.INSTITUTION)
    everybody = (*ADMINISTRATIVE, Group.INSTITUTION)
    # whoever is directed has no wish rank: without this count that would be the better place
    directs = bureau.policy.sections.directs_institution
    return (
        *waivers,
        ("section_placed", len(plan.placed(ADMINISTRATIVE))),
        ("section_by_wish", len(by_wish)),
        ("section_wish_ranks", _wish_ranks(bureau, by_wish)),
        *_score_ranks(bureau, "section_score_ranks", Group.ADMIN, by_wish),
        ("section_composition", composition(plan, ADMINISTRATIVE, ADMINISTRATIVE)),
        ("supplement_unkept", len(unkept(plan))),
        ("supplement_placed", len(plan.placed((Group.INSTITUTION,)))),
        *((("supplement_by_wish", len(supplement)),) if directs else ()),
        ("supplement_wish_ranks", _wish_ranks(bureau, supplement)),
        *_score_ranks(bureau, "supplement_score_ranks", Group.INSTITUTION, supplement),
        ("supplement_composition", composition(plan, everybody, (Group.INSTITUTION,))),
    )


def _wished(plan: Plan, group: Group) -> list[tuple[int, int]]:
    """(cadre, section) of those of the group who have a section that they declared."""
    wishes = plan.bureau.wishes
    return [(c, s) for c, s in plan.placed((group,)).items() if s in wishes[c]]


def _wish_ranks(bureau: Bureau, pairs: Iterable[tuple[int, int]]) -> int:
    return sum(bureau.wishes[c][s] for c, s in pairs)


def _score_ranks(bureau: Bureau, name: str, group: Group, pairs: Iterable[tuple[int, int]]) -> Stated:
    """Sum of the sections' ranks of those whom they get by wish, where the policy ranks people (FG-19)."""
    rank_by = bureau.policy.sections.rank_by
    if not rank_by:
        return ()
    declaring = {c: wishes for c, wishes in bureau.wishes.items() if bureau.groups[c] is group}
    ranks = score_ranks(Merit(Facts(bureau.case, seed=0)), rank_by, declaring)
    return ((name, sum(ranks[pair] for pair in pairs)),)


def unkept(plan: Plan) -> list[int]:
    """Sections that kept nobody of the administration, could keep institution staff, and did not (JL-81)."""
    bureau = plan.bureau
    if not SECTION_UNKEPT.in_force(bureau.policy):
        return []
    least = bureau.policy.sections.retain.institution_min_if_no_admin
    administrative, institution = plan.former(ADMINISTRATIVE), plan.former((Group.INSTITUTION,))
    left = plan.seats_left
    willing = {
        int(bureau.former[c])
        for c, group in bureau.groups.items()
        if group is Group.INSTITUTION and int(bureau.former[c]) in bureau.wishes[c]
    }
    return [
        s
        for s in bureau.capacity
        if left[s] > 0 and administrative[s] == 0 and s in willing and institution[s] < least
    ]


def composition(plan: Plan, groups: Collection[Group], placed: Collection[Group]) -> int:
    """How far the sections are from mixed (JL-80): pairs alike among their members, and specialities astray.

    `groups` are members beside the heads and the exempt; the speciality is asked of those `placed`.
    """
    bureau = plan.bureau
    weights = bureau.policy.sections.composition
    bands = _age_bands(bureau)
    sex, education = bureau.column("sex"), bureau.column("education")
    total = 0
    for members in plan.members(groups).values():
        total += weights.age * _pairs(bands[c] for c in members)
        total += weights.sex * _pairs(sex[c] for c in members)
        total += weights.education * _pairs(education[c] for c in members)
    speciality = bureau.column("speciality")
    for cadre, section in plan.placed(placed).items():
        known, wanted = speciality[cadre], bureau.function[section]
        total += weights.speciality * bool(known and wanted and known != wanted)
    return total


def _pairs(kinds: Iterable[Any]) -> int:
    """Pairs of members of one kind; blanks pair with nobody."""
    return sum(n * (n - 1) // 2 for n in Counter(kind for kind in kinds if kind is not None).values())


def _age_bands(bureau: Bureau) -> list[int | None]:
    """Age band of each cadre at ``contest.as_of`` (A-33); blank without the day or the date of birth."""
    as_of = bureau.policy.contest.as_of
    births = bureau.instance.cadres["birth_date"].to_list()
    if as_of is None:
        return [None] * len(births)
    ends = sorted(bureau.policy.sections.composition.age_bands)
    return [
        None if born is None else sum(completed_years(born, as_of) > end for end in ends) for born in births
    ]
