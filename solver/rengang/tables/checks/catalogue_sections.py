"""Faults of the section selection and of the calendar."""

from __future__ import annotations

from rengang.errors import Text
from rengang.tables.checks.fault import error, warning

SECTIONS = (
    warning(
        "section-capacity-below",
        Text(
            "科室岗位数少于本科室的正职、副职职位 {count} 个",
            "fewer places than the {count} chief and deputy posts of the section",
        ),
        Text("不少于 {count}", "{count} or more"),
        "sections.rule",
    ),
    error(
        "section-intent-other-unit",
        Text(
            "{cadre_id} 不是事业人员，却申报了单位 {unit_id} 的科室",
            "{cadre_id}, who is not institution staff, declares a section of unit {unit_id}",
        ),
        Text("本单位（{own}）的科室", "a section of the own unit ({own})"),
        "sections.institution_types",
    ),
    warning(
        "section-intent-no-capacity",
        Text(
            "科室没有核定岗位数，不参加双向选择",
            "the section has no authorised places and takes no part in the selection",
        ),
        Text("有岗位数的科室", "a section with places"),
        "sections.rule",
    ),
    error(
        "section-intent-twice",
        Text(
            "{cadre_id} 已在第 {first} 行申报这个科室", "{cadre_id} declares this section in row {first}, too"
        ),
        Text("各志愿为不同科室", "different sections"),
        "sections.max_intents",
    ),
    error(
        "section-intents-too-many",
        Text("{cadre_id} 申报了 {count} 个科室", "{cadre_id} declares {count} sections"),
        Text("至多 {max} 个", "at most {max}"),
        "sections.max_intents",
    ),
    warning(
        "section-intent-order-gap",
        Text(
            "{cadre_id} 没有第 {missing} 志愿，本志愿仍按第 {order} 志愿计算",
            "{cadre_id} has no wish {missing}; this one still counts as wish {order}",
        ),
        Text("从 1 起连续的序号", "orders from 1 without a gap"),
        "sections.max_intents",
    ),
    warning(
        "section-consent-blank",
        Text(
            "{count} 行事业人员的申报没有填写单位是否同意，按同意计算",
            "the home unit's consent is blank in {count} declarations of institution staff; taken as given",
        ),
        Text("是或否", "yes or no"),
        "sections.consent",
    ),
    warning(
        "section-intent-missing",
        Text(
            "{cadre_id} 是行政人员，须申报而没有申报科室",
            "{cadre_id} is administrative staff, who must declare, and declares no section",
        ),
        Text("科室意向，或免轮事由、放弃竞岗", "sections declared, or a ground of exemption, or a waiver"),
        "sections.compulsory",
    ),
    warning(
        "section-intents-missing",
        Text(
            "{count} 名行政人员须申报科室，但没有任何科室意向，将全部由领导组安排",
            "{count} administrative staff must declare sections, but none is declared: all of them are directed",
        ),
        Text("科室意向表", "a table of section intents"),
        "sections.compulsory",
    ),
    warning(
        "picks-unused",
        Text(
            '有 {count} 行科室选人，但 sections.rule 不是 "rounds"，不起作用',
            '{count} picks, but sections.rule is not "rounds": they have no effect',
        ),
        Text('sections.rule = "rounds"', 'sections.rule = "rounds"'),
        "sections.rule",
    ),
    warning(
        "pick-not-declared",
        Text(
            "{cadre_id} 没有申报科室 {section_id}，这次选人无效",
            "{cadre_id} did not declare section {section_id}: the pick is void",
        ),
        Text("申报了该科室的人员", "somebody who declares the section"),
        "sections.rule",
    ),
    warning(
        "pick-twice",
        Text(
            "科室 {section_id} 已在第 {first} 行选过此人",
            "section {section_id} picks this person in row {first}",
        ),
        Text("尚未选过的人员，或留空（放弃）", "somebody else, or blank (passes)"),
        "sections.rule",
    ),
    warning(
        "pick-order-twice",
        Text(
            "第 {round} 轮的顺序 {order} 已在第 {first} 行出现，同顺序者按科室编号先后",
            "row {first} has this order in round {round}, too; equal orders go by section id",
        ),
        Text("每轮各科室不同的顺序", "a different order for each section of a round"),
        "sections.round_order",
    ),
    warning(
        "pick-round-gap",
        Text("没有第 {missing} 轮选人", "there is no round {missing} of picks"),
        Text("从 1 起连续的轮次", "rounds from 1 without a gap"),
        "sections.rule",
    ),
    warning(
        "holiday-no-effect",
        Text("这一天本来就上班", "this is a day of work anyway"),
        Text("调休上班的周六或周日，或「放假」", "a Saturday or Sunday of work, or a day off"),
        "contest.publicity.unit",
    ),
)
"""Every fault of the section selection and of the calendar."""
