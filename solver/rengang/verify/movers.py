"""Who of the pool may not move at all, and by which rules: one function for each rule about persons."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Bool, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import Policy
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.near_retirement import NEAR_RETIREMENT
from rengang.rules.rule import About, Rule
from rengang.verify.case import Case

Holds = Callable[[Case], Bool]
"""Which cadres of the roster a rule holds back, shape (cadres,)."""


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _near_retirement(case: Case) -> Bool:
    """On the day the cadre has at most so many months to the age of retirement of their sex, or none."""
    moves, people = case.policy.moves, case.instance.cadres.select("sex", "birth_date")
    if moves.retirement_age is None or moves.retirement_months is None or moves.as_of is None:
        return np.zeros(case.cadres, dtype=bool)
    age = {"male": moves.retirement_age.male, "female": moves.retirement_age.female}
    return np.array(
        [
            sex is not None
            and born is not None
            and _months_later(born, int(age[sex] * 12) - moves.retirement_months) <= moves.as_of
            for sex, born in people.iter_rows()
        ],
        dtype=bool,
    )


def _retires(case: Case, cadre: int) -> Mapping[str, str]:
    """When the cadre reaches the age."""
    moves = case.policy.moves
    sex, born = case.instance.cadres.select("sex", "birth_date").row(cadre)
    assert moves.retirement_age is not None
    age = moves.retirement_age.male if sex == "male" else moves.retirement_age.female
    day = _months_later(born, int(age * 12))
    return {"day": day.isoformat(), "as_of": str(moves.as_of), "months": str(moves.retirement_months)}


HELD: Mapping[Rule, Holds] = complete(
    {NEAR_RETIREMENT: _near_retirement}, rules(About.PERSON), "a judge of persons"
)
"""How each rule about persons is judged."""


Facts = Callable[[Case, int], Mapping[str, str]]
"""What the words of a rule name, for one cadre."""

FACTS: Mapping[Rule, Facts] = {NEAR_RETIREMENT: _retires}
"""For the rules whose words name facts, those facts."""


def held(case: Case) -> UInt32:
    """Of every cadre, which rules hold them back: a mask of :func:`~rengang.rules.catalogue.bits`, 0 for none."""
    mask = np.zeros(case.cadres, dtype=np.uint32)
    for rule, holds in HELD.items():
        if rule.in_force(case.policy) and set(rule.binds) & set(BETWEEN_UNITS):
            mask[holds(case)] |= bits()[rule]
    return frozen(mask)


def held_back(instance: Instance, policy: Policy) -> UInt32:
    """Which rules hold back whom of the pool of an instance as handed in, shape (cadres,)."""
    return frozen(np.where(instance.in_pool, held(Case(instance, policy)), np.uint32(0)).astype(np.uint32))


def movers_alone(instance: Instance, mask: UInt32) -> Instance:
    """The instance with those who are held back among the stayers."""
    return instance.staying(mask > 0) if mask.any() else instance
