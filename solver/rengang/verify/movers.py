"""Who may not move at all: the rules about persons, judged from the tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from rengang.model.arrays import Bool, frozen
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.rule import About, Rule
from rengang.verify.case import Case

HELD: dict[Rule, Callable[[Case], Bool]] = {}
"""For each rule about a person the function that judges it: whom it holds where they are, shape (cadres,)."""


def held(case: Case) -> npt.NDArray[np.uint32]:
    """By which rules each cadre may not move, as masks of :func:`rengang.rules.catalogue.bits`, shape (cadres,)."""
    masks = np.zeros(case.cadres, dtype=np.uint32)
    due = [rule for rule in rules(About.PERSON) if rule.bars]
    for rule, holds in complete(HELD, due, "a function that judges it").items():
        if rule.in_force(case.policy):
            masks[holds(case)] |= bits()[rule]
    return frozen(masks)
