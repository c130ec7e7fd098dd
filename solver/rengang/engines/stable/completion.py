"""The best stable matching that can still be completed: two-way literals and directed flows in one CP-SAT model.

Under lower bounds on arrivals, or when the rest of the pool must stay placeable, a hospital's arrivals of both
stages are coupled, across components. People whom the directed stage cannot tell apart share one integer flow;
whoever has relatives in the market gets literals of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.engines.placement.problem import Placement
from rengang.engines.solvers.cpsat import minimise_in_order
from rengang.engines.solvers.goal import Goal
from rengang.engines.stable.matching import STABLE, Matching, largest_size, objective_values, ranked_goals
from rengang.engines.stable.reduction.reduce import reduce
from rengang.engines.stable.search.cutoff_model import CutoffModel, build
from rengang.limits import Limits
from rengang.model import UNMATCHED, Market, Status
from rengang.model.arrays import Bool, Int32

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MAX_ARCS = 1_500_000
"""Beyond so many flow variables the coupled model is not built."""


class TooLarge(Exception):
    """The coupled model would have more than :data:`MAX_ARCS` flow variables."""


@dataclass(frozen=True, eq=False)
class Completable:
    """`status` INFEASIBLE: no matching can be completed; UNKNOWN: none was found in time; else `matching`."""

    status: Status
    matching: Matching | None = None


def best_completable_matching(
    market: Market,
    rest: Placement,
    willing: Bool,
    limits: Limits,
    *,
    near: Int32,
    order: Sequence[str] = STABLE,
    everybody: bool,
) -> Completable:
    """The lexicographically best matching that a directed placement can complete.

    Parameters
    ----------
    market
        The two-way market; its quotas are the upper bounds on two-way arrivals.
    rest
        Directed placement of *all* residents, with the bounds on arrivals of both stages together. A relative
        whom the selection places is not yet in ``rest.forbidden``.
    willing : bool, shape (residents,)
        Who may be directed at all.
    near : int32, shape (residents,)
        The best matching without the coupling; a first completable one is sought close to it.
    everybody
        Ask that as many as possible of the willing are placed by both stages together, before anything else.

    Raises
    ------
    TooLarge
        The model would be too large to build.
    """
    problem = _Problem(market, rest, willing, limits, near, tuple(order), everybody)
    some = _any_completable(problem)
    if some.matching is None:
        return some
    least_blocking = 0
    if problem.order == STABLE:
        # the reductions hold for matchings without a blocking pair; with fewer people completed, look further
        stable = _attempt(problem, np.asarray(reduce(market)), soft=False)
        if stable.matching is not None and (not everybody or _completes_most(problem, stable.matching)):
            return stable
        least_blocking = int(stable.status is Status.INFEASIBLE)
    close = _Problem(market, rest, willing, limits, some.matching.assignment, tuple(order), everybody)
    found = _attempt(close, np.ones(market.pairs, dtype=bool), soft=True, least_blocking=least_blocking)
    return found if found.matching is not None else some


@dataclass(frozen=True, eq=False)
class _Problem:
    """The arguments of one call."""

    market: Market
    rest: Placement
    willing: Bool
    limits: Limits
    near: Int32
    order: tuple[str, ...]
    everybody: bool


def _any_completable(problem: _Problem) -> Completable:
    """A matching that can be completed and keeps most of the uncoupled one: the answer when time is short."""
    market = problem.market
    built = build(market, np.arange(market.pairs), demand=np.zeros(market.pairs, dtype=bool))
    flows = _Flows(built, market, problem.rest, problem.willing)
    kept = [
        x for x, same in zip(built.x, problem.near[market.resident] == market.hospital, strict=True) if same
    ]
    goal = Goal("kept", kept, [-1] * len(kept))
    variables = [*built.x, *flows.variables]
    solved = minimise_in_order(built.model, variables, [goal], problem.limits, linear=True)
    if solved.solution is None:
        return Completable(solved.status)
    assignment = _assigned(market, built, solved.solution)
    values = tuple(objective_values(market, assignment)[name] for name in problem.order)
    known = {"blocking": 0, "size": largest_size(market)}
    bounds = tuple(known.get(name) for name in problem.order)
    return Completable(
        Status.FEASIBLE, Matching(assignment, Status.FEASIBLE, values, bounds, {"pairs": market.pairs})
    )


def _assigned(market: Market, built: CutoffModel, solution: list[int]) -> Int32:
    """The assignment that a solution's first values, those of the pairs, stand for."""
    chosen = built.pairs[np.array(solution[: len(built.x)], dtype=bool)]
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    assignment[market.resident[chosen]] = market.hospital[chosen]
    return assignment


