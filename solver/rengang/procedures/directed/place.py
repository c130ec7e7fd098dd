"""Directed placement (定向交流, TX-46): the unmatched go where seats are left, most people first, then least cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from rengang.engines.placement.place import place
from rengang.engines.placement.problem import Placed, Placement
from rengang.limits import Limits
from rengang.model import UNMATCHED, Instance
from rengang.model.arrays import Int32, Int64
from rengang.policy import Policy
from rengang.procedures.admissible import pool_kin, units_of_staying_relatives, vertical_units
from rengang.procedures.between import Directed
from rengang.procedures.capacity import Seats
from rengang.procedures.directed.features import features


def placeable(instance: Instance, policy: Policy, two_way: Int32) -> Int64:
    """Positions in the pool of the unmatched who accept directed placement."""
    if not policy.unmatched.are_directed:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero((two_way == UNMATCHED) & ~instance.refuses[instance.pool])


def placement(
    instance: Instance, policy: Policy, people: Int64, two_way: Int32, lower: Int64, upper: Int64
) -> Placement:
    """The transportation problem of placing `people` beside those whom `two_way` has given a unit.

    Parameters
    ----------
    people : int64, shape (k,)
        Positions in ``instance.pool``.
    two_way : int32, shape (pool,)
        Unit of each pool member after the selection, −1 where none.
    lower, upper : int64, shape (units,)
        What is left of the bounds on arrivals.
    """
    cadres = instance.pool[people]
    kin = pool_kin(instance, policy)
    kin_ptr, kin_rows = _kin_among(people, len(instance.pool), kin)
    usual = Placement(
        home=instance.unit_of[cadres],
        features=features(instance, policy, cadres),
        base=policy.directed.weights.unlisted,
        closed=vertical_units(instance, policy),
        lower=lower,
        upper=upper,
    )
    return replace(
        usual,
        cheaper=_listed(instance, policy, people, usual),
        forbidden=_barred_by_relatives(instance, policy, people, two_way, kin),
        kin_ptr=kin_ptr,
        kin=kin_rows,
    )


def direct(
    instance: Instance,
    policy: Policy,
    seats: Seats,
    two_way: Int32,
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Directed:
    """Place the unmatched in what the selection has left; the lower bounds hold over both stages."""
    arrived = np.bincount(two_way[two_way != UNMATCHED], minlength=len(instance.units)).astype(np.int64)
    people = placeable(instance, policy, two_way)
    problem = placement(
        instance, policy, people, two_way, np.maximum(seats.lower - arrived, 0), seats.upper - arrived
    )
    return Directed(people, _place(problem, limits, report))


def _place(problem: Placement, limits: Limits, report: Callable[[int, int], None]) -> Placed:
    report(0, problem.people)
    placed = place(
        problem,
        time_limit_s=None if limits.deadline is None else limits.remaining_s,
        workers=limits.workers,
        seed=limits.seed,
        should_stop=limits.should_stop,
    )
    report(problem.people, problem.people)
    return placed


def _listed(
    instance: Instance, policy: Policy, people: Int64, usual: Placement
) -> tuple[Int32, Int32, Int64]:
    """Pairs (person, unit) where the unit stands on the person's list: the weight `unlisted` falls away."""
    cadre, unit, _ = instance.intents
    row = np.full(len(instance.cadres), -1, dtype=np.int64)
    row[instance.pool[people]] = np.arange(len(people))
    known = (cadre >= 0) & (unit >= 0)
    person, unit = row[cadre[known]], unit[known]
    keep = person >= 0
    person, unit = person[keep], unit[keep]
    _, first = np.unique(person * len(instance.units) + unit, return_index=True)
    person, unit = person[first], unit[first]
    cost = usual.usual_cost(person, unit)
    allowed = cost >= 0
    person, unit, cost = person[allowed], unit[allowed], cost[allowed]
    return person.astype(np.int32), unit.astype(np.int32), cost - policy.directed.weights.unlisted


def _barred_by_relatives(
    instance: Instance, policy: Policy, people: Int64, two_way: Int32, kin: tuple[Int32, Int32]
) -> tuple[Int32, Int32]:
    """Pairs (person, unit) where a relative stays, or has been given a place by the selection."""
    units = len(instance.units)
    row = np.full(len(instance.pool), -1, dtype=np.int64)
    row[people] = np.arange(len(people))
    staying = units_of_staying_relatives(instance, policy)
    position = np.cumsum(instance.in_pool) - 1
    person = [row[position[staying // units]]]
    site = [staying % units]
    for mine, theirs in (kin, kin[::-1]):
        given = two_way[theirs] != UNMATCHED
        person.append(row[mine[given]])
        site.append(two_way[theirs[given]].astype(np.int64))
    who, where = np.concatenate(person), np.concatenate(site)
    keys = np.unique((who * units + where)[who >= 0])
    return (keys // units).astype(np.int32), (keys % units).astype(np.int32)


def _kin_among(people: Int64, pool: int, kin: tuple[Int32, Int32]) -> tuple[Int64, Int32]:
    """Compressed rows of the relatives among `people`."""
    row = np.full(pool, -1, dtype=np.int64)
    row[people] = np.arange(len(people))
    a, b = row[kin[0]], row[kin[1]]
    both = (a >= 0) & (b >= 0)
    source, target = np.concatenate([a[both], b[both]]), np.concatenate([b[both], a[both]])
    order = np.lexsort((target, source))
    ptr = np.zeros(len(people) + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=len(people)), out=ptr[1:])
    return ptr, target[order].astype(np.int32)
