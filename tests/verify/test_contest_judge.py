"""What the judge makes of contests worked by hand: fates, scores, values, blocking pairs, the roster after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.campaigns import Campaign
from oracle.contest_cases import ContestCase, applies, person, post
from rengang.errors import InvalidInput
from rengang.model import Allocation, Stage
from rengang.model.contest import OBJECTIVES
from rengang.policy import resolve
from rengang.verify import verify
from rengang.verify.contest import Appointments, entries_table


def fates(c: ContestCase) -> dict[tuple[str, str], str]:
    """Fate by (person, post)."""
    return {key: row["fate"] for key, row in table(c).items()}


def table(c: ContestCase) -> dict[tuple[str, str], dict[str, Any]]:
    """The judge's entries by (person, post)."""
    instance = c.instance()
    posts = instance.tables["posts"]["post_id"]
    rows = entries_table(instance, c.rules(), c.seed).iter_rows(named=True)
    return {(instance.cadre_id(row["cadre"]), posts[row["post"]]): row for row in rows}


def codes(c: ContestCase) -> list[str]:
    """Codes of the problems that the judge meets in the tables."""
    with pytest.raises(InvalidInput) as found:
        table(c)
    return [problem.code for problem in found.value.problems]


# -- values and blocking pairs ------------------------------------------------------------------------------
def test_a_chain_of_three_is_worth_what_it_is() -> None:
    """Everybody has the only post they applied for, and every post its best: 0 blocking, 3 filled, 3, 3."""
    verdict = ContestCase().verdict()
    assert verdict.objective == tuple(zip(OBJECTIVES, (0, 3, 3, 3), strict=True))


def test_max_filled_takes_the_filled_posts_first() -> None:
    """The same values in the other order of importance."""
    names = [name for name, _ in ContestCase(policy={"contest": {"rule": "max-filled"}}).verdict().objective]
    assert names == ["contest_filled", "contest_blocking_pairs", *OBJECTIVES[2:]]


def test_an_empty_post_and_a_worse_holder_are_each_blocked_by_the_better() -> None:
    """With w at C1 and nobody else appointed, only x at C1 gains without breaking the caps."""
    c = ContestCase(appointed=[("w", "C1")])
    assert c.blocking() == [("x", "C1")]
    assert dict(c.verdict().objective)["contest_post_ranks"] == 2


def test_a_link_of_a_chain_does_not_block_alone() -> None:
    """b to A1 alone would raise A's mid-level people, and oust a: not feasible, so not blocking (TX-34)."""
    assert ContestCase(appointed=[("x", "C1")]).blocking() == []


def test_the_better_blocks_once_the_chain_behind_the_worse_is_released() -> None:
    """Under ``release`` y at A1 is blocked by b, who ranks better and holds nothing."""
    c = ContestCase(
        policy={"contest": {"incumbents": "release"}}, appointed=[("a", "B1"), ("x", "C1"), ("y", "A1")]
    )
    assert c.blocking() == [("b", "A1")]


def test_a_displaced_holder_who_cannot_return_protects_the_post() -> None:
    """a left A1 for B1 and y has A1: z, better at B1, would leave a without either post (A-32)."""
    c = ContestCase(appointed=[("a", "B1"), ("y", "A1")], policy={"contest": {"midlevel_cap": "off"}})
    c.posts["B1"]["incumbent_id"] = None
    c.applications[0] = applies("w", "A1")
    c.applications.pop()
    c.applications.append(applies("u", "C1"))
    c.marks |= {"z": 99, "w": 1}
    assert c.blocking() == [("u", "C1"), ("x", "C1")]
    c.posts["A1"]["incumbent_id"] = None
    assert c.blocking() == [("u", "C1"), ("x", "C1"), ("z", "B1")]


def test_a_move_that_mends_a_broken_list_blocks_it() -> None:
    """y at A1 ousts nobody but leaves b unappointed and B1 given away; b at A1 sets all that right."""
    c = ContestCase(appointed=[("a", "B1"), ("x", "C1"), ("y", "A1")])
    assert [b.code for b in c.verdict().breaches] == ["contest-incumbent", "contest-midlevel-cap"]
    assert c.blocking() == [("b", "A1")]


def test_a_full_establishment_lets_only_exchanges_block() -> None:
    """C is full: x may take C1 from w who came from outside, not when C1 is empty (WC-11)."""
    c = ContestCase(appointed=[])
    c.units["C"] |= {"establishment": 3, "staff": 3}
    assert c.blocking() == []
    c.units["C"]["establishment"] = 4
    c.appointed = [("w", "C1")]
    assert c.blocking() == [("x", "C1")]


