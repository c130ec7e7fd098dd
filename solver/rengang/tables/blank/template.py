"""The empty workbook that an office fills in: headings, drop-down lists, and pages that explain them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rengang.errors import Lang, Text, UsageError
from rengang.model.schema import TABLES, Column, Kind, Table
from rengang.policy import Policy, resolve
from rengang.tables.blank.template_pages import ROWS, guide_rows, kind_word, policy_rows
from rengang.tables.reading.cells import FIRST_YEAR, LAST_YEAR
from rengang.tables.reading.headings import chinese_number
from rengang.whole import refuse_existing, refuse_foreign, replace_whole

WIDEST_FORM = 20
"""With more intents than this the sheet of intents is in the long form."""

GUIDE = Text("说明", "Guide")
"""Name of the explaining sheet; the reader passes over it."""

POLICY = Text("政策", "policy")
"""Name of the sheet of the policy's keys and values."""

_FLAG = {"zh": ["是", "否"], "en": ["yes", "no"]}
_WIDTH: Mapping[Kind, int] = {
    "id": 15,
    "text": 18,
    "int": 11,
    "decimal": 11,
    "date": 14,
    "enum": 15,
    "flag": 11,
}


@dataclass(frozen=True)
class Field:
    """One column of a sheet: its heading, and the schema column whose cells stand below."""

    heading: str
    column: Column
    needed: bool


def template(
    path: str | Path, lang: Lang = "zh", policy: Policy | None = None, *, force: bool = False
) -> None:
    """Write an empty workbook with one sheet a table, to be filled in and read again.

    The sheets have frozen, explained headings (needed ones coloured), text cells for ids, drop-down lists for
    choices and for references to ids, checked counts and dates, an explaining sheet in front and the policy
    behind. The same arguments give the same bytes.

    Parameters
    ----------
    path
        An ``.xlsx`` file that does not exist yet.
    lang
        Language of headings, choices and explanations.
    policy
        The regulation that the workbook is for: it gives the number of intents, and where it differs from its
        pack, its keys are filled in. Default: the default pack.
    force
        Replace an existing file.

    Raises
    ------
    UsageError
        The file exists and `force` is false, is not called ``.xlsx``, or cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(
            Text(
                f"模板是 .xlsx 工作簿，不能写成 {target.name}",
                f"a template is an .xlsx workbook, not {target.name}",
            )
        )
    if not target.parent.is_dir():
        raise UsageError(
            Text(f"无法写入“{target}”：没有这个文件夹", f"cannot write {target}: there is no such folder")
        )

    def refuse() -> None:
        refuse_existing(target, force)
        refuse_foreign(target)

    refuse()
    content = _workbook(lang, resolve() if policy is None else policy)
    replace_whole(target, lambda beside: _write(beside, content), folder=False, force=force, refuse=refuse)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def fields(table: Table, lang: Lang, policy: Policy) -> tuple[Field, ...]:
    """The columns of a table's sheet; intents stand in the wide form, as the paper form has them."""
    out = [Field(c.heading if lang == "zh" else c.name, c, c.needed) for c in table.columns]
    if table.name != "intents" or policy.intents.max > WIDEST_FORM:
        return tuple(out)
    unit = table.column("unit_id")
    wide = (
        Field(f"意向{chinese_number(n)}" if lang == "zh" else f"intent_{n}", unit, n == 1)
        for n in range(1, policy.intents.max + 1)
    )
    return (out[0], *wide)


def _workbook(lang: Lang, policy: Policy) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # a fixed date, or two templates would differ by the second in which they were made
    book.set_properties({"created": dt.datetime(2014, 1, 1), "title": "rengang"})
    styles = _styles(book)
    sheets = {name: fields(table, lang, policy) for name, table in TABLES.items()}
    _guide_sheet(book, styles, lang, policy, sheets)
    for name, table in TABLES.items():
        _table_sheet(book, styles, lang, table, sheets[name])
    _policy_sheet(book, styles, lang, policy)
    book.close()
    return stream.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    head = {"bold": True, "border": 1, "valign": "vcenter"}
    return {
        "needed": book.add_format({**head, "bg_color": "#F4B183"}),
        "free": book.add_format({**head, "bg_color": "#DDEBF7"}),
        "id": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "table": book.add_format({"bold": True, "valign": "top", "top": 1}),
        "key": book.add_format({"num_format": "@", "bg_color": "#FFF8E5"}),
    }


def _sheet_name(table: Table, lang: Lang) -> str:
    return table.heading if lang == "zh" else table.name


