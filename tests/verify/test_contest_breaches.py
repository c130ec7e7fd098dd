"""Rule by rule: appointments that break exactly one rule of the contest give exactly that breach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from oracle.contest_cases import ContestCase, applies, person, post
from rengang.errors import InvalidInput
from rengang.model.procedure import Procedure
from rengang.rules.catalogue import called, rules
from rengang.rules.rule import About
from rengang.verify.contest import judge_contest

PANEL = {"scores": {"评委": {"kind": "panel", "panel": "评委"}}, "total": "评委"}
VOTE = {
    "scores": {"推荐": {"kind": "group_vote", "weights": {"甲": 1}, "gate": "1/3"}},
    "total": "推荐",
    "post_order": ["score"],
}


def with_u(**more: object) -> ContestCase:
    """C1 goes to u, a third applicant; `more` is in u's application."""
    c = ContestCase(appointed=[("a", "B1"), ("b", "A1"), ("u", "C1")])
    c.applications.append(applies("u", "C1", **more))
    c.marks["u"] = 99
    return c


def near_retirement() -> ContestCase:
    c = with_u()
    c.policy["moves"] = {
        "retirement_months": 24,
        "retirement_age": {"male": 60, "female": 55},
        "as_of": "2014-12-01",
    }
    for who in c.cadres.values():
        who |= {"sex": "male", "birth_date": date(1980, 1, 1)}
    c.cadres["u"]["birth_date"] = date(1955, 1, 1)
    return c


def not_contested() -> ContestCase:
    c = ContestCase()
    c.posts["C1"]["contested"] = False
    return c


def of_a_vertical_unit() -> ContestCase:
    c = ContestCase()
    c.units["C"]["kind"] = "vertical"
    return c


def under_a_policy_without_contest() -> ContestCase:
    return ContestCase(policy={"contest": {"rule": "none"}}, appointed=[("x", "C1")])


def never_applied() -> ContestCase:
    return ContestCase(appointed=[("a", "B1"), ("b", "A1"), ("u", "C1")])


def switched() -> ContestCase:
    c = with_u(filed=date(2014, 5, 1))
    c.applications.append(applies("u", "B1", filed=date(2014, 5, 2)))
    c.marks["u"] = 1
    return c


def too_late() -> ContestCase:
    c = with_u(filed=date(2014, 5, 3))
    c.policy = {"contest": {"apply": {"closes": date(2014, 5, 2)}}}
    return c


def in_a_round_that_is_not_open() -> ContestCase:
    return with_u(round=2)


def without_consent() -> ContestCase:
    return with_u(consent=False)


def unqualified() -> ContestCase:
    c = with_u()
    c.policy = {"contest": {"conditions": {"本科": {"all": [{"test": "education", "at_least": "本科"}]}}}}
    c.posts["C1"]["condition"] = "本科"
    for who in c.cadres:
        c.cadres[who]["education"] = "大专" if who == "u" else "大学本科"
    return c


def of_another_establishment_type() -> ContestCase:
    c = with_u()
    c.units["C"]["establishment_type"] = "行政"
    c.cadres["u"]["establishment_type"] = "事业"
    return c


def cancelled() -> ContestCase:
    c = ContestCase()
    c.applications.remove(applies("w", "C1"))
    return c


def not_shortlisted() -> ContestCase:
    c = with_u(prelim_rank=3)
    c.applications[4]["prelim_rank"], c.applications[5]["prelim_rank"] = 1, 2
    c.policy = {"contest": {"shortlist_cap": 2}}
    return c


def unscored() -> ContestCase:
    c = ContestCase(policy={"contest": PANEL})
    c.more["scores"] = [
        {"post_id": at, "cadre_id": who, "panel": "评委", "judge": "甲", "score": c.marks[who]}
        for who, at in (("b", "A1"), ("y", "A1"), ("a", "B1"), ("z", "B1"))
    ]
    return c


def withdrawn() -> ContestCase:
    c = with_u()
    c.marks["u"] = None
    c.policy = {"contest": {"absent": "withdrawn"}}
    return c


def barred() -> ContestCase:
    c = with_u()
    c.policy = {"contest": VOTE}
    c.more["recommendations"] = [
        {
            "cadre_id": row["cadre_id"],
            "post_id": row["post_id"],
            "group": "甲",
            "votes": 3 if row["cadre_id"] == "u" else c.marks[row["cadre_id"]] // 10,
            "present": 10,
        }
        for row in c.applications
    ]
    c.more["recommendations"][4]["votes"] = 10
    return c


def not_inspected() -> ContestCase:
    c = with_u()
    c.marks["u"] = 70
    return c


