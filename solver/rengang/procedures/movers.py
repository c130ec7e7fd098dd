"""Who may not move at all, by the rules about persons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from rengang.model import Instance
from rengang.model.arrays import Bool, frozen
from rengang.policy import Policy
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.rule import About, Rule

HELD: dict[Rule, Callable[[Instance, Policy], Bool]] = {}
"""For each rule about a person the function that obeys it: whom it holds where they are, shape (cadres,)."""


def held(instance: Instance, policy: Policy) -> npt.NDArray[np.uint32]:
    """By which rules each cadre may not move, as masks of :func:`rengang.rules.catalogue.bits`, shape (cadres,)."""
    masks = np.zeros(len(instance.cadres), dtype=np.uint32)
    due = [rule for rule in rules(About.PERSON) if rule.bars]
    for rule, holds in complete(HELD, due, "a function that obeys it").items():
        if rule.in_force(policy):
            masks[holds(instance, policy)] |= bits()[rule]
    return frozen(masks)
