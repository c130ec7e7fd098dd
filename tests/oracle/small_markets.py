"""Small random markets, and stability from its definition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from rengang.model import Market


@st.composite
def small_markets(
    draw: st.DrawFn,
    residents: int = 6,
    hospitals: int = 4,
    strict: bool = False,
    conflicts: bool = False,
) -> Market:
    """A market with at most so many residents and hospitals; strict: no ties on either side."""
    n, m = draw(st.integers(1, residents)), draw(st.integers(1, hospitals))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pairs = [(i, h) for i in range(n) for h in range(m) if rng.random() < rng.choice([0.3, 0.6, 1.0])]
    i, h = (np.array([p[side] for p in pairs], dtype=np.int32) for side in (0, 1))
    if strict:
        ranks = [np.zeros(len(pairs), dtype=np.int32), np.zeros(len(pairs), dtype=np.int32)]
        for side, count, rank in ((i, n, ranks[0]), (h, m, ranks[1])):
            for x in range(count):
                rank[side == x] = rng.permutation(int((side == x).sum())) + 1
    else:
        ranks = [rng.integers(1, 4, len(pairs)).astype(np.int32) for _ in range(2)]
    kin = None
    if conflicts and n > 1:
        edges = [e for e in itertools.combinations(range(n), 2) if rng.random() < 0.3]
        kin = (
            np.array([e[0] for e in edges], dtype=np.int32),
            np.array([e[1] for e in edges], dtype=np.int32),
        )
    return Market.from_pairs(n, rng.integers(0, 4, m), i, h, ranks[0], ranks[1], kin)


def relatives(market: Market, i: int) -> list[int]:
    """The residents who may not share a hospital with i."""
    return market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist()


def feasible(market: Market, assignment: np.ndarray) -> bool:
    """Do lists, quotas and conflicts hold."""
    pairs = {(int(i), int(h)) for i, h in zip(market.resident, market.hospital, strict=True)}
    given = [(i, int(h)) for i, h in enumerate(assignment) if h >= 0]
    return (
        all(pair in pairs for pair in given)
        and all(sum(h == u for _, h in given) <= market.quota[u] for u in range(market.hospitals))
        and all(
            assignment[i] < 0 or assignment[i] != assignment[j]
            for i, _ in given
            for j in relatives(market, i)
        )
    )


def blocking(market: Market, assignment: np.ndarray) -> list[tuple[int, int]]:
    """Pairs that both strictly gain by pairing up (conflicts not looked at)."""
    mine = {
        (int(i), int(h)): (int(a), int(b))
        for i, h, a, b in zip(
            market.resident, market.hospital, market.resident_rank, market.hospital_rank, strict=True
        )
    }
    out = []
    for (i, h), (a, b) in mine.items():
        now = int(assignment[i])
        if now == h or (now >= 0 and mine[i, now][0] <= a):
            continue
        there = [mine[j, h][1] for j in range(market.residents) if assignment[j] == h]
        if len(there) < market.quota[h] or (there and max(there) > b):
            out.append((i, h))
    return out


def assignments(market: Market) -> Iterator[np.ndarray]:
    """Every way to give each resident an entry of their list or nothing."""
    lists = [
        [-1, *market.hospital[market.ptr[i] : market.ptr[i + 1]].tolist()] for i in range(market.residents)
    ]
    for choice in itertools.product(*lists):
        yield np.array(choice, dtype=np.int32)
