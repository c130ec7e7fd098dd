"""From the stages' answers to one allocation: a row for every cadre of the pool."""

from __future__ import annotations

import numpy as np

from rengang.model import UNMATCHED, Allocation, Instance, Stage
from rengang.model.arrays import frozen
from rengang.policy import Policy
from rengang.procedures.admissible import Pairs
from rengang.procedures.directed.place import Directed
from rengang.procedures.two_way.select import Selection

STAGES = tuple(Stage)


def assemble(
    instance: Instance, policy: Policy, pairs: Pairs, selection: Selection, directed: Directed | None
) -> Allocation:
    """Who goes where, and by which stage; `pairs` are the pool's intents.  O(pool + intents)."""
    pool = instance.pool
    unit = np.array(selection.unit, dtype=np.int32)
    matched = unit != UNMATCHED
    left = Stage.STAY if policy.exchanges else Stage.UNPLACED
    stage = np.where(matched, STAGES.index(Stage.INTENT), STAGES.index(left))
    intent_rank, nomination_rank = _met_ranks(instance, pairs, unit)
    if not policy.exchanges and policy.unmatched.two_way == "directed":
        stage[~matched & instance.refuses[pool]] = STAGES.index(Stage.WAITING)
    if directed is not None and directed.placed.assignment is not None:
        given = np.asarray(directed.placed.assignment)
        who = directed.people[given != UNMATCHED]
        unit[who] = given[given != UNMATCHED]
        stage[who] = STAGES.index(Stage.DIRECTED)
    return Allocation(
        cadre=pool,
        to_unit=frozen(unit),
        stage=tuple(map(STAGES.__getitem__, stage.tolist())),
        intent_rank=frozen(intent_rank),
        nomination_rank=frozen(nomination_rank),
    )


def _met_ranks(instance: Instance, pairs: Pairs, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intent and nomination rank of what the selection gave, 0 where it gave nothing."""
    position = np.cumsum(instance.in_pool) - 1
    row = position[pairs.cadre]
    met = pairs.admissible & (unit[row] == pairs.unit)
    intent_rank, nomination_rank = (np.zeros(len(unit), dtype=np.int32) for _ in range(2))
    intent_rank[row[met]] = pairs.intent_rank[met]
    nomination_rank[row[met]] = pairs.nomination_rank[met]
    return intent_rank, nomination_rank
