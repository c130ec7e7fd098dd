"""The rounds: one pick a section and round, consent on both sides, and who goes first (JL-73, 74, 83, 84, A-29)."""

from __future__ import annotations

from hashlib import sha256

import pytest

from rengang.model import Instance, PickFate, Stage
from rengang.policy import Policy
from rengang.rules.section_rounds import told
from sections.bureaus import (
    Row,
    bureau,
    kin,
    outsider,
    person,
    pick,
    placed,
    policy,
    section,
    select,
    stages,
    taken,
    values,
    wishes,
)


def rounds(**more: object) -> Policy:
    """A policy that plays the rounds."""
    return policy(rule="rounds", **{"unmatched_admin": "unplaced", **more})


def _two(*picks: Row, people: list[Row] | None = None, **tables: list[Row]) -> Instance:
    """Sections s and t of two seats; a wants s then t, b wants t then s."""
    return bureau(
        [section("s", 2), section("t", 2)],
        people or [person("a"), person("b")],
        [wishes("a", "s", "t"), wishes("b", "t", "s")],
        section_picks=list(picks),
        **tables,
    )


def reasons(instance: Instance, rules: Policy, seed: int = 0) -> list[str]:
    """What became of each pick, in the order of play."""
    labels = instance.tables["sections"]["section_id"].to_list()
    return [told(p, labels).en for p in select(instance, rules, seed).picks]


def test_jl73_a_section_picks_one_a_round_and_may_pass() -> None:
    """JL-73: s takes a in round 1, passes in round 2, takes b in round 3."""
    instance = _two(pick("s", 1, "a"), pick("s", 2, None), pick("s", 3, "b"))
    plan = select(instance, rounds())
    assert taken(instance, plan) == [(1, "s", "a"), (3, "s", "b")]
    assert [(p.cadre, p.taken, p.fate) for p in plan.picks][1] == (-1, False, PickFate.PASSED)
    assert plan.wish_rank.tolist() == [1, 2]
    assert stages(instance, plan) == {"a": Stage.INTENT, "b": Stage.INTENT}


def test_jl74_nobody_is_taken_who_did_not_declare_the_section() -> None:
    """JL-74: both sign: c declared nothing."""
    instance = _two(pick("s", 1, "c"), people=[person("a"), person("b"), person("c")])
    assert reasons(instance, rounds()) == ["the person did not declare the section"]


def test_jl84_the_home_unit_signs_too() -> None:
    """JL-84, JF-13: i declared s, but the home unit refuses."""
    instance = bureau(
        [section("s", 1)],
        [outsider("i", "s")],
        [wishes("i", "s", consent=False)],
        section_picks=[pick("s", 1, "i")],
    )
    assert reasons(instance, rounds()) == ["the home unit does not consent"]
    assert stages(instance, select(instance, rounds())) == {"i": Stage.RETURNED}
    assert reasons(instance, rounds(consent="advisory")) == ["taken"]


def test_a_pick_is_taken_once_and_only_while_a_seat_is_left() -> None:
    """Whoever has a section is not picked again; a full section picks nobody (JF-12)."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("b")],
        [wishes("a", "s", "t"), wishes("b", "s")],
        section_picks=[pick("s", 1, "a"), pick("t", 2, "a"), pick("s", 2, "b")],
    )
    assert reasons(instance, rounds()) == ["taken", "the section is full", "the person has a section already"]


def test_jl70_holds_in_the_rounds() -> None:
    """JL-70: a and b both come from s; the second is refused, and retained is what the first is."""
    people = [person("a", "s"), person("b", "s")]
    instance = _two(pick("s", 1, "a"), pick("s", 2, "b"), people=people)
    assert reasons(instance, rounds()) == ["taken", "the section has kept as many former members as it may"]
    assert stages(instance, select(instance, rounds())) == {"a": Stage.RETAINED, "b": Stage.UNPLACED}


def test_relatives_are_kept_apart_in_the_rounds() -> None:
    """b's wife a was taken in round 1."""
    instance = _two(pick("s", 1, "a"), pick("s", 2, "b"), kinship=[kin("a", "b")])
    assert reasons(instance, rounds()) == ["taken", "a relative is in the section"]


def test_who_cannot_be_picked_is_named() -> None:
    """JL-71, JL-82: waivers and exempt people are not for the sections to pick, nor is who takes no part."""
    people = [person("a", waives=True), person("b", "t", exempt="财务"), person("c") | {"pool": True}]
    instance = _two(pick("s", 1, "a"), pick("s", 2, "b"), pick("s", 3, "c"), people=people)
    assert reasons(instance, rounds()) == [
        "who gave up the contest is placed by the leading group",
        "the person is exempt from rotation",
        "the person takes no part in the selection",
    ]