@pytest.mark.parametrize("relative", ["z", "k"])
def test_nobody_blocks_into_a_unit_where_a_relative_stays(relative: str) -> None:
    """x at C1 would sit beside a relative, before or after x in the roster (DY-04)."""
    c = ContestCase(appointed=[("w", "C1")])
    c.cadres["k"] = person("k", "C")
    c.more["kinship"] = [{"cadre_id": "x", "relative_id": relative, "relation": "spouse"}]
    assert c.blocking() == []


def test_a_relative_may_be_displaced_but_not_joined() -> None:
    """x's relative w has C1: by taking it x meets nobody, since w goes home (DY-04)."""
    c = ContestCase(appointed=[("w", "C1")])
    c.more["kinship"] = [{"cadre_id": "x", "relative_id": "w", "relation": "spouse"}]
    assert c.blocking() == [("x", "C1")]


def test_nobody_blocks_against_a_decision() -> None:
    """w was decided on for C1, so x's better rank gives no claim (A-11)."""
    c = ContestCase(appointed=[("a", "B1"), ("b", "A1"), ("w", "C1")])
    c.more["decisions"] = [{"post_id": "C1", "cadre_id": "w", "reason": "结合前期初选情况"}]
    assert c.verdict().ok
    assert c.blocking() == []


def test_an_equal_wish_is_no_reason_to_move() -> None:
    """x holds C1 and ranks C2 the same: with two blank orders neither post blocks."""
    c = ContestCase(policy={"contest": {"apply": {"max": 2}}})
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications += [applies("x", "C2"), applies("u", "C2")]
    c.appointed = [("x", "C1")]
    assert c.blocking() == [("u", "C2")]
    assert table(c)["x", "C2"]["wish_rank"] == table(c)["x", "C1"]["wish_rank"] == 1


# -- registration -------------------------------------------------------------------------------------------
def test_the_latest_day_wins_and_a_blank_day_is_the_earliest() -> None:
    """Of u's three applications the one of 5 May counts (TX-19)."""
    c = ContestCase()
    c.applications += [
        applies("u", "A1"),
        applies("u", "B1", filed=date(2014, 5, 5)),
        applies("u", "C1", filed=date(2014, 5, 4)),
    ]
    found = fates(c)
    assert [found["u", p] for p in ("A1", "B1", "C1")] == ["superseded", "not_inspected", "superseded"]


def test_the_day_of_the_close_is_in_time() -> None:
    """Registration closes with the end of the day, so the day itself is included (TX-19)."""
    c = ContestCase(policy={"contest": {"apply": {"closes": date(2014, 5, 2)}}})
    c.applications[4]["filed"], c.applications[5]["filed"] = date(2014, 5, 2), date(2014, 5, 1)
    c.applications.append(applies("u", "C1", filed=date(2014, 5, 3)))
    found = fates(c)
    assert [found[who, "C1"] for who in ("x", "w", "u")] == ["candidate", "candidate", "late"]


def test_a_cancelled_post_sets_its_applicants_free_and_only_them() -> None:
    """C1 has one applicant and is cancelled; x goes to B1 in round 2, y may not switch then (TX-20, A-24)."""
    c = ContestCase(policy={"contest": {"inspection": {"rule": "all"}}})
    c.applications.remove(applies("w", "C1"))
    c.applications += [applies("x", "B1", round=2), applies("y", "B1", round=2)]
    found = fates(c)
    assert found["x", "C1"] == "cancelled"
    assert found["x", "B1"] == "candidate"
    assert found["y", "B1"] == "late"
    assert found["y", "A1"] == "candidate"


def test_a_re_application_to_a_cancelled_post_comes_to_nothing_and_uses_up_nothing() -> None:
    """x's first wish of round 2 is a post that is cancelled too; the second counts (A-24)."""
    c = ContestCase(policy={"contest": {"inspection": {"rule": "all"}}})
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications.remove(applies("w", "C1"))
    c.applications += [applies("x", "C2", round=2, order=1), applies("x", "B1", round=2, order=2)]
    found = fates(c)
    assert (found["x", "C2"], found["x", "B1"]) == ("cancelled", "candidate")


def test_nobody_re_applies_for_more_posts_than_are_free() -> None:
    """With one application a person, x's second wish of round 2 comes too late (TX-14, A-24)."""
    c = ContestCase(policy={"contest": {"inspection": {"rule": "all"}}})
    c.applications.remove(applies("w", "C1"))
    c.applications += [applies("x", "B1", round=2, order=1), applies("x", "A1", round=2, order=2)]
    c.cadres["x"]["unit_id"] = "C"
    found = fates(c)
    assert (found["x", "B1"], found["x", "A1"]) == ("candidate", "late")


