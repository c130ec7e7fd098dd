"""The figures of a result: movements per unit, fairness, blocking pairs with what they would need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.procedures import admissible, capacity
from rengang.rules.catalogue import bits
from rengang.rules.nomination import NOT_LISTED
from rengang.rules.rule import About

if TYPE_CHECKING:
    from rengang.verify import Verdict


@dataclass(frozen=True, eq=False)
class Figures:
    """Everything that the tables of a result folder are made of, computed once.

    Arrays named after units have shape (units,), those named after rows one entry per row of the allocation.
    """

    instance: Instance
    policy: Policy
    allocation: Allocation

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
        """Who leaves each unit: the whole pool, in an exchange those who move."""
        leaves = self.placed if self.policy.exchanges else np.ones(len(self.allocation), dtype=bool)
        return self._per_unit(self.home[leaves])

    @cached_property
    def into(self) -> Int64:
        """Who arrives at each unit."""
        return self._per_unit(self.allocation.to_unit)

    @cached_property
    def into_by_intent(self) -> Int64:
        """Who arrives at each unit by the selection."""
        return self._per_unit(self.allocation.to_unit[self.by_intent])

    @cached_property
    def after(self) -> Int64:
        """Headcount of each unit after the campaign."""
        return self.instance.staff - self.out + self.into

    @cached_property
    def vacancies_left(self) -> Int64:
        """Published vacancies that stay open."""
        left: Int64 = np.maximum(self.instance.vacancies - self.into, 0)
        return left

    @cached_property
    def seats(self) -> capacity.Seats | None:
        """Bounds on arrivals; None in an exchange, where arrivals are bound by departures."""
        return None if self.policy.exchanges else capacity.seats(self.instance, self.policy)

    @cached_property
    def pairs(self) -> admissible.Pairs:
        """The pool's intents with ranks and bars."""
        return admissible.pairs(self.instance, self.policy)

    @cached_property
    def stages(self) -> dict[str, int]:
        """Rows per stage, every stage that occurs or could, in the order of the enumeration."""
        return {s.value: int((self.stage == s.value).sum()) for s in Stage}

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


BLOCKING_SCHEMA = {
    "cadre_id": pl.String,
    "unit_id": pl.String,
    "intent_rank": pl.Int32,
    "nomination_rank": pl.Int32,
    "kind": pl.String,
    "replaces": pl.String,
}


def blocking_table(figures: Figures | None, verdict: Verdict | None) -> pl.DataFrame:
    """The feasible blocking pairs that the judge found, with what carrying them out would take.

    Without rows where no selection ran.

    `kind` is ``free`` (the unit has a free seat) or ``replace``; then `replaces` is the cadre whose place
    would be taken: the relative whose place it must be if there is one, else the worst ranked (the last by id
    among equals). Sorted by cadre, then unit.
    """
    rows: list[tuple[str, str, int, int, str, str | None]] = []
    if figures is None or verdict is None:
        return pl.DataFrame(rows, schema=BLOCKING_SCHEMA, orient="row")
    instance, ours = figures.instance, figures.pairs
    rank_of = {
        (c, u): (a, b)
        for c, u, a, b in zip(
            *(x.tolist() for x in _rows_of(ours, np.asarray(verdict.blocking_cadre))), strict=True
        )
    }
    given = _given(figures)
    kin = _kin_of(figures, np.unique(verdict.blocking_cadre))
    free = None if figures.seats is None else figures.seats.upper - figures.into_by_intent
    for cadre, unit in sorted(
        zip(verdict.blocking_cadre.tolist(), verdict.blocking_unit.tolist(), strict=True)
    ):
        arrived = given.get(unit, [])
        relatives = [j for _, j in arrived if j in kin.get(cadre, ())]
        replaces = None
        if relatives or free is None or free[unit] <= 0:
            replaces = relatives[-1] if relatives else (arrived[-1][1] if arrived else None)
        intent_rank, nomination_rank = rank_of[cadre, unit]
        rows.append(
            (
                instance.cadre_id(cadre),
                instance.unit_id(unit),
                intent_rank,
                nomination_rank,
                "free" if replaces is None else "replace",
                None if replaces is None else instance.cadre_id(replaces),
            )
        )
    return pl.DataFrame(rows, schema=BLOCKING_SCHEMA, orient="row")


def _rows_of(pairs: admissible.Pairs, cadres: Int64) -> tuple[Int32, Int32, Int32, Int32]:
    """Cadre, unit and both ranks of the pairs of some cadres."""
    mine = np.isin(pairs.cadre, cadres)
    return pairs.cadre[mine], pairs.unit[mine], pairs.intent_rank[mine], pairs.nomination_rank[mine]


def _given(figures: Figures) -> dict[int, list[tuple[int, int]]]:
    """Per unit (nomination rank, cadre) of those whom the selection gave it, best first."""
    rows = np.flatnonzero(figures.by_intent)
    found: dict[int, list[tuple[int, int]]] = {}
    for unit, rank, cadre in sorted(
        zip(
            figures.allocation.to_unit[rows].tolist(),
            figures.allocation.nomination_rank[rows].tolist(),
            figures.allocation.cadre[rows].tolist(),
            strict=True,
        )
    ):
        found.setdefault(unit, []).append((rank, cadre))
    return found


def _kin_of(figures: Figures, cadres: Int64) -> dict[int, tuple[int, ...]]:
    """The relatives (to be avoided under the policy) of some cadres."""
    a, b = figures.instance.kin(figures.policy.avoidance.relations)
    mover, relative = np.concatenate([a, b]), np.concatenate([b, a])
    mine = np.isin(mover, cadres)
    found: dict[int, list[int]] = {}
    for i, j in zip(mover[mine].tolist(), relative[mine].tolist(), strict=True):
        found.setdefault(i, []).append(j)
    return {i: tuple(sorted(js)) for i, js in found.items()}
