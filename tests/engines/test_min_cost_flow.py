"""Minimum-cost flow with lower bounds and lexicographic costs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.engines.solvers import min_cost_flow
from rengang.engines.solvers.min_cost_flow import Network, Residual, lexicographic_flow, unmet_demand


@st.composite
def _networks(draw: st.DrawFn) -> Network:
    """Up to 6 arcs among 4 nodes, with lower bounds and three costs."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    arcs = int(rng.integers(1, 7))
    tail, head = rng.integers(0, 4, (2, arcs)).astype(np.int32)
    lower = (rng.random(arcs) < 0.2).astype(np.int64)
    upper = lower + rng.integers(0, 3, arcs)
    some = rng.integers(lower, upper + 1) if rng.random() < 0.8 else rng.integers(0, 2, arcs)
    supply = np.bincount(tail, some, 4) - np.bincount(head, some, 4)
    return Network(tail, head, lower, upper, supply.astype(np.int64), tuple(rng.integers(0, 4, (3, arcs))))


def _best(network: Network) -> tuple[int, ...] | None:
    """The lexicographic optimum over every flow."""
    best = None
    ranges = [range(a, b + 1) for a, b in zip(network.lower, network.upper, strict=True)]
    for flow in itertools.product(*ranges):
        out = np.bincount(network.tail, flow, 4) - np.bincount(network.head, flow, 4)
        if (out == network.supply).all():
            value = tuple(int(cost @ flow) for cost in network.costs)
            best = value if best is None else min(best, value)
    return best


@pytest.mark.parametrize("room", [2**60, 200, 30])
@settings(max_examples=150, deadline=None)
@given(network=_networks())
def test_flow_is_the_lexicographic_optimum(room: int, network: Network) -> None:
    """Brute force agrees, whether 64 bits hold all costs in one run or (small `room`) only some at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(min_cost_flow, "_ROOM", room)
        flow = lexicographic_flow(network, 4)
    best = _best(network)
    assert (flow is None) == (best is None)
    if flow is not None:
        assert (network.lower <= flow).all()
        assert (flow <= network.upper).all()
        assert tuple(int(cost @ flow) for cost in network.costs) == best


def test_costs_beyond_64_bits_when_merged_are_taken_one_after_the_other() -> None:
    """Two arcs of equal first cost 2⁵⁵: the second cost decides, though no merged weight would fit."""
    zero, one = np.zeros(2, np.int32), np.ones(2, np.int32)
    network = Network(
        zero,
        one,
        np.zeros(2, np.int64),
        np.ones(2, np.int64),
        np.array([1, -1]),
        (np.full(2, 2**55), np.array([2**55, 2**55 - 1])),
    )
    flow = lexicographic_flow(network, 2)
    assert flow is not None
    assert flow.tolist() == [0, 1]


def test_a_cost_too_large_for_the_solver_is_an_error() -> None:
    """A single cost that overflows is refused, not wrapped around."""
    network = Network(
        np.array([0], np.int32),
        np.array([1], np.int32),
        np.zeros(1, np.int64),
        np.ones(1, np.int64),
        np.array([1, -1]),
        (np.array([2**61]),),
    )
    with pytest.raises(OverflowError, match="too large"):
        lexicographic_flow(network, 2)


def test_unmet_demand_names_the_smallest_set() -> None:
    """Two givers reach nodes 2 and 3 only, which want three; node 4 is served by its own giver."""
    tail, head = (np.array(a, dtype=np.int32) for a in ([0, 1, 0, 5], [2, 3, 3, 4]))
    missing, short = unmet_demand(
        tail, head, np.full(4, 9), np.array([1, 1, 0, 0, 0, 1]), np.array([0, 0, 1, 2, 1, 0])
    )
    assert missing == 1
    assert short.tolist() == [2, 3]


@settings(max_examples=200, deadline=None)
@given(network=_networks())
def test_closing_arcs_leaves_the_optimum_of_what_is_left(network: Network) -> None:
    """A mended flow is as good as one solved anew, arc after arc, until there is none."""
    network = Network(
        network.tail, network.head, network.lower * 0, network.upper, network.supply, network.costs
    )
    if lexicographic_flow(network, 4) is None:
        return
    residual, upper = Residual(network, 4), network.upper.copy()
    for arc in range(len(upper)):
        upper[arc] = 0
        rest = Network(network.tail, network.head, network.lower, upper, network.supply, network.costs)
        anew = lexicographic_flow(rest, 4)
        assert residual.close(arc) == (anew is not None)
        if anew is None:
            break
        assert [int(c @ residual.flow) for c in network.costs] == [int(c @ anew) for c in network.costs]
        out = np.bincount(network.tail, residual.flow, 4) - np.bincount(network.head, residual.flow, 4)
        assert (out == network.supply).all()
        assert (residual.flow <= upper).all()
        assert (residual.flow >= 0).all()
