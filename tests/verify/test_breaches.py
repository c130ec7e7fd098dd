"""Rule by rule: an allocation that breaks exactly one rule gives exactly that breach."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from oracle.campaigns import (
    DIRECTED,
    INTENT,
    STAY,
    UNPLACED,
    WAITING,
    Campaign,
    Row,
    cadre,
    exchange,
    kin,
    nomination,
    unit,
)
from rengang.model import Allocation
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import resolve
from rengang.rules.catalogue import rules
from rengang.verify import verify
from rengang.verify.allocation import JUDGED


def moved_though_near_retirement() -> Campaign:
    moves = {"retirement_months": 24, "retirement_age": {"male": 60, "female": 55}, "as_of": "2014-12-01"}
    c = Campaign(policy={"moves": moves, "rules": {"near-retirement": ["BJ-1"]}})
    c.cadres["p1"] |= {"sex": "male", "birth_date": date(1955, 1, 1)}
    return c


def missing() -> Campaign:
    c = Campaign()
    del c.placing["p4"]
    return c


def not_in_pool() -> Campaign:
    c = Campaign()
    c.placing["s1"] = (DIRECTED, "C", 0, 0)
    return c


def listed_twice() -> Campaign:
    return Campaign(twice=("p4",))


def stays_in_a_campaign_without_staying() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (STAY, None, 0, 0)
    return c


def directed_without_that_stage() -> Campaign:
    return Campaign(policy={"unmatched": {"two_way": "next_round"}})


def waits_in_an_exchange() -> Campaign:
    c = exchange()
    c.placing["p4"] = (WAITING, None, 0, 0)
    return c


def directed_to_nowhere() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (DIRECTED, None, 0, 0)
    return c


def unplaced_somewhere() -> Campaign:
    c = Campaign(policy={"unmatched": {"two_way": "next_round"}})
    c.placing["p4"] = (UNPLACED, "A", 0, 0)
    return c


def not_listed() -> Campaign:
    c = Campaign()
    c.nominations.append(nomination("C", 1, "p2"))
    c.placing["p2"] = (INTENT, "C", 1, 1)
    return c


def not_nominated() -> Campaign:
    c = Campaign()
    c.nominations.pop()
    return c


def not_nominated_within_the_ratio() -> Campaign:
    c = Campaign(policy={"nomination": {"source": "score", "ratio": 1}})
    c.units["B"]["vacancies"] = 1
    c.nominations[1]["score"], c.nominations[2]["score"] = 80, 70
    c.nominations[0]["score"] = 90
    c.placing["p1"], c.placing["p3"] = (DIRECTED, "C", 0, 0), (INTENT, "B", 1, 2)
    return c


def own_unit_by_intent() -> Campaign:
    c = Campaign()
    c.intents[0]["unit_id"] = "A"
    c.nominations[0] = nomination("A", 1, "p1")
    c.nominations[2]["rank"] = 1
    c.placing |= {"p1": (INTENT, "A", 1, 1), "p3": (INTENT, "B", 1, 1), "p4": (DIRECTED, "B", 0, 0)}
    return c


def own_unit_by_direction() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (DIRECTED, "C", 0, 0)
    return c


def directed_to_a_vertical_unit() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (DIRECTED, "V", 0, 0)
    return c


def matched_out_of_a_vertical_unit() -> Campaign:
    c = Campaign()
    c.cadres["p2"]["unit_id"] = "V"
    return c


def not_qualified() -> Campaign:
    c = Campaign()
    c.units["B"]["establishment_type"] = "行政"
    c.cadres["p1"]["establishment_type"] = "事业"
    return c


def false_intent_rank() -> Campaign:
    c = Campaign()
    c.placing["p1"] = (INTENT, "B", 2, 1)
    return c


def intent_rank_of_the_directed() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (DIRECTED, "A", 1, 0)
    return c


def rank_of_unordered_intents() -> Campaign:
    c = Campaign(policy={"intents": {"ordered": False}})
    c.intents[0]["order"] = 2
    c.placing["p1"] = (INTENT, "B", 2, 1)
    return c


def false_nomination_rank() -> Campaign:
    c = Campaign()
    c.placing["p3"] = (INTENT, "B", 1, 1)
    return c


def too_many_for_the_vacancies() -> Campaign:
    c = Campaign()
    c.units["A"]["vacancies"] = 1
    return c


def too_many_for_the_establishment() -> Campaign:
    c = Campaign()
    c.units["B"]["establishment"] = 1  # p2 leaves one place, and two arrive
    return c


def an_overstaffed_unit_grows() -> Campaign:
    c = Campaign()
    c.units["B"] |= {"establishment": 3, "staff": 5}
    return c


def another_type_makes_no_room() -> Campaign:
    c = Campaign(policy={"caps": {"establishment": "by_type"}})
    c.units["B"] |= {"establishment": 2, "staff": 1, "establishment_type": "行政"}
    c.cadres["p2"]["establishment_type"] = "事业"
    return c


def release_leaves_a_unit_short() -> Campaign:
    return Campaign(policy={"balance": {"mode": "release", "tolerance": 1}})


def release_sends_too_many() -> Campaign:
    c = Campaign(policy={"balance": {"mode": "release", "tolerance": 1}})
    c.units["A"]["vacancies"] = 3
    c.cadres["p3"]["unit_id"] = "B"
    c.intents[2]["unit_id"], c.nominations[2] = "A", nomination("A", 2, "p3")
    c.placing["p3"] = (INTENT, "A", 1, 2)
    return c


def exchange_out_of_balance() -> Campaign:
    c = exchange()
    c.policy["balance"]["tolerance"] = 1
    c.units["D"] = unit("D", 1)
    c.cadres["p2"]["unit_id"], c.cadres["p3"]["unit_id"] = "C", "D"  # C and D lose one each, B gains two
    c.placing["p3"] = (INTENT, "B", 1, 2)
    return c


def exchange_beyond_the_establishment() -> Campaign:
    c = exchange()
    c.policy["balance"]["tolerance"] = 1
    c.units["B"] |= {"establishment": 4, "staff": 4}
    c.placing["p3"] = (INTENT, "B", 1, 2)
    return c


def directed_to_a_stayer() -> Campaign:
    return Campaign(kinship=[kin("s1", "p4")])


def directed_to_a_stayer_who_is_listed_first() -> Campaign:
    c = Campaign(kinship=[kin("a1", "p4")])
    c.cadres["a1"] = cadre("a1", "A", pool=False)
    return c


def two_relatives_by_intent() -> Campaign:
    return Campaign(kinship=[kin("p3", "p1")])


def directed_to_a_relative_by_intent() -> Campaign:
    return Campaign(kinship=[kin("p2", "p4")])


def exchange_to_a_relative_who_stays() -> Campaign:
    c = exchange()
    c.cadres["p4"]["unit_id"], c.kinship = "B", [kin("p4", "p1")]
    return c


def directed_to_another_type() -> Campaign:
    c = Campaign(policy={"caps": {"establishment": "off"}})
    c.units["A"]["establishment_type"] = "行政"
    c.cadres["p4"]["establishment_type"] = "事业"
    return c


def directed_to_another_level() -> Campaign:
    c = Campaign()
    c.cadres["p4"]["level"] = "staff"
    c.posts = [
        {"post_id": "1", "unit_id": "A", "level": "deputy"},
        {"post_id": "2", "unit_id": "A", "level": "staff", "incumbent_id": "s1"},
        {"post_id": "3", "unit_id": "A", "level": "staff", "contested": True},
    ]
    return c


def a_refuser_directed() -> Campaign:
    c = Campaign()
    c.cadres["p4"]["refuses"] = True
    return c


def a_refuser_not_waiting() -> Campaign:
    c = Campaign()
    c.cadres["p4"]["refuses"] = True
    c.placing["p4"] = (UNPLACED, None, 0, 0)
    return c


def waiting_without_refusal() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (WAITING, None, 0, 0)
    return c


def left_out_beside_a_free_seat() -> Campaign:
    c = Campaign()
    c.placing["p4"] = (UNPLACED, None, 0, 0)
    return c


BROKEN = (
    (missing, "missing", "p4", None),
    (not_in_pool, "not-in-pool", "s1", None),
    (listed_twice, "listed-twice", "p4", None),
    (stays_in_a_campaign_without_staying, "stage-not-allowed", "p4", None),
    (directed_without_that_stage, "stage-not-allowed", "p4", None),
    (waits_in_an_exchange, "stage-not-allowed", "p4", None),
    (directed_to_nowhere, "stage-unit", "p4", None),
    (unplaced_somewhere, "stage-unit", "p4", None),
    (not_listed, "not-listed", "p2", "C"),
    (not_nominated, "not-nominated", "p3", "B"),
    (not_nominated_within_the_ratio, "not-nominated", "p3", "B"),
    (own_unit_by_intent, "own-unit", "p1", "A"),
    (own_unit_by_direction, "own-unit", "p4", "C"),
    (directed_to_a_vertical_unit, "vertical", "p4", "V"),
    (matched_out_of_a_vertical_unit, "vertical", "p2", "A"),
    (not_qualified, "establishment-type", "p1", "B"),
    (false_intent_rank, "intent-rank", "p1", None),
    (intent_rank_of_the_directed, "intent-rank", "p4", None),
    (rank_of_unordered_intents, "intent-rank", "p1", None),
    (false_nomination_rank, "nomination-rank", "p3", None),
    (too_many_for_the_vacancies, "vacancies", None, "A"),
    (too_many_for_the_establishment, "establishment", None, "B"),
    (an_overstaffed_unit_grows, "establishment", None, "B"),
    (another_type_makes_no_room, "establishment", None, "B"),
    (release_leaves_a_unit_short, "balance-shortfall", None, "C"),
    (release_sends_too_many, "balance-surplus", None, "A"),
    (exchange_out_of_balance, "balance-surplus", None, "B"),
    (exchange_beyond_the_establishment, "establishment", None, "B"),
    (directed_to_a_stayer, "relative-stays", "p4", "A"),
    (directed_to_a_stayer_who_is_listed_first, "relative-stays", "p4", "A"),
    (two_relatives_by_intent, "relatives-together", "p1", "B"),
    (directed_to_a_relative_by_intent, "relatives-together", "p2", "A"),
    (exchange_to_a_relative_who_stays, "relative-stays", "p1", "B"),
    (directed_to_another_type, "directed-establishment-type", "p4", "A"),
    (directed_to_another_level, "directed-level", "p4", "A"),
    (a_refuser_directed, "refuser-directed", "p4", None),
    (a_refuser_not_waiting, "refuser-not-waiting", "p4", None),
    (waiting_without_refusal, "waiting-without-refusal", "p4", None),
    (left_out_beside_a_free_seat, "not-most-placed", "p4", None),
    (moved_though_near_retirement, "near-retirement", "p1", None),
)


@pytest.mark.parametrize("mode", ["capacity", "release", "exchange"])
def test_the_allocation_that_the_tests_spoil_keeps_every_rule(mode: str) -> None:
    """Nothing is wrong before it is spoilt."""
    c = exchange() if mode == "exchange" else Campaign(policy={"balance": {"mode": mode, "tolerance": 2}})
    assert c.verdict().breaches == ()


@pytest.mark.parametrize(("spoil", "code", "who", "where"), BROKEN, ids=[b[0].__name__ for b in BROKEN])
def test_one_broken_rule_gives_one_breach(spoil: Any, code: str, who: str | None, where: str | None) -> None:
    """Exactly the rule that is broken is named, with its IDs, the cadre and the unit, in both languages."""
    c = spoil()
    verdict, instance = c.verdict(), c.instance()
    assert [b.code for b in verdict.breaches] == [code]
    assert not verdict.ok
    (breach,) = verdict.breaches
    assert breach.rules
    assert breach.cadre == (None if who is None else instance.cadre_index[who])
    assert breach.unit == (None if where is None else instance.unit_index[where])
    for said, named in zip(breach.text, (f"单位{where}（{where}）", f"单位{where} ({where})"), strict=True):
        assert who is None or who in said
        assert where is None or named in said


def test_every_rule_between_units_is_judged_and_broken_somewhere() -> None:
    """No rule of the catalogue that binds a procedure between units is without its judge, or without a case above."""
    due = {rule for procedure in BETWEEN_UNITS for rule in rules(binds=procedure)}
    judged = {rule for found in JUDGED.values() for rule in found}
    assert judged == due
    assert {code for _, code, _, _ in BROKEN} == {rule.code for rule in due if rule.words.breach is not None}


# -- what is not a breach -----------------------------------------------------------------------------------
def test_an_overstaffed_unit_may_shrink() -> None:
    """after ≤ before is enough: one leaves and one arrives at a unit far above its establishment."""
    c = Campaign()
    c.units["C"] |= {"establishment": 1, "staff": 9}
    c.placing["p1"] = (DIRECTED, "C", 0, 0)
    assert c.verdict().breaches == ()


def test_an_establishment_that_the_policy_ignores_binds_nobody() -> None:
    """With ``caps.establishment = "off"`` the same allocation is no breach."""
    c = too_many_for_the_establishment()
    c.policy = {"caps": {"establishment": "off"}}
    assert c.verdict().breaches == ()


def test_relatives_whom_the_policy_does_not_keep_apart_may_meet() -> None:
    """Only the relations of ``avoidance.relations`` count."""
    c = two_relatives_by_intent()
    c.policy = {"avoidance": {"relations": ["lineal"]}}
    assert c.verdict().breaches == ()


def test_relatives_may_stay_together_where_neither_moves() -> None:
    """Two stayers of one unit are no breach: avoidance asks about movers."""
    c = Campaign(kinship=[kin("s1", "s2")])
    c.cadres["s2"] = cadre("s2", "A", pool=False)
    assert c.verdict().breaches == ()


def test_a_free_seat_beside_a_relative_excuses_nobody_being_placed_there() -> None:
    """Unplaced is right where the only free seats are the own unit's and one where a relative stays."""
    c = Campaign(kinship=[kin("p4", "s1")])
    c.placing["p4"] = (UNPLACED, None, 0, 0)
    assert c.verdict().breaches == ()


