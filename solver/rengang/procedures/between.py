"""What the procedures between units share: who may go where, how many a unit may get, what was found so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rengang.model import Market, Objective, Status
from rengang.model.arrays import Int32
from rengang.procedures.admissible import Pairs
from rengang.procedures.capacity import Seats

if TYPE_CHECKING:
    from rengang.procedures.directed.place import Directed


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
