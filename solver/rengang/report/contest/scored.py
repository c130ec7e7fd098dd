"""The values behind the scores of a contest, node by node, for forms and pages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from rengang.model import Contest, Fate
from rengang.model.arrays import Int32
from rengang.policy.scores import Sum
from rengang.report.contest.facts import contest_of
from rengang.report.contest.fates import readable
from rengang.report.outcome import Outcome


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """The scored entries with the value of every node that the total is made of.

    `entries` are rows of the contest's entries, in the order of posts, then of the score (best first), then of
    cadres; `columns` maps each node to one text per row, the total last, and `parts` names those of them that
    the total is made of directly; `place` is the rank by score within
    the post, equal scores alike, 0 without a score.
    """

    entries: Int32
    columns: dict[str, list[str | None]]
    parts: tuple[str, ...]
    place: list[int]


def score_table(outcome: Outcome, contest: Contest) -> ScoreTable:
    """The values of every node for whoever was scored, barred by the gate, or did not appear."""
    policy, entries = outcome.policy.contest, contest.entries
    shown = [
        i
        for i, (score, fate) in enumerate(zip(entries.score, entries.fate, strict=True))
        if score is not None or fate in (Fate.BARRED, Fate.WITHDRAWN)
    ]
    if not shown or not policy.total:
        return ScoreTable(np.zeros(0, dtype=np.int32), {}, (), [])
    post, cadre = entries.post.tolist(), entries.cadre.tolist()
    best = [Fraction(-1) if score is None else score for score in entries.score]
    shown.sort(key=lambda i: (post[i], -best[i], cadre[i]))
    trace, decimals = contest_of(outcome).trace, policy.rounding.decimals
    each = decimals if policy.rounding.stage == "every" else None
    columns: dict[str, list[str | None]] = {}
    for i in shown:
        for step in trace.reckoned(trace.entries[cadre[i], post[i]]):
            final = step.name == policy.total
            told = readable(entries.score[i], decimals) if final else readable(step.value, each)
            columns.setdefault(step.name, []).append(told)
    total = policy.scores[policy.total]
    parts = tuple(total.terms) if isinstance(total, Sum) else ()
    return ScoreTable(
        np.array(shown, dtype=np.int32), columns, (*parts, policy.total), _places(contest, shown)
    )


def _places(contest: Contest, shown: list[int]) -> list[int]:
    """1 + the number of those with a strictly higher score at the same post, of entries in order of score."""
    places: list[int] = []
    ahead, best = 0, None
    for at, i in enumerate(shown):
        score = contest.entries.score[i]
        if at == 0 or contest.entries.post[shown[at - 1]] != contest.entries.post[i]:
            ahead, best, place = 0, None, 0
        if score is not None and score != best:
            best, place = score, ahead + 1
        ahead += 1
        places.append(0 if score is None else place)
    return places
