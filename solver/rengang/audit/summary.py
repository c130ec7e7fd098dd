"""What a summary document claims, held against what the tables bear out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rengang.audit import contest, sections, selection
from rengang.audit.counts import Claim, differing
from rengang.errors import Text
from rengang.model import Instance
from rengang.report import ResultFolder, words
from rengang.verify import Verdict

Summary = Mapping[str, Any]


def false_figures(folder: ResultFolder, verdict: Verdict) -> Iterator[Text]:
    """Every objective that is not what the tables give, every false proof, and the wrong procedures.

    A bound cannot be checked without solving again; that it is on the right side of the value can, and that a
    status of ``optimal`` has all bounds met.
    """
    summary = folder.summary
    found: dict[str, int | None] = {"directed_placed": None, "directed_cost": None, **dict(verdict.values)}
    objectives = [o for key in ("objective", "directed") for o in _records(summary, key)]
    for objective in objectives:
        name, value, bound = (objective.get(key) for key in ("name", "value", "bound"))
        called = words.word(words.OBJECTIVES, str(name))
        if name in found and value != found[name]:
            yield _differs(called, value, found[name])
        elif _beyond(str(name), value, bound):
            yield Text(
                f"「{called.zh}」的结果 {value} 优于所称的理论界 {bound}",
                f"the value {value} of “{called.en}” is better than the bound {bound} that is claimed for it",
            )
    if summary.get("status") == "optimal" and any(o.get("value") != o.get("bound") for o in objectives):
        yield Text(
            "称为最优，但有目标未达到理论界",
            "it claims to be optimal, but some value does not meet its bound",
        )
    yield from _false_stages(folder)
    yield from _false_procedures(summary, verdict)


def false_counts(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Text]:
    """Every count that is not what the folder and the tables give.

    Of the selection (pool, placed, blocking pairs, first intents, envy), of the contest (posts, people, entries and
    their fates), of the section selection, and who leaves and enters each unit, with the vacancies that stay open.
    """
    for called, claimed, found in _claims(instance, folder, verdict):
        yield _differs(called, claimed, found)


def _claims(instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Claim]:
    summary = folder.summary
    yield from differing(summary, "", selection.counted(instance, folder, verdict))
    yield from selection.false_fairness(folder, verdict)
    held, staffed = summary.get("contest"), summary.get("sections")
    if folder.contest is not None and verdict.contest is not None and isinstance(held, Mapping):
        yield from differing(held, "contest.", contest.counted(verdict.contest, len(folder.contest.cadre)))
    if folder.sections is not None and verdict.sections is not None and isinstance(staffed, Mapping):
        yield from differing(
            staffed, "sections.", sections.counted(instance, folder.sections, verdict.sections)
        )
    yield from selection.false_units(instance, folder, verdict)


def _false_stages(folder: ResultFolder) -> Iterator[Text]:
    claimed = folder.summary.get("by_stage")
    for stage, number in claimed.items() if isinstance(claimed, Mapping) else ():
        found = folder.stages.get(stage, 0)
        if number != found:
            yield _differs(words.word(words.BY_STAGE, stage), number, found)


def _false_procedures(summary: Summary, verdict: Verdict) -> Iterator[Text]:
    """Other procedures than those that policy and tables call for; a selection alone need not be named."""
    due = list(verdict.procedures)
    claimed = summary.get("procedures")
    if claimed is None and not {"contest", "sections"} & set(due):
        return
    if claimed != due:
        told, right = (", ".join(map(str, names)) or "—" for names in (claimed or (), due))
        yield _differs(Text("程序（procedures）", "procedures"), told, right)


def _records(summary: Summary, key: str) -> list[Mapping[str, Any]]:
    value = summary.get(key)
    return [o for o in value if isinstance(o, Mapping)] if isinstance(value, list) else []


def _beyond(name: str, value: Any, bound: Any) -> bool:
    if not isinstance(value, int) or not isinstance(bound, int):
        return False
    return value > bound if name in words.MOST else value < bound


def _differs(called: Text, claimed: Any, found: Any) -> Text:
    return Text(
        f"summary.json 称「{called.zh}」为 {claimed}，按表格重算为 {found}",
        f"summary.json says {claimed} for “{called.en}”; recomputed it is {found}",
    )
