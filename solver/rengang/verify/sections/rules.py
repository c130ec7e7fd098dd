"""The hard rules of the section selection, one function each; a plan is judged by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rengang.model import Stage
from rengang.model.section_plan import Group
from rengang.verify.breach import Breach, Rule
from rengang.verify.sections.bureau import ADMINISTRATIVE
from rengang.verify.sections.plan import Plan

WITH_SECTION = (Stage.RETAINED, Stage.INTENT, Stage.DIRECTED)
BY_WISH = (Stage.RETAINED, Stage.INTENT)
WITHOUT_SECTION = {
    Group.EXEMPT: (),
    Group.WAIVER: (Stage.UNPLACED,),
    Group.ADMIN: (Stage.UNPLACED,),
    Group.INSTITUTION: (Stage.RETURNED,),
}


def _pairs(rule: Rule, plan: Plan, pairs: Iterable[tuple[int, int]]) -> list[Breach]:
    """One breach for each (cadre, section)."""
    found = list(pairs)
    case = plan.bureau.case
    return rule.broken(case, cadre=[c for c, _ in found], section=[s for _, s in found])


def _people(rule: Rule, plan: Plan, cadres: Iterable[int]) -> list[Breach]:
    """One breach for each cadre."""
    return rule.broken(plan.bureau.case, cadre=list(cadres))


def _selected(plan: Plan) -> list[tuple[int, int, Stage, Group]]:
    """Participants who are not exempt and have a section that takes part."""
    groups, known = plan.bureau.groups, plan.bureau.capacity
    return [
        (c, s, plan.stage[c], groups[c])
        for c, s in plan.section.items()
        if s in known and groups[c] is not Group.EXEMPT
    ]


def check_coverage(plan: Plan) -> list[Breach]:
    """Everybody who takes part stands in the plan exactly once, nobody else does (JL-05, JL-06, JL-08)."""
    missing = Rule(
        "section-missing", "{cadre} 应参加科室选人，却不在方案中",
        "{cadre} takes part in the section selection but is not in the plan", ("JL-05", "JL-08"),
    )  # fmt: skip
    stranger = Rule(
        "section-stranger", "{cadre} 不参加科室选人，却在方案中",
        "{cadre} takes no part in the section selection but is in the plan", ("JL-05", "JL-06"),
    )  # fmt: skip
    twice = Rule(
        "section-twice", "{cadre} 在方案中出现 {times} 次",
        "{cadre} stands in the plan {times} times", ("JL-73",),
    )  # fmt: skip
    groups = plan.bureau.groups
    repeated = sorted(c for c, times in plan.rows.items() if times > 1)
    return [
        *_people(missing, plan, (c for c in groups if c not in plan.rows)),
        *_people(stranger, plan, sorted(c for c in plan.rows if c not in groups)),
        *twice.broken(plan.bureau.case, cadre=repeated, times=[plan.rows[c] for c in repeated]),
    ]


def check_stage(plan: Plan) -> list[Breach]:
    """Stage and section go together, and the stage is one that the person's group can end in (JL-76)."""
    rule = Rule(
        "section-stage", "{cadre} 的去向类别与其身份或所定科室不符",
        "the stage of {cadre} does not go with their group or with the section given", ("JL-76", "JL-85"),
    )  # fmt: skip

    def wrong(cadre: int) -> bool:
        stage, group = plan.stage[cadre], plan.bureau.groups[cadre]
        if plan.section[cadre] >= 0:
            return stage not in WITH_SECTION
        if group is Group.EXEMPT:
            return False  # `section-exempt` names it
        if group is Group.INSTITUTION and stage is Stage.UNPLACED:
            return False  # `section-not-returned` names it
        return stage not in WITHOUT_SECTION[group]

    return _people(rule, plan, (c for c in plan.section if wrong(c)))


def check_returned(plan: Plan) -> list[Breach]:
    """Institution staff without a section go back to their home unit (JL-85)."""
    rule = Rule(
        "section-not-returned", "事业人员 {cadre} 未能定岗，应回原编制单位",
        "{cadre} of the institution staff has no section and must return to the home unit", ("JL-85",),
    )  # fmt: skip
    groups = plan.bureau.groups
    return _people(
        rule, plan,
        (
            c for c, s in plan.section.items()
            if s < 0 and groups[c] is Group.INSTITUTION and plan.stage[c] is Stage.UNPLACED
        ),
    )  # fmt: skip


