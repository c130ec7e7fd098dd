"""Hubs of directed placement: for every row of people and every set of features, the sites that fit in those.

What a person pays is ``base`` and the weights of the features that do not fit, so it is enough to offer, for
every set T of features, all sites that fit at least in T at ``base + weights outside T``: a site that fits in
more than T is also offered for less. The sites that fit in T depend on the values of T alone, which many rows
share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.model.instance import Bool, Int64

if TYPE_CHECKING:
    from rengang.engines.placement.problem import Feature, Placement


@dataclass(frozen=True, eq=False)
class Hubs:
    """Rows of people, and the sets of sites that they are offered.

    Attributes
    ----------
    row : int64, shape (people,)
        Row of each person: people with the same values in all features.
    hub : int64, shape (rows, 2 ** soft features)
        Hub of each row for each set of soft features (bit k: the k-th); −1 where every site of it is offered
        for less, or there is none.
    cost : int64, shape (rows, 2 ** soft features)
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
        keys = np.repeat(np.arange(len(self.ptr) - 1), self.size) * sites + self.member
        if len(keys) == 0:
            return np.full(len(hub), -1, dtype=np.int64)
        wanted = hub * sites + site
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, at - self.ptr[hub], -1)


class _Register:
    """Sets of sites, each once."""

    def __init__(self, first: Int64) -> None:
        self.members = [first]
        self._number = {first.tobytes(): 0}

    def narrow(self, sets: Int64, feature: Feature, value: Int64) -> Int64:
        """For every (set, value) the number of the set of those sites that fit the value."""
        values = feature.fits.shape[1]
        keys, back = np.unique(sets * values + value % values, return_inverse=True)
        fits = np.ascontiguousarray(feature.fits.T)
        found = np.empty(len(keys), dtype=np.int64)
        for k, key in enumerate(keys.tolist()):
            old, v = divmod(key, values)
            members = self.members[old]
            kept = members[fits[v, members]]
            name = kept.tobytes()
            if name not in self._number:
                self._number[name] = len(self.members)
                self.members.append(kept)
            found[k] = self._number[name]
        return found[back.reshape(-1)]


def _rows(problem: Placement) -> tuple[Int64, Int64]:
    """Distinct tuples of values of the hard, then the soft features, and the row of each person."""
    chosen = [*problem.hard, *problem.soft]
    row = np.zeros(problem.people, dtype=np.int64)
    for feature in chosen:
        # numbers stay below people · values, whatever the number of features
        row = row * feature.fits.shape[1] + feature.value + 1
        row = np.unique(row, return_inverse=True)[1].reshape(-1)
    _, first = np.unique(row, return_index=True)
    values = [feature.value[first].astype(np.int64) for feature in chosen]
    return np.array(values, dtype=np.int64).reshape(len(chosen), len(first)), row


def hubs(problem: Placement) -> Hubs:
    """The hubs of a problem.  O(rows · 2 ** soft features + Σ members) and a sort of people."""
    values, row = _rows(problem)
    rows, soft = values.shape[1], problem.soft
    register = _Register(np.flatnonzero((problem.upper > 0) & ~problem.closed))
    base = np.zeros(rows, dtype=np.int64)
    for feature, value in zip(problem.hard, values, strict=False):
        base = register.narrow(base, feature, value)
    hub = np.empty((rows, 1 << len(soft)), dtype=np.int64)
    cost = np.full(hub.shape, problem.base, dtype=np.int64)
    hub[:, 0] = base
    for k, (feature, value) in enumerate(zip(soft, values[len(problem.hard) :], strict=True)):
        bit = 1 << k
        without = np.arange(hub.shape[1]) & bit == 0
        cost[:, without] += int(feature.weight or 0) * (value >= 0)[:, None]
        for smaller in range(bit):
            hub[:, smaller | bit] = register.narrow(hub[:, smaller], feature, value)
    size = np.array([len(members) for members in register.members], dtype=np.int64)
    hub[~_offers_something(size[hub], len(soft))] = -1
    used, hub_number = np.unique(hub, return_inverse=True)
    used, hub = used[used >= 0], hub_number.reshape(hub.shape) - int((used < 0).any())
    ptr = np.zeros(len(used) + 1, dtype=np.int64)
    np.cumsum(size[used], out=ptr[1:])
    parts = [register.members[k] for k in used.tolist()]
    member = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    return Hubs(row, hub, cost, ptr, member)


def _offers_something(size: Int64, soft: int) -> Bool:
    """Where some site fits in exactly that set of features: Möbius inversion of the sizes over supersets."""
    exact = size.copy()
    sets = np.arange(size.shape[1])
    for k in range(soft):
        without = sets[sets & (1 << k) == 0]
        exact[:, without] -= exact[:, without | (1 << k)]
    return np.asarray(exact > 0)
