"""Derivations: what a candidate reads, checked word by word and against the calculus."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import polars as pl
import pytest

from contest.small_contests import contest, entries, instance, marks
from rengang.explain.contest import derivation as words
from rengang.model import Instance
from rengang.model.figures import (
    approximate,
    equals,
    exactly,
    fixed,
    number,
    percent,
    summand,
)
from rengang.policy import resolve
from rengang.procedures.contest.scores.scoring import evaluate
from rengang.verify.contest import Candidacy, Trace
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.registration import Register
from rengang.verify.contest.scores import rates
from rengang.verify.contest.seating import Grounds, Seating

JL = resolve({"extends": "bureau-rotation"})


def trace_of(inst, policy, orders=None):
    """What the judge reckons for everybody at every post; `orders` of wish by post index, 1 where not given."""
    tables = dict(inst.tables)
    tables["posts"] = tables["posts"].with_columns(contested=pl.lit(True))
    pairs = [(c, p) for c in inst.cadres["cadre_id"] for p in tables["posts"]["post_id"]]
    tables["applications"] = pl.DataFrame(pairs, schema=["cadre_id", "post_id"], orient="row")
    facts = Facts.of(Instance.from_tables(tables), policy, 0)
    found = {
        (c, p): Candidacy(c, p, 1, (orders or {}).get(p, 1), True)
        for c in range(len(inst.cadres))
        for p in range(len(tables["posts"]))
    }
    rates(facts, found)
    return Trace(facts, Register(found, {}, {}, ()), Seating(Grounds(facts)), False)


def derivation(inst, policy, cadre=0, post=0, orders=None, node=None):
    """The lines about one person at one post."""
    trace = trace_of(inst, policy, orders)
    return words.derivation(trace, trace.entries[cadre, post], node)


def zh(lines):
    return [line.zh for line in lines]


def en(lines):
    return [line.en for line in lines]


def test_tongxiang_word_by_word() -> None:
    """TX-24…27: every mark, the dropped ones, the sum, the division, the weights."""
    inst = instance(
        scores=[
            *marks("P", "C", "领导评委", [90, 88, 85, 92, 95, 87, 91]),
            *marks("P", "C", "群众评委", [80, 81, 83, 90, 70]),
        ]
    )
    lines = derivation(inst, contest())
    assert zh(lines) == [
        "领导评委，7 位评委：J1 90，J2 88，J3 85，J4 92，J5 95，J6 87，J7 91。",
        "领导评委：去掉 1 个最高分（J5 95）和 1 个最低分（J3 85）。",
        "领导评委：5 个分数相加得 448；448 ÷ 5 = 89.6。",
        "群众评委，5 位评委：J1 80，J2 81，J3 83，J4 90，J5 70。",
        "群众评委：去掉 1 个最高分（J4 90）和 1 个最低分（J5 70）。",
        "群众评委：3 个分数相加得 244；244 ÷ 3 = 244/3 ≈ 81.333333。",
        "竞岗得分：领导评委 89.6 × 70% = 62.72；群众评委 244/3 × 30% = 24.4；62.72 + 24.4 = 87.12。",
    ]
    assert en(lines)[1] == "领导评委: without the 1 highest (J5 95) and the 1 lowest (J3 85)."


def test_three_places_are_said_where_they_change_something() -> None:
    """JL-29, A-03: the rounding stands in the line, with all three places, and only where it does something."""
    inst = instance(
        posts=[("P", "U")], appraisals=[("C", 2013, "excellent"), ("C", 2012, "competent"), ("C", 2011, "competent")]
    )  # fmt: skip
    lines = derivation(inst, JL, node="年度考核")
    assert zh(lines) == [
        "年度考核：2013 年优秀 100 分，2012 年称职 90 分，2011 年称职 90 分；"
        "(100 + 90 + 90) ÷ 3 ≈ 93.333333，保留 3 位小数（四舍五入）得 93.333。"
    ]
    even = instance(posts=[("P", "U")], appraisals=[("C", year, "competent") for year in (2011, 2012, 2013)])
    assert zh(derivation(even, JL, node="年度考核"))[0].endswith("(90 + 90 + 90) ÷ 3 = 90。")


def test_of_equal_highest_marks_one_is_dropped() -> None:
    """A-16: with three equal marks at the top, the line names the one that goes and counts the two that stay."""
    nodes = {"评": {"kind": "panel", "panel": "评委", "drop_high": 1, "judges_min": 2}}
    inst = instance(scores=marks("P", "C", "评委", [95, 95, 95, 90]))
    lines = derivation(inst, contest(scores=nodes, total="评"))
    assert zh(lines)[1:] == [
        "评：去掉 1 个最高分（J3 95）。",
        "评：3 个分数相加得 280；280 ÷ 3 = 280/3 ≈ 93.333333。",
    ]


def test_recommendation_word_by_word() -> None:
    """JL-52…55: pooled rate against the gate, each group's votes over those present, its weight, the points."""
    votes = [("局领导", 5, 7), ("行政编制人员", 20, 30), ("事业单位负责人", 6, 8), ("县局长", 4, 9)]
    inst = instance(recommendations=[("C", "P", *row) for row in votes])
    lines = derivation(inst, JL, node="定岗推荐")
    assert zh(lines) == [
        "定岗推荐：共得 35 票，实到 54 人，推荐率 35 ÷ 54 = 35/54 ≈ 0.648148，达到 1/3。",
        "定岗推荐·局领导：5 ÷ 7 = 5/7 ≈ 0.714286；35% × 5 ÷ 7 = 0.25。",
        "定岗推荐·行政编制人员：20 ÷ 30 = 2/3 ≈ 0.666667；40% × 20 ÷ 30 = 4/15 ≈ 0.266667。",
        "定岗推荐·事业单位负责人：6 ÷ 8 = 0.75；15% × 6 ÷ 8 = 0.1125。",
        "定岗推荐·县局长：4 ÷ 9 = 4/9 ≈ 0.444444；10% × 4 ÷ 9 = 2/45 ≈ 0.044444。",
        "定岗推荐：各组相加 = 97/144 ≈ 0.673611；100 × 97/144 ≈ 67.361111，"
        "保留 3 位小数（四舍五入）得 67.361。",
    ]


