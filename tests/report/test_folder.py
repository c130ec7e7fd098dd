"""The result folder: what stands in it, and that it is written whole or not at all."""

from __future__ import annotations

import csv
import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rengang.errors import Text, UsageError
from rengang.policy import resolve
from rengang.report import FILES, check_target, read_folder, write_folder


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file as a spreadsheet would read them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_allocation_has_the_columns_of_the_contract(write: Any, tmp_path: Path) -> None:
    """The columns of FORMAT in their order, BOM in front, blanks for none."""
    write(tmp_path / "out")
    text = (tmp_path / "out" / "allocation.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfcadre_id,name,from_unit,to_unit,to_post,stage,intent_rank,")
    assert text.splitlines()[0].endswith(b"nomination_rank,reason")
    assert [tuple(r.values()) for r in rows(tmp_path / "out" / "allocation.csv")][:2] == [
        ("01", "甲", "B", "", "", "unplaced", "", "", "去向 unplaced"),
        ("02", "乙", "B", "A", "", "intent", "1", "2", "去向 intent"),
    ]


def test_language_of_the_reasons(write: Any, tmp_path: Path) -> None:
    """Headings stay English, reasons follow the language."""
    write(tmp_path / "out", lang="en")
    assert rows(tmp_path / "out" / "allocation.csv")[0]["reason"] == "stage unplaced"


def test_same_result_same_bytes(write: Any, tmp_path: Path) -> None:
    """Every file is the same twice, the workbook included."""
    write(tmp_path / "a")
    write(tmp_path / "b")
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_units_and_blocking_pairs(write: Any, tmp_path: Path) -> None:
    """Units before and after, and the blocking pair with whom it would replace."""
    write(tmp_path / "out")
    unit = rows(tmp_path / "out" / "units.csv")[1]
    assert {k: unit[k] for k in ("unit_id", "before", "out", "in", "in_intent", "in_directed", "after")} == {
        "unit_id": "B", "before": "5", "out": "2", "in": "2", "in_intent": "1", "in_directed": "1",
        "after": "5",
    }  # fmt: skip
    assert rows(tmp_path / "out" / "blocking_pairs.csv") == [
        {"cadre_id": "01", "unit_id": "A", "intent_rank": "1", "nomination_rank": "1", "kind": "replace",
         "replaces": "02"},
    ]  # fmt: skip


def test_formulas_are_defused(make_case: Any, make_plain: Any, tmp_path: Path) -> None:
    """A name that starts like a formula is text, in the CSV file and in the workbook."""
    case = make_case(("=1+1", "+x", "-y", "@z", "'=q", "s"))
    write_folder(case.instance, case.policy, case.result, tmp_path / "o", explanations=make_plain(case))
    names = [r["name"] for r in rows(tmp_path / "o" / "allocation.csv")]
    assert names == ["'=1+1", "'+x", "'-y", "'@z", "''=q"]
    sheet = openpyxl.load_workbook(tmp_path / "o" / "result.xlsx")["意向"]
    assert [cell.data_type for cell in sheet["C"][3:8]] == ["s"] * 5
    assert sheet["C4"].value == "=1+1"


def test_ids_that_look_like_formulas_are_read_back(case: Any, make_plain: Any, tmp_path: Path) -> None:
    """Ids such as -3 or '=1 are the same after writing and reading."""
    import polars as pl

    from rengang.model import Instance

    new = {"01": "'=1", "02": "+2", "03": "-3"}
    tables = {
        name: frame.with_columns(pl.col("cadre_id").replace(new)) if "cadre_id" in frame.columns else frame
        for name, frame in case.instance.tables.items()
    }
    instance = Instance.from_tables(tables)
    write_folder(instance, case.policy, case.result, tmp_path / "o", explanations=make_plain(case))
    again = read_folder(tmp_path / "o", instance)
    assert again.allocation.cadre.tolist() == case.result.allocation.cadre.tolist()
    assert again.allocation.to_unit.tolist() == case.result.allocation.to_unit.tolist()


def test_non_empty_folder_is_refused(write: Any, tmp_path: Path) -> None:
    """Without force an existing non-empty folder stays as it is; an empty one is used."""
    out = tmp_path / "out"
    out.mkdir()
    write(out)
    before = (out / "summary.json").read_bytes()
    with pytest.raises(UsageError, match="not empty"):
        write(out, lang="en")
    assert (out / "summary.json").read_bytes() == before


