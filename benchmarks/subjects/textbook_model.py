"""The textbook stability model on CP-SAT: the peer that the exact engine is measured against.

One linear inequality a pair (Delorme et al. 2019, model 1; Kwanashie & Manlove 2014): for resident i and
hospital u with quota q,

    q · (i is placed at least as well as at u) + (residents in u ranked no worse than i) ≥ q,

with q · (a relative of i who ranks no worse is in u) and q · (two relatives of i are in u) added on the left, as
the feasible blocking pair asks. No reductions, no components; the same lexicographic driver as the exact engine,
one thread, each solution a hint to the next objective. Sums are handed over as whole slices, so that building
costs little beside solving.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rengang.engines.solvers.cpsat import Solved, minimise_in_order
from rengang.engines.solvers.goal import Goal
from rengang.limits import Limits
from rengang.model import Market


@dataclass(frozen=True)
class Timed:
    """What the textbook model found; the seconds that building and solving took, together and building alone."""

    solved: Solved
    seconds: float
    build_s: float


def solve(market: Market, time_limit_s: float) -> Timed:
    """Size, resident ranks, hospital ranks, one after the other, among the matchings without blocking pairs.

    The first value is the size's negative. INFEASIBLE says that every matching has a blocking pair.
    """
    began = time.perf_counter()
    model, x = build(market)
    built = time.perf_counter()
    goals = [
        Goal("size", x, [-1] * len(x)),
        Goal("resident_ranks", x, market.resident_rank.tolist()),
        Goal("hospital_ranks", x, market.hospital_rank.tolist()),
    ]
    solved = minimise_in_order(model, x, goals, Limits(deadline=time.monotonic() + time_limit_s))
    return Timed(solved, time.perf_counter() - began, built - began)


def build(market: Market) -> tuple[Any, list[Any]]:
    """The model without objective, and its literal for each pair of the market."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    total = cp_model.LinearExpr.sum
    x = [model.new_bool_var("") for _ in range(market.pairs)]
    resident, mine = market.resident.tolist(), market.resident_rank.tolist()
    ptr = market.ptr.tolist()
    h_ptr, h_pair = (column.tolist() for column in market.by_hospital)
    rivals = rivals_of(market)
    for i in range(market.residents):
        model.add_at_most_one(x[ptr[i] : ptr[i + 1]])
    for u in range(market.hospitals):
        members = h_pair[h_ptr[u] : h_ptr[u + 1]]
        row = [x[e] for e in members]
        quota = int(market.quota[u])
        model.add(total(row) <= quota)
        for e, no_worse in zip(members, _no_worse(market, members), strict=True):
            start = ptr[resident[e]]
            placed = start
            while placed < ptr[resident[e] + 1] and mine[placed] <= mine[e]:
                placed += 1
            excuses = _excuses(model, market, x, e, rivals.get(e, []))
            model.add(quota * total(x[start:placed] + excuses) + total(row[:no_worse]) >= quota)
    for e, others in rivals.items():
        for other in others:
            if e < other:
                model.add_at_most_one([x[e], x[other]])
    return model, x


def _no_worse(market: Market, members: list[int]) -> list[int]:
    """For each member of a hospital, sorted by rank: how many rank no worse."""
    ranks = market.hospital_rank[members]
    return ranks.searchsorted(ranks, side="right").tolist()  # type: ignore[no-any-return]


def rivals_of(market: Market) -> dict[int, list[int]]:
    """Pair (i, u) → the pairs of i's relatives with u, where there are any."""
    if not market.has_conflicts:
        return {}
    resident, hospital = market.resident.tolist(), market.hospital.tolist()
    at = {(i, u): e for e, (i, u) in enumerate(zip(resident, hospital, strict=True))}
    kin_ptr, kin = market.kin_ptr.tolist(), market.kin.tolist()
    out: dict[int, list[int]] = {}
    for (i, u), e in at.items():
        found = [at[p, u] for p in kin[kin_ptr[i] : kin_ptr[i + 1]] if (p, u) in at]
        if found:
            out[e] = found
    return out


def _excuses(model: Any, market: Market, x: list[Any], e: int, rivals: list[int]) -> list[Any]:
    """Literals of which one suffices: a relative who ranks no worse is in the hospital, or two relatives are."""
    rank = market.hospital_rank
    out = [x[f] for f in rivals if rank[f] <= rank[e]]
    for f, g in combinations([f for f in rivals if rank[f] > rank[e]], 2):
        both = model.new_bool_var("")
        model.add_implication(both, x[f])
        model.add_implication(both, x[g])
        out.append(both)
    return out