def test_below_the_gate_no_points_are_derived() -> None:
    """JL-53: the line says barred, and the total is not made up."""
    inst = instance(recommendations=[("C", "P", "局领导", 1, 4)])
    lines = derivation(inst, JL)
    told = [line for line in zh(lines) if line.startswith("定岗推荐")]
    assert told == [
        "定岗推荐：共得 1 票，实到 4 人，推荐率 1 ÷ 4 = 0.25，未达到 1/3，不得任此职位，不再计分。"
    ]
    assert zh(lines)[-1] == "综合考评：缺少考评量化、竞岗演讲、定岗推荐，不能计算。"


def test_group_that_nobody_came_of_is_said() -> None:
    """JL-55: the weights that are left, and the division by them."""
    votes = [("行政编制人员", 20, 30), ("事业单位负责人", 6, 8), ("县局长", 4, 9)]
    inst = instance(recommendations=[("C", "P", *row) for row in votes])
    lines = zh(derivation(inst, JL, node="定岗推荐"))
    assert lines[-2] == "定岗推荐：局领导无人到会，其余各组的权重合计 65%，结果除以 65%。"
    # 4/15 + 0.1125 + 2/45 = (192 + 81 + 32)/720 = 305/720 = 61/144; ·100 ÷ 65% = 7625/117 = 65.1709…
    assert "100 × 61/144 ÷ 65% ≈ 65.170940，保留 3 位小数（四舍五入）得 65.171" in lines[-1]


def test_one_speech_names_the_post_of_its_marks() -> None:
    """JL-45: marks from another post, the one wished for first, are said to be from there."""
    nodes = {"演讲": {"kind": "panel", "panel": "评委"}}
    inst = instance(
        posts=[("P1", "U"), ("P2", "U"), ("P3", "U")],
        scores=[*marks("P1", "C", "评委", [70]), *marks("P2", "C", "评委", [90])],
    )
    policy, orders = contest(scores=nodes, total="演讲"), {0: 2, 1: 1, 2: 3}
    assert zh(derivation(inst, policy, 0, 2, orders))[0] == (
        "演讲（演讲只有一次，用职位 P2 的评分），1 位评委：J1 90。"
    )
    assert zh(derivation(inst, policy, 0, 0, orders))[0] == "演讲，1 位评委：J1 70。"
    # without an order the post comes last
    assert "P1" in zh(derivation(inst, policy, 0, 2, {0: 2, 1: 0, 2: 3}))[0]


def test_dropped_marks_are_listed_from_the_outside() -> None:
    """JL-45: the highest first, the lowest first."""
    nodes = {"评": {"kind": "panel", "panel": "评委", "drop_high": 2, "drop_low": 2, "judges_min": 5}}
    inst = instance(scores=marks("P", "C", "评委", [91, 70, 95, 60, 80]))
    lines = derivation(inst, contest(scores=nodes, total="评"))
    assert zh(lines)[1] == "评：去掉 2 个最高分（J3 95，J1 91）和 2 个最低分（J4 60，J2 70）。"


def test_what_is_missing_is_said() -> None:
    """A-16: no mark, too few marks, no rating: each is a sentence, and no number is made up."""
    inst = instance(scores=marks("P", "C", "领导评委", [90, 80]))
    assert zh(derivation(inst, contest())) == [
        "领导评委，2 位评委：J1 90，J2 80。",
        "领导评委：评分不足 3 个，不能计算。",
        "群众评委：没有评分。",
        "竞岗得分：缺少领导评委、群众评委，不能计算。",
    ]


