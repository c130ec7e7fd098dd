"""Directed placement, seen by one cadre: what a unit would cost, and what forbids the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rengang.explain.selection.fates import Fates, Int8
from rengang.model import Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.pairs import among, encode
from rengang.model.procedure import Procedure
from rengang.rules.avoidance import RELATIVES_TOGETHER
from rengang.rules.catalogue import bits, rules
from rengang.rules.rule import Rule
from rengang.rules.vacancies import VACANCIES
from rengang.verify.bars import barred
from rengang.verify.directed.placement import mismatches, priced, weight

OBSTACLES: tuple[Rule, ...] = tuple(
    rule for rule in rules(binds=Procedure.DIRECTED) if rule.bars or rule in (RELATIVES_TOGETHER, VACANCIES)
)
"""What may keep a cadre from being directed to a unit, in the order in which the first that applies is told."""


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Obstacles and mismatches of directed placement under an allocation."""

    fates: Fates

    @cached_property
    def seats_left(self) -> Int64:
        """Seats of each unit that nobody was given."""
        return self.fates.seats.upper - self.fates.into

    @cached_property
    def directed_into(self) -> Int64:
        """Arrivals of each unit by directed placement."""
        allocation = self.fates.allocation
        directed = np.array([s is Stage.DIRECTED for s in allocation.stage], dtype=bool)
        unit = allocation.to_unit[directed & (allocation.to_unit >= 0)]
        return np.bincount(unit, minlength=self.fates.case.units).astype(np.int64)

    def between(self, cadre: npt.ArrayLike, unit: npt.ArrayLike) -> Int8:
        """Position in :data:`OBSTACLES` of what stands between each cadre and each unit, −1 for nothing.

        The arrays broadcast together.  O(n · rules).
        """
        one, there = np.broadcast_arrays(np.asarray(cadre, np.int32), np.asarray(unit, np.int32))
        fates = self.fates
        mask = barred(fates.case, Procedure.DIRECTED, one, there)
        together = among(encode(one, there, fates.case.units), fates.trace.given_to_relatives)
        holds = {RELATIVES_TOGETHER: together, VACANCIES: self.seats_left[there] <= 0}
        found = np.full(len(one), -1, dtype=np.int8)
        for at, rule in reversed(list(enumerate(OBSTACLES))):
            found[holds[rule] if rule in holds else (mask & bits()[rule]) > 0] = at
        return found

    def mismatches(self, cadre: Int32 | Int64, unit: Int32 | Int64) -> dict[Rule, Bool]:
        """What each placement costs: for each default that has a price, which of the pairs pay it."""
        return dict(mismatches(self.fates.case, cadre.astype(np.int32), unit.astype(np.int32)))

    @cached_property
    def priced(self) -> tuple[Rule, ...]:
        """The defaults that have a price, in the order of :meth:`mismatches`."""
        return priced(self.fates.case)

    def weight(self, rule: Rule) -> int:
        """The price of a default."""
        return weight(self.fates.case, rule)
