"""Reading as a whole: policies, progress, order of rows, instances in memory."""

from __future__ import annotations

import logging
from pathlib import Path

import polars as pl
import pytest

from rengang.errors import InvalidInput
from rengang.model import Instance, Progress
from rengang.tables import check, load, read, template, write

UNITS = "单位编号,缺员人数\nU1,1\nU2,1\n"
CADRES = "干部编号,单位\nC1,U2\nC2,U1\n"
INTENTS = "干部编号,意向一\nC1,U1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"单位": UNITS, "cadres": CADRES, "意向表": INTENTS}.items():
        (tmp_path / f"{name}.CSV").write_text(text, "utf-8")
    return tmp_path


def test_names_in_both_languages_and_any_case(folder: Path) -> None:
    """单位.CSV, cadres.CSV and 意向表.CSV are tables; without 交流对象 the intents make the pool."""
    instance = read(folder)
    assert instance.units["unit_id"].to_list() == ["U1", "U2"]
    assert instance.cadres["pool"].to_list() == [True, False]
    assert instance.tables["intents"].rows() == [("C1", 1, "U1")]


def test_a_row_of_the_wide_form_is_wrong_once(folder: Path) -> None:
    """Two wishes of somebody unknown stand in one row: one problem, not one for each wish."""
    (folder / "意向表.CSV").write_text("干部编号,意向一,意向二\nC9,U1,U2\nC1,U1,\n", "utf-8")
    assert [(p.code, p.row, p.value) for p in load(folder).problems if p.value == "C9"] == [
        ("reference-unknown", 2, "C9")
    ]


def test_order_of_rows_changes_nothing(folder: Path) -> None:
    """The same rows in another order are the same instance."""
    first = read(folder)
    (folder / "cadres.CSV").write_text("干部编号,单位\nC2,U1\nC1,U2\n", "utf-8")
    (folder / "单位.CSV").write_text("缺员人数,单位编号\n1,U2\n1,U1\n", "utf-8")
    assert read(folder) == first


def test_policy_of_the_instance_and_the_one_given(folder: Path, tmp_path: Path) -> None:
    """policy.toml counts; a name, a file or a document given replaces it."""
    (folder / "policy.toml").write_text("[intents]\nmax = 5\n", "utf-8")
    own = load(folder)
    assert own.policy is not None
    assert own.policy.intents.max == 5
    other = tmp_path / "other.toml"
    other.write_text("[intents]\nmax = 7\n", "utf-8")
    for given, most in (("tongxiang-2014", 2), (other, 7), (str(other), 7), ({"intents": {"max": 3}}, 3)):
        loaded = load(folder, given)  # type: ignore[arg-type]
        assert loaded.policy is not None
        assert loaded.instance is not None
        assert loaded.policy.intents.max == most
        assert load(folder, loaded.instance.policy).policy == loaded.policy


def test_unknown_policy_is_a_problem(folder: Path) -> None:
    """A name that is neither pack nor file does not raise, and leaves no instance."""
    loaded = load(folder, "tongxiang")
    assert loaded.instance is None
    assert [p.code for p in loaded.errors] == ["policy-unknown-pack"]


def test_read_logs_warnings_and_raises_errors(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A warning is logged, an error raised with everything that is known."""
    (folder / "extra.csv").write_text("a,b\n", "utf-8")
    with caplog.at_level(logging.WARNING, "rengang"):
        read(folder)
    assert "extra.csv: this table is not known" in caplog.text
    (folder / "单位.CSV").write_text(UNITS.replace("U1,1", "U1,x"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read(folder)
    assert {p.code for p in caught.value.problems} == {"unknown-table", "not-a-int"}


def test_progress_names_every_table(folder: Path) -> None:
    """Each table is announced before it is read, and counted."""
    heard: list[Progress] = []
    load(folder, progress=heard.append)
    reading = [p for p in heard if p.step.en.startswith("Reading")]
    assert [p.step.en for p in reading] == ["Reading cadres.CSV", "Reading 单位.CSV", "Reading 意向表.CSV"]
    assert [(p.done, p.total) for p in reading] == [(0, 3), (1, 3), (2, 3)]


def test_check_in_memory(folder: Path) -> None:
    """An instance that was read has no problems in memory; a broken one is told with Chinese headings."""
    instance = read(folder)
    assert check(instance) == []
    cadres = instance.cadres.with_columns(unit_id=pl.lit("U9"))
    broken = type(instance).from_tables({**instance.tables, "cadres": cadres})
    problems = [p for p in check(broken) if p.column == "单位"]
    assert [(p.table, p.row, p.value) for p in problems] == [("干部", 2, "U9"), ("干部", 3, "U9")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_filled_template_is_read(tmp_path: Path, lang: str, folder: Path) -> None:
    """The empty template has no unknown sheet or heading; what it lacks are rows."""
    template(tmp_path / "t.xlsx", lang)  # type: ignore[arg-type]
    loaded = load(tmp_path / "t.xlsx")
    assert {p.code for p in loaded.problems} <= {"table-empty", "pool-empty"}


def test_written_instance_is_read_whole(folder: Path, tmp_path: Path) -> None:
    """Through load, with its checks, in all carriers."""
    instance = read(folder)
    for name, carrier in (("a", "csv"), ("b.xlsx", "xlsx"), ("c", "parquet"), ("d.json", "json")):
        write(instance, tmp_path / "w" / name, carrier=carrier)  # type: ignore[arg-type]
        loaded = load(tmp_path / "w" / name)
        assert loaded.problems == ()
        assert loaded.instance == instance


def test_frames_made_in_memory_are_checked_cell_by_cell() -> None:
    """A negative count, a word that is no choice and a blank needed cell are named as in a workbook."""
    frames = {
        "units": pl.DataFrame({"unit_id": ["A", "B"], "kind": ["town", "city"], "vacancies": [-1, 2]}),
        "cadres": pl.DataFrame({"cadre_id": ["1", None], "unit_id": ["A", "B"]}),
    }
    found = {
        (p.column, p.value, p.code) for p in check(Instance.from_tables(frames)) if p.severity == "error"
    }
    assert {column for column, *_ in found} == {"单位类型", "缺员人数", "干部编号"}
    assert {value for _, value, _ in found} == {"city", "-1", None}
