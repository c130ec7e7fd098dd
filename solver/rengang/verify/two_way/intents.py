"""The pool's intents as the judge sees them: ranks on both sides, and what bars each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Bool, Int32, UInt32, frozen
from rengang.model.pairs import decode
from rengang.model.procedure import Procedure
from rengang.verify.bars import barred
from rengang.verify.case import Case


@dataclass(frozen=True, eq=False)
class Pairs:
    """Admissible pairs with their ranks, sorted by cadre, then unit; all arrays int32 of one length."""

    cadre: Int32
    unit: Int32
    intent_rank: Int32
    nomination_rank: Int32

    def __len__(self) -> int:
        return len(self.cadre)


@dataclass(frozen=True, eq=False)
class Intents(Pairs):
    """Every intent of the pool, sorted by cadre, then order.

    Attributes
    ----------
    order : int32
        The order as written, whatever the policy makes of it.
    nomination_rank : int32
        0 where the unit does not nominate the cadre.
    bars : uint32
        What bars the pair, a mask; 0 for the admissible ones.
    """

    order: Int32
    bars: UInt32


def selection_of(case: Case) -> Procedure:
    """The procedure that matches by wishes under the policy: the two-way selection, or the balanced exchange."""
    return Procedure.EXCHANGE if case.policy.exchanges else Procedure.TWO_WAY


def intents(case: Case) -> Intents:
    """Every intent of the pool.  O(p log p) for p intents."""
    cadre, unit, order = case.instance.intents
    mine = (cadre >= 0) & (unit >= 0)
    mine[mine] &= case.instance.in_pool[cadre[mine]]
    cadre, unit, order = cadre[mine], unit[mine], order[mine]
    return Intents(
        frozen(cadre),
        frozen(unit),
        frozen(order if case.policy.intents.ordered else np.ones_like(order)),
        frozen(case.nominations.of(cadre, unit)),
        frozen(order),
        frozen(barred(case, selection_of(case), cadre, unit)),
    )


def admissible(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Which of the pairs are admissible: the cadre is in the pool and no rule bars the pair (TX-45)."""
    return np.asarray(case.instance.in_pool[cadre] & (barred(case, selection_of(case), cadre, unit) == 0))


def admissible_pairs(case: Case) -> Pairs:
    """Every admissible pair.  O(p log p) for p intents."""
    # who is not listed cannot be admissible
    cadre, unit = (part.astype(np.int32) for part in decode(case.intents.keys, case.units))
    good = admissible(case, cadre, unit)
    cadre, unit, intent = cadre[good], unit[good], case.intents.values[good]
    return Pairs(frozen(cadre), frozen(unit), frozen(intent), frozen(case.nominations.of(cadre, unit)))
