"""The staffing problem as a CP-SAT model: one integer per (kind of people, section).

People who differ in nothing that the problem sees are one kind, and a variable counts how many of the kind go
to a section: that takes the symmetry out which otherwise defeats the proof of the composition. Pairs alike in
a section, n(n−1)/2, are convex in the number n; over the integers the function is exactly the largest of its
tangents t·n − t(t+1)/2, t = 0, 1, …
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.engines.sections.problem import NOWHERE, Aim, Staffing, pairs
from rengang.engines.solvers.goal import Goal
from rengang.model.arrays import Int32, frozen
from rengang.model.pairs import rows

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def kinds(problem: Staffing) -> list[list[int]]:
    """People who may be exchanged for one another, in ascending order; relatives are kinds of their own.

    Two people are of one kind when they have the same admissible sections with the same order, rank, cost and
    former section, the same value of every trait, and both or neither come first.  O(pairs).
    """
    related = np.zeros(problem.people, dtype=bool)
    related[problem.kin.ravel()] = True
    columns = np.stack(
        [problem.site, problem.wish, problem.rank, problem.former, problem.misfit], axis=1
    ).astype(np.int64)
    start = rows(problem.person, problem.people)
    codes = np.stack([trait.code for trait in problem.traits], axis=1) if problem.traits else None
    found: dict[tuple[int, bool, bytes, bytes], list[int]] = {}
    for i in range(problem.people):
        mine = columns[start[i] : start[i + 1]]
        if len(mine):
            alike = b"" if codes is None else codes[i].tobytes()
            own = i + 1 if related[i] else 0
            found.setdefault((own, bool(problem.first[i]), mine.tobytes(), alike), []).append(i)
    return list(found.values())


@dataclass(eq=False)
class Model:
    """Variables and constraints of one staffing problem."""

    problem: Staffing
    model: cp_model.CpModel
    groups: list[list[int]]
    pair: list[int] = field(default_factory=list)
    """For each variable of `take` the pair of the group's first member that it stands for."""
    group: list[int] = field(default_factory=list)
    take: list[Any] = field(default_factory=list)
    alike: list[tuple[int, Any]] = field(default_factory=list)
    """Weight and variable: pairs alike in a section that something is decided about."""
    settled: int = 0
    """Weighted pairs among those who are there, in sections and values that nobody can add to."""
    missing: list[Any] = field(default_factory=list)
    """One literal per section that has to take a former member: it does not."""

    @property
    def variables(self) -> list[Any]:
        """Every variable, in a fixed order, the counts of people first."""
        return [*self.take, *(y for _, y in self.alike), *self.missing]

    def goal(self, aim: Aim) -> Goal | None:
        """The aim as something to minimise; None where nothing depends on the decisions."""
        cost = self.problem.cost(aim)
        weighted = [(x, int(cost[k])) for x, k in zip(self.take, self.pair, strict=True)]
        constant = 0
        if aim is Aim.UNKEPT:
            weighted += [(u, 1) for u in self.missing]
        elif aim is Aim.COMPOSITION:
            weighted += [(y, weight) for weight, y in self.alike]
            constant = self.settled
        weighted = [(x, w) for x, w in weighted if w != 0]
        if not weighted:
            return None
        return Goal(str(aim), [x for x, _ in weighted], [w for _, w in weighted], constant)

    def given(self, solution: Sequence[int]) -> Int32:
        """The site of each person: of one kind the first go to the first section."""
        site = np.full(self.problem.people, NOWHERE, dtype=np.int32)
        left = [iter(members) for members in self.groups]
        for k, g, number in zip(self.pair, self.group, solution[: len(self.take)], strict=True):
            for _ in range(number):
                site[next(left[g])] = self.problem.site[k]
        return frozen(site)


def build(problem: Staffing) -> Model:
    """The model of a staffing problem.  O(pairs + sites · values · seats)."""
    from ortools.sat.python import cp_model

    made = Model(problem, cp_model.CpModel(), kinds(problem))
    _takers(made)
    _seats_and_keep(made)
    _relatives(made)
    _must_keep(made)
    _alike(made)
    return made


