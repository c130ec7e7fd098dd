"""The cutoff model of weak stability with ties and conflicts, on CP-SAT.

Literals. ``x[e]`` — pair e is matched. ``closed[u, k]`` — hospital u is full and nobody in it ranks worse than
its k-th class; monotone in k. A pair e = (i, u) of class k is then no feasible blocking pair exactly when one
clause holds::

    (i is placed at least as well as at u)  ∨  closed[u, k]
      ∨ (a relative of i who ranks no worse than i is in u)  ∨  (two relatives of i are in u)  ∨  block[e]

The two clauses on relatives are the proviso of feasibility: i could come in only by replacing somebody worse,
and only if no *other* relative is in u. One clause a pair replaces the textbook's sums over whole lists
(e.g. Delorme et al. 2019, model 1), which is what makes the model propagate.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.engines.stable.search.probing import Known
from rengang.model import Market
from rengang.model.arrays import Bool, Int64

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass
class CutoffModel:
    """A CP-SAT model of some pairs of a market.

    Attributes
    ----------
    model
        The CP-SAT model, without objective.
    pairs
        Indices of the market's pairs, ascending; ``x[k]`` belongs to ``pairs[k]``.
    x
        One literal a pair.
    blocks
        Pair index → literal "may block", for the soft pairs only.
    """

    model: cp_model.CpModel
    pairs: Int64
    x: list[Any]
    blocks: dict[int, Any]


def build(
    market: Market, pairs: Int64, *, soft: Bool | None = None, demand: Bool | None = None,
    open_hospitals: Bool | None = None, known: Known | None = None,
) -> CutoffModel:  # fmt: skip
    """The cutoff model of the given pairs.

    Parameters
    ----------
    pairs
        Indices of the pairs in the model, ascending; every other pair is out of the question.
    soft : bool, shape (market.pairs,)
        Pairs that may block, at the price of a literal in `blocks`; default none.
    demand : bool, shape (market.pairs,)
        Pairs whose stability is demanded at all; default all. The rest is a relaxation.
    open_hospitals : bool, shape (hospitals,)
        Hospitals whose quota is modelled; default all. The rest is a relaxation.
    known
        Facts: which of the pairs are guards, hospitals that are full, residents who are placed.
    """
    from ortools.sat.python import cp_model

    guards = pairs[:0] if known is None else pairs[known.guard[pairs]]
    pairs = np.setdiff1d(pairs, guards, assume_unique=True) if len(guards) else pairs
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(len(pairs))]
    local = dict(zip(pairs.tolist(), x, strict=True))
    built = CutoffModel(model, pairs, x, {})
    _add_assignment(model, market.resident[pairs], x, None if known is None else known.placed)
    closed: dict[int, Any] = {}
    for u, members in _group(market, np.sort(np.concatenate([pairs, guards]))):
        if open_hospitals is None or open_hospitals[u]:
            full = known is not None and bool(known.full[u])
            _add_hospital(model, market, int(market.quota[u]), members, local, closed, full=full)
    rivals = _relatives_at(market, pairs, guards)
    for pair, rival_pairs in rivals.items():
        for other in rival_pairs:
            if pair < other and pair in local:
                model.add_at_most_one([local[pair], local[other]])
    satisfied = _SatisfiedClauses(model, market, pairs, local)
    for pair in [*pairs.tolist(), *guards.tolist()]:
        if demand is None or demand[pair]:
            clause = satisfied.at_least_as_well(pair)
            if pair in closed:
                clause.append(closed[pair])
            clause += _relatives_excuse(model, market, pair, rivals.get(pair, ()), local)
            if soft is not None and soft[pair]:
                built.blocks[pair] = model.new_bool_var("")
                clause.append(built.blocks[pair])
            model.add_bool_or(clause)
    return built


def _add_assignment(model: cp_model.CpModel, resident: Any, x: list[Any], placed: Bool | None) -> None:
    """Each resident gets at most one hospital, whoever is known to be placed exactly one."""
    edges = np.flatnonzero(np.diff(resident)) + 1
    starts = [0, *edges.tolist(), len(x)]
    for a, b in itertools.pairwise(starts):
        if a < b and placed is not None and placed[resident[a]]:
            model.add_exactly_one(x[a:b])
        elif b - a > 1:
            model.add_at_most_one(x[a:b])


def _group(market: Market, pairs: Int64) -> list[tuple[int, Int64]]:
    """(hospital, its pairs sorted by rank then pair), by hospital."""
    hospital = market.hospital[pairs]
    order = np.lexsort((pairs, market.hospital_rank[pairs], hospital))
    sorted_hospital = hospital[order]
    edges = np.flatnonzero(np.diff(sorted_hospital)) + 1
    groups = np.split(pairs[order], edges)
    heads = sorted_hospital[np.concatenate([[0], edges])] if len(order) else []
    return [(int(u), members) for u, members in zip(heads, groups, strict=False)]


def _add_hospital(
    model: cp_model.CpModel, market: Market, quota: int, members: Int64, local: dict[int, Any],
    closed: dict[int, Any], *, full: bool,
) -> None:  # fmt: skip
    """Quota and the monotone chain `closed` of one hospital; fills `closed` for every member pair.

    Members without a literal are guards: they have a place in the chain, but no seat.
    """
    living = [e for e in members.tolist() if e in local]
    literals = [local[e] for e in living]
    if quota == 0:
        for literal in literals:
            model.add(literal == 0)
        always = model.new_constant(1)
        closed.update((e, always) for e in members.tolist())
        return
    if full:
        model.add(sum(literals) == quota)
    elif len(literals) > quota:
        model.add(sum(literals) <= quota) if quota > 1 else model.add_at_most_one(literals)
    guards = len(members) - len(literals)
    if len(literals) < quota + (guards == 0) and not full:
        return  # never short of seats: stability asks that everybody here is satisfied
    ranks = market.hospital_rank[living]
    starts = [0, *(np.flatnonzero(np.diff(ranks)) + 1).tolist()]
    chains: list[tuple[int, Any]] = []
    for k, start in enumerate(starts):
        end = starts[k + 1] if k + 1 < len(starts) else len(literals)
        if end < quota:
            continue  # too few to fill the seats: `closed` is false for this class
        chain = model.new_bool_var("")
        if chains:
            model.add_implication(chains[-1][1], chain)
        chains.append((int(ranks[start]), chain))
        if k + 1 < len(starts):
            following = starts[k + 2] if k + 2 < len(starts) else len(literals)
            for literal in literals[end:following]:
                model.add_implication(literal, chain.negated())
    if chains and not full:
        model.add(sum(literals) >= quota).only_enforce_if(chains[-1][1])
    for e, rank in zip(members.tolist(), market.hospital_rank[members].tolist(), strict=True):
        reached = [chain for least, chain in chains if least <= rank]
        if reached:
            closed[e] = reached[-1]


def _relatives_at(market: Market, pairs: Int64, guards: Int64) -> dict[int, list[int]]:
    """For each pair or guard (i, u): the pairs (p, u) of i's relatives p; only where there are any."""
    found: dict[int, list[int]] = {}
    if not market.has_conflicts:
        return found
    resident, hospital = market.resident, market.hospital
    related = np.diff(market.kin_ptr)[resident] > 0
    at = {(int(resident[e]), int(hospital[e])): e for e in pairs[related[pairs]].tolist()}
    for e in [*at.values(), *guards[related[guards]].tolist()]:
        i, u = int(resident[e]), int(hospital[e])
        relatives = market.kin[market.kin_ptr[i] : market.kin_ptr[i + 1]].tolist()
        rivals = [at[p, u] for p in relatives if (p, u) in at]
        if rivals:
            found[e] = rivals
    return found


