"""By wish or directed: what was declared, with whose consent, and whom the leading group may place (JL-06, 71…76)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.rules.rule import About, Rule, Words
from rengang.rules.section_form import SECTIONS

SECTION_UNDECLARED = Rule(
    "section-undeclared",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text("{cadre} 没有申报 {section}", "{cadre} did not declare {section}"),
        unit=Text("此人没有申报该科室", "the person did not declare the section"),
    ),
    keys=("sections.max_intents",),
)
SECTION_CONSENT = Rule(
    "section-consent",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "{cadre} 到 {section} 未经所在编制单位同意",
            "the home unit of {cadre} does not consent to {section}",
        ),
        unit=Text("编制单位不同意", "the home unit does not consent"),
    ),
    keys=("sections.consent",),
    on={"sections.consent": ("required",)},
)
SECTION_DIRECTED = Rule(
    "section-directed",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "按政策 {cadre} 不作组织安排，却被安排到 {section}",
            "the policy does not direct {cadre}, who was directed to {section}",
        )
    ),
    keys=("sections.unmatched_admin", "sections.unmatched_institution"),
)
SECTION_WAIVER = Rule(
    "section-waiver",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "{cadre} 自愿放弃竞岗，由领导组安排，不按志愿到 {section}",
            "{cadre} gave up the contest and is placed by the leading group, not in {section} by wish",
        ),
        unit=Text("放弃竞岗人员由领导组安排", "who gave up the contest is placed by the leading group"),
    ),
)
