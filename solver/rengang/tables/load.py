"""Read an instance with its policy and say everything that is wrong with it, in one go."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Instance, Progress, Reporter
from rengang.model.schema import TABLES, Table
from rengang.model.values import Unset
from rengang.policy import Policy, keys, read_document, resolve
from rengang.tables.carriers.carrier import read_raw
from rengang.tables.reading.cells import fold
from rengang.tables.reading.frames import Frame, type_table
from rengang.tables.reading.headings import (
    SILENT_NAMES,
    doubled_table,
    missing_table,
    table_called,
    unknown_table,
)
from rengang.tables.reading.parse import parse_column
from rengang.tables.reading.source import Announce, Origin, RawInstance, RawPolicy, RawTable

_log = logging.getLogger(__name__)

NEEDED = ("units", "cadres")
"""Tables without which there is no instance."""

PolicyLike = Policy | Mapping[str, Any] | str | Path


@dataclass(frozen=True, eq=False)
class Loaded:
    """What came of reading an instance.

    Attributes
    ----------
    instance
        The instance; None if there are errors.
    policy
        The policy in force; None if it has errors itself.
    problems
        Every error and warning, by table, row and column; those of the policy come last.
    """

    instance: Instance | None
    policy: Policy | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the work."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(p for p in self.problems if p.severity == "warning")


def read(path: str | Path, policy: PolicyLike | None = None, progress: Reporter | None = None) -> Instance:
    """The instance at `path`: a folder of CSV or Parquet files, a workbook or a JSON document.

    Raises
    ------
    InvalidInput
        With every problem that :func:`load` finds, if one of them is an error.
    """
    loaded = load(path, policy, progress)
    if loaded.instance is None:
        raise InvalidInput(loaded.problems)
    for warning in loaded.warnings:
        _log.warning("%s", warning.sentence("en"))
    return loaded.instance


def load(path: str | Path, policy: PolicyLike | None = None, progress: Reporter | None = None) -> Loaded:
    """Everything at `path`, with every problem in it.

    Parameters
    ----------
    path
        A folder of CSV or Parquet files, a workbook, or a JSON document.
    policy
        Replaces the policy document of the instance: name of a shipped pack, TOML file, document or policy.
    progress
        Called before each table is read and before it is checked.

    Notes
    -----
    Never raises for what is wrong in the input. A policy with errors does not hide those of the tables: these
    are then checked against the default pack.
    """
    try:
        raw = read_raw(Path(path), _announcer(progress))
    except InvalidInput as error:
        return Loaded(None, None, error.problems)
    unread = [p for p in raw.problems if p.code.startswith("policy-")] if policy is None else []
    frames, problems = _frames(raw, progress)
    document, resolved, policy_problems = _policy(raw.policy, policy)
    resolved = None if unread else resolved
    _report(progress, Text("核对各表", "Checking the tables"), 0, 0)
    tables = {name: frame.frame for name, frame in frames.items()}
    origins = {name: frame.origin for name, frame in frames.items()}
    problems = _merged(problems, _cross(tables, origins, resolved or resolve(), problems))
    # a row of the wide forms becomes several rows of a table: what is wrong with it is said once
    problems = list(dict.fromkeys([*_ordered(problems, frames), *unread, *policy_problems]))
    bad = any(p.severity == "error" for p in problems)
    instance = None if bad else Instance.from_tables(tables, document)
    return Loaded(instance, resolved, tuple(problems))


def check(
    instance: Instance, policy: PolicyLike | None = None, origins: Mapping[str, Origin] | None = None
) -> list[Problem]:
    """The problems of an instance in memory, across its tables and against a policy.

    Parameters
    ----------
    policy
        As in :func:`load`; by default the instance's own.
    origins
        Where the rows came from; by default tables and columns have their Chinese headings, and row 2 is the
        first row of the table sorted by its key.
    """
    own = RawPolicy("policy", instance.policy)
    _, resolved, problems = _policy(own, policy)
    tables = {n: f for n, f in instance.tables.items() if len(f) or n in NEEDED}
    default = {n: Origin.default(TABLES[n], len(f)) for n, f in tables.items()}
    where = {**default, **(origins or {})}
    faulty = [p for name, frame in tables.items() for p in _cells(TABLES[name], frame, where[name])]
    return [*faulty, *_cross(tables, where, resolved or resolve(), faulty), *problems]


def _cells(table: Table, frame: pl.DataFrame, origin: Origin) -> list[Problem]:
    """Cells of a frame made in memory that no carrier would have let through.

    A needed cell that is blank, a word that is no choice, a number below its least; types hold already.
    """
    found: list[Problem] = []
    for column in table.columns:
        cells = frame[column.name]
        bad = cells.is_null() if column.needed else pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
        if column.kind == "enum":
            bad = bad | (cells.is_not_null() & ~cells.is_in(list(column.values)).fill_null(False))
        if column.minimum is not None:
            bad = bad | (cells < column.minimum).fill_null(False)
        if bad.any():
            heading = origin.headings.get(column.name, column.heading)
            texts = cells.filter(bad).cast(pl.String)
            found += parse_column(texts, column, origin.rows[bad.to_numpy()], origin.shown, heading)[1]
    return found


def _cross(
    frames: Mapping[str, pl.DataFrame],
    origins: Mapping[str, Origin],
    policy: Policy,
    unread: Iterable[Problem] = (),
) -> list[Problem]:
    from rengang.tables.checks import check_tables

    return check_tables(frames, origins, policy, unread)


def _frames(raw: RawInstance, progress: Reporter | None) -> tuple[dict[str, Frame], list[Problem]]:
    """The known tables of `raw`, typed, in the order of the schema, and what is wrong with each by itself."""
    found: dict[str, RawTable] = {}
    problems = [p for p in raw.problems if not p.code.startswith("policy-")]
    for table in raw.tables:
        known = table_called(table.name)
        if known is None:
            if fold(table.name) not in SILENT_NAMES:
                problems.append(unknown_table(table.shown, table.name))
        elif known.name in found:
            problems.append(doubled_table(known, found[known.name].shown, table.shown))
        else:
            found[known.name] = table
    broken = {known.name for p in raw.problems if p.table and (known := table_called(_stem(p.table)))}
    if raw.tables or not raw.problems:
        absent = [n for n in NEEDED if n not in found and n not in broken]
        problems += [missing_table(TABLES[n]) for n in absent]
    frames: dict[str, Frame] = {}
    names = [n for n in TABLES if n in found]
    for done, name in enumerate(names):
        step = Text(f"解析“{found[name].shown}”", f"Parsing {found[name].shown}")
        _report(progress, step, done, len(names))
        frames[name] = type_table(TABLES[name], found[name])
        problems += frames[name].problems
    return frames, problems


def _stem(shown: str) -> str:
    return shown.rpartition(".")[0] or shown


def _policy(
    own: RawPolicy | None, given: PolicyLike | None
) -> tuple[Mapping[str, Any], Policy | None, list[Problem]]:
    """The document in force, the policy that it describes (None if it has errors), and the errors."""
    if isinstance(given, Policy):
        return _written(given), given, []
    source = RawPolicy("policy", {}) if given is not None or own is None else own
    try:
        if isinstance(given, Mapping):
            source = RawPolicy("policy", given)
        elif given is not None:
            source = RawPolicy(str(given), read_document(given))
        return source.document, resolve(source.document, source=source.shown), []
    except InvalidInput as error:
        rows = source.rows
        problems = [replace(p, row=rows.get(p.column or "")) if rows else p for p in error.problems]
        return {}, None, problems


def _written(policy: Policy) -> dict[str, Any]:
    """The document that describes a policy, with the word for none where a key can be taken back by it."""
    document = policy.model_dump(mode="json")
    for key, field in keys():
        *path, last = key.split(".")
        group = document
        for name in path:
            group = group[name]
        if group[last] is None and Unset in field.metadata:
            group[last] = "none"
    return document


def _merged(own: list[Problem], across: list[Problem]) -> list[Problem]:
    """Both lists; of a cell that is faulty by itself nothing more is said."""
    cells = {(p.table, p.row, p.column) for p in own if p.row is not None and p.column is not None}
    return own + [p for p in across if (p.table, p.row, p.column) not in cells]


def _ordered(problems: list[Problem], frames: Mapping[str, Frame]) -> list[Problem]:
    """By table in the order of the schema, row and column; what belongs to no table comes first."""
    table_at = {frame.origin.shown: list(TABLES).index(name) for name, frame in frames.items()}
    columns_at = {
        f.origin.shown: {h: i for i, h in enumerate(f.origin.headings.values())} for f in frames.values()
    }

    def place(problem: Problem) -> tuple[int, int, int]:
        shown = problem.table or ""
        known = columns_at.get(shown, {})
        column = -1 if problem.column is None else known.get(problem.column, len(known))
        return table_at.get(shown, -1), problem.row or 0, column

    return sorted(problems, key=place)


def _announcer(progress: Reporter | None) -> Announce:
    def announce(shown: str, done: int, total: int) -> None:
        _report(progress, Text(f"读取“{shown}”", f"Reading {shown}"), done, total)

    return announce


def _report(progress: Reporter | None, step: Text, done: int, total: int) -> None:
    if progress is not None:
        progress(Progress(step, done, total))
