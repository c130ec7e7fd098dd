"""The balanced exchange on CP-SAT, for one component of the market, between a start and the flow's bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from rengang.engines.exchange.problem import Trade, Vector, values
from rengang.engines.solvers.cpsat import run
from rengang.limits import Limits
from rengang.model.arrays import Int64


class ExchangeModel:
    """The model of the exchanges along `pairs`; a literal per pair says that it is moved along."""

    def __init__(self, trade: Trade, pairs: Int64, limits: Limits) -> None:
        from ortools.sat.python import cp_model

        self.trade, self.pairs, self.limits = trade, pairs, limits
        self.model = cp_model.CpModel()
        self.sum = cp_model.LinearExpr.sum
        self.weighted_sum = cp_model.LinearExpr.weighted_sum
        self.x = [self.model.new_bool_var("") for _ in pairs]
        # whatever the number that move, less than this cannot be
        self.floor = (-len(pairs), 0, 0)
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

    def solve(self, start: Int64, least: Vector) -> tuple[Int64, Vector]:
        """The best pairs found from `start` on, and a bound; nothing here goes below `least`."""
        market = self.trade.market
        best, bound = start, list(least)
        ranks = market.resident_rank[self.pairs], market.hospital_rank[self.pairs]
        for k, weights in enumerate((np.full(len(self.pairs), -1), *ranks)):
            goal = self.weighted_sum(self.x, weights.tolist())
            if values(market, best)[: k + 1] != tuple(bound[: k + 1]):
                self.model.add(goal >= bound[k])
                self.model.minimize(goal)
                self._hint(best)
                _, solution, proven = run(self.model, self.x, self.limits)
                if solution is not None and proven is not None:
                    found = self.pairs[np.array(solution, dtype=bool)]
                    best = found if values(market, found) < values(market, best) else best
                    if proven > bound[k]:
                        # the flow's later values belong to its own earlier ones
                        bound[k:] = proven, *self.floor[k + 1 :]
                if values(market, best)[k] != bound[k]:
                    break
            self.model.add(goal == bound[k])
        return best, (bound[0], bound[1], bound[2])

    def _hint(self, pairs: Int64) -> None:
        """Start from these pairs."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for x, moved in zip(self.x, np.isin(self.pairs, pairs).tolist(), strict=True):
            self.model.add_hint(x, moved)
