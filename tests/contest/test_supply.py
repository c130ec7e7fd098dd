"""Which units must offer posts, and how many chiefs are sought."""

from __future__ import annotations

from typing import Any

import pytest

from contest.applicants import Row, applying, held, instance, policy

PEOPLE: list[Row] = [{"cadre_id": f"{n}", "level": "deputy"} for n in range(8)]


def short(
    units: list[Row], people: list[Row] | None = None, posts: list[Row] | None = None, **groups: Any
) -> list[str]:
    """Units named as offering too few."""
    offered = posts or [{"post_id": "elsewhere", "unit_id": "Z", "level": "chief"}]
    case = instance(units=[*units, {"unit_id": "Z"}], cadres=people or [], posts=offered)
    events = held(case, policy(**groups))[1]
    return [e.text.en.split()[1] for e in events if e.kind == "supply-short"]


@pytest.mark.parametrize("kind", ["town", "subdistrict"])
def test_tx_10_towns_must_offer_whatever_their_size(kind: str) -> None:
    """TX-10: a town or sub-district without a single mid-level person must offer a post."""
    assert short([{"unit_id": "A", "kind": kind}]) == ["A"]


def test_tx_10_eight_mid_level_people_are_enough() -> None:
    """TX-10: 「8名及以上」 includes 8; TX-11: with 7 a department may offer none."""
    department = {"unit_id": "A", "kind": "department"}
    assert short([department], PEOPLE) == ["A"]
    assert short([department], PEOPLE[:7]) == []


def test_tx_10_the_headcount_given_goes_before_the_roster() -> None:
    """mid_staff = 7 frees a unit whose roster shows 8; mid_staff = 8 obliges an empty one."""
    assert short([{"unit_id": "A", "kind": "department", "mid_staff": 7}], PEOPLE) == []
    assert short([{"unit_id": "A", "kind": "department", "mid_staff": 8}]) == ["A"]


def test_tx_10_an_offered_mid_level_post_satisfies_it() -> None:
    """A deputy's post does, an ordinary post does not, a post that is not contested does not."""
    town = [{"unit_id": "A", "kind": "town"}]
    other = {"post_id": "x", "unit_id": "Z"}
    assert short(town, posts=[{"post_id": "p", "unit_id": "A", "level": "deputy"}]) == []
    assert short(town, posts=[other, {"post_id": "p", "unit_id": "A", "level": "staff"}]) == ["A"]
    assert short(town, posts=[other, {"post_id": "p", "unit_id": "A", "contested": False}]) == ["A"]


def test_vertical_units_owe_nothing() -> None:
    """TX-02: a vertically managed unit with many mid-level people need not offer, unless it takes part."""
    unit: Row = {"unit_id": "A", "kind": "vertical", "mid_staff": 50}
    assert short([unit]) == []
    assert short([unit], scope={"exclude_vertical": False}) == ["A"]


def test_jl_26_vacancies_are_posts_less_incumbents_who_stay_in() -> None:
    """JL-26: three posts; one incumbent of two misses the bar, so one stays in and two are to be added."""
    case = applying(
        [{"cadre_id": "1"}, {"cadre_id": "2"}, {"cadre_id": "3"}],
        [("1", "p"), ("2", "q"), ("3", "r")],
        posts=[
            {"post_id": "p", "unit_id": "A", "incumbent_id": "1"},
            {"post_id": "q", "unit_id": "A", "incumbent_id": "2"},
            {"post_id": "r", "unit_id": "A"},
        ],
        ratings=[
            {"cadre_id": c, "item": "不满意", "votes": v, "present": 30}
            for c, v in (("1", 10), ("2", 9), ("3", 0))
        ],
    )
    rules = policy(pack="bureau-rotation")
    (event,) = [e for e in held(case, rules)[1] if e.kind == "chief-vacancies"]
    assert "3 contested post(s), 1 incumbent(s)" in event.text.en
    assert "应补充 2 人" in event.text.zh


def test_without_release_no_vacancies_are_announced() -> None:
    """JL-26 belongs to the rotation in which everybody rises."""
    case = applying([{"cadre_id": "1"}], [("1", "p")])
    assert "chief-vacancies" not in [e.kind for e in held(case, policy())[1]]
