"""The best weakly stable matching, exactly: reductions, propagation, counting out, cutoff models, cores.

Objectives, in this order: feasible blocking pairs (least), size (most), resident ranks (least sum), hospital
ranks (least sum). The plan:

1. Reduce, asking for zero blocking pairs (:mod:`rengang.engines.stable.reduction.reduce`).
2. Propagate what follows, and count out the best choice of those who still have one, part by part
   (:mod:`rengang.engines.stable.search.kernel_search`); everybody else follows from that.
3. Parts in which too much hangs together go to the cutoff model (:mod:`rengang.engines.stable.search.cutoff_model`).
4. Where zero is impossible, the pairs that cannot all be respected are isolated
   (:mod:`rengang.engines.stable.search.unstable_cores`), only they may block, and step 1 is repeated with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.solvers.cpsat import Solved, minimise_in_order
from rengang.engines.solvers.goal import Goal
from rengang.engines.stable.predicates import blocking_pairs
from rengang.engines.stable.reduction.reduce import reduce
from rengang.engines.stable.search.cutoff_model import CutoffModel, build
from rengang.engines.stable.search.kernel_search import settle
from rengang.engines.stable.search.probing import Known
from rengang.engines.stable.search.unstable_cores import Core, find_cores
from rengang.limits import Limits
from rengang.model import UNMATCHED, Market, Status
from rengang.model.arrays import Bool, Int32, Int64

STABLE = ("blocking", "size", "resident_ranks", "hospital_ranks")
MAX_SIZE = ("size", "blocking", "resident_ranks", "hospital_ranks")

PACK = 1_000
"""Components are solved together up to so many pairs: many tiny models cost more than one small one."""


@dataclass(frozen=True, eq=False)
class Matching:
    """An assignment with what is known of it.

    `values` and `bounds` follow the asked order of objectives; "size" counts placed residents and is
    maximised, the others are minimised. A bound of None says that nothing is known.
    `figures` counts the work: pairs before and after reduction, pairs that reached CP-SAT, unstable cores.
    """

    assignment: Int32
    status: Status
    values: tuple[int, ...]
    bounds: tuple[int | None, ...]
    figures: dict[str, int] = field(default_factory=dict)


@dataclass
class _Search:
    """The running state of one solve."""

    market: Market
    limits: Limits
    report: Callable[[int, int], None]
    assignment: Int32
    figures: dict[str, int]
    unproven: bool = False


def best_stable_matching(
    market: Market,
    limits: Limits | None = None,
    *,
    order: Sequence[str] = STABLE,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Matching:
    """The lexicographically best matching in the given order of objectives (:data:`STABLE` or :data:`MAX_SIZE`).

    Always returns a feasible assignment; `status` is OPTIMAL only when every objective is proven. NP-hard in
    general (Manlove et al. 2002); linear as far as what is left after propagation falls into narrow parts.

    Parameters
    ----------
    market
        Quotas, ranks with ties, conflicts.
    limits
        Deadline, stop question, threads, seed.
    report
        Called with (pairs done, pairs in all).
    """
    limits = limits or Limits()
    empty = np.full(market.residents, UNMATCHED, dtype=np.int32)
    search = _Search(market, limits, report, empty, {"pairs": market.pairs})
    proven_blocking = 0
    if tuple(order) == MAX_SIZE:
        _solve_softly(search, order)
    else:
        infeasible = _solve_reduced(search, np.zeros(market.pairs, dtype=bool))
        if infeasible:
            proven_blocking = _solve_with_cores(search, infeasible)
    return _judge(search, order, proven_blocking)


def _solve_reduced(search: _Search, soft: Bool) -> list[Int64]:
    """Steps 1–3 with the soft pairs free to block; returns the parts in which that is not enough."""
    market = search.market
    alive = np.asarray(reduce(market, ~soft))
    search.figures["pairs_after_reduction"] = int(alive.sum())
    search.assignment[:] = UNMATCHED
    components = _components(market, alive & _part_of(market, alive, soft)) if soft.any() else []
    hard_alive = alive.copy() if components else alive
    for pairs in components:
        hard_alive[pairs] = False
    settled = settle(market, hard_alive)
    search.assignment[:] = settled.assignment
    unstable = settled.unstable
    search.figures["pairs_searched"] = sum(map(len, settled.left)) + sum(map(len, components))
    unstable += _solve_packs(search, settled.left, soft, STABLE, settled.known)
    return unstable + _solve_packs(search, components, soft, STABLE)


def _solve_softly(search: _Search, order: Sequence[str]) -> None:
    """Search everything, every pair free to block."""
    everything = np.ones(search.market.pairs, dtype=bool)
    search.assignment[:] = UNMATCHED
    search.figures["pairs_searched"] = search.market.pairs
    _solve_packs(search, _components(search.market, everything), everything, order)


def _solve_with_cores(search: _Search, infeasible: list[Int64]) -> int:
    """Step 4: returns a proven lower bound on the number of blocking pairs."""
    cores: list[Core] = []
    for _ in range(20):
        cores = find_cores(search.market, infeasible, cores, search.limits)
        soft = np.zeros(search.market.pairs, dtype=bool)
        for core in cores:
            soft[core.pairs] = True
        search.figures["cores"] = len(cores)
        search.unproven = False
        infeasible = _solve_reduced(search, soft)
        if not infeasible or search.limits.exhausted:
            break
    bound = sum(core.blocking for core in cores)
    attained = len(blocking_pairs(search.market, search.assignment))
    if (infeasible or attained > bound) and not search.limits.exhausted:
        return _solve_everything(search, bound)
    # a component that stayed infeasible holds a makeshift, whatever its number of blocking pairs
    search.unproven |= bool(infeasible)
    return bound


def _solve_everything(search: _Search, bound: int) -> int:
    """The cores' bound is not met: search with every pair free to block; returns the bound then proven.

    When the limits cut that short, the better one of the assignments before and after stays.
    """
    before = search.assignment.copy()
    search.unproven = False
    _solve_softly(search, STABLE)
    if not search.unproven:
        return len(blocking_pairs(search.market, search.assignment))
    if _stable_key(search.market, before) < _stable_key(search.market, search.assignment):
        search.assignment[:] = before
    return bound


def _stable_key(market: Market, assignment: Int32) -> tuple[int, ...]:
    """The objectives in the order :data:`STABLE`, each so that less is better."""
    values = objective_values(market, assignment)
    return tuple(-values[name] if name == "size" else values[name] for name in STABLE)


def _solve_packs(
    search: _Search, components: list[Int64], soft: Bool, order: Sequence[str], known: Known | None = None
) -> list[Int64]:
    """Search components, small ones together; returns those without a solution."""
    infeasible: list[Int64] = []
    total, done = search.market.pairs, search.market.pairs - sum(map(len, components))
    for pack in _packs(components):
        search.report(done, total)
        infeasible += _solve_pack(search, pack, soft, order, known)
        done += sum(map(len, pack))
    search.report(total, total)
    return infeasible


def _solve_pack(
    search: _Search, pack: list[Int64], soft: Bool, order: Sequence[str], known: Known | None
) -> list[Int64]:
    """Solve some components in one model; where that has no solution, find the ones to blame."""
    market, pairs = search.market, np.unique(np.concatenate(pack))
    solved, built = _search_pairs(search, pairs, soft, order, known)
    if solved.status is Status.INFEASIBLE and len(pack) > 1:
        return [p for single in pack for p in _solve_pack(search, [single], soft, order, known)]
    search.unproven |= solved.status is not Status.OPTIMAL
    search.assignment[market.resident[pairs]] = UNMATCHED
    if solved.solution is None:
        _take(search, built.pairs, _deferred_acceptance(market, built.pairs))
        return [pairs] if solved.status is Status.INFEASIBLE else []
    chosen = built.pairs[np.array(solved.solution[: len(built.x)], dtype=bool)]
    search.assignment[market.resident[chosen]] = market.hospital[chosen]
    return []


def _search_pairs(
    search: _Search, pairs: Int64, soft: Bool, order: Sequence[str], known: Known | None
) -> tuple[Solved, CutoffModel]:
    """The cutoff model of the pairs, minimised in the given order."""
    market = search.market
    built = build(market, pairs, soft=soft, known=known)
    blocks = list(built.blocks.values())
    wanted = [goal for goal in ranked_goals(market, built, order) if goal.name != "blocking" or blocks]
    variables = [*built.x, *blocks]
    return minimise_in_order(built.model, variables, wanted, search.limits, linear=True, merge=True), built


def ranked_goals(market: Market, built: CutoffModel, order: Sequence[str]) -> list[Goal]:
    """The objectives of a cutoff model in the given order; the size counts as its negative."""
    goals = {
        "blocking": Goal("blocking", list(built.blocks.values())),
        "size": Goal("size", built.x, [-1] * len(built.x)),
        "resident_ranks": Goal("resident_ranks", built.x, market.resident_rank[built.pairs].tolist()),
        "hospital_ranks": Goal("hospital_ranks", built.x, market.hospital_rank[built.pairs].tolist()),
    }
    return [goals[name] for name in order]


def objective_values(market: Market, assignment: Int32) -> dict[str, int]:
    """What an assignment makes of every objective, from the definitions."""
    matched = market.pair_of(assignment)
    matched = matched[matched >= 0]
    return {
        "blocking": len(blocking_pairs(market, assignment)),
        "size": len(matched),
        "resident_ranks": int(market.resident_rank[matched].sum()),
        "hospital_ranks": int(market.hospital_rank[matched].sum()),
    }


def _judge(search: _Search, order: Sequence[str], proven_blocking: int) -> Matching:
    """Values from the assignment itself; bounds as far as they are proven."""
    market, assignment = search.market, search.assignment
    attained = objective_values(market, assignment)
    values = tuple(attained[name] for name in order)
    if not search.unproven and (order[0] == "size" or attained["blocking"] == proven_blocking):
        return Matching(assignment, Status.OPTIMAL, values, values, search.figures)
    known = {"blocking": proven_blocking, "size": largest_size(market)}
    bounds = tuple(known.get(name) for name in order)
    return Matching(assignment, Status.FEASIBLE, values, bounds, search.figures)


def largest_size(market: Market) -> int:
    """Most residents that quotas and lists allow, stable or not, conflicts aside: a bound on the size.

    Maximum bipartite b-matching by Dinic's algorithm (SciPy).
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    n, h = market.residents, market.hospitals
    source, sink = n + h, n + h + 1
    quota = np.minimum(market.quota, n)
    rows = np.concatenate([np.full(n, source), market.resident, n + np.arange(h)])
    columns = np.concatenate([np.arange(n), n + market.hospital, np.full(h, sink)])
    capacity = np.concatenate([np.ones(n + market.pairs), quota]).astype(np.int32)
    graph = csr_array((capacity, (rows, columns)), shape=(n + h + 2, n + h + 2), dtype=np.int32)
    return int(maximum_flow(graph, source, sink).flow_value)


