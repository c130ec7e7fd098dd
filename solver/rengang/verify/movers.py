"""Who of the pool may not move at all, and by which rules: one function for each rule about persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Bool, UInt32, frozen
from rengang.model.procedure import BETWEEN_UNITS
from rengang.policy import Policy
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.rule import About, Rule
from rengang.verify.case import Case

Holds = Callable[[Case], Bool]
"""Which cadres of the roster a rule holds back, shape (cadres,)."""

HELD: Mapping[Rule, Holds] = complete({}, rules(About.PERSON), "a judge of persons")
"""How each rule about persons is judged."""


Facts = Callable[[Case, int], Mapping[str, str]]
"""What the words of a rule name, for one cadre."""

FACTS: Mapping[Rule, Facts] = {}
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
