"""The best seating, exactly: possible pairs, components, the stable engine where nothing binds, CP-SAT elsewhere.

Objectives: blocking pairs (least), seats filled (most), person ranks, seat ranks (least sum), in the order
:data:`STABLE` or :data:`MAX_FILLED`. A component in which no cap, clash, need or required pair can bind is
hospital/residents with one seat each and goes to :mod:`rengang.engines.stable`. The others go to the model of
:mod:`rengang.engines.seats.model`: under :data:`STABLE` first asking that no pair blocks; only where that is
impossible, the blocking pairs are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.seats.definition import objective_values
from rengang.engines.seats.model import SeatModel
from rengang.engines.seats.problem import NOBODY, SeatMarket
from rengang.engines.seats.reduction import binding_caps, possible, split
from rengang.engines.seats.repair import carry_out
from rengang.engines.solvers.cpsat import Limits, Solved, minimise_in_order, run
from rengang.engines.stable.matching import MAX_SIZE, best_stable_matching, largest_size
from rengang.engines.stable.matching import STABLE as STABLE_SIZE
from rengang.model import Market, Status
from rengang.model.instance import Bool, Int32, Int64

STABLE = ("blocking", "filled", "person_ranks", "seat_ranks")
MAX_FILLED = ("filled", "blocking", "person_ranks", "seat_ranks")

PACK = 1_000
"""Components are solved together up to so many pairs: many tiny models cost more than one small one."""


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
    search = _Search(market, tuple(order), limits, binding, taken, figures)
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
    built = SeatModel(market, pairs, binding, stable=False, soft=False)
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
    """Solve some components in one model; where no stable seating exists, one by one, then counting."""
    pairs = np.sort(np.concatenate(pack))
    if search.order == STABLE:
        built, solved = _solve_model(search, pairs, soft=False)
        if solved.status is Status.INFEASIBLE and len(pack) > 1:
            for group in pack:
                _solve_pack(search, [group])
            return
        if solved.status is not Status.INFEASIBLE:
            _take(search, pairs, built, solved, [0, *solved.bounds])
            return
        search.figures["counted"] += len(pairs)
    built, solved = _solve_model(search, pairs, soft=True)
    bounds = list(solved.bounds)
    at = search.order.index("blocking")
    if not built.blocks:
        bounds.insert(at, 0)
    elif search.order == STABLE:
        bounds[at] = max(bounds[at] or 0, 1)
    _take(search, pairs, built, solved, bounds)


def _solve_model(search: _Search, pairs: Int64, *, soft: bool) -> tuple[SeatModel, Solved]:
    built = SeatModel(search.market, pairs, search.binding, stable=True, soft=soft)
    variables = [*built.x, *built.blocks]
    goals = built.goals(search.order)
    return built, minimise_in_order(built.model, variables, goals, search.limits, linear=True, merge=True)


def _take(
    search: _Search, pairs: Int64, built: SeatModel, solved: Solved, bounds: Sequence[int | None]
) -> None:
    """Keep a solution, or else what moves make of the start; note what is proven of it."""
    by_name = dict(zip(search.order, bounds, strict=True))
    if by_name["filled"] is not None:
        by_name["filled"] *= -1
    search.bounds.append([by_name[name] for name in search.order])
    if solved.solution is None:
        carry_out(search.market, pairs, search.taken, search.order)
        return
    search.taken[pairs] = np.array(solved.solution[: len(built.x)], dtype=bool)


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
