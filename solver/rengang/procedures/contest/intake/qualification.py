"""Who meets the conditions of a post: built-in, named in the policy, named by the post; with waivers (TX-17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, assert_never

import numpy as np
import polars as pl

from rengang.model import Event, Instance
from rengang.model.arrays import Bool, Int32, frozen
from rengang.model.procedure import Procedure
from rengang.policy import Policy
from rengang.policy.conditions import Condition, Statement
from rengang.procedures import movers
from rengang.procedures.contest.intake.criteria import answer
from rengang.procedures.contest.intake.facts import Answer, Facts
from rengang.rules.catalogue import complete
from rengang.rules.contest_application import ESTABLISHMENT_TYPE, qualifications
from rengang.rules.contest_log import FACT_MISSING, STATEMENT, WAIVED, Line
from rengang.rules.rule import Rule


@dataclass(frozen=True, eq=False)
class Qualification:
    """What screening found for each entry.

    Attributes
    ----------
    unmet
        Names of the conditions missed, in the order in which they are asked; empty for who qualifies.
    events
        Statements, facts that are missing and were let pass, waivers that decided.
    """

    unmet: tuple[tuple[str, ...], ...]
    events: tuple[Event, ...]


class _Judged(NamedTuple):
    """A condition at every entry: `fails` under the policy, and `lenient` where only a missing fact lets it hold."""

    fails: Bool
    lenient: Bool


def screen(instance: Instance, policy: Policy, cadre: Int32, post: Int32) -> Qualification:
    """Every condition that each entry (cadre, post) misses (TX-17, A-20).  O(entries · tests).

    The built-in conditions come first, then ``contest.qualification`` in order, then the post's own.
    """
    facts = Facts(instance, policy, cadre, post)
    unmet: dict[int, list[str]] = {}
    for rule, misses in obeyed().items():
        if rule.in_force(policy):
            for k in np.flatnonzero(misses(facts)).tolist():
                unmet.setdefault(k, []).append(rule.name)
    said: list[Event] = []
    events: list[Event] = []
    for name, asked in _asked(facts):
        condition = policy.contest.conditions[name]
        judged = _judge(condition, facts)
        said += _statements(condition)
        waived = _waivers(instance, name) if condition.modality == "default" else {}
        lenient = np.flatnonzero(asked & judged.lenient).tolist()
        events += [_about(facts, k, FACT_MISSING, name) for k in lenient]
        for k in np.flatnonzero(asked & judged.fails).tolist():
            reason = _waiver(facts, k, waived)
            if reason is None:
                unmet.setdefault(k, []).append(name)
            else:
                events.append(_about(facts, k, WAIVED, name, reason))
    return Qualification(tuple(tuple(unmet.get(k, ())) for k in range(len(facts))), (*said, *events))


def posts_without_condition(instance: Instance, policy: Policy, contested: Bool) -> Int32:
    """Contested posts at which no condition of the policy is ever asked (A-20)."""
    posts = instance.tables["posts"]
    conditions = policy.contest.conditions
    bare = contested.copy()
    for name in policy.contest.qualification:
        bare &= ~_at_level(conditions[name], posts["level"])
    for name in _own_names(posts, policy):
        own = (posts["condition"] == name).fill_null(False).to_numpy()
        bare &= ~(own & _at_level(conditions[name], posts["level"]))
    return frozen(np.flatnonzero(bare).astype(np.int32))


def _asked(facts: Facts) -> Iterator[tuple[str, Bool]]:
    """Names of the conditions in the order in which they are asked, with the entries they are asked of."""
    policy = facts.policy.contest
    everywhere = list(policy.qualification)
    own = facts.posts["condition"]
    for name in (*everywhere, *(n for n in _own_names(facts.posts, facts.policy) if n not in everywhere)):
        asked = _applies(policy.conditions[name], facts)
        if name not in everywhere:
            asked = asked & (own == name).fill_null(False).to_numpy()
        if asked.any():
            yield name, asked


def _own_names(posts: pl.DataFrame, policy: Policy) -> list[str]:
    """Conditions that posts name for themselves and the policy defines, in the policy's order."""
    named = posts["condition"].drop_nulls().unique().to_list()
    return [name for name in policy.contest.conditions if name in named]


def _at_level(condition: Condition, levels: pl.Series) -> Bool:
    """Posts of the levels that a condition is asked at; without levels, all posts."""
    if not condition.levels:
        return np.ones(len(levels), dtype=bool)
    return np.asarray(levels.is_in(list(condition.levels)).fill_null(False).to_numpy())


