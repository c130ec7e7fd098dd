"""The rules of the contest: each is judged, worded and keyed; a rule about persons needs nothing but its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from oracle.contest_cases import ContestCase, applies
from rengang.errors import Text
from rengang.limits import Limits
from rengang.model import Fate
from rengang.model.procedure import Procedure
from rengang.policy import resolve
from rengang.procedures import movers as obeying
from rengang.procedures.contest.contest import hold
from rengang.procedures.contest.intake import qualification
from rengang.rules import catalogue, contest_log, contest_steps
from rengang.rules import vertical as any_room
from rengang.rules.rule import About, Modality, Rule, Words
from rengang.verify import movers as judging
from rengang.verify.contest import conditions
from rengang.verify.contest.checks import CHECKS

CONTEST = catalogue.rules(binds=Procedure.CONTEST)
NEAR = Rule(
    "near-the-end",
    About.PERSON,
    (Procedure.CONTEST, Procedure.TWO_WAY),
    Words(
        breach=Text("{cadre} 将退休，却任用到 {post}", "{cadre} retires soon, yet has {post}"),
        bar=Text("将退休", "near retirement"),
        person=Text("你将退休", "you retire soon"),
        unit=Text("本人将退休", "retires soon"),
    ),
)


def key(name: str) -> Any:
    """The value of a policy key; an error where there is no such key."""
    value: Any = resolve()
    for part in name.split("."):
        value = getattr(value, part)
    return value


def test_every_rule_has_one_judge() -> None:
    """Each rule that binds the contest stands in exactly one check, and checks report no others."""
    judged = Counter(rule.code for check in CHECKS for rule in check.rules)
    assert judged == dict.fromkeys((rule.code for rule in CONTEST), 1)


def test_every_rule_says_what_is_wrong_in_both_languages() -> None:
    """The sentence of a breach names whom or what it is about, in both languages alike."""
    for rule in CONTEST:
        breach = rule.words.breach
        assert breach is not None, rule.code
        fields = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in breach]
        assert fields[0] == fields[1] != [], rule.code


def test_rules_and_log_read_keys_that_there_are() -> None:
    """Keys whose provisions are cited, and keys that switch a rule, are keys of the policy with those values."""
    for rule in CONTEST:
        for name in (*rule.keys, *rule.on, *rule.off):
            key(name)
    for line in vars(contest_log).values():
        if isinstance(line, contest_log.Line):
            assert line.kind in contest_log.KINDS
            assert line.key is None or line.key in resolve().rules


def test_every_fate_has_its_words_and_every_end_its_rule() -> None:
    """Whoever is still in was dropped by no rule; all others were, by one of its own."""
    assert list(contest_steps.STEPS) == list(Fate)
    still_in = {Fate.CANDIDATE, Fate.APPOINTED}
    assert set(contest_steps.RULES) == set(Fate) - still_in
    assert len({rule.code for rule in contest_steps.RULES.values()}) == len(contest_steps.RULES)


@pytest.fixture
def near() -> Iterator[Rule]:
    """The catalogue with one more rule, about persons: the cadre called u is held."""
    kept = (catalogue._all, catalogue.bits, qualification.obeyed, conditions.judged)

    def fresh() -> None:
        for function in kept:
            function.cache_clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(any_room, "NEAR", NEAR, raising=False)
        patch.setitem(obeying.HELD, NEAR, lambda i, _: (i.cadres["cadre_id"] == "u").to_numpy())
        patch.setitem(judging.HELD, NEAR, lambda c: (c.instance.cadres["cadre_id"] == "u").to_numpy())
        fresh()
        yield NEAR
    fresh()


def with_u(**more: Any) -> ContestCase:
    """u applies for C1 and is best there."""
    case = ContestCase(**more)
    case.applications.append(applies("u", "C1"))
    case.marks["u"] = 99
    return case


def test_a_rule_about_a_person_is_a_condition_of_every_applicant(near: Rule) -> None:
    """By its name, in procedure and judge; x has the post, and u is told why."""
    case = with_u()
    instance = case.instance()
    held = hold(instance, case.rules(), Limits())
    at = list(held.entries.cadre).index(instance.cadre_index["u"])
    assert (held.entries.fate[at], held.entries.unmet[at]) == (Fate.UNQUALIFIED, ("near_the_end",))
    verdict = case.verdict()
    assert verdict.ok
    (entry,) = verdict.trace.by_cadre[instance.cadre_index["u"]]
    assert (entry.fate, entry.unmet) == (Fate.UNQUALIFIED, ("near_the_end",))
    assert [missed.say().en for missed in verdict.trace.missed(entry)] == ["retires soon"]


def test_whoever_is_appointed_against_it_breaks_that_rule(near: Rule) -> None:
    """Under its own code; beside another condition missed it is one of the conditions."""
    case = with_u(appointed=[("a", "B1"), ("b", "A1"), ("u", "C1")])
    assert [b.code for b in case.verdict().breaches] == ["near-the-end"]
    case.units["C"]["establishment_type"], case.cadres["u"]["establishment_type"] = "行政", "事业"
    (breach,) = case.verdict().breaches
    assert breach.code == "contest-unqualified"
    assert breach.text.en.endswith(": another establishment type, near retirement")


def test_it_bars_in_the_masks_of_both_sides(near: Rule) -> None:
    """Procedure and judge hold the same persons by the same bit."""
    case = with_u()
    instance = case.instance()
    masks = obeying.held(instance, case.rules())
    assert np.flatnonzero(masks).tolist() == [instance.cadre_index["u"]]
    assert masks.max() == catalogue.bits()[near]
    assert (judging.held(case.verdict().trace.facts.case) == masks).all()


def test_a_rule_without_a_function_fails_by_its_name(near: Rule) -> None:
    """A rule that nobody obeys, or nobody judges, is an error that names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(obeying.HELD, near)
        with pytest.raises(LookupError, match="near-the-end"):
            qualification.obeyed()
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(judging.HELD, near)
        with pytest.raises(LookupError, match="near-the-end"):
            conditions.judged()


def test_modality_default_is_no_condition() -> None:
    """What holds as far as it can is counted elsewhere and asked of no applicant."""
    from dataclasses import replace

    from rengang.rules.contest_application import qualifications

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(any_room, "NEAR", replace(NEAR, modality=Modality.DEFAULT), raising=False)
        catalogue._all.cache_clear()
        assert [rule.code for rule in qualifications()] == ["contest-establishment-type", "near-retirement"]
    catalogue._all.cache_clear()
