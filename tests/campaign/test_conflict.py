"""Infeasible campaigns: the set of requirements contradicts itself, and no member can be left out."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from oracle import brute_force
from oracle.random_instances import random_instance
from rengang.campaign import run
from rengang.model import Instance, Status
from rengang.policy import resolve
from rengang.procedures.directed import conflict


def city(vacancies: dict[str, int], pool: dict[str, int], **columns: list[str]) -> Instance:
    """Units with vacancies, and so many pool members in each; nobody files an intent."""
    homes = [unit for unit, count in pool.items() for _ in range(count)]
    cadres = pl.DataFrame(
        {"cadre_id": [f"c{k}" for k in range(len(homes))], "unit_id": homes, "pool": [True] * len(homes)}
    )
    units = pl.DataFrame({"unit_id": list(vacancies), "vacancies": list(vacancies.values()), **columns})
    return Instance.from_tables({"units": units, "cadres": cadres})


RELEASE = {"balance": {"mode": "release", "tolerance": 0}}


def test_unit_that_must_get_more_than_its_vacancies() -> None:
    """Three leave, tolerance 0, one vacancy: exactly these two requirements are named."""
    result = run(city({"A": 1, "B": 9}, {"A": 3, "B": 1}), resolve(RELEASE))
    assert result.status is Status.INFEASIBLE
    assert [r.key for r in result.conflict] == ["balance.lower:A", "vacancies:A"]
    assert "3" in result.conflict[0].text.en
    assert "1 published" in result.conflict[1].text.en
    assert result.conflict[0].rule == "TX-40, TX-42, A-07"


def test_only_own_people_are_left_for_a_unit() -> None:
    """Everybody in the pool comes from one unit: nobody else can fill it, so its lower bound stands alone."""
    result = run(city({"A": 5, "B": 5}, {"A": 2}), resolve(RELEASE))
    assert result.status is Status.INFEASIBLE
    assert [r.key for r in result.conflict] == ["balance.lower:A"]


def test_establishment_types_that_do_not_fit_are_blamed_on_the_criterion() -> None:
    """Two units that could swap people but for their establishment types."""
    instance = city({"A": 1, "B": 1}, {"A": 1, "B": 1}, establishment_type=["行政", "事业"])
    cadres = instance.cadres.with_columns(establishment_type=pl.Series(["行政", "事业"]))
    typed = Instance.from_tables({**instance.tables, "cadres": cadres})
    result = run(typed, resolve(RELEASE))
    assert result.status is Status.INFEASIBLE
    assert "directed.hard" in {r.key for r in result.conflict}
    relaxed = resolve({**RELEASE, "directed": {"hard": []}, "caps": {"establishment": "off"}})
    assert run(typed, relaxed).status is Status.OPTIMAL


def test_of_two_rules_that_close_the_same_one_is_named() -> None:
    """Two units could swap people, who refuse and have the wrong type: the bound alone is no conflict."""
    instance = city({"A": 1, "B": 1}, {"A": 1, "B": 1}, establishment_type=["行政", "事业"])
    cadres = instance.cadres.with_columns(
        establishment_type=pl.Series(["行政", "事业"]), refuses=pl.Series([True, True])
    )
    result = run(Instance.from_tables({**instance.tables, "cadres": cadres}), resolve(RELEASE))
    bound, rule = (r.key for r in result.conflict)
    assert bound.startswith("balance.lower:")
    assert rule in ("directed.hard", "refusal")


def relatives_who_must_fill_a_unit() -> Instance:
    """A and B, of one establishment type, lose two people each, and those of B are married; C and D swap."""
    instance = city(
        {"A": 9, "B": 9, "C": 9, "D": 9},
        {"A": 2, "B": 2, "C": 1, "D": 1},
        establishment_type=["行政", "行政", "事业", "事业"],
    )
    types = pl.Series(["行政"] * 4 + ["事业"] * 2)
    cadres = instance.cadres.with_columns(establishment_type=types)
    kinship = pl.DataFrame({"cadre_id": ["c2"], "relative_id": ["c3"], "relation": ["spouse"]})
    return Instance.from_tables({**instance.tables, "cadres": cadres, "kinship": kinship})


def test_relatives_in_the_pool_who_must_fill_a_unit() -> None:
    """Only the two spouses could fill A: that they may not meet, A's bound and the types are all it takes."""
    instance = relatives_who_must_fill_a_unit()
    result = run(instance, resolve(RELEASE))
    assert result.status is Status.INFEASIBLE
    assert [r.key for r in result.conflict] == ["avoidance", "balance.lower:A", "directed.hard"]
    without = [
        {"avoidance": {"relations": []}},
        {"balance": {"mode": "release", "tolerance": 1}},
        {"directed": {"hard": []}},
    ]
    for change in without:
        assert run(instance, resolve({**RELEASE, **change})).status is Status.OPTIMAL


def test_relatives_too_many_to_say_who_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit every rule that closes units and every lower bound is named."""
    monkeypatch.setattr(conflict, "LARGEST_APART", 0)
    result = run(relatives_who_must_fill_a_unit(), resolve(RELEASE))
    assert [r.key for r in result.conflict] == [
        "avoidance", "directed.hard", *(f"balance.lower:{unit}" for unit in "ABCD")
    ]  # fmt: skip


def test_conflicts_of_random_instances_speak_of_what_is_there() -> None:
    """Every infeasible random instance gets a non-empty set of distinct requirements with sentences."""
    rng = np.random.default_rng(5)
    seen = 0
    while seen < 25:
        instance, document = random_instance(rng, mode="release", rule="stable")
        policy = resolve(document)
        if brute_force.solve(instance, policy).feasible:
            continue
        seen += 1
        keys = [r.key for r in run(instance, policy).conflict]
        assert keys
        assert len(keys) == len(set(keys))


def test_a_mechanism_that_leaves_a_unit_short_is_blamed_itself() -> None:
    """Deferred acceptance does not look at lower bounds; what it leaves unmet is not called contradictory."""
    rng = np.random.default_rng(12)
    seen = 0
    while seen < 5:
        instance, document = random_instance(rng, mode="release", rule="stable")
        document = {**document, "unmatched": {"two_way": "directed"}}
        policy = resolve({**document, "two_way": {"rule": "cadre-da"}})
        if not brute_force.solve(instance, resolve({**document, "two_way": {"rule": "stable"}})).feasible:
            continue
        result = run(instance, policy)
        if result.status is Status.INFEASIBLE:
            seen += 1
            keys = [r.key for r in result.conflict]
            assert keys[0] == "two_way.rule"
            assert len(keys) > 1
            assert all(key.startswith("balance.lower:") for key in keys[1:])
