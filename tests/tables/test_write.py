"""Writing: harmless to open, whole or not at all, in the language asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from rengang.errors import UsageError
from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.tables import read, write
from rengang.whole import replace_whole


def instance(name: str | None = "甲局", **more: list[dict[str, Any]]) -> Instance:
    tables: dict[str, list[dict[str, Any]]] = {
        "units": [
            {"unit_id": "001", "name": name, "kind": "town", "vacancies": 1},
            {"unit_id": "U2", "name": None, "kind": None, "vacancies": None},
        ],
        "cadres": [
            {"cadre_id": "C1", "unit_id": "U2", "pool": True, "birth_date": dt.date(1980, 5, 2)},
            {"cadre_id": "C2", "unit_id": "001", "pool": None, "birth_date": None},
        ],
        **more,
    }
    frames = {
        n: pl.DataFrame(rows, schema={k: TABLES[n].dtypes[k] for k in rows[0]}) for n, rows in tables.items()
    }
    return Instance.from_tables(frames)


def test_csv_in_chinese(tmp_path: Path) -> None:
    """Mark of UTF-8, Chinese file names, headings, choices and flags; blank columns and tables left out."""
    write(instance(), tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["单位.csv", "干部.csv"]
    units = (tmp_path / "out" / "单位.csv").read_bytes()
    assert units.startswith(b"\xef\xbb\xbf")
    assert units.decode("utf-8-sig") == "单位编号,单位名称,单位类型,缺员人数\r\n001,甲局,镇,1\r\nU2,,,\r\n"
    cadres = (tmp_path / "out" / "干部.csv").read_text("utf-8-sig")
    assert cadres == "干部编号,出生年月,单位,交流对象\nC1,1980-05-02,U2,是\nC2,,001,\n"


def test_csv_in_english(tmp_path: Path) -> None:
    """The same in English."""
    write(instance(), tmp_path / "out", "en")
    units = (tmp_path / "out" / "units.csv").read_text("utf-8-sig")
    assert units == "unit_id,name,kind,vacancies\n001,甲局,town,1\nU2,,,\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", "''@x"])
def test_no_csv_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    """What a spreadsheet would calculate gets an apostrophe, and reading takes exactly that off again."""
    write(instance(text), tmp_path / "out")
    written = (tmp_path / "out" / "单位.csv").read_text("utf-8-sig")
    assert f"001,'{text},镇" in written
    assert read(tmp_path / "out").units["name"][0] == text


def test_workbook_cells_are_text(tmp_path: Path) -> None:
    """Ids are text cells in text format, formula-like and link-like text is neither, dates are dates."""
    write(instance("=1+1"), tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["单位", "干部"]
    unit, name = book["单位"]["A2"], book["单位"]["B2"]
    assert (unit.value, unit.data_type, unit.number_format) == ("001", "s", "@")
    assert (name.value, name.data_type) == ("=1+1", "s")
    assert book["干部"]["B2"].value == dt.datetime(1980, 5, 2)
    assert book["单位"]["D2"].value == 1


def test_wide_intents(tmp_path: Path) -> None:
    """The form's shape: one row a cadre, a gap left blank."""
    filed = [
        {"cadre_id": "C1", "order": 2, "unit_id": "001"},
        {"cadre_id": "C2", "order": 1, "unit_id": "U2"},
    ]
    write(instance(intents=filed), tmp_path / "out", wide=True)
    assert (tmp_path / "out" / "意向.csv").read_text(
        "utf-8-sig"
    ) == "干部编号,意向一,意向二\nC1,,001\nC2,U2,\n"


def test_two_first_intents_do_not_fit_the_wide_form(tmp_path: Path) -> None:
    """Rather than dropping one of them, writing refuses."""
    filed = [{"cadre_id": "C1", "order": 1, "unit_id": u} for u in ("001", "U2")]
    with pytest.raises(UsageError, match="two intents of the same order"):
        write(instance(intents=filed), tmp_path / "out", wide=True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["out", "b.xlsx", "d.json"])
