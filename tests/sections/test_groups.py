"""Who takes part, in which capacity, and who does not (JL-71, JL-82, JF-02, JF-03, JF-13, JL-84)."""

from __future__ import annotations

import pytest

from rengang.model import Stage, Status
from rengang.model.section_plan import Group
from rengang.procedures.sections import has_sections
from sections.bureaus import (
    bureau,
    kin,
    outsider,
    person,
    placed,
    policy,
    post,
    section,
    select,
    stages,
    values,
    wishes,
)


def test_without_a_rule_or_a_capacity_there_is_no_selection() -> None:
    """A city's sections without posts are not staffed, and a policy without rule staffs none."""
    staffed = bureau([section("s", 1)], [])
    assert has_sections(staffed, policy())
    assert not has_sections(staffed, policy(rule="none"))
    assert not has_sections(bureau([section("s", None)], []), policy())


def test_jl82_exempt_people_stay_and_use_a_seat() -> None:
    """JL-82, JF-02: e stays in s; of two seats one is left, so that only one of a and b goes there."""
    instance = bureau(
        [section("s", 2)],
        [person("a"), person("b"), person("e", "s", exempt="财务")],
        [wishes("a", "s"), wishes("b", "s")],
    )
    plan = select(instance, policy())
    assert stages(instance, plan)["e"] is Stage.RETAINED
    assert placed(instance, plan)["e"] == "s"
    assert values(plan)["section_placed"] == 1
    assert plan.group[2] is Group.EXEMPT


def test_jl82_the_exempt_do_not_count_among_the_former_members_kept() -> None:
    """JL-70, JL-82: the general office keeps one former member beside those who are exempt."""
    instance = bureau(
        [section("office", 3, general_office=True)],
        [person("a", "office"), person("b", "office"), person("e", "office", exempt="机要")],
        [wishes("a", "office"), wishes("b", "office")],
    )
    assert list(placed(instance, select(instance, policy())).values()) == ["office", None, "office"]


def test_exempt_without_a_staffed_section_takes_part_like_others() -> None:
    """Nobody can stay where there are no posts."""
    instance = bureau([section("s", 1), section("old", None)], [person("e", "old", exempt="财务")])
    assert stages(instance, select(instance, policy())) == {"e": Stage.DIRECTED}


@pytest.mark.parametrize("level", ["chief", "deputy"])
def test_occupants_use_a_seat_and_take_no_part(level: str) -> None:
    """JF-12: the chief is one of the section's authorised posts; JL-70: not one of the staff kept."""
    instance = bureau(
        [section("s", 2)],
        [person("a", "s"), person("b"), person("k", "s")],
        [wishes("a", "s"), wishes("b", "s"), wishes("k", "s")],
        posts=[post("q", "s", "k", level=level)],
    )
    plan = select(instance, policy())
    assert set(placed(instance, plan)) == {"a", "b"}
    assert values(plan)["section_placed"] == 1


def test_an_occupant_counts_where_the_post_is() -> None:
    """The post's section counts, not the one that the roster still names; cadres.post_id suffices."""
    people = [person("a"), {**person("k", "s"), "post_id": "q"}]
    instance = bureau(
        [section("s", 1), section("t", 1)], people, [wishes("a", "t", "s")], posts=[post("q", "t", None)]
    )
    assert placed(instance, select(instance, policy())) == {"a": "s"}


def test_holders_of_posts_without_section_take_no_part() -> None:
    """Who won a post of the bureau's leadership is not selected for a section and sits in none."""
    instance = bureau(
        [section("s", 1)], [person("a"), person("k", "s")], [wishes("a", "s")], posts=[post("q", None, "k")]
    )
    assert placed(instance, select(instance, policy())) == {"a": "s"}


def test_the_holder_of_a_staff_post_takes_part() -> None:
    """Chiefs and deputies are settled, and who won a post without section; a section's staff post is not."""
    held = [
        post("q", "s", "a", level="staff"),
        post("r", "s", "b", level="staff", contested=True),
        post("t", None, "c", level="staff", contested=True),
        post("u", "s", "d", level=None, contested=True),
    ]
    instance = bureau([section("s", 3)], [person(i) for i in "abcd"], posts=held)
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": "s", "b": "s"}
    assert values(plan)["section_placed"] == 2
    assert plan.figures["occupants"] == 1


def test_of_two_posts_the_one_of_a_section_counts() -> None:
    """k leads the bureau by the roster and heads section s by the posts: a seat of s is k's."""
    people = [person("a"), {**person("k"), "post_id": "q"}]
    held = [post("q", None, None), post("r", "s", "k")]
    instance = bureau([section("s", 1)], people, posts=held)
    assert placed(instance, select(instance, policy())) == {"a": None}


