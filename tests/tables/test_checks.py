"""Cross-table checks, code by code: what is found, where, and what is left in peace."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from rengang.policy import resolve
from rengang.tables.checks import CATALOGUE, check_tables
from rengang.tables.checks.catalogue_contest import CONTEST
from rengang.tables.checks.catalogue_sections import SECTIONS
from tables.breakages import CASES, TABLE_WIDE
from tables.city_of_cards import Break, add, city, drop, frames, origins, places, problems, put


def test_faultless_city_has_no_problem() -> None:
    """The city that the other tests break has no fault, so each fault found there is the one put in."""
    assert problems(city()) == []


@pytest.mark.parametrize(("code", "breaks", "policy", "where"), CASES)
def test_breaking_one_thing_gives_one_problem(
    code: str, breaks: Break, policy: dict[str, Any], where: tuple[str, int | None, str | None, str | None]
) -> None:
    """One breakage gives exactly one problem, at the table, row, heading and value where it was put."""
    rows = city()
    breaks(rows)
    found = problems(rows, **policy)
    assert places(found) == [(code, *where)]
    assert found[0].severity == CATALOGUE[code].severity


def test_every_code_has_a_case() -> None:
    """No kind of fault is without a test that produces it (those of a contest: test_checks_contest.py)."""
    others = {fault.code for fault in (*CONTEST, *SECTIONS)}
    assert {case[0] for case in CASES} | set(TABLE_WIDE) | others == set(CATALOGUE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_sentences_are_filled_in_both_languages(case: Any) -> None:
    """No sentence shows a brace, a None or a Chinese word in English."""
    rows = city()
    case[1](rows)
    for problem in problems(rows, **case[2]):
        zh, en = problem.sentence("zh"), problem.sentence("en")
        assert not re.search(r"[{}]|None|True|False", zh + en)
        english = re.sub(r"\w+\.csv|column “\w+”", "", en).replace(str(problem.value), "")
        assert not re.search(r"[\u4e00-\u9fff]", english), english


def test_empty_units_and_cadres_are_told_once() -> None:
    """Tables without a row are two problems; the references into them are not reported one by one."""
    rows = city()
    rows["units"].clear()
    assert [p for p in places(problems(rows)) if p[0] != "intent-outside-pool"] == [
        ("table-empty", "单位", None, None, None)
    ]
    rows["cadres"].clear()
    codes = [p.code for p in problems(rows)]
    assert codes == ["table-empty", "table-empty"]


def test_ids_of_a_column_that_is_missing_are_not_looked_up() -> None:
    """Without the column of unit ids the reader says so; nothing refers to nobody on top of it."""
    rows = city()
    drop("units", "unit_id")(rows)
    assert "reference-unknown" not in {p.code for p in problems(rows)}


def test_absent_table_of_sections_is_one_warning() -> None:
    """Section ids without a table of sections give one warning a column, not one a cadre."""
    rows = city()
    del rows["sections"]
    found = problems(rows)
    assert places(found) == [
        ("reference-unchecked", "职位", None, "<section_id>", None),
        ("reference-unchecked", "干部", None, "<section_id>", None),
    ]
    assert "2 个编号" in found[0].what.zh


def test_without_pool_column_whoever_files_is_in() -> None:
    """Without the column nobody is outside the pool, and a cadre of a vertical unit who files is told so."""
    rows = city()
    drop("cadres", "pool")(rows)
    drop("cadres", "refuses")(rows)
    assert problems(rows) == []
    add("intents", cadre_id="05", order=1, unit_id="A")(rows)
    assert [p.code for p in problems(rows)] == ["intent-from-vertical"]


def test_blank_pool_column_of_the_reader_is_no_column() -> None:
    """A column that was not handed in is blank in the frame and absent from the origin."""
    rows = city()
    drop("cadres", "pool")(rows)
    drop("cadres", "refuses")(rows)
    blank = frames(rows)
    blank["cadres"] = blank["cadres"].with_columns(pool=pl.lit(None, dtype=pl.Boolean))
    assert check_tables(blank, origins(rows), resolve()) == []


def test_unmarked_pool_is_told_once() -> None:
    """A pool column without a single yes is one error, not one for each intent."""
    rows = city()
    for record in rows["cadres"]:
        record.update(pool=None, refuses=None)
    assert places(problems(rows)) == [("pool-unmarked", "干部", None, "<pool>", None)]


def test_nobody_in_the_pool_is_a_warning() -> None:
    """A roster without pool, intents and nominations is a warning: screening and contest need no pool."""
    rows = city()
    for record in rows["cadres"]:
        record.update(pool=False, refuses=None)
    rows["intents"], rows["nominations"] = [], []
    assert [(p.code, p.severity) for p in problems(rows)] == [("pool-empty", "warning")]


def test_ids_numbered_on_get_no_guess() -> None:
    """An id that nobody has is not answered with a neighbour's, but one without its leading zero is."""
    rows = city()
    put("kinship", 0, relative_id="09")(rows)
    put("nominations", 0, cadre_id="1")(rows)
    found = [p.what.zh for p in problems(rows) if p.code == "reference-unknown"]
    assert ["是否" in what for what in found] == [True, False]
    assert "是否 01？" in found[0]


