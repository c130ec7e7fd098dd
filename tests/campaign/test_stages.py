"""Stages alone, limits, and what `solve` promises whatever the input's order."""

from __future__ import annotations

import time

import numpy as np
import polars as pl
import pytest

from oracle import brute_force
from oracle.campaigns import Campaign, cadre, intent, kin, nomination, unit
from oracle.random_instances import random_instance
from rengang.campaign import only, run, solve
from rengang.errors import InvalidInput, UsageError
from rengang.model import Instance, Stage, Status, Stop
from rengang.policy import resolve
from rengang.synthetic import City, generate


def test_selection_alone_leaves_the_rest_unplaced() -> None:
    """`match`: the same selection as in the whole campaign, nobody directed."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        instance, document = random_instance(rng, mode="capacity", rule="stable")
        policy = resolve({**document, "two_way": {"rule": "stable"}})
        whole, alone = run(instance, policy), run(instance, only(policy, directed=False))
        assert alone.objective == whole.objective
        assert alone.allocation is not None
        assert set(alone.allocation.stage) <= {Stage.INTENT, Stage.UNPLACED}


def test_directed_placement_alone_places_as_many_as_possible() -> None:
    """`place`: the whole pool is directed, and the values are the brute force's for an empty selection."""
    rng = np.random.default_rng(2)
    for _ in range(20):
        instance, document = random_instance(rng, mode="capacity", rule="stable")
        document = {**document, "unmatched": {"two_way": "directed"}, "two_way": {"rule": "stable"}}
        policy = resolve(document)
        result = run(instance, only(policy, two_way=False))
        assert result.objective == ()
        nobody = dict.fromkeys((instance.cadre_id(i) for i in instance.pool), None)
        assert tuple(o.value for o in result.directed) == brute_force.directed_best(instance, policy, nobody)


def test_exchange_has_no_directed_stage() -> None:
    """`place` under an exchange is a usage error, not an empty answer."""
    with pytest.raises(UsageError):
        only(resolve({"balance": {"mode": "exchange"}}), two_way=False)


def test_who_is_barred_by_a_stayer_is_not_taken_for_another_of_the_same_unit() -> None:
    """Looking ahead: p1 may only go to A, so p2 must leave it to p1 and be directed to B."""
    campaign = Campaign(
        units={"A": unit("A", 1), "B": unit("B", 1), "H": unit("H", 0)},
        cadres={"p1": cadre("p1", "H"), "p2": cadre("p2", "H"), "s1": cadre("s1", "B", pool=False)},
        intents=[intent("p2", 1, "A")],
        nominations=[nomination("A", 1, "p2")],
        kinship=[kin("p1", "s1")],
    )
    result = run(campaign.instance(), resolve({"two_way": {"lookahead": True}, "directed": {"hard": []}}))
    assert result.status is Status.OPTIMAL
    assert result.allocation is not None
    assert result.allocation.to_unit.tolist() == [0, 1]
    assert result.allocation.stage == (Stage.DIRECTED, Stage.DIRECTED)


def shuffled(instance: Instance, rng: np.random.Generator) -> Instance:
    """The same tables with their rows in another order."""
    frames = {
        name: frame[rng.permutation(len(frame)).tolist()] if len(frame) else frame
        for name, frame in instance.tables.items()
    }
    return Instance.from_tables(frames, instance.policy)


def test_row_order_changes_nothing() -> None:
    """Shuffled tables give the same allocation, entry by entry."""
    rng = np.random.default_rng(4)
    for _ in range(15):
        instance, document = random_instance(rng)
        first = run(instance, resolve(document))
        second = run(shuffled(instance, rng), resolve(document))
        assert (first.allocation is None) == (second.allocation is None)
        if first.allocation is not None and second.allocation is not None:
            assert first.allocation.stage == second.allocation.stage
            assert (first.allocation.to_unit == second.allocation.to_unit).all()


def test_more_vacancies_never_place_fewer_under_max_placed() -> None:
    """Capacity monotonicity: one more vacancy everywhere does not lower the number placed."""
    rng = np.random.default_rng(6)
    for _ in range(25):
        instance, document = random_instance(rng, mode="capacity", rule="max-placed")
        policy = resolve(
            {**document, "two_way": {"rule": "max-placed"}, "nomination": {"source": "as_given"}}
        )
        roomier = instance.units.with_columns(pl.col("vacancies").fill_null(0) + 1)
        before = run(instance, policy).value("placed")
        after = run(Instance.from_tables({**instance.tables, "units": roomier}), policy).value("placed")
        assert before is not None
        assert after is not None
        assert after >= before


def city() -> Instance:
    """A pool large enough that the search takes a moment."""
    return generate(City(cadres=6_000, pool=1_500), seed=3)


def hard_city() -> Instance:
    """Long lists and many ties: no proof is found in minutes."""
    knobs = {"intents": 8, "ratio": 6, "tie_share": 0.95, "noise": 0.0, "popularity_skew": 0.3}
    return generate(City(cadres=4_000, pool=1_500, kinship=0.5, kin_in_pool=1.0, **knobs), seed=2)


HARD_POLICY = {"intents": {"max": 8}, "nomination": {"ratio": 6}}


def test_no_time_still_gives_a_verified_allocation_with_bounds() -> None:
    """A time limit of nothing: an allocation that passed verification, and what is known of the optimum."""
    result = run(hard_city(), resolve(HARD_POLICY), time_limit_s=0.0)
    assert result.allocation is not None
    assert result.status is Status.FEASIBLE
    assert result.stop is Stop.TIME_LIMIT
    placed = next(o for o in result.objective if o.name == "placed")
    assert placed.value is not None
    assert placed.bound is not None
    assert placed.value <= placed.bound


def test_stopping_gives_the_best_so_far_at_once() -> None:
    """Asked to stop from the beginning: an answer within seconds, marked as cancelled unless proven anyway."""
    instance = hard_city()
    began = time.monotonic()
    result = run(instance, resolve(HARD_POLICY), should_stop=lambda: True)
    assert time.monotonic() - began < 20
    assert result.allocation is not None
    assert result.stop is Stop.CANCELLED


def test_same_seed_same_allocation() -> None:
    """Two runs agree entry by entry."""
    instance = city()
    first, second = (run(instance, resolve(), seed=5) for _ in range(2))
    assert first.status is Status.OPTIMAL
    assert first.allocation is not None
    assert second.allocation is not None
    assert (first.allocation.to_unit == second.allocation.to_unit).all()


def test_faulty_input_is_refused_with_every_fault() -> None:
    """`solve` checks first: nothing is computed from an instance with faults."""
    cadres = pl.DataFrame({"cadre_id": ["a", "a"], "unit_id": ["U", "nowhere"]})
    with pytest.raises(InvalidInput) as caught:
        solve(Instance.from_tables({"units": pl.DataFrame({"unit_id": ["U"]}), "cadres": cadres}))
    assert len(caught.value.problems) >= 2
