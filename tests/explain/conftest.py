"""Allocations to explain: by hand, or from the oracle's enumeration of a small campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.allocations import allocation_of
from oracle.brute_force import Assignment, completions, exchange_assignments, two_way_assignments
from oracle.facts import read_facts
from rengang.model import Allocation, Instance
from rengang.model.schema import TABLES
from rengang.policy import Policy


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
