"""Names and headings: which table and which column the user means.

English names, Chinese headings and aliases are accepted alike; width, case, spaces, underscores and hyphens
make no difference. A table's own name or heading wins over another's alias, and so for columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rengang.errors import Problem, Text
from rengang.model.schema import TABLES, Column, Table
from rengang.tables.reading.cells import fold, near_miss

POLICY_NAMES = ("政策", "policy")
"""The sheet or JSON key that holds the policy document."""

SILENT_NAMES = frozenset(
    {"说明", "填表说明", "guide", "readme", "explanation", "notes", "选项", "lists", "choices"}
)
"""Sheets that explain a workbook to its reader, or hold the choices of its drop-down lists: no tables."""

RUNNING_NUMBER = frozenset({"序号", "行号", "no", "no.", "#"})
"""Headings of the running number that forms print in advance."""

_REMARK = re.compile(r"\([^()]*\)$")
_DIGITS = "零一二三四五六七八九"
_WIDE = (
    re.compile(r"第?(?:意向|意愿|志愿)(?:单位)?([一二三四五六七八九十]{1,3}|[0-9]{1,2})"),
    re.compile(r"第([一二三四五六七八九十]{1,3}|[0-9]{1,2})(?:意向|意愿|志愿)(?:单位)?"),
    re.compile(r"(?:intent|choice|wish|preference)([0-9]{1,2})"),
)


@dataclass(frozen=True)
class Mapped:
    """What the headings of one table mean.

    Attributes
    ----------
    columns
        Canonical column name → position of the column that holds it.
    wide
        Of intents in wide form: (order, position) of each intent column, by order; else empty.
    problems
        Unknown, missing and doubled columns.
    """

    columns: Mapping[str, int]
    wide: tuple[tuple[int, int], ...]
    problems: tuple[Problem, ...]


def table_called(name: str) -> Table | None:
    """The table that `name` means, or None."""
    found = _table_names().get(fold(name))
    return TABLES[found] if found else None


@cache
def _table_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for table in TABLES.values():
        for alias in (table.name, table.heading):
            names[fold(alias)] = table.name
    for table in TABLES.values():
        for alias in (*table.aliases, f"{table.heading}表"):
            names.setdefault(fold(alias), table.name)
    return names


@cache
def _column_names(table_name: str) -> dict[str, str]:
    table = TABLES[table_name]
    names: dict[str, str] = {}
    for column in table.columns:
        for alias in (column.name, column.heading):
            names[fold(alias)] = column.name
    for column in table.columns:
        for alias in column.aliases:
            names.setdefault(fold(alias), column.name)
    if len(table.key) == 1:
        for alias in ("编号", "代码", "id"):
            names.setdefault(fold(alias), table.key[0])
    return names


def chinese_number(number: int) -> str:
    """1…99 in Chinese digits, as forms number their columns.

    >>> [chinese_number(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


@cache
def _chinese_numbers() -> dict[str, int]:
    return {chinese_number(n): n for n in range(1, 100)}


def intent_order(heading: str) -> int | None:
    """Which intent a wide column holds: 意向一, 意向2, 第一意向, ``intent_1``; None: it is none."""
    for form in _WIDE:
        match = form.fullmatch(fold(heading))
        if match:
            order = int(match[1]) if match[1].isdecimal() else _chinese_numbers().get(match[1], 0)
            return order or None
    return None


@dataclass(frozen=True)
class _Places:
    """Which heading stands for which column: positions by name, orders of intents by position, and the
    positions of those that mean nothing, and of those that mean the same as an earlier one."""

    found: Mapping[str, int]
    orders: Mapping[int, int | None]
    strange: Sequence[int]
    doubled: Sequence[tuple[int, int]]

    @property
    def columns(self) -> dict[str, int]:
        return {name: at for name, at in self.found.items() if not name.startswith("order ")}

    @property
    def wide(self) -> tuple[tuple[int, int], ...]:
        found, orders = self.found, self.orders
        return tuple(sorted((o, i) for i, o in orders.items() if o and found.get(f"order {o}") == i))


def map_headings(table: Table, shown: str, headings: Sequence[str], row: int = 1) -> Mapped:
    """Which column of `table` each heading in `row` means, and what is unknown, doubled or missing.

    Headings of blank columns and of running numbers are ignored, and so is a remark in brackets at the end
    of a heading, as in 编制数（人）, unless another column has the heading without it. In intents, columns
    意向一, 意向二, … are the wide form; beside them only the cadre's id means anything, because a form's 序号
    and 单位 are not those of the intent.
    """
    places = _places(table, headings)
    columns, wide = places.columns, places.wide
    skip = ("order", "unit_id") if wide else ()
    missing = [c for c in table.columns if c.needed and c.name not in columns and c.name not in skip]
    problems = [
        *(_doubled(shown, headings[first], headings[second], row) for first, second in places.doubled),
        *(_unknown(table, shown, headings[at], row) for at in places.strange),
        *(_missing(shown, column, row) for column in missing),
    ]
    return Mapped(columns, wide, tuple(problems))


def columns_named(table: Table, headings: Sequence[str]) -> int:
    """How many columns of `table` these headings name."""
    places = _places(table, headings)
    return len(places.columns) + len(places.wide)


def _places(table: Table, headings: Sequence[str]) -> _Places:
    orders = {i: intent_order(h) for i, h in enumerate(headings)} if table.name == "intents" else {}
    is_wide = any(orders.values())
    names = _column_names(table.name)
    found: dict[str, int] = {}
    doubled: list[tuple[int, int]] = []
    strange: list[int] = []
    for position, heading in enumerate(headings):
        name: str | None = f"order {orders[position]}" if orders.get(position) else names.get(fold(heading))
        if is_wide and name in ("order", "unit_id"):
            name = None
        if name is None:
            strange += [position] if fold(heading) and fold(heading) not in RUNNING_NUMBER else []
        elif name in found:
            doubled.append((found[name], position))
        else:
            found[name] = position
    unknown: list[int] = []
    for position in strange:
        name = names.get(_REMARK.sub("", fold(headings[position])))
        if name is None or name in found or (is_wide and name in ("order", "unit_id")):
            unknown.append(position)
        else:
            found[name] = position
    return _Places(found, orders, unknown, doubled)


def _unknown(table: Table, shown: str, heading: str, row: int) -> Problem:
    words = [w for c in table.columns for w in (c.heading, c.name)]
    near = near_miss(heading, words)
    hint = Text(f"（是否想写“{near}”？）", f" (did you mean “{near}”?)") if near else Text("", "")
    return Problem(
        "unknown-column",
        Text(f"不认识这一列，已忽略{hint.zh}", f"this column is not known and is ignored{hint.en}"),
        Text(
            "下列表头之一：" + "、".join(c.heading for c in table.columns),
            "one of " + ", ".join(c.name for c in table.columns),
        ),
        table=shown,
        row=row,
        column=heading.strip(),
        severity="warning",
    )


def _doubled(shown: str, first: str, second: str, row: int) -> Problem:
    return Problem(
        "duplicate-column",
        Text(f"与「{first.strip()}」列含义相同", f"means the same as column “{first.strip()}”"),
        Text("每列只出现一次", "each column once"),
        table=shown,
        row=row,
        column=second.strip(),
    )


def _missing(shown: str, column: Column, row: int) -> Problem:
    return Problem(
        "missing-column",
        Text(
            f"缺少必需的列“{column.heading}”",
            f"the needed column “{column.heading}” ({column.name}) is missing",
        ),
        Text(f"表头“{column.heading}”或“{column.name}”", f"a heading “{column.heading}” or “{column.name}”"),
        table=shown,
        row=row,
        column=column.heading,
    )


def unknown_table(shown: str, name: str) -> Problem:
    """The warning that a file or sheet is no table of an instance."""
    near = near_miss(name, [w for t in TABLES.values() for w in (t.heading, t.name)])
    hint = Text(f"（是否想写“{near}”？）", f" (did you mean “{near}”?)") if near else Text("", "")
    return Problem(
        "unknown-table",
        Text(f"不认识这张表，已忽略{hint.zh}", f"this table is not known and is ignored{hint.en}"),
        Text("下列表名之一：" + "、".join(t.heading for t in TABLES.values()), "one of " + ", ".join(TABLES)),
        table=shown,
        severity="warning",
    )


def missing_table(table: Table) -> Problem:
    """The error that a needed table is not there."""
    return Problem(
        "missing-table",
        Text(
            f"缺少必需的表“{table.heading}”", f"the needed table “{table.heading}” ({table.name}) is missing"
        ),
        Text(
            f"名为“{table.heading}”或“{table.name}”的表",
            f"a table called “{table.heading}” or “{table.name}”",
        ),
        table=table.heading,
    )


def doubled_table(table: Table, first: str, second: str) -> Problem:
    """The error that two files or sheets hold the same table."""
    return Problem(
        "duplicate-table",
        Text(
            f"与“{first}”是同一张表（{table.heading}）",
            f"is the same table as “{first}” ({table.heading}, {table.name})",
        ),
        Text("每张表只出现一次", "each table once"),
        table=second,
    )
