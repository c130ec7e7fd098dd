"""What a report asks of whoever explains: the interface between two rooms that do not know each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rengang.errors import Text


class Explanations(Protocol):
    """What a report asks of an explainer (``rengang.explain.Explainer`` is one)."""

    def reasons(self) -> Sequence[Text]:
        """One sentence per row of the allocation."""

    def cadre(self, cadre: int) -> Text:
        """A paragraph about one cadre."""

    def unit(self, unit: int) -> Text:
        """A paragraph about one unit."""
