"""A library of matching under preferences: mechanisms, the lattice of stable matchings, and exact matchings.

For researchers. A :class:`~rengang.model.market.Market` knows residents, hospitals, quotas, ranks with ties and
residents who may not share a hospital; everything here takes a market and gives the hospital of each resident as an
array, or what is known about it. Nothing here knows of cadres, policies or tables (docs/coming-from-matching.md).

mechanisms
    :func:`resident_proposing`, :func:`hospital_proposing` (Gale, Shapley 1962), :func:`immediate_acceptance`,
    :func:`top_trading_cycles` (Dur, Ünver 2019).
lattice
    :func:`find_rotations`, then :func:`all_stable`, :func:`egalitarian`, :func:`hospital_optimal`;
    :func:`minimum_regret` (Gusfield, Irving 1989). Strict ranks, no conflicts.
exact
    :func:`best_stable_matching` (ties and conflicts, a list of objectives, each with its bound),
    :func:`largest_stable_matching` (the largest one with ties).
predicates
    :func:`is_feasible`, :func:`blocking_pairs`.

Names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rengang import lazy

if TYPE_CHECKING:
    from rengang.engines.largest.solve import largest_stable_matching as largest_stable_matching
    from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing as hospital_proposing
    from rengang.engines.mechanisms.deferred_acceptance import resident_proposing as resident_proposing
    from rengang.engines.mechanisms.immediate_acceptance import immediate_acceptance as immediate_acceptance
    from rengang.engines.mechanisms.trading_cycles import top_trading_cycles as top_trading_cycles
    from rengang.engines.stable.matching import MAX_SIZE as MAX_SIZE
    from rengang.engines.stable.matching import STABLE as STABLE
    from rengang.engines.stable.matching import best_stable_matching as best_stable_matching
    from rengang.engines.stable.predicates import blocking_pairs as blocking_pairs
    from rengang.engines.stable.predicates import is_feasible as is_feasible
    from rengang.limits import Limits as Limits
    from rengang.markets.lattice.choices import all_stable as all_stable
    from rengang.markets.lattice.choices import egalitarian as egalitarian
    from rengang.markets.lattice.choices import hospital_optimal as hospital_optimal
    from rengang.markets.lattice.choices import minimum_regret as minimum_regret
    from rengang.markets.lattice.rotations import find_rotations as find_rotations
    from rengang.model.market import UNMATCHED as UNMATCHED
    from rengang.model.market import Market as Market

__all__, __getattr__, __dir__ = lazy.names(
    __name__,
    globals(),
    {
        "rengang.model.market": (
            "UNMATCHED",
            "Market",
        ),
        "rengang.limits": ("Limits",),
        "rengang.engines.mechanisms.deferred_acceptance": (
            "hospital_proposing",
            "resident_proposing",
        ),
        "rengang.engines.mechanisms.immediate_acceptance": ("immediate_acceptance",),
        "rengang.engines.mechanisms.trading_cycles": ("top_trading_cycles",),
        "rengang.engines.stable.matching": (
            "MAX_SIZE",
            "STABLE",
            "best_stable_matching",
        ),
        "rengang.engines.stable.predicates": (
            "blocking_pairs",
            "is_feasible",
        ),
        "rengang.engines.largest.solve": ("largest_stable_matching",),
        "rengang.markets.lattice.rotations": ("find_rotations",),
        "rengang.markets.lattice.choices": (
            "all_stable",
            "egalitarian",
            "hospital_optimal",
            "minimum_regret",
        ),
    },
)
