"""The tables of an instance as data: every table and column with its names, kind and meaning.

One declaration serves the readers (headings and aliases), the checks (kinds, needed columns), the templates
(headings, drop-down lists, the explaining page) and the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from rengang.errors import Text

Kind = Literal["id", "text", "int", "decimal", "date", "enum", "flag"]

DECIMAL_PLACES = 6
"""Scores are kept exactly, with at most this many places."""

DTYPES: Mapping[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "int": pl.Int64(),
    "decimal": pl.Decimal(20, DECIMAL_PLACES),
    "date": pl.Date(),
    "enum": pl.String(),
    "flag": pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """One column: `name` in English, `heading` in Chinese, `aliases` that are read as well.

    `values` maps each allowed value of an enum to its Chinese word. `refers` names the table whose key the
    column holds. `minimum` bounds ints and decimals from below.
    """

    name: str
    heading: str
    kind: Kind
    note: Text
    needed: bool = False
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    refers: str | None = None
    minimum: int | None = None


@dataclass(frozen=True)
class Table:
    """One table: English name, Chinese heading, its columns, and the columns that identify a row."""

    name: str
    heading: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name` (KeyError if there is none)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in canonical order."""
        return {c.name: DTYPES[c.kind] for c in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)


def _id(name: str, heading: str, refers: str | None, zh: str, en: str, **more: object) -> Column:
    return Column(name, heading, "id", Text(zh, en), refers=refers, **more)  # type: ignore[arg-type]


UNIT_KINDS = {
    "town": "镇",
    "subdistrict": "街道",
    "department": "市直机关",
    "mass": "群团机关",
    "institution": "参公事业单位",
    "vertical": "垂直管理",
}
LEVELS = {"chief": "正职", "deputy": "副职", "staff": "一般"}
RELATIONS = {"spouse": "夫妻", "lineal": "直系血亲", "collateral": "三代以内旁系血亲", "in_law": "近姻亲"}
GRADES = {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}

_UNIT = ("单位代码", "单位名称代码", "单位号")
_CADRE = ("干部代码", "人员编号", "人员代码", "编号", "代码")

UNITS = Table(
    "units",
    "单位",
    (
        _id(
            "unit_id",
            "单位编号",
            None,
            "单位的唯一编号",
            "unique id of the unit",
            needed=True,
            aliases=("编号", "代码", "单位代码"),
        ),
        Column(
            "name", "单位名称", "text", Text("单位全称或简称", "name of the unit"), aliases=("名称", "单位")
        ),
        Column(
            "kind",
            "单位类型",
            "enum",
            Text("单位的类别；垂直管理单位不参加", "kind of unit; vertical ones take no part"),
            values=UNIT_KINDS,
            aliases=("类型",),
        ),
        Column("system", "系统", "text", Text("所属系统（口）", "branch of administration")),
        Column("region", "片区", "text", Text("所在片区", "region of the city")),
        Column(
            "establishment",
            "编制数",
            "int",
            Text("核定编制数；空白则不设编制上限", "authorised headcount; blank: no cap"),
            minimum=0,
        ),
        Column(
            "staff",
            "实有人数",
            "int",
            Text("现有人数；空白则按干部表计数", "actual headcount; blank: counted from the roster"),
            minimum=0,
        ),
        Column("mid_quota", "中层职数", "int", Text("核定中层职数", "authorised mid-level posts"), minimum=0),
        Column(
            "mid_staff", "中层实有人数", "int", Text("中层实有人数", "actual mid-level headcount"), minimum=0
        ),
        Column(
            "mid_leaving",
            "中层退出人数",
            "int",
            Text(
                "本单位调整中退出中层（退休、改任等）的人数，其名额可由竞岗补充；空白为 0",
                "mid-level people whom the unit's own adjustment takes out (retired, given other work): "
                "the contest may fill as many; blank: 0",
            ),
            minimum=0,
        ),
        Column(
            "vacancies",
            "缺员人数",
            "int",
            Text("公布的缺员人数；空白为 0", "published vacancies; blank: 0"),
            minimum=0,
            aliases=("缺员", "缺员数"),
        ),
        Column("establishment_type", "编制类型", "text", Text("行政、参公、事业等", "type of establishment")),
    ),
    key=("unit_id",),
    aliases=("单位表", "缺员单位"),
)

