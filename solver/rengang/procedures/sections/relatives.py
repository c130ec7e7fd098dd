"""Relatives do not share a section (``avoidance.relations``, DY-04)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Int32
from rengang.policy import Policy

Kin = Mapping[int, tuple[int, ...]]


def relatives(instance: Instance, policy: Policy) -> Kin:
    """Relatives of each cadre who has any, ascending, of the policy's relations."""
    found: dict[int, list[int]] = {}
    first, second = instance.kin(policy.avoidance.relations)
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return {i: tuple(sorted(others)) for i, others in found.items()}


def meets(kin: Kin, cadre: int, site: int, at: Mapping[int, int]) -> bool:
    """Is a relative of the cadre in this section."""
    return any(at.get(other) == site for other in kin.get(cadre, ()))


def among(kin: Kin, people: Int32) -> Int32:
    """Pairs of relatives among `people` by their positions, each once, shape (k, 2)."""
    position = {i: k for k, i in enumerate(people.tolist())}
    rows = [
        (k, position[other])
        for i, k in position.items()
        for other in kin.get(i, ())
        if position.get(other, -1) > k
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 2)
