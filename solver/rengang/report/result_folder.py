"""Reading a result folder back: appointments, allocation, section plan and summary, or every fault of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool
from rengang.model.procedure import Procedure
from rengang.report.digest import instance_sha256
from rengang.report.reading.read_csv import (
    CADRES,
    SUMMARY,
    Check,
    faults,
    missing_file,
    no_rank,
    read_summary,
    read_table,
    unreadable,
)
from rengang.report.reading.table import ANY, May, Reading, Table, reading
from rengang.report.rooms import room_of
from rengang.report.sections.reading import ReadSections
from rengang.verify import Appointments

_TABLE = "allocation.csv"
_NEEDED = ("cadre_id", "to_unit", "stage", "intent_rank", "nomination_rank")
_STAGES = tuple(s.value for s in Stage)
_SAYS = {
    **CADRES,
    "result-not-in-pool": (
        Text("这名干部不是交流对象", "this cadre is not in the pool"),
        Text("一名交流对象", "a member of the pool"),
    ),
    "result-takes-no-part": (
        Text(
            "这名干部既不是交流对象，也未报名竞岗、未参加科室定岗",
            "this cadre is neither in the pool, nor an applicant, nor in the section selection",
        ),
        Text("参加其中之一的人", "somebody who takes part in one of them"),
    ),
    "result-unknown-unit": (
        Text("实例中没有这个单位", "the instance has no such unit"),
        Text("单位表中的编号", "an id of the units"),
    ),
    "result-unknown-post": (
        Text("实例中没有这个职位", "the instance has no such post"),
        Text("职位表中的编号", "an id of the posts"),
    ),
    "result-bad-stage": (
        Text("没有这种去向", "there is no such stage"),
        Text(" / ".join(_STAGES), " / ".join(_STAGES)),
    ),
    "result-other-stage": (
        Text("这名干部不可能是这种去向", "this cadre cannot have this stage"),
        Text(
            "contest 仅限竞岗任用者；双向选择的去向仅限交流对象；科室定岗的去向与 sections.csv 一致；其余为 stay",
            "contest for appointees, those of the selection for the pool, those of the section selection as in "
            "sections.csv, else stay",
        ),
    ),
    "result-no-unit": (
        Text("这种去向必须有单位", "this stage comes with a unit"),
        Text("单位编号", "a unit id"),
    ),
    "result-no-post": (
        Text("竞岗任用必须有职位", "an appointment comes with a post"),
        Text("职位编号", "a post id"),
    ),
    "result-other-unit": (
        Text("单位与所给的职位或科室不符", "the unit is not that of the post or section given"),
        Text(
            "该职位或科室所在单位；留在原单位的为空白",
            "the unit of that post or section; blank for who stays",
        ),
    ),
    "result-other-post": (
        Text("只有竞岗任用才有职位", "only an appointment comes with a post"),
        Text("空白", "a blank"),
    ),
    "result-bad-rank": (
        Text("名次不是正整数", "the rank is not a whole number from 1 up"),
        Text("正整数或空白", "a whole number from 1 up, or blank"),
    ),
    "result-other-rank": (
        Text("只有双向选择的行才有名次", "only rows of the selection have ranks"),
        Text("空白", "a blank"),
    ),
}


@dataclass(frozen=True, eq=False)
class ResultFolder:
    """A result as it stands on disk; whether it is right is for :func:`rengang.verify.verify` to judge.

    Attributes
    ----------
    summary
        The document of ``summary.json``.
    answers
        What the folder says came of the procedures of each room of the report, where one ran.
    warnings
        What does not stop the work: the folder belongs to other tables than the instance's.
    stages
        Rows of ``allocation.csv`` per stage, every stage of the enumeration.
    """

    summary: dict[str, Any]
    answers: Mapping[str, Any]
    warnings: tuple[Problem, ...] = ()
    stages: Mapping[str, int] = field(default_factory=dict)

    @property
    def allocation(self) -> Allocation | None:
        """Who goes where; None where no selection ran."""
        return self.answers.get("selection")

    @property
    def contest(self) -> Appointments | None:
        """The appointments, by ascending cadre; None where no contest was held."""
        return self.answers.get("contest")

    @property
    def sections(self) -> ReadSections | None:
        """The section plan; None where there was none."""
        return self.answers.get("sections")


def read_folder(path: Path, instance: Instance) -> ResultFolder:
    """What a result folder says: appointments, allocation, section plan and summary.

    Rows may stand in any order and columns too; columns that are not needed are ignored. Which procedures ran
    is what the summary says (without a word of it: the selection alone); every row must fit that.

    Raises
    ------
    InvalidInput
        A missing or unreadable file, a missing column, an id that the instance does not know, a cadre that
        stands twice or takes no part, somebody who does and has no row, a stage, unit, post or rank that is
        none or does not fit; every fault is listed, with its row.
    """
    path = Path(path)
    missing = [name for name in (_TABLE, SUMMARY) if not (path / name).is_file()]
    if missing:
        raise InvalidInput(missing_file(path, name) for name in missing)
    summary = read_summary(path / SUMMARY)
    ran = _procedures(summary)
    rooms = {room: reading(room) for room in dict.fromkeys(map(room_of, ran))}
    own = {room: of.read(path, instance) for room, of in rooms.items()}
    alone = ran == (Procedure.TWO_WAY,)
    frame = read_table(path / _TABLE, _NEEDED if alone else (*_NEEDED, "to_post"))
    if alone:
        frame = frame.with_columns(to_post=pl.lit(None, dtype=pl.String))
    rows = _Rows(Table(frame, instance), rooms, own, alone)
    problems = [*faults(frame, rows.checks()), *rows.missing()]
    if problems:
        raise InvalidInput(sorted(problems, key=lambda p: (p.row or 0, p.column or "")))
    counts = dict(frame["stage"].value_counts().iter_rows())
    return ResultFolder(
        summary,
        {room: of.answer(rows.table, rows.decided[room], own[room], summary) for room, of in rooms.items()},
        tuple(_mismatch(summary, instance)),
        {stage: int(counts.get(stage, 0)) for stage in _STAGES},
    )


def _procedures(summary: dict[str, Any]) -> tuple[Procedure, ...]:
    """Which procedures ran, in the order of the campaign, as the summary says; the selection alone by default."""
    ran = summary.get("procedures", [Procedure.TWO_WAY.value])
    if not isinstance(ran, list) or not ran or any(name not in list(Procedure) for name in ran):
        raise InvalidInput([unreadable(SUMMARY, f"procedures: {ran!r}")])
    return tuple(procedure for procedure in Procedure if procedure in ran)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Who each row of ``allocation.csv`` is about, which room decided it, and what it then may say.

    The stage follows from who the row is about, the unit from the post or section; nothing that a reader of the
    file would believe may differ from what the judge is shown.
    """

    table: Table
    rooms: Mapping[str, Reading]
    own: Mapping[str, Any]
    alone: bool

    @cached_property
    def takes_part(self) -> Bool:
        """Who has a row, shape (cadres,)."""
        found = self.table.instance.in_pool.copy()
        for room, of in self.rooms.items():
            found |= of.take_part(self.table.instance, self.own[room])
        return found

    @cached_property
    def decided(self) -> dict[str, Bool]:
        """The rows that each room decided: of several one that moves people between units, and of these the first."""
        left = np.ones(len(self.table.frame), dtype=bool)
        found = {}
        for room in sorted(self.rooms, key=lambda room: not self.rooms[room].MOVES):
            found[room] = self.rooms[room].decided(self.table, self.own[room]) & left
            left = left & ~found[room]
        return found

    @property
    def undecided(self) -> Bool:
        """Rows of those who take part that no room decided."""
        mine = self.table.about(self.takes_part)
        for decided in self.decided.values():
            mine = mine & ~decided
        return mine

    def checks(self) -> list[Check]:
        """Every check of a cell."""
        frame, table = self.table.frame, self.table
        cadre, unit, post = pl.Series(table.cadre), pl.Series(table.unit), pl.Series(table.post)
        part = pl.Series(table.about(self.takes_part))
        needs_unit = frame["stage"].is_in([Stage.INTENT.value, Stage.DIRECTED.value]).fill_null(False)
        outside = "result-not-in-pool" if self.alone else "result-takes-no-part"
        stage, place, posted, unranked = self._differing()
        found = [
            ("result-unknown-cadre", "cadre_id", cadre < 0),
            ("result-duplicate-cadre", "cadre_id", frame["cadre_id"].is_duplicated() & (cadre >= 0)),
            (outside, "cadre_id", (cadre >= 0) & ~part),
            ("result-unknown-unit", "to_unit", (unit < 0) & frame["to_unit"].is_not_null()),
            ("result-bad-stage", "stage", ~frame["stage"].is_in(list(_STAGES)).fill_null(False)),
            ("result-no-unit", "to_unit", needs_unit & frame["to_unit"].is_null()),
            ("result-bad-rank", "intent_rank", no_rank(frame["intent_rank"])),
            ("result-bad-rank", "nomination_rank", no_rank(frame["nomination_rank"])),
            ("result-other-stage", "stage", stage),
            ("result-no-post", "to_post", posted & frame["to_post"].is_null()),
            ("result-unknown-post", "to_post", frame["to_post"].is_not_null() & (post < 0)),
            ("result-other-post", "to_post", ~posted & frame["to_post"].is_not_null()),
            # an unknown unit is named as such
            ("result-other-unit", "to_unit", place & (frame["to_unit"].is_null() | (unit >= 0))),
            ("result-other-rank", "intent_rank", unranked & frame["intent_rank"].is_not_null()),
            ("result-other-rank", "nomination_rank", unranked & frame["nomination_rank"].is_not_null()),
        ]
        return [
            (Problem(code, *_SAYS[code], table=_TABLE, column=column), bad) for code, column, bad in found
        ]

    def _differing(self) -> tuple[pl.Series, ...]:
        """Rows whose stage, whose unit is another than it may be; that come with a post; that have no ranks."""
        says, unit = self.table.frame["stage"].fill_null(""), self.table.unit
        stays = May(
            pl.repeat(Stage.STAY.value, len(says), eager=True), np.full(len(unit), -1, dtype=np.int32)
        )
        every = [(self.undecided, stays)]
        every += [(self.decided[room], of.may(self.table, self.own[room])) for room, of in self.rooms.items()]
        stage, place, posted, unranked = (np.zeros(len(says), dtype=bool) for _ in range(4))
        for mine, may in every:
            if may.stage is not None:
                stage |= mine & (says != may.stage).to_numpy()
            if may.unit is not None:
                place |= mine & (may.unit != ANY) & (unit != may.unit)
            posted |= mine & may.post
            unranked |= mine & (not may.ranks)
        return tuple(map(pl.Series, (stage, place, posted, unranked)))

    def missing(self) -> Iterator[Problem]:
        """Everybody who takes part and has no row."""
        cadres = self.table.instance.cadres
        seen = np.zeros(len(cadres) + 1, dtype=bool)
        seen[self.table.cadre] = True
        who = (
            Text("这名交流对象没有结果", "this member of the pool has no row")
            if self.alone
            else Text("这名参加者没有结果", "this participant has no row")
        )
        want = (
            Text("每名交流对象一行", "one row for each member of the pool")
            if self.alone
            else Text("每名交流对象、竞岗报名者和科室定岗参加者一行", "one row for everybody who takes part")
        )
        for cadre_id in cadres["cadre_id"].filter(pl.Series(self.takes_part & ~seen[:-1])):
            yield Problem("result-missing-cadre", who, want, table=_TABLE, column="cadre_id", value=cadre_id)


def _mismatch(summary: dict[str, Any], instance: Instance) -> Iterator[Problem]:
    """The folder was made from other tables: said, not refused, since a name may have been mended since."""
    ours, theirs = instance_sha256(instance), summary.get("instance_sha256")
    if theirs != ours:
        yield Problem(
            "result-other-instance",
            Text(
                "结果所依据的数据与给出的数据不同（instance_sha256 不一致）",
                "the result was made from other data than the instance given (instance_sha256 differs)",
            ),
            Text(ours, ours),
            table=SUMMARY,
            value=str(theirs),
            severity="warning",
        )
