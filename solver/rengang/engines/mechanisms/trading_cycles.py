"""Two-sided top trading cycles: agents exchange places so that every hospital keeps its size.

Dur, Ünver 2019, "Two-sided matching via balanced exchange", Journal of Political Economy 127(3). The outcome
is balanced (as many come to a hospital as leave it), individually rational, balanced-efficient and, for
agents, strategy-proof, where nobody has relatives and no agent is indifferent.
"""

from __future__ import annotations

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.market import Market
from rengang.model.pairs import among, encode


def top_trading_cycles(market: Market, home: Int32, priority: Int64) -> Int32:
    """The assignment of two-sided top trading cycles; :data:`rengang.model.UNMATCHED` = stays home.

    Each hospital points at the best remaining of its own agents by (`priority`, index), each agent at the
    first entry of their list whose hospital still has own agents; everybody on a cycle gets what they point
    at. An agent whose list has run out leaves and stays home; a hospital without remaining own agents leaves.
    The order in which cycles are found does not matter without conflicts; they are looked for from the lowest
    hospital on.

    With conflicts nobody ends where a relative is: pairs with a relative's home are removed at the start, and
    once somebody is given a hospital their remaining relatives lose it.

    Parameters
    ----------
    market
        Acceptable pairs; `quota` is not looked at. O(pairs · (1 + relatives)) time.
    home : int32, shape (residents,)
        Hospital of each agent.
    priority : int64, shape (residents,)
        Rank of each agent at home; the lowest trades first.

    Raises
    ------
    ValueError
        An array has the wrong length, a home is no hospital, somebody lists their own home.
    """
    check_homes(market, home)
    if priority.shape != (market.residents,):
        raise ValueError(f"priority has shape {priority.shape}, expected ({market.residents},)")
    from rengang.engines.mechanisms.trading_cycles_kernels import trade

    order = np.lexsort((np.arange(market.residents), priority, home))
    start = np.zeros(market.hospitals + 1, dtype=np.int64)
    np.cumsum(np.bincount(home, minlength=market.hospitals), out=start[1:])
    usable = market.keep(~homes_of_relatives(market, home)) if market.has_conflicts else market
    return frozen(trade(start, order, usable.ptr, usable.hospital, market.kin_ptr, market.kin))


def check_homes(market: Market, home: Int32) -> None:
    """Raise ValueError unless everybody has a home, and nobody lists it."""
    if home.shape != (market.residents,):
        raise ValueError(f"home has shape {home.shape}, expected ({market.residents},)")
    if len(home) and (home.min() < 0 or home.max() >= market.hospitals):
        raise ValueError(f"a home is outside 0…{market.hospitals - 1}")
    if (home[market.resident] == market.hospital).any():
        raise ValueError("an agent lists their own home")


def homes_of_relatives(market: Market, home: Int32) -> Bool:
    """Pairs (i, u) where some relative of i has home u, shape (pairs,).  O(n log n) in pairs and kin."""
    degree = np.diff(market.kin_ptr)
    person = np.repeat(np.arange(market.residents, dtype=np.int64), degree)
    keys = np.unique(encode(person, home[market.kin], market.hospitals))
    return among(encode(market.resident, market.hospital, market.hospitals), keys)
