"""What is known about applicants, gathered for all of them at once, and the answers of single tests.

An answer has three values: a test holds, fails, or cannot be judged because a fact is missing. Everything is
an array with one element per entry (person at a post). What was asked and found is told by the judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.calendar import days, packed
from rengang.model.values import Op
from rengang.policy import Policy

STEPS = ("staff", "deputy", "chief")
"""Levels from low to high; an index into it is a step."""


class Answer(NamedTuple):
    """The answer of one test for every entry; where a fact is missing, `known` is False and `holds` says nothing."""

    holds: Bool
    known: Bool


@dataclass(frozen=True, eq=False)
class Facts:
    """The roster and the posts, row by row for the given entries.

    Attributes
    ----------
    cadre, post : int32, shape (entries,)
    """

    instance: Instance
    policy: Policy
    cadre: Int32
    post: Int32

    def __len__(self) -> int:
        return len(self.cadre)

    @cached_property
    def people(self) -> pl.DataFrame:
        """Row of the roster of each entry's person."""
        return self.instance.cadres[self.cadre]

    @cached_property
    def posts(self) -> pl.DataFrame:
        """Row of the table `posts` of each entry's post."""
        return self.instance.tables["posts"][self.post]

    @cached_property
    def step(self) -> Int64:
        """Level of each person as an index of :data:`STEPS`; a blank level is staff."""
        return steps(self.people["level"].fill_null("staff"))

    @cached_property
    def post_step(self) -> Int64:
        """Level of each post as an index of :data:`STEPS`, −1 where blank."""
        return steps(self.posts["level"])

    @cached_property
    def promotes(self) -> Bool:
        """Would the post promote the person (A-32); a post without a level promotes nobody."""
        return frozen(self.post_step > self.step)

    def day(self, column: str) -> Int64:
        """A date column of the roster as the number yyyymmdd, 0 where blank."""
        return days(self.people[column])

    def rows_in(self, frame: pl.DataFrame) -> Int64:
        """Row of `frame` (a table with a `cadre_id`) about each entry's person, the first one; −1 for none."""
        rows = frame.select("cadre_id").with_row_index("row").unique("cadre_id", keep="first")
        asked = self.people.select("cadre_id")
        found = asked.join(rows, on="cadre_id", how="left", maintain_order="left")["row"]
        return found.cast(pl.Int64).fill_null(-1).to_numpy()

    @property
    def as_of(self) -> int:
        """The policy's reference date as yyyymmdd, 0 where it gives none (A-33)."""
        return packed(self.policy.contest.as_of)


def steps(levels: pl.Series) -> Int64:
    """Levels as indices of :data:`STEPS`, −1 where blank."""
    codes = levels.replace_strict(
        {name: k for k, name in enumerate(STEPS)}, default=-1, return_dtype=pl.Int64
    )
    return codes.fill_null(-1).to_numpy()


def compare(value: Int64, op: Op, bound: Int64 | int) -> Bool:
    """``value op bound`` for every element (A-01)."""
    done = {"ge": np.greater_equal, "gt": np.greater, "le": np.less_equal, "lt": np.less}[op](value, bound)
    return np.asarray(done, dtype=bool)
