"""Scores: the regulations' numbers worked by hand, and the calculus against a plain recomputation."""

from __future__ import annotations

import random
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.small_contests import contest, entries, instance, marks
from rengang.model import Fate
from rengang.policy import resolve
from rengang.procedures.contest.scores.rounding import rounded
from rengang.procedures.contest.scores.scoring import evaluate, person_scores

JL = resolve({"extends": "bureau-rotation"})
PAPERS = {"行政职业能力测验": "71.5", "申论": "68", "公共基础知识": "80"}
RATINGS = {"德": "92.5", "能": "88", "勤": "90", "绩": "85.2", "廉": "95"}
GROUPS = {"局领导": (5, 7), "行政编制人员": (20, 30), "事业单位负责人": (6, 8), "县局长": (4, 9)}
SPEECH = [95, 80, 95, 90, 80, 88, 95, 86, 80]


def bureau(papers=PAPERS, groups=GROUPS, grades=("excellent", "competent", "competent"), speech=SPEECH):
    """One person at one post of a bureau with every kind of mark that JL-21…56 asks for."""
    return instance(
        cadres=[("C", "U", "正科虚职")],
        scores=marks("P", "C", "演讲评委", speech),
        exams=[("C", paper, mark) for paper, mark in papers.items()],
        ratings=[("C", item, mark) for item, mark in RATINGS.items()],
        appraisals=[("C", 2013 - k, grade) for k, grade in enumerate(grades)],
        recommendations=[("C", "P", group, votes, present) for group, (votes, present) in groups.items()],
    )


def scored(inst, policy=JL, pairs=(("C", "P"),)):
    return evaluate(inst, policy, entries(inst, pairs))


def value(found, node):
    """The node's value for the only row, as a decimal text."""
    return str(Decimal(found.nodes[node][0].numerator) / Decimal(found.nodes[node][0].denominator))


def leaders_and_masses(leaders, masses):
    return instance(scores=[*marks("P", "C", "领导评委", leaders), *marks("P", "C", "群众评委", masses)])


def test_tongxiang_panels_of_seven() -> None:
    """TX-24…27: each panel loses one highest and one lowest mark; 70% and 30% of the means add up."""
    inst = leaders_and_masses([90, 88, 85, 92, 95, 87, 91], [80, 82, 84, 86, 88, 78, 90])
    found = scored(inst, contest())
    # leaders: without 95 and 85: 90+88+92+87+91 = 448; 448/5 = 89.6
    # masses: without 90 and 78: 80+82+84+86+88 = 420; 420/5 = 84
    # 89.6·70% + 84·30% = 62.72 + 25.2 = 87.92
    assert value(found, "领导评委") == "89.6"
    assert value(found, "群众评委") == "84"
    assert found.total == [Fraction("87.92")]


def test_tongxiang_keeps_thirds_exact() -> None:
    """TX-27 gives no places, so a mean of 244/3 is not rounded and 30% of it is exactly 24.4."""
    inst = leaders_and_masses([90, 88, 85, 92, 95, 87, 91], [80, 81, 83, 90, 70])
    found = scored(inst, contest())
    # masses: without 90 and 70: 80+81+83 = 244; 244/3. 62.72 + 24.4 = 87.12
    assert found.nodes["群众评委"] == [Fraction(244, 3)]
    assert found.total == [Fraction("87.12")]


def test_exam_weights() -> None:
    """JL-21: 30% aptitude, 50% essay, 20% general knowledge."""
    # 71.5·30% + 68·50% + 80·20% = 21.45 + 34 + 16 = 71.45
    assert value(scored(bureau()), "考试") == "71.45"


def test_rating_weights() -> None:
    """JL-28: 德 30%, 能 15%, 勤 10%, 绩 25%, 廉 20%."""
    # 92.5·30% + 88·15% + 90·10% + 85.2·25% + 95·20% = 27.75 + 13.2 + 9 + 21.3 + 19 = 90.25
    assert value(scored(bureau()), "民主测评") == "90.25"


