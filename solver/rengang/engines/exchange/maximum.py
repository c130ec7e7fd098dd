"""The largest balanced exchange: agents change places, hospitals keep their size within a tolerance.

Without conflicts that matter this is one min-cost flow in transportation form: everybody goes to an entry of
their list or home. Conflicts are first left out; where the flow breaks some, the pairs concerned are removed
until none is broken, which gives an exchange to start from, and the components of the market where that cost
something are solved again by CP-SAT, with the flow as bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rengang.engines.exchange.problem import Trade, Vector, broken, can_move, flow_pairs, values
from rengang.engines.mechanisms.trading_cycles import check_homes
from rengang.limits import Limits
from rengang.model import Objective, Status, Stop
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.market import UNMATCHED, Market

NAMES = ("moved", "resident_ranks", "hospital_ranks")


@dataclass(frozen=True, eq=False)
class Exchange:
    """The answer to an exchange.

    Attributes
    ----------
    status, stop
        OPTIMAL when all three objectives are proven, otherwise FEASIBLE; why the work ended.
    assignment : int32, shape (residents,)
        Hospital that an agent moves to, :data:`rengang.model.UNMATCHED` = stays home.
    objective
        ``moved`` (most), ``resident_ranks``, ``hospital_ranks`` (least, over those who move).
    """

    status: Status
    stop: Stop
    assignment: Int32
    objective: tuple[Objective, ...]


def exchange_max(
    market: Market,
    home: Int32,
    tolerance: int,
    surplus_cap: Int64 | None = None,
    *,
    time_limit_s: float | None = None,
    workers: int = 1,
    seed: int = 0,
    should_stop: Callable[[], bool] = lambda: False,
) -> Exchange:
    """The balanced exchange that moves most, then has the least resident ranks, then hospital ranks.

    Each agent moves along one of their pairs or stays home. At every hospital |in − out| ≤ `tolerance` and,
    where ``surplus_cap[h]`` ≥ 0, in − out ≤ ``surplus_cap[h]``. Nobody who moves ends where a relative ends;
    relatives who both stay at their common home are no conflict.

    Parameters
    ----------
    market
        Acceptable pairs and conflicts; `quota` is not looked at. Pairs barred by relatives outside the market
        must have been removed.
    home : int32, shape (residents,)
        Hospital of each agent; nobody lists their own.
    tolerance
        ≥ 0; 0 = exact balance.
    surplus_cap : int64, shape (hospitals,), optional
        −1 = no cap.
    time_limit_s, workers, seed, should_stop
        For CP-SAT. When time runs out the best exchange so far comes back with bounds.

    Raises
    ------
    ValueError
        A home is no hospital, somebody lists their home, the tolerance is negative.
    """
    check_homes(market, home)
    if tolerance < 0:
        raise ValueError("the tolerance is negative")
    deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
    lost = np.full(market.hospitals, min(tolerance, market.residents), dtype=np.int64)
    cap = lost if surplus_cap is None else np.where(surplus_cap < 0, lost, surplus_cap)
    trade = Trade(market, home, lost, np.minimum(lost, cap))
    usable = can_move(trade)
    relaxed = _free(trade, usable)
    bound = values(market, relaxed)
    limits = Limits(deadline, should_stop, workers, seed)
    start = _resolve(trade, usable, relaxed, limits)
    if values(market, start) == bound:
        return _answer(market, start, bound, Stop.COMPLETED)
    from rengang.engines.exchange.components import improve

    pairs, bound = improve(trade, usable, relaxed, start, limits)
    return _answer(market, pairs, bound, Stop.CANCELLED if should_stop() else Stop.TIME_LIMIT)


def _free(trade: Trade, usable: Bool) -> Int64:
    """`flow_pairs` where nobody must move, so that there is a flow."""
    pairs = flow_pairs(trade, usable)
    return np.zeros(0, dtype=np.int64) if pairs is None else pairs


def _resolve(trade: Trade, usable: Bool, pairs: Int64, limits: Limits) -> Int64:
    """An exchange without broken conflicts: of two moves that meet the worse is barred, again and again.

    Ends since each round bars a pair; in practice after a few rounds. Everybody stays when time runs out.
    """
    market, usable = trade.market, usable.copy()
    while True:
        mine, theirs = broken(trade, pairs)
        if len(mine) == 0:
            return pairs
        if limits.exhausted:
            return pairs[:0]
        rank, other = market.hospital_rank[mine], market.hospital_rank[theirs]
        worse = (theirs < 0) | (rank > other) | ((rank == other) & (mine > theirs))
        usable[mine[worse]] = False
        pairs = _free(trade, usable)


def _answer(market: Market, pairs: Int64, bound: Vector, stop: Stop) -> Exchange:
    """The exchange along `pairs`; no exchange has a vector below `bound`."""
    assignment = np.full(market.residents, UNMATCHED, dtype=np.int32)
    assignment[market.resident[pairs]] = market.hospital[pairs]
    value = values(market, pairs)
    # a bound on an objective says something only where those before it are proven
    known = [b if value[:k] == bound[:k] else None for k, b in enumerate(bound)]
    objective = (
        Objective(NAMES[0], -value[0], -bound[0]),
        *(Objective(name, v, b) for name, v, b in zip(NAMES[1:], value[1:], known[1:], strict=True)),
    )
    if value == bound:
        return Exchange(Status.OPTIMAL, Stop.COMPLETED, frozen(assignment), objective)
    return Exchange(Status.FEASIBLE, stop, frozen(assignment), objective)
