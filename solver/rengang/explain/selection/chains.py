"""Chains of a balanced exchange: who moves on so that a place falls vacant, back to where it began (NetworkX)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rengang.errors import Text
from rengang.explain.words import unit_text

if TYPE_CHECKING:
    from rengang.explain.selection.fates import Fates

LONGEST = 8
"""Units of a chain that are spelled out."""


def chain(graph: Any, home: int, unit: int) -> list[int] | None:
    """A shortest way of moves from `unit` back to `home`, both included; None where the moves do not close."""
    import networkx

    try:
        return list(networkx.shortest_path(graph, unit, home))
    except networkx.NetworkXNoPath:
        return None


def chain_text(fates: Fates, graph: Any, cadre: int, unit: int) -> Text:
    """How the place that `cadre` leaves is made good."""
    home = int(fates.instance.unit_of[cadre])
    way = chain(graph, home, unit)
    if way is None:
        tolerance = fates.policy.balance.tolerance
        return Text(
            f"此次调动不构成闭合的链，在允许差额 {tolerance} 之内",
            f"This move closes no chain; it lies within the tolerance of {tolerance}",
        )
    names = [unit_text(fates.instance, u) for u in [home, *way]]
    if len(names) > LONGEST:
        count = len(names) - 1
        return Text(
            f"此次调动在一条 {count} 个单位的对等链中", f"This move is part of a chain of {count} units"
        )
    return Text(
        "对等链：" + " → ".join(name.zh for name in names),
        "The chain: " + " → ".join(name.en for name in names),
    )
