"""What bars a pair of a cadre and a unit, rule by rule, from the definitions.

The rules stand in the catalogue; here each has the one function that judges it. What a pair is barred by is a mask of
:func:`~rengang.rules.catalogue.bits`: nobody works it out a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from rengang.model.arrays import Bool, Int32, UInt32
from rengang.model.procedure import Procedure
from rengang.rules.avoidance import RELATIVE_STAYS
from rengang.rules.catalogue import bits, complete, rules
from rengang.rules.direction import DIRECTED_ESTABLISHMENT_TYPE, DIRECTED_LEVEL
from rengang.rules.establishment import ESTABLISHMENT_TYPE
from rengang.rules.nomination import NOT_LISTED, NOT_NOMINATED
from rengang.rules.own_unit import OWN_UNIT
from rengang.rules.rule import About, Rule
from rengang.rules.vertical import VERTICAL
from rengang.verify.case import Case

Holds = Callable[[Case, Procedure, Int32, Int32], Bool]
"""Which of the pairs (cadre, unit) a rule bars in a procedure; units ≥ 0."""


def own_unit(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """The unit is the cadre's own: the selection is cross-unit (TX-40)."""
    return np.asarray(case.home[cadre] == unit)


def vertical(case: Case, procedure: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """The unit is managed vertically; where wishes count, or the cadre's own is (TX-02)."""
    barred: Bool = case.vertical[unit]
    if procedure is Procedure.DIRECTED:
        return barred
    return np.asarray(barred | np.append(case.vertical, False)[case.home[cadre]])


def not_listed(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """The cadre does not list the unit (TX-43)."""
    return np.asarray(case.intents.of(cadre, unit) == 0)


def not_nominated(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """The unit does not nominate the cadre; with scores, not within ratio · vacancies (TX-44, A-08)."""
    return np.asarray(case.nominations.of(cadre, unit) == 0)


def other_type(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """The establishment types are known and differ (A-07, WC-16, PD-01)."""
    return ~case.same_type(cadre, unit)


def no_post_of_level(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """No post of the cadre's level is open at the unit (PD-01).

    Asked where the cadre's level is known and the unit has open posts of a known level. A post is open that
    has no incumbent and is not offered for contest.
    """
    level = case.levels[cadre]
    any_open, open_at = case.open_levels
    return (level >= 0) & any_open[unit] & ~open_at[unit, np.maximum(level, 0)]


def relative_stays(case: Case, _: Procedure, cadre: Int32, unit: Int32) -> Bool:
    """A relative of the cadre who is outside the pool has the unit (DY-04)."""
    return np.asarray(case.relatives_staying.of(cadre, unit) > 0)


BARS: Mapping[Rule, Holds] = complete(
    {
        OWN_UNIT: own_unit,
        VERTICAL: vertical,
        NOT_LISTED: not_listed,
        NOT_NOMINATED: not_nominated,
        ESTABLISHMENT_TYPE: other_type,
        DIRECTED_ESTABLISHMENT_TYPE: other_type,
        DIRECTED_LEVEL: no_post_of_level,
        RELATIVE_STAYS: relative_stays,
    },
    [rule for rule in rules(About.PAIR) if rule.bars],
    "a judge of pairs",
)
"""How each rule that can bar a pair is judged, in the order in which they are said."""


def due(case: Case, procedure: Procedure) -> Mapping[Rule, Holds]:
    """The rules that bar pairs in a procedure under the policy of the case."""
    return {
        rule: holds for rule, holds in BARS.items() if procedure in rule.binds and rule.in_force(case.policy)
    }


def barred(case: Case, procedure: Procedure, cadre: Int32, unit: Int32) -> UInt32:
    """What bars each pair in a procedure: a mask, 0 where the pair is admissible.  O(pairs · rules)."""
    mask = np.zeros(len(cadre), dtype=np.uint32)
    for rule, holds in due(case, procedure).items():
        mask[holds(case, procedure, cadre, unit)] |= bits()[rule]
    return mask


# -- what a person may be told of it ------------------------------------------------------------------------
Facts = Callable[[Case, int, int], Mapping[str, str]]
"""What the words of a rule name, for one cadre and one unit."""


def _types(case: Case, cadre: int, unit: int) -> Mapping[str, str]:
    column = "establishment_type"
    return {"mine": case.instance.cadres[column][cadre], "theirs": case.instance.units[column][unit]}


def _how_nominated(case: Case, cadre: int, unit: int) -> Mapping[str, str]:
    if not case.policy.nomination.by_score:
        return {"how_zh": "", "how_en": ""}
    return {
        "how_zh": "（无得分，或得分未进入提名名额）",
        "how_en": " (no score, or not among the best that the unit may nominate)",
    }


FACTS: Mapping[Rule, Facts] = {ESTABLISHMENT_TYPE: _types, NOT_NOMINATED: _how_nominated}
"""For the rules whose words name facts, those facts."""
