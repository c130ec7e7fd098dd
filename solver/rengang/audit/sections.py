"""What a result folder claims about a section selection: its counts, ``sections.csv`` and ``picks.csv``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rengang.audit.cells import Cells, few, rows, twice
from rengang.errors import Text
from rengang.model import Instance
from rengang.model.section_plan import Group
from rengang.report import ReadSections
from rengang.verify.sections import SectionsVerdict

_PICKS = ("round", "section_id", "cadre_id", "taken")
"""Columns of ``picks.csv`` that are held against the judge."""


def counted(instance: Instance, plan: ReadSections, found: SectionsVerdict) -> dict[str, Any]:
    """The counts of the summary's block as folder and judge have them."""
    groups = Counter(found.group.values())
    labels = instance.tables["sections"]["section_id"]
    return {
        "by_group": {group.value: groups[group] for group in Group},
        "unkept": [labels[section] for section in found.unkept.tolist()],
        "participants": len(plan.cadre),
        "placed": int((plan.section >= 0).sum()),
        "by_stage": dict(Counter(stage.value for stage in plan.stage)),
    }


def false_rows(
    folder: Path, instance: Instance, plan: ReadSections, found: SectionsVerdict
) -> Iterator[Text]:
    """Every cell of the section selection's files that is not what the judge finds.

    Of ``sections.csv`` group and wish rank (where people are is for the judge's rules); of ``picks.csv``, where it
    is there, who was picked and whether the section took them.
    """
    yield from few(_false_places(instance, plan, found))
    if (folder / "picks.csv").is_file():
        yield from few(_false_picks(folder / "picks.csv", instance, found))


# -- sections.csv -------------------------------------------------------------------------------------------
def _false_places(instance: Instance, plan: ReadSections, found: SectionsVerdict) -> Iterator[Text]:
    """Groups and wish ranks of those who take part; who does not is named as a breach."""
    for cadre, group, wish in zip(plan.cadre.tolist(), plan.group, plan.wish_rank.tolist(), strict=True):
        if cadre not in found.group:
            continue
        who = instance.cadre_id(cadre)
        if group is not found.group[cadre]:
            yield _misplaced(who, "group", group.value, found.group[cadre].value)
        if wish != found.wish_rank.get(cadre, 0):
            yield _misplaced(who, "wish_rank", wish or "—", found.wish_rank.get(cadre, 0) or "—")


def _misplaced(who: str, column: str, cell: object, value: object) -> Text:
    return Text(
        f"sections.csv 中 {who} 的 {column} 为 {cell}，按表格重算为 {value}",
        f"sections.csv says {cell} for {column} of {who}; recomputed it is {value}",
    )


# -- picks.csv ----------------------------------------------------------------------------------------------
def _false_picks(path: Path, instance: Instance, found: SectionsVerdict) -> Iterator[Text]:
    told = rows(path, _PICKS)
    if isinstance(told, Text):
        yield told
    else:
        yield from _false_turns(told, instance, found)


def _false_turns(told: Sequence[Cells], instance: Instance, found: SectionsVerdict) -> Iterator[Text]:
    """The turns of the rounds, each once, with who was picked and whether the section took them."""
    labels = instance.tables["sections"]["section_id"].to_list()
    played = {
        (str(pick.round), labels[pick.section]): _picked(
            None if pick.cadre < 0 else instance.cadre_id(pick.cadre), "yes" if pick.taken else "no"
        )
        for pick in found.trace.picks
    }
    seen: Counter[tuple[str, str]] = Counter()
    for row in told:
        turn = (str(row["round"]), str(row["section_id"]))
        seen[turn] += 1
        claimed, right = _picked(row["cadre_id"], row["taken"]), played.get(turn, "—")
        if claimed != right:
            yield _turn(turn, claimed, right)
    for turn, right in played.items():
        if seen[turn] > 1:
            yield twice("picks.csv", turn, seen[turn])
        elif not seen[turn]:
            yield _turn(turn, "—", right)


def _picked(cadre: str | None, taken: str | None) -> str:
    return f"{cadre or '—'} ({taken or '—'})"


def _turn(turn: tuple[str, str], claimed: str, right: str) -> Text:
    number, section = turn
    return Text(
        f"picks.csv 中科室 {section} 第 {number} 轮为 {claimed}，按选人记录重演为 {right}",
        f"picks.csv says {claimed} for section {section} in round {number}; played anew it is {right}",
    )