def test_jl71_waivers_are_placed_before_the_first_round() -> None:
    """JL-71: the only seat is the waiver's, whom the leading group places as step 1; s's pick of a finds it full."""
    instance = bureau(
        [section("s", 1)],
        [person("a"), person("w", waives=True)],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
    )
    plan = select(instance, rounds())
    assert placed(instance, plan) == {"a": None, "w": "s"}
    assert reasons(instance, rounds()) == ["the section is full"]
    assert values(plan) == {
        "section_waivers": 1, "section_waivers_composition": 0, "section_placed": 1, "section_composition": 0,
    }  # fmt: skip


def test_jl71_waivers_are_mixed_with_those_who_sit_by_then() -> None:
    """JL-71, JL-80: w, a man, joins the woman exempt in t rather than the man exempt in s.

    That t then picks b, a man too, was not known when w was placed: 1 pair in t, none after step 1.
    """
    people = [
        person("b", sex="male"),
        person("e", "s", exempt="财务", sex="male"),
        person("f", "t", exempt="财务", sex="female"),
        person("w", waives=True, sex="male"),
    ]
    instance = bureau(
        [section("s", 3), section("t", 3)],
        people,
        [wishes("b", "t")],
        section_picks=[pick("t", 1, "b")],
    )
    plan = select(instance, rounds(composition={"age": 0, "sex": 1, "education": 0, "speciality": 0}))
    assert placed(instance, plan) == {"b": "t", "e": "s", "f": "t", "w": "t"}
    assert values(plan) == {
        "section_waivers": 1, "section_waivers_composition": 0, "section_placed": 2, "section_composition": 1,
    }  # fmt: skip


def test_jl71_a_waiver_who_stays_counts_as_a_former_member() -> None:
    """JL-70, JL-71: w, placed in the own section s first, is the one former member whom s may keep."""
    instance = bureau(
        [section("s", 2)],
        [person("a", "s"), person("w", "s", waives=True)],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
    )
    assert reasons(instance, rounds()) == ["the section has kept as many former members as it may"]


def test_jl71_a_relative_of_a_waiver_is_not_picked_into_the_section() -> None:
    """JL-71, DY-04: w sits in s before s picks w's wife a."""
    instance = bureau(
        [section("s", 2)],
        [person("a"), person("w", waives=True)],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
        kinship=[kin("a", "w")],
    )
    assert reasons(instance, rounds()) == ["a relative is in the section"]


def test_jl71_jl76_the_leading_group_places_waivers_and_the_rest() -> None:
    """Waiver w before the picks, the unpicked b after them, b although b had declared t."""
    people = [person("a"), person("b"), person("w", waives=True)]
    instance = bureau(
        [section("s", 1), section("t", 2)],
        people,
        [wishes("a", "s"), wishes("b", "t")],
        section_picks=[pick("s", 1, "a")],
    )
    plan = select(instance, rounds(unmatched_admin="directed"))
    assert placed(instance, plan) == {"a": "s", "b": "t", "w": "t"}
    assert stages(instance, plan) == {"a": Stage.INTENT, "b": Stage.DIRECTED, "w": Stage.DIRECTED}
    assert plan.wish_rank.tolist() == [1, 0, 0]
    assert values(plan) == {
        "section_waivers": 1, "section_waivers_composition": 0, "section_placed": 3, "section_composition": 0,
    }  # fmt: skip
    alone = select(instance, rounds())
    assert stages(instance, alone)["b"] is Stage.UNPLACED
    assert stages(instance, alone)["w"] is Stage.DIRECTED


def test_the_composition_counts_those_who_were_picked() -> None:
    """JL-80: a, picked into s, is a misfit there (3) and of the sex of b, directed beside a (2): 5."""
    instance = bureau(
        [section("s", 2, function="法律")],
        [person("a", sex="male", speciality="财会"), person("b", sex="male")],
        [wishes("a", "s")],
        section_picks=[pick("s", 1, "a")],
    )
    weights = {"age": 0, "sex": 2, "education": 0, "speciality": 3}
    plan = select(instance, rounds(unmatched_admin="directed", composition=weights))
    assert values(plan)["section_composition"] == 5


def test_jf04_institution_staff_are_picked_after_all_rounds_of_the_others() -> None:
    """JF-04: s picks i in round 1 and a in round 2; a comes first, and takes the only seat."""
    instance = bureau(
        [section("s", 1)],
        [person("a"), outsider("i")],
        [wishes("a", "s"), wishes("i", "s")],
        section_picks=[pick("s", 1, "i"), pick("s", 2, "a")],
    )
    plan = select(instance, rounds())
    assert [(p.round, p.fate) for p in plan.picks] == [(2, PickFate.TAKEN), (1, PickFate.FULL)]
    assert placed(instance, plan) == {"a": "s", "i": None}


