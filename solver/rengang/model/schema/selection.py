"""What both sides want: intents and nominations, declared sections and picks."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.schema.columns import CADRE_ALIASES, UNIT_ALIASES, Column, Table, id_column

INTENTS = Table(
    "intents",
    "意向",
    (
        id_column(
            "cadre_id",
            "干部编号",
            "cadres",
            "填报人",
            "who files the intent",
            needed=True,
            aliases=CADRE_ALIASES,
        ),
        Column(
            "order",
            "意向序号",
            "int",
            Text("1 为第一意向", "1 is the first intent"),
            needed=True,
            minimum=1,
            aliases=("序号", "意向顺序"),
        ),
        id_column(
            "unit_id",
            "单位编号",
            "units",
            "意向单位",
            "unit that is wanted",
            needed=True,
            aliases=("意向单位", "单位", *UNIT_ALIASES),
        ),
    ),
    key=("cadre_id", "order"),
    aliases=("意向表", "一般干部跨单位双向选择意向表"),
)

NOMINATIONS = Table(
    "nominations",
    "人选需求",
    (
        id_column(
            "unit_id",
            "单位编号",
            "units",
            "提名单位",
            "nominating unit",
            needed=True,
            aliases=("单位", "需求单位", *UNIT_ALIASES),
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
        id_column(
            "cadre_id",
            "干部编号",
            "cadres",
            "被提名人",
            "who is nominated",
            needed=True,
            aliases=CADRE_ALIASES,
        ),
        Column("score", "得分", "decimal", Text("比选得分", "score"), minimum=0, aliases=("分数",)),
    ),
    key=("unit_id", "rank", "cadre_id"),
    aliases=("人选需求表", "提名", "一般干部跨单位双向选择人选需求表"),
)

SECTION_INTENTS = Table(
    "section_intents",
    "科室意向",
    (
        id_column(
            "cadre_id", "干部编号", "cadres", "申报人", "who declares", needed=True, aliases=CADRE_ALIASES
        ),
        Column(
            "order",
            "志愿序号",
            "int",
            Text("1 为第一志愿", "1 is the first wish"),
            needed=True,
            minimum=1,
            aliases=("序号",),
        ),
        id_column(
            "section_id", "科室编号", "sections", "申报科室", "section", needed=True, aliases=("科室",)
        ),
        Column("consent", "单位同意", "flag", Text("所在编制单位是否同意", "consent of the home unit")),
    ),
    key=("cadre_id", "order"),
)

SECTION_PICKS = Table(
    "section_picks",
    "科室选人",
    (
        id_column("section_id", "科室编号", "sections", "科室", "section", needed=True),
        Column("round", "轮次", "int", Text("轮次", "round"), needed=True, minimum=1),
        id_column(
            "cadre_id",
            "干部编号",
            "cadres",
            "所选人；空白为放弃",
            "who is picked; blank: passes",
            aliases=CADRE_ALIASES,
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
