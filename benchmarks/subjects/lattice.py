"""The lattice of stable matchings: rotations, the best by sum and by worst rank, enumeration."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.subjects import lattice_peers
from benchmarks.suite import hashes
from benchmarks.suite.figures import exponent, number, seconds
from benchmarks.suite.memory import Peak
from benchmarks.suite.spec import Claim, Plot, Record, Series, Spec, Subject, Table

OURS = "lattice"
SEED = 1
SIZES = {125: False, 250: False, 500: False, 1_000: False, 2_000: False, 4_000: True}
LISTED = 1_000
"""So many stable matchings are listed, if there are as many."""
WITHIN_S = 1.0
AT = 2_000
"""The size that has to be done within that time."""
STEPS = {
    "rotations_s": "rotations",
    "hospital_optimal_s": "hospitals' best",
    "egalitarian_s": "egalitarian",
    "minimum_regret_s": "minimum regret",
    "listing_s": f"{LISTED:,} matchings",
}


def measure(parameters: Mapping[str, Any]) -> Record:
    """All of it on one market, kernels compiled on a small one before; or what peers are asked for."""
    small = _market(5, 5, 1)
    market = _market(parameters["residents"], parameters["hospitals"], parameters["seats"])
    if parameters["method"] != OURS:
        return lattice_peers.measure(market, small, parameters)
    _whole(small, 5)
    runs = [_whole(market, LISTED) for _ in range(3)]
    steps = {name: round(min(run[name] for run in runs), 5) for name in STEPS}
    return {
        "instance_hash": hashes.of_market(market),
        "status": "optimal",
        **{name: runs[0][name] for name in ("objective", "needs", "listed", "stable")},
        **steps,
        "pairs": market.pairs,
        "cpu_s": round(sum(steps.values()), 5),
        "seconds": round(sum(steps.values()), 5),
        "peak_mb": round(Peak().in_all_mb(), 1),
    }


def _market(residents: int, hospitals: int, seats: int) -> Any:
    """Complete lists in random order on both sides."""
    from rengang.model import Market

    rng = np.random.default_rng(SEED)
    lists = rng.permuted(np.tile(np.arange(hospitals, dtype=np.int32), (residents, 1)), axis=1).ravel()
    places = rng.permuted(np.tile(np.arange(1, residents + 1, dtype=np.int32), (hospitals, 1)), axis=1)
    return Market.from_rows(
        np.full(hospitals, seats, dtype=np.int64),
        np.arange(0, len(lists) + 1, hospitals),
        lists,
        np.tile(np.arange(1, hospitals + 1, dtype=np.int32), residents),
        places[lists, np.repeat(np.arange(residents), hospitals)],
    )


def _whole(market: Any, listed: int) -> Record:
    """One run; CPU seconds of each step."""
    from rengang.markets.lattice.choices import all_stable, egalitarian, hospital_optimal, minimum_regret
    from rengang.markets.lattice.rotations import find_rotations
    from rengang.verify.matching import judge_matching

    rotations, rotations_s = _timed(lambda: find_rotations(market))
    last, hospital_optimal_s = _timed(lambda: hospital_optimal(rotations))
    fair, egalitarian_s = _timed(lambda: egalitarian(rotations))
    mild, minimum_regret_s = _timed(lambda: minimum_regret(market))
    some, listing_s = _timed(lambda: list(itertools.islice(all_stable(rotations), listed)))
    ranks = [np.stack([side[_pairs(market, m)] for side in _sides(market)]) for m in (fair, mild)]
    return {
        "rotations_s": rotations_s,
        "hospital_optimal_s": hospital_optimal_s,
        "egalitarian_s": egalitarian_s,
        "minimum_regret_s": minimum_regret_s,
        "listing_s": listing_s,
        "objective": [
            ["rotations", len(rotations)],
            ["least_sum", int(ranks[0].sum())],
            ["least_regret", int(ranks[1].max())],
        ],
        "needs": len(rotations.must),
        "listed": len(some),
        "stable": all(judge_matching(market, m).stable for m in (last, fair, mild, *some)),
    }


def _timed(what: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return what(), time.process_time() - began


def _pairs(market: Any, assignment: Any) -> Any:
    pair = market.pair_of(assignment)
    return pair[pair >= 0]


def _sides(market: Any) -> tuple[Any, Any]:
    return market.resident_rank, market.hospital_rank


def claims(records: Sequence[Record]) -> list[Claim]:
    """Everything stable, in time, growth; and the peers."""
    mine, others = _split(records)
    return [*(_claims(mine) if mine else []), *lattice_peers.claims(others)]


def _split(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Those of the whole lattice, and those of the questions that peers are asked too."""
    mine = [r for r in records if r["method"] == OURS]
    return mine, [r for r in records if r["method"] != OURS]


