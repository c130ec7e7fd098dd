"""Preference lists with names, as columns of index arrays: dictionaries of lists or data frames in.

:meth:`rengang.model.Market.from_preferences` is made of this; it documents what is accepted.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import index
from typing import Any

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.pairs import find

Listing = Sequence[Any]
"""A preference list, best first; an entry that is itself a list, set or tuple of names is a tie."""

Names = tuple[Hashable, ...]

_SIDES = ("resident", "hospital")


@dataclass(frozen=True, eq=False)
class Columns:
    """What makes a market, with the names of both sides: the pairs that both sides list, in rows by resident."""

    resident_names: Names
    hospital_names: Names
    quota: Int64
    resident: Int32
    hospital: Int32
    resident_rank: Int32
    hospital_rank: Int32
    conflicts: tuple[Int32, Int32]


@dataclass(frozen=True, eq=False)
class _Lists:
    """One side's lists: who lists whom at which rank, in the order given."""

    who: Int64
    whom: Int64
    rank: Int64


def read_preferences(residents: Any, hospitals: Any, quotas: Any, conflicts: Any) -> Columns:
    """Names to indices, lists to ranks, and the pairs that stand on both sides' lists."""
    if hospitals is None:
        return _from_pairs(residents, quotas, conflicts)
    mine = _names(residents, "resident", ())
    theirs = _names(hospitals, "hospital", _named(quotas))
    wishes = _lists(residents, mine, theirs, "resident")
    offers = _lists(hospitals, theirs, mine, "hospital")
    width = max(len(theirs), 1)
    keys, back = wishes.who * width + wishes.whom, offers.whom * width + offers.who
    _refuse_twice(keys, wishes, mine, theirs)
    _refuse_twice(back, offers, theirs, mine)
    hit, there = _meet(keys, back)
    return Columns(
        resident_names=tuple(mine),
        hospital_names=tuple(theirs),
        quota=_quota(quotas, theirs),
        resident=wishes.who[hit].astype(np.int32),
        hospital=wishes.whom[hit].astype(np.int32),
        resident_rank=wishes.rank[hit].astype(np.int32),
        hospital_rank=offers.rank[there].astype(np.int32),
        conflicts=_edges(conflicts, mine),
    )


def _from_pairs(pairs: Any, quotas: Any, conflicts: Any) -> Columns:
    """A frame with a row for each acceptable pair and both ranks."""
    if isinstance(pairs, Mapping) and not hasattr(pairs, "columns"):
        raise ValueError("the hospitals' lists are missing")
    names = ("resident", "hospital", "resident_rank", "hospital_rank")
    resident, hospital, resident_rank, hospital_rank = _columns(pairs, names)
    mine = _positions(resident)
    theirs = _positions(chain(hospital, _named(quotas)))
    who, whom = _indices(resident, mine), _indices(hospital, theirs)
    _refuse_twice(who * max(len(theirs), 1) + whom, _Lists(who, whom, who), mine, theirs)
    return Columns(
        resident_names=tuple(mine),
        hospital_names=tuple(theirs),
        quota=_quota(quotas, theirs),
        resident=who.astype(np.int32),
        hospital=whom.astype(np.int32),
        resident_rank=_whole(resident_rank, "resident_rank").astype(np.int32),
        hospital_rank=_whole(hospital_rank, "hospital_rank").astype(np.int32),
        conflicts=_edges(conflicts, mine),
    )