def test_what_came_to_nothing_stays_so() -> None:
    """x re-applies for the cancelled C2, and once more in a round that never opens: cancelled it is (A-24)."""
    c = ContestCase()
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications.remove(applies("w", "C1"))
    c.applications += [applies("x", "C2", round=2), applies("x", "C2", round=3)]
    row = table(c)["x", "C2"]
    assert (row["fate"], row["round"], row["declared"]) == ("cancelled", 2, False)


DECLARED = {"apply": {"rounds": [[1, 2], [1, 2], [1, 1]], "max": 2, "consent": "none"}, "min_qualified": 0}


def test_the_last_declaration_counts_and_what_it_repeats_stays() -> None:
    """u declares A1 and B1, then B1 and C1: B1 and C1 count with the orders of round 2 (JL-43)."""
    c = ContestCase(policy={"contest": {**DECLARED, "inspection": {"rule": "all"}}})
    c.applications += [
        applies("u", "A1", round=1, order=1),
        applies("u", "B1", round=1, order=2),
        applies("u", "B1", round=2, order=1),
        applies("u", "C1", round=2, order=2),
    ]
    found = table(c)
    assert found["u", "A1"]["fate"] == "superseded"
    assert (found["u", "B1"]["round"], found["u", "B1"]["order"]) == (2, 1)
    assert [found["u", p]["fate"] for p in ("B1", "C1")] == ["candidate", "candidate"]
    assert [found["u", p]["wish_rank"] for p in ("B1", "C1")] == [1, 2]


def test_who_declared_a_post_can_be_recommended_to_another() -> None:
    """x is recommended to A1 undeclared; v, who declared nothing, is not (JL-51)."""
    c = ContestCase(policy={"contest": {**DECLARED, "inspection": {"rule": "all"}}})
    c.cadres["v"] = person("v", "C")
    c.more["recommendations"] = [
        {"cadre_id": who, "post_id": "A1", "group": "甲", "votes": 2, "present": 3} for who in ("v", "x")
    ]
    found = table(c)
    assert ("v", "A1") not in found
    row = found["x", "A1"]
    assert (row["declared"], row["round"], row["order"], row["fate"]) == (False, 0, 0, "candidate")
    assert row["rate"] == "2/3"


# -- qualification ------------------------------------------------------------------------------------------
def asking(*tests: dict[str, Any], c: ContestCase | None = None, **more: Any) -> ContestCase:
    """A case in which one condition is asked of everybody at every post."""
    c = c or ContestCase()
    contest = {"qualification": ["条件"], "conditions": {"条件": {"all": list(tests), **more}}}
    c.policy = {"contest": {**contest, "min_qualified": 0, "as_of": date(2014, 6, 1)}}
    return c


def unmet(c: ContestCase) -> list[str]:
    """Who misses a condition at C1, of those who applied there."""
    return [who for (who, at), row in table(c).items() if at == "C1" and row["unmet"]]


def test_the_birthday_itself_completes_the_year() -> None:
    """Under 45: born on 1 June 1969 is 45 on the reference date and too old, a day younger is not (A-33)."""
    c = asking({"test": "age", "op": "lt", "male": 45, "female": 40})
    for who in c.cadres:
        c.cadres[who] |= {"sex": "male", "birth_date": date(1980, 1, 1)}
    c.cadres["x"]["birth_date"], c.cadres["w"]["birth_date"] = date(1969, 6, 1), date(1969, 6, 2)
    assert unmet(c) == ["x"]


def test_a_missing_fact_fails_or_passes_as_the_policy_says() -> None:
    """Without a date of birth nobody is younger than 45 under ``reject``; under ``pass`` everybody is (A-20)."""
    c = asking({"test": "age", "op": "lt", "male": 45, "female": 40})
    assert unmet(c) == ["w", "x"]
    c.policy["contest"]["missing"] = "pass"
    assert unmet(c) == []


def test_a_sanction_bars_until_its_years_are_over() -> None:
    """Two years: of 1 June 2012 it is over on 1 June 2014, of 2 June it is not; without a date it bars (WC-05)."""
    c = asking({"test": "discipline", "barred": ["警告"], "within_years": 2})
    c.cadres["x"] |= {"discipline": "党内警告", "discipline_date": date(2012, 6, 1)}
    c.cadres["w"] |= {"discipline": "党内警告", "discipline_date": date(2012, 6, 2)}
    assert unmet(c) == ["w"]
    c.cadres["x"]["discipline_date"], c.cadres["w"]["discipline"] = None, "诫勉"
    assert unmet(c) == ["x"]


