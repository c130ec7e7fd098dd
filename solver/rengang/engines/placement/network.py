"""The network behind directed placement: people in groups, sites in hubs, arcs in numbers that NumPy likes.

People of one row (:mod:`rengang.engines.placement.hubs`) who may not go to the same sites are one *group*,
with an arc to every hub of the row. The sites of a hub are the leaves of a tree whose root is the hub.
Where a hub has a site that the group must be kept from, the arc leads to a *cut* instead: a node with arcs to
the O(log sites) subtrees that together hold the other sites, shared by all groups that need the same. Whoever
has pairs of their own that cost less has a node of their own, with arcs to those and one to the group. People
of whom at most one may be at a site are kept from it like that, and reach it through a *turn*: a node of
theirs before the site, of capacity one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rengang.engines.placement.flows import PlacementNetwork
from rengang.engines.placement.hubs import Hubs, hubs
from rengang.engines.solvers.min_cost_flow import Network
from rengang.model.arrays import Int64
from rengang.model.pairs import among, decode, encode, rows

if TYPE_CHECKING:
    from rengang.engines.placement.problem import Placement


FAN_OUT = 4
"""Children of a tree's node: more make shallower trees, and more arcs around a site that is left out."""


def build(problem: Placement, shared: Hubs | None = None) -> PlacementNetwork:
    """The network of a problem; `shared` are its hubs, which neither forbidden pairs nor turns change.

    With f soft features it has at most one arc per person and cheaper pair, 3^f per group, O(log sites) per
    cut, and one per site of a hub and inner node of its tree.
    """
    return _Builder(problem, hubs(problem) if shared is None else shared).network()


def _distinct(keys: Int64) -> Int64:
    """The distinct keys, ascending; of many keys, faster than np.unique's hashing."""
    keys = np.sort(keys)
    first = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    return np.asarray(keys[first])


def _expand(count: Int64) -> tuple[Int64, Int64]:
    """For runs of these lengths: which run each entry is in, and the how-many-th of it."""
    run = np.repeat(np.arange(len(count)), count)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)


