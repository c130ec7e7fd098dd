"""The counts of a summary document, held against a result folder and the judge's entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from rengang.cli.screen import words
from rengang.errors import Text
from rengang.model import Fate, Stage
from rengang.report.sections.claims import counted

if TYPE_CHECKING:
    from rengang.model import Instance
    from rengang.model.arrays import Int32
    from rengang.report import ResultFolder
    from rengang.verify import Verdict
    from rengang.verify.contest.judge import ContestVerdict

Claim = tuple[Text, Any, Any]
"""What is counted, what the summary says, what it is."""


def false_counts(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """Every count of the summary that is not what the folder and the tables give.

    Of the selection (pool, placed, blocking pairs, first intents, envy), of the contest (posts, people, entries and
    their fates), of the section selection, and who leaves and enters each unit, with the vacancies that stay open.
    A key that is absent or none claims nothing.
    """
    summary = folder.summary
    yield from _differing(summary, "", _of_selection(instance, folder, verdict))
    yield from _of_fairness(folder, verdict)
    contest, sections = summary.get("contest"), summary.get("sections")
    if folder.contest is not None and verdict.contest is not None and isinstance(contest, Mapping):
        held = _of_contest(verdict.contest, len(folder.contest.cadre))
        yield from _differing(contest, "contest.", held)
    if folder.sections is not None and verdict.sections is not None and isinstance(sections, Mapping):
        yield from _differing(sections, "sections.", counted(instance, folder.sections, verdict.sections))
    yield from _of_units(instance, folder, verdict)


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


def _of_fairness(folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """First intents met, as a share, and cadres with justified envy."""
    if folder.allocation is None:
        return
    share, fairness = verdict.first_intent_share, folder.summary.get("fairness")
    if share is not None:
        exact = folder.summary.get("first_intent_share_exact")
        told = None if exact is None else _fraction(exact)
        yield from _differing({"first_intent_share_exact": told}, "", {"first_intent_share_exact": share})
        yield from _differing(folder.summary, "", {"first_intent_share": round(float(share), 6)})
    if isinstance(fairness, Mapping):
        yield from _differing(fairness, "fairness.", {"justified_envy": verdict.justified_envy})


def _fraction(value: Any) -> Any:
    """A fraction as text, exactly; anything else as it is."""
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return value


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

    posts, cancelled = len(found.contested), len(found.cancelled)
    filed = {entry.cadre for entry in found.entries if entry.declared or entry.fate in _UNREAD}
    inspected = {
        entry.cadre
        for entry in found.entries
        if entry.fate is Fate.NOT_ELECTED or (entry.fate is Fate.CANDIDATE and entry.post_rank)
    }
    return {
        "posts": posts,
        "cancelled": cancelled,
        "unfilled": posts - cancelled - appointed,
        "applicants": len(filed),
        "candidates": len(inspected),
        "qualified": people(*_UNREAD, Fate.UNQUALIFIED),
        "shortlisted": people(*_UNREAD, Fate.UNQUALIFIED, Fate.CANCELLED, Fate.NOT_SHORTLISTED),
        "filled": appointed,
        "appointed": appointed,
        "entries": len(found.entries),
        "fates": {fate.value: fates[fate.value] for fate in Fate},
    }


def _of_units(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    """Headcounts before and after, who leaves and comes, and what vacancies are left, by contest and selection."""
    claimed = folder.summary.get("units")
    if not isinstance(claimed, list):
        return
    leaving, arriving = _moves(instance, folder)
    size = len(instance.units)
    out, into = (np.bincount(units, minlength=size) for units in (leaving, arriving))
    columns = {
        "before": instance.staff, "out": out, "in": into, "after": instance.staff - out + into,
    }  # fmt: skip
    if verdict.vacancies_left is not None:
        columns["vacancies_left"] = verdict.vacancies_left
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