def test_the_last_appraisals_are_those_of_the_years_before() -> None:
    """On 1 June 2014 the last two are 2013 and 2012; without a reference date the latest in the table (KF-03)."""
    c = asking({"test": "appraisals", "last": 2})
    c.more["appraisals"] = [
        {"cadre_id": who, "year": year, "grade": grade}
        for who, year, grade in (
            ("x", 2013, "competent"),
            ("x", 2012, "excellent"),
            ("x", 2011, "basic"),
            ("w", 2014, "competent"),
            ("w", 2013, "competent"),
        )
    ]
    assert unmet(c) == ["w"]
    del c.policy["contest"]["as_of"]
    assert unmet(c) == ["x"]


def test_the_longest_word_of_a_degree_is_its_step() -> None:
    """大学专科 is 专科, 大学本科 is 本科, and 研究生 is above both (KF-05)."""
    c = asking({"test": "education", "at_least": "本科"})
    c.cadres["x"]["education"], c.cadres["w"]["education"] = "大学专科", "大学本科"
    assert unmet(c) == ["x"]
    c.cadres["x"]["education"] = "在职研究生"
    assert unmet(c) == []


def test_only_a_default_is_waived_and_only_where_the_waiver_says() -> None:
    """x's waiver lets the default hold, w's names another post, and a must is never waived."""
    c = asking({"test": "one_of", "column": "politics", "values": ["中共党员"]}, modality="default")
    c.more["waivers"] = [
        {"cadre_id": "x", "condition": "条件", "reason": "特殊专业"},
        {"cadre_id": "w", "condition": "条件", "post_id": "A1", "reason": "特殊专业"},
    ]
    assert unmet(c) == ["w"]
    c.policy["contest"]["conditions"]["条件"]["modality"] = "must"
    assert unmet(c) == ["w", "x"]


def test_a_condition_of_promotion_is_not_asked_of_a_lateral_move() -> None:
    """x is staff and a deputy post promotes; a deputy moves on the same level (A-32)."""
    c = asking({"test": "tenure", "since": "rank_since", "years": 2}, applies="promotion")
    missed = [pair for pair, row in table(c).items() if row["unmet"]]
    assert missed == [("y", "A1"), ("z", "B1")]


def test_shares_are_exact_fractions() -> None:
    """A third of the votes is not less than a third: 3 of 9 fails, 3 of 10 passes (JL-25)."""
    c = asking({"test": "share", "item": "不满意", "op": "lt", "share": "1/3"})
    c.more["ratings"] = [
        {"cadre_id": who, "item": "不满意", "votes": 3, "present": 9 if who == "x" else 10}
        for who in c.cadres
    ]
    assert unmet(c) == ["x"]


def test_every_missed_condition_is_listed() -> None:
    """u misses the establishment type, the policy's condition and the post's own."""
    c = asking({"test": "one_of", "column": "politics", "values": ["中共党员"]})
    c.policy["contest"]["conditions"]["本科"] = {"all": [{"test": "education", "at_least": "本科"}]}
    c.posts["C1"] |= {"condition": "本科", "establishment_type": "行政"}
    c.cadres["w"]["establishment_type"] = "事业"
    assert table(c)["w", "C1"]["unmet"] == ["contest_establishment_type", "条件", "本科"]


# -- scores and order ---------------------------------------------------------------------------------------
def scored(who: str, panel: str, *marks: float, at: str = "C1") -> list[dict[str, Any]]:
    """A panel's marks for one person."""
    return [
        {"post_id": at, "cadre_id": who, "panel": panel, "judge": f"{n}", "score": Decimal(str(mark))}
        for n, mark in enumerate(marks)
    ]


def test_two_panels_are_trimmed_and_weighed() -> None:
    """Leaders 80…86 without 80 and 86 give 83, the mass 70, 90, 95 give 90: 0.7·83 + 0.3·90 = 85.1 (TX-26, 27)."""
    c = ContestCase(appointed=[("x", "C1")])
    c.policy = {"contest": {**resolve().model_dump(mode="json")["contest"], "post_order": ["score"]}}
    c.policy["contest"]["inspection"]["rule"] = "all"
    c.more["scores"] = [
        *scored("x", "领导评委", 80, 81, 82, 83, 84, 85, 86),
        *scored("x", "群众评委", 70, 90, 95),
        *scored("w", "领导评委", *[Decimal("79.5")] * 7),
        *scored("w", "群众评委", *[Decimal("79.5")] * 3),
    ]
    found = table(c)
    assert Fraction(found["x", "C1"]["score"]) == Fraction("85.1")
    assert Fraction(found["w", "C1"]["score"]) == Fraction("79.5")
    assert found["b", "A1"]["fate"] == "unscored"
    assert c.verdict().objective == tuple(zip(OBJECTIVES, (0, 1, 1, 1), strict=True))