def test_bonus_and_rating_by_votes() -> None:
    """JL-41, JL-28: the rank that earns the points; votes of those present."""
    nodes = {
        "加分": {"kind": "bonus", "points": {"正科虚职": 2}},
        "满意": {"kind": "rating", "item": "满意"},
        "合计": {"kind": "sum", "plain": True, "terms": {"满意": 1, "加分": "1.5"}},
    }
    inst = instance(
        cadres=[("C", "U", "正科虚职")], posts=[("P", "U")], ratings=[("C", "满意", None, 27, 30)]
    )
    lines = derivation(inst, contest(scores=nodes, total="合计"))
    assert en(lines)[1] == "加分: rank 正科虚职, 2 points."
    assert zh(lines) == [
        "满意：27 票，实到 30 人；100 × 27 ÷ 30 = 90。",
        "加分：职务职级正科虚职，2 分。",
        "合计：满意 90；加分 2 × 1.5 = 3；90 + 3 = 93。",
    ]


def test_sum_of_one_term_is_not_added_up() -> None:
    """TX-26: a single term has its product and nothing to add."""
    nodes = {
        "卷": {"kind": "paper", "paper": "卷"},
        "折": {"kind": "sum", "plain": True, "terms": {"卷": "0.5"}},
    }
    inst = instance(posts=[("P", "U")], exams=[("C", "卷", 81)])
    assert zh(derivation(inst, contest(scores=nodes, total="折")))[-1] == "折：卷 81 × 0.5 = 40.5。"


def test_figures_are_what_a_calculator_shows() -> None:
    """A-03: finite decimals in full, thirds as fraction and six places, weights as percentages."""
    assert [equals(Fraction(text)) for text in ("62.72", "7/9", "-1/3")] == [
        "= 62.72",
        "= 7/9 ≈ 0.777778",
        "= -1/3 ≈ -0.333333",
    ]
    assert equals(Fraction(10**7 + 1, 3 * 10**6)) == "≈ 3.333334"
    assert (number(Fraction(2, 3)), summand(Fraction(2, 3))) == ("2/3", "0.666667")
    assert number(Fraction(1, 1048575)) == approximate(Fraction(1, 1048575)) == "0.000001"
    assert [exactly(Fraction(text)) for text in ("89.6", "-7/9", "1/4096")] == [
        "89.6",
        "-7/9",
        "0.000244140625",
    ]
    assert [fixed(Fraction(text), 3) for text in ("89.6", "-0.05", "7")] == ["89.600", "-0.050", "7.000"]
    assert [percent(Fraction(text)) for text in ("0.7", "1/8", "1/3", "1")] == ["70%", "12.5%", "1/3", "100%"]


def _random_facts(rng):
    grades = ["excellent", "competent", "basic", "incompetent"]
    rows = {name: [] for name in ("cadres", "scores", "exams", "ratings", "appraisals", "recommendations")}
    for who in (f"C{k}" for k in range(6)):
        rows["cadres"].append((who, "U", rng.choice(["正科实职", "副科实职", None])))
        rows["exams"] += [
            (who, paper, rng.randint(0, 10000) / 100)
            for paper in ("行政职业能力测验", "申论", "公共基础知识")
        ]
        rows["ratings"] += [(who, item, None, rng.randint(0, 31), 31) for item in "德能勤绩廉"]
        rows["appraisals"] += [(who, 2011 + k, rng.choice(grades)) for k in range(3)]
        judged = [rng.randint(8000, 9900) / 100 for _ in range(rng.randint(5, 8))]
        rows["scores"] += marks(rng.choice(["P1", "P2"]), who, "演讲评委", judged)
        for post in ("P1", "P2"):
            for group in ("局领导", "行政编制人员", "事业单位负责人", "县局长"):
                present = rng.choice([0, 7, 13])
                rows["recommendations"].append((who, post, group, rng.randint(0, present), present))
    return instance(posts=[("P1", "U"), ("P2", "U")], **rows)


@pytest.mark.parametrize("stage", ["every", "final"])
@pytest.mark.parametrize("seed", range(4))
def test_derivations_end_in_the_score(seed, stage) -> None:
    """JL-56: value and last line of each derivation are what the calculus gives, or say that there is none."""
    inst = _random_facts(random.Random(seed))
    policy = contest("bureau-rotation", rounding={"stage": stage})
    asked = entries(
        inst, [(f"C{k}", post, {"order": 1 + (post == "P1")}) for k in range(6) for post in ("P1", "P2")]
    )
    found, trace = evaluate(inst, policy, asked), trace_of(inst, policy, {0: 2, 1: 1})
    for row in range(len(asked)):
        entry = trace.entries[int(asked.cadre[row]), int(asked.post[row])]
        score = None if found.barred[row] else found.total[row]
        assert trace.reckoned(entry)[-1].value == score
        last = words.derivation(trace, entry)[-1].zh
        shown = re.findall(r"[\d.]+", last)[-1] if score is not None else None
        assert (None if shown is None else Fraction(shown.rstrip("."))) == score, last
