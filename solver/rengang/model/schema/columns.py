"""What a column and a table are, and the words that several tables share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from rengang.errors import Text

Kind = Literal["id", "text", "int", "decimal", "date", "enum", "flag"]

DECIMAL_PLACES = 6
"""Scores are kept exactly, with at most this many places."""

DTYPES: Mapping[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "int": pl.Int64(),
    "decimal": pl.Decimal(20, DECIMAL_PLACES),
    "date": pl.Date(),
    "enum": pl.String(),
    "flag": pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """One column: `name` in English, `heading` in Chinese, `aliases` that are read as well.

    `values` maps each allowed value of an enum to its Chinese word. `refers` names the table whose key the
    column holds. `minimum` bounds ints and decimals from below.
    """

    name: str
    heading: str
    kind: Kind
    note: Text
    needed: bool = False
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    refers: str | None = None
    minimum: int | None = None


@dataclass(frozen=True)
class Table:
    """One table: English name, Chinese heading, its columns, and the columns that identify a row."""

    name: str
    heading: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name` (KeyError if there is none)."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in canonical order."""
        return {c.name: DTYPES[c.kind] for c in self.columns}

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)


def id_column(name: str, heading: str, refers: str | None, zh: str, en: str, **more: object) -> Column:
    """A column of ids; `refers` names the table whose key it holds."""
    return Column(name, heading, "id", Text(zh, en), refers=refers, **more)  # type: ignore[arg-type]


UNIT_KINDS = {
    "town": "镇",
    "subdistrict": "街道",
    "department": "市直机关",
    "mass": "群团机关",
    "institution": "参公事业单位",
    "vertical": "垂直管理",
}
LEVELS = {"chief": "正职", "deputy": "副职", "staff": "一般"}
RELATIONS = {"spouse": "夫妻", "lineal": "直系血亲", "collateral": "三代以内旁系血亲", "in_law": "近姻亲"}
GRADES = {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}

UNIT_ALIASES = ("单位代码", "单位名称代码", "单位号")
CADRE_ALIASES = ("干部代码", "人员编号", "人员代码", "编号", "代码")
