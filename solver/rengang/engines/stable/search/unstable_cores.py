"""Where no matching is free of blocking pairs: small sets of pairs that prove it.

A *core* is a set S of pairs together with the least number of them that block in any feasible matching. It is
found on a relaxation: only the hospitals of S keep their quotas, only the pairs of S must not block, every
resident of S may be anywhere on its list. If even that forces b blocking pairs, every matching has at least b in
S. Disjoint cores add up, so their sum bounds the whole market from below; a matching that attains the sum has
exactly its share in each core and none elsewhere, hence only cores need be searched for the objectives after
(core-guided search, after Morgado et al. 2013 for MaxSAT).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.solvers.cpsat import minimise_in_order
from rengang.engines.solvers.goal import Goal
from rengang.engines.stable.search.cutoff_model import build
from rengang.limits import Limits
from rengang.model import Market, Status
from rengang.model.arrays import Bool, Int64

MAX_PAIRS = 60_000
"""A core is not grown beyond so many pairs; the caller then searches the whole market."""


@dataclass(frozen=True, eq=False)
class Core:
    """Pairs of which at least `blocking` block in every feasible matching; `hospitals` is a mask."""

    hospitals: Bool
    pairs: Int64
    blocking: int


def find_cores(market: Market, infeasible: list[Int64], known: list[Core], limits: Limits) -> list[Core]:
    """Disjoint cores that cover the known ones and every infeasible component."""
    regions = [core.hospitals for core in known]
    for pairs in infeasible:
        region = np.zeros(market.hospitals, dtype=bool)
        region[market.hospital[pairs]] = True
        regions.append(_grow(market, region, limits))
    return [_measure(market, region, limits) for region in _disjoint(regions)]


def _grow(market: Market, region: Bool, limits: Limits) -> Bool:
    """Widen a set of hospitals until its pairs alone forbid a matching without blocking pairs."""
    while not limits.exhausted:
        wider = _neighbours(market, region)
        if _demanded(market, region).sum() > MAX_PAIRS or (wider == region).all():
            break
        if _least_blocking(market, region, limits, feasibility_only=True) is not None:
            break
        region = wider
    return region


def _measure(market: Market, region: Bool, limits: Limits) -> Core:
    least = _least_blocking(market, region, limits, feasibility_only=False)
    return Core(region, np.flatnonzero(_demanded(market, region)), least or 0)


def _demanded(market: Market, region: Bool) -> Bool:
    """The pairs of the region's hospitals."""
    return np.asarray(region[market.hospital])


def _neighbours(market: Market, region: Bool) -> Bool:
    """The hospitals that somebody lists who lists one of the region."""
    residents = np.zeros(market.residents, dtype=bool)
    residents[market.resident[_demanded(market, region)]] = True
    wider = region.copy()
    wider[market.hospital[residents[market.resident]]] = True
    return wider


def _least_blocking(market: Market, region: Bool, limits: Limits, *, feasibility_only: bool) -> int | None:
    """Least number of blocking pairs that the relaxation forces; None when zero is possible (feasibility only).

    When the limits end the search, the bound proven so far (at least 0).
    """
    demanded = _demanded(market, region)
    residents = np.zeros(market.residents, dtype=bool)
    residents[market.resident[demanded]] = True
    pairs = np.flatnonzero(residents[market.resident])
    soft = None if feasibility_only else demanded
    built = build(market, pairs, soft=soft, demand=demanded, open_hospitals=region)
    blocks = list(built.blocks.values())
    goals = [] if feasibility_only else [Goal("blocking", blocks)]
    solved = minimise_in_order(built.model, [*built.x, *blocks], goals, limits)
    if feasibility_only:
        return 1 if solved.status is Status.INFEASIBLE else None
    return solved.bounds[0] or 0


def _disjoint(regions: list[Bool]) -> list[Bool]:
    """Regions merged until no two share a hospital."""
    out: list[Bool] = []
    for region in regions:
        merged, rest = region, []
        for other in out:
            if (merged & other).any():
                merged = merged | other
            else:
                rest.append(other)
        out = [*rest, merged]
    return out
