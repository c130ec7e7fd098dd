"""The explainer: every sentence about one allocation, from the tables and the allocation alone."""

from __future__ import annotations

from rengang.errors import Text
from rengang.explain.cadre import cadre_text
from rengang.explain.fates import Fates
from rengang.explain.obstacles import Obstacles
from rengang.explain.reasons import reasons
from rengang.explain.unit import unit_text_of
from rengang.model import Allocation, Instance
from rengang.policy import Policy


class Explainer:
    """Says why an allocation gives everybody what it gives them.

    Parameters
    ----------
    instance, policy
        What was solved, under what.
    allocation
        The allocation to explain, of whatever origin: nothing else of the solve is needed, so that a result
        folder can be explained as well as a fresh result.

    Notes
    -----
    The sentences state facts of this allocation. "Rank k or better would have been enough" means: with that
    nomination rank and all else as it stands, cadre and unit would form a feasible blocking pair. Where two
    rank equally, the text says that the whole decided, not that one was the better.

    Paragraphs for a cadre show other people by nomination rank only; neither names nor ids of others appear.
    Paragraphs for a unit name its nominees by id, never by name.
    """

    def __init__(self, instance: Instance, policy: Policy, allocation: Allocation) -> None:
        self._fates = Fates(instance, policy, allocation)
        self._obstacles = Obstacles(self._fates)

    def cadre(self, cadre: int) -> Text:
        """One paragraph about a cadre (an index): each intent, what stood in its way, and what followed.

        Raises
        ------
        IndexError
            `cadre` is no index of the instance.
        """
        _check(cadre, len(self._fates.instance.cadres), "cadre")
        return cadre_text(self._fates, self._obstacles, cadre)

    def unit(self, unit: int) -> Text:
        """One paragraph about a unit (an index): seats, nominees and their fates, cutoff, seats left.

        Raises
        ------
        IndexError
            `unit` is no index of the instance.
        """
        _check(unit, len(self._fates.instance.units), "unit")
        return unit_text_of(self._fates, self._obstacles, unit)

    def reasons(self) -> list[Text]:
        """One short sentence per row of the allocation, in its order.  O(rows + intents)."""
        return reasons(self._fates, self._obstacles)


def _check(index: int, size: int, what: str) -> None:
    if not 0 <= index < size:
        raise IndexError(f"{what} index {index} is outside 0…{size - 1}")
