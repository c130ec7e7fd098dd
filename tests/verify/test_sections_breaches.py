"""Rule by rule: a section plan that breaks exactly one rule gives exactly that breach; values by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pytest

from oracle.section_plans import (
    DIRECTED,
    INTENT,
    RETAINED,
    RETURNED,
    SEED,
    UNPLACED,
    Row,
    Staffing,
    in_rounds,
    institution,
    person,
    pick,
    wish,
)
from rengang.errors import Text
from rengang.model import Group, PickFate, Stage
from rengang.model.procedure import Procedure
from rengang.policy import resolve
from rengang.rules import catalogue
from rengang.rules.rule import Modality
from rengang.rules.section_rounds import PICK_FATES
from rengang.rules.section_ways import GROUPS
from rengang.verify.sections import judge_sections
from rengang.verify.sections.checks import JUDGES


def kin(one: str, other: str) -> Row:
    return {"cadre_id": one, "relative_id": other, "relation": "spouse"}


def missing() -> Staffing:
    c = Staffing()
    del c.plan["i3"]
    return c


def head_takes_part() -> Staffing:
    c = Staffing()
    c.plan["h"] = ("C", DIRECTED)
    return c


def pool_member_takes_part() -> Staffing:
    c = Staffing()
    c.cadres["a3"]["pool"] = True
    return c


def pool_member_of_the_institution_takes_part() -> Staffing:
    c = Staffing()
    c.cadres["i1"]["pool"] = True
    return c


def outsider_takes_part() -> Staffing:
    c = Staffing()
    c.cadres["x"] = institution("x")
    c.plan["x"] = (None, RETURNED)
    return c


def leader_without_section_takes_part() -> Staffing:
    c = Staffing()
    c.cadres["x"] = person("x", level="deputy")
    c.posts["pX"] = {"unit_id": "X", "level": "deputy", "incumbent_id": "x"}
    c.plan["x"] = ("C", DIRECTED)
    return c


def listed_twice() -> Staffing:
    return Staffing(twice=("a1",))


def returned_of_the_administration() -> Staffing:
    c = Staffing()
    c.plan["a3"] = (None, RETURNED)
    return c


def waits() -> Staffing:
    c = Staffing()
    c.plan["a3"] = (None, Stage.WAITING)
    return c


def placed_as_unplaced() -> Staffing:
    c = Staffing()
    c.plan["a3"] = ("C", UNPLACED)
    return c


def directed_to_nowhere() -> Staffing:
    c = Staffing()
    c.plan["w"] = (None, DIRECTED)
    return c


def institution_placed_as_unplaced() -> Staffing:
    c = Staffing()
    c.plan["i2"] = ("A", UNPLACED)
    return c


def institution_by_wish_to_nowhere() -> Staffing:
    c = Staffing()
    c.plan["i3"] = (None, INTENT)
    return c


def institution_left_unplaced() -> Staffing:
    c = Staffing()
    c.plan["i3"] = (None, UNPLACED)
    return c


def exempt_moved() -> Staffing:
    c = Staffing()
    c.plan["e"] = ("C", RETAINED)
    return c


def exempt_without_section() -> Staffing:
    c = Staffing()
    c.plan["e"] = (None, RETURNED)
    return c


def exempt_by_wish() -> Staffing:
    c = Staffing()
    c.wishes.append(wish("e", 1, "B"))
    c.plan["e"] = ("B", INTENT)
    return c


def section_without_posts() -> Staffing:
    c = Staffing()
    c.plan["a3"] = ("D", DIRECTED)
    return c


def too_many() -> Staffing:
    c = Staffing()
    c.sections["C"]["capacity"] = 1
    return c


def too_many_with_the_head() -> Staffing:
    c = Staffing()
    c.sections["A"]["capacity"] = 2
    return c


def too_many_with_the_exempt() -> Staffing:
    c = Staffing()
    c.sections["B"]["capacity"] = 2
    return c


def another_units_section() -> Staffing:
    c = Staffing()
    c.plan["a3"] = ("E", DIRECTED)
    return c


def another_units_section_by_wish() -> Staffing:
    c = Staffing()
    c.wishes.append(wish("a3", 2, "E"))
    c.plan["a3"] = ("E", INTENT)
    return c


def undeclared() -> Staffing:
    c = Staffing()
    c.plan["a3"] = ("C", INTENT)
    return c


def retained_without_a_wish() -> Staffing:
    c = Staffing()
    c.cadres["a3"]["section_id"] = "C"
    c.plan["a3"] = ("C", RETAINED)
    return c


def institution_undeclared() -> Staffing:
    c = Staffing()
    c.plan["i2"] = ("C", INTENT)
    return c


def beyond_the_number_of_wishes() -> Staffing:
    return Staffing(policy={"sections": {"max_intents": 1}})


def without_consent() -> Staffing:
    c = Staffing()
    c.plan["i3"] = ("C", RETAINED)
    return c


def administration_directed_against_policy() -> Staffing:
    return Staffing(policy={"sections": {"unmatched_admin": "unplaced"}})


def institution_directed_against_policy() -> Staffing:
    c = Staffing()
    c.plan["i3"] = ("C", DIRECTED)
    return c


def waiver_by_wish() -> Staffing:
    c = Staffing()
    c.plan["w"] = ("C", INTENT)
    return c


def retained_called_intent() -> Staffing:
    c = Staffing()
    c.plan["a1"] = ("A", INTENT)
    return c


def intent_called_retained() -> Staffing:
    c = Staffing()
    c.plan["a2"] = ("B", RETAINED)
    return c


def wish_called_directed() -> Staffing:
    c = Staffing()
    c.plan["a2"] = ("B", DIRECTED)
    return c


def keeps_two_of_the_administration() -> Staffing:
    c = Staffing()
    c.cadres["a3"]["section_id"] = c.cadres["w"]["section_id"] = "C"
    return c


def keeps_two_of_the_institution() -> Staffing:
    c = Staffing()
    c.cadres["i2"]["section_id"] = "B"
    c.wishes.append(wish("i2", 2, "B"))
    c.sections["B"]["capacity"] = 4
    c.plan["i2"] = ("B", RETAINED)
    return c


def relatives_selected_together() -> Staffing:
    c = Staffing()
    c.kinship.append(kin("i2", "a1"))
    return c


def relative_of_the_head() -> Staffing:
    c = Staffing()
    c.kinship.append(kin("h", "a1"))
    return c


def relative_of_the_exempt() -> Staffing:
    c = Staffing()
    c.kinship.append(kin("i1", "e"))
    return c


def pick_ignored() -> Staffing:
    c = in_rounds()
    c.plan["a2"] = ("C", DIRECTED)
    return c


def pick_called_directed() -> Staffing:
    c = in_rounds()
    c.plan["a1"] = ("A", DIRECTED)
    return c


def not_picked() -> Staffing:
    c = in_rounds()
    c.picks[1] = pick("B", 1, None)
    return c


def institution_not_picked() -> Staffing:
    c = in_rounds()
    c.picks.pop()
    return c


def institution_directed_in_rounds() -> Staffing:
    c = in_rounds(unmatched_institution="directed")
    c.plan["i3"] = ("C", DIRECTED)
    return c


CASES = {
    missing: ["section-missing"],
    head_takes_part: ["section-stranger"],
    pool_member_takes_part: ["section-stranger"],
    pool_member_of_the_institution_takes_part: ["section-stranger"],
    outsider_takes_part: ["section-stranger"],
    leader_without_section_takes_part: ["section-stranger"],
    listed_twice: ["section-twice"],
    returned_of_the_administration: ["section-stage"],
    waits: ["section-stage"],
    placed_as_unplaced: ["section-stage"],
    directed_to_nowhere: ["section-stage"],
    institution_placed_as_unplaced: ["section-stage"],
    institution_by_wish_to_nowhere: ["section-stage"],
    institution_left_unplaced: ["section-not-returned"],
    exempt_moved: ["section-exempt"],
    exempt_without_section: ["section-exempt"],
    exempt_by_wish: ["section-exempt"],
    section_without_posts: ["section-not-offered"],
    too_many: ["section-capacity"],
    too_many_with_the_head: ["section-capacity"],
    too_many_with_the_exempt: ["section-capacity"],
    another_units_section: ["section-other-unit"],
    another_units_section_by_wish: ["section-other-unit"],
    undeclared: ["section-undeclared"],
    retained_without_a_wish: ["section-undeclared"],
    institution_undeclared: ["section-undeclared"],
    beyond_the_number_of_wishes: ["section-undeclared"],
    without_consent: ["section-consent"],
    administration_directed_against_policy: ["section-directed"],
    institution_directed_against_policy: ["section-directed"],
    waiver_by_wish: ["section-waiver"],
    retained_called_intent: ["section-stage-name"],
    intent_called_retained: ["section-stage-name"],
    wish_called_directed: ["section-stage-name"],
    keeps_two_of_the_administration: ["section-keeps-administrative"],
    keeps_two_of_the_institution: ["section-keeps-institution"],
    relatives_selected_together: ["section-relatives"],
    relative_of_the_head: ["section-relatives"],
    relative_of_the_exempt: ["section-relatives"],
    pick_ignored: ["section-pick-ignored"],
    pick_called_directed: ["section-pick-ignored"],
    not_picked: ["section-not-picked"],
    institution_not_picked: ["section-not-picked"],
    institution_directed_in_rounds: ["section-directed"],
}


CITED = {rule.code: ("FG-07",) for rule in catalogue.rules(binds=Procedure.SECTIONS)}
"""A provision for every rule, as a pack cites them."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_one_rule_broken_once(case: Callable[[], Staffing]) -> None:
    """The judge names that rule alone, once, in both languages, with the provisions that the policy cites."""
    broken = case()
    broken.policy = {**broken.policy, "rules": CITED}
    breaches = broken.verdict().breaches
    assert [b.code for b in breaches] == CASES[case]
    assert all(b.text.zh and b.text.en and "{" not in b.text.zh + b.text.en for b in breaches)
    assert all("FG-07" in b.rules for b in breaches)


