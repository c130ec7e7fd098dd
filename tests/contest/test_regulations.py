"""Whole contests under the shipped packs: small, worked by hand from the regulation's text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest

from contest.applicants import AS_OF, Row, fates, instance
from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Contest, Instance
from rengang.policy import Policy, resolve
from rengang.procedures.contest.contest import hold

PEOPLE = "123"
DEPUTY: Row = {"post_id": "p", "level": "deputy"}


def contestant(label: str) -> Row:
    """A person whom no condition of any pack bars from a deputy's post."""
    return {
        "cadre_id": label, "sex": "male", "birth_date": date(1984, 6, 1), "work_start": date(2000, 1, 1),
        "function_since": date(2000, 1, 1), "education": "大学本科", "level": "staff", "politics": "中共党员",
        "establishment_type": "行政",
    }  # fmt: skip


def contest(posts: list[Row] | None = None, **tables: list[Row]) -> Instance:
    """Three contestants for post p with good records; `tables` replaces or adds whole tables."""
    rated = ("民主测评", "会议推荐", "谈话推荐")
    years = range(2001, 2014)
    given: dict[str, list[Row]] = {
        "cadres": [contestant(c) for c in PEOPLE],
        "applications": [{"cadre_id": c, "post_id": "p", "prelim_rank": int(c)} for c in PEOPLE],
        "appraisals": [{"cadre_id": c, "year": y, "grade": "competent"} for c in PEOPLE for y in years],
        "ratings": [
            {"cadre_id": c, "item": i, "votes": 50, "present": 60, "due": 90} for c in PEOPLE for i in rated
        ],
    }
    return instance(posts=posts or [DEPUTY], **{**given, **tables})


def pack(name: str, contest: Mapping[str, Any] | None = None) -> Policy:
    """A pack on the day of the Tongxiang plan, with changes."""
    day = {} if name == "zone-contest" else {"as_of": AS_OF}
    return resolve({"extends": name, "contest": {**day, **(contest or {})}})


def outcome(case: Instance, rules: Policy, seed: int = 0) -> tuple[dict[str, str], Contest]:
    """Each entry's fate, and the contest."""
    held = hold(case, rules, Limits(seed=seed))
    return fates(case, held.entries), held


def marks(**by_person: list[int]) -> list[Row]:
    """Marks of the speech by judges J0, J1, …; a person is written c1."""
    return [
        {"post_id": "p", "cadre_id": c[1:], "panel": "演讲评委", "judge": f"J{j}", "score": mark}
        for c, row in by_person.items() for j, mark in enumerate(row)
    ]  # fmt: skip


def votes(group: str, present: int, *counts: int) -> list[Row]:
    """Recommendations of 1, 2, 3 for p."""
    return [
        {"cadre_id": c, "post_id": "p", "group": group, "votes": n, "present": present}
        for c, n in zip(PEOPLE, counts, strict=True)
    ]


def test_kf_14_nothing_is_weighed_where_the_text_has_no_weights() -> None:
    """KF-14: all are inspected, the committee's order ranks them, no score is invented; KF-15 it may decide else."""
    fate, held = outcome(contest(), pack("zone-contest"))
    assert fate == {"1@p": "appointed", "2@p": "candidate", "3@p": "candidate"}
    assert held.entries.score == (None, None, None)
    decided = contest(decisions=[{"post_id": "p", "cadre_id": "3", "reason": "党委集体讨论"}])
    assert outcome(decided, pack("zone-contest"))[0]["3@p"] == "appointed"


def test_xx_36_the_plain_mean_of_five_judges_ranks() -> None:
    """XX-36: nothing is dropped: 100,100,100,100,0 is 80; with XX-38 two of three are inspected for one post."""
    case = contest(scores=marks(c1=[100, 100, 100, 100, 0], c2=[81] * 5, c3=[79] * 5))
    fate, held = outcome(case, pack("school-contest"))
    assert held.entries.score == (Fraction(80), Fraction(81), Fraction(79))
    assert fate == {"1@p": "candidate", "2@p": "appointed", "3@p": "not_inspected"}


def test_xx_32_who_does_not_speak_has_withdrawn() -> None:
    """XX-32: 「凡不做述职报告和表态发言的对象，作自动放弃论处」."""
    fate, held = outcome(contest(scores=marks(c1=[90] * 5, c2=[80] * 5)), pack("school-contest"))
    assert fate["3@p"] == "withdrawn"
    assert "withdrawn" in [event.kind for event in held.events]


@pytest.mark.parametrize(("share", "fate"), [("none", "candidate"), ("1/3", "not_inspected")])
def test_xx_31_xx_37_low_support_bars_only_with_a_number(share: str, fate: str) -> None:
    """XX-31, XX-37, A-10: 「较低」 has no number: nobody is left out until the policy writes one."""
    case = contest(
        scores=marks(c1=[90] * 5, c2=[80] * 5), recommendations=votes("民主测评", 60, 60, 20, 0),
        applications=[{"cadre_id": c, "post_id": "p"} for c in "12"],
    )  # fmt: skip
    rules = pack("school-contest", {"inspection": {"min_share": share}})
    assert outcome(case, rules)[0] == {"1@p": "appointed", "2@p": fate}