def _claims(records: Sequence[Record]) -> list[Claim]:
    out = []
    wrong = [r["instance"] for r in records if not r["stable"]]
    text = (
        "the judge finds every matching stable: both ends, egalitarian, minimum regret, all that are listed"
    )
    out.append(
        Claim(
            text, not wrong, ", ".join(wrong) or f"{number(sum(r['listed'] + 3 for r in records))} matchings"
        )
    )
    for record in records:
        if record["parameters"]["residents"] == record["parameters"]["hospitals"] == AT:
            text = f"{record['instance']}: rotations, both ends, egalitarian and minimum regret within {WITHIN_S:.0f} s"
            spent = record["cpu_s"] - record["listing_s"]
            out.append(Claim(text, spent <= WITHIN_S, f"{seconds(spent)} s of CPU time"))
    grown = exponent(_points(records, "rotations_s"))
    if grown is not None and len(records) > 3:
        text = "rotations: time grows with an exponent of at most 1.3 in the number of pairs"
        out.append(Claim(text, grown <= 1.3, f"{grown:.2f}"))
    return out


def _points(records: Sequence[Record], key: str) -> list[tuple[float, float]]:
    square = [r for r in records if r["parameters"]["residents"] == r["parameters"]["hospitals"]]
    return [(r["pairs"], r[key]) for r in square if r[key] >= 0.0005]


def tables(records: Sequence[Record]) -> list[Table]:
    """What was found, and CPU seconds by step; the peers."""
    mine, others = _split(records)
    names = ("rotations", "least_sum", "least_regret")
    rows = [
        [
            r["instance"],
            number(r["pairs"]),
            *(number(dict(r["objective"])[name]) for name in names),
            number(r["listed"]),
            *(seconds(r[step]) for step in STEPS),
            number(r["peak_mb"]),
        ]
        for r in mine
    ]
    headings = ["market", "pairs", "rotations", "least sum of ranks", "least regret", "matchings listed"]
    title = "What there is, and CPU seconds to find it."
    steps = [Table([*headings, *STEPS.values(), "MB"], rows, title)] if rows else []
    return [*steps, *lattice_peers.tables(others)]


def plots(records: Sequence[Record]) -> list[Plot]:
    """Growth by step, and beside the peers."""
    mine, others = _split(records)
    series = []
    for step, label in STEPS.items():
        points = _points(mine, step)
        if points:
            grown = exponent(points)
            name = label if grown is None else f"{label} ({grown:.2f})"
            series.append(Series(name, points, ours=step == "rotations_s"))
    title = "Complete lists. In brackets: exponent of growth."
    return [Plot("steps", title, "pairs", "CPU seconds", series), *lattice_peers.plots(others)]


KNOWN = {
    "125 × 125": {"rotations": 29, "least_sum": 2_650, "least_regret": 73},
    "250 × 250": {"rotations": 62, "least_sum": 8_139, "least_regret": 101},
    "500 × 500": {"rotations": 95, "least_sum": 21_731, "least_regret": 203},
    "1,000 × 1,000": {"rotations": 147, "least_sum": 62_287, "least_regret": 259},
    "2,000 × 2,000": {"rotations": 254, "least_sum": 180_522, "least_regret": 329},
    "4,000 × 4,000": {"rotations": 421, "least_sum": 506_267, "least_regret": 570},
    "2,000 × 100 with 20 seats each": {"rotations": 452, "least_sum": 198_616, "least_regret": 237},
}
"""As found by an earlier run; small markets are held against brute force in the tests."""


def _specs() -> list[Spec]:
    out = []
    for size, full in SIZES.items():
        name = f"{size:,} × {size:,}"
        parameters = {"residents": size, "hospitals": size, "seats": 1}
        out.append(Spec(name, name, OURS, parameters, KNOWN.get(name), full=full))
    name = "2,000 × 100 with 20 seats each"
    parameters = {"residents": 2_000, "hospitals": 100, "seats": 20}
    out.append(Spec(name, name, OURS, parameters, KNOWN.get(name)))
    return out + lattice_peers.specs()


SUBJECT = Subject(
    "lattice",
    "The lattice of stable matchings",
    "Complete strict lists in random order on both sides: all rotations, the stable matchings at both ends, the "
    f"egalitarian one, one of minimum regret, and the first {LISTED:,} of all; CPU seconds, the best of three runs, "
    "kernels compiled. Of the peers, `gale-shapley-algorithm` lists all stable matchings of complete lists by "
    "rotations, `algmatch` those of any strict lists by trying every assignment, which ends only where there are few "
    "people, and `matching-algorithms` finds the egalitarian one of complete lists by a linear program; none offers "
    "one of minimum regret. They are asked where every hospital has one seat, with "
    f"{lattice_peers.SHORT_S:.0f} s in the short run and {lattice_peers.LONG_S:.0f} s in the long one; we answer the "
    "same questions from the same arrays, the market's making included, the best of three runs.",
    _specs(),
    measure,
    claims,
    tables,
    plots,
)