def not_elected() -> ContestCase:
    c = ContestCase()
    c.more["votes"] = [
        {"post_id": "C1", "cadre_id": who, "votes": votes, "present": 9, "members": 9}
        for who, votes in (("w", 6), ("x", 3))
    ]
    return c


def of_the_own_unit() -> ContestCase:
    c = ContestCase()
    c.cadres["x"]["unit_id"] = "C"
    return c


def a_person_twice() -> ContestCase:
    c = ContestCase(policy={"contest": {"apply": {"max": 2}}})
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications += [applies("x", "C2", order=2), applies("w", "C2", order=2)]
    c.appointed.append(("x", "C2"))
    return c


def a_post_twice() -> ContestCase:
    c = ContestCase()
    c.appointed.append(("w", "C1"))
    return c


def over_an_incumbent() -> ContestCase:
    return ContestCase(
        policy={"contest": {"midlevel_cap": "off"}}, appointed=[("y", "A1"), ("a", "B1"), ("x", "C1")]
    )


def over_an_incumbent_of_the_pool_in_an_exchange() -> ContestCase:
    c = over_an_incumbent()
    c.policy |= {"balance": {"mode": "exchange"}, "two_way": {"rule": "exchange-max"}}
    c.cadres["b"]["pool"] = True
    return c


def an_incumbent_into_the_own_post() -> ContestCase:
    c = ContestCase(policy={"contest": {"apply": {"own_unit": True}}}, appointed=[("a", "A1")])
    c.applications.append(applies("a", "A1", filed=date(2014, 5, 1)))
    return c


def more_mid_level_people_than_before() -> ContestCase:
    c = ContestCase(appointed=[("b", "A1"), ("x", "C1")])
    c.posts["A1"]["incumbent_id"] = None
    return c


def more_mid_level_people_than_authorised() -> ContestCase:
    c = more_mid_level_people_than_before()
    c.policy = {"contest": {"midlevel_cap": "authorised"}}
    c.units["A"] |= {"mid_quota": 3, "mid_staff": 3}
    return c


def beyond_the_establishment() -> ContestCase:
    c = ContestCase()
    c.units["C"] |= {"establishment": 4, "staff": 4}
    return c


def no_room_made_by_another_type() -> ContestCase:
    c = ContestCase()
    c.units["B"] |= {"establishment": 4, "staff": 4, "establishment_type": "行政"}
    c.cadres["b"]["establishment_type"] = "事业"
    return c


def beside_a_relative_who_stays() -> ContestCase:
    c = ContestCase()
    c.more["kinship"] = [{"cadre_id": "x", "relative_id": "z", "relation": "spouse"}]
    return c


def beside_a_relative_who_stands_before_in_the_roster() -> ContestCase:
    c = ContestCase()
    c.cadres["k"] = person("k", "C")
    c.more["kinship"] = [{"cadre_id": "k", "relative_id": "x", "relation": "collateral"}]
    return c


def beside_a_relative_who_comes_too() -> ContestCase:
    c = ContestCase()
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications += [applies("u", "C2"), applies("y", "C2")]
    c.cadres["y"]["unit_id"] = "B"
    c.applications.remove(applies("y", "A1"))
    c.applications.append(applies("v", "A1"))
    c.cadres["v"], c.marks["v"] = person("v", "C"), 60
    c.appointed.append(("u", "C2"))
    c.more["kinship"] = [{"cadre_id": "x", "relative_id": "u", "relation": "in_law"}]
    return c


def relatives_in_one_section_of_the_own_unit() -> ContestCase:
    c = ContestCase(policy={"contest": {"apply": {"own_unit": True}}})
    c.posts["C1"]["section_id"] = "s"
    c.posts["C2"] = post("C2", "C", "staff", section_id="s")
    c.cadres["x"]["unit_id"] = c.cadres["u"]["unit_id"] = "C"
    c.applications += [applies("u", "C2"), applies("v", "C2")]
    c.cadres["v"], c.marks["v"] = person("v", "B"), 60
    c.appointed.append(("u", "C2"))
    c.more["kinship"] = [{"cadre_id": "u", "relative_id": "x", "relation": "lineal"}]
    return c


def against_a_decision() -> ContestCase:
    c = ContestCase()
    c.more["decisions"] = [{"post_id": "C1", "cadre_id": "w", "reason": "结合前期初选情况"}]
    return c


