"""Provisions: each rule in force is cited from a sentence that the pack quotes, and nothing is quoted for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rengang.model.procedure import Procedure
from rengang.policy import Policy, keys, pack_names, resolve
from rengang.rules.catalogue import rules
from rengang.rules.rule import Modality, Rule

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def used(policy: Policy) -> set[Procedure]:
    """The procedures that a pack has."""
    directs = policy.unmatched.two_way == "directed"
    has = {
        Procedure.CONTEST: policy.contest.rule != "none",
        Procedure.SECTIONS: policy.sections.rule != "none",
        Procedure.TWO_WAY: not policy.exchanges and policy.two_way.rule != "none",
        Procedure.EXCHANGE: policy.exchanges,
        Procedure.DIRECTED: not policy.exchanges and directs,
    }
    return {procedure for procedure, there in has.items() if there}


def cited(value: Any) -> Iterator[str]:
    """Every ID that a policy cites, at keys, rules, scores and conditions."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "rules" and isinstance(part, list | tuple):
                yield from part
            else:
                yield from cited(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from cited(part)


def all_cited(policy: Policy) -> set[str]:
    """The same with the table of keys and rules."""
    found = {provision for listed in policy.rules.values() for provision in listed}
    return found | set(cited(policy.model_dump(mode="json", exclude={"rules", "provisions"})))


IN_FORCE = [
    pytest.param(pack, rule, id=f"{pack}-{rule.code}")
    for pack in pack_names()
    for policy in [resolve({"extends": pack})]
    for rule in rules()
    if rule.in_force(policy) and used(policy) & set(rule.binds) and rule.modality is not Modality.DEFAULT
]


@pytest.mark.parametrize(("pack", "rule"), IN_FORCE)
def test_a_rule_in_force_has_a_provision(pack: str, rule: Rule) -> None:
    """A rule that a shipped pack puts in force is cited there, by its code or by its keys."""
    policy = resolve({"extends": pack})
    assert rule.provisions(policy), f"{pack} puts {rule.code} in force and cites no provision for it"


@pytest.mark.parametrize("pack", pack_names())
def test_what_is_cited_is_quoted(pack: str) -> None:
    """Every ID has its sentence and its document, or what it leaves open and how that is read."""
    policy = resolve({"extends": pack})
    for provision in sorted(all_cited(policy)):
        assert policy.sentence(provision), f"{pack} cites {provision} and does not quote it"
        if provision not in policy.questions:
            assert policy.documents.get(provision.rpartition("-")[0]), f"{pack}: {provision} of no document"


def test_nothing_is_quoted_for_nothing() -> None:
    """A sentence that no pack cites has no place in a pack."""
    policies = [resolve({"extends": pack}) for pack in pack_names()]
    quoted = {name for policy in policies for name in (*policy.provisions, *policy.questions)}
    assert quoted - {provision for policy in policies for provision in all_cited(policy)} == set()


@pytest.mark.parametrize("pack", pack_names())
def test_what_is_cited_for_is_a_key_or_a_rule(pack: str) -> None:
    """The names in ``[rules]`` are policy keys or codes of the catalogue."""
    known = {key for key, _ in keys()} | {rule.code for rule in rules()}
    assert set(resolve({"extends": pack}).rules) - known == set()


def test_the_page_of_rules_quotes_the_same_sentences() -> None:
    """docs/rules.md has the sentence of every provision of the packs, word for word."""
    page = PAGE.read_text("utf-8")
    for pack in pack_names():
        for provision, text in resolve({"extends": pack}).provisions.items():
            assert f"| {provision} | {text} |" in page, provision


def test_an_office_cites_its_own_articles() -> None:
    """A policy of one's own lays its provisions over those of the pack below."""
    policy = resolve(
        {
            "rules": {"own-unit": ["第5条"], "intents.max": ["BJ-7"]},
            "documents": {"BJ": "本局方案"},
            "provisions": {"BJ-7": "「每人可填三项」"},
        }
    )
    assert policy.rules["own-unit"] == ("第5条",)
    assert policy.sentence("BJ-7") == "「每人可填三项」"
    assert policy.sentence("TX-43") is not None
