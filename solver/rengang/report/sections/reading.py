"""Reading ``sections.csv`` back: the plan of a section selection, or every fault of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Instance, Stage
from rengang.model.arrays import Bool, Int32, frozen
from rengang.model.section_plan import Group
from rengang.report.reading.read_csv import CADRES, faults, missing_file, no_rank, read_table
from rengang.report.reading.table import May, Table
from rengang.rules.section_ways import STAGES, WITH_SECTION

MOVES = False
SECTIONS = "sections.csv"
_NEEDED = ("cadre_id", "group", "to_section", "stage", "wish_rank")
_WITH = tuple(stage.value for stage in WITH_SECTION)
_STAGES = tuple(stage.value for stage in STAGES)
_GROUPS = tuple(group.value for group in Group)
_SAYS = {
    **CADRES,
    "result-unknown-section": (
        Text("实例中没有这个科室", "the instance has no such section"),
        Text("科室表中的编号", "an id of the sections"),
    ),
    "result-bad-group": (
        Text("没有这种人员类别", "there is no such group"),
        Text(" / ".join(_GROUPS), " / ".join(_GROUPS)),
    ),
    "result-bad-stage": (
        Text("没有这种去向", "there is no such stage"),
        Text(" / ".join(_STAGES), " / ".join(_STAGES)),
    ),
    "result-no-section": (
        Text("这种去向必须有科室", "this stage comes with a section"),
        Text("科室编号", "a section id"),
    ),
    "result-other-section": (
        Text("这种去向没有科室", "this stage comes without a section"),
        Text("空白", "a blank"),
    ),
    "result-bad-rank": (
        Text("志愿序号不是正整数", "the order is not a whole number from 1 up"),
        Text("正整数或空白", "a whole number from 1 up, or blank"),
    ),
}


@dataclass(frozen=True, eq=False)
class ReadSections:
    """A section plan as it stands on disk: one entry per participant, in ascending order of the cadre.

    `section` is −1 where none was given, `wish_rank` 0 where no wish was met.
    """

    cadre: Int32
    group: tuple[Group, ...]
    section: Int32
    stage: tuple[Stage, ...]
    wish_rank: Int32


def read(path: Path, instance: Instance) -> ReadSections:
    """The plan in ``sections.csv`` of the folder `path`.

    Raises
    ------
    InvalidInput
        The file is not there, cannot be read, lacks a column, or holds a cell that is wrong; every fault is
        listed. Whether the plan is right is for the judge.
    """
    if not (path / SECTIONS).is_file():
        raise InvalidInput([missing_file(path, SECTIONS)])
    frame = read_table(path / SECTIONS, _NEEDED)
    cadre = instance.codes(frame["cadre_id"], "cadres", "cadre_id")
    section = instance.codes(frame["to_section"], "sections", "section_id")
    given, placed = frame["to_section"].is_not_null(), frame["stage"].is_in(_WITH).fill_null(False)
    known = pl.Series(cadre >= 0)
    found = (
        ("result-unknown-cadre", "cadre_id", ~known),
        ("result-duplicate-cadre", "cadre_id", frame["cadre_id"].is_duplicated() & known),
        ("result-unknown-section", "to_section", given & pl.Series(section < 0)),
        ("result-bad-group", "group", ~frame["group"].is_in(_GROUPS).fill_null(False)),
        ("result-bad-stage", "stage", ~frame["stage"].is_in(_STAGES).fill_null(False)),
        ("result-no-section", "to_section", placed & ~given),
        ("result-other-section", "to_section", ~placed & given),
        ("result-bad-rank", "wish_rank", no_rank(frame["wish_rank"])),
    )
    checks = [
        (Problem(code, *_SAYS[code], table=SECTIONS, column=column), bad) for code, column, bad in found
    ]
    problems = list(faults(frame, checks))
    if problems:
        raise InvalidInput(sorted(problems, key=lambda p: (p.row or 0, p.column or "")))
    order = np.argsort(cadre, kind="stable")
    wish = frame["wish_rank"].cast(pl.Int32).fill_null(0).to_numpy()
    groups, stages = frame["group"].to_list(), frame["stage"].to_list()
    return ReadSections(
        frozen(cadre[order].astype(np.int32)),
        tuple(Group(groups[i]) for i in order.tolist()),
        frozen(section[order].astype(np.int32)),
        tuple(Stage(stages[i]) for i in order.tolist()),
        frozen(wish[order].astype(np.int32)),
    )


def take_part(instance: Instance, own: ReadSections) -> Bool:
    """Whoever stands in the plan."""
    found = np.zeros(len(instance.cadres), dtype=bool)
    found[own.cadre] = True
    return found


def decided(table: Table, own: ReadSections) -> Bool:
    """The rows of those who take part."""
    return table.about(take_part(table.instance, own))


def may(table: Table, own: ReadSections) -> May:
    """Stage and unit as the plan has them."""
    size = len(table.instance.cadres) + 1
    stage, section = np.full(size, "", dtype="U10"), np.full(size, -1, dtype=np.int32)
    stage[own.cadre] = [stage.value for stage in own.stage]
    section[own.cadre] = own.section
    units = table.instance.codes(table.instance.tables["sections"]["unit_id"], "units", "unit_id")
    return May(
        pl.Series(stage[table.cadre].tolist(), dtype=pl.String),
        np.append(units, -1)[section[table.cadre]].astype(np.int32),
    )


def answer(table: Table, mine: Bool, own: ReadSections, summary: dict[str, Any]) -> ReadSections:
    """The plan: the rows have nothing that it has not."""
    return own