def test_nothing_is_overwritten_without_force(tmp_path: Path, name: str) -> None:
    """A second writing is refused and changes nothing; force replaces everything."""
    write(instance(), tmp_path / name)
    with pytest.raises(UsageError) as caught:
        write(instance("乙局"), tmp_path / name)
    assert "已存在" in caught.value.text.zh
    assert read(tmp_path / name).units["name"][0] == "甲局"
    write(instance("乙局"), tmp_path / name, force=True)
    assert read(tmp_path / name).units["name"][0] == "乙局"
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_an_existing_empty_folder_is_filled(tmp_path: Path) -> None:
    """A folder that holds nothing is no reason to refuse."""
    (tmp_path / "out").mkdir()
    write(instance(), tmp_path / "out")
    assert read(tmp_path / "out") == instance()


@pytest.mark.parametrize("folder", [True, False])
def test_whole_or_not_at_all(tmp_path: Path, folder: bool) -> None:
    """When writing fails half-way, what was there stays and nothing is left beside it."""
    target = tmp_path / "out"
    (target.mkdir if folder else target.touch)()

    def fail(path: Path) -> None:
        (path / "half" if folder else path).write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replace_whole(target, fail, folder=folder, force=True)
    assert [p.name for p in tmp_path.rglob("*")] == ["out"]


def test_what_a_workbook_cannot_hold_is_refused(tmp_path: Path) -> None:
    """A cell longer than a sheet's limit is not cut."""
    with pytest.raises(UsageError, match="32767"):
        write(instance("长" * 40_000), tmp_path / "b.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_carrier_and_ending_must_agree(tmp_path: Path) -> None:
    """A Parquet folder is not called book.xlsx."""
    with pytest.raises(UsageError, match="does not go with"):
        write(instance(), tmp_path / "b.xlsx", carrier="parquet")


def test_force_never_replaces_a_folder_with_foreign_files(tmp_path: Path) -> None:
    """A folder that holds something else than tables is refused, force or not, and nothing in it is touched."""
    (tmp_path / "letter.docx").write_text("dear")
    instance = Instance.from_tables({"units": pl.DataFrame({"unit_id": ["A"]})})
    with pytest.raises(UsageError, match="letter"):
        write(instance, tmp_path, force=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.docx"]


@pytest.mark.parametrize("folder", [True, False])
@pytest.mark.parametrize("force", [True, False])
def test_what_another_run_put_there_meanwhile_is_not_overwritten_unasked(
    tmp_path: Path, folder: bool, force: bool
) -> None:
    """The question whether the place is free is asked again before the names change."""
    target = tmp_path / "out"

    def fill(path: Path) -> None:
        (path / "a.csv" if folder else path).write_text("ours")
        if folder:
            target.mkdir()
        (target / "a.csv" if folder else target).write_text("theirs")

    if force:
        replace_whole(target, fill, folder=folder, force=True)
    else:
        with pytest.raises(UsageError, match="not overwritten"):
            replace_whole(target, fill, folder=folder)
    assert (target / "a.csv" if folder else target).read_text() == ("ours" if force else "theirs")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("folder", [True, False])
def test_what_was_moved_aside_comes_back(
    tmp_path: Path, folder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted between the two renamings, the old folder has its name again."""
    target = tmp_path / "out"
    target.mkdir()
    (target / "a.csv").write_text("old")
    rename, renamed = Path.rename, []

    def interrupted(self: Path, to: Path) -> Path:
        renamed.append(to)
        if len(renamed) == 2:
            raise KeyboardInterrupt
        return rename(self, to)

    def fill(path: Path) -> None:
        (path / "a.csv" if folder else path).write_text("new")

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_whole(target, fill, folder=folder, force=True)
    assert (target / "a.csv").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_is_written_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    """Not those of the hidden place where it was made."""
    write(instance(), tmp_path / "out")
    (tmp_path / "plain").mkdir()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
