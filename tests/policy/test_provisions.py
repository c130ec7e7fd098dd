"""Provisions: every rule that is in force rests on one, every one that is cited is quoted, none stands idle."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

import pytest

from rengang.errors import InvalidInput
from rengang.policy import Policy, keys, pack_names, pack_text, resolve
from rengang.rules.catalogue import rules

PACKS = pack_names()
KEYS = {key for key, _ in keys()}
CODES = {rule.code for rule in rules()}


def own(pack: str) -> dict[str, Any]:
    """The document of a pack as it is written, without what it extends."""
    return tomllib.loads(pack_text(pack))


def cited(document: Any) -> set[str]:
    """IDs that a policy cites: behind its keys and rules, its conditions and its scores."""
    contest = document.get("contest", {})
    named = [*contest.get("conditions", {}).values(), *contest.get("scores", {}).values()]
    lists = [*document["rules"].values(), *(entry.get("rules", ()) for entry in named)]
    return {name for ids in lists for name in ids}


def unfounded(policy: Policy) -> list[str]:
    """Codes of the rules in force, of the procedures that the policy asks for, that rest on no provision."""
    asked = set(policy.procedures)
    return [
        rule.code
        for rule in rules()
        if asked & set(rule.binds)
        and rule.in_force(policy)
        and not any(name in policy.provisions for name in rule.provisions(policy))
    ]


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_in_force_rests_on_a_provision(pack: str) -> None:
    """Rules of form as well; what is missing is named by its code and the pack."""
    missing = unfounded(resolve({"extends": pack}))
    assert not missing, f"{pack}: no provision behind {', '.join(missing)}; cite one under [rules]"


@pytest.mark.parametrize(
    "document",
    [
        {"two_way": {"rule": "max-placed"}, "balance": {"mode": "release"}},
        {"balance": {"mode": "exchange"}},
        {"caps": {"establishment": "total"}, "unmatched": {"two_way": "next_round"}},
        {"sections": {"rule": "rounds"}},
    ],
    ids=lambda document: "+".join(document),
)
def test_so_does_every_rule_that_a_key_can_put_in_force(document: dict[str, Any]) -> None:
    """An office that changes the default pack is not left without a source."""
    assert not unfounded(resolve(document))


@pytest.mark.parametrize("pack", PACKS)
def test_every_id_that_is_cited_is_quoted(pack: str) -> None:
    """A sentence has its document and its words, an ambiguity says what is open, in both languages."""
    policy = resolve({"extends": pack})
    lost = sorted(cited(policy.model_dump()) - set(policy.provisions))
    assert not lost, f"{pack} cites without quoting: {', '.join(lost)}"
    for name, provision in policy.provisions.items():
        assert re.fullmatch(r"[A-Z]{1,2}-\d\d", name)
        assert provision.is_open == name.startswith("A-"), name
        if provision.is_open:
            assert re.search(r"[\u4e00-\u9fff]", provision.words.zh), name
            assert provision.words.en not in ("", provision.words.zh), name
        else:
            assert provision.document, name
            assert all(passage.strip() for passage in provision.passages), name


def test_no_provision_stands_idle() -> None:
    """Some pack cites it, or it says who or what keeps it; not both, and not neither."""
    packs = [own(pack) for pack in PACKS]
    used = set().union(*(cited(document) for document in packs))
    standing = {name: p for document in packs for name, p in document["provisions"].items()}
    idle = sorted(name for name, p in standing.items() if name not in used and not p.get("beyond"))
    assert not idle, f"nothing cites {', '.join(idle)}, and nothing is said of who keeps them"
    both = sorted(name for name, p in standing.items() if name in used and p.get("beyond"))
    assert not both, f"cited, and yet kept by somebody else: {', '.join(both)}"


def test_a_provision_stands_once() -> None:
    """In one pack; those that extend it inherit it."""
    times = Counter(name for pack in PACKS for name in own(pack)["provisions"])
    assert [name for name, count in times.items() if count > 1] == []


@pytest.mark.parametrize("pack", PACKS)
def test_only_keys_and_rules_cite(pack: str) -> None:
    """[rules] names keys of the schema and rules of the catalogue, each with some ID."""
    strange = sorted(set(own(pack)["rules"]) - KEYS - CODES)
    assert not strange, f"{pack}: neither a key nor a rule: {', '.join(strange)}"
    assert all(own(pack)["rules"].values())


def test_an_office_adds_provisions_of_its_own() -> None:
    """By ID: its own beside the inherited ones, and an inherited one in the office's words."""
    mine = {"document": "本市实施办法", "text": "每名对象可填报3个意向"}
    policy = resolve(
        {
            "intents": {"max": 3},
            "rules": {"intents.max": ["BS-01"]},
            "provisions": {"BS-01": mine, "TX-02": {**mine, "text": "驻本市的垂直管理单位不参加"}},
        }
    )
    assert policy.rule_of("intents.max") == "BS-01"
    assert policy.provisions["BS-01"].words.zh == "每名对象可填报3个意向"
    assert policy.provisions["TX-02"].document == "本市实施办法"
    assert policy.provisions["TX-43"] == resolve().provisions["TX-43"]


@pytest.mark.parametrize(
    "entry",
    [
        {"document": "本市实施办法"},
        {"text": "每名对象可填报3个意向"},
        {"document": "本市实施办法", "text": "每名对象可填报3个意向", "settles": "几个意向"},
        {},
    ],
    ids=["no text", "no document", "sentence and ambiguity", "nothing"],
)
def test_half_a_provision_is_an_error(entry: dict[str, str]) -> None:
    """Named by its ID."""
    with pytest.raises(InvalidInput) as caught:
        resolve({"provisions": {"BS-01": entry}})
    assert [problem.column for problem in caught.value.problems] == ["provisions.BS-01"]