def _table_sheet(
    book: Any, styles: dict[str, Any], lang: Lang, table: Table, columns: tuple[Field, ...]
) -> None:
    """One sheet to fill in: headings, formats, validations."""
    sheet = book.add_worksheet(_sheet_name(table, lang))
    sheet.freeze_panes(1, 1)
    _printed(sheet, repeat=True)
    for at, field in enumerate(columns):
        kind = field.column.kind
        width = max(_WIDTH[kind], 2 * len(field.heading) + 2)
        sheet.set_column(at, at, width, styles.get("id" if kind in ("id", "text") else kind))
        sheet.write_string(0, at, field.heading, styles["needed" if field.needed else "free"])
        sheet.write_comment(0, at, _comment(field, lang), {"author": "rengang", "x_scale": 1.6})
        rule = _validation(field, lang)
        if rule is not None:
            sheet.data_validation(1, at, ROWS, at, rule)


def _comment(field: Field, lang: Lang) -> str:
    needed = Text("必填。", "Needed. ") if field.needed else Text("", "")
    return f"{needed.of(lang)}{field.column.note.of(lang)}\n{kind_word(field.column, lang)}"


def _validation(field: Field, lang: Lang) -> dict[str, Any] | None:
    """The rule for the cells below a heading; None where anything may stand."""
    column = field.column
    if column.refers is not None:
        target = TABLES[column.refers]
        name, last = _sheet_name(target, lang), ROWS + 1
        # an id beyond the list is asked about, not refused: rosters may be longer than the list
        return _rule(column, lang, "warning", validate="list", source=f"='{name}'!$A$2:$A${last}")
    if column.kind == "enum":
        words = list(column.values.values()) if lang == "zh" else list(column.values)
        return _rule(column, lang, "stop", validate="list", source=words)
    if column.kind == "flag":
        return _rule(column, lang, "stop", validate="list", source=_FLAG[lang])
    if column.kind == "int":
        least = 0 if column.minimum is None else column.minimum
        return _rule(
            column, lang, "stop", validate="integer", criteria="between", minimum=least, maximum=10**9
        )
    if column.kind == "decimal":
        least = 0 if column.minimum is None else column.minimum
        return _rule(
            column, lang, "stop", validate="decimal", criteria="between", minimum=least, maximum=10**9
        )
    if column.kind == "date":
        first, last_day = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
        return _rule(
            column, lang, "stop", validate="date", criteria="between", minimum=first, maximum=last_day
        )
    return None


def _rule(column: Column, lang: Lang, error_type: str, **rule: Any) -> dict[str, Any]:
    title = Text("请核对", "Please check")
    return {
        **rule,
        "error_type": error_type,
        "error_title": title.of(lang),
        "error_message": kind_word(column, lang)[:255],
    }


def _guide_sheet(
    book: Any,
    styles: dict[str, Any],
    lang: Lang,
    policy: Policy,
    sheets: Mapping[str, tuple[Field, ...]],
) -> None:
    """The first sheet: how to fill in the workbook, and every table and column of it."""
    sheet = book.add_worksheet(GUIDE.of(lang))
    _printed(sheet)
    for at, width in enumerate((16, 18, 9, 34, 46, 34)):
        sheet.set_column(at, at, width, styles["wrap"])
    shown = {name: [(f.heading, f.column, f.needed) for f in columns] for name, columns in sheets.items()}
    for row, (kind, cells) in enumerate(guide_rows(lang, policy, shown)):
        if kind == "text":
            sheet.merge_range(row, 0, row, 5, cells[0], styles["wrap"])
        else:
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, cell, styles[kind])


def _policy_sheet(book: Any, styles: dict[str, Any], lang: Lang, policy: Policy) -> None:
    """The last sheet: keys and values that are in force, and beside them every key that there is."""
    sheet = book.add_worksheet(POLICY.of(lang))
    sheet.freeze_panes(1, 0)
    _printed(sheet, repeat=True)
    for at, (width, style) in enumerate(
        (
            (28, "key"),
            (28, "key"),
            (3, None),
            (28, "wrap"),
            (22, "wrap"),
            (34, "wrap"),
            (50, "wrap"),
            (20, "wrap"),
        )
    ):
        sheet.set_column(at, at, width, styles[style] if style else None)
    heads = (
        ("键", "值", "", "可用的键", "默认值", "可填的值", "含义", "依据")
        if lang == "zh"
        else ("key", "value", "", "keys that there are", "default", "allowed", "meaning", "rules")
    )
    for at, head in enumerate(heads):
        if head:
            sheet.write_string(0, at, head, styles["needed" if at < 2 else "free"])
    given, known = policy_rows(lang, policy)
    for row, (key, value) in enumerate(given, 1):
        sheet.write_string(row, 0, key, styles["key"])
        sheet.write_string(row, 1, value, styles["key"])
    for row, cells in enumerate(known, 1):
        for at, cell in enumerate(cells, 3):
            sheet.write_string(row, at, cell, styles["wrap"])
    source = f"=$D$2:$D${len(known) + 1}"
    sheet.data_validation(1 + len(given), 0, 200, 0, {"validate": "list", "source": source})


def _printed(sheet: Any, *, repeat: bool = False) -> None:
    """A4 landscape, as wide as the page, with the headings on every page where they are in the first row."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    if repeat:
        sheet.repeat_rows(0)
