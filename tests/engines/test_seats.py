"""Seatings of one-seat posts against brute force, rule by rule, and at their limits."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from rengang.engines.seats import search
from rengang.engines.seats.conflict import Keys, irreducible_conflict
from rengang.engines.seats.definition import blocking_pairs, feasible, objective_values
from rengang.engines.seats.domination import undominated
from rengang.engines.seats.problem import SeatMarket
from rengang.engines.seats.reduction import binding_caps, possible
from rengang.engines.seats.search import MAX_FILLED, STABLE, Seats, best_seating
from rengang.limits import Limits
from rengang.model import Status

Key = tuple[int, ...]

UNSTABLE = SeatMarket.build(
    3,
    3,
    [(0, 0, 1, 3), (0, 1, 2, 1), (1, 0, 3, 1), (1, 1, 1, 2), (1, 2, 2, 1), (2, 0, 1, 2)],
    clashes=[(4, 5)],
)
"""One clash is enough to leave no seating without a blocking pair."""


def random_market(seed: int, people: int = 6, seats: int = 5) -> SeatMarket:
    """At most so many people and seats; ties on the people's side, mostly none on the seats'; any of the rules."""
    rng = np.random.default_rng(seed)
    n, m, density = (
        int(rng.integers(1, people + 1)),
        int(rng.integers(1, seats + 1)),
        rng.choice([0.3, 0.6, 0.9]),
    )
    pairs = [(i, s) for i in range(n) for s in range(m) if rng.random() < density]
    while np.prod([1 + sum(p[0] == i for p in pairs) for i in range(n)]) > 3000:
        del pairs[int(rng.integers(len(pairs)))]
    many, ties = range(len(pairs)), rng.random() < 0.2
    rank = {}
    for s in range(m):
        here = [e for e in many if pairs[e][1] == s]
        best_first = rng.integers(1, 4, len(here)) if ties else rng.permutation(len(here)) + 1
        rank.update(zip(here, best_first.tolist(), strict=True))
    rows = [(i, s, int(rng.integers(1, 4)), rank[e]) for e, (i, s) in enumerate(pairs)]
    rare = rng.choice([0, 0, 0.1, 0.2], 4)
    return SeatMarket.build(
        n,
        m,
        rows,
        barred=[e for e in many if rng.random() < rare[0] / 2],
        required=[e for e in many if rng.random() < rare[1] / 2],
        caps=[
            (int(rng.integers(0, 2)), [(e, int(rng.choice([-1, 1]))) for e in many if rng.random() < 0.5])
            for _ in range(int(rng.integers(0, 4)))
        ],
        clashes=[
            (a, b)
            for a, b in itertools.combinations(many, 2)
            if pairs[a][0] != pairs[b][0] and rng.random() < rare[2]
        ],
        needs=[(e, r) for e in many for r in range(n) if r != pairs[e][0] and rng.random() < rare[3]],
    )


def seatings(market: SeatMarket) -> list[np.ndarray]:
    """Every feasible seating."""
    lists = [[-1, *market.seat[market.of_person[i]].tolist()] for i in range(market.people)]
    found = []
    for choice in itertools.product(*lists):
        taken = [s for s in choice if s >= 0]
        if len(set(taken)) == len(taken):
            found.append(np.array(choice, dtype=np.int32))
    return [a for a in found if feasible(market, a)]


def literally_blocking(market: SeatMarket, assignment: np.ndarray) -> list[int]:
    """The definition word by word: make the move, look at the whole seating."""
    pair, out = market.pair_of(assignment), []
    for e in range(market.pairs):
        i, s = int(market.person[e]), int(market.seat[e])
        holder = np.flatnonzero(assignment == s)
        if pair[i] >= 0 and market.person_rank[e] >= market.person_rank[pair[i]]:
            continue
        if len(holder) and market.seat_rank[e] >= market.seat_rank[pair[holder[0]]]:
            continue
        after = assignment.copy()
        after[holder] = -1
        after[i] = s
        if feasible(market, after):
            out.append(e)
    return out


def key_of(values: dict[str, int], order: tuple[str, ...]) -> Key:
    """Values so that less is better."""
    return tuple(-values[name] if name == "filled" else values[name] for name in order)


def literal_values(market: SeatMarket, assignment: np.ndarray) -> dict[str, int]:
    pair = market.pair_of(assignment)
    pair = pair[pair >= 0]
    return {
        "blocking": len(literally_blocking(market, assignment)),
        "filled": len(pair),
        "person_ranks": int(market.person_rank[pair].sum()),
        "seat_ranks": int(market.seat_rank[pair].sum()),
    }


def check(market: SeatMarket) -> None:
    """Both orders agree with brute force in all four values, proven, or both say that nothing is feasible."""
    values = [literal_values(market, a) for a in seatings(market)]
    for order in (STABLE, MAX_FILLED):
        answer = best_seating(market, order=order)
        if not values:
            assert answer.status is Status.INFEASIBLE
            assert answer.assignment is None
            continue
        best = min(key_of(v, order) for v in values)
        assert answer.status is Status.OPTIMAL
        assert key_of(dict(zip(order, answer.values, strict=True)), order) == best  # type: ignore[arg-type]
        assert answer.values == answer.bounds
        assert answer.assignment is not None
        assert feasible(market, answer.assignment)
        assert key_of(literal_values(market, answer.assignment), order) == best


@pytest.mark.parametrize("block", range(4))
def test_agrees_with_brute_force(block: int) -> None:
    """All four values and the status, with every rule at random, in both orders."""
    for seed in range(50 * block, 50 * block + 50):
        check(random_market(seed))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_agrees_with_brute_force_on_thousands(block: int) -> None:
    """The same on 2,000 more."""
    for seed in range(10_000 + 200 * block, 10_000 + 200 * block + 200):
        check(random_market(seed))


def test_blocking_pairs_are_those_of_the_definition() -> None:
    """On every feasible seating of many markets, looking only at what a move changes is enough."""
    for seed in range(2_000, 2_150):
        market = random_market(seed, people=4, seats=4)
        for assignment in seatings(market)[:60]:
            assert blocking_pairs(market, assignment) == literally_blocking(market, assignment)


def test_possible_pairs_keep_every_feasible_seating() -> None:
    """No feasible seating takes a pair that was called impossible."""
    for seed in range(3_000, 3_200):
        market = random_market(seed)
        alive = possible(market)
        for assignment in seatings(market):
            pair = market.pair_of(assignment)
            assert alive[pair[pair >= 0]].all()


@pytest.mark.parametrize("block", range(2))
def test_agrees_with_brute_force_when_few_pairs_are_demanded(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All four values, when only those may not block that did so in a solution found before."""
    monkeypatch.setattr(search, "WHOLE", 0)
    for seed in range(20_000 + 40 * block, 20_040 + 40 * block):
        check(random_market(seed))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_agrees_with_brute_force_when_few_are_demanded_on_many(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on 1,000 more."""
    monkeypatch.setattr(search, "WHOLE", 0)
    for seed in range(21_000 + 200 * block, 21_200 + 200 * block):
        check(random_market(seed))


def test_no_stable_seating_takes_a_dominated_pair() -> None:
    """Of all feasible seatings those without a blocking pair keep to the undominated pairs; many pairs are not."""
    dominated = 0
    for seed in range(4_000, 4_400):
        market = random_market(seed, people=5, seats=4)
        alive = possible(market)
        kept = undominated(market, alive, binding_caps(market, alive))
        dominated += int((alive & ~kept).sum())
        for assignment in seatings(market):
            pair = market.pair_of(assignment)
            if not kept[pair[pair >= 0]].all():
                assert literally_blocking(market, assignment)
    assert dominated > 200


def test_a_better_rival_whose_move_frees_no_room_does_not_dominate() -> None:
    """The worse candidate leaves a full unit that another enters: only a rival of the same unit displaces them."""
    pairs = [(0, 0, 1, 2), (1, 0, 1, 1), (2, 1, 1, 1)]
    for rival_leaves, expected in ((False, [True, True, True]), (True, [False, True, True])):
        leaves = [(0, -1), (1, -1)] if rival_leaves else [(0, -1)]
        market = SeatMarket.build(3, 2, pairs, caps=[(0, [*leaves, (2, 1)])])
        everything = np.ones(3, dtype=bool)
        assert undominated(market, everything, np.ones(1, dtype=bool)).tolist() == expected


def seat_of(answer: Seats) -> list[int]:
    assert answer.assignment is not None
    return list(answer.assignment.tolist())


def test_one_seat_a_person_and_one_person_a_seat() -> None:
    """S1, S2: without further rules it is deferred acceptance: each side's first choices meet."""
    market = SeatMarket.build(3, 2, [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 2, 1), (2, 1, 1, 2)])
    answer = best_seating(market)
    assert seat_of(answer) == [-1, 0, 1]
    assert answer.figures["pairs_free"] == 4


