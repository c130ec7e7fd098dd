"""NetworkX: the network simplex, and Hopcroft and Karp's largest matching without costs."""

from __future__ import annotations

import networkx as nx
import numpy as np
from benchmarks.peers.problems import Integers, Problem

Flow = dict[int | str, dict[int | str, int]]


def build_flow(problem: Problem) -> nx.DiGraph:
    graph, dear = nx.DiGraph(), problem.dear
    for i in range(problem.people):
        graph.add_node(i, demand=-1)
        graph.add_edge(i, "sink", capacity=1, weight=dear)
    graph.add_node("sink", demand=problem.people)
    for u, quota in enumerate(problem.quota.tolist()):
        graph.add_edge(f"h{u}", "sink", capacity=quota, weight=0)
    for i, u, cost in zip(
        problem.person.tolist(), problem.hospital.tolist(), problem.cost.tolist(), strict=True
    ):
        graph.add_edge(i, f"h{u}", capacity=1, weight=cost)
    return graph


def solve_flow(graph: nx.DiGraph) -> Flow:
    flow: Flow = nx.network_simplex(graph)[1]
    return flow


def read_flow(flow: Flow, problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for i in range(problem.people):
        for head, units in flow[i].items():
            if units and head != "sink":
                where[i] = int(str(head)[1:])
    return where


def build_bipartite(problem: Problem) -> tuple[nx.Graph, int]:
    """Each seat is a node."""
    graph = nx.Graph()
    graph.add_nodes_from(range(problem.people))
    quota = problem.quota.tolist()
    for i, u in zip(problem.person.tolist(), problem.hospital.tolist(), strict=True):
        graph.add_edges_from((i, (u, seat)) for seat in range(quota[u]))
    return graph, problem.people


def solve_bipartite(built: tuple[nx.Graph, int]) -> dict[int, tuple[int, int]]:
    graph, people = built
    seat_of: dict[int, tuple[int, int]] = nx.bipartite.hopcroft_karp_matching(graph, range(people))
    return seat_of


def read_bipartite(seat_of: dict[int, tuple[int, int]], problem: Problem) -> Integers:
    where = np.full(problem.people, -1)
    for i in range(problem.people):
        if i in seat_of:
            where[i] = seat_of[i][0]
    return where


TASKS = {
    "network_simplex": (build_flow, solve_flow, read_flow),
    "hopcroft_karp_matching": (build_bipartite, solve_bipartite, read_bipartite),
}
