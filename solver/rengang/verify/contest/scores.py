"""C5, scores: the value of every node for a person at a post, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

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
    if rounding.mode == "half_up":
        up = twice >= size.denominator
    elif rounding.mode == "half_even":
        up = twice > size.denominator or (twice == size.denominator and whole % 2 == 1)
    else:
        up = False
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
    unmarked = not any(sheet.marks(entry, panel) for entry in entries for panel in panels)
    votes = any(isinstance(node, GroupVote) for node in kinds)
    unvoted = not any((entry.cadre, entry.post) in facts.recommended for entry in entries)
    return (bool(panels) and unmarked) or (votes and unvoted)


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
        for name in self.names:
            node = self.nodes[name]
            if not isinstance(node, GroupVote) or node.gate is None:
                continue
            if not holds(entry.rate, node.op, node.gate):
                entry.fate = Fate.BARRED  # JL-53
                return []
        values: dict[str, Fraction | None] = {}
        total = self.value(entry, self.facts.rules.total, values)
        if total is not None:
            final = self.facts.rules.rounding.stage == "final"
            entry.score = rounded(total, self.facts.rules.rounding) if final else total
            return []
        if self.facts.rules.absent == "withdrawn":
            entry.fate = Fate.WITHDRAWN  # XX-32
            return []
        missing = [n for n in self.names if not isinstance(self.nodes[n], Sum) and values[n] is None]
        listed = "、".join(missing)
        what = Text(f"竞岗对象缺少得分：{listed}", f"a candidate lacks scores: {listed}")
        expected = Text("每位竞岗对象都有得分", "scores for every candidate")
        value = self.facts.ids(entry.post, entry.cadre)
        return [self.facts.problem("score-missing", what, expected, "applications", value, "contest.absent")]

    def value(self, entry: Candidacy, name: str, values: dict[str, Fraction | None]) -> Fraction | None:
        """The value of a node, each reckoned once; None where an input is missing."""
        if name in values:
            return values[name]
        node = self.nodes[name]
        if isinstance(node, Sum):
            parts = [(weight, self.value(entry, part, values)) for part, weight in node.terms.items()]
            known = [weight * part for weight, part in parts if part is not None]
            found = sum(known, Fraction(0)) if len(known) == len(parts) else None
        else:
            found = self.read(entry, node)
        if found is not None and self.facts.rules.rounding.stage == "every":
            found = rounded(found, self.facts.rules.rounding)
        values[name] = found
        return found

    def read(self, entry: Candidacy, node: Node) -> Fraction | None:
        """The value of a node that reads the tables."""
        cadre = entry.cadre
        if isinstance(node, Panel):
            return trimmed_mean(self.marks(entry, node.panel), node.drop_high, node.drop_low)
        if isinstance(node, Paper):
            return self.facts.exams.get((cadre, node.paper))
        if isinstance(node, Rating):
            return rating(self.facts, cadre, node)
        if isinstance(node, AppraisalMean):
            return appraisal_mean(self.facts, cadre, node)
        if isinstance(node, Bonus):
            rank = self.facts.persons[cadre]["rank"]
            return node.points.get(rank, node.otherwise) if rank is not None else node.otherwise
        assert isinstance(node, GroupVote)
        return group_vote(self.facts, entry, node)

    def marks(self, entry: Candidacy, panel: str) -> list[int]:
        """A panel's marks in millionths: at this post, else at the first of the person's posts that has any.

        One speech serves for all posts of a person: of those with an entry, the least order (none last) and
        then the least post.
        """
        given = self.facts.marks.get((entry.cadre, panel), {})
        if entry.post in given:
            return given[entry.post]
        others = [other for other in self.standing[entry.cadre] if other.post in given]
        others.sort(key=lambda other: (other.order == 0, other.order, other.post))
        return given[others[0].post] if others else []


def trimmed_mean(marks: list[int], high: int, low: int) -> Fraction | None:
    """Mean after dropping the highest and lowest marks, one occurrence each (TX-27, JL-45, A-16)."""
    kept = sorted(marks)[low : len(marks) - high]
    return Fraction(sum(kept), len(kept) * UNIT) if kept and len(marks) > high + low else None


def rating(facts: Facts, cadre: int, node: Rating) -> Fraction | None:
    """The score of the item, or else full · votes / present (JL-28)."""
    row = facts.ratings.get((cadre, node.item))
    if row is None:
        return None
    if row["score"] is not None:
        return Fraction(row["score"])
    if row["votes"] is None or not row["present"]:
        return None
    return node.full * Fraction(row["votes"], row["present"])


def appraisal_mean(facts: Facts, cadre: int, node: AppraisalMean) -> Fraction | None:
    """Mean of the points of the last years, all of which are needed (JL-40, A-27)."""
    grades = facts.grades.get(cadre, {})
    years = facts.last_years(node.last)
    points = [node.points[grades[y]] for y in years if y in grades and grades[y] in node.points]  # type: ignore[index]
    return sum(points, Fraction(0)) / node.last if len(points) == node.last else None


def group_vote(facts: Facts, entry: Candidacy, node: GroupVote) -> Fraction:
    """full · Σ weight · votes/present of each group (JL-52…55); of an empty group 0, or the others scaled up."""
    groups = facts.recommended.get((entry.cadre, entry.post), {})
    filled = {name: groups[name] for name in node.weights if groups.get(name, (0, 0))[1] > 0}
    total = sum((node.weights[n] * Fraction(*votes) for n, votes in filled.items()), Fraction(0))
    base = sum((node.weights[n] for n in filled), Fraction(0)) if node.empty == "renormalise" else Fraction(1)
    return node.full * total / base if base else Fraction(0)
