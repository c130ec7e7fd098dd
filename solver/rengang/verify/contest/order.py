"""C4 and C6: the shortlist, the order of a post's candidates, inspection, the vote, and both sides' ranks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any, assert_never

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Fate
from rengang.model.values import holds
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.facts import Facts, Row

Key = tuple[Any, ...]


def by_post(entries: Entries, wanted: Callable[[Candidacy], bool]) -> Iterator[tuple[int, list[Candidacy]]]:
    """The wanted entries of each post, posts and persons ascending."""
    kept = sorted((e for e in entries.values() if wanted(e)), key=lambda e: (e.post, e.cadre))
    for post, group in groupby(kept, key=lambda e: e.post):
        yield post, list(group)


# -- C4 -----------------------------------------------------------------------------------------------------
def shortlist(facts: Facts, entries: Entries) -> None:
    """Keep the best `shortlist_cap` of a post with more, by the unit's pre-selection (TX-21, TX-22, A-23).

    Ranked are the qualified; under ``registered`` everybody who ever was live, qualified or not, wherever
    anybody is in the running.

    Raises
    ------
    InvalidInput
        ``prelim-missing``, ``tie-open``: the cut needs a rank that is blank or tied, and no lot may decide.
    """
    cap = facts.rules.shortlist_cap
    if cap is None:
        return
    counted = {"qualified": (Fate.CANDIDATE,), "registered": (Fate.CANDIDATE, Fate.UNQUALIFIED)}
    ranks = counted[facts.rules.shortlist_base]
    problems: list[Problem] = []
    for post, group in by_post(entries, lambda e: e.fate in ranks):
        if len(group) <= cap or not any(entry.still_in for entry in group):
            continue
        lot = "lot" in facts.rules.post_order
        blank = [entry for entry in group if entry.prelim is None]
        if blank and not lot:
            problems += [_prelim_missing(facts, entry) for entry in blank]
            continue
        ranked = sorted(group, key=lambda e: (last(e.prelim), facts.lot(e.cadre, post) if lot else ""))
        inside, outside = ranked[cap - 1], ranked[cap]
        if inside.prelim == outside.prelim and not lot:
            problems.append(_tie(facts, post, inside, outside, "contest.shortlist_cap"))
        for entry in ranked[cap:]:
            if entry.still_in:
                entry.fate = Fate.NOT_SHORTLISTED
    if problems:
        raise InvalidInput(problems)


def _prelim_missing(facts: Facts, entry: Candidacy) -> Problem:
    what = Text(
        "超过竞岗对象上限的职位缺少比选名次", "a pre-selection rank is missing where a shortlist is cut"
    )
    expected = Text("每位参加比选人员的比选名次", "a rank for everybody whom the cap counts")
    value = facts.ids(entry.post, entry.cadre)
    return facts.problem("prelim-missing", what, expected, "applications", value, "contest.shortlist_cap")


def _tie(facts: Facts, post: int, one: Candidacy, other: Candidacy, key: str) -> Problem:
    what = Text("并列无法分出先后", "a tie that no key breaks")
    expected = Text("能分出先后的依据，或由政策规定抽签", "a key that breaks it, or a lot by the policy")
    return facts.problem(
        "tie-open", what, expected, "applications", facts.ids(post, one.cadre, other.cadre), key
    )


# -- C6: keys -----------------------------------------------------------------------------------------------
def last(value: int | Fraction | None, *, descending: bool = False) -> tuple[bool, int | Fraction]:
    """A number as a key that puts a blank last."""
    if value is None:
        return (True, 0)
    return (False, -value if descending else value)


def _day(value: date | None) -> tuple[bool, int | Fraction]:
    return last(None if value is None else value.toordinal())


def excellent_years(facts: Facts, cadre: int) -> int:
    """How many of the last three appraisals are excellent."""
    grades = facts.grades.get(cadre, {})
    return sum(grades.get(year) == "excellent" for year in facts.last_years(3))


def post_keys(facts: Facts, entry: Candidacy, voted: bool) -> Key:
    """The keys by which a post orders its candidates, least first (TX-28, TX-29, JL-59, A-04)."""
    person: Row = facts.persons[entry.cadre]
    keys: dict[str, Callable[[], Any]] = {
        "votes": lambda: -entry.votes if voted else 0,
        "score": lambda: last(entry.score, descending=True),
        "rate": lambda: last(entry.rate, descending=True),
        "declared": lambda: not entry.declared,
        "prelim": lambda: last(entry.prelim),
        "appraisal": lambda: -excellent_years(facts, entry.cadre),
        "work_start": lambda: _day(person["work_start"]),
        "birth_date": lambda: _day(person["birth_date"]),
        "post_since": lambda: _day(person["post_since"]),
        "cadre_id": lambda: entry.cadre,
        "lot": lambda: facts.lot(entry.cadre, entry.post),
    }
    return tuple(keys[name]() for name in facts.rules.post_order)


def person_keys(facts: Facts, entry: Candidacy) -> Key:
    """The keys by which a person's posts are ordered (TX-14, JL-58, A-25)."""
    keys: dict[str, Callable[[], Any]] = {
        "rate": lambda: last(entry.rate, descending=True),
        "declared": lambda: not entry.declared,
        "order": lambda: last(entry.order or None),
        "lot": lambda: facts.lot(entry.cadre, entry.post),
    }
    return tuple(keys[name]() for name in facts.rules.person_order)


# -- C6: inspection, vote, ranks ----------------------------------------------------------------------------
def places(facts: Facts) -> int | None:
    """How many of a post are inspected; None: all (TX-28, A-08)."""
    inspection = facts.rules.inspection
    match inspection.rule:
        case "all":
            return None
        case "more_than_places":
            return 2
        case "ratio":
            return math.ceil(inspection.ratio)
    assert_never(inspection.rule)


