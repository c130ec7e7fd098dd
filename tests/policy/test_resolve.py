"""Policies: packs, `extends`, overrides, and errors that name the key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rengang.errors import InvalidInput, Problem
from rengang.policy import DEFAULT_PACK, Policy, keys, pack_names, plain_value, read_document, resolve


def only_problem(document: dict[str, Any]) -> Problem:
    """The one problem that a document has."""
    with pytest.raises(InvalidInput) as caught:
        resolve(document)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("name", pack_names())
def test_a_key_that_a_pack_cites_nothing_for_has_its_default(name: str) -> None:
    """Whatever a pack sets has a provision, each of the form of an ID; what it is silent about is off."""
    policy = resolve({"extends": name})
    silent = [key for key, _ in keys() if not policy.rules.get(key)]
    assert [key for key in silent if plain_value(policy, key) != plain_value(Policy(), key)] == []
    assert all(re.fullmatch(r"[A-Z]{1,2}-\d\d", i) for ids in policy.rules.values() for i in ids)


def test_every_key_explains_itself_in_both_languages() -> None:
    """Descriptions read "zh | en"."""
    for key, field in keys():
        zh, _, en = (field.description or "").partition(" | ")
        assert re.search(r"[\u4e00-\u9fff]", zh), key
        assert re.search(r"[a-z]", en), key


def test_nothing_given_is_the_default_pack() -> None:
    """No document, an empty one and one that only extends are the same policy."""
    assert resolve() == resolve({}) == resolve({"extends": DEFAULT_PACK})
    assert resolve().id == DEFAULT_PACK


def test_overrides_replace_single_keys() -> None:
    """A key of a section is replaced, its neighbours stay, and the id says that it is no longer the pack."""
    policy = resolve({"extends": DEFAULT_PACK, "directed": {"weights": {"region": 7}}})
    assert policy.directed.weights.region == 7
    assert policy.directed.weights.system == resolve().directed.weights.system
    assert policy.id == f"{DEFAULT_PACK}+"


def test_resolved_policy_resolves_to_itself() -> None:
    """The document of a policy, as the summary stores it, describes the same policy."""
    policy = resolve({"balance": {"mode": "release", "tolerance": 3}, "avoidance": {"relations": ["spouse"]}})
    assert resolve(policy.model_dump(mode="json")) == policy


def test_unknown_key_is_named_with_a_suggestion() -> None:
    """A typo in a key names the key and the one that was probably meant."""
    problem = only_problem({"intents": {"maxx": 3}})
    assert problem.code == "policy-unknown-key"
    assert problem.column == "intents.maxx"
    assert "intents.max" in problem.what.en
    assert "没有这个键" in problem.sentence("zh")


@pytest.mark.parametrize(
    ("document", "key", "expected"),
    [
        ({"intents": {"max": 0}}, "intents.max", "≥ 1"),
        ({"intents": {"max": 2.5}}, "intents.max", "a whole number"),
        ({"intents": {"ordered": "yes"}}, "intents.ordered", "true or false"),
        ({"balance": {"tolerance": -1}}, "balance.tolerance", "≥ 0"),
        ({"balance": {"mode": "free"}}, "balance.mode", "capacity / release / exchange"),
        ({"directed": {"weights": {"system": 10**9}}}, "directed.weights.system", "≤ 1000000"),
        (
            {"avoidance": {"relations": ["cousin"]}},
            "avoidance.relations.0",
            "spouse / lineal / collateral / in_law",
        ),
        ({"scope": 3}, "scope", "keys below [scope]"),
    ],
)
def test_value_out_of_range_names_key_and_range(document: dict[str, Any], key: str, expected: str) -> None:
    """Each bad value is one problem with its key and what would be right."""
    problem = only_problem(document)
    assert problem.column == key
    assert expected in problem.expected.en


def test_all_faults_come_at_once() -> None:
    """Three faults, three problems."""
    with pytest.raises(InvalidInput) as caught:
        resolve({"intents": {"max": 0, "typo": 1}, "balance": {"mode": "x"}})
    assert len(caught.value.problems) == 3


def test_exchange_chooses_its_rule_unless_another_is_asked_for() -> None:
    """Under exchange the inherited rule gives way to exchange-max; an explicit other one is an error."""
    assert resolve({"balance": {"mode": "exchange"}}).two_way.rule == "exchange-max"
    problem = only_problem({"balance": {"mode": "exchange"}, "two_way": {"rule": "stable"}})
    assert problem.column == "two_way.rule"
    assert only_problem({"two_way": {"rule": "exchange-ttc"}}).column == "two_way.rule"


def test_objectives_follow_the_rule() -> None:
    """The order of the objectives is the one that the contract gives each rule."""
    assert resolve().objectives == ("blocking_pairs", "placed", "intent_ranks", "nomination_ranks")
    first = resolve({"two_way": {"rule": "max-placed"}}).objectives
    assert first == ("placed", "blocking_pairs", "intent_ranks", "nomination_ranks")
    assert resolve({"balance": {"mode": "exchange"}}).objectives == (
        "placed",
        "intent_ranks",
        "nomination_ranks",
    )


def test_files_are_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    """A TOML file as an editor on Windows saves it."""
    path = tmp_path / "policy.toml"
    path.write_text('extends = "tongxiang-2014"\n[intents]\nmax = 3\n', encoding="utf-8-sig")
    assert resolve(read_document(path)).intents.max == 3


def test_missing_pack_lists_those_there_are(tmp_path: Path) -> None:
    """A name that is neither a pack nor a file."""
    with pytest.raises(InvalidInput) as caught:
        read_document(tmp_path / "nowhere.toml")
    assert DEFAULT_PACK in caught.value.problems[0].expected.zh


def test_policy_is_immutable() -> None:
    """Nobody changes a policy under a running campaign."""
    policy: Policy = resolve()
    with pytest.raises(ValueError, match="frozen"):
        policy.intents.max = 5  # type: ignore[misc]