def test_one_number_with_any_zeros_in_front_is_guessed() -> None:
    """A roster that lost its zeros, and wishes that kept all of theirs, are brought together."""
    rows = city()
    put("nominations", 0, cadre_id="0000001")(rows)
    found = [p.what.zh for p in problems(rows) if p.code == "reference-unknown"]
    assert "是否 01？" in found[0]


def test_unknown_id_gets_a_guess() -> None:
    """A name in place of an id is answered with the id, a slip with the nearest id."""
    rows = city()
    rows["units"][1]["unit_id"] = "B-financial"
    rows["cadres"][2]["unit_id"] = rows["cadres"][3]["unit_id"] = "B-financial"
    rows["posts"], rows["sections"] = [], []
    for name in ("applications", "recommendations", "votes"):
        rows[name] = []
    drop("cadres", "section_id")(rows)
    drop("cadres", "post_id")(rows)
    rows["intents"][0]["unit_id"] = rows["intents"][2]["unit_id"] = "B-financial"
    rows["nominations"] = []
    put("intents", 1, unit_id="教育局")(rows)
    put("intents", 2, unit_id="B-finansial")(rows)
    found = [p for p in problems(rows) if p.code == "reference-unknown"]
    assert ["编号是 A" in found[0].what.zh, "did you mean B-financial?" in found[1].what.en] == [True, True]


def test_thousands_of_unknown_ids_are_all_listed_quickly() -> None:
    """Guesses stop after the first ones, while every unknown id is still reported with its row."""
    count = 3000
    rows = city()
    rows["cadres"] += [{"cadre_id": f"x{i}", "unit_id": f"nowhere{i}"} for i in range(count)]
    found = [p for p in problems(rows) if p.code == "reference-unknown"]
    assert [p.row for p in found] == list(range(17, 17 + count))


def test_establishment_below_staff_is_no_fault() -> None:
    """Over-staffed units exist: an establishment below the staff is taken as it is."""
    rows = city()
    put("units", 0, establishment=1)(rows)
    assert problems(rows) == []


def test_relatives_at_one_unit_are_quiet_once_one_is_in_the_pool() -> None:
    """The campaign moves one of them, so there is nothing to point out."""
    rows = city()
    add("kinship", cadre_id="01", relative_id="02", relation="lineal")(rows)
    assert problems(rows) == []


def test_relation_outside_the_policy_is_no_avoidance() -> None:
    """Relatives at one unit are only pointed out for relations that the policy names."""
    rows = city()
    add("cadres", cadre_id="06", unit_id="B")(rows)
    add("kinship", cadre_id="06", relative_id="04", relation="in_law")(rows)
    assert problems(rows, avoidance={"relations": ["spouse"]}) == []


def test_problems_come_in_the_order_of_tables_and_rows() -> None:
    """The list is sorted by table, then row, whatever check found them."""
    rows = city()
    put("intents", 3, unit_id="B")(rows)
    put("intents", 0, unit_id="Z")(rows)
    put("units", 0, staff=1)(rows)
    put("votes", 0, votes=8)(rows)
    found = [(p.table, p.row) for p in problems(rows) if not p.code.startswith("nomination")]
    assert found == [("单位.csv", 12), ("意向.csv", 12), ("意向.csv", 15), ("票决.csv", 12)]


def test_checks_need_no_origin_and_no_optional_column() -> None:
    """Two bare tables are enough; places are then told by the schema's headings."""
    bare = {
        "units": pl.DataFrame({"unit_id": ["A"]}),
        "cadres": pl.DataFrame({"cadre_id": ["1", "1"], "unit_id": ["A", "A"]}),
    }
    found = check_tables(bare, {}, resolve())
    assert [(p.code, p.row, p.column) for p in found] == [
        ("pool-empty", None, None),
        ("id-duplicate", 3, "干部编号"),
    ]
