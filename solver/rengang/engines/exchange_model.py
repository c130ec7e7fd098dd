"""The balanced exchange on CP-SAT, component by component, between a start and the flow's bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from rengang.engines.cpsat import Limits, run
from rengang.engines.exchange import Trade, components, values
from rengang.model import Status, Stop
from rengang.model.instance import Bool, Int64


def improve(
    trade: Trade, usable: Bool, relaxed: Int64, start: Int64, limits: Limits
) -> tuple[Int64, list[int | None], Stop]:
    """The best exchange found and its bounds on (−moved, resident ranks, hospital ranks).

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
    first = np.flatnonzero(usable)
    first = first[np.argsort(part[first], kind="stable")]
    found: list[Int64] = []
    bounds: list[list[int | None]] = []
    for group in np.split(first, np.flatnonzero(np.diff(part[first])) + 1):
        here = part[group[0]] if len(group) else -1
        mine, least = start[part[start] == here], values(market, relaxed[part[relaxed] == here])
        if (values(market, mine) == least).all():
            found.append(mine)
            bounds.append(least.tolist())
            continue
        best, proven = _Component(trade, np.sort(group), limits).solve(mine, least)
        found.append(best)
        bounds.append(proven)
    total = [None if None in column else sum(column) for column in zip(*bounds, strict=True)]
    return np.sort(np.concatenate(found)), total, Stop.CANCELLED if limits.should_stop() else Stop.TIME_LIMIT


class _Component:
    """The model of one component; a literal per pair says that it is moved along."""

    def __init__(self, trade: Trade, pairs: Int64, limits: Limits) -> None:
        from ortools.sat.python import cp_model

        self.trade, self.pairs, self.limits = trade, pairs, limits
        self.model = cp_model.CpModel()
        self.sum = cp_model.LinearExpr.sum
        self.weighted_sum = cp_model.LinearExpr.weighted_sum
        self.x = [self.model.new_bool_var("") for _ in pairs]
        self.of_agent: dict[int, list[Any]] = {}
        for x, i in zip(self.x, trade.market.resident[pairs].tolist(), strict=True):
            self.of_agent.setdefault(i, []).append(x)
        for literals in self.of_agent.values():
            self.model.add_at_most_one(literals)
        self._balance()
        self._conflicts()

    def _balance(self) -> None:
        """In − out within bounds at every hospital."""
        market = self.trade.market
        moves: dict[int, tuple[list[Any], list[int]]] = {}
        resident = market.resident[self.pairs]
        for x, u, h in zip(
            self.x, market.hospital[self.pairs].tolist(), self.trade.home[resident].tolist(), strict=True
        ):
            for hospital, sign in ((u, 1), (h, -1)):
                literals, signs = moves.setdefault(hospital, ([], []))
                literals.append(x)
                signs.append(sign)
        for hospital, (literals, signs) in moves.items():
            low, high = -int(self.trade.most_lost[hospital]), int(self.trade.most_gained[hospital])
            self.model.add_linear_constraint(self.weighted_sum(literals, signs), low, high)

    def _conflicts(self) -> None:
        """Whoever moves does not end where a relative ends."""
        market, home = self.trade.market, self.trade.home
        resident, hospital = market.resident[self.pairs].tolist(), market.hospital[self.pairs].tolist()
        at = dict(zip(zip(resident, hospital, strict=True), self.x, strict=True))
        for (i, u), x in at.items():
            for j in market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist():
                if home[j] == u:
                    self.model.add_bool_or([~x, *self.of_agent.get(j, ())])
                elif j > i and (j, u) in at:
                    self.model.add_at_most_one(x, at[j, u])

    def solve(self, start: Int64, least: Int64) -> tuple[Int64, list[int | None]]:
        """The best pairs found from `start` on, and bounds; `least` is what no exchange here can undercut."""
        market = self.trade.market
        goals = (
            np.full(len(self.pairs), -1),
            market.resident_rank[self.pairs],
            market.hospital_rank[self.pairs],
        )
        best, bounds = start, list[int | None]([None] * 3)
        tight = True  # the goals so far equal the flow's, so its next value is a bound
        for k, weights in enumerate(goals):
            value, floor = int(values(market, best)[k]), int(least[k])
            goal = self.weighted_sum(self.x, weights.tolist())
            bound = floor if tight else None
            if not (tight and value == floor):
                if tight:
                    self.model.add(goal >= floor)
                self.model.minimize(goal)
                self._hint(best)
                status, solution, proven = run(self.model, self.x, self.limits)
                if solution is not None and proven is not None:
                    candidate = self.pairs[np.array(solution, dtype=bool)]
                    if tuple(values(market, candidate)) < tuple(values(market, best)):
                        best = candidate
                    value = int(values(market, best)[k])
                    bound = value if status is Status.OPTIMAL else max(proven, bound or proven)
            bounds[k] = bound
            if value != bound:
                break
            tight = tight and value == floor
            self.model.add(goal == value)
        return best, bounds

    def _hint(self, pairs: Int64) -> None:
        """Start from these pairs."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for x, moved in zip(self.x, np.isin(self.pairs, pairs).tolist(), strict=True):
            self.model.add_hint(x, moved)
