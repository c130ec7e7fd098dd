"""The exact engines on markets of dozens, against plain models of the definitions; whole and cut short."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from engines.random_markets import crowded_market, side_by_side
from oracle.plain_models import best_exchange, best_matching, best_placement, hasty, overclaims
from rengang.engines.exchange import components as exchange_components
from rengang.engines.exchange import model as exchange_model
from rengang.engines.exchange.maximum import exchange_max
from rengang.engines.placement import model as placement_model
from rengang.engines.placement import place as placement
from rengang.engines.placement.feature import Feature
from rengang.engines.placement.problem import Placement
from rengang.engines.placement.repair import collisions
from rengang.engines.solvers import cpsat
from rengang.engines.stable import matching
from rengang.engines.stable.matching import MAX_SIZE, STABLE, best_stable_matching
from rengang.engines.stable.predicates import is_feasible
from rengang.engines.stable.search import cutoff_model, kernel_search
from rengang.engines.stable.search.unstable_cores import Core, find_cores
from rengang.limits import Limits
from rengang.model import Market, Status

Edges = list[tuple[int, int]]


def int32(values: list[int]) -> np.ndarray:
    """As the engines like it."""
    return np.array(values, dtype=np.int32)


def medium_market(rng: np.random.Generator, least: int = 20, most: int = 70) -> Market:
    """Lists up to four, ties on both sides, quotas 0–5, popular hospitals, conflicts from none to dense."""
    n = int(rng.integers(least, most + 1))
    h = int(rng.integers(max(3, n // 8), max(5, n // 2)))
    popularity = rng.random(h) ** 2 + 0.05
    tied, longest = rng.random() / 2, int(rng.integers(1, 5))
    rows = []
    for i in range(n):
        rank = 0
        listed = rng.choice(
            h, int(rng.integers(0, min(longest, h) + 1)), replace=False, p=popularity / popularity.sum()
        )
        for u in listed.tolist():
            rank += rank == 0 or rng.random() > tied
            rows.append((i, u, rank))
    resident, hospital, rank = (int32([row[k] for row in rows]) for k in range(3))
    meets = np.zeros((n, h), dtype=np.int64)
    meets[resident, hospital] = 1
    degree = float(rng.choice([0, 0.5, 2, 8]))
    rivals = (meets @ meets.T > 0) if rng.random() < 0.5 else np.full((n, n), 0.3)
    edges = [
        (a, b) for a, b in itertools.combinations(range(n), 2) if rng.random() < degree / n * rivals[a, b]
    ]
    classes = int(rng.choice([2, 4, 10, 1000]))
    return Market.from_pairs(
        n, rng.integers(0, 6, h), resident, hospital, rank, rng.integers(1, classes, len(rows)),
        (int32([a for a, _ in edges]), int32([b for _, b in edges])),
    )  # fmt: skip


@pytest.fixture(scope="module")
def crowds() -> list[Market]:
    """Crowded markets without a stable matching."""
    found: list[Market] = []
    for seed, wanted in ((1, (28, 962)), (2, (359, 622))):
        rng = np.random.default_rng(seed)
        markets = [crowded_market(rng) for _ in range(wanted[1] + 1)]
        found += [markets[k] for k in wanted]
    return found


def touching(rng: np.random.Generator, parts: list[Market]) -> Market:
    """Markets side by side, with a few pairs and conflicts across."""
    market = side_by_side(*parts)
    own = np.repeat(np.arange(market.residents), np.diff(market.kin_ptr))
    columns = market.resident, market.hospital, market.resident_rank, market.hospital_rank
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    kin = list(zip(own.tolist(), market.kin.tolist(), strict=True))
    n = market.residents + int(rng.integers(0, 4))
    for _ in range(int(rng.integers(1, 6))):
        i, u = int(rng.integers(n)), int(rng.integers(market.hospitals))
        if (i, u) not in {row[:2] for row in rows}:
            rows.append((i, u, int(rng.integers(1, 4)), int(rng.integers(1, 20))))
    kin += [tuple(rng.integers(0, n, 2).tolist()) for _ in range(int(rng.integers(0, 4)))]
    pairs = [int32([row[k] for row in rows]) for k in range(4)]
    return Market.from_pairs(
        n, market.quota, *pairs, (int32([a for a, _ in kin]), int32([b for _, b in kin]))
    )


def by_any_means(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    """Parts by many states, few or none, small and large packs, clauses with prefixes and without."""
    states = [(1 << 11, 1 << 13), (2, 8), (4, 64), (0, 0)][int(rng.integers(4))]
    monkeypatch.setattr(kernel_search, "STATES", states)
    monkeypatch.setattr(matching, "PACK", int(rng.choice([1, 50, 1_000])))
    monkeypatch.setattr(cutoff_model._SatisfiedClauses, "SHORT", int(rng.choice([0, 2, 6])))


def agree(market: Market, order: tuple[str, ...] = STABLE) -> None:
    """The engine's vector is proven and the plain model's."""
    found = best_stable_matching(market, order=order)
    assert is_feasible(market, found.assignment)
    assert found.status is Status.OPTIMAL
    assert found.values == found.bounds == best_matching(market, order)


@pytest.mark.parametrize("order", [STABLE, MAX_SIZE], ids=["stable", "max-size"])
def test_medium_markets_agree_with_the_plain_model(
    order: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole vector, by the kernel and by the cutoff model, in packs and alone."""
    for k in range(20):
        rng = np.random.default_rng([1, len(order[0]), k])
        market = medium_market(rng, most=60 if order == STABLE else 40)
        by_any_means(monkeypatch, rng)
        agree(market, order)


