"""Feasible blocking pairs, justified envy, and the objectives of the two-way selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Bool, Int32, frozen
from rengang.verify.capacity import arrivals, seats
from rengang.verify.case import Case, PairTable
from rengang.verify.outcome import Outcome
from rengang.verify.two_way.intents import Pairs

NONE = np.iinfo(np.int32).max
"""As a rank: worse than every rank (a unit that was not listed, a cadre who was not nominated)."""


@dataclass(frozen=True, eq=False)
class Standing:
    """What both sides of each admissible pair have; every array is parallel to the pairs.

    Attributes
    ----------
    wants : bool
        The cadre is unplaced or strictly prefers the unit to the one given by the two-way stage.
    displaces : bool
        The unit was given somebody whom it ranks strictly worse.
    """

    wants: Bool
    displaces: Bool


def standing(case: Case, outcome: Outcome, pairs: Pairs) -> Standing:
    """Who would rather have whom.

    The rank of a given unit that the cadre did not list, and of a given cadre whom the unit did not nominate,
    is worse than any: such a placement is a breach of its own and protects nobody.
    """
    cadre = np.flatnonzero(outcome.two_way >= 0).astype(np.int32)
    unit = outcome.two_way[cadre]
    intent, nomination = case.intents.of(cadre, unit), case.nominations.of(cadre, unit)
    now = np.full(case.cadres, NONE, dtype=np.int32)
    now[cadre] = np.where(intent > 0, intent, NONE)
    worst = np.zeros(case.units, dtype=np.int32)
    np.maximum.at(worst, unit, np.where(nomination > 0, nomination, NONE))
    return Standing(
        frozen(pairs.intent_rank < now[pairs.cadre]),
        frozen(worst[pairs.unit] > pairs.nomination_rank),
    )


def blocking_pairs(case: Case, outcome: Outcome, pairs: Pairs) -> tuple[Int32, Int32]:
    """Every feasible blocking pair (cadre, unit) of the two-way stage, sorted by cadre, then unit.

    An admissible pair (i, u), i unplaced or strictly preferring u to its unit, whose move breaks nothing:

    - u has a free seat and no relative of i has been given u; or
    - some j given u is ranked strictly worse than i by u, and no relative of i other than j has been given u.

    None in an exchange, where whoever stays holds a place that nobody can free alone.  O(p log p).
    After Biró, Manlove, Mittal 2010 (conflicts) and Kamada, Kojima 2017 (feasibility).
    """
    if case.policy.exchanges:
        none = frozen(np.zeros(0, dtype=np.int32))
        return none, none
    stand = standing(case, outcome, pairs)
    free = (arrivals(case, outcome.two_way) < seats(case).upper)[pairs.unit]
    relatives = case.relatives_at(outcome.two_way).of(pairs.cadre, pairs.unit)
    # with one relative there, that relative is the only j who may be replaced
    only = worst_relative(case, outcome, pairs) > pairs.nomination_rank
    possible = np.where(relatives == 0, free | stand.displaces, (relatives == 1) & only)
    blocks = stand.wants & possible
    return frozen(pairs.cadre[blocks]), frozen(pairs.unit[blocks])


def worst_relative(case: Case, outcome: Outcome, pairs: Pairs) -> Int32:
    """Of each pair, the worst nomination rank of a relative of the cadre given the unit; 0 if none."""
    cadre, relative = case.kin
    there = outcome.two_way[relative]
    placed = there >= 0
    cadre, relative, there = cadre[placed], relative[placed], there[placed]
    rank = case.nominations.of(relative, there)
    negated = np.where(rank > 0, -rank, np.int32(-NONE)).astype(np.int32)
    return -PairTable.least(case.units, cadre, there, negated).of(pairs.cadre, pairs.unit)


def justified_envy(case: Case, outcome: Outcome, pairs: Pairs) -> int:
    """How many cadres have an admissible unit that they prefer and that took somebody it ranks worse.

    Plain envy: whether a relative would stand in the way of the move is not asked here (unlike in
    :func:`blocking_pairs`). Who is unplaced, or stays in an exchange, prefers every unit on the list.
    """
    stand = standing(case, outcome, pairs)
    # pairs are sorted by cadre
    return int(np.count_nonzero(np.diff(pairs.cadre[stand.wants & stand.displaces], prepend=-1)))


def met_pairs(outcome: Outcome, pairs: Pairs) -> Bool:
    """Which admissible pairs the two-way stage has brought about."""
    unit: Int32 = outcome.two_way[pairs.cadre]
    met: Bool = unit == pairs.unit
    return met


def objectives(case: Case, outcome: Outcome, pairs: Pairs, blocking: int) -> tuple[tuple[str, int], ...]:
    """Value of every objective of the policy, in its order.

    ``blocking_pairs``: feasible blocking pairs; ``placed``: cadres given an admissible unit;
    ``intent_ranks``, ``nomination_ranks``: sums of the met intents' ranks and of the nominations' ranks.
    """
    met = met_pairs(outcome, pairs)
    values = {
        "blocking_pairs": blocking,
        "placed": int(met.sum()),
        "intent_ranks": int(pairs.intent_rank[met].sum(dtype=np.int64)),
        "nomination_ranks": int(pairs.nomination_rank[met].sum(dtype=np.int64)),
    }
    return tuple((name, values[name]) for name in case.policy.objectives)
