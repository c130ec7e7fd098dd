"""A small campaign by hand, with an allocation that keeps every rule, for tests that spoil one thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from rengang.model import Allocation, Instance, Stage
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.verify import Verdict, verify

Row = dict[str, Any]
Placing = tuple[Stage, str | None, int, int]
INTENT, DIRECTED, WAITING, UNPLACED, STAY = (
    Stage.INTENT,
    Stage.DIRECTED,
    Stage.WAITING,
    Stage.UNPLACED,
    Stage.STAY,
)


def unit(label: str, vacancies: int, **more: Any) -> Row:
    """A row of the units."""
    return {"unit_id": label, "name": f"单位{label}", "vacancies": vacancies, **more}


def cadre(label: str, home: str, pool: bool = True, **more: Any) -> Row:
    """A row of the cadres."""
    return {"cadre_id": label, "unit_id": home, "pool": pool, **more}


def intent(who: str, order: int, where: str) -> Row:
    """A row of the intents."""
    return {"cadre_id": who, "order": order, "unit_id": where}


def nomination(where: str, rank: int, who: str) -> Row:
    """A row of the nominations."""
    return {"unit_id": where, "rank": rank, "cadre_id": who}


def kin(one: str, other: str) -> Row:
    """A row of the kinship: spouses."""
    return {"cadre_id": one, "relative_id": other, "relation": "spouse"}


@dataclass
class Campaign:
    """A small campaign with an allocation that keeps every rule; each test spoils one thing.

    p1 (of A) and p3 (of C) go to B, p2 (of B) to A, by their first intents; p4 (of C) listed nothing and is
    directed to A, where s1 stays. V is managed vertically.
    """

    units: dict[str, Row] = field(
        default_factory=lambda: {
            "A": unit("A", 2),
            "B": unit("B", 2),
            "C": unit("C", 1),
            "V": unit("V", 1, kind="vertical"),
        }
    )
    cadres: dict[str, Row] = field(
        default_factory=lambda: {
            "p1": cadre("p1", "A"),
            "p2": cadre("p2", "B"),
            "p3": cadre("p3", "C"),
            "p4": cadre("p4", "C"),
            "s1": cadre("s1", "A", pool=False),
        }
    )
    intents: list[Row] = field(
        default_factory=lambda: [intent("p1", 1, "B"), intent("p2", 1, "A"), intent("p3", 1, "B")]
    )
    nominations: list[Row] = field(
        default_factory=lambda: [nomination("B", 1, "p1"), nomination("A", 1, "p2"), nomination("B", 2, "p3")]
    )
    kinship: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    policy: Row = field(default_factory=dict)
    placing: dict[str, Placing] = field(
        default_factory=lambda: {
            "p1": (INTENT, "B", 1, 1),
            "p2": (INTENT, "A", 1, 1),
            "p3": (INTENT, "B", 1, 2),
            "p4": (DIRECTED, "A", 0, 0),
        }
    )
    twice: tuple[str, ...] = ()

    def instance(self) -> Instance:
        """The tables as an instance."""
        rows = {
            "units": list(self.units.values()),
            "cadres": list(self.cadres.values()),
            "intents": self.intents,
            "nominations": self.nominations,
            "kinship": self.kinship,
            "posts": self.posts,
        }
        return Instance.from_tables(
            {
                name: pl.DataFrame(table, schema_overrides=TABLES[name].dtypes)
                for name, table in rows.items()
                if table
            }
        )

    def allocation(self) -> Allocation:
        """The placing, row by row in the order of the cadres."""
        instance = self.instance()
        rows = sorted([*self.placing.items(), *((who, self.placing[who]) for who in self.twice)])
        return Allocation(
            np.array([instance.cadre_index[who] for who, _ in rows], dtype=np.int32),
            np.array([-1 if p[1] is None else instance.unit_index[p[1]] for _, p in rows], dtype=np.int32),
            tuple(p[0] for _, p in rows),
            np.array([p[2] for _, p in rows], dtype=np.int32),
            np.array([p[3] for _, p in rows], dtype=np.int32),
        )

    def verdict(self) -> Verdict:
        """What the judge says of the placing."""
        return verify(self.instance(), resolve(self.policy), self.allocation())


def exchange() -> Campaign:
    """p1 and p2 change places between A and B; p3 and p4 stay in C."""
    c = Campaign(policy={"balance": {"mode": "exchange"}})
    c.placing |= {"p3": (STAY, None, 0, 0), "p4": (STAY, None, 0, 0)}
    return c