def test_cores_that_touch_agree_with_the_plain_model(
    crowds: list[Market], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several unstable crowds that share hospitals and relatives: cores are merged, grown or added up."""
    rng = np.random.default_rng(2)
    for _ in range(18):
        by_any_means(monkeypatch, rng)
        parts = [crowds[int(k)] for k in rng.integers(0, len(crowds), int(rng.integers(1, 4)))]
        agree(touching(rng, [*parts, medium_market(rng, 5, 15)]))


def test_a_bound_of_the_cores_that_is_not_met_leads_to_a_whole_search(
    crowds: list[Market], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left over from the search before: feasible, the best, and proven."""

    def useless(market: Market, *_: object) -> list[Core]:
        return [Core(np.zeros(market.hospitals, dtype=bool), np.zeros(0, dtype=np.int64), 0)]

    monkeypatch.setattr(matching, "find_cores", useless)
    rng = np.random.default_rng(3)
    for _ in range(8):
        agree(touching(rng, [crowds[int(k)] for k in rng.integers(0, len(crowds), 3)]))


def test_cores_of_the_same_hospitals_are_one(crowds: list[Market]) -> None:
    """A component that is reported twice, or beside a core that it grew from, counts once."""
    for market in crowds:
        everything = np.arange(market.pairs)
        (once,) = find_cores(market, [everything], [], Limits())
        (twice,) = find_cores(market, [everything, everything], [once], Limits())
        assert once.blocking == twice.blocking == best_matching(market, STABLE)[0]


def test_a_makeshift_with_as_few_blocking_pairs_as_the_bound_is_not_the_best(
    crowds: list[Market], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is up before the core is freed: that the bound is met by accident proves nothing of the rest."""
    monkeypatch.setattr(kernel_search, "STATES", (0, 0))
    for market in crowds:
        best = best_matching(market, STABLE)
        nothing = Core(np.zeros(market.hospitals, dtype=bool), np.zeros(0, dtype=np.int64), best[0])
        monkeypatch.setattr(matching, "find_cores", lambda *_, core=nothing: [core])
        for most in range(12):
            questions = itertools.count()
            found = best_stable_matching(market, Limits(None, lambda q=questions, m=most: next(q) >= m))
            proven = found.status is Status.OPTIMAL
            assert overclaims(found.values, found.bounds, proven, best, (1, -1, 1, 1)) == []


def test_a_search_cut_short_claims_nothing_that_is_not_so(
    crowds: list[Market], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever and wherever the limits strike: feasible, OPTIMAL only with the best vector, bounds hold."""
    rng = np.random.default_rng(4)
    run = cpsat.run
    for _ in range(12):
        parts = [crowds[int(k)] for k in rng.integers(0, len(crowds), int(rng.integers(1, 4)))]
        market = touching(rng, parts)
        best = best_matching(market, STABLE)
        for _ in range(8):
            by_any_means(monkeypatch, rng)
            hurried, should_stop = hasty(run, rng)
            monkeypatch.setattr(cpsat, "run", hurried)
            found = best_stable_matching(market, Limits(None, should_stop))
            assert is_feasible(market, found.assignment)
            proven = found.status is Status.OPTIMAL
            assert overclaims(found.values, found.bounds, proven, best, (1, -1, 1, 1)) == []
        monkeypatch.setattr(cpsat, "run", run)


def medium_exchange(rng: np.random.Generator) -> tuple[Market, np.ndarray, int, np.ndarray]:
    """(market, home, tolerance, surplus cap) with dozens of agents."""
    market = medium_market(rng, 15, 30)
    home = rng.integers(0, market.hospitals, market.residents).astype(np.int32)
    market = market.keep(market.hospital != home[market.resident])
    return market, home, int(rng.integers(0, 3)), rng.integers(-1, 3, market.hospitals)


def test_medium_exchanges_agree_with_the_plain_model() -> None:
    """Most moved, then least ranks, with relatives, tolerance and caps."""
    rng = np.random.default_rng(5)
    for _ in range(15):
        case = medium_exchange(rng)
        found = exchange_max(*case)
        assert found.status is Status.OPTIMAL
        assert tuple(o.value for o in found.objective) == best_exchange(*case)


def test_an_exchange_cut_short_claims_nothing_that_is_not_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """By CP-SAT or by branching: OPTIMAL only with the best vector, bounds hold."""
    rng = np.random.default_rng(6)
    run = exchange_model.run
    for _ in range(12):
        case = medium_exchange(rng)
        best = best_exchange(*case)
        for small in (2_000, 2_000, -1):
            hurried, should_stop = hasty(run, rng)
            questions = itertools.count()
            monkeypatch.setattr(exchange_model, "run", hurried)
            monkeypatch.setattr(exchange_components, "SMALL", small)
            found = exchange_max(*case, should_stop=lambda s=should_stop, q=questions: s() or next(q) > 30)
            values, bounds = ([getattr(o, name) for o in found.objective] for name in ("value", "bound"))
            assert overclaims(values, bounds, found.status is Status.OPTIMAL, best, (-1, 1, 1)) == []


def medium_placement(rng: np.random.Generator) -> Placement:
    """Dozens of people, everything that a placement may have, relatives from none to many."""
    n, m = int(rng.integers(10, 45)), int(rng.integers(3, 15))
    upper = rng.integers(0, 6, m)
    lower = np.where(rng.random(m) < rng.choice([0, 0.2]), np.minimum(upper, rng.integers(0, 3, m)), 0)
    features = []
    for _ in range(int(rng.integers(0, 4))):
        offers = rng.random((m, int(rng.integers(1, 6)))) < rng.choice([0.2, 0.5, 0.8])
        weight = None if rng.random() < 0.3 else int(rng.integers(0, 9))
        value = int32(rng.integers(-1, offers.shape[1], n).tolist())
        features.append(Feature.of_pairs(value, m, *np.nonzero(offers), weight))
    degree = float(rng.choice([0, 1, 3]))
    kin = [(a, b) for a, b in itertools.combinations(range(n), 2) if rng.random() < degree / n]
    rows = [sorted([b for a, b in kin if a == i] + [a for a, b in kin if b == i]) for i in range(n)]
    some = [rng.integers(0, size, int(rng.integers(0, n))).tolist() for size in (n, n)]
    return Placement(
        home=int32(rng.integers(-1, m, n).tolist()),
        features=tuple(features),
        base=int(rng.integers(0, 6)),
        closed=rng.random(m) < 0.1,
        lower=lower.astype(np.int64),
        upper=upper.astype(np.int64),
        cheaper=(int32(some[0]), int32(rng.integers(0, m, len(some[0])).tolist()), rng.integers(0, 8, len(some[0]))),
        forbidden=(int32(some[1]), int32(rng.integers(0, m, len(some[1])).tolist())),
        kin_ptr=np.cumsum([0, *(len(row) for row in rows)]),
        kin=int32([p for row in rows for p in row]),
    )  # fmt: skip


def open_sites(problem: Placement) -> list[dict[int, int]]:
    """Site → cost for each person, from the definition."""
    barred = set(zip(*(side.tolist() for side in problem.forbidden), strict=True))
    options: list[dict[int, int]] = []
    for i in range(problem.people):
        options.append({})
        for s in range(problem.sites):
            unfit = [
                f for f in problem.features
                if f.value[i] >= 0 and f.ptr[s] < f.ptr[s + 1]
                and f.value[i] not in f.offered[f.ptr[s] : f.ptr[s + 1]]
            ]  # fmt: skip
            hard = any(f.weight is None for f in unfit)
            if problem.home[i] == s or problem.closed[s] or (i, s) in barred or hard:
                continue
            cost = problem.base + sum(f.weight or 0 for f in unfit)
            less = [int(c) for a, b, c in zip(*problem.cheaper, strict=True) if (a, b) == (i, s)]
            options[i][s] = min([cost, *less])
    return options


@pytest.mark.parametrize("small", [20_000, -1], ids=["cp-sat", "branching"])
def test_medium_placements_agree_with_the_plain_model(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most placed, then least cost, with relatives apart; branching, when it does not end, claims no more."""
    rng = np.random.default_rng(7)
    monkeypatch.setattr(placement, "SMALL", small)
    for _ in range(30):
        problem = medium_placement(rng)
        options = open_sites(problem)
        best = best_placement(problem, options)
        questions = itertools.count()
        found = placement.place(problem, should_stop=lambda q=questions: next(q) > 300)
        if best is None:
            assert found.assignment is None
            continue
        assert found.status is not Status.INFEASIBLE
        if found.assignment is None:
            continue
        values, bounds = ([getattr(o, name) for o in found.objective] for name in ("value", "bound"))
        assert found.status is Status.OPTIMAL or small < 0
        assert overclaims(values, bounds, found.status is Status.OPTIMAL, best, (-1, 1)) == []
        assert len(collisions(problem, found.assignment)) == 0
        at = found.assignment.tolist()
        assert sum(options[i][s] for i, s in enumerate(at) if s >= 0) == values[1]  # a KeyError: not allowed


def test_a_placement_cut_short_claims_nothing_that_is_not_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """INFEASIBLE and OPTIMAL only where that is so, bounds hold, whenever CP-SAT gives up."""
    rng = np.random.default_rng(8)
    run = placement_model.run
    for _ in range(18):
        problem = medium_placement(rng)
        best = best_placement(problem, open_sites(problem))
        hurried, should_stop = hasty(run, rng)
        monkeypatch.setattr(placement_model, "run", hurried)
        found = placement.place(problem, should_stop=should_stop)
        assert best is None or found.status is not Status.INFEASIBLE
        if found.assignment is not None:
            assert best is not None
            values, bounds = ([getattr(o, name) for o in found.objective] for name in ("value", "bound"))
            assert overclaims(values, bounds, found.status is Status.OPTIMAL, best, (-1, 1)) == []
