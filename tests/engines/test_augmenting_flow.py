"""The fullest flow of least cost against scaling push-relabel and maximum flow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.engines.solvers import augmenting_flow
from rengang.engines.solvers.augmenting_flow import fullest_flow
from rengang.engines.solvers.min_cost_flow import Network, largest_flow, lexicographic_flow


def _random(seed: int, nodes: int, arcs: int, *, bounds: bool = True, most_cost: int = 6) -> tuple:
    """A network without cycles whose last node is the sink: (tail, head, lower, upper, supply, cost)."""
    rng = np.random.default_rng(seed)
    tail = rng.integers(0, nodes - 1, arcs).astype(np.int32)
    head = (tail + 1 + rng.integers(0, nodes, arcs) % (nodes - 1 - tail)).astype(np.int32)
    upper = rng.integers(0, 5, arcs)
    lower = np.where((head == nodes - 1) & (rng.random(arcs) < 0.2) & bounds, upper // 2, 0)
    supply = np.where(rng.random(nodes) < 0.5, rng.integers(0, 6, nodes), 0)
    supply[-1] = 0
    return tail, head, lower, upper, supply, rng.integers(0, most_cost, arcs)


def _scaled(tail, head, lower, upper, supply, cost) -> tuple[int, int] | None:
    """(left over, cost) of the best flow: whatever finds no way goes to the sink by an arc of its own, dearly."""
    sink = len(supply) - 1
    gives = np.flatnonzero(supply > 0)
    asked = supply.copy()
    asked[sink] = -supply.sum()
    network = Network(
        np.append(tail, gives).astype(np.int32),
        np.append(head, np.full(len(gives), sink)).astype(np.int32),
        np.append(lower, np.zeros(len(gives), np.int64)),
        np.append(upper, supply[gives]),
        asked,
        (np.append(np.zeros(len(tail), np.int64), np.ones(len(gives), np.int64)), np.append(cost, 0 * gives)),
    )
    flow = lexicographic_flow(network, 2 * len(asked))
    return None if flow is None else (int(flow[len(tail) :].sum()), int((flow[: len(tail)] * cost).sum()))


def _check(network: tuple) -> None:
    tail, head, lower, upper, supply, cost = network
    flow, left = fullest_flow(*network)
    best = _scaled(*network)
    if flow is None:
        assert best is None
        return
    assert best == (left[:-1].sum(), (flow * cost).sum())
    assert (lower <= flow).all()
    assert (flow <= upper).all()
    passed = np.bincount(tail, flow, len(supply)) - np.bincount(head, flow, len(supply))
    assert (passed[:-1] == (supply - left)[:-1]).all()


@settings(max_examples=600, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), nodes=st.integers(2, 9), arcs=st.integers(0, 30))
def test_sends_most_at_least_cost_within_bounds(seed: int, nodes: int, arcs: int) -> None:
    """Most is sent, then at least cost, bounds hold and nothing is lost, or the bounds cannot be met."""
    _check(_random(seed, nodes, arcs))


@pytest.mark.parametrize("most_cost", [1, 3, 1_000_000])
def test_large_networks_agree_with_scaling(most_cost: int) -> None:
    """Also where ways are long and their lengths few or all different."""
    network = _random(7, 400, 3_000, most_cost=most_cost)
    _check(network)
    tail, head, _, upper, supply, _ = network
    demand = np.zeros_like(supply)
    demand[-1] = supply.sum()
    free = _random(7, 400, 3_000, bounds=False, most_cost=most_cost)
    assert supply.sum() - fullest_flow(*free)[1].sum() == largest_flow(tail, head, upper, supply, demand)


def test_a_lower_bound_keeps_a_unit_that_a_cheaper_way_would_take() -> None:
    """Of one unit and two ways, the dear one is taken when it must be."""
    tail, head = np.array([0, 0, 1, 2], np.int32), np.array([1, 2, 3, 3], np.int32)
    one, none = np.ones(4, np.int64), np.zeros(4, np.int64)
    network = (one, np.array([1, 0, 0, 0]), np.array([5, 2, 0, 0]))
    assert fullest_flow(tail, head, none, *network)[0].tolist() == [0, 1, 0, 1]
    assert fullest_flow(tail, head, np.array([0, 0, 1, 0]), *network)[0].tolist() == [1, 0, 1, 0]
    assert fullest_flow(tail, head, np.array([0, 0, 1, 1]), *network)[0] is None


def test_gives_up_when_there_are_too_many_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each length takes a round; beyond the patience that is an error, not a wrong flow."""
    monkeypatch.setattr(augmenting_flow, "PATIENCE", 3)
    with pytest.raises(TimeoutError):
        fullest_flow(*_random(7, 400, 3_000, most_cost=1_000_000))
