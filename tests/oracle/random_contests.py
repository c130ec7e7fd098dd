"""Small random contests with everything in them that makes registration, scoring and ranking hard.

Two shapes: a city's cross-unit contest (one registration, switching, cancelling, re-application, a shortlist by
pre-selection, panels, a vote) and a bureau's rotation (three declaration rounds, recommendations by groups with a
gate, exam, ratings, appraisals, bonus). Facts are missing here and there, conditions of every kind are asked, some
are waived, ties are frequent. What is left open by the policy stays open: such contests are input errors, and
whoever judges them has to say so.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.schema import GRADES, LEVELS, RELATIONS, TABLES

Row = dict[str, Any]
Item = TypeVar("Item")
TYPES = ("行政", "行政", "事业", None)
RANKS = ("正科实职", "正科虚职", "副科实职", "科员", None)
DEGREES = ("大学本科", "大学专科", "在职研究生", "高中", "私塾", None)
GROUPS = {"局领导": "35%", "行政": "40%", "事业": "15%", "县局": "10%"}
AS_OF = date(2014, 6, 1)


def random_contest(rng: np.random.Generator, *, shape: str | None = None) -> tuple[Instance, Row]:
    """A random small contest and its policy document.

    Parameters
    ----------
    rng
        The source of all chance: the same generator state gives the same contest.
    shape
        ``"city"`` or ``"bureau"``; drawn when None.
    """
    shape = shape or pick(rng, ("city", "bureau"))
    document = city_policy(rng) if shape == "city" else bureau_policy(rng)
    maker = _Maker(rng, document, shape)
    maker.units()
    maker.people()
    maker.files()
    maker.inputs()
    if chance(rng, 0.08):
        maker.ballots()
    frames = {
        name: pl.DataFrame(rows, schema=TABLES[name].dtypes, orient="row")
        for name, rows in maker.tables.items()
    }
    return Instance.from_tables(frames, document), document


def with_votes(rng: np.random.Generator, instance: Instance, pairs: list[tuple[int, int]]) -> Instance:
    """The same contest after votes on some of its inspection candidates, (cadre, post) each."""
    posts = instance.tables["posts"]["post_id"].to_list()
    chosen = [post for post in sorted({post for _, post in pairs}) if chance(rng, 0.7)]
    rows = []
    for post in chosen:
        present, members = int(rng.integers(4, 9)), pick(rng, (8, 9, 10, None, None))
        left = present
        for cadre, at in pairs:
            if at == post and chance(rng, 0.8):
                votes = int(rng.integers(left + 1))
                left -= votes
                label = instance.cadre_id(cadre)
                rows.append((posts[post], label, votes, present, members))
    frame = pl.DataFrame(rows, schema=TABLES["votes"].dtypes, orient="row")
    return Instance.from_tables({**instance.tables, "votes": frame}, instance.policy)


def pick(rng: np.random.Generator, items: Any) -> Any:
    """One of the items."""
    return items[int(rng.integers(len(items)))]


def chance(rng: np.random.Generator, share: float) -> bool:
    """True in so many cases."""
    return bool(rng.random() < share)


def day(rng: np.random.Generator, first: int, last: int) -> date | None:
    """A day between two years, often near an anniversary of the reference date, sometimes blank."""
    if chance(rng, 0.1):
        return None
    year = int(rng.integers(first, last + 1))
    if chance(rng, 0.3):
        return date(year, 6, 1) + timedelta(days=int(rng.integers(-1, 2)))
    return date(year, 1, 1) + timedelta(days=int(rng.integers(365)))


# -- policies -----------------------------------------------------------------------------------------------
def tests(rng: np.random.Generator) -> list[Row]:
    """One test of each kind, with random bounds."""
    op = pick(rng, ("ge", "gt", "le", "lt"))
    bound = int(rng.integers(3))
    return [
        {"test": "age", "op": pick(rng, ("lt", "le")), "male": 45, "female": 40},
        {"test": "age", "op": "ge", "male": 30, "female": 30, "on": date(2014, 1, 1)},
        {"test": "tenure", "since": "post_since", "years": 2, "levels": ["staff", "deputy"]},
        {"test": "tenure", "since": "rank_since", "op": op, "years": 3, "ranks": ["副科实职", "正科虚职"]},
        {"test": "one_of", "column": "level", "values": ["staff", "副职"]},
        {"test": "one_of", "column": "politics", "values": ["中共党员"]},
        {"test": "education", "at_least": pick(rng, ("大专", "本科"))},
        {"test": "appraisals", "last": 1 + bound, "at_least": pick(rng, ("basic", "competent"))},
        {"test": "discipline"},
        {"test": "discipline", "barred": ["警告"], "within_years": bound},
        {"test": "speciality"},
        {"test": "step", "max": 1},
        {"test": "share", "item": "不满意", "op": "lt", "share": "1/3"},
        {"test": "turnout", "item": "不满意", "share": "2/3"},
        {"test": "turnout", "item": "不满意", "count": 8},
        {"test": "statement", "text": "身体健康"},
    ]


def conditions(rng: np.random.Generator) -> Row:
    """Five conditions made of random tests."""

    def some(most: int) -> list[Row]:
        kinds = tests(rng)
        chosen = rng.choice(len(kinds), size=int(rng.integers(1, most + 1)), replace=False)
        return [kinds[int(at)] for at in chosen]

    return {
        f"条件{n}": {
            "all": some(2),
            "any": [some(2) for _ in range(int(rng.integers(3)))],
            "applies": pick(rng, ("everyone", "everyone", "promotion", "lateral")),
            "levels": pick(rng, ([], [], ["deputy"], ["chief", "deputy"])),
            "modality": pick(rng, ("must", "default")),
        }
        for n in range(5)
    }


def shared_policy(rng: np.random.Generator) -> Row:
    """What both shapes draw alike."""
    named = conditions(rng)
    asked = [name for name in named if chance(rng, 0.15)]
    inspection: Row = {"rule": pick(rng, ("ratio", "ratio", "more_than_places", "all"))}
    inspection["ratio"] = pick(rng, ("2", "1", "3/2"))
    if chance(rng, 0.2):
        inspection["min_score"] = pick(rng, ("70", "80"))
    return {
        "conditions": named,
        "qualification": asked,
        "as_of": AS_OF,
        "missing": pick(rng, ("reject", "pass", "pass")),
        "rounding": {
            "mode": pick(rng, ("half_up", "half_even", "down")),
            "stage": pick(rng, ("every", "final")),
            **pick(rng, ({}, {"decimals": 0}, {"decimals": 1}, {"decimals": 3})),
        },
        "absent": pick(rng, ("error", "withdrawn", "withdrawn", "withdrawn")),
        "inspection": inspection,
        "incumbents": pick(rng, ("hold", "release")),
        "midlevel_cap": pick(rng, ("before_actual", "authorised", "off")),
        "vacancies": pick(rng, ("headcount", "as_published")),
    }


def other_keys(rng: np.random.Generator) -> Row:
    """Keys outside the contest that bear on it."""
    return {
        "avoidance": {"relations": pick(rng, (list(RELATIONS), list(RELATIONS), ["spouse"], []))},
        "caps": {"establishment": pick(rng, ("off", "total", "by_type"))},
    }


def city_policy(rng: np.random.Generator) -> Row:
    """A city's contest on top of the default pack."""
    keys = ["prelim", "appraisal", "work_start", "birth_date", "post_since"]
    order = ["votes", "score", *[key for key in keys if chance(rng, 0.3)]]
    order += pick(rng, ([], ["lot"], ["cadre_id"], ["lot"]))
    panels = {
        name: {"kind": "panel", "panel": name, "judges_min": 3, "drop_high": 1, "drop_low": 1}
        for name in ("领导", "群众")
    }
    vote = {
        "quorum": pick(rng, ("2/3", "1/2")),
        "majority": pick(rng, ("1/2", "1/3")),
        "base": pick(rng, ("present", "members")),
    }
    contest = {
        **shared_policy(rng),
        "rule": pick(rng, ("stable", "stable", "max-filled")),
        "min_qualified": int(rng.integers(0, 4)),
        "shortlist_cap": int(rng.integers(2, 6)),
        "shortlist_base": pick(rng, ("qualified", "registered")),
        "scores": {**panels, "总": {"kind": "sum", "terms": {"领导": "70%", "群众": "30%"}}},
        "total": pick(rng, ("总", "总", "")),
        "post_order": order,
        "person_order": ["order"],
        "decision": "advisory",
        "vote": vote,
        "apply": {
            "max": int(rng.integers(1, 4)),
            "own_unit": chance(rng, 0.3),
            "consent": pick(rng, ("required", "required", "advisory")),
            "reapply_rounds": int(rng.integers(0, 3)),
            **pick(rng, ({}, {"closes": date(2014, 5, 5)})),
        },
    }
    return {"contest": contest, **other_keys(rng)}


