"""The figures of a selection: movements per unit, first intents, what barred the others, as the judge saw them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.report.outcome import Outcome
from rengang.report.rooms import SELECTION
from rengang.rules.catalogue import bits
from rengang.rules.nomination import NOT_LISTED
from rengang.rules.rule import About
from rengang.verify.allocation import Trace
from rengang.verify.capacity import Seats
from rengang.verify.two_way.intents import Intents


@dataclass(frozen=True, eq=False)
class Figures:
    """Everything that the tables of a selection are made of, read off what its judge saw, computed once.

    Arrays named after units have shape (units,), those named after rows one entry per row of the allocation.
    """

    trace: Trace

    @property
    def instance(self) -> Instance:
        """The roster that the selection was made on."""
        return self.trace.case.instance

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.trace.case.policy

    @property
    def allocation(self) -> Allocation:
        """Who goes where."""
        return self.trace.allocation

    @cached_property
    def stage(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """Stage of each row as text."""
        return np.array([s.value for s in self.allocation.stage], dtype="U10")

    @cached_property
    def by_intent(self) -> Bool:
        """Rows whose intent was met."""
        return np.asarray(self.stage == Stage.INTENT.value)

    @cached_property
    def placed(self) -> Bool:
        """Rows that were given a unit, by whatever stage."""
        return np.asarray(self.allocation.to_unit >= 0)

    @cached_property
    def home(self) -> Int32:
        """Present unit of each row, −1 where unknown."""
        return self.instance.unit_of[self.allocation.cadre]

    @cached_property
    def out(self) -> Int64:
        """Who leaves each unit: the whole pool but those who stay, whom a rule holds back or no exchange moves."""
        return self._per_unit(self.home[self.stage != Stage.STAY.value])

    @cached_property
    def into(self) -> Int64:
        """Who arrives at each unit."""
        return self._per_unit(self.allocation.to_unit)

    @cached_property
    def into_by_intent(self) -> Int64:
        """Who arrives at each unit by the selection."""
        return self._per_unit(self.allocation.to_unit[self.by_intent])

    @property
    def seats(self) -> Seats | None:
        """Bounds on arrivals; None in an exchange, where arrivals are bound by departures."""
        return None if self.policy.exchanges else self.trace.seats

    @property
    def pairs(self) -> Intents:
        """The pool's intents with ranks and bars."""
        return self.trace.intents

    @cached_property
    def first_intents(self) -> tuple[int, int]:
        """(met, filed): pool members whose intent of rank 1 was met, and those who filed any."""
        met = self.by_intent & (self.allocation.intent_rank == 1)
        return int(met.sum()), len(np.unique(self.pairs.cadre))

    @cached_property
    def barred(self) -> dict[str, int]:
        """Intents of the pool that no selection could meet, by the rule that bars them."""
        left, found = self.pairs.bars, {}
        for rule, bit in bits().items():
            matches = {Procedure.TWO_WAY, Procedure.EXCHANGE} & set(rule.binds)
            if rule.about is About.PAIR and matches and rule is not NOT_LISTED:
                found[rule.name] = int((left & bit > 0).sum())
                left = np.where(left & bit > 0, np.uint32(0), left)
        return found

    def _per_unit(self, unit: Int32) -> Int64:
        return np.bincount(unit[unit >= 0], minlength=len(self.instance.units)).astype(np.int64)


def figures_of(outcome: Outcome) -> Figures | None:
    """The figures of the selection of an outcome, the same for the same one; None where it did not run."""
    if outcome.allocation is None or outcome.judged.allocation is None:
        return None
    found = outcome.facts.get(SELECTION)
    if not isinstance(found, Figures):
        found = outcome.facts[SELECTION] = Figures(outcome.judged.allocation.trace)
    return found
