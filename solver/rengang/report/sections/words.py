"""What the report calls the parts of a section selection."""

from __future__ import annotations

from rengang.errors import Text
from rengang.rules import section_ways

STAGES = {stage.value: name for stage, name in section_ways.STAGES.items()}
"""What the stages of a section selection are called there."""

OBJECTIVES = {
    "section_waivers": Text("放弃竞岗人员定岗人数", "of those who gave up the contest, given a section"),
    "section_waivers_composition": Text(
        "安排放弃竞岗人员后科室人员结构分", "composition after placing those who gave up the contest"
    ),
    "section_placed": Text("科室定岗人数", "given a section"),
    "section_by_wish": Text("按申报定岗人数", "given a declared section"),
    "section_wish_ranks": Text("所落实申报的序号之和", "sum of met section wishes"),
    "section_score_ranks": Text("科室所得人员的名次之和", "sum of the sections' ranks of their people"),
    "section_composition": Text("科室人员结构分", "composition of the sections"),
    "supplement_unkept": Text("应留原事业人员而未留的科室", "sections that miss a former institution member"),
    "supplement_placed": Text("补充事业人员数", "institution staff supplemented"),
    "supplement_by_wish": Text("按申报补充人数", "supplemented as declared"),
    "supplement_wish_ranks": Text("补充人员申报序号之和", "sum of met wishes in the supplement"),
    "supplement_score_ranks": Text("补充人员的名次之和", "sum of the sections' ranks in the supplement"),
    "supplement_composition": Text("补充后科室人员结构分", "composition after the supplement"),
}
MOST = (
    "section_waivers",
    "section_placed",
    "section_by_wish",
    "supplement_placed",
    "supplement_by_wish",
)
"""Objectives of which more is better."""

PAGE = {
    "sections": Text("科室定岗", "Section selection"),
    "section_people": Text("人员", "People"),
    "picks": Text("各轮选人", "Rounds"),
}
"""Words of the page's markup."""

SCRIPT = {
    "section": Text("科室", "section"),
    "capacity": Text("岗位数", "posts"),
    "members": Text("人员", "members"),
    "search_sections": Text("按科室或姓名查找", "find a section or person"),
    "group": Text("类别", "group"),
    "from_section": Text("原科室", "from section"),
    "to_section": Text("定岗科室", "section given"),
    "pick": Text("所选人", "picked"),
    "taken": Text("选定", "taken"),
    "passes": Text("放弃", "passes"),
}
"""Words of the script."""