def bureau_policy(rng: np.random.Generator) -> Row:
    """A bureau's rotation: the scores of the shipped pack, smaller."""
    scores = {
        "笔试": {"kind": "paper", "paper": "申论"},
        "德": {"kind": "rating", "item": "德"},
        "考核": {
            "kind": "appraisal",
            "last": int(rng.integers(1, 4)),
            "points": {"excellent": 100, "competent": 90, "basic": 70, "incompetent": 0},
        },
        "初评": {"kind": "sum", "terms": {"笔试": "10%", "德": "30%", "考核": "60%"}},
        "加分": {"kind": "bonus", "points": {"正科实职": 4, "正科虚职": 2}, "otherwise": "0.5"},
        "量化": {"kind": "sum", "plain": True, "terms": {"初评": 1, "加分": 1}},
        "演讲": {"kind": "panel", "panel": "演讲", "judges_min": 3, "drop_high": 1, "drop_low": 1},
        "推荐": {
            "kind": "group_vote",
            "weights": GROUPS,
            "op": pick(rng, ("ge", "gt")),
            "empty": pick(rng, ("zero", "renormalise")),
            **pick(rng, ({"gate": "1/3"}, {"gate": "1/3"}, {})),
        },
        "总": {"kind": "sum", "terms": {"量化": "30%", "演讲": "10%", "推荐": "60%"}},
    }
    contest = {
        **shared_policy(rng),
        "min_qualified": int(rng.integers(0, 2)),
        "scores": scores,
        "total": pick(rng, ("总", "总", "总", "推荐", "量化")),
        "post_order": ["score", "rate", "declared", *pick(rng, (["lot"], ["cadre_id"], []))],
        "person_order": ["rate", "declared", *pick(rng, (["order"], ["order", "lot"], ["lot"]))],
        "decision": "binding",
        "apply": {
            "max": 2,
            "own_unit": True,
            "consent": pick(rng, ("none", "required")),
            "rounds": [[1, 2], [1, 2], [1, 1]],
            "counts": pick(rng, ("last", "last", "all")),
            "reapply_rounds": 0,
        },
    }
    return {"contest": contest, **other_keys(rng)}


