"""Both stages together on campaigns of dozens, against one plain model of them; whole and cut short."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.facts import read_facts
from oracle.plain_models import best_campaign, hasty, overclaims
from oracle.random_instances import random_instance
from rengang.campaign import run
from rengang.engines.placement import model as placement_model
from rengang.engines.solvers import cpsat
from rengang.model import Instance, Result, Status
from rengang.model.schema import TABLES
from rengang.policy import Policy, resolve


def medium_campaign(rng: np.random.Generator, mode: str, **overrides: Any) -> tuple[Instance, Policy]:
    """Up to 28 cadres in the pool; vacancies near the outflow, relatives among rivals and stayers."""
    instance, document = random_instance(
        rng, mode=mode, rule=str(rng.choice(["stable", "stable", "max-placed"])), pool=28, units=8,
        unmatched__two_way="directed", nomination__ratio=int(rng.integers(1, 6)), **overrides,
    )  # fmt: skip
    out = np.bincount(instance.unit_of[instance.pool], minlength=len(instance.units))
    vacancies = np.maximum(out + rng.integers(-1, 3, len(out)), 0)
    units = instance.tables["units"].with_columns(vacancies=pl.Series(vacancies, dtype=pl.Int64))
    if rng.random() < 0.7:
        units = units.with_columns(establishment=pl.lit(None, dtype=pl.Int64))
    cadre, unit, _ = instance.intents
    chosen: set[tuple[int, int]] = set()
    for _ in range(int(rng.choice([0, 2, 6, 15])) if len(cadre) else 0):
        rivals = cadre[unit == rng.choice(unit)] if rng.random() < 0.6 else np.arange(len(instance.cadres))
        one, other = sorted(rng.choice(rivals, 2).tolist())
        if one != other:
            chosen.add((one, other))
    kin = [(instance.cadre_id(a), instance.cadre_id(b), "spouse") for a, b in sorted(chosen)]
    kinship = pl.DataFrame(kin, schema=TABLES["kinship"].dtypes, orient="row")
    tables = {**instance.tables, "units": units.cast(TABLES["units"].dtypes), "kinship": kinship}
    document["avoidance"] = {"relations": ["spouse"]}
    return Instance.from_tables(tables, document), resolve(document)


def cases(mode: str, seed: int, count: int) -> list[tuple[Instance, Policy, tuple[int, ...] | None]]:
    """Campaigns with the plain model's best vector; under ``capacity`` it is lookahead that couples the stages."""
    rng = np.random.default_rng([seed, len(mode)])
    out = []
    for _ in range(count):
        ahead = True if mode == "capacity" else bool(rng.random() < 0.5)
        instance, policy = medium_campaign(rng, mode, two_way__lookahead=ahead)
        out.append((instance, policy, best_campaign(read_facts(instance, policy))))
    return out


def values(result: Result, name: str = "value") -> list[Any]:
    """Values or bounds of the two-way objectives."""
    return [getattr(o, name) for o in result.objective]


@pytest.mark.parametrize("mode", ["capacity", "release"])
def test_both_stages_agree_with_the_plain_model(mode: str) -> None:
    """Feasibility and the whole vector under lower bounds and lookahead, proven."""
    feasible = coupled = 0
    for instance, policy, best in cases(mode, 1, 20):
        result = run(instance, policy)
        coupled += "coupled" in result.seconds
        if best is None:
            assert result.status is Status.INFEASIBLE
            continue
        feasible += 1
        assert result.status is Status.OPTIMAL
        assert tuple(values(result)) == tuple(values(result, "bound")) == best
    assert feasible >= 5
    assert coupled >= 4


@pytest.mark.parametrize("mode", ["capacity", "release"])
def test_a_campaign_cut_short_claims_nothing_that_is_not_so(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is handed out passes the judge; OPTIMAL and INFEASIBLE only where that is so; bounds hold."""
    rng = np.random.default_rng([2, len(mode)])
    solver = cpsat.run
    for instance, policy, best in cases(mode, 3, 12):
        for _ in range(5):
            hurried, should_stop = hasty(solver, rng)
            monkeypatch.setattr(cpsat, "run", hurried)
            monkeypatch.setattr(placement_model, "run", hurried)
            result = run(instance, policy, should_stop=should_stop)
            if best is None:
                assert result.status in (Status.INFEASIBLE, Status.UNKNOWN)
                continue
            assert result.status is not Status.INFEASIBLE
            if result.status is Status.OPTIMAL:
                assert tuple(values(result)) == best
            if result.allocation is not None and not policy.two_way.lookahead:
                sign = [-1 if o.name == "placed" else 1 for o in result.objective]
                proven = result.status is Status.OPTIMAL
                assert overclaims(values(result), values(result, "bound"), proven, best, sign) == []