def test_of_two_runs_into_one_folder_the_second_is_refused(
    case: Any, make_plain: Any, tmp_path: Path
) -> None:
    """What another run has put there meanwhile stays; no part of the refused result is left behind."""
    out, plain = tmp_path / "out", make_plain(case)

    class Meanwhile(make_plain):  # type: ignore[misc]
        def reasons(self) -> Any:
            write_folder(case.instance, case.policy, case.result, out, explanations=plain)
            return [Text("后来者", "latecomer")] * 5

    with pytest.raises(UsageError, match="not empty"):
        write_folder(case.instance, case.policy, case.result, out, explanations=Meanwhile(case))
    assert rows(out / "allocation.csv")[0]["reason"] == "去向 unplaced"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_force_replaces_a_result_and_nothing_else(write: Any, tmp_path: Path) -> None:
    """With force an older result is replaced; a folder with other files in it is not."""
    out = tmp_path / "out"
    write(out)
    write(out, lang="en", force=True)
    assert rows(out / "allocation.csv")[0]["reason"] == "stage unplaced"
    (out / "letter.docx").write_text("mine")
    with pytest.raises(UsageError, match=r"letter\.docx"):
        write(out, force=True)
    assert (out / "letter.docx").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    """A file cannot become a folder, not even with force."""
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        check_target(tmp_path / "out", force=True)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_failure_leaves_nothing_behind(case: Any, make_plain: Any, tmp_path: Path, error: Any) -> None:
    """When writing fails half-way, the old result is untouched and no temporary folder stays."""

    class Broken(make_plain):  # type: ignore[misc]
        def cadre(self, cadre: int) -> Any:
            raise error("half-way")

    out = tmp_path / "out"
    write_folder(case.instance, case.policy, case.result, out, explanations=make_plain(case))
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(error):
        write_folder(case.instance, case.policy, case.result, out, explanations=Broken(case), force=True)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_written(write: Any, tmp_path: Path) -> None:
    """A parent that is a file is a usage error, not a traceback."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot write"):
        write(tmp_path / "file" / "out")


def test_folder_is_readable_by_others(write: Any, tmp_path: Path) -> None:
    """The folder has the permissions that the umask gives, not the owner's alone."""
    write(tmp_path / "out")
    (tmp_path / "plain").mkdir()
    mode = stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode


def test_no_allocation_no_folder(case: Any, make_plain: Any, tmp_path: Path) -> None:
    """A result without an allocation is not written."""
    nothing = replace(case.result, allocation=None)
    with pytest.raises(ValueError, match="nothing to write"):
        write_folder(case.instance, case.policy, nothing, tmp_path / "o", explanations=make_plain(case))
    assert not (tmp_path / "o").exists()


def test_a_long_reason_gets_a_row_that_holds_it(case: Any, make_plain: Any, tmp_path: Path) -> None:
    """A reason of several lines makes its row as high; a short one leaves the height to the spreadsheet."""
    plain, long = make_plain(case), make_plain(case)
    long.reasons = lambda: [Text("名额给了名次更靠前的人；" * 20, "the seat went to a better rank")] * 5
    write_folder(case.instance, case.policy, case.result, tmp_path / "short", explanations=plain)
    write_folder(case.instance, case.policy, case.result, tmp_path / "long", explanations=long)
    low, high = (openpyxl.load_workbook(tmp_path / n / "result.xlsx")["落岗"] for n in ("short", "long"))
    assert low.row_dimensions[4].height is None
    width = high.column_dimensions["G"].width
    lines = 20 * 24 / width
    assert high.row_dimensions[4].height >= 13 * lines
    assert sum(high.column_dimensions[c].width for c in "ABCDEFG") < 146, "a page of A4 at full size"


def test_forms_of_the_regulation(write: Any, tmp_path: Path) -> None:
    """The sheets by name; printed landscape with headings repeated; ids stay text."""
    write(tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "result.xlsx")
    assert book.sheetnames == [
        "缺员", "基本情况", "意向", "人选需求", "匹配结果", "落岗", "定向交流", "待岗", "未安排",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.print_title_rows == "$1:$3"
    intents = list(book["意向"].iter_rows(min_row=3, values_only=True))
    assert intents[0] == ("序号", "干部编号", "姓名", "原单位", "意向一", "意向二", "接收单位", "去向")
    assert intents[2] == (2, "02", "乙", "乙镇", "甲局", "丙街道", "甲局", "双向选择")
    needs = list(book["人选需求"].iter_rows(min_row=4, values_only=True))
    assert needs[0] == (1, "A", "甲局", 1, 1, "01", "甲", "乙镇", None, "未安排")
    assert [r[1] for r in book["落岗"].iter_rows(min_row=4, values_only=True)] == ["01", "03", "04"]
    assert [r[1] for r in book["定向交流"].iter_rows(min_row=4, values_only=True)] == ["03"]
    vacancies = list(book["缺员"].iter_rows(min_row=4, values_only=True))
    assert vacancies[1] == (2, "B", "乙镇", None, 10, 5, 2, 1, 1, 1, 5, 0)


def test_policy_in_the_summary_resolves_to_itself(write: Any, case: Any, tmp_path: Path) -> None:
    """The policy document of the summary is enough to verify with."""
    write(tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert resolve(summary["policy_document"]) == case.policy
