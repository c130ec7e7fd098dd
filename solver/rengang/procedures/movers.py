"""Who of the pool may move at all: those whom a rule holds back stay, like everybody outside the pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Bool, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import Policy
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.rule import About, Rule

Holds = Callable[[Instance, Policy], Bool]
"""Which cadres of the roster a rule holds back, shape (cadres,)."""

HELD: Mapping[Rule, Holds] = complete({}, rules(About.PERSON), "a function that obeys")
"""What obeys each rule about persons."""


def held(instance: Instance, policy: Policy) -> UInt32:
    """Of every cadre, which rules hold them back: a mask of :func:`~rengang.rules.catalogue.bits`, 0 for none."""
    mask = np.zeros(len(instance.cadres), dtype=np.uint32)
    for rule, holds in HELD.items():
        if rule.in_force(policy) and set(rule.binds) & set(BETWEEN_UNITS):
            mask[holds(instance, policy)] |= bits()[rule]
    return frozen(mask)