def test_needs_make_a_chain_of_three() -> None:
    """S3: 0's seat falls vacant for 1, whose seat falls vacant for 2; nobody moves when the head cannot."""
    chain = [(0, 2, 1, 1), (1, 0, 1, 1), (2, 1, 1, 1)]
    needs = [(1, 0), (2, 1)]
    assert seat_of(best_seating(SeatMarket.build(3, 3, chain, needs=needs))) == [2, 0, 1]
    assert seat_of(best_seating(SeatMarket.build(3, 3, chain, needs=needs, barred=[0]))) == [-1, -1, -1]


def test_needs_may_close_a_cycle() -> None:
    """S3: three who sit on each other's seats all move at once, although no single move is possible."""
    market = SeatMarket.build(
        3, 3, [(0, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1)], needs=[(0, 1), (1, 2), (2, 0)]
    )
    assert blocking_pairs(market, np.full(3, -1, dtype=np.int32)) == []
    assert seat_of(best_seating(market)) == [1, 2, 0]


def test_a_displaced_holder_who_cannot_go_back_protects_the_seat() -> None:
    """0 is better at seat 0 than 1, but 1's old seat is filled by 2 on the strength of 1's leaving: no block."""
    market = SeatMarket.build(3, 2, [(0, 0, 1, 1), (1, 0, 1, 2), (2, 1, 1, 1)], needs=[(2, 1)])
    answer = best_seating(market)
    assert seat_of(answer) == [-1, 0, 1]
    assert answer.values[:2] == (0, 2)