def check_exempt(plan: Plan) -> list[Breach]:
    """Those exempt from rotation stay in their own section (JL-82)."""
    rule = Rule(
        "section-exempt", "{cadre} 不轮岗，应留在原科室", "{cadre} is exempt and must stay in the own section",
        ("JL-82", "JL-05"),
    )  # fmt: skip
    former, groups = plan.bureau.former, plan.bureau.groups

    def moved(cadre: int) -> bool:
        return plan.section[cadre] != int(former[cadre]) or plan.stage[cadre] is not Stage.RETAINED

    return _people(rule, plan, (c for c in plan.section if groups[c] is Group.EXEMPT and moved(c)))


def check_offered(plan: Plan) -> list[Breach]:
    """A section that is given has an approved number of posts (JL-01)."""
    rule = Rule(
        "section-not-offered", "{section} 未核定岗位数，不参加选人，却分给了 {cadre}",
        "{section} has no approved posts and takes no part, but was given to {cadre}", ("JL-01",),
    )  # fmt: skip
    known = plan.bureau.capacity
    return _pairs(rule, plan, ((c, s) for c, s in plan.section.items() if s >= 0 and s not in known))


def check_capacity(plan: Plan) -> list[Breach]:
    """No section gets more people than its approved posts leave places (JL-01, JF-12)."""
    rule = Rule(
        "section-capacity", "{section} 只余 {seats} 个岗位，却安排了 {placed} 人",
        "{section} has {seats} places left but was given {placed} people", ("JL-01", "JF-12"),
    )  # fmt: skip
    given = plan.placed((*ADMINISTRATIVE, Group.INSTITUTION))
    placed = dict.fromkeys(plan.bureau.capacity, 0)
    for section in given.values():
        placed[section] += 1
    over = [s for s, count in placed.items() if count > plan.bureau.seats[s]]
    seats = [plan.bureau.seats[s] for s in over]
    return rule.broken(plan.bureau.case, section=over, seats=seats, placed=[placed[s] for s in over])


def check_own_unit(plan: Plan) -> list[Breach]:
    """Administrative staff and waivers are placed inside their own unit (JF-02)."""
    rule = Rule(
        "section-other-unit", "{cadre} 被安排到外单位的 {section}",
        "{cadre} was given {section}, a section of another unit", ("JF-02", "JF-12"),
    )  # fmt: skip
    unit, home = plan.bureau.unit, plan.bureau.case.home
    return _pairs(rule, plan, ((c, s) for c, s in plan.placed(ADMINISTRATIVE).items() if unit[s] != home[c]))


def check_declared(plan: Plan) -> list[Breach]:
    """Whoever gets a section by wish, or as institution staff at all, declared it (JL-74, JF-13)."""
    rule = Rule(
        "section-undeclared", "{cadre} 没有申报 {section}", "{cadre} did not declare {section}",
        ("JL-74", "JF-13"),
    )  # fmt: skip
    bureau = plan.bureau

    def undeclared(cadre: int, section: int, stage: Stage, group: Group) -> bool:
        outside = group is Group.ADMIN and bureau.unit[section] != bureau.case.home[cadre]
        if group is Group.WAIVER or section in bureau.wishes[cadre] or outside:
            return False  # waivers have no wishes, another unit's section is named by its own rule
        if group is Group.INSTITUTION and bureau.refused(cadre, section):
            return False  # `section-consent` names it
        return stage in BY_WISH

    return _pairs(rule, plan, ((c, s) for c, s, how, g in _selected(plan) if undeclared(c, s, how, g)))


def check_consent(plan: Plan) -> list[Breach]:
    """No institution staff without the consent of their home unit (JL-06, JF-13)."""
    rule = Rule(
        "section-consent", "{cadre} 到 {section} 未经所在编制单位同意",
        "the home unit of {cadre} does not consent to {section}", ("JL-06", "JF-13"),
    )  # fmt: skip
    bureau = plan.bureau
    return _pairs(
        rule, plan,
        (
            (c, s) for c, s, how, group in _selected(plan)
            if group is Group.INSTITUTION and how in BY_WISH
            and s not in bureau.wishes[c] and bureau.refused(c, s)
        ),
    )  # fmt: skip


def check_directed(plan: Plan) -> list[Breach]:
    """Nobody is directed whom the policy leaves where they are (JL-76, JL-85, A-17)."""
    rule = Rule(
        "section-directed", "按政策 {cadre} 不作组织安排，却被安排到 {section}",
        "the policy does not direct {cadre}, who was directed to {section}",
        keys=("sections.unmatched_admin", "sections.unmatched_institution"),
    )  # fmt: skip
    sections = plan.bureau.policy.sections
    allowed = {
        Group.WAIVER: True,
        Group.ADMIN: sections.unmatched_admin == "directed",
        Group.INSTITUTION: sections.unmatched_institution == "directed" and sections.rule != "rounds",
    }
    return _pairs(
        rule, plan,
        ((c, s) for c, s, how, group in _selected(plan) if how is Stage.DIRECTED and not allowed[group]),
    )  # fmt: skip


