"""What statuses, stages, objectives and bars are called in reports and forms."""

from __future__ import annotations

import json
from collections.abc import Mapping

from rengang.errors import Text
from rengang.policy.schema import STEP_RULES
from rengang.report.sections import words as section_words

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
OBJECTIVES = {
    "blocking_pairs": Text("可行阻塞对", "feasible blocking pairs"),
    "placed": Text("按意向落实人数", "placed by intent"),
    "intent_ranks": Text("所落实意向的序号之和", "sum of met intent ranks"),
    "nomination_ranks": Text("所落实提名的顺序之和", "sum of met nomination ranks"),
    "directed_placed": Text("定向交流人数", "placed by direction"),
    "directed_cost": Text("定向交流不匹配分", "mismatch of directed placement"),
    "contest_blocking_pairs": Text("竞岗阻塞对", "blocking pairs of the contest"),
    "contest_filled": Text("竞岗任用人数", "posts filled by contest"),
    "contest_wish_ranks": Text("竞岗任用者的志愿顺序之和", "sum of the appointees' ranks of their posts"),
    "contest_post_ranks": Text("竞岗任用者的名次之和", "sum of the posts' ranks of their appointees"),
    **section_words.OBJECTIVES,
}
MOST = (
    "placed",
    "directed_placed",
    "contest_filled",
    *section_words.MOST,
)
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
SECTION_STAGES = section_words.STAGES
BARS = {
    "own_unit": Text("是原单位", "own unit"),
    "vertical": Text("涉及垂直管理单位", "vertical unit"),
    "not_nominated": Text("未被提名", "not nominated"),
    "establishment_type": Text("编制类型不同", "establishment type differs"),
    "relative_stays": Text("亲属留在该单位", "a relative stays there"),
}
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
    "pool": Text("交流对象", "in the pool"),
    "placed": Text("已安排", "placed"),
    "first": Text("第一意向满足率", "first intents met"),
    "any": Text("所填意向满足率", "one of the intents met"),
    "first_of": Text("{met} / {filed} 名填报者", "{met} of {filed} who filed"),
    "pairs": Text("可行阻塞对", "blocking pairs"),
    "pairs_note": Text("彼此更愿意而未成的", "would rather have each other"),
    "open": Text("剩余缺员", "vacancies left"),
    "open_of": Text("公布 {n} 名", "of {n} published"),
    "envy": Text("合理嫉妒人数", "justified envy"),
    "envy_note": Text("更想去的单位接收了名次更差者", "a unit they prefer took a worse rank"),
    "of_pool": Text("占 {share}", "{share} of the pool"),
    "posts_filled": Text("竞岗职位已有人选", "contested posts filled"),
    "posts_note": Text("取消 {cancelled}，空缺 {unfilled}", "{cancelled} cancelled, {unfilled} open"),
    "applicants": Text("报名竞岗", "applicants"),
    "qualified": Text("资格合格 {n}", "{n} qualified"),
    "sectioned": Text("科室定岗", "given a section"),
    "unkept": Text("{n} 个科室应留未留", "{n} sections miss a must"),
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
    "before": Text("原有", "before"),
    "out": Text("调出", "out"),
    "in": Text("调入", "in"),
    "after": Text("之后", "after"),
    "balance": Text("进出", "out / in"),
    "seats": Text("可进", "seats"),
    "left": Text("剩余缺员", "left open"),
    "establishment": Text("编制", "authorised"),
    "over": Text("超编", "over"),
    "id": Text("编号", "id"),
    "name": Text("姓名", "name"),
    "from": Text("原单位", "from"),
    "to": Text("去向", "to"),
    "stage": Text("方式", "how"),
    "intent": Text("意向", "intent"),
    "nomination": Text("提名", "rank"),
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
    "cadre": Text("干部", "cadre"),
    "kind": Text("方式", "kind"),
    "free": Text("占用空余名额", "takes a free seat"),
    "replace": Text("替换 {id}", "replaces {id}"),
}
"""Words of the script."""


def status_meaning(status: str, stop: str, rule: str) -> Text:
    """What a status says of the objectives under a two-way rule."""
    if status == "feasible" and stop == "completed" and rule in STEP_RULES:
        return Text(STEPS_MEANING.zh.format(rule=rule), STEPS_MEANING.en.format(rule=rule))
    return STATUS_MEANING[status]


def amended(changes: Mapping[str, object]) -> str:
    """Policy keys with values in one line, in the notation of TOML; a long value is left out."""
    shown = {key: json.dumps(value, ensure_ascii=False) for key, value in changes.items()}
    return ", ".join(key if len(text) > _LONGEST_VALUE else f"{key} = {text}" for key, text in shown.items())