def test_a_cap_lets_in_as_many_as_leave() -> None:
    """S4: with no room, the entry of 1 takes the leaving of 0; alone it neither happens nor blocks."""
    cap = (0, [(0, -1), (1, 1)])
    both = SeatMarket.build(2, 2, [(0, 0, 1, 1), (1, 1, 1, 1)], caps=[cap])
    assert seat_of(best_seating(both)) == [0, 1]
    alone = SeatMarket.build(2, 2, [(0, 0, 1, 1), (1, 1, 1, 1)], caps=[cap], barred=[0])
    assert seat_of(best_seating(alone)) == [-1, -1]
    assert best_seating(alone).values == (0, 0, 0, 0)


def test_a_cap_protects_the_worse_candidate_whose_leaving_made_room() -> None:
    """The better rival would send the leaver back over the cap, so the leaver stays: nothing blocks."""
    pairs = [(0, 0, 1, 2), (1, 0, 1, 1), (2, 1, 1, 1)]
    market = SeatMarket.build(3, 2, pairs, caps=[(0, [(0, -1), (2, 1)])])
    answer = best_seating(market)
    assert seat_of(answer) == [0, -1, 1]
    assert answer.values[0] == 0


def test_clashing_pairs_are_not_both_taken() -> None:
    """S6: of two pairs that clash the one of better rank is taken, and the other does not block."""
    market = SeatMarket.build(2, 2, [(0, 0, 1, 1), (1, 1, 2, 1)], clashes=[(0, 1)])
    answer = best_seating(market)
    assert seat_of(answer) == [0, -1]
    assert answer.values == (0, 1, 1, 1)


def test_a_required_pair_is_taken_and_not_displaced() -> None:
    """S7: the worse candidate has the seat, the better one does not block."""
    market = SeatMarket.build(2, 1, [(0, 0, 1, 1), (1, 0, 1, 2)], required=[1])
    assert seat_of(best_seating(market)) == [-1, 0]
    assert best_seating(market).values == (0, 1, 1, 2)


def test_counts_what_must_block() -> None:
    """Where every seating has a blocking pair, the least number is proven."""
    answer = best_seating(UNSTABLE)
    assert (answer.status, answer.values, answer.bounds) == (Status.OPTIMAL, (1, 2, 2, 4), (1, 2, 2, 4))
    assert answer.figures["counted"] == 6


def test_unstable_components_do_not_spoil_the_others() -> None:
    """Two components that must have a blocking pair each, and one that need not: two in all."""
    columns = (UNSTABLE.person, UNSTABLE.seat, UNSTABLE.person_rank, UNSTABLE.seat_rank)
    one = [tuple(row) for row in np.stack(columns, axis=1).tolist()]
    rows = [(i + 3 * k, s + 3 * k, r, q) for k in range(2) for i, s, r, q in one]
    rows += [(6, 6, 1, 1), (7, 7, 1, 1)]
    answer = best_seating(SeatMarket.build(8, 8, rows, clashes=[(4, 5), (10, 11), (12, 13)]))
    assert (answer.status, answer.values) == (Status.OPTIMAL, (2, 5, 5, 9))
    assert answer.figures["components"] == 3
    assert answer.figures["counted"] == 12


@pytest.mark.parametrize("order", [STABLE, MAX_FILLED])
def test_the_same_market_gives_the_same_seating(order: tuple[str, ...]) -> None:
    """Twice the same input: the same seats."""
    market = random_market(77, people=6, seats=5)
    assert seat_of(best_seating(market, order=order)) == seat_of(best_seating(market, order=order))


