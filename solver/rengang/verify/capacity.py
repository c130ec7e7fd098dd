"""How many a unit may and must take: vacancies, establishment, and the balance of coming and going."""

from __future__ import annotations

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64
from rengang.verify.breach import Breach, Rule
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
    return (case.instance.establishment >= 0) & (case.policy.caps.establishment != "off")


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
    if case.policy.caps.establishment == "by_type":
        counts &= case.same_type(leaver, home)
    leaving = np.bincount(home[counts], minlength=case.units)
    left = np.maximum(instance.staff, instance.establishment) - instance.staff + leaving
    return np.where(establishment_binds(case), np.maximum(left, 0), UNBOUNDED).astype(np.int64)


def seats(case: Case) -> Int64:
    """The effective quota of each unit for all arrivals of ``capacity`` and ``release``, shape (units,).

    min(vacancies, room), under ``release`` also out + tolerance; 0 for vertically managed units (TX-40,
    TX-42).
    """
    bound = np.minimum(case.instance.vacancies, room(case))
    if case.policy.balance.mode == "release":
        bound = np.minimum(bound, case.out + case.policy.balance.tolerance)
    return np.where(case.vertical, 0, np.maximum(bound, 0)).astype(np.int64)


def check_vacancies(case: Case, outcome: Outcome) -> list[Breach]:
    """in ≤ vacancies, over both stages; in an exchange vacancies bind nothing (TX-42)."""
    if case.policy.exchanges:
        return []
    came = arrivals(case, outcome.given)
    unit = np.flatnonzero(came > case.instance.vacancies)
    rule = Rule(
        "vacancies",
        "{unit} 缺员 {most} 名，安排了 {came} 名",
        "{unit} has {most} vacancies but takes {came}",
        ("TX-42",),
        ("balance.mode",),
    )
    return rule.broken(case, unit=unit, most=case.instance.vacancies[unit], came=came[unit])


def check_establishment(case: Case, outcome: Outcome) -> list[Breach]:
    """after ≤ max(before, authorised), where an establishment is given and binds (HB-19, JF-01, WC-11, A-07).

    in ≤ room(u); in an exchange in − out ≤ max(0, establishment − staff).
    """
    instance = case.instance
    came = arrivals(case, outcome.given)
    if case.policy.exchanges:
        spare = np.maximum(instance.establishment - instance.staff, 0)
        most = np.where(establishment_binds(case), departures(case, outcome) + spare, UNBOUNDED)
    else:
        most = room(case)
    unit = np.flatnonzero(came > most)
    rule = Rule(
        "establishment",
        "{unit} 编制 {authorised} 名、实有 {staff} 名，最多可进 {most} 名，安排了 {came} 名",
        "{unit} is authorised {authorised} and has {staff}: it may take {most} but takes {came}",
        ("HB-19", "JF-01"),
        ("caps.establishment",),
    )
    return rule.broken(
        case,
        unit=unit,
        authorised=instance.establishment[unit],
        staff=instance.staff[unit],
        most=most[unit],
        came=came[unit],
    )


def check_balance(case: Case, outcome: Outcome) -> list[Breach]:
    """|in − out| ≤ tolerance at every unit that takes part, over both stages (TX-40, A-07).

    Where the unmatched wait for another round, the fewest arrivals are not yet due.

    Asked under ``release`` and ``exchange``; under ``capacity`` nothing balances.
    """
    if case.policy.balance.mode == "capacity":
        return []
    came, left = arrivals(case, outcome.given), departures(case, outcome)
    tolerance = case.policy.balance.tolerance
    over = np.flatnonzero((came > left + tolerance) & ~case.vertical)
    due = case.policy.exchanges or case.policy.unmatched.two_way == "directed"
    under = np.flatnonzero((came < left - tolerance) & ~case.vertical & due)
    said = ("{unit} 进 {came} 名、出 {left} 名", "{unit} takes {came} and lets {left} go")
    surplus = Rule(
        "balance-surplus",
        f"{said[0]}，进多于出",
        f"{said[1]}: too many come",
        ("TX-40",),
        ("balance.tolerance",),
    )
    shortfall = Rule(
        "balance-shortfall",
        f"{said[0]}，进少于出",
        f"{said[1]}: too few come",
        ("TX-40",),
        ("balance.tolerance",),
    )
    return [
        *surplus.broken(case, unit=over, came=came[over], left=left[over]),
        *shortfall.broken(case, unit=under, came=came[under], left=left[under]),
    ]