@pytest.mark.parametrize("case", [Staffing, in_rounds], ids=["proposed", "rounds"])
def test_a_good_plan_breaks_nothing(case: Callable[[], Staffing]) -> None:
    """The plan that the cases spoil is in order."""
    verdict = case().verdict()
    assert verdict.breaches == ()
    assert verdict.ok


def test_every_rule_has_a_judge_and_a_case() -> None:
    """Each rule of the catalogue that binds the selection is judged, and a plan here breaks it and no other."""
    due = [
        rule for rule in catalogue.rules(binds=Procedure.SECTIONS) if rule.modality is not Modality.DEFAULT
    ]
    assert len(catalogue.complete(JUDGES, due, "a judge")) == len(due) == 19
    cases = {catalogue.called(code): case for case, (code,) in CASES.items()}
    assert catalogue.complete(cases, due, "a plan that breaks it")
    assert all(rule.words.breach is not None for rule in due)


def test_no_rule_of_the_selection_bars_a_pair_of_units() -> None:
    """The masks of what bars cadre and unit have no bit for them."""
    assert not [rule for rule in catalogue.rules(binds=Procedure.SECTIONS) if rule.bars]


@pytest.mark.parametrize(
    ("table", "kinds"),
    [(PICK_FATES, PickFate), (GROUPS, Group)],
)
def test_every_fate_and_group_has_words(table: Mapping[Any, Text], kinds: type[StrEnum]) -> None:
    """None is without words, in either language."""
    assert [kind.value for kind in kinds if kind not in table] == []
    assert all(text.zh and text.en for text in table.values())