def test_a_free_seat_of_another_type_excuses_too() -> None:
    """Unplaced is right where the only other free seat fails a hard criterion."""
    c = directed_to_another_type()
    c.placing["p4"] = (UNPLACED, None, 0, 0)
    assert c.verdict().breaches == ()


def test_open_posts_of_unknown_level_bar_nobody() -> None:
    """The level is compared only where the unit has open posts whose level is known."""
    c = directed_to_another_level()
    c.posts[0]["level"] = None
    assert c.verdict().breaches == ()


def test_refusers_who_wait_and_refusers_who_are_matched_are_both_right() -> None:
    """Refusing concerns directed placement only."""
    c = a_refuser_directed()
    c.cadres["p1"]["refuses"] = True
    c.placing["p4"] = (WAITING, None, 0, 0)
    assert c.verdict().breaches == ()


def test_many_breaches_of_one_rule_are_counted_not_listed() -> None:
    """Fifty are spelled out and the rest counted in one more, so a broken million stays readable."""
    c = Campaign()
    for number in range(60):
        c.cadres[f"q{number:02}"] = cadre(f"q{number:02}", "C")
    breaches = c.verdict().breaches
    assert [b.code for b in breaches] == ["missing"] * 51
    assert breaches[-1].text.en == "10 more of the same kind"
    assert breaches[-1].cadre is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cadre": np.array([9], dtype=np.int32)}, "cadre index"),
        ({"to_unit": np.array([4], dtype=np.int32)}, "unit index"),
        ({"stage": ()}, "length"),
    ],
)
def test_what_is_no_allocation_of_this_instance_is_refused(change: Row, said: str) -> None:
    """Columns of different length and indices out of range are errors of the caller, not breaches."""
    zero = np.zeros(1, dtype=np.int32)
    row = {"cadre": zero, "to_unit": zero, "stage": (INTENT,), "intent_rank": zero, "nomination_rank": zero}
    with pytest.raises(ValueError, match=said):
        verify(Campaign().instance(), resolve(), Allocation(**(row | change)))