SECTIONS = Table(
    "sections",
    "科室",
    (
        _id(
            "section_id",
            "科室编号",
            None,
            "科室的唯一编号",
            "unique id of the section",
            needed=True,
            aliases=("科室代码",),
        ),
        _id(
            "unit_id", "单位编号", "units", "所属单位", "unit that it belongs to", needed=True, aliases=_UNIT
        ),
        Column("name", "科室名称", "text", Text("科室名称", "name of the section"), aliases=("科室",)),
        Column("function", "职能类别", "text", Text("职能类别", "function")),
        Column("capacity", "岗位数", "int", Text("核定岗位数", "authorised posts"), minimum=0),
        Column("general_office", "办公室", "flag", Text("是否办公室", "is it the general office")),
    ),
    key=("section_id",),
)

POSTS = Table(
    "posts",
    "职位",
    (
        _id(
            "post_id",
            "职位编号",
            None,
            "职位的唯一编号",
            "unique id of the post",
            needed=True,
            aliases=("职位代码", "岗位编号"),
        ),
        _id(
            "unit_id", "单位编号", "units", "所属单位", "unit that it belongs to", needed=True, aliases=_UNIT
        ),
        _id("section_id", "科室编号", "sections", "所属科室", "section that it belongs to"),
        Column("title", "职位名称", "text", Text("职位名称", "title"), aliases=("岗位名称",)),
        Column("level", "职级", "enum", Text("正职、副职或一般", "level"), values=LEVELS),
        Column("establishment_type", "编制类型", "text", Text("编制类型", "type of establishment")),
        Column("function", "职能类别", "text", Text("职能类别", "function")),
        Column("contested", "竞岗", "flag", Text("是否拿出来竞岗", "is it offered for contest")),
        _id(
            "incumbent_id",
            "现任",
            "cadres",
            "现任干部编号；空白为空缺",
            "who holds it; blank: vacant",
            aliases=("现任干部",),
        ),
        Column("reserved_for", "专业要求", "text", Text("所需专业", "speciality that it is reserved for")),
        Column(
            "condition", "资格条件", "text", Text("政策中资格条件的名称", "name of a condition in the policy")
        ),
    ),
    key=("post_id",),
    aliases=("岗位", "跨单位竞岗中层职位表"),
)

