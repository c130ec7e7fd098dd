"""The tables of an instance as plain dictionaries keyed by the users' labels.

The oracle shares nothing with the package but the tables themselves: no index arrays, no joins, no NumPy.
Slow and short is the point; it is only ever asked about a handful of cadres.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rengang.model import Instance
from rengang.policy import Policy

Row = dict[str, Any]


@dataclass
class Facts:
    """What a campaign's tables say, by label.

    `listed` maps (cadre, unit) to the intent's rank, `nominated` (cadre, unit) to the nomination's rank,
    `kin` a cadre to the relatives whom the policy keeps apart.
    """

    policy: Policy
    units: dict[str, Row]
    cadres: dict[str, Row]
    posts: list[Row]
    sections: list[Row]
    listed: dict[tuple[str, str], int] = field(default_factory=dict)
    nominated: dict[tuple[str, str], int] = field(default_factory=dict)
    kin: dict[str, list[str]] = field(default_factory=dict)

    @property
    def pool(self) -> list[str]:
        """Labels of the pool, sorted."""
        return sorted(c for c, row in self.cadres.items() if row["pool"])

    def home(self, cadre: str) -> str:
        """Present unit of a cadre."""
        return str(self.cadres[cadre]["unit_id"])

    def vertical(self, unit: str) -> bool:
        """Is the unit left out because it is managed vertically."""
        return self.policy.scope.exclude_vertical and self.units[unit]["kind"] == "vertical"

    def staff(self, unit: str) -> int:
        """Headcount before the campaign: as given, else counted."""
        given = self.units[unit]["staff"]
        return sum(self.home(c) == unit for c in self.cadres) if given is None else int(given)

    def out(self, unit: str) -> int:
        """Pool members of the unit."""
        return sum(self.home(c) == unit for c in self.pool)

    def vacancies(self, unit: str) -> int:
        """Published vacancies."""
        return int(self.units[unit]["vacancies"] or 0)

    def same_type(self, cadre: str, unit: str) -> bool:
        """Do the establishment types agree (a blank agrees with all)."""
        ours, theirs = self.cadres[cadre]["establishment_type"], self.units[unit]["establishment_type"]
        return ours is None or theirs is None or ours == theirs


def read_facts(instance: Instance, policy: Policy) -> Facts:
    """The facts of an instance under a policy."""
    rows = {name: table.to_dicts() for name, table in instance.tables.items()}
    facts = Facts(
        policy,
        {row["unit_id"]: row for row in rows["units"]},
        {row["cadre_id"]: row for row in rows["cadres"]},
        rows["posts"],
        rows["sections"],
    )
    for row in rows["intents"]:
        order = row["order"] if policy.intents.ordered else 1
        facts.listed[row["cadre_id"], row["unit_id"]] = order
    facts.nominated = _nominations(facts, rows["nominations"])
    facts.kin = {cadre: [] for cadre in facts.cadres}
    for row in rows["kinship"]:
        if row["relation"] in policy.avoidance.relations:
            facts.kin[row["cadre_id"]].append(row["relative_id"])
            facts.kin[row["relative_id"]].append(row["cadre_id"])
    return facts


def _nominations(facts: Facts, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """Rank of every nomination that counts: as handed in, or made from the scores and cut at the ratio."""
    if facts.policy.nomination.source == "as_given":
        return {(row["cadre_id"], row["unit_id"]): row["rank"] for row in rows}
    scored = [r for r in rows if r["score"] is not None and (r["cadre_id"], r["unit_id"]) in facts.listed]
    out = {}
    for row in scored:
        better = sum(r["unit_id"] == row["unit_id"] and r["score"] > row["score"] for r in scored)
        most = facts.policy.nomination.ratio * facts.vacancies(row["unit_id"])
        if facts.policy.exchanges or 1 + better <= most:  # vacancies bind nothing in an exchange
            out[row["cadre_id"], row["unit_id"]] = 1 + better
    return out
