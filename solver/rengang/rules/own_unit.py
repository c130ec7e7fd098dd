"""The selection between units is between units: nobody is given the own one (TX-40)."""

from __future__ import annotations

from rengang.errors import Text
from rengang.model.procedure import BETWEEN_UNITS
from rengang.rules.rule import About, Modality, Rule, Words

OWN_UNIT = Rule(
    "own-unit",
    About.PAIR,
    BETWEEN_UNITS,
    Words(
        breach=Text("{cadre} 被安排到本单位 {unit}", "{cadre} was given their own unit {unit}"),
        bar=Text("是原单位", "the present unit"),
        person=Text("这是你的原单位", "it is your present unit"),
        unit=Text("就在本单位", "is of this unit already"),
    ),
    Modality.DEFINES,
    order=10,
)
