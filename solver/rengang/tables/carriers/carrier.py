"""Which carrier a path is, told by its ending and, for folders, by what is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from rengang.errors import InvalidInput, Problem, Text
from rengang.tables.reading.source import Announce, RawInstance, unheard

Carrier = Literal["csv", "xlsx", "parquet", "json"]

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
_EXPECTED = Text(
    "含 CSV 或 Parquet 文件的文件夹、.xlsx 工作簿或 .json 文档",
    "a folder of CSV or Parquet files, an .xlsx workbook or a .json document",
)


def carrier_of(path: Path) -> Carrier:
    """The carrier that `path` is.

    Raises
    ------
    InvalidInput
        The path does not exist, has an ending that no carrier has, or is a folder without tables or with both
        CSV and Parquet files.
    """
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise InvalidInput(
            [_problem(path, "missing-path", Text("没有这个文件或文件夹", "there is no such file or folder"))]
        )
    ending = path.suffix.lower()
    if ending in WORKBOOKS:
        return "xlsx"
    if ending == ".json":
        return "json"
    what = Text(f"不认识以“{ending}”结尾的文件", f"files ending in “{ending}” are not known")
    raise InvalidInput([_problem(path, "unknown-carrier", what)])


def _folder(path: Path) -> Carrier:
    endings = {p.suffix.lower() for p in path.iterdir() if p.is_file()} & {".csv", ".parquet"}
    if not endings:
        what = Text("文件夹里没有 CSV 或 Parquet 文件", "the folder holds no CSV or Parquet file")
        raise InvalidInput([_problem(path, "no-tables", what)])
    if len(endings) > 1:
        what = Text("文件夹里混有 CSV 和 Parquet 文件", "the folder holds both CSV and Parquet files")
        raise InvalidInput([_problem(path, "mixed-carriers", what)])
    return "csv" if ".csv" in endings else "parquet"


def _problem(path: Path, code: str, what: Text) -> Problem:
    return Problem(code, what, _EXPECTED, table=str(path))


def read_raw(path: Path, announce: Announce = unheard) -> RawInstance:
    """Everything that `path` holds, not yet understood.

    Raises
    ------
    InvalidInput
        See :func:`carrier_of`.
    """
    match carrier_of(path):
        case "csv":
            from rengang.tables.carriers.csv_folder import read_csv_folder

            return read_csv_folder(path, announce)
        case "parquet":
            from rengang.tables.carriers.parquet_folder import read_parquet_folder

            return read_parquet_folder(path, announce)
        case "xlsx":
            from rengang.tables.carriers.workbook import read_workbook

            return read_workbook(path, announce)
        case "json":
            from rengang.tables.carriers.json_document import read_json

            return read_json(path, announce)
