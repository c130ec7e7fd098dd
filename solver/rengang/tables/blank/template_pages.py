"""The words of a template's explaining sheet and of its policy sheet, without any workbook."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from rengang.errors import Lang, Text
from rengang.model.schema import TABLES, Column, Kind
from rengang.policy import DEFAULT_PACK, Policy, keys, pack_names, resolve
from rengang.policy.resolve import plain_value
from rengang.tables.carriers.policy_document import to_rows

ROWS = 5000
"""The drop-down lists and validations of a template reach over this many rows."""

GuideRow = tuple[Literal["title", "text", "free", "table", "needed", "wrap"], tuple[str, ...]]
Fields = Mapping[str, Sequence[tuple[str, Column, bool]]]

PURPOSE: Mapping[str, Text] = {
    "units": Text(
        "每个单位一行，含公布的缺员人数。必填。", "One row a unit, with its published vacancies. Needed."
    ),
    "sections": Text("每个科室一行。", "One row a section."),
    "posts": Text(
        "每个职位一行；定向交流用其职级、专业要求和空缺情况。",
        "One row a post; directed placement looks at level, speciality and vacancy.",
    ),
    "cadres": Text(
        "每名干部一行：交流对象及其他在职人员。必填。", "One row a cadre, in the pool or not. Needed."
    ),
    "intents": Text(
        "每名交流对象一行，依次填所选单位的编号。",
        "One row a pool member: the ids of the units wanted, in order.",
    ),
    "nominations": Text(
        "每个提名一行，由缺员单位从选择本单位的人员中提出。",
        "One row a nomination, made by a unit among those who list it.",
    ),
    "kinship": Text("每对亲属一行，方向不限。", "One row a pair of relatives, in either direction."),
    "applications": Text("每个竞岗报名一行。", "One row an application for a contested post."),
    "waivers": Text(
        "每人每项放宽的资格条件一行，写明理由。",
        "One row a cadre and condition that is waived, with the reason.",
    ),
    "judges": Text(
        "每个评委组的每位评委一行，注明由谁选派。", "One row a judge of a panel, with who sends the judge."
    ),
    "scores": Text(
        "每位评委对每位竞岗对象的评分一行。", "One row for each judge's score of each contestant."
    ),
    "appraisals": Text("每人每年一行。", "One row a cadre and year."),
    "ratings": Text(
        "每人每个测评项目一行；填得分，或填票数与实到。",
        "One row a cadre and item; a score, or votes and voters present.",
    ),
    "exams": Text("每人每科一行。", "One row a cadre and paper."),
    "recommendations": Text("每人每职位每个推荐组一行。", "One row a cadre, post and group."),
    "votes": Text("每职位每名人选一行。", "One row a post and candidate."),
    "decisions": Text(
        "不按排序定岗的职位每个一行，写明人选和理由。",
        "One row for each post that is decided otherwise than ranked, with the person and the reason.",
    ),
    "section_intents": Text("每人每个申报的科室一行。", "One row a cadre and section declared."),
    "section_picks": Text("科室选人时每科室每轮一行。", "One row a section and round of picking."),
    "holidays": Text(
        "每个法定节假日一行，或周末调休上班的每一天一行；用于推算公示的工作日。",
        "One row a public holiday, or a weekend day of work; public notices count working days by them.",
    ),
}

_STEPS = (
    Text(
        "一、至少填写「单位」「干部」两张表；双向选择另填「意向」「人选需求」。不用的表留空或删去。",
        "1. Fill in at least units and cadres; for the two-way selection also intents and nominations. "
        "Sheets that you do not use may stay blank or be deleted.",
    ),
    Text(
        "二、橙色表头为必填列，蓝色为选填列；整列不用的可以删去，列的先后不限。表头上的批注说明该列。",
        "2. Orange headings are needed, blue ones are not; unused columns may be deleted, in any order. "
        "The note on a heading explains its column.",
    ),
    Text(
        "三、编号一律按文本填写，前面的 0 保留。表中引用的单位、干部填编号，不填名称。",
        "3. Ids are text; leading zeros stay. Refer to units and cadres by id, not by name.",
    ),
    Text(
        f"四、下拉列表至第 {ROWS + 1} 行；更长的表可继续往下填写。",
        f"4. The drop-down lists reach row {ROWS + 1}; longer tables simply go on below.",
    ),
    Text(
        "五、填好后运行 rengang check 工作簿.xlsx，会一次列出所有问题；再运行 rengang solve 工作簿.xlsx。",
        "5. Then run `rengang check book.xlsx`, which lists every problem, then `rengang solve book.xlsx`.",
    ),
)

_KINDS: Mapping[Kind, Text] = {
    "id": Text("编号（文本）", "an id (text)"),
    "text": Text("文字", "text"),
    "int": Text("整数", "a whole number"),
    "decimal": Text("数，最多 6 位小数", "a number, up to 6 decimals"),
    "date": Text("日期，如 1980-05-02 或 1980-05", "a date such as 1980-05-02 or 1980-05"),
    "enum": Text("选项", "a choice"),
    "flag": Text("是 / 否", "yes / no"),
}


def kind_word(column: Column, lang: Lang) -> str:
    """What may stand in the cells of a column."""
    if column.refers is not None:
        target = TABLES[column.refers]
        return Text(f"「{target.heading}」表中的编号", f"an id of the table {target.name}").of(lang)
    if column.kind == "enum":
        return " / ".join(column.values.values() if lang == "zh" else column.values)
    word = _KINDS[column.kind].of(lang)
    return (
        word
        if column.minimum is None
        else f"{word}，≥ {column.minimum}"
        if lang == "zh"
        else f"{word} ≥ {column.minimum}"
    )


def blank_word(column: Column, needed: bool, lang: Lang) -> str:
    """What a blank cell of a column means."""
    if needed:
        return Text("不可空白", "must not be blank").of(lang)
    if "空白" in column.note.zh:
        return Text("见含义一栏", "as the meaning says").of(lang)
    if column.kind == "flag":
        return Text("否", "no").of(lang)
    return Text("未知，不据此作任何限制", "not known; nothing is made of it").of(lang)


def guide_rows(lang: Lang, policy: Policy, sheets: Fields) -> Iterator[GuideRow]:
    """The rows of the explaining sheet as (style, cells)."""
    yield "title", (Text("填表说明", "How to fill in this workbook").of(lang),)
    yield "text", (policy.title if lang == "zh" else policy.title_en,)
    for step in _STEPS:
        yield "text", (step.of(lang),)
    yield "wrap", ()
    yield (
        "free",
        (
            ("表", "列", "必填", "可填的值", "含义", "空白时")
            if lang == "zh"
            else ("table", "column", "needed", "allowed", "meaning", "when blank")
        ),
    )
    for name, columns in sheets.items():
        table = TABLES[name]
        yield "table", (table.heading if lang == "zh" else name, "", "", "", PURPOSE[name].of(lang), "")
        for heading, column, needed in columns:
            yield (
                "wrap",
                (
                    "",
                    heading,
                    Text("必填", "needed").of(lang) if needed else "",
                    kind_word(column, lang),
                    column.note.of(lang),
                    blank_word(column, needed, lang),
                ),
            )


def policy_rows(lang: Lang, policy: Policy) -> tuple[list[tuple[str, str]], list[tuple[str, ...]]]:
    """The rows of the policy sheet.

    Returns
    -------
    given, known
        (key, value) of the pack and of every key that differs from it; (key, default, allowed values,
        meaning, rule IDs) of every key that there is.
    """
    base_name = policy.id if policy.id in pack_names() else DEFAULT_PACK
    base = resolve({"extends": base_name})
    changed: dict[str, Any] = {"extends": base_name}
    known: list[tuple[str, ...]] = []
    for key, field in keys():
        default, value = plain_value(base, key), plain_value(policy, key)
        if value != default:
            _put(changed, key, "none" if value is None else value)
        zh, _, en = (field.description or "").partition(" | ")
        known.append(
            (
                key,
                _shown(default),
                _allowed(field, lang),
                Text(zh, en or zh).of(lang),
                base.rule_of(key) or "",
            )
        )
    return list(to_rows(changed)), known


def _put(document: dict[str, Any], key: str, value: Any) -> None:
    *path, last = key.split(".")
    for name in path:
        document = document.setdefault(name, {})
    document[last] = value


def _shown(value: Any) -> str:
    """A value as it is written in a cell; blank for none, and the names alone of what is declared by name."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(value)
    return next(iter(to_rows({"value": value})))[1]


