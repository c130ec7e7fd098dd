"""Which table and column a name means; the wide form of the intents."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from rengang.model.schema import TABLES
from rengang.tables.reading.frames import type_table
from rengang.tables.reading.headings import chinese_number, intent_order, map_headings, table_called
from rengang.tables.reading.source import RawTable


def raw(headings: list[str], rows: list[list[str | None]]) -> RawTable:
    columns = [pl.Series([r[i] for r in rows], dtype=pl.String) for i in range(len(headings))]
    return RawTable("表", tuple(headings), tuple(columns), np.arange(2, len(rows) + 2))


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_name_and_alias_is_understood(table: object) -> None:
    """English names, Chinese headings and aliases lead to their table and column; a name beats an alias."""
    from rengang.model.schema import Table

    assert isinstance(table, Table)
    for name in (table.name, table.heading, table.heading + "表", table.name.upper(), *table.aliases):
        assert table_called(name) is table
    for lang in ("name", "heading"):
        headings = [getattr(c, lang) for c in table.columns]
        mapped = map_headings(table, "表", headings)
        assert mapped.problems == ()
        assert mapped.columns == {c.name: i for i, c in enumerate(table.columns)}


def test_aliases_width_case_and_spaces() -> None:
    """名字 is 姓名; ＣＡＤＲＥ＿ＩＤ and "Unit ID " are ids; 编号 is the key of the table."""
    mapped = map_headings(TABLES["cadres"], "表", ["名字", "ＣＡＤＲＥ＿ＩＤ", "Unit ID "])
    assert mapped.columns == {"name": 0, "cadre_id": 1, "unit_id": 2}
    assert map_headings(TABLES["posts"], "表", ["编号", "单位编号"]).columns == {"post_id": 0, "unit_id": 1}
    assert map_headings(TABLES["units"], "表", ["编号"]).columns == {"unit_id": 0}


@pytest.mark.parametrize(
    ("heading", "order"),
    [
        ("意向一", 1), ("意向2", 2), ("意向 三", 3), ("第四意向", 4), ("意向单位二", 2), ("志愿十二", 12),
        ("intent_1", 1),
        ("Choice 3", 3), ("意向序号", None), ("意向", None), ("intent_0", None), ("意向二十一", 21),
    ],
)  # fmt: skip
def test_columns_of_the_wide_form(heading: str, order: int | None) -> None:
    """The usual ways to number the intent columns."""
    assert intent_order(heading) == order


def test_chinese_numbers_are_their_own_inverse() -> None:
    """1 to 99 in Chinese digits, as the wide form is written, is read as that number."""
    assert [intent_order("意向" + chinese_number(n)) for n in range(1, 100)] == list(range(1, 100))


def test_wide_intents_become_rows() -> None:
    """One row per filled cell; a gap keeps its order; a problem in a row names the column of the form."""
    form = raw(
        ["序号", "干部编号", "单位", "意向二", "意向一"],
        [["1", "C1", "U9", "U2", "U1"], ["2", "C2", "U9", "U3", None], ["3", None, None, None, None]],
    )
    typed = type_table(TABLES["intents"], form)
    assert typed.frame.rows() == [("C1", 1, "U1"), ("C1", 2, "U2"), ("C2", 2, "U3")]
    assert typed.origin.rows.tolist() == [2, 2, 3]
    assert [typed.origin.heading("unit_id", i) for i in range(3)] == ["意向一", "意向二", "意向二"]
    assert typed.origin.heading("cadre_id", 0) == "干部编号"
    assert [(p.code, p.column) for p in typed.problems] == [
        ("unknown-column", "单位"),
    ]


def test_wide_intents_without_a_person() -> None:
    """A row with an intent and no cadre is a problem; so is the same intent column twice."""
    typed = type_table(TABLES["intents"], raw(["干部编号", "意向一", "意向1"], [[None, "U1", None]]))
    assert [(p.code, p.row, p.column) for p in typed.problems] == [
        ("duplicate-column", 1, "意向1"),
        ("blank", 2, "干部编号"),
    ]


def test_blank_rows_are_left_out() -> None:
    """Rows with nothing but a printed running number are no rows; the others keep their numbers."""
    typed = type_table(
        TABLES["kinship"],
        raw(
            ["序号", "干部编号", "亲属编号", "关系"],
            [["1", " ", None, ""], ["2", "C1", "C2", "夫妻"], ["3", None, None, None]],
        ),
    )
    assert typed.frame.rows() == [("C1", "C2", "spouse")]
    assert typed.origin.rows.tolist() == [3]
