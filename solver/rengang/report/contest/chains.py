"""Chains of moves: who wins leaves a post, and whoever wins that one leaves another (TX-34)."""

from __future__ import annotations

from dataclasses import dataclass

from rengang.report.contest.facts import contest_of
from rengang.report.outcome import Outcome


@dataclass(frozen=True)
class Chain:
    """People who move one after the other, each into the post that the next one gives up.

    `people` begins with whose win sets the others off: the second takes the first one's old post, the third the
    second one's. `vacant` is the post that the last one gives up and nobody takes; None where that person held
    none, and in a circle, where the first takes the last one's.
    """

    people: tuple[int, ...]
    vacant: int | None
    circle: bool = False


def held_before(outcome: Outcome) -> dict[int, int]:
    """Cadre → the post that each held before: the least that names them as incumbent, else their own column."""
    instance = outcome.instance
    own = instance.codes(instance.cadres["post_id"], "posts", "post_id")
    found = {cadre: int(own[cadre]) for cadre in contest_of(outcome).won if own[cadre] >= 0}
    holder = instance.codes(outcome.posts["incumbent_id"], "cadres", "cadre_id")
    for post in range(len(holder) - 1, -1, -1):
        if int(holder[post]) in contest_of(outcome).won:
            found[int(holder[post])] = post
    return found


def chains(outcome: Outcome) -> list[Chain]:
    """Every chain that sets off another move or leaves a post vacant, the longest first.  O(posts)."""
    left = {
        cadre: post for cadre, post in held_before(outcome).items() if contest_of(outcome).won[cadre] != post
    }
    follows = {c: contest_of(outcome).winner[p] for c, p in left.items() if p in contest_of(outcome).winner}
    followers = set(follows.values())
    found: list[Chain] = []
    seen: set[int] = set()

    def walk(first: int) -> list[int]:
        people = [first]
        while (after := follows.get(people[-1])) is not None and after != first:
            people.append(after)
        seen.update(people)
        return people

    for cadre in sorted(contest_of(outcome).won):
        if cadre not in followers:
            people = walk(cadre)
            found.append(Chain(tuple(people), left.get(people[-1])))
    found += [
        Chain(tuple(walk(cadre)), None, circle=True)
        for cadre in sorted(contest_of(outcome).won)
        if cadre not in seen
    ]
    kept = [chain for chain in found if len(chain.people) > 1 or chain.vacant is not None]
    return sorted(kept, key=lambda chain: (-len(chain.people), chain.people))
