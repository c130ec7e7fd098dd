"""Intents and nominations: what is a fault, what is none, and where it is told."""

from __future__ import annotations

import pytest

from rengang.errors import Problem, Text
from rengang.policy import resolve
from rengang.tables.checks import check_tables
from rengang.tables.reading.source import Origin
from tables.city_of_cards import add, city, frames, origins, places, problems, put

EXACTLY = {"nomination": {"bound": "exactly"}}


def test_vertical_units_take_part_when_the_policy_says_so() -> None:
    """Every vertical check is silent under scope.exclude_vertical = false."""
    rows = city()
    put("cadres", 4, pool=True)(rows)
    add("intents", cadre_id="05", order=1, unit_id="A")(rows)
    put("intents", 1, unit_id="V")(rows)
    assert {p.code for p in problems(rows)} == {"pool-vertical", "intent-vertical-unit"}
    assert problems(rows, scope={"exclude_vertical": False}) == []


def test_vacancies_bind_no_nomination_in_an_exchange() -> None:
    """In an exchange units without vacancies may nominate."""
    rows = city()
    for record in rows["units"]:
        record["vacancies"] = 0
    assert problems(rows, balance={"mode": "exchange"}) == []


def test_short_lists_may_name_all() -> None:
    """With `exactly`, fewer intenders than ratio × vacancies are enough when all are nominated (A-08)."""
    rows = city()
    put("units", 1, vacancies=5)(rows)
    assert problems(rows, **EXACTLY) == []


@pytest.mark.parametrize(
    ("ranks", "wrong"),
    [
        ((1, 1, 2), None),
        ((1, 1, 3), None),
        ((1, 2, 3), None),
        ((1, 1, 1), None),
        ((1, 2, 2), None),
        ((1, 3, 3), 1),
        ((2, 3, 4), 0),
        ((1, 1, 4), 2),
        ((3, 2, 1), None),
    ],
)
def test_ranks_are_dense_or_competition(ranks: tuple[int, ...], wrong: int | None) -> None:
    """1,1,2 and 1,1,3 are both ranks; a gap or a start above 1 is told at the row where it opens."""
    rows = city()
    rows["intents"] += [{"cadre_id": "06", "order": 1, "unit_id": "B"}]
    rows["cadres"] += [{"cadre_id": "06", "unit_id": "A", "pool": True}]
    rows["nominations"] = [
        {"unit_id": "B", "rank": rank, "cadre_id": cadre}
        for rank, cadre in zip(ranks, ("01", "02", "06"), strict=True)
    ]
    expected = (
        []
        if wrong is None
        else [("nomination-rank-gap", "人选需求", 12 + wrong, "<rank>", str(ranks[wrong]))]
    )
    assert places(problems(rows)) == expected


def test_unknown_ids_open_no_gap() -> None:
    """An intent or a nomination with an unknown id is told once, and still holds its place in the order."""
    rows = city()
    put("intents", 0, unit_id="Z")(rows)
    rows["nominations"] = [
        {"unit_id": "B", "rank": 1, "cadre_id": "nobody"},
        {"unit_id": "B", "rank": 2, "cadre_id": "02"},
    ]
    assert [p.code for p in problems(rows)] == ["reference-unknown", "reference-unknown"]


def test_blank_order_or_rank_opens_no_gap() -> None:
    """An order or a rank that could not be read is a fault of its cell; what is left is no gap."""
    rows = city()
    put("intents", 0, order=None)(rows)
    rows["nominations"] = [
        {"unit_id": "B", "rank": None, "cadre_id": "01"},
        {"unit_id": "B", "rank": 2, "cadre_id": "02"},
    ]
    assert problems(rows) == []


def test_order_in_the_wide_form_is_told_by_the_unit_below_it() -> None:
    """意向二 filled in and 意向一 not: the cell named holds a unit, and that is the value shown."""
    rows = city()
    put("intents", 2, order=2)(rows)
    heads = ["意向一", "意向二", "意向二", "意向一"]
    wide = Origin("意向表", {}, origins(rows)["intents"].rows, {"unit_id": heads, "order": heads})
    found = check_tables(frames(rows), {**origins(rows), "intents": wide}, resolve())
    assert [(p.code, p.column, p.value) for p in found] == [("intent-order-gap", "意向二", "B")]


def test_ranks_may_not_change_their_kind_midway() -> None:
    """1,1,3,3,4 fits dense ranks at one place and competition ranks at another: neither holds throughout."""
    rows = city()
    more = ("06", "07", "08")
    rows["cadres"] += [{"cadre_id": c, "unit_id": "A", "pool": True} for c in more]
    rows["intents"] += [{"cadre_id": c, "order": 1, "unit_id": "B"} for c in more]
    rows["units"][0]["staff"] = None
    rows["units"][1]["vacancies"] = 3
    rows["nominations"] = [
        {"unit_id": "B", "rank": rank, "cadre_id": cadre}
        for rank, cadre in zip((1, 1, 3, 3, 4), ("01", "02", *more), strict=True)
    ]
    assert [p.code for p in problems(rows)] == ["nomination-rank-gap"]


def test_wide_intents_are_told_by_their_own_heading() -> None:
    """In the wide form the heading named is the one over the cell: 意向二, not the first one."""
    rows = city()
    put("intents", 1, unit_id="B")(rows)
    wide = Origin(
        "意向表",
        {"cadre_id": "编号"},
        origins(rows)["intents"].rows,
        {
            "unit_id": ["意向一", "意向二", "意向一", "意向一"],
            "order": ["意向一", "意向二", "意向一", "意向一"],
        },
    )
    found = check_tables(frames(rows), {**origins(rows), "intents": wide}, resolve())
    assert [(p.table, p.row, p.column) for p in found] == [("意向表", 13, "意向二")]
    assert "第 12 行「意向一」列" in found[0].what.zh


def test_rule_of_the_policy_is_named() -> None:
    """A fault that a policy key asks for carries the rule IDs of that key."""
    rows = city()
    put("intents", 1, order=3)(rows)
    assert problems(rows)[0].rule == "TX-43, A-05"


def test_nominations_without_any_intent_are_told_once() -> None:
    """Where the intents are missing as a whole, not every nomination is told to be unasked."""
    rows = city()
    del rows["intents"]
    assert places(problems(rows)) == [("nominations-without-intents", "人选需求", None, None, None)]


def test_nothing_is_concluded_from_a_cell_that_could_not_be_read() -> None:
    """Vacancies of -1 are not 0, and a pool of “perhaps” is no “no”: each is told once, as a cell."""
    rows = city()
    put("units", 1, vacancies=None)(rows)
    put("cadres", 2, pool=None)(rows)
    where = origins(rows)
    word = Text("", "")
    cells = [
        Problem("not-a-int", word, word, table="单位.csv", row=13, column="<vacancies>"),
        Problem("not-a-flag", word, word, table="干部.csv", row=14, column="<pool>"),
    ]
    assert check_tables(frames(rows), where, resolve(), cells) == []
    codes = {p.code for p in check_tables(frames(rows), where, resolve())}
    assert codes == {"nominations-too-many", "intent-outside-pool"}