def values(case: Staffing) -> Row:
    """Objectives by name; the case must be in order."""
    verdict = case.verdict()
    assert verdict.breaches == ()
    return dict(verdict.objective)


def test_objectives_in_the_order_of_the_definition() -> None:
    """Waivers first, then placed, by wish, wish ranks and composition of stage A, then what stage B attains."""
    assert Staffing().verdict().objective == (
        ("section_waivers", 1),
        ("section_placed", 4),
        ("section_by_wish", 2),
        ("section_wish_ranks", 3),
        ("section_composition", 0),
        ("supplement_unkept", 0),
        ("supplement_placed", 2),
        ("supplement_wish_ranks", 2),
        ("supplement_composition", 0),
    )


def test_rounds_state_what_they_optimise() -> None:
    """When rounds are played the rest is directed for most placed and best mixed, and nothing else."""
    assert in_rounds().verdict().objective == (
        ("section_waivers", 1),
        ("section_waivers_composition", 0),
        ("section_placed", 4),
        ("section_composition", 0),
    )


def test_without_waivers_nothing_is_said_of_them() -> None:
    """Nobody gave up the contest: the objectives start with those placed."""
    c = Staffing()
    c.cadres["w"]["waives"] = False
    assert c.verdict().objective[0] == ("section_placed", 4)


