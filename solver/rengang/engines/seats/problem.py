"""The problem of seating people on one-seat posts, as frozen arrays that know no cadre.

A person takes at most one seat, a seat at most one person. What a regulation adds is said in four ways:

- **caps**: taking a pair changes the counts of some caps by +1 or −1, and no count may exceed its room;
- **needs**: a pair may be taken only if a certain person is seated (who else would still be sitting there);
- **clashes**: two pairs may not be taken both;
- **required** pairs must be taken, **barred** ones never can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.pairs import rows

NOBODY = -1
"""In an assignment: no seat. Among holders: nobody."""


@dataclass(frozen=True, eq=False)
class SeatMarket:
    """People, seats, and what may happen between them.

    Attributes
    ----------
    people, seats : int
    person, seat : int32, shape (pairs,)
        The admissible pairs, sorted by (person, seat), each once.
    person_rank, seat_rank : int32, shape (pairs,)
        The person's rank of the seat and the seat's rank of the person; from 1, lower is better, equal is a tie.
    barred, required : bool, shape (pairs,)
    room : int64, shape (caps,)
        Most that the count of each cap may be.
    cap, cap_pair, cap_change : int64, shape (changes,)
        Taking pair `cap_pair[k]` changes the count of `cap[k]` by `cap_change[k]`, which is +1 or −1; no
        (cap, pair) twice.
    clash_a, clash_b : int64, shape (clashes,)
        Pairs that may not both be taken.
    need_pair, need_person : int64, shape (needs,)
        The pair may be taken only if the person takes some seat.
    """

    people: int
    seats: int
    person: Int32
    seat: Int32
    person_rank: Int32
    seat_rank: Int32
    barred: Bool
    required: Bool
    room: Int64
    cap: Int64
    cap_pair: Int64
    cap_change: Int64
    clash_a: Int64
    clash_b: Int64
    need_pair: Int64
    need_person: Int64

    @classmethod
    def build(
        cls,
        people: int,
        seats: int,
        pairs: Sequence[tuple[int, int, int, int]],
        *,
        barred: Sequence[int] = (),
        required: Sequence[int] = (),
        caps: Sequence[tuple[int, Sequence[tuple[int, int]]]] = (),
        clashes: Sequence[tuple[int, int]] = (),
        needs: Sequence[tuple[int, int]] = (),
    ) -> SeatMarket:
        """A market from plain lists; pairs are (person, seat, person_rank, seat_rank) in ascending order.

        `caps` are (room, [(pair, change), …]); all other pairs are named by their position in `pairs`.

        Raises
        ------
        ValueError
            The pairs are not in ascending order, or one comes twice.
        """
        rows = np.array(pairs, dtype=np.int64).reshape(-1, 4)
        key = rows[:, 0] * max(seats, 1) + rows[:, 1]
        if (np.diff(key) <= 0).any():
            raise ValueError("pairs must ascend by person and seat, each once")
        changes = [(k, pair, change) for k, (_, inside) in enumerate(caps) for pair, change in inside]
        cap = np.array(changes, dtype=np.int64).reshape(-1, 3)
        clash = np.array(clashes, dtype=np.int64).reshape(-1, 2)
        need = np.array(needs, dtype=np.int64).reshape(-1, 2)
        marks = np.zeros((2, len(rows)), dtype=bool)
        marks[0, list(barred)] = True
        marks[1, list(required)] = True
        return cls(
            people=people,
            seats=seats,
            person=frozen(rows[:, 0].astype(np.int32)),
            seat=frozen(rows[:, 1].astype(np.int32)),
            person_rank=frozen(rows[:, 2].astype(np.int32)),
            seat_rank=frozen(rows[:, 3].astype(np.int32)),
            barred=frozen(marks[0]),
            required=frozen(marks[1]),
            room=frozen(np.array([room for room, _ in caps], dtype=np.int64)),
            cap=frozen(cap[:, 0].copy()),
            cap_pair=frozen(cap[:, 1].copy()),
            cap_change=frozen(cap[:, 2].copy()),
            clash_a=frozen(clash[:, 0].copy()),
            clash_b=frozen(clash[:, 1].copy()),
            need_pair=frozen(need[:, 0].copy()),
            need_person=frozen(need[:, 1].copy()),
        )

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return len(self.person)

    @cached_property
    def of_person(self) -> list[list[int]]:
        """Pairs of each person."""
        return _grouped(self.person, np.arange(self.pairs), self.people)

    @cached_property
    def of_seat(self) -> list[list[int]]:
        """Pairs of each seat."""
        return _grouped(self.seat, np.arange(self.pairs), self.seats)

    @cached_property
    def changes(self) -> list[dict[int, int]]:
        """Cap → change, for each pair."""
        out: list[dict[int, int]] = [{} for _ in range(self.pairs)]
        for cap, pair, change in zip(
            self.cap.tolist(), self.cap_pair.tolist(), self.cap_change.tolist(), strict=True
        ):
            out[pair][cap] = change
        return out

    @cached_property
    def clashes(self) -> list[list[int]]:
        """The pairs that may not be taken together with each pair."""
        both = np.concatenate([self.clash_a, self.clash_b]), np.concatenate([self.clash_b, self.clash_a])
        return _grouped(*both, self.pairs)

    @cached_property
    def needs(self) -> list[list[int]]:
        """The people who must be seated before each pair can be taken."""
        return _grouped(self.need_pair, self.need_person, self.pairs)

    @cached_property
    def needed_by(self) -> list[list[int]]:
        """The pairs that need each person to be seated."""
        return _grouped(self.need_person, self.need_pair, self.people)

    def pair_of(self, assignment: Int32) -> Int64:
        """Pair that each person takes, −1 where none.

        Raises
        ------
        ValueError
            Somebody is given a seat that is no pair of theirs.
        """
        out = np.full(self.people, NOBODY, dtype=np.int64)
        taken = np.flatnonzero(assignment[self.person] == self.seat)
        out[self.person[taken]] = taken
        if int((assignment >= 0).sum()) != len(taken):
            raise ValueError("an assignment gives a seat to a person who has no such pair")
        return out


def _grouped(group: Int64 | Int32, value: Int64 | Int32, size: int) -> list[list[int]]:
    """`value` by `group`, ascending within each."""
    order = np.lexsort((value, group))
    ends = rows(group[order], size)
    values = value[order].tolist()
    return [values[a:b] for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]
