"""The shortlist of one post by its definition: the set of people whom nobody outside it outranks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations


def shortlisted(people: Mapping[str, tuple[int, bool]], cap: int, base: str) -> set[str]:
    """Who is shortlisted of `people`, each with a rank of their own in the pre-selection, and whether qualified.

    Under ``registered`` the pre-selection knows nothing of the screening; whoever fails that leaves a gap.
    """
    counted = [who for who, (_, qualified) in people.items() if qualified or base == "registered"]
    for kept in combinations(counted, min(cap, len(counted))):
        others = [people[who][0] for who in counted if who not in kept]
        if all(people[who][0] < rank for who in kept for rank in others):
            return {who for who in kept if people[who][1]}
    raise AssertionError("no such set")
