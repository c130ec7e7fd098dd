"""C7: the feasible blocking pairs of an appointment list, and its objectives."""

from __future__ import annotations

from rengang.model.contest import OBJECTIVES
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.seating import Seating

WORST = 10**9
"""As a rank: of somebody who is no candidate for the post they have; such an appointment protects nobody."""


def ranks(entries: Entries, cadre: int, post: int) -> tuple[int, int]:
    """(the person's rank of the post, the post's rank of the person)."""
    entry = entries.get((cadre, post))
    return (entry.wish_rank, entry.post_rank) if entry is not None and entry.still_in else (WORST, WORST)


def wanted(seating: Seating, entries: Entries, entry: Candidacy) -> bool:
    """Would person and post both rather have each other than what they have."""
    own = seating.post_of.get(entry.cadre)
    if own is not None and ranks(entries, entry.cadre, own)[0] <= entry.wish_rank:
        return False
    holder = seating.holder.get(entry.post)
    return holder is None or (
        holder != entry.cadre and ranks(entries, holder, entry.post)[1] > entry.post_rank
    )


def breaks_after(seating: Seating, entry: Candidacy, before: int) -> bool:
    """Would any of S3–S7 be broken if the person had the post, `before` counting what is broken now.

    Only what the move touches is asked again: the two people, the two posts, the posts that these people hold,
    the units of all of them, their relatives, the decisions about them.
    """
    touched = seating.touched(entry.cadre, entry.post)
    left = before - sum(seating.broken(subject) for subject in touched)
    with seating.instead(entry.cadre, entry.post):
        left += sum(seating.broken(subject) for subject in touched)
    return left > 0


def blocking_pairs(seating: Seating, entries: Entries) -> list[tuple[int, int]]:
    """Every (person, post) that would both gain by a move which breaks nothing, sorted.

    O(candidates · what one move touches).  After Biró, Manlove, Mittal 2010 (conflicts) and Kamada, Kojima
    2017 (feasibility).
    """
    before = sum(seating.broken(subject) for subject in seating.all_subjects())
    return [
        key
        for key, entry in sorted(entries.items())
        if entry.still_in and wanted(seating, entries, entry) and not breaks_after(seating, entry, before)
    ]


def objectives(
    facts: Facts, seating: Seating, entries: Entries, blocking: int
) -> tuple[tuple[str, int], ...]:
    """Name and value of each objective in the policy's order; ``"max-filled"`` takes the filled posts first."""
    met = [entries[pair] for pair in seating.post_of.items() if pair in entries and entries[pair].still_in]
    values = {
        "contest_blocking_pairs": blocking,
        "contest_filled": len(met),
        "contest_wish_ranks": sum(entry.wish_rank for entry in met),
        "contest_post_ranks": sum(entry.post_rank for entry in met),
    }
    first, second, *rest = OBJECTIVES
    names = (second, first, *rest) if facts.rules.rule == "max-filled" else OBJECTIVES
    return tuple((name, values[name]) for name in names)
