"""Which procedures are called for, and what vacancies are left: by the judge's own reckoning."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.contest_cases import ContestCase
from rengang.model import Allocation, Instance, Stage
from rengang.policy import resolve
from rengang.verify.stages import procedures, vacancies_left

NONE: dict[str, Any] = {"rule": "none"}
NEXT = {"two_way": "next_round"}


def made(**cadres: bool) -> Instance:
    """The small contest; named cadres are in the pool."""
    case = ContestCase()
    case.cadres = {key: {**row, "pool": cadres.get(key, False)} for key, row in case.cadres.items()}
    return case.instance()


@pytest.mark.parametrize(
    ("amended", "due"),
    [
        ({}, ("contest", "two_way", "directed")),
        ({"unmatched": NEXT}, ("contest", "two_way")),
        ({"two_way": NONE}, ("contest", "two_way", "directed")),
        ({"two_way": NONE, "unmatched": NEXT}, ("contest",)),
        ({"contest": NONE}, ("two_way", "directed")),
        ({"contest": NONE, "two_way": NONE, "unmatched": NEXT}, ("two_way",)),
        (
            {"balance": {"mode": "exchange"}, "two_way": {"rule": "exchange-max"}, "unmatched": NEXT},
            ("contest", "exchange"),
        ),
    ],
)
def test_what_the_policy_calls_for(amended: dict[str, Any], due: tuple[str, ...]) -> None:
    """A selection stands beside a contest only where it has a rule; alone it always does."""
    instance = made(b=True)
    policy = resolve({"extends": "tongxiang-2014", **amended})
    assert procedures(instance, instance, policy, screened=False) == due


def test_nobody_left_in_the_pool_is_not_selected() -> None:
    """The pool that counts is the one that the contest left."""
    policy = resolve({"extends": "tongxiang-2014"})
    assert procedures(made(b=True), made(), policy, screened=False) == ("contest",)


def test_a_screening_ends_with_the_shortlists() -> None:
    """Nothing comes after it."""
    instance = made(b=True)
    assert procedures(instance, instance, resolve({"extends": "tongxiang-2014"}), screened=True) == (
        "contest",
    )


def test_vacancies_less_arrivals_and_never_below_none() -> None:
    """Of 1 and 3 vacancies two and one arrivals leave none and 2; whoever is given nothing takes none."""
    tables = dict(made(b=True).tables)
    size = len(tables["units"])
    tables["units"] = tables["units"].with_columns(
        vacancies=pl.Series([1, 3, *[5] * (size - 2)], dtype=pl.Int64)
    )
    instance = Instance.from_tables(tables, {})
    cadre, none = np.arange(4, dtype=np.int32), np.zeros(4, dtype=np.int32)
    unit = np.array([0, 0, 1, -1], dtype=np.int32)
    stage = (Stage.INTENT, Stage.INTENT, Stage.DIRECTED, Stage.WAITING)
    left = vacancies_left(instance, Allocation(cadre, unit, stage, none, none))
    assert left.tolist() == [0, 2, *[5] * (size - 2)]
    assert vacancies_left(instance, None).tolist() == [1, 3, *[5] * (size - 2)]
