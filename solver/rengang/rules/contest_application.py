"""Who may be appointed to a contested post at all: who applied, not in the own unit, of the establishment type."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.rules.catalogue import rules
from rengang.rules.rule import About, Modality, Rule, Words

NEVER_APPLIED = Rule(
    "contest-no-application",
    About.ENTRY,
    (Procedure.CONTEST,),
    Words(
        breach=Text(
            "{cadre} 没有报名 {post}，也没有被推荐",
            "{cadre} neither applied for {post} nor was recommended to it",
        )
    ),
    Modality.DEFINES,
    keys=("contest.apply.max",),
)
OWN_UNIT = Rule(
    "contest-own-unit",
    About.ENTRY,
    (Procedure.CONTEST,),
    Words(
        breach=Text("{cadre} 竞得本单位的 {post}", "{cadre} is appointed to {post} of the own unit"),
    ),
    keys=("contest.apply.own_unit",),
    off={"contest.apply.own_unit": (True,)},
)
ESTABLISHMENT_TYPE = Rule(
    "contest-establishment-type",
    About.ENTRY,
    (Procedure.CONTEST,),
    Words(
        breach=Text(
            "{cadre} 的编制类型与 {post} 不符",
            "the establishment type of {cadre} is not that of {post}",
        ),
        bar=Text("编制类型不同", "another establishment type"),
        person=Text(
            "编制类型应为“{theirs}”，本人为“{mine}”",
            "the establishment type must be “{theirs}”; it is “{mine}”",
        ),
        unit=Text("编制类型不同", "establishment type differs"),
    ),
    keys=("caps.establishment",),
    on={"caps.establishment": ("by_type",)},
)


def qualifications() -> tuple[Rule, ...]:
    """What every applicant is asked beside the policy's conditions, in the order in which it is asked (TX-17).

    The establishment type, and every rule about a person that binds the contest; each is a condition called by
    the name of the rule.
    """
    persons = rules(About.PERSON, Procedure.CONTEST)
    return (ESTABLISHMENT_TYPE, *(rule for rule in persons if rule.modality is Modality.MUST))
