"""What statuses, stages, objectives and bars are called in reports and forms."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rengang.errors import Text
from rengang.policy.schema import STEP_RULES
from rengang.report.rooms import ROOMS, module

_LONGEST_VALUE = 60

STATUS = {
    "optimal": Text("最优", "Optimal"),
    "feasible": Text("可行", "Feasible"),
    "infeasible": Text("无解", "Infeasible"),
    "unknown": Text("未知", "Unknown"),
}
STATUS_MEANING = {
    "optimal": Text(
        "已证明：每项目标都达到最优（以其前面已定的为前提）",
        "proven: every objective is best, given what was decided before it",
    ),
    "feasible": Text("符合全部规定，但尚未证明最优", "breaks no rule, but is not proven to be the best"),
    "infeasible": Text("各项要求互相冲突", "the demands cannot be met together"),
    "unknown": Text("尚未找到任何方案", "no allocation was found"),
}
STEPS_MEANING = Text(
    "符合全部规定；结果由规则“{rule}”的步骤得出，该规则不以各项目标最优为目的",
    "breaks no rule; it is what the steps of the rule “{rule}” lead to, which do not seek the best objectives",
)
STOP = {
    "completed": Text("计算完成", "completed"),
    "time_limit": Text("到达时限", "time limit reached"),
    "cancelled": Text("人工中断", "cancelled"),
}
OBJECTIVES = {name: text for room in ROOMS for name, text in module(room, "words").OBJECTIVES.items()}
"""What the objectives of every procedure are called."""

MOST = tuple(name for room in ROOMS for name in module(room, "words").MOST)
"""Objectives of which more is better."""

STAGES = {
    "contest": Text("竞岗", "contest"),
    "intent": Text("双向选择", "by intent"),
    "directed": Text("定向交流", "by direction"),
    "retained": Text("留任", "retained"),
    "returned": Text("返回", "returned"),
    "stay": Text("留在原单位", "stays"),
    "waiting": Text("待岗", "waiting"),
    "unplaced": Text("未安排", "not placed"),
}
"""What the stages are called."""
BY_STAGE = {
    "contest": Text("竞岗", "by contest"),
    "intent": Text("双向选择（按意向）", "by intent"),
    "directed": Text("定向交流", "by direction"),
    "retained": Text("留任", "retained"),
    "returned": Text("返回", "returned"),
    "stay": Text("留在原单位", "stays"),
    "waiting": Text("待岗（不服从定向交流）", "waiting (refuses direction)"),
    "unplaced": Text("未落实", "not placed"),
}
"""What the counts of people by stage are called."""

STAGES_OF: Mapping[str, Mapping[str, Text]] = {room: module(room, "words").STAGES for room in ROOMS}
"""What some of them are called where a room has names of its own for them."""

OPINION = {
    "agree": Text("一致", "agrees"),
    "disagree": Text("不一致", "disagrees"),
    "not-applicable": Text("不适用", "not applicable"),
}
UNIT_KINDS = {
    "town": Text("镇", "town"),
    "subdistrict": Text("街道", "sub-district"),
    "department": Text("市直机关", "department"),
    "mass": Text("群团机关", "mass organisation"),
    "institution": Text("参公事业单位", "institution"),
    "vertical": Text("垂直管理", "vertical unit"),
}

PAGE = {
    "kicker": Text("干部交流配置 · 结果报告", "Cadre rotation · result"),
    "figures": Text("总体情况", "Summary"),
    "proof": Text("结论与证明", "What is proven"),
    "flows": Text("单位之间的流动", "Flows between units"),
    "units": Text("各单位进出情况", "Units before and after"),
    "people": Text("人员去向与说明", "People and explanations"),
    "blocking": Text("可行阻塞对", "Feasible blocking pairs"),
    "order": Text("次序", "order"),
    "objective": Text("目标", "objective"),
    "aim": Text("要求", "aim"),
    "value": Text("结果", "value"),
    "bound": Text("理论界", "bound"),
    "proven": Text("证明", "proof"),
    "most": Text("最多", "most"),
    "least": Text("最少", "least"),
    "is_proven": Text("已证明最优", "proven optimal"),
    "not_proven": Text("未证明", "not proven"),
    "verified": Text("核验", "Verification"),
    "verified_yes": Text(
        "通过：独立程序按原始表格重新计算，无违规",
        "passed: recomputed from the tables by separate code, no breach",
    ),
    "verified_no": Text("未通过：见 rengang verify", "failed: see rengang verify"),
    "opinion": Text("旁证（matching 软件包）", "Second opinion (matching package)"),
    "stop": Text("停止原因", "Stopped by"),
    "barred": Text("不可能实现的意向", "Intents that no result could meet"),
    "barred_of": Text("{n} 项意向中", "of {n} intents"),
    "none": Text("无", "none"),
    "notes": Text("说明", "Notes"),
    "policy": Text("政策", "policy"),
    "amended": Text("改动", "amended"),
    "seed": Text("随机种子", "seed"),
    "hash": Text("数据指纹", "data fingerprint"),
    "footer": Text(
        "本页为单一文件，不访问网络。含个人信息，仅限工作使用。图表使用 Apache ECharts（Apache-2.0 许可）。",
        "One file that makes no request to any network. It holds personal data: for official use only. "
        "Charts by Apache ECharts (Apache-2.0).",
    ),
    "noscript": Text("浏览器禁用了脚本：只显示总体情况。", "Scripts are off: only the summary is shown."),
    "too_many": Text(
        "交流对象 {n} 人，超过 {limit} 人，本页不列个人；每人的去向与原因见 allocation.csv，"
        "逐人说明用 rengang explain。",
        "The pool of {n} is larger than {limit}; people are not listed here. allocation.csv has everybody "
        "with a reason, and rengang explain tells each one's story.",
    ),
}
"""Words of the page; braces are filled in."""

SCRIPT = {
    "unit": Text("单位", "Unit"),
    "balance": Text("进出", "out / in"),
    "over": Text("超编", "over"),
    "search_people": Text("按编号、姓名或单位查找", "find by id, name or unit"),
    "search_units": Text("按单位查找", "find a unit"),
    "all": Text("全部", "all"),
    "rows": Text("{a}–{b}，共 {n}", "{a}–{b} of {n}"),
    "nothing": Text("没有符合的记录", "nothing found"),
    "previous": Text("上一页", "previous"),
    "next": Text("下一页", "next"),
    "rest_from": Text("其他单位（调出）", "other units (from)"),
    "rest_to": Text("其他单位（调入）", "other units (to)"),
    "waiting": Text("待岗", "waiting"),
    "unplaced": Text("未安排", "not placed"),
    "every_unit": Text("全部单位（流量最大的）", "all units (largest flows)"),
    "by_system": Text("按系统", "by system"),
    "by_region": Text("按片区", "by region"),
    "by_kind": Text("按单位类型", "by kind of unit"),
    "one_unit": Text("单看一个单位", "one unit alone"),
    "undrawn": Text("未画出：只涉及其他单位的 {n} 人。", " Not drawn: {n} people of the other units alone."),
    "people": Text("人", " people"),
    "flow_note": Text(
        "左为原单位，右为去向；人数少的单位并入“其他单位”。",
        "Left: where people leave; right: where they go. Small units are summed up as “other units”.",
    ),
    "no_flow": Text("没有人员流动", "nobody moves"),
    "round": Text("轮次", "round"),
    "text": Text("内容", "what happened"),
    "people_in": Text("人数", "people"),
    "wish": Text("志愿", "wish"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
}
"""Words of the script; the headings of the tables stand with them."""


def status_meaning(status: str, stop: str, rule: str) -> Text:
    """What a status says of the objectives under a two-way rule."""
    if status == "feasible" and stop == "completed" and rule in STEP_RULES:
        return Text(STEPS_MEANING.zh.format(rule=rule), STEPS_MEANING.en.format(rule=rule))
    return STATUS_MEANING[status]


def amended(changes: Mapping[str, object]) -> str:
    """Policy keys with values in one line, in the notation of TOML; a long value is left out."""
    shown = {key: json.dumps(value, ensure_ascii=False) for key, value in changes.items()}
    return ", ".join(key if len(text) > _LONGEST_VALUE else f"{key} = {text}" for key, text in shown.items())


def word(words: Mapping[str, Text], name: str) -> Text:
    """What `name` is called, or the name itself where it has no other."""
    return words.get(name, Text(name, name))
