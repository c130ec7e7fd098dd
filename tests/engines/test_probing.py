"""What probing strikes off and demands, against every matching of many small markets."""

from __future__ import annotations

import numpy as np
import pytest

from engines.random_markets import crowded_market, every_matching, random_market
from rengang.engines.stable.predicates import blocking_pairs
from rengang.engines.stable.reduction.reduce import reduce
from rengang.engines.stable.search.probing import EFFORT, Known, Probed, probe
from rengang.model import UNMATCHED, Market

Matchings = set[tuple[int, ...]]


def unblocked(market: Market, hard: np.ndarray) -> Matchings:
    """The feasible matchings that no hard pair blocks."""
    return {
        choice
        for choice in every_matching(market)
        if not hard[blocking_pairs(market, np.array(choice, dtype=np.int32))].any()
    }


def left(market: Market, hard: np.ndarray, probed: Probed) -> Matchings:
    """The matchings that the outcome describes."""
    held = probed.alive | probed.known.guard
    small, alive, found = market.keep(held), probed.alive[held], set()
    for choice in unblocked(small, hard[held]):
        assignment = np.array(choice, dtype=np.int32)
        pair = small.pair_of(assignment)
        load = np.bincount(assignment[assignment != UNMATCHED], minlength=market.hospitals)
        if (
            alive[pair[pair >= 0]].all()
            and (load >= market.quota)[probed.known.full].all()
            and (assignment != UNMATCHED)[probed.known.placed].all()
        ):
            found.add(choice)
    return found


@pytest.mark.parametrize("effort", [0, EFFORT])
@pytest.mark.parametrize("every_pair_hard", [True, False], ids=["all hard", "some soft"])
def test_the_same_matchings_before_and_after(*, effort: int, every_pair_hard: bool) -> None:
    """Exactly the matchings that no hard pair blocks are left, by fewer pairs; an impossible part has none."""
    struck = 0
    for k in range(60):
        rng = np.random.default_rng([effort, k])
        market = (
            crowded_market(rng) if k % 2 else random_market(rng, kinship=float(rng.choice([0, 0.6, 2.5])))
        )
        hard = np.ones(market.pairs, dtype=bool) if every_pair_hard else rng.random(market.pairs) < 0.7
        probed = probe(market, hard, effort=effort)
        before = unblocked(market, hard)
        assert left(market, hard, probed) == before
        assert not (probed.impossible and before)
        struck += int(reduce(market, hard).sum() - probed.alive.sum())
    assert struck > 0


def test_a_part_without_a_stable_matching_is_named_and_left_as_it_was() -> None:
    """A crowd with no stable matching beside a market that has one: only the crowd's pairs are impossible."""
    rng = np.random.default_rng(1)
    crowd = [crowded_market(rng) for _ in range(29)][28]
    assert unblocked(crowd, np.ones(crowd.pairs, dtype=bool)) == set()
    probed = probe(crowd)
    assert len(probed.impossible) == 1
    assert probed.alive[probed.impossible[0]].all()


def test_what_was_struck_off_may_still_block() -> None:
    """A dead pair that nothing keeps from blocking is a guard; without it there would be more matchings."""
    market = crowded_market(np.random.default_rng([8, 65]))
    every = np.ones(market.pairs, dtype=bool)
    probed = probe(market)
    assert left(market, every, probed) == unblocked(market, every)
    careless = Known(np.zeros(market.pairs, dtype=bool), probed.known.full, probed.known.placed)
    assert left(market, every, Probed(probed.alive, careless, [])) > unblocked(market, every)