def test_waivers_are_placed_before_sections_pick() -> None:
    """w, once of A, is directed back there (JL-71): A may keep nobody else, so its pick of a1 is none (JL-70)."""
    c = in_rounds()
    c.plan |= {"w": ("A", DIRECTED), "a1": ("C", DIRECTED)}
    assert c.verdict().breaches == ()
    c.cadres["w"]["section_id"] = "C"
    assert [b.code for b in c.verdict().breaches] == ["section-pick-ignored"]


def test_composition_counts_pairs_heads_and_exempt_included() -> None:
    """A: h, a1 (stage A), i2 (stage B); weights age 2, sex 3, education 5, speciality 7, bands to 35 and 45."""
    c = Staffing(
        policy={
            "contest": {"as_of": date(2024, 6, 30)},
            "sections": {"composition": {"age": 2, "sex": 3, "education": 5, "speciality": 7}},
        }
    )
    # h turns 36 on the very day, a1 is 45, i2 turns 46 the day after
    births = {"h": date(1988, 6, 30), "a1": date(1979, 6, 30), "i2": date(1978, 7, 1), "a2": date(1989, 1, 1)}
    for who, born in births.items():
        c.cadres[who] |= {"birth_date": born, "sex": "male", "education": "本科"}
    c.cadres["a1"]["speciality"] = "法律"
    c.cadres["h"]["speciality"] = "法律"
    c.cadres["i2"]["speciality"] = "财会"
    c.cadres["i1"]["speciality"] = "财会"
    c.cadres["i1"]["sex"] = "male"
    out = values(c)
    # A: one pair h–a1 alike in age, sex and education, and a1 is no accountant; B: a2 alone has a sex yet
    assert out["section_composition"] == 2 + 3 + 5 + 7
    # A: three pairs alike in age (36, 45, 45), sex and education; B: the pair a2–i1 of one sex, i1 no lawyer
    assert out["supplement_composition"] == 3 * (2 + 3 + 5) + 3 + 7


def test_without_a_day_ages_are_not_asked() -> None:
    """No contest.as_of, no age term."""
    c = Staffing()
    c.cadres["h"]["birth_date"] = c.cadres["a1"]["birth_date"] = date(1980, 1, 1)
    assert values(c)["section_composition"] == 0


def test_a_section_that_must_keep_institution_staff_and_does_not_is_counted() -> None:
    """C kept nobody, has a place left, and i3 (formerly C) asked with consent: JL-81 is missed, no rule broken."""
    c = Staffing()
    assert values(c)["supplement_unkept"] == 0  # i3's unit does not consent
    c.wishes[-1]["consent"] = None
    assert values(c)["supplement_unkept"] == 1
    c.sections["C"]["capacity"] = 2  # no place left
    assert values(c)["supplement_unkept"] == 0
    c.sections["C"]["capacity"] = 3
    c.cadres["a3"]["section_id"] = "C"  # a former administrative member was kept
    assert values(c)["supplement_unkept"] == 0
    c.cadres["a3"]["section_id"] = "B"
    c.plan["i3"] = ("C", RETAINED)
    assert values(c)["supplement_unkept"] == 0


def test_scores_rank_people_within_their_stage() -> None:
    """A: a1 and a2 declare A, a2 has the better paper; i2 has no paper and is alone in stage B."""
    paper = {"kind": "paper", "paper": "考试"}
    c = Staffing(
        policy={
            "sections": {"rank_by": "总分"},
            "contest": {
                "total": "总分",
                "scores": {"总分": {"kind": "sum", "terms": {"考": 1}, "plain": True}, "考": paper},
            },
        }
    )
    c.more["exams"] = [
        {"cadre_id": "a1", "paper": "考试", "score": 80},
        {"cadre_id": "a2", "paper": "考试", "score": 81},
        {"cadre_id": "i1", "paper": "考试", "score": 81},
    ]
    out = values(c)
    assert list(out)[4] == "section_score_ranks"
    # a1 is second at A; a2 is first at B, which a3, without a paper, declared too
    assert out["section_score_ranks"] == 2 + 1
    assert out["supplement_score_ranks"] == 1 + 1


def test_no_score_ranks_last() -> None:
    """a2 has no paper and comes after a3 at B."""
    c = Staffing(
        policy={
            "sections": {"rank_by": "考"},
            "contest": {"total": "考", "scores": {"考": {"kind": "paper", "paper": "考试"}}},
        }
    )
    c.more["exams"] = [{"cadre_id": "a3", "paper": "考试", "score": 1}]
    assert values(c)["section_score_ranks"] == 1 + 2


