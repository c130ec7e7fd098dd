"""Write an instance to any of the four carriers, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from rengang.errors import Lang, Text, UsageError
from rengang.model import Instance
from rengang.model.schema import TABLES, Table
from rengang.tables.carriers import policy_document
from rengang.tables.carriers.carrier import Carrier
from rengang.tables.carriers.csv_folder import GUARDED, POLICY_FILE
from rengang.tables.carriers.sheets import Sheet, sheet, words
from rengang.whole import refuse_existing, refuse_foreign, replace_whole

_ALWAYS = ("units", "cadres")


def write(
    instance: Instance,
    path: str | Path,
    lang: Lang = "zh",
    *,
    wide: bool = False,
    carrier: Carrier | None = None,
    force: bool = False,
) -> None:
    """Write `instance` so that reading it back gives an equal one.

    Parameters
    ----------
    path
        ``….xlsx``, ``….json``, else a folder.
    lang
        Language of file and sheet names, headings, choices and flags.
    wide
        Intents in the form's shape, one row a cadre with columns 意向一, 意向二, …
    carrier
        Needed only for ``"parquet"``: a folder is of CSV files by default.
    force
        Replace what is at `path`.

    Raises
    ------
    UsageError
        Something is at `path`, it cannot be written, the carrier does not go with the path's ending, or the
        instance does not fit the form (two intents of the same order in the wide form, more rows or longer
        cells than a sheet can hold).

    Notes
    -----
    Tables without rows (but units and cadres) and blank columns are left out. Text is trimmed and its line
    ends made ``\\n``, as reading does. The same instance gives the same bytes.
    """
    path = Path(path)
    kind = _carrier(path, carrier)

    def refuse() -> None:
        refuse_existing(path, force)
        refuse_foreign(path)

    refuse()
    sheets = [sheet(instance, table, lang, wide) for table in TABLES.values() if _wanted(instance, table)]
    folder = kind in ("csv", "parquet")
    document = dict(instance.policy)

    def fill(target: Path) -> None:
        if kind == "csv":
            _write_csv(target, sheets, lang)
        elif kind == "parquet":
            _write_parquet(target, sheets, lang)
        elif kind == "json":
            from rengang.tables.carriers.json_writer import write_json

            write_json(target, sheets, document, lang)
        else:
            from rengang.tables.carriers.workbook_writer import write_workbook

            write_workbook(target, sheets, document, lang)
        if folder and document:
            (target / POLICY_FILE).write_text(policy_document.to_toml(document), "utf-8")

    replace_whole(path, fill, folder=folder, force=force, refuse=refuse)


def _carrier(path: Path, asked: Carrier | None) -> Carrier:
    by_ending: Mapping[str, Carrier] = {".xlsx": "xlsx", ".json": "json"}
    told = by_ending.get(path.suffix.lower())
    kind = asked or told or "csv"
    if kind != told and (told or kind in ("xlsx", "json")):
        raise UsageError(
            Text(
                f"“{path.name}”的结尾与格式 {kind} 不符",
                f"the ending of {path.name} does not go with the carrier {kind}",
            )
        )
    return kind


def _wanted(instance: Instance, table: Table) -> bool:
    return table.name in _ALWAYS or len(instance.tables[table.name]) > 0


def guarded(cells: pl.Series) -> pl.Series:
    """Text cells that no spreadsheet takes for a formula.

    An apostrophe goes before a cell that begins, after any apostrophes of its own, with ``= + - @``, a tab or
    a carriage return; the reader takes exactly this apostrophe off again.
    """
    return cells.str.replace(rf"^('*[{GUARDED}])", "'$1")


def _write_csv(folder: Path, sheets: list[Sheet], lang: Lang) -> None:
    for name, columns in sheets:
        cells = [guarded(words(column, series, lang)).alias(heading) for column, heading, series in columns]
        pl.DataFrame(cells).write_csv(folder / f"{name}.csv", include_bom=True, line_terminator="\r\n")


def _write_parquet(folder: Path, sheets: list[Sheet], lang: Lang) -> None:
    for name, columns in sheets:
        cells = [
            (words(column, series, lang) if column.kind == "enum" else series).alias(heading)
            for column, heading, series in columns
        ]
        pl.DataFrame(cells).write_parquet(folder / f"{name}.parquet", compression="zstd")
