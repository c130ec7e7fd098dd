"""The score by which sections rank people: the judge's and the procedure's, and one worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest

from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy, resolve
from rengang.procedures.contest.scores.scoring import person_scores
from rengang.verify.contest.facts import Facts
from rengang.verify.sections.merit import Merit, score_ranks

Row = dict[str, Any]
SCORES: Row = {
    "总": {"kind": "sum", "terms": {"考": "10%", "测": "30%", "年": "60%"}},
    "全": {"kind": "sum", "plain": True, "terms": {"总": 1, "加": 1}},
    "考": {"kind": "paper", "paper": "申论"},
    "测": {"kind": "rating", "item": "德"},
    "年": {"kind": "appraisal", "last": 2, "points": {"excellent": 100, "competent": 90}},
    "加": {"kind": "bonus", "points": {"正科": 4}, "otherwise": "-1/3"},
}


def policy(rounding: Row, as_of: date | None = None, total: str = "全") -> Policy:
    """The scores above with this rounding."""
    contest: Row = {"scores": SCORES, "total": total, "rounding": rounding}
    return resolve({"contest": contest | ({"as_of": as_of} if as_of else {})})


def instance(**tables: list[Row]) -> Instance:
    """People of one unit, with what was marked."""
    return Instance.from_tables(
        {
            name: pl.DataFrame(rows, schema_overrides=TABLES[name].dtypes)
            for name, rows in ({"units": [{"unit_id": "B"}]} | tables).items()
            if rows
        }
    )


def test_the_pocket_calculator_agrees() -> None:
    """70.5·10% + (100·2/3)·30% + 95·60% + 4, every step to two decimals: 7.05 + 20.001 + 57 + 4."""
    case = instance(
        cadres=[{"cadre_id": "a", "unit_id": "B", "rank": "正科"}],
        exams=[{"cadre_id": "a", "paper": "申论", "score": Decimal("70.5")}],
        ratings=[{"cadre_id": "a", "item": "德", "votes": 2, "present": 3}],
        appraisals=[{"cadre_id": "a", "year": y, "grade": g} for y, g in ((2019, "excellent"), (2020, "competent"))],
    )  # fmt: skip
    merit = Merit(Facts.of(case, policy({"decimals": 2}), 0))
    assert merit.of(0, "测") == Fraction("66.67")
    assert merit.of(0, "总") == Fraction("84.05")
    assert merit.of(0, "全") == Fraction("88.05")


def test_ties_share_a_rank_and_the_next_one_is_left_out() -> None:
    """Scores 80, 80, 70 and none: ranks 1, 1, 3, 4."""
    case = instance(
        cadres=[{"cadre_id": c, "unit_id": "B"} for c in "abcd"],
        exams=[{"cadre_id": c, "paper": "申论", "score": s} for c, s in (("a", 80), ("b", 80), ("c", 70))],
    )
    merit = Merit(Facts.of(case, policy({}), 0))
    ranks = score_ranks(merit, "考", {cadre: {5: 1} for cadre in range(4)})
    assert [ranks[cadre, 5] for cadre in range(4)] == [1, 1, 3, 4]


@pytest.mark.parametrize("stage", ["every", "final"])
@pytest.mark.parametrize("mode", ["half_up", "half_even", "down"])
def test_judge_and_procedure_score_alike(mode: str, stage: str) -> None:
    """Papers, ratings by score and by votes, appraisals with gaps, bonuses, sums: equal in every node, or both none."""
    rng = np.random.default_rng([len(mode), len(stage)])
    for _ in range(25):
        case = random_marks(rng)
        decimals = [None, 0, 1, 3][int(rng.integers(4))]
        rounding = {"mode": mode, "stage": stage} | ({} if decimals is None else {"decimals": decimals})
        as_of = [None, date(2021, 3, 1)][int(rng.integers(2))]
        rules = policy(rounding, as_of, total=["全", "总"][int(rng.integers(2))])
        merit = Merit(Facts.of(case, rules, 0))
        people = np.arange(len(case.cadres), dtype=np.int32)
        for name in SCORES:
            ours = [merit.of(int(cadre), name) for cadre in people]
            assert ours == list(person_scores(case, rules, name, people)), name


def random_marks(rng: np.random.Generator) -> Instance:
    """Six people with some of the marks."""
    people = [f"p{k}" for k in range(6)]

    def some(share: float) -> list[str]:
        return [p for p in people if rng.random() < share]

    ratings = [
        {"cadre_id": p, "item": "德", "score": Decimal(int(rng.integers(600, 1000))) / 8}
        if rng.random() < 0.5
        else {
            "cadre_id": p,
            "item": "德",
            "votes": int(rng.integers(0, 4)),
            "present": int(rng.integers(4, 9)),
        }
        for p in some(0.9)
    ]
    grades = ["excellent", "competent", "competent", "basic"]
    return instance(
        cadres=[{"cadre_id": p, "unit_id": "B", "rank": rng.choice(["正科", "副科"])} for p in people],
        exams=[{"cadre_id": p, "paper": "申论", "score": Decimal(int(rng.integers(0, 800))) / 8} for p in some(0.9)],
        ratings=ratings,
        appraisals=[
            {"cadre_id": p, "year": year, "grade": grades[int(rng.integers(4))]}
            for year in (2018, 2019, 2020)
            for p in some(0.9)
        ],
    )  # fmt: skip
