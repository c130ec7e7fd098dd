"""The judge agrees with the definitions, tried out one by one, on thousands of small campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from oracle.allocations import allocation_of, keeps_every_rule
from oracle.brute_force import (
    Assignment,
    admissible,
    blocking_pairs,
    completions,
    cost,
    envious,
    exchange_assignments,
    objectives,
    two_way_assignments,
)
from oracle.facts import Facts, read_facts
from oracle.random_instances import random_instance
from rengang.model import Allocation, Instance
from rengang.policy import Policy, resolve
from rengang.verify import Verdict, verify

MODES = ("capacity", "release", "exchange")
CAMPAIGNS = range(150)  # of each mode,
PLACEMENTS = 4  # each placed in so many ways


def pick(rng: np.random.Generator, count: int) -> int:
    return int(rng.integers(count))


def placements(
    rng: np.random.Generator, instance: Instance, policy: Policy, count: int = PLACEMENTS
) -> Iterator[tuple[Assignment, Assignment]]:
    """Feasible two-way assignments, each with one of its completions (itself where it has none)."""
    facts = read_facts(instance, policy)
    every = list(exchange_assignments(facts) if policy.exchanges else two_way_assignments(facts))
    for _ in range(count):
        two_way = every[pick(rng, len(every))]
        wholes = [] if policy.exchanges else list(completions(facts, two_way))
        yield two_way, dict(wholes[pick(rng, len(wholes))] if wholes else two_way)


def spoilt(
    rng: np.random.Generator, facts: Facts, two_way: Assignment, whole: Assignment
) -> tuple[Assignment, Assignment]:
    """The same with one cadre sent anywhere or nowhere, by either stage."""
    cadre = facts.pool[pick(rng, len(facts.pool))]
    unit = [None, *sorted(facts.units)][pick(rng, len(facts.units) + 1)]
    if facts.policy.exchanges or rng.random() < 0.5:
        return {**two_way, cadre: unit}, {**whole, cadre: unit}
    return {**two_way, cadre: None}, {**whole, cadre: unit}


def agrees(
    verdict: Verdict, instance: Instance, facts: Facts, two_way: Assignment, whole: Assignment
) -> bool:
    """Do objectives, blocking pairs, envy and directed figures equal the oracle's."""
    expected = objectives(facts, two_way)
    cadre = [instance.cadre_id(i) for i in verdict.blocking_cadre.tolist()]
    unit = [instance.unit_id(u) for u in verdict.blocking_unit.tolist()]
    pairs = [] if facts.policy.exchanges else sorted(blocking_pairs(facts, two_way))
    sent = [c for c in facts.pool if two_way[c] is None and whole[c] is not None]
    directed = None
    if not facts.policy.exchanges and facts.policy.unmatched.two_way == "directed":
        directed = (len(sent), sum(cost(facts, c, str(whole[c])) for c in sent))
    return (
        verdict.objective == tuple((name, expected[name]) for name in facts.policy.objectives)
        and list(zip(cadre, unit, strict=True)) == pairs
        and verdict.justified_envy == len(envious(facts, two_way))
        and (verdict.directed_placed, verdict.directed_cost) == (directed or (None, None))
    )


@pytest.mark.parametrize("mode", MODES)
def test_objectives_and_blocking_pairs_are_the_oracle_s(mode: str) -> None:
    """On random placements every figure equals the one found by trying each pair against the definition."""
    for seed in CAMPAIGNS:
        rng = np.random.default_rng([seed, MODES.index(mode)])
        instance, document = random_instance(rng, mode=mode)
        policy = resolve(document)
        for two_way, whole in placements(rng, instance, policy):
            verdict = verify(instance, policy, allocation_of(instance, policy, two_way, whole))
            assert agrees(verdict, instance, read_facts(instance, policy), two_way, whole), seed


@pytest.mark.parametrize("mode", MODES)
def test_a_verdict_is_ok_exactly_when_the_definitions_allow_the_placement(mode: str) -> None:
    """Feasible placements pass; with one cadre sent anywhere they pass only if they are feasible too."""
    seen = {True: 0, False: 0}
    for seed in CAMPAIGNS:
        rng = np.random.default_rng([seed, 10 + MODES.index(mode)])
        instance, document = random_instance(rng, mode=mode)
        policy = resolve(document)
        for number, (two_way, whole) in enumerate(placements(rng, instance, policy)):
            if number % 2:
                two_way, whole = spoilt(rng, read_facts(instance, policy), two_way, whole)
            expected = keeps_every_rule(instance, policy, two_way, whole)
            verdict = verify(instance, policy, allocation_of(instance, policy, two_way, whole))
            assert verdict.ok == expected, (seed, verdict.breaches)
            seen[expected] += 1
    assert min(seen.values()) > len(CAMPAIGNS) // 5  # the claim was put to both sides


def test_only_admissible_pairs_count_as_placed() -> None:
    """A cadre matched to a unit that did not nominate them is a breach, and no gain in any objective."""
    for seed in range(150):
        rng = np.random.default_rng([seed, 20])
        instance, document = random_instance(rng, mode="capacity")
        policy = resolve(document)
        facts = read_facts(instance, policy)
        ((two_way, _),) = placements(rng, instance, policy, 1)
        barred = [(c, u) for c, u in facts.listed if (c, u) not in admissible(facts) and two_way[c] is None]
        if barred:
            cadre, unit = barred[pick(rng, len(barred))]
            wrong = allocation_of(instance, policy, {**two_way, cadre: unit})
            verdict = verify(instance, policy, wrong)
            honest = objectives(facts, two_way)
            assert not verdict.ok
            assert dict(verdict.objective)["placed"] == honest["placed"]
            assert dict(verdict.objective)["intent_ranks"] == honest["intent_ranks"]


def test_the_share_of_first_intents_is_exact() -> None:
    """It is a fraction of those who filed intents, not a rounded number, and None where nobody filed."""
    seen_none = False
    for seed in range(150):
        rng = np.random.default_rng([seed, 30])
        instance, document = random_instance(rng, mode="capacity", intents__ordered=True)
        policy = resolve(document)
        facts = read_facts(instance, policy)
        ((two_way, whole),) = placements(rng, instance, policy, 1)
        share = verify(instance, policy, allocation_of(instance, policy, two_way, whole)).first_intent_share
        filed = sorted({cadre for cadre, _ in facts.listed})
        met = [c for c in filed if two_way[c] is not None and facts.listed[c, str(two_way[c])] == 1]
        assert share == (Fraction(len(met), len(filed)) if filed else None)
        seen_none |= share is None
    assert seen_none


def test_the_order_of_an_allocation_s_rows_changes_nothing() -> None:
    """The verdict depends on who goes where, not on the order in which it is said."""
    rng = np.random.default_rng(40)
    instance, document = random_instance(rng, mode="capacity", pool=6)
    policy = resolve(document)
    ((two_way, whole),) = placements(rng, instance, policy, 1)
    one = allocation_of(instance, policy, two_way, whole)
    back = slice(None, None, -1)
    other = Allocation(
        one.cadre[back], one.to_unit[back], one.stage[back], one.intent_rank[back], one.nomination_rank[back]
    )
    first, second = verify(instance, policy, one), verify(instance, policy, other)
    assert len(one) > 1
    assert first.objective == second.objective
    assert first.breaches == second.breaches
    assert first.blocking_cadre.tolist() == second.blocking_cadre.tolist()
