"""The allocation as the rules see it: where each cadre of the roster ends, and by which stage.

Here too are the rules about the allocation's own form: it covers exactly the pool, its stages are ones that
the policy knows, and stage, unit and ranks go together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rengang.model import Allocation, Stage
from rengang.model.arrays import Bool, Int32, frozen
from rengang.rules.form import (
    INTENT_RANK,
    LISTED_TWICE,
    MISSING,
    NOMINATION_RANK,
    NOT_IN_POOL,
    STAGE_NOT_ALLOWED,
    STAGE_UNIT,
)
from rengang.verify.breach import Breach, broken
from rengang.verify.case import Case

STAGES = tuple(Stage)
ABSENT = -1
"""Stage code of a cadre on whom the allocation says nothing."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """An allocation spread over the whole roster; every array has shape (cadres,).

    Attributes
    ----------
    stage : int8
        Position in :data:`STAGES`, or :data:`ABSENT`.
    to_unit : int32
        Unit given, −1 where none.
    two_way, directed : int32
        Unit given by the two-way selection (or exchange) and by directed placement, −1 where none.
    intent_rank, nomination_rank : int32
        As the allocation states them.
    """

    stage: npt.NDArray[np.int8]
    to_unit: Int32
    two_way: Int32
    directed: Int32
    intent_rank: Int32
    nomination_rank: Int32

    def at(self, stage: Stage) -> Bool:
        """Which cadres have the stage."""
        has: Bool = self.stage == STAGES.index(stage)
        return has

    @property
    def given(self) -> Int32:
        """Unit given by either stage, −1 where none."""
        return np.maximum(self.two_way, self.directed)


def read_outcome(case: Case, allocation: Allocation) -> Outcome:
    """The allocation over the whole roster; of a cadre who stands in it twice, the first row.

    Rows of cadres outside the pool are left aside: :func:`check_coverage` reports them.

    Raises
    ------
    ValueError
        It is no allocation of this instance: columns of different length, or an index out of range.
    """
    columns = {
        "cadre": allocation.cadre,
        "to_unit": allocation.to_unit,
        "intent_rank": allocation.intent_rank,
        "nomination_rank": allocation.nomination_rank,
    }
    rows = {name: np.asarray(column, dtype=np.int32) for name, column in columns.items()}
    if {len(column) for column in rows.values()} != {len(allocation.stage)}:
        raise ValueError("the columns of the allocation differ in length")
    cadre, to_unit = rows["cadre"], rows["to_unit"]
    if len(cadre) and (cadre.min() < 0 or cadre.max() >= case.cadres):
        raise ValueError(f"a cadre index is outside 0…{case.cadres - 1}")
    if len(to_unit) and (to_unit.min() < -1 or to_unit.max() >= case.units):
        raise ValueError(f"a unit index is outside −1…{case.units - 1}")
    code = {stage: at for at, stage in enumerate(STAGES)}
    stages = np.fromiter((code[stage] for stage in allocation.stage), dtype=np.int8, count=len(cadre))

    def spread(values: npt.NDArray[np.signedinteger], blank: int) -> npt.NDArray[np.int32]:
        column = np.full(case.cadres, blank, dtype=np.int32)
        column[cadre[::-1]] = values[::-1]  # of repeated indices the last write stays: the first row
        column[~case.instance.in_pool] = blank
        return column

    stage, unit = spread(stages, ABSENT).astype(np.int8), spread(to_unit, -1)
    none = np.int32(-1)
    return Outcome(
        frozen(stage),
        frozen(unit),
        frozen(np.where(stage == code[Stage.INTENT], unit, none)),
        frozen(np.where(stage == code[Stage.DIRECTED], unit, none)),
        frozen(spread(rows["intent_rank"], 0)),
        frozen(spread(rows["nomination_rank"], 0)),
    )


def check_coverage(case: Case, allocation: Allocation, held: Bool) -> list[Breach]:
    """Everybody in the pool, or held back from it, stands in the allocation once, and nobody else (TX-40, TX-46)."""
    rows = np.bincount(np.asarray(allocation.cadre), minlength=case.cadres)
    in_pool = case.instance.in_pool | held
    twice = np.flatnonzero(rows > 1)
    return [
        *broken(case, MISSING, np.flatnonzero(in_pool & (rows == 0))),
        *broken(case, NOT_IN_POOL, np.flatnonzero(~in_pool & (rows > 0))),
        *broken(case, LISTED_TWICE, twice, times=rows[twice]),
    ]


def allowed_stages(case: Case) -> tuple[Stage, ...]:
    """The stages that a pool member can end in under the policy (TX-46, TX-50, A-17)."""
    if case.policy.exchanges:
        return (Stage.INTENT, Stage.STAY)
    if case.policy.directs:
        return (Stage.INTENT, Stage.DIRECTED, Stage.WAITING, Stage.UNPLACED)
    return (Stage.INTENT, Stage.UNPLACED)


def check_stage(case: Case, outcome: Outcome) -> list[Breach]:
    """Every stage is one that the policy has: `stay` only in an exchange, `directed` only with that stage."""
    allowed = [STAGES.index(stage) for stage in allowed_stages(case)]
    wrong = (outcome.stage != ABSENT) & ~np.isin(outcome.stage, allowed)
    return broken(case, STAGE_NOT_ALLOWED, np.flatnonzero(wrong))


def check_stage_unit(case: Case, outcome: Outcome) -> list[Breach]:
    """A unit is given exactly where the stage is one that gives a unit (`intent`, `directed`)."""
    gives = outcome.at(Stage.INTENT) | outcome.at(Stage.DIRECTED)
    wrong = (outcome.stage != ABSENT) & (gives != (outcome.to_unit >= 0))
    return broken(case, STAGE_UNIT, np.flatnonzero(wrong))


def check_ranks(case: Case, outcome: Outcome) -> list[Breach]:
    """The stated ranks are those of the met intent and of its nomination; 0 outside the selection."""
    cadre = np.flatnonzero(outcome.stage != ABSENT).astype(np.int32)
    unit = outcome.two_way[cadre]
    met = unit >= 0
    where = np.where(met, unit, np.int32(0))
    intent = np.where(met, case.intents.of(cadre, where), 0)
    nomination = np.where(met, case.nominations.of(cadre, where), 0)
    # a pair that nobody listed or nominated has no true rank: that breach is reported by its own rule
    wrong_intent = (outcome.intent_rank[cadre] != intent) & ~(met & (intent == 0))
    wrong_nomination = (outcome.nomination_rank[cadre] != nomination) & ~(met & (nomination == 0))
    a, b = np.flatnonzero(wrong_intent), np.flatnonzero(wrong_nomination)
    return [
        *broken(case, INTENT_RANK, cadre[a], stated=outcome.intent_rank[cadre[a]], true=intent[a]),
        *broken(
            case, NOMINATION_RANK, cadre[b], stated=outcome.nomination_rank[cadre[b]], true=nomination[b]
        ),
    ]
