"""C5, scores: the value of every node for a person at a post, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Fate
from rengang.model.values import holds
from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Node, Panel, Paper, Rating, Rounding, Sum
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.facts import UNIT, Facts


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """A value with the regulation's places: half away from zero, half to even, or towards zero (A-03).

    >>> rounded(Fraction(5, 4), Rounding(decimals=1)), rounded(Fraction(-5, 4), Rounding(decimals=1))
    (Fraction(13, 10), Fraction(-13, 10))
    """
    if rounding.decimals is None:
        return value
    scale = 10**rounding.decimals
    size = abs(value) * scale
    whole, rest = divmod(size.numerator, size.denominator)
    twice = 2 * rest
    match rounding.mode:
        case "half_up":
            up = twice >= size.denominator
        case "half_even":
            up = twice > size.denominator or (twice == size.denominator and whole % 2 == 1)
        case "down":
            up = False
        case _:
            assert_never(rounding.mode)
    points = Fraction(whole + up, scale)
    return -points if value < 0 else points


def needed(nodes: Mapping[str, Node], name: str) -> tuple[str, ...]:
    """The node called `name` and all nodes that it is made of, each once."""
    found = [name]
    for at in found:  # grows while it is walked
        node = nodes[at]
        found += [part for part in node.terms if part not in found] if isinstance(node, Sum) else []
    return tuple(found)


def score(facts: Facts, entries: Entries) -> None:
    """Give every entry that is still in its rate and its total score, or the fate of those who have none.

    Raises
    ------
    InvalidInput
        ``score-missing``: marks are missing and ``contest.absent`` is ``"error"``.
    """
    rates(facts, entries)
    if not facts.rules.total:
        return
    sheet = Sheet(facts, entries)
    by_post: dict[int, list[Candidacy]] = {}
    for key in sorted(entries):
        if entries[key].still_in:
            by_post.setdefault(entries[key].post, []).append(entries[key])
    problems: list[Problem] = []
    for post in sorted(by_post):
        if unscored(sheet, by_post[post]):
            for entry in by_post[post]:
                entry.fate = Fate.UNSCORED
            continue
        for entry in by_post[post]:
            problems += sheet.judge(entry)
    if problems:
        raise InvalidInput(problems)


def rates(facts: Facts, entries: Entries) -> None:
    """The pooled recommendation rate Σ votes / Σ present: of whoever has rows, 0 without rows where one is needed."""
    names = needed(facts.rules.scores, facts.rules.total) if facts.rules.total else ()
    asked = any(isinstance(facts.rules.scores[name], GroupVote) for name in names)
    for key, entry in entries.items():
        groups = facts.recommended.get(key)
        if groups:
            present = sum(there for _, there in groups.values())
            votes = sum(votes for votes, _ in groups.values())
            entry.rate = Fraction(votes, present) if present else Fraction(0)
        elif asked and entry.still_in:
            entry.rate = Fraction(0)


def unscored(sheet: Sheet, entries: list[Candidacy]) -> bool:
    """Has nobody at a post been marked by any panel yet, or been voted on, though the total needs it."""
    facts, kinds = sheet.facts, [sheet.nodes[name] for name in sheet.names]
    panels = [node.panel for node in kinds if isinstance(node, Panel)]
    unmarked = not any(sheet.heard_at(entry, panel) >= 0 for entry in entries for panel in panels)
    votes = any(isinstance(node, GroupVote) for node in kinds)
    unvoted = not any((entry.cadre, entry.post) in facts.recommended for entry in entries)
    return (bool(panels) and unmarked) or (votes and unvoted)


class Reckoned(NamedTuple):
    """A node for one person at one post.

    `given` is what it is reckoned from: of a panel (post, marks as (judge, points)), of a rating (score, votes,
    present), of appraisals (year, grade, points) each, of a bonus the rank, of a vote (votes, present) by group,
    of a sum the values of its terms. `exact` is the value before rounding, `value` the one that counts.
    """

    name: str
    node: Node
    given: Any
    exact: Fraction | None
    value: Fraction | None


@dataclass
class Sheet:
    """The values of all nodes that the total is made of; those of one person at one post at a time."""

    facts: Facts
    entries: Entries
    names: tuple[str, ...] = ()
    standing: dict[int, list[Candidacy]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = needed(self.nodes, self.facts.rules.total)
        for key in sorted(self.entries):
            self.standing.setdefault(key[0], []).append(self.entries[key])

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The policy's nodes by name."""
        return self.facts.rules.scores

    def judge(self, entry: Candidacy) -> list[Problem]:
        """Bar, score or withdraw one person at one post; what is missing where that is an error."""
        if any(self.gated(entry, self.nodes[name]) for name in self.names):
            entry.fate = Fate.BARRED  # JL-53
            return []
        values: dict[str, Reckoned] = {}
        entry.score = self.value(entry, self.facts.rules.total, values)
        if entry.score is not None:
            return []
        match self.facts.rules.absent:
            case "withdrawn":
                entry.fate = Fate.WITHDRAWN  # XX-32
                return []
            case "error":
                return [self._missing(entry, values)]
        assert_never(self.facts.rules.absent)

    def _missing(self, entry: Candidacy, values: Mapping[str, Reckoned]) -> Problem:
        missing = missing_of([values[name] for name in self.names])
        what = Text(
            f"竞岗对象缺少得分：{'、'.join(missing)}", f"a candidate lacks scores: {'、'.join(missing)}"
        )
        expected = Text("每位竞岗对象都有得分", "scores for every candidate")
        value = self.facts.ids(entry.post, entry.cadre)
        return self.facts.problem("score-missing", what, expected, "applications", value, "contest.absent")

    def reckoned(self, entry: Candidacy, name: str) -> tuple[Reckoned, ...]:
        """A node and all that it is made of, parts before wholes."""
        values: dict[str, Reckoned] = {}
        self.value(entry, name, values)
        return tuple(values.values())

    def value(self, entry: Candidacy, name: str, values: dict[str, Reckoned]) -> Fraction | None:
        """The value of a node, each reckoned once; None where an input is missing or a gate is missed (A-03)."""
        if name in values:
            return values[name].value
        node, rounding = self.nodes[name], self.facts.rules.rounding
        if isinstance(node, Sum):
            given: Any = {part: self.value(entry, part, values) for part in node.terms}
            exact = weighted(node, given)
        else:
            given, exact = self.read(entry, node)
        rounds = rounding.stage == "every" or name == self.facts.rules.total
        value = rounded(exact, rounding) if exact is not None and rounds else exact
        values[name] = Reckoned(name, node, given, exact, value)
        return value

    def read(self, entry: Candidacy, node: Node) -> tuple[Any, Fraction | None]:
        """What a node reads off the tables, and its value."""
        facts, cadre = self.facts, entry.cadre
        match node:
            case Panel():
                at = self.heard_at(entry, node.panel)
                marks = [] if at < 0 else facts.marks[cadre, node.panel][at]
                return at, trimmed_mean(marks, node.drop_high, node.drop_low)
            case Paper():
                mark = facts.exams.get((cadre, node.paper))
                return mark, mark
            case Rating():
                row = facts.ratings.get((cadre, node.item), {})
                given = (row.get("score"), row.get("votes"), row.get("present"))
                return given, rating(facts, cadre, node)
            case AppraisalMean():
                return appraised(facts, cadre, node), appraisal_mean(facts, cadre, node)
            case Bonus():
                rank = facts.persons[cadre]["rank"]
                return rank, node.otherwise if rank is None else node.points.get(rank, node.otherwise)
            case GroupVote():
                groups = facts.recommended.get((cadre, entry.post), {})
                return groups, None if self.gated(entry, node) else group_vote(groups, node)
            case Sum():
                raise TypeError("a sum reads no table")
        assert_never(node)

    def gated(self, entry: Candidacy, node: Node) -> bool:
        """Does the person's rate miss the gate of a vote (JL-53)."""
        gate = node.gate if isinstance(node, GroupVote) else None
        return isinstance(node, GroupVote) and gate is not None and not holds(entry.rate or 0, node.op, gate)

    def heard_at(self, entry: Candidacy, panel: str) -> int:
        """The post whose marks of a panel count: this one, else the first of the person's posts that has any.

        One speech serves for all posts of a person: of those with an entry, the least order (none last) and
        then the least post. −1 where there are no marks.
        """
        given = self.facts.marks.get((entry.cadre, panel), {})
        if entry.post in given:
            return entry.post
        others = [other for other in self.standing[entry.cadre] if other.post in given]
        others.sort(key=lambda other: (other.order == 0, other.order, other.post))
        return others[0].post if others else -1


