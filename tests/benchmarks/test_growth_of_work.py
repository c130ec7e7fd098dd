"""Work and memory of each step on an instance and on one four times as large: no step is quadratic.

Counted are function calls (whatever is done one by one in Python) and the bytes that Python and NumPy hold at most
(whatever would be a table of everybody against everybody). Both are nearly the same on any machine. Two families
grow: people with their units, and units around the same few people.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from benchmarks.cities import city, market

from counted.work import allocated, calls
from rengang.campaign import run
from rengang.engines.stable.matching import best_stable_matching
from rengang.explain import Explainer
from rengang.model import Instance
from rengang.policy import resolve
from rengang.report import write_folder
from rengang.tables import check, load, write
from rengang.verify import verify

TIMES = 4
MOST = 4.5
"""Times that a step may do and hold on an instance that is `TIMES` as large."""
SIZES = {"people": 250, "units": 2_000, "people on paper": 60, "units on paper": 400}
"""Pool of the smallest city of a family, or units added to it; a result folder is written for smaller ones."""

Step = Callable[[], object]


def with_more_units(subject: Instance, more: int) -> Instance:
    """The same city with many more units, in which nobody is and which nobody lists."""
    units = subject.units
    added = units[[i % len(units) for i in range(more)]].with_columns(
        unit_id=pl.Series([f"X{i:06d}" for i in range(more)]),
        name=pl.Series([f"单位{i}" for i in range(more)]),
    )
    return Instance.from_tables({**subject.tables, "units": pl.concat([units, added])}, subject.policy)


@cache
def subject(family: str, times: int) -> Instance:
    """An instance of a family, `times` as large as its smallest."""
    if family.startswith("people"):
        return city(SIZES[family] * times, {"tie_share": 0.5, "kinship": 0.2})
    return with_more_units(city(60), SIZES[family] * times)


def steps(family: str, times: int, scratch: Path) -> Iterator[tuple[str, Step]]:
    """Every step from the tables to the result folder; nothing that an instance remembers is there yet."""
    instance = subject(family, times)
    policy = resolve(instance.policy)
    result = run(instance, policy)

    def anew() -> Instance:
        return Instance.from_tables(instance.tables, instance.policy)

    def explainer() -> Explainer:
        return Explainer.of_allocation(anew(), policy, result.allocation)

    if family.endswith("on paper"):
        yield (
            "result folder",
            lambda: write_folder(
                anew(),
                policy,
                result,
                scratch / "out",
                explanations=explainer(),
                verdict=result.verdict,
                force=True,
            ),
        )
        return
    write(instance, scratch / "csv")
    write(instance, scratch / "city.xlsx")
    searched = market(instance)
    yield "reading CSV", lambda: load(scratch / "csv")
    yield "reading a workbook", lambda: load(scratch / "city.xlsx")
    yield "checks", lambda: check(anew(), policy)
    yield "market", lambda: market(anew())
    yield "two-way selection", lambda: best_stable_matching(searched)
    yield "campaign", lambda: run(anew(), policy)
    yield "verification", lambda: verify(anew(), policy, result.allocation)
    # what the judge has seen is remembered with the verdict: a fresh one for each time that the step is run
    judged = iter([verify(anew(), policy, result.allocation) for _ in range(3)])
    yield "reasons", lambda: Explainer(instance, policy, next(judged)).reasons()


@cache
def measured(family: str, times: int) -> dict[str, tuple[int, int]]:
    """Calls and bytes of each step, everything having run once before."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name, step in steps(family, times, Path(scratch)):
            step()
            found[name] = calls(step), allocated(step)
    return found


@pytest.mark.parametrize("family", SIZES)
def test_no_step_is_quadratic(family: str) -> None:
    """Four times the people, or the units, take at most 4.5 times the calls and the bytes, step by step."""
    small, large = measured(family, 1), measured(family, TIMES)
    ratios = {
        (step, what): round(large[step][which] / small[step][which], 2)
        for step in small
        for which, what in enumerate(("calls", "bytes"))
    }
    assert {key: ratio for key, ratio in ratios.items() if ratio > MOST} == {}


ALLOWED = {
    "reading CSV": (160_000, 3_300_000),
    "reading a workbook": (145_000, 3_500_000),
    "checks": (70_000, 140_000),
    "market": (24_000, 240_000),
    "two-way selection": (600, 2_400_000),
    "campaign": (40_000, 2_500_000),
    "verification": (25_000, 260_000),
    "reasons": (9_400, 225_000),
}
"""Calls and bytes of a city with 3,000 cadres and a pool of 250: those found, and a third more, since another
version of a library calls and holds a little more. The two-way selection's are mostly the tables of joint choices,
which are as large for any city."""


def test_no_step_does_or_holds_more_than_before() -> None:
    """Calls and bytes stay where they are; whoever needs more says why, whoever needs much less lowers them."""
    over = {step: found for step, found in measured("people", 1).items() if found[0] > ALLOWED[step][0]}
    over |= {step: found for step, found in measured("people", 1).items() if found[1] > ALLOWED[step][1]}
    assert over == {}
