"""Small bureaus written by hand: rows with the columns that matter, everything else blank."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from rengang.limits import Limits
from rengang.model import Instance, Stage
from rengang.model.schema import TABLES
from rengang.model.section_plan import SectionPlan
from rengang.policy import Policy, resolve
from rengang.procedures.sections import select_sections

Row = dict[str, Any]


def section(label: str, capacity: int | None, unit: str = "B", **more: Any) -> Row:
    """A section with so many authorised posts."""
    return {"section_id": label, "unit_id": unit, "capacity": capacity, **more}


def person(label: str, section_id: str | None = None, unit: str = "B", **more: Any) -> Row:
    """Somebody of the bureau, from that section."""
    return {"cadre_id": label, "unit_id": unit, "section_id": section_id, "pool": False, **more}


def outsider(label: str, section_id: str | None = None, **more: Any) -> Row:
    """Institution staff of the home unit I, seconded to that section if one is given."""
    return person(label, section_id, unit="I", establishment_type="事业", **more)


def wishes(label: str, *sections: str, consent: bool | None = None) -> list[Row]:
    """Declared sections, best first."""
    return [
        {"cadre_id": label, "order": k, "section_id": s, "consent": consent}
        for k, s in enumerate(sections, start=1)
    ]


def pick(section_id: str, number: int, cadre: str | None, order: int | None = None) -> Row:
    """A section's pick in a round; None passes."""
    return {"section_id": section_id, "round": number, "cadre_id": cadre, "order": order}


def kin(a: str, b: str, relation: str = "spouse") -> Row:
    """Two relatives."""
    return {"cadre_id": a, "relative_id": b, "relation": relation}


def post(
    label: str, section_id: str | None, incumbent: str | None, level: str | None = "chief", **more: Any
) -> Row:
    """A post of a section and who holds it."""
    return {
        "post_id": label, "unit_id": "B", "section_id": section_id, "level": level,
        "incumbent_id": incumbent, **more,
    }  # fmt: skip


def bureau(
    sections: list[Row],
    people: list[Row],
    declared: list[list[Row]] | None = None,
    *,
    units: tuple[str, ...] = ("B", "C", "I"),
    **tables: list[Row],
) -> Instance:
    """The instance of these rows."""
    rows: dict[str, list[Row]] = {
        "units": [{"unit_id": label} for label in units],
        "sections": sections,
        "cadres": people,
        "section_intents": [row for mine in declared or [] for row in mine],
        **tables,
    }
    return Instance.from_tables(
        {name: pl.DataFrame(found, schema=_schema(name)) for name, found in rows.items()}
    )


def _schema(table: str) -> dict[str, Any]:
    return dict(TABLES[table].dtypes)


def policy(**sections: Any) -> Policy:
    """A policy that proposes, with these keys of `sections` and no composition unless it is given."""
    contest = sections.pop("contest", {"as_of": date(2015, 6, 1)})
    none = {"age": 0, "sex": 0, "education": 0, "speciality": 0}
    document = {"rule": "propose", "composition": none, **sections}
    return resolve({"sections": document, "contest": contest})


def select(instance: Instance, rules: Policy, seed: int = 0) -> SectionPlan:
    """The plan, without limits."""
    return select_sections(instance, rules, Limits(seed=seed), seed)


def placed(instance: Instance, plan: SectionPlan) -> dict[str, str | None]:
    """Section of each participant by label."""
    label = instance.tables["sections"]["section_id"]
    return {
        instance.cadre_id(i): label[int(s)] if s >= 0 else None
        for i, s in zip(plan.cadre.tolist(), plan.section.tolist(), strict=True)
    }


def stages(instance: Instance, plan: SectionPlan) -> dict[str, Stage]:
    """Stage of each participant by label."""
    return {instance.cadre_id(i): stage for i, stage in zip(plan.cadre.tolist(), plan.stage, strict=True)}


def values(plan: SectionPlan) -> dict[str, int | None]:
    """Objective values by name."""
    return {o.name: o.value for o in plan.objective}


def taken(instance: Instance, plan: SectionPlan) -> list[tuple[int, str, str]]:
    """Picks that were taken: round, section, person."""
    label = instance.tables["sections"]["section_id"]
    return [(p.round, label[p.section], instance.cadre_id(p.cadre)) for p in plan.picks if p.taken]
