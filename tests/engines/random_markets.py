"""Small random markets, and their best matching by trying every one of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from rengang.model import UNMATCHED, Market


def random_market(rng: np.random.Generator, *, longest: int = 3, kinship: float = 0.5) -> Market:
    """Up to seven residents and four hospitals: ties, empty lists, zero quotas, conflicts."""
    n, h = int(rng.integers(1, 8)), int(rng.integers(1, 5))
    quota = rng.integers(0, 4, h)
    resident, hospital, resident_rank = [], [], []
    for i in range(n):
        listed = rng.permutation(h)[: rng.integers(0, min(longest, h) + 1)]
        ranks = np.sort(rng.integers(1, 4, len(listed)))
        for u, rank in zip(listed, ranks, strict=True):
            resident.append(i)
            hospital.append(int(u))
            resident_rank.append(int(rank))
    hospital_rank = rng.integers(1, 4 if rng.random() < 0.6 else 9, len(resident))
    conflicts = [(a, b) for a, b in itertools.combinations(range(n), 2) if rng.random() < kinship / n]
    edges = (np.array([a for a, _ in conflicts], np.int32), np.array([b for _, b in conflicts], np.int32))
    return Market.from_pairs(
        n, quota, np.array(resident, np.int32), np.array(hospital, np.int32),
        np.array(resident_rank, np.int32), np.array(hospital_rank, np.int32), edges,
    )  # fmt: skip


def crowded_market(rng: np.random.Generator) -> Market:
    """Six residents, three hospitals, strict ranks, many relatives: about one in 500 has no stable matching."""
    resident, hospital, resident_rank = [], [], []
    for i in range(6):
        for k, u in enumerate(rng.permutation(3)[: rng.integers(1, 4)]):
            resident.append(i)
            hospital.append(int(u))
            resident_rank.append(k + 1)
    edges = [(a, b) for a, b in itertools.combinations(range(6), 2) if rng.random() < 0.3]
    return Market.from_pairs(
        6, rng.integers(1, 3, 3), np.array(resident, np.int32), np.array(hospital, np.int32),
        np.array(resident_rank, np.int32), (rng.permutation(len(resident)) + 1).astype(np.int32),
        (np.array([a for a, _ in edges], np.int32), np.array([b for _, b in edges], np.int32)),
    )  # fmt: skip


def side_by_side(*markets: Market) -> Market:
    """One market made of several that do not touch."""
    residents = np.cumsum([0, *(m.residents for m in markets)])
    hospitals = np.cumsum([0, *(m.hospitals for m in markets)])
    owners = [np.repeat(np.arange(m.residents), np.diff(m.kin_ptr)) for m in markets]

    def join(parts: list[np.ndarray]) -> np.ndarray:
        return np.concatenate(parts).astype(np.int32)

    return Market.from_pairs(
        int(residents[-1]),
        np.concatenate([m.quota for m in markets]),
        join([m.resident + r for m, r in zip(markets, residents, strict=False)]),
        join([m.hospital + h for m, h in zip(markets, hospitals, strict=False)]),
        join([m.resident_rank for m in markets]),
        join([m.hospital_rank for m in markets]),
        (
            join([o + r for o, r in zip(owners, residents, strict=False)]),
            join([m.kin + r for m, r in zip(markets, residents, strict=False)]),
        ),
    )


def every_matching(market: Market) -> Iterator[tuple[int, ...]]:
    """Every feasible assignment, straight from the definition."""
    lists = [
        [UNMATCHED, *market.hospital[market.ptr[i] : market.ptr[i + 1]].tolist()]
        for i in range(market.residents)
    ]
    for choice in itertools.product(*lists):
        if all(choice.count(u) <= market.quota[u] for u in set(choice) - {UNMATCHED}) and all(
            choice[i] == UNMATCHED or choice[i] != choice[j]
            for i in range(market.residents)
            for j in kin(market, i)
        ):
            yield choice


def kin(market: Market, i: int) -> list[int]:
    """Relatives of resident i."""
    return market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist()


def ranks(market: Market) -> dict[tuple[int, int], tuple[int, int]]:
    """(resident, hospital) → (resident's rank, hospital's rank)."""
    return {
        (int(market.resident[e]), int(market.hospital[e])): (
            int(market.resident_rank[e]),
            int(market.hospital_rank[e]),
        )
        for e in range(market.pairs)
    }


def count_blocking(market: Market, choice: tuple[int, ...]) -> int:
    """Feasible blocking pairs, word for word from the definition."""
    rank, count = ranks(market), 0
    for (i, u), (mine, theirs) in rank.items():
        if choice[i] != UNMATCHED and rank[i, choice[i]][0] <= mine:
            continue
        inside = [j for j, v in enumerate(choice) if v == u]
        relatives = [j for j in inside if j in kin(market, i)]
        takes_free = len(inside) < market.quota[u] and not relatives
        replaces = any(rank[j, u][1] > theirs and not set(relatives) - {j} for j in inside)
        count += takes_free or replaces
    return count


def vector(market: Market, choice: tuple[int, ...]) -> dict[str, int]:
    """Every objective of an assignment."""
    rank = ranks(market)
    met = [rank[i, u] for i, u in enumerate(choice) if u != UNMATCHED]
    return {
        "blocking": count_blocking(market, choice),
        "size": len(met),
        "resident_ranks": sum(r for r, _ in met),
        "hospital_ranks": sum(h for _, h in met),
    }


def best(market: Market, order: tuple[str, ...]) -> tuple[int, ...]:
    """The best objective vector in the given order; "size" counts upwards."""
    sign = [-1 if name == "size" else 1 for name in order]
    vectors = (vector(market, choice) for choice in every_matching(market))
    least = min(tuple(s * v[name] for s, name in zip(sign, order, strict=True)) for v in vectors)
    return tuple(s * value for s, value in zip(sign, least, strict=True))
