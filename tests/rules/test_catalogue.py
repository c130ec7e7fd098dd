"""The catalogue: whatever a rule needs is there, and what is missing is named."""

from __future__ import annotations

import string

import pytest

from rengang.errors import Text
from rengang.model.procedure import Procedure
from rengang.procedures.obeyed import OBEYED
from rengang.rules.catalogue import bits, called, complete, named, rules
from rengang.rules.rule import Modality, Rule
from rengang.verify.allocation import JUDGED

ALL = rules()
LABELS = {"cadre", "relative", "unit", "post", "section"}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_rule_has_its_words(rule: Rule) -> None:
    """What can be broken says how, what bars says it as a count, to the person and to the unit."""
    missing = []
    if rule.modality is not Modality.DEFAULT and rule.words.breach is None:
        missing.append("breach")
    if rule.bars:
        missing += [name for name in ("bar", "person", "unit") if getattr(rule.words, name) is None]
    if rule.modality is Modality.DEFAULT and rule.words.bar is None:
        missing.append("bar")
    assert missing == []
    for words in (rule.words.breach, rule.words.bar, rule.words.person, rule.words.unit):
        assert words is None or (words.zh.strip() and words.en.strip())


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_breach_says_the_same_in_both_languages(rule: Rule) -> None:
    """Both sentences of a breach name the same people, places and numbers, and at least somebody or something."""
    if rule.words.breach is None:
        return
    zh, en = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in rule.words.breach
    )
    assert zh == en
    assert zh & LABELS


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_a_rule_reads_keys_that_there_are(rule: Rule) -> None:
    """Its keys, and those that switch it, are keys of the policy; what switches it is among them or beside them."""
    from rengang.policy import keys

    known = {key for key, _ in keys()}
    groups = {key.rpartition(".")[0] for key in known}
    assert {*rule.keys, *rule.on, *rule.off, *rule.requires} <= known | groups


def test_rules_have_names_of_their_own_and_bits_of_their_own() -> None:
    """A code finds its rule; a mask names the rules whose bits it has, in the order in which they are said."""
    assert [called(rule.code) for rule in ALL] == list(ALL)
    everything = sum(int(bit) for bit in bits().values())
    assert named(everything) == [rule for rule in ALL if rule.bars]
    assert len(set(bits().values())) == len(bits()) <= 32


def test_every_rule_between_units_is_obeyed_and_judged() -> None:
    """The two tables cover the same rules: one function that obeys, one that judges."""
    judged = {rule for part, found in JUDGED.items() if part != "form" for rule in found}
    form = {rule.code for rule in judged} - {rule.code for rule in OBEYED}
    assert {rule.code for rule in OBEYED} <= {rule.code for rule in judged}
    assert form == {"stage-not-allowed", "stage-unit", "intent-rank", "nomination-rank"}


def test_a_part_that_is_missing_is_named() -> None:
    """A table without a function for a rule, or with one too many, says for which rule and of what kind."""
    rule, other = ALL[0], ALL[1]
    with pytest.raises(LookupError, match=f"without a judge of pairs: {other.code}"):
        complete({rule: print}, (rule, other), "a judge of pairs")
    with pytest.raises(LookupError, match=f"not due for a judge of pairs: {other.code}"):
        complete({rule: print, other: print}, (rule,), "a judge of pairs")


def test_every_procedure_is_found_wherever_it_has_a_part() -> None:
    """Each procedure of the list is conducted, and is called something in both languages."""
    from rengang.procedures.conduct import conduct_of

    for procedure in Procedure:
        assert conduct_of(procedure).name is procedure
        assert isinstance(procedure.words, Text)


def test_whoever_names_facts_has_them() -> None:
    """A rule whose words to a person or a unit name a fact has the judge's function that finds it; no other has."""
    from rengang.verify import bars, movers

    naming = set()
    for rule in (rule for rule in ALL if rule.bars):
        for words in (rule.words.person, rule.words.unit, rule.words.bar):
            if words is not None and any(name for _, name, _, _ in string.Formatter().parse(words.zh)):
                naming.add(rule.code)
    assert naming == {rule.code for rule in (*bars.FACTS, *movers.FACTS)}
