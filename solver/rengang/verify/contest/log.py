"""What the log of a contest has to say, as far as it follows from the tables and the appointments."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from rengang.model import Fate
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.registration import Register

RECKONED = (
    "post-cancelled", "may-reapply", "unscored", "withdrawn", "vote-void", "overridden", "batch-limit",
)  # fmt: skip
"""Kinds of events that the judge works out; what the log says of others is not held against anything."""


class Step(NamedTuple):
    """One event: its kind, round (0: none), post and cadre (−1: none)."""

    kind: str
    round: int = 0
    post: int = -1
    cadre: int = -1


def steps(
    facts: Facts,
    register: Register,
    valid: Collection[int],
    decisions: Collection[tuple[int, int]],
    appointed: int,
    *,
    screened: bool,
) -> tuple[Step, ...]:
    """Every event of a kind in :data:`RECKONED`, sorted.

    Posts cancelled and who may apply again (TX-20, A-24), posts without marks and who is taken as withdrawn
    (XX-32), votes without a quorum (TX-29), decisions of the leading group (A-11), more appointments than one
    batch may hold (WC-03).

    Parameters
    ----------
    valid
        Posts whose vote is valid.
    decisions
        (post, cadre) of each decision that is to be obeyed.
    appointed
        How many are appointed.
    screened
        Did the contest end with its shortlists: then nobody was scored, voted on or appointed.
    """
    found = [Step("post-cancelled", number, post) for post, number in register.cancelled.items()]
    found += [Step("may-reapply", *opened) for opened in register.reopened]
    if not screened:
        entries = register.entries.values()
        found += [Step("unscored", 0, post) for post in {e.post for e in entries if e.fate is Fate.UNSCORED}]
        found += [Step("withdrawn", 0, e.post, e.cadre) for e in entries if e.fate is Fate.WITHDRAWN]
        found += [Step("vote-void", 0, post) for post in facts.ballots if post not in valid]
        found += [Step("overridden", 0, post, cadre) for post, cadre in decisions]
        limit = facts.rules.batch_limit
        if limit is not None and appointed > limit:
            found.append(Step("batch-limit"))
    return tuple(sorted(found))
