"""The competitive vote (差额票决): quorum and majority as exact shares: TX-29, A-09, SW-01, SW-03."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Entries, Event, Instance
from rengang.model.arrays import Int32
from rengang.model.schema import TABLES
from rengang.model.values import holds, written
from rengang.policy import Policy
from rengang.procedures.contest.log import logged
from rengang.rules.contest_log import QUORUM_UNCHECKED, VOTE_VOID

Row = tuple[int, int, int, int, int | None]
"""cadre, post (indices, −1 unknown), votes, present, members."""


@dataclass(frozen=True, eq=False)
class Ballot:
    """What the votes decided.

    Attributes
    ----------
    votes : int32, shape (entries,)
        Votes of the inspection candidates at the posts voted on (0 without a row), −1 elsewhere.
    rejected
        Entries that were not elected.
    events
        ``vote-void`` where the quorum was missed, ``fact-missing`` where it could not be checked.
    """

    votes: Int32
    rejected: list[int]
    events: list[Event]


def hold_vote(instance: Instance, policy: Policy, entries: Entries, candidates: Int32) -> Ballot:
    """Count the votes at every post that has some: TX-29, A-09.

    A post's vote counts when present/members meets ``contest.vote.quorum`` in each of its rows that gives the
    members; otherwise nobody is elected. A person needs a share of votes as ``contest.vote.majority`` says;
    without a row that share is 0. Posts without votes are left alone: their candidates are a proposal.

    Parameters
    ----------
    candidates : int32
        Rows of the inspection candidates.

    Raises
    ------
    InvalidInput
        ``vote-not-candidate``, ``vote-members-missing``.
    """
    rows = _rows(instance)
    row_of = {(int(entries.cadre[i]), int(entries.post[i])): int(i) for i in candidates}
    counted = [row for row in rows if (row[0], row[1]) in row_of]
    problems = [
        *(_not_candidate(instance, policy, row) for row in rows if (row[0], row[1]) not in row_of),
        *_without_members(instance, policy, counted),
    ]
    if problems:
        raise InvalidInput(problems)
    votes = np.full(len(entries), -1, dtype=np.int32)
    cast = {(cadre, post): (count, present, members) for cadre, post, count, present, members in rows}
    void, events = _quorums(instance, policy, rows)
    held = {row[1]: None for row in rows}
    rejected = []
    for (cadre, post), entry in row_of.items():
        if post in held:
            count, present, members = cast.get((cadre, post), (0, 0, None))
            votes[entry] = count
            if post in void or not _elected(policy, count, present, members):
                rejected.append(entry)
    return Ballot(votes, rejected, events)


def _rows(instance: Instance) -> list[Row]:
    """The votes with indices, sorted by post and cadre."""
    frame = instance.tables["votes"]
    coded = frame.select(
        pl.Series("cadre", instance.codes(frame["cadre_id"], "cadres", "cadre_id")),
        pl.Series("post", instance.codes(frame["post_id"], "posts", "post_id")),
        pl.col("votes", "present").fill_null(0),
        "members",
    ).filter((pl.col("cadre") >= 0) & (pl.col("post") >= 0))
    return coded.rows()


def _quorums(instance: Instance, policy: Policy, rows: list[Row]) -> tuple[dict[int, None], list[Event]]:
    """Posts whose vote is void, and the events that say so, post by post: SW-01, A-09."""
    quorum = policy.contest.vote.quorum
    void: dict[int, None] = {}
    unknown: dict[int, None] = {}
    events: list[Event] = []
    if quorum is None:
        return void, events
    for _, post, _, present, members in rows:
        if members is None:
            if post not in unknown:
                unknown[post] = None
                events.append(logged(instance, policy, QUORUM_UNCHECKED, post=post))
        elif present < quorum * members and post not in void:
            void[post] = None
            events.append(
                logged(
                    instance, policy, VOTE_VOID, post=post,
                    members=members, present=present, quorum=written(quorum),
                )
            )  # fmt: skip
    return void, events


def _elected(policy: Policy, count: int, present: int, members: int | None) -> bool:
    """Is the share of votes enough; compared as exact fractions: TX-29, A-01."""
    vote = policy.contest.vote
    if vote.majority is None:
        return True
    of = {"present": present, "members": members or 0}[vote.base]
    share = Fraction(count, of) if of > 0 else Fraction(0)
    return holds(share, vote.majority_op, vote.majority)


def _without_members(instance: Instance, policy: Policy, rows: list[Row]) -> list[Problem]:
    """Rows that lack the number of members when the majority is a share of them."""
    vote = policy.contest.vote
    if vote.majority is None or vote.base == "present":
        return []
    return [
        Problem(
            "vote-members-missing",
            Text("缺少应到人数，无法计算票数比例", "without the members the share of votes is not known"),
            Text("应到人数", "the number of members"),
            table=TABLES["votes"].heading,
            column=TABLES["votes"].column("members").heading,
            value=f"{_post_id(instance, row[1])}, {instance.cadre_id(row[0])}",
            rule=policy.rule_of("contest.vote.base"),
        )
        for row in rows
        if row[4] is None
    ]


def _not_candidate(instance: Instance, policy: Policy, row: Row) -> Problem:
    return Problem(
        "vote-not-candidate",
        Text("被票决的人不是该职位的考察对象", "the person voted on is no inspection candidate for the post"),
        Text("该职位的考察对象", "an inspection candidate for the post"),
        table=TABLES["votes"].heading,
        column=TABLES["votes"].column("cadre_id").heading,
        value=f"{_post_id(instance, row[1])}, {instance.cadre_id(row[0])}",
        rule=policy.rule_of("contest.inspection.rule"),
    )


def _post_id(instance: Instance, post: int) -> str:
    return str(instance.tables["posts"]["post_id"][post])
