"""The words of every answer: what is proven, why the work ended, by which stage, at which objective, against what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from rengang.errors import Text


class Status(StrEnum):
    """What is proven."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"

    @property
    def answers(self) -> bool:
        """Is there an answer."""
        match self:
            case Status.OPTIMAL | Status.FEASIBLE:
                return True
            case Status.INFEASIBLE | Status.UNKNOWN:
                return False
            case unknown:
                assert_never(unknown)

    @property
    def settled(self) -> bool:
        """Is nothing left to be found out."""
        match self:
            case Status.OPTIMAL | Status.INFEASIBLE:
                return True
            case Status.FEASIBLE | Status.UNKNOWN:
                return False
            case unknown:
                assert_never(unknown)


class Stop(StrEnum):
    """Why the work ended."""

    COMPLETED = "completed"
    TIME_LIMIT = "time_limit"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """How a cadre came to where the allocation puts them (column `stage` of ``allocation.csv``)."""

    CONTEST = "contest"
    INTENT = "intent"
    DIRECTED = "directed"
    RETAINED = "retained"
    RETURNED = "returned"
    STAY = "stay"
    WAITING = "waiting"
    UNPLACED = "unplaced"


@dataclass(frozen=True)
class Objective:
    """One objective of the policy's list.

    `value` is what the allocation attains, `bound` the best that any allocation could, given the objectives
    before it; they are equal exactly when this objective is proven optimal. None means: not known.
    """

    name: str
    value: int | None
    bound: int | None

    @property
    def proven(self) -> bool:
        """Is the value known to be optimal."""
        return self.value is not None and self.value == self.bound


@dataclass(frozen=True)
class Requirement:
    """One demand in a set of conflicting requirements: a machine-readable name and a sentence."""

    key: str
    text: Text
    rule: str | None = None


@dataclass(frozen=True)
class Progress:
    """One report of the work's progress: `done` of `total` in `step` (total 0: not countable)."""

    step: Text
    done: int = 0
    total: int = 0


Reporter = Callable[[Progress], None]
"""A subscriber to progress."""
