"""The rounds: whom a section took in its turn has it, and nobody else by wish (JL-73, 74, 83, 84, A-29)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rengang.errors import Text
from rengang.model.section_plan import Pick, PickFate
from rengang.rules.avoidance import SECTION_RELATIVES
from rengang.rules.rule import About, Rule, Words
from rengang.rules.section_form import SECTION_STRANGER, SECTION_TWICE, SECTIONS
from rengang.rules.section_keeping import SECTION_KEEPS_ADMINISTRATIVE
from rengang.rules.section_places import SECTION_CAPACITY, SECTION_EXEMPT, SECTION_NOT_OFFERED
from rengang.rules.section_wishes import SECTION_CONSENT, SECTION_UNDECLARED, SECTION_WAIVER


def _rule(code: str, zh: str, en: str) -> Rule:
    return Rule(
        code,
        About.SECTION,
        SECTIONS,
        Words(breach=Text(zh, en)),
        keys=("sections.round_order",),
        on={"sections.rule": ("rounds",)},
    )


SECTION_PICK_IGNORED = _rule(
    "section-pick-ignored",
    "{section} 按轮次选定了 {cadre}，方案却未照此安排",
    "{section} took {cadre} in its turn, but the plan does otherwise",
)
SECTION_NOT_PICKED = _rule(
    "section-not-picked",
    "各轮中 {section} 没有选定 {cadre}，方案却列为双向选择",
    "{section} did not take {cadre} in any round, but the plan says so",
)


def _seen(rule: Rule) -> Text:
    """What a section reads where the rule bars its pick."""
    assert rule.words.unit is not None
    return rule.words.unit


PICK_FATES: Mapping[PickFate, Text] = {
    PickFate.TAKEN: Text("选定", "taken"),
    PickFate.PASSED: Text("本轮放弃", "passes this round"),
    PickFate.NOT_OFFERED: _seen(SECTION_NOT_OFFERED),
    PickFate.STRANGER: _seen(SECTION_STRANGER),
    PickFate.HOLDER: Text("此人已有职位", "the person holds a post"),
    PickFate.EXEMPT: _seen(SECTION_EXEMPT),
    PickFate.WAIVER: _seen(SECTION_WAIVER),
    PickFate.PLACED: _seen(SECTION_TWICE),
    PickFate.NO_CONSENT: _seen(SECTION_CONSENT),
    PickFate.UNDECLARED: _seen(SECTION_UNDECLARED),
    PickFate.FULL: _seen(SECTION_CAPACITY),
    PickFate.KEPT: _seen(SECTION_KEEPS_ADMINISTRATIVE),
    PickFate.RELATIVE: _seen(SECTION_RELATIVES),
    PickFate.CHOSE_OTHER: Text("本人选择了科室 {section}", "the person chose section {section}"),
}
"""What is said of each fate of a pick; where a rule bars it, in that rule's words."""


def told(pick: Pick, sections: Sequence[str]) -> Text:
    """What came of a pick; `sections` are the labels of the sections by index."""
    words = PICK_FATES[pick.fate]
    chosen = sections[pick.chosen] if pick.chosen >= 0 else ""
    return Text(words.zh.format(section=chosen), words.en.format(section=chosen))
