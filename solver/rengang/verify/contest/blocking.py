"""C7: the feasible blocking pairs of an appointment list, and its objectives."""

from __future__ import annotations

from dataclasses import dataclass

from rengang.model.contest import OBJECTIVES
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.seating import Seating

WORST = 10**9
"""As a rank: of somebody who is no candidate for the post they have; such an appointment protects nobody."""


@dataclass(frozen=True)
class Move:
    """A candidate takes a post: from whom, if anybody has it."""

    cadre: int
    post: int
    displaced: int | None


def ranks(entries: Entries, cadre: int, post: int) -> tuple[int, int]:
    """(the person's rank of the post, the post's rank of the person)."""
    entry = entries.get((cadre, post))
    return (entry.wish_rank, entry.post_rank) if entry is not None and entry.still_in else (WORST, WORST)


def wanted(seating: Seating, entries: Entries, entry: Candidacy) -> Move | None:
    """The move that both sides would rather make than not, or None where one of them would not."""
    own = seating.post_of.get(entry.cadre)
    if own is not None and ranks(entries, entry.cadre, own)[0] <= entry.wish_rank:
        return None
    holder = seating.holder.get(entry.post)
    if holder is not None and (
        holder == entry.cadre or ranks(entries, holder, entry.post)[1] <= entry.post_rank
    ):
        return None
    return Move(entry.cadre, entry.post, holder)


def breaks_after(seating: Seating, move: Move, before: int) -> bool:
    """Does the assignment after the move break any of S3–S7, `before` counting what it breaks now.

    Only what the move touches is asked again: the two people, the two posts, the posts that these people hold,
    the units of all of them, their relatives, the decisions about them.
    """
    own = seating.post_of.get(move.cadre)
    cadres = [move.cadre] if move.displaced is None else [move.cadre, move.displaced]
    posts = [move.post] if own is None else [move.post, own]
    touched = seating.subjects(cadres, posts)
    left = before - sum(seating.broken(subject) for subject in touched)
    if own is not None:
        seating.remove(move.cadre)
    if move.displaced is not None:
        seating.remove(move.displaced)
    seating.appoint(move.cadre, move.post)
    left += sum(seating.broken(subject) for subject in touched)
    seating.remove(move.cadre)
    if move.displaced is not None:
        seating.appoint(move.displaced, move.post)
    if own is not None:
        seating.appoint(move.cadre, own)
    return left > 0


def blocking_pairs(seating: Seating, entries: Entries) -> list[tuple[int, int]]:
    """Every (person, post) that would both gain by a move which breaks nothing, sorted.

    O(candidates · what one move touches).  After Biró, Manlove, Mittal 2010 (conflicts) and Kamada, Kojima
    2017 (feasibility).
    """
    before = sum(seating.broken(subject) for subject in seating.all_subjects())
    found = []
    for key in sorted(entries):
        move = wanted(seating, entries, entries[key]) if entries[key].still_in else None
        if move is not None and not breaks_after(seating, move, before):
            found.append(key)
    return found


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