def _allowed(field: Any, lang: Lang) -> str:
    """The values that a key takes, from its type and range."""
    kind = field.annotation
    if typing.get_origin(kind) is Mapping:
        return Text("见政策文档", "see the documentation of the policy").of(lang)
    choices = _choices(kind)
    listed = typing.get_origin(kind) is tuple
    if choices:
        return f"[{', '.join(choices)}]" if listed else " / ".join(choices)
    kinds = _plain_kinds(kind)
    if bool in kinds:
        return "true / false"
    if date in kinds:
        return Text("日期，如 2024-10-01", "a date such as 2024-10-01").of(lang)
    if int in kinds or Fraction in kinds:
        bounds = _bounds(field.metadata) or _bounds(
            [m for part in typing.get_args(kind) for m in _noted(part)]
        )
        share = Text("，可写分数", ", fractions allowed").of(lang) if Fraction in kinds else ""
        return ("[…]" if listed else bounds) + share
    return "“…”"


def _bounds(notes: Sequence[Any]) -> str:
    low = next((m.ge for m in notes if hasattr(m, "ge")), None)
    high = next((m.le for m in notes if hasattr(m, "le")), None)
    if low is None and high is None:
        return ""
    return f"≥ {low}" if high is None else f"{low} … {high}"


def _noted(kind: Any) -> Sequence[Any]:
    notes = getattr(kind, "__metadata__", ())
    return [m for note in notes for m in getattr(note, "metadata", [note])]


def _plain_kinds(kind: Any) -> set[Any]:
    """The plain types that a type is made of."""
    if typing.get_origin(kind) is typing.Annotated:
        return _plain_kinds(typing.get_args(kind)[0])
    parts = typing.get_args(kind)
    return {kind} if not parts else {plain for part in parts for plain in _plain_kinds(part)}


def _choices(annotation: Any) -> list[str]:
    if typing.get_origin(annotation) is Literal:
        return [str(word) for word in typing.get_args(annotation)]
    return [word for part in typing.get_args(annotation) for word in _choices(part)]