def test_base_of_exam_rating_and_appraisals() -> None:
    """JL-40, JL-29: 10% exam, 30% rating, 60% mean of three appraisals, each step to three places."""
    found = scored(bureau())
    # appraisals: (100 + 90 + 90) / 3 = 93.333…, to three places 93.333
    # 71.45·10% + 90.25·30% + 93.333·60% = 7.145 + 27.075 + 55.9998 = 90.2198, to three places 90.220
    assert value(found, "年度考核") == "93.333"
    assert value(found, "初评") == "90.22"


@pytest.mark.parametrize(
    ("rank", "points"), [("正科实职", 4), ("正科虚职", 2), ("副科实职", 1), ("副科虚职", 0), (None, 0)]
)
def test_bonus_by_rank(rank, points) -> None:
    """JL-41: 4, 2, 1, 0 by rank; a blank rank gets none."""
    inst = instance(cadres=[("C", "U", rank)], posts=[("P", "U")])
    assert scored(inst).nodes["职级加分"] == [points]


def test_speech_drops_two_and_two_of_tied_extremes() -> None:
    """JL-45, A-16: of three marks of 95 and three of 80, one each stays."""
    # 95 95 95 90 88 86 80 80 80: without two 95 and two 80: 95+90+88+86+80 = 439; 439/5 = 87.8
    assert value(scored(bureau()), "竞岗演讲") == "87.8"


def test_recommendation_weighs_the_rates_of_the_groups() -> None:
    """JL-55: 35%, 40%, 15%, 10% of the rates within the groups, from a hundred points."""
    # 35%·5/7 = 0.25; 40%·20/30 = 4/15; 15%·6/8 = 0.1125; 10%·4/9 = 2/45
    # 0.25 + 0.1125 + 4/15 + 2/45 = 0.3625 + 14/45 = 261/720 + 224/720 = 485/720; ·100 = 67.361…
    found = scored(bureau())
    assert value(found, "定岗推荐") == "67.361"
    assert found.rate == [Fraction(35, 54)]  # 5+20+6+4 of 7+30+8+9


def test_composite() -> None:
    """JL-56: 30% of base and bonus, 10% speech, 60% recommendation."""
    found = scored(bureau())
    # 90.220 + 2 = 92.220; 92.220·30% + 87.8·10% + 67.361·60% = 27.666 + 8.78 + 40.4166 = 76.8626 → 76.863
    assert value(found, "考评量化") == "92.22"
    assert found.total == [Fraction("76.863")]
    assert found.missing == [()]


def test_gate_is_met_at_exactly_a_third() -> None:
    """JL-53, JL-54: 18 of 54 present is enough, 17 is not; 0.333 would have barred the first."""
    third = {"局领导": (3, 7), "行政编制人员": (10, 30), "事业单位负责人": (2, 8), "县局长": (3, 9)}
    less = {**third, "县局长": (2, 9)}
    assert scored(bureau(groups=third)).rate == [Fraction(1, 3)]
    assert scored(bureau(groups=third)).barred.tolist() == [False]
    assert scored(bureau(groups=less)).barred.tolist() == [True]


def test_gate_pools_the_groups() -> None:
    """A-26: the gate takes all votes of all present, not the weighted rates: here 18/54 against 29.6 points."""
    groups = {"局领导": (0, 7), "行政编制人员": (18, 30), "事业单位负责人": (0, 8), "县局长": (0, 9)}
    found = scored(bureau(groups=groups))
    assert found.barred.tolist() == [False]
    assert value(found, "定岗推荐") == "24"  # 100 · 40% · 18/30