def inspect(facts: Facts, entries: Entries) -> None:
    """Who is inspected: the least score and rate first, then the best of each post (TX-28, A-08, A-10)."""
    demand = facts.rules.inspection
    problems: list[Problem] = []
    for entry in entries.values():
        low = demand.min_score is not None and (entry.score is None or entry.score < demand.min_score)
        rare = demand.min_share is not None and (
            entry.rate is None or not holds(entry.rate, demand.share_op, demand.min_share)
        )
        if entry.still_in and (low or rare):
            entry.fate = Fate.NOT_INSPECTED
    most = places(facts)
    for post, group in by_post(entries, lambda e: e.still_in):
        if most is None or len(group) <= most:
            continue
        ranked = sorted((post_keys(facts, e, False), e.cadre) for e in group)
        if ranked[most - 1][0] == ranked[most][0]:
            one, other = (entries[ranked[at][1], post] for at in (most - 1, most))
            problems.append(_tie(facts, post, one, other, "contest.inspection.ratio"))
        for _, cadre in ranked[most:]:
            entries[cadre, post].fate = Fate.NOT_INSPECTED
    if problems:
        raise InvalidInput(problems)


def elect(facts: Facts, entries: Entries) -> frozenset[int]:
    """The competitive vote, where one was held; the posts whose vote is valid (TX-29, A-09).

    Raises
    ------
    InvalidInput
        ``vote-not-candidate``: somebody was voted on who is no inspection candidate;
        ``vote-members-missing``: votes are to be a share of the members, whose number is blank.
    """
    problems, valid = [], set()
    inspected = dict(by_post(entries, lambda e: e.still_in))
    for post, ballots in sorted(facts.ballots.items()):
        for cadre in sorted(ballots):
            entry = entries.get((cadre, post))
            if entry is None or not entry.still_in:
                problems.append(_not_candidate(facts, post, cadre))
            elif share_of(facts, ballots[cadre]) is None:
                problems.append(_no_members(facts, post, cadre))
        quorate = all(has_quorum(facts, ballot) for ballot in ballots.values())
        if quorate:
            valid.add(post)
        for entry in inspected.get(post, ()):
            ballot = ballots.get(entry.cadre)
            entry.votes = 0 if ballot is None else ballot["votes"]
            share = None if ballot is None else share_of(facts, ballot)
            if not quorate or not has_majority(facts, share or Fraction(0)):
                entry.fate = Fate.NOT_ELECTED
    if problems:
        raise InvalidInput(problems)
    return frozenset(valid)


def has_quorum(facts: Facts, ballot: Row) -> bool:
    """Were enough of the members present; a blank number of members is not checked."""
    quorum, members = facts.rules.vote.quorum, ballot["members"]
    return quorum is None or members is None or ballot["present"] >= quorum * members


def share_of(facts: Facts, ballot: Row) -> Fraction | None:
    """Votes as a share of the policy's base; None where that is blank and a majority is asked for."""
    vote = facts.rules.vote
    base = ballot[vote.base]
    if base is None:
        return None if vote.majority is not None else Fraction(0)
    return Fraction(ballot["votes"], base) if base else Fraction(0)


def has_majority(facts: Facts, share: Fraction) -> bool:
    """Is the share of votes large enough."""
    vote = facts.rules.vote
    return vote.majority is None or holds(share, vote.majority_op, vote.majority)


def _not_candidate(facts: Facts, post: int, cadre: int) -> Problem:
    what = Text("票决对象不是考察对象", "somebody was voted on who is no inspection candidate")
    expected = Text("该职位的考察对象", "an inspection candidate of the post")
    value = facts.ids(post, cadre)
    return facts.problem("vote-not-candidate", what, expected, "votes", value, "contest.vote.majority")


def _no_members(facts: Facts, post: int, cadre: int) -> Problem:
    what = Text("缺少应到人数", "the number of members is missing")
    expected = Text("应到人数", "the number of members")
    value = facts.ids(post, cadre)
    return facts.problem("vote-members-missing", what, expected, "votes", value, "contest.vote.base")


def rank(facts: Facts, entries: Entries, valid: frozenset[int]) -> None:
    """Both sides' ranks among the candidates that are left; a post's are strict, a person's may tie.

    Raises
    ------
    InvalidInput
        ``tie-open``: two candidates of a post are equal in every key.
    """
    problems: list[Problem] = []
    for post, group in by_post(entries, lambda e: e.still_in):
        ranked = sorted((post_keys(facts, e, post in valid), e.cadre) for e in group)
        for (key, cadre), (next_key, next_cadre) in pairwise(ranked):
            if key == next_key:
                one, other = entries[cadre, post], entries[next_cadre, post]
                problems.append(_tie(facts, post, one, other, "contest.post_order"))
        for place, (_, cadre) in enumerate(ranked, start=1):
            entries[cadre, post].post_rank = place
    if problems:
        raise InvalidInput(problems)
    for _, posts in _by_cadre(entry for entry in entries.values() if entry.still_in):
        keys = {entry.post: person_keys(facts, entry) for entry in posts}
        order = sorted(set(keys.values()))
        for entry in posts:
            entry.wish_rank = 1 + order.index(keys[entry.post])


def _by_cadre(entries: Iterable[Candidacy]) -> Iterator[tuple[int, list[Candidacy]]]:
    ordered = sorted(entries, key=lambda e: (e.cadre, e.post))
    return ((cadre, list(group)) for cadre, group in groupby(ordered, key=lambda e: e.cadre))
