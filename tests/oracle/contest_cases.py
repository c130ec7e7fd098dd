"""A small contest by hand, with appointments that keep every rule, for tests that spoil one thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy, resolve
from rengang.verify.contest import Appointments, ContestVerdict, judge_contest, roster_after

Row = dict[str, Any]

POLICY: Row = {
    "contest": {
        "total": "笔试",
        "scores": {"笔试": {"kind": "paper", "paper": "笔试"}},
        "post_order": ["votes", "score", "prelim"],
    }
}
"""Written exam only, otherwise the default pack."""


def post(label: str, unit: str, level: str | None = "deputy", **more: Any) -> Row:
    """A contested post."""
    return {"post_id": label, "unit_id": unit, "level": level, "contested": True, **more}


def person(label: str, home: str, level: str | None = None, pool: bool = False, **more: Any) -> Row:
    """A row of the cadres."""
    return {"cadre_id": label, "unit_id": home, "level": level, "pool": pool, **more}


def applies(who: str, where: str, **more: Any) -> Row:
    """A row of the applications."""
    return {"cadre_id": who, "post_id": where, **more}


@dataclass
class ContestCase:
    """Three units and three posts; each test spoils one thing.

    a (of A, holds A1) wins B1, b (of B, holds B1) wins A1, so that both may be filled, and x (of A) wins the
    ordinary post C1 of C. y, z and w are second at A1, B1 and C1. Everybody applies for one post.
    """

    units: dict[str, Row] = field(default_factory=lambda: {u: {"unit_id": u} for u in "ABC"})
    posts: dict[str, Row] = field(
        default_factory=lambda: {
            "A1": post("A1", "A", incumbent_id="a"),
            "B1": post("B1", "B", incumbent_id="b"),
            "C1": post("C1", "C", "staff"),
        }
    )
    cadres: dict[str, Row] = field(
        default_factory=lambda: {
            "a": person("a", "A", "deputy", post_id="A1"),
            "b": person("b", "B", "deputy", post_id="B1"),
            "x": person("x", "A"),
            "w": person("w", "B"),
            "y": person("y", "C"),
            "z": person("z", "C"),
            "u": person("u", "B"),
        }
    )
    applications: list[Row] = field(
        default_factory=lambda: [
            applies("b", "A1"),
            applies("y", "A1"),
            applies("a", "B1"),
            applies("z", "B1"),
            applies("x", "C1"),
            applies("w", "C1"),
        ]
    )
    marks: dict[str, Any] = field(
        default_factory=lambda: {"a": 90, "b": 91, "x": 92, "y": 80, "z": 81, "w": 82, "u": 70}
    )
    appointed: list[tuple[str, str]] = field(default_factory=lambda: [("a", "B1"), ("b", "A1"), ("x", "C1")])
    more: dict[str, list[Row]] = field(default_factory=dict)
    policy: Row = field(default_factory=dict)
    seed: int = 0

    def rules(self) -> Policy:
        """The policy: that of :data:`POLICY` with the case's keys on top."""
        contest = {**POLICY["contest"], **self.policy.get("contest", {})}
        return resolve({**self.policy, "contest": contest})

    def instance(self) -> Instance:
        """The tables as an instance."""
        rows = {
            "units": list(self.units.values()),
            "posts": list(self.posts.values()),
            "cadres": list(self.cadres.values()),
            "applications": self.applications,
            "exams": [
                {"cadre_id": who, "paper": "笔试", "score": mark}
                for who, mark in self.marks.items()
                if mark is not None
            ],
            **self.more,
        }
        return Instance.from_tables(
            {
                name: pl.DataFrame(table, schema_overrides=TABLES[name].dtypes)
                for name, table in rows.items()
                if table
            }
        )

    def appointments(self) -> Appointments:
        """The appointments as indices."""
        instance = self.instance()
        posts = instance.tables["posts"]["post_id"].to_list()
        return Appointments(
            np.array([instance.cadre_index[who] for who, _ in self.appointed], dtype=np.int32),
            np.array([posts.index(where) for _, where in self.appointed], dtype=np.int32),
        )

    def verdict(self) -> ContestVerdict:
        """What the judge says of the appointments."""
        listed = self.appointments()
        return judge_contest(self.instance(), self.rules(), listed.cadre, listed.post, self.seed)

    def blocking(self) -> list[tuple[str, str]]:
        """The blocking pairs by label."""
        instance, verdict = self.instance(), self.verdict()
        posts = instance.tables["posts"]["post_id"]
        pairs = zip(verdict.blocking_cadre, verdict.blocking_post, strict=True)
        return [(instance.cadre_id(i), posts[int(p)]) for i, p in pairs]

    def after(self) -> Instance:
        """The roster that the appointments leave."""
        listed = self.appointments()
        return roster_after(self.instance(), self.rules(), listed.cadre, listed.post)
