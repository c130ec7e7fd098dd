"""Directed placement on CP-SAT: people with relatives one by one, all others as flows on their network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from rengang.engines.placement.network import build
from rengang.engines.placement.problem import Placed, Placement, answer, totals
from rengang.engines.solvers.cpsat import run
from rengang.limits import Limits
from rengang.model import Objective, Status, Stop
from rengang.model.arrays import Int32, frozen
from rengang.model.market import UNMATCHED


class PlacementModel:
    """The model and its variables.

    Attributes
    ----------
    model
        The CP-SAT model.
    person, site
        One entry per literal in `choice`: a person with relatives and a site open to them.
    rest
        The people without relatives, whose network the variables `flow` follow.
    short
        With ``slack=True``, one variable per site with a lower bound: by how much it is missed.
    """

    def __init__(self, problem: Placement, slack: bool = False) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        self.total = cp_model.LinearExpr.sum
        apart = np.diff(problem.kin_ptr) > 0
        self.related, self.rest = np.flatnonzero(apart), np.flatnonzero(~apart)
        self._choices()
        self._flows()
        self._bounds(slack)
        self._conflicts()

    def _choices(self) -> None:
        """One literal per person with relatives and site; at most one site each."""
        problem = self.problem
        cost = problem.pair_cost(self.related[:, None], np.arange(problem.sites)[None, :])
        row, self.site = np.nonzero((cost >= 0) & (problem.upper > 0)[None, :])
        self.person, self.choice_cost = self.related[row], cost[row, self.site]
        self.choice = [self.model.new_bool_var("") for _ in range(len(self.person))]
        self.by_person: dict[int, list[int]] = {}
        self.by_site: dict[int, list[int]] = {}
        for k, (i, s) in enumerate(zip(self.person.tolist(), self.site.tolist(), strict=True)):
            self.by_person.setdefault(i, []).append(k)
            self.by_site.setdefault(s, []).append(k)
        for entries in self.by_person.values():
            self.model.add_at_most_one(self.choice[k] for k in entries)

    def _flows(self) -> None:
        """One integer per arc before the sink; what flows into a node flows out."""
        rest = self.rest
        part = self.problem.among(rest)
        self.built = build(replace(part, lower=np.zeros_like(part.lower)))
        network = self.built.network
        self.inner = np.flatnonzero(network.head < self.built.waiting)
        self.flow_cost = network.costs[0][self.inner]
        into: dict[int, list[Any]] = {}
        out_of: dict[int, list[Any]] = {}
        self.flow = []
        for a in self.inner.tolist():
            var = self.model.new_int_var(0, len(rest), "")
            self.flow.append(var)
            out_of.setdefault(int(network.tail[a]), []).append(var)
            into.setdefault(int(network.head[a]), []).append(var)
        first = self.built.first_site
        may_stop = set(network.tail[network.head == self.built.waiting].tolist())
        for node, leaving in out_of.items():
            present = self.total(into.get(node, [])) + int(network.supply[node])
            if node in may_stop:
                self.model.add(self.total(leaving) <= present)
            else:
                self.model.add(self.total(leaving) == present)
        self.arrivals = {s: into.get(first + s, []) for s in range(part.sites)}

    def _bounds(self, slack: bool) -> None:
        """Every site within its bounds."""
        problem = self.problem
        self.short: dict[int, Any] = {}
        for s in range(problem.sites):
            lower, upper = int(problem.lower[s]), int(problem.upper[s])
            terms = [*self.arrivals[s], *(self.choice[k] for k in self.by_site.get(s, ()))]
            if slack and lower > 0:
                self.short[s] = self.model.new_int_var(0, lower, "")
                self.model.add(self.total(terms) <= upper)
                self.model.add(self.total(terms) + self.short[s] >= lower)
            elif terms or lower:
                self.model.add_linear_constraint(self.total(terms), lower, upper)

    def _conflicts(self) -> None:
        """Relatives do not share a site."""
        at = {
            (i, s): k for k, (i, s) in enumerate(zip(self.person.tolist(), self.site.tolist(), strict=True))
        }
        for (i, s), k in at.items():
            for j in self.problem.relatives(i).tolist():
                if j > i and (j, s) in at:
                    self.model.add_at_most_one(self.choice[k], self.choice[at[j, s]])

    def placed(self) -> Any:
        """The number of people placed."""
        arrivals = [var for terms in self.arrivals.values() for var in terms]
        return self.total([*self.choice, *arrivals])

    def cost(self) -> Any:
        """The total cost."""
        from ortools.sat.python import cp_model

        return cp_model.LinearExpr.weighted_sum(
            [*self.choice, *self.flow], [*self.choice_cost.tolist(), *self.flow_cost.tolist()]
        )

    def hint(self, assignment: Int32) -> None:
        """Start from where the people with relatives are in `assignment`."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for k, (i, s) in enumerate(zip(self.person.tolist(), self.site.tolist(), strict=True)):
            self.model.add_hint(self.choice[k], bool(assignment[i] == s))

    @property
    def variables(self) -> list[Any]:
        """What :meth:`read` wants to know."""
        return [*self.choice, *self.flow]

    def read(self, values: list[int]) -> Int32:
        """The assignment that values of the `variables` stand for."""
        assignment = np.full(self.problem.people, UNMATCHED, dtype=np.int32)
        chosen = np.array(values[: len(self.choice)], dtype=bool)
        assignment[self.person[chosen]] = self.site[chosen]
        flow = np.zeros(len(self.built.network.tail), dtype=np.int64)
        flow[self.inner] = values[len(self.choice) :]
        # whoever is not sent on from a group is not placed
        network, nodes = self.built.network, len(self.built.network.supply)
        ends = np.flatnonzero(network.head == self.built.waiting)
        moved = flow[self.inner]
        left = network.supply + np.bincount(network.head[self.inner], moved, nodes).astype(np.int64)
        left -= np.bincount(network.tail[self.inner], moved, nodes).astype(np.int64)
        flow[ends] = left[network.tail[ends]]
        assignment[self.rest] = self.built.decode(flow)
        return assignment