def test_high_and_low_marks_are_dropped_apart() -> None:
    """Two highest and no lowest of 60, 70, 90, 95 leave 65; the other way round 92.5 (A-16)."""
    node = {"kind": "panel", "panel": "评委", "judges_min": 3, "drop_high": 2, "drop_low": 0}
    c = ContestCase(policy={"contest": {"scores": {"演讲": node}, "total": "演讲"}})
    c.more["scores"] = [*scored("x", "评委", 60, 70, 90, 95), *scored("w", "评委", 80, 81, 82, 83)]
    assert table(c)["x", "C1"]["score"] == "65"
    node |= {"drop_high": 0, "drop_low": 2}
    assert table(c)["x", "C1"]["score"] == "185/2"


def test_the_least_score_itself_is_enough() -> None:
    """x has 92 of 92, w 82: who has the least score is inspected (A-10)."""
    c = ContestCase(policy={"contest": {"inspection": {"min_score": "92"}}})
    found = fates(c)
    assert (found["x", "C1"], found["w", "C1"]) == ("candidate", "not_inspected")


def test_a_broken_ratio_is_rounded_up() -> None:
    """One and a half per place are two (TX-28, A-08)."""
    c = ContestCase(policy={"contest": {"inspection": {"ratio": "3/2"}}})
    c.applications.append(applies("u", "C1"))
    found = fates(c)
    assert [found[who, "C1"] for who in ("x", "w", "u")] == ["candidate", "candidate", "not_inspected"]


def test_nothing_is_reckoned_while_nobody_is_scored() -> None:
    """Without a single mark there are no candidates and no objectives yet."""
    c = ContestCase(policy={"contest": {**resolve().model_dump(mode="json")["contest"]}}, appointed=[])
    verdict = c.verdict()
    assert verdict.objective == ()
    assert verdict.candidates == ()


@pytest.mark.parametrize(
    ("mode", "expected"), [("half_up", "82.13"), ("half_even", "82.12"), ("down", "82.12")]
)
def test_half_a_hundredth_goes_where_the_policy_says(mode: str, expected: str) -> None:
    """82.125 with two places (A-03)."""
    c = ContestCase(policy={"contest": {"rounding": {"decimals": 2, "mode": mode}}})
    c.marks["x"] = Decimal("82.125")
    assert Fraction(table(c)["x", "C1"]["score"]) == Fraction(expected)


def test_rounding_every_step_differs_from_rounding_the_end() -> None:
    """The mean of 81.1 and 81.8, whole points: 81 and 82 make 81.5, so 82; rounded once, 81.45 is 81 (A-03)."""
    nodes = {
        "甲": {"kind": "paper", "paper": "笔试"},
        "乙": {"kind": "bonus", "points": {}, "otherwise": "81.8"},
        "总": {"kind": "sum", "terms": {"甲": "50%", "乙": "50%"}},
    }
    c = ContestCase(policy={"contest": {"scores": nodes, "total": "总", "rounding": {"decimals": 0}}})
    c.marks |= {"x": Decimal("81.1"), "w": 60, "y": 60, "z": 60}
    assert table(c)["x", "C1"]["score"] == "82"
    c.policy["contest"]["rounding"]["stage"] = "final"
    assert table(c)["x", "C1"]["score"] == "81"


GROUPS = {"局领导": "35%", "行政": "40%", "事业": "15%", "县局": "10%"}


@pytest.mark.parametrize(("empty", "expected"), [("renormalise", "54.5"), ("zero", "54.5")])
def test_the_recommendation_is_weighed_by_groups(empty: str, expected: str) -> None:
    """6/10, 10/20, 4/10, 3/4 by 35, 40, 15, 10: 21 + 20 + 6 + 7.5 = 54.5 points; pooled 23/44 (JL-52, JL-55)."""
    c = recommended({"局领导": (6, 10), "行政": (10, 20), "事业": (4, 10), "县局": (3, 4)}, empty)
    row = table(c)["x", "C1"]
    assert Fraction(row["score"]) == Fraction(expected)
    assert Fraction(row["rate"]) == Fraction(23, 44)


