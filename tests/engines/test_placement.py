"""Directed placement against brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.engines.placement import flows, search
from rengang.engines.placement import place as placement
from rengang.engines.placement.feature import Feature
from rengang.engines.placement.hubs import hubs
from rengang.engines.placement.network import build
from rengang.engines.placement.place import place
from rengang.engines.placement.problem import Placement, totals
from rengang.engines.placement.repair import collisions, set_apart
from rengang.engines.solvers import augmenting_flow
from rengang.model import Status, Stop


@st.composite
def _placements(draw: st.DrawFn, conflicts: bool = False) -> Placement:
    """Up to 5 people and 5 sites, with everything that a placement may have."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, sites = (int(rng.integers(1, 6)) for _ in range(2))
    upper = rng.integers(0, 3, sites)
    kin = [e for e in itertools.combinations(range(people), 2) if conflicts and rng.random() < 0.5]
    features = []
    for _ in range(rng.integers(5)):
        values = int(rng.integers(4))
        features.append(
            (
                rng.integers(-1, values, people),
                rng.random((sites, values)) < rng.choice([0.2, 0.5, 0.8]),
                None if rng.random() < 0.3 else int(rng.integers(4)),
            )
        )
    return _placement(
        rng.integers(-1, sites, people),
        features,
        int(rng.integers(3)),
        np.where(rng.random(sites) < 0.15, np.minimum(upper, 1), 0),
        upper,
        closed=rng.random(sites) < 0.1,
        cheaper=[
            (rng.integers(people), rng.integers(sites), rng.integers(4)) for _ in range(rng.integers(4))
        ],
        forbidden=[(rng.integers(people), rng.integers(sites)) for _ in range(rng.choice([0, 1, 2, 6]))],
        kin=kin,
    )


def _placement(
    home, features, base, lower, upper, *, closed=None, cheaper=(), forbidden=(), kin=()
) -> Placement:
    """A placement from plain lists; a feature is (values, rows of what the sites offer, weight)."""
    people, sites = len(home), len(upper)
    rows = [sorted([b for a, b in kin if a == i] + [a for a, b in kin if b == i]) for i in range(people)]
    columns = [np.array([c[k] for c in cheaper], np.int64 if k == 2 else np.int32) for k in range(3)]
    barred = [np.array([f[k] for f in forbidden], np.int32) for k in range(2)]
    return Placement(
        np.array(home, np.int32),
        tuple(_feature(v, o, w) for v, o, w in features),
        base,
        np.zeros(sites, bool) if closed is None else np.array(closed, bool),
        np.array(lower, np.int64),
        np.array(upper, np.int64),
        (columns[0], columns[1], columns[2]),
        (barred[0], barred[1]),
        np.cumsum([0] + [len(r) for r in rows]),
        np.array([p for row in rows for p in row], np.int32),
    )


def _feature(value, offers, weight) -> Feature:
    """A feature from the matrix (sites, values) of what is offered."""
    table = np.array(offers, bool).reshape(len(offers), -1)
    return Feature.of_pairs(np.array(value, np.int32), len(table), *np.nonzero(table), weight)


def _offered(feature: Feature, site: int) -> list[int]:
    return feature.offered[feature.ptr[site] : feature.ptr[site + 1]].tolist()


def _options(problem: Placement, i: int) -> list[tuple[int, int]]:
    """(site, cost) of every site that person i may go to, from the definition."""
    options = [(-1, 0)]
    for s in range(problem.sites):
        cost, barred = problem.base, bool(problem.closed[s]) or problem.home[i] == s
        for feature in problem.features:
            mine, offered = int(feature.value[i]), _offered(feature, s)
            if mine >= 0 and offered and mine not in offered:
                if feature.weight is None:
                    barred = True
                else:
                    cost += feature.weight
        barred |= any((a, b) == (i, s) for a, b in zip(*problem.forbidden, strict=True))
        if not barred:
            less = [int(c) for a, b, c in zip(*problem.cheaper, strict=True) if (a, b) == (i, s)]
            options.append((s, min([cost, *less])))
    return options


def _best(problem: Placement) -> tuple[int, int] | None:
    """(−placed, cost) of the best placement, None where there is none."""
    best = None
    for choice in itertools.product(*[_options(problem, i) for i in range(problem.people)]):
        at = [s for s, _ in choice]
        count = np.bincount([s for s in at if s >= 0], minlength=problem.sites)
        if (count < problem.lower).any() or (count > problem.upper).any():
            continue
        if any(at[i] >= 0 and at[i] == at[j] for i in range(problem.people) for j in problem.relatives(i)):
            continue
        value = (-int((count).sum()), sum(cost for _, cost in choice))
        best = value if best is None else min(best, value)
    return best


