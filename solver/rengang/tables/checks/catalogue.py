"""Every kind of fault that the cross-table checks know: code, severity, rule, and its words in two languages.

One declaration serves the checks and the documentation (``docs/problems.md`` lists the same codes). The
words in braces are filled in by the check that finds the fault.
"""

from __future__ import annotations

from collections.abc import Mapping

from rengang.errors import Text
from rengang.tables.checks.catalogue_contest import CONTEST
from rengang.tables.checks.catalogue_sections import SECTIONS
from rengang.tables.checks.fault import Fault, error, warning

__all__ = ["CATALOGUE", "Fault"]

_IDENTITY = (
    error(
        "table-empty",
        Text("表中没有任何一行", "the table has no row"),
        Text("至少一行", "at least one row"),
    ),
    error(
        "id-duplicate",
        Text("编号重复，已在第 {first} 行出现", "the id stands already in row {first}"),
        Text("每个编号只出现一次", "every id once"),
    ),
    error(
        "row-duplicate",
        Text("与第 {first} 行重复：{key_columns}相同", "repeats row {first}: the same {key_columns}"),
        Text("这些列的组合只出现一次", "each combination of these columns once"),
    ),
    error(
        "reference-unknown",
        Text("「{target}」表中没有这个编号{hint}", "the table “{target}” has no such id{hint}"),
        Text(
            "「{target}」表「{target_column}」列中的编号",
            "an id of the column “{target_column}” of “{target}”",
        ),
    ),
    warning(
        "reference-unchecked",
        Text(
            "「{target}」表没有内容，这一列的 {count} 个编号无法核对",
            "the table “{target}” is empty, so the {count} ids of this column cannot be looked up",
        ),
        Text("一张「{target}」表，或这一列留空", "a table “{target}”, or a blank column"),
    ),
    warning(
        "section-other-unit",
        Text(
            "科室属于单位 {owner}，与本行单位 {unit_id} 不一致",
            "the section belongs to unit {owner}, this row says {unit_id}",
        ),
        Text("本单位的科室", "a section of the same unit"),
    ),
    warning(
        "post-other-unit",
        Text(
            "职位属于单位 {owner}，与本行单位 {unit_id} 不一致",
            "the post belongs to unit {owner}, this row says {unit_id}",
        ),
        Text("本单位的职位", "a post of the same unit"),
    ),
    warning(
        "incumbent-elsewhere",
        Text(
            "干部表中此人的职位是 {held}，不是 {post_id}",
            "the roster says that this person holds {held}, not {post_id}",
        ),
        Text("两张表一致", "both tables saying the same"),
    ),
)

