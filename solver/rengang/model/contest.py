"""What a post contest comes to: every application with its fate, and who gets which post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from rengang.errors import Text
from rengang.model.answer import Objective, Requirement, Status
from rengang.model.arrays import Bool, Int32


class Fate(StrEnum):
    """What became of one entry: how far it came, or where it ended."""

    SUPERSEDED = "superseded"
    """Replaced by the person's later application or declaration (TX-19, JL-43)."""
    LATE = "late"
    """Filed after the close of registration, or in a round that was not open to the person (TX-20)."""
    NO_CONSENT = "no_consent"
    """The unit does not consent (TX-16)."""
    UNQUALIFIED = "unqualified"
    """A condition is not met (TX-17)."""
    CANCELLED = "cancelled"
    """Too few qualified: the post holds no contest (TX-20)."""
    NOT_SHORTLISTED = "not_shortlisted"
    """Below the shortlist's cut (TX-22)."""
    UNSCORED = "unscored"
    """Nobody has been scored for this post yet."""
    WITHDRAWN = "withdrawn"
    """Did not appear: no marks while others have some (XX-32)."""
    BARRED = "barred"
    """The recommendation rate misses the gate (JL-53)."""
    NOT_INSPECTED = "not_inspected"
    """Below the cut of the inspection candidates (TX-28)."""
    NOT_ELECTED = "not_elected"
    """The vote gave no majority, or had no quorum (TX-29)."""
    CANDIDATE = "candidate"
    """In the running for the seat, and not (or not yet) appointed."""
    APPOINTED = "appointed"


@dataclass(frozen=True, eq=False)
class Entries:
    """One entry for each (person, post) that anybody applied for or was recommended to.

    Sorted by (`cadre`, `post`); every array has shape (entries,).

    Attributes
    ----------
    cadre, post : int32
        Indices of the roster and of the table `posts`.
    round, order : int32
        Round and order of the application that counts; 0 where the person did not apply (JL-51) or gave none.
    declared : bool
        Does the person's own application count for this post.
    fate : tuple of Fate
    unmet
        Names of the conditions missed (``UNQUALIFIED``), else empty.
    score, rate
        Total score in points and pooled recommendation rate, exact; None where there is none.
    votes : int32
        Votes in the competitive vote, −1 where none was held.
    wish_rank, post_rank : int32
        The person's rank of the post and the post's rank of the person, from 1, lower is better; 0 unless the
        fate is ``CANDIDATE`` or ``APPOINTED``.
    """

    cadre: Int32
    post: Int32
    round: Int32
    order: Int32
    declared: Bool
    fate: tuple[Fate, ...]
    unmet: tuple[tuple[str, ...], ...]
    score: tuple[Fraction | None, ...]
    rate: tuple[Fraction | None, ...]
    votes: Int32
    wish_rank: Int32
    post_rank: Int32

    def __len__(self) -> int:
        return len(self.cadre)

    def having(self, **changes: Any) -> Entries:
        """The same entries with some columns replaced."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Event:
    """One step of the contest's log: what happened, in which round, to which post or person, by which rule.

    `kind` is a stable kebab-case name: ``post-cancelled``, ``may-reapply``, ``condition-missing``,
    ``statement``, ``fact-missing``, ``waived``, ``supply-short``, ``chief-vacancies``, ``unscored``,
    ``withdrawn``, ``vote-void``, ``lot-drawn``, ``overridden``, ``reading-differs``, ``batch-limit``.
    `condition` names the condition that was waived, or let pass for want of a fact.
    """

    kind: str
    text: Text
    round: int = 0
    post: int = -1
    cadre: int = -1
    rule: str | None = None
    condition: str | None = None


@dataclass(frozen=True, eq=False)
class Contest:
    """The outcome of a post contest.

    Attributes
    ----------
    entries
        Every entry with its fate.
    cadre, post : int32, ascending `cadre`
        The appointments.
    status, objective
        ``contest_blocking_pairs``, ``contest_filled``, ``contest_wish_ranks``, ``contest_post_ranks`` in the
        policy's order; empty while nobody is scored yet.
    speaking : int32
        The order of the speeches by lot; empty where the policy draws none (JL-44).
    events
        The log, in order.
    conflict
        With INFEASIBLE: decisions that cannot hold together with the rules.
    screened
        Did the contest end with its shortlists: candidates are those on them, and nobody is scored.
    """

    entries: Entries
    cadre: Int32
    post: Int32
    status: Status
    objective: tuple[Objective, ...]
    speaking: Int32
    events: tuple[Event, ...] = ()
    conflict: tuple[Requirement, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
    screened: bool = False


OBJECTIVES = ("contest_blocking_pairs", "contest_filled", "contest_wish_ranks", "contest_post_ranks")
"""The contest's objectives under ``contest.rule = "stable"``; ``"max-filled"`` swaps the first two."""
