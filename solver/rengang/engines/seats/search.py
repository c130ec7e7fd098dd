"""The best seating, exactly: possible pairs, components, the stable engine where nothing binds, CP-SAT elsewhere.

Objectives: blocking pairs (least), seats filled (most), person ranks, seat ranks (least sum), in the order
:data:`STABLE` or :data:`MAX_FILLED`. A component in which no cap, clash, need or required pair can bind is
hospital/residents with one seat each and goes to :mod:`rengang.engines.stable`. The others go to the model of
:mod:`rengang.engines.seats.model`: under :data:`STABLE` first asking that no pair blocks; only where that is
impossible, the blocking pairs are counted. Large components start from what HiGHS finds, and only the pairs that
block some solution are asked not to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.seats.definition import blocking_pairs, objective_values
from rengang.engines.seats.domination import undominated
from rengang.engines.seats.model import SeatModel
from rengang.engines.seats.problem import NOBODY, SeatMarket
from rengang.engines.seats.reduction import binding_caps, possible, split
from rengang.engines.seats.repair import carry_out, key
from rengang.engines.solvers.cpsat import Solved, minimise_in_order, run
from rengang.engines.solvers.highs import find
from rengang.engines.stable.matching import MAX_SIZE, best_stable_matching, largest_size
from rengang.engines.stable.matching import STABLE as STABLE_SIZE
from rengang.limits import Limits
from rengang.model import Market, Status
from rengang.model.arrays import Bool, Int32, Int64

STABLE = ("blocking", "filled", "person_ranks", "seat_ranks")
MAX_FILLED = ("filled", "blocking", "person_ranks", "seat_ranks")

PACK = 1_000
"""Components are solved together up to so many pairs: many tiny models cost more than one small one."""

WHOLE = 3_000
"""Up to so many pairs no pair at all may block from the start; with more of them only those that turn out to."""

ROUNDS = 8
"""Most times that HiGHS is asked for a seating before CP-SAT proves one."""


@dataclass(frozen=True, eq=False)
class Seats:
    """A seating with what is known of it.

    Attributes
    ----------
    assignment : int32, shape (people,), or None
        Seat of each person, −1 for none; None with INFEASIBLE, and with UNKNOWN.
    status
        OPTIMAL when every objective is proven; INFEASIBLE when the required pairs cannot all be taken; UNKNOWN
        when the limits ended the search for any feasible seating.
    values, bounds
        In the asked order; "filled" is maximised, the others minimised. None: nothing known.
    figures
        Counts of the work: pairs, pairs that are possible, components with and without rules, pairs that CP-SAT
        was given, and whether blocking pairs had to be counted.
    """

    assignment: Int32 | None
    status: Status
    values: tuple[int | None, ...]
    bounds: tuple[int | None, ...]
    figures: dict[str, int] = field(default_factory=dict)


@dataclass
class _Search:
    """The running state of one solve."""

    market: SeatMarket
    order: tuple[str, ...]
    limits: Limits
    binding: Bool
    never: Bool
    taken: Bool
    figures: dict[str, int]
    bounds: list[list[int | None]] = field(default_factory=list)


def best_seating(
    market: SeatMarket,
    limits: Limits | None = None,
    *,
    order: Sequence[str] = STABLE,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Seats:
    """The lexicographically best seating.

    Guarantees a feasible seating unless the status is INFEASIBLE or UNKNOWN, and UNKNOWN only with required
    pairs. Deterministic for one thread without a deadline.

    Parameters
    ----------
    market
        People, seats and rules.
    limits
        Deadline, stop question, threads, seed.
    order
        :data:`STABLE` or :data:`MAX_FILLED`.
    report
        Called with (pairs done, pairs in all).
    """
    limits = limits or Limits()
    nothing: tuple[int | None, ...] = (None,) * len(order)
    alive = possible(market)
    figures = {"pairs": market.pairs, "pairs_possible": int(alive.sum())}
    if (market.required & ~alive).any():
        return Seats(None, Status.INFEASIBLE, nothing, nothing, figures)
    binding = binding_caps(market, alive)
    parts = split(market, alive, binding)
    figures |= {"components": len(parts.bound), "pairs_free": len(parts.free)}
    figures |= {"pairs_searched": sum(map(len, parts.bound)), "counted": 0}
    taken = np.zeros(market.pairs, dtype=bool)
    status = _start(market, parts.bound, binding, limits, taken)
    if status is not Status.OPTIMAL:
        return Seats(None, status, nothing, nothing, figures)
    never = ~undominated(market, alive, binding)
    figures["pairs_dominated"] = int((never & alive).sum())
    search = _Search(market, tuple(order), limits, binding, never, taken, figures)
    total = int(alive.sum())
    _solve_free(search, parts.free)
    done = len(parts.free)
    for pack in _packs(parts.bound):
        report(done, total)
        _solve_pack(search, pack)
        done += sum(map(len, pack))
    report(total, total)
    return _judge(market, search)


def _start(market: SeatMarket, bound: list[Int64], binding: Bool, limits: Limits, taken: Bool) -> Status:
    """Put a feasible seating of the components with required pairs into `taken`; OPTIMAL: done.

    Without required pairs the empty seating is feasible, since no room is negative.
    """
    with_required = [group for group in bound if market.required[group].any()]
    if not with_required and (market.room >= 0).all():
        return Status.OPTIMAL
    pairs = np.sort(np.concatenate(with_required or bound or [np.zeros(0, dtype=np.int64)]))
    built = SeatModel(market, pairs, binding)
    status, solution, _ = run(built.model, built.x, limits)
    if solution is not None:
        taken[pairs[np.array(solution, dtype=bool)]] = True
        return Status.OPTIMAL
    return status


def _solve_free(search: _Search, pairs: Int64) -> None:
    """Components without rules: hospital/residents with one seat each."""
    market = search.market
    if len(pairs) == 0:
        return
    plain = Market.from_pairs(
        market.people,
        np.ones(market.seats, dtype=np.int64),
        market.person[pairs],
        market.seat[pairs],
        market.person_rank[pairs],
        market.seat_rank[pairs],
    )
    order = STABLE_SIZE if search.order == STABLE else MAX_SIZE
    found = best_stable_matching(plain, search.limits, order=order)
    search.taken[pairs] = found.assignment[market.person[pairs]] == market.seat[pairs]
    search.bounds.append(list(found.bounds))


def _packs(groups: list[Int64]) -> Iterator[list[Int64]]:
    """Components in ascending size, grouped until a pack holds :data:`PACK` pairs."""
    pack: list[Int64] = []
    for group in groups:
        if pack and sum(map(len, pack)) + len(group) > PACK:
            yield pack
            pack = []
        pack.append(group)
    if pack:
        yield pack


def _solve_pack(search: _Search, pack: list[Int64]) -> None:
    """Solve some components in one model; where no seating of these is stable, one by one, then counting.

    Under :data:`MAX_FILLED` first the most that can be filled is found, stable or not, and then asked for.
    """
    pairs = np.sort(np.concatenate(pack))
    carry_out(search.market, pairs, search.taken, search.order)
    most = _most_filled(search, pairs) if search.order == MAX_FILLED else 0
    if most is not None:
        solved, bounds = _solve_model(search, pairs, soft=False, least=most)
        if solved.status is not Status.INFEASIBLE:
            _note(search, bounds)
            return
        if len(pack) > 1:
            for group in pack:
                _solve_pack(search, [group])
            return
    search.figures["counted"] += len(pairs)
    solved, bounds = _solve_model(search, pairs, soft=True, least=most or 0)
    if most is not None:
        # that some pair must block was proven above
        bounds["blocking"] = max(bounds["blocking"] or 0, 1)
    _note(search, bounds)


def _most_filled(search: _Search, pairs: Int64) -> int | None:
    """Most seats that the rules let fill, stable or not, or None where the limits do not let that be proven.

    The seating found is kept where it is better than the one so far.
    """
    built = SeatModel(search.market, pairs, search.binding)
    _hint(search, built)
    solved = minimise_in_order(
        built.model, built.x, built.goals(["filled"]), search.limits, linear=True, finder=True
    )
    _take(search, pairs, built, solved)
    return -solved.values[0] if solved.status is Status.OPTIMAL and solved.values[0] is not None else None


def _hint(search: _Search, built: SeatModel) -> None:
    for x, value in zip(built.x, search.taken[built.pairs].tolist(), strict=True):
        built.model.add_hint(x, value)


def _solve_model(
    search: _Search, pairs: Int64, *, soft: bool, least: int
) -> tuple[Solved, dict[str, int | None]]:
    """The best seating of some pairs with at least so many seats filled, and the bounds by name.

    ("filled" is negative.) With many pairs only those are demanded not to block that did so in a solution found
    before: the best seating of which fewer things are asked is the best of all once no pair blocks it.
    """
    if soft or int((~search.never[pairs]).sum()) <= WHOLE:
        return _solve_demanding(search, pairs, pairs, soft=soft, least=least)[:2]
    demand = _guess_demand(search, pairs, least)
    proven: dict[tuple[int, ...], int] = {}
    while True:
        solved, bounds, blocking = _solve_demanding(
            search, pairs, demand, soft=False, least=least, proven=proven
        )
        if solved.status is not Status.OPTIMAL or len(blocking) == 0:
            return solved, bounds
        demand = np.union1d(demand, _beside(search, pairs, blocking))


def _guess_demand(search: _Search, pairs: Int64, least: int) -> Int64:
    """Pairs that are worth demanding: those that block what HiGHS finds best as long as they are not demanded.

    What it finds is kept, once improved by moves, where it is better than the seating so far.
    """
    demand = pairs[:0]
    for _ in range(ROUNDS):
        built = _demanding(search, pairs, demand, soft=False, least=least)
        found = find(built.model, built.rough_goal(), search.limits)
        if found is None:
            break
        seating = search.taken.copy()
        seating[pairs] = False
        seating[built.pairs] = [found[x.index] for x in built.x]
        blocking = _blocking(search.market, seating, pairs)
        _improve(search, seating)
        carry_out(search.market, pairs, seating, search.order)
        _improve(search, seating)
        if len(blocking) == 0:
            break
        demand = np.union1d(demand, _beside(search, pairs, blocking))
    return demand


def _beside(search: _Search, pairs: Int64, blocking: Int64) -> Int64:
    """Those of the pairs whose seat some blocking pair is for."""
    seat = search.market.seat
    return pairs[np.isin(seat[pairs], seat[blocking])]


def _blocking(market: SeatMarket, taken: Bool, pairs: Int64) -> Int64:
    """Those of the pairs that block a seating."""
    assignment = np.full(market.people, NOBODY, dtype=np.int32)
    assignment[market.person[taken]] = market.seat[taken]
    return np.intersect1d(pairs, blocking_pairs(market, assignment))


def _demanding(search: _Search, pairs: Int64, demand: Int64, *, soft: bool, least: int) -> SeatModel:
    """The model in which these pairs must not block."""
    never = None if soft else search.never
    built = SeatModel(search.market, pairs, search.binding, demand=demand, soft=soft, never=never)
    if least:
        built.model.add(sum(built.x) >= least)
    return built


def _solve_demanding(
    search: _Search,
    pairs: Int64,
    demand: Int64,
    *,
    soft: bool,
    least: int,
    proven: dict[tuple[int, ...], int] | None = None,
) -> tuple[Solved, dict[str, int | None], Int64]:
    """Solve the model in which these pairs must not block; also which pairs block its solution.

    `proven` holds what was proven when fewer pairs were demanded, and what is proven now.
    """
    built = _demanding(search, pairs, demand, soft=soft, least=least)
    _hint(search, built)
    ranks = np.unique(search.market.person_rank[pairs])
    names = [n for n in search.order if n != "person_ranks" or len(ranks) > 1]
    goals = built.goals(names)
    variables = [*built.x, *built.blocks]
    small = len(built.x) <= WHOLE
    solved = minimise_in_order(
        built.model, variables, goals, search.limits, linear=True, merge=small, finder=True, proven=proven
    )
    blocking = _take(search, pairs, built, solved)
    bounds: dict[str, int | None] = {g.name: b for g, b in zip(goals, solved.bounds, strict=True)}
    if "blocking" not in bounds:
        bounds["blocking"] = 0
    if least and bounds["filled"] is None:
        bounds["filled"] = -least  # the most, as was proven before
    if len(ranks) == 1:
        # whatever their number, all who are seated have the same rank
        value = dict(zip((g.name for g in goals), solved.values, strict=True))["filled"]
        known = value is not None and value == bounds["filled"] and bounds["seat_ranks"] is not None
        bounds["person_ranks"] = -int(ranks[0]) * value if known and value is not None else None
    return solved, bounds, blocking


def _note(search: _Search, bounds: dict[str, int | None]) -> None:
    """Note what is proven of some components."""
    filled = bounds["filled"]
    bounds = bounds | {"filled": None if filled is None else -filled}
    search.bounds.append([bounds[name] for name in search.order])


def _take(search: _Search, pairs: Int64, built: SeatModel, solved: Solved) -> Int64:
    """Keep a solution of a model of these pairs if it is better than the seating so far; who of them blocks it."""
    if solved.solution is None:
        return pairs[:0]
    found = search.taken.copy()
    found[pairs] = False
    found[built.pairs] = np.array(solved.solution[: len(built.x)], dtype=bool)
    _improve(search, found)
    return _blocking(search.market, found, pairs)


def _improve(search: _Search, found: Bool) -> None:
    """Keep a feasible seating if it is better than the one so far."""
    market, order = search.market, search.order
    if key(market, found, order) < key(market, search.taken, order):
        search.taken[:] = found


def _judge(market: SeatMarket, search: _Search) -> Seats:
    """Values from the seating itself; bounds as far as they are proven.

    Components are independent, so bounds add up; a component's bound holds for the best values of the goals
    before it, and counts only if those are attained in all components.
    """
    assignment = np.full(market.people, NOBODY, dtype=np.int32)
    assignment[market.person[search.taken]] = market.seat[search.taken]
    attained = objective_values(market, assignment)
    values = tuple(attained[name] for name in search.order)
    bounds: list[int | None] = []
    proven = True
    for k, name in enumerate(search.order):
        parts = [part[k] for part in search.bounds]
        known = [b for b in parts if b is not None]
        bound = sum(known) if proven and len(known) == len(parts) else _unconditional(market, name)
        bounds.append(bound)
        proven = proven and bound == values[k]
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    return Seats(assignment, status, values, tuple(bounds), search.figures)


def _unconditional(market: SeatMarket, name: str) -> int | None:
    """A bound that holds whatever the goals before it are."""
    if name == "blocking":
        return 0
    if name != "filled":
        return None
    alive = np.flatnonzero(possible(market))
    plain = Market.from_pairs(
        market.people,
        np.ones(market.seats, dtype=np.int64),
        market.person[alive],
        market.seat[alive],
        market.person_rank[alive],
        market.seat_rank[alive],
    )
    return largest_size(plain)
