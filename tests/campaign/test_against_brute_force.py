"""The whole campaign against a brute force that knows only the definitions, on thousands of small instances."""

from __future__ import annotations

import numpy as np
import pytest

from oracle import brute_force
from oracle.random_instances import random_instance
from rengang.campaign import run
from rengang.model import UNMATCHED, Instance, Result, Stage, Status
from rengang.policy import Policy, resolve

BLOCKS = 12
PER_BLOCK = 60


def stated(result: Result) -> tuple[tuple[str, int | None], ...]:
    """Names and values of the objectives that a result states."""
    return tuple((o.name, o.value) for o in result.objective)


def given(instance: Instance, result: Result, *stages: Stage) -> dict[str, str | None]:
    """cadre_id → unit_id of those placed by the given stages, None for the rest of the pool."""
    allocation = result.allocation
    assert allocation is not None
    return {
        instance.cadre_id(i): instance.unit_id(u) if stage in stages and u != UNMATCHED else None
        for i, u, stage in zip(allocation.cadre, allocation.to_unit, allocation.stage, strict=True)
    }


def check(instance: Instance, policy: Policy) -> None:
    """One instance: feasibility, the objective vector, and the directed stage given our selection."""
    best = brute_force.solve(instance, policy)
    result = run(instance, policy)
    if not best.feasible:
        assert result.status is Status.INFEASIBLE
        assert result.allocation is None
        assert result.conflict
        return
    assert result.status is Status.OPTIMAL
    assert stated(result) == best.objective
    assert all(o.bound == o.value for o in (*result.objective, *result.directed))
    if result.directed:
        selection = given(instance, result, Stage.INTENT)
        values = tuple(o.value for o in result.directed)
        assert values == brute_force.directed_best(instance, policy, selection)


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("rule", ["stable", "max-placed"])
@pytest.mark.parametrize("mode", ["capacity", "release"])
def test_selection_and_directed_placement_are_the_best(mode: str, rule: str, block: int) -> None:
    """Ties, zero vacancies, missing lists, relatives, caps, lookahead: every value equals the brute force's."""
    rng = np.random.default_rng([block, len(mode), len(rule)])
    for _ in range(PER_BLOCK):
        instance, document = random_instance(rng, mode=mode, rule=rule)
        check(instance, resolve(document))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_exchange_is_the_largest(block: int) -> None:
    """Balanced exchange with relatives in and out of the pool and tolerances: the vector is the best one."""
    rng = np.random.default_rng([block, 99])
    for _ in range(PER_BLOCK):
        instance, document = random_instance(rng, mode="exchange", rule="exchange-max")
        check(instance, resolve(document))


@pytest.mark.parametrize("rule", ["cadre-da", "unit-da", "immediate", "exchange-ttc"])
def test_mechanisms_pass_verification(rule: str) -> None:
    """What a mechanism chooses keeps every hard rule and is stated with its true values (verified inside)."""
    rng = np.random.default_rng(len(rule))
    mode = "exchange" if rule == "exchange-ttc" else "capacity"
    for _ in range(60):
        instance, document = random_instance(rng, mode=mode, rule=rule)
        result = run(instance, resolve(document))
        assert result.allocation is not None
        assert len(result.allocation) == len(instance.pool)