CADRES = Table(
    "cadres",
    "干部",
    (
        _id(
            "cadre_id",
            "干部编号",
            None,
            "干部的唯一编号",
            "unique id of the cadre",
            needed=True,
            aliases=_CADRE,
        ),
        Column("name", "姓名", "text", Text("姓名", "name"), aliases=("名字",)),
        Column("sex", "性别", "enum", Text("男或女", "sex"), values={"male": "男", "female": "女"}),
        Column("birth_date", "出生年月", "date", Text("出生年月", "date of birth"), aliases=("出生日期",)),
        Column("work_start", "参加工作时间", "date", Text("参加工作时间", "start of work")),
        Column("education", "学历", "text", Text("学历", "education")),
        Column("politics", "政治面貌", "text", Text("政治面貌", "political status")),
        Column("establishment_type", "编制类型", "text", Text("编制类型", "type of establishment")),
        Column("rank", "职务职级", "text", Text("职务职级", "rank")),
        Column("rank_since", "任现职级时间", "date", Text("任现职务职级时间", "in this rank since")),
        Column(
            "discipline",
            "处分",
            "text",
            Text("党政纪处分；空白为无", "sanction in force or past; blank: none"),
        ),
        Column("discipline_date", "处分时间", "date", Text("处分时间", "date of the sanction")),
        _id(
            "unit_id",
            "单位",
            "units",
            "现单位编号",
            "present unit",
            needed=True,
            aliases=("单位编号", "现单位", "所在单位", *_UNIT),
        ),
        _id("section_id", "科室", "sections", "现科室编号", "present section", aliases=("科室编号",)),
        _id("post_id", "职位", "posts", "现职位编号", "present post", aliases=("职位编号",)),
        Column("level", "职务层次", "enum", Text("正职、副职或一般", "level"), values=LEVELS),
        Column(
            "post_since", "任现职时间", "date", Text("任现职时间", "in this post since"), aliases=("任现职",)
        ),
        Column(
            "section_since",
            "任现科室时间",
            "date",
            Text("到现科室时间", "in this section since"),
            aliases=("现科室时间", "到现科室时间"),
        ),
        Column(
            "unit_since",
            "任现单位时间",
            "date",
            Text("到现单位时间", "in this unit since"),
            aliases=("现单位时间", "到现单位时间"),
        ),
        Column(
            "function_since",
            "任现职能时间",
            "date",
            Text("从事现职能时间", "in this function since"),
            aliases=("现职能时间",),
        ),
        Column("function", "职能类别", "text", Text("职能类别", "function")),
        Column("speciality", "专业特长", "text", Text("专业特长", "speciality"), aliases=("专业",)),
        Column(
            "pool",
            "交流对象",
            "flag",
            Text(
                "是否列为交流对象；整列缺失时，填了意向的人即为交流对象",
                "is the cadre in the pool; without the column, whoever has an intent is",
            ),
        ),
        Column("exempt", "免轮事由", "text", Text("免轮事由", "ground of exemption")),
        Column(
            "waives",
            "放弃竞岗",
            "flag",
            Text("是否自愿放弃竞争科长职位", "gives up the contest of one's own will"),
        ),
        Column("refuses", "不服从定向", "flag", Text("是否不服从定向交流", "refuses directed placement")),
    ),
    key=("cadre_id",),
    aliases=("人员", "花名册", "干部名册", "一般干部跨单位双向选择人员基本情况表"),
)

INTENTS = Table(
    "intents",
    "意向",
    (
        _id("cadre_id", "干部编号", "cadres", "填报人", "who files the intent", needed=True, aliases=_CADRE),
        Column(
            "order",
            "意向序号",
            "int",
            Text("1 为第一意向", "1 is the first intent"),
            needed=True,
            minimum=1,
            aliases=("序号", "意向顺序"),
        ),
        _id(
            "unit_id",
            "单位编号",
            "units",
            "意向单位",
            "unit that is wanted",
            needed=True,
            aliases=("意向单位", "单位", *_UNIT),
        ),
    ),
    key=("cadre_id", "order"),
    aliases=("意向表", "一般干部跨单位双向选择意向表"),
)

NOMINATIONS = Table(
    "nominations",
    "人选需求",
    (
        _id(
            "unit_id",
            "单位编号",
            "units",
            "提名单位",
            "nominating unit",
            needed=True,
            aliases=("单位", "需求单位", *_UNIT),
        ),
        Column(
            "rank",
            "提名顺序",
            "int",
            Text("1 为最优；相同为并列", "1 is best; equal ranks are ties"),
            needed=True,
            minimum=1,
            aliases=("顺序", "提名序号"),
        ),
        _id("cadre_id", "干部编号", "cadres", "被提名人", "who is nominated", needed=True, aliases=_CADRE),
        Column("score", "得分", "decimal", Text("比选得分", "score"), minimum=0, aliases=("分数",)),
    ),
    key=("unit_id", "rank", "cadre_id"),
    aliases=("人选需求表", "提名", "一般干部跨单位双向选择人选需求表"),
)

