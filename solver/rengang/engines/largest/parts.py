"""The connected parts of a market, and small markets of their own made from them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rengang.engines.largest.cover import Cover
from rengang.model import UNMATCHED, Market
from rengang.model.arrays import Bool, Int32, Int64
from rengang.model.pairs import rows

PACK = 1_000
"""Small parts are solved together up to so many pairs: many tiny searches cost more than one small one."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The part of each resident and hospital, and by part its pairs, its size so far and its bound."""

    of_resident: Int64
    of_hospital: Int64
    pairs: Int64
    size: Int64
    bound: Int64


@dataclass(frozen=True, eq=False)
class Piece:
    """A market made of some parts, with the indices that its residents and hospitals have in the whole."""

    market: Market
    residents: Int64
    hospitals: Int64
    cover: Cover
    size: int

    def part_of(self, assignment: Int32) -> Int32:
        """What an assignment of the whole says of the piece."""
        local = np.full(int(self.hospitals.max(initial=-1)) + 2, UNMATCHED, dtype=np.int32)
        local[self.hospitals] = np.arange(len(self.hospitals), dtype=np.int32)
        return local[assignment[self.residents]]

    def put(self, whole: Int32, assignment: Int32) -> None:
        """Write an assignment of the piece into one of the whole."""
        placed = assignment != UNMATCHED
        whole[self.residents] = UNMATCHED
        whole[self.residents[placed]] = self.hospitals[assignment[placed]]


def parts_of(market: Market, assignment: Int32, cover: Cover) -> Parts:
    """Connected parts by their pairs.  O(pairs)."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n, vertices = market.residents, market.residents + market.hospitals
    edges = (np.ones(market.pairs, dtype=np.int8), (market.resident, n + market.hospital))
    count, label = connected_components(csr_array(edges, shape=(vertices, vertices)), directed=False)
    label = label.astype(np.int64)
    seats = np.minimum(market.quota, np.bincount(market.hospital, minlength=market.hospitals))

    def total(where: Int64, weight: Int64) -> Int64:
        return np.rint(np.bincount(where, weights=weight, minlength=count)).astype(np.int64)

    placed = (assignment != UNMATCHED).astype(np.int64)
    bound = total(label[:n], cover.residents.astype(np.int64)) + total(label[n:], seats * cover.hospitals)
    pairs = np.bincount(label[market.resident], minlength=count).astype(np.int64)
    return Parts(label[:n], label[n:], pairs, total(label[:n], placed), bound)


def settled(market: Market, parts: Parts) -> Bool:
    """Parts whose size is proven: it meets the bound, or there is no tie.

    Without ties all stable matchings place the same residents (Gale & Sotomayor 1985; Roth 1986).
    """
    tied = np.zeros(len(parts.pairs), dtype=bool)
    for who, rank in ((market.resident, market.resident_rank), (market.hospital, market.hospital_rank)):
        key = who.astype(np.int64) << 32 | rank
        order = np.argsort(key, kind="stable")
        same = np.flatnonzero(key[order][1:] == key[order][:-1])
        tied[parts.of_resident[market.resident[order[same]]]] = True
    return np.asarray(~tied | (parts.size == parts.bound))


def pieces(market: Market, assignment: Int32, cover: Cover, parts: Parts, wanted: Bool) -> Iterator[Piece]:
    """The wanted parts in ascending size, small ones packed together."""
    chosen = np.flatnonzero(wanted)
    chosen = chosen[np.lexsort((chosen, parts.pairs[chosen]))]
    pack_of = np.full(len(parts.pairs), -1, dtype=np.int64)
    pack, held = -1, PACK
    for part, pairs in zip(chosen.tolist(), parts.pairs[chosen].tolist(), strict=True):
        if held + pairs > PACK:
            pack, held = pack + 1, 0
        pack_of[part] = pack
        held += pairs
    residents = _grouped(pack_of[parts.of_resident], pack + 1)
    hospitals = _grouped(pack_of[parts.of_hospital], pack + 1)
    pair_groups = _grouped(pack_of[parts.of_resident][market.resident], pack + 1)
    place_of_resident = _places(residents, market.residents)
    place_of_hospital = _places(hospitals, market.hospitals)
    for mine, theirs, pairs in zip(residents, hospitals, pair_groups, strict=True):
        small = Market.from_pairs(
            len(mine),
            market.quota[theirs],
            place_of_resident[market.resident[pairs]],
            place_of_hospital[market.hospital[pairs]],
            market.resident_rank[pairs],
            market.hospital_rank[pairs],
        )
        seats = np.minimum(small.quota, np.bincount(small.hospital, minlength=small.hospitals))
        covering, covered = cover.residents[mine], cover.hospitals[theirs]
        weight = int(covering.sum() + seats[covered].sum())
        size = int((assignment[mine] != UNMATCHED).sum())
        yield Piece(small, mine, theirs, Cover(covering, covered, weight), size)


def _grouped(group: Int64, groups: int) -> list[Int64]:
    """Indices of each group 0 … groups − 1, ascending."""
    order = np.argsort(group, kind="stable")
    edges = rows(group[order], groups)
    return [order[a:b] for a, b in itertools.pairwise(edges.tolist())]


def _places(groups: list[Int64], size: int) -> Int32:
    """Where each of so many indices stands in its group, of groups that have none in common."""
    place = np.full(size, -1, dtype=np.int32)
    for group in groups:
        place[group] = np.arange(len(group), dtype=np.int32)
    return place
