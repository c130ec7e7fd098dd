"""The balanced exchange (对等交流, XJ-01, TX-40): who gets no unit stays, and every unit's in and out agree."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from rengang.limits import Limits
from rengang.model import UNMATCHED, Instance, Objective, Status
from rengang.model.arrays import Int32, Int64
from rengang.policy import Policy
from rengang.procedures.admissible import Pairs
from rengang.procedures.between import Selection
from rengang.procedures.capacity import exchange_surplus
from rengang.procedures.two_way.select import dates, market_of


def exchange(instance: Instance, policy: Policy, pairs: Pairs, limits: Limits) -> Selection:
    """The maximum circulation (``exchange-max``), two-sided trading cycles (``exchange-ttc``), or nobody (``none``).

    Vacancies bind nothing; relatives in the pool are the engines' business, since they may leave.
    """
    from rengang.engines.exchange.maximum import exchange_max
    from rengang.engines.mechanisms.trading_cycles import top_trading_cycles

    market = market_of(instance, policy, pairs, instance.vacancies)
    home = instance.unit_of[instance.pool]
    match policy.two_way.rule:
        case "none":
            nobody = np.full(market.residents, UNMATCHED, dtype=np.int32)
            return Selection(nobody, (), Status.OPTIMAL, {"pairs": market.pairs})
        case "exchange-ttc":
            assignment = np.asarray(top_trading_cycles(market, home, priority(instance, policy)))
            matched = market.pair_of(assignment)
            return _of_mechanism(matched, market.resident_rank, market.hospital_rank, assignment)
        case "exchange-max":
            found = exchange_max(
                market,
                home,
                policy.balance.tolerance,
                exchange_surplus(instance, policy),
                time_limit_s=None if limits.deadline is None else limits.remaining_s,
                workers=limits.workers,
                seed=limits.seed,
                should_stop=limits.should_stop,
            )
            objective = tuple(
                Objective(name, o.value, o.bound)
                for name, o in zip(policy.objectives, found.objective, strict=True)
            )
            return Selection(found.assignment, objective, found.status, {"pairs": market.pairs})
        case "stable" | "max-placed" | "cadre-da" | "unit-da" | "immediate" as rule:
            raise ValueError(f"{rule} is no mechanism of an exchange")
        case unknown:
            assert_never(unknown)


def _of_mechanism(matched: Int64, intent: Int32, nomination: Int32, assignment: Int32) -> Selection:
    """Values of what the trading cycles chose; a mechanism has no bounds."""
    matched = matched[matched >= 0]
    objective = (
        Objective("placed", len(matched), None),
        Objective("intent_ranks", int(intent[matched].sum()), None),
        Objective("nomination_ranks", int(nomination[matched].sum()), None),
    )
    return Selection(assignment, objective, Status.FEASIBLE, {"moved": int((assignment != UNMATCHED).sum())})


def priority(instance: Instance, policy: Policy) -> Int64:
    """Order in which a unit lets its pool members go: the policy's dates, earliest first, then `cadre_id`."""
    by_key = [dates(instance, key)[instance.pool] for key in reversed(policy.exchange.priority)]
    order = np.lexsort([instance.pool.astype(np.float64), *by_key])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank
