"""The post contest: applications, marks and records, votes, decisions."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.schema.columns import CADRE_ALIASES, GRADES, Column, Table, id_column

APPLICATIONS = Table(
    "applications",
    "竞岗报名",
    (
        id_column(
            "cadre_id", "干部编号", "cadres", "报名人", "applicant", needed=True, aliases=CADRE_ALIASES
        ),
        id_column(
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
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
        Column(
            "condition",
            "资格条件",
            "text",
            Text("政策中资格条件的名称", "name of a condition in the policy"),
            needed=True,
        ),
        id_column(
            "post_id", "职位编号", "posts", "限于此职位；空白为全部", "for this post only; blank: for all"
        ),
        Column("reason", "理由", "text", Text("放宽的理由", "reason"), needed=True),
    ),
    key=("cadre_id", "condition", "post_id"),
)

JUDGES = Table(
    "judges",
    "评委名单",
    (
        id_column("post_id", "职位编号", "posts", "职位；空白为全部", "post; blank: all posts"),
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
        id_column("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        id_column(
            "cadre_id", "干部编号", "cadres", "被评人", "who is scored", needed=True, aliases=CADRE_ALIASES
        ),
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
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
        Column("year", "年度", "int", Text("年度", "year"), needed=True, minimum=1900),
        Column("grade", "等次", "enum", Text("考核等次", "grade"), needed=True, values=GRADES),
    ),
    key=("cadre_id", "year"),
)

RATINGS = Table(
    "ratings",
    "民主测评",
    (
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
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
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
        Column("paper", "科目", "text", Text("科目", "paper"), needed=True),
        Column("score", "得分", "decimal", Text("得分", "score"), needed=True, minimum=0, aliases=("分数",)),
    ),
    key=("cadre_id", "paper"),
)

RECOMMENDATIONS = Table(
    "recommendations",
    "定岗推荐",
    (
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
        id_column("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
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
        id_column("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        id_column("cadre_id", "干部编号", "cadres", "干部", "cadre", needed=True, aliases=CADRE_ALIASES),
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
        id_column("post_id", "职位编号", "posts", "职位", "post", needed=True, aliases=("职位",)),
        id_column(
            "cadre_id",
            "干部编号",
            "cadres",
            "决定的人选",
            "who is to have it",
            needed=True,
            aliases=CADRE_ALIASES,
        ),
        Column("reason", "理由", "text", Text("不按排序的理由", "reason"), needed=True),
    ),
    key=("post_id",),
)
