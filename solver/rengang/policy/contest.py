"""The post contest (竞岗) as data: who may apply, how candidates are scored, how posts are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, assert_never

from pydantic import Field

from rengang.model.values import Day, Exact, Group, Level, Op, Unset
from rengang.policy.conditions import Condition
from rengang.policy.scores import Node, Rounding

UnitKind = Literal["town", "subdistrict", "department", "mass", "institution", "vertical"]
PostKey = Literal[
    "votes", "score", "rate", "declared", "prelim", "appraisal", "work_start", "birth_date", "post_since",
    "cadre_id", "lot",
]  # fmt: skip
PersonKey = Literal["rate", "declared", "order", "lot"]


class Supply(Group):
    """Which units must offer posts, and how many."""

    min_midlevel: int = Field(
        8,
        ge=0,
        description="中层人数达到此数的单位须推出职位 | units with so many mid-level people must offer",
    )
    min_posts: int = Field(
        1, ge=0, description="至少推出的职位数；0 为不作要求 | posts that such a unit must offer; 0: none"
    )
    always: tuple[UnitKind, ...] = Field(
        ("town", "subdistrict"),
        description="不论人数都须推出职位的单位类型 | kinds of units that must offer whatever their size",
    )


class Apply(Group):
    """Applications."""

    max: int = Field(1, ge=1, le=100, description="每人同时可报职位数 | live applications a person may have")
    own_unit: bool = Field(False, description="可否报考本单位职位 | may one apply in one's own unit")
    consent: Literal["required", "advisory", "none"] = Field(
        "required", description="所在单位同意 | consent of the applicant's unit"
    )
    switch: bool = Field(
        True,
        description="报名期内可否改报（以报名日期最晚者为准） | may one switch until the close (the latest counts)",
    )
    closes: Day | None = Field(
        None, description="报名截止日期（含当日） | last day of registration, included"
    )
    reapply_rounds: int = Field(
        1,
        ge=0,
        le=10,
        description="职位取消后可改报的轮数 | rounds of re-application after a post is cancelled",
    )
    rounds: tuple[tuple[int, int], ...] = Field(
        (),
        description="各轮申报的职位数（最少、最多）；空为一次报名 | "
        "declaration rounds as (least, most) posts; empty: one registration",
    )
    counts: Literal["last", "all"] = Field(
        "last",
        description="以本人最后一轮申报为准，或各轮并计 | what counts: a person's last round, or all rounds",
    )

    @property
    def asks_consent(self) -> bool:
        """Does an application fall out that the unit refuses."""
        match self.consent:
            case "required":
                return True
            case "advisory" | "none":
                return False
            case unknown:
                assert_never(unknown)


class Inspection(Group):
    """Who is inspected."""

    rule: Literal["ratio", "more_than_places", "all"] = Field(
        "ratio", description="考察对象的确定办法 | how inspection candidates are set"
    )
    ratio: Exact = Field(
        2, ge=1, le=100, description="每个职位的考察对象数，进一取整 | candidates per place, rounded up"
    )  # type: ignore[assignment]
    min_score: Annotated[Exact | None, Unset] = Field(None, ge=0, description="最低得分 | least total score")
    min_share: Annotated[Exact | None, Unset] = Field(
        None, ge=0, le=1, description="最低推荐率；空为不设 | least recommendation rate; none: not asked"
    )
    share_op: Op = Field("gt", description="推荐率的比较方式 | how the rate is compared")


class Vote(Group):
    """The competitive vote (差额票决)."""

    quorum: Annotated[Exact | None, Unset] = Field(
        None, ge=0, le=1, description="有效的到会比例；空为不设 | share of the members that must be present"
    )
    majority: Annotated[Exact | None, Unset] = Field(
        None, ge=0, le=1, description="当选所需票数比例；空为不设 | share of votes needed; none: not asked"
    )
    majority_op: Op = Field("gt", description="票数比例的比较方式 | how the share of votes is compared")
    base: Literal["present", "members"] = Field(
        "present", description="票数比例的分母 | what the votes are a share of"
    )


class Publicity(Group):
    """Public notice (公示) of those who are to be appointed."""

    days: int = Field(5, ge=0, le=365, description="公示天数 | days of public notice")
    unit: Literal["working", "calendar"] = Field(
        "working", description="工作日或自然日 | working or calendar days"
    )
    count_from: Literal["same_day", "next_day"] = Field(
        "same_day", description="发布当日是否计入 | does the day of publication count"
    )
    starts: Day | None = Field(None, description="公示发布日期 | day of publication")
    channels: tuple[str, ...] = Field((), description="公示渠道 | where it is published")
    contact: str = Field("", description="监督举报方式 | where objections go")


class Contest(Group):
    """The post contest."""

    rule: Literal["stable", "max-filled", "none"] = Field(
        "stable", description="定岗规则；none 表示不竞岗 | how posts are given; none: no contest"
    )
    as_of: Day | None = Field(None, description="年龄与任职年限的计算日期 | reference date of ages and years")
    supply: Supply = Supply()
    apply: Apply = Apply()
    qualification: tuple[str, ...] = Field(
        (), description="适用于全部竞岗职位的资格条件 | conditions asked at every contested post"
    )
    conditions: Mapping[str, Condition] = Field(
        default_factory=dict, description="资格条件的定义 | the named conditions"
    )
    missing: Literal["reject", "pass"] = Field("reject", description="资料缺失时 | what a missing fact means")
    education_scale: tuple[tuple[str, ...], ...] = Field(
        (
            ("小学",), ("初中",), ("高中", "中专", "中技"), ("大专", "专科"), ("本科", "大学", "学士"),
            ("硕士", "研究生"), ("博士",),
        ),
        description="学历由低到高，每级可有别称 | education from low to high, each step with its words",
    )  # fmt: skip
    min_qualified: int = Field(
        2, ge=0, le=1000, description="合格人数少于此数的职位取消 | a post with fewer qualified is cancelled"
    )
    shortlist_cap: Annotated[int | None, Unset] = Field(
        10, ge=1, description="竞岗对象上限；空为不限 | most people shortlisted for a post; none: all"
    )
    shortlist_base: Literal["qualified", "registered"] = Field(
        "qualified",
        description="竞岗对象在合格者中比选，或在报名者中比选（先比选后审查，不合格者也占名额） | "
        "who is ranked for the shortlist: the qualified, or all registered (the unqualified take up places)",
    )
    scores: Mapping[str, Node] = Field(
        default_factory=dict, description="得分的构成 | the named scores and how each is made"
    )
    total: str = Field("", description="用于排序的得分名称 | the score that ranks")
    rounding: Rounding = Rounding()
    absent: Literal["error", "withdrawn"] = Field(
        "error", description="竞岗对象没有得分时 | what a candidate without marks means"
    )
    exam_for_all: bool = Field(
        False, description="全体人员须参加考试 | everybody of the units concerned sits the exam"
    )
    speaking_order: Literal["lot", "none"] = Field(
        "none", description="演讲顺序抽签 | order of the speeches by lot"
    )
    inspection: Inspection = Inspection()
    vote: Vote = Vote()
    decision: Literal["binding", "advisory"] = Field(
        "advisory", description="排序是否必须执行；advisory 可另作决定并说明理由 | is the ranking binding"
    )
    post_order: tuple[PostKey, ...] = Field(
        ("votes", "score"), description="职位对人选的排序 | how a post orders its candidates"
    )
    person_order: tuple[PersonKey, ...] = Field(
        ("order",), description="人选对职位的排序 | how a candidate's posts are ordered"
    )
    incumbents: Literal["hold", "release"] = Field(
        "hold",
        description="竞岗职位的现任：保留到另有任用，或一律起立 | do incumbents hold on until they win another post",
    )
    midlevel_cap: Literal["before_actual", "authorised", "off"] = Field(
        "before_actual", description="中层人数上限 | cap on mid-level people per unit"
    )
    vacancies: Literal["headcount", "as_published"] = Field(
        "headcount", description="竞岗后的缺员人数 | vacancies after the contest"
    )
    batch_limit: Annotated[int | None, Unset] = Field(
        None, ge=1, description="一次调整超过此数须事先报批 | more appointments in one batch need approval"
    )
    probation_months: int = Field(0, ge=0, le=120, description="提任试用期（月） | probation after promotion")
    term_months: Annotated[int | None, Unset] = Field(
        None, ge=1, le=600, description="聘期（月） | term of office"
    )
    publicity: Publicity = Publicity()

    @property
    def takes_place(self) -> bool:
        """Is there a post contest, where posts are offered."""
        match self.rule:
            case "stable" | "max-filled":
                return True
            case "none":
                return False
            case unknown:
                assert_never(unknown)


MID_LEVELS: tuple[Level, ...] = ("chief", "deputy")
"""Levels of mid-level posts (TX-03)."""