@pytest.mark.parametrize(("empty", "expected"), [("renormalise", Fraction(47, 90) * 100), ("zero", 47)])
def test_an_empty_group_counts_nothing_or_scales_the_others_up(empty: str, expected: Any) -> None:
    """Without the county bureaus 47 of 90 points are left (A-26)."""
    c = recommended({"局领导": (6, 10), "行政": (10, 20), "事业": (4, 10), "县局": (0, 0)}, empty)
    assert Fraction(table(c)["x", "C1"]["score"]) == expected


def recommended(votes: dict[str, tuple[int, int]], empty: str) -> ContestCase:
    """x is recommended to C1 by the groups' votes of those present, w by everybody."""
    node = {"kind": "group_vote", "weights": GROUPS, "gate": "1/3", "empty": empty}
    c = ContestCase(policy={"contest": {"scores": {"推荐": node}, "total": "推荐"}})
    c.more["recommendations"] = [
        {"cadre_id": who, "post_id": "C1", "group": group, "votes": n, "present": m}
        for who, groups in (("x", votes), ("w", dict.fromkeys(GROUPS, (1, 1))))
        for group, (n, m) in groups.items()
    ]
    return c


def test_a_third_of_those_present_is_enough() -> None:
    """4 of 12 passes the gate, 4 of 13 is barred (JL-53, JL-54)."""
    assert fates(recommended({"行政": (4, 12)}, "zero"))["x", "C1"] == "candidate"
    assert fates(recommended({"行政": (4, 13)}, "zero"))["x", "C1"] == "barred"


def test_a_speech_at_one_post_serves_for_the_other() -> None:
    """x spoke for C2, the second wish; C1 takes these marks."""
    c = ContestCase()
    c.policy = {"contest": {"scores": {"演讲": {"kind": "panel", "panel": "评委"}}, "total": "演讲"}}
    c.policy["contest"] |= {"apply": {"max": 2}}
    c.posts["C2"] = post("C2", "C", "staff")
    c.applications += [applies("x", "C2", order=2), applies("u", "C2")]
    c.more["scores"] = [
        *scored("x", "评委", 88, at="C2"),
        *scored("u", "评委", 77, at="C2"),
        *scored("w", "评委", 66),
    ]
    assert table(c)["x", "C1"]["score"] == "88"


def test_of_two_speeches_the_one_for_the_first_wish_serves_elsewhere() -> None:
    """x spoke for C3 (second wish) and for C2 (no order given): C1 takes the marks of C3."""
    c = ContestCase()
    c.policy = {"contest": {"scores": {"演讲": {"kind": "panel", "panel": "评委"}}, "total": "演讲"}}
    c.policy["contest"] |= {"apply": {"max": 3}, "min_qualified": 0}
    c.posts |= {label: post(label, "C", "staff") for label in ("C2", "C3")}
    c.applications += [applies("x", "C2"), applies("x", "C3", order=2)]
    c.more["scores"] = [
        *scored("x", "评委", 70, at="C2"),
        *scored("x", "评委", 88, at="C3"),
        *scored("w", "评委", 66),
    ]
    assert table(c)["x", "C1"]["score"] == "88"


def test_a_missing_mark_is_an_error_that_names_the_person() -> None:
    """Under ``error`` a candidate without a mark is named with post and id (TX-27)."""
    c = ContestCase()
    c.marks["x"] = None
    with pytest.raises(InvalidInput) as found:
        table(c)
    assert [(p.code, p.table, p.value) for p in found.value.problems] == [
        ("score-missing", "竞岗报名", "C1, x")
    ]


def test_a_tie_is_open_until_the_policy_draws_lots() -> None:
    """Two equal scores are an error; with ``lot`` the sha256 of seed, post and person decides, seed by seed."""
    c = ContestCase()
    c.marks["w"] = c.marks["x"]
    assert codes(c) == ["tie-open"]
    c.policy = {"contest": {"post_order": ["score", "lot"]}}
    firsts = set()
    for c.seed in range(8):
        firsts |= {who for (who, at), row in table(c).items() if at == "C1" and row["post_rank"] == 1}
    assert firsts == {"w", "x"}


def test_the_shortlist_needs_ranks_only_where_it_cuts() -> None:
    """Three applicants and a cap of two: a blank rank is an error, with three places it is not (TX-22)."""
    c = ContestCase(policy={"contest": {"shortlist_cap": 2}})
    c.applications.append(applies("u", "C1"))
    assert codes(c) == ["prelim-missing"] * 3
    c.policy["contest"]["shortlist_cap"] = 3
    assert fates(c)["u", "C1"] == "not_inspected"


