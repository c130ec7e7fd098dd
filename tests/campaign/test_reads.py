"""What a procedure declares to read is all that it reads, so that its part can be used again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from pydantic import BaseModel

import rengang
from oracle.random_campaigns import random_campaign
from rengang.errors import InvalidInput
from rengang.limits import Limits
from rengang.model import Instance
from rengang.model.procedure import Procedure
from rengang.policy import Policy, resolve
from rengang.procedures.conduct import Work, conduct_of

ROOT = Path(__file__).parents[2] / "instances"
STORED = sorted(path.parent for path in ROOT.glob("**/units.csv") if "broken" not in path.parts)
MOVES = {"retirement_months": 99, "retirement_age": {"male": 60, "female": 55}, "as_of": "2020-01-01"}
CITED = ("id", "title", "title_en", "rules", "provisions", "rule_of")
"""What a policy says of itself and its provisions: it decides nothing."""


class ReadTables(Mapping[str, pl.DataFrame]):
    """Tables that note which of them are looked at."""

    def __init__(self, tables: Mapping[str, pl.DataFrame], seen: set[str]) -> None:
        self.tables, self.seen = tables, seen

    def __getitem__(self, name: str) -> pl.DataFrame:
        self.seen.add(name)
        return self.tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


class ReadPolicy:
    """A policy, or a group of its keys, that notes which keys are looked at."""

    def __init__(self, group: BaseModel, seen: set[str], prefix: str = "") -> None:
        self._group, self._seen, self._prefix = group, seen, prefix

    def __getattr__(self, name: str) -> Any:
        derived = getattr(type(self._group), name, None)
        if isinstance(derived, property) and derived.fget is not None:
            return derived.fget(self)  # it reads keys itself
        value = getattr(self._group, name)
        if name == "model_copy":
            return lambda **changes: ReadPolicy(value(**changes), self._seen, self._prefix)
        if isinstance(value, BaseModel):
            return ReadPolicy(value, self._seen, f"{self._prefix}{name}.")
        if name not in CITED:
            self._seen.add(f"{self._prefix}{name}")
        return value


def undeclared(instance: Instance, policy: Policy, seed: int = 0) -> dict[str, set[str]]:
    """Tables and keys that each procedure of a campaign reads beside what it declares."""
    work = Work(instance, policy, Limits(seed=seed), lambda _: None)
    out: dict[str, set[str]] = {}
    for procedure in Procedure:
        conduct, seen, keys = conduct_of(procedure), set[str](), set[str]()
        if not work.goes_on:
            break
        work.roster = Instance(ReadTables(work.roster.tables, seen), work.roster.policy)
        work.policy = ReadPolicy(policy, keys)  # type: ignore[assignment]
        if conduct.due(work):
            with suppress(
                InvalidInput
            ):  # the tables leave open what a contest needs: it has read all the same
                conduct.run(work)
            strange = {
                key for key in keys if not any(f"{key}.".startswith(f"{own}.") for own in conduct.reads)
            }
            out[procedure.value] = (seen - set(conduct.tables)) | strange
        work.policy = policy
        tables = {name: work.roster.tables[name] for name in instance.tables}
        work.roster = Instance(tables, instance.policy)
    return out


@pytest.mark.parametrize("folder", STORED, ids=[str(path.relative_to(ROOT)) for path in STORED])
def test_stored_instances_are_solved_by_what_is_declared(folder: Path) -> None:
    """No procedure looks at a table or a policy key that it does not declare."""
    instance = rengang.read(folder)
    assert {
        name: found for name, found in undeclared(instance, resolve(instance.policy)).items() if found
    } == {}


@pytest.mark.parametrize("seed", range(40))
def test_random_campaigns_are_solved_by_what_is_declared(seed: int) -> None:
    """The same over campaigns of every shape."""
    instance = random_campaign(np.random.default_rng(seed))
    policy = resolve({**instance.policy, **({"moves": MOVES} if seed % 2 else {})})
    assert {name: found for name, found in undeclared(instance, policy, seed).items() if found} == {}
