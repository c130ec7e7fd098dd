"""Who and what there is: units, sections, posts, cadres, relatives, and the calendar."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.schema.columns import (
    CADRE_ALIASES,
    LEVELS,
    RELATIONS,
    UNIT_ALIASES,
    UNIT_KINDS,
    Column,
    Table,
    id_column,
)

UNITS = Table(
    "units",
    "单位",
    (
        id_column(
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
        id_column(
            "section_id",
            "科室编号",
            None,
            "科室的唯一编号",
            "unique id of the section",
            needed=True,
            aliases=("科室代码",),
        ),
        id_column(
            "unit_id",
            "单位编号",
            "units",
            "所属单位",
            "unit that it belongs to",
            needed=True,
            aliases=UNIT_ALIASES,
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
        id_column(
            "post_id",
            "职位编号",
            None,
            "职位的唯一编号",
            "unique id of the post",
            needed=True,
            aliases=("职位代码", "岗位编号"),
        ),
        id_column(
            "unit_id",
            "单位编号",
            "units",
            "所属单位",
            "unit that it belongs to",
            needed=True,
            aliases=UNIT_ALIASES,
        ),
        id_column("section_id", "科室编号", "sections", "所属科室", "section that it belongs to"),
        Column("title", "职位名称", "text", Text("职位名称", "title"), aliases=("岗位名称",)),
        Column("level", "职级", "enum", Text("正职、副职或一般", "level"), values=LEVELS),
        Column("establishment_type", "编制类型", "text", Text("编制类型", "type of establishment")),
        Column("function", "职能类别", "text", Text("职能类别", "function")),
        Column("contested", "竞岗", "flag", Text("是否拿出来竞岗", "is it offered for contest")),
        id_column(
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
        id_column(
            "cadre_id",
            "干部编号",
            None,
            "干部的唯一编号",
            "unique id of the cadre",
            needed=True,
            aliases=CADRE_ALIASES,
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
        id_column(
            "unit_id",
            "单位",
            "units",
            "现单位编号",
            "present unit",
            needed=True,
            aliases=("单位编号", "现单位", "所在单位", *UNIT_ALIASES),
        ),
        id_column("section_id", "科室", "sections", "现科室编号", "present section", aliases=("科室编号",)),
        id_column("post_id", "职位", "posts", "现职位编号", "present post", aliases=("职位编号",)),
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

KINSHIP = Table(
    "kinship",
    "亲属关系",
    (
        id_column(
            "cadre_id", "干部编号", "cadres", "一方", "one of the two", needed=True, aliases=CADRE_ALIASES
        ),
        id_column(
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