def test_jl71_waivers_are_directed_whatever_they_declare() -> None:
    """JL-71: w declared t, which a gets; w's own declaration is no wish, w is placed by the leading group."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [person("a"), person("w", waives=True)],
        [wishes("a", "t"), wishes("w", "t")],
    )
    plan = select(instance, policy(unmatched_admin="unplaced"))
    assert placed(instance, plan) == {"a": "t", "w": "s"}
    assert stages(instance, plan) == {"a": Stage.INTENT, "w": Stage.DIRECTED}
    assert plan.group == (Group.ADMIN, Group.WAIVER)
    assert values(plan)["section_by_wish"] == 1


def test_jl71_a_waiver_is_placed_before_those_who_declared() -> None:
    """JL-71: one seat for a, who declared it, and the waiver w: w has it, placed by the leading group first."""
    people = [person("a"), person("w", waives=True)]
    instance = bureau([section("s", 1)], people, [wishes("a", "s")])
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": None, "w": "s"}
    assert list(values(plan))[:2] == ["section_waivers", "section_placed"]
    assert (values(plan)["section_waivers"], values(plan)["section_placed"]) == (1, 1)


def test_jl71_waivers_come_before_the_number_of_people() -> None:
    """JL-71: s could take a and b, or w, related to both; w comes first: one is placed, not two."""
    instance = bureau(
        [section("s", 2)],
        [person("a"), person("b"), person("w", waives=True)],
        [wishes("a", "s"), wishes("b", "s")],
        kinship=[kin("a", "w"), kin("b", "w")],
    )
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": None, "b": None, "w": "s"}
    assert (values(plan)["section_waivers"], values(plan)["section_placed"]) == (1, 1)
    assert plan.status is Status.OPTIMAL


def test_without_waivers_nothing_is_said_of_them() -> None:
    """No objective of waivers where nobody gave up the contest."""
    plan = select(bureau([section("s", 1)], [person("a")]), policy())
    assert "section_waivers" not in values(plan)


def test_jf03_seconded_institution_staff_go_home_first() -> None:
    """JF-03: seconded to s, nothing declared: back home; their seat is open to the others."""
    instance = bureau([section("s", 1)], [person("a"), outsider("i", "s")], [wishes("a", "s")])
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": "s", "i": None}
    assert stages(instance, plan)["i"] is Stage.RETURNED
    assert "1 人到原编制单位工作" in plan.notes[-1].zh


def test_jl85_institution_staff_who_are_not_chosen_work_at_home() -> None:
    """JL-85: two declare one seat; the other works in the home unit, and is not directed to the free t."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [outsider("i"), outsider("j")],
        [wishes("i", "s"), wishes("j", "s")],
    )
    plan = select(instance, policy())
    assert sorted(stages(instance, plan).values()) == [Stage.INTENT, Stage.RETURNED]


def test_a17_institution_staff_may_be_directed_where_the_policy_says_so() -> None:
    """A-17: both get a seat, one of them the undeclared t, and the declared s is still preferred."""
    instance = bureau(
        [section("s", 1), section("t", 1)],
        [outsider("i"), outsider("j"), outsider("k", "t")],
        [wishes("i", "s"), wishes("j", "s")],
    )
    plan = select(instance, policy(unmatched_institution="directed"))
    assert sorted(stages(instance, plan).values()) == [Stage.DIRECTED, Stage.INTENT, Stage.RETURNED]
    assert stages(instance, plan)["k"] is Stage.RETURNED
    assert (values(plan)["supplement_placed"], values(plan)["supplement_by_wish"]) == (2, 1)


@pytest.mark.parametrize(
    ("consent", "filed", "expected"),
    [
        ("required", False, Stage.RETURNED),
        ("required", None, Stage.INTENT),
        ("required", True, Stage.INTENT),
        ("advisory", False, Stage.INTENT),
        ("none", False, Stage.INTENT),
    ],
)
def test_jf13_the_home_unit_must_consent(consent: str, filed: bool | None, expected: Stage) -> None:
    """JF-13, JL-84: a refusal counts where consent is required; a blank is consent."""
    rooms = [section("s", 1), section("t", 1)]
    instance = bureau(rooms, [outsider("i", "t")], [wishes("i", "s", consent=filed)])
    assert stages(instance, select(instance, policy(consent=consent))) == {"i": expected}


def test_jf13_without_consent_nobody_is_directed_there_either() -> None:
    """The home unit refuses t: i, who loses s, is not directed to t."""
    rows = [*wishes("i", "s"), {"cadre_id": "i", "order": 2, "section_id": "t", "consent": False}]
    instance = bureau([section("s", 0), section("t", 1)], [outsider("i")], [rows])
    assert stages(instance, select(instance, policy(unmatched_institution="directed"))) == {
        "i": Stage.RETURNED
    }


def test_the_units_consent_binds_no_administrative_staff() -> None:
    """JL-08: administrative staff need no consent."""
    instance = bureau([section("s", 1)], [person("a")], [wishes("a", "s", consent=False)])
    assert stages(instance, select(instance, policy())) == {"a": Stage.INTENT}


def test_institution_staff_without_declaration_or_section_take_no_part() -> None:
    """Of the home unit's staff only those who apply are supplemented."""
    instance = bureau([section("s", 1)], [outsider("i"), outsider("j")], [wishes("j", "s")])
    assert set(placed(instance, select(instance, policy()))) == {"j"}


def test_the_pool_of_the_two_way_selection_takes_no_part() -> None:
    """Whoever leaves the unit is not given a section of it; nor is, by waiving, who is of another unit."""
    people = [person("a") | {"pool": True}, outsider("i") | {"pool": True}, person("b")]
    people += [person("w", waives=True) | {"pool": True}, person("x", unit="C", waives=True)]
    instance = bureau([section("s", 3)], people, [wishes("a", "s"), wishes("i", "s")])
    assert set(placed(instance, select(instance, policy()))) == {"b"}


def test_administrative_staff_go_to_sections_of_their_own_unit_only() -> None:
    """a of B declares c of unit C: that is no wish, and nobody is directed there."""
    instance = bureau(
        [section("s", 1), section("c", 2, unit="C")],
        [person("a"), person("b")],
        [wishes("a", "c"), wishes("b", "s")],
    )
    plan = select(instance, policy())
    assert placed(instance, plan) == {"a": None, "b": "s"}


def test_jl72_only_so_many_declarations_count() -> None:
    """JL-72: with one declaration a person the second is none."""
    instance = bureau([section("s", 0), section("t", 1)], [person("a")], [wishes("a", "s", "t")])
    assert stages(instance, select(instance, policy(max_intents=1))) == {"a": Stage.DIRECTED}
    assert stages(instance, select(instance, policy(max_intents=2))) == {"a": Stage.INTENT}
