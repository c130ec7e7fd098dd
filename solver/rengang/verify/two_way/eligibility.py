"""Which (cadre, unit) pairs are admissible in the two-way selection, from the definition.

Each condition is one function on arrays of pairs. A pair is admissible when all of them hold; an allocation
is asked the same questions about the pairs that it forms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.model.arrays import Bool, Int32, frozen
from rengang.verify.breach import Breach, Rule
from rengang.verify.case import Case
from rengang.verify.outcome import Outcome


@dataclass(frozen=True, eq=False)
class Pairs:
    """Admissible pairs with their ranks, sorted by cadre, then unit; all arrays int32 of one length."""

    cadre: Int32
    unit: Int32
    intent_rank: Int32
    nomination_rank: Int32

    def __len__(self) -> int:
        return len(self.cadre)


def listed(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """The cadre lists the unit (TX-43)."""
    return case.intents.of(cadre, unit) > 0


def nominated(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """The unit nominates the cadre; with scores, within ratio · vacancies (TX-44, A-08)."""
    return case.nominations.of(cadre, unit) > 0


def elsewhere(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """The unit is not the cadre's own: the selection is cross-unit (TX-40)."""
    home: Int32 = case.home[cadre]
    other: Bool = home != unit
    return other


def takes_part(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Neither the unit nor the cadre's own is managed vertically, where the policy excludes those (TX-02)."""
    home: Int32 = case.home[cadre]
    return ~case.vertical[unit] & ~(case.vertical[home] & (home >= 0))


def qualifies(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """With ``caps.establishment = "by_type"`` the types agree where both are known (A-07, WC-16)."""
    if case.policy.caps.establishment != "by_type":
        return np.ones(len(cadre), dtype=bool)
    return case.same_type(cadre, unit)


def no_relative_stays(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """No relative of the cadre who is outside the pool has the unit (DY-04)."""
    none: Bool = case.relatives_staying.of(cadre, unit) == 0
    return none


CONDITIONS = (listed, nominated, elsewhere, takes_part, qualifies, no_relative_stays)
"""What makes a pair of a pool member and a unit admissible (TX-45)."""


def admissible(case: Case, cadre: Int32, unit: Int32) -> Bool:
    """Which of the pairs are admissible: the cadre is in the pool and every condition holds (TX-45)."""
    good = case.instance.in_pool[cadre]
    for condition in CONDITIONS:
        good = good & condition(case, cadre, unit)
    return good


def admissible_pairs(case: Case) -> Pairs:
    """Every admissible pair.  O(p log p) for p intents."""
    keys = case.intents.keys  # who is not listed cannot be admissible
    cadre, unit = (part.astype(np.int32) for part in np.divmod(keys, max(case.units, 1)))
    good = admissible(case, cadre, unit)
    cadre, unit, intent = cadre[good], unit[good], case.intents.values[good]
    return Pairs(frozen(cadre), frozen(unit), frozen(intent), frozen(case.nominations.of(cadre, unit)))


# -- the same conditions asked of an allocation -------------------------------------------------------------
def check_listed(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever is matched has listed the unit (TX-43)."""
    cadre, unit = selected(outcome)
    rule = Rule(
        "not-listed",
        "{cadre} 未填报 {unit}，却按意向匹配",
        "{cadre} was matched to {unit} without listing it",
        ("TX-43",),
    )
    return _where_not(case, rule, cadre, unit, listed(case, cadre, unit))


def check_nominated(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever is matched has been nominated by the unit (TX-44)."""
    cadre, unit = selected(outcome)
    rule = Rule(
        "not-nominated",
        "{unit} 未提名 {cadre}，却按意向匹配",
        "{cadre} was matched to {unit}, which did not nominate them",
        ("TX-44",),
        ("nomination.ratio",),
    )
    return _where_not(case, rule, cadre, unit, nominated(case, cadre, unit))


def check_elsewhere(case: Case, outcome: Outcome) -> list[Breach]:
    """Nobody is given their own unit, by either stage (TX-40)."""
    cadre, unit = moved(outcome)
    rule = Rule(
        "own-unit", "{cadre} 被安排到本单位 {unit}", "{cadre} was given their own unit {unit}", ("TX-40",)
    )
    return _where_not(case, rule, cadre, unit, elsewhere(case, cadre, unit))


def check_vertical(case: Case, outcome: Outcome) -> list[Breach]:
    """Nobody is given a vertically managed unit, and none of theirs is matched (TX-02)."""
    cadre, unit = moved(outcome)
    good = np.where(outcome.two_way[cadre] >= 0, takes_part(case, cadre, unit), ~case.vertical[unit])
    rule = Rule(
        "vertical",
        "垂直管理单位不参加：{cadre} → {unit}",
        "vertically managed units take no part: {cadre} → {unit}",
        ("TX-02",),
        ("scope.exclude_vertical",),
    )
    return _where_not(case, rule, cadre, unit, good)


def check_qualifies(case: Case, outcome: Outcome) -> list[Breach]:
    """Whoever is matched qualifies for the unit (A-07, WC-16)."""
    cadre, unit = selected(outcome)
    rule = Rule(
        "not-qualified",
        "{cadre} 的编制类型与 {unit} 不符",
        "{cadre} has another establishment type than {unit}",
        ("WC-16",),
        ("caps.establishment",),
    )
    return _where_not(case, rule, cadre, unit, qualifies(case, cadre, unit))


def selected(outcome: Outcome) -> tuple[Int32, Int32]:
    """Cadres and units that the two-way selection (or exchange) brought together."""
    cadre = np.flatnonzero(outcome.two_way >= 0).astype(np.int32)
    return cadre, outcome.two_way[cadre]


def moved(outcome: Outcome) -> tuple[Int32, Int32]:
    """Cadres and the units that either stage gave them."""
    given = outcome.given
    cadre = np.flatnonzero(given >= 0).astype(np.int32)
    return cadre, given[cadre]


def _where_not(case: Case, rule: Rule, cadre: Int32, unit: Int32, good: Bool) -> list[Breach]:
    return rule.broken(case, cadre[~good], unit[~good])