def test_jl81_a_section_that_did_not_pick_its_former_member_is_named() -> None:
    """JL-81: i comes from s and declared it; s picked j instead."""
    instance = bureau(
        [section("s", 2)],
        [outsider("i", "s"), outsider("j")],
        [wishes("i", "s"), wishes("j", "s")],
        section_picks=[pick("s", 1, "j")],
    )
    plan = select(instance, rounds())
    assert plan.unkept.tolist() == [0]
    assert placed(instance, plan) == {"i": None, "j": "s"}
    assert stages(instance, plan)["i"] is Stage.RETURNED


# -- who goes first ------------------------------------------------------------------------------------
BOTH = (pick("s", 1, "a", 2), pick("t", 1, "a", 1))
"""Both sections pick a in round 1; a prefers s; by the table t has the first turn."""


def test_a29_simultaneous_the_person_chooses() -> None:
    """A-29: a takes s, the better wish; t is told so."""
    instance = _two(*BOTH)
    assert reasons(instance, rounds()) == ["taken", "the person chose section s"]
    assert placed(instance, select(instance, rounds()))["a"] == "s"


def test_a29_simultaneous_only_picks_that_can_be_taken_compete() -> None:
    """s is full, so that a goes to t although a declared s first."""
    instance = bureau(
        [section("s", 0), section("t", 1)],
        [person("a")],
        [wishes("a", "s", "t")],
        section_picks=[pick("s", 1, "a"), pick("t", 1, "a")],
    )
    assert reasons(instance, rounds()) == ["the section is full", "taken"]


@pytest.mark.parametrize("seed", range(6))
def test_a29_simultaneous_equal_wishes_are_settled_by_lot(seed: int) -> None:
    """Two sections declared with one order: the lot of seed, section and person decides."""
    both = [{"cadre_id": "a", "order": 1, "section_id": s} for s in ("s", "t")]
    instance = bureau([section("s", 1), section("t", 1)], [person("a")], [both], section_picks=list(BOTH))
    drawn = min("st", key=lambda s: sha256(f"{seed}|{s}|a".encode()).hexdigest())
    assert placed(instance, select(instance, rounds(), seed)) == {"a": drawn}


def test_a29_fixed_the_tables_order_decides() -> None:
    """A-29: t has turn 1, s turn 2."""
    instance = _two(*BOTH)
    assert taken(instance, select(instance, rounds(round_order="fixed"))) == [(1, "t", "a")]
    assert reasons(instance, rounds(round_order="fixed")) == ["taken", "the person has a section already"]


def test_a29_fixed_a_blank_turn_is_last_then_the_section() -> None:
    """s has no turn and comes after t; with both blank s comes first."""
    late = _two(pick("s", 1, "a"), pick("t", 1, "a", 9))
    assert taken(late, select(late, rounds(round_order="fixed"))) == [(1, "t", "a")]
    blank = _two(pick("s", 1, "a"), pick("t", 1, "a"))
    assert taken(blank, select(blank, rounds(round_order="fixed"))) == [(1, "s", "a")]


def test_a29_rotating_every_round_begins_one_section_later() -> None:
    """A-29: s begins in round 1, t in round 2, u in round 3, s in round 4."""
    people = [person(p) for p in "abcd"]
    picks = [pick(s, number, p) for number, p in enumerate("abcd", start=1) for s in "stu"]
    instance = bureau(
        [section(s, 4) for s in "stu"],
        people,
        [wishes(p, "s", "t", "u") for p in "abcd"],
        section_picks=picks,
    )
    plan = select(instance, rounds(round_order="rotating"))
    assert placed(instance, plan) == {"a": "s", "b": "t", "c": "u", "d": "s"}


@pytest.mark.parametrize("seed", range(6))
def test_a29_lot_is_drawn_by_seed_round_and_section(seed: int) -> None:
    """A-29: the section with the least SHA-256 of seed, round and section picks first, anew each round."""
    picks = [pick(s, number, p) for number, p in ((1, "a"), (2, "b")) for s in ("s", "t")]
    instance = _two(*picks)
    first = [min("st", key=lambda s: sha256(f"{seed}|{n}|{s}".encode()).hexdigest()) for n in (1, 2)]
    plan = select(instance, rounds(round_order="lot"), seed)
    assert placed(instance, plan) == dict(zip("ab", first, strict=True))
