"""An irreducible set of requirements that cannot hold together (an IIS of a transportation problem)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rengang.engines.solvers.assumptions import contradiction
from rengang.limits import Limits
from rengang.model.arrays import Bool

EFFORT = 10.0
"""CP-SAT's deterministic seconds per solve: that relatives cannot be set apart may be hard to prove."""


@dataclass(frozen=True, eq=False)
class Bound:
    """A demand on the arrivals of one site: `lower` ≤ arrivals ≤ `upper` (None: no such side)."""

    key: str
    site: int
    lower: int | None = None
    upper: int | None = None


@dataclass(frozen=True, eq=False)
class Bar:
    """A rule that closes arcs: `closes` is a mask over (groups × sites); several rules may close the same."""

    key: str
    closes: Bool


@dataclass(frozen=True, eq=False)
class Apart:
    """A rule that keeps people apart: of each pair of groups, both of one person, only one comes to a site."""

    key: str
    pairs: Sequence[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Transport:
    """Groups of interchangeable people and the sites open to them.

    Attributes
    ----------
    size : sequence of int, one per group
    open : bool, shape (groups, sites)
        Where each group may go with every rule in force.
    bounds, bars, apart
        The requirements; `apart` may have the key of a bar.
    """

    size: Sequence[int]
    open: Bool
    bounds: Sequence[Bound]
    bars: Sequence[Bar]
    apart: Apart | None = None


def irreducible_conflict(problem: Transport, limits: Limits) -> list[str] | None:
    """Keys of requirements that contradict each other, none of which can be left out; None when they do not.

    A first core comes from CP-SAT's assumptions, a deletion filter (Chinneck 1997) makes it irreducible. When
    the limits end the search, the set so far: it contradicts itself, but may not be irreducible. With people
    to be kept apart, no solve does more than :data:`EFFORT`; whatever it leaves open counts as not
    contradicting itself.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    keys_in_order = [bound.key for bound in problem.bounds] + [bar.key for bar in problem.bars]
    if problem.apart is not None:
        keys_in_order.append(problem.apart.key)
    wanted = {key: model.new_bool_var(key) for key in dict.fromkeys(keys_in_order)}
    _build(model, problem, wanted)
    effort = None if problem.apart is None else EFFORT
    keys = contradiction(model, wanted, list(wanted), limits, effort)
    if keys is None:
        return None
    needed: list[str] = []
    while keys:
        trial = keys.pop()
        if limits.exhausted:
            return sorted([*needed, *keys, trial])
        smaller = contradiction(model, wanted, [*needed, *keys], limits, effort)
        if smaller is None:
            needed.append(trial)
        else:
            keys = [key for key in keys if key in smaller]
    return sorted(needed)


def _build(model: Any, problem: Transport, wanted: dict[str, Any]) -> None:
    sites = problem.open.shape[1]
    arrivals: list[list[Any]] = [[] for _ in range(sites)]
    flows: dict[tuple[int, int], Any] = {}
    reachable = problem.open.copy()
    for bar in problem.bars:
        reachable |= bar.closes
    for group, size in enumerate(problem.size):
        leaving = []
        for u in np.flatnonzero(reachable[group]).tolist():
            flow = model.new_int_var(0, int(size), "")
            leaving.append(flow)
            arrivals[u].append(flow)
            flows[group, u] = flow
            if not problem.open[group, u]:
                for bar in problem.bars:
                    if bar.closes[group, u]:
                        model.add(flow == 0).only_enforce_if(wanted[bar.key])
        if leaving:
            model.add(sum(leaving) <= int(size))
    for bound in problem.bounds:
        total = sum(arrivals[bound.site]) if arrivals[bound.site] else model.new_constant(0)
        if bound.lower is not None:
            model.add(total >= bound.lower).only_enforce_if(wanted[bound.key])
        if bound.upper is not None:
            model.add(total <= bound.upper).only_enforce_if(wanted[bound.key])
    if problem.apart is not None:
        for a, b in problem.apart.pairs:
            for u in range(sites):
                if (a, u) in flows and (b, u) in flows:
                    both = flows[a, u] + flows[b, u]
                    model.add(both <= 1).only_enforce_if(wanted[problem.apart.key])
