"""The seating as a CP-SAT model: a literal per pair, one clause per way in which a pair could block.

Whether the move of a pair (i, s) breaks a rule depends on what i gives up and on whom i displaces, both of which
come from short lists. So for every combination there is a clause: i is placed as well, or s is held by somebody
as good, or i is not where the combination says, or the holder is another, or one of the reasons holds for which
the move breaks something. A reason is a literal that is true only if truly so:

- the slack of a cap is less than what the move adds to its count;
- a pair that clashes with the one entered is taken;
- a person whom the pair entered needs is not seated;
- a pair that needs the displaced holder to be seated is taken.

Combinations with the same reasons share one clause, and clauses that others imply are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from rengang.engines.seats.problem import SeatMarket
from rengang.engines.solvers.goal import Goal
from rengang.model.arrays import Bool, Int64

Clause = frozenset[int]
"""Literals of which one must be true, by index; −k − 1 is the negation of k."""


def strongest(clauses: set[Clause]) -> list[Clause]:
    """The clauses that no other one implies, in a fixed order."""
    kept: list[Clause] = []
    for clause in sorted(clauses, key=lambda c: (len(c), sorted(c))):
        if not any(other <= clause for other in kept):
            kept.append(clause)
    return kept


class SeatModel:
    """The model over some components' pairs.

    Attributes
    ----------
    model
        The CP-SAT model.
    pairs : int64, ascending
        The pairs that may be taken.
    x : list
        The literal of each of `pairs`.
    blocks : list
        Literals that a pair may be blocking; empty where none may.
    """

    def __init__(
        self,
        market: SeatMarket,
        pairs: Int64,
        binding: Bool,
        *,
        demand: Int64 | None = None,
        soft: bool = False,
        never: Bool | None = None,
    ) -> None:
        """Rules, and clauses that the pairs of `demand` (ascending) do not block; `soft` counts those that do.

        Pairs in the mask `never` are not taken, but may block like the others.
        """
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        self.market = market
        self.pairs = pairs if never is None else pairs[~never[pairs]]
        self.x: list[Any] = [self.model.new_bool_var("") for _ in range(len(self.pairs))]
        self.blocks: list[Any] = []
        self._at = {int(e): x for e, x in zip(self.pairs.tolist(), self.x, strict=True)}
        self._of_index = {int(x.index): x for x in self.x}
        self._index = {e: int(x.index) for e, x in self._at.items()}
        self._any: dict[tuple[int, ...], int] = {}
        self._tight: dict[tuple[int, int], int] = {}
        self._slack: dict[int, Any] = {}
        self._person_rank, self._seat_rank = market.person_rank.tolist(), market.seat_rank.tolist()
        self._person, self._seat = market.person.tolist(), market.seat.tolist()
        self._room = market.room.tolist()
        self._inside = self._changes(pairs, binding)
        self._add_rules()
        if demand is not None:
            self._forbid_blocking(demand, soft)

    # -- rules ----------------------------------------------------------------------------------------------
    def _changes(self, pairs: Int64, binding: Bool) -> dict[int, list[tuple[int, int]]]:
        """The binding caps that these pairs bear on, each with its (pair, change) for those with a literal."""
        market = self.market
        alive = np.zeros(market.pairs, dtype=bool)
        alive[pairs] = True
        self._change: dict[int, dict[int, int]] = {e: {} for e in pairs.tolist()}
        inside: dict[int, list[tuple[int, int]]] = {}
        use = alive[market.cap_pair] & binding[market.cap]
        rows = zip(
            market.cap[use].tolist(),
            market.cap_pair[use].tolist(),
            market.cap_change[use].tolist(),
            strict=True,
        )
        for cap, pair, change in rows:
            self._change[pair][cap] = change
            row = inside.setdefault(cap, [])
            if pair in self._at:
                row.append((pair, change))
        return inside

    def _living(self, pairs: Iterable[int]) -> list[int]:
        return [e for e in pairs if e in self._at]

    def _add_rules(self) -> None:
        """One seat a person, one person a seat, caps, clashes, needs, required pairs."""
        market, model, at = self.market, self.model, self._at
        for group, of in ((market.person, market.of_person), (market.seat, market.of_seat)):
            for k in np.unique(group[self.pairs]).tolist():
                if len(living := self._living(of[k])) > 1:
                    model.add_at_most_one(at[e] for e in living)
        for cap, changes in self._inside.items():
            terms = self._terms(changes)
            most = self._room[cap] + sum(-c for _, c in terms if c < 0)
            slack = model.new_int_var(0, most, "")
            self._slack[cap] = slack
            model.add(self._sum(terms) + slack == self._room[cap])
        for a, b in zip(market.clash_a.tolist(), market.clash_b.tolist(), strict=True):
            if a in at and b in at:
                model.add_bool_or(~at[a], ~at[b])
        for e, r in zip(market.need_pair.tolist(), market.need_person.tolist(), strict=True):
            if e in at and self._person[e] != r:
                model.add_bool_or(~at[e], *(at[f] for f in self._living(market.of_person[r])))
        for e in self.pairs[market.required[self.pairs]].tolist():
            model.add_bool_or(at[e])

    def _terms(self, changes: list[tuple[int, int]]) -> list[tuple[Any, int]]:
        """The changes as (literal, change): one literal for all pairs of a seat, or of a person, that agree."""
        market = self.market
        change = dict(changes)
        terms: list[tuple[Any, int]] = []
        for group, of, sign in ((self._seat, market.of_seat, 1), (self._person, market.of_person, -1)):
            for k in dict.fromkeys(group[e] for e, c in changes if c == sign):
                living = self._living(of[k])
                if all(change.get(e) == sign for e in living):
                    terms.append((self._of_index[self._is_any(living)], sign))
                    for e in living:
                        del change[e]
        return terms + [(self._at[e], c) for e, c in change.items()]

    def _sum(self, terms: list[tuple[Any, int]]) -> Any:
        from ortools.sat.python import cp_model

        return cp_model.LinearExpr.weighted_sum([x for x, _ in terms], [c for _, c in terms])

    # -- blocking pairs -------------------------------------------------------------------------------------
    def _forbid_blocking(self, pairs: Int64, soft: bool) -> None:
        """Clauses that none of the pairs blocks, or that its literal in `blocks` is true.

        Of clauses without such a literal only the strongest of a seat are added.
        """
        movers: dict[int, list[int]] = {}
        for e in pairs.tolist():
            movers.setdefault(self._seat[e], []).append(e)
        for s, moving in sorted(movers.items()):
            here = self._living(self.market.of_seat[s])
            clauses: set[Clause] = set()
            for e in moving:
                mine = self._clauses(e, here)
                if soft and mine:
                    block = self.model.new_bool_var("")
                    self.blocks.append(block)
                    for clause in strongest(mine):
                        self._add_clause(clause, block)
                else:
                    clauses |= mine
            for clause in strongest(clauses):
                self._add_clause(clause)

    def _add_clause(self, clause: Clause, *more: Any) -> None:
        self.model.add_bool_or(*(self._literal(k) for k in sorted(clause)), *more)

    def _literal(self, index: int) -> Any:
        return self._of_index[index] if index >= 0 else ~self._of_index[-index - 1]

    def _clauses(self, e: int, here: list[int]) -> set[Clause]:
        """What must hold for (i, s) not to block; `here` are the pairs of s."""
        market, at, rank, seat_rank = self.market, self._index, self._person_rank, self._seat_rank
        mine = self._living(market.of_person[self._person[e]])
        as_well = [at[f] for f in mine if rank[f] <= rank[e]]
        as_good = [at[f] for f in here if f != e and seat_rank[f] <= seat_rank[e]]
        own = [None, *(f for f in mine if rank[f] > rank[e])]
        holders = [None, *(f for f in here if f != e and seat_rank[f] > seat_rank[e])]
        cases: dict[tuple[Clause | None, ...], list[int | None]] = {}
        for g in holders:
            cases.setdefault(tuple(self._reasons(e, c, g) for c in own), []).append(g)
        out = set()
        for row, group in cases.items():
            by_own: dict[Clause, list[int | None]] = {}
            for c, reasons in zip(own, row, strict=True):
                if reasons is not None:
                    by_own.setdefault(reasons, []).append(c)
            # who holds s now is not i: where the holder is named, that i is at s need not be said
            placed = as_well if None in group else [x for x in as_well if x != at.get(e)]
            for reasons, cs in by_own.items():
                for escape in self._escapes(cs, own, placed):
                    for other in self._escapes(group, holders, as_good):
                        out.add(reasons.union(escape, other))
        return out

    def _escapes(
        self, group: Sequence[int | None], options: Sequence[int | None], better: list[int]
    ) -> list[list[int]]:
        """Clauses, each as its literals: none of `group` (None: nobody) is what holds, or something better does."""
        at = self._index
        if None in group:
            return [[*better, *(at[f] for f in options if f is not None and f not in group)]]
        return [[-at[f] - 1] for f in group if f is not None]

    def _reasons(self, e: int, left: int | None, displaced: int | None) -> Clause | None:
        """Why the move may break something, given what is left and whom it displaces; None: it always does."""
        person, index = self._person, self._index
        i = person[e]
        j = None if displaced is None else person[displaced]
        change = self._change[e]
        if left is not None or displaced is not None:
            change = dict(change)
            for f in (left, displaced):
                if f is not None:
                    for cap, amount in self._change[f].items():
                        change[cap] = change.get(cap, 0) - amount
        out = [self._is_tight(cap, amount) for cap, amount in change.items() if amount > 0]
        out += [index[f] for f in self._living(self.market.clashes[e]) if person[f] not in (i, j)]
        for r in self.market.needs[e]:
            if r == j:
                return None
            if r != i:
                out.append(-self._is_seated(r) - 1)
        if j is not None:
            out += [index[f] for f in self._living(self.market.needed_by[j]) if person[f] not in (i, j)]
        return frozenset(out)

    def _is_seated(self, person: int) -> int:
        """Index of the literal that the person has a seat."""
        return self._is_any(self._living(self.market.of_person[person]))

    def _is_any(self, pairs: list[int]) -> int:
        """Index of the literal that one of the pairs is taken, of which no two can be."""
        if len(pairs) == 1:
            return self._index[pairs[0]]
        key = tuple(pairs)
        if key not in self._any:
            some = self.model.new_bool_var("")
            self.model.add_exactly_one(*(self._at[e] for e in pairs), ~some)
            self._any[key] = self._note(some)
        return self._any[key]

    def _is_tight(self, cap: int, amount: int) -> int:
        """Index of the literal that the cap's count cannot rise by `amount`."""
        key = (cap, amount)
        if key not in self._tight:
            literal = self.model.new_bool_var("")
            self.model.add(self._slack[cap] < amount).only_enforce_if(literal)
            self.model.add(self._slack[cap] >= amount).only_enforce_if(~literal)
            self._tight[key] = self._note(literal)
        return self._tight[key]

    def _note(self, literal: Any) -> int:
        self._of_index[literal.index] = literal
        return int(literal.index)

    # -- objectives -----------------------------------------------------------------------------------------
    def goals(self, order: Sequence[str]) -> list[Goal]:
        """The objectives in order; "blocking" only where pairs may block, "filled" as its negative."""
        market = self.market
        goals = {
            "blocking": Goal("blocking", self.blocks),
            "filled": Goal("filled", self.x, [-1] * len(self.x)),
            "person_ranks": Goal("person_ranks", self.x, market.person_rank[self.pairs].tolist()),
            "seat_ranks": Goal("seat_ranks", self.x, market.seat_rank[self.pairs].tolist()),
        }
        return [goals[name] for name in order if name != "blocking" or self.blocks]

    def rough_goal(self) -> Goal:
        """Seats filled, person ranks and seat ranks in one, by weights that nearly keep their order."""
        person, seat = self.market.person_rank[self.pairs], self.market.seat_rank[self.pairs]
        step = 10 * (int(seat.max(initial=1)) + 1)
        fills = step * (int(person.max(initial=1)) + 1) * 10
        return Goal("rough", self.x, (step * person + seat - fills).tolist())
