"""Directed placement: who is placed where at least cost, with bounds per site and people who must stay apart.

A transportation problem on classes. Without people who would meet it is one min-cost flow, on a network whose
size follows the number of classes and not that of pairs. Where the flow brings conflicting people together
they are exchanged with others at equal cost, which keeps the proof; where that fails, CP-SAT solves the same
terms.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from rengang.engines.cpsat import Limits
from rengang.engines.min_cost_flow import lexicographic_flow, unmet_demand
from rengang.engines.placement_network import PlacementNetwork, build
from rengang.engines.placement_repair import set_apart
from rengang.model import Objective, Status, Stop
from rengang.model.instance import Int32, Int64, frozen
from rengang.model.market import UNMATCHED


def _nothing() -> Int32:
    return frozen(np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Placement:
    """People to be placed at sites.

    Attributes
    ----------
    person_class : int32, shape (people,)
        Row of `cost` of each person.
    home : int32, shape (people,)
        The one site where the person may not go, −1 where there is none.
    site_class : int32, shape (sites,)
        Column of `cost` of each site.
    cost : int64, shape (person classes, site classes)
        Cost of one person of that class at one site of that class, ≥ 0; −1 = forbidden.
    lower, upper : int64, shape (sites,)
        How many people a site must and may get, 0 ≤ lower; a site with lower > upper makes it infeasible.
    cheaper : (person int32, site int32, cost int64)
        Single pairs that cost less than their classes say. Pairs that are forbidden stay so.
    forbidden : (person int32, site int32)
        Single pairs that are forbidden.
    kin_ptr : int64, shape (people + 1,);  kin : int32
        Compressed rows of the symmetric relation of people who may not share a site.
    """

    person_class: Int32
    home: Int32
    site_class: Int32
    cost: Int64
    lower: Int64
    upper: Int64
    cheaper: tuple[Int32, Int32, Int64] = field(
        default_factory=lambda: (_nothing(), _nothing(), np.zeros(0, dtype=np.int64))
    )
    forbidden: tuple[Int32, Int32] = field(default_factory=lambda: (_nothing(), _nothing()))
    kin_ptr: Int64 = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    kin: Int32 = field(default_factory=_nothing)

    @property
    def people(self) -> int:
        """Number of people."""
        return len(self.person_class)

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.site_class)

    @cached_property
    def _exceptions(self) -> tuple[Int64, Int64]:
        """Keys ``person · sites + site`` of the single pairs, ascending, and their cost, −1 = forbidden."""
        (p, s, cost), (fp, fs) = self.cheaper, self.forbidden
        key = np.concatenate([p, fp]).astype(np.int64) * self.sites + np.concatenate([s, fs])
        cost = np.concatenate([cost, np.full(len(fp), -1, dtype=np.int64)])
        # the least cost of a pair comes first, so that forbidden wins over cheaper
        order = np.lexsort((cost, key))
        key, cost = key[order], cost[order]
        first = np.append(True, key[1:] != key[:-1])[: len(key)]
        return key[first], cost[first]

    def pair_cost(self, person: Int64 | np.int64, site: Int64 | np.int64) -> Int64:
        """Cost of every (person, site), elementwise with broadcasting; −1 where forbidden."""
        person, site = np.broadcast_arrays(person, site)
        cost = self.cost[self.person_class[person], self.site_class[site]].astype(np.int64)
        keys, special = self._exceptions
        if len(keys):
            key = person.astype(np.int64) * self.sites + site
            at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            hit = (keys[at] == key) & (special[at] < cost)
            cost = np.where(hit & (cost >= 0), special[at], cost)
        return np.where(self.home[person] == site, -1, cost)

    def relatives(self, person: int) -> Int32:
        """The people who may not share a site with `person`."""
        if len(self.kin) == 0:
            return self.kin
        return self.kin[self.kin_ptr[person] : self.kin_ptr[person + 1]]


@dataclass(frozen=True, eq=False)
class Placed:
    """The answer to a :class:`Placement`.

    Attributes
    ----------
    status, stop
        What is proven, and why the work ended.
    assignment : int32, shape (people,), or None
        Site of each person, :data:`rengang.model.UNMATCHED` where none; None when none is known.
    objective
        ``placed`` (most), then ``cost`` (least).
    short : int32
        With INFEASIBLE: sites that together must get more people than can come, ascending; where it is
        relatives who make it impossible, the sites that miss people when as few as possible are missing.
    missing
        With INFEASIBLE: by how many.
    """

    status: Status
    stop: Stop
    assignment: Int32 | None
    objective: tuple[Objective, Objective]
    short: Int32 = field(default_factory=_nothing)
    missing: int = 0


def place(
    problem: Placement,
    *,
    time_limit_s: float | None = None,
    workers: int = 1,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> Placed:
    """Place as many people as possible, then at least total cost, with every site within its bounds.

    Parameters
    ----------
    problem
        The problem. One min-cost flow on O(person classes × site classes + exceptions · log sites) arcs.
    time_limit_s, workers, seed, should_stop
        For CP-SAT, which runs only where conflicts cross the flow and exchanges at equal cost do not mend it.

    Returns
    -------
    Placed
        OPTIMAL, or with conflicts FEASIBLE (with bounds) or UNKNOWN when time ran out; INFEASIBLE, with the
        sites concerned, when the lower bounds cannot all be met.

    Raises
    ------
    OverflowError
        A cost is so large that the flow does not fit 64-bit integers.
    """
    over = np.flatnonzero(problem.lower > problem.upper)
    if len(over):
        missing = int((problem.lower - problem.upper)[over].sum())
        return _infeasible(frozen(over.astype(np.int32)), missing)
    built = build(problem)
    flow = lexicographic_flow(built.network, built.cycle_arcs)
    if flow is None:
        return _unmet(problem, built)
    assignment = built.decode(flow)
    best = totals(problem, assignment)
    mended = set_apart(problem, assignment)
    if mended is not None and totals(problem, mended) == best:
        return answer(problem, mended, *best, Stop.COMPLETED)
    from rengang.engines.placement_model import solve_apart

    deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
    return solve_apart(problem, best, mended, Limits(deadline, should_stop, workers, seed))


def totals(problem: Placement, assignment: Int32) -> tuple[int, int]:
    """(placed, cost) of an assignment."""
    who = np.flatnonzero(assignment != UNMATCHED)
    return len(who), int(problem.pair_cost(who, assignment[who].astype(np.int64)).sum())


def answer(problem: Placement, assignment: Int32 | None, bound: int, least: int | None, stop: Stop) -> Placed:
    """The answer with an assignment or without; the bound on the cost holds at the number placed."""
    if assignment is None:
        objective = Objective("placed", None, bound), Objective("cost", None, None)
        return Placed(Status.UNKNOWN, stop, None, objective)
    count, cost = totals(problem, assignment)
    objective = Objective("placed", count, bound), Objective("cost", cost, least if count == bound else None)
    if all(o.proven for o in objective):
        return Placed(Status.OPTIMAL, Stop.COMPLETED, frozen(assignment), objective)
    return Placed(Status.FEASIBLE, stop, frozen(assignment), objective)


def _infeasible(short: Int32, missing: int) -> Placed:
    """The answer that the lower bounds cannot be met."""
    nothing = (Objective("placed", None, None), Objective("cost", None, None))
    return Placed(Status.INFEASIBLE, Stop.COMPLETED, None, nothing, short, missing)


def _unmet(problem: Placement, built: PlacementNetwork) -> Placed:
    """Which lower bounds fail, from the minimum cut."""
    network = built.network
    inside = network.head != built.sink
    demand = np.zeros(len(network.supply), dtype=np.int64)
    demand[built.first_site : built.sink] = problem.lower
    missing, nodes = unmet_demand(
        network.tail[inside],
        network.head[inside],
        network.upper[inside],
        np.maximum(network.supply, 0),
        demand,
    )
    return _infeasible(frozen((nodes - built.first_site).astype(np.int32)), missing)
