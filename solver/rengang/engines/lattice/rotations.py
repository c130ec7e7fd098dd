"""Rotations: the steps that lead from the residents' best stable matching to the hospitals' best.

In a stable matching a resident r may move to the next hospital on the list that would rather have r than its
worst resident, who then has to move on in turn. Where these moves close a circle, the circle is a *rotation*,
and carrying it out gives the next stable matching. Every stable matching is reached by exactly one set of
rotations that is closed under *must come before*; so all of them, and the best by any sum over people, can be
read off that order.

Sources: Irving & Leather 1986 and Gusfield & Irving 1989 (marriage); Bansal, Agrawal, Malhotra 2007 and Cheng,
McDermid, Suzuki 2008 (hospitals with quotas); who is matched at all is the same everywhere (Roth 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import UNMATCHED, Market
from rengang.model.instance import Int32, Int64, frozen

_NEVER = -1
_OPEN = -2
"""In the place of a worst resident: the hospital has seats left, in every stable matching (Roth 1986)."""


@dataclass(frozen=True, eq=False)
class Rotations:
    """Every rotation of a market, in an order in which they can be carried out one after the other.

    Attributes
    ----------
    market
    resident_optimal : int32, shape (residents,)
        The stable matching that is best for every resident: no rotation carried out.
    ptr : int64, shape (rotations + 1,)
        The moves of rotation k are ``ptr[k]:ptr[k+1]``.
    before, after : int64, shape (moves,)
        Pair that a resident leaves, and pair that the same resident enters.
    must : tuple of int32 arrays
        For each rotation those that have to come before it (directly), ascending.
    """

    market: Market
    resident_optimal: Int32
    ptr: Int64
    before: Int64
    after: Int64
    must: tuple[Int32, ...]

    def __len__(self) -> int:
        return len(self.ptr) - 1

    def carry_out(self, chosen: np.ndarray) -> Int32:
        """The stable matching after the rotations marked in `chosen` (a set that `must` closes).

        Raises
        ------
        ValueError
            The set is not closed: a rotation in it needs one outside it.
        """
        assignment = self.resident_optimal.copy()
        for k in np.flatnonzero(chosen).tolist():
            if not chosen[self.must[k]].all():
                raise ValueError(f"rotation {k} is chosen without all that must come before it")
            moves = slice(int(self.ptr[k]), int(self.ptr[k + 1]))
            assignment[self.market.resident[self.after[moves]]] = self.market.hospital[self.after[moves]]
        return frozen(assignment)


def find_rotations(market: Market) -> Rotations:
    """All rotations of a market.  O(pairs) after one deferred acceptance.

    Raises
    ------
    ValueError
        There are ties or conflicts: then stable matchings form no lattice of this kind.
    """
    insist_on_strict(market)
    walk = _Walk(market, resident_proposing(market).assignment)
    for resident in range(market.residents):
        walk.follow(resident)
    return Rotations(
        market=market,
        resident_optimal=walk.start,
        ptr=frozen(np.array(walk.ptr, dtype=np.int64)),
        before=frozen(np.array(walk.before, dtype=np.int64)),
        after=frozen(np.array(walk.after, dtype=np.int64)),
        must=tuple(frozen(np.array(sorted(m), dtype=np.int32)) for m in walk.must),
    )


def insist_on_strict(market: Market) -> None:
    """Raise ValueError for a market with ties or conflicts."""
    if market.has_conflicts:
        raise ValueError("the market has conflicts between residents")
    for group, rank, whose in (
        (market.resident, market.resident_rank, "resident"),
        (market.hospital, market.hospital_rank, "hospital"),
    ):
        key = group.astype(np.int64) << 32 | rank
        if len(np.unique(key)) != len(key):
            raise ValueError(f"a {whose}'s list has ties")


class _Walk:
    """One walk from the residents' best matching to the hospitals' best, noting each rotation it meets.

    Pointers only move forward: a pair that a resident passes over is out of reach for good, since a full
    hospital's worst resident only gets better.
    """

    def __init__(self, market: Market, start: Int32) -> None:
        self.market, self.start = market, start
        self.hospital: list[int] = market.hospital.tolist()
        self.rank: list[int] = market.hospital_rank.tolist()
        self.end: list[int] = market.ptr[1:].tolist()
        self.at: list[int] = market.pair_of(start).tolist()
        self.next: list[int] = [pair + 1 for pair in self.at]
        self.assigned = [False] * market.pairs
        for pair in self.at:
            if pair >= 0:
                self.assigned[pair] = True
        row_ptr, rows = market.by_hospital
        self.first: list[int] = row_ptr.tolist()
        self.rows: list[int] = rows.tolist()
        held = np.bincount(start[start != UNMATCHED], minlength=market.hospitals)
        self.worst = [
            _NEVER if seats == 0 else self._last_assigned(h) if held[h] >= seats else _OPEN
            for h, seats in enumerate(market.quota.tolist())
        ]
        self.resident: list[int] = market.resident.tolist()
        self.dead = [pair < 0 for pair in self.at]
        self.ptr, self.before, self.after = [0], [], []  # type: ignore[var-annotated]
        self.must: list[set[int]] = []
        self.entered = [_NEVER] * market.pairs  # the rotation that made the pair
        self.crossed = [_NEVER] * market.pairs  # the rotation that put the pair out of reach
        self.tightened = [_NEVER] * market.hospitals  # the last rotation through the hospital

    def _last_assigned(self, hospital: int) -> int:
        """Position in `rows` of the worst resident that a hospital holds."""
        k = self.first[hospital + 1] - 1
        while not self.assigned[self.rows[k]]:
            k -= 1
        return k

    def follow(self, resident: int) -> None:
        """Follow the moves that start at a resident until nobody on the way can move any more."""
        path, place = [resident], {resident: 0}
        while path:
            top = path[-1]
            follower = _NEVER if self.dead[top] else self._displaces(top)
            if follower == _NEVER or self.dead[follower]:
                self.dead[top] = True
                del place[path.pop()]
            elif follower in place:
                circle = path[place[follower] :]
                for r in circle:
                    del place[r]
                del path[len(path) - len(circle) :]
                self._carry_out(circle)
                if not path:
                    path, place = [resident], {resident: 0}
            else:
                place[follower] = len(path)
                path.append(follower)

    def _displaces(self, resident: int) -> int:
        """Whom the resident would displace at the next hospital within reach, −1 where there is none."""
        pair = self.next[resident]
        while pair < self.end[resident]:
            worst = self.worst[self.hospital[pair]]
            if worst == _OPEN:
                break  # nobody gets past a hospital that would still take them, nor comes to it
            if worst != _NEVER and self.rank[pair] < self.rank[self.rows[worst]]:
                self.next[resident] = pair
                return self.resident[self.rows[worst]]
            pair += 1
        self.next[resident] = pair
        return _NEVER

    def _carry_out(self, circle: list[int]) -> None:
        number = len(self.must)
        moves = [(self.at[r], self.next[r]) for r in circle]
        self.must.append(self._needed(moves))
        for old, new in moves:
            self.before.append(old)
            self.after.append(new)
            self.assigned[old] = False
        for _, new in moves:
            self.assigned[new] = True
            self.entered[new] = number
        for r, (_, new) in zip(circle, moves, strict=True):
            self.at[r], self.next[r] = new, new + 1
        for _, new in moves:
            self._tighten(self.hospital[new], number)
        self.ptr.append(len(self.before))

    def _needed(self, moves: list[tuple[int, int]]) -> set[int]:
        """What must come before: whatever made the pairs that are left, made their residents the worst of their
        hospitals, or put the pairs passed over out of reach.

        The rotations through one hospital are in a row, since each displaces its worst resident.
        """
        needed = set()
        for old, new in moves:
            needed.add(self.entered[old])
            needed.add(self.tightened[self.hospital[old]])
            needed.update(self.crossed[pair] for pair in range(old + 1, new))
        needed.discard(_NEVER)
        return needed

    def _tighten(self, hospital: int, number: int) -> None:
        """Let the hospital's worst resident be the one that it is now; the pairs in between are out of reach."""
        k = self.worst[hospital]
        while not self.assigned[self.rows[k]]:
            pair = self.rows[k]
            if self.crossed[pair] == _NEVER:
                self.crossed[pair] = number
            k -= 1
        self.worst[hospital] = k
        self.tightened[hospital] = number