def test_the_cap_may_count_the_registered() -> None:
    """u is first of three and not qualified: of two places one is left for w, and x goes without (A-23)."""
    c = ContestCase()
    c.applications[4]["prelim_rank"], c.applications[5]["prelim_rank"] = 3, 2
    c.applications.append(applies("u", "C1", prelim_rank=1))
    c.policy = {"contest": {"shortlist_cap": 2, "shortlist_base": "registered"}}
    c.posts["C1"]["establishment_type"] = "行政"
    c.cadres["u"]["establishment_type"] = "事业"
    found = fates(c)
    assert [found[who, "C1"] for who in ("x", "w", "u")] == ["not_shortlisted", "candidate", "unqualified"]
    c.policy["contest"]["shortlist_base"] = "qualified"
    assert fates(c)["x", "C1"] == "candidate"


def ballot(who: str, votes: int, present: int, members: int | None = None) -> dict[str, Any]:
    """A row of the vote at C1."""
    return {"post_id": "C1", "cadre_id": who, "votes": votes, "present": present, "members": members}


@pytest.mark.parametrize(
    ("present", "members", "expected"),
    [
        (6, 9, ("not_elected", "candidate")),  # 4 of 6 are more than half, and 6 of 9 are two thirds
        (6, 10, ("not_elected", "not_elected")),  # no quorum
        (8, 9, ("not_elected", "not_elected")),  # 4 of 8 are not more than half
        (6, None, ("not_elected", "candidate")),  # the quorum cannot be checked
    ],
)
def test_a_vote_needs_quorum_and_majority(
    present: int, members: int | None, expected: tuple[str, str]
) -> None:
    """w gets 4 votes, x, who scored better, 2 (TX-29, A-09)."""
    c = ContestCase(more={"votes": [ballot("x", 2, present, members), ballot("w", 4, present, members)]})
    found = fates(c)
    assert (found["x", "C1"], found["w", "C1"]) == expected


def test_votes_go_before_scores() -> None:
    """Without a majority rule both stay, and w's votes rank before x's score (TX-29)."""
    c = ContestCase(policy={"contest": {"vote": {"majority": "0", "majority_op": "ge"}}})
    c.more["votes"] = [ballot("x", 2, 6), ballot("w", 4, 6)]
    found = table(c)
    assert [found[who, "C1"]["post_rank"] for who in ("w", "x")] == [1, 2]


def test_only_inspection_candidates_are_voted_on() -> None:
    """u, who is no candidate for C1, in the table of votes is a fault of the input (TX-29)."""
    assert codes(ContestCase(more={"votes": [ballot("u", 4, 6)]})) == ["vote-not-candidate"]


# -- the roster after ---------------------------------------------------------------------------------------
def row(instance: Any, name: str, key: str, label: str) -> dict[str, Any]:
    """One row of a table by its label."""
    found: dict[str, Any] = instance.tables[name].filter(pl.col(key) == label).row(0, named=True)
    return found


def test_the_appointed_are_where_their_posts_are() -> None:
    """a, b and x change unit, post, section and level, and leave the pool; nobody else changes (TX-05)."""
    c = ContestCase()
    c.posts["C1"]["section_id"] = "s"
    c.cadres["x"] |= {"pool": True, "section_id": "old"}
    after = c.after()
    x, a = row(after, "cadres", "cadre_id", "x"), row(after, "cadres", "cadre_id", "a")
    changed = ("unit_id", "section_id", "post_id", "level", "pool")
    assert [x[name] for name in changed] == ["C", "s", "C1", "staff", False]
    assert [a[name] for name in changed] == ["B", None, "B1", "deputy", False]
    holders = dict(after.tables["posts"].select("post_id", "incumbent_id").iter_rows())
    assert holders == {"A1": "b", "B1": "a", "C1": "x"}
    rest = pl.col("cadre_id").is_in(["w", "y", "z", "u"])
    assert after.cadres.filter(rest).equals(c.instance().cadres.filter(rest))


def test_a_post_that_its_holder_leaves_is_vacant_unless_filled() -> None:
    """a goes to B1, A1 stays empty; a post without a level leaves the winner's own."""
    c = ContestCase(appointed=[("a", "B1")])
    c.posts["B1"] |= {"incumbent_id": None, "level": None}
    after = c.after()
    assert row(after, "posts", "post_id", "A1")["incumbent_id"] is None
    assert row(after, "cadres", "cadre_id", "a")["level"] == "deputy"