def _attempt(problem: _Problem, alive: Bool, *, soft: bool, least_blocking: int = 0) -> Completable:
    """The coupled model over the surviving pairs; with `soft` every pair may block, at least so many do."""
    market = problem.market
    pairs = np.flatnonzero(alive)
    built = build(market, pairs, soft=np.full(market.pairs, soft))
    flows = _Flows(built, market, problem.rest, problem.willing)
    blocks = list(built.blocks.values())
    for e, x in zip(pairs.tolist(), built.x, strict=True):
        built.model.add_hint(x, int(problem.near[market.resident[e]] == market.hospital[e]))
    if least_blocking > 0:
        built.model.add(sum(blocks) >= least_blocking)
    goals = [goal for goal in ranked_goals(market, built, problem.order) if goal.name != "blocking" or soft]
    if problem.everybody:
        goals.insert(0, _completed(problem, built, flows))
    variables = [*built.x, *blocks, *flows.variables]
    solved = minimise_in_order(
        built.model, variables, goals, problem.limits, linear=True, merge=not problem.everybody
    )
    if solved.solution is None:
        return Completable(solved.status)
    assignment = _assigned(market, built, solved.solution)
    # not what the literals say: a solution that is not proven best may mark pairs that do not block
    attained = objective_values(market, assignment)
    value = {g.name: v for g, v in zip(goals, solved.values, strict=True)}
    bound = {g.name: b for g, b in zip(goals, solved.bounds, strict=True)}
    if not soft:
        bound["blocking"] = 0
    sign = {"size": -1}
    values = tuple(attained[n] for n in problem.order)
    bounds = tuple(None if (b := bound[n]) is None else sign.get(n, 1) * b for n in problem.order)
    figures = {
        "pairs": market.pairs,
        "pairs_searched": len(pairs),
        "flows": len(flows.variables),
        "completed": -(value.get("completed") or 0),
    }
    return Completable(solved.status, Matching(assignment, solved.status, values, bounds, figures))


def _completed(problem: _Problem, built: CutoffModel, flows: _Flows) -> Goal:
    """Minus the number of willing residents placed by either stage."""
    wanted = problem.willing[problem.market.resident[built.pairs]].tolist()
    literals = [x for x, w in zip(built.x, wanted, strict=True) if w] + flows.variables
    return Goal("completed", literals, [-1] * len(literals))


def _completes_most(problem: _Problem, matching: Matching) -> bool:
    """Is it proven that no matching, stable or not, lets both stages place more of the willing."""
    market = problem.market
    nobody = np.zeros(market.pairs, dtype=bool)
    built = build(market, np.arange(market.pairs), demand=nobody)
    flows = _Flows(built, market, problem.rest, problem.willing)
    goal = _completed(problem, built, flows)
    solved = minimise_in_order(built.model, [*built.x, *flows.variables], [goal], problem.limits, linear=True)
    return solved.status is Status.OPTIMAL and solved.values[0] == -matching.figures["completed"]


class _Flows:
    """Directed flows beside the two-way literals: who is left, bounds of both stages, relatives."""

    def __init__(self, built: CutoffModel, market: Market, rest: Placement, willing: Bool) -> None:
        self.model: cp_model.CpModel = built.model
        self.variables: list[Any] = []
        self.inflow: list[list[Any]] = [[] for _ in range(rest.sites)]
        self.own: dict[tuple[int, int], Any] = {}
        placed: list[list[Any]] = [[] for _ in range(market.residents)]
        self.matched: dict[tuple[int, int], Any] = {}
        for e, x in zip(built.pairs.tolist(), built.x, strict=True):
            i, u = int(market.resident[e]), int(market.hospital[e])
            placed[i].append(x)
            self.inflow[u].append(x)
            self.matched[i, u] = x
        for members, sites in _groups(rest, willing):
            self._add_group(members, sites, placed, alone=len(rest.relatives(members[0])) > 0)
        for u in range(rest.sites):
            if rest.lower[u] > 0 or rest.upper[u] < rest.people:
                self.model.add_linear_constraint(
                    sum(self.inflow[u]) if self.inflow[u] else self.model.new_constant(0),
                    int(rest.lower[u]), int(min(rest.upper[u], rest.people)),
                )  # fmt: skip
        self._keep_relatives_apart(rest)

    def _add_group(
        self, members: list[int], sites: list[int], placed: list[list[Any]], *, alone: bool
    ) -> None:
        left = len(members) - sum(x for i in members for x in placed[i])
        flow = [self.model.new_int_var(0, len(members), "") for _ in sites]
        for u, variable in zip(sites, flow, strict=True):
            self.inflow[u].append(variable)
            if alone:
                self.own[members[0], u] = variable
        self.variables += flow
        if flow:
            self.model.add(sum(flow) <= left)

    def _keep_relatives_apart(self, rest: Placement) -> None:
        for (i, u), y in self.own.items():
            for p in rest.relatives(i).tolist():
                if (p, u) in self.matched:
                    self.model.add_at_most_one([y, self.matched[p, u]])
                if p > i and (p, u) in self.own:
                    self.model.add_at_most_one([y, self.own[p, u]])


def _groups(rest: Placement, willing: Bool) -> list[tuple[list[int], list[int]]]:
    """(people, sites open to them): people of the same hard values and home; with bars or relatives alone."""
    alone = np.arange(rest.people)
    related = np.diff(rest.kin_ptr) > 0 if len(rest.kin) else np.zeros(rest.people, dtype=bool)
    related[rest.forbidden[0]] = True
    alone[~related] = -1
    who = np.flatnonzero(willing)
    kinds = [f.value[who] for f in rest.hard]
    _, first, of = np.unique(
        np.stack([rest.home[who], alone[who], *kinds], axis=1), axis=0, return_index=True, return_inverse=True
    )
    order = np.argsort(of.reshape(-1), kind="stable")
    members = np.split(who[order], np.cumsum(np.bincount(of.reshape(-1)))[:-1])
    usable = rest.upper > 0
    groups, arcs = [], 0
    for at in sorted(range(len(first)), key=lambda k: int(first[k])):
        sites = np.flatnonzero(usable & rest.open_to(members[at][:1])[0])
        groups.append((members[at].tolist(), sites.tolist()))
        arcs += len(sites)
        if arcs > MAX_ARCS:
            raise TooLarge
    return groups
