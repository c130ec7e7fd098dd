"""How many a unit may and must take: vacancies, establishment, and the balance of coming and going."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64
from rengang.rules.balance import BALANCE_SHORTFALL, BALANCE_SURPLUS
from rengang.rules.establishment import ESTABLISHMENT
from rengang.rules.vacancies import VACANCIES
from rengang.verify.breach import Breach, broken
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome

UNBOUNDED = np.iinfo(np.int64).max


def arrivals(case: Case, place: Int32) -> Int64:
    """Cadres placed at each unit, shape (units,); `place` is −1 for those placed nowhere."""
    return np.bincount(place[place >= 0], minlength=case.units).astype(np.int64)


def departures(case: Case, outcome: Outcome) -> Int64:
    """Who leaves each unit: the whole pool, or in an exchange those who get a unit (TX-40)."""
    if not case.policy.exchanges:
        return case.out
    home = case.home[outcome.two_way >= 0]
    return np.bincount(home[home >= 0], minlength=case.units).astype(np.int64)


def establishment_binds(case: Case) -> Bool:
    """Has the unit an authorised headcount that the policy heeds (A-07), shape (units,)."""
    return (case.instance.establishment >= 0) & case.policy.caps.bind


def room(case: Case) -> Int64:
    """Arrivals that the establishment leaves room for (HB-19, WC-11, A-07), shape (units,).

    after ≤ max(before, authorised), so: max(staff, establishment) − staff + out, unbounded where no
    establishment binds, never below 0. With ``by_type`` only those leaving make room whose establishment type
    is the unit's (a blank agrees with all).
    """
    instance = case.instance
    leaver = instance.pool
    home = case.home[leaver]
    counts = home >= 0
    if case.policy.caps.by_type:
        counts &= case.same_type(leaver, home)
    leaving = np.bincount(home[counts], minlength=case.units)
    left = np.maximum(instance.staff, instance.establishment) - instance.staff + leaving
    return np.where(establishment_binds(case), np.maximum(left, 0), UNBOUNDED).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Seats:
    """Bounds on the arrivals of each unit by all stages together, and where they come from; int64, shape (units,).

    Attributes
    ----------
    upper, lower
        At most, and at least, so many arrivals (TX-40, TX-42). `upper` is the least of the three below and 0 for
        vertically managed units; `lower` > 0 only under ``release``, and not where the unmatched wait for another
        round.
    vacancies, balance, room
        The caps by origin; :data:`UNBOUNDED` where one does not apply.
    out
        Pool members who leave the unit.
    """

    upper: Int64
    lower: Int64
    vacancies: Int64
    balance: Int64
    room: Int64
    out: Int64


def seats(case: Case) -> Seats:
    """The effective bounds of each unit under ``capacity`` and ``release``.  O(cadres + units)."""
    out, tolerance = case.out, case.policy.balance.tolerance
    balance = np.full(case.units, UNBOUNDED, dtype=np.int64)
    lower = np.zeros(case.units, dtype=np.int64)
    if case.policy.balance.releases:
        balance = out + tolerance
        if case.policy.unmatched.are_directed:
            lower = np.where(case.vertical, 0, np.maximum(out - tolerance, 0))
    fits = room(case)
    least = np.minimum(np.minimum(case.instance.vacancies, fits), balance)
    upper = np.where(case.vertical, 0, np.maximum(least, 0)).astype(np.int64)
    return Seats(upper, lower, case.instance.vacancies, balance, fits, out)


def spare(case: Case) -> Int64:
    """Largest in − out of each unit that the establishment leaves to an exchange, UNBOUNDED where none binds."""
    most = np.maximum(case.instance.establishment - case.instance.staff, 0)
    return np.where(establishment_binds(case), most, UNBOUNDED)


def check_vacancies(case: Case, outcome: Outcome) -> list[Breach]:
    """in ≤ vacancies, over both stages; in an exchange vacancies bind nothing (TX-42)."""
    came = arrivals(case, outcome.given)
    unit = np.flatnonzero(came > case.instance.vacancies)
    return broken(case, VACANCIES, unit=unit, most=case.instance.vacancies[unit], came=came[unit])


def check_establishment(case: Case, outcome: Outcome) -> list[Breach]:
    """after ≤ max(before, authorised), where an establishment is given and binds (HB-19, JF-01, WC-11, A-07).

    in ≤ room(u); in an exchange in − out ≤ max(0, establishment − staff).
    """
    instance = case.instance
    came = arrivals(case, outcome.given)
    most = room(case)
    if case.policy.exchanges:
        extra = spare(case)
        most = np.where(extra < UNBOUNDED, departures(case, outcome) + extra, UNBOUNDED)
    unit = np.flatnonzero(came > most)
    return broken(
        case,
        ESTABLISHMENT,
        unit=unit,
        authorised=instance.establishment[unit],
        staff=instance.staff[unit],
        most=most[unit],
        came=came[unit],
    )


def check_balance(case: Case, outcome: Outcome) -> list[Breach]:
    """|in − out| ≤ tolerance at every unit that takes part, over both stages (TX-40, A-07).

    Asked under ``release`` and ``exchange``. Where the unmatched wait for another round, the fewest arrivals are
    not yet due.
    """
    came, left = arrivals(case, outcome.given), departures(case, outcome)
    tolerance = case.policy.balance.tolerance
    over = np.flatnonzero((came > left + tolerance) & ~case.vertical)
    is_due = case.policy.exchanges or case.policy.unmatched.are_directed
    under = np.flatnonzero((came < left - tolerance) & ~case.vertical & is_due)
    return [
        *broken(case, BALANCE_SURPLUS, unit=over, came=came[over], left=left[over]),
        *broken(case, BALANCE_SHORTFALL, unit=under, came=came[under], left=left[under]),
    ]