def test_a_row_without_consent_is_one_of_those_allowed() -> None:
    """max_intents counts rows as they were handed in: i2's second wish counts only where two are allowed."""
    for most, placed in ((2, 2), (1, 1)):
        c = Staffing(policy={"sections": {"max_intents": most}})
        c.wishes = [w for w in c.wishes if w["cadre_id"] not in ("a2", "i2")]
        c.wishes += [wish("a2", 1, "B"), wish("i2", 1, "B", False), wish("i2", 2, "A", True)]
        if most == 1:
            del c.plan["i2"]
        assert values(c)["supplement_placed"] == placed


def test_advisory_consent_does_not_bind() -> None:
    """consent = "advisory": i3 may be kept against the home unit's no."""
    c = Staffing(policy={"sections": {"consent": "advisory"}})
    c.plan["i3"] = ("C", RETAINED)
    assert values(c)["supplement_placed"] == 3


def test_institution_may_be_directed_where_the_policy_says_so() -> None:
    """unmatched_institution = "directed": i3 may go to C undeclared."""
    c = Staffing(policy={"sections": {"unmatched_institution": "directed"}})
    c.plan["i3"] = ("C", DIRECTED)
    out = values(c)
    assert out["supplement_placed"] == 3
    assert out["supplement_by_wish"] == 2


def test_waivers_are_directed_even_where_others_are_left() -> None:
    """JL-71 holds whatever becomes of unmatched administrative staff."""
    c = Staffing(policy={"sections": {"unmatched_admin": "unplaced"}})
    c.plan["a3"] = (None, UNPLACED)
    assert values(c)["section_placed"] == 3


def two_sections_want_one(order: str) -> Staffing:
    """A and B both pick a2 in round 1, who wants B before A; B's only place goes to whoever comes first."""
    c = in_rounds(round_order=order)
    c.wishes[1:3] = [wish("a2", 1, "B"), wish("a2", 2, "A")]
    c.picks = [pick("A", 1, "a2", 1), pick("B", 1, "a2", 2), pick("A", 2, "a1")]
    c.sections["A"]["capacity"] = 5
    c.cadres["a2"]["section_id"] = None
    c.plan |= {"i1": (None, RETURNED), "i2": (None, RETURNED)}
    return c


def test_the_person_chooses_among_simultaneous_picks() -> None:
    """simultaneous (A-29): the better wish; fixed: the section whose turn comes first."""
    c = two_sections_want_one("simultaneous")
    assert c.verdict().breaches == ()
    c = two_sections_want_one("fixed")
    c.plan["a2"] = ("A", INTENT)
    assert c.verdict().breaches == ()
    c.picks[0]["order"], c.picks[1]["order"] = None, 9
    assert [b.code for b in c.verdict().breaches] == ["section-pick-ignored"]


def test_whose_turn_is_first_chooses_first() -> None:
    """fixed: the number of the turn decides, not the section's label, and a blank comes last."""
    c = two_sections_want_one("fixed")
    c.wishes[1:3] = [wish("a2", 1, "A"), wish("a2", 2, "B")]
    for first, second in ((1, 2), (2, None)):
        c.picks[0]["order"], c.picks[1]["order"] = second, first
        assert c.verdict().breaches == ()


def test_nobody_is_taken_twice() -> None:
    """A pick of somebody taken in an earlier round counts as a pass."""
    c = in_rounds()
    c.wishes.append(wish("a1", 2, "C"))
    c.picks.append(pick("C", 3, "a1"))
    assert c.verdict().breaches == ()


def test_an_invalid_pick_does_not_draw_the_person_away() -> None:
    """simultaneous: B, the better wish, has no place left, so a2 takes A's pick."""
    c = two_sections_want_one("simultaneous")
    c.sections["B"]["capacity"] = 1
    c.plan["a2"] = ("A", INTENT)
    assert c.verdict().breaches == ()


def test_turns_rotate_over_all_sections() -> None:
    """rotating: in round 1 A comes before B, in round 2 the order starts with B."""
    c = two_sections_want_one("rotating")
    c.plan["a2"] = ("A", INTENT)
    assert c.verdict().breaches == ()
    c.picks[0]["round"] = c.picks[1]["round"] = 2
    c.picks[2]["round"] = 1
    assert [b.code for b in c.verdict().breaches] == ["section-pick-ignored"]
    c.plan["a2"] = ("B", INTENT)
    assert c.verdict().breaches == ()