def test_headcounts_and_vacancies_follow_the_moves() -> None:
    """Only x changes the headcounts: A loses one, C gains one; blanks stay blank (TX-05)."""
    c = ContestCase(policy={"contest": {"vacancies": "headcount"}})
    c.units["A"] |= {"staff": 7, "vacancies": 1, "mid_staff": 3}
    c.units["C"] |= {"staff": 5, "vacancies": 0}
    after = c.after()
    shown = {
        u: [row(after, "units", "unit_id", u)[n] for n in ("staff", "vacancies", "mid_staff")] for u in "ABC"
    }
    assert shown == {"A": [6, 2, 3], "B": [None, None, None], "C": [6, 0, None]}
    c.policy = {"contest": {"vacancies": "as_published"}}
    assert row(c.after(), "units", "unit_id", "A")["vacancies"] == 1


def test_who_steps_down_and_wins_nothing_is_staff() -> None:
    """Under ``release`` a and b lose their posts; y has A1, B1 is vacant, and both counts know it (JL-02)."""
    c = ContestCase(policy={"contest": {"incumbents": "release"}}, appointed=[("y", "A1")])
    c.units["A"]["mid_staff"] = c.units["B"]["mid_staff"] = 2
    after = c.after()
    b = row(after, "cadres", "cadre_id", "b")
    assert (b["post_id"], b["level"], b["unit_id"]) == (None, "staff", "B")
    holders = dict(after.tables["posts"].select("post_id", "incumbent_id").iter_rows())
    assert holders == {"A1": "y", "B1": None, "C1": None}
    assert [row(after, "units", "unit_id", u)["mid_staff"] for u in "AB"] == [2, 1]
    assert row(after, "cadres", "cadre_id", "y")["level"] == "deputy"


def test_a_displaced_holder_no_longer_names_the_post() -> None:
    """b of the pool does not hold on: z has B1, and b's row no longer points to it."""
    c = ContestCase(appointed=[("z", "B1")], policy={"contest": {"midlevel_cap": "off"}})
    c.cadres["b"]["pool"] = True
    b = row(c.after(), "cadres", "cadre_id", "b")
    assert (b["post_id"], b["level"], b["pool"]) == (None, "deputy", True)


def test_the_wishes_of_the_appointed_are_gone() -> None:
    """x's intent, nomination and section intent go; w's stay (TX-05)."""
    c = ContestCase()
    c.more |= {
        "intents": [{"cadre_id": who, "order": 1, "unit_id": "C"} for who in "wx"],
        "nominations": [{"unit_id": "C", "rank": n, "cadre_id": who} for n, who in ((1, "x"), (2, "w"))],
        "section_intents": [{"cadre_id": who, "order": 1, "section_id": "s"} for who in "wx"],
    }
    after = c.after()
    for name in ("intents", "nominations", "section_intents"):
        assert after.tables[name]["cadre_id"].to_list() == ["w"]


# -- the whole campaign -------------------------------------------------------------------------------------
def test_the_selection_is_judged_on_the_roster_that_the_contest_leaves() -> None:
    """x of the pool wins C1: the allocation of the others is whole without x, and not with x (TX-05)."""
    c = ContestCase()
    c.cadres["x"]["pool"] = c.cadres["u"]["pool"] = True
    instance, policy, listed = c.instance(), c.rules(), c.appointments()
    zero = np.zeros(1, dtype=np.int32)
    rest = Allocation(
        np.array([instance.cadre_index["u"]], dtype=np.int32), zero - 1, (Stage.UNPLACED,), zero, zero
    )
    verdict = verify(instance, policy, rest, contest=listed)
    assert verdict.ok
    assert verdict.contest is not None
    assert verdict.contest.objective == c.verdict().objective
    assert [b.code for b in verify(instance, policy, rest).breaches] == ["missing"]


def test_without_an_allocation_only_the_contest_is_judged() -> None:
    """The two-way fields are empty, and the contest's breaches are the campaign's."""
    c = ContestCase(appointed=[("w", "C1"), ("x", "C1")])
    verdict = verify(c.instance(), c.rules(), None, contest=c.appointments())
    assert [b.code for b in verdict.breaches] == ["contest-post-twice"]
    assert (verdict.objective, verdict.directed_placed, verdict.sections) == ((), None, None)
    assert len(verdict.blocking_cadre) == len(verdict.blocking_unit) == verdict.justified_envy == 0


def test_a_campaign_without_a_contest_has_no_verdict_on_one() -> None:
    """Nothing changes for those who only select; an empty list of appointments is a contest all the same."""
    c = Campaign()
    assert c.verdict().contest is None
    none = np.zeros(0, dtype=np.int32)
    held = verify(c.instance(), resolve(c.policy), c.allocation(), contest=Appointments(none, none)).contest
    assert held is not None
    assert held.objective == ()
