"""Checks of the contest and of the section selection, code by code: what is found, where, and what is not."""

from __future__ import annotations

import copy
import re
from datetime import date
from typing import Any

import pytest

from rengang.errors import Problem
from rengang.policy import resolve
from rengang.tables.checks import CATALOGUE, check_tables
from rengang.tables.checks.catalogue_contest import CONTEST
from rengang.tables.checks.catalogue_sections import SECTIONS
from tables.breakages import CASES
from tables.city_of_cards import Break, Rows, add, both, drop, frames, origins, places, put
from tables.contest_breakages import CONTEST_CASES, SECTIONS_CASES, Where, mark
from tables.contest_of_cards import BASES, CONTEST_POLICY, base, policy_of

ALL = [("contest", *case) for case in CONTEST_CASES] + [("sections", *case) for case in SECTIONS_CASES]


def problems(name: str, rows: Rows, **over: Any) -> list[Problem]:
    """What the checks find in `rows` under the policy of the base `name` with `over` on top."""
    return check_tables(frames(rows), origins(rows), resolve(policy_of(name, over)))


@pytest.mark.parametrize("name", BASES)
def test_faultless_base_has_no_problem(name: str) -> None:
    """Nothing is wrong before something is broken."""
    assert problems(name, base(name)) == []


@pytest.mark.parametrize(("name", "code", "breaks", "policy", "where"), ALL)
def test_breaking_one_thing_gives_one_problem(
    name: str, code: str, breaks: Break, policy: dict[str, Any], where: Where
) -> None:
    """One breakage gives exactly one problem, at the table, row, heading and value where it was put."""
    rows = base(name)
    breaks(rows)
    found = problems(name, rows, **policy)
    assert places(found) == [(code, *where)]
    assert found[0].severity == CATALOGUE[code].severity


@pytest.mark.parametrize("case", ALL, ids=lambda case: case[1])
def test_sentences_are_filled_in_both_languages(case: Any) -> None:
    """No sentence shows a brace, a None or a Chinese word in English."""
    name, _, breaks, policy, _ = case
    rows = base(name)
    breaks(rows)
    for problem in problems(name, rows, **policy):
        zh, en = problem.sentence("zh"), problem.sentence("en")
        assert not re.search(r"[{}]|None|True|False|Fraction", zh + en)
        english = re.sub(r"\w+\.csv|column “[^”]+”", "", en).replace(str(problem.value), "")
        assert not re.search(r"[\u4e00-\u9fff]", english), english


def test_every_code_of_the_contest_has_a_case() -> None:
    """No kind of fault is without a test that produces it."""
    cases = {case[1] for case in ALL} | {case[0] for case in CASES} | {"as-of-missing"}
    assert {fault.code for fault in (*CONTEST, *SECTIONS)} <= cases


def test_missing_reference_date_names_the_condition_and_the_key() -> None:
    """Years need a date: contest.as_of; a condition with a date of its own, or that nobody asks, needs none."""
    document = copy.deepcopy(CONTEST_POLICY)
    del document["contest"]["as_of"]
    rows = base("contest")

    def found() -> list[tuple[str, str | None, str | None]]:
        made = check_tables(frames(rows), origins(rows), resolve(document))
        return [(p.code, p.table, p.column) for p in made]

    assert found() == [("as-of-missing", "policy", "contest.as_of")]
    (test,) = document["contest"]["conditions"]["young"]["all"]
    test["on"] = date(2014, 1, 1)
    assert found() == []
    del test["on"]
    document["contest"]["qualification"] = []
    assert found() == []
    put("posts", 0, condition="young")(rows)
    assert found() == [("as-of-missing", "policy", "contest.as_of")]


def test_a_judge_who_marks_twice_is_told_with_the_row() -> None:
    """The same judge for the same person and post: the key stands twice."""
    rows = base("contest")
    mark("PB", "01", "leaders", "L2")(rows)
    (found,) = problems("contest", rows)
    assert (found.code, found.row) == ("row-duplicate", 22)
    assert "<judge>" in found.what.zh


