"""Small random campaigns with everything in them that makes campaigns hard, and nothing that is a fault.

Ties, zero vacancies, missing lists, relatives in and out of the pool, every balance mode, establishment caps
and types, refusers, nominations by rank and by score, ordered and unordered intents, posts with levels.
Every instance passes the checks of the tables: whoever is nominated has listed the unit, ranks have no gaps,
no unit names more than its ratio allows (except with ``nomination.source = "score"``, where the policy cuts
the list).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import polars as pl

from rengang.model import Instance
from rengang.model.schema import RELATIONS, TABLES

Row = dict[str, Any]
Item = TypeVar("Item")
RULES = {
    "capacity": ("stable", "max-placed"),
    "release": ("stable", "max-placed"),
    "exchange": ("exchange-max",),
}
LEVELS = ("staff", "staff", "staff", "deputy", "chief", None)
TYPES = ("行政", "行政", "事业", None)
SYSTEMS = ("党群", "政府", None)
REGIONS = ("东片", "西片", None)
FIELDS = ("财会", "法律", None)


def random_instance(
    rng: np.random.Generator,
    *,
    mode: str | None = None,
    rule: str | None = None,
    pool: int = 6,
    units: int = 4,
    **overrides: Any,
) -> tuple[Instance, Row]:
    """A random small campaign and its policy document (which the instance carries too).

    Parameters
    ----------
    rng
        The source of all chance: the same generator state gives the same campaign.
    mode, rule
        ``balance.mode`` and ``two_way.rule``; drawn when None (the rule from those an oracle can judge).
    pool, units
        Most pool members (at least 1) and most units that take part (at least 2).
    overrides
        Dotted policy keys with ``__`` for the dot, set last: ``two_way__lookahead=True``.
    """
    document = random_policy(rng, mode=mode, rule=rule)
    for key, value in overrides.items():
        section, name = key.split("__")
        document.setdefault(section, {})[name] = value
    maker = _Maker(rng, document)
    maker.make_units(_large(rng, 2, units))
    maker.make_cadres(_large(rng, 1, pool), int(rng.integers(0, 5)))
    maker.make_intents()
    maker.make_nominations()
    maker.make_kinship()
    maker.make_posts()
    frames = {
        name: pl.DataFrame(rows, schema=TABLES[name].dtypes, orient="row")
        for name, rows in maker.tables.items()
    }
    return Instance.from_tables(frames, document), document


def random_policy(rng: np.random.Generator, *, mode: str | None = None, rule: str | None = None) -> Row:
    """A random policy document on top of the default pack."""
    mode = mode or _pick(rng, ("capacity", "release", "exchange"))
    return {
        "scope": {"levels": ["staff", "deputy", "chief"]},
        "avoidance": {"relations": _pick(rng, (list(RELATIONS), list(RELATIONS), ["spouse"], []))},
        "intents": {"max": int(rng.integers(1, 5)), "ordered": bool(rng.random() < 0.7)},
        "nomination": {
            "ratio": int(rng.integers(1, 4)),
            "source": _pick(rng, ("as_given", "as_given", "score")),
        },
        "two_way": {"rule": rule or _pick(rng, RULES[mode]), "lookahead": bool(rng.random() < 0.3)},
        "balance": {"mode": mode, "tolerance": int(rng.integers(0, 3))},
        "caps": {"establishment": _pick(rng, ("off", "total", "by_type"))},
        "directed": {
            "hard": _pick(rng, ([], ["level"], ["establishment_type"], ["establishment_type", "level"])),
            "weights": {n: int(rng.integers(0, 9)) for n in ("unlisted", "system", "region", "speciality")},
        },
        "unmatched": {"two_way": _pick(rng, ("directed", "directed", "directed", "next_round"))},
    }


def _pick(rng: np.random.Generator, items: tuple[Item, ...] | list[Item]) -> Item:
    return items[int(rng.integers(len(items)))]


def _large(rng: np.random.Generator, low: int, high: int) -> int:
    """A number from `low` to `high`, the larger of two draws: tiny campaigns show little."""
    return int(rng.integers(low, high + 1, size=2).max())


class _Maker:
    """Draws the tables one after the other; later ones lean on earlier ones."""

    def __init__(self, rng: np.random.Generator, document: Row) -> None:
        self.rng = rng
        self.document = document
        self.crowded = rng.random() < 0.5
        names = ("units", "sections", "posts", "cadres", "intents", "nominations", "kinship")
        self.tables: dict[str, list[Row]] = {name: [] for name in names}

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def row(self, table: str, **values: Any) -> Row:
        filled = dict.fromkeys(TABLES[table].dtypes) | values
        self.tables[table].append(filled)
        return filled

    def make_units(self, count: int) -> None:
        """Units that take part, and sometimes a vertical one."""
        for number in range(count + self.chance(0.2)):
            self.row(
                "units",
                unit_id=f"U{number}",
                name=f"单位{number}",
                kind="vertical" if number == count else _pick(self.rng, ("town", "department", None)),
                system=_pick(self.rng, SYSTEMS),
                region=_pick(self.rng, REGIONS),
                vacancies=_pick(self.rng, (0, 1, 1, 1, 2) if self.crowded else (0, 1, 2, 2, 3, None)),
                establishment_type=_pick(self.rng, TYPES),
            )

    def make_cadres(self, pool: int, stayers: int) -> None:
        """Pool members in units that take part, stayers anywhere; then headcounts that cover them."""
        units = self.tables["units"]
        open_units = [u["unit_id"] for u in units if u["kind"] != "vertical"]
        for number in self.rng.permutation(pool + stayers).tolist():
            in_pool = number < pool
            self.row(
                "cadres",
                cadre_id=f"C{number}",
                name=f"干部{number}",
                unit_id=_pick(self.rng, open_units if in_pool else [u["unit_id"] for u in units]),
                level=_pick(self.rng, LEVELS),
                establishment_type=_pick(self.rng, TYPES),
                speciality=_pick(self.rng, FIELDS),
                pool=in_pool,
                refuses=in_pool and self.chance(0.15),
            )
        for unit in units:
            there = sum(c["unit_id"] == unit["unit_id"] for c in self.tables["cadres"])
            staff = there + int(self.rng.integers(0, 2))
            unit["staff"] = staff if self.chance(0.5) else None
            if self.chance(0.5):
                unit["establishment"] = max(0, staff + int(self.rng.integers(-2, 3)))

    def make_intents(self) -> None:
        """Up to ``intents.max`` other units each; some file nothing."""
        open_units = [u["unit_id"] for u in self.tables["units"] if u["kind"] != "vertical"]
        for cadre in self.tables["cadres"]:
            if not cadre["pool"] or self.chance(0.15):
                continue
            others = [u for u in open_units if u != cadre["unit_id"]]
            most = min(len(others), self.document["intents"]["max"])
            chosen = self.rng.permutation(others)[: int(self.rng.integers(1, most + 1))].tolist()
            for order, unit in enumerate(chosen, 1):
                self.row("intents", cadre_id=cadre["cadre_id"], order=order, unit_id=unit)

    def make_nominations(self) -> None:
        """Ranks without gaps, ties among them, at most ratio × vacancies; scores where the policy asks."""
        scored = self.document["nomination"]["source"] == "score"
        for unit in self.tables["units"]:
            wanting = [i["cadre_id"] for i in self.tables["intents"] if i["unit_id"] == unit["unit_id"]]
            limit = self.document["nomination"]["ratio"] * (unit["vacancies"] or 0)
            named = [c for c in self.rng.permutation(wanting).tolist() if self.chance(0.85)]
            named = named if scored else named[:limit]
            rank, score = 1, Decimal("90.5")
            for place, cadre in enumerate(named):
                if place and not self.chance(0.35):
                    rank, score = rank + 1, score - Decimal("0.125")
                given = score if scored else None
                self.row("nominations", unit_id=unit["unit_id"], rank=rank, cadre_id=cadre, score=given)

    def make_kinship(self) -> None:
        """A few pairs of relatives, now and then entered from both sides."""
        everybody = [c["cadre_id"] for c in self.tables["cadres"]]
        rivals = sorted({i["cadre_id"] for i in self.tables["intents"]})
        seen: list[tuple[str, str]] = []
        for _ in range(int(_pick(self.rng, (0, 0, 1, 2, 3)))):
            one, other, *_ = [
                *self.rng.permutation(rivals if self.chance(0.6) else everybody).tolist(),
                "",
                "",
            ]
            if not other or (one, other) in seen or (other, one) in seen:
                continue
            seen.append((one, other))
            relation = _pick(self.rng, list(RELATIONS))
            self.row("kinship", cadre_id=one, relative_id=other, relation=relation)
            if self.chance(0.2):
                self.row("kinship", cadre_id=other, relative_id=one, relation=relation)

    def make_posts(self) -> None:
        """Sections and posts: vacant, held by a cadre of the unit, or offered for contest."""
        for unit in self.tables["units"]:
            label = unit["unit_id"]
            if self.chance(0.3):
                self.row("sections", section_id=f"{label}S", unit_id=label, function=_pick(self.rng, FIELDS))
            for number in range(int(_pick(self.rng, (0, 0, 1, 2)))):
                post = self.row(
                    "posts",
                    post_id=f"{label}P{number}",
                    unit_id=label,
                    level=_pick(self.rng, LEVELS),
                    function=_pick(self.rng, FIELDS),
                    reserved_for=_pick(self.rng, FIELDS),
                    contested=_pick(self.rng, (False, False, True, None)),
                )
                idle = [c for c in self.tables["cadres"] if c["unit_id"] == label and c["post_id"] is None]
                if idle and not post["contested"] and self.chance(0.4):
                    holder = _pick(self.rng, idle)
                    post["incumbent_id"], holder["post_id"] = holder["cadre_id"], post["post_id"]
