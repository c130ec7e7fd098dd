"""What the values of every enumeration of the policy are called, in both languages.

A table for each key that :func:`rengang.policy.enumerations.enumerations` names. Values that mean the same under
several keys share a table.
"""

from __future__ import annotations

from collections.abc import Mapping

from rengang.errors import Text
from rengang.model.schema.columns import GRADES, LEVELS, RELATIONS, UNIT_KINDS

Words = Mapping[str, Text]

_OPS: Words = {
    "ge": Text("不低于（含本数，以上）", "at least, the bound included"),
    "gt": Text("高于（不含本数，超过）", "more than, the bound excluded"),
    "le": Text("不高于（含本数，不超过）", "at most, the bound included"),
    "lt": Text("低于（不含本数，不满）", "less than, the bound excluded"),
}
_LEVELS: Words = {
    "chief": Text(LEVELS["chief"], "chief"),
    "deputy": Text(LEVELS["deputy"], "deputy"),
    "staff": Text(LEVELS["staff"], "staff"),
}
_GRADES: Words = {
    "excellent": Text(GRADES["excellent"], "excellent"),
    "competent": Text(GRADES["competent"], "competent"),
    "basic": Text(GRADES["basic"], "basically competent"),
    "incompetent": Text(GRADES["incompetent"], "incompetent"),
}
_DATES: Words = {
    "post_since": Text("任现职时间", "time in the post"),
    "section_since": Text("任现科室时间", "time in the section"),
    "unit_since": Text("任现单位时间", "time in the unit"),
    "function_since": Text("从事现职能时间", "time in the function"),
    "rank_since": Text("任现职务职级时间", "time in the rank"),
    "work_start": Text("参加工作时间", "start of work"),
    "birth_date": Text("出生年月", "date of birth"),
}
_CONSENT: Words = {
    "required": Text("须经同意，不同意的不计", "required: without it the declaration does not count"),
    "advisory": Text("仅供参考，不同意的照计", "advice: a refusal changes nothing"),
    "none": Text("不需同意", "not asked"),
}
_APART: Words = {
    "score": Text("得分", "score"),
    "rate": Text("推荐率", "recommendation rate"),
    "lot": Text("抽签", "the lot"),
}


def _some(words: Words, *values: str) -> Words:
    return {value: words[value] for value in values}