_PEOPLE = (
    error(
        "pool-unmarked",
        Text(
            "没有一人标为交流对象，却有人填报意向", "nobody is marked as in the pool, yet there are intents"
        ),
        Text(
            "交流对象填「是」；或删去这一列，则填了意向的人即为交流对象",
            "“yes” for those in the pool; or no such column: then whoever has an intent is in",
        ),
    ),
    warning(
        "pool-empty",
        Text("没有交流对象", "nobody is in the pool"),
        Text("至少一名交流对象，否则没有人可安排", "somebody in the pool, or there is nobody to place"),
    ),
    error(
        "pool-vertical",
        Text(
            "{cadre_id} 列为交流对象，但所在单位 {unit_id} 是垂直管理单位",
            "{cadre_id} is in the pool, but the unit {unit_id} is vertically managed",
        ),
        Text("否（垂直管理单位不参加）", "no (vertically managed units take no part)"),
        "scope.exclude_vertical",
    ),
    warning(
        "pool-level",
        Text(
            "{cadre_id} 列为交流对象，但其职务层次不在范围之内",
            "{cadre_id} is in the pool, but of a level that is out of scope",
        ),
        Text("{levels}", "{levels}"),
        "scope.levels",
    ),
    error(
        "rule-fact-missing",
        Text(
            "规则“{bar}”须据此判定 {cadre_id}，此栏为空",
            "blank, but the rule “{bar}” is decided by it ({cadre_id})",
        ),
        Text("填写此栏，或在政策中不设该规则", "a value, or a policy without that rule"),
    ),
    warning(
        "pool-exempt",
        Text(
            "{cadre_id} 既有免轮事由又列为交流对象，按交流对象处理",
            "{cadre_id} is exempt and in the pool; treated as in the pool",
        ),
        Text("二者取一", "one or the other"),
    ),
    warning(
        "refuses-outside-pool",
        Text(
            "{cadre_id} 标为不服从定向，但不是交流对象",
            "{cadre_id} refuses directed placement, but is not in the pool",
        ),
        Text("只为交流对象填写", "the mark for members of the pool only"),
    ),
    error(
        "date-birth",
        Text("出生不早于「{other}」（{other_value}）", "the birth is not before “{other}” ({other_value})"),
        Text("早于 {other_value} 的日期", "a date before {other_value}"),
    ),
    warning(
        "date-work-start",
        Text(
            "参加工作时不满 14 周岁（出生 {other_value}）",
            "less than 14 years old at the start of work (born {other_value})",
        ),
        Text("不早于 {earliest}", "{earliest} or later"),
    ),
    warning(
        "date-before-other",
        Text("早于「{other}」（{other_value}）", "earlier than “{other}” ({other_value})"),
        Text("不早于 {other_value}", "{other_value} or later"),
    ),
    error(
        "staff-below-pool",
        Text(
            "实有人数少于本单位的交流对象 {members} 人", "less than the {members} pool members of this unit"
        ),
        Text(
            "不少于 {members}，或留空（按干部表计数）",
            "{members} or more, or blank (counted from the roster)",
        ),
    ),
    warning(
        "staff-below-roster",
        Text(
            "实有人数少于干部表中本单位的 {roster} 人，按所填人数计算",
            "less than the {roster} cadres that the roster has for this unit; the number given is used",
        ),
        Text(
            "不少于 {roster}，或留空（按干部表计数）", "{roster} or more, or blank (counted from the roster)"
        ),
    ),
    error(
        "kinship-self",
        Text("本人不能是自己的亲属", "nobody is a relative of oneself"),
        Text("另一人的编号", "the id of somebody else"),
    ),
    warning(
        "kinship-duplicate",
        Text("与第 {first} 行是同一亲属关系", "the same relation as in row {first}"),
        Text("每对亲属的同一关系填一行（两个方向算同一行）", "one row for both directions"),
    ),
    warning(
        "kinship-same-unit",
        Text(
            "{cadre_id} 与 {relative_id} 须回避，但目前同在单位 {unit_id}",
            "{cadre_id} and {relative_id} are relatives to be kept apart, but are both at unit {unit_id} now",
        ),
        Text("至少一人列为交流对象，否则回避问题依旧", "one of them in the pool, or this remains as it is"),
        "avoidance.relations",
    ),
)

