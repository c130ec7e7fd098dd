"""Markets from names: dictionaries of lists or data frames in, a market and its labels out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from rengang.model.instance import Int32, frozen
from rengang.model.market import UNMATCHED, Market

Listing = Sequence[Any]
"""A preference list, best first; an entry that is itself a list, tuple or set of names is a tie."""


@dataclass(frozen=True, eq=False)
class Preferences:
    """A market whose residents and hospitals have names.

    Attributes
    ----------
    market
        The market; index = position in `residents`, `hospitals`.
    residents, hospitals
        Names in the order in which they were given.

    Examples
    --------
    >>> from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
    >>> preferences = Preferences.of({"a": ["X", "Y"], "b": ["X"]}, {"X": ["b", "a"], "Y": ["a"]})
    >>> preferences.matching(resident_proposing(preferences.market).assignment)
    {'X': ['b'], 'Y': ['a']}
    """

    market: Market
    residents: tuple[Hashable, ...]
    hospitals: tuple[Hashable, ...]

    @classmethod
    def of(
        cls,
        residents: Mapping[Hashable, Listing],
        hospitals: Mapping[Hashable, Listing],
        quotas: Mapping[Hashable, int] | None = None,
        conflicts: Iterable[tuple[Hashable, Hashable]] = (),
    ) -> Preferences:
        """Preferences from dictionaries.  O(total length of the lists).

        Parameters
        ----------
        residents, hospitals
            Name → list of the other side, best first; ties are inner lists. A pair counts only if both list
            each other.
        quotas
            Seats of each hospital; 1 where not given.
        conflicts
            Residents who may not share a hospital.

        Raises
        ------
        ValueError
            A name on a list, in `quotas` or in `conflicts` that is none of the other side's; a name twice on a
            list; a negative quota.
        """
        mine, theirs = _positions(residents), _positions(hospitals)
        wishes = _ranks(residents, theirs, "hospital")
        offers = _ranks(hospitals, mine, "resident")
        pairs = [
            (mine[r], theirs[h], rank, offers[h, r]) for (r, h), rank in wishes.items() if (h, r) in offers
        ]
        columns = np.array(pairs, dtype=np.int32).reshape(-1, 4).T
        quota = np.ones(len(theirs), dtype=np.int64)
        for name, seats in (quotas or {}).items():
            quota[_known(name, theirs, "hospital")] = seats
        kin = [[_known(name, mine, "resident") for name in pair] for pair in conflicts]
        edges = np.array(kin, dtype=np.int32).reshape(-1, 2).T
        market = Market.from_pairs(
            len(mine), quota, columns[0], columns[1], columns[2], columns[3], (edges[0], edges[1])
        )
        return cls(market, tuple(residents), tuple(hospitals))

    @classmethod
    def of_frame(cls, pairs: Any, quotas: Mapping[Hashable, int] | Any | None = None) -> Preferences:
        """Preferences from a data frame with a row for each acceptable pair.

        Parameters
        ----------
        pairs
            A Polars frame, or any that it can take over (pandas, Arrow, a mapping of columns), with the columns
            ``resident``, ``hospital``, ``resident_rank``, ``hospital_rank``.
        quotas
            Hospital → seats, or a frame with the columns ``hospital``, ``quota``; 1 where not given.

        Raises
        ------
        ValueError
            A column is missing, a pair stands twice, a rank is below 1, a quota names no hospital.
        """
        frame = _frame(pairs, ("resident", "hospital", "resident_rank", "hospital_rank"))
        seats = quotas or {} if isinstance(quotas, Mapping) or quotas is None else _seats(quotas)
        residents = frame["resident"].unique(maintain_order=True).to_list()
        hospitals = list(dict.fromkeys([*frame["hospital"].unique(maintain_order=True).to_list(), *seats]))
        mine, theirs = _positions(residents), _positions(hospitals)
        quota = np.array([seats.get(name, 1) for name in hospitals], dtype=np.int64)
        market = Market.from_pairs(
            len(residents),
            quota,
            np.array([mine[name] for name in frame["resident"].to_list()], dtype=np.int32),
            np.array([theirs[name] for name in frame["hospital"].to_list()], dtype=np.int32),
            frame["resident_rank"].to_numpy().astype(np.int32),
            frame["hospital_rank"].to_numpy().astype(np.int32),
        )
        return cls(market, tuple(residents), tuple(hospitals))

    @cached_property
    def _positions(self) -> tuple[dict[Hashable, int], dict[Hashable, int]]:
        return _positions(self.residents), _positions(self.hospitals)

    def matching(self, assignment: Int32) -> dict[Hashable, list[Hashable]]:
        """Hospital → residents given it, both in the order of the names; hospitals with nobody too."""
        out: dict[Hashable, list[Hashable]] = {name: [] for name in self.hospitals}
        for name, hospital in zip(self.residents, assignment.tolist(), strict=True):
            if hospital != UNMATCHED:
                out[self.hospitals[hospital]].append(name)
        return out

    def assignment(self, matching: Mapping[Hashable, Iterable[Hashable]]) -> Int32:
        """The assignment that a matching (hospital → residents) describes.

        Raises
        ------
        ValueError
            An unknown name, or a resident at two hospitals.
        """
        mine, theirs = self._positions
        out = np.full(len(mine), UNMATCHED, dtype=np.int32)
        for hospital, names in matching.items():
            for name in names:
                at = _known(name, mine, "resident")
                if out[at] != UNMATCHED:
                    raise ValueError(f"resident {name!r} stands at two hospitals")
                out[at] = _known(hospital, theirs, "hospital")
        return frozen(out)


def _positions(names: Iterable[Hashable]) -> dict[Hashable, int]:
    return {name: at for at, name in enumerate(names)}


def _known(name: Hashable, positions: Mapping[Hashable, int], side: str) -> int:
    if name not in positions:
        raise ValueError(f"there is no {side} {name!r}")
    return positions[name]


def _ranks(
    lists: Mapping[Hashable, Listing], others: Mapping[Hashable, int], side: str
) -> dict[tuple[Hashable, Hashable], int]:
    """(who, whom) → rank from 1; the members of a tie share one, and the next rank follows at once."""
    ranks: dict[tuple[Hashable, Hashable], int] = {}
    for who, listing in lists.items():
        for rank, entry in enumerate(listing, 1):
            tied = tuple(entry) if _is_tie(entry, others) else (entry,)
            for whom in tied:
                _known(whom, others, side)
                if (who, whom) in ranks:
                    raise ValueError(f"{who!r} lists {whom!r} twice")
                ranks[who, whom] = rank
    return ranks


def _is_tie(entry: Any, others: Mapping[Hashable, int]) -> bool:
    """Is the entry of a list several names; a tuple may also be one name."""
    return isinstance(entry, list | set | frozenset) or (isinstance(entry, tuple) and entry not in others)


def _frame(table: Any, columns: Sequence[str]) -> pl.DataFrame:
    frame = table if isinstance(table, pl.DataFrame) else _taken_over(table)
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}")
    return frame


def _taken_over(table: Any) -> pl.DataFrame:
    """A Polars frame of somebody else's: a mapping of columns, or anything that gives one column by column."""
    if isinstance(table, Mapping):
        return pl.DataFrame(dict(table))
    return pl.DataFrame({str(name): list(table[name]) for name in table.columns})


def _seats(table: Any) -> dict[Hashable, int]:
    frame = _frame(table, ("hospital", "quota"))
    return dict(zip(frame["hospital"].to_list(), frame["quota"].to_list(), strict=True))
