"""The cities that are measured, and their markets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rengang.model import Instance, Market

SEED = 1
"""Of every city and every search, so that the counts of two runs agree."""


def city(pool: int, shape: Mapping[str, Any] | None = None) -> Instance:
    """A county-level city with so large a pool; `shape` sets other knobs (`cadres` among them)."""
    from rengang.synthetic import county, generate

    return generate(county(pool=pool, **(shape or {})), SEED)


def contest_city(posts: int) -> Instance:
    """A county-level city with a contest for so many posts: 36 cadres and ten applicants to each."""
    from rengang.synthetic import CityContest, city_contest, county

    return city_contest(county(36 * posts), CityContest(posts=posts, applicants=10 * posts), SEED)


def market(instance: Instance) -> Market:
    """The two-way selection of a city under its own policy, as the engines see it."""
    from rengang.policy import resolve
    from rengang.procedures import admissible, capacity
    from rengang.procedures.two_way import select as two_way

    policy = resolve(instance.policy)
    pairs = admissible.pairs(instance, policy)
    return two_way.market_of(instance, policy, pairs, capacity.seats(instance, policy).upper)


def warm_up() -> None:
    """Solve a small city with everything in it, so that kernels are compiled and libraries loaded."""
    from rengang.campaign import run
    from rengang.policy import resolve

    warm_flow()
    small = city(300, {"kinship": 0.3, "tie_share": 0.5, "noise": 3.0})
    run(small, resolve(small.policy), seed=SEED)


def warm_flow() -> None:
    """Send one person along one way: a small city's placement does not ask for the flow of large ones."""
    import numpy as np

    from rengang.engines.solvers.augmenting_flow import fullest_flow

    one, none = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    fullest_flow(np.array([0], np.int32), np.array([1], np.int32), none, one, np.array([1, 0]), none)
