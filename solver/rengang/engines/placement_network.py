"""The network behind directed placement: people in groups, sites behind segment trees, arcs in O(n log n).

People of one class, home and set of exceptions are one *group*. Sites of one class stand behind one *hub*,
the root of a binary tree over them; per class of people a binary tree stands over the hubs. A group that may
go everywhere has one arc, to the root of its class's tree; a group with exceptions has arcs to the O(log)
subtrees that leave out the hubs concerned, and to those below that leave out the sites concerned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rengang.engines.min_cost_flow import Network
from rengang.model.instance import Int32, Int64
from rengang.model.market import UNMATCHED

if TYPE_CHECKING:
    from rengang.engines.placement import Placement


@dataclass(frozen=True, eq=False)
class PlacementNetwork:
    """A network and how its nodes read.

    Nodes are numbered so that every arc leads to a higher number: groups, trees over hubs, trees over sites,
    sites, sink. The costs are (unplaced people, cost).

    Attributes
    ----------
    network
        Arcs from sites to the sink carry the sites' bounds; those from groups to the sink the unplaced.
    group : int32, shape (people,)
        Group of each person.
    first_site
        Node of site 0; that of site s is ``first_site + s``; the sink comes last.
    """

    network: Network
    group: Int32
    first_site: int
    cycle_arcs: int

    @property
    def sink(self) -> int:
        """Node of the sink."""
        return len(self.network.supply) - 1

    def decode(self, flow: Int64) -> Int32:
        """Who goes where under `flow`: at every node the people present, by index, fill the arcs by head."""
        tail, head = self.network.tail, self.network.head
        used = np.flatnonzero((flow > 0) & (tail < self.first_site))
        used = used[np.lexsort((head[used], tail[used]))]
        ends = np.append(np.flatnonzero(np.diff(tail[used])) + 1, len(used)) if len(used) else used
        present: dict[int, list[Int64]] = {}
        order = np.argsort(self.group, kind="stable")
        groups, first = np.unique(self.group[order], return_index=True)
        for g, at, to in zip(groups.tolist(), first, np.append(first, len(order))[1:], strict=True):
            present[g] = [order[at:to]]
        begin = 0
        for end in ends.tolist():
            arcs = used[begin:end]
            begin = end
            people = np.sort(np.concatenate(present.pop(int(tail[arcs[0]]))))
            shares = np.split(people, np.cumsum(flow[arcs])[:-1])
            for node, share in zip(head[arcs].tolist(), shares, strict=True):
                present.setdefault(node, []).append(share)
        assignment = np.full(len(self.group), UNMATCHED, dtype=np.int32)
        for node, parts in present.items():
            if self.first_site <= node < self.sink:
                for part in parts:
                    assignment[part] = node - self.first_site
        return assignment


@dataclass(frozen=True)
class _Group:
    """People who may go to the same sites at the same cost: a class, sites left out, sites that cost less."""

    row: int
    excluded: tuple[int, ...]
    cheaper: tuple[tuple[int, int], ...]


def outside(size: int, excluded: tuple[int, ...]) -> list[int]:
    """Nodes of a complete binary tree that cover its `size` leaves but the `excluded` (ascending).

    Node 1 is the root, the children of v are 2v and 2v + 1, leaf i is ``size + i``.  O(excluded · log size).
    """
    nodes = []
    start = 0
    for stop in (*excluded, size):
        low, high = start + size, stop + size
        while low < high:
            if low & 1:
                nodes.append(low)
                low += 1
            if high & 1:
                high -= 1
                nodes.append(high)
            low, high = low >> 1, high >> 1
        start = stop + 1
    return nodes


def _power(count: int) -> int:
    """The least power of two that is at least `count`."""
    return 1 << max(count - 1, 0).bit_length()


class _Builder:
    """Collects the arcs of one problem."""

    def __init__(self, problem: Placement) -> None:
        self.problem = problem
        # equal rows and columns of the cost table are one class
        rows, row = np.unique(problem.cost, axis=0, return_inverse=True)
        self.cost, hub = np.unique(rows, axis=1, return_inverse=True)
        self.row = row.reshape(-1)[problem.person_class]
        self.hub = hub.reshape(-1)[problem.site_class]
        self.rows, self.hubs = self.cost.shape
        self.members = [np.flatnonzero((self.hub == j) & (problem.upper > 0)) for j in range(self.hubs)]
        self.place = np.zeros(len(self.hub), dtype=np.int64)
        for m in self.members:
            self.place[m] = np.arange(len(m))
        self.over = _power(self.hubs)
        self.under = [_power(len(m)) for m in self.members]
        self.group, self.groups = self._grouped()
        # inner nodes only: the leaf of a tree is a hub's root or the site itself
        self.first_row_tree = len(self.groups)
        first = self.first_row_tree + self.rows * (self.over - 1)
        self.first_inner = (first + np.cumsum([0, *(size - 1 for size in self.under)])).tolist()
        self.first_site = int(self.first_inner[-1])
        self.sink = self.first_site + len(self.hub)
        self.tail: list[int] = []
        self.head: list[int] = []
        self.arc_cost: list[int] = []

    def _grouped(self) -> tuple[Int32, list[_Group]]:
        """Group of each person, and the groups."""
        problem = self.problem
        extra: dict[int, tuple[set[int], dict[int, int]]] = {}
        for i, s in zip(*(side.tolist() for side in problem.forbidden), strict=True):
            extra.setdefault(i, (set(), {}))[0].add(s)
        for i, s, c in zip(*(side.tolist() for side in problem.cheaper), strict=True):
            less = extra.setdefault(i, (set(), {}))[1]
            less[s] = min(c, less.get(s, c))
        found: dict[tuple[int, int, object], int] = {}
        groups: list[_Group] = []
        group = np.empty(len(self.row), dtype=np.int32)
        for i, (row, home) in enumerate(zip(self.row.tolist(), problem.home.tolist(), strict=True)):
            if home >= 0 and (problem.upper[home] == 0 or self.cost[row, self.hub[home]] < 0):
                home = -1
            more: object = None
            if i in extra:
                more = (tuple(sorted(extra[i][0])), tuple(sorted(extra[i][1].items())))
            g = found.get((row, home, more), -1)
            if g < 0:
                g = found[row, home, more] = len(groups)
                groups.append(self._new_group(row, home, *extra.get(i, (set(), {}))))
            group[i] = g
        return group, groups

    def _new_group(self, row: int, home: int, forbidden: set[int], cheaper: dict[int, int]) -> _Group:
        """A group, with only those exceptions that change anything."""
        excluded = forbidden | ({home} if home >= 0 else set())
        usual = {s: int(self.cost[row, self.hub[s]]) for s in excluded | cheaper.keys()}
        shut = {s for s in usual if usual[s] < 0 or self.problem.upper[s] == 0}
        less = {s: c for s, c in cheaper.items() if s not in shut | excluded and c < usual[s]}
        return _Group(row, tuple(sorted(excluded - shut)), tuple(sorted(less.items())))

    def arc(self, tail: int, head: int, cost: int = 0) -> None:
        """One arc without bounds."""
        self.tail.append(tail)
        self.head.append(head)
        self.arc_cost.append(cost)

    def site_node(self, j: int, v: int) -> int:
        """Network node of node v in the tree over hub j's sites, −1 where there is none."""
        if v < self.under[j]:
            return int(self.first_inner[j]) + v - 1
        leaf = v - self.under[j]
        return self.first_site + int(self.members[j][leaf]) if leaf < len(self.members[j]) else -1

    def enter_row_tree(self, tail: int, row: int, v: int) -> None:
        """An arc from `tail` to node v of the tree over the hubs of `row`."""
        if v < self.over:
            self.arc(tail, self.first_row_tree + row * (self.over - 1) + v - 1)
        elif v - self.over < self.hubs and self.cost[row, v - self.over] >= 0:
            root = self.site_node(v - self.over, 1)
            if root >= 0:
                self.arc(tail, root, int(self.cost[row, v - self.over]))

    def trees(self) -> None:
        """The arcs inside every tree."""
        for row in range(self.rows):
            for v in range(1, self.over):
                inner = self.first_row_tree + row * (self.over - 1) + v - 1
                self.enter_row_tree(inner, row, 2 * v)
                self.enter_row_tree(inner, row, 2 * v + 1)
        for j in range(self.hubs):
            for v in range(1, self.under[j]):
                for child in (2 * v, 2 * v + 1):
                    node = self.site_node(j, child)
                    if node >= 0:
                        self.arc(self.site_node(j, v), node)

    def people(self) -> None:
        """The arcs from every group to where its people may go."""
        around: dict[tuple[int, ...], list[int]] = {}
        for g, group in enumerate(self.groups):
            places: dict[int, list[int]] = {}
            for s in group.excluded:
                places.setdefault(int(self.hub[s]), []).append(int(self.place[s]))
            touched = tuple(sorted(places))
            if touched not in around:
                around[touched] = outside(self.over, touched)
            for v in around[touched]:
                self.enter_row_tree(g, group.row, v)
            for j in touched:
                for v in outside(self.under[j], tuple(sorted(places[j]))):
                    node = self.site_node(j, v)
                    if node >= 0:
                        self.arc(g, node, int(self.cost[group.row, j]))
            for s, cost in group.cheaper:
                self.arc(g, self.first_site + s, cost)

    def network(self) -> PlacementNetwork:
        """The arcs to the sink, and everything put together."""
        problem, groups = self.problem, len(self.groups)
        self.trees()
        self.people()
        inner, people = len(self.tail), len(self.group)
        sites = np.arange(self.first_site, self.sink)
        tail = np.concatenate([self.tail, sites, np.arange(groups)]).astype(np.int32)
        head = np.append(self.head, np.full(len(sites) + groups, self.sink)).astype(np.int32)
        lower = np.zeros(len(tail), dtype=np.int64)
        upper = np.full(len(tail), people, dtype=np.int64)
        at_sites = slice(inner, inner + len(sites))
        lower[at_sites], upper[at_sites] = problem.lower, problem.upper
        unplaced, cost = np.zeros((2, len(tail)), dtype=np.int64)
        unplaced[inner + len(sites) :] = 1
        cost[:inner] = self.arc_cost
        supply = np.zeros(self.sink + 1, dtype=np.int64)
        supply[:groups] = np.bincount(self.group, minlength=groups)
        supply[self.sink] = -people
        # an arc that costs leads into a tree over sites, a site or the sink: a cycle meets each node once
        cycle_arcs = 2 * (self.sink + 1 - int(self.first_inner[0]))
        network = Network(tail, head, lower, upper, supply, (unplaced, cost))
        return PlacementNetwork(network, self.group, self.first_site, cycle_arcs)


def build(problem: Placement) -> PlacementNetwork:
    """The network of a problem.  O(classes × hubs + exceptions · log sites) arcs."""
    return _Builder(problem).network()
