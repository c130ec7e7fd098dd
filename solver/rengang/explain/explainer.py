"""The explainer: every sentence about one result, from the tables and the result alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from rengang.errors import Text
from rengang.explain.contest.story import ContestStory
from rengang.explain.sections.story import SectionStory
from rengang.explain.selection.cadre import cadre_text
from rengang.explain.selection.fates import Fates
from rengang.explain.selection.obstacles import Obstacles
from rengang.explain.selection.reasons import reasons
from rengang.explain.selection.unit import unit_text_of
from rengang.explain.words import joined
from rengang.model import Allocation, Instance
from rengang.model.arrays import Int32
from rengang.policy import Policy
from rengang.verify import Verdict, verify

_NOTHING = Text("这次没有涉及此人。", "Nothing was decided about this person.")


class Explainer:
    """Says why a result gives everybody what it gives them, by what the judge saw of it.

    Parameters
    ----------
    instance, policy
        What was handed in, under what.
    verdict
        What :func:`rengang.verify.verify` found about the result, fresh or read back from a folder: nothing else of
        the solve is needed.

    Notes
    -----
    The sentences state facts of this result. "Rank k or better would have been enough" means: with that
    nomination rank and all else as it stands, cadre and unit would form a feasible blocking pair. Where two
    rank equally, the text says that the whole decided, not that one was the better.

    Paragraphs for a cadre show other people by rank only; neither names nor ids of others appear. Paragraphs
    for a unit or a post name nominees and candidates by id, never by name.
    """

    def __init__(self, instance: Instance, policy: Policy, verdict: Verdict) -> None:
        self._instance, self._verdict = instance, verdict
        contest, sections, between = verdict.contest, verdict.sections, verdict.allocation
        self._contest = None if contest is None else ContestStory(instance, policy, contest)
        self._sections = None if sections is None else SectionStory(verdict.roster, policy, sections)
        self._fates = None if between is None else Fates(between.trace)

    @classmethod
    def of_allocation(cls, instance: Instance, policy: Policy, allocation: Allocation) -> Explainer:
        """The explainer of an allocation of whatever origin, where there was neither contest nor section selection."""
        return cls(instance, policy, verify(instance, policy, allocation))

    @cached_property
    def _exchange(self) -> tuple[Fates, Obstacles] | None:
        return None if self._fates is None else (self._fates, Obstacles(self._fates))

    @cached_property
    def _in_allocation(self) -> frozenset[int]:
        return frozenset(() if self._fates is None else self._fates.allocation.cadre.tolist())

    def concerns(self, cadre: int) -> bool:
        """Does the result say anything about this cadre."""
        return (
            cadre in self._in_allocation
            or (self._contest is not None and cadre in self._contest.trace.by_cadre)
            or (self._sections is not None and self._sections.concerns(cadre))
        )

    def concerns_post(self, post: int) -> bool:
        """Was this post (an index) contested in the result."""
        return self._contest is not None and post in self._contest.contested

    def cadre(self, cadre: int, *, derived: bool = True) -> Text:
        """Paragraphs about a cadre (an index): the contest with its scores, sections, each intent.

        `derived`: line by line how each score comes about, not only what it is.

        Raises
        ------
        IndexError
            `cadre` is no index of the instance.
        """
        _check(cadre, len(self._instance.cadres), "cadre")
        parts = []
        if self._contest is not None and cadre in self._contest.trace.by_cadre:
            parts.append(self._contest.cadre(cadre, derived=derived))
        if self._sections is not None and self._sections.concerns(cadre):
            parts.append(self._sections.cadre(cadre))
        if self._exchange is not None and (cadre in self._in_allocation or not parts):
            parts.append(cadre_text(*self._exchange, cadre))
        return joined(parts, "\n", "\n") if parts else _NOTHING

    def derivation(self, cadre: int, post: int) -> Sequence[Text]:
        """How the score of a person at a post came about, line by line; nothing without a contest."""
        return () if self._contest is None else self._contest.derivation(cadre, post)

    def unit(self, unit: int) -> Text:
        """One paragraph about a unit (an index): seats, nominees and their fates, cutoff, seats left.

        Raises
        ------
        IndexError
            `unit` is no index of the instance.
        """
        _check(unit, len(self._instance.units), "unit")
        if self._exchange is None:
            return Text("这次没有双向选择。", "There was no two-way selection.")
        return unit_text_of(*self._exchange, unit)

    def post(self, post: int) -> Text:
        """A paragraph about a contested post (an index): its applicants, its candidates, who got it, the chain.

        Raises
        ------
        IndexError
            `post` is no index of the instance.
        """
        _check(post, len(self._instance.tables["posts"]), "post")
        if self._contest is None:
            return Text("这次没有竞岗。", "There was no contest.")
        return self._contest.post(post)

    def reasons(self) -> list[Text]:
        """One short sentence per row of the allocation, in its order.  O(rows + intents)."""
        return [] if self._exchange is None else reasons(*self._exchange)

    def reasons_of(self, cadres: Int32) -> Sequence[Text]:
        """One short sentence for each of these cadres, from the contest and the section selection."""
        return [self._reason(int(cadre)) for cadre in cadres]

    def _reason(self, cadre: int) -> Text:
        parts = []
        if self._contest is not None and cadre in self._contest.trace.by_cadre:
            parts.append(self._contest.reason(cadre))
        if self._sections is not None and self._sections.concerns(cadre):
            parts.append(self._sections.reason(cadre))
        return joined(parts, "；", "; ") if parts else Text("留在原单位", "stays")


def _check(index: int, size: int, what: str) -> None:
    if not 0 <= index < size:
        raise IndexError(f"{what} index {index} is outside 0…{size - 1}")
