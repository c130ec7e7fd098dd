"""From what the procedures between units found to one allocation: a row for every cadre of the pool."""

from __future__ import annotations

import numpy as np

from rengang.model import UNMATCHED, Allocation, Instance, Stage
from rengang.model.arrays import Int32, frozen
from rengang.procedures.admissible import Pairs
from rengang.procedures.conduct import Work

STAGES = tuple(Stage)


def assemble(work: Work) -> Allocation | None:
    """Who goes where, and by which stage; None where there is no answer.  O(pool + intents).

    Those whom a rule holds back stand among the others, and stay.
    """
    if work.between is None or work.between.selection is None:
        return None
    roster, policy = work.roster, work.policy
    pool = roster.pool
    unit = np.array(work.between.selection.unit, dtype=np.int32)
    matched = unit != UNMATCHED
    left = Stage.STAY if policy.exchanges else Stage.UNPLACED
    stage = np.where(matched, STAGES.index(Stage.INTENT), STAGES.index(left))
    intent_rank, nomination_rank = _met_ranks(roster, work.between.pairs, unit)
    if policy.directs:
        stage[~matched & roster.refuses[pool]] = STAGES.index(Stage.WAITING)
    directed = work.between.directed
    if directed is not None and directed.placed.assignment is not None:
        given = np.asarray(directed.placed.assignment)
        who = directed.people[given != UNMATCHED]
        unit[who] = given[given != UNMATCHED]
        stage[who] = STAGES.index(Stage.DIRECTED)
    held = np.flatnonzero(work.held).astype(np.int32)
    order = np.argsort(np.concatenate([pool, held]), kind="stable")

    def beside(column: Int32, blank: int) -> Int32:
        """The column with those who are held back, in the order of the cadres."""
        rest = np.full(len(held), blank, dtype=np.int32)
        return frozen(np.concatenate([column.astype(np.int32), rest])[order])

    return Allocation(
        cadre=frozen(np.concatenate([pool, held])[order]),
        to_unit=beside(unit, UNMATCHED),
        stage=tuple(map(STAGES.__getitem__, beside(stage, STAGES.index(Stage.STAY)).tolist())),
        intent_rank=beside(intent_rank, 0),
        nomination_rank=beside(nomination_rank, 0),
    )


def _met_ranks(instance: Instance, pairs: Pairs, unit: Int32) -> tuple[Int32, Int32]:
    """Intent and nomination rank of what the selection gave, 0 where it gave nothing."""
    position = np.cumsum(instance.in_pool) - 1
    row = position[pairs.cadre]
    met = pairs.admissible & (unit[row] == pairs.unit)
    intent_rank, nomination_rank = (np.zeros(len(unit), dtype=np.int32) for _ in range(2))
    intent_rank[row[met]] = pairs.intent_rank[met]
    nomination_rank[row[met]] = pairs.nomination_rank[met]
    return intent_rank, nomination_rank
