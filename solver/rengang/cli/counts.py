"""The counts of a summary document, held against a result folder and the judge's entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.cli import words
from rengang.errors import Text
from rengang.model import Fate, Stage

if TYPE_CHECKING:
    from rengang.model import Instance
    from rengang.model.instance import Int32
    from rengang.report import ResultFolder
    from rengang.report.reading.read_sections import ReadSections
    from rengang.verify import Verdict
    from rengang.verify.contest.judge import ContestVerdict

Claim = tuple[Text, Any, Any]
"""What is counted, what the summary says, what it is."""


def false_counts(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """Every count of the summary that is not what the folder and the tables give.

    Of the selection (pool, placed, blocking pairs), of the contest (posts filled, people appointed, entries and
    their fates), of the section selection, and who leaves and enters each unit. A key that is absent or none
    claims nothing.
    """
    summary = folder.summary
    yield from _differing(summary, "", _of_selection(instance, folder, verdict))
    contest, sections = summary.get("contest"), summary.get("sections")
    if folder.contest is not None and verdict.contest is not None and isinstance(contest, Mapping):
        counted = _of_contest(verdict.contest, len(folder.contest.cadre))
        yield from _differing(contest, "contest.", counted)
    if folder.sections is not None and isinstance(sections, Mapping):
        yield from _differing(sections, "sections.", _of_sections(folder.sections))
    yield from _of_units(instance, folder)


def _differing(claimed: Mapping[str, Any], prefix: str, found: Mapping[str, Any]) -> Iterator[Claim]:
    for key, number in found.items():
        if claimed.get(key) is not None and claimed[key] != number:
            name = prefix + key
            yield _NAMES.get(name, Text(name, name)), claimed[key], number


_NAMES = {
    "pool": Text("交流对象", "pool"),
    "placed": Text("已落实", "placed"),
    "blocking_pairs": words.OBJECTIVES["blocking_pairs"],
}


_UNREAD = (Fate.SUPERSEDED, Fate.LATE, Fate.NO_CONSENT)
"""Entries that nobody examines."""


def _of_selection(instance: Instance, folder: ResultFolder, verdict: Verdict) -> dict[str, int]:
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


def _of_contest(found: ContestVerdict, appointed: int) -> dict[str, Any]:
    fates = Counter(entry.fate.value for entry in found.entries)
    fates[Fate.APPOINTED.value] = appointed  # the judge calls them candidates
    fates[Fate.CANDIDATE.value] -= appointed

    def people(*but: Fate) -> int:
        return len({entry.cadre for entry in found.entries if entry.fate not in but})

    return {
        "qualified": people(*_UNREAD, Fate.UNQUALIFIED),
        "shortlisted": people(*_UNREAD, Fate.UNQUALIFIED, Fate.CANCELLED, Fate.NOT_SHORTLISTED),
        "filled": appointed,
        "appointed": appointed,
        "entries": len(found.entries),
        "fates": {fate.value: fates[fate.value] for fate in Fate},
    }


def _of_sections(plan: ReadSections) -> dict[str, Any]:
    return {
        "participants": len(plan.cadre),
        "placed": int((plan.section >= 0).sum()),
        "by_stage": dict(Counter(stage.value for stage in plan.stage)),
    }


def _of_units(instance: Instance, folder: ResultFolder) -> Iterator[Claim]:
    """Headcounts before and after, and who leaves and comes, by contest and selection."""
    claimed = folder.summary.get("units")
    if not isinstance(claimed, list):
        return
    leaving, arriving = _moves(instance, folder)
    size = len(instance.units)
    out, into = (np.bincount(units, minlength=size) for units in (leaving, arriving))
    columns = {
        "before": instance.staff, "out": out, "in": into, "after": instance.staff - out + into,
    }  # fmt: skip
    for row in claimed:
        unit = instance.unit_index.get(str(row.get("unit_id"))) if isinstance(row, Mapping) else None
        if unit is not None:
            counted = {name: int(numbers[unit]) for name, numbers in columns.items()}
            yield from _differing(row, f"units.{instance.unit_id(unit)}.", counted)


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
