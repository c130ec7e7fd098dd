"""A small bureau by hand, with a section plan that keeps every rule, for tests that spoil one thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Instance, Stage
from rengang.model.arrays import Int32
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.verify.sections import SectionsVerdict, judge_sections

Row = dict[str, Any]
Place = tuple[str | None, Stage]
RETAINED, INTENT, DIRECTED, RETURNED, UNPLACED = (
    Stage.RETAINED,
    Stage.INTENT,
    Stage.DIRECTED,
    Stage.RETURNED,
    Stage.UNPLACED,
)
SEED = 3


def wish(who: str, order: int, section: str, consent: bool | None = None) -> Row:
    """A row of the section intents."""
    return {"cadre_id": who, "order": order, "section_id": section, "consent": consent}


def pick(section: str, number: int, who: str | None, order: int | None = None) -> Row:
    """A row of the section picks."""
    return {"section_id": section, "round": number, "cadre_id": who, "order": order}


def person(label: str, section: str | None = None, unit: str = "X", **more: Any) -> Row:
    """A row of the cadres: staff of the bureau X."""
    return {
        "cadre_id": label, "unit_id": unit, "section_id": section, "level": "staff",
        "establishment_type": "行政", "pool": False, **more,
    }  # fmt: skip


def institution(label: str, section: str | None = None, **more: Any) -> Row:
    """A row of the cadres: staff of the institution Y."""
    return person(label, section, "Y", **{"establishment_type": "事业", **more})


@dataclass(frozen=True)
class Staffed:
    """Who is given which section, and how."""

    cadre: Int32
    section: Int32
    stage: tuple[Stage, ...]


@dataclass
class Staffing:
    """A bureau X with sections A, B, C (and D without approved posts), an institution Y, a bureau Z.

    h heads A; e is exempt in B. a1 stays in A and a2 comes to B by wish, a3 and the waiver w are directed to C.
    Of the institution, i1 stays in B and i2 comes to A by wish; i3, whose unit does not consent, returns.
    Every place is taken but one in C.
    """

    sections: dict[str, Row] = field(
        default_factory=lambda: {
            "A": {"unit_id": "X", "capacity": 3, "function": "财会"},
            "B": {"unit_id": "X", "capacity": 3, "function": "法律"},
            "C": {"unit_id": "X", "capacity": 3},
            "D": {"unit_id": "X"},
            "E": {"unit_id": "Z", "capacity": 1},
        }
    )
    cadres: dict[str, Row] = field(
        default_factory=lambda: {
            row["cadre_id"]: row
            for row in (
                person("h", "A", level="chief", post_id="pA"),
                person("e", "B", exempt="特殊岗位"),
                person("a1", "A"),
                person("a2", "A"),
                person("a3", "B"),
                person("w", "A", waives=True),
                institution("i1", "B"),
                institution("i2"),
                institution("i3", "C"),
            )
        }
    )
    posts: dict[str, Row] = field(
        default_factory=lambda: {
            "pA": {"unit_id": "X", "section_id": "A", "level": "chief", "incumbent_id": "h"}
        }
    )
    wishes: list[Row] = field(
        default_factory=lambda: [
            wish("a1", 1, "A"),
            wish("a2", 1, "A"),
            wish("a2", 2, "B"),
            wish("a3", 1, "B"),
            wish("w", 1, "B"),
            wish("i1", 1, "B"),
            wish("i2", 1, "A", True),
            wish("i3", 1, "C", False),
        ]
    )
    picks: list[Row] = field(default_factory=list)
    kinship: list[Row] = field(default_factory=list)
    more: dict[str, list[Row]] = field(default_factory=dict)
    policy: Row = field(default_factory=dict)
    plan: dict[str, Place] = field(
        default_factory=lambda: {
            "a1": ("A", RETAINED),
            "a2": ("B", INTENT),
            "a3": ("C", DIRECTED),
            "e": ("B", RETAINED),
            "i1": ("B", RETAINED),
            "i2": ("A", INTENT),
            "i3": (None, RETURNED),
            "w": ("C", DIRECTED),
        }
    )
    twice: tuple[str, ...] = ()

    def instance(self) -> Instance:
        """The tables as an instance."""
        rows = {
            "units": [{"unit_id": "X"}, {"unit_id": "Y"}, {"unit_id": "Z"}],
            "sections": [{"section_id": label, **row} for label, row in self.sections.items()],
            "posts": [{"post_id": label, **row} for label, row in self.posts.items()],
            "cadres": list(self.cadres.values()),
            "section_intents": self.wishes,
            "section_picks": self.picks,
            "kinship": self.kinship,
            **self.more,
        }
        return Instance.from_tables(
            {
                name: pl.DataFrame(table, schema_overrides=TABLES[name].dtypes)
                for name, table in rows.items()
                if table
            }
        )

    def document(self) -> Row:
        """The policy: sections are proposed, with this case's keys on top."""
        return {**self.policy, "sections": {"rule": "propose"} | self.policy.get("sections", {})}

    def staffed(self) -> Staffed:
        """The plan by index."""
        instance = self.instance()
        labels = instance.tables["sections"]["section_id"].to_list()
        rows = sorted([*self.plan.items(), *((who, self.plan[who]) for who in self.twice)])
        return Staffed(
            np.array([instance.cadre_index[who] for who, _ in rows], dtype=np.int32),
            np.array([-1 if s is None else labels.index(s) for _, (s, _) in rows], dtype=np.int32),
            tuple(stage for _, (_, stage) in rows),
        )

    def verdict(self) -> SectionsVerdict:
        """What the judge says of the plan."""
        plan, policy = self.staffed(), resolve(self.document())
        return judge_sections(self.instance(), policy, plan.cadre, plan.section, plan.stage, SEED)


def in_rounds(**sections: Any) -> Staffing:
    """The same bureau staffed by rounds whose picks give the same plan."""
    out = Staffing(policy={"sections": {"rule": "rounds", **sections}})
    out.picks = [
        pick("A", 1, "a1", 1),
        pick("B", 1, "a2", 2),
        pick("C", 1, None, 3),
        pick("B", 2, "i1"),
        pick("A", 2, "i2"),
    ]
    return out
