"""Reading a result folder back: appointments, allocation, section plan and summary, or every fault of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Allocation, Instance, Stage
from rengang.model.arrays import Bool, Int32, frozen
from rengang.report.digest import instance_sha256
from rengang.report.reading.read_csv import (
    SUMMARY,
    Check,
    faults,
    missing_file,
    no_rank,
    read_summary,
    read_table,
    unreadable,
)
from rengang.report.sections.reading import SECTIONS, ReadSections, read_sections
from rengang.verify import Appointments

_TABLE = "allocation.csv"
_NEEDED = ("cadre_id", "to_unit", "stage", "intent_rank", "nomination_rank")
_STAGES = tuple(s.value for s in Stage)
_SAYS = {
    "result-unknown-cadre": (
        Text("实例中没有这名干部", "the instance has no such cadre"),
        Text("干部表中的编号", "an id of the cadres"),
    ),
    "result-duplicate-cadre": (
        Text("这名干部不止一行", "this cadre has more than one row"),
        Text("每人一行", "one row each"),
    ),
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
    """A result as it stands on disk.

    Attributes
    ----------
    allocation
        Who goes where, as the folder says; whether that is right is for :func:`rengang.verify` to judge. None
        where no selection ran.
    summary
        The document of ``summary.json``.
    warnings
        What does not stop the work: the folder belongs to other tables than the instance's.
    contest
        The appointments, by ascending cadre; None where no contest was held. The roster of the later stages
        is what ``after_contest`` makes of them.
    sections
        The section plan; None where there was none.
    stages
        Rows of ``allocation.csv`` per stage, every stage of the enumeration.
    """

    allocation: Allocation | None
    summary: dict[str, Any]
    warnings: tuple[Problem, ...] = ()
    contest: Appointments | None = None
    sections: ReadSections | None = None
    stages: dict[str, int] = field(default_factory=dict)


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
    if "sections" in ran and not (path / SECTIONS).is_file():
        raise InvalidInput([missing_file(path, SECTIONS)])
    plan = read_sections(path / SECTIONS, instance) if "sections" in ran else None
    together = ran != ("two_way",)
    frame = read_table(path / _TABLE, (*_NEEDED, "to_post") if together else _NEEDED)
    table = _Table(frame, instance, ran, plan)
    problems = [*faults(frame, table.checks()), *table.missing()]
    if problems:
        raise InvalidInput(sorted(problems, key=lambda p: (p.row or 0, p.column or "")))
    return ResultFolder(
        table.allocation() if table.selects else None,
        summary,
        tuple(_mismatch(summary, instance)),
        replace(table.appointments(), screened=_screened(summary)) if table.contests else None,
        sections=plan,
        stages=table.stages(),
    )


def _procedures(summary: dict[str, Any]) -> tuple[str, ...]:
    """Which procedures ran, as the summary says; the selection alone where it says nothing."""
    ran = summary.get("procedures", ["two_way"])
    known = ("contest", "two_way", "exchange", "directed", "sections")
    if not isinstance(ran, list) or not ran or any(name not in known for name in ran):
        raise InvalidInput([unreadable(SUMMARY, f"procedures: {ran!r}")])
    return tuple(ran)


def _screened(summary: dict[str, Any]) -> bool:
    """Did the contest end with its shortlists, as the summary says."""
    block = summary.get("contest")
    return isinstance(block, dict) and block.get("screened") is True


class _Table:
    """The rows of ``allocation.csv`` against an instance: who each row is about, and what it may say."""

    def __init__(
        self, frame: pl.DataFrame, instance: Instance, ran: tuple[str, ...], plan: ReadSections | None
    ) -> None:
        self.frame, self.instance, self.plan = frame, instance, plan
        self.together = ran != ("two_way",)
        self.contests = "contest" in ran
        self.selects = "two_way" in ran or "exchange" in ran
        self.cadre = instance.codes(frame["cadre_id"], "cadres", "cadre_id")
        self.unit = instance.codes(frame["to_unit"], "units", "unit_id")
        size = len(instance.cadres)
        self.takes_part = instance.in_pool.copy()
        self.section = np.full(size + 1, -1, dtype=np.int32)
        self.section_stage = np.full(size + 1, "", dtype="U10")
        if plan is not None:
            self.takes_part[plan.cadre] = True
            self.section[plan.cadre] = plan.section
            self.section_stage[plan.cadre] = [stage.value for stage in plan.stage]
        if self.contests:
            self.takes_part |= _applicants(instance)
        self.appointed = (frame["stage"] == Stage.CONTEST.value).fill_null(False).to_numpy().astype(
            bool
        ) & self.contests

    @property
    def in_pool(self) -> Bool:
        """Rows of the pool of the selection: of the pool, and not appointed."""
        return np.append(self.instance.in_pool, False)[self.cadre] & ~self.appointed

    @property
    def selected(self) -> Bool:
        """Rows that the selection decided."""
        return self.in_pool & self.selects

    def checks(self) -> list[Check]:
        """Every check of a cell."""
        frame = self.frame
        cadre, unit = pl.Series(self.cadre), pl.Series(self.unit)
        part = pl.Series(np.append(self.takes_part, False)[self.cadre])
        needs_unit = frame["stage"].is_in([Stage.INTENT.value, Stage.DIRECTED.value]).fill_null(False)
        outside = "result-takes-no-part" if self.together else "result-not-in-pool"
        found = [
            ("result-unknown-cadre", "cadre_id", cadre < 0),
            ("result-duplicate-cadre", "cadre_id", frame["cadre_id"].is_duplicated() & (cadre >= 0)),
            (outside, "cadre_id", (cadre >= 0) & ~part),
            ("result-unknown-unit", "to_unit", (unit < 0) & frame["to_unit"].is_not_null()),
            ("result-bad-stage", "stage", ~frame["stage"].is_in(list(_STAGES)).fill_null(False)),
            ("result-no-unit", "to_unit", needs_unit & frame["to_unit"].is_null()),
            ("result-bad-rank", "intent_rank", no_rank(frame["intent_rank"])),
            ("result-bad-rank", "nomination_rank", no_rank(frame["nomination_rank"])),
            *(self._beside_the_selection(part) if self.together else ()),
        ]
        return [
            (Problem(code, *_SAYS[code], table=_TABLE, column=column), bad) for code, column, bad in found
        ]

    def _beside_the_selection(self, part: pl.Series) -> list[tuple[str, str, pl.Series]]:
        """Checks of what rows may say that the selection did not decide.

        The stage follows from who the row is about, the unit from the post or section; nothing that a reader
        of the file would believe may differ from what the judges are shown.
        """
        frame = self.frame
        post = self.instance.codes(frame["to_post"], "posts", "post_id")
        post_unit = np.append(
            self.instance.codes(self.instance.tables["posts"]["unit_id"], "units", "unit_id"), -1
        )
        section_unit = np.append(
            self.instance.codes(self.instance.tables["sections"]["unit_id"], "units", "unit_id"), -1
        )
        given = section_unit[self.section[self.cadre]]
        planned = self.section_stage[self.cadre]
        stage = np.where(planned == "", Stage.STAY.value, planned)
        other = part.to_numpy() & ~self.appointed & ~self.selected
        appointed, beside = pl.Series(self.appointed), pl.Series(other)
        says = frame["stage"].fill_null("")
        unit = pl.Series(self.unit)
        known = frame["to_post"].is_not_null() & pl.Series(post >= 0)
        found = frame["to_unit"].is_null() | (unit >= 0)  # an unknown one is named as such
        expected = pl.Series(np.where(self.appointed, post_unit[post], given))
        wrong_unit = ((appointed & known) | beside) & found & (unit != expected)
        ranked = appointed | beside
        return [
            ("result-other-stage", "stage", beside & (says != pl.Series(stage.tolist(), dtype=pl.String))),
            ("result-no-post", "to_post", appointed & frame["to_post"].is_null()),
            ("result-unknown-post", "to_post", frame["to_post"].is_not_null() & pl.Series(post < 0)),
            ("result-other-post", "to_post", ~appointed & frame["to_post"].is_not_null()),
            ("result-other-unit", "to_unit", wrong_unit),
            ("result-other-rank", "intent_rank", ranked & frame["intent_rank"].is_not_null()),
            ("result-other-rank", "nomination_rank", ranked & frame["nomination_rank"].is_not_null()),
        ]

    def missing(self) -> Iterator[Problem]:
        """Everybody who takes part and has no row."""
        seen = np.zeros(len(self.instance.cadres) + 1, dtype=bool)
        seen[self.cadre] = True
        who = (
            Text("这名参加者没有结果", "this participant has no row")
            if self.together
            else Text("这名交流对象没有结果", "this member of the pool has no row")
        )
        want = (
            Text("每名交流对象、竞岗报名者和科室定岗参加者一行", "one row for everybody who takes part")
            if self.together
            else Text("每名交流对象一行", "one row for each member of the pool")
        )
        for cadre_id in self.instance.cadres["cadre_id"].filter(pl.Series(self.takes_part & ~seen[:-1])):
            yield Problem("result-missing-cadre", who, want, table=_TABLE, column="cadre_id", value=cadre_id)

    def appointments(self) -> Appointments:
        """Those whom the contest appointed, by cadre."""
        post = self.instance.codes(self.frame["to_post"], "posts", "post_id")[self.appointed]
        cadre = self.cadre[self.appointed]
        order = np.argsort(cadre, kind="stable")
        return Appointments(frozen(cadre[order].astype(np.int32)), frozen(post[order].astype(np.int32)))

    def allocation(self) -> Allocation:
        """The rows of the selection, by cadre."""
        frame = self.frame.filter(pl.Series(self.selected))
        cadre, unit = self.cadre[self.selected], self.unit[self.selected]
        order = np.argsort(cadre, kind="stable")
        stage = frame["stage"].to_list()

        def rank(name: str) -> Int32:
            values = frame[name].cast(pl.Int32).fill_null(0).to_numpy()
            return frozen(values[order].astype(np.int32))

        return Allocation(
            frozen(cadre[order].astype(np.int32)),
            frozen(unit[order].astype(np.int32)),
            tuple(Stage(stage[i]) for i in order.tolist()),
            rank("intent_rank"),
            rank("nomination_rank"),
        )

    def stages(self) -> dict[str, int]:
        """Rows per stage."""
        counts = dict(self.frame["stage"].value_counts().iter_rows())
        return {stage: int(counts.get(stage, 0)) for stage in _STAGES}


def _applicants(instance: Instance) -> Bool:
    """Who applied for a contested post; every such application is an entry."""
    frame, posts = instance.tables["applications"], instance.tables["posts"]
    asked = np.append(posts["contested"].fill_null(False).to_numpy().astype(bool), False)
    post = instance.codes(frame["post_id"], "posts", "post_id")
    cadre = instance.codes(frame["cadre_id"], "cadres", "cadre_id")
    found = np.zeros(len(instance.cadres), dtype=bool)
    found[cadre[asked[post] & (cadre >= 0)]] = True
    return found


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
