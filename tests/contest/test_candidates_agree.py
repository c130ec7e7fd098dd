"""Intake, screening, cancelled posts and shortlist, against the judge's own reading of the same rules."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contest.applicants import AS_OF, Row, instance, policy
from rengang.errors import InvalidInput
from rengang.model import Fate, Instance
from rengang.policy import Policy
from rengang.procedures.contest.intake.candidates import candidates
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.order import shortlist
from rengang.verify.contest.registration import register

POSTS = "pqrst"
LEVELS = (None, "staff", "deputy", "chief")
TESTS: tuple[Row, ...] = (
    {"test": "age", "op": "lt", "male": 45, "female": 40},
    {"test": "age", "op": "le", "male": 50, "female": 48, "on": date(2010, 2, 28)},
    {"test": "tenure", "since": "rank_since", "years": 3, "ranks": ["副科"]},
    {"test": "tenure", "since": "post_since", "op": "gt", "years": 1, "levels": ["deputy", "staff"]},
    {"test": "one_of", "column": "politics", "values": ["中共党员"]},
    {"test": "one_of", "column": "level", "values": ["staff", "deputy"]},
    {"test": "one_of", "column": "level", "values": ["正职", "staff"]},
    {"test": "education", "at_least": "本科"},
    {"test": "appraisals", "last": 2},
    {"test": "discipline", "barred": ["严重警告"], "within_years": 3},
    {"test": "discipline"},
    {"test": "speciality"},
    {"test": "step", "max": 1},
    {"test": "share", "item": "不满意", "op": "lt", "share": "1/3"},
    {"test": "turnout", "item": "不满意", "share": "2/3"},
    {"test": "turnout", "item": "不满意", "op": "gt", "count": 2},
    {"test": "statement", "text": "身体健康"},
)
DATES = (None, date(1964, 2, 29), date(1969, 12, 1), date(1974, 12, 2), date(2011, 12, 1), date(2013, 12, 2))


def world(chance: Random) -> Instance:
    """Five posts, up to eight people with gaps in their facts, applications in up to four rounds."""
    people = [f"{k}" for k in range(chance.randint(1, 8))]

    def dated(*columns: str) -> dict[str, Any]:
        return {column: chance.choice(DATES) for column in columns}

    cadres: list[Row] = [
        {
            "cadre_id": label,
            "unit_id": chance.choice("AB"),
            "sex": chance.choice([None, "male", "female"]),
            "rank": chance.choice([None, "副科", "正科"]),
            "level": chance.choice(LEVELS),
            "politics": chance.choice([None, "中共党员", "群众"]),
            "education": chance.choice([None, "大学专科", "大学本科", "在职硕士", "不详"]),
            "speciality": chance.choice([None, "法律", "农学"]),
            "establishment_type": chance.choice([None, "行政", "事业"]),
            "discipline": chance.choice([None, None, "党内警告", "党内严重警告"]),
            **dated("birth_date", "rank_since", "post_since", "discipline_date"),
        }
        for label in people
    ]
    posts: list[Row] = [
        {
            "post_id": p,
            "unit_id": chance.choice("AABBV"),
            "level": chance.choice(LEVELS),
            "contested": chance.random() < 0.9,
            "reserved_for": chance.choice([None, None, "法律"]),
            "condition": chance.choice([None, None, "c0", "c2"]),
            "establishment_type": chance.choice([None, None, "事业"]),
        }
        for p in POSTS
    ]
    units = [
        {"unit_id": "A", "establishment_type": "行政"},
        {"unit_id": "B"},
        {"unit_id": "V", "kind": "vertical"},
    ]
    return instance(units=units, cadres=cadres, posts=posts, **records(chance, people))


def records(chance: Random, people: list[str]) -> dict[str, list[Row]]:
    """Applications, recommendations, ratings, appraisals and waivers of the people."""
    wanted = {(c, p, chance.choice([None, 1, 1, 2, 2, 3, 4])) for c in people for p in POSTS
              for _ in range(2) if chance.random() < 0.5}  # fmt: skip
    rounds = {(c, p, r or 1): r for c, p, r in sorted(wanted, key=str)}
    applications = [
        {
            "cadre_id": c,
            "post_id": p,
            "round": r,
            "order": chance.choice([None, 1, 2, 3]),
            "consent": chance.choice([None, True, True, False]),
            "filed": chance.choice([None, date(2014, 12, 1), date(2014, 12, 3), date(2014, 12, 6)]),
            "prelim_rank": chance.choice([None, *range(1, 9)]),
        }
        for (c, p, _), r in sorted(rounds.items())
    ]
    return {
        "applications": applications,
        "recommendations": [
            {"cadre_id": c, "post_id": p, "group": "g", "votes": 1, "present": 3}
            for c in people for p in POSTS if chance.random() < 0.15
        ],
        "ratings": [
            {"cadre_id": c, "item": "不满意", "votes": chance.choice([None, 0, 1, 2]),
             "present": chance.choice([None, 0, 3, 4]), "due": chance.choice([None, 0, 4, 6])}
            for c in people if chance.random() < 0.7
        ],
        "appraisals": [
            {"cadre_id": c, "year": y, "grade": chance.choice(["excellent", "competent", "basic"])}
            for c in people for y in (2011, 2012, 2013) if chance.random() < 0.8
        ],
        "waivers": [
            {"cadre_id": c, "condition": f"c{chance.randint(0, 3)}", "reason": "r",
             "post_id": chance.choice([None, *POSTS])}
            for c in people if chance.random() < 0.3
        ],
    }  # fmt: skip


def rules(chance: Random) -> Policy:
    """Four conditions of random tests, and random keys of the contest."""

    def tests(most: int) -> list[Row]:
        return [chance.choice(TESTS) for _ in range(chance.randint(0, most))]

    conditions = {
        f"c{k}": {
            "all": tests(2),
            "any": [tests(2) for _ in range(chance.choice([0, 0, 2]))],
            "applies": chance.choice(["everyone", "everyone", "promotion", "lateral"]),
            "levels": chance.choice([[], [], ["chief"], ["staff", "deputy"]]),
            "modality": chance.choice(["must", "default"]),
        }
        for k in range(4)
    }
    contest: dict[str, Any] = {
        "as_of": chance.choice([None, AS_OF, AS_OF]),
        "conditions": conditions,
        "qualification": chance.sample(list(conditions), chance.choice([0, 1, 1, 2])),
        "missing": chance.choice(["reject", "pass", "pass"]),
        "min_qualified": chance.randint(0, 3),
        "shortlist_cap": chance.choice(["none", 2, 3]),
        "shortlist_base": chance.choice(["qualified", "registered"]),
        "post_order": chance.choice([["votes", "score"], ["score", "lot"], ["score", "lot"]]),
        "apply": {
            "max": chance.randint(1, 3),
            "consent": chance.choice(["required", "none"]),
            "reapply_rounds": chance.randint(0, 2),
            "closes": chance.choice([None, date(2014, 12, 3)]),
            "rounds": chance.choice([[], [], [[1, 2], [1, 2], [1, 1]]]),
            "counts": chance.choice(["last", "all"]),
        },
    }
    return policy(contest, caps={"establishment": chance.choice(["by_type", "total"])})


Found = dict[tuple[int, int], tuple[int, int, bool, Fate, tuple[str, ...]]] | set[str]
"""Each entry's round, order, declaration, fate and unmet conditions; or the codes of what is wrong."""


def ours(case: Instance, asked: Policy, seed: int) -> Found:
    """What the procedures make of an instance."""
    try:
        found, _ = candidates(case, asked, seed)
    except InvalidInput as error:
        return {problem.code for problem in error.problems}
    columns = (found.cadre, found.post, found.round, found.order, found.declared)
    rows = zip(*(c.tolist() for c in columns), found.fate, found.unmet, strict=True)
    return {(i, p): (r, o, d, fate, unmet) for i, p, r, o, d, fate, unmet in rows}


def theirs(case: Instance, asked: Policy, seed: int) -> Found:
    """What the judge makes of it."""
    facts = Facts.of(case, asked, seed)
    judged = register(facts).entries
    try:
        shortlist(facts, judged)
    except InvalidInput as error:
        return {problem.code for problem in error.problems}
    return {pair: (e.round, e.order, e.declared, e.fate, e.unmet) for pair, e in judged.items()}


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_procedures_and_judge_make_the_same_entries(seed: int) -> None:
    """Same pairs, fates, rounds, orders, declarations and unmet conditions, or the same kinds of problem."""
    chance = Random(seed)
    case, asked = world(chance), rules(chance)
    assert ours(case, asked, seed) == theirs(case, asked, seed)
