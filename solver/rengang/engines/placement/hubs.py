"""Hubs of directed placement: the sets of sites that a row of people is offered at one price.

What a person pays is ``base`` and the weights of the features that do not fit. So a row chooses, feature by
feature: the sites that offer its value, those that offer nothing there, or, at the feature's weight, any. A
site that fits may be chosen as any, too, but is also offered for less. A hub follows from the values chosen
alone, and many rows share it. That sites which offer nothing are a choice of their own keeps hubs small: they
fit everybody, and would otherwise be in the hub of every value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rengang.model.arrays import Bool, Int64
from rengang.model.pairs import decode, encode, find

if TYPE_CHECKING:
    from rengang.engines.placement.feature import Feature
    from rengang.engines.placement.problem import Placement

Columns: TypeAlias = "list[Int64 | None]"
"""Sets of sites, ascending; None: all of them."""


@dataclass(frozen=True, eq=False)
class Hubs:
    """Rows of people, and the sets of sites that they are offered.

    Attributes
    ----------
    row : int64, shape (people,)
        Row of each person: people with the same values in all features.
    hub : int64, shape (rows, combinations)
        Hub of each row for each combination of choices, at most 3 ** soft features of them; −1 where every
        site of it is offered for less, or there is none.
    cost : int64, shape (rows, combinations)
        What a site of that hub costs.
    ptr : int64, shape (hubs + 1,);  member : int64
        Compressed rows of the usable sites of each hub, ascending; no two hubs have the same.
    """

    row: Int64
    hub: Int64
    cost: Int64
    ptr: Int64
    member: Int64

    @property
    def size(self) -> Int64:
        """Number of sites of each hub."""
        return np.diff(self.ptr)

    def find(self, hub: Int64, site: Int64, sites: int) -> Int64:
        """Position of each site among its hub's members, −1 where it is none.  O(log members) each."""
        keys = encode(np.repeat(np.arange(len(self.ptr) - 1), self.size), self.member, sites)
        at = find(encode(hub, site, sites), keys)
        return np.where(at >= 0, at - self.ptr[hub], -1)


class _Register:
    """Sets of sites, each once."""

    def __init__(self, first: Int64, sites: int) -> None:
        self.members = [first]
        self._number = {first.tobytes(): 0}
        self._mark = np.zeros(sites, dtype=bool)

    def narrow(self, sets: Int64, column: Int64, columns: Columns) -> Int64:
        """For every (set, column) the number of the set of those of its sites that the column has.

        Of each distinct (set, column) the smaller side is looked through, the larger once in all.
        """
        keys, back = np.unique(encode(sets, column % len(columns), len(columns)), return_inverse=True)
        old, at = decode(keys, len(columns))
        size = np.array([len(self.members[k]) for k in old.tolist()], dtype=np.int64)
        width = np.array([-1 if c is None else len(c) for c in columns], dtype=np.int64)[at]
        larger = np.where(width > size, -1 - at, old)
        found, last, marked = old.copy(), None, self.members[0]
        for k in np.argsort(larger, kind="stable").tolist():
            members, also = self.members[old[k]], columns[at[k]]
            if also is None:
                continue
            small, large = (members, also) if width[k] > size[k] else (also, members)
            if larger[k] != last:
                self._mark[marked] = False
                self._mark[large] = True
                last, marked = larger[k], large
            found[k] = self._number_of(small[self._mark[small]])
        self._mark[marked] = False
        return np.asarray(found[back.reshape(-1)])

    def _number_of(self, members: Int64) -> int:
        name = members.tobytes()
        if name not in self._number:
            self._number[name] = len(self.members)
            self.members.append(members)
        return self._number[name]


def _fitting(feature: Feature) -> Columns:
    """The sites where each value fits; the last column, of the unknown value, is all."""
    nothing = np.flatnonzero(feature.offers_nothing)
    return [*(np.union1d(sites, nothing) for sites in feature.sites_of), None]


def _choices(feature: Feature) -> Columns:
    """The sites that offer each value, those that offer nothing, and none."""
    nothing = np.flatnonzero(feature.offers_nothing)
    return [*feature.sites_of, nothing, nothing[:0]]


def _rows(problem: Placement) -> tuple[Int64, Int64]:
    """Distinct tuples of values of the hard, then the soft features, and the row of each person."""
    chosen = [*problem.hard, *problem.soft]
    row = np.zeros(problem.people, dtype=np.int64)
    for feature in chosen:
        # numbers stay below people · values, whatever the number of features
        row = row * (feature.values + 1) + feature.value + 1
        row = np.unique(row, return_inverse=True)[1].reshape(-1)
    _, first = np.unique(row, return_index=True)
    values = [feature.value[first].astype(np.int64) for feature in chosen]
    return np.array(values, dtype=np.int64).reshape(len(chosen), len(first)), row


def hubs(problem: Placement) -> Hubs:
    """The hubs of a problem.  O(rows · 3 ** soft features + Σ members) and a sort of people.

    A site is a member of at most 2 ** soft features hubs for each combination of values that it offers and
    of hard features.
    """
    values, row = _rows(problem)
    register = _Register(np.flatnonzero((problem.upper > 0) & ~problem.closed), problem.sites)
    base = np.zeros(values.shape[1], dtype=np.int64)
    for feature, value in zip(problem.hard, values, strict=False):
        base = register.narrow(base, value, _fitting(feature))
    hub, cost = base[:, None], np.full((len(base), 1), problem.base, dtype=np.int64)
    choices = []
    for feature, value in zip(problem.soft, values[len(problem.hard) :], strict=True):
        columns = _choices(feature)
        blank, none = feature.values, feature.values + 1
        # whose value is unknown has only the choice of any site, at no cost
        chosen = [np.where(value >= 0, value, none)]
        if feature.offers_nothing[register.members[0]].any():
            chosen.append(np.where(value >= 0, blank, none))
        narrowed = [
            register.narrow(hub.reshape(-1), np.repeat(column, hub.shape[1]), columns) for column in chosen
        ]
        hub = np.concatenate([hub, *(sets.reshape(hub.shape) for sets in narrowed)], axis=1)
        dear = cost + int(feature.weight or 0) * (value >= 0)[:, None]
        cost = np.concatenate([dear, *(cost for _ in chosen)], axis=1)
        choices.append(1 + len(chosen))
    size = np.array([len(members) for members in register.members], dtype=np.int64)
    hub[~_offers_something(size[hub], choices)] = -1
    used, hub_number = np.unique(hub, return_inverse=True)
    used, hub = used[used >= 0], hub_number.reshape(hub.shape) - int((used < 0).any())
    ptr = np.zeros(len(used) + 1, dtype=np.int64)
    np.cumsum(size[used], out=ptr[1:])
    parts = [register.members[k] for k in used.tolist()]
    member = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    return Hubs(row, hub, cost, ptr, member)


def _offers_something(size: Int64, choices: list[int]) -> Bool:
    """Which hubs have a site that no other combination of the row offers for less.

    Among the sites of choice 0, any, of a feature are those of its other choices, which share no site; so
    subtracting their sizes feature by feature leaves how many sites have no other choice.
    """
    exact = size.reshape(len(size), *reversed(choices)).copy()
    for k in range(len(choices)):
        axis = np.moveaxis(exact, -1 - k, 0)
        axis[0] -= axis[1:].sum(axis=0)
    return np.asarray(exact.reshape(size.shape) > 0)
