"""The form of a section plan: who stands in it, and that stage, section and person go together (JL-05, 73, 74, 76)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.rules.rule import About, Modality, Rule, Words

SECTIONS = (Procedure.SECTIONS,)


def _rule(code: str, zh: str, en: str, *keys: str, seen: Text | None = None) -> Rule:
    return Rule(code, About.WHOLE, SECTIONS, Words(breach=Text(zh, en), unit=seen), Modality.DEFINES, keys)


SECTION_MISSING = _rule(
    "section-missing",
    "{cadre} 应参加科室选人，却不在方案中",
    "{cadre} takes part in the section selection but is not in the plan",
)
SECTION_STRANGER = _rule(
    "section-stranger",
    "{cadre} 不参加科室选人，却在方案中",
    "{cadre} takes no part in the section selection but is in the plan",
    seen=Text("此人不参加科室双向选择", "the person takes no part in the selection"),
)
SECTION_TWICE = _rule(
    "section-twice",
    "{cadre} 在方案中出现 {times} 次",
    "{cadre} stands in the plan {times} times",
    seen=Text("此人已经定岗", "the person has a section already"),
)
SECTION_STAGE = _rule(
    "section-stage",
    "{cadre} 的去向类别与其身份或所定科室不符",
    "the stage of {cadre} does not go with their group or with the section given",
)
SECTION_NOT_RETURNED = _rule(
    "section-not-returned",
    "事业人员 {cadre} 未能定岗，应回原编制单位",
    "{cadre} of the institution staff has no section and must return to the home unit",
)
SECTION_STAGE_NAME = _rule(
    "section-stage-name",
    "{cadre} 到 {section} 的去向类别应为另一种",
    "how {cadre} came to {section} is named wrongly",
)
