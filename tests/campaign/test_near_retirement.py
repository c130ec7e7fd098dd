"""`moves.retirement_months`: whoever is near retirement stays, counts as one who stays, and wins no post."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.campaigns import Campaign, kin
from oracle.contest_cases import ContestCase
from oracle.random_instances import random_instance
from rengang.campaign import run, solve
from rengang.errors import InvalidInput
from rengang.explain import Explainer
from rengang.model import Allocation, Fate, Instance, Stage
from rengang.policy import resolve
from rengang.procedures import movers
from rengang.rules.catalogue import bits
from rengang.rules.near_retirement import NEAR_RETIREMENT
from rengang.verify import movers as judged
from rengang.verify.case import Case

MOVES = {"retirement_months": 24, "retirement_age": {"male": 60, "female": "55.25"}, "as_of": "2014-12-01"}
OLD, YOUNG = date(1955, 3, 1), date(1980, 1, 1)


def roster(people: list[tuple[str | None, date | None]]) -> Instance:
    """Cadres of one unit with these sexes and dates of birth."""
    frame = {
        "cadre_id": [f"{k:03}" for k in range(len(people))],
        "unit_id": ["A"] * len(people),
        "sex": [sex for sex, _ in people],
        "birth_date": [born for _, born in people],
        "pool": [True] * len(people),
    }
    schema = {
        "cadre_id": pl.String,
        "unit_id": pl.String,
        "sex": pl.String,
        "birth_date": pl.Date,
        "pool": pl.Boolean,
    }
    return Instance.from_tables(
        {"cadres": pl.DataFrame(frame, schema=schema), "units": pl.DataFrame({"unit_id": ["A"]})}
    )


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["male", "female", None]),
        st.one_of(st.none(), st.dates(date(1940, 1, 1), date(1990, 12, 31))),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(people=PEOPLE, months=st.integers(0, 900), day=st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_obeyed_and_judged_alike_and_as_the_calendar_has_it(
    people: list[tuple[str | None, date | None]], months: int, day: date
) -> None:
    """Both functions hold back exactly those whose birthday, moved by age − months, is not after the day.

    29 February and month ends included; what is unknown holds nobody.
    """
    instance = roster(people)
    policy = resolve({"moves": {**MOVES, "retirement_months": months, "as_of": day}})
    age = {"male": 720, "female": 663}

    def near(sex: str | None, born: date | None) -> bool:
        if sex is None or born is None:
            return False
        at = born.year * 12 + born.month - 1 + age[sex] - months
        last = calendar.monthrange(at // 12, at % 12 + 1)[1]
        return (at // 12, at % 12 + 1, min(born.day, last)) <= (day.year, day.month, day.day)

    expected = [near(sex, born) for sex, born in people]
    bit = bits()[NEAR_RETIREMENT]
    assert (movers.held(instance, policy) == np.where(expected, bit, 0)).all()
    assert (judged.held(Case(instance, policy)) == np.where(expected, bit, 0)).all()


def aged(instance: Instance, rng: np.random.Generator) -> tuple[Instance, np.ndarray]:
    """The instance with sexes and births: about a third of its cadres are near retirement."""
    old = rng.random(len(instance.cadres)) < 0.35
    births = [OLD if one else YOUNG for one in old]
    cadres = instance.cadres.with_columns(sex=pl.lit("male"), birth_date=pl.Series(births, dtype=pl.Date))
    return instance.having({"cadres": cadres}), old


def ends_of(allocation: Allocation) -> dict[int, tuple[int, Stage]]:
    """Unit and stage of each cadre of an allocation."""
    rows = zip(allocation.cadre.tolist(), allocation.to_unit.tolist(), allocation.stage, strict=True)
    return {cadre: (unit, stage) for cadre, unit, stage in rows}


@pytest.mark.parametrize("mode", ["capacity", "release", "exchange"])
def test_it_is_as_if_they_had_not_been_in_the_pool(mode: str) -> None:
    """Everybody else ends as in the same campaign with those who are held back outside the pool from the start."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(60):
        drawn, document = random_instance(rng, pool=6, mode=mode)
        instance, old = aged(drawn, rng)
        policy = resolve({**document, "moves": MOVES})
        result = run(instance, policy)
        without = run(instance.staying(old), resolve(document))
        assert (result.status, [o.value for o in result.objective]) == (
            without.status,
            [o.value for o in without.objective],
        )
        if result.allocation is None or without.allocation is None:
            assert result.allocation is without.allocation
            continue
        ends, others = ends_of(result.allocation), ends_of(without.allocation)
        stayers = {c for c in instance.pool.tolist() if old[c]}
        assert {c: end for c, end in ends.items() if c not in stayers} == others
        assert all(ends[c] == (-1, Stage.STAY) for c in stayers)
        held += len(stayers)
    assert held > 40


