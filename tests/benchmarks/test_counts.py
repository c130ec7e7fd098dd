"""The work done on fixed instances, counted: a gate that no clock can move.

The figures are the most that is allowed. Whoever makes an engine do less lowers them here; whoever raises one says
why. What CP-SAT does is counted where it is called, whichever engine asks it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from benchmarks.cities import city, contest_city, market

import rengang
from counted.work import Counts, asked_of_cpsat
from rengang.campaign import run
from rengang.engines.largest.solve import largest_stable_matching
from rengang.engines.mechanisms.deferred_acceptance import hospital_proposing, resident_proposing
from rengang.engines.stable.matching import best_stable_matching
from rengang.limits import Limits
from rengang.model import Instance, Market, Objective, Status
from rengang.policy import resolve
from rengang.procedures.contest.contest import hold
from rengang.synthetic import Bureau, bureau

STORED_CITY = Path(__file__).parents[2] / "instances/tongxiang"


ROOM = 1.1
"""Times that a figure may exceed what stands here: another build of a solver counts a little otherwise."""


class Worked(NamedTuple):
    """What came out, and what it took."""

    status: Status
    values: tuple[int | None, ...]
    counts: Counts


@cache
def stored_city() -> Instance:
    """The county-level city that is stored with the project."""
    return rengang.read(STORED_CITY)


@cache
def hard_market() -> Market:
    """Large units, half of the nominations tied, a fifth of the pool with relatives, most of these inside."""
    shape = {"units": 160, "tie_share": 0.5, "kinship": 0.2, "kin_in_pool": 0.8, "kin_near": 0.8}
    return market(city(2_000, shape))


@cache
def hardest_market() -> Market:
    """Very large units, nearly all nominations tied, nearly everybody with relatives in the pool."""
    shape = {"units": 20, "tie_share": 0.9, "kinship": 0.9, "kin_in_pool": 1.0, "kin_near": 1.0, "noise": 5.0}
    return market(city(2_000, shape))


def tied_market(residents: int, hospitals: int, length: int, seed: int) -> Market:
    """Lists of one length at random, both sides with ties, as many places as residents."""
    rng = np.random.default_rng(seed)
    names = [f"h{i}" for i in range(hospitals)]
    lists: dict[str, list[Any]] = {}
    listing: dict[str, list[str]] = {name: [] for name in names}
    for i in range(residents):
        chosen = [names[k] for k in rng.permutation(hospitals)[:length].tolist()]
        lists[f"r{i}"] = chosen
        for name in chosen:
            listing[name].append(f"r{i}")
    tied = {
        name: [tuple(known[at : at + 4]) for at in range(0, len(known), 4)] for name, known in listing.items()
    }
    return Market.from_preferences(lists, tied, dict.fromkeys(names, -(-residents // hospitals)))


def two_way(subject: Market) -> Worked:
    """The two-way selection, and deferred acceptance from both sides."""
    found = best_stable_matching(subject)
    counts: Counts = {
        **found.figures,
        "residents' proposals": resident_proposing(subject).proposals,
        "hospitals' offers": hospital_proposing(subject).proposals,
    }
    return Worked(found.status, found.values, counts)


def directed(pool: int, **shape: float) -> Worked:
    """The whole pool of a city placed by order."""
    subject = city(pool, shape)
    policy = resolve({**subject.policy, "two_way": {"rule": "none"}})
    return _campaign(run(subject, policy).directed)


def contest(subject: Instance) -> Worked:
    """The post contest."""
    held = hold(subject, resolve(subject.policy), Limits())
    return Worked(held.status, tuple(o.value for o in held.objective), dict(held.figures))


def sections(staff: int) -> Worked:
    """The section selection of a bureau, its contest left out."""
    subject = bureau(Bureau(people=staff), 1)
    found = run(subject, resolve({**subject.policy, "contest": {"rule": "none"}})).sections
    assert found is not None
    return _campaign(found.objective)


def largest(subject: Market) -> Worked:
    """The largest stable matching with ties."""
    found = largest_stable_matching(subject)
    return Worked(found.status, (found.size,), dict(found.figures))


def _campaign(objectives: tuple[Objective, ...]) -> Worked:
    proven = all(o.value == o.bound for o in objectives)
    return Worked(Status.OPTIMAL if proven else Status.FEASIBLE, tuple(o.value for o in objectives), {})


CASES: dict[str, Callable[[], Worked]] = {
    "two-way, stored city": lambda: two_way(market(stored_city())),
    "two-way, hard city": lambda: two_way(hard_market()),
    "two-way, hardest city": lambda: two_way(hardest_market()),
    "directed, 1,000": lambda: directed(1_000),
    "directed, 500, half with relatives": lambda: directed(500, kinship=0.5, kin_in_pool=0.8, kin_near=0.8),
    "contest, stored city": lambda: contest(stored_city()),
    "contest, 200 posts": lambda: contest(contest_city(200)),
    "sections, staff of 60": lambda: sections(60),
    "largest, 60 by 60": lambda: largest(tied_market(60, 60, 5, 1)),
    "largest, 200 by 40": lambda: largest(tied_market(200, 40, 4, 2)),
}


FOUND: dict[str, tuple[int, ...]] = {
    "two-way, stored city": (0, 224, 284, 792),
    "two-way, hard city": (0, 1576, 1943, 16751),
    "two-way, hardest city": (0, 1545, 1995, 122103),
    "directed, 1,000": (980, 11744),
    "directed, 500, half with relatives": (490, 6231),
    "contest, stored city": (0, 31, 31, 36),
    "contest, 200 posts": (0, 97, 97, 103),
    "sections, staff of 60": (3, 46, 43, 58, 209, 191, 0, 4, 7, 6, 135),
    "largest, 60 by 60": (60,),
    "largest, 200 by 40": (194,),
}
"""The proven values."""

MOST: dict[str, Counts] = {
    "two-way, stored city": {
        "pairs": 370,
        "pairs_after_reduction": 227,
        "residents' proposals": 280,
        "hospitals' offers": 300,
    },
    "two-way, hard city": {
        "pairs": 2_618,
        "pairs_after_reduction": 1_750,
        "residents' proposals": 1_818,
        "hospitals' offers": 2_291,
    },
    "two-way, hardest city": {
        "pairs": 2_622,
        "pairs_after_reduction": 2_133,
        "pairs_searched": 1_342,
        "residents' proposals": 1_958,
        "hospitals' offers": 2_029,
        "CP-SAT calls": 1,
        "CP-SAT booleans": 1_374,
        "CP-SAT constraints": 2_671,
        "CP-SAT literals": 4_019,
        "CP-SAT deterministic time": 0.001625,
    },
    "directed, 1,000": {},
    "directed, 500, half with relatives": {},
    "contest, stored city": {
        "pairs": 74,
        "pairs_possible": 59,
        "pairs_searched": 59,
        "CP-SAT calls": 1,
        "CP-SAT booleans": 100,
        "CP-SAT constraints": 145,
        "CP-SAT literals": 376,
        "CP-SAT deterministic time": 0.000125,
    },
    "contest, 200 posts": {
        "pairs": 278,
        "pairs_possible": 193,
        "pairs_searched": 189,
        "CP-SAT calls": 1,
        "CP-SAT booleans": 378,
        "CP-SAT constraints": 565,
        "CP-SAT literals": 1_529,
        "CP-SAT deterministic time": 0.000502,
    },
    "sections, staff of 60": {
        "CP-SAT calls": 15,
        "CP-SAT booleans": 3_791,
        "CP-SAT constraints": 1_870,
        "CP-SAT literals": 37_104,
        "CP-SAT deterministic time": 0.094132,
    },
    "largest, 60 by 60": {
        "pairs": 300,
        "settlings": 23,
    },
    "largest, 200 by 40": {
        "pairs": 800,
        "settlings": 302,
        "programs": 4,
        "pivots": 184,
        "combs": 4,
    },
}
"""The work that may be done for them; what is not named here may not be done at all."""

UNGATED = {"components", "pairs_free", "pairs_dominated", "parts", "kept", "open_pairs", "pieces", "counted"}
"""Figures that say what an instance is like, or what was saved."""


@pytest.mark.parametrize("name", CASES)
def test_no_more_work_than_before(name: str) -> None:
    """Each engine does at most the counted work, asks CP-SAT no more than the counted, and proves the known values."""
    with asked_of_cpsat() as asked:
        worked = CASES[name]()
    assert (worked.status, worked.values) == (Status.OPTIMAL, FOUND[name])
    most = MOST[name]
    done = {**worked.counts, **{f"CP-SAT {what}": count for what, count in asked.items()}}
    assert done.get("pairs", 0) == most.get("pairs", 0), "the instance itself has changed: count anew"
    more = {what: n for what, n in done.items() if what not in UNGATED and n > ROOM * most.get(what, 0)}
    assert more == {}
