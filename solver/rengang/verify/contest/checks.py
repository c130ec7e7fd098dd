"""C7, rule by rule: what is wrong with a list of appointments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rengang.errors import Text
from rengang.model import Fate
from rengang.rules.contest_application import NEVER_APPLIED, OWN_UNIT, qualifications
from rengang.rules.contest_form import CONTESTED, PERSON_TWICE, POST_TWICE
from rengang.rules.contest_seats import (
    DECISION,
    ESTABLISHMENT,
    INCUMBENT,
    MID_LEVEL,
    RELATIVES,
    SAME_SECTION,
)
from rengang.rules.contest_steps import RULES
from rengang.rules.rule import Rule
from rengang.verify.breach import Breach, broken
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.seating import Ask, Seating, Subject

Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Bench:
    """A list of appointments before the judge: the list itself, the candidates, and the state it makes.

    Of a person or a post that stands in the list twice, the first row makes the state.
    """

    facts: Facts
    entries: Entries
    pairs: tuple[tuple[int, int], ...]
    seating: Seating


def _columns(pairs: Pairs) -> tuple[list[int], list[int]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def check_contested(bench: Bench) -> list[Breach]:
    """Only posts that are offered for contest are given away (TX-12, TX-02)."""
    cadre, post = _columns([pair for pair in bench.pairs if not bench.facts.posts[pair[1]].contested])
    return broken(bench.facts.case, CONTESTED, cadre, post=post)


def check_candidates(bench: Bench) -> list[Breach]:
    """Only candidates are appointed; of others it is said at which step they dropped out (TX-14 … TX-29, JL-53).

    Who misses nothing but one condition that is a rule of its own is reported under that rule (WC-16).
    """
    wrong: dict[Rule, list[tuple[int, int]]] = {}
    for pair in bench.pairs:
        entry = bench.entries.get(pair)
        if (entry is None or not entry.still_in) and bench.facts.posts[pair[1]].contested:
            wrong.setdefault(_dropped_by(entry), []).append(pair)
    out = []
    for rule in (NEVER_APPLIED, *qualifications(), *RULES.values()):
        cadre, post = _columns(wrong.get(rule, []))
        found = broken(bench.facts.case, rule, cadre, post=post)
        out += [_named(bench, breach) for breach in found] if rule is RULES[Fate.UNQUALIFIED] else found
    return out


def _dropped_by(entry: Candidacy | None) -> Rule:
    """The rule by which somebody is no candidate."""
    if entry is None:
        return NEVER_APPLIED
    alone = [rule for rule in qualifications() if (rule.name,) == entry.unmet]
    return alone[0] if alone else RULES[entry.fate]


def _named(bench: Bench, breach: Breach) -> Breach:
    """The breach with the conditions that the person misses."""
    if breach.cadre is None or breach.post is None:
        return breach
    names = [bench.facts.title(name) for name in bench.entries[breach.cadre, breach.post].unmet]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return replace(breach, text=Text(f"{breach.text.zh}：{zh}", f"{breach.text.en}: {en}"))


def check_own_unit(bench: Bench) -> list[Breach]:
    """Nobody who applied wins a post of the own unit, unless the policy allows that (TX-15)."""
    facts = bench.facts
    if not OWN_UNIT.in_force(facts.policy):
        return []
    own = [
        (cadre, post)
        for cadre, post in bench.pairs
        if facts.posts[post].unit == facts.home[cadre]
        and (entry := bench.entries.get((cadre, post))) is not None
        and entry.round > 0
    ]
    cadre, post = _columns(own)
    return broken(facts.case, OWN_UNIT, cadre, post=post)


def check_once(bench: Bench) -> list[Breach]:
    """S1, S2: nobody has two posts, and no post two people (TX-14)."""
    cadres, posts = _columns(bench.pairs)
    people = sorted((cadre, times) for cadre, times in Counter(cadres).items() if times > 1)
    seats = sorted((post, times) for post, times in Counter(posts).items() if times > 1)
    case = bench.facts.case
    return [
        *broken(case, PERSON_TWICE, [c for c, _ in people], times=[n for _, n in people]),
        *broken(case, POST_TWICE, post=[p for p, _ in seats], times=[n for _, n in seats]),
    ]


def check_seats(bench: Bench) -> list[Breach]:
    """S3…S7: incumbents, caps, relatives and decisions (A-32, TX-34, JF-01, HB-19, WC-11, DY-04, A-11)."""
    return told(bench.seating, [s for s in bench.seating.all_subjects() if bench.seating.broken(s)])


def told(seating: Seating, subjects: Iterable[Subject]) -> list[Breach]:
    """The breaches behind what is broken, in the order of the rules."""
    found: dict[Ask, list[tuple[int, int]]] = {}
    for ask, one, other in sorted(subjects):
        found.setdefault(ask, []).append((one, other))
    return [breach for ask, where in found.items() for breach in _TELLS[ask](seating, where)]


def _incumbents(seating: Seating, posts: Pairs) -> list[Breach]:
    """S3: under ``hold`` a post is filled only if its incumbent is appointed to another (A-32)."""
    post, _ = _columns(posts)
    held_by = [seating.facts.posts[at].incumbent for at in post]
    return broken(seating.facts.case, INCUMBENT, held_by, post=post)


def _mid_level(seating: Seating, units: Pairs) -> list[Breach]:
    """S4: a unit's mid-level people do not grow beyond the cap (TX-34, A-07)."""
    unit, _ = _columns(units)
    growth, most = [seating.mid_growth[u] for u in unit], [seating.grounds.mid_room[u] for u in unit]
    return broken(seating.facts.case, MID_LEVEL, unit=unit, growth=growth, most=most)


