"""Who of the pool may move at all: those whom a rule holds back stay, like everybody outside the pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import Policy
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.near_retirement import NEAR_RETIREMENT
from rengang.rules.rule import About, Rule

Holds = Callable[[Instance, Policy], Bool]
"""Which cadres of the roster a rule holds back, shape (cadres,)."""


def _near_retirement(instance: Instance, policy: Policy) -> Bool:
    """The cadre is within the months of retirement on the day, or past it; unknown is not.

    The day from which somebody stays is the birthday plus (age − months), at the end of a month that is too short.
    """
    age, months, day = policy.moves.retirement_age, policy.moves.retirement_months, policy.moves.as_of
    if age is None or months is None:
        return np.zeros(len(instance.cadres), dtype=bool)
    stays_from = [
        pl.when(pl.col("sex") == sex).then(pl.col("birth_date").dt.offset_by(f"{int(years * 12) - months}mo"))
        for sex, years in (("male", age.male), ("female", age.female))
    ]
    return instance.cadres.select((pl.coalesce(stays_from) <= day).fill_null(False)).to_series().to_numpy()


HELD: Mapping[Rule, Holds] = complete(
    {NEAR_RETIREMENT: _near_retirement}, rules(About.PERSON), "a function that obeys"
)
"""What obeys each rule about persons."""


def held(instance: Instance, policy: Policy) -> UInt32:
    """Of every cadre, which rules hold them back: a mask of :func:`~rengang.rules.catalogue.bits`, 0 for none."""
    mask = np.zeros(len(instance.cadres), dtype=np.uint32)
    for rule, holds in HELD.items():
        if rule.in_force(policy) and set(rule.binds) & set(BETWEEN_UNITS):
            mask[holds(instance, policy)] |= bits()[rule]
    return frozen(mask)
