"""Instances of MAX-HRT from published descriptions: made from seeds, small ones stored, all identified by a hash.

``python instances/max_hrt/make.py`` makes the stored files anew (the same bytes) and proves every instance of
known.toml, which it writes. Sources and shapes stand in docs/max-hrt.md.
"""

from __future__ import annotations

import hashlib
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rengang.model import Market

HERE = Path(__file__).resolve().parent
KNOWN = HERE / "known.toml"


def scottish(seed: int) -> Market:
    """759 × 53, 775 posts, lists of 5–6, tie density 0.84 at hospitals, the most popular 5 times as popular."""
    return drawn(759, 53, 775, (5, 6), density=(0.0, 0.84), skew=5.0, seed=seed)


def square(n: int, seed: int) -> Market:
    """n × n, one seat each, lists of 5, tie density 0.85 on both sides (random SMTI of Delorme et al. 2019)."""
    return drawn(n, n, n, (5, 5), density=(0.85, 0.85), skew=1.0, seed=seed)


def short(n: int, hospitals: int, seed: int) -> Market:
    """Lists of at most 2, n seats: as many hospitals as residents and ties on both sides, or fewer and on theirs."""
    own = 0.85 if hospitals == n else 0.0
    return drawn(n, hospitals, n, (1, 2), density=(own, 0.85), skew=1.0 if own else 5.0, seed=seed)


def gent_prosser(n: int, incompleteness: float, ties: float, seed: int) -> Market:
    """Random SMTI (Gent, Prosser 2002): complete lists, every pair struck off with the first probability; after
    that everybody but the first on a list is tied with the one before with the second."""
    rng = np.random.default_rng(seed)
    resident, hospital = np.nonzero(rng.random((n, n)) >= incompleteness)
    mine = _tied(resident, rng.random(len(resident)), ties, rng)
    theirs = _tied(hospital, rng.random(len(resident)), ties, rng)
    return Market.from_pairs(n, np.ones(n, dtype=np.int64), resident, hospital, mine, theirs)


def drawn(
    residents: int, hospitals: int, seats: int, lengths: tuple[int, int], *, density: tuple[float, float],
    skew: float, seed: int,
) -> Market:  # fmt: skip
    """Random lists: their length uniform, hospitals without repetition by popularity, which falls linearly.

    Every hospital has a seat, the others fall anywhere; hospitals rank their applicants at random. `density` is
    the probability, on the residents' and the hospitals' side, to be tied with the one before.
    """
    rng = np.random.default_rng(seed)
    weight = np.linspace(skew, 1.0, hospitals)
    quota = 1 + np.bincount(rng.integers(0, hospitals, seats - hospitals), minlength=hospitals)
    length = rng.integers(lengths[0], lengths[1] + 1, residents)
    longest = int(length.max())
    if hospitals <= 2_000:
        lots = rng.gumbel(size=(residents, hospitals)) + np.log(weight)
        listed = np.argsort(-lots, axis=1)[:, :longest]
    else:
        share = np.cumsum(weight)
        listed = np.searchsorted(share, rng.random((residents, longest)) * share[-1])
        while (again := (np.diff(np.sort(listed, axis=1), axis=1) == 0).any(axis=1)).any():
            listed[again] = np.searchsorted(share, rng.random((int(again.sum()), longest)) * share[-1])
    on_list = np.arange(longest) < length[:, None]
    resident = np.repeat(np.arange(residents), length)
    place = np.tile(np.arange(longest), (residents, 1))[on_list]
    hospital = listed[on_list]
    mine = _tied(resident, place, density[0], rng)
    theirs = _tied(hospital, rng.permutation(len(hospital)), density[1], rng)
    return Market.from_pairs(residents, quota, resident, hospital, mine, theirs)


def _tied(owner: Any, key: Any, density: float, rng: np.random.Generator) -> Any:
    """Ranks from 1 within each owner's list in the order of the key."""
    order = np.lexsort((key, owner))
    first = np.diff(owner[order], prepend=-1) != 0
    step = np.cumsum(first | (rng.random(len(owner)) >= density))
    rank = np.empty(len(owner), dtype=np.int32)
    rank[order] = step - step[first][np.cumsum(first) - 1] + 1
    return rank


