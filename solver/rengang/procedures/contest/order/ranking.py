"""From scores to ranks: gates, inspection candidates, the competitive vote, and both sides' order.

The chain is: a post without marks is *unscored*; who misses the gate is *barred* (JL-53); who lacks a score is
an error or *withdrawn*; the best are inspected (TX-28); the vote decides where one was held (TX-29); the rest are
candidates, ranked by posts (JL-59) and ranking posts (JL-58).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any, assert_never

import numpy as np

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Entries, Event, Fate, Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.values import holds
from rengang.policy import Policy
from rengang.policy.contest import PostKey
from rengang.policy.scores import GroupVote, Panel
from rengang.procedures.contest.log import logged
from rengang.procedures.contest.order.order_keys import (
    Ordering,
    arrange,
    equal_runs,
    person_keys,
    post_keys,
)
from rengang.procedures.contest.order.ranking_words import post_id, score_missing, tie_open
from rengang.procedures.contest.order.vote import hold_vote
from rengang.procedures.contest.scores.scoring import Scores, evaluate, parts_of, rates
from rengang.rules.contest_log import LOT_AT_POST, LOT_OF_PERSON, UNSCORED, WITHDRAWN, Line, listed


@dataclass
class _Standing:
    """The entries on their way: fates change, scores and ranks are filled in."""

    instance: Instance
    policy: Policy
    seed: int
    entries: Entries
    events: list[Event] = field(default_factory=list)

    def log(self, line: Line, **facts: Any) -> None:
        """Write a sentence into the log."""
        self.events.append(logged(self.instance, self.policy, line, **facts))

    def still_in(self) -> Int32:
        """Rows that are in the running, ascending."""
        return np.flatnonzero([fate == Fate.CANDIDATE for fate in self.entries.fate]).astype(np.int32)

    def drop(self, rows: Sequence[int] | Int32, fate: Fate) -> None:
        """End the run of these rows with `fate`."""
        fates = list(self.entries.fate)
        for row in rows:
            fates[int(row)] = fate
        self.entries = self.entries.having(fate=tuple(fates))


def rank(
    instance: Instance, policy: Policy, entries: Entries, seed: int
) -> tuple[Entries, tuple[Event, ...]]:
    """Scores, rates, votes and ranks of the entries that are still in, and the fates of those who drop out.

    Entries with fate ``CANDIDATE`` go in; they come out as ``UNSCORED``, ``BARRED``, ``WITHDRAWN``,
    ``NOT_INSPECTED``, ``NOT_ELECTED`` or ``CANDIDATE``, the last with `wish_rank` and `post_rank`. Other entries
    keep their fate. The answer depends on the tables' content, not on the order of their rows.

    Returns
    -------
    entries, events
        Events of kind ``unscored``, ``withdrawn``, ``vote-void``, ``fact-missing``, ``lot-drawn``.

    Raises
    ------
    InvalidInput
        ``score-missing``: a mark that the total needs is not there and ``contest.absent`` is ``"error"``;
        ``vote-not-candidate``: somebody was voted on who is no inspection candidate; ``vote-members-missing``;
        ``tie-open``: two persons are equal in every key of ``contest.post_order`` where it matters.
    """
    none = np.zeros(len(entries), dtype=np.int32)
    start = entries.having(
        score=(None,) * len(entries),
        rate=tuple(rates(instance, entries)),
        votes=frozen(none - 1),
        wish_rank=frozen(none),
        post_rank=frozen(none),
    )
    standing = _Standing(instance, policy, seed, start)
    if policy.contest.total:
        _score(standing)
    _inspect(standing)
    _vote(standing)
    _rank_at_posts(standing)
    _rank_by_persons(standing)
    return standing.entries, tuple(standing.events)


def _score(standing: _Standing) -> None:
    """Scores of those still in; who has none leaves (JL-53, XX-32, A-16)."""
    instance, policy, rows = standing.instance, standing.policy, standing.still_in()
    scores = evaluate(instance, policy, standing.entries, rows)
    unscored = _unscored(policy, standing.entries.post[rows], scores)
    barred = scores.barred & ~unscored
    lacking = np.array([bool(names) for names in scores.missing], dtype=np.bool_) & ~unscored & ~barred
    if lacking.any() and policy.contest.absent == "error":
        raise InvalidInput(score_missing(instance, policy, standing.entries, scores, lacking))
    for post in np.unique(standing.entries.post[rows[unscored]]).tolist():
        standing.log(UNSCORED, post=post)
    for k in np.flatnonzero(lacking).tolist():
        cadre, post = (int(column[rows[k]]) for column in (standing.entries.cadre, standing.entries.post))
        standing.log(WITHDRAWN, post=post, cadre=cadre, missing=listed(scores.missing[k]))
    score, rate = list(standing.entries.score), list(standing.entries.rate)
    out = unscored | barred | lacking
    for k, row in enumerate(rows.tolist()):
        rate[row] = scores.rate[k]
        score[row] = None if out[k] else scores.total[k]
    standing.entries = standing.entries.having(score=tuple(score), rate=tuple(rate))
    standing.drop(rows[unscored], Fate.UNSCORED)
    standing.drop(rows[barred], Fate.BARRED)
    standing.drop(rows[lacking], Fate.WITHDRAWN)


def _unscored(policy: Policy, post: Int32, scores: Scores) -> Bool:
    """Does nobody at the entry's post have a mark, or nobody a vote, of a kind that the total needs."""
    contest = policy.contest
    needed = [contest.scores[part] for part in parts_of(contest.scores, [contest.total])]
    blank = np.zeros(len(post), dtype=np.bool_)
    for kind, there in ((Panel, scores.marked), (GroupVote, scores.recommended)):
        if any(isinstance(node, kind) for node in needed):
            blank |= ~np.isin(post, np.unique(post[there]))
    return blank


