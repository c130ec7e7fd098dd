"""What is known about applicants, gathered for all of them at once, and the answers of single tests.

An answer has three values: a test holds, fails, or cannot be judged because a fact is missing. Everything is
an array with one element per entry (person at a post); sentences are made only when somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from rengang.errors import Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.schema import LEVELS
from rengang.model.values import Op
from rengang.policy import Policy

STEPS = ("staff", "deputy", "chief")
"""Levels from low to high; an index into it is a step."""

COMPARED = {
    "ge": Text("不少于", "at least"),
    "gt": Text("超过", "more than"),
    "le": Text("不超过", "at most"),
    "lt": Text("小于", "less than"),
}
"""A comparison in words."""


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer of one test for every entry.

    Attributes
    ----------
    holds, known : bool, shape (entries,)
        Where a fact is missing, `known` is False and `holds` says nothing.
    say
        What was asked and what was found at one entry, as one clause without a full stop.
    """

    holds: Bool
    known: Bool
    say: Callable[[int], Text]


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


def days(column: pl.Series) -> Int64:
    """Dates as numbers yyyymmdd, 0 where blank."""
    parts = column.dt
    packed = parts.year().cast(pl.Int64) * 10_000 + parts.month().cast(pl.Int64) * 100 + parts.day()
    return packed.fill_null(0).cast(pl.Int64).to_numpy()


def packed(day: date | None) -> int:
    """A date as the number yyyymmdd; 0 for none."""
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def iso(day: int) -> str:
    """A number yyyymmdd as ISO text."""
    return f"{day // 10_000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"


def completed_years(since: Int64, until: int) -> Int64:
    """Completed years (周岁, 满…年) between numbers yyyymmdd: the anniversary itself completes the year (A-33).

    Who was born on 29 February completes a year on 1 March when the year is not a leap year.

    >>> completed_years(np.array([19590101, 19590102]), 20040101).tolist()
    [45, 44]
    """
    # whole years are what the subtraction carries over when month and day are compared as one number
    return np.asarray((until - since) // 10_000)


def compare(value: Int64, op: Op, bound: Int64 | int) -> Bool:
    """``value op bound`` for every element (A-01)."""
    done = {"ge": np.greater_equal, "gt": np.greater, "le": np.less_equal, "lt": np.less}[op](value, bound)
    return np.asarray(done, dtype=bool)


def level_word(step: int) -> Text:
    """A level's word; for −1 that it is blank."""
    if step < 0:
        return Text("未定", "none")
    return Text(LEVELS[STEPS[step]], STEPS[step])


def clause(asked: Text, found: Text | None, lacking: Text) -> Text:
    """What was asked and what was found, or that the fact is missing."""
    if found is None:
        return Text(f"{asked.zh}，资料缺失（{lacking.zh}）", f"{asked.en}; missing fact ({lacking.en})")
    return Text(f"{asked.zh}，{found.zh}", f"{asked.en}; {found.en}")
