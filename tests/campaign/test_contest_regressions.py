"""Contests on which two of procedure, judge and oracle once disagreed, each named for its cause."""

from __future__ import annotations

from typing import Any

import polars as pl

from rengang.limits import Limits
from rengang.model import Contest, Fate, Instance, Status
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.procedures.contest.contest import hold
from rengang.verify.contest.judge import entries_table, judge_contest

Row = dict[str, Any]
PANEL = {"kind": "panel", "panel": "评委", "judges_min": 1}
CONTEST: Row = {
    "scores": {"得分": PANEL}, "total": "得分", "min_qualified": 0, "midlevel_cap": "off",
    "post_order": ["score", "cadre_id"], "absent": "withdrawn",
    "apply": {"max": 3, "own_unit": True, "consent": "none"},
}  # fmt: skip


def application(cadre: str, post: str, **more: Any) -> Row:
    """A row of the applications."""
    return {"cadre_id": cadre, "post_id": post, **more}


def contest(
    posts: dict[str, Row], cadres: dict[str, str], applications: list[Row], **more: Any
) -> tuple[Contest, list[tuple[str, str, str]]]:
    """Held on posts and people by label (people by unit), with what the judge says of every entry's fate.

    ``marks=False`` leaves everybody without marks; other names are tables, or ``contest`` for policy keys.
    """
    keys, marks = more.pop("contest", {}), more.pop("marks", True)
    units = sorted({*cadres.values(), *(row["unit_id"] for row in posts.values())})
    scores = [
        {"post_id": p, "cadre_id": c, "panel": "评委", "judge": "甲", "score": 80}
        for c, p in sorted({(a["cadre_id"], a["post_id"]) for a in applications})
    ]
    rows: dict[str, list[Row]] = {
        "units": [{"unit_id": u} for u in units],
        "posts": [{"post_id": p, "level": "deputy", "contested": True, **row} for p, row in posts.items()],
        "cadres": [
            {"cadre_id": c, "unit_id": u, "level": "deputy", "pool": False} for c, u in cadres.items()
        ],
        "applications": applications,
        "scores": scores if marks else [],
        **more,
    }
    instance = Instance.from_tables(
        {
            name: pl.DataFrame(table, schema_overrides=TABLES[name].dtypes)
            for name, table in rows.items()
            if table
        }
    )
    policy = resolve({"contest": CONTEST | keys, "caps": {"establishment": "off"}})
    out = hold(instance, policy, Limits())
    fates = entries_table(instance, policy)
    labels = instance.tables["posts"]["post_id"]
    judged = [
        (instance.cadre_id(c), labels[p], fate) for c, p, fate in fates.select("cadre", "post", "fate").rows()
    ]
    if out.status is Status.OPTIMAL:
        verdict = judge_contest(instance, policy, out.cadre, out.post)
        assert verdict.breaches == ()
        assert verdict.objective == tuple((o.name, o.value) for o in out.objective)
    return out, judged


def fate(out: Contest, at: int = 0) -> Fate:
    """Fate of an entry."""
    return out.entries.fate[at]


def test_a_relative_who_is_also_the_incumbent_is_blamed_as_a_relative() -> None:
    """x is decided on for p, whose incumbent k, a relative, can only move within the unit: two rules suffice."""
    out, _ = contest(
        {"p": {"unit_id": "U", "incumbent_id": "k"}, "q": {"unit_id": "U"}},
        {"x": "V", "k": "U"},
        [application("x", "p"), application("k", "q")],
        kinship=[{"cadre_id": "x", "relative_id": "k", "relation": "spouse"}],
        decisions=[{"post_id": "p", "cadre_id": "x", "reason": "-"}],
    )
    assert out.status is Status.INFEASIBLE
    assert sorted(r.key for r in out.conflict) == ["avoidance", "decision:p"]


def test_the_latest_declaration_of_a_post_brings_the_latest_consent() -> None:
    """counts = "all": consent in round 1 is worth nothing when the unit refuses in round 2 (TX-16, JL-43)."""
    rounds = {
        "apply": {**CONTEST["apply"], "consent": "required", "rounds": [[1, 2], [1, 2]], "counts": "all"}
    }
    out, judged = contest(
        {"p": {"unit_id": "U"}},
        {"x": "V"},
        [application("x", "p", round=1, consent=True), application("x", "p", round=2, consent=False)],
        contest=rounds,
    )
    assert fate(out) is Fate.NO_CONSENT
    assert judged == [("x", "p", "no_consent")]


def test_applying_again_for_a_cancelled_post_revives_no_recommendation() -> None:
    """y, recommended to the cancelled p, applies for it in round 2: not declared, the entry stays cancelled."""
    out, judged = contest(
        {"p": {"unit_id": "U"}, "q": {"unit_id": "U"}},
        {"x": "V", "y": "V"},
        [application("x", "q"), application("y", "q"), application("y", "p", round=2)],
        contest={"min_qualified": 2},
        recommendations=[{"cadre_id": "y", "post_id": "p", "group": "-", "votes": 1, "present": 2}],
    )
    at = [(int(c), int(p)) for c, p in zip(out.entries.cadre, out.entries.post, strict=True)].index((1, 0))
    assert fate(out, at) is Fate.CANCELLED
    assert not out.entries.declared[at]
    assert ("y", "p", "cancelled") in judged


def test_no_objectives_are_named_while_nobody_is_scored() -> None:
    """Before the marks are in there is nothing to optimise, and zeros would look like an answer."""
    out, judged = contest({"p": {"unit_id": "U"}}, {"x": "V"}, [application("x", "p")], marks=False)
    assert out.objective == ()
    assert judged == [("x", "p", "unscored")]