def _places(policy: Policy) -> int | None:
    """Inspection candidates per post: ⌈ratio⌉ (TX-28, WC-01), more than the one place (XX-38), or all."""
    inspection = policy.contest.inspection
    match inspection.rule:
        case "ratio":
            return ceil(inspection.ratio)
        case "more_than_places":
            return 2
        case "all":
            return None
    assert_never(inspection.rule)


def _inspect(standing: _Standing) -> None:
    """The inspection candidates: least score and rate, then the best per post: TX-28, CD-08, WC-01, XX-38."""
    policy, inspection = standing.policy, standing.policy.contest.inspection
    rows = standing.still_in()
    low = [
        row
        for row in rows.tolist()
        if _below(standing.entries.score[row], inspection.min_score, "ge")
        or _below(standing.entries.rate[row], inspection.min_share, inspection.share_op)
    ]
    standing.drop(low, Fate.NOT_INSPECTED)
    most, rows = _places(policy), standing.still_in()
    if most is None:
        return
    names: list[PostKey] = [name for name in policy.contest.post_order if name != "votes"]
    order = _by_post(standing, rows, names)
    cut = order.place == most  # the first one below the cut
    if (cut & order.tied).any():
        raise InvalidInput(_ties(standing, rows, order, order.tied, across=most))
    _log_lots(standing, rows, order, across=most)
    standing.drop(rows[order.at[order.place >= most]], Fate.NOT_INSPECTED)


def _below(value: Fraction | None, bound: Fraction | None, op: str) -> bool:
    """Is a bound asked and not met; a missing value does not meet it."""
    return bound is not None and (value is None or not holds(value, op, bound))  # type: ignore[arg-type]


def _vote(standing: _Standing) -> None:
    """The competitive vote at the posts where one was held: TX-29, A-09, SW-01, SW-03."""
    ballot = hold_vote(standing.instance, standing.policy, standing.entries, standing.still_in())
    standing.entries = standing.entries.having(votes=frozen(ballot.votes))
    standing.events += ballot.events
    standing.drop(ballot.rejected, Fate.NOT_ELECTED)