def _takers(made: Model) -> None:
    """One count per kind and section; nobody goes to two."""
    problem, model = made.problem, made.model
    start = rows(problem.person, problem.people)
    for g, members in enumerate(made.groups):
        mine = []
        for k in range(int(start[members[0]]), int(start[members[0] + 1])):
            site = int(problem.site[k])
            most = min(len(members), int(problem.seats[site]))
            if problem.former[k]:
                most = min(most, int(problem.keep[site]))
            if most > 0:
                mine.append(model.new_int_var(0, most, ""))
                made.pair.append(k)
                made.group.append(g)
        made.take += mine
        if len(mine) > 1:
            model.add(_sum(mine) <= len(members))


def _seats_and_keep(made: Model) -> None:
    """Seats of each section, and how many former members it may be given."""
    problem = made.problem
    for site, takers in enumerate(_by_site(made)):
        if takers:
            made.model.add(_sum([made.take[v] for v in takers]) <= int(problem.seats[site]))
        former = [made.take[v] for v in takers if problem.former[made.pair[v]]]
        if len(former) > 1:
            made.model.add(_sum(former) <= int(problem.keep[site]))


def _relatives(made: Model) -> None:
    """Two relatives do not share a section; each of them is a kind of its own, so the counts are 0 or 1."""
    problem = made.problem
    at: dict[int, dict[int, Any]] = {}
    for x, k in zip(made.take, made.pair, strict=True):
        at.setdefault(int(problem.person[k]), {})[int(problem.site[k])] = x
    for a, b in problem.kin.tolist():
        theirs = at.get(b, {})
        for site, x in at.get(a, {}).items():
            if site in theirs:
                made.model.add(x + theirs[site] <= 1)


def _must_keep(made: Model) -> None:
    """A literal for each section that has to take a former member and does not (JL-81)."""
    problem = made.problem
    for site, takers in enumerate(_by_site(made)):
        if problem.must[site]:
            missing = made.model.new_bool_var("")
            former = [made.take[v] for v in takers if problem.former[made.pair[v]]]
            made.model.add(_sum([missing, *former]) >= 1)
            made.missing.append(missing)


def _alike(made: Model) -> None:
    """Pairs alike in each section by the tangents of n(n−1)/2, exact at every integer n (JL-80)."""
    problem = made.problem
    person = problem.person[made.pair].tolist()
    for trait in problem.traits:
        if trait.weight == 0:
            continue
        made.settled += trait.weight * pairs(trait.present)
        for site, takers in enumerate(_by_site(made)):
            by_value: dict[int, list[int]] = {}
            for v in takers:
                by_value.setdefault(int(trait.code[person[v]]), []).append(v)
            for code in sorted(by_value):
                if code >= 0:
                    xs = [made.take[v] for v in by_value[code]]
                    most = min(
                        sum(len(made.groups[made.group[v]]) for v in by_value[code]), problem.seats[site]
                    )
                    _convex(made, trait.weight, xs, int(trait.present[site, code]), int(most))


def _convex(made: Model, weight: int, xs: list[Any], present: int, most: int) -> None:
    """y ≥ pairs among `present` and up to `most` of `xs`; nothing where no pair can come about."""
    top = present + most
    if top < 2:
        return
    least = present * (present - 1) // 2
    made.settled -= weight * least
    y = made.model.new_int_var(least, top * (top - 1) // 2, "")
    taken = _sum(xs)
    for t in range(max(present, 1), top):
        made.model.add(y >= t * (taken + present) - t * (t + 1) // 2)
    made.alike.append((weight, y))


def _by_site(made: Model) -> list[list[int]]:
    """Positions in `take` by section."""
    found: list[list[int]] = [[] for _ in range(made.problem.sites)]
    for v, k in enumerate(made.pair):
        found[int(made.problem.site[k])].append(v)
    return found


def _sum(terms: list[Any]) -> Any:
    """Sum of variables as a linear expression, 0 for none."""
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.sum(terms)
