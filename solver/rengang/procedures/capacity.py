"""How many may arrive at each unit, and how many must: four independent caps, one function each (A-07)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Int64, frozen
from rengang.policy import Policy
from rengang.procedures.admissible import same_type, vertical_units

UNBOUNDED = np.iinfo(np.int64).max // 4
"""A cap that does not bind."""


@dataclass(frozen=True, eq=False)
class Seats:
    """Bounds on the arrivals of each unit, over all stages together; every array int64, shape (units,).

    Attributes
    ----------
    upper, lower
        At most, and at least, so many arrivals.  `upper` is the least of the caps below, `lower` > 0 only
        under ``balance.mode = "release"``, and not where the unmatched wait for another round: then the
        fewest arrivals are not yet due.
    vacancies, balance, room
        The caps by origin: published vacancies; outflow + tolerance; room in the establishment.
        :data:`UNBOUNDED` where a cap does not apply.
    out
        Pool members who leave the unit.
    """

    upper: Int64
    lower: Int64
    vacancies: Int64
    balance: Int64
    room: Int64
    out: Int64


def seats(instance: Instance, policy: Policy) -> Seats:
    """Bounds on arrivals under ``capacity`` and ``release``.  O(cadres + units)."""
    units = len(instance.units)
    closed = vertical_units(instance, policy)
    out = pool_size(instance)
    vacancies = np.where(closed, 0, instance.vacancies)
    room = establishment_room(instance, policy, outflow_by_type(instance, policy))
    balance = np.full(units, UNBOUNDED, dtype=np.int64)
    lower = np.zeros(units, dtype=np.int64)
    if policy.balance.releases:
        balance = out + policy.balance.tolerance
        if policy.unmatched.are_directed:
            lower = np.where(closed, 0, np.maximum(out - policy.balance.tolerance, 0))
    upper = np.minimum(np.minimum(vacancies, balance), room)
    return Seats(
        upper=frozen(upper),
        lower=frozen(lower),
        vacancies=frozen(vacancies),
        balance=frozen(balance),
        room=frozen(room),
        out=frozen(out),
    )


def pool_size(instance: Instance) -> Int64:
    """Pool members per unit."""
    return np.bincount(instance.unit_of[instance.pool], minlength=len(instance.units)).astype(np.int64)


def outflow_by_type(instance: Instance, policy: Policy) -> Int64:
    """Pool members per unit who free a place of the unit's own establishment (all, unless by_type)."""
    pool = instance.pool
    home = instance.unit_of[pool]
    fits = same_type(instance, policy, pool, home)
    return np.bincount(home[fits], minlength=len(instance.units)).astype(np.int64)


def establishment_room(instance: Instance, policy: Policy, out: Int64) -> Int64:
    """Arrivals that keep after ≤ max(before, authorised): over-staffed units may only shrink (WC-11, HB-19)."""
    authorised, before = instance.establishment, instance.staff
    room = np.maximum(before, authorised) - before + out
    off = (authorised < 0) | (not policy.caps.bind)
    return np.where(off, UNBOUNDED, np.maximum(room, 0)).astype(np.int64)


def exchange_surplus(instance: Instance, policy: Policy) -> Int64:
    """Largest in − out per unit that the establishment allows in an exchange, −1 where it sets no bound."""
    authorised, before = instance.establishment, instance.staff
    off = (authorised < 0) | (not policy.caps.bind)
    return np.where(off, -1, np.maximum(authorised - before, 0)).astype(np.int64)
