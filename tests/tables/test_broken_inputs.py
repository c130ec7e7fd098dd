"""What a person reads who hands in a broken carrier: each fault in both languages."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.chart
import pytest

from rengang.errors import InvalidInput, Problem
from rengang.tables import load, read
from rengang.tables.carriers.workbook_guard import MAX_UNPACKED, inspect

UNITS = "单位编号,单位名称,缺员人数\nU1,甲局,1\nU2,乙局,0\n"
CADRES = "干部编号,姓名,单位,交流对象\nC1,张某,U2,是\nC2,李某,U1,否\n"
INTENTS = "干部编号,意向一,意向二\nC1,U1,\n"


ALONE = {
    "not-a-workbook",
    "encrypted-workbook",
    "workbook-too-large",
    "empty-workbook",
    "not-json",
    "missing-path",
}
"""After these nothing more is said: nothing more is known."""


def csv_folder(folder: Path, **files: str | bytes) -> Path:
    """A sound folder of CSV files, with some of them replaced or added; None takes one away."""
    content: dict[str, Any] = {"单位": UNITS, "干部": CADRES, "意向": INTENTS, **files}
    for name, text in content.items():
        if text is not None:
            file = folder / (name if "." in name else f"{name}.csv")
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def sound_book() -> dict[str, list[list[Any]]]:
    return {
        "单位": [["单位编号", "单位名称", "缺员人数"], ["U1", "甲局", 1], ["U2", "乙局", 0]],
        "干部": [["干部编号", "姓名", "单位", "交流对象"], ["C1", "张某", "U2", "是"]],
        "意向": [["干部编号", "意向一"], ["C1", "U1"]],
    }


def said(path: Path, code: str) -> tuple[str, str]:
    """The one problem of that kind, in Chinese and English."""
    found: list[Problem] = [p for p in load(path).problems if p.code == code]
    assert len(found) == 1, [p.sentence() for p in load(path).problems]
    if code in ALONE:
        assert len(load(path).problems) == 1, [p.sentence() for p in load(path).problems]
    return found[0].sentence("zh"), found[0].sentence("en")


def test_the_sound_inputs_are_sound(tmp_path: Path) -> None:
    """Nothing is said of the inputs that the other tests break."""
    assert load(csv_folder(tmp_path)).problems == ()
    assert load(book(tmp_path / "b.xlsx", sound_book())).problems == ()


def test_id_that_excel_rounded(tmp_path: Path) -> None:
    """An 18-digit id stored as a number names its cell; a short one stored as 7.0 is simply 7."""
    sheets = sound_book()
    sheets["干部"][1][0] = 330482198001011234
    sheets["意向"] = [["干部编号", "意向一"]]
    path = book(tmp_path / "b.xlsx", sheets)
    assert said(path, "id-rounded") == (
        "干部 第 2 行 「干部编号」列：编号被表格软件按数字存储，末尾数字已丢失；"
        "当前值 “3.30482E+17”；应为文本格式的编号",
        "干部, row 2, column “干部编号”: the spreadsheet has stored this id as a number and rounded it; "
        "got “3.30482E+17”; expected an id, kept as text",
    )
    sheets = sound_book()
    sheets["干部"][1][0] = sheets["意向"][1][0] = 7.0
    assert read(book(tmp_path / "c.xlsx", sheets)).cadres["cadre_id"].to_list() == ["7"]


def test_rounded_id_in_a_mixed_column_and_in_csv(tmp_path: Path) -> None:
    """Beside text ids, and after a detour over CSV, a rounded id is still recognised."""
    sheets = sound_book()
    sheets["干部"].append([330482198001011234, "李某", "U1", "否"])
    assert "第 3 行" in said(book(tmp_path / "b.xlsx", sheets), "id-rounded")[0]
    folder = csv_folder(tmp_path, 干部=CADRES.replace("C2", "3.3E+17"))
    assert "“3.3E+17”" in said(folder, "id-rounded")[1]


def test_id_that_became_a_date(tmp_path: Path) -> None:
    """Excel makes a date of the id 1-2; that is said, not taken over."""
    import datetime as dt

    sheets = sound_book()
    sheets["单位"].append([dt.datetime(2026, 1, 2), "丙局", 0])
    zh, en = said(book(tmp_path / "b.xlsx", sheets), "id-became-date")
    assert zh.startswith("单位 第 4 行 「单位编号」列：编号被表格软件变成了日期")
    assert "turned this id into a date" in en


def test_not_a_workbook(tmp_path: Path) -> None:
    """Text under the name of a workbook."""
    path = tmp_path / "b.xlsx"
    path.write_text("hello")
    assert said(path, "not-a-workbook") == (
        "b.xlsx：这不是 Excel 工作簿，或文件已损坏；应为能用 Excel 打开的 .xlsx 文件",
        "b.xlsx: this is no Excel workbook, or it is damaged; expected an .xlsx file that Excel can open",
    )


@pytest.mark.parametrize("keep", [0, 100, 2000, -30])
def test_cut_workbook(tmp_path: Path, keep: int) -> None:
    """A workbook that breaks off anywhere, or is empty, is a sentence and no traceback."""
    path = book(tmp_path / "b.xlsx", sound_book())
    path.write_bytes(path.read_bytes()[:keep])
    assert said(path, "not-a-workbook")[0].startswith("b.xlsx：这不是 Excel 工作簿")


def test_zip_without_workbook(tmp_path: Path) -> None:
    """A zip archive of something else."""
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert said(path, "not-a-workbook")[1].startswith("b.xlsx: this is no Excel workbook")


def test_encrypted_workbook(tmp_path: Path) -> None:
    """The container that Excel writes for a workbook with a password."""
    path = tmp_path / "b.xlsx"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    assert said(path, "encrypted-workbook") == (
        "b.xlsx：工作簿设有打开密码，无法读取；应为在 Excel 中取消密码后另存的文件",
        "b.xlsx: the workbook is protected by a password and cannot be read; "
        "expected a copy saved from Excel without the password",
    )


def replace_part(path: Path, part: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts[part] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def test_archive_bomb(tmp_path: Path) -> None:
    """A part that unpacks to a thousand times its size is not unpacked."""
    path = book(tmp_path / "b.xlsx", sound_book())
    replace_part(path, "xl/worksheets/sheet1.xml", bytes(100 * 2**20))
    assert path.stat().st_size < 2**20
    zh, en = said(path, "workbook-too-large")
    assert zh == (
        "b.xlsx：文件展开后过大，为安全起见没有读取；"
        "应为展开后不超过 2 GiB，每张表不超过 1048576 行；更大的名册请用 Parquet"
    )
    assert "would unpack to too much" in en
    assert MAX_UNPACKED == 2 * 2**30


def test_bomb_of_far_cells(tmp_path: Path) -> None:
    """Two cells at opposite corners of a sheet span 17 thousand million cells; that is seen beforehand."""
    path = book(tmp_path / "b.xlsx", sound_book())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    replace_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    assert said(path, "workbook-too-large")[0].startswith("b.xlsx：工作表“单位”展开后过大")


def test_a_sheet_of_full_height_is_no_bomb(tmp_path: Path) -> None:
    """A million rows of 25 columns, and cells beyond column Z in a short sheet, may be read."""
    path = book(tmp_path / "b.xlsx", sound_book())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    for far in ("Y1048576", "BZ900"):
        row = far.lstrip("BYZ")
        cell = f'<row r="{row}"><c r="{far}" t="n"><v>1</v></c></row></sheetData>'.encode()
        replace_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", cell))
        assert inspect(path) == ({"单位": [], "干部": [], "意向": []}, [])


def test_far_formats_are_no_bomb(tmp_path: Path) -> None:
    """Rows that are formatted to the last column hold nothing there and are read."""
    path = book(tmp_path / "b.xlsx", sound_book())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="9"><c r="XFD9" s="0"/></row></sheetData>'
    replace_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", far))
    assert load(path).problems == ()


def test_empty_workbook(tmp_path: Path) -> None:
    """A workbook without a single filled cell."""
    path = book(tmp_path / "b.xlsx", {"Sheet1": []})
    assert said(path, "empty-workbook") == (
        "b.xlsx：工作簿里没有内容；应为至少有“单位”和“干部”两张工作表",
        "b.xlsx: the workbook is empty; expected at least the sheets 单位 (units) and 干部 (cadres)",
    )


def test_chart_sheets_and_explaining_sheets_are_passed_over(tmp_path: Path) -> None:
    """A chart on a sheet of its own and the sheet 说明 are no unknown tables."""
    path = book(tmp_path / "b.xlsx", {"说明": [["请先阅读"]], **sound_book()})
    made = openpyxl.load_workbook(path)
    made.create_chartsheet("图").add_chart(openpyxl.chart.BarChart())
    made.save(path)
    assert load(path).problems == ()


def test_error_cell(tmp_path: Path) -> None:
    """A formula error is not taken for a blank."""
    sheets = sound_book()
    sheets["单位"][2][2] = "#DIV/0!"
    assert said(book(tmp_path / "b.xlsx", sheets), "error-cell") == (
        "单位 第 3 行 「缺员人数」列：单元格里是公式错误；当前值 “#DIV/0!”；应为一个值，或空白",
        "单位, row 3, column “缺员人数”: the cell holds a formula error; "
        "got “#DIV/0!”; expected a value, or a blank",
    )


def test_blank_rows_keep_row_numbers_true(tmp_path: Path) -> None:
    """A row left blank in the sheet does not shift the rows below it."""
    sheets = sound_book()
    sheets["单位"][2:2] = [[], []]
    sheets["单位"][4][2] = -3
    assert "单位 第 5 行 「缺员人数」列" in said(book(tmp_path / "b.xlsx", sheets), "not-a-int")[0]


def test_truncated_csv(tmp_path: Path) -> None:
    """A file that ends within a quoted cell names the row where it does."""
    folder = csv_folder(tmp_path, 干部='干部编号,姓名,单位\nC1,张某,U2\nC2,"李\n某,U1\nC3,王某,U1\n')
    assert said(folder, "truncated") == (
        "干部.csv 第 3 行：引号没有闭合或位置不对，此后无法读取；应为完整的 CSV 文件，每行字段数与表头相同",
        "干部.csv, row 3: a quote is not closed or out of place; nothing after it can be read; "
        "expected a whole CSV file, each row as long as the heading row",
    )


def test_csv_cut_between_fields(tmp_path: Path) -> None:
    """A row with too few fields is named; row numbers count a cell with a line break as one row."""
    folder = csv_folder(tmp_path, 干部='干部编号,姓名,单位\nC1,"张\n某",U2\nC2,李')
    assert said(folder, "ragged-row") == (
        "干部.csv 第 3 行：这一行有 2 个字段，表头有 3 个；应为完整的 CSV 文件，每行字段数与表头相同",
        "干部.csv, row 3: this row has 2 fields, the heading row has 3; "
        "expected a whole CSV file, each row as long as the heading row",
    )


def test_csv_cut_within_a_character(tmp_path: Path) -> None:
    """UTF-8 that ends in half a character is not read as GB18030."""
    folder = csv_folder(tmp_path, 干部=CADRES.encode()[:-3])
    assert said(folder, "truncated")[0].startswith("干部.csv 第 3 行：文件在这里中断")


def test_csv_of_unknown_encoding(tmp_path: Path) -> None:
    """Neither UTF-8 nor GB18030."""
    folder = csv_folder(tmp_path, 干部=b"cadre_id,unit_id\nC1,\xff\xff\xff\n")
    zh, en = said(folder, "encoding")
    assert zh == "干部.csv 第 2 行：文件的文字编码无法识别；应为UTF-8 或 GB18030 编码的 CSV"
    assert en == "干部.csv, row 2: the encoding of the file is not known; expected CSV in UTF-8 or GB18030"


@pytest.mark.parametrize(
    "text", ["2021-02-30", "2021-13-01", "1899-12-31", "2101-01-01", "20210230", "2021年2月30日"]
)
def test_impossible_date(tmp_path: Path, text: str) -> None:
    """A date that does not exist, or lies outside 1900 to 2100."""
    folder = csv_folder(tmp_path, 干部=f"干部编号,出生年月,单位,交流对象\nC1,{text},U2,是\n")
    assert said(folder, "not-a-date") == (
        f"干部.csv 第 2 行 「出生年月」列：不是真实存在的日期；当前值 “{text}”；"
        "应为1900—2100 年间真实存在的日期，如 1980-05-02 或 1980-05",
        f"干部.csv, row 2, column “出生年月”: this is not a date that exists; got “{text}”; "
        "expected a date that exists, 1900 to 2100, such as 1980-05-02 or 1980-05",
    )


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("-1", "数值过小", "the number is too small"),
        ("2.5", "这里只能是整数，不能有小数", "a count cannot have a fraction"),
        ("abc", "不是整数", "this is not a whole number"),
    ],
)
def test_count_that_is_none(tmp_path: Path, text: str, zh: str, en: str) -> None:
    """Negative, fractional and other nonsense where a count belongs."""
    folder = csv_folder(tmp_path, 单位=UNITS.replace("甲局,1", f"甲局,{text}"))
    assert said(folder, "not-a-int") == (
        f"单位.csv 第 2 行 「缺员人数」列：{zh}；当前值 “{text}”；应为≥ 0 的整数",
        f"单位.csv, row 2, column “缺员人数”: {en}; got “{text}”; expected a whole number ≥ 0",
    )


def test_missing_column(tmp_path: Path) -> None:
    """A needed column that is not there."""
    folder = csv_folder(tmp_path, 干部="干部编号,姓名\nC1,张某\n")
    assert said(folder, "missing-column") == (
        "干部.csv 第 1 行 「单位」列：缺少必需的列“单位”；应为表头“单位”或“unit_id”",
        "干部.csv, row 1, column “单位”: the needed column “单位” (unit_id) is missing; "
        "expected a heading “单位” or “unit_id”",
    )


def test_missing_table(tmp_path: Path) -> None:
    """Without units there is no instance."""
    folder = csv_folder(tmp_path, 单位=None)  # type: ignore[arg-type]
    assert said(folder, "missing-table") == (
        "单位：缺少必需的表“单位”；应为名为“单位”或“units”的表",
        "单位: the needed table “单位” (units) is missing; expected a table called “单位” or “units”",
    )


def test_unknown_column_and_table_are_warnings(tmp_path: Path) -> None:
    """What is not known is named, with the name that was probably meant, and stops nothing."""
    folder = csv_folder(tmp_path, 单位=UNITS.replace("单位名称", "单位全名"), 干部名单="a,b\n1,2\n")
    loaded = load(folder)
    assert loaded.errors == ()
    assert loaded.instance is not None
    zh, en = said(folder, "unknown-column")
    assert zh.startswith("单位.csv 第 1 行 「单位全名」列：不认识这一列，已忽略（是否想写“单位名称”？）")
    assert "column “单位全名”: this column is not known and is ignored" in en
    zh, en = said(folder, "unknown-table")
    assert zh.startswith("干部名单.csv：不认识这张表，已忽略")
    assert en.startswith("干部名单.csv: this table is not known and is ignored")


def test_the_same_column_twice(tmp_path: Path) -> None:
    """姓名 and name mean the same."""
    folder = csv_folder(tmp_path, 干部="干部编号,姓名,name,单位,交流对象\nC1,张某,张某,U2,是\n")
    assert said(folder, "duplicate-column") == (
        "干部.csv 第 1 行 「name」列：与「姓名」列含义相同；应为每列只出现一次",
        "干部.csv, row 1, column “name”: means the same as column “姓名”; expected each column once",
    )


def test_the_same_table_twice(tmp_path: Path) -> None:
    """干部.csv and cadres.csv are the same table."""
    folder = csv_folder(tmp_path, cadres=CADRES)
    assert (
        said(folder, "duplicate-table")[0]
        == "干部.csv：与“cadres.csv”是同一张表（干部）；应为每张表只出现一次"
    )


def test_broken_policy_does_not_hide_broken_tables(tmp_path: Path) -> None:
    """An unreadable policy file and a bad cell are told in one go."""
    units = UNITS.replace("甲局,1", "甲局,x")
    folder = csv_folder(tmp_path, 单位=units, **{"policy.toml": "[intents\nmax = 2"})
    codes = [p.code for p in load(folder).errors]
    assert codes == ["not-a-int", "policy-unreadable"]
    assert load(folder).policy is None
    zh, en = said(folder, "policy-unreadable")
    assert zh.startswith("policy.toml：政策文件无法读取")
    assert en.startswith("policy.toml: the policy file cannot be read")


def test_another_policy_replaces_a_broken_one(tmp_path: Path) -> None:
    """Who names a policy is not bothered with the one that lies in the folder."""
    folder = csv_folder(tmp_path, **{"policy.toml": "[intents\nmax = 2"})
    loaded = load(folder, "tongxiang-2014")
    assert loaded.problems == ()
    assert loaded.policy is not None
    assert loaded.policy.id == "tongxiang-2014"
    assert load(folder, {"intents": {"max": 5}}).policy.intents.max == 5  # type: ignore[union-attr]


def test_unknown_key_and_range_in_the_policy_sheet(tmp_path: Path) -> None:
    """A key that does not exist and a value out of range name sheet, row and key."""
    sheets = sound_book()
    sheets["政策"] = [
        ["键", "值"],
        ["extends", "tongxiang-2014"],
        ["intents.maxx", 3],
        ["nomination.ratio", 0],
    ]
    path = book(tmp_path / "b.xlsx", sheets)
    zh, en = said(path, "policy-unknown-key")
    assert zh.startswith("政策 第 3 行 「intents.maxx」列：没有这个键（是否想写 intents.max？）")
    assert en.startswith(
        "政策, row 3, column “intents.maxx”: there is no such key (did you mean intents.max?)"
    )
    assert (
        said(path, "policy-value")[0]
        == "政策 第 4 行 「nomination.ratio」列：值不合要求；当前值 “0”；应为≥ 1"
    )


def test_unknown_key_in_a_policy_file(tmp_path: Path) -> None:
    """The file is named, and the key that was probably meant."""
    folder = csv_folder(tmp_path, **{"policy.toml": "[balance]\ntolerence = 1\n"})
    zh, _ = said(folder, "policy-unknown-key")
    assert zh.startswith("policy.toml 「balance.tolerence」列：没有这个键（是否想写 balance.tolerance？）")


@pytest.mark.parametrize(
    ("name", "code", "zh"),
    [
        ("nowhere", "missing-path", "没有这个文件或文件夹"),
        ("notes.txt", "unknown-carrier", "不认识以“.txt”结尾的文件"),
        ("blank", "no-tables", "文件夹里没有 CSV 或 Parquet 文件"),
        ("mixed", "mixed-carriers", "文件夹里混有 CSV 和 Parquet 文件"),
    ],
)
def test_path_that_is_no_carrier(tmp_path: Path, name: str, code: str, zh: str) -> None:
    """A path that holds no instance is told apart from one that holds a broken one."""
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "blank").mkdir()
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "a.csv").touch()
    (tmp_path / "mixed" / "b.parquet").touch()
    assert zh in said(tmp_path / name, code)[0]


def test_damaged_parquet(tmp_path: Path) -> None:
    """A file that is no Parquet file."""
    (tmp_path / "units.parquet").write_text("hello")
    zh, en = said(tmp_path, "not-parquet")
    assert zh == "units.parquet：这不是 Parquet 文件，或文件已损坏；应为完整的 Parquet 文件"
    assert en == "units.parquet: this is no Parquet file, or it is damaged; expected a whole Parquet file"


def test_json_that_breaks_off(tmp_path: Path) -> None:
    """The line and character where the document stops to be JSON."""
    path = tmp_path / "doc.json"
    path.write_text('{"units": [\n{"unit_id": "U1"}')
    assert said(path, "not-json")[0].startswith("doc.json 第 2 行：这不是 JSON 文档（第 18 个字符处")


def test_json_of_another_shape(tmp_path: Path) -> None:
    """A table that is no list, a row that is no flat object, a row number counted from 1."""
    path = tmp_path / "doc.json"
    units = [{"unit_id": "U1"}, {"unit_id": ["U2"]}]
    path.write_text(json.dumps({"units": units, "cadres": {"C1": {}}}))
    found = {(p.table, p.row) for p in load(path).errors if p.code == "json-shape"}
    assert found == {("units", 2), ("cadres", None)}


def test_an_empty_array_is_a_table_with_nothing_in_it(tmp_path: Path) -> None:
    """No column is missing where there is no row; a needed table without rows is told once."""
    path = tmp_path / "doc.json"
    cadres = [{"cadre_id": "C1", "unit_id": "U1", "pool": True}]
    empty = {"intents": [], "nominations": [], "kinship": []}
    path.write_text(json.dumps({"units": [{"unit_id": "U1"}], "cadres": cadres, **empty}))
    assert load(path).problems == ()
    path.write_text(json.dumps({"units": [], "cadres": cadres}))
    assert [p.code for p in load(path).errors] == ["table-empty"]


def test_every_problem_in_one_go_and_in_order(tmp_path: Path) -> None:
    """Faults of several tables come together, by table, row and column; a faulty cell is told once."""
    folder = csv_folder(
        tmp_path,
        单位="单位编号,缺员人数,单位类型\nU1,-1,镇街\nU2,2.5,镇\n",
        干部="干部编号,单位,出生年月,交流对象\nC1,U2,2021-02-30,也许\n,U1,,\n",
    )
    with pytest.raises(InvalidInput) as caught:
        read(folder)
    at = [(p.table, p.row, p.column) for p in caught.value.problems if p.row]
    assert at[:6] == [
        ("单位.csv", 2, "缺员人数"),
        ("单位.csv", 2, "单位类型"),
        ("单位.csv", 3, "缺员人数"),
        ("干部.csv", 2, "出生年月"),
        ("干部.csv", 2, "交流对象"),
        ("干部.csv", 3, "干部编号"),
    ]
    assert len(at) == len(set(at))
