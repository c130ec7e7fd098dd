"""The `matching` package agrees with stable selections and disagrees with all others."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest

from oracle.allocations import allocation_of
from oracle.brute_force import Assignment, blocking_pairs, two_way_assignments
from oracle.facts import read_facts
from oracle.random_instances import random_instance
from rengang.model import Instance
from rengang.policy import Policy, resolve
from rengang.verify import second_opinion

PLAIN: dict[str, Any] = {"two_way__lookahead": False, "avoidance__relations": []}


def markets(
    count: int, **policy: Any
) -> Iterator[tuple[Instance, Policy, list[Assignment], list[Assignment]]]:
    """Random markets with their stable and their unstable assignments."""
    for seed in range(count):
        rng = np.random.default_rng([seed, 50])
        instance, document = random_instance(rng, mode="capacity", rule="stable", **(PLAIN | policy))
        facts = read_facts(instance, resolve(document))
        stable: list[Assignment] = []
        unstable: list[Assignment] = []
        for assignment in two_way_assignments(facts):
            (unstable if blocking_pairs(facts, assignment) else stable).append(assignment)
        yield instance, resolve(document), stable, unstable


def test_the_peer_agrees_with_stable_and_disagrees_with_unstable_selections() -> None:
    """Asked about every assignment of small markets with ties, it says what the brute force says."""
    asked = {"agree": 0, "disagree": 0}
    for instance, policy, stable, unstable in markets(120):
        for assignments, expected in ((stable[:8], "agree"), (unstable[:8], "disagree")):
            for assignment in assignments:
                opinion = second_opinion(instance, policy, allocation_of(instance, policy, assignment))
                assert opinion.answer in (expected, "not-applicable"), (assignment, opinion)
                if opinion.answer == "not-applicable":
                    assert opinion.reason.en == "there are no pairs to match"
                asked[opinion.answer] = asked.get(opinion.answer, 0) + 1
    assert min(asked["agree"], asked["disagree"]) > 100


def test_weak_stability_is_what_is_asked() -> None:
    """Two cadres tied at a unit with one seat: either may have it, and the peer agrees with both."""
    frames = {
        "units": pl.DataFrame({"unit_id": ["A", "B"], "vacancies": [1, 0]}),
        "cadres": pl.DataFrame({"cadre_id": ["1", "2"], "unit_id": ["B", "B"], "pool": [True, True]}),
        "intents": pl.DataFrame({"cadre_id": ["1", "2"], "order": [1, 1], "unit_id": ["A", "A"]}),
        "nominations": pl.DataFrame({"unit_id": ["A", "A"], "rank": [1, 1], "cadre_id": ["1", "2"]}),
    }
    instance, policy = Instance.from_tables(frames), resolve()
    chosen: list[Assignment] = [{"1": "A", "2": None}, {"1": None, "2": "A"}, {"1": None, "2": None}]
    answers = [second_opinion(instance, policy, allocation_of(instance, policy, a)).answer for a in chosen]
    assert answers == ["agree", "agree", "disagree"]


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ({"two_way__rule": "max-placed"}, "the rule does not promise stability"),
        ({"two_way__rule": "immediate"}, "the rule does not promise stability"),
    ],
)
def test_the_peer_is_not_asked_where_stability_is_not_promised(policy: dict[str, Any], reason: str) -> None:
    """The answer is then neither yes nor no, with the reason."""
    instance, resolved, stable, _ = next(markets(1, **policy))
    opinion = second_opinion(instance, resolved, allocation_of(instance, resolved, stable[0]))
    assert (opinion.answer, opinion.reason.en) == ("not-applicable", reason)


def test_the_peer_is_not_asked_where_stability_gave_way_to_lookahead() -> None:
    """With lookahead an unstable selection may be right; a stable one is still put to the peer."""
    answers = set()
    for instance, policy, stable, unstable in markets(60, two_way__lookahead=True):
        for assignment in (*stable[:1], *unstable[:1]):
            opinion = second_opinion(instance, policy, allocation_of(instance, policy, assignment))
            answers.add((assignment in stable, opinion.answer))
    assert answers == {(True, "agree"), (True, "not-applicable"), (False, "not-applicable")}


def test_the_peer_is_not_asked_where_relatives_compete() -> None:
    """It knows no avoidance."""
    seen = 0
    for instance, policy, stable, unstable in markets(150, avoidance__relations=["spouse", "lineal"]):
        facts = read_facts(instance, policy)
        rivals = [(a, b) for a in facts.pool for b in facts.kin[a] if facts.cadres[b]["pool"]]
        opinion = second_opinion(instance, policy, allocation_of(instance, policy, (stable or unstable)[0]))
        if opinion.reason.en == "relatives compete for a unit":
            assert rivals
            seen += 1
    assert seen


def crowd(size: int) -> tuple[Instance, Policy, Assignment]:
    """`size` cadres of one unit who all list another, which takes the first ten."""
    labels = [f"{i:04}" for i in range(size)]
    frames = {
        "units": pl.DataFrame({"unit_id": ["A", "B"], "vacancies": [10, 0]}),
        "cadres": pl.DataFrame({"cadre_id": labels, "unit_id": ["B"] * size, "pool": [True] * size}),
        "intents": pl.DataFrame({"cadre_id": labels, "order": [1] * size, "unit_id": ["A"] * size}),
        "nominations": pl.DataFrame(
            {"unit_id": ["A"] * size, "rank": range(1, size + 1), "cadre_id": labels}
        ),
    }
    return Instance.from_tables(frames), resolve(), {c: "A" if i < 10 else None for i, c in enumerate(labels)}


@pytest.mark.parametrize(("size", "answer"), [(200, "agree"), (201, "not-applicable")])
def test_the_peer_is_asked_about_two_hundred_cadres_and_no_more(size: int, answer: str) -> None:
    """Its players are linked objects that do not scale."""
    instance, policy, assignment = crowd(size)
    assert second_opinion(instance, policy, allocation_of(instance, policy, assignment)).answer == answer


def test_a_market_too_entangled_for_the_peer_is_no_fault_of_ours() -> None:
    """Where the peer runs out of stack, the answer is that it cannot be asked."""
    size, span = 200, 12
    labels, units = [f"{i:04}" for i in range(size)], [f"U{i:04}" for i in range(size)]
    rng = np.random.default_rng(0)
    wishes = [
        (c, k + 1, units[u]) for c in labels for k, u in enumerate(rng.choice(size, span, replace=False))
    ]
    frames = {
        "units": pl.DataFrame({"unit_id": [*units, "home"], "vacancies": [1] * size + [0]}),
        "cadres": pl.DataFrame({"cadre_id": labels, "unit_id": ["home"] * size, "pool": [True] * size}),
        "intents": pl.DataFrame(wishes, schema=["cadre_id", "order", "unit_id"], orient="row"),
        "nominations": pl.DataFrame(
            [(u, 1, c) for c, _, u in wishes], schema=["unit_id", "rank", "cadre_id"], orient="row"
        ),
    }
    instance, policy = Instance.from_tables(frames), resolve()
    nobody: Assignment = dict.fromkeys(labels)
    opinion = second_opinion(instance, policy, allocation_of(instance, policy, nobody))
    assert (opinion.answer, opinion.reason.en) == (
        "not-applicable",
        "the market is too entangled for `matching`",
    )


def test_asking_leaves_the_warning_filters_alone() -> None:
    """The peer's first import resets them and ours puts them back (tried in a fresh process)."""
    program = "\n".join(
        [
            "import warnings, polars as pl, numpy as np",
            "from rengang.model import Allocation, Instance, Stage",
            "from rengang.policy import resolve",
            "from rengang.verify import second_opinion",
            "frames = {'units': pl.DataFrame({'unit_id': ['A', 'B'], 'vacancies': [1, 0]}),",
            " 'cadres': pl.DataFrame({'cadre_id': ['1'], 'unit_id': ['B'], 'pool': [True]}),",
            " 'intents': pl.DataFrame({'cadre_id': ['1'], 'order': [1], 'unit_id': ['A']}),",
            " 'nominations': pl.DataFrame({'unit_id': ['A'], 'rank': [1], 'cadre_id': ['1']})}",
            "row = [np.array([v], dtype=np.int32) for v in (0, 0, 1, 1)]",
            "allocation = Allocation(row[0], row[1], (Stage.INTENT,), row[2], row[3])",
            "before = list(warnings.filters)",
            "print(second_opinion(Instance.from_tables(frames), resolve(), allocation).answer)",
            "print(list(warnings.filters) == before)",
        ]
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["agree", "True"]


def test_the_peer_s_warnings_are_kept_from_ours() -> None:
    """It warns about shapes it dislikes; with warnings as errors nothing escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        instance, policy, assignment = crowd(20)
        assert second_opinion(instance, policy, allocation_of(instance, policy, assignment)).answer == "agree"
