"""What a report asks of whoever explains: the interface between two rooms that do not know each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rengang.errors import Text
from rengang.model.arrays import Int32


class Explanations(Protocol):
    """What a report asks of an explainer (``rengang.explain.Explainer`` is one)."""

    def reasons(self) -> Sequence[Text]:
        """One sentence per row of the allocation; none where no selection ran."""

    def reasons_of(self, cadres: Int32) -> Sequence[Text]:
        """One sentence for each of the given cadres, none of whom stands in the allocation.

        They were appointed, or entered the contest without being in the pool, or took part in the section
        selection; asked only where there was one of the two.
        """

    def cadre(self, cadre: int, *, derived: bool = True) -> Text:
        """A paragraph about one cadre, whatever stages they went through; without `derived` scores are not derived."""

    def derivation(self, cadre: int, post: int) -> Sequence[Text]:
        """How the score of a person at a post came about, line by line; asked only of scored entries."""

    def unit(self, unit: int) -> Text:
        """A paragraph about one unit."""

    def post(self, post: int) -> Text:
        """A paragraph about one contested post; asked only where a contest was held."""
