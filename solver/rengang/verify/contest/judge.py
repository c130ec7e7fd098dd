"""The verdict on a post contest, from the tables and the policy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Fate, Instance
from rengang.model.arrays import Int32, frozen
from rengang.policy import Policy
from rengang.verify.breach import Breach
from rengang.verify.contest import order, registration, scores
from rengang.verify.contest.blocking import blocking_pairs, objectives
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.checks import CHECKS, Bench
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.log import Step, steps
from rengang.verify.contest.registration import Register
from rengang.verify.contest.seating import Grounds, Seating
from rengang.verify.contest.trace import Trace


class Appointed(Protocol):
    """Anything that says who is appointed to which post, e.g. :class:`rengang.model.Contest`."""

    @property
    def cadre(self) -> Int32:
        """Cadre indices."""

    @property
    def post(self) -> Int32:
        """Post indices, parallel to `cadre`."""


@dataclass(frozen=True, eq=False)
class Appointments:
    """A bare list of appointments: indices of the roster and of the table `posts`, parallel.

    `screened`: the contest ended with its shortlists, and nobody is appointed yet.
    """

    cadre: Int32
    post: Int32
    screened: bool = False


@dataclass(frozen=True, eq=False)
class ContestVerdict:
    """What the definitions say about a list of appointments.

    Attributes
    ----------
    breaches
        Every hard rule that is broken and by whom.
    objective
        Name and value of each objective in the policy's order; empty where no contest is held and while
        nobody is scored yet.
    blocking_cadre, blocking_post : int32
        The feasible blocking pairs, sorted by cadre, then post.
    candidates
        Everybody who came through to the seats (screened: to the shortlists), with score and ranks, sorted by
        cadre, then post.
    entries
        The same of every entry, those who dropped out included.
    contested
        The posts of the contest, ascending.
    cancelled : dict of post
        Round in which each cancelled post was cancelled (TX-20).
    steps
        What the log has to say (:data:`rengang.verify.contest.log.RECKONED`).
    trace
        What was judged, to be told: conditions, scores, seats.
    """

    breaches: tuple[Breach, ...]
    objective: tuple[tuple[str, int], ...]
    blocking_cadre: Int32
    blocking_post: Int32
    candidates: tuple[Candidacy, ...]
    entries: tuple[Candidacy, ...]
    contested: tuple[int, ...]
    cancelled: Mapping[int, int]
    steps: tuple[Step, ...]
    trace: Trace

    @property
    def ok(self) -> bool:
        """Is no hard rule broken."""
        return not self.breaches


def entries(facts: Facts, *, screened: bool = False) -> Entries:
    """Every (person, post) of the contest with its fate, score and ranks (C1–C6); `screened`: C1–C4 alone.

    Raises
    ------
    InvalidInput
        The tables leave open what the policy needs: a rank, a mark, a tie, a vote.
    """
    return examine(facts, screened=screened)[0].entries


def examine(facts: Facts, *, screened: bool) -> tuple[Register, frozenset[int]]:
    """:func:`entries` with what became of the posts, and the posts whose vote is valid."""
    if not facts.held:
        return Register({}, {}, {}, ()), frozenset()
    register = registration.register(facts)
    found, valid = register.entries, frozenset[int]()
    order.shortlist(facts, found)
    if not screened:
        scores.score(facts, found)
        order.inspect(facts, found)
        valid = order.elect(facts, found)
        order.rank(facts, found, valid)
    return register, valid


def entries_table(instance: Instance, policy: Policy, seed: int = 0) -> pl.DataFrame:
    """The fate of every entry by the judge's own reckoning, sorted by cadre, then post.

    Columns `cadre`, `post`, `round`, `order` (Int32), `declared`, `fate`, `unmet` (list of condition names),
    `score` and `rate` (as fractions in text, null where there is none), `votes`, `wish_rank`, `post_rank`.
    """
    found = entries(Facts.of(instance, policy, seed))
    rows = [
        {
            "cadre": e.cadre,
            "post": e.post,
            "round": e.round,
            "order": e.order,
            "declared": e.declared,
            "fate": e.fate.value,
            "unmet": list(e.unmet),
            "score": None if e.score is None else str(e.score),
            "rate": None if e.rate is None else str(e.rate),
            "votes": e.votes,
            "wish_rank": e.wish_rank,
            "post_rank": e.post_rank,
        }
        for e in (found[key] for key in sorted(found))
    ]
    whole = dict.fromkeys(("cadre", "post", "round", "order", "votes", "wish_rank", "post_rank"), pl.Int32())
    text = {"declared": pl.Boolean(), "fate": pl.String(), "unmet": pl.List(pl.String())}
    schema = {**whole, **text, "score": pl.String(), "rate": pl.String()}
    return pl.DataFrame(rows, schema=schema)


def judge_contest(
    instance: Instance, policy: Policy, cadre: Int32, post: Int32, seed: int = 0, *, screened: bool = False
) -> ContestVerdict:
    """Judge a list of appointments by the definitions alone.

    A contest that is only `screened` asks for no scores, votes or decisions, and has no objective.

    Raises
    ------
    ValueError
        It is no list of appointments of this instance: columns of different length, or an index out of range.
    InvalidInput
        The tables leave open what the policy needs, or a decision names somebody who is no candidate.

    Notes
    -----
    That the objectives are the best possible is not judged here, only what they are.
    """
    facts = Facts.of(instance, policy, seed)
    pairs = appointed_pairs(facts, cadre, post)
    register, valid = examine(facts, screened=screened)
    found = register.entries
    seating = Seating(Grounds(facts))
    for person, at in pairs:
        if person not in seating.post_of and at not in seating.holder:
            seating.appoint(person, at)
    heard = seating.grounds.decisions if facts.held and not screened else ()
    unheard = [pair for pair in heard if not _in(found, pair)]
    if unheard:
        raise InvalidInput([_no_candidate(facts, *pair) for pair in unheard])
    breaches: list[Breach] = []
    for check in CHECKS if (facts.held and not screened) or pairs else ():
        breaches += check.found(Bench(facts, found, pairs, seating))
    blocking = [] if screened else blocking_pairs(seating, found)
    return ContestVerdict(
        tuple(breaches),
        objectives(facts, seating, found, len(blocking)) if decided(facts, found) and not screened else (),
        frozen(np.array([pair[0] for pair in blocking], dtype=np.int32)),
        frozen(np.array([pair[1] for pair in blocking], dtype=np.int32)),
        tuple(found[key] for key in sorted(found) if found[key].still_in),
        tuple(found[key] for key in sorted(found)),
        facts.contested,
        register.cancelled,
        steps(facts, register, valid, heard, len(pairs), screened=screened),
        Trace(facts, register, seating, screened),
    )


def decided(facts: Facts, found: Entries) -> bool:
    """Is there a contest, and has anybody come further than waiting for a score."""
    waits = any(entry.fate is Fate.UNSCORED for entry in found.values())
    return facts.held and not (waits and all(entry.score is None for entry in found.values()))


def appointed_pairs(facts: Facts, cadre: Int32, post: Int32) -> tuple[tuple[int, int], ...]:
    """The rows of the list, in order, checked for form."""
    if len(cadre) != len(post):
        raise ValueError("the columns of the appointments differ in length")
    for name, column, size in (("cadre", cadre, facts.case.cadres), ("post", post, len(facts.posts))):
        if len(column) and (min(column) < 0 or max(column) >= size):
            raise ValueError(f"a {name} index is outside 0…{size - 1}")
    return tuple((int(i), int(p)) for i, p in zip(cadre, post, strict=True))


def _in(found: Entries, decision: tuple[int, int]) -> bool:
    entry = found.get((decision[1], decision[0]))
    return entry is not None and entry.still_in


def _no_candidate(facts: Facts, post: int, cadre: int) -> Problem:
    what = Text(
        "集体决定的人选不是该职位的候选人", "a decision names somebody who is no candidate for the post"
    )
    expected = Text("该职位的候选人", "a candidate for the post")
    value = facts.ids(post, cadre)
    return facts.problem("decision-not-candidate", what, expected, "decisions", value, "contest.decision")
