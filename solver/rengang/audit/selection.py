"""What a summary claims of the allocation between units: its counts, its fairness, and each unit's heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from rengang.audit.counts import Claim, differing
from rengang.model import Instance, Stage
from rengang.model.arrays import Int32
from rengang.report import ResultFolder
from rengang.verify import Verdict


def counted(instance: Instance, folder: ResultFolder, verdict: Verdict) -> dict[str, int]:
    """The counts of the selection; without one, the pool that the contest left."""
    allocation = folder.allocation
    if allocation is None:
        left = instance.in_pool.copy()
        if folder.contest is not None:
            left[folder.contest.cadre] = False
        return {"pool": int(left.sum())}
    return {
        "pool": len(allocation),
        "placed": int((allocation.to_unit >= 0).sum()),
        "blocking_pairs": len(verdict.blocking_cadre),
    }


def false_fairness(folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """First intents met, as a share, and cadres with justified envy."""
    if folder.allocation is None:
        return
    share, fairness = verdict.first_intent_share, folder.summary.get("fairness")
    if share is not None:
        exact = folder.summary.get("first_intent_share_exact")
        told = None if exact is None else _fraction(exact)
        yield from differing({"first_intent_share_exact": told}, "", {"first_intent_share_exact": share})
        yield from differing(folder.summary, "", {"first_intent_share": round(float(share), 6)})
    if isinstance(fairness, Mapping):
        yield from differing(fairness, "fairness.", {"justified_envy": verdict.justified_envy})


def _fraction(value: Any) -> Any:
    """A fraction as text, exactly; anything else as it is."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return value


def false_units(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """Headcounts before and after, who leaves and comes, and what vacancies are left, by contest and selection."""
    claimed = folder.summary.get("units")
    if not isinstance(claimed, list):
        return
    leaving, arriving = _moves(instance, folder)
    size = len(instance.units)
    out, into = (np.bincount(units, minlength=size) for units in (leaving, arriving))
    columns = {
        "before": instance.staff, "out": out, "in": into, "after": instance.staff - out + into,
        "vacancies_left": verdict.vacancies_left,
    }  # fmt: skip
    for row in claimed:
        unit = instance.unit_index.get(str(row.get("unit_id"))) if isinstance(row, Mapping) else None
        if unit is not None:
            heads = {name: int(numbers[unit]) for name, numbers in columns.items()}
            yield from differing(row, f"units.{instance.unit_id(unit)}.", heads)


def _moves(instance: Instance, folder: ResultFolder) -> tuple[Int32, Int32]:
    """Units that are left and units that are entered, one entry for each time."""
    leaving, arriving = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
    if folder.contest is not None:
        home = instance.unit_of[folder.contest.cadre]
        offered = instance.codes(instance.tables["posts"]["unit_id"], "units", "unit_id")
        moves = offered[folder.contest.post] != home
        leaving.append(home[moves])
        arriving.append(offered[folder.contest.post][moves])
    if folder.allocation is not None:
        gone = np.array([stage is not Stage.STAY for stage in folder.allocation.stage], dtype=bool)
        leaving.append(instance.unit_of[folder.allocation.cadre][gone])
        arriving.append(folder.allocation.to_unit[folder.allocation.to_unit >= 0])
    return np.concatenate(leaving), np.concatenate(arriving)
