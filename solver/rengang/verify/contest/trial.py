"""What would be broken if somebody else had a post: a list of appointments, changed in one place at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rengang.model import Instance
from rengang.model.arrays import Int32
from rengang.policy import Policy
from rengang.verify.breach import Breach
from rengang.verify.contest import checks
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.judge import appointed_pairs
from rengang.verify.contest.seating import Grounds, Seating, Subject


class Trial:
    """A list of appointments on trial.

    Parameters
    ----------
    instance, policy
        What was handed in, under what.
    cadre, post
        The appointments as they are: indices, parallel.

    Raises
    ------
    ValueError
        It is no list of appointments of this instance.
    """

    def __init__(self, instance: Instance, policy: Policy, cadre: Int32, post: Int32) -> None:
        facts = Facts.of(instance, policy, 0)
        self._seating = Seating(Grounds(facts))
        for person, at in appointed_pairs(facts, cadre, post):
            if person not in self._seating.post_of and at not in self._seating.holder:
                self._seating.appoint(person, at)

    def breaches(self, cadre: int, post: int) -> tuple[Breach, ...]:
        """What S3–S7 say against `cadre` having `post`, instead of whoever has it and of any other post.

        Asked are the two people, the two posts, their units, relatives and decisions; what is broken elsewhere in
        the list has nothing to do with this change.  O(what the change touches).
        """
        seating = self._seating
        own, holder = seating.post_of.get(cadre), seating.holder.get(post)
        cadres = {cadre} if holder is None else {cadre, holder}
        posts = {post} if own is None else {post, own}
        with self._without(cadres):
            seating.appoint(cadre, post)
            broken = sorted(s for s in seating.subjects(cadres, posts) if seating.broken(s))
            told = tuple(self._told(broken))
            seating.remove(cadre)
        return told

    @contextmanager
    def _without(self, cadres: Iterable[int]) -> Iterator[None]:
        """These people have no post for a while."""
        had = {cadre: self._seating.post_of[cadre] for cadre in cadres if cadre in self._seating.post_of}
        for cadre in had:
            self._seating.remove(cadre)
        yield
        for cadre, post in had.items():
            self._seating.appoint(cadre, post)

    def _told(self, broken: Iterable[Subject]) -> Iterator[Breach]:
        """The breaches behind these subjects, in their order."""
        for rule, one, other in broken:
            match rule:
                case "S3":
                    yield from checks.incumbents_told(self._seating, [one])
                case "S4":
                    yield from checks.midlevel_told(self._seating, [one])
                case "S5":
                    yield from checks.establishment_told(self._seating, [one])
                case "S6":
                    yield from checks.relatives_told(self._seating, [(one, other)])
                case _:
                    yield from checks.decisions_told(self._seating, [(one, other)])
