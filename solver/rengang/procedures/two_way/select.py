"""The two-way selection (双向选择, TX-43…45): cadres' intents meet units' nominations."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import numpy as np
import numpy.typing as npt

from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing, resident_proposing
from rengang.engines.mechanisms.immediate_acceptance import immediate_acceptance
from rengang.engines.stable.matching import best_stable_matching
from rengang.engines.stable.predicates import blocking_pairs
from rengang.limits import Limits
from rengang.model import UNMATCHED, Instance, Market, Objective, Status
from rengang.model.arrays import Int32, Int64
from rengang.model.pairs import encode, find
from rengang.policy import Policy
from rengang.policy.schema import TieKey
from rengang.procedures.admissible import Pairs, pool_kin
from rengang.procedures.between import Selection, by_optimum, order_of

Float64 = npt.NDArray[np.float64]


def market_of(instance: Instance, policy: Policy, pairs: Pairs, quota: Int64) -> Market:
    """Residents = positions in ``instance.pool``, hospitals = units, pairs = the admissible intents."""
    open_pairs = pairs.admissible
    position = np.cumsum(instance.in_pool) - 1
    return Market.from_pairs(
        len(instance.pool),
        quota,
        position[pairs.cadre[open_pairs]].astype(np.int32),
        pairs.unit[open_pairs],
        pairs.intent_rank[open_pairs],
        pairs.nomination_rank[open_pairs],
        pool_kin(instance, policy),
    )


def select(
    instance: Instance,
    policy: Policy,
    market: Market,
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Selection:
    """Match by the policy's rule; the exact rules come with bounds, mechanisms only with their values."""
    match policy.two_way.rule:
        case "stable" | "max-placed":
            found = best_stable_matching(market, limits, order=order_of(policy), report=report)
            return by_optimum(found, policy)
        case "none":
            nobody = np.full(market.residents, UNMATCHED, dtype=np.int32)
            return Selection(nobody, (), Status.OPTIMAL, {"pairs": market.pairs})
        case "cadre-da":
            assignment = resident_proposing(market, tie_key(instance, policy, market)).assignment
        case "unit-da":
            assignment = hospital_proposing(market, tie_key(instance, policy, market)).assignment
        case "immediate":
            assignment = immediate_acceptance(market, tie_key(instance, policy, market))
        case "exchange-max" | "exchange-ttc" as rule:
            raise ValueError(f"{rule} is no mechanism of the two-way selection")
        case unknown:
            assert_never(unknown)
    return _of_mechanism(market, np.asarray(assignment))


def _of_mechanism(market: Market, assignment: Int32) -> Selection:
    """Values of what a mechanism chose; zero blocking pairs are their own proof, the rest has no bound."""
    matched = market.pair_of(assignment)
    matched = matched[matched >= 0]
    blocking = len(blocking_pairs(market, assignment))
    objective = (
        Objective("blocking_pairs", blocking, 0),
        Objective("placed", len(matched), None),
        Objective("intent_ranks", int(market.resident_rank[matched].sum()), None),
        Objective("nomination_ranks", int(market.hospital_rank[matched].sum()), None),
    )
    return Selection(assignment, objective, Status.FEASIBLE, {"pairs": market.pairs})


def tie_key(instance: Instance, policy: Policy, market: Market) -> Int64:
    """Order among a unit's ties: the policy's keys, then `cadre_id` (A-04).  Shape (pairs,), lower is first.

    A higher score and an earlier date come first; a blank comes last.
    """
    cadre = instance.pool[market.resident]
    by_key = [
        _tie_values(instance, cadre, market.hospital, key) for key in reversed(policy.two_way.tie_break)
    ]
    order = np.lexsort([cadre.astype(np.float64), *by_key])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _tie_values(instance: Instance, cadre: Int32, unit: Int32, key: TieKey) -> Float64:
    match key:
        case "score":
            return _scores(instance, cadre, unit)
        case "work_start" | "birth_date" | "unit_since":
            return dates(instance, key)[cadre]
        case unknown:
            assert_never(unknown)


def dates(instance: Instance, column: str) -> Float64:
    """Days of a date column, infinity where blank, shape (cadres,)."""
    days = instance.cadres[column].cast(int).to_numpy().astype(np.float64)
    return np.where(np.isnan(days), np.inf, days)


def _scores(instance: Instance, cadre: Int32, unit: Int32) -> Float64:
    """Minus the nomination's score of each pair, infinity where there is none.

    Scores have at most six places and fit a double exactly after scaling by 10⁶ up to 9·10⁹.
    """
    n_unit, n_cadre, _ = instance.nominations
    scaled = (instance.tables["nominations"]["score"] * 10**6).cast(float).to_numpy()
    units = len(instance.units)
    keys = encode(n_cadre, n_unit, units)
    order = np.argsort(keys, kind="stable")
    out = np.full(len(cadre), np.inf)
    at = find(encode(cadre, unit, units), keys[order])
    score = np.append(scaled[order], np.nan)[at]
    hit = ~np.isnan(score)
    out[hit] = -np.round(score[hit])
    return out
