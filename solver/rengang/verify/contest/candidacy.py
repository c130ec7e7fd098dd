"""One person's standing at one post, as it passes through the contest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rengang.model import Fate

NEVER_LIVE = (Fate.SUPERSEDED, Fate.LATE, Fate.NO_CONSENT)
"""Fates of applications that never counted."""


@dataclass(eq=False)
class Candidacy:
    """One (person, post); while the person is still in, the fate is ``CANDIDATE``.

    Attributes
    ----------
    cadre, post
        Indices of the roster and of the table `posts`.
    round, order
        Of the application that counts; 0 where there is none or none was given.
    declared
        Does the person's own application count for this post.
    prelim
        Rank in the unit's pre-selection, None where it gave none.
    unmet
        Names of the conditions that are missed.
    score, rate
        Total score in points, pooled recommendation rate.
    votes
        In the competitive vote, −1 where none was held or the person was no inspection candidate.
    wish_rank, post_rank
        From 1, lower is better; 0 unless the fate is ``CANDIDATE``.
    """

    cadre: int
    post: int
    round: int
    order: int
    declared: bool
    prelim: int | None = None
    fate: Fate = Fate.CANDIDATE
    unmet: tuple[str, ...] = ()
    score: Fraction | None = None
    rate: Fraction | None = None
    votes: int = -1
    wish_rank: int = 0
    post_rank: int = 0

    @property
    def live(self) -> bool:
        """Did the entry ever count: filed in time, not replaced, with consent."""
        return self.fate not in NEVER_LIVE

    @property
    def still_in(self) -> bool:
        """Has the person not dropped out of the running for the post."""
        return self.fate is Fate.CANDIDATE


Entries = dict[tuple[int, int], Candidacy]
"""Every candidacy by (cadre, post)."""