@pytest.mark.parametrize(("empty", "points"), [("renormalise", "62.278"), ("zero", "52.937")])
def test_group_without_voters(empty, points) -> None:
    """JL-55: a group that nobody came of counts 0, or the weights of the others are scaled up."""
    node = {
        "kind": "group_vote",
        "weights": {"局领导": "50%", "行政编制人员": "15%", "事业单位负责人": "15%", "县局长": "20%"},
        "empty": empty,
    }
    groups = {"局领导": (5, 7), "行政编制人员": (0, 0), "事业单位负责人": (8, 8), "县局长": (1, 9)}
    policy = contest(scores={"推荐": node}, total="推荐", rounding={"decimals": 3})
    found = scored(bureau(groups=groups), policy)
    # 50%·5/7 + 15%·8/8 + 20%·1/9 = 5/14 + 3/20 + 1/45 = (450 + 189 + 28)/1260 = 667/1260; ·100 = 52.9365…
    # the weights of those who came add to 85%: 52.9365… / 0.85 = 62.2782…
    assert value(found, "推荐") == points


def test_no_recommendation_at_all_is_rate_zero() -> None:
    """JL-53: nobody's votes are a rate of 0, which misses the gate."""
    found = scored(bureau(groups={}))
    assert (found.rate, found.barred.tolist(), found.recommended.tolist()) == ([0], [True], [False])


def test_rounding_every_step_differs_from_rounding_the_total() -> None:
    """A-03: three places at every step give 92.221, three places at the end 92.220."""
    papers = {**PAPERS, "行政职业能力测验": "71.51"}  # exam: 21.453 + 34 + 16 = 71.453
    inst = bureau(papers=papers, grades=("excellent", "excellent", "competent"))
    # every: 290/3 → 96.667; 7.1453 + 27.075 + 96.667·60% = 7.1453 + 27.075 + 58.0002 = 92.2205 → 92.221
    # final: 7.1453 + 27.075 + 58 = 92.2203 → 92.220
    for stage, expected in (("every", "92.221"), ("final", "92.220")):
        policy = contest("bureau-rotation", total="初评", rounding={"stage": stage})
        assert scored(inst, policy).total == [Fraction(expected)]


def test_five_to_seven_judges_without_trimming() -> None:
    """XX-36: where nothing is dropped, five and seven judges alike give the plain mean."""
    nodes = {"演讲": {"kind": "panel", "panel": "评委", "judges_min": 5, "judges_max": 7}}
    policy = contest(scores=nodes, total="演讲")
    for given_marks, expected in (([80, 85, 90, 70, 75], "80"), ([80, 85, 90, 70, 75, 99, 61], "80")):
        inst = instance(scores=marks("P", "C", "评委", given_marks))
        assert scored(inst, policy).total == [Fraction(expected)]


def test_one_speech_counts_for_every_post() -> None:
    """JL-45: marks given at the first wish count at the other post; marks at a post itself come first."""
    inst = instance(
        scores=[*marks("P1", "C", "评委", [70]), *marks("P2", "C", "评委", [90]), *marks("P3", "D", "评委", [60])],
        posts=[(post, "U") for post in ("P1", "P2", "P3")],
    )  # fmt: skip
    policy = contest(scores={"演讲": {"kind": "panel", "panel": "评委"}}, total="演讲")
    asked = entries(
        inst,
        [
            ("C", "P1", {"order": 3, "fate": Fate.SUPERSEDED}),
            ("C", "P2", {"order": 2, "fate": Fate.CANCELLED}),
            ("C", "P3", {"order": 0, "declared": False}),
            ("D", "P1", {"order": 1}),
            ("D", "P3", {"order": 2}),
        ],
    )
    assert evaluate(inst, policy, asked).total == [90, 60, 60]
    every = evaluate(inst, policy, asked, np.arange(5, dtype=np.int32))
    assert every.total == [70, 90, 90, 60, 60]


