"""Imports flow one way: nothing imports itself by way of others, neither a module nor a room of modules.

Every import counts: at the top of a module, within a function, and under ``if TYPE_CHECKING``. Which room stands
above which, the contracts in pyproject.toml say; that there is an order at all, these tests say for every room.
"""

from __future__ import annotations

import ast
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"rengang": ROOT / "solver", "benchmarks": ROOT}


def imports(package: str, folder: Path) -> nx.DiGraph:
    """Module → module of the package that stands in `folder`, with the line of the import."""
    files = {_name(path.relative_to(folder)): path for path in sorted((folder / package).rglob("*.py"))}
    graph = nx.DiGraph()
    graph.add_nodes_from(files)
    for module, path in files.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            found: list[str] = []
            if isinstance(node, ast.Import):
                found = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module}:{node.lineno}: a relative import"
                # what is imported from a package is a module of it, or a name that its __init__ holds
                inside = [f"{node.module}.{alias.name}" for alias in node.names]
                found = [name if name in files else str(node.module) for name in inside]
            graph.add_edges_from((module, name, {"line": node.lineno}) for name in found if name in files)
    return graph


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def circles(graph: nx.DiGraph) -> list[str]:
    """One circle of every group of modules that import each other, each as a chain of names."""
    groups = (group for group in nx.strongly_connected_components(graph) if len(group) > 1)
    found = (nx.find_cycle(graph.subgraph(sorted(group))) for group in groups)
    loops = [f"{module} imports itself" for module in nx.nodes_with_selfloops(graph)]
    return loops + [" → ".join([*(first for first, _ in circle), circle[0][0]]) for circle in found]


def rooms(graph: nx.DiGraph) -> dict[str, nx.DiGraph]:
    """Of each room, which of its parts (modules, and rooms as a whole) imports which."""
    found: dict[str, nx.DiGraph] = {}
    for module, other in graph.edges:
        a, b = module.split("."), other.split(".")
        shared = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
        if shared is not None:
            room, here, there = (".".join(part) for part in (a[:shared], a[: shared + 1], b[: shared + 1]))
            found.setdefault(room, nx.DiGraph()).add_edge(here, there)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_of_imports_not_even_by_types(package: str) -> None:
    """No module imports itself by way of others; a circle fails by its name."""
    graph = imports(package, PACKAGES[package])
    assert len(graph) > 20
    assert circles(graph) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_of_rooms(package: str) -> None:
    """Within every room one order fits all of its parts."""
    found = {room: circles(parts) for room, parts in rooms(imports(package, PACKAGES[package])).items()}
    assert {room: named for room, named in found.items() if named} == {}


@pytest.mark.parametrize(
    "back",
    [
        "import p.room.one",
        "from p.room import one",
        "def late():\n    from p.room.one import x",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from p.room.one import x",
    ],
)
def test_a_circle_is_named_however_it_is_imported(back: str, tmp_path: Path) -> None:
    """By module, by name, within a function, for types alone: the circle of modules, and the one of rooms."""
    for name, text in {"__init__": "", "room/__init__": "", "room/one": "import p.two", "two": back}.items():
        path = tmp_path / "p" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    graph = imports("p", tmp_path)
    assert circles(graph) == ["p.room.one → p.two → p.room.one"]
    assert circles(rooms(graph)["p"]) == ["p.room → p.two → p.room"]