def test_cd_08_exactly_half_is_not_inspected() -> None:
    """CD-08: of 60 present, 30 votes are not 「超过1/2」, 31 are."""
    fate, _ = outcome(contest(recommendations=votes("会议推荐", 60, 30, 31, 40)), pack("school-selection"))
    assert fate == {"1@p": "not_inspected", "2@p": "candidate", "3@p": "appointed"}


def test_wc_01_two_are_inspected_for_one_post() -> None:
    """WC-01, SW-03: 40 per cent more than posts is ceil(1.4) = 2 for one post, by votes from high to low."""
    fate, _ = outcome(contest(recommendations=votes("民主推荐", 60, 10, 30, 20)), pack("county-selection"))
    assert fate == {"1@p": "not_inspected", "2@p": "appointed", "3@p": "candidate"}


@pytest.mark.parametrize(("present", "fate"), [(6, "appointed"), (5, "not_elected")])
def test_sw_01_two_thirds_of_the_members_must_be_there(present: int, fate: str) -> None:
    """SW-01: of nine members six are two thirds; with five the vote is void and nobody is appointed."""
    ballots: list[Row] = [
        {"post_id": "p", "cadre_id": c, "votes": n, "present": present, "members": 9}
        for c, n in (("2", 5), ("3", 0))
    ]
    case = contest(recommendations=votes("民主推荐", 60, 10, 30, 20), votes=ballots)
    assert outcome(case, pack("county-selection"))[0]["2@p"] == fate


@pytest.mark.parametrize(("posts", "said"), [(1, False), (2, True)])
def test_wc_03_a_large_batch_needs_approval(posts: int, said: bool) -> None:
    """WC-03: more appointments than the limit are said, as many as the limit are not (here 1 stands for 30)."""
    labels = "pq"[:posts]
    case = contest(
        posts=[{**DEPUTY, "post_id": p} for p in labels],
        applications=[{"cadre_id": c, "post_id": p} for c, p in zip("12", labels, strict=False)],
        recommendations=[
            {"cadre_id": c, "post_id": p, "group": "民主推荐", "votes": 9, "present": 9}
            for c, p in zip("12", labels, strict=False)
        ],
    )
    _, held = outcome(case, pack("county-selection", {"batch_limit": 1}))
    assert len(held.cadre) == posts
    assert ("batch-limit" in [event.kind for event in held.events]) is said


def bureau(**tables: list[Row]) -> Instance:
    """The three in a bureau's rotation, all exams and ratings alike, recommended by all."""
    papers = ("行政职业能力测验", "申论", "公共基础知识")
    items = ("德", "能", "勤", "绩", "廉")
    rows: dict[str, list[Row]] = {
        "exams": [{"cadre_id": c, "paper": p, "score": 80 + int(c)} for c in PEOPLE for p in papers],
        "ratings": [
            *({"cadre_id": c, "item": i, "score": 90} for c in PEOPLE for i in items),
            *({"cadre_id": c, "item": "不满意", "votes": 1, "present": 30} for c in PEOPLE),
        ],
        "scores": marks(**{f"c{c}": [90] * 5 for c in PEOPLE}),
        "recommendations": [
            {**row, "group": group}
            for group in ("局领导", "行政编制人员", "事业单位负责人", "县局长") for row in votes("", 9, 9, 9, 9)
        ],
    }  # fmt: skip
    return contest(posts=[{"post_id": "p", "unit_id": "A", "level": "chief"}], **{**rows, **tables})


def test_jl_34_only_who_passed_the_gate_stands_for_the_post() -> None:
    """JL-34, JL-27: 3 scores best, but a third is dissatisfied: out of the contest, and 2 is appointed."""
    assert outcome(bureau(), pack("bureau-rotation"))[0]["3@p"] == "appointed"
    case = bureau()
    ratings = case.tables["ratings"].to_dicts()
    for row in ratings:
        if row["item"] == "不满意" and row["cadre_id"] == "3":
            row["votes"] = 10
    fate, _ = outcome(bureau(ratings=ratings), pack("bureau-rotation"))
    assert fate == {"1@p": "candidate", "2@p": "appointed", "3@p": "unqualified"}


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_jl_24_jl_44_the_order_of_speeches_is_drawn(seed: int) -> None:
    """JL-24, JL-44: everybody shortlisted once, by sha256(seed|speech|id), which anybody can draw again."""
    _, held = outcome(bureau(), pack("bureau-rotation"), seed)
    lots = {c: sha256(f"{seed}|speech|{c}".encode()).hexdigest() for c in PEOPLE}
    assert [PEOPLE[i] for i in held.speaking] == sorted(PEOPLE, key=lots.__getitem__)


def test_jf_10_the_party_group_may_decide_where_the_ranking_is_advice() -> None:
    """JF-10, A-11: under advisory a decision gives the post to 1, who ranks last; only candidates can be named."""
    advice = pack("bureau-rotation", {"decision": "advisory"})
    case = bureau(decisions=[{"post_id": "p", "cadre_id": "1", "reason": "党组研究决定"}])
    assert outcome(case, advice)[0] == {"1@p": "appointed", "2@p": "candidate", "3@p": "candidate"}
    stranger = bureau(
        cadres=[contestant(c) for c in "1234"],
        decisions=[{"post_id": "p", "cadre_id": "4", "reason": "x"}],
    )
    with pytest.raises(InvalidInput) as caught:
        outcome(stranger, advice)
    assert {problem.code for problem in caught.value.problems} == {"decision-not-candidate"}
