"""The best weakly stable matching, exactly: reductions, components, deferred acceptance, cutoff models, cores.

Objectives, in this order: feasible blocking pairs (least), size (most), resident ranks (least sum), hospital
ranks (least sum). The plan:

1. Reduce, asking for zero blocking pairs (:mod:`rengang.engines.stable.reduction`); split into components.
2. A component without ties and conflicts is settled by resident-proposing deferred acceptance: all its stable
   matchings have the same size (Gale & Sotomayor 1985; Roth 1986) and the resident-optimal one is uniquely
   best for residents (Gale & Shapley 1962), so all four objectives are proven.
3. A component in which only few residents have a choice left, or a relative to meet, is settled by trying
   them (:mod:`rengang.engines.stable.kernel_search`); every other one goes to the cutoff model.
4. Where zero is impossible, the pairs that cannot all be respected are isolated
   (:mod:`rengang.engines.stable.unstable_cores`), only they may block, and step 1 is repeated with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rengang.engines.solvers.cpsat import Goal, Limits, Solved, minimise_in_order
from rengang.engines.stable.cutoff_model import CutoffModel, build
from rengang.engines.stable.kernel_search import choosers, few_choices, settle
from rengang.engines.stable.predicates import blocking_pairs
from rengang.engines.stable.reduction import reduce
from rengang.engines.stable.unstable_cores import Core, find_cores
from rengang.model import UNMATCHED, Market, Status
from rengang.model.instance import Bool, Int32, Int64

STABLE = ("blocking", "size", "resident_ranks", "hospital_ranks")
MAX_SIZE = ("size", "blocking", "resident_ranks", "hospital_ranks")

PACK = 1_000
"""Components are solved together up to so many pairs: many tiny models cost more than one small one."""


@dataclass(frozen=True, eq=False)
class Matching:
    """An assignment with what is known of it.

    `values` and `bounds` follow the asked order of objectives; "size" counts placed residents and is
    maximised, the others are minimised. A bound of None says that nothing is known.
    `figures` counts the work: pairs before and after reduction, components, pairs that reached CP-SAT.
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
    general (Manlove et al. 2002); what is not settled by reductions and deferred acceptance is searched.

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
        everything = np.ones(market.pairs, dtype=bool)
        _solve_components(search, everything, soft=everything, order=order)
    else:
        infeasible = _solve_reduced(search, np.zeros(market.pairs, dtype=bool))
        if infeasible:
            proven_blocking = _solve_with_cores(search, infeasible)
    return _judge(search, order, proven_blocking)


def _solve_reduced(search: _Search, soft: Bool) -> list[Int64]:
    """Steps 1–3 with the soft pairs free to block; returns the components in which that is not enough."""
    alive = reduce(search.market, ~soft)
    search.figures["pairs_after_reduction"] = int(alive.sum())
    search.assignment[:] = UNMATCHED
    return _solve_components(search, alive, soft=soft, order=STABLE)


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
    everything = np.ones(search.market.pairs, dtype=bool)
    search.unproven = False
    search.assignment[:] = UNMATCHED
    _solve_components(search, everything, soft=everything, order=STABLE)
    if not search.unproven:
        return len(blocking_pairs(search.market, search.assignment))
    if _stable_key(search.market, before) < _stable_key(search.market, search.assignment):
        search.assignment[:] = before
    return bound


def _stable_key(market: Market, assignment: Int32) -> tuple[int, ...]:
    """The objectives in the order :data:`STABLE`, each so that less is better."""
    values = objective_values(market, assignment)
    return tuple(-values[name] if name == "size" else values[name] for name in STABLE)


def _solve_components(search: _Search, alive: Bool, *, soft: Bool, order: Sequence[str]) -> list[Int64]:
    """Solve every component of the surviving pairs; returns the pairs of each infeasible one."""
    market = search.market
    pairs, component = _components(market, alive)
    infeasible: list[Int64] = []
    hard_cases = np.ones(len(pairs), dtype=bool)
    if tuple(order) == STABLE:
        hard_cases, infeasible = _settle_without_search(search, pairs, component, alive, soft)
    total, done = len(pairs), int((~hard_cases).sum())
    search.figures["components"] = len(np.unique(component))
    search.figures["pairs_searched"] = int(hard_cases.sum())
    for pack in _packs(pairs[hard_cases], component[hard_cases]):
        search.report(done, total)
        infeasible += _solve_pack(search, pack, soft, order)
        done += sum(map(len, pack))
    search.report(total, total)
    return infeasible


