"""Reading a result folder: the same allocation, or every fault with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rengang.errors import InvalidInput, Problem
from rengang.report import read_folder


@pytest.fixture
def out(write: Any, tmp_path: Path) -> Path:
    """A sound result folder."""
    write(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def faults(case: Any, out: Path) -> Callable[..., list[Problem]]:
    """`faults(old, new)`: what is wrong once `old` is replaced in ``allocation.csv``."""

    def call(*changes: tuple[str, str]) -> list[Problem]:
        path = out / "allocation.csv"
        text = path.read_text("utf-8-sig")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, "utf-8")
        with pytest.raises(InvalidInput) as caught:
            read_folder(out, case.instance)
        return list(caught.value.problems)

    return call


def test_what_was_written_is_read(case: Any, out: Path) -> None:
    """Allocation and summary come back, without a warning."""
    folder, given = read_folder(out, case.instance), case.result.allocation
    for name in ("cadre", "to_unit", "intent_rank", "nomination_rank"):
        assert np.array_equal(getattr(folder.allocation, name), getattr(given, name))
        assert getattr(folder.allocation, name).dtype == np.int32
    assert folder.allocation.stage == given.stage
    assert folder.summary["seed"] == 7
    assert folder.warnings == ()


def test_rows_and_columns_in_any_order(case: Any, out: Path) -> None:
    """The order of rows and columns, and columns that are not needed, change nothing."""
    lines = [line.split(",") for line in (out / "allocation.csv").read_text("utf-8-sig").splitlines()]
    text = "\n".join(",".join(reversed(line)) for line in [lines[0], *reversed(lines[1:])])
    (out / "allocation.csv").write_text(text, "gb18030" if text.isascii() else "utf-8")
    assert read_folder(out, case.instance).allocation.to_unit.tolist() == [-1, 0, 1, -1, 1]


def test_other_instance_is_a_warning(make_case: Any, out: Path) -> None:
    """A folder made from other data is read, with a warning that says so."""
    other = make_case(("改", "乙", "丙", "丁", "戊", "己"))
    (warning,) = read_folder(out, other.instance).warnings
    assert warning.severity == "warning"
    assert warning.code == "result-other-instance"
    assert "数据不同" in warning.sentence("zh")


@pytest.mark.parametrize("name", ["allocation.csv", "summary.json"])
def test_missing_file(case: Any, out: Path, name: str) -> None:
    """A folder without one of the two files is named with the file."""
    (out / name).unlink()
    with pytest.raises(InvalidInput, match=f"there is no {name}"):
        read_folder(out, case.instance)


def test_broken_summary(case: Any, out: Path) -> None:
    """A summary that is not JSON, or not an object, is unreadable."""
    for text in ("{", "[]"):
        (out / "summary.json").write_text(text)
        with pytest.raises(InvalidInput, match=r"summary\.json: the file cannot be read"):
            read_folder(out, case.instance)


def test_binary_and_truncated_tables(case: Any, out: Path) -> None:
    """Bytes that are no text, a quote that never closes, and a row cut short are refused."""
    whole = (out / "allocation.csv").read_bytes()
    for data, code in (
        (b"\xff\xfe\x00", "result-unreadable"),
        (whole + b'"06,', "result-unreadable"),
        (whole[:-20], "result-ragged-row"),
        (b"", "result-missing-column"),
    ):
        (out / "allocation.csv").write_bytes(data)
        with pytest.raises(InvalidInput) as caught:
            read_folder(out, case.instance)
        assert {p.code for p in caught.value.problems} == {code}


def test_missing_column(faults: Any) -> None:
    """A column that is needed and absent is named."""
    (problem,) = faults(("to_unit", "unit"))
    assert problem.code == "result-missing-column"
    assert problem.sentence("en").startswith("allocation.csv: there is no column “to_unit”")


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column"),
    [
        ("\n02,", "\n99,", "result-unknown-cadre", 3, "cadre_id"),
        ("\n02,", "\n06,", "result-not-in-pool", 3, "cadre_id"),
        ("B,A,,intent", "B,X,,intent", "result-unknown-unit", 3, "to_unit"),
        ("B,A,,intent", "B,,,intent", "result-no-unit", 3, "to_unit"),
        ("waiting,", "asleep,", "result-bad-stage", 5, "stage"),
        ("intent,1,2", "intent,0,2", "result-bad-rank", 3, "intent_rank"),
        ("intent,1,2", "intent,1,2.5", "result-bad-rank", 3, "nomination_rank"),
        ("intent,1,2", "intent,1,99999999999", "result-bad-rank", 3, "nomination_rank"),
    ],
)
def test_faulty_cells(faults: Any, old: str, new: str, code: str, row: int, column: str) -> None:
    """Each faulty cell is named by row, column and value."""
    found = [p for p in faults((old, new)) if p.code != "result-missing-cadre"]
    assert [(p.code, p.row, p.column) for p in found] == [(code, row, column)]


def test_a_cadre_twice_and_one_missing(faults: Any) -> None:
    """Both rows of a cadre who stands twice are named, and the one who lost the row."""
    found = faults(("\n03,", "\n02,"))
    assert [(p.code, p.row, p.value) for p in found] == [
        ("result-missing-cadre", None, "03"),
        ("result-duplicate-cadre", 3, "02"),
        ("result-duplicate-cadre", 4, "02"),
    ]


def test_all_faults_in_one_go(faults: Any) -> None:
    """Faults in several rows are reported together."""
    found = faults(("\n01,", "\n77,"), ("waiting,", "asleep,"))
    assert {p.code for p in found} == {"result-unknown-cadre", "result-bad-stage", "result-missing-cadre"}