def _components(market: Market, alive: Bool) -> list[Int64]:
    """The living pairs of each connected component, by order of their first residents."""
    from rengang.engines.stable.reduction import region_kernels as compiled

    everybody = np.diff(np.concatenate([[0], np.cumsum(alive)])[market.ptr]) > 0
    of_resident, _ = compiled.regions(market.ptr, market.hospital, market.hospitals, alive, everybody)
    label = np.where(alive, of_resident[market.resident], -1)
    ptr, pairs = compiled.sorted_by_label(label, int(label.max(initial=-1)) + 1)
    return np.split(pairs, ptr[1:-1]) if len(pairs) else []


def _part_of(market: Market, alive: Bool, marked: Bool) -> Bool:
    """Which pairs lie in a connected component with a marked living pair."""
    from rengang.engines.stable.reduction import region_kernels as compiled

    wanted = np.zeros(market.residents, dtype=bool)
    wanted[market.resident[alive & marked]] = True
    of_resident, _ = compiled.regions(market.ptr, market.hospital, market.hospitals, alive, wanted)
    return np.asarray(of_resident[market.resident] >= 0)


def _packs(components: list[Int64]) -> Iterator[list[Int64]]:
    """Components in ascending size, grouped until a pack holds :data:`PACK` pairs."""
    pack: list[Int64] = []
    held = 0
    for group in sorted(components, key=lambda g: (len(g), int(g[0]))):
        if pack and held + len(group) > PACK:
            yield pack
            pack, held = [], 0
        pack.append(group)
        held += len(group)
    if pack:
        yield pack


def _deferred_acceptance(market: Market, pairs: Int64) -> Int32:
    """Resident-proposing deferred acceptance on the given pairs only."""
    from rengang.engines.mechanisms.deferred_acceptance import resident_proposing

    mask = np.zeros(market.pairs, dtype=bool)
    mask[pairs] = True
    return resident_proposing(market.keep(mask)).assignment


def _take(search: _Search, pairs: Int64, assignment: Int32) -> None:
    """Copy what `assignment` gives to the residents of `pairs`."""
    residents = np.unique(search.market.resident[pairs])
    search.assignment[residents] = assignment[residents]