def _establishment(seating: Seating, units: Pairs) -> list[Breach]:
    """S5: after ≤ max(before, authorised) (JF-01, HB-19, WC-11)."""
    unit, _ = _columns(units)
    growth, most = [seating.growth[u] for u in unit], [seating.grounds.room[u] for u in unit]
    return broken(seating.facts.case, ESTABLISHMENT, unit=unit, growth=growth, most=most)


def _relatives(seating: Seating, pairs: Pairs) -> list[Breach]:
    """S6: nobody is appointed beside a relative (DY-04)."""
    units, sections = [], []
    for one, other in pairs:
        # name the one who moves; where both do, the first
        if seating.moves(one) or seating.moves(other):
            units.append((one, other) if seating.moves(one) else (other, one))
        else:
            sections.append((one, other))
    out = []
    for rule, found in ((RELATIVES, units), (SAME_SECTION, sections)):
        cadre, relative = _columns(found)
        out += broken(seating.facts.case, rule, cadre, [seating.end(c) for c in cadre], relative)
    return out


def _decisions(seating: Seating, decisions: Pairs) -> list[Breach]:
    """S7: whom a collective decision names has the post (A-11)."""
    post, cadre = _columns(decisions)
    return broken(seating.facts.case, DECISION, cadre, post=post)


_TELLS: Mapping[Ask, Callable[[Seating, Pairs], list[Breach]]] = {
    Ask.INCUMBENT: _incumbents,
    Ask.MID_LEVEL: _mid_level,
    Ask.ESTABLISHMENT: _establishment,
    Ask.RELATIVES: _relatives,
    Ask.DECISION: _decisions,
}


class Check(NamedTuple):
    """A function of the judge, and the rules whose breaches it reports."""

    rules: tuple[Rule, ...]
    found: Callable[[Bench], list[Breach]]


CHECKS = (
    Check((CONTESTED,), check_contested),
    Check((NEVER_APPLIED, *qualifications(), *RULES.values()), check_candidates),
    Check((OWN_UNIT,), check_own_unit),
    Check((PERSON_TWICE, POST_TWICE), check_once),
    Check((INCUMBENT, MID_LEVEL, ESTABLISHMENT, RELATIVES, SAME_SECTION, DECISION), check_seats),
)
"""Every hard rule of a contest, in the order in which breaches are reported."""
