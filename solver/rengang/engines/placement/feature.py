"""What people have and sites offer; a place costs the weights of what does not fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.pairs import among, decode, encode

Indices: TypeAlias = np.ndarray[tuple[Any, ...], np.dtype[np.signedinteger[Any]]] | np.int64
"""Indices of people or sites."""


@dataclass(frozen=True, eq=False)
class Feature:
    """Something that people have and sites offer.

    A person whose value is unknown fits everywhere, and at a site that offers nothing at all everybody fits.
    Sites have compressed rows, since there may be as many values as sites.

    Attributes
    ----------
    value : int32, shape (people,)
        Each person's value, 0…values − 1; −1 = unknown.
    ptr : int64, shape (sites + 1,);  offered : int32
        Compressed rows of the values that each site offers, ascending, each once.
    weight
        What it costs not to fit, ≥ 0; None: who does not fit may not go there.
    """

    value: Int32
    ptr: Int64
    offered: Int32
    weight: int | None

    @classmethod
    def of_pairs(
        cls, value: Int32 | Int64, sites: int, site: Int64, offered: Int64, weight: int | None
    ) -> Feature:
        """A feature from pairs (site, value offered there), in any order and repeated or not; site −1: nowhere."""
        site, offered = site[site >= 0], offered[site >= 0]
        span = int(offered.max(initial=-1)) + 1
        site, offered = decode(np.unique(encode(site, offered, span)), span)
        ptr = np.zeros(sites + 1, dtype=np.int64)
        np.cumsum(np.bincount(site, minlength=sites), out=ptr[1:])
        return cls(frozen(value.astype(np.int32)), frozen(ptr), frozen(offered.astype(np.int32)), weight)

    @property
    def sites(self) -> int:
        """Number of sites."""
        return len(self.ptr) - 1

    @cached_property
    def values(self) -> int:
        """Number of values that somebody has or a site offers; they are numbered from 0."""
        return int(max(self.value.max(initial=-1), self.offered.max(initial=-1))) + 1

    @cached_property
    def offers_nothing(self) -> Bool:
        """Mask of the sites where everybody fits."""
        return frozen(np.diff(self.ptr) == 0)

    @cached_property
    def sites_of(self) -> list[Int64]:
        """The sites that offer each value, ascending."""
        site = np.repeat(np.arange(self.sites), np.diff(self.ptr))
        ends = np.cumsum(np.bincount(self.offered, minlength=self.values))
        return np.split(site[np.argsort(self.offered, kind="stable")], ends[:-1])

    @cached_property
    def _only(self) -> Int32 | None:
        """The one value of each site, −1 where none; None where a site offers several."""
        size = np.diff(self.ptr)
        if size.max(initial=0) > 1:
            return None
        only = np.full(self.sites, -1, dtype=np.int32)
        only[size == 1] = self.offered
        return only

    @cached_property
    def _keys(self) -> Int64:
        """``site · values + value`` of everything offered, ascending."""
        site = np.repeat(np.arange(self.sites), np.diff(self.ptr))
        return np.asarray(site * self.values + self.offered)

    def mismatch(self, person: Indices, site: Indices) -> Bool:
        """Does the person not fit the site, elementwise with broadcasting.  O(log offers) each."""
        mine = self.value[person]
        if self._only is not None:
            there = self._only[site]
            return np.asarray((mine >= 0) & (there >= 0) & (mine != there))
        has = among(np.asarray(site) * np.int64(self.values) + mine, self._keys)
        return np.asarray((mine >= 0) & ~self.offers_nothing[site] & ~has)

    def open_to(self, people: Int64) -> Bool:
        """Matrix (people asked, sites): does the person fit.  O(people asked · sites)."""
        values, of = np.unique(self.value[people], return_inverse=True)
        rows = np.tile(self.offers_nothing, (len(values), 1))
        for row, value in zip(rows, values.tolist(), strict=True):
            row[self.sites_of[value] if value >= 0 else slice(None)] = True
        return np.asarray(rows[of.reshape(-1)])

    def among(self, people: Int64) -> Feature:
        """The same for some of the people, renumbered in that order."""
        return replace(self, value=self.value[people])
