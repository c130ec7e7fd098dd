"""Directed placement: who may be sent where, at what cost, who waits, and who was left out for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rengang.model import Stage
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.pairs import among, encode
from rengang.model.procedure import Procedure
from rengang.rules.avoidance import RELATIVES_TOGETHER
from rengang.rules.catalogue import complete, rules
from rengang.rules.direction import MISMATCHES, MOST_PLACED
from rengang.rules.refusal import REFUSER_DIRECTED, REFUSER_NOT_WAITING, WAITING_WITHOUT_REFUSAL
from rengang.rules.rule import About, Modality, Rule
from rengang.verify.bars import barred
from rengang.verify.breach import Breach, broken
from rengang.verify.capacity import arrivals, seats
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome

CHUNK = 4_000_000
"""Pairs of an unplaced cadre and a free unit that are looked at in one go."""


def has_stage(case: Case) -> bool:
    """Does the policy send the unmatched anywhere (TX-46, A-17)."""
    return case.policy.directs


def directed_pairs(outcome: Outcome) -> tuple[Int32, Int32]:
    """Cadres and the units that directed placement gave them."""
    cadre = np.flatnonzero(outcome.directed >= 0).astype(np.int32)
    return cadre, outcome.directed[cadre]


# -- refusal ------------------------------------------------------------------------------------------------
def check_refusal(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever refuses is not directed but waits, and nobody else waits (TX-50, A-18)."""
    refuses = case.instance.refuses
    sent, waiting, unplaced = map(outcome.at, (Stage.DIRECTED, Stage.WAITING, Stage.UNPLACED))
    return [
        *broken(case, REFUSER_DIRECTED, np.flatnonzero(refuses & sent)),
        *broken(case, REFUSER_NOT_WAITING, np.flatnonzero(refuses & unplaced)),
        *broken(case, WAITING_WITHOUT_REFUSAL, np.flatnonzero(~refuses & waiting)),
    ]


# -- most placed --------------------------------------------------------------------------------------------
def check_most_placed(case: Case, outcome: Outcome) -> list[Breach]:
    """Nobody is left `unplaced` who could simply be sent to a unit with a free seat (TX-46, A-17).

    A necessary part of "most placed": such a placement would displace nobody and break nothing.
    """
    left = np.flatnonzero(outcome.at(Stage.UNPLACED) & ~case.instance.refuses).astype(np.int32)
    return broken(case, MOST_PLACED, left[could_place(case, outcome, left)])


def could_place(case: Case, outcome: Outcome, cadre: Int32) -> Bool:
    """Which of the cadres could be directed to some unit with a free seat, everybody else staying put.

    O(cadres asked · free units · rules), in blocks; few are left where seats are free.
    """
    free = np.flatnonzero((arrivals(case, outcome.given) < seats(case).upper) & ~case.vertical).astype(
        np.int32
    )
    can = np.zeros(len(cadre), dtype=bool)
    if len(free) == 0:
        return can
    taken = given_to_relatives(case, outcome)
    step = max(CHUNK // len(free), 1)
    for start in range(0, len(cadre), step):
        some = cadre[start : start + step]
        one, unit = np.repeat(some, len(free)), np.tile(free, len(some))
        good = barred(case, Procedure.DIRECTED, one, unit) == 0
        good &= ~among(encode(one, unit, case.units), taken)
        can[start : start + step] = good.reshape(len(some), len(free)).any(axis=1)
    return can


def given_to_relatives(case: Case, outcome: Outcome) -> Int64:
    """Sorted keys cadre · units + unit: a relative of the cadre was given that unit, by whatever stage (DY-04)."""
    if not RELATIVES_TOGETHER.in_force(case.policy):
        return np.zeros(0, dtype=np.int64)
    one, other = case.kin
    unit = outcome.given[other]
    return np.unique(encode(one, unit, case.units)[unit >= 0])


# -- cost ---------------------------------------------------------------------------------------------------
def placed_and_cost(case: Case, outcome: Outcome) -> tuple[int, int] | tuple[None, None]:
    """How many were directed and the sum of their costs; (None, None) where the policy has no such stage."""
    if not has_stage(case):
        return None, None
    cadre, unit = directed_pairs(outcome)
    return len(cadre), int(cost(case, cadre, unit).sum())


def cost(case: Case, cadre: Int32, unit: Int32) -> Int64:
    """Mismatch of directing each cadre to the unit: the weights of the defaults that do not hold (PD-02, A-17)."""
    total = np.zeros(len(cadre), dtype=np.int64)
    for rule, misses in mismatches(case, cadre, unit).items():
        total += weight(case, rule) * misses
    return total


def mismatches(case: Case, cadre: Int32, unit: Int32) -> Mapping[Rule, Bool]:
    """For each default of directed placement that has a price: which of the pairs it does not hold for."""
    return {rule: MISSES[rule](case, cadre, unit) for rule in priced(case)}


def priced(case: Case) -> tuple[Rule, ...]:
    """The defaults of directed placement that have a price under the policy, in their order."""
    return tuple(rule for rule in MISSES if rule.in_force(case.policy))


def weight(case: Case, rule: Rule) -> int:
    """The price of a default, ``directed.weights``."""
    return int(getattr(case.policy.directed.weights, rule.code))


def _differs(case: Case, column: str, cadre: Int32, unit: Int32) -> Bool:
    """Are the column's values at the cadre's own unit and at the new unit both known and different."""
    value = case.unit_groups[column]
    home = case.home[cadre]
    ours: Int32 = np.where(home >= 0, value[home], np.int32(-1))
    theirs: Int32 = value[unit]
    differ: Bool = (ours >= 0) & (theirs >= 0) & (ours != theirs)
    return differ


def _out_of_field(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Is the cadre's speciality known and the unit seeking others only (WC-09)."""
    has, kinds, sought, seeks = case.fields
    ours = has[cadre].astype(np.int64)
    return (ours >= 0) & seeks[unit] & ~among(unit * np.int64(kinds) + ours, sought)


def _unlisted(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Has the cadre no intent for the unit."""
    return np.asarray(case.intents.of(cadre, unit) == 0)


def _other_system(case: Case, cadre: Int32, unit: Int32) -> Bool:
    return _differs(case, "system", cadre, unit)


def _other_region(case: Case, cadre: Int32, unit: Int32) -> Bool:
    return _differs(case, "region", cadre, unit)


MISSES: Mapping[Rule, Callable[[Case, Int32, Int32], Bool]] = complete(
    {
        MISMATCHES["unlisted"]: _unlisted,
        MISMATCHES["system"]: _other_system,
        MISMATCHES["region"]: _other_region,
        MISMATCHES["speciality"]: _out_of_field,
    },
    [rule for rule in rules(About.PAIR) if rule.modality is Modality.DEFAULT],
    "a judge of mismatches",
)
"""How each default of directed placement is judged."""