def _positions(names: Iterable[Hashable]) -> dict[Hashable, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


def _indices(names: Sequence[Hashable], positions: Mapping[Hashable, int]) -> Int64:
    return np.fromiter(map(positions.__getitem__, names), dtype=np.int64, count=len(names))


def _names(lists: Any, side: str, more: Iterable[Hashable]) -> dict[Hashable, int]:
    """Name → position: whoever has a list; of a frame also whom `more` names (who lists nobody has no row)."""
    if isinstance(lists, Mapping):
        return {name: at for at, name in enumerate(lists)}
    return _positions(chain(_columns(lists, (side,))[0], more))


def _named(quotas: Any) -> list[Hashable]:
    """The hospitals that quotas are given for."""
    if quotas is None or isinstance(quotas, int | np.integer):
        return []
    return list(quotas) if isinstance(quotas, Mapping) else _columns(quotas, ("hospital",))[0]


def _quota(quotas: Any, theirs: Mapping[Hashable, int]) -> Int64:
    """Seats of each hospital, 1 where nothing is said."""
    if isinstance(quotas, int | np.integer):
        return np.full(len(theirs), int(quotas), dtype=np.int64)
    out = np.ones(len(theirs), dtype=np.int64)
    if quotas is None:
        return out
    given = (
        quotas.items()
        if isinstance(quotas, Mapping)
        else zip(*_columns(quotas, ("hospital", "quota")), strict=True)
    )
    for name, seats in given:
        if name not in theirs:
            raise ValueError(f"a quota is given for {name!r}, but there is no hospital {name!r}")
        try:
            out[theirs[name]] = index(seats)
        except TypeError:
            raise ValueError(
                f"the quota of hospital {name!r} is {seats!r}, expected a whole number"
            ) from None
    return out


def _edges(conflicts: Any, mine: Mapping[Hashable, int]) -> tuple[Int32, Int32]:
    """Both ends of each conflict."""
    ends: tuple[list[int], list[int]] = ([], [])
    for pair in conflicts:
        if len(pair) != 2:
            raise ValueError(f"a conflict is between two residents, got {pair!r}")
        for name, end in zip(pair, ends, strict=True):
            if name not in mine:
                raise ValueError(f"a conflict names {name!r}, but there is no resident {name!r}")
            end.append(mine[name])
    return np.array(ends[0], dtype=np.int32), np.array(ends[1], dtype=np.int32)


def _lists(lists: Any, mine: Mapping[Hashable, int], others: Mapping[Hashable, int], side: str) -> _Lists:
    """A side's lists as columns."""
    if not isinstance(lists, Mapping):
        return _of_frame(lists, mine, others, side)
    listings = list(lists.values())
    texts = [name for name, listing in lists.items() if isinstance(listing, str | bytes)]
    if texts:
        raise ValueError(
            f"the list of {side} {texts[0]!r} is the text {lists[texts[0]]!r}, expected a list of names"
        )
    length = np.fromiter(map(len, listings), dtype=np.int64, count=len(listings))
    who = np.repeat(np.arange(len(listings)), length)
    try:
        whom = np.fromiter(
            map(others.__getitem__, chain.from_iterable(listings)), dtype=np.int64, count=len(who)
        )
    except (KeyError, TypeError):  # a tie, or a name that the other side does not have
        return _with_ties(lists, others, side)
    first = np.cumsum(length) - length
    return _Lists(who, whom, np.arange(len(who)) - first[who] + 1)


def _with_ties(lists: Mapping[Hashable, Listing], others: Mapping[Hashable, int], side: str) -> _Lists:
    """Entry by entry: the members of a tie share one rank, and the next rank follows at once."""
    who, whom, rank = [], [], []
    for at, (name, listing) in enumerate(lists.items()):
        for place, entry in enumerate(listing, 1):
            for other in entry if _is_tie(entry, others) else (entry,):
                if not isinstance(other, Hashable) or other not in others:
                    what = _SIDES[side == "resident"]
                    raise ValueError(f"{side} {name!r} lists {other!r}, but there is no {what} {other!r}")
                who.append(at)
                whom.append(others[other])
                rank.append(place)
    return _Lists(*(np.array(column, dtype=np.int64) for column in (who, whom, rank)))


def _is_tie(entry: Any, others: Mapping[Hashable, int]) -> bool:
    """Is the entry of a list several names; a tuple may also be one name."""
    return isinstance(entry, list | set | frozenset) or (isinstance(entry, tuple) and entry not in others)


def _of_frame(frame: Any, mine: Mapping[Hashable, int], others: Mapping[Hashable, int], side: str) -> _Lists:
    """A frame with a row for each entry of a list."""
    other = _SIDES[side == "resident"]
    names, listed, rank = _columns(frame, (side, other, "rank"))
    unknown = next((at for at, name in enumerate(listed) if name not in others), None)
    if unknown is not None:
        raise ValueError(
            f"{side} {names[unknown]!r} lists {listed[unknown]!r}, but there is no {other} {listed[unknown]!r}"
        )
    return _Lists(_indices(names, mine), _indices(listed, others), _whole(rank, "rank"))


def _columns(frame: Any, names: Sequence[str]) -> list[list[Any]]:
    """Columns of a data frame (Polars, pandas, Arrow: whatever has `columns` and gives one by its name)."""
    if not hasattr(frame, "columns"):
        raise ValueError(f"expected a dictionary or a data frame, got {type(frame).__name__}")
    there = [str(name) for name in getattr(frame, "column_names", frame.columns)]
    missing = [name for name in names if name not in there]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}; it has {', '.join(there)}")
    columns = [frame[name] for name in names]
    return [column.to_pylist() if hasattr(column, "to_pylist") else list(column) for column in columns]


def _whole(values: Sequence[Any], name: str) -> Int64:
    """A column of whole numbers."""
    try:
        return np.fromiter(map(index, values), dtype=np.int64, count=len(values))
    except TypeError:
        wrong = next(value for value in values if not hasattr(value, "__index__"))
        raise ValueError(f"the column {name} holds {wrong!r}, expected a whole number") from None


def _refuse_twice(
    keys: Int64, lists: _Lists, mine: Mapping[Hashable, int], others: Mapping[Hashable, int]
) -> None:
    """Nobody stands on a list twice."""
    ordered = np.sort(keys)
    if len(keys) and (ordered[1:] == ordered[:-1]).any():
        twice = ordered[1:][ordered[1:] == ordered[:-1]][0]
        at = int(np.flatnonzero(keys == twice)[0])
        raise ValueError(f"{[*mine][lists.who[at]]!r} lists {[*others][lists.whom[at]]!r} twice")


def _meet(keys: Int64, back: Int64) -> tuple[Bool, Int64]:
    """Which entries of `keys` stand in `back` too, and where."""
    order = np.argsort(back)
    at = find(keys, back[order])
    return np.asarray(at >= 0), order[at[at >= 0]]
