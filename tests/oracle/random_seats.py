"""Small random contests with everything that makes seats hard, scored by simple marks so that each step runs.

Chains of incumbents under ``hold`` and ``release``, mid-level caps, establishments by type and in total,
relatives among the rivals and outside, pool members, decisions, reserved posts, own-unit posts in one section,
tied wishes, recommended posts that nobody declared, votes, cancelled posts with re-application.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.schema import RELATIONS, TABLES

Row = dict[str, Any]
Item = TypeVar("Item")
TYPES = ("行政", "行政", "事业", None)
FIELDS = ("财会", "法律")
MARKS = "得分"
PANEL = "评委"
GROUPS = ("领导", "职工")
SEED = 7
"""Seed of the lots in tests that hold these contests."""


def random_seats(
    rng: np.random.Generator, *, people: int = 6, posts: int = 5, units: int = 4
) -> tuple[Instance, Row]:
    """A random small contest and its policy document (which the instance carries too).

    Parameters
    ----------
    rng
        The source of all chance: the same generator state gives the same contest.
    people, posts, units
        Most applicants (at least 2), contested posts (at least 1) and units (at least 2).
    """
    document = random_contest_policy(rng)
    maker = _Maker(rng, document)
    maker.make_units(int(rng.integers(2, units + 1)))
    maker.make_posts(_large(rng, 1, posts))
    maker.make_people(_large(rng, 2, people), int(rng.integers(0, 4)))
    maker.make_headcounts()
    maker.make_applications()
    maker.make_marks()
    maker.make_recommendations()
    maker.make_votes()
    maker.make_kinship()
    maker.make_decisions()
    frames = {
        name: pl.DataFrame(rows, schema=TABLES[name].dtypes, orient="row")
        for name, rows in maker.tables.items()
    }
    return Instance.from_tables(frames, document), document


def random_contest_policy(rng: np.random.Generator) -> Row:
    """A random policy document on top of the default pack: every key that bears on the seats."""
    mode = _pick(rng, ("capacity", "capacity", "release", "exchange"))
    voted = bool(rng.random() < 0.2)
    declared_in_rounds = bool(rng.random() < 0.3) and not voted  # only candidates may be voted on
    rated = bool(rng.random() < 0.3) and not voted
    return {
        "avoidance": {"relations": _pick(rng, (list(RELATIONS), list(RELATIONS), ["spouse"], []))},
        "balance": {"mode": mode},
        "two_way": {"rule": "exchange-max" if mode == "exchange" else "stable"},
        "caps": {"establishment": _pick(rng, ("off", "total", *(() if voted else ("by_type", "by_type"))))},
        "contest": {
            "rule": _pick(rng, ("stable", "stable", "stable", "max-filled")),
            "apply": {
                "max": 3,
                "own_unit": bool(rng.random() < 0.7),
                "consent": "none" if voted else _pick(rng, ("required", "none")),
                "rounds": [[1, 3], [1, 2]] if declared_in_rounds else [],
                "counts": _pick(rng, ("last", "all")),
            },
            "qualification": [] if voted else _pick(rng, ([], ["专业"])),
            "conditions": {"专业": {"all": [{"test": "speciality"}]}},
            "missing": "pass",
            "min_qualified": 0 if voted else _pick(rng, (0, 0, 0, 2)),
            "scores": _scores(rated),
            "total": MARKS,
            "absent": "withdrawn",
            "inspection": {"rule": "all" if voted else _pick(rng, ("all", "all", "ratio"))},
            "decision": _pick(rng, ("advisory", "advisory", "binding")),
            "post_order": _pick(rng, (["votes", "score", "lot"], ["score", "cadre_id"], ["lot"])),
            "person_order": _person_order(rng, rated),
            "incumbents": _pick(rng, ("hold", "hold", "hold", "release")),
            "midlevel_cap": _pick(rng, ("before_actual", "before_actual", "authorised", "off")),
        },
        "votes": voted,
    }


def _scores(rated: bool) -> Row:
    """A panel of one judge, alone or with a vote by groups that bars nobody."""
    panel = {"kind": "panel", "panel": PANEL, "judges_min": 1}
    if not rated:
        return {MARKS: panel}
    vote = {"kind": "group_vote", "weights": {GROUPS[0]: "40%", GROUPS[1]: "60%"}}
    return {MARKS: {"kind": "sum", "terms": {PANEL: "50%", "推荐": "50%"}}, PANEL: panel, "推荐": vote}


def _person_order(rng: np.random.Generator, rated: bool) -> list[str]:
    orders = [["order"], ["order"], ["declared", "order"], ["order", "lot"], ["lot"]]
    return ["rate", "declared", "order"] if rated else list(_pick(rng, orders))


def _pick(rng: np.random.Generator, items: tuple[Item, ...] | list[Item]) -> Item:
    return items[int(rng.integers(len(items)))]


def _large(rng: np.random.Generator, low: int, high: int) -> int:
    """A number from `low` to `high`, the larger of two draws: tiny contests show little."""
    return int(rng.integers(low, high + 1, size=2).max())


class _Maker:
    """Draws the tables one after the other; later ones lean on earlier ones."""

    def __init__(self, rng: np.random.Generator, document: Row) -> None:
        self.rng = rng
        self.voted = document.pop("votes")
        self.document = document
        names = (
            "units", "sections", "posts", "cadres", "applications", "scores", "recommendations", "votes",
            "kinship", "decisions",
        )  # fmt: skip
        self.tables: dict[str, list[Row]] = {name: [] for name in names}

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def row(self, table: str, **values: Any) -> Row:
        filled = dict.fromkeys(TABLES[table].dtypes) | values
        self.tables[table].append(filled)
        return filled

    def make_units(self, count: int) -> None:
        """Units with up to two sections."""
        for number in range(count):
            label = f"U{number}"
            self.row(
                "units",
                unit_id=label,
                name=f"单位{number}",
                kind=_pick(self.rng, ("town", "department", None)),
                vacancies=int(self.rng.integers(0, 3)),
                establishment_type=_pick(self.rng, TYPES),
            )
            for section in range(int(self.rng.integers(0, 3))):
                self.row("sections", section_id=f"{label}S{section}", unit_id=label)

    def make_posts(self, contested: int) -> None:
        """Contested posts, mostly mid-level, crowded into few units; now and then one that is not offered."""
        units = [u["unit_id"] for u in self.tables["units"]]
        for number in range(contested + self.chance(0.4)):
            unit = _pick(self.rng, units)
            sections = [s["section_id"] for s in self.tables["sections"] if s["unit_id"] == unit]
            self.row(
                "posts",
                post_id=f"P{number}",
                unit_id=unit,
                section_id=_pick(self.rng, [*sections, *sections, None]),
                level=_pick(self.rng, ("chief", "deputy", "deputy", "staff", None)),
                contested=number < contested,
                establishment_type=_pick(self.rng, TYPES) if self.chance(0.2) else None,
                reserved_for=_pick(self.rng, FIELDS) if self.chance(0.15) else None,
            )

    def make_people(self, applicants: int, others: int) -> None:
        """People in units, some in the pool; most posts have an incumbent of the unit, often an applicant."""
        units = [u["unit_id"] for u in self.tables["units"]]
        for number in self.rng.permutation(applicants + others).tolist():
            self.row(
                "cadres",
                cadre_id=f"C{number}",
                name=f"干部{number}",
                unit_id=_pick(self.rng, units),
                level=_pick(self.rng, ("staff", "deputy", "deputy", None)),
                establishment_type=_pick(self.rng, TYPES),
                speciality=_pick(self.rng, (*FIELDS, None)),
                pool=self.chance(0.3),
            )
        self.applicants = [f"C{number}" for number in range(applicants)]
        for post in self.tables["posts"]:
            idle = [
                c for c in self.tables["cadres"] if c["unit_id"] == post["unit_id"] and c["post_id"] is None
            ]
            if idle and self.chance(0.6):
                holder = _pick(self.rng, idle)
                post["incumbent_id"], holder["post_id"] = holder["cadre_id"], post["post_id"]
                if self.chance(0.9):
                    holder["level"] = post["level"] or "deputy"
                if self.chance(0.7):
                    holder["pool"] = False

    def make_headcounts(self) -> None:
        """Headcounts that cover the roster, with establishments and mid-level quotas around them."""
        for unit in self.tables["units"]:
            own = [c for c in self.tables["cadres"] if c["unit_id"] == unit["unit_id"]]
            staff = len(own) + int(self.rng.integers(0, 2))
            unit["staff"] = staff if self.chance(0.5) else None
            if self.chance(0.6):
                unit["establishment"] = max(0, staff + int(self.rng.integers(-1, 4)))
            mid = sum(c["level"] in ("chief", "deputy") for c in own) + int(self.rng.integers(0, 2))
            unit["mid_staff"] = mid if self.chance(0.5) else None
            if self.chance(0.3):
                unit["mid_leaving"] = int(self.rng.integers(0, 3))
            if self.chance(0.7):
                unit["mid_quota"] = max(0, mid + int(self.rng.integers(-1, 3)))

    def make_applications(self) -> None:
        """One to three posts each, ordered, partly ordered or tied; in two rounds where the policy has them."""
        own_unit = self.document["contest"]["apply"]["own_unit"]
        rounds = self.document["contest"]["apply"]["rounds"]
        for label in self.applicants:
            home = next(c["unit_id"] for c in self.tables["cadres"] if c["cadre_id"] == label)
            reach = [
                p["post_id"]
                for p in self.tables["posts"]
                if p["contested"] and (own_unit or p["unit_id"] != home) and p["incumbent_id"] != label
            ]
            if not reach:
                continue
            for number, (_, most) in enumerate(rounds or [[1, 3]], 1):
                if number > 1 and self.chance(0.4):
                    continue
                chosen = self.rng.permutation(reach)[: int(self.rng.integers(1, most + 1))].tolist()
                tied, blank = self.chance(0.15), self.chance(0.1)
                for order, post in enumerate(chosen, 1):
                    self.row(
                        "applications",
                        cadre_id=label,
                        post_id=post,
                        round=number if rounds else _pick(self.rng, (None, 1)),
                        order=None if blank else 1 if tied else order,
                        consent=_pick(self.rng, (True, True, True, None, None, None, None, False)),
                    )
            if not rounds and self.chance(0.2):
                again = _pick(self.rng, reach)
                self.row("applications", cadre_id=label, post_id=again, round=2, order=1)

    def make_marks(self) -> None:
        """One mark for each application, few different values; now and then none."""
        seen: list[tuple[str, str]] = []
        for row in self.tables["applications"]:
            key = (row["post_id"], row["cadre_id"])
            if key in seen or self.chance(0.04):
                continue
            seen.append(key)
            mark = Decimal(int(self.rng.integers(60, 72)))
            self.row("scores", post_id=key[0], cadre_id=key[1], panel=PANEL, judge="甲", score=mark)

    def make_recommendations(self) -> None:
        """Votes of two groups for applicants, at times for a post that they did not declare (JL-51)."""
        offered = [p["post_id"] for p in self.tables["posts"] if p["contested"]]
        declared = {(a["cadre_id"], a["post_id"]) for a in self.tables["applications"]}
        rated = len(self.document["contest"]["scores"]) > 1
        pairs = [(c, p) for c in sorted({c for c, _ in declared}) for p in offered]
        for cadre, post in pairs:
            likely = (0.8 if rated else 0.05) if (cadre, post) in declared else 0.1
            if not self.chance(likely):
                continue
            for group in GROUPS:
                present = int(self.rng.integers(2, 7))
                votes = int(self.rng.integers(0, present + 1))
                self.row(
                    "recommendations", cadre_id=cadre, post_id=post, group=group, votes=votes, present=present
                )

    def make_votes(self) -> None:
        """A vote at some posts: mostly with a quorum and majorities."""
        if not self.voted:
            return
        again = {(a["post_id"], a["cadre_id"]) for a in self.tables["applications"] if a["round"] == 2}
        votable = {(s["post_id"], s["cadre_id"]) for s in self.tables["scores"]} - again
        for post in [p["post_id"] for p in self.tables["posts"] if p["contested"] and self.chance(0.5)]:
            quorate = self.chance(0.9)
            for cadre in sorted(c for p, c in votable if p == post):
                votes = int(self.rng.integers(3, 10 if quorate else 6))
                present = 9 if quorate else 5
                self.row("votes", post_id=post, cadre_id=cadre, votes=votes, present=present, members=10)

    def make_kinship(self) -> None:
        """A few pairs of relatives, more often among the applicants."""
        everybody = [c["cadre_id"] for c in self.tables["cadres"]]
        seen: list[set[str]] = []
        for _ in range(int(_pick(self.rng, (0, 1, 2, 3)))):
            group = self.applicants if self.chance(0.6) else everybody
            if len(group) < 2:
                continue
            one, other = self.rng.permutation(group)[:2].tolist()
            if {one, other} not in seen:
                seen.append({one, other})
                self.row(
                    "kinship", cadre_id=one, relative_id=other, relation=_pick(self.rng, list(RELATIONS))
                )

    def make_decisions(self) -> None:
        """Now and then a decision for an applicant, not always the best one."""
        if self.document["contest"]["decision"] != "advisory":
            return
        scored = [(s["post_id"], s["cadre_id"]) for s in self.tables["scores"]]
        taken: set[str] = set()
        for _ in range(int(_pick(self.rng, (0, 0, 0, 0, 0, 1, 1, 2)))):
            if not scored:
                return
            post, cadre = _pick(self.rng, scored)
            if post not in taken:
                taken.add(post)
                self.row("decisions", post_id=post, cadre_id=cadre, reason="工作需要")
