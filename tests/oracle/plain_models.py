"""Medium problems on CP-SAT, straight from the definitions: one literal a pair, no reduction, no component.

What brute force is for a handful of residents, this is for some dozens. Every "blocks" is equivalent to its
definition, word for word; the objectives are minimised one after the other, each in a solver of its own.
Nothing here is shared with the package's own models.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from oracle import brute_force
from oracle.facts import Facts
from oracle.small_markets import relatives
from rengang.engines.placement.problem import Placement
from rengang.limits import Limits
from rengang.model import Market, Status

Pair = tuple[Any, Any]
Run = Callable[..., tuple[Status, list[int] | None, int | None]]


class Pairs:
    """Literals of the pairs of a two-sided market, and of the pairs that block.

    Parameters
    ----------
    ranks
        (person, place) → (the person's rank of the place, the place's rank of the person).
    quota, kin
        Seats of each place; relatives of each person.
    """

    def __init__(
        self, ranks: dict[Pair, tuple[int, int]], quota: dict[Any, int], kin: dict[Any, list[Any]]
    ) -> None:
        self.model = cp_model.CpModel()
        self.ranks, self.kin = ranks, kin
        self.x = {pair: self.model.new_bool_var("") for pair in ranks}
        for i in {i for i, _ in ranks}:
            self.model.add(sum(self.x[p] for p in ranks if p[0] == i) <= 1)
        self.free = {u: self._seats(u, quota[u]) for u in {u for _, u in ranks}}
        self.blocks = {pair: self._blocks(*pair) for pair in ranks}

    def _seats(self, u: Any, quota: int) -> Any:
        """The place's seats and relatives; a literal that says that a seat is free."""
        taken = sum(self.x[p] for p in self.ranks if p[1] == u)
        free = self.model.new_bool_var("")
        self.model.add(taken <= quota - free)
        self.model.add(taken >= quota).only_enforce_if(~free)
        for i, j in itertools.combinations([i for i, v in self.ranks if v == u], 2):
            if j in self.kin[i]:
                self.model.add(self.x[i, u] + self.x[j, u] <= 1)
        return free

    def _all(self, literals: Sequence[Any]) -> Any:
        """A literal equivalent to all of these."""
        both = self.model.new_bool_var("")
        self.model.add_bool_and(literals).only_enforce_if(both)
        self.model.add_bool_or([*(~x for x in literals), both])
        return both

    def _blocks(self, i: Any, u: Any) -> Any:
        """A literal equivalent to: (i, u) is a feasible blocking pair."""
        mine, theirs = self.ranks[i, u]
        wants = [~self.x[p] for p, (rank, _) in self.ranks.items() if p[0] == i and rank <= mine]
        inside = [j for j in dict.fromkeys(self.kin[i]) if (j, u) in self.x]
        ways = [self._all([self.free[u], *(~self.x[j, u] for j in inside)])]
        for (j, v), (_, rank) in self.ranks.items():
            if v == u and rank > theirs:
                ways.append(self._all([self.x[j, u], *(~self.x[k, u] for k in inside if k != j)]))
        some = self.model.new_bool_var("")
        self.model.add_max_equality(some, ways)
        return self._all([*wants, some])

    def goals(self) -> dict[str, Any]:
        """Every objective, so that less is better."""
        x, ranks = list(self.x.values()), list(self.ranks.values())
        total = cp_model.LinearExpr.weighted_sum
        return {
            "blocking": total(list(self.blocks.values()), [1] * len(x)),
            "size": total(x, [-1] * len(x)),
            "resident_ranks": total(x, [mine for mine, _ in ranks]),
            "hospital_ranks": total(x, [theirs for _, theirs in ranks]),
        }


def least(model: cp_model.CpModel, goals: Sequence[Any]) -> tuple[int, ...] | None:
    """The least values of the goals, one after the other; None when there is no solution."""
    values: list[int] = []
    for goal in goals:
        model.minimize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        assert status == cp_model.OPTIMAL
        values.append(round(solver.objective_value))
        model.add(goal == values[-1])
    return tuple(values)


def best_matching(market: Market, order: Sequence[str]) -> tuple[int, ...]:
    """The best objective vector of a market in the given order; "size" counts upwards."""
    pairs = zip(market.resident.tolist(), market.hospital.tolist(), strict=True)
    ranks = zip(market.resident_rank.tolist(), market.hospital_rank.tolist(), strict=True)
    kin = {i: relatives(market, i) for i in range(market.residents)}
    plain = Pairs(dict(zip(pairs, ranks, strict=True)), dict(enumerate(market.quota.tolist())), kin)
    goals = plain.goals()
    found = least(plain.model, [goals[name] for name in order])
    assert found is not None  # nobody anywhere is feasible
    return tuple(-v if name == "size" else v for name, v in zip(order, found, strict=True))