WORDS: Mapping[str, Words] = {
    "scope.levels": _LEVELS,
    "contest.rule": {
        "stable": Text(
            "先使竞岗阻塞对最少，再使任用人数最多", "fewest blocking pairs, then most posts filled"
        ),
        "max-filled": Text(
            "先使任用人数最多，再使竞岗阻塞对最少", "most posts filled, then fewest blocking pairs"
        ),
        "none": Text("不竞岗", "no contest"),
    },
    "contest.supply.always": {
        "town": Text(UNIT_KINDS["town"], "town"),
        "subdistrict": Text(UNIT_KINDS["subdistrict"], "sub-district"),
        "department": Text(UNIT_KINDS["department"], "department"),
        "mass": Text(UNIT_KINDS["mass"], "mass organisation"),
        "institution": Text(UNIT_KINDS["institution"], "institution"),
        "vertical": Text(UNIT_KINDS["vertical"], "vertical unit"),
    },
    "contest.apply.consent": _CONSENT,
    "contest.apply.counts": {
        "last": Text("以最后一轮申报为准", "a person's last round"),
        "all": Text("各轮申报并计", "all rounds together"),
    },
    "contest.conditions.applies": {
        "everyone": Text("全部报名人员", "everyone who applies"),
        "promotion": Text("提任人员", "whom the post would promote"),
        "lateral": Text("平级转任人员", "whom the post would not promote"),
    },
    "contest.conditions.levels": _LEVELS,
    "contest.conditions.all.test": {
        "age": Text("年龄", "age"),
        "tenure": Text("任职年限", "years in office"),
        "one_of": Text("属于所列各项之一", "one of the words given"),
        "education": Text("学历", "education"),
        "appraisals": Text("年度考核", "annual appraisals"),
        "discipline": Text("处分", "sanctions"),
        "speciality": Text("专业要求", "speciality that the post is reserved for"),
        "step": Text("逐级提拔", "promotion step by step"),
        "share": Text("得票率", "share of votes"),
        "turnout": Text("到会人数", "people present"),
        "statement": Text("由人认定的条件", "what people decide"),
    },
    "contest.conditions.all.age.op": _OPS,
    "contest.conditions.all.tenure.since": {
        name: words for name, words in _DATES.items() if name != "birth_date"
    },
    "contest.conditions.all.tenure.op": _OPS,
    "contest.conditions.all.tenure.levels": _LEVELS,
    "contest.conditions.all.one_of.column": {
        "sex": Text("性别", "sex"),
        "education": Text("学历", "education"),
        "politics": Text("政治面貌", "political status"),
        "establishment_type": Text("编制类型", "type of establishment"),
        "rank": Text("职务职级", "rank"),
        "level": Text("职务层次", "level"),
        "function": Text("职能类别", "function"),
        "speciality": Text("专业特长", "speciality"),
    },
    "contest.conditions.all.appraisals.at_least": _GRADES,
    "contest.conditions.all.share.op": _OPS,
    "contest.conditions.all.turnout.op": _OPS,
    "contest.conditions.modality": {
        "must": Text("必须具备，不得放宽", "a must that nothing waives"),
        "default": Text("一般应具备，可说明理由放宽", "asked as a rule, can be waived with a reason"),
    },
    "contest.missing": {
        "reject": Text("视为不符合条件", "the condition is not met"),
        "pass": Text("视为符合条件", "the condition is met"),
    },
    "contest.shortlist_base": {
        "qualified": Text("按合格者计", "the qualified"),
        "registered": Text("按报名者计", "all who registered"),
    },
    "contest.scores.kind": {
        "panel": Text("评委评分", "marks of a panel"),
        "paper": Text("笔试成绩", "mark of an exam paper"),
        "rating": Text("测评得分或得票", "score or votes of a rating"),
        "appraisal": Text("年度考核得分", "points of the annual appraisals"),
        "bonus": Text("按职务职级加分", "points by rank"),
        "group_vote": Text("分组推荐得票", "votes of recommendation by group"),
        "sum": Text("加权合计", "weighted sum"),
    },
    "contest.scores.panel.missing": {
        "reject": Text("缺评委打分即为错误", "too few judges are an error"),
        "use_present": Text("按实有评委计算", "computed from the marks there are"),
    },
    "contest.scores.appraisal.points": _GRADES,
    "contest.scores.group_vote.op": _OPS,
    "contest.scores.group_vote.empty": {
        "zero": Text("无人到会的组计零分", "a group without anybody present counts zero"),
        "renormalise": Text(
            "无人到会的组不计，其余各组权重按比例放大", "it is left out, the other weights scaled up"
        ),
    },
    "contest.rounding.mode": {
        "half_up": Text("四舍五入", "half up"),
        "half_even": Text("四舍六入五成双", "half to even"),
        "down": Text("舍去尾数", "down"),
    },
    "contest.rounding.stage": {
        "every": Text("每一步都舍入", "every score on the way"),
        "final": Text("只在总分舍入", "the total alone"),
    },
    "contest.absent": {
        "error": Text("视为数据错误", "an error in the data"),
        "withdrawn": Text("视为放弃", "they have withdrawn"),
    },
    "contest.speaking_order": {
        "lot": Text("抽签决定", "drawn by lot"),
        "none": Text("不定顺序", "not set"),
    },
    "contest.inspection.rule": {
        "ratio": Text("按与职位数的比例确定", "so many per place"),
        "more_than_places": Text("比职位数多一人", "one more than there are places"),
        "all": Text("全部列入", "all"),
    },
    "contest.inspection.share_op": _OPS,
    "contest.vote.majority_op": _OPS,
    "contest.vote.base": {
        "present": Text("实到人数", "those present"),
        "members": Text("应到人数", "all members"),
    },
    "contest.decision": {
        "binding": Text("必须按排序任用", "the ranking binds"),
        "advisory": Text("可说明理由另作决定", "the leading group may decide otherwise, with a reason"),
    },
    "contest.post_order": {
        "votes": Text("票数", "votes"),
        "score": _APART["score"],
        "rate": _APART["rate"],
        "declared": Text("本人申报的优先", "who declared the post goes first"),
        "prelim": Text("初步比选名次", "rank of the pre-selection"),
        "appraisal": Text("近三年优秀次数", "excellent appraisals in three years"),
        **_some(_DATES, "work_start", "birth_date", "post_since"),
        "cadre_id": Text("干部编号", "cadre id"),
        "lot": _APART["lot"],
    },
    "contest.person_order": {
        "rate": _APART["rate"],
        "declared": Text("本人申报的优先", "declared posts go first"),
        "order": Text("志愿序号", "order of the wishes"),
        "lot": _APART["lot"],
    },
    "contest.incumbents": {
        "hold": Text("现任保留职位，另有任用才空出", "they keep the post until they get another"),
        "release": Text("现任一律起立", "all of them stand up"),
    },
    "contest.midlevel_cap": {
        "before_actual": Text("不超过竞岗前中层人数", "no more than before the contest"),
        "authorised": Text("不超过中层职数", "no more than the quota"),
        "off": Text("不设上限", "no cap"),
    },
    "contest.vacancies": {
        "headcount": Text("按竞岗后的人员变动增减", "published ones, less arrivals and plus departures"),
        "as_published": Text("仍按公布数", "as published"),
    },
    "contest.publicity.unit": {
        "working": Text("工作日", "working days"),
        "calendar": Text("自然日", "calendar days"),
    },
    "contest.publicity.count_from": {
        "same_day": Text("发布当日计入", "the day of publication counts"),
        "next_day": Text("自发布次日起计算", "counted from the next day"),
    },
    "sections.rule": {
        "none": Text("不做科室双向选择", "no section selection"),
        "rounds": Text("按各轮选人推演", "played from the picks of the sections"),
        "propose": Text("由系统提出方案", "proposed by the system"),
    },
    "sections.consent": _CONSENT,
    "sections.round_order": {
        "simultaneous": Text("各科同时选，由本人选择", "all at once, the person chooses"),
        "fixed": Text("各科按固定次序先后选", "in turn, always in the same order"),
        "lot": Text("各科按抽签次序先后选", "in turn, in an order drawn by lot each round"),
        "rotating": Text("各科逐轮轮换次序先后选", "in turn, in an order that rotates by round"),
    },
    "sections.unmatched_admin": {
        "directed": Text("由领导班子定向安排", "directed to a section"),
        "unplaced": Text("暂不安排", "left without a section"),
    },
    "sections.unmatched_institution": {
        "home": Text("返回编制单位", "back to the home unit"),
        "directed": Text("由领导班子定向安排", "directed to a section"),
    },
    "avoidance.relations": {
        "spouse": Text(RELATIONS["spouse"], "spouses"),
        "lineal": Text(RELATIONS["lineal"], "lineal relatives by blood"),
        "collateral": Text(RELATIONS["collateral"], "collateral relatives within three generations"),
        "in_law": Text(RELATIONS["in_law"], "close relatives by marriage"),
    },
    "nomination.bound": {
        "at_most": Text("至多", "at most"),
        "exactly": Text("恰好", "exactly"),
        "at_least": Text("至少", "at least"),
    },
    "nomination.source": {
        "as_given": Text("按单位提名顺序", "in the order in which the unit names people"),
        "score": Text("按得分高低", "by score"),
    },
    "two_way.rule": {
        "stable": Text("先使可行阻塞对最少，再使落实人数最多", "fewest blocking pairs, then most placed"),
        "max-placed": Text("先使落实人数最多，再使可行阻塞对最少", "most placed, then fewest blocking pairs"),
        "cadre-da": Text("延迟接受，干部申请", "deferred acceptance, cadres propose"),
        "unit-da": Text("延迟接受，单位邀请", "deferred acceptance, units offer"),
        "immediate": Text("即时接受，第一意向优先", "immediate acceptance, first intents first"),
        "none": Text("不作双向选择，全部定向", "no selection, all are directed"),
        "exchange-max": Text("平衡交换，落实人数最多", "balanced exchange, most placed"),
        "exchange-ttc": Text("平衡交换，首位交换链", "balanced exchange, top trading cycles"),
    },
    "two_way.tie_break": {
        "score": _APART["score"],
        **_some(_DATES, "work_start", "birth_date", "unit_since"),
    },
    "exchange.priority": _some(_DATES, "unit_since", "work_start", "birth_date"),
    "balance.mode": {
        "capacity": Text("按缺员与编制，不要求进出相等", "vacancies and establishment, no balance asked"),
        "release": Text(
            "交流对象全部离岗，各单位进出平衡", "the whole pool leaves, arrivals balance departures"
        ),
        "exchange": Text("对等交换，未落实的留在原单位", "an exchange, whoever gets no unit stays"),
    },
    "caps.establishment": {
        "off": Text("不设编制上限", "no cap"),
        "total": Text("按编制总数", "by the total"),
        "by_type": Text("按编制总数，并要求编制类型相同", "by the total, and of the same type"),
    },
    "directed.hard": {
        "establishment_type": Text("编制类型", "type of establishment"),
        "level": Text("职务层次", "level"),
    },
    "unmatched.two_way": {
        "directed": Text("定向交流", "directed placement"),
        "next_round": Text("等待下一轮", "they wait for the next round"),
    },
}
"""Enumeration → value → what it is called."""
