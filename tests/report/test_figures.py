"""The figures of a result against the judge and the definitions, on small random campaigns."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle import brute_force
from oracle.allocations import allocation_of
from oracle.brute_force import Assignment
from oracle.facts import Facts, read_facts
from oracle.random_instances import random_instance
from rengang.model import Result, Status, Stop
from rengang.policy import resolve
from rengang.report.outcome import Outcome
from rengang.report.selection.blocking import blocking_table
from rengang.report.selection.figures import Figures, figures_of

SEEDS = st.integers(0, 2**32 - 1)
CHECKED = settings(max_examples=60, deadline=None, derandomize=True)


def campaign(seed: int, **options: Any) -> tuple[Outcome, Facts, Assignment]:
    """A random campaign with any assignment that keeps its bounds."""
    rng = np.random.default_rng(seed)
    instance, document = random_instance(rng, pool=5, **options)
    policy = resolve(document)
    facts = read_facts(instance, policy)
    every = brute_force.exchange_assignments if policy.exchanges else brute_force.two_way_assignments
    choices = list(every(facts))
    two_way = choices[int(rng.integers(len(choices)))]
    allocation = allocation_of(instance, policy, two_way)
    outcome = Outcome(instance, policy, Result(Status.FEASIBLE, Stop.COMPLETED, allocation=allocation))
    return outcome, facts, two_way


def figures(outcome: Outcome) -> Figures:
    """The figures of a selection that ran."""
    found = figures_of(outcome)
    assert found is not None
    return found


@CHECKED
@given(seed=SEEDS, mode=st.sampled_from(["capacity", "release"]))
def test_carrying_a_blocking_pair_out_as_told_breaks_nothing(seed: int, mode: str) -> None:
    """Every pair is in the table once; making the move that it names, with whom it replaces gone, keeps seats
    and relatives; and whoever is replaced ranks strictly worse."""
    outcome, facts, two_way = campaign(seed, mode=mode)
    table = blocking_table(outcome).csv()
    assert set(table.select("cadre_id", "unit_id").iter_rows()) == brute_force.blocking_pairs(facts, two_way)
    assert len(table) == len(outcome.judged.blocking_cadre)
    pairs = brute_force.admissible(facts)
    for row in table.iter_rows(named=True):
        cadre, unit, gone = row["cadre_id"], row["unit_id"], row["replaces"]
        assert pairs[cadre, unit] == (row["intent_rank"], row["nomination_rank"])
        assert (row["kind"] == "free") == (gone is None)
        there = [c for c, u in two_way.items() if u == unit and c not in (gone, cadre)]
        assert len(there) + 1 <= brute_force.seats(facts, unit)
        assert not any(k in facts.kin[cadre] for k in there)
        if gone is not None:
            assert two_way[gone] == unit
            assert pairs[gone, unit][1] > row["nomination_rank"]


@CHECKED
@given(seed=SEEDS)
def test_first_intents_are_those_of_the_judge(seed: int) -> None:
    """met/filed is the share that the judge computes."""
    outcome, *_ = campaign(seed)
    met, filed = figures(outcome).first_intents
    assert outcome.judged.first_intent_share == (Fraction(met, filed) if filed else None)


@CHECKED
@given(seed=SEEDS)
def test_headcounts_add_up(seed: int) -> None:
    """Nobody is lost: before and after differ by those who leave and get no unit; in equals the placed."""
    outcome, facts, two_way = campaign(seed)
    placed = sum(u is not None for u in two_way.values())
    assert int(outcome.into.sum()) == int(figures(outcome).into.sum()) == placed
    left = 0 if outcome.policy.exchanges else len(facts.pool) - placed
    assert int(outcome.instance.staff.sum() - outcome.after.sum()) == left
    assert sum(outcome.stages.values()) == len(facts.pool)