def _check(problem: Placement) -> None:
    """`place` agrees with brute force, and its assignment is what it says."""
    best, answer = _best(problem), place(problem)
    assert answer.stop is Stop.COMPLETED
    if best is None:
        assert answer.status is Status.INFEASIBLE
        assert answer.assignment is None
        assert answer.missing > 0
        assert (problem.lower[answer.short] > 0).all()
        return
    placed, cost = answer.objective
    assert answer.status is Status.OPTIMAL
    assert (-placed.value, cost.value) == (-placed.bound, cost.bound) == best
    at = answer.assignment.tolist()
    costs = [dict(_options(problem, i)) for i in range(problem.people)]
    assert sum(costs[i][s] for i, s in enumerate(at)) == cost.value  # a KeyError: not allowed there
    count = np.bincount([s for s in at if s >= 0], minlength=problem.sites)
    assert (problem.lower <= count).all()
    assert (count <= problem.upper).all()
    assert len(collisions(problem, answer.assignment)) == 0


@settings(max_examples=700, deadline=None)
@given(problem=_placements())
def test_agrees_with_brute_force(problem: Placement) -> None:
    """Most placed, then least cost, within bounds, homes and exceptions."""
    _check(problem)


@pytest.mark.parametrize("patience", [0, 1000])
@settings(max_examples=250, deadline=None)
@given(problem=_placements())
def test_the_flow_of_large_networks_agrees_with_brute_force(patience: int, problem: Placement) -> None:
    """As if the network were large: along cheapest ways, or by scaling when patience ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows, "LARGE", 0)
        patch.setattr(augmenting_flow, "PATIENCE", patience)
        _check(problem)


@pytest.mark.parametrize("few", [0, 32])
@settings(max_examples=300, deadline=None)
@given(problem=_placements(conflicts=True))
def test_agrees_with_brute_force_when_relatives_must_stay_apart(few: int, problem: Placement) -> None:
    """The same with conflicts, through turns, exchanges at equal cost or CP-SAT, turns first or exchanges."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placement, "FEW", few)
        _check(problem)


@settings(max_examples=500, deadline=None)
@given(problem=_placements(conflicts=True))
def test_branching_on_flows_agrees_with_brute_force(problem: Placement) -> None:
    """The same without CP-SAT, as where relatives and sites are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placement, "SMALL", -1)
        best, answer = _best(problem), place(problem)
    if best is None:
        assert answer.status is Status.INFEASIBLE
        assert 0 < answer.missing <= problem.lower[answer.short].sum()
        return
    placed, cost = answer.objective
    assert answer.status is Status.OPTIMAL
    assert (-placed.value, cost.value) == best
    assert len(collisions(problem, answer.assignment)) == 0


@pytest.mark.parametrize("seed", range(8))
def test_deep_branching_agrees_with_cp_sat(seed: int) -> None:
    """40 people with relatives, 6 tight sites with lower bounds: trees of many nodes, the same optimum."""
    rng = np.random.default_rng(seed)
    people, sites = 40, 6
    features = [(rng.integers(-1, 4, people), rng.random((sites, 4)) < 0.4, w) for w in (7, 3)]
    kin = [e for e in itertools.combinations(range(people), 2) if rng.random() < 0.06]
    home = rng.integers(0, sites, people)
    problem = _placement(home, features, 1, [5] * sites, [7] * sites, kin=kin)
    exact = place(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placement, "SMALL", -1)
        answer = place(problem)
    assert exact.status is answer.status is Status.OPTIMAL
    assert answer.objective == exact.objective
    assert answer.assignment is not None
    assert totals(problem, answer.assignment) == (answer.objective[0].value, answer.objective[1].value)
    assert len(collisions(problem, answer.assignment)) == 0


def test_branching_ends_without_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its nodes used up, the answer has what was found, and a bound; nothing says that time ran out."""
    monkeypatch.setattr(placement, "SMALL", -1)
    monkeypatch.setattr(search, "NODES", 0)
    answer = place(_all_want_site_0(5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]))
    assert (answer.status, answer.stop) == (Status.FEASIBLE, Stop.COMPLETED)
    assert [(o.value, o.bound) for o in answer.objective] == [(5, 5), (21, 14)]