def test_late_applications_and_switches_are_in_order() -> None:
    """With switching the latest counts (TX-19); what is filed after the close is no second application."""
    rows = base("contest")
    add("applications", cadre_id="01", post_id="PC", consent=True, filed=date(2014, 6, 1))(rows)
    assert problems("contest", rows, contest={"apply": {"switch": False}}) != []
    rows = base("contest")
    put("applications", 1, filed=date(2014, 6, 2))(rows)
    assert problems("contest", rows, contest={"apply": {"switch": False}}) == []


def test_nothing_is_asked_where_no_contest_is_held() -> None:
    """Without a contested post panels may have any size, conditions any name and exams may be missing."""
    rows = base("contest")
    drop("posts", "contested")(rows)
    both(put("posts", 0, condition="old"), lambda r: r["scores"].pop(0))(rows)
    found = problems("contest", rows, contest={"exam_for_all": True})
    assert [p.code for p in found] == ["applications-without-contest"]


def test_a_judge_of_every_post_counts_for_the_list_of_one() -> None:
    """Judges listed without a post sit in every panel: one of them sent by the office is enough."""
    rows = base("contest")
    for number in (1, 2):
        put("judges", number, post_id="PB")(rows)
    assert problems("contest", rows) == []


def test_rules_are_those_of_the_key() -> None:
    """A declaration too many cites what the policy's key stands on (JL-43), an own-unit application TX-15."""
    rows = base("contest")
    put("applications", 0, post_id="PA")(rows)
    assert problems("contest", rows)[0].rule == "TX-15"


def test_contestants_and_chiefs_need_declare_no_section() -> None:
    """Who applies for a post declares sections when it is lost; without a contest the application excuses nobody."""
    rows = base("sections")
    add("cadres", cadre_id="10", unit_id="X")(rows)
    put("posts", 1, contested=True, incumbent_id="02")(rows)
    add("applications", cadre_id="10", post_id="C2", consent=True)(rows)
    own = {"apply": {"own_unit": True}}
    assert problems("sections", rows, contest={"rule": "stable", **own}) == []
    codes = [p.code for p in problems("sections", rows)]
    assert codes == ["section-intent-missing", "applications-without-contest"]


def test_administrative_staff_take_part_whole_but_for_the_exempt() -> None:
    """JL-05: whoever is on the administrative establishment declares sections, unless the post is exempt."""
    rows = base("sections")
    rows["cadres"] += [
        {"cadre_id": "21", "unit_id": "X", "establishment_type": "行政"},
        {"cadre_id": "22", "unit_id": "X", "establishment_type": "行政", "exempt": "机要"},
        {"cadre_id": "23", "unit_id": "X", "establishment_type": "事业"},
        {"cadre_id": "24", "unit_id": "Z", "establishment_type": "行政"},
    ]
    found = problems("sections", rows)
    assert [(p.code, p.value, p.rule) for p in found] == [("section-intent-missing", "21", "JL-08")]
    assert problems("sections", rows, sections={"compulsory": False}) == []


def test_institution_staff_apply_with_consent_and_to_any_bureau_section() -> None:
    """JL-06: their declaration is their own wish, needs the home unit's word, and leads to another unit."""
    rows = base("sections")
    add("section_intents", cadre_id="09", order=1, section_id="X1", consent=None)(rows)
    found = problems("sections", rows)
    assert [(p.code, p.row, p.rule) for p in found] == [("section-consent-blank", 17, "JL-06, A-21")]
    assert problems("sections", rows, sections={"consent": "none"}) == []


def test_everybody_of_the_units_concerned_sits_the_exam() -> None:
    """JL-20: 「局机关全体人员，无论是否参与竞争轮岗」: who does not apply sits it, too; who is elsewhere does not."""
    rows = base("contest")
    for record in rows["posts"]:
        record["contested"] = record["post_id"] == "PB"
    rows["applications"] = [r for r in rows["applications"] if r["post_id"] == "PB"]
    rows["exams"] = [r for r in rows["exams"] if r["cadre_id"] == "04"]
    found = problems("contest", rows, contest={"exam_for_all": True})
    assert [(p.code, p.value) for p in found] == [("exam-missing", "05")]
    assert problems("contest", rows, contest={"exam_for_all": False}) == []
