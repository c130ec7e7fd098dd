"""What the judge of a contest reads off the tables: posts, persons, marks and votes, by plain dictionaries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Problem, Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32
from rengang.model.schema import DECIMAL_PLACES, TABLES
from rengang.policy import Policy
from rengang.policy.contest import MID_LEVELS, Contest
from rengang.rules.contest_application import qualifications
from rengang.rules.rule import Rule
from rengang.verify import movers
from rengang.verify.case import Case

Row = Mapping[str, Any]
LEVEL_STEPS = ("staff", "deputy", "chief")
UNIT = 10**DECIMAL_PLACES
"""Marks are kept as whole numbers of this fraction of a point."""


@dataclass(frozen=True)
class Post:
    """One row of the table `posts`, with indices for labels (−1: blank or unknown)."""

    label: str
    unit: int
    section: str | None
    level: str | None
    establishment_type: str | None
    contested: bool
    incumbent: int
    reserved_for: str | None
    condition: str | None

    @property
    def mid_level(self) -> bool:
        """Is it a mid-level post: every level but ``staff`` (TX-03)."""
        return self.level != "staff"


@dataclass(frozen=True, eq=False)
class Facts:
    """An instance under a policy as the contest speaks of it; `seed` is that of the lots."""

    case: Case
    seed: int

    @classmethod
    def of(cls, instance: Instance, policy: Policy, seed: int) -> Facts:
        """The facts of an instance."""
        return cls(Case(instance, policy), seed)

    @cached_property
    def instance(self) -> Instance:
        """The instance."""
        return self.case.instance

    @cached_property
    def policy(self) -> Policy:
        """The policy."""
        return self.case.policy

    @cached_property
    def rules(self) -> Contest:
        """The contest's part of the policy."""
        return self.case.policy.contest

    # -- posts and persons ----------------------------------------------------------------------------------
    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """Every post."""
        frame = self.instance.tables["posts"]
        units = self._post_units.tolist()
        incumbents = self.instance.codes(frame["incumbent_id"], "cadres", "cadre_id").tolist()
        contested = set(self.contested)
        return tuple(
            Post(
                row["post_id"],
                unit,
                row["section_id"],
                row["level"],
                row["establishment_type"],
                at in contested,
                incumbent,
                row["reserved_for"],
                row["condition"],
            )
            for at, (row, unit, incumbent) in enumerate(
                zip(frame.iter_rows(named=True), units, incumbents, strict=True)
            )
        )

    @cached_property
    def _post_units(self) -> Int32:
        frame = self.instance.tables["posts"]
        return self.instance.codes(frame["unit_id"], "units", "unit_id")

    @cached_property
    def contested(self) -> tuple[int, ...]:
        """Indices of the contested posts: none without a rule, none in vertical units (TX-02)."""
        if self.rules.rule == "none":
            return ()
        offered = self.instance.tables["posts"]["contested"].fill_null(False).to_numpy()
        unit = self._post_units
        vertical = (unit >= 0) & np.append(self.case.vertical, False)[unit]
        return tuple(np.flatnonzero(offered & ~vertical).tolist())

    @property
    def held(self) -> bool:
        """Is there a contest at all: a rule, and a post to win."""
        return bool(self.contested)

    @cached_property
    def unit_types(self) -> list[str | None]:
        """Establishment type of each unit."""
        return self.instance.units["establishment_type"].to_list()

    @cached_property
    def home(self) -> list[int]:
        """Present unit of each cadre."""
        return [int(unit) for unit in self.case.home]

    @cached_property
    def mid_level(self) -> frozenset[int]:
        """Cadres of level chief or deputy."""
        at = np.flatnonzero(self.instance.cadres["level"].is_in(list(MID_LEVELS)).fill_null(False).to_numpy())
        return frozenset(int(cadre) for cadre in at)

    @cached_property
    def persons(self) -> Mapping[int, Row]:
        """The roster's rows of everybody who applied or was recommended."""
        known = sorted({cadre for cadre, _ in self.applied} | {cadre for cadre, _ in self.recommended})
        return dict(zip(known, self.instance.cadres[known].iter_rows(named=True), strict=True))

    def pairs(self, table: str) -> Iterator[tuple[int, int, Row]]:
        """The rows of a table with (cadre, post) indices; rows of unknown cadres or posts are left out."""
        frame = self.instance.tables[table]
        cadres = self.instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
        posts = self.instance.codes(frame["post_id"], "posts", "post_id").tolist()
        for cadre, post, row in zip(cadres, posts, frame.iter_rows(named=True), strict=True):
            if cadre >= 0 and post >= 0:
                yield cadre, post, row

    def of_cadres(self, table: str) -> Iterator[tuple[int, Row]]:
        """The rows of a table with the index of their cadre."""
        frame = self.instance.tables[table]
        cadres = self.instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
        return ((c, row) for c, row in zip(cadres, frame.iter_rows(named=True), strict=True) if c >= 0)

    @cached_property
    def applied(self) -> Mapping[tuple[int, int], tuple[Row, ...]]:
        """The applications to contested posts, by (cadre, post)."""
        rows: dict[tuple[int, int], list[Row]] = {}
        for cadre, post, row in self.pairs("applications"):
            if self.posts[post].contested:
                rows.setdefault((cadre, post), []).append(row)
        return {pair: tuple(found) for pair, found in rows.items()}

    @cached_property
    def recommended(self) -> Mapping[tuple[int, int], Mapping[str, tuple[int, int]]]:
        """Votes and present of each group, by (cadre, post) (JL-51)."""
        rows: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
        for cadre, post, row in self.pairs("recommendations"):
            rows.setdefault((cadre, post), {})[row["group"]] = (row["votes"] or 0, row["present"] or 0)
        return rows

    @cached_property
    def waived(self) -> Mapping[tuple[int, str, str | None], str]:
        """The reason of each waiver by (cadre, condition, post label or None for every post), the first in order."""
        rows = self.of_cadres("waivers")
        found = sorted((c, row["condition"], row["post_id"] or "", row["reason"] or "") for c, row in rows)
        return {(c, name, post or None): reason for c, name, post, reason in reversed(found)}

    @cached_property
    def decided(self) -> Mapping[tuple[int, int], str]:
        """The reason of each decision of the leading group, by (cadre, post) (A-11)."""
        return {(cadre, post): row["reason"] for cadre, post, row in self.pairs("decisions")}

    def holds_person(self, rule: Rule) -> Bool:
        """Whom a rule about persons holds where they are, shape (cadres,)."""
        if rule not in self._held:
            self._held[rule] = movers.HELD[rule](self.case)
        return self._held[rule]

    @cached_property
    def _held(self) -> dict[Rule, Bool]:
        return {}

    # -- marks ----------------------------------------------------------------------------------------------
    @property
    def marks(self) -> Mapping[tuple[int, str], Mapping[int, list[int]]]:
        """Marks in millionths by (cadre, panel), then by the post at which they were given."""
        return self._marked[0]

    @property
    def judges(self) -> Mapping[tuple[int, str], Mapping[int, list[str]]]:
        """Who gave the marks of :attr:`marks`, in the same order."""
        return self._marked[1]

    @cached_property
    def _marked(
        self,
    ) -> tuple[dict[tuple[int, str], dict[int, list[int]]], dict[tuple[int, str], dict[int, list[str]]]]:
        """Marks and judges, each by (cadre, panel), then by post."""
        frame = self.instance.tables["scores"]
        rows = pl.DataFrame(
            {
                "cadre": self.instance.codes(frame["cadre_id"], "cadres", "cadre_id"),
                "post": self.instance.codes(frame["post_id"], "posts", "post_id"),
                "panel": frame["panel"],
                "judge": frame["judge"],
                "mark": frame["score"].to_physical().cast(pl.Int64),  # a decimal is kept as its millionths
            }
        ).filter((pl.col("cadre") >= 0) & (pl.col("post") >= 0) & pl.col("mark").is_not_null())
        marks: dict[tuple[int, str], dict[int, list[int]]] = {}
        judges: dict[tuple[int, str], dict[int, list[str]]] = {}
        together = rows.group_by("cadre", "post", "panel", maintain_order=True).agg("mark", "judge")
        for cadre, post, panel, given, by in together.iter_rows():
            marks.setdefault((cadre, panel), {})[post] = given
            judges.setdefault((cadre, panel), {})[post] = by
        return marks, judges

    @cached_property
    def exams(self) -> Mapping[tuple[int, str], Fraction]:
        """Marks of the exam by (cadre, paper)."""
        rows = self.of_cadres("exams")
        return {
            (cadre, row["paper"]): Fraction(row["score"]) for cadre, row in rows if row["score"] is not None
        }

    @cached_property
    def ratings(self) -> Mapping[tuple[int, str], Row]:
        """Rows of the ratings by (cadre, item)."""
        return {(cadre, row["item"]): row for cadre, row in self.of_cadres("ratings")}

    @cached_property
    def grades(self) -> Mapping[int, Mapping[int, str]]:
        """Appraisal grades by cadre, then by year."""
        found: dict[int, dict[int, str]] = {}
        for cadre, row in self.of_cadres("appraisals"):
            found.setdefault(cadre, {})[row["year"]] = row["grade"]
        return found

    def last_years(self, count: int) -> tuple[int, ...]:
        """The last years of appraisals: before ``contest.as_of``, or up to the latest in the whole table."""
        if self.rules.as_of is not None:
            latest: int | None = self.rules.as_of.year - 1
        else:
            latest = self.instance.tables["appraisals"]["year"].max()  # type: ignore[assignment]
        return () if latest is None else tuple(range(latest, latest - count, -1))

    @cached_property
    def ballots(self) -> Mapping[int, Mapping[int, Row]]:
        """Rows of the competitive votes by post, then by cadre (TX-29)."""
        found: dict[int, dict[int, Row]] = {}
        for cadre, post, row in self.pairs("votes"):
            found.setdefault(post, {})[cadre] = row
        return found

    # -- lots and labels ------------------------------------------------------------------------------------
    def lot(self, cadre: int, post: int) -> str:
        """The lot of a person at a post: anybody can draw it again with sha256."""
        text = f"{self.seed}|{self.posts[post].label}|{self.cadre_id(cadre)}"
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def _cadre_ids(self) -> list[str]:
        return [str(label) for label in self.instance.cadres["cadre_id"].to_list()]

    def cadre_id(self, cadre: int) -> str:
        """Label of a cadre."""
        return self._cadre_ids[cadre]

    def title(self, condition: str) -> Text:
        """What a condition is called: its title, or else its name; a built-in one by the words of its rule."""
        known = self.rules.conditions.get(condition)
        if known is not None and known.title:
            return Text(known.title, known.title)
        built_in = next((rule for rule in qualifications() if rule.name == condition), None)
        return built_in.words.bar if built_in and built_in.words.bar else Text(condition, condition)

    def ids(self, post: int, *cadres: int) -> str:
        """A post and some persons as the value of a problem."""
        return ", ".join([self.posts[post].label, *(self.cadre_id(cadre) for cadre in cadres)])

    def problem(
        self, code: str, what: Text, expected: Text, table: str, value: str, key: str | None
    ) -> Problem:
        """A fault in a table, found while judging."""
        rule = None if key is None else self.policy.rule_of(key)
        return Problem(code, what, expected, table=TABLES[table].heading, value=value, rule=rule)


def above(post_level: str | None, own: str | None) -> int:
    """Steps by which the post lies above the person's level; 0 where the post's is blank (A-32)."""
    if post_level is None:
        return 0
    return LEVEL_STEPS.index(post_level) - LEVEL_STEPS.index(own or "staff")
