"""The flow through a placement's network, and who goes where under it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from rengang.engines.solvers.augmenting_flow import fullest_flow
from rengang.engines.solvers.min_cost_flow import Network, largest_flow, lexicographic_flow
from rengang.model.arrays import Int32, Int64
from rengang.model.market import UNMATCHED
from rengang.model.pairs import find

LARGE = 50_000
"""Arcs from which a flow along cheapest ways pays for loading its compiled loops; below, scaling is as fast."""


@dataclass(frozen=True, eq=False)
class PlacementNetwork:
    """A network and how its nodes read.

    Nodes are numbered so that every arc leads to a higher number: own nodes of people, groups, turns, cuts,
    trees, sites, waiting, sink.

    Attributes
    ----------
    network
        Arcs from sites to the sink carry the sites' bounds; the last arc is that from `waiting`.
    start : int64, shape (people,)
        Node at which each person enters.
    level : int64, shape (nodes,)
        Every arc leads to a higher level.
    owners
        Number of people with a node of their own: nodes 0…owners − 1, whose arcs to their groups come first.
    first_site
        Node of site 0; that of site s is ``first_site + s``.
    """

    network: Network
    start: Int64
    level: Int64
    owners: int
    first_site: int

    @property
    def waiting(self) -> int:
        """Node of those who are not placed."""
        return len(self.network.supply) - 2

    def between(self, demand: Int64) -> tuple[Int32, Int32, Int64, Int64, Int64]:
        """Arcs (tail, head, upper) before the sink; supply of nodes, and demand when sites ask for that."""
        network = self.network
        inside = network.head < self.waiting
        asked = np.zeros(len(network.supply), dtype=np.int64)
        asked[self.first_site : self.waiting] = demand
        supply = np.maximum(network.supply, 0)
        return network.tail[inside], network.head[inside], network.upper[inside], supply, asked

    def best(self) -> Int32 | None:
        """Who goes where with most placed, then at least cost; None where the lower bounds cannot be met."""
        flow = self.best_flow()
        return None if flow is None else self.decode(flow)

    def best_flow(self) -> Int64 | None:
        """The flow that places most, then at least cost; None where the lower bounds cannot be met."""
        if len(self.network.tail) >= LARGE:
            with suppress(TimeoutError):
                return self._filled()
        return self._scaled()

    def _filled(self) -> Int64 | None:
        """That flow by cheapest ways, without the node `waiting`; whoever finds no way waits."""
        network = self.network
        inside = (network.head != self.waiting) & (network.tail != self.waiting)
        number = np.arange(len(network.supply))
        number[-1] = self.waiting
        filled, left = fullest_flow(
            network.tail[inside],
            number[network.head[inside]].astype(np.int32),
            network.lower[inside],
            network.upper[inside],
            network.supply[:-1],
            network.costs[0][inside],
        )
        if filled is None:
            return None
        flow = np.zeros(len(network.tail), dtype=np.int64)
        flow[inside] = filled
        flow[: self.owners] += left[: self.owners]
        np.add.at(left, network.head[: self.owners], left[: self.owners])
        to_wait = np.flatnonzero(network.head == self.waiting)
        flow[to_wait] = left[network.tail[to_wait]]
        flow[-1] = flow[to_wait].sum()
        return flow

    def _scaled(self) -> Int64 | None:
        """That flow by scaling.

        A maximum flow says how many can be placed. Lower bounds do not lessen that: paths that augment a flow
        take nobody away from a site. A flow of least cost that places so many is then quickly found, as its
        costs stay small.
        """
        leaving = (self.network.tail >= self.first_site) & (self.network.tail < self.waiting)
        most = largest_flow(*self.between(self.network.upper[leaving]))
        upper = self.network.upper.copy()
        upper[-1] = len(self.start) - most
        return lexicographic_flow(replace(self.network, upper=upper), 0)

    def decode(self, flow: Int64) -> Int32:
        """Who goes where under `flow`: at every node the people present, by index, fill the arcs by head.

        O((people + arcs) · log) per level.
        """
        tail, head = self.network.tail, self.network.head
        used = np.flatnonzero((flow > 0) & (tail < self.first_site))
        used = used[np.lexsort((head[used], tail[used]))]
        filled = np.cumsum(flow[used])
        at = self.start.copy()
        for level in range(int(self.level[self.first_site])):
            here = np.flatnonzero(self.level[at] == level)
            # people by node, then by index, have the units of flow that leave the nodes in the same order
            here = here[np.argsort(at[here], kind="stable")]
            node = at[here]
            nth = np.arange(len(here)) - find(node, node)
            arc = find(node, tail[used])
            before = np.where(arc > 0, filled[arc - 1], 0)
            at[here] = head[used[np.searchsorted(filled, before + nth, side="right")]]
        return np.where(at < self.waiting, at - self.first_site, UNMATCHED).astype(np.int32)
