"""The problem of a balanced exchange, its relaxation as a flow, and which moves meet a relative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.solvers.min_cost_flow import Network, lexicographic_flow
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.market import Market
from rengang.model.pairs import find

Vector = tuple[int, int, int]
"""(−moved, resident ranks, hospital ranks): to be minimised, the earlier ones first."""


@dataclass(frozen=True, eq=False)
class Trade:
    """An exchange to be solved: the market, homes, and how far in − out may be from 0 at each hospital."""

    market: Market
    home: Int32
    most_lost: Int64
    most_gained: Int64


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
    at = find(np.array(movers, dtype=np.int64), agents)
    if (at < 0).any():
        return None
    network.upper[len(pairs) + at] = 0
    # only arcs into hospitals cost anything, and a simple cycle meets a hospital once
    flow = lexicographic_flow(network, 2 * trade.market.hospitals)
    return None if flow is None else pairs[flow[: len(pairs)] > 0]


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
