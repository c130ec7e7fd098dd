"""What stands around a table on a form: titles above the headings, totals and notes below, remarks in headings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from rengang.tables import load

UNITS = [["单位编号", "单位名称", "缺员人数"], ["01", "甲局", 1], ["02", "乙局", 2]]
CADRES = [["干部编号", "姓名", "单位", "出生年月", "交流对象"], ["01", "王一", "01", "1980.05", "是"]]


def book(path: Path, units: list[list[object]], cadres: list[list[object]]) -> Path:
    """A workbook of two sheets, its rows as given."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in (("单位", units), ("干部", cadres)):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def told(path: Path) -> list[tuple[str, str | None, int | None]]:
    """Code, table and row of each problem."""
    return [(p.code, p.table, p.row) for p in load(path).problems]


def test_a_title_above_the_headings_is_passed_over_and_said(tmp_path: Path) -> None:
    """Title, blank row, headings: the rows keep the numbers that Excel shows, and dates stay dates."""
    titled = [["某市干部花名册"], [None], *CADRES, ["02", "李二", "09", "1980.1", "是"]]
    path = book(tmp_path / "a.xlsx", UNITS, titled)
    assert told(path) == [
        ("heading-below", "干部", 3),
        ("reference-unknown", "干部", 5),
        ("ambiguous-month", "干部", 5),
    ]
    sound = book(tmp_path / "b.xlsx", UNITS, titled[:-1])
    instance = load(sound).instance
    assert instance is not None
    assert instance.cadres["birth_date"].dt.year().to_list() == [1980]


def test_a_title_in_csv(tmp_path: Path) -> None:
    """A sheet with a title, saved as CSV, is read alike; a missing column is sought in the right row."""
    (tmp_path / "单位.csv").write_text("缺员单位表,,\n单位编号,单位名称,缺员人数\n01,甲局,1\n", "utf-8")
    (tmp_path / "干部.csv").write_text("花名册,,\n姓名,性别,单位\n王一,男,01\n", "utf-8")
    assert told(tmp_path) == [
        ("heading-below", "单位.csv", 2),
        ("pool-empty", "干部.csv", None),
        ("heading-below", "干部.csv", 2),
        ("missing-column", "干部.csv", 2),
    ]


def test_a_title_in_csv_without_commas(tmp_path: Path) -> None:
    """A title that was typed in by hand makes no row ragged."""
    (tmp_path / "单位.csv").write_text("缺员单位表\n单位编号,单位名称,缺员人数\n01,甲局,1\n", "utf-8")
    (tmp_path / "干部.csv").write_text("干部编号,单位,交流对象\n1,01,是\n", "utf-8")
    assert told(tmp_path) == [("heading-below", "单位.csv", 2)]


@pytest.mark.parametrize("words", ["合计", "合 计：", "总计", "Total", "填表人：张三", "说明: 缺员截至六月"])
def test_a_total_is_no_unit(tmp_path: Path, words: str) -> None:
    """Nobody can be sent to 合计: the row is passed over, and said."""
    path = book(tmp_path / "a.xlsx", [*UNITS, [words, None, 3]], CADRES)
    loaded = load(path)
    assert [(p.code, p.row, p.severity) for p in loaded.problems] == [("aside-row", 4, "warning")]
    assert loaded.instance is not None
    assert loaded.instance.units["unit_id"].to_list() == ["01", "02"]


def test_a_total_behind_a_running_number_or_blank_cells(tmp_path: Path) -> None:
    """合计 may stand under 序号, or be the first cell that is filled in."""
    units = [["序号", *UNITS[0]], [1, *UNITS[1]], ["合计", None, None, 3], [None, None, "合计", 3]]
    path = book(tmp_path / "a.xlsx", units, CADRES)
    assert told(path) == [("aside-row", "单位", 3), ("aside-row", "单位", 4)]


@pytest.mark.parametrize("unit", ["合计局", "说明", "total1", "注册中心"])
def test_a_unit_that_is_called_nearly_so_stays(tmp_path: Path, unit: str) -> None:
    """Only the whole word is a total, and only a word with a colon begins a note."""
    loaded = load(book(tmp_path / "a.xlsx", [*UNITS, [unit, "丙局", 3]], CADRES))
    assert loaded.instance is not None
    assert unit in loaded.instance.units["unit_id"].to_list()
    assert not loaded.problems


def test_a_remark_in_brackets_is_no_part_of_a_heading(tmp_path: Path) -> None:
    """缺员人数（人） means 缺员人数, unless that is there, too: then it is unknown."""
    remark = [["单位编号", "单位名称", "缺员人数（人）"], ["01", "甲局", 1]]
    loaded = load(book(tmp_path / "a.xlsx", remark, CADRES))
    assert loaded.instance is not None
    assert loaded.instance.units["vacancies"].to_list() == [1]
    both = [["单位编号", "缺员人数（上年）", "缺员人数"], ["01", 7, 1]]
    loaded = load(book(tmp_path / "b.xlsx", both, CADRES))
    assert [(p.code, p.column) for p in loaded.problems] == [("unknown-column", "缺员人数（上年）")]
    assert loaded.instance is not None
    assert loaded.instance.units["vacancies"].to_list() == [1]
