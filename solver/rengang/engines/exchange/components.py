"""The exact exchange, component by component: the small by CP-SAT, the large by branching on flows."""

from __future__ import annotations

import numpy as np

from rengang.engines.exchange.model import ExchangeModel
from rengang.engines.exchange.problem import Trade, Vector, components, values
from rengang.engines.exchange.search import branch
from rengang.limits import Limits
from rengang.model.arrays import Bool, Int64

SMALL = 2_000
"""Most pairs of a component that CP-SAT gets: beyond, its bounds move too slowly on this problem."""


def improve(trade: Trade, usable: Bool, relaxed: Int64, start: Int64, limits: Limits) -> tuple[Int64, Vector]:
    """The best exchange found, and a vector that no exchange goes below, lexicographically.

    Relatives meet only at a hospital, so components of the graph home → hospital are independent, and vectors
    of components add up to vectors of the whole.

    Parameters
    ----------
    usable
        Pairs that may be moved along.
    relaxed
        The pairs of the best exchange without regard to conflicts: the bound.
    start
        The pairs of an exchange that respects them: where the search begins.
    """
    market = trade.market
    part = components(trade, usable, "weak")[market.hospital]
    pairs = np.flatnonzero(usable)
    pairs = pairs[np.argsort(part[pairs], kind="stable")]
    found: list[Int64] = []
    total = np.zeros(3, dtype=object)  # exact
    for group in np.split(pairs, np.flatnonzero(np.diff(part[pairs])) + 1):
        here = part[group[0]]
        best, ideal = start[part[start] == here], relaxed[part[relaxed] == here]
        bound = values(market, ideal)
        if values(market, best) != bound and len(group) <= SMALL:
            best, bound = ExchangeModel(trade, np.sort(group), limits).solve(best, bound)
        elif values(market, best) != bound:
            inside = usable & (part == here)
            best, bound = branch(trade, inside, ideal, best, limits)
        found.append(best)
        total += np.array(bound, dtype=object)
    return np.sort(np.concatenate(found)), (int(total[0]), int(total[1]), int(total[2]))
