"""The calculus of scores: every node of ``contest.scores`` for every entry, in exact fractions.

A node reads marks (panel, paper, rating, appraisal, bonus, group vote) or combines other nodes (sum). Nodes that
need no post are computed once per person. Integers and fractions only: 1/3 is never 0.333.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from operator import mul
from typing import TypeVar, assert_never

import numpy as np
import polars as pl

from rengang.model import Entries, Fate, Instance
from rengang.model.arrays import Bool, Int32, frozen
from rengang.model.values import holds
from rengang.policy import Policy
from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Node, Panel, Paper, Rating, Sum
from rengang.procedures.contest.scores import marks
from rengang.procedures.contest.scores.rounding import places_of, steps

Value = Fraction | None
Column = list[Value]
Ratio = tuple[int, int] | None
"""Numerator and positive denominator, not reduced; None where an input is missing."""
T = TypeVar("T")
Key = TypeVar("Key")


@dataclass(frozen=True, eq=False)
class Scores:
    """Values of the nodes for some entries; every sequence has one element per row asked.

    Attributes
    ----------
    rows : int32, shape (k,)
        The entries that were evaluated.
    nodes
        Value of each node per row, None where an input is missing; parts stand before what they are part of.
    total
        The values of ``contest.total``; all None when it is blank.
    rate
        Pooled recommendation rate: Σ votes / Σ present (A-26). Without any row 0 when the total contains a
        group vote, else None.
    barred : bool, shape (k,)
        Does the rate miss the gate of a group vote that the total contains (JL-53).
    missing
        The names of the nodes that the total needs and whose inputs are missing.
    marked, recommended : bool, shape (k,)
        Has any panel that the total needs marked the person; has anybody voted on the recommendation.
    """

    rows: Int32
    nodes: Mapping[str, Sequence[Value]]
    total: Sequence[Value]
    rate: Sequence[Value]
    barred: Bool
    missing: Sequence[tuple[str, ...]]
    marked: Bool
    recommended: Bool


def parts_of(scores: Mapping[str, Node], names: Iterable[str]) -> tuple[str, ...]:
    """The named nodes and all that they are made of, each once, parts before wholes."""
    done: dict[str, None] = {}
    for name in names:
        todo = [(name, False)]
        while todo:
            at, expanded = todo.pop()
            if at in done:
                continue
            node = scores[at]
            if expanded or not isinstance(node, Sum):
                done[at] = None
            else:
                todo.append((at, True))
                todo += [(part, False) for part in reversed(list(node.terms)) if part not in done]
    return tuple(done)


def needs_post(scores: Mapping[str, Node], name: str) -> bool:
    """Does the value of this node depend on the post, and not on the person alone."""
    return any(isinstance(scores[part], Panel | GroupVote) for part in parts_of(scores, [name]))


def evaluate(instance: Instance, policy: Policy, entries: Entries, rows: Int32 | None = None) -> Scores:
    """Every node of ``contest.scores`` for the entries `rows` (default: those still in).

    Exact; rounded as ``contest.rounding`` says (A-03). O(marks log marks) in Polars, O(rows · nodes) fractions.

    Raises
    ------
    Nothing on missing inputs: they are None in `nodes` and named in `missing`.
    """
    if rows is None:
        rows = np.flatnonzero([fate == Fate.CANDIDATE for fate in entries.fate]).astype(np.int32)
    calculus = _Calculus(instance, policy, entries, rows)
    for name in parts_of(policy.contest.scores, policy.contest.scores):
        calculus.compute(name)
    scores, total = policy.contest.scores, policy.contest.total
    parts = parts_of(scores, [total] if total else [])
    nodes = {name: calculus.per_row(name) for name in calculus.ratios}
    voted = any(isinstance(scores[part], GroupVote) for part in parts)
    rate, recommended, barred = _rates(scores, parts, calculus.pooled(), voted)
    marked = np.zeros(len(rows), dtype=np.bool_)
    for part in parts:
        if part in calculus.given:
            marked |= calculus.given[part]
    return Scores(
        rows=rows,
        nodes=nodes,
        total=nodes[total] if total else [None] * len(rows),
        rate=rate,
        barred=frozen(barred),
        missing=_missing(scores, parts, nodes, len(rows)),
        marked=frozen(marked),
        recommended=frozen(recommended),
    )


def person_scores(instance: Instance, policy: Policy, node_name: str, cadres: Int32) -> list[Value]:
    """Value of a node that needs no post for each of `cadres`; None where an input is missing: FG-19, JL-40.

    Raises
    ------
    ValueError
        The node contains a panel or a group vote, which are given at a post.
    KeyError
        There is no such node.
    """
    scores = policy.contest.scores
    if needs_post(scores, node_name):
        raise ValueError(f"score {node_name} depends on the post")
    calculus = _Calculus(instance, policy, None, np.asarray(cadres, dtype=np.int32))
    for name in parts_of(scores, [node_name]):
        calculus.compute(name)
    return calculus.per_row(node_name)


def rates(instance: Instance, entries: Entries) -> list[Value]:
    """Pooled recommendation rate of every entry, None where nobody voted on it: A-26."""
    rows = np.arange(len(entries), dtype=np.int32)
    votes, present = marks.pooled(entries, rows, marks.recommendations(instance))
    return [None if p is None else _share(v or 0, p) for v, p in zip(votes, present, strict=True)]


def _share(votes: int, present: int) -> Fraction:
    return Fraction(votes, present) if present > 0 else Fraction(0)


def _rates(
    scores: Mapping[str, Node], parts: Sequence[str], pooled: list[Value], voted: bool
) -> tuple[list[Value], Bool, Bool]:
    """Rate, was there any vote, and is the gate missed: JL-53, JL-54."""
    recommended = np.array([rate is not None for rate in pooled], dtype=np.bool_)
    rate = [Fraction(0) if value is None and voted else value for value in pooled]
    barred = np.zeros(len(rate), dtype=np.bool_)
    for part in parts:
        node = scores[part]
        if isinstance(node, GroupVote) and node.gate is not None:
            barred |= np.array([not holds(value, node.op, node.gate) for value in rate], dtype=np.bool_)
    return rate, recommended, barred


def _missing(
    scores: Mapping[str, Node], parts: Sequence[str], nodes: Mapping[str, Sequence[Value]], count: int
) -> list[tuple[str, ...]]:
    """Names of the leaves among `parts` without a value, per row."""
    leaves = [part for part in parts if not isinstance(scores[part], Sum)]
    lacking = [part for part in leaves if any(value is None for value in nodes[part])]
    if not lacking:
        return [()] * count
    columns = [nodes[part] for part in lacking]
    return [
        tuple(part for part, value in zip(lacking, values, strict=True) if value is None)
        for values in zip(*columns, strict=True)
    ]


@dataclass(frozen=True)
class _Node:
    """A computed node, per person or per row; where rounded, also in whole steps of 1/`scale` (else 0)."""

    per_person: bool
    values: Column
    whole: list[int | None] = field(default_factory=list)
    scale: int = 0


@dataclass
class _Calculus:
    """The nodes computed so far, those of persons over distinct persons, the others over the rows."""

    instance: Instance
    policy: Policy
    entries: Entries | None
    rows: Int32  # rows of `entries`; without entries: cadres
    ratios: dict[str, _Node] = field(default_factory=dict)
    given: dict[str, Bool] = field(default_factory=dict)  # panel node -> was the person marked

    def __post_init__(self) -> None:
        cadre = self.rows if self.entries is None else self.entries.cadre[self.rows]
        self.persons, self.person_of = np.unique(cadre, return_inverse=True)
        self.panels: dict[str, pl.DataFrame] = {}
        self.votes: pl.DataFrame | None = None

    def compute(self, name: str) -> None:
        """Value of one node whose parts are there already."""
        node = self.policy.contest.scores[name]
        per_person = True
        match node:
            case Sum():
                per_person = all(self.ratios[part].per_person for part in node.terms)
                found = self._sum(node, per_person)
            case Panel():
                per_person, found = False, self._panel(name, node)
            case GroupVote():
                per_person, found = False, self._group_vote(node)
            case Paper():
                found = self._paper(node)
            case Rating():
                found = self._rating(node)
            case AppraisalMean():
                found = self._appraisal(node)
            case Bonus():
                found = self._bonus(node)
            case _:
                assert_never(node)
        places, mode = places_of(self.policy, name), self.policy.contest.rounding.mode
        if places is None:

            def exact(ratio: Ratio) -> Value:
                return None if ratio is None else Fraction(ratio[0], ratio[1])

            self.ratios[name] = _Node(per_person, list(map(_remembered(exact), found)))
            return
        scale = 10**places
        whole = [None if ratio is None else steps(ratio[0], ratio[1], scale, mode) for ratio in found]

        def value(count: int | None) -> Value:
            return None if count is None else Fraction(count, scale)

        self.ratios[name] = _Node(per_person, list(map(_remembered(value), whole)), whole, scale)

    def per_row(self, name: str) -> Column:
        """Values of a node, one per row."""
        node = self.ratios[name]
        return self._spread(node.values) if node.per_person else node.values

    def _spread(self, per_person: list[T]) -> list[T]:
        return [per_person[i] for i in self.person_of.tolist()]

    def pooled(self) -> list[Value]:
        if self.entries is None:
            return [None] * len(self.rows)
        votes, present = marks.pooled(self.entries, self.rows, self._recommendations())
        return [None if p is None else _share(v or 0, p) for v, p in zip(votes, present, strict=True)]

    def _recommendations(self) -> pl.DataFrame:
        if self.votes is None:
            self.votes = marks.recommendations(self.instance)
        return self.votes

    def _panel(self, name: str, node: Panel) -> list[Ratio]:
        """Mean of the marks that are left: TX-27, JL-45, XX-36. None where dropping leaves none."""
        if self.entries is None:
            return [None] * len(self.rows)
        if node.panel not in self.panels:
            self.panels[node.panel] = marks.panel_marks(self.instance, node.panel)
        rows = marks.panel_sums(
            self.entries, self.rows, self.panels[node.panel], node.drop_high, node.drop_low
        )
        self.given[name] = np.array(rows[2], dtype=np.int64) > 0
        return [
            (total, kept * marks.UNIT) if kept > 0 else None
            for total, kept in zip(rows[0], rows[1], strict=True)
        ]

    def _group_vote(self, node: GroupVote) -> list[Ratio]:
        """full · Σ weight · votes/present over the groups; an empty group counts 0 or is scaled away: JL-55."""
        if self.entries is None:
            return [None] * len(self.rows)
        columns = marks.group_votes(self.entries, self.rows, self._recommendations(), list(node.weights))
        scale = lcm(*(weight.denominator for weight in node.weights.values()))
        weights = [int(weight * scale) for weight in node.weights.values()]
        out: list[Ratio] = []
        for group in zip(*(zip(v, p, strict=True) for v, p in columns), strict=True):
            numerator, denominator, present_weight = 0, 1, 0
            for weight, (votes, present) in zip(weights, group, strict=True):
                if present > 0:
                    numerator = numerator * present + weight * votes * denominator
                    denominator *= present
                    present_weight += weight
            base = present_weight if node.empty == "renormalise" and present_weight > 0 else scale
            out.append((numerator * node.full.numerator, denominator * base * node.full.denominator))
        return out

    def _paper(self, node: Paper) -> list[Ratio]:
        """The mark of an exam paper: JL-21."""
        found = marks.paper_marks(self.instance, node.paper, self.persons)
        return [None if mark is None else (mark, marks.UNIT) for mark in found]

    def _bonus(self, node: Bonus) -> list[Ratio]:
        """Points by rank: JL-41."""
        ranks = self.instance.cadres["rank"].gather(self.persons.astype(np.uint32)).to_list()
        return [node.points.get(rank, node.otherwise).as_integer_ratio() for rank in ranks]

    def _rating(self, node: Rating) -> list[Ratio]:
        """The score as handed in, else full · votes / present: JL-28."""
        found = marks.ratings(self.instance, node.item, self.persons)
        out: list[Ratio] = []
        for mark, votes, present in found.select("mark", "votes", "present").iter_rows():
            if mark is not None:
                out.append((mark, marks.UNIT))
            elif votes is not None and present:
                out.append((votes * node.full.numerator, present * node.full.denominator))
            else:
                out.append(None)
        return out

    def _appraisal(self, node: AppraisalMean) -> list[Ratio]:
        """Mean of the points of the last years' grades, all of which must be there: JL-40, A-27."""
        years = marks.appraisal_years(self.instance, self.policy, node.last)
        points: dict[str | None, Fraction] = dict(node.points.items())

        def mean(found: tuple[str | None, ...]) -> Ratio:
            if not found or any(grade not in points for grade in found):
                return None
            return (sum((points[grade] for grade in found), Fraction(0)) / len(found)).as_integer_ratio()

        return list(map(_remembered(mean), marks.grades(self.instance, years, self.persons)))

    def _sum(self, node: Sum, per_person: bool) -> list[Ratio]:
        """Σ weight · part, over a common denominator: TX-26, JL-21, JL-56."""
        scale = lcm(*(weight.denominator for weight in node.terms.values()))
        weights = [int(weight * scale) for weight in node.terms.values()]
        parts = [self.ratios[part] for part in node.terms]
        if all(part.scale == parts[0].scale for part in parts) and parts[0].scale:
            wholes = [self._as(part.per_person and not per_person, part.whole) for part in parts]
            return _weighted_wholes(weights, wholes, scale * parts[0].scale)
        columns = [self._as(part.per_person and not per_person, part.values) for part in parts]
        return [_weighted(weights, values, scale) for values in zip(*columns, strict=True)]

    def _as(self, spread: bool, column: list[T]) -> list[T]:
        return self._spread(column) if spread else column


def _weighted_wholes(
    weights: Sequence[int], columns: Sequence[Sequence[int | None]], denominator: int
) -> list[Ratio]:
    """Σ weight · value over one denominator, None where a value is missing."""
    return [
        None if None in values else (sum(map(mul, weights, values)), denominator)
        for values in zip(*columns, strict=True)
    ]


def _weighted(weights: Sequence[int], values: Sequence[Value], scale: int) -> Ratio:
    """Σ weight · value / scale, None where a value is missing."""
    numerator, denominator = 0, 1
    for weight, value in zip(weights, values, strict=True):
        if value is None:
            return None
        top, bottom = value.numerator, value.denominator
        if bottom == denominator:
            numerator += weight * top
        else:
            common = lcm(bottom, denominator)
            numerator = numerator * (common // denominator) + weight * top * (common // bottom)
            denominator = common
    return numerator, denominator * scale


def _remembered(function: Callable[[Key], T]) -> Callable[[Key], T]:
    """`function` with its answers kept: marks repeat, and a fraction is dear to make."""
    answers: dict[Key, T] = {}

    def ask(key: Key) -> T:
        if key not in answers:
            answers[key] = function(key)
        return answers[key]

    return ask
