"""Pairs that no stable seating takes, because somebody better would always block them.

Let g = (j, s) and e = (i, s) be pairs of one seat, and let s prefer i strictly to j. Suppose that

1. every other living pair of i is strictly worse for i than s;
2. for nothing that i may hold (no pair, or any other living pair c of i) the move of i raises a binding cap: the
   change of e less that of c and that of g is nowhere positive;
3. whom e needs, i apart, g needs as well, and it is not j;
4. no living pair of a third person clashes with e, or needs j to be seated;
5. neither g nor any other pair of i is required.

Then no feasible seating without blocking pairs takes g. *Proof.* Take a feasible one that takes g, so i is not at
s and, by 1, would rather be there than where i is; s prefers i to its holder j. After the move of i no count is
above its room (2; caps that cannot bind never are), everybody whom e needs is seated still (3: g needed them, j
is not among them, and only j and i have moved), no clash has come about and nobody who stays misses j (4), and
no required pair was given up (5). All other rules were kept before and concern nobody who moved. So e blocks.

*Living* are the pairs that some stable seating might take, so what is found may be used to find more. A pair
that is not taken may still *block*: it loses its literal, not its clauses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.seats.problem import SeatMarket
from rengang.model.arrays import Bool

Change = tuple[tuple[int, int], ...]
"""(cap, change) of binding caps, ascending."""


def undominated(market: SeatMarket, alive: Bool, binding: Bool) -> Bool:
    """Mask of the pairs among `alive` that a feasible seating without blocking pairs might take.

    Parameters
    ----------
    alive : bool, shape (pairs,)
        Pairs that a feasible seating might take.
    binding : bool, shape (caps,)
        Caps that a choice among them could break.

    Notes
    -----
    To a fixpoint, looking again at the seats of people who lost a pair. O(Σ candidates · kinds of rivals) over
    the seats, for each look.
    """
    state = _State.of(market, alive, binding)
    waiting = dict.fromkeys(range(market.seats))
    while waiting:
        again: dict[int, None] = {}
        for s in waiting:
            for g in _dominated(state, s):
                state.living[g] = False
                j = state.person[g]
                # j holds less, and so does whom pairs of j were in the way of
                touched = [*market.of_person[j], *market.clashes[g]]
                touched += [f for r in market.needs[g] for f in market.of_person[r]]
                again.update(dict.fromkeys(state.seat[f] for f in touched if state.living[f]))
        waiting = again
    return np.array(state.living, dtype=bool)


@dataclass
class _State:
    """The market as lists; `living` shrinks."""

    market: SeatMarket
    change: list[Change]
    living: list[bool]
    person: list[int]
    seat: list[int]
    rank: list[int]
    seat_rank: list[int]
    required: list[bool]

    @classmethod
    def of(cls, market: SeatMarket, alive: Bool, binding: Bool) -> _State:
        binds = binding.tolist()
        change = [tuple(sorted((c, a) for c, a in row.items() if binds[c])) for row in market.changes]
        lists = (market.person, market.seat, market.person_rank, market.seat_rank, market.required)
        return cls(market, change, alive.tolist(), *(column.tolist() for column in lists))


@dataclass(frozen=True)
class _Rival:
    """A pair that may dominate others: what its move takes on and gives up, and whom it needs."""

    pair: int
    moves: tuple[Change, ...]
    needs: frozenset[int]
    clashing: frozenset[int]


def _dominated(state: _State, s: int) -> list[int]:
    """The living pairs of a seat that a rival dominates; rivals of the same kind are asked once."""
    here = [e for e in state.market.of_seat[s] if state.living[e]]
    here.sort(key=lambda e: state.seat_rank[e])
    rivals: dict[tuple[tuple[Change, ...], frozenset[int], frozenset[int]], _Rival] = {}
    out = []
    for g in here:
        if not state.required[g] and any(_dominates(state, rival, g) for rival in rivals.values()):
            out.append(g)
        elif (rival := _rival(state, g)) is not None:
            rivals.setdefault((rival.moves, rival.needs, rival.clashing), rival)
    return out


def _rival(state: _State, e: int) -> _Rival | None:
    """What conditions 1 and 5 leave of a pair; None where they fail."""
    market, i = state.market, state.person[e]
    others = [c for c in market.of_person[i] if c != e and state.living[c]]
    if any(state.rank[c] <= state.rank[e] or state.required[c] for c in others):
        return None
    given_up = sorted({(), *(state.change[c] for c in others)})
    moves = {_less(state.change[e], c) for c in given_up}
    clashing = frozenset(state.person[f] for f in market.clashes[e] if state.living[f]) - {i}
    return _Rival(e, tuple(sorted(moves)), frozenset(market.needs[e]) - {i}, clashing)


def _dominates(state: _State, rival: _Rival, g: int) -> bool:
    """Conditions 2 to 4, and that the seat prefers the rival strictly."""
    market, j, e = state.market, state.person[g], rival.pair
    if state.seat_rank[e] >= state.seat_rank[g]:
        return False
    if j in rival.needs or not rival.needs <= set(market.needs[g]) or rival.clashing - {j}:
        return False
    if any(state.living[f] and state.person[f] not in (j, state.person[e]) for f in market.needed_by[j]):
        return False
    return all(a <= 0 for move in rival.moves for _, a in _less(move, state.change[g]))


def _less(change: Change, other: Change) -> Change:
    """`change` less `other`, without zeros."""
    if not other:
        return change
    out = dict(change)
    for cap, amount in other:
        out[cap] = out.get(cap, 0) - amount
    return tuple(sorted((cap, amount) for cap, amount in out.items() if amount))