def test_turns_by_lot_are_those_of_the_seed() -> None:
    """lot: the section whose hash of seed, round and label is least comes first."""
    first = min("AB", key=lambda s: hashlib.sha256(f"{SEED}|1|{s}".encode()).hexdigest())
    for section in "AB":
        c = two_sections_want_one("lot")
        c.plan["a2"] = (section, INTENT)
        expected = [] if section == first else ["section-pick-ignored"]
        assert [b.code for b in c.verdict().breaches] == expected


@pytest.mark.parametrize(
    ("post", "part"),
    [
        ({"section_id": "C", "level": None, "contested": True}, False),
        ({"section_id": "C", "level": None}, True),
        ({"section_id": "C", "level": "staff", "contested": True}, True),
        ({"section_id": None, "level": "staff", "contested": True}, False),
        ({"section_id": None, "level": "staff"}, True),
        ({"section_id": None, "level": "deputy"}, False),
    ],
)
def test_who_leads_takes_no_part(post: Row, part: bool) -> None:
    """Holders of mid-level posts, and whoever won a post outside the sections; the others are staff (JL-70)."""
    c = Staffing()
    c.posts["p"] = {"unit_id": "X", "incumbent_id": "a3", **post}
    expected = [] if part else ["section-stranger"]
    assert [b.code for b in c.verdict().breaches] == expected
    c.posts["p"]["incumbent_id"], c.cadres["a3"]["post_id"] = None, "p"
    assert [b.code for b in c.verdict().breaches] == expected


def test_who_heads_a_section_counts_there_whatever_else_they_hold() -> None:
    """h holds a post outside the sections as well: A is still full with its head."""
    c = Staffing()
    c.posts["p0"] = {"unit_id": "X", "level": "deputy", "incumbent_id": "h"}
    c.cadres["h"]["post_id"] = "p0"
    assert c.verdict().breaches == ()
    c.sections["A"]["capacity"] = 2
    assert [b.code for b in c.verdict().breaches] == ["section-capacity"]


def test_a_vacant_post_takes_no_place() -> None:
    """A chief's post without a holder leaves the section's places as they are."""
    c = Staffing()
    c.posts["pB"] = {"unit_id": "X", "section_id": "B", "level": "chief"}
    assert c.verdict().breaches == ()


@pytest.mark.parametrize("spoil", ["kept", "relative", "undeclared", "full", "waiver"])
def test_a_pick_that_may_not_be_taken_is_no_pick(spoil: str) -> None:
    """Keeping too many, relatives, no wish, no place, waivers: the pick counts as a pass."""
    c = in_rounds()
    c.picks.append(pick("A", 3, "w" if spoil == "waiver" else "a3"))
    c.sections["A"]["capacity"] = 3 if spoil == "full" else 4
    if spoil != "undeclared":
        c.wishes += [wish("a3", 2, "A"), wish("w", 2, "A")]
    if spoil == "kept":
        c.cadres["a3"]["section_id"] = "A"
    if spoil == "relative":
        c.kinship.append(kin("a3", "h"))
    if spoil == "full":
        c.cadres["x"] = person("x", "B")
        c.wishes.append(wish("x", 1, "A"))
        c.picks += [pick("A", 2, "x")]
        c.picks[4] = pick("A", 4, "i2")
        c.plan |= {"x": ("A", INTENT), "i2": (None, RETURNED)}
    assert c.verdict().breaches == ()


def test_a_free_pick_would_have_been_taken() -> None:
    """The counterpart: with nothing in the way, a3 is taken and the plan that directs them is wrong."""
    c = in_rounds()
    c.picks.append(pick("A", 3, "a3"))
    c.sections["A"]["capacity"] = 4
    c.wishes.append(wish("a3", 2, "A"))
    assert [b.code for b in c.verdict().breaches] == ["section-pick-ignored"]


@pytest.mark.parametrize(
    ("cadre", "section", "stage"),
    [([0], [0, 1], [DIRECTED]), ([99], [0], [DIRECTED]), ([0], [99], [DIRECTED]), ([0], [-2], [DIRECTED])],
)
def test_what_is_no_plan_is_an_error(cadre: list[int], section: list[int], stage: list[Stage]) -> None:
    """Columns of different length and unknown indices are refused."""
    case = Staffing()
    columns = (np.array(cadre, dtype=np.int32), np.array(section, dtype=np.int32), tuple(stage))
    with pytest.raises(ValueError, match=r"length|range"):
        judge_sections(case.instance(), resolve(case.document()), *columns, SEED)
