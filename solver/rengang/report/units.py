"""The table of the units: ``units.csv``, the units on the page, the form 缺员."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rengang.errors import Text
from rengang.report import words
from rengang.report.outcome import Outcome
from rengang.report.rooms import ROOMS, module
from rengang.report.sheets.form import Form, numbered
from rengang.report.table import Column, Kind, Table, Values

UNITS = (
    Column("unit_id", Text("编号", "id"), form="单位编号", key="id"),
    Column("name", Text("单位", "unit"), form="单位名称"),
    Column("kind", Text("单位类型", "kind"), codes=words.UNIT_KINDS),
    Column("system", Text("系统", "system")),
    Column("region", Text("片区", "region")),
    Column("establishment", Text("编制", "authorised"), Kind.NUMBER, form="编制数"),
    Column("before", Text("原有", "before"), Kind.NUMBER, form="实有人数"),
    Column("out", Text("调出", "out"), Kind.NUMBER, form="调出人数"),
    Column("in", Text("调入", "in"), Kind.NUMBER),
    Column("in_intent", Text("双向选择调入", "in by intent"), Kind.NUMBER),
    Column("in_directed", Text("定向交流调入", "in by direction"), Kind.NUMBER),
    Column("after", Text("之后", "after"), Kind.NUMBER, form="交流后人数"),
    Column("vacancies", Text("缺员", "vacancies"), Kind.NUMBER, form="缺员人数"),
    Column("seats", Text("可进", "seats"), Kind.NUMBER),
    Column("vacancies_left", Text("剩余缺员", "left open"), Kind.NUMBER, key="left"),
)
"""Columns of ``units.csv`` in order. `seats` is how many may arrive under all caps together; blank in an exchange,
where arrivals are bound by departures, and where no selection ran. The arrivals by each procedure add up to `in`."""


@dataclass(frozen=True, eq=False)
class Added:
    """What a room adds to the table of the units.

    Attributes
    ----------
    cells
        The cells of the columns above that it knows, by their names.
    columns
        Columns of its own, which stand behind, with their cells.
    on_form
        Which of all these the printed form has.
    """

    cells: Mapping[str, Values] = field(default_factory=dict)
    columns: Mapping[Column, Values] = field(default_factory=dict)
    on_form: tuple[str, ...] = ()


def units_table(outcome: Outcome) -> Table:
    """The units, sorted by id, with who came and went."""
    units = outcome.instance.units
    cells: dict[str, Values] = {
        **{name: units[name] for name in units.columns},
        "before": outcome.instance.staff,
        "out": outcome.out,
        "in": outcome.into,
        "after": outcome.after,
        "vacancies_left": outcome.vacancies_left,
    }
    added = _added(outcome)
    for part in added:
        cells |= part.cells
    own = {column: values for part in added for column, values in part.columns.items()}
    return Table(outcome, (*UNITS, *own), (*(cells[column.name] for column in UNITS), *own.values()))


def _added(outcome: Outcome) -> list[Added]:
    return [module(room, "part").units(outcome) for room in ROOMS]


def units_form(outcome: Outcome) -> Form:
    """Units with vacancies or with people who come or go."""
    by_rooms = [name for part in _added(outcome) for name in part.on_form]
    shown = ["unit_id", "name", "kind", "establishment", "before", "out", "vacancies", *by_rooms, "after"]
    bound = (
        not outcome.policy.exchanges
    )  # in an exchange vacancies bind nothing, and who comes replaces who goes
    if bound and outcome.allocation is not None:
        shown.append("vacancies_left")
    vacancies, left = outcome.instance.vacancies, outcome.vacancies_left
    taking_part = (vacancies > 0) | (outcome.out > 0) | (outcome.after != outcome.instance.staff)
    rows = units_table(outcome).filter(taking_part).form(*shown)
    line = f"共 {len(rows)} 个单位"
    if bound:
        published, open_ = int(vacancies[taking_part].sum()), int(left[taking_part].sum())
        line += f"，公布缺员 {published} 人，剩余缺员 {open_} 人"
    return Form("缺员", "各单位缺员人数及进出情况", line, numbered(rows))
