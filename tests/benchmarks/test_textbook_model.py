"""The textbook model is a fair peer: it answers the same question as the exact engine."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.cities import city, market
from benchmarks.subjects import textbook_highs, textbook_model
from benchmarks.subjects.textbook import agree

from engines.random_markets import crowded_market, random_market
from rengang.engines.stable.matching import best_stable_matching


@pytest.mark.parametrize("kinship", [0.0, 0.6, 2.5])
def test_agrees_with_the_exact_engine_on_random_markets(kinship: float) -> None:
    """The same vector, or infeasible exactly where the best matching has blocking pairs; on both solvers."""
    rng = np.random.default_rng(7)
    for _ in range(40):
        subject = random_market(rng, kinship=kinship)
        exact = best_stable_matching(subject)
        solved = textbook_model.solve(subject, 60.0).solved
        assert agree(exact.values, solved.status.value, solved.values) is True
        found = textbook_highs.solve(subject, 60.0)
        assert agree(exact.values, found.status, found.values) is True


def test_knows_markets_without_a_stable_matching() -> None:
    """Where relatives make every matching unstable it says so; such markets are among those drawn here."""
    rng = np.random.default_rng(0)
    infeasible = 0
    while infeasible < 1:
        subject = crowded_market(rng)
        exact = best_stable_matching(subject)
        if exact.values[0] == 0:
            continue
        assert textbook_model.solve(subject, 60.0).solved.status.value == "infeasible"
        assert textbook_highs.solve(subject, 60.0).status == "infeasible"
        infeasible += 1


def test_agrees_on_a_city() -> None:
    """Large units, many ties, many relatives."""
    subject = market(city(400, {"units": 20, "tie_share": 0.5, "kinship": 0.3, "kin_in_pool": 0.8}))
    exact = best_stable_matching(subject)
    solved = textbook_model.solve(subject, 60.0).solved
    assert agree(exact.values, solved.status.value, solved.values) is True


def test_agree_tells_a_difference() -> None:
    """Another size, another sum of ranks, or a wrong "infeasible" is a disagreement; no proof is neither."""
    assert agree((0, 5, 7, 9), "optimal", (-5, 7, 9)) is True
    assert agree((0, 5, 7, 9), "optimal", (-4, 7, 9)) is False
    assert agree((0, 5, 7, 9), "optimal", (-5, 7, 10)) is False
    assert agree((0, 5, 7, 9), "infeasible", (None, None, None)) is False
    assert agree((2, 5, 7, 9), "optimal", (-5, 7, 9)) is False
    assert agree((0, 5, 7, 9), "feasible", (-5, 7, 9)) is None