KINSHIP = Table(
    "kinship",
    "亲属关系",
    (
        _id("cadre_id", "干部编号", "cadres", "一方", "one of the two", needed=True, aliases=_CADRE),
        _id(
            "relative_id",
            "亲属编号",
            "cadres",
            "另一方",
            "the other",
            needed=True,
            aliases=("亲属", "亲属干部编号", "亲属代码"),
        ),
        Column(
            "relation",
            "关系",
            "enum",
            Text("亲属关系的种类", "kind of relation"),
            needed=True,
            values=RELATIONS,
            aliases=("亲属关系",),
        ),
    ),
    key=("cadre_id", "relative_id", "relation"),
)

APPLICATIONS = Table(
    "applications",
    "竞岗报名",
    (
        _id("cadre_id", "干部编号", "cadres", "报名人", "applicant", needed=True, aliases=_CADRE),
        _id(
            "post_id",
            "职位编号",
            "posts",
            "报考职位",
            "post applied for",
            needed=True,
            aliases=("职位", "岗位编号"),
        ),
        Column("round", "轮次", "int", Text("申报轮次", "round"), minimum=1),
        Column("order", "志愿序号", "int", Text("志愿序号", "order of wish"), minimum=1),
        Column("consent", "单位同意", "flag", Text("所在单位是否同意", "consent of the unit")),
        Column(
            "filed",
            "报名日期",
            "date",
            Text("报名或改报的日期", "date of the application, or of switching to it"),
        ),
        Column(
            "prelim_rank",
            "比选名次",
            "int",
            Text("目标单位初步比选的名次，1 为最优", "rank in the unit's pre-selection, 1 is best"),
            minimum=1,
        ),
    ),
    key=("cadre_id", "post_id", "round"),
)

WAIVERS = Table(
    "waivers",
    "资格放宽",
    (
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        Column(
            "condition",
            "资格条件",
            "text",
            Text("政策中资格条件的名称", "name of a condition in the policy"),
            needed=True,
        ),
        _id("post_id", "职位编号", "posts", "限于此职位；空白为全部", "for this post only; blank: for all"),
        Column("reason", "理由", "text", Text("放宽的理由", "reason"), needed=True),
    ),
    key=("cadre_id", "condition", "post_id"),
)

JUDGES = Table(
    "judges",
    "评委名单",
    (
        _id("post_id", "职位编号", "posts", "职位；空白为全部", "post; blank: all posts"),
        Column("panel", "评委组", "text", Text("评委组", "panel"), needed=True),
        Column("judge", "评委", "text", Text("评委", "judge"), needed=True),
        Column(
            "source",
            "选派来源",
            "enum",
            Text("由谁选派", "who sends the judge"),
            values={"office": "办公室选派", "unit": "本单位", "external": "外邀"},
        ),
    ),
    key=("post_id", "panel", "judge"),
)

