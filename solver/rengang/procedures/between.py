"""What the procedures between units share: who may go where, how many a unit may get, what was found so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from rengang.engines.placement.problem import Placed
from rengang.engines.stable.matching import MAX_SIZE, STABLE, Matching
from rengang.model import Market, Objective, Status
from rengang.model.arrays import Int32, Int64
from rengang.policy import Policy
from rengang.procedures.admissible import Pairs
from rengang.procedures.capacity import Seats


@dataclass(frozen=True, eq=False)
class Selection:
    """Outcome of the two-way selection or of an exchange.

    Attributes
    ----------
    unit : int32, shape (pool,)
        Unit given to each pool member (in the order of ``instance.pool``), −1 where none.
    objective
        In the policy's order.
    status
        OPTIMAL when every objective is proven, FEASIBLE otherwise.
    figures
        What the engines counted.
    """

    unit: Int32
    objective: tuple[Objective, ...]
    status: Status
    figures: dict[str, int]


@dataclass(frozen=True, eq=False)
class Directed:
    """Outcome of directed placement.

    Attributes
    ----------
    people : int64, shape (k,)
        Positions in ``instance.pool`` of those who were to be placed.
    placed
        The engine's answer; its people are `people`, its sites the units.
    """

    people: Int64
    placed: Placed


@dataclass
class Between:
    """The state that one procedure between units hands to the next.

    Attributes
    ----------
    pairs
        The pool's intents with what bars them.
    seats, market
        Bounds on arrivals and the market of the two-way selection; None in an exchange, `market` also where the
        bounds contradict each other.
    selection, directed
        What was found; None where there is no answer, or no such procedure.
    """

    pairs: Pairs
    seats: Seats | None = None
    market: Market | None = None
    selection: Selection | None = None
    directed: Directed | None = None


OBJECTIVE = {
    "blocking": "blocking_pairs",
    "size": "placed",
    "resident_ranks": "intent_ranks",
    "hospital_ranks": "nomination_ranks",
}
"""The engine's names of the objectives → those of the contract with users."""


def order_of(policy: Policy) -> tuple[str, ...]:
    """The engine's order of objectives under an exact rule."""
    match policy.two_way.rule:
        case "stable":
            return STABLE
        case "max-placed":
            return MAX_SIZE
        case "cadre-da" | "unit-da" | "immediate" | "none" | "exchange-max" | "exchange-ttc" as rule:
            raise ValueError(f"{rule} is no exact rule of the two-way selection")
        case unknown:
            assert_never(unknown)


def by_optimum(matching: Matching, policy: Policy) -> Selection:
    """An exact matching in the words of the regulation."""
    objective = tuple(
        Objective(OBJECTIVE[name], value, bound)
        for name, value, bound in zip(order_of(policy), matching.values, matching.bounds, strict=True)
    )
    return Selection(matching.assignment, objective, matching.status, matching.figures)