@pytest.mark.parametrize(
    ("kin", "cost"),
    [
        ([(0, 1), (2, 3)], 14),
        ([(0, 1), (0, 2), (1, 2)], 14),
        ([(0, 1), (0, 2), (1, 2), (2, 3), (0, 3), (1, 3), (4, 5)], 28),
    ],
    ids=["pairs", "a clique of three", "a clique of four and a pair"],
)
def test_turns_prove_what_cliques_cost(
    kin: list[tuple[int, int]], cost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All want the same site; where relatives are cliques, neither CP-SAT nor branching is asked."""
    monkeypatch.setattr(placement, "SMALL", -1)
    monkeypatch.setattr(search, "NODES", 0)
    answer = place(_all_want_site_0(6, kin))
    assert (answer.status, answer.objective[1].value) == (Status.OPTIMAL, cost)


def _all_want_site_0(people: int, kin: list[tuple[int, int]]) -> Placement:
    """At site 0 there is room for all, at each of the others too, but they cost 7."""
    offers = [[1, 0]] + [[0, 1]] * people
    return _placement(
        [-1] * people, [([0] * people, offers, 7)], 0, [0] * len(offers), [people] * len(offers), kin=kin
    )


@settings(max_examples=300, deadline=None)
@given(problem=_placements(conflicts=True))
def test_a_mended_placement_is_feasible(problem: Placement) -> None:
    """Setting relatives apart keeps bounds, homes and exceptions, whatever it started from."""
    free = place(problem.among(np.arange(problem.people)))
    if free.assignment is None:
        return
    mended = set_apart(problem, free.assignment)
    if mended is None:
        return
    assert len(collisions(problem, mended)) == 0
    for i, s in enumerate(mended.tolist()):
        assert s in dict(_options(problem, i))
    count = np.bincount(mended[mended >= 0], minlength=problem.sites)
    assert (problem.lower <= count).all()
    assert (count <= problem.upper).all()


def test_lower_bounds_that_compete_for_one_person_are_named() -> None:
    """Sites 0 and 1 need a person each, and only one person may go to either; site 2 is not to blame."""
    kind = ([0, 1], [[1, 0], [1, 0], [0, 1]], None)
    answer = place(_placement([-1, -1], [kind], 1, [1, 1, 1], [2, 2, 2]))
    assert answer.status is Status.INFEASIBLE
    assert answer.short.tolist() == [0, 1]
    assert answer.missing == 1


def test_a_lower_bound_above_the_upper_is_named() -> None:
    """No flow is needed to see that site 1 cannot be served."""
    answer = place(_placement([-1], [], 1, [0, 2], [1, 1]))
    assert (answer.status, answer.short.tolist(), answer.missing) == (Status.INFEASIBLE, [1], 1)


def test_relatives_who_make_a_lower_bound_impossible_are_infeasible() -> None:
    """Two seats must be filled, by two relatives: one is missing at that site."""
    answer = place(_placement([-1, -1], [], 1, [2], [2], kin=[(0, 1)]))
    assert (answer.status, answer.short.tolist(), answer.missing) == (Status.INFEASIBLE, [0], 1)


def test_branching_names_a_lower_bound_that_relatives_make_impossible(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Three seats at site 1 must be filled, by three people of whom two are relatives: site 0 is not named."""
    monkeypatch.setattr(placement, "SMALL", -1)
    kind = ([0, 1, 1, 1], [[1, 0], [0, 1]], None)
    answer = place(_placement([-1] * 4, [kind], 1, [1, 3], [1, 3], kin=[(2, 3)]))
    assert (answer.status, answer.short.tolist(), answer.missing) == (Status.INFEASIBLE, [1], 1)


def test_placing_everybody_goes_before_cost() -> None:
    """A dear site is used when that places one more."""
    dear = ([0, 0], [[1, 0], [0, 1]], 1000)
    only_first = ([-1, 0], [[1, 0], [0, 1]], None)
    answer = place(_placement([-1, -1], [dear, only_first], 0, [0, 0], [1, 1]))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [1, 0]
    assert [o.value for o in answer.objective] == [2, 1000]


def test_a_forbidden_pair_stays_forbidden_when_it_is_cheaper() -> None:
    """The one site is listed as cheaper and as forbidden: nobody goes."""
    answer = place(_placement([-1], [], 5, [0], [1], cheaper=[(0, 0, 1)], forbidden=[(0, 0)]))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [-1]


def test_nobody_to_place_and_nowhere_to_go() -> None:
    """Empty problems have empty answers."""
    assert place(_placement([], [([], [[1, 0]], 2)], 1, [0], [3])).status is Status.OPTIMAL
    answer = place(_placement([-1], [], 1, [], []))
    assert answer.assignment is not None
    assert answer.assignment.tolist() == [-1]


def test_time_that_is_up_leaves_a_feasible_answer_with_bounds() -> None:
    """Two relatives, cheap site 0: without time for CP-SAT the mended flow comes back with bounds."""
    problem = _placement([-1, -1], [([0, 0], [[1, 0], [0, 1]], 7)], 0, [0, 0], [2, 2], kin=[(0, 1)])
    answer = place(problem, time_limit_s=0.0)
    assert (answer.status, answer.stop) == (Status.FEASIBLE, Stop.TIME_LIMIT)
    assert answer.assignment is not None
    assert totals(problem, answer.assignment) == (2, 7)
    assert [(o.value, o.bound) for o in answer.objective] == [(2, 2), (7, 0)]
    assert place(problem, should_stop=lambda: True).stop is Stop.CANCELLED


@settings(max_examples=400, deadline=None)
@given(problem=_placements())
def test_the_network_offers_every_open_pair_at_its_cost(problem: Placement) -> None:
    """Along the arcs everybody reaches exactly the sites open to them, the cheapest way at pair cost."""
    built = build(problem)
    network = built.network
    assert (network.tail < network.head).all()
    assert (built.level[network.tail] < built.level[network.head]).all()
    for i in range(problem.people):
        least = {int(built.start[i]): 0}
        for a in np.argsort(network.tail, kind="stable").tolist():
            t, h = int(network.tail[a]), int(network.head[a])
            if t in least and h < built.waiting:
                least[h] = min(least.get(h, 10**9), least[t] + int(network.costs[0][a]))
        reached = {v - built.first_site: c for v, c in least.items() if v >= built.first_site}
        usable = {s: c for s, c in _options(problem, i) if s >= 0 and problem.upper[s] > 0}
        assert reached == usable


@settings(max_examples=300, deadline=None)
@given(problem=_placements())
def test_costs_and_open_sites_follow_the_definition(problem: Placement) -> None:
    """`pair_cost` and `open_to` say what the options are, for every pair, in whatever order asked."""
    everybody = np.arange(problem.people)
    cost = problem.pair_cost(everybody[:, None], np.arange(problem.sites)[None, :])
    asked = np.array([*everybody[::-1], 0])
    rows = problem.open_to(asked)
    for i in everybody.tolist():
        options = dict(_options(problem, i)[1:])
        assert cost[i].tolist() == [options.get(s, -1) for s in range(problem.sites)]
    assert (rows == (cost[asked] >= 0)).all()


def test_the_network_grows_with_values_and_not_with_pairs() -> None:
    """400 people × 400 sites, all different in three features: 160,000 pairs, a few thousand arcs."""
    rng = np.random.default_rng(1)
    n = 400
    features = []
    for values, weight in ((8, 10), (50, 4), (12, 3)):
        offers = np.zeros((n, values), dtype=bool)
        offers[np.arange(n), rng.integers(0, values, n)] = True
        features.append((rng.integers(0, values, n), offers, weight))
    problem = _placement(rng.integers(0, n, n), features, 20, np.zeros(n), np.ones(n))
    arcs = len(build(problem).network.tail)
    assert arcs < 25 * n
    answer = place(problem)
    assert answer.objective[0].value == n


def test_a_set_of_features_that_nobody_needs_has_no_hub() -> None:
    """Both sites fit in the first feature: neither is offered at the price of not fitting in it."""
    problem = _placement([-1], [([0], [[1], [1]], 4), ([0], [[1, 0], [0, 1]], 3)], 0, [0, 0], [1, 1])
    found = hubs(problem)
    assert found.cost[0, found.hub[0] >= 0].tolist() == [3, 0]
    assert [found.member[a:b].tolist() for a, b in itertools.pairwise(found.ptr)] == [[0, 1], [0]]


def test_sites_that_offer_nothing_do_not_join_the_hub_of_every_value() -> None:
    """With half of the sites blank in a feature, or in all three, the hubs have hardly more members."""
    rng = np.random.default_rng(2)
    people, sites = 2000, 400

    def members(blank: int) -> int:
        features = []
        for k, (values, weight) in enumerate(((8, 10), (50, 4), (12, 3))):
            offers = np.zeros((sites, values), dtype=bool)
            offers[np.arange(sites), rng.integers(0, values, sites)] = True
            if k < blank:
                offers[: sites // 2] = False
            features.append((rng.integers(0, values, people), offers, weight))
        problem = _placement(np.full(people, -1), features, 20, np.zeros(sites), np.ones(sites))
        return len(hubs(problem).member)

    most = 2**3 * sites
    assert members(0) <= most
    assert members(1) <= most
    assert members(3) <= most


def test_where_no_site_is_blank_a_row_has_no_choice_of_blank_ones() -> None:
    """Two features: four combinations where every site offers something, six where one does not."""
    kinds = [([0], [[1], [1]], 4), ([0], [[1, 0], [0, 1]], 3)]
    assert hubs(_placement([-1], kinds, 0, [0, 0], [1, 1])).hub.shape == (1, 4)
    kinds[0] = ([0], [[1], [0]], 4)
    found = hubs(_placement([-1], kinds, 0, [0, 0], [1, 1]))
    assert found.hub.shape == (1, 6)
    # site 0 offers both values; site 1 is blank in the first feature and offers another value in the second
    assert found.cost[0, found.hub[0] >= 0].tolist() == [3, 0]
    offered = found.hub[0][found.hub[0] >= 0]
    assert [found.member[found.ptr[h] : found.ptr[h + 1]].tolist() for h in offered] == [[1], [0]]