SCORES = Table(
    "scores",
    "竞岗评分",
    (
        _id("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        _id("cadre_id", "干部编号", "cadres", "被评人", "who is scored", needed=True, aliases=_CADRE),
        Column("panel", "评委组", "text", Text("评委组", "panel"), needed=True),
        Column("judge", "评委", "text", Text("评委", "judge"), needed=True),
        Column("score", "得分", "decimal", Text("得分", "score"), needed=True, minimum=0, aliases=("分数",)),
    ),
    key=("post_id", "cadre_id", "panel", "judge"),
)

APPRAISALS = Table(
    "appraisals",
    "年度考核",
    (
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        Column("year", "年度", "int", Text("年度", "year"), needed=True, minimum=1900),
        Column("grade", "等次", "enum", Text("考核等次", "grade"), needed=True, values=GRADES),
    ),
    key=("cadre_id", "year"),
)

RATINGS = Table(
    "ratings",
    "民主测评",
    (
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        Column("item", "项目", "text", Text("德、能、勤、绩、廉、满意度等", "item"), needed=True),
        Column("score", "得分", "decimal", Text("得分", "score"), minimum=0, aliases=("分数",)),
        Column("votes", "票数", "int", Text("票数", "votes"), minimum=0),
        Column("present", "实到", "int", Text("实到人数", "voters present"), minimum=0),
        Column("due", "应到", "int", Text("应到人数", "voters due"), minimum=0),
    ),
    key=("cadre_id", "item"),
)

EXAMS = Table(
    "exams",
    "考试",
    (
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        Column("paper", "科目", "text", Text("科目", "paper"), needed=True),
        Column("score", "得分", "decimal", Text("得分", "score"), needed=True, minimum=0, aliases=("分数",)),
    ),
    key=("cadre_id", "paper"),
)

RECOMMENDATIONS = Table(
    "recommendations",
    "定岗推荐",
    (
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        _id("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        Column("group", "推荐组", "text", Text("推荐组", "group of voters"), needed=True),
        Column("votes", "票数", "int", Text("票数", "votes"), needed=True, minimum=0),
        Column("present", "实到", "int", Text("实到人数", "voters present"), needed=True, minimum=0),
    ),
    key=("cadre_id", "post_id", "group"),
)

VOTES = Table(
    "votes",
    "票决",
    (
        _id("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        _id("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=_CADRE),
        Column("votes", "同意票", "int", Text("同意票", "votes in favour"), needed=True, minimum=0),
        Column("present", "实到", "int", Text("实到人数", "voters present"), needed=True, minimum=0),
        Column("members", "应到", "int", Text("应到人数", "members"), minimum=0),
    ),
    key=("post_id", "cadre_id"),
)

DECISIONS = Table(
    "decisions",
    "集体决定",
    (
        _id("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        _id("cadre_id", "干部编号", "cadres", "决定的人选", "who is to have it", needed=True, aliases=_CADRE),
        Column("reason", "理由", "text", Text("不按排序的理由", "reason"), needed=True),
    ),
    key=("post_id",),
)

SECTION_INTENTS = Table(
    "section_intents",
    "科室意向",
    (
        _id("cadre_id", "干部编号", "cadres", "申报人", "who declares", needed=True, aliases=_CADRE),
        Column(
            "order",
            "志愿序号",
            "int",
            Text("1 为第一志愿", "1 is the first wish"),
            needed=True,
            minimum=1,
            aliases=("序号",),
        ),
        _id("section_id", "科室编号", "sections", "申报科室", "section", needed=True, aliases=("科室",)),
        Column("consent", "单位同意", "flag", Text("所在编制单位是否同意", "consent of the home unit")),
    ),
    key=("cadre_id", "order"),
)

HOLIDAYS = Table(
    "holidays",
    "节假日",
    (
        Column("date", "日期", "date", Text("日期", "date"), needed=True),
        Column(
            "kind",
            "类别",
            "enum",
            Text("放假，或周末上班", "day off, or a weekend day of work"),
            needed=True,
            values={"off": "放假", "work": "上班"},
        ),
    ),
    key=("date",),
)

SECTION_PICKS = Table(
    "section_picks",
    "科室选人",
    (
        _id("section_id", "科室编号", "sections", "科室", "section", needed=True),
        Column("round", "轮次", "int", Text("轮次", "round"), needed=True, minimum=1),
        _id(
            "cadre_id",
            "干部编号",
            "cadres",
            "所选人；空白为放弃",
            "who is picked; blank: passes",
            aliases=_CADRE,
        ),
        Column(
            "order",
            "顺序",
            "int",
            Text("本轮中该科室选人的先后", "the section's turn in this round"),
            minimum=1,
        ),
    ),
    key=("section_id", "round"),
)

TABLES: Mapping[str, Table] = {
    t.name: t
    for t in (
        UNITS,
        SECTIONS,
        POSTS,
        CADRES,
        INTENTS,
        NOMINATIONS,
        KINSHIP,
        APPLICATIONS,
        WAIVERS,
        JUDGES,
        SCORES,
        APPRAISALS,
        RATINGS,
        EXAMS,
        RECOMMENDATIONS,
        VOTES,
        DECISIONS,
        SECTION_INTENTS,
        SECTION_PICKS,
        HOLIDAYS,
    )
}
"""Every table of an instance by its English name, in the order in which they are written."""
