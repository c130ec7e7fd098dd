"""The function that obeys each rule between units: where to look, and what is missing when there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rengang.model.procedure import BETWEEN_UNITS
from rengang.procedures import admissible, capacity, movers
from rengang.procedures.directed import features, place
from rengang.rules import form
from rengang.rules.avoidance import RELATIVES_TOGETHER
from rengang.rules.balance import BALANCE_SHORTFALL, BALANCE_SURPLUS
from rengang.rules.catalogue import complete, rules
from rengang.rules.direction import (
    DIRECTED_ESTABLISHMENT_TYPE,
    DIRECTED_LEVEL,
    MISMATCHES,
    MOST_PLACED,
)
from rengang.rules.establishment import ESTABLISHMENT
from rengang.rules.refusal import REFUSER_DIRECTED, REFUSER_NOT_WAITING, WAITING_WITHOUT_REFUSAL
from rengang.rules.rule import Rule
from rengang.rules.vacancies import VACANCIES

FORM = tuple(rule for rule in vars(form).values() if isinstance(rule, Rule))
"""What an allocation is; the campaign assembles it so."""

OBEYED: Mapping[Rule, Callable[..., Any]] = complete(
    {
        **admissible.BARS,
        **movers.HELD,
        DIRECTED_ESTABLISHMENT_TYPE: features.features,
        DIRECTED_LEVEL: features.features,
        VACANCIES: capacity.seats,
        ESTABLISHMENT: capacity.establishment_room,
        BALANCE_SURPLUS: capacity.seats,
        BALANCE_SHORTFALL: capacity.seats,
        RELATIVES_TOGETHER: admissible.pool_kin,
        REFUSER_DIRECTED: place.placeable,
        REFUSER_NOT_WAITING: place.placeable,
        WAITING_WITHOUT_REFUSAL: place.placeable,
        MOST_PLACED: place.direct,
        **dict.fromkeys(MISMATCHES.values(), features.features),
    },
    [rule for rule in rules() if set(rule.binds) & set(BETWEEN_UNITS) and rule not in FORM],
    "a function that obeys",
)
"""Rule → the function that obeys it; in an exchange the engine's balance stands for that of the seats."""
