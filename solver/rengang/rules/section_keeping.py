"""How many of its former members a section keeps, and whom it has to take where it kept none (JL-70, JL-81, A-28)."""

from __future__ import annotations

from pydantic import Field

from rengang.errors import Text
from rengang.model.values import Group
from rengang.rules.rule import About, Modality, Rule, Words
from rengang.rules.section_form import SECTIONS


class Retain(Group):
    """How many former members a section keeps."""

    admin_max: int = Field(
        1, ge=0, le=1000, description="每科可留行政人员数 | former administrative staff a section may keep"
    )
    institution_max: int = Field(
        1, ge=0, le=1000, description="每科可留事业人员数 | former institution staff a section may keep"
    )
    institution_min_if_no_admin: int = Field(
        1,
        ge=0,
        le=1,
        description="未留行政人员的科室须选的原事业人员数 | "
        "former institution staff that a section must take when it kept no administrative one",
    )


def _keeps(kind: str, key: str, zh: str, en: str) -> Rule:
    return Rule(
        f"section-keeps-{kind}",
        About.SECTION,
        SECTIONS,
        Words(
            breach=Text(
                f"{{section}} 留用原{zh} {{kept}} 人，至多 {{most}} 人",
                f"{{section}} keeps {{kept}} former {en} people, at most {{most}} are allowed",
            ),
            unit=Text(
                "该科室保留的原工作人员已达上限", "the section has kept as many former members as it may"
            ),
        ),
        keys=(f"sections.retain.{key}",),
    )


SECTION_KEEPS_ADMINISTRATIVE = _keeps("administrative", "admin_max", "行政人员", "administrative")
SECTION_KEEPS_INSTITUTION = _keeps("institution", "institution_max", "事业人员", "institution")
SECTION_UNKEPT = Rule(
    "section-unkept",
    About.SECTION,
    SECTIONS,
    Words(bar=Text("应留原事业人员而未留", "that miss a former institution member")),
    Modality.DEFAULT,
    keys=("sections.retain.institution_min_if_no_admin",),
    off={"sections.retain.institution_min_if_no_admin": (0,)},
)