def check_waivers(plan: Plan) -> list[Breach]:
    """Who gave up the contest is placed by the leading group, not by wish (JL-71)."""
    rule = Rule(
        "section-waiver", "{cadre} 自愿放弃竞岗，由领导组安排，不按志愿到 {section}",
        "{cadre} gave up the contest and is placed by the leading group, not in {section} by wish", ("JL-71",),
    )  # fmt: skip
    return _pairs(
        rule,
        plan,
        ((c, s) for c, s, how, group in _selected(plan) if group is Group.WAIVER and how in BY_WISH),
    )


def check_stage_name(plan: Plan) -> list[Breach]:
    """`retained` is the own former section, `intent` another declared one, `directed` an undeclared one.

    When rounds are played, those whom no section took may be directed to a section that they declared.
    """
    rule = Rule(
        "section-stage-name", "{cadre} 到 {section} 的去向类别应为另一种",
        "how {cadre} came to {section} is named wrongly", ("JL-70", "JL-74"),
    )  # fmt: skip
    bureau = plan.bureau
    played = bureau.policy.sections.rule == "rounds"

    def misnamed(cadre: int, section: int, stage: Stage, group: Group) -> bool:
        if group is Group.WAIVER or section not in bureau.wishes[cadre]:
            return False  # by-wish stages of these are named by their own rules
        if stage is Stage.DIRECTED:
            return not played
        own = int(bureau.former[cadre]) == section
        return (stage is Stage.RETAINED) != own

    return _pairs(rule, plan, ((c, s) for c, s, how, g in _selected(plan) if misnamed(c, s, how, g)))


def check_kept(plan: Plan) -> list[Breach]:
    """A section keeps only so many former members of either kind (JL-70, JL-81, A-28)."""
    retain = plan.bureau.policy.sections.retain
    administrative = Rule(
        "section-keeps-administrative", "{section} 留用原行政人员 {kept} 人，至多 {most} 人",
        "{section} keeps {kept} former administrative people, at most {most} are allowed",
        ("JL-70", "A-28"),
    )  # fmt: skip
    institution = Rule(
        "section-keeps-institution", "{section} 留用原事业人员 {kept} 人，至多 {most} 人",
        "{section} keeps {kept} former institution people, at most {most} are allowed",
        ("JL-81", "A-28"),
    )  # fmt: skip
    out = []
    for rule, groups, most in (
        (administrative, ADMINISTRATIVE, retain.admin_max),
        (institution, (Group.INSTITUTION,), retain.institution_max),
    ):
        kept = {s: count for s, count in plan.former(groups).items() if count > most}
        out += rule.broken(
            plan.bureau.case, section=list(kept), kept=list(kept.values()), most=[most] * len(kept)
        )
    return out


def check_relatives(plan: Plan) -> list[Breach]:
    """Relatives do not share a section, its head and those exempt included (DY-04)."""
    rule = Rule(
        "section-relatives", "{cadre} 与亲属 {relative} 同在 {section}",
        "{cadre} shares {section} with the relative {relative}", ("DY-04",), ("avoidance.relations",),
    )  # fmt: skip
    bureau = plan.bureau
    placed = plan.placed((*ADMINISTRATIVE, Group.INSTITUTION))
    fixed = {cadre: section for section, cadres in bureau.fixed.items() for cadre in cadres}
    where = fixed | placed
    pairs = [
        (cadre, relative, section)
        for cadre, section in placed.items()
        for relative in sorted(set(bureau.kin.get(cadre, [])))
        if where.get(relative) == section and (relative not in placed or cadre < relative)
    ]
    return rule.broken(
        bureau.case,
        cadre=[p[0] for p in pairs],
        relative=[p[1] for p in pairs],
        section=[p[2] for p in pairs],
    )


Check = Callable[[Plan], list[Breach]]
CHECKS: tuple[Check, ...] = (
    check_coverage,
    check_stage,
    check_returned,
    check_exempt,
    check_offered,
    check_capacity,
    check_own_unit,
    check_declared,
    check_consent,
    check_directed,
    check_waivers,
    check_stage_name,
    check_kept,
    check_relatives,
)
"""Every hard rule but the rounds, in the order in which breaches are reported."""
