"""Random tiny bureaus with everything that makes a selection hard."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np

from rengang.model import Instance
from rengang.policy import Policy
from sections.bureaus import Row, bureau, kin, pick, policy, post, section

ORDERS = ("simultaneous", "fixed", "lot", "rotating")


def random_bureau(
    rng: np.random.Generator, *, people: int, sections: int = 3, seats: int = 3
) -> tuple[Instance, dict[str, Fraction | None]]:
    """A bureau and everybody's score in the exam, None where there is none."""

    def one(*choices: object) -> object:
        return choices[int(rng.integers(len(choices)))]

    labels = [f"s{k}" for k in range(sections)]
    rooms = [
        section(
            s,
            None if rng.random() < 0.05 else int(rng.integers(0, seats + 1)),
            unit="C" if rng.random() < 0.15 else "B",
            function=one("法律", "财会", None),
        )
        for s in labels
    ]
    roster: list[Row] = []
    for k in range(people):
        institution = rng.random() < 0.4
        roster.append(
            {
                "cadre_id": f"p{k}",
                "unit_id": "I" if institution else one("B", "B", "B", "C"),
                "section_id": one(*labels, None),
                "establishment_type": "事业" if institution else one("行政", None),
                "sex": one("male", "female", None),
                "birth_date": one(
                    date(1985, 6, 1), date(1979, 6, 1), date(1970, 6, 2), date(1960, 1, 1), None
                ),
                "education": one("本科", "大专", None),
                "speciality": one("法律", "财会", None),
                "exempt": "财务" if rng.random() < 0.1 else None,
                "waives": bool(rng.random() < 0.25),
                "pool": bool(rng.random() < 0.05),
            }
        )
    declared = [_wishes(rng, f"p{k}", labels) for k in range(people)]
    pairs = [(a, b) for a in range(people) for b in range(a + 1, people) if rng.random() < 0.08]
    posts = [
        post(
            f"q{k}",
            str(one(*labels)) if rng.random() < 0.8 else None,
            f"p{int(rng.integers(people))}" if rng.random() < 0.7 else None,
            level=one("chief", "deputy", "staff", None),
            contested=bool(rng.random() < 0.4),
        )
        for k in range(2)
        if rng.random() < 0.3
    ]
    for row in roster:
        row["post_id"] = one(*(p["post_id"] for p in posts)) if posts and rng.random() < 0.1 else None
    marks = {f"p{k}": int(rng.integers(60, 64)) for k in range(people) if rng.random() < 0.8}
    return bureau(
        rooms,
        roster,
        declared,
        kinship=[kin(f"p{a}", f"p{b}", str(one("spouse", "lineal"))) for a, b in pairs],
        posts=posts,
        exams=[{"cadre_id": i, "paper": "综合", "score": mark} for i, mark in marks.items()],
        section_picks=_picks(rng, labels, [f"p{k}" for k in range(people)], declared),
    ), {f"p{k}": Fraction(marks[f"p{k}"]) if f"p{k}" in marks else None for k in range(people)}


def _wishes(rng: np.random.Generator, label: str, sections: list[str]) -> list[Row]:
    chosen = rng.permutation(sections)[: int(rng.integers(0, len(sections) + 1))]
    return [
        {
            "cadre_id": label,
            "order": k,
            "section_id": str(s),
            "consent": bool(rng.random() < 0.8) if rng.random() < 0.7 else None,
        }
        for k, s in enumerate(chosen, start=1)
    ]


def _picks(
    rng: np.random.Generator, sections: list[str], people: list[str], declared: list[list[Row]]
) -> list[Row]:
    """Four rounds; mostly of people who declared the section."""
    rows = []
    for number in range(1, 5):
        for s in sections:
            keen = [mine[0]["cadre_id"] for mine in declared if any(r["section_id"] == s for r in mine)]
            among = keen if keen and rng.random() < 0.85 else people
            who = None if rng.random() < 0.15 else str(among[int(rng.integers(len(among)))])
            order = None if rng.random() < 0.3 else int(rng.integers(1, 4))
            if rng.random() < 0.9:
                rows.append(pick(s, number, who, order))
    return rows


def random_policy(rng: np.random.Generator, rule: str = "propose") -> Policy:
    """A policy with any combination of the keys."""

    def some(*choices: object) -> object:
        return choices[int(rng.integers(len(choices)))]

    contest = {
        "as_of": some(date(2015, 6, 1), None),
        "total": "综合",
        "scores": {"综合": {"kind": "paper", "paper": "综合"}},
    }
    return policy(
        rule=rule,
        contest={k: v for k, v in contest.items() if v is not None},
        max_intents=int(rng.integers(1, 4)),
        consent=some("required", "advisory"),
        retain={
            "admin_max": some(0, 1, 1, 2),
            "institution_max": some(0, 1, 1, 2),
            "institution_min_if_no_admin": some(0, 1, 1),
        },
        round_order=some(*ORDERS),
        rank_by=some("", "综合"),
        unmatched_admin=some("directed", "unplaced"),
        unmatched_institution=some("home", "home", "directed"),
        composition={k: int(rng.integers(0, 4)) for k in ("age", "sex", "education", "speciality")},
    )
