"""A small town for the tests of the report: three units, five in the pool, one blocking pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pytest

from rengang.errors import Text
from rengang.model import Allocation, Instance, Objective, Result, Stage, Status, Stop
from rengang.model.procedure import Procedure
from rengang.model.result import Share
from rengang.policy import Policy, resolve
from rengang.verify import Verdict, verify


@dataclass(frozen=True)
class Case:
    """An instance with a policy, a result and the verdict on it."""

    instance: Instance
    policy: Policy
    result: Result
    verdict: Verdict


class Plain:
    """Explanations that say only whom they are about."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def reasons(self) -> list[Text]:
        stages = self._case.result.allocation.stage
        return [Text(f"去向 {s}", f"stage {s}") for s in stages]

    def cadre(self, cadre: int) -> Text:
        label = self._case.instance.cadre_id(cadre)
        return Text(f"关于 {label}", f"about {label}")

    def unit(self, unit: int) -> Text:
        label = self._case.instance.unit_id(unit)
        return Text(f"关于单位 {label}", f"about unit {label}")


def town(names: tuple[str, ...] = ("甲", "乙", "丙", "丁", "戊", "己")) -> dict[str, pl.DataFrame]:
    """Tables: units A, B, C; pool 01…05 (06 stays); A is wanted by 01, 02, 03 and has one seat."""
    return {
        "units": pl.DataFrame(
            {
                "unit_id": ["A", "B", "C"],
                "name": ["甲局", "乙镇", "丙街道"],
                "establishment": [10, 10, None],
                "staff": [5, 5, 5],
                "vacancies": [1, 1, 2],
            }
        ),
        "cadres": pl.DataFrame(
            {
                "cadre_id": ["01", "02", "03", "04", "05", "06"],
                "name": list(names),
                "unit_id": ["B", "B", "C", "C", "A", "A"],
                "pool": [True, True, True, True, True, False],
                "refuses": [False, False, False, True, False, False],
            }
        ),
        "intents": pl.DataFrame(
            {
                "cadre_id": ["01", "02", "02", "03", "05"],
                "order": [1, 1, 2, 1, 1],
                "unit_id": ["A", "A", "C", "A", "B"],
            }
        ),
        "nominations": pl.DataFrame(
            {
                "unit_id": ["A", "A", "C", "B"],
                "rank": [1, 2, 1, 1],
                "cadre_id": ["01", "02", "02", "05"],
            }
        ),
    }


def case_of(frames: dict[str, pl.DataFrame]) -> Case:
    """02 is given A although A ranks 01 first: 01 blocks with A (replacing 02)."""
    instance = Instance.from_tables(frames)
    policy = resolve({})
    stage = (Stage.UNPLACED, Stage.INTENT, Stage.DIRECTED, Stage.WAITING, Stage.INTENT)
    allocation = Allocation(
        cadre=np.array([0, 1, 2, 3, 4], dtype=np.int32),
        to_unit=np.array([-1, 0, 1, -1, 1], dtype=np.int32),
        stage=stage,
        intent_rank=np.array([0, 1, 0, 0, 1], dtype=np.int32),
        nomination_rank=np.array([0, 2, 0, 0, 1], dtype=np.int32),
    )
    result = Result(
        status=Status.FEASIBLE,
        stop=Stop.TIME_LIMIT,
        parts={
            Procedure.TWO_WAY: Share(
                Status.FEASIBLE,
                (
                    Objective("blocking_pairs", 1, 0),
                    Objective("placed", 2, 3),
                    Objective("intent_ranks", 2, 2),
                    Objective("nomination_ranks", 3, None),
                ),
            ),
            Procedure.DIRECTED: Share(
                Status.OPTIMAL, (Objective("directed_placed", 1, 1), Objective("directed_cost", 34, 34))
            ),
        },
        allocation=allocation,
        seconds={"read": 0.25, "solve": 1.5},
        notes=(Text("一条说明", "a note"),),
        seed=7,
    )
    return Case(instance, policy, result, verify(instance, policy, allocation))


@pytest.fixture
def case() -> Case:
    return case_of(town())


@pytest.fixture
def make_case() -> Any:
    """The case with names of one's own."""
    return lambda names: case_of(town(names))


@pytest.fixture
def make_plain() -> Any:
    """Explanations that say only whom they are about."""
    return Plain


@pytest.fixture
def write(case: Case) -> Any:
    """`write(out, **options)`: the case's result folder."""
    from rengang.report import write_folder

    def call(out: Any, **options: Any) -> None:
        given = {"explanations": Plain(case), "verdict": case.verdict, **options}
        write_folder(case.instance, case.policy, case.result, out, **given)

    return call
