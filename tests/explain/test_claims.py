"""Whatever an explanation claims is true: re-checked against the oracle on small random campaigns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle import brute_force
from oracle.brute_force import eligible, relative_stays
from oracle.facts import Facts, read_facts
from oracle.random_instances import random_instance
from rengang.explain import Explainer, Fate, Fates, Obstacles
from rengang.model import Stage
from rengang.policy import resolve
from rengang.rules.avoidance import RELATIVE_STAYS
from rengang.rules.establishment import ESTABLISHMENT_TYPE
from rengang.rules.nomination import NOT_NOMINATED
from rengang.rules.own_unit import OWN_UNIT
from rengang.rules.rule import Rule
from rengang.rules.vertical import VERTICAL
from rengang.verify.allocation import judge_allocation

SEEDS = st.integers(0, 2**32 - 1)
CHECKED = settings(max_examples=80, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def case(request: Any) -> Callable[..., Any]:
    """`case(seed, **options)`: a random campaign with some allocation that keeps its bounds."""
    draw = request.getfixturevalue("draw")

    def call(seed: int, **options: Any) -> Any:
        rng = np.random.default_rng(seed)
        instance, document = random_instance(rng, pool=5, **options)
        policy = resolve(document)
        allocation, two_way, whole = draw(instance, policy, rng)
        fates = Fates(judge_allocation(instance, policy, allocation).trace)
        return fates, read_facts(instance, policy), two_way, whole

    return call


def labels(fates: Fates, at: int) -> tuple[str, str]:
    """Cadre and unit of an intent."""
    pairs = fates.pairs
    return fates.instance.cadre_id(int(pairs.cadre[at])), fates.instance.unit_id(int(pairs.unit[at]))


@CHECKED
@given(seed=SEEDS, mode=st.sampled_from(["capacity", "release"]))
def test_blocking_fates_are_the_blocking_pairs(case: Any, seed: int, mode: str) -> None:
    """An intent is called a blocking pair exactly when the definition says so."""
    fates, facts, two_way, _ = case(seed, mode=mode)
    blocking = np.isin(fates.fate, (Fate.BLOCKING_FREE, Fate.BLOCKING_REPLACE))
    told = {labels(fates, at) for at in np.flatnonzero(blocking).tolist()}
    assert told == brute_force.blocking_pairs(facts, two_way)


@CHECKED
@given(seed=SEEDS, mode=st.sampled_from(["capacity", "release"]))
def test_a_rank_that_is_called_enough_is(case: Any, with_rank: Any, seed: int, mode: str) -> None:
    """With the named rank the pair blocks the allocation as it stands; with the next worse one it does not;
    and where no rank is named, not even rank 1 does."""
    fates, _, two_way, _ = case(seed, mode=mode, nomination__source="as_given")
    failed = np.isin(fates.fate, (Fate.OUTRANKED, Fate.TIED, Fate.RELATIVE))
    for at in np.flatnonzero(failed).tolist():
        cadre, unit = labels(fates, at)
        enough = int(fates.enough[at])
        for rank in {enough, enough + 1, 1} - {0}:
            changed = read_facts(with_rank(fates.instance, cadre, unit, rank), fates.policy)
            blocks = (cadre, unit) in brute_force.blocking_pairs(changed, two_way)
            assert blocks == (rank <= enough)


@CHECKED
@given(seed=SEEDS)
def test_every_bar_that_is_named_holds_and_none_is_left_out(case: Any, seed: int) -> None:
    """The bars of an intent are those of the definitions, all of them."""
    fates, facts, *_ = case(seed)
    for at in range(len(fates.fate)):
        cadre, unit = labels(fates, at)
        told = set(fates.barring(at))
        assert told == bars(facts, cadre, unit)
        assert (fates.fate[at] == Fate.BARRED) == bool(told)


def bars(facts: Facts, cadre: str, unit: str) -> set[Rule]:
    """The bars of an intent by the definitions."""
    by_type = facts.policy.caps.establishment == "by_type"
    holds = {
        OWN_UNIT: facts.home(cadre) == unit,
        VERTICAL: facts.vertical(unit) or facts.vertical(facts.home(cadre)),
        NOT_NOMINATED: (cadre, unit) not in facts.nominated,
        ESTABLISHMENT_TYPE: by_type and not facts.same_type(cadre, unit),
        RELATIVE_STAYS: relative_stays(facts, cadre, unit),
    }
    return {bar for bar, held in holds.items() if held}


@CHECKED
@given(seed=SEEDS, mode=st.sampled_from(["capacity", "release"]))
def test_obstacles_are_those_of_directed_placement(case: Any, seed: int, mode: str) -> None:
    """A unit is said to be open to a cadre without a unit exactly when placing them there breaks nothing."""
    fates, facts, _, whole = case(seed, mode=mode)
    obstacles = Obstacles(fates)
    units = len(fates.instance.units)
    for cadre in fates.allocation.cadre[fates.allocation.to_unit < 0].tolist():
        label = fates.instance.cadre_id(cadre)
        found = obstacles.between(np.full(units, cadre), np.arange(units))
        for unit, name in enumerate(fates.instance.units["unit_id"].to_list()):
            there = [c for c, u in whole.items() if u == name]
            fits = (
                eligible(facts, label, name)
                and not any(k in facts.kin[label] for k in there)
                and len(there) < brute_force.seats(facts, name)
            )
            assert (found[unit] < 0) == fits


@CHECKED
@given(seed=SEEDS)
def test_costs_of_directed_placement_add_up(case: Any, seed: int) -> None:
    """The cost in the paragraph of whoever is directed is the cost by definition."""
    fates, facts, two_way, whole = case(seed, mode="capacity", unmatched__two_way="directed")
    explainer = Explainer.of_allocation(fates.instance, fates.policy, fates.allocation)
    for row, stage in enumerate(fates.allocation.stage):
        if stage is Stage.DIRECTED:
            cadre = fates.instance.cadre_id(int(fates.allocation.cadre[row]))
            text = explainer.cadre(int(fates.allocation.cadre[row]))
            cost = brute_force.cost(facts, cadre, str(whole[cadre]))
            assert re.search(r"placement has mismatch (\d+)", text.en)[1] == str(cost)
            assert re.search(r"不匹配分为 (\d+)", text.zh)[1] == str(cost)
            assert two_way[cadre] is None


@CHECKED
@given(seed=SEEDS)
def test_a_move_that_would_break_nothing_is_said_to(case: Any, seed: int) -> None:
    """In an exchange, "the move alone would break nothing" stands exactly where that is so."""
    fates, facts, two_way, _ = case(seed, mode="exchange")
    feasible = [tuple(sorted(a.items())) for a in brute_force.exchange_assignments(facts)]
    explainer = Explainer.of_allocation(fates.instance, fates.policy, fates.allocation)
    for at in np.flatnonzero(fates.fate == Fate.NO_EXCHANGE).tolist():
        cadre, unit = labels(fates, at)
        moved = tuple(sorted({**two_way, cadre: unit}.items()))
        text = explainer.cadre(int(fates.pairs.cadre[at])).en
        clause = text[text.index(f"Intent {int(fates.pairs.order[at])},") :].split(". ")[0]
        assert ("the move alone would break nothing" in clause) == (moved in feasible)


@CHECKED
@given(seed=SEEDS)
def test_everybody_and_every_unit_gets_a_paragraph_and_a_sentence(case: Any, seed: int) -> None:
    """Nothing in a campaign leaves the explainer without words, in either language; nobody else is named."""
    fates, facts, *_ = case(seed)
    explainer = Explainer.of_allocation(fates.instance, fates.policy, fates.allocation)
    assert len(explainer.reasons()) == len(fates.allocation)
    assert all(text.zh and text.en for text in explainer.reasons())
    names = [row["name"] for row in facts.cadres.values()]
    for cadre in range(len(fates.instance.cadres)):
        text = explainer.cadre(cadre)
        mine = fates.instance.cadre_id(cadre)
        assert mine in text.zh
        assert mine in text.en
        for other in facts.cadres:
            assert other == mine or not re.search(rf"(?<![A-Za-z0-9]){other}(?![0-9])", text.en + text.zh)
        assert not any(name in text.zh + text.en for name in names)
    for unit in range(len(fates.instance.units)):
        text = explainer.unit(unit)
        assert fates.instance.unit_id(unit) in text.zh
        assert not any(name in text.zh + text.en for name in names)