def test_blank_order_of_wish_comes_last_for_the_speech() -> None:
    """JL-45: a recommended post (order 0) lends its marks only when no declared post has some."""
    inst = instance(
        scores=[*marks("P1", "C", "评委", [70]), *marks("P2", "C", "评委", [90])],
        posts=[(post, "U") for post in ("P1", "P2", "P3")],
    )
    policy = contest(scores={"演讲": {"kind": "panel", "panel": "评委"}}, total="演讲")
    asked = entries(
        inst, [("C", "P1", {"declared": False}), ("C", "P2", {"order": 2}), ("C", "P3", {"order": 1})]
    )
    assert evaluate(inst, policy, asked).total == [70, 90, 90]


def test_what_is_missing_is_named() -> None:
    """TX-27, A-16: a panel without enough marks is missing, and so is what is made of it."""
    inst = leaders_and_masses([90, 88, 85], [80, 82])
    found = scored(inst, contest())
    assert (found.missing, found.total) == ([("群众评委",)], [None])
    assert found.nodes["领导评委"] == [88]


def test_inputs_that_the_total_does_not_need_are_not_missed() -> None:
    """JL-56: a score that stands beside the total may lack its inputs."""
    nodes = {"甲": {"kind": "paper", "paper": "甲"}, "乙": {"kind": "paper", "paper": "乙"}}
    inst = instance(exams=[("C", "甲", 80)], posts=[("P", "U")])
    found = scored(inst, contest(scores=nodes, total="甲"))
    assert (found.missing, found.nodes["乙"], found.total) == ([()], [None], [80])


def test_rating_by_votes() -> None:
    """JL-28: without a score, votes of those present make one: full · votes / present."""
    nodes = {"满意": {"kind": "rating", "item": "满意", "full": 50}}
    rows = [
        ("A", "满意", None, 20, 30),
        ("B", "满意", "41.5", 20, 30),
        ("C", "满意", None, 20, 0),
        ("D", "满意"),
    ]
    inst = instance(ratings=rows, posts=[("P", "U")])
    found = scored(inst, contest(scores=nodes, total="满意"), [(who, "P") for who in "ABCD"])
    assert found.total == [Fraction(100, 3), Fraction("41.5"), None, None]


@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2014, 6, 1), Fraction(280, 3)), (None, 80), (date(2013, 6, 1), None)]
)
def test_years_of_the_appraisals(as_of, expected) -> None:
    """JL-40, A-27: the years before the date of reference; without one, up to the latest of the whole table."""
    node = {"kind": "appraisal", "last": 3, "points": {"excellent": 100, "competent": 90, "basic": 50}}
    grades = {2011: "competent", 2012: "excellent", 2013: "competent", 2014: "basic"}
    inst = instance(appraisals=[("C", year, grade) for year, grade in grades.items()], posts=[("P", "U")])
    keys = {"scores": {"考核": node}, "total": "考核"}
    policy = contest(**keys, as_of=as_of) if as_of else contest(**keys)
    # 2014: 2011, 2012, 2013: (90 + 100 + 90)/3 = 280/3; no date: 2012–2014: (100 + 90 + 50)/3 = 80
    assert scored(inst, policy).total == [expected]


def test_grade_without_points_is_missing() -> None:
    """A-27: a grade that the policy gives no points is not counted as nothing."""
    node = {"kind": "appraisal", "last": 1, "points": {"excellent": 100}}
    inst = instance(appraisals=[("C", 2013, "basic")], posts=[("P", "U")])
    assert scored(inst, contest(scores={"考核": node}, total="考核")).missing == [("考核",)]


