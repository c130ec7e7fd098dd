"""NetworkX: the network simplex, and Hopcroft and Karp's largest matching without costs."""

import networkx as nx
import numpy as np


def dear(problem):
    """More than all other costs together: what it costs to leave a person out."""
    return int(problem.cost.max(initial=0)) * min(problem.people, int(problem.quota.sum())) + 1


def build_flow(problem):
    graph = nx.DiGraph()
    for i in range(problem.people):
        graph.add_node(i, demand=-1)
        graph.add_edge(i, "sink", capacity=1, weight=dear(problem))
    graph.add_node("sink", demand=problem.people)
    for u, quota in enumerate(problem.quota.tolist()):
        graph.add_edge(f"h{u}", "sink", capacity=quota, weight=0)
    for i, u, cost in zip(
        problem.person.tolist(), problem.hospital.tolist(), problem.cost.tolist(), strict=True
    ):
        graph.add_edge(i, f"h{u}", capacity=1, weight=cost)
    return graph


def solve_flow(graph):
    return nx.network_simplex(graph)[1]


def read_flow(flow, problem):
    where = np.full(problem.people, -1)
    for i in range(problem.people):
        for head, units in flow[i].items():
            if units and head != "sink":
                where[i] = int(head[1:])
    return where


def build_bipartite(problem):
    """Each seat is a node."""
    graph = nx.Graph()
    graph.add_nodes_from(range(problem.people))
    quota = problem.quota.tolist()
    for i, u in zip(problem.person.tolist(), problem.hospital.tolist(), strict=True):
        graph.add_edges_from((i, (u, seat)) for seat in range(quota[u]))
    return graph, problem.people


def solve_bipartite(built):
    graph, people = built
    return nx.bipartite.hopcroft_karp_matching(graph, range(people))


def read_bipartite(matching, problem):
    where = np.full(problem.people, -1)
    for i in range(problem.people):
        if i in matching:
            where[i] = matching[i][0]
    return where


TASKS = {
    "network_simplex": (build_flow, solve_flow, read_flow),
    "hopcroft_karp_matching": (build_bipartite, solve_bipartite, read_bipartite),
}