def missing_of(nodes: Iterable[Reckoned]) -> list[str]:
    """Names of the nodes that read the tables and found something missing."""
    return [name for name, node, _, exact, _ in nodes if exact is None and not isinstance(node, Sum)]


def weighted(node: Sum, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """Σ weight · value, None where one is missing (TX-26, JL-56)."""
    known = [node.terms[name] * value for name, value in values.items() if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(node.terms) else None


def trimmed_mean(marks: list[int], high: int, low: int) -> Fraction | None:
    """Mean after dropping the highest and lowest marks, one occurrence each (TX-27, JL-45, A-16)."""
    kept = sorted(marks)[low : len(marks) - high]
    return Fraction(sum(kept), len(kept) * UNIT) if kept and len(marks) > high + low else None


def rating(facts: Facts, cadre: int, node: Rating) -> Fraction | None:
    """The score of the item, or else full · votes / present (JL-28)."""
    row = facts.ratings.get((cadre, node.item), {})
    score, votes, present = row.get("score"), row.get("votes"), row.get("present")
    if score is not None:
        return Fraction(score)
    return None if votes is None or not present else node.full * Fraction(votes, present)


def appraised(facts: Facts, cadre: int, node: AppraisalMean) -> list[tuple[int, str | None, Fraction | None]]:
    """Each of the last years with its grade and the points of that grade."""
    grades, points = facts.grades.get(cadre, {}), dict[str, Fraction](node.points.items())
    return [(y, grades.get(y), points.get(grades.get(y, ""))) for y in facts.last_years(node.last)]


def appraisal_mean(facts: Facts, cadre: int, node: AppraisalMean) -> Fraction | None:
    """Mean of the points of the last years, all of which are needed (JL-40, A-27)."""
    known = [points for _, _, points in appraised(facts, cadre, node) if points is not None]
    return sum(known, Fraction(0)) / node.last if len(known) == node.last else None


def group_vote(groups: Mapping[str, tuple[int, int]], node: GroupVote) -> Fraction:
    """full · Σ weight · votes/present of each group (JL-52…55); of an empty group 0, or the others scaled up."""
    filled = {name: groups[name] for name in node.weights if groups.get(name, (0, 0))[1] > 0}
    total = sum((node.weights[n] * Fraction(*votes) for n, votes in filled.items()), Fraction(0))
    base = sum((node.weights[n] for n in filled), Fraction(0)) if node.empty == "renormalise" else Fraction(1)
    return node.full * total / base if base else Fraction(0)