SPOILT: dict[Callable[[], ContestCase], tuple[str, str | None, str | None, str | None]] = {
    # the case: code, a provision that its keys must cite, cadre, post
    not_contested: ("contest-post-not-contested", None, "x", "C1"),
    of_a_vertical_unit: ("contest-post-not-contested", None, "x", "C1"),
    under_a_policy_without_contest: ("contest-post-not-contested", None, "x", "C1"),
    never_applied: ("contest-no-application", "TX-14", "u", "C1"),
    switched: ("contest-superseded", "TX-19", "u", "C1"),
    too_late: ("contest-late", "TX-19", "u", "C1"),
    in_a_round_that_is_not_open: ("contest-late", "TX-20", "u", "C1"),
    without_consent: ("contest-no-consent", "TX-16", "u", "C1"),
    unqualified: ("contest-unqualified", "TX-17", "u", "C1"),
    of_another_establishment_type: ("contest-establishment-type", "A-07", "u", "C1"),
    near_retirement: ("near-retirement", None, "u", "C1"),
    cancelled: ("contest-cancelled", "TX-20", "x", "C1"),
    not_shortlisted: ("contest-not-shortlisted", "TX-22", "u", "C1"),
    unscored: ("contest-unscored", "TX-26", "x", "C1"),
    withdrawn: ("contest-withdrawn", "A-16", "u", "C1"),
    barred: ("contest-barred", "A-16", "u", "C1"),
    not_inspected: ("contest-not-inspected", "TX-28", "u", "C1"),
    not_elected: ("contest-not-elected", "TX-29", "x", "C1"),
    of_the_own_unit: ("contest-own-unit", "TX-15", "x", "C1"),
    a_person_twice: ("contest-person-twice", "TX-14", "x", None),
    a_post_twice: ("contest-post-twice", "TX-29", None, "C1"),
    over_an_incumbent: ("contest-incumbent", "A-32", "b", "B1"),
    over_an_incumbent_of_the_pool_in_an_exchange: ("contest-incumbent", "A-32", "b", "B1"),
    an_incumbent_into_the_own_post: ("contest-incumbent", "A-32", "a", "A1"),
    more_mid_level_people_than_before: ("contest-midlevel-cap", "TX-34", None, None),
    more_mid_level_people_than_authorised: ("contest-midlevel-cap", "TX-34", None, None),
    beyond_the_establishment: ("contest-establishment", "WC-11", None, None),
    no_room_made_by_another_type: ("contest-establishment", "JF-01", None, None),
    beside_a_relative_who_stays: ("contest-relatives", "DY-04", "x", None),
    beside_a_relative_who_stands_before_in_the_roster: ("contest-relatives", "DY-04", "x", None),
    beside_a_relative_who_comes_too: ("contest-relatives", "DY-04", "u", None),
    relatives_in_one_section_of_the_own_unit: ("contest-relatives-section", "DY-04", "u", None),
    against_a_decision: ("contest-decision", "A-11", "w", "C1"),
}


def test_the_appointments_that_the_tests_spoil_break_nothing() -> None:
    """Otherwise the tests below would prove nothing."""
    verdict = ContestCase().verdict()
    assert verdict.breaches == ()
    assert verdict.ok


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_broken_rule_gives_exactly_its_breach(spoil: Callable[[], ContestCase]) -> None:
    """One rule broken once is one breach: its code, its source, whom and what it names, in both languages."""
    case = spoil()
    code, rule, cadre, at = SPOILT[spoil]
    verdict = case.verdict()
    assert [b.code for b in verdict.breaches] == [code]
    breach = verdict.breaches[0]
    assert breach.rules == called(code).provisions(case.rules())
    assert rule is None or rule in breach.rules
    instance = case.instance()
    assert breach.cadre == (None if cadre is None else instance.cadre_index[cadre])
    labels = instance.tables["posts"]["post_id"].to_list()
    assert breach.post == (None if at is None else labels.index(at))
    for label in (cadre, None if called(code).about is About.PERSON else at):
        assert label is None or (label in breach.text.zh and label in breach.text.en)
    assert "{" not in breach.text.zh + breach.text.en
    assert not verdict.ok


def test_every_rule_is_spoilt_by_some_test() -> None:
    """No rule of the catalogue that binds the contest is without a case that breaks it alone."""
    codes = {rule.code for rule in rules(binds=Procedure.CONTEST) if rule.words.breach is not None}
    assert codes == {expected[0] for expected in SPOILT.values()}


def test_the_breach_names_the_conditions_that_are_missed() -> None:
    """Whoever reads the verdict learns which condition it was, by its title where it has one (TX-17)."""
    c = unqualified()
    assert c.verdict().breaches[0].text.zh.endswith("：本科")
    c.policy["contest"]["conditions"]["本科"]["title"] = "全日制本科以上学历"
    assert c.verdict().breaches[0].text.en.endswith(": 全日制本科以上学历")