def _applies(condition: Condition, facts: Facts) -> Bool:
    """Entries that a condition is asked of: by the post's level, and promotion or lateral move (A-32)."""
    asked = _at_level(condition, facts.posts["level"])
    match condition.applies:
        case "everyone":
            return asked
        case "promotion":
            return asked & facts.promotes
        case "lateral":
            return asked & ~facts.promotes
    assert_never(condition.applies)


def _judge(condition: Condition, facts: Facts) -> _Judged:
    """All tests of `all` hold and, where there are groups in `any`, one of them holds whole."""
    every = [answer(test, facts) for test in condition.all]
    groups = [[answer(test, facts) for test in group] for group in condition.any]

    def verdict(missing: bool) -> Bool:
        """Does it hold when a missing fact counts as `missing`."""
        out = _all_of(every, missing, len(facts))
        if groups:
            one = np.zeros(len(facts), dtype=bool)
            for group in groups:
                one |= _all_of(group, missing, len(facts))
            out &= one
        return out

    passes = facts.policy.contest.missing == "pass"
    strict = verdict(missing=False)
    lenient = verdict(missing=True) & ~strict if passes else np.zeros(len(facts), dtype=bool)
    return _Judged(~(strict | lenient), lenient)


def _all_of(answers: list[Answer], missing: bool, entries: int) -> Bool:
    out = np.ones(entries, dtype=bool)
    for holds, known in answers:
        out &= np.where(known, holds, missing)
    return out


def _statements(condition: Condition) -> Iterator[Event]:
    """What no table says, said once for everybody (KF-03, XX-01)."""
    for test in (*condition.all, *(test for group in condition.any for test in group)):
        if isinstance(test, Statement):
            yield Event(STATEMENT.kind, STATEMENT.filled(text=test.text), rule=_rule(condition))


def _rule(condition: Condition) -> str | None:
    return ", ".join(condition.rules) or None


# -- built-in conditions --------------------------------------------------------------------------------------
def _wrong_establishment(facts: Facts) -> Bool:
    """WC-16: establishment types are not interchangeable, in another unit or at a post with its own type."""
    units = facts.instance.units["establishment_type"]
    unit = facts.instance.codes(facts.posts["unit_id"], "units", "unit_id")
    home = facts.instance.unit_of[facts.cadre]
    of_post = facts.posts["establishment_type"]
    of_unit = pl.Series([None if u < 0 else u for u in unit.tolist()], dtype=pl.Int64)
    wanted = of_post.fill_null(units.gather(of_unit)) if len(units) else of_post
    own = facts.people["establishment_type"]
    moves = (unit != home) | of_post.is_not_null().to_numpy()
    return np.asarray((wanted != own).fill_null(False).to_numpy() & moves)


def _of_person(rule: Rule) -> Callable[[Facts], Bool]:
    """A rule about a person, asked of an applicant."""
    return lambda facts: movers.HELD[rule](facts.instance, facts.policy)[facts.cadre]


@cache
def obeyed() -> Mapping[Rule, Callable[[Facts], Bool]]:
    """Who misses each built-in condition."""
    persons = {rule: _of_person(rule) for rule in movers.HELD if Procedure.CONTEST in rule.binds}
    parts = {ESTABLISHMENT_TYPE: _wrong_establishment, **persons}
    return complete(parts, qualifications(), "a function that obeys it in a contest")


# -- waivers --------------------------------------------------------------------------------------------------
_Waivers = dict[str, list[tuple[str | None, str]]]


def _waivers(instance: Instance, name: str) -> _Waivers:
    """Waivers of one condition: cadre label → (post label or None for all, reason)."""
    rows = instance.tables["waivers"].filter(pl.col("condition") == name)
    out: _Waivers = {}
    for cadre, post, reason in rows.select("cadre_id", "post_id", "reason").iter_rows():
        out.setdefault(cadre, []).append((post, reason))
    return out


def _waiver(facts: Facts, k: int, waivers: _Waivers) -> str | None:
    """The reason of a waiver that covers entry `k` (KF-09), that for this very post first."""
    if not waivers:
        return None
    granted, label = waivers.get(facts.people["cadre_id"][k], []), facts.posts["post_id"][k]
    fitting = [(post is None, reason) for post, reason in granted if post in (None, label)]
    return min(fitting)[1] if fitting else None


def _about(facts: Facts, k: int, line: Line, name: str, reason: str = "") -> Event:
    text = line.filled(condition=name, reason=reason)
    rule = _rule(facts.policy.contest.conditions[name])
    return Event(line.kind, text, 0, int(facts.post[k]), int(facts.cadre[k]), rule, name)
