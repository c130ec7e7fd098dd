"""Allocations to explain: by hand, or from the oracle's enumeration of a small campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.brute_force import Assignment, admissible, completions, exchange_assignments, two_way_assignments
from oracle.facts import read_facts
from rengang.model import Allocation, Instance, Stage
from rengang.model.schema import TABLES
from rengang.policy import Policy


def allocation_of(instance: Instance, policy: Policy, two_way: Assignment, whole: Assignment) -> Allocation:
    """The allocation of two assignments by label: the two-way stage, and both stages together."""
    facts = read_facts(instance, policy)
    pairs = admissible(facts)
    stages, units, intents, nominations = [], [], [], []
    for cadre in facts.pool:
        unit = whole.get(cadre)
        units.append(-1 if unit is None else instance.unit_index[unit])
        met = two_way.get(cadre)
        ranks = (0, 0) if met is None else pairs.get((cadre, met), (1, 1))
        intents.append(ranks[0])
        nominations.append(ranks[1])
        if met is not None:
            stages.append(Stage.INTENT)
        elif unit is not None:
            stages.append(Stage.DIRECTED)
        elif policy.exchanges:
            stages.append(Stage.STAY)
        elif facts.cadres[cadre]["refuses"] and policy.unmatched.two_way == "directed":
            stages.append(Stage.WAITING)
        else:
            stages.append(Stage.UNPLACED)
    return Allocation(
        instance.pool,
        np.array(units, dtype=np.int32),
        tuple(stages),
        np.array(intents, dtype=np.int32),
        np.array(nominations, dtype=np.int32),
    )


@pytest.fixture(name="allocation_of", scope="module")
def _allocation_of() -> Callable[..., Allocation]:
    return allocation_of


@pytest.fixture(scope="module")
def draw() -> Callable[..., tuple[Allocation, Assignment, Assignment]]:
    """`draw(instance, policy, rng)`: any allocation that keeps the bounds, and its assignments."""

    def call(instance: Instance, policy: Policy, rng: np.random.Generator) -> Any:
        facts = read_facts(instance, policy)
        every = list(exchange_assignments(facts) if policy.exchanges else two_way_assignments(facts))
        two_way = every[int(rng.integers(len(every)))]
        whole = two_way
        if not policy.exchanges:
            wholes = list(completions(facts, two_way))
            whole = wholes[int(rng.integers(len(wholes)))] if wholes else two_way
        return allocation_of(instance, policy, two_way, whole), two_way, whole

    return call


@pytest.fixture(scope="module")
def with_rank() -> Callable[[Instance, str, str, int], Instance]:
    """`with_rank(instance, cadre, unit, rank)`: the instance with one nomination's rank changed."""

    def call(instance: Instance, cadre: str, unit: str, rank: int) -> Instance:
        here = (pl.col("cadre_id") == cadre) & (pl.col("unit_id") == unit)
        changed = instance.tables["nominations"].with_columns(
            rank=pl.when(here).then(pl.lit(rank)).otherwise("rank")
        )
        return Instance.from_tables({**instance.tables, "nominations": changed}, instance.policy)

    return call


@pytest.fixture(scope="module")
def campaign() -> Callable[..., Instance]:
    """`campaign(table=[rows], …)`: an instance from rows; keys that a row leaves out are blank."""

    def call(**tables: list[dict[str, Any]]) -> Instance:
        frames = {
            name: pl.DataFrame(
                [dict.fromkeys(TABLES[name].dtypes) | row for row in rows],
                schema=TABLES[name].dtypes,
                orient="row",
            )
            for name, rows in tables.items()
        }
        return Instance.from_tables(frames)

    return call