def test_no_time_gives_bounds_and_no_wrong_claim() -> None:
    """Without a moment to search: a feasible seating whose values are true, nothing called optimal that is not."""
    for seed in range(60):
        market = random_market(seed)
        best = best_seating(market)
        if best.status is Status.INFEASIBLE:
            continue
        for order in (STABLE, MAX_FILLED):
            late = best_seating(market, Limits(deadline=time.monotonic() - 1.0), order=order)
            if late.assignment is None:
                assert late.status is Status.UNKNOWN
                assert market.required.any()
                continue
            assert feasible(market, late.assignment)
            best = best_seating(market, order=order)
            attained = objective_values(market, late.assignment)
            assert late.values == tuple(attained[name] for name in order)
            if late.status is Status.OPTIMAL:
                assert late.values == best.values
            first = order[0]
            assert late.bounds[0] is not None
            assert best.values[0] is not None
            better = (
                late.bounds[0] >= best.values[0] if first == "filled" else late.bounds[0] <= best.values[0]
            )
            assert better


def test_a_stop_ends_the_search() -> None:
    """A question answered with yes ends it before CP-SAT is asked anything."""
    answer = best_seating(UNSTABLE, Limits(should_stop=lambda: True))
    assert answer.status is Status.FEASIBLE
    assert answer.assignment is not None


def test_pairs_out_of_order_are_refused() -> None:
    """A pair twice, or not ascending, is an error of the caller."""
    with pytest.raises(ValueError, match="ascend"):
        SeatMarket.build(1, 1, [(0, 0, 1, 1), (0, 0, 1, 1)])


def test_a_seat_that_is_no_pair_is_refused() -> None:
    """An assignment that gives a seat nobody may take is an error, not an infeasible seating."""
    market = SeatMarket.build(2, 2, [(0, 0, 1, 1), (1, 1, 1, 1)])
    with pytest.raises(ValueError, match="no such pair"):
        feasible(market, np.array([1, -1], dtype=np.int32))


def _keys(market: SeatMarket) -> Keys:
    """Each part of the market a rule of its own."""
    return Keys(
        {int(e): f"required:{e}" for e in np.flatnonzero(market.required)},
        [f"cap:{k}" for k in range(len(market.room))],
        [f"clash:{k}" for k in range(len(market.clash_a))],
        [f"need:{k}" for k in range(len(market.need_pair))],
        [(int(e), f"bar:{e}") for e in np.flatnonzero(market.barred)],
    )


def _without(market: SeatMarket, key: str) -> SeatMarket:
    """The market without one rule."""
    name, at = key.split(":")
    k = int(at)
    rows = np.stack([market.person, market.seat, market.person_rank, market.seat_rank], axis=1).tolist()
    caps = [
        (int(room), [(e, c[cap]) for e, c in enumerate(market.changes) if cap in c])
        for cap, room in enumerate(market.room)
    ]
    parts = {
        "barred": np.flatnonzero(market.barred).tolist(),
        "required": np.flatnonzero(market.required).tolist(),
        "clashes": list(zip(market.clash_a.tolist(), market.clash_b.tolist(), strict=True)),
        "needs": list(zip(market.need_pair.tolist(), market.need_person.tolist(), strict=True)),
    }
    if name == "cap":
        caps[k] = (10**6, caps[k][1])
    elif name in ("bar", "required"):
        parts["barred" if name == "bar" else "required"].remove(k)
    else:
        del parts["clashes" if name == "clash" else "needs"][k]
    return SeatMarket.build(market.people, market.seats, rows, caps=caps, **parts)


def test_a_conflict_names_what_contradicts_itself_and_nothing_else() -> None:
    """Without any one of the rules named the required pairs can be taken, as far as these rules go."""
    seen = 0
    for seed in range(400):
        market = random_market(seed)
        named = irreducible_conflict(market, _keys(market), Limits())
        assert bool(named) == (best_seating(market).status is Status.INFEASIBLE)
        if not named:
            continue
        seen += 1
        every = _keys(market)
        parts = [
            *every.required.values(),
            *every.caps,
            *every.clashes,
            *every.needs,
            *(k for _, k in every.bars),
        ]
        only = market
        for key in sorted(set(parts) - set(named), key=_last_first):
            only = _without(only, key)
        assert not seatings(only)
        for key in named:
            moved = _renumbered(named, key)
            assert seatings(_without(only, moved))
    assert seen > 10


def _last_first(key: str) -> tuple[str, int]:
    """Rows are deleted from the end, so that the numbers of those before stay."""
    name, at = key.split(":")
    return name, -int(at)


def _renumbered(kept: list[str], key: str) -> str:
    """A key's number among the rows of its kind that were kept; bars, caps and required pairs keep theirs."""
    name, _ = key.split(":")
    if name not in ("clash", "need"):
        return key
    same = sorted((k for k in kept if k.startswith(name)), key=lambda k: int(k.split(":")[1]))
    return f"{name}:{same.index(key)}"
