"""One breakage of the small city for each kind of fault, and where it must be told."""

from __future__ import annotations

from datetime import date
from typing import Any

from tables.city_of_cards import Break, Rows, add, both, clear, put

EXACTLY = {"nomination": {"bound": "exactly"}}
AT_LEAST = {"nomination": {"bound": "at_least"}}
BY_SCORE = {"nomination": {"source": "score"}}
SCORED = both(put("nominations", 0, score=3), put("nominations", 1, score=2), put("nominations", 2, score=1))

CASES: list[tuple[str, Break, dict[str, Any], tuple[str, int | None, str | None, str | None]]] = [
    ("id-duplicate", add("cadres", cadre_id="02", unit_id="B"), {}, ("干部", 17, "<cadre_id>", "02")),
    ("id-duplicate", add("units", unit_id="A"), {}, ("单位", 16, "<unit_id>", "A")),
    (
        "row-duplicate",
        add("votes", post_id="PB", cadre_id="01", votes=1, present=7),
        {},
        ("票决", 13, "<post_id>", "PB"),
    ),
    ("reference-unknown", put("cadres", 3, unit_id="Z"), {}, ("干部", 15, "<unit_id>", "Z")),
    ("reference-unknown", put("intents", 1, unit_id="Z"), {}, ("意向", 13, "<unit_id>", "Z")),
    ("reference-unknown", put("kinship", 0, relative_id="99"), {}, ("亲属关系", 12, "<relative_id>", "99")),
    ("reference-unknown", put("posts", 0, section_id="A9"), {}, ("职位", 12, "<section_id>", "A9")),
    ("section-other-unit", put("cadres", 2, section_id="A1"), {}, ("干部", 14, "<section_id>", "A1")),
    ("section-other-unit", put("posts", 0, section_id="B1"), {}, ("职位", 12, "<section_id>", "B1")),
    ("post-other-unit", put("cadres", 2, post_id="PA"), {}, ("干部", 14, "<post_id>", "PA")),
    (
        "incumbent-elsewhere",
        both(put("posts", 1, contested=False), clear("applications"), put("posts", 0, incumbent_id="04")),
        {},
        ("职位", 12, "<incumbent_id>", "04"),
    ),
    ("pool-vertical", put("cadres", 4, pool=True), {}, ("干部", 16, "<pool>", None)),
    ("pool-level", put("cadres", 1, level="chief"), {}, ("干部", 13, "<level>", "正职")),
    ("pool-exempt", put("cadres", 1, exempt="借调"), {}, ("干部", 13, "<exempt>", "借调")),
    (
        "rule-fact-missing",
        both(
            put("cadres", 0, sex="male"),
            put("cadres", 1, sex="male"),
            put("cadres", 2, sex="female", birth_date=date(1985, 1, 1)),
        ),
        {
            "moves": {
                "retirement_months": 12,
                "retirement_age": {"male": 60, "female": 55},
                "as_of": "2014-12-01",
            }
        },
        ("干部", 13, "<birth_date>", None),
    ),
    ("refuses-outside-pool", put("cadres", 3, refuses=True), {}, ("干部", 15, "<refuses>", None)),
    (
        "date-birth",
        put("cadres", 0, birth_date=date(2002, 8, 1)),
        {},
        ("干部", 12, "<birth_date>", "2002-08-01"),
    ),
    (
        "date-work-start",
        put("cadres", 0, work_start=date(1994, 4, 30)),
        {},
        ("干部", 12, "<work_start>", "1994-04-30"),
    ),
    (
        "date-before-other",
        put("cadres", 0, unit_since=date(2002, 7, 31)),
        {},
        ("干部", 12, "<unit_since>", "2002-07-31"),
    ),
    (
        "date-before-other",
        put("cadres", 0, function_since=date(1999, 1, 1)),
        {},
        ("干部", 12, "<function_since>", "1999-01-01"),
    ),
    (
        "date-before-other",
        put("cadres", 0, post_since=date(2009, 12, 31)),
        {},
        ("干部", 12, "<post_since>", "2009-12-31"),
    ),
    ("staff-below-pool", put("units", 0, staff=1), {}, ("单位", 12, "<staff>", "1")),
    ("staff-below-roster", put("units", 1, staff=1), {}, ("单位", 13, "<staff>", "1")),
    ("kinship-self", put("kinship", 0, relative_id="01"), {}, ("亲属关系", 12, "<relative_id>", "01")),
    (
        "kinship-duplicate",
        add("kinship", cadre_id="03", relative_id="01", relation="spouse"),
        {},
        ("亲属关系", 13, "<relative_id>", "01"),
    ),
    (
        "kinship-same-unit",
        both(
            add("cadres", cadre_id="06", unit_id="B"),
            add("kinship", cadre_id="06", relative_id="04", relation="lineal"),
        ),
        {},
        ("亲属关系", 13, "<relative_id>", "04"),
    ),
    ("intent-own-unit", put("intents", 1, unit_id="A"), {}, ("意向", 13, "<unit_id>", "A")),
    ("intent-unit-twice", put("intents", 1, unit_id="B"), {}, ("意向", 13, "<unit_id>", "B")),
    (
        "intents-too-many",
        put("intents", 1, order=1),
        {"intents": {"max": 1, "ordered": False}},
        ("意向", 13, "<unit_id>", "C"),
    ),
    ("intents-too-many", both(), {"intents": {"max": 1}}, ("意向", 13, "<unit_id>", "C")),
    ("intent-order-above-max", put("intents", 1, order=3), {}, ("意向", 13, "<order>", "3")),
    ("intent-order-twice", put("intents", 1, order=1), {}, ("意向", 13, "<order>", "1")),
    ("intent-order-gap", put("intents", 2, order=2), {}, ("意向", 14, "<order>", "2")),
    (
        "intent-outside-pool",
        add("intents", cadre_id="04", order=1, unit_id="A"),
        {},
        ("意向", 16, "<cadre_id>", "04"),
    ),
    (
        "intent-from-vertical",
        add("intents", cadre_id="05", order=1, unit_id="A"),
        {},
        ("意向", 16, "<cadre_id>", "05"),
    ),
    ("intent-vertical-unit", put("intents", 1, unit_id="V"), {}, ("意向", 13, "<unit_id>", "V")),
    (
        "nomination-twice",
        add("nominations", unit_id="B", rank=2, cadre_id="01"),
        {},
        ("人选需求", 15, "<cadre_id>", "01"),
    ),
    ("nomination-own-cadre", put("nominations", 2, cadre_id="01"), {}, ("人选需求", 14, "<cadre_id>", "01")),
    ("nomination-not-listed", put("nominations", 2, cadre_id="04"), {}, ("人选需求", 14, "<cadre_id>", "04")),
    (
        "nomination-vertical-unit",
        add("nominations", unit_id="V", rank=1, cadre_id="01"),
        {},
        ("人选需求", 15, "<unit_id>", "V"),
    ),
    ("nominations-too-many", put("units", 1, vacancies=0), {}, ("人选需求", 12, "<cadre_id>", "01")),
    (
        "nominations-too-many",
        put("units", 1, vacancies=1),
        {"nomination": {"ratio": 1}},
        ("人选需求", 13, "<cadre_id>", "02"),
    ),
    (
        "nominations-too-many",
        put("units", 1, vacancies=1),
        {"nomination": {"ratio": 1, "bound": "exactly"}},
        ("人选需求", 13, "<cadre_id>", "02"),
    ),
    (
        "nominations-too-few",
        lambda rows: rows["nominations"].pop(1),
        EXACTLY,
        ("单位", 13, "<vacancies>", "2"),
    ),
    (
        "nominations-too-few",
        lambda rows: rows["nominations"].pop(2),
        AT_LEAST,
        ("单位", 12, "<vacancies>", "1"),
    ),
    ("nomination-no-vacancy", put("units", 1, vacancies=0), AT_LEAST, ("人选需求", 12, "<unit_id>", "B")),
    (
        "nomination-no-vacancy",
        both(SCORED, put("units", 1, vacancies=0)),
        BY_SCORE,
        ("人选需求", 12, "<unit_id>", "B"),
    ),
    ("nomination-rank-gap", put("nominations", 2, rank=2), {}, ("人选需求", 14, "<rank>", "2")),
    ("nomination-rank-gap", put("nominations", 1, rank=3), {}, ("人选需求", 13, "<rank>", "3")),
    (
        "nomination-no-score",
        both(SCORED, put("nominations", 1, score=None)),
        BY_SCORE,
        ("人选需求", 13, "<score>", None),
    ),
    ("votes-above-present", put("recommendations", 0, votes=6), {}, ("定岗推荐", 12, "<votes>", "6")),
    ("votes-above-present", put("ratings", 0, present=7), {}, ("民主测评", 12, "<votes>", "8")),
    ("present-above-due", put("votes", 0, present=10), {}, ("票决", 12, "<present>", "10")),
    ("votes-without-present", put("ratings", 0, present=None), {}, ("民主测评", 12, "<votes>", "8")),
    ("rating-blank", put("ratings", 0, votes=None), {}, ("民主测评", 12, "得分", None)),
]


def _unmark(rows: Rows) -> None:
    for record in rows["cadres"]:
        record.update(pool=False, refuses=None)


TABLE_WIDE: dict[str, Break] = {
    "table-empty": lambda rows: rows["units"].clear(),
    "reference-unchecked": lambda rows: rows.pop("sections"),
    "nominations-without-intents": lambda rows: rows["intents"].clear(),
    "pool-unmarked": _unmark,
    "pool-empty": both(_unmark, lambda rows: (rows["intents"].clear(), rows["nominations"].clear())),
}
"""Breakages that concern a whole table or column; each has a test of its own."""
