"""The block of the summary document about a contest."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rengang.errors import Text
from rengang.model import Contest, Fate
from rengang.report.contest.facts import contest_of
from rengang.report.outcome import Outcome

UNREAD = (Fate.SUPERSEDED, Fate.LATE, Fate.NO_CONSENT)
"""Entries that nobody examines."""

NOT_LISTED = (*UNREAD, Fate.UNQUALIFIED, Fate.CANCELLED, Fate.NOT_SHORTLISTED)
"""Entries that never came to be scored."""


def block(outcome: Outcome, contest: Contest) -> dict[str, Any]:
    """What is proven about the contest, and how many came how far.

    `screened`: the contest ended with its shortlists. `applicants`, `qualified`, `shortlisted`, `candidates`
    and `appointed` count people, `entries` and `fates` entries, `posts`, `cancelled`, `filled` and `unfilled`
    posts (unfilled: neither filled nor cancelled). `qualified` are those with an entry that was examined and
    misses nothing; `candidates` those who were inspected.
    """
    entries = contest.entries
    fates = Counter(fate.value for fate in entries.fate)
    persons = entries.cadre.tolist()

    def people(fits: Any) -> int:
        return len({person for person, fate in zip(persons, entries.fate, strict=True) if fits(fate)})

    # what was replaced, late or without consent counts for nobody, but it was filed all the same (A4)
    filed = {
        p
        for p, own, fate in zip(persons, entries.declared.tolist(), entries.fate, strict=True)
        if own or fate in UNREAD
    }
    posts, cancelled = len(contest_of(outcome).contested), len(contest_of(outcome).cancelled)
    return {
        "status": contest.status.value,
        "screened": contest.screened,
        "posts": posts,
        "cancelled": cancelled,
        "filled": len(contest.post),
        "unfilled": posts - cancelled - len(contest.post),
        "applicants": len(filed),
        "entries": len(entries),
        "qualified": people(lambda fate: fate not in (*UNREAD, Fate.UNQUALIFIED)),
        "shortlisted": people(lambda fate: fate not in NOT_LISTED),
        "candidates": len({persons[i] for i in inspected(contest)}),
        "appointed": len(contest.cadre),
        "fates": {fate.value: fates[fate.value] for fate in Fate},
        "supply_short": [e.text._asdict() for e in contest.events if e.kind == "supply-short"],
        "notes": [text._asdict() for text in contest_notes(contest)],
        "figures": dict(contest.figures),
    }


def inspected(contest: Contest) -> list[int]:
    """Entries that came as far as the inspection; none in a contest that was only screened."""
    ranked = contest.entries.post_rank.tolist()
    return [
        i
        for i, fate in enumerate(contest.entries.fate)
        if fate in (Fate.NOT_ELECTED, Fate.APPOINTED) or (fate is Fate.CANDIDATE and ranked[i])
    ]


def contest_notes(contest: Contest) -> list[Text]:
    """What the log says of the contest as a whole: neither of one post nor of one person, nor of supply."""
    return [
        event.text
        for event in contest.events
        if event.post < 0 and event.cadre < 0 and event.kind != "supply-short"
    ]