# -- tables -------------------------------------------------------------------------------------------------
class _Maker:
    """Makes one contest, table by table."""

    def __init__(self, rng: np.random.Generator, document: Row, shape: str) -> None:
        self.rng = rng
        self.contest = document["contest"]
        self.city = shape == "city"
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES if name != "section_picks"}
        self.cadres = [f"c{n:02}" for n in range(int(rng.integers(5, 15)))]
        self.posts: list[str] = []

    def add(self, table: str, **row: Any) -> None:
        self.tables[table].append({name: row.get(name) for name in TABLES[table].dtypes})

    def units(self) -> None:
        """Units, their sections, and posts: contested or not, held, vacant, reserved, with a condition."""
        rng = self.rng
        for unit in "ABCD":
            self.add(
                "units",
                unit_id=unit,
                kind=pick(rng, ("town", "department", "department", "vertical")) if unit == "D" else None,
                establishment=pick(rng, (None, 3, 5)),
                staff=pick(rng, (None, 3, 4, 6)),
                mid_quota=pick(rng, (None, 2, 3)),
                mid_staff=pick(rng, (None, 1, 2)),
                mid_leaving=pick(rng, (None, None, 1)),
                vacancies=pick(rng, (None, 0, 1, 2)),
                establishment_type=pick(rng, TYPES),
            )
            for n in range(2):
                self.add("sections", section_id=f"s{unit}{n}", unit_id=unit)
        holders = [str(who) for who in rng.permutation(self.cadres)]
        for n in range(int(rng.integers(2, 7))):
            unit = pick(rng, "ABCD" if self.city else "A")
            label = f"P{n}"
            self.posts.append(label)
            self.add(
                "posts",
                post_id=label,
                unit_id=unit,
                section_id=pick(rng, (None, f"s{unit}0", f"s{unit}1")),
                level=pick(rng, ("staff", "deputy", "deputy", "chief", None)),
                establishment_type=pick(rng, (None, None, None, "行政", "事业")),
                contested=chance(rng, 0.9),
                incumbent_id=holders.pop() if holders and chance(rng, 0.5) else None,
                reserved_for=pick(rng, (None, None, "财会")),
                condition=pick(rng, (None, None, "条件0", "条件1")),
            )

    def people(self) -> None:
        """The roster, with blanks, relatives and waivers."""
        rng = self.rng
        home = {row["incumbent_id"]: row for row in self.tables["posts"] if row["incumbent_id"]}
        for who in self.cadres:
            post = home.get(who)
            self.add(
                "cadres",
                cadre_id=who,
                sex=pick(rng, ("male", "female", None)),
                birth_date=day(rng, 1966, 1988),
                work_start=day(rng, 1990, 2008),
                education=pick(rng, DEGREES),
                politics=pick(rng, ("中共党员", "中共党员", "群众", None)),
                establishment_type=pick(rng, TYPES),
                rank=pick(rng, RANKS),
                rank_since=day(rng, 2009, 2013),
                discipline=pick(rng, (None, None, None, "党内警告", "记过")),
                discipline_date=day(rng, 2011, 2014),
                unit_id=post["unit_id"] if post else pick(rng, "ABCD" if self.city else "AAB"),
                post_id=post["post_id"] if post else None,
                level=post["level"] if post else pick(rng, (*LEVELS, None)),
                post_since=day(rng, 2009, 2013),
                speciality=pick(rng, (None, "财会", "法律")),
                pool=chance(rng, 0.3),
            )
        for _ in range(int(rng.integers(4))):
            one, other = rng.choice(self.cadres, size=2, replace=False)
            self.add("kinship", cadre_id=one, relative_id=other, relation=pick(rng, tuple(RELATIONS)))
        for who in self.cadres:
            if chance(rng, 0.2):
                where = pick(rng, (None, *self.posts))
                named = f"条件{int(rng.integers(3))}"
                self.add("waivers", cadre_id=who, condition=named, post_id=where, reason="工作需要")

    def files(self) -> None:
        """Applications: switched, late, without consent, filed again, or declared round by round."""
        rng, apply = self.rng, self.contest["apply"]
        rounds = len(apply.get("rounds", ()))
        unit_of = {row["post_id"]: row["unit_id"] for row in self.tables["posts"]}
        for row in self.tables["cadres"]:
            who = row["cadre_id"]
            posts = [p for p in self.posts if apply["own_unit"] or unit_of[p] != row["unit_id"]]
            for number in range(1, 1 + (rounds or 1 + apply["reapply_rounds"] + chance(rng, 0.1))):
                if not posts or chance(rng, 0.15):
                    continue
                most = min(len(posts), apply["rounds"][number - 1][1] if rounds else 3)
                chosen = rng.choice(posts, size=int(rng.integers(1, most + 1)), replace=False)
                ordered = chance(rng, 0.7)
                for order, where in enumerate(chosen, start=1):
                    self.add(
                        "applications",
                        cadre_id=who,
                        post_id=where,
                        round=None if number == 1 and chance(rng, 0.3) else number,
                        order=order if ordered else None,
                        consent=pick(rng, (None, True, True, True, False)),
                        filed=pick(rng, (None, *(date(2014, 5, d) for d in range(1, 8)))),
                        prelim_rank=pick(rng, (None, *range(1, 8))),
                    )

    def inputs(self) -> None:
        """Marks, ratings, exams, appraisals, recommendations; some are missing, whole posts are unmarked."""
        rng = self.rng
        whole = chance(rng, 0.7)  # nothing is missing, so that contests come to their end
        unmarked = {post for post in self.posts if chance(rng, 0.15)}
        applied = {(row["cadre_id"], row["post_id"]) for row in self.tables["applications"]}
        everywhere = chance(rng, 0.5)
        for who in self.cadres:
            self.person_inputs(who, whole)
            spoken = [post for one, post in sorted(applied) if one == who and post not in unmarked]
            for post in spoken if everywhere else spoken[:1]:
                self.marks(who, post, whole)
            if not self.city:
                for post in self.posts:
                    likely = 0.9 if (who, post) in applied else 0.3
                    if post not in unmarked and chance(rng, likely):
                        self.recommendation(who, post)

    def person_inputs(self, who: str, whole: bool) -> None:
        rng = self.rng
        for year in range(2010, 2014):
            if whole or chance(rng, 0.95):
                self.add("appraisals", cadre_id=who, year=year, grade=pick(rng, (*GRADES, "competent")))
        if whole or chance(rng, 0.95):
            score = Decimal(int(rng.integers(120, 200))) / 2
            self.add("exams", cadre_id=who, paper="申论", score=score)
        due = int(rng.integers(6, 13))
        present = max(1, due - int(rng.integers(4)))
        if chance(rng, 0.9):
            votes = int(rng.integers(present // 2 + 1))
            self.add("ratings", cadre_id=who, item="不满意", votes=votes, present=present, due=due)
        scored = Decimal(int(rng.integers(600, 1000))) / 10 if chance(rng, 0.5) else None
        if whole or chance(rng, 0.95):
            votes = int(rng.integers(present + 1))
            self.add("ratings", cadre_id=who, item="德", score=scored, votes=votes, present=present)

    def marks(self, who: str, post: str, whole: bool) -> None:
        rng = self.rng
        for panel in ("领导", "群众") if self.city else ("演讲",):
            if not whole and chance(rng, 0.1):
                continue
            for judge in range(int(rng.integers(3, 6))):
                mark = Decimal(int(rng.integers(140, 200))) / 2
                self.add("scores", post_id=post, cadre_id=who, panel=panel, judge=f"j{judge}", score=mark)

    def recommendation(self, who: str, post: str) -> None:
        rng = self.rng
        for group in (*GROUPS, *(("其他",) if chance(rng, 0.1) else ())):
            if chance(rng, 0.85):
                present = int(rng.integers(6))
                votes = int(rng.integers(present + 1))
                self.add(
                    "recommendations", cadre_id=who, post_id=post, group=group, votes=votes, present=present
                )

    def ballots(self) -> None:
        """Votes at one post, on anybody who applied: sometimes they are no inspection candidates."""
        rng = self.rng
        post = pick(rng, self.posts)
        applied = sorted({r["cadre_id"] for r in self.tables["applications"] if r["post_id"] == post})
        present, members = int(rng.integers(4, 9)), pick(rng, (8, 9, 10, None))
        for who in applied[: int(rng.integers(1, 3))]:
            votes = int(rng.integers(present + 1))
            self.add("votes", post_id=post, cadre_id=who, votes=votes, present=present, members=members)
