"""Reading ``sections.csv`` back: the plan of a section selection, or every fault of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Instance, Stage
from rengang.model.arrays import Int32, frozen
from rengang.model.section_plan import Group
from rengang.report.reading.read_csv import faults, no_rank, read_table
from rengang.rules.section_ways import STAGES, WITH_SECTION

SECTIONS = "sections.csv"
_NEEDED = ("cadre_id", "group", "to_section", "stage", "wish_rank")
_WITH = tuple(stage.value for stage in WITH_SECTION)
_STAGES = tuple(stage.value for stage in STAGES)
_GROUPS = tuple(group.value for group in Group)
_SAYS = {
    "result-unknown-cadre": (
        Text("实例中没有这名干部", "the instance has no such cadre"),
        Text("干部表中的编号", "an id of the cadres"),
    ),
    "result-duplicate-cadre": (
        Text("这名干部不止一行", "this cadre has more than one row"),
        Text("每人一行", "one row each"),
    ),
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


def read_sections(file: Path, instance: Instance) -> ReadSections:
    """The plan in ``sections.csv``.

    Raises
    ------
    InvalidInput
        The file cannot be read, lacks a column, or holds a cell that is wrong; every fault is listed. Whether
        the plan is right is for the judge.
    """
    frame = read_table(file, _NEEDED)
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
