"""The places of the sections: approved posts, the own unit, and those who do not rotate (JL-01, 05, 82, JF-02, 12)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.rules.rule import About, Rule, Words
from rengang.rules.section_form import SECTIONS

SECTION_EXEMPT = Rule(
    "section-exempt",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text("{cadre} 不轮岗，应留在原科室", "{cadre} is exempt and must stay in the own section"),
        unit=Text("此人免于轮岗", "the person is exempt from rotation"),
    ),
)
SECTION_NOT_OFFERED = Rule(
    "section-not-offered",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "{section} 未核定岗位数，不参加选人，却分给了 {cadre}",
            "{section} has no approved posts and takes no part, but was given to {cadre}",
        ),
        unit=Text("该科室没有岗位数", "the section has no authorised posts"),
    ),
)
SECTION_CAPACITY = Rule(
    "section-capacity",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "{section} 只余 {seats} 个岗位，却安排了 {placed} 人",
            "{section} has {seats} places left but was given {placed} people",
        ),
        unit=Text("该科室岗位已满", "the section is full"),
    ),
)
SECTION_OTHER_UNIT = Rule(
    "section-other-unit",
    About.SECTION,
    SECTIONS,
    Words(
        breach=Text(
            "{cadre} 被安排到外单位的 {section}", "{cadre} was given {section}, a section of another unit"
        )
    ),
)