def makers() -> Iterator[tuple[str, Callable[[], Market], bool]]:
    """(name, how it is made, is it stored) of every instance."""
    for seed in range(8):
        yield f"scottish-{seed}", lambda seed=seed: scottish(seed), True
    for n in (50, 100):
        for p in (50, 80, 90):
            for t in (20, 40, 60, 80, 90):
                for seed in range(2):
                    yield (
                        f"gent-prosser-{n}-{p}-{t}-{seed}",
                        lambda n=n, p=p, t=t, seed=seed: gent_prosser(n, p / 100, t / 100, seed),
                        True,
                    )
    for seed in range(2):
        yield f"square-10000-{seed}", lambda seed=seed: square(10_000, seed), False
    yield "short-100000-5000", lambda: short(100_000, 5_000, 0), False
    yield "short-100000", lambda: short(100_000, 100_000, 0), False
    yield "short-1000000", lambda: short(1_000_000, 1_000_000, 0), False


def digest(market: Market) -> str:
    """sha256 of quotas, lists and ranks, shortened."""
    out = hashlib.sha256()
    for column in (market.quota, market.ptr, market.hospital, market.resident_rank, market.hospital_rank):
        out.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    return out.hexdigest()[:16]


def known() -> dict[str, dict[str, Any]]:
    """Instance → its entry in known.toml."""
    return tomllib.loads(KNOWN.read_text("utf-8"))["instance"]


def load(name: str) -> Market:
    """An instance by name: read if it is stored, else made.

    Raises
    ------
    KeyError
        There is no such instance.
    ValueError
        It is not the one whose optimum is known.
    """
    made = {title: (make, stored) for title, make, stored in makers()}
    make, stored = made[name]
    market = _read(name) if stored else make()
    if digest(market) != known()[name]["hash"]:
        raise ValueError(f"{name} is not the instance of known.toml: {digest(market)}")
    return market


def _read(name: str) -> Market:
    with np.load(HERE / f"{name.split('-')[0]}.npz") as columns:
        quota, resident, *pairs = (columns[f"{name}/{k}"].astype(np.int32) for k in range(5))
    residents = int(known()[name]["residents"])
    return Market.from_pairs(residents, quota, resident, *pairs)


def _write(stored: Mapping[str, Market]) -> None:
    """One compressed file a family, its columns as small as they go."""
    for family in sorted({name.split("-")[0] for name in stored}):
        columns = {}
        for name, market in stored.items():
            if name.split("-")[0] == family:
                parts = (
                    market.quota,
                    market.resident,
                    market.hospital,
                    market.resident_rank,
                    market.hospital_rank,
                )
                for k, column in enumerate(parts):
                    columns[f"{name}/{k}"] = column.astype(np.min_scalar_type(int(column.max(initial=0))))
        np.savez_compressed(HERE / f"{family}.npz", **columns)


def main() -> None:
    """Make, prove, write."""
    from rengang.engines.largest.solve import largest_stable_matching

    lines = [
        "# Written by make.py: sizes of largest stable matchings, and the step of the engine that proved them.\n"
    ]
    stored = {}
    for name, make, keep in makers():
        market = make()
        began = time.process_time()
        found = largest_stable_matching(market)
        spent = time.process_time() - began
        print(f"{name}: {found.status} {found.size} by {found.method}, {spent:.2f} s", file=sys.stderr)
        if found.status != "optimal":
            raise ValueError(f"{name} is not proven: {found.size} of at most {found.bound}")
        lines.append(
            f'[instance.{name}]\nhash = "{digest(market)}"\nresidents = {market.residents}\n'
            f"hospitals = {market.hospitals}\npairs = {market.pairs}\nsize = {found.size}\n"
            f"bound = {found.bound}\n"
            f'proof = "rengang, {found.method}"\n'
        )
        if keep:
            stored[name] = market
    KNOWN.write_text("\n".join(lines), "utf-8")
    _write(stored)


if __name__ == "__main__":
    main()