def test_person_scores_need_no_post() -> None:
    """FG-19: exam, ratings, appraisals and bonus rank people for the sections, where there is no post."""
    inst = bureau()
    assert person_scores(inst, JL, "考评量化", np.array([0, 0], dtype=np.int32)) == [Fraction("92.22")] * 2
    with pytest.raises(ValueError, match="综合考评"):
        person_scores(inst, JL, "综合考评", np.array([0], dtype=np.int32))


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["0.13", "0.14", "-0.13", "-0.14"]),
        ("half_even", ["0.12", "0.14", "-0.12", "-0.14"]),
        ("down", ["0.12", "0.13", "-0.12", "-0.13"]),
    ],
)
def test_exact_halves(mode, expected) -> None:
    """A-03: 0.125 and 0.135 to two places: away from zero, to the even digit, cut off; alike below zero."""
    halves = [Fraction(text) for text in ("0.125", "0.135", "-0.125", "-0.135")]
    assert [rounded(*half.as_integer_ratio(), 2, mode) for half in halves] == [
        Fraction(text) for text in expected
    ]


@given(
    st.integers(-(10**9), 10**9),
    st.integers(1, 5000),
    st.integers(0, 6),
    st.sampled_from(["half_up", "half_even", "down"]),
)
@settings(max_examples=200, deadline=None)
def test_rounding_agrees_with_decimal(numerator, denominator, places, mode) -> None:
    """A-03: rounding of an exact ratio is what Decimal does with enough digits, also below zero."""
    how = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}[mode]
    exact = Fraction(numerator, denominator)
    scaled = exact * 10**places
    whole = Decimal(
        int(scaled)
    )  # truncated; a rest of exactly one half stays one half, any other stays off it
    rest = abs(scaled - int(scaled))
    digit = (
        Decimal("0.5")
        if rest == Fraction(1, 2)
        else Decimal("0.75")
        if rest > Fraction(1, 2)
        else Decimal("0.25")
    )
    near = whole + (digit if rest else 0) * (1 if numerator >= 0 else -1)
    assert (
        rounded(2 * numerator, 2 * denominator, places, mode) == Fraction(near.quantize(0, how)) / 10**places
    )