def best_campaign(facts: Facts) -> tuple[int, ...] | None:
    """The best objective vector of both stages together, None when no allocation keeps the bounds."""
    policy = facts.policy
    seats = {u: brute_force.seats(facts, u) for u in facts.units}
    plain = Pairs(brute_force.admissible(facts), seats, facts.kin)
    model, directed = plain.model, brute_force.directed_options(facts, facts.pool)
    sent = {(i, u): model.new_bool_var("") for i, units in directed.items() for u in units}
    every = [*plain.x.items(), *sent.items()]
    for i in facts.pool:
        model.add(sum([x for p, x in every if p[0] == i]) + model.new_constant(0) <= 1)
    for u in facts.units:
        come = sum([x for p, x in every if p[1] == u]) + model.new_constant(0)
        model.add_linear_constraint(come, brute_force.lower(facts, u), max(seats[u], 0))
        for i, j in itertools.combinations(facts.pool, 2):
            if j in facts.kin[i]:
                model.add(sum([x for p, x in every if p in ((i, u), (j, u))]) + model.new_constant(0) <= 1)
    goals = plain.goals()
    names = {"blocking_pairs": "blocking", "placed": "size"}
    names |= {"intent_ranks": "resident_ranks", "nomination_ranks": "hospital_ranks"}
    wanted = [goals[names[name]] for name in policy.objectives]
    if policy.two_way.lookahead and policy.unmatched.two_way == "directed":
        willing = [x for p, x in every if not facts.cadres[p[0]]["refuses"]]
        wanted.insert(0, cp_model.LinearExpr.weighted_sum(willing, [-1] * len(willing)))
    found = least(model, wanted)
    if found is None:
        return None
    found = found[-len(policy.objectives) :]
    return tuple(-v if name == "placed" else v for name, v in zip(policy.objectives, found, strict=True))


def best_exchange(market: Market, home: np.ndarray, tolerance: int, cap: np.ndarray) -> tuple[int, ...]:
    """(moved, resident ranks, hospital ranks) of the best balanced exchange; a cap of −1 is none."""
    model = cp_model.CpModel()
    pairs = list(zip(market.resident.tolist(), market.hospital.tolist(), strict=True))
    x = [model.new_bool_var("") for _ in pairs]
    of = [[x[e] for e in range(market.ptr[i], market.ptr[i + 1])] for i in range(market.residents)]

    def ends(i: int, u: int) -> Any:
        moves = sum([x[e] for e in range(market.ptr[i], market.ptr[i + 1]) if market.hospital[e] == u])
        return moves + (1 - sum(of[i]) if home[i] == u else 0)

    for literals in of:
        model.add(sum(literals) + model.new_constant(0) <= 1)
    for u in range(market.hospitals):
        surplus = sum([y for (_, v), y in zip(pairs, x, strict=True) if v == u]) + model.new_constant(0)
        surplus -= sum([y for (i, _), y in zip(pairs, x, strict=True) if home[i] == u])
        most = tolerance if cap[u] < 0 else min(tolerance, int(cap[u]))
        model.add_linear_constraint(surplus, -tolerance, most)
    for (i, u), y in zip(pairs, x, strict=True):
        for j in relatives(market, i):
            model.add(y + ends(j, u) <= 1)
    ranks = market.resident_rank.tolist(), market.hospital_rank.tolist()
    goals = [cp_model.LinearExpr.weighted_sum(x, w) for w in ([-1] * len(x), *ranks)]
    found = least(model, goals)
    assert found is not None  # everybody may stay
    return -found[0], *found[1:]


def best_placement(problem: Placement, options: list[dict[int, int]]) -> tuple[int, ...] | None:
    """(placed, cost) of the best placement, None where there is none; `options`: site → cost, by person."""
    model = cp_model.CpModel()
    y = {(i, s): model.new_bool_var("") for i, sites in enumerate(options) for s in sites}
    nothing = model.new_constant(0)
    for i in range(problem.people):
        model.add(sum([y[i, s] for s in options[i]]) + nothing <= 1)
        for j in problem.relatives(i).tolist():
            for s in options[i].keys() & options[j].keys():
                model.add(y[i, s] + y[j, s] <= 1)
    for s in range(problem.sites):
        come = sum([y[i, s] for i in range(problem.people) if s in options[i]]) + nothing
        model.add_linear_constraint(come, int(problem.lower[s]), int(problem.upper[s]))
    literals = [*y.values(), nothing]
    cost = [*(options[i][s] for i, s in y), 0]
    goals = [cp_model.LinearExpr.weighted_sum(literals, w) for w in ([-1] * len(literals), cost)]
    found = least(model, goals)
    return None if found is None else (-found[0], found[1])


def hasty(run: Run, rng: np.random.Generator) -> tuple[Run, Callable[[], bool]]:
    """A solver that now and then gives up, or stops at the first solution, and the question whether it did.

    From then on, more often than not, it is time to stop: what a limit does, without a clock.
    """
    state = {"stop": False}

    def hurried(
        model: cp_model.CpModel, variables: Sequence[Any], limits: Limits, **options: Any
    ) -> tuple[Status, list[int] | None, int | None]:
        if rng.random() < 0.6:
            return run(model, variables, limits, **options)
        if limits.exhausted or rng.random() < 0.4:
            return Status.UNKNOWN, None, None
        state["stop"] = bool(rng.random() < 0.6)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.stop_after_first_solution = True
        outcome = solver.solve(model)
        if outcome == cp_model.INFEASIBLE:
            return Status.INFEASIBLE, None, None
        status = Status.OPTIMAL if outcome == cp_model.OPTIMAL else Status.FEASIBLE
        bound = round(solver.best_objective_bound) if model.has_objective() else None
        return status, [int(solver.value(x)) for x in variables], bound

    return hurried, lambda: state["stop"]


def overclaims(
    values: Sequence[int],
    bounds: Sequence[int | None],
    proven: bool,
    best: Sequence[int],
    sign: Sequence[int],
) -> list[str]:
    """What a result says that is not so, given the best vector; `sign` is −1 where more is better."""
    v, w = ([s * value for s, value in zip(sign, vector, strict=True)] for vector in (values, best))
    found = ["better than the best"] if v < w else []
    if proven and v != w:
        found.append("proven, but not the best")
    for k, bound in enumerate(bounds):
        # a bound holds where the objectives before it have the values attained
        if bound is not None and (sign[k] * bound > v[k] or (v[:k] == w[:k] and sign[k] * bound > w[k])):
            found.append(f"bound {k} is {bound}")
    return found
