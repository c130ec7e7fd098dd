"""From the stages' answers to one allocation: a row for every cadre of the pool."""

from __future__ import annotations

import numpy as np

from rengang.model import UNMATCHED, Allocation, Instance, Stage
from rengang.model.instance import frozen
from rengang.policy import Policy
from rengang.procedures.admissible import pairs
from rengang.procedures.directed import Directed
from rengang.procedures.two_way import Selection


def assemble(
    instance: Instance, policy: Policy, selection: Selection, directed: Directed | None
) -> Allocation:
    """Who goes where, and by which stage.  O(pool + intents)."""
    pool = instance.pool
    unit = np.array(selection.unit, dtype=np.int32)
    matched = unit != UNMATCHED
    left = Stage.STAY if policy.exchanges else Stage.UNPLACED
    stage = np.where(matched, Stage.INTENT.value, left.value).astype(object)
    intent_rank, nomination_rank = _met_ranks(instance, policy, unit)
    if not policy.exchanges and policy.unmatched.two_way == "directed":
        stage[~matched & instance.refuses[pool]] = Stage.WAITING.value
    if directed is not None and directed.placed.assignment is not None:
        given = np.asarray(directed.placed.assignment)
        who = directed.people[given != UNMATCHED]
        unit[who] = given[given != UNMATCHED]
        stage[who] = Stage.DIRECTED.value
    return Allocation(
        cadre=pool,
        to_unit=frozen(unit),
        stage=tuple(Stage(value) for value in stage.tolist()),
        intent_rank=frozen(intent_rank),
        nomination_rank=frozen(nomination_rank),
    )


def _met_ranks(instance: Instance, policy: Policy, unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Intent and nomination rank of what the selection gave, 0 where it gave nothing."""
    wishes = pairs(instance, policy)
    position = np.cumsum(instance.in_pool) - 1
    row = position[wishes.cadre]
    met = wishes.admissible & (unit[row] == wishes.unit)
    intent_rank, nomination_rank = (np.zeros(len(unit), dtype=np.int32) for _ in range(2))
    intent_rank[row[met]] = wishes.intent_rank[met]
    nomination_rank[row[met]] = wishes.nomination_rank[met]
    return intent_rank, nomination_rank