_WISHES = (
    error(
        "intent-own-unit",
        Text("意向单位就是本单位", "the intent is for the own unit"),
        Text("其他单位的编号，或留空", "another unit, or blank"),
        "intents.max",
    ),
    error(
        "intent-unit-twice",
        Text(
            "同一单位填报了两次，已在第 {first} 行「{first_heading}」列填报",
            "the same unit twice: it stands already in row {first}, column “{first_heading}”",
        ),
        Text("各意向为不同单位", "different units"),
        "intents.max",
    ),
    error(
        "intents-too-many",
        Text("{cadre_id} 填报了 {count} 个意向", "{cadre_id} has {count} intents"),
        Text("至多 {max} 个", "at most {max}"),
        "intents.max",
    ),
    error(
        "intent-order-above-max",
        Text("意向序号超出可填意向数", "the order is above the number of intents that may be filed"),
        Text("1 至 {max}", "1 to {max}"),
        "intents.max",
    ),
    error(
        "intent-order-twice",
        Text(
            "{cadre_id} 的意向序号重复，已在第 {first} 行出现",
            "{cadre_id} has this order already in row {first}",
        ),
        Text("每个意向一个序号", "one order for each intent"),
        "intents.ordered",
    ),
    warning(
        "intent-order-gap",
        Text(
            "{cadre_id} 没有第 {missing} 意向，本意向仍按第 {order} 意向计算",
            "{cadre_id} has no intent {missing}; this one still counts as intent {order}",
        ),
        Text("从 1 起连续的序号", "orders from 1 without a gap"),
        "intents.ordered",
    ),
    error(
        "intent-outside-pool",
        Text("{cadre_id} 不是交流对象，却填报了意向", "{cadre_id} has an intent but is not in the pool"),
        Text("交流对象的编号", "a member of the pool"),
        rule="TX-40",
    ),
    error(
        "intent-from-vertical",
        Text(
            "{cadre_id} 在垂直管理单位 {own}，不参加双向选择",
            "{cadre_id} is at the vertically managed unit {own}, which takes no part",
        ),
        Text("垂直管理单位以外的干部", "a cadre of another kind of unit"),
        "scope.exclude_vertical",
    ),
    error(
        "intent-vertical-unit",
        Text("意向单位是垂直管理单位，不参加双向选择", "the unit is vertically managed and takes no part"),
        Text("垂直管理单位以外的单位", "another kind of unit"),
        "scope.exclude_vertical",
    ),
    error(
        "nomination-twice",
        Text(
            "单位 {unit_id} 对此人的提名已在第 {first} 行出现",
            "unit {unit_id} nominates this cadre already in row {first}",
        ),
        Text("每人提名一次", "each cadre once"),
        "nomination.ratio",
    ),
    error(
        "nomination-own-cadre",
        Text("单位 {unit_id} 提名了本单位的干部", "unit {unit_id} nominates a cadre of its own"),
        Text("其他单位的干部", "a cadre of another unit"),
        "nomination.ratio",
    ),
    error(
        "nomination-not-listed",
        Text("此人没有填报单位 {unit_id} 的意向", "this cadre did not list unit {unit_id}"),
        Text("填报了该单位意向的干部", "a cadre who lists the unit"),
        "nomination.ratio",
    ),
    error(
        "nominations-without-intents",
        Text("有人选需求，却没有任何意向", "there are nominations, but no intents at all"),
        Text(
            "交流对象的意向：单位只能从选择本单位的人员中提名",
            "intents: a unit nominates among those who list it",
        ),
        "nomination.ratio",
    ),
    error(
        "nomination-vertical-unit",
        Text(
            "提名单位是垂直管理单位，不参加双向选择",
            "the nominating unit is vertically managed and takes no part",
        ),
        Text("垂直管理单位以外的单位", "another kind of unit"),
        "scope.exclude_vertical",
    ),
    error(
        "nominations-too-many",
        Text(
            "单位 {unit_id} 缺员 {vacancies} 人，提名了 {count} 人",
            "unit {unit_id} nominates {count}, with vacancies for {vacancies}",
        ),
        Text(
            "至多 {limit} 人（缺员 {vacancies} × {ratio}）",
            "at most {limit} (vacancies {vacancies} × {ratio})",
        ),
        "nomination.ratio",
    ),
    error(
        "nominations-too-few",
        Text(
            "单位 {unit_id} 只提名了 {count} 人（填报该单位 {intenders} 人）",
            "unit {unit_id} nominates only {count} ({intenders} list it)",
        ),
        Text(
            "{at_least} 人（缺员 {vacancies} × {ratio}；填报人数不足时为全部）",
            "{at_least} (vacancies {vacancies} × {ratio}; all who list the unit where these are fewer)",
        ),
        "nomination.bound",
    ),
    warning(
        "nomination-no-vacancy",
        Text(
            "单位 {unit_id} 没有缺员，其提名无效",
            "unit {unit_id} has no vacancy, so its nominations lead nowhere",
        ),
        Text("有缺员的单位", "a unit with vacancies"),
        "nomination.ratio",
    ),
    error(
        "nomination-rank-gap",
        Text("单位 {unit_id} 的提名顺序不连续", "the ranks of unit {unit_id} do not follow one another"),
        Text(
            "{wanted}（从 1 起；并列之后如 1、1、2 或 1、1、3，全单位一致）",
            "{wanted} (from 1; after a tie as in 1, 1, 2 or as in 1, 1, 3, the same way throughout the unit)",
        ),
        "nomination.source",
    ),
    error(
        "nomination-no-score",
        Text("按得分排序，但此人没有得分", "ranks are made from scores, but this cadre has none"),
        Text("得分", "a score"),
        "nomination.source",
    ),
)

CATALOGUE: Mapping[str, Fault] = {f.code: f for f in (*_IDENTITY, *_PEOPLE, *_WISHES, *CONTEST, *SECTIONS)}
"""Every fault of the cross-table checks by its code."""