def _settle_without_search(
    search: _Search, pairs: Int64, component: Int64, alive: Bool, soft: Bool
) -> tuple[Bool, list[Int64]]:
    """Steps 2 and 3: which pairs are left to search, and the components without a stable matching."""
    market = search.market
    in_conflict = _in_conflict(market, alive)
    chooses = choosers(market, pairs, in_conflict)
    soft_component = _touched(component, soft[pairs])
    few = few_choices(market, pairs, component, chooses) & ~soft_component
    unstable: list[Int64] = []
    if few.any():
        settled = settle(market, pairs[few], component[few], chooses)
        _take(search, pairs[few], settled.assignment)
        unstable = settled.unstable
    strict = ~few & ~soft_component & ~_touched(component, in_conflict[pairs])
    strict &= ~_with_tie(market, pairs, component)
    if strict.any():
        _take(search, pairs[strict], _deferred_acceptance(market, pairs[strict]))
    return ~few & ~strict, unstable


def _solve_pack(search: _Search, pack: list[Int64], soft: Bool, order: Sequence[str]) -> list[Int64]:
    """Solve some components in one model; where that has no solution, find the ones to blame."""
    pairs = np.sort(np.concatenate(pack))
    solved, built = _search_pairs(search, pairs, soft, order)
    if solved.status is Status.INFEASIBLE and len(pack) > 1:
        return [p for single in pack for p in _solve_pack(search, [single], soft, order)]
    search.unproven |= solved.status is not Status.OPTIMAL
    if solved.solution is None:
        _take(search, pairs, _deferred_acceptance(search.market, pairs))
        return [pairs] if solved.status is Status.INFEASIBLE else []
    chosen = pairs[np.array(solved.solution[: len(built.x)], dtype=bool)]
    search.assignment[search.market.resident[chosen]] = search.market.hospital[chosen]
    return []


def _search_pairs(
    search: _Search, pairs: Int64, soft: Bool, order: Sequence[str]
) -> tuple[Solved, CutoffModel]:
    """The cutoff model of the pairs, minimised in the given order."""
    market = search.market
    built = build(market, pairs, soft=soft)
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


def _components(market: Market, alive: Bool) -> tuple[Int64, Int64]:
    """Surviving pairs, and the connected component of each (labelled by order of first appearance)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    pairs = np.flatnonzero(alive)
    n, size = market.residents, market.residents + market.hospitals
    edges = (np.ones(len(pairs), dtype=np.int8), (market.resident[pairs], n + market.hospital[pairs]))
    _, label = connected_components(csr_array(edges, shape=(size, size)), directed=False)
    return pairs, label[market.resident[pairs]].astype(np.int64)


def _with_tie(market: Market, pairs: Int64, component: Int64) -> Bool:
    """Which pairs lie in a component with a tie on either side."""
    bad = np.zeros(int(component.max(initial=-1)) + 1, dtype=bool)
    for first, second in (
        (market.resident[pairs], market.resident_rank[pairs]),
        (market.hospital[pairs], market.hospital_rank[pairs]),
    ):
        key = first.astype(np.int64) << 32 | second
        _, where, count = np.unique(key, return_inverse=True, return_counts=True)
        bad[component[count[where] > 1]] = True
    return np.asarray(bad[component])


def _touched(component: Int64, mark: Bool) -> Bool:
    """Which pairs lie in a component with a marked pair."""
    bad = np.zeros(int(component.max(initial=-1)) + 1, dtype=bool)
    bad[component[mark]] = True
    return np.asarray(bad[component])


def _in_conflict(market: Market, alive: Bool) -> Bool:
    """Pairs (i, u) of which some relative of i can still be assigned u, too."""
    if not market.has_conflicts:
        return np.zeros(market.pairs, dtype=bool)
    owner = np.repeat(np.arange(market.residents, dtype=np.int64), np.diff(market.kin_ptr))
    related = np.isin(market.resident, np.unique(owner)) & alive
    mine = np.flatnonzero(related)
    at = {(int(market.resident[e]), int(market.hospital[e])): int(e) for e in mine}
    out = np.zeros(market.pairs, dtype=bool)
    for (i, u), e in at.items():
        relatives = market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist()
        out[e] = any((p, u) in at for p in relatives)
    return out


def _packs(pairs: Int64, component: Int64) -> Iterator[list[Int64]]:
    """Components in ascending size, grouped until a pack holds :data:`PACK` pairs."""
    order = np.argsort(component, kind="stable")
    groups = np.split(pairs[order], np.flatnonzero(np.diff(component[order])) + 1) if len(pairs) else []
    pack: list[Int64] = []
    held = 0
    for group in sorted(groups, key=lambda g: (len(g), g[0])):
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