def test_a_unit_may_lose_as_many_mid_level_people_as_it_gains() -> None:
    """The cap is on the balance: with its own deputy gone, A may take one (TX-34)."""
    c = more_mid_level_people_than_before()
    c.appointed.append(("a", "B1"))
    assert c.verdict().breaches == ()


def test_who_is_over_the_cap_already_may_exchange_one_for_one() -> None:
    """B has more staff and more mid-level people than authorised: a for b leaves both as they were (A-07)."""
    c = ContestCase(policy={"contest": {"midlevel_cap": "authorised"}})
    c.units["B"] |= {"establishment": 3, "staff": 5, "mid_quota": 1, "mid_staff": 4}
    assert c.verdict().breaches == ()


def test_a_leaver_of_unknown_type_makes_room() -> None:
    """B is full of 行政 places; b, whose type is blank, leaves one (A-07)."""
    c = no_room_made_by_another_type()
    c.cadres["b"]["establishment_type"] = None
    assert c.verdict().breaches == ()


def test_relatives_may_stay_in_one_unit_apart_from_sections() -> None:
    """Both stay in C: without sections, or in different ones, they are no closer than before (DY-04)."""
    c = relatives_in_one_section_of_the_own_unit()
    c.posts["C2"]["section_id"] = "t"
    assert c.verdict().breaches == ()
    c.posts["C1"]["section_id"] = c.posts["C2"]["section_id"] = None
    assert c.verdict().breaches == ()


def test_a_released_post_may_be_filled_and_its_holder_counts_as_gone() -> None:
    """Under ``release`` nobody holds on, and who steps down makes room in the count (JL-02)."""
    c = ContestCase(policy={"contest": {"incumbents": "release"}}, appointed=[("y", "A1"), ("z", "B1")])
    assert c.verdict().breaches == ()


def test_who_steps_down_counts_as_gone_once() -> None:
    """Under ``release`` a's step down makes room for one in A, a's win elsewhere for no second (TX-34)."""
    c = ContestCase(policy={"contest": {"incumbents": "release"}}, appointed=[("a", "B1"), ("y", "A1")])
    c.posts["A2"] = post("A2", "A")
    c.applications += [applies("u", "A2"), applies("v", "A2")]
    c.cadres["v"], c.marks["v"] = person("v", "C"), 60
    assert c.verdict().ok
    c.appointed.append(("u", "A2"))
    assert [b.code for b in c.verdict().breaches] == ["contest-midlevel-cap"]


def test_an_incumbent_of_the_pool_does_not_hold_on() -> None:
    """Who leaves with the pool anyway keeps no post, except in an exchange (A-32)."""
    c = over_an_incumbent()
    c.cadres["b"]["pool"] = True
    assert c.verdict().breaches == ()


def test_a_relative_of_the_pool_is_no_obstacle() -> None:
    """Whoever is in the pool leaves: beside an empty chair nobody sits."""
    c = beside_a_relative_who_stays()
    c.cadres["z"]["pool"] = True
    assert c.verdict().breaches == ()


def test_relatives_may_change_places() -> None:
    """b's relative a leaves A just when b comes: they do not meet."""
    c = ContestCase(more={"kinship": [{"cadre_id": "a", "relative_id": "b", "relation": "spouse"}]})
    assert c.verdict().breaches == ()


def test_a_decision_is_not_heard_where_the_ranking_binds() -> None:
    """Under ``binding`` the ranking stands; a decision is a fault of the tables, not of the appointments."""
    c = against_a_decision()
    c.policy = {"contest": {"decision": "binding"}}
    assert c.verdict().breaches == ()


def test_a_decision_for_somebody_who_is_no_candidate_is_a_fault_of_the_input() -> None:
    """A decision chooses among the candidates (A-11)."""
    c = ContestCase(more={"decisions": [{"post_id": "C1", "cadre_id": "u", "reason": "工作需要"}]})
    with pytest.raises(InvalidInput) as found:
        c.verdict()
    assert [p.code for p in found.value.problems] == ["decision-not-candidate"]


@pytest.mark.parametrize(("cadre", "at"), [([0], [0, 1]), ([99], [0]), ([0], [-1])])
def test_what_is_no_list_of_appointments_is_refused(cadre: list[int], at: list[int]) -> None:
    """Columns of different length and indices out of range are errors of the caller, not breaches."""
    c = ContestCase()
    columns = np.array(cadre, dtype=np.int32), np.array(at, dtype=np.int32)
    with pytest.raises(ValueError, match=r"length|outside"):
        judge_contest(c.instance(), c.rules(), *columns)
