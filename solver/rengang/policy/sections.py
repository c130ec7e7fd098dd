"""The section selection (科员定岗、事业人员补充) as data."""

from __future__ import annotations

from typing import Literal, assert_never

from pydantic import Field

from rengang.model.values import Group
from rengang.rules.section_keeping import Retain

InTurn = Literal["fixed", "lot", "rotating"]
"""Orders in which the sections of a round pick one after another."""


class Composition(Group):
    """Weights of the composition goals; the weighted sum is minimised."""

    age: int = Field(
        1,
        ge=0,
        le=1_000_000,
        description="年龄结构：同科同年龄段的每一对 | pairs of one age band in a section",
    )
    sex: int = Field(
        1, ge=0, le=1_000_000, description="男女比例：同科同性别的每一对 | pairs of one sex in a section"
    )
    education: int = Field(
        1,
        ge=0,
        le=1_000_000,
        description="文化程度：同科同学历的每一对 | pairs of one education in a section",
    )
    speciality: int = Field(
        3,
        ge=0,
        le=1_000_000,
        description="专业特长与科室职能不符的每一人 | people whose speciality is not the section's",
    )
    age_bands: tuple[int, ...] = Field(
        (35, 45),
        description="年龄段的上限（周岁，含） | upper ends of the age bands, completed years, included",
    )


class Sections(Group):
    """The section selection."""

    rule: Literal["none", "rounds", "propose"] = Field(
        "none",
        description="科室双向选择：不做、按各轮选人推演、由系统提出方案 | none, played from the picks, or proposed",
    )
    institution_types: tuple[str, ...] = Field(
        ("事业",), description="视为事业人员的编制类型 | establishment types that are institution staff"
    )
    max_intents: int = Field(3, ge=1, le=100, description="每人可申报科室数 | sections a person may declare")
    consent: Literal["required", "advisory", "none"] = Field(
        "required", description="事业人员所在单位同意 | consent of institution staff's home unit"
    )
    compulsory: bool = Field(True, description="行政人员须申报 | all administrative staff must declare")
    retain: Retain = Retain()
    round_order: Literal["simultaneous", "fixed", "lot", "rotating"] = Field(
        "simultaneous",
        description="同轮多科选同一人时 | who prevails when sections pick one person in one round",
    )
    rank_by: str = Field(
        "", description="科室选人所依据的得分名称；空为不计 | score by which sections rank people"
    )
    unmatched_admin: Literal["directed", "unplaced"] = Field(
        "directed", description="行政人员未定岗 | what becomes of unmatched administrative staff"
    )
    unmatched_institution: Literal["home", "directed"] = Field(
        "home", description="事业人员未定岗 | what becomes of unmatched institution staff"
    )
    composition: Composition = Composition()

    @property
    def selects(self) -> bool:
        """Is there a section selection."""
        match self.rule:
            case "rounds" | "propose":
                return True
            case "none":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def plays(self) -> bool:
        """Is it played from the picks of the sections."""
        match self.rule:
            case "rounds":
                return True
            case "propose" | "none":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def asks_consent(self) -> bool:
        """Does a declaration without the home unit's consent not count."""
        match self.consent:
            case "required":
                return True
            case "advisory" | "none":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def directs_admin(self) -> bool:
        """Are administrative staff whom no section takes directed to one."""
        match self.unmatched_admin:
            case "directed":
                return True
            case "unplaced":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def directs_institution(self) -> bool:
        """May institution staff be directed to a section; else they go home."""
        match self.unmatched_institution:
            case "directed":
                return True
            case "home":
                return False
            case unknown:
                assert_never(unknown)
