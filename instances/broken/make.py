"""Make the broken inputs of this folder: each file holds the faults that its name says.

Run it as ``python instances/broken/make.py``. Nobody in these files is a real person.
"""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent

UNITS = """
单位编号 | 单位名称 | 单位类型 | 编制数 | 实有人数 | 缺员人数
U01 | 教育局 | 市直机关 | 20 | 18 | 2
U02 | 财政局 | 市直机关 | 15 | 15 | 1
U03 | 梧桐街道 | 街道 | 30 | 28 | -1
U04 | 民政局 | 市直机关 | 12 | 12 | 1.5
U05 | 税务局 | 垂直管理 | | |
U02 | 财政局（重复） | 市直机关 | 15 | 15 | 1
U06 | 水利局 | 市直单位 | 10 | 1 | 0
U07 | 团委 | 群团机关 | 6 | 6 | 1
"""

CADRES = """
干部编号 | 姓名 | 出生年月 | 参加工作时间 | 任现单位时间 | 单位 | 职务层次 | 交流对象 | 免轮事由 | 不服从定向 | 备注
0001 | 甲一 | 1980-05 | 2002-08 | 2010-01 | U01 | 一般 | 是 | | |
0002 | 甲二 | 1981-02-30 | 2003-08 | | U01 | 一般 | 是 | | | 生日不存在
0003 | 甲三 | 2003-07 | 2001-08 | | U01 | 一般 | 是 | | | 先工作后出生
0004 | 甲四 | 1992-01 | 2001-08 | 1999-01 | U02 | 一般 | 是 | | |
0005 | 乙一 | 1980.1 | | | U02 | 一般 | 否 | | 是 |
0006 | 乙二 | | | | U03 | 正职 | 是 | 借调 | |
0006 | 乙三 | | | | U03 | 一般 | 否 | | |
 | 乙四 | | | | U03 | 一般 | 否 | | |
0008 | 乙五 | | | | U99 | 一般 | 否 | | |
0009 | 丙一 | | | | U05 | 一般 | 是 | | |
0010 | 丙二 | | | | U06 | 一般 | 是 | | |
0011 | 丙三 | | | | U06 | 一般 | 是 | | |
0012 | 丙四 | | | | 民政局 | 一般 | 也许 | | |
#330400000000000010 | 丁一 | | | | U04 | 一般 | 是 | | |
0014 | 丁二 | | | | U07 | 一般 | 否 | | |
0015 | 丁三 | | | | U07 | 一般 | 否 | | |
"""

INTENTS = """
干部编号 | 意向一 | 意向二 | 意向三
0001 | U02 | U01 |
0003 | U02 | U02 |
0004 | U01 | U07 | U03
0005 | U01 | |
0006 | U05 | U01 |
0010 | | U02 |
0011 | U01 | U02 |
0013 | U01 | |
"""

NOMINATIONS = """
单位编号 | 提名顺序 | 干部编号 | 得分
U01 | 1 | 0004 |
U01 | 2 | 0011 |
U01 | 4 | 0006 |
U01 | 5 | 0005 |
U01 | 6 | 0010 |
U02 | 1 | 0001 |
U02 | 0 | 0003 |
U02 | 2 | 0010 | 优
U02 | 2 | 0011 |
U07 | 1 | 0004 |
U07 | 1 | 0004 |
U07 | 2 | 0014 |
"""

KINSHIP = """
干部编号 | 亲属编号 | 关系
0001 | 0001 | 夫妻
0001 | 0004 | 夫妻
0004 | 0001 | 夫妻
0014 | 0015 | 直系血亲
0003 | 0999 | 表亲
"""

POLICY = """
键 | 值
extends | tongxiang-2014
intents.maximum | 3
nomination.ratio | 0
balance.mode | 平衡
"""

ANNEX = """
附件 | 说明
1 | 这张表与本次工作无关
"""

COUNTS = ("编制数", "实有人数", "缺员人数", "提名顺序")


def rows(text: str) -> list[list[str]]:
    """The cells of a table drawn with bars."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def write_sheet(book: Any, name: str, text: str) -> None:
    """One sheet: counts as numbers, ``#…`` as a number that Excel will have rounded, the rest as text."""
    sheet = book.add_worksheet(name)
    heads, *body = rows(text)
    sheet.write_row(0, 0, heads)
    for row, cells in enumerate(body, 1):
        for column, cell in enumerate(cells):
            if cell.startswith("#"):
                sheet.write_number(row, column, float(cell[1:]))
            elif cell and heads[column] in COUNTS:
                sheet.write_number(row, column, float(cell))
            elif cell:
                sheet.write_string(row, column, cell)


def workbook(path: Path) -> Any:
    """A workbook whose bytes do not depend on the time."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": dt.datetime(2014, 1, 1)})
    return book


def faults_in_cells() -> None:
    """broken.xlsx: a clerk's workbook with one of each kind of fault."""
    book = workbook(HERE / "broken.xlsx")
    sheets = {
        "单位": UNITS,
        "干部": CADRES,
        "意向": INTENTS,
        "人选需求": NOMINATIONS,
        "亲属关系": KINSHIP,
        "附件": ANNEX,
        "政策": POLICY,
    }
    for name, text in sheets.items():
        write_sheet(book, name, text)
    book.close()


def files_that_are_no_workbook() -> None:
    """Files that are called .xlsx and are something else, empty, locked or far too large."""
    (HERE / "not-a-workbook.xlsx").write_text("这是一份改了后缀的文本。\n", encoding="utf-8")
    (HERE / "no-bytes.xlsx").write_bytes(b"")
    book = workbook(HERE / "blank.xlsx")
    book.add_worksheet("Sheet1")
    book.close()
    # the header of a compound file and the name of the stream that an encrypted workbook keeps its parts in
    header = struct.pack("<8s", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").ljust(512, b"\0")
    (HERE / "encrypted.xlsx").write_bytes(header + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0"))
    book = workbook(HERE / "far-cell.xlsx")
    sheet = book.add_worksheet("干部")
    sheet.write_string(0, 0, "干部编号")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    with zipfile.ZipFile(HERE / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        entry = zipfile.ZipInfo("xl/worksheets/sheet1.xml", (2014, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, b" " * (100 * 2**20))


def truncated_folder() -> None:
    """truncated/: a CSV file that breaks off within a quoted name, and a row that lost its end."""
    folder = HERE / "truncated"
    folder.mkdir(exist_ok=True)
    units = "单位编号,单位名称,缺员人数\nU01,教育局,1\nU02,财政局\n"
    cadres = '干部编号,姓名,单位\n0001,甲一,U01\n0002,"甲二,U0'
    (folder / "units.csv").write_text(units, encoding="utf-8-sig", newline="")
    (folder / "cadres.csv").write_text(cadres, encoding="utf-8-sig", newline="")


def policies() -> None:
    """Policy files with an unknown key, a value out of range, and no TOML at all."""
    (HERE / "policy-unknown-key.toml").write_text("[intents]\nmaximum = 3\n", encoding="utf-8")
    (HERE / "policy-out-of-range.toml").write_text("[nomination]\nratio = 0\n", encoding="utf-8")
    (HERE / "policy-not-toml.toml").write_text("[intents\nmax: 3\n", encoding="utf-8")


if __name__ == "__main__":
    faults_in_cells()
    files_that_are_no_workbook()
    truncated_folder()
    policies()