class _Builder:
    """Collects the arcs of one problem, kind by kind."""

    def __init__(self, problem: Placement, shared: Hubs) -> None:
        self.problem = self._take_turns(problem)
        self.hubs = shared
        self._group()
        self._own_nodes()
        self.first_group = len(self.owners)
        self.first_turn = self.first_group + len(self.group_row)
        self.first_cut = self.first_turn + len(self.turn_site)
        self._cut()
        # a complete tree with fan-out F and m leaves has ⌈(m − 1) / (F − 1)⌉ inner nodes
        self.inner = -(-(self.hubs.size - 1) // (FAN_OUT - 1))
        self.first_inner = self.first_cut + self.cuts + np.cumsum(self.inner) - self.inner
        self.first_site = self.first_cut + self.cuts + int(self.inner.sum())
        self.waiting = self.first_site + problem.sites

    def _take_turns(self, problem: Placement) -> Placement:
        """The problem where nobody goes straight to a site where their turn is asked for."""
        self.turn_site = np.array([site for site, _ in problem.turns], dtype=np.int64)
        person = np.array([i for _, people in problem.turns for i in people], dtype=np.int64)
        turn = np.repeat(np.arange(len(problem.turns)), [len(people) for _, people in problem.turns])
        cost = problem.pair_cost(person, self.turn_site[turn])
        self.takers = turn[cost >= 0], person[cost >= 0], cost[cost >= 0]
        who, where = problem.forbidden
        barred = np.append(who, person), np.append(where, self.turn_site[turn])
        forbidden = barred[0].astype(np.int32), barred[1].astype(np.int32)
        return replace(problem, forbidden=forbidden, turns=())

    def _group(self) -> None:
        """Groups: the row and the sites left out. A list of sites left out that somebody has is a *ban*."""
        problem = self.problem
        person = np.concatenate([np.flatnonzero(problem.home >= 0), problem.forbidden[0]])
        site = np.concatenate([problem.home[problem.home >= 0], problem.forbidden[1]]).astype(np.int64)
        matters = (problem.upper[site] > 0) & (problem.usual_cost(person, site) >= 0)
        keys = np.unique(encode(person[matters], site[matters], problem.sites))
        person, site = decode(keys, problem.sites)
        start = rows(person, problem.people)
        count = np.diff(start)
        ban = np.full(problem.people, -1, dtype=np.int64)
        alone = count[person] == 1
        ban[person[alone]] = site[alone]
        found: dict[tuple[int, ...], int] = {}
        many = np.flatnonzero(count > 1)
        for i, a, b in zip(many.tolist(), start[many].tolist(), start[many + 1].tolist(), strict=True):
            several = tuple(site[a:b].tolist())
            ban[i] = found.setdefault(several, problem.sites + len(found))
        # the ban of a single site has that site's number
        self.ban_size = np.array([1] * problem.sites + [len(several) for several in found], dtype=np.int64)
        self.ban_site = np.array([*range(problem.sites), *(s for ban in found for s in ban)], dtype=np.int64)
        bans = len(self.ban_size) + 1
        groups, of = np.unique(encode(self.hubs.row, ban + 1, bans), return_inverse=True)
        self.group = of.reshape(-1)
        self.group_row, group_ban = decode(groups, bans)
        self.group_ban = group_ban - 1

    def _own_nodes(self) -> None:
        """People with pairs that cost less than usual, and those pairs."""
        problem = self.problem
        keys = np.unique(encode(*problem.cheaper[:2], problem.sites))
        person, site = decode(keys, problem.sites)
        cost = problem.pair_cost(person, site)
        less = (cost >= 0) & (cost < problem.usual_cost(person, site)) & (problem.upper[site] > 0)
        person, site, cost = person[less], site[less], cost[less]
        self.owners, of = np.unique(np.append(person, self.takers[1]), return_inverse=True)
        self.cheaper = of.reshape(-1)[: len(person)], site, cost
        self.taker = of.reshape(-1)[len(person) :]

    def _cut(self) -> None:
        """Which hubs the groups have, and which of those must be cut for which ban."""
        hubs, bans = self.hubs, len(self.ban_size)
        hub = hubs.hub[self.group_row]
        group, which = np.nonzero(hub >= 0)
        self.offer = group, hub[group, which], hubs.cost[self.group_row[group], which]
        ban = self.group_ban[group]
        banned = np.flatnonzero(ban >= 0)
        keys, of = np.unique(encode(self.offer[1][banned], ban[banned], bans), return_inverse=True)
        cut_hub, cut_ban = decode(keys, bans)
        run, nth = _expand(self.ban_size[cut_ban])
        site = self.ban_site[(np.cumsum(self.ban_size) - self.ban_size)[cut_ban[run]] + nth]
        leaf = hubs.find(cut_hub[run], site, self.problem.sites)
        run, leaf = run[leaf >= 0], leaf[leaf >= 0]
        real, run = np.unique(run, return_inverse=True)
        self.cuts, self.cut_hub = len(real), cut_hub[real]
        self.cut_leaf = run.reshape(-1), leaf
        number = np.full(len(keys), -1, dtype=np.int64)
        number[real] = np.arange(len(real))
        self.offer_cut = np.full(len(group), -1, dtype=np.int64)
        self.offer_cut[banned] = number[of.reshape(-1)]

    def tree_node(self, hub: Int64, v: Int64) -> Int64:
        """Network node of node v of each hub's tree: 0 is the root, F·v + 1 … F·v + F are v's children.

        The inner nodes come first, then the leaves.
        """
        leaf = v - self.inner[hub]
        at = np.where(leaf >= 0, self.hubs.ptr[hub] + leaf, 0)
        return np.where(leaf >= 0, self.first_site + self.hubs.member[at], self.first_inner[hub] + v)

    def cut_arcs(self) -> tuple[Int64, Int64]:
        """(cut, node) of the subtrees that hold the sites of the cut's hub that are not left out."""
        cut, leaf = self.cut_leaf
        nodes = self.inner + self.hubs.size
        span = int(nodes.max(initial=0)) + 1
        v = leaf + self.inner[self.cut_hub[cut]]
        found = [encode(cut, v, span)]
        while (v > 0).any():
            cut, v = cut[v > 0], (v[v > 0] - 1) // FAN_OUT
            found.append(encode(cut, v, span))
        path = _distinct(np.concatenate(found))
        cut, v = decode(path, span)
        child = FAN_OUT * v[:, None] + 1 + np.arange(FAN_OUT)
        size = nodes[self.cut_hub[cut]]
        there = child < size[:, None]
        cut, v = np.broadcast_to(cut[:, None], child.shape)[there], child[there]
        beside = ~among(encode(cut, v, span), path)
        cut, v = cut[beside], v[beside]
        return cut, self.tree_node(self.cut_hub[cut], v)

    def offers(self, cut: Int64, node: Int64) -> tuple[Int64, Int64, Int64]:
        """(group, node, cost): a cut with one arc is passed over, one without any is nowhere to go."""
        count = np.bincount(cut, minlength=self.cuts)
        head = self.first_cut + np.arange(self.cuts)
        head[count == 0] = -1
        single = count[cut] == 1
        head[cut[single]] = node[single]
        group, hub, cost = self.offer
        to = self.tree_node(hub, np.zeros(len(hub), dtype=np.int64))
        to = np.where(self.offer_cut >= 0, head[self.offer_cut], to) if self.cuts else to
        order = np.lexsort((cost, to, group))
        group, to, cost = group[order], to[order], cost[order]
        first = np.append(True, (group[1:] != group[:-1]) | (to[1:] != to[:-1]))[: len(group)]
        first &= to >= 0
        return group[first], to[first], cost[first]

    def trees(self) -> tuple[Int64, Int64]:
        """The arcs inside every hub."""
        hub, nth = _expand(self.inner + self.hubs.size - 1)
        return self.first_inner[hub] + nth // FAN_OUT, self.tree_node(hub, nth + 1)

    def levels(self) -> Int64:
        """Level of every node: own nodes, groups, turns and cuts, trees by depth, sites and waiting, sink."""
        level = np.zeros(self.waiting + 2, dtype=np.int64)
        level[self.first_group :] = 1
        level[self.first_turn :] = 2
        depth = np.ones(int(self.inner.max(initial=0)), dtype=np.int64)
        for v in range(1, len(depth)):
            depth[v] = depth[(v - 1) // FAN_OUT] + 1
        _, nth = _expand(self.inner)
        level[self.first_cut + self.cuts : self.first_site] = 2 + depth[nth]
        level[self.first_site :] = 3 + int(depth.max(initial=0))
        level[-1] += 1
        return level

    def network(self) -> PlacementNetwork:
        """Everything put together."""
        problem, groups = self.problem, len(self.group_row)
        own, site, less = self.cheaper
        cut, node = self.cut_arcs()
        group, to, cost = self.offers(cut, node)
        single = np.bincount(cut, minlength=self.cuts)[cut] == 1
        cut, node = cut[~single], node[~single]
        tree_tail, tree_head = self.trees()
        sink = self.waiting + 1
        sites = np.arange(self.first_site, self.waiting)
        parts = [
            (np.arange(len(self.owners)), self.first_group + self.group[self.owners], None),
            (own, self.first_site + site, less),
            (self.taker, self.first_turn + self.takers[0], self.takers[2]),
            (self.first_turn + np.arange(len(self.turn_site)), self.first_site + self.turn_site, None),
            (self.first_group + group, to, cost),
            (self.first_cut + cut, node, None),
            (tree_tail, tree_head, None),
            (self.first_group + np.arange(groups), np.full(groups, self.waiting), None),
            (np.append(sites, self.waiting), np.full(len(sites) + 1, sink), None),
        ]
        tail, head, costs = (np.concatenate(column) for column in zip(*map(_column, parts), strict=True))
        lower = np.zeros(len(tail), dtype=np.int64)
        upper = np.full(len(tail), problem.people, dtype=np.int64)
        upper[(tail >= self.first_turn) & (tail < self.first_cut)] = 1
        at_sites = slice(-1 - len(sites), -1)
        lower[at_sites] = problem.lower
        # seats beyond the number of people would only make the flow's sums large
        upper[at_sites] = np.maximum(problem.lower, np.minimum(problem.upper, problem.people))
        start = self.first_group + self.group
        start[self.owners] = np.arange(len(self.owners))
        supply = np.bincount(start, minlength=sink + 1).astype(np.int64)
        supply[sink] -= problem.people
        network = Network(tail.astype(np.int32), head.astype(np.int32), lower, upper, supply, (costs,))
        return PlacementNetwork(network, start, self.levels(), len(self.owners), self.first_site)


def _column(part: tuple[Int64, Int64, Int64 | None]) -> tuple[Int64, Int64, Int64]:
    """An arc's tail, head and cost, 0 where none is given."""
    tail, head, cost = part
    return tail, head, np.zeros(len(tail), dtype=np.int64) if cost is None else cost
