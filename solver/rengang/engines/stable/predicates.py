"""Predicates on assignments, in plain array code: feasible, blocking, stable."""

from __future__ import annotations

import numpy as np

from rengang.model import UNMATCHED, Market
from rengang.model.arrays import Bool, Int32, Int64


def is_feasible(market: Market, assignment: Int32) -> bool:
    """Only listed hospitals, quotas kept, no two relatives in one hospital.  O(pairs + kin)."""
    try:
        market.pair_of(assignment)
    except ValueError:
        return False
    placed = assignment != UNMATCHED
    load = np.bincount(assignment[placed], minlength=market.hospitals)
    if (load > market.quota).any():
        return False
    owner = np.repeat(np.arange(market.residents), np.diff(market.kin_ptr))
    return not (placed[owner] & (assignment[owner] == assignment[market.kin])).any()


def blocking_pairs(market: Market, assignment: Int32) -> Int64:
    """Indices of the feasible blocking pairs, ascending.

    A pair (i, u) blocks when i prefers u strictly to its hospital (or has none) and either u has a free seat
    and no relative of i, or u holds somebody ranked strictly worse than i and no relative of i but that one
    (feasibility-adjusted blocking after Kamada & Kojima 2017).  O(pairs + candidates · (kin + list)).
    """
    matched = market.pair_of(assignment)
    never = np.iinfo(np.int32).max
    placed = np.flatnonzero(matched >= 0)
    rank_now = np.full(market.residents, never, dtype=np.int64)
    rank_now[placed] = market.resident_rank[matched[placed]]
    load = np.bincount(assignment[placed], minlength=market.hospitals)
    worst = np.zeros(market.hospitals, dtype=np.int64)
    np.maximum.at(worst, assignment[placed], market.hospital_rank[matched[placed]])
    free = load < market.quota
    wants = market.resident_rank < rank_now[market.resident]
    could = free[market.hospital] | (worst[market.hospital] > market.hospital_rank)
    found = np.flatnonzero(wants & could & (market.quota[market.hospital] > 0))
    if not market.has_conflicts:
        return found
    has_kin = np.diff(market.kin_ptr)[market.resident[found]] > 0
    keep = [
        e
        for e in found[has_kin].tolist()
        if _no_relative_in_the_way(market, assignment, matched, free, worst, e)
    ]
    return np.sort(np.concatenate([found[~has_kin], np.array(keep, dtype=np.int64)]))


def _no_relative_in_the_way(
    market: Market, assignment: Int32, matched: Int64, free: Bool, worst: Int64, pair: int
) -> bool:
    """The proviso on relatives for one candidate pair."""
    i, u = int(market.resident[pair]), int(market.hospital[pair])
    relatives = market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]]
    inside = relatives[assignment[relatives] == u]
    if len(inside) == 0:
        return True
    if len(inside) > 1:
        return False
    return bool(market.hospital_rank[matched[inside[0]]] > market.hospital_rank[pair])