def solve_apart(problem: Placement, best: tuple[int, int], mended: Int32 | None, limits: Limits) -> Placed:
    """Solve where conflicts cross the flow: most placed, then least cost.

    Parameters
    ----------
    best
        (placed, cost) of the flow: with as many placed, nothing that respects the conflicts costs less.
    mended
        A feasible assignment to start from, and to return when time runs out; None when none is known.
    """
    if limits.exhausted:
        return answer(problem, mended, best[0], best[1], stop_of(limits))
    model = PlacementModel(problem)
    found, bound = mended, best[0]
    if mended is None or totals(problem, mended)[0] < best[0]:
        model.model.add(model.placed() <= best[0])
        model.model.minimize(-model.placed())
        if mended is not None:
            model.hint(mended)
        status, values, least = run(model.model, model.variables, limits)
        if status is Status.INFEASIBLE:
            return _short(problem, limits)
        if values is not None and least is not None:
            found = better(problem, found, model.read(values))
            bound = min(bound, -least)
    if found is None or limits.exhausted or totals(problem, found)[0] < bound:
        return answer(problem, found, bound, best[1], stop_of(limits))
    model.model.add(model.placed() == bound)
    if bound == best[0]:
        model.model.add(model.cost() >= best[1])
    model.model.minimize(model.cost())
    model.hint(found)
    floor = best[1] if bound == best[0] else None
    _, values, least = run(model.model, model.variables, limits)
    if values is not None and least is not None:
        found = better(problem, found, model.read(values))
        floor = max(least, 0 if floor is None else floor)
    return answer(problem, found, bound, floor, stop_of(limits))


def stop_of(limits: Limits) -> Stop:
    """Why work under these limits ended without a proof."""
    return Stop.CANCELLED if limits.should_stop() else Stop.TIME_LIMIT


def better(problem: Placement, old: Int32 | None, new: Int32 | None) -> Int32 | None:
    """The assignment that places more, then costs less; the old one at equality."""
    if old is None or new is None:
        return new if old is None else old
    (a, b), (c, d) = totals(problem, old), totals(problem, new)
    return new if (c, -d) > (a, -b) else old


def _short(problem: Placement, limits: Limits) -> Placed:
    """Relatives make the lower bounds impossible: where people are missing when as few as possible are."""
    model = PlacementModel(problem, slack=True)
    model.model.minimize(sum(model.short.values()))
    _, values, _ = run(model.model, list(model.short.values()), limits)
    missed = dict(zip(model.short, values or (), strict=False))
    sites = sorted(s for s, value in missed.items() if value > 0)
    missing = sum(missed.values())
    nothing = (Objective("placed", None, None), Objective("cost", None, None))
    short = frozen(np.array(sites, dtype=np.int32))
    return Placed(Status.INFEASIBLE, Stop.COMPLETED, None, nothing, short, missing)
