"""The summary document and the fingerprint of an instance."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.random_instances import random_instance
from rengang.errors import Text
from rengang.model import Instance, Requirement, Status
from rengang.report import instance_sha256, summary_document
from rengang.verify import Opinion

KEYS = [
    "status", "stop", "objective", "pool", "placed", "by_stage", "first_intent_share",
    "first_intent_share_exact", "blocking_pairs", "units", "policy", "seed", "instance_sha256", "versions",
    "seconds", "directed", "fairness", "verified", "second_opinion", "conflict", "notes", "policy_document",
]  # fmt: skip


def document(case: Any, **changes: Any) -> dict[str, Any]:
    """The summary of the case with some fields of its result changed."""
    return summary_document(case.instance, case.policy, replace(case.result, **changes))


def test_keys_in_their_order(case: Any) -> None:
    """The keys of the contract, then ours, always in this order; JSON takes them all."""
    summary = document(case)
    assert list(summary) == KEYS
    assert json.loads(json.dumps(summary)) == summary


def test_figures(case: Any) -> None:
    """Counted by hand: 2 by intent, 1 directed, 1 waiting, 1 left over; 2 of 4 first intents met."""
    summary = document(case)
    assert (summary["pool"], summary["placed"], summary["blocking_pairs"]) == (5, 3, 1)
    stages = {k: n for k, n in summary["by_stage"].items() if n}
    assert stages == {"intent": 2, "directed": 1, "waiting": 1, "unplaced": 1}
    assert (summary["first_intent_share"], summary["first_intent_share_exact"]) == (0.5, "2/4")
    assert summary["units"][1] == {
        "unit_id": "B",
        "before": 5,
        "out": 2,
        "in": 2,
        "after": 5,
        "vacancies_left": 0,
    }
    assert summary["fairness"]["justified_envy"] == 1
    assert summary["fairness"]["intents_barred"]["not_nominated"] == 1
    assert summary["objective"][3] == {"name": "nomination_ranks", "value": 3, "bound": None}


def test_a_share_is_rounded_and_exact(case: Any) -> None:
    """One of three is 0.333333 as a number and 1/3 as a fraction."""
    frames = {
        **case.instance.tables,
        "intents": case.instance.tables["intents"].filter(pl.col("cadre_id") != "05"),
    }
    summary = summary_document(Instance.from_tables(frames), case.policy, case.result)
    assert summary["first_intent_share_exact"] == "2/3"
    assert summary["first_intent_share"] == 0.666667


def test_without_an_allocation(case: Any) -> None:
    """An infeasible result has None where a figure needs an allocation, and tells its conflict."""
    demand = Requirement("release.lower:B", Text("至少 1 人", "at least 1"), "TX-40")
    summary = document(case, allocation=None, status=Status.INFEASIBLE, parts={}, conflict=(demand,))
    assert list(summary) == KEYS
    for key in (
        "placed",
        "by_stage",
        "first_intent_share",
        "blocking_pairs",
        "units",
        "verified",
        "fairness",
    ):
        assert summary[key] is None
    assert summary["conflict"] == [
        {"key": "release.lower:B", "rule": "TX-40", "zh": "至少 1 人", "en": "at least 1"}
    ]


def test_an_opinion_is_told_in_both_languages(case: Any) -> None:
    """The peer's answer with its reason."""
    opinion = Opinion("agree", Text("一致", "the same"))
    summary = summary_document(case.instance, case.policy, case.result, second_opinion=opinion)
    assert summary["second_opinion"] == {"answer": "agree", "zh": "一致", "en": "the same"}


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_row_order_does_not_change_the_hash(seed: int) -> None:
    """Shuffled rows and columns are the same instance."""
    rng = np.random.default_rng(seed)
    instance, _ = random_instance(rng)
    shuffled = {
        name: frame.select(rng.permutation(frame.columns).tolist()).sample(
            fraction=1.0, shuffle=True, seed=seed % 1000
        )
        for name, frame in instance.tables.items()
    }
    assert instance_sha256(Instance.from_tables(shuffled)) == instance_sha256(instance)


def test_every_cell_changes_the_hash(case: Any) -> None:
    """One cell changed anywhere in the tables changes the hash, and a blank is not an empty text."""
    seen = {instance_sha256(case.instance)}
    for table, frame in case.instance.tables.items():
        if len(frame) == 0:
            continue
        for column, dtype in frame.schema.items():
            if dtype not in (pl.String, pl.Int64, pl.Boolean):
                continue
            new = {pl.String: "", pl.Int64: 99, pl.Boolean: True}[dtype.base_type()]  # type: ignore[index]
            changed = frame.clone()
            changed[len(frame) - 1, column] = new
            if changed.equals(frame):
                continue
            seen.add(instance_sha256(Instance.from_tables({**case.instance.tables, table: changed})))
    assert len(seen) == 1 + sum(
        int(not (dtype == pl.Boolean and frame[column][-1] is True))
        for frame in case.instance.tables.values()
        if len(frame)
        for column, dtype in frame.schema.items()
        if dtype in (pl.String, pl.Int64, pl.Boolean)
    )


def test_cells_do_not_run_into_each_other() -> None:
    """Text moved from one cell to the next is another instance."""

    def one(name: str, kind: str) -> str:
        return instance_sha256(
            Instance.from_tables(
                {"units": pl.DataFrame({"unit_id": ["A"], "name": [name], "system": [kind]})}
            )
        )

    assert one('a","b', "c") != one("a", 'b","c')
    assert one("a\nb", "c") != one("a", "b\nc")


def test_exchange_has_no_blocking_pairs(case: Any) -> None:
    """In an exchange the number of blocking pairs is None, not 0."""
    from rengang.policy import resolve

    policy = resolve({"balance": {"mode": "exchange"}})
    assert summary_document(case.instance, policy, case.result)["blocking_pairs"] is None


@pytest.mark.parametrize("mode", ["capacity", "release", "exchange"])
def test_an_empty_pool(mode: str, case: Any) -> None:
    """Nobody in the pool: shares are None, counts are 0."""
    from rengang.model import Allocation
    from rengang.policy import resolve

    frames = dict(case.instance.tables)
    frames["cadres"] = frames["cadres"].with_columns(pool=pl.lit(False))
    none = np.zeros(0, dtype=np.int32)
    result = replace(case.result, allocation=Allocation(none, none, (), none, none))
    summary = summary_document(Instance.from_tables(frames), resolve({"balance": {"mode": mode}}), result)
    assert (summary["pool"], summary["placed"], summary["first_intent_share"]) == (0, 0, None)
