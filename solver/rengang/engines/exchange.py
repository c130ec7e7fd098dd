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

from rengang.engines.cpsat import Limits
from rengang.engines.min_cost_flow import Network, lexicographic_flow
from rengang.engines.trading_cycles import check_homes
from rengang.model import Objective, Status, Stop
from rengang.model.instance import Bool, Int32, Int64, frozen
from rengang.model.market import UNMATCHED, Market

Vector = tuple[int, int, int]
"""(−moved, resident ranks, hospital ranks): to be minimised, the earlier ones first."""

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


@dataclass(frozen=True, eq=False)
class Trade:
    """An exchange to be solved: the market, homes, and how far in − out may be from 0 at each hospital."""

    market: Market
    home: Int32
    most_lost: Int64
    most_gained: Int64


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
    from rengang.engines.exchange_components import improve

    pairs, bound = improve(trade, usable, relaxed, start, limits)
    return _answer(market, pairs, bound, Stop.CANCELLED if should_stop() else Stop.TIME_LIMIT)


def values(market: Market, pairs: Int64) -> Vector:
    """The objectives of the exchange along these pairs."""
    return -len(pairs), int(market.resident_rank[pairs].sum()), int(market.hospital_rank[pairs].sum())


def can_move(trade: Trade) -> Bool:
    """Pairs that may be part of a balanced exchange, shape (pairs,).

    With exact balance only moves on a cycle of hospitals can be, so those between strongly connected
    components of the graph home → hospital are left out.
    """
    if trade.most_lost.any():
        return np.ones(trade.market.pairs, dtype=bool)
    part = components(trade, np.ones(trade.market.pairs, dtype=bool), "strong")
    inside: Bool = part[trade.home[trade.market.resident]] == part[trade.market.hospital]
    return inside


def components(trade: Trade, usable: Bool, connection: str) -> Int32:
    """Component of each hospital in the graph home → hospital of the usable pairs."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    market = trade.market
    ends = trade.home[market.resident[usable]], market.hospital[usable]
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(market.hospitals,) * 2)
    _, part = connected_components(graph.tocsr(), directed=True, connection=connection)
    return np.asarray(part, dtype=np.int32)


def exchange_network(trade: Trade, usable: Bool) -> tuple[Network, Int64, Int64]:
    """The transportation network of an exchange without regard to conflicts: (network, pairs, agents).

    Arc k stands for moving along ``pairs[k]``, arc ``len(pairs) + a`` for ``agents[a]`` staying home.
    """
    market, pairs = trade.market, np.flatnonzero(usable)
    agents, agent = np.unique(market.resident[pairs], return_inverse=True)
    hospitals = market.hospitals
    ground = len(agents) + hospitals
    site = np.arange(len(agents), ground)
    members = np.bincount(trade.home[agents], minlength=hospitals)
    blocks = (  # tail, head, upper
        (agent, len(agents) + market.hospital[pairs], np.ones(len(pairs))),
        (np.arange(len(agents)), len(agents) + trade.home[agents], np.ones(len(agents))),
        (site, np.full(hospitals, ground), trade.most_gained),
        (np.full(hospitals, ground), site, trade.most_lost),
    )
    tail, head, upper = (np.concatenate([block[k] for block in blocks]) for k in range(3))
    costs = np.zeros((3, len(tail)), dtype=np.int64)
    costs[0, len(pairs) : len(pairs) + len(agents)] = 1
    costs[1, : len(pairs)] = market.resident_rank[pairs]
    costs[2, : len(pairs)] = market.hospital_rank[pairs]
    supply = np.concatenate([np.ones(len(agents)), -members, [0]]).astype(np.int64)
    nothing = np.zeros(len(tail), dtype=np.int64)
    network = Network(
        tail.astype(np.int32), head.astype(np.int32), nothing, upper.astype(np.int64), supply, tuple(costs)
    )
    return network, pairs, agents.astype(np.int64)


def flow_pairs(trade: Trade, usable: Bool, movers: tuple[int, ...] = ()) -> Int64 | None:
    """The pairs that the best exchange without regard to conflicts moves along, ascending.

    Agents among `movers` may not stay home; None where that is impossible.
    """
    network, pairs, agents = exchange_network(trade, usable)
    if not np.isin(movers, agents).all():
        return None
    network.upper[len(pairs) + np.searchsorted(agents, movers)] = 0
    # only arcs into hospitals cost anything, and a simple cycle meets a hospital once
    flow = lexicographic_flow(network, 2 * trade.market.hospitals)
    return None if flow is None else pairs[flow[: len(pairs)] > 0]


def _free(trade: Trade, usable: Bool) -> Int64:
    """`flow_pairs` where nobody must move, so that there is a flow."""
    pairs = flow_pairs(trade, usable)
    return np.zeros(0, dtype=np.int64) if pairs is None else pairs


def broken(trade: Trade, pairs: Int64) -> tuple[Int64, Int64]:
    """Moves that end where a relative ends: (pair of the move, pair of the relative or −1 if at home)."""
    market = trade.market
    if not market.has_conflicts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    move = np.full(market.residents, -1, dtype=np.int64)
    move[market.resident[pairs]] = pairs
    final = trade.home.copy()
    final[market.resident[pairs]] = market.hospital[pairs]
    person = np.repeat(np.arange(market.residents), np.diff(market.kin_ptr))
    meet = (move[person] >= 0) & (final[person] == final[market.kin])
    return move[person[meet]], move[market.kin[meet]]


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