def _relatives_excuse(
    model: cp_model.CpModel, market: Market, pair: int, rivals: Any, local: dict[int, Any]
) -> list[Any]:
    """Literals under which relatives in the hospital make the pair infeasible to block."""
    rank = market.hospital_rank[pair]
    better = [local[e] for e in rivals if market.hospital_rank[e] <= rank]
    worse = [local[e] for e in rivals if market.hospital_rank[e] > rank]
    if len(worse) >= 2:
        two = model.new_bool_var("")
        model.add(sum(worse) >= 2).only_enforce_if(two)
        better.append(two)
    return better


class _SatisfiedClauses:
    """Clauses "i is placed at least as well as by this pair"; long lists share prefixes, short ones do not."""

    SHORT = 6

    def __init__(self, model: cp_model.CpModel, market: Market, pairs: Int64, local: dict[int, Any]) -> None:
        self.model, self.market, self.local = model, market, local
        self.row: dict[int, list[int]] = {}
        for e in pairs.tolist():
            self.row.setdefault(int(market.resident[e]), []).append(e)
        self.prefix: dict[tuple[int, int], Any] = {}

    def at_least_as_well(self, pair: int) -> list[Any]:
        """Literals of which one is true when the pair's resident is placed no worse than by `pair`."""
        market, i = self.market, int(self.market.resident[pair])
        row = self.row.get(i, [])
        rank = int(market.resident_rank[pair])
        if len(row) <= self.SHORT:
            return [self.local[e] for e in row if market.resident_rank[e] <= rank]
        reached = max((int(r) for r in market.resident_rank[row] if r <= rank), default=0)
        return [self._prefix(i, reached)] if reached else []

    def _prefix(self, i: int, rank: int) -> Any:
        """A literal that implies: i is placed at rank ≤ `rank`."""
        if (i, rank) not in self.prefix:
            ranks = self.market.resident_rank
            literal, before = None, 0
            for level in sorted({int(ranks[e]) for e in self.row[i]}):
                clause = [self.local[e] for e in self.row[i] if before < ranks[e] <= level]
                if literal is not None:
                    clause.append(literal)
                literal, before = self.model.new_bool_var(""), level
                self.model.add_bool_or([*clause, literal.negated()])
                self.prefix[i, level] = literal
        return self.prefix[i, rank]