def test_their_relatives_may_not_come_to_them() -> None:
    """A relative of somebody who is held back is barred from that unit, as by anybody who stays."""
    c = Campaign(kinship=[kin("p1", "p3")], policy={"moves": MOVES})
    for who in c.cadres.values():
        who |= {"sex": "male", "birth_date": YOUNG}
    c.cadres["p3"]["birth_date"] = OLD
    instance, policy = c.instance(), resolve(c.policy)
    allocation = run(instance, policy).allocation
    assert allocation is not None
    home = instance.unit_of[instance.cadre_index["p3"]]
    row = allocation.cadre.tolist().index(instance.cadre_index["p1"])
    assert allocation.to_unit[row] != home


def test_they_are_told_the_day_and_the_unit_is_told_too() -> None:
    """The paragraph names the day of retirement; the unit reads why its nominee stays; the list says it shortly."""
    c = Campaign(policy={"moves": MOVES})
    for who in c.cadres.values():
        who |= {"sex": "male", "birth_date": YOUNG}
    c.cadres["p1"]["birth_date"] = OLD
    instance, policy = c.instance(), resolve(c.policy)
    result = run(instance, policy)
    assert result.verdict is not None
    assert result.allocation is not None
    explainer = Explainer(instance, policy, result.verdict)
    p1 = instance.cadre_index["p1"]
    assert "2015-03-01" in explainer.cadre(p1).zh
    assert "不足 24 个月" in explainer.cadre(p1).zh
    assert "you are not moved and stay" in explainer.cadre(p1).en
    listed = instance.unit_index["B"]
    assert "p1 临近退休，不交流" in explainer.unit(listed).zh
    row = result.allocation.cadre.tolist().index(p1)
    assert explainer.reasons()[row].zh == "留在原单位：临近退休"


def test_an_applicant_near_retirement_is_not_qualified() -> None:
    """In a contest the rule is a condition of its own, named among what is missed, by procedure and judge."""
    c = ContestCase()
    c.policy = {**c.policy, "moves": MOVES}
    for who in c.cadres.values():
        who |= {"sex": "male", "birth_date": YOUNG}
    winner = next(iter(c.appointments().cadre.tolist()))
    label = c.instance().cadre_id(winner)
    c.cadres[label]["birth_date"] = OLD
    codes = {breach.code for breach in c.verdict().breaches}
    assert "near-retirement" in codes
    found = {e for e in c.verdict().entries if e.cadre == winner}
    assert {e.fate for e in found if e.live} == {Fate.UNQUALIFIED}
    assert all("near_retirement" in e.unmet for e in found if e.live)


@pytest.mark.parametrize("missing", ["retirement_age", "as_of"])
def test_a_key_that_is_missing_is_named(missing: str) -> None:
    """The age has no default, since it changes by law; nor has the day."""
    moves: dict[str, Any] = {key: value for key, value in MOVES.items() if key != missing}
    with pytest.raises(InvalidInput) as raised:
        resolve({"moves": moves})
    (problem,) = raised.value.problems
    assert problem.column == f"moves.{missing}"
    assert "临近退休" in problem.what.zh


def test_an_age_of_broken_months_is_refused() -> None:
    """60 years and 3 months are 60.25; a day in between is no age of a law."""
    with pytest.raises(InvalidInput):
        resolve({"moves": {**MOVES, "retirement_age": {"male": "60.3", "female": 55}}})


def test_off_by_default_and_taken_back() -> None:
    """No pack sets it, and "none" takes it back."""
    assert resolve().moves.retirement_months is None
    assert not NEAR_RETIREMENT.in_force(resolve({"moves": {**MOVES, "retirement_months": "none"}}))


def test_a_birth_that_is_not_known_is_an_error_of_the_input() -> None:
    """While the rule is in force a blank date of birth or sex of a pool member stops the work, by name."""
    c = Campaign(policy={"moves": MOVES})
    for who in c.cadres.values():
        who |= {"sex": "male", "birth_date": YOUNG}
    c.cadres["p2"] |= {"birth_date": None}
    with pytest.raises(InvalidInput) as raised:
        solve(c.instance(), resolve(c.policy))
    (problem,) = [p for p in raised.value.problems if p.severity == "error"]
    assert (problem.code, problem.column) == ("rule-fact-missing", "出生年月")
