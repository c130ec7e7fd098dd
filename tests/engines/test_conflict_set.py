"""Irreducible sets of contradicting requirements against brute force."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.engines.placement.conflict_set import Apart, Bar, Bound, Transport, irreducible_conflict
from rengang.limits import Limits


@st.composite
def _transports(draw: st.DrawFn) -> Transport:
    """Up to 4 people, one per group, and 3 sites with lower bounds, closed pairs and people to keep apart."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, sites = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    everything = rng.random((people, sites)) < 0.8
    # two rules, which may close the same; the one that keeps people apart may also close sites
    closed = [everything & (rng.random((people, sites)) < 0.25) for _ in range(2)]
    bars = [Bar(key, mask) for key, mask in zip(("kin", "closed"), closed, strict=True) if rng.random() < 0.8]
    shut = np.any([bar.closes for bar in bars], axis=0) if bars else everything & False
    lower = rng.integers(0, 3, sites).tolist()
    bounds = [Bound(f"lower:{s}", s, lower=k) for s, k in enumerate(lower) if k]
    bounds += [Bound(f"upper:{s}", s, upper=int(rng.integers(1, 3))) for s in range(sites)]
    pairs = [p for p in itertools.combinations(range(people), 2) if rng.random() < 0.5]
    return Transport([1] * people, everything & ~shut, bounds, bars, Apart("kin", pairs))


def _holds(problem: Transport, keys: set[str]) -> bool:
    """Can the requirements with these keys hold together, by enumeration."""
    reach = problem.open.copy()
    for bar in problem.bars:
        reach |= bar.closes
    for bar in problem.bars:
        if bar.key in keys:
            reach &= ~bar.closes
    assert problem.apart is not None
    apart = problem.apart.pairs if problem.apart.key in keys else []
    for at in itertools.product(*[[-1, *np.flatnonzero(row).tolist()] for row in reach]):
        count = [at.count(s) for s in range(reach.shape[1])]
        if any(at[a] == at[b] >= 0 for a, b in apart):
            continue
        if all(
            (b.lower is None or count[b.site] >= b.lower) and (b.upper is None or count[b.site] <= b.upper)
            for b in problem.bounds
            if b.key in keys
        ):
            return True
    return False


@settings(max_examples=300, deadline=None)
@given(problem=_transports())
def test_a_conflict_contradicts_itself_and_none_of_it_can_be_left_out(problem: Transport) -> None:
    """None exactly where everything can hold; else a set that cannot hold, and can without any of its members."""
    everything = {"kin", *(b.key for b in problem.bounds), *(b.key for b in problem.bars)}
    found = irreducible_conflict(problem, Limits())
    if found is None:
        assert _holds(problem, everything)
        return
    assert not _holds(problem, set(found))
    for key in found:
        assert _holds(problem, set(found) - {key})