@given(st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_trimmed_mean(given_marks, high, low) -> None:
    """TX-27, A-16: sorted, without `high` at one end and `low` at the other; nothing left is missing."""
    node = {
        "kind": "panel",
        "panel": "评委",
        "drop_high": high,
        "drop_low": low,
        "judges_min": high + low + 1,
    }
    inst = instance(scores=marks("P", "C", "评委", given_marks))
    found = scored(inst, contest(scores={"评": node}, total="评")).total[0]
    left = sorted(given_marks)[low : len(given_marks) - high]
    assert found == (Fraction(sum(left), len(left)) if len(given_marks) > high + low else None)


@given(st.lists(st.integers(0, 10000), min_size=5, max_size=9), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_trimming_is_blind_to_order_and_extremes(given_marks, rng) -> None:
    """TX-27: the judges' order changes nothing, nor does raising the dropped highest mark still further."""
    node = {"kind": "panel", "panel": "评委", "drop_high": 1, "drop_low": 1, "judges_min": 3}
    policy = contest(scores={"评": node}, total="评")
    shuffled = list(given_marks)
    rng.shuffle(shuffled)
    raised = list(shuffled)
    raised[raised.index(max(raised))] += 5
    values = [
        scored(instance(scores=marks("P", "C", "评委", [Decimal(m) / 100 for m in judged])), policy).total
        for judged in (given_marks, shuffled, raised)
    ]
    assert values[0] == values[1] == values[2]


# -- a plain recomputation ------------------------------------------------------------------------------------
PLACES = Decimal("0.001")


def _three(number: Fraction) -> Fraction:
    """Three places, half up, through Decimal."""
    with_many = Decimal(number.numerator) / Decimal(number.denominator)
    return Fraction(with_many.quantize(PLACES, ROUND_HALF_UP))


def _plain_composite(who, post, facts):
    """JL-21…56 written out, step by step, for one person at one post."""
    exam = _three(
        Fraction("0.3") * facts["exam"][who, "行政职业能力测验"]
        + Fraction("0.5") * facts["exam"][who, "申论"]
        + Fraction("0.2") * facts["exam"][who, "公共基础知识"]
    )
    weights = {"德": 30, "能": 15, "勤": 10, "绩": 25, "廉": 20}
    rating = _three(sum(Fraction(w, 100) * facts["rating"][who, item] for item, w in weights.items()))
    years = _three(Fraction(mean(facts["points"][who])))
    base = _three(exam / 10 + rating * 3 / 10 + years * 6 / 10)
    bonus = {"正科实职": 4, "正科虚职": 2, "副科实职": 1}.get(facts["rank"][who], 0)
    left = sorted(facts["speech"][who])[2:-2]
    speech = _three(Fraction(sum(left), len(left)))
    rates = {g: Fraction(v, p) for g, (v, p) in facts["groups"][who, post].items() if p}
    group_weights = {"局领导": 35, "行政编制人员": 40, "事业单位负责人": 15, "县局长": 10}
    there = sum(group_weights[g] for g in rates)
    vote = _three(100 * sum((group_weights[g] * r for g, r in rates.items()), Fraction(0)) / (there or 1))
    return _three(Fraction(3, 10) * (base + bonus) + speech / 10 + Fraction(6, 10) * vote)


def _random_bureau(rng):
    people, posts = [f"C{k}" for k in range(12)], ["P1", "P2", "P3"]
    ranks = ["正科实职", "正科虚职", "副科实职", "副科虚职", "科员", None]
    grades = {"excellent": 100, "competent": 90, "basic": 70, "incompetent": 0}
    facts = {"exam": {}, "rating": {}, "points": {}, "rank": {}, "speech": {}, "groups": {}}
    rows = {name: [] for name in ("cadres", "scores", "exams", "ratings", "appraisals", "recommendations")}
    for who in people:
        facts["rank"][who] = rng.choice(ranks)
        rows["cadres"].append((who, "U", facts["rank"][who]))
        for paper in PAPERS:
            facts["exam"][who, paper] = Fraction(rng.randint(4000, 10000), 100)
            rows["exams"].append((who, paper, Decimal(int(facts["exam"][who, paper] * 100)) / 100))
        for item in RATINGS:
            facts["rating"][who, item] = Fraction(rng.randint(0, 100000), 1000)
            rows["ratings"].append((who, item, Decimal(int(facts["rating"][who, item] * 1000)) / 1000))
        drawn = rng.choices(list(grades), k=3)
        facts["points"][who] = [Fraction(grades[grade]) for grade in drawn]
        rows["appraisals"] += [(who, 2011 + k, grade) for k, grade in enumerate(drawn)]
        facts["speech"][who] = [rng.randint(60, 65) for _ in range(rng.randint(5, 9))]
        rows["scores"] += marks(rng.choice(posts), who, "演讲评委", facts["speech"][who])
        for post in posts:
            present = {g: rng.choice([0, 3, 7, 11]) for g in GROUPS}
            facts["groups"][who, post] = {g: (rng.randint(0, p), p) for g, p in present.items()}
            for group, (votes, came) in facts["groups"][who, post].items():
                rows["recommendations"].append((who, post, group, votes, came))
    return people, posts, facts, rows


@pytest.mark.parametrize("seed", range(6))
def test_scores_agree_with_a_plain_recomputation(seed) -> None:
    """JL-21…56: every composite is what the steps written out one by one give, in whatever order rows come."""
    rng = random.Random(seed)
    people, posts, facts, rows = _random_bureau(rng)
    pairs = [(who, post) for who in people for post in posts]
    totals = []
    for _ in range(2):
        inst = instance(posts=[(post, "U") for post in posts], **rows)
        asked = entries(inst, pairs)
        totals.append(evaluate(inst, JL, asked).total)
        for table in rows.values():
            rng.shuffle(table)
        rng.shuffle(pairs)
    labels = sorted((who, post) for who in people for post in posts)
    assert totals[0] == totals[1]
    assert totals[0] == [_plain_composite(who, post, facts) for who, post in labels]
