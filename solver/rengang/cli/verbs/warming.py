"""Compile every kernel once, ahead of the first use: ``python -m rengang.cli.verbs.warming``.

Kernels are compiled for the kinds of arguments that they are called with. So small problems of every sort are solved,
and whatever is not on disk yet is compiled on the way. Done again, it takes a few seconds and changes nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from rengang.cli.language import said
from rengang.errors import Text, UsageError

SEED = 1


def warm() -> None:
    """Solve a small problem of each sort."""
    for _, solve in STEPS:
        solve()


def _campaigns() -> None:
    from rengang.campaign import run
    from rengang.policy import resolve
    from rengang.synthetic import county, generate

    shapes: tuple[dict[str, Any], ...] = ({}, {"kinship": 0.3, "tie_share": 0.5, "noise": 3.0})
    for knobs in shapes:
        city = generate(county(pool=300, **knobs), SEED)
        for rule in ("stable", "cadre-da", "unit-da", "immediate"):
            run(city, resolve({**city.policy, "two_way": {"rule": rule}}), seed=SEED)
        for document in ({"two_way": {"rule": "none"}}, {"balance": {"mode": "release", "tolerance": 9}}):
            run(city, resolve({**city.policy, **document}), seed=SEED)
    # exchanges, whose relatives the trading cycles do not know
    city = generate(county(pool=100, kinship=0.0), SEED)
    exchange = {"balance": {"mode": "exchange"}, "two_way": {"rule": "exchange-ttc"}}
    run(city, resolve({**city.policy, **exchange}), seed=SEED)


def _large_placement() -> None:
    """The flow of large placements, which a small city's does not ask for."""
    import numpy as np

    from rengang.engines.solvers.augmenting_flow import fullest_flow

    one, none = np.ones(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
    fullest_flow(np.array([0], np.int32), np.array([1], np.int32), none, one, np.array([1, 0]), none)


def _markets() -> None:
    from rengang.engines.largest.solve import largest_stable_matching
    from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing, resident_proposing
    from rengang.engines.mechanisms.immediate_acceptance import immediate_acceptance
    from rengang.markets.lattice.choices import all_stable, egalitarian, hospital_optimal, minimum_regret
    from rengang.markets.lattice.rotations import find_rotations
    from rengang.model import Market
    from rengang.verify.matching import judge_matching

    names, places = [f"r{i}" for i in range(30)], [f"h{i}" for i in range(10)]
    lists = {name: [places[(i * k) % 10] for k in (1, 3, 7)] for i, name in enumerate(names, 1)}
    lists = {name: list(dict.fromkeys(listed)) for name, listed in lists.items()}
    listing = {place: [name for name in names if place in lists[name]] for place in places}
    strict = Market.from_preferences(lists, listing, dict.fromkeys(places, 2))
    tied = {
        place: [tuple(known[at : at + 3]) for at in range(0, len(known), 3)]
        for place, known in listing.items()
    }
    ties = Market.from_preferences(lists, tied, dict.fromkeys(places, 2))
    related = Market.from_preferences(lists, listing, dict.fromkeys(places, 2), conflicts=[("r1", "r2")])
    for market in (strict, ties, related):
        for propose in (resident_proposing, hospital_proposing):
            judge_matching(market, propose(market).assignment)
        judge_matching(market, immediate_acceptance(market))
    rows = (strict.ptr, strict.hospital, strict.resident_rank, strict.hospital_rank)
    rotations = find_rotations(Market.from_rows(strict.quota, *rows))
    for choice in (
        *all_stable(rotations),
        hospital_optimal(rotations),
        egalitarian(rotations),
        minimum_regret(strict),
    ):
        judge_matching(strict, choice)
    judge_matching(ties, largest_stable_matching(ties).assignment)


STEPS: tuple[tuple[Text, Callable[[], None]], ...] = (
    (Text("双向选择、定向交流、互换", "selection, placement, exchange"), _campaigns),
    (Text("大规模定向交流", "placement of many"), _large_placement),
    (Text("匹配算法", "matching algorithms"), _markets),
)


def main() -> None:
    """Compile, and say so on standard error."""
    print(
        said("编译算法（只此一次，约一分钟）", "compiling (once, about a minute)"),
        file=sys.stderr,
        flush=True,
    )
    began = time.perf_counter()
    try:
        warm()
    except (UsageError, OSError) as error:
        # nothing is lost: what is not compiled now is compiled when it is first needed
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    print(said("完成", "done") + f"：{time.perf_counter() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