def _rank_at_posts(standing: _Standing) -> None:
    """`post_rank` 1, 2, … of the candidates of each post: JL-59, TX-28, TX-29, A-04."""
    rows = standing.still_in()
    order = _by_post(standing, rows, standing.policy.contest.post_order)
    if order.tied.any():
        raise InvalidInput(_ties(standing, rows, order, order.tied))
    _log_lots(standing, rows, order)
    ranks = np.zeros(len(standing.entries), dtype=np.int32)
    ranks[rows[order.at]] = order.place + 1
    standing.entries = standing.entries.having(post_rank=frozen(ranks))


def _rank_by_persons(standing: _Standing) -> None:
    """`wish_rank` of each candidate's posts; equal keys share a rank: JL-58, A-25."""
    rows, names = standing.still_in(), standing.policy.contest.person_order
    keys = person_keys(standing.instance, standing.entries, rows, standing.seed, names)
    order = arrange(standing.entries.cadre[rows], keys, names)
    for start, end in equal_runs(order, order.by_lot):
        drawn = rows[order.at[start:end]]
        posts = listed(post_id(standing.instance, post) for post in standing.entries.post[drawn])
        cadre = int(standing.entries.cadre[drawn[0]])
        standing.log(LOT_OF_PERSON, cadre=cadre, seed=standing.seed, order=posts)
    ranks = np.zeros(len(standing.entries), dtype=np.int32)
    ranks[rows[order.at]] = _dense_places(order) + 1
    standing.entries = standing.entries.having(wish_rank=frozen(ranks))


def _dense_places(order: Ordering) -> Int64:
    """Place within the group, from 0, where equal ones share a place and the next place follows."""
    step = (~order.tied & (order.place > 0)).astype(np.int64)
    risen = np.cumsum(step)
    starts = np.flatnonzero(order.place == 0)
    sizes = np.diff(np.append(starts, len(order.at)))
    return risen - np.repeat(risen[starts], sizes) if len(starts) else risen


def _by_post(standing: _Standing, rows: Int32, names: Sequence[PostKey]) -> Ordering:
    keys = post_keys(standing.instance, standing.policy, standing.entries, rows, standing.seed, names)
    return arrange(standing.entries.post[rows], keys, names)


def _straddles(order: Ordering, start: int, end: int, across: int | None) -> bool:
    """Do the elements [start, end) of one group lie on both sides of the cut (no cut: always)."""
    return across is None or bool(order.place[start] < across <= order.place[end - 1])


def _ties(
    standing: _Standing, rows: Int32, order: Ordering, tied: Bool, across: int | None = None
) -> list[Problem]:
    """One problem per group of persons equal in every key, where the tie matters."""
    return [
        tie_open(
            standing.instance,
            standing.policy,
            standing.entries,
            rows[order.at[start:end]].tolist(),
            cut=across is not None,
        )
        for start, end in equal_runs(order, tied)
        if _straddles(order, start, end, across)
    ]


def _log_lots(standing: _Standing, rows: Int32, order: Ordering, across: int | None = None) -> None:
    """One event per group of persons whom the lot put in order, where it matters."""
    for start, end in equal_runs(order, order.by_lot):
        if _straddles(order, start, end, across):
            drawn = rows[order.at[start:end]]
            above = 0 if across is None else across - int(order.place[start])
            tail = Text(f"；前 {above} 人列为考察对象", f"; the first {above} are inspected")
            standing.log(
                LOT_AT_POST,
                post=int(standing.entries.post[drawn[0]]),
                seed=standing.seed,
                order=listed(standing.instance.cadre_id(int(i)) for i in standing.entries.cadre[drawn]),
                above="" if across is None else tail,
            )
