"""Small random campaigns with everything at once: contest, section selection, two-way pool, directed placement.

A random contest is the base; the people of its pool file intents, units nominate, sections get capacities and
wishes, and the policy draws every balance mode, rule and cap. Contestants are in the pool, relatives stand across
contest and pool, posts change the vacancies of units that also nominate.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from oracle.random_contests import AS_OF, random_contest
from oracle.random_seats import random_seats
from rengang.model import Instance
from rengang.model.schema import TABLES
from rengang.policy import resolve
from rengang.policy.resolve import merge

Row = dict[str, Any]
Tables = dict[str, list[Row]]
PACKS = (
    "tongxiang-2014", "bureau-rotation", "zone-contest", "school-contest", "school-selection",
    "county-selection",
)  # fmt: skip
"""The shipped packs."""
RULES = {
    "capacity": ("stable", "stable", "max-placed", "cadre-da", "unit-da", "immediate"),
    "release": ("stable", "stable", "max-placed", "cadre-da"),
    "exchange": ("exchange-max", "exchange-max", "exchange-ttc"),
}


def random_campaign(rng: np.random.Generator, *, base: str | None = None) -> Instance:
    """A random small campaign; its policy document comes with it.

    Parameters
    ----------
    rng
        The source of all chance: the same generator state gives the same campaign.
    base
        ``"seats"``, ``"contest"`` or the name of a shipped pack; drawn when None.
    """
    base = base or pick(rng, ("seats", "seats", "seats", "contest", "contest", *PACKS))
    instance, document = random_seats(rng) if base == "seats" else random_contest(rng)
    tables = {name: frame.to_dicts() for name, frame in instance.tables.items()}
    if base in PACKS:
        document = {"extends": base, "contest": {"as_of": AS_OF}, "caps": document["caps"]}
        for name in ("applications", "scores", "ratings", "exams", "recommendations", "votes", "waivers"):
            tables[name] = []
        for post in tables["posts"]:
            post["condition"] = None
        document = merge(document, amendments(rng))
        _apply(rng, tables, resolve(document).contest)
        _supply(rng, tables, resolve(document).contest)
    document = merge(document, rotation(rng))
    _mend(tables, document)
    _units(rng, tables)
    _pool(rng, tables, resolve(document))
    _sections(rng, tables, document)
    frames = {
        name: pl.DataFrame(rows, schema=TABLES[name].dtypes, orient="row")
        for name, rows in tables.items()
        if rows
    }
    return Instance.from_tables(frames, document)


def pick(rng: np.random.Generator, items: Any) -> Any:
    """One of the items."""
    return items[int(rng.integers(len(items)))]


def chance(rng: np.random.Generator, share: float) -> bool:
    """True in so many cases."""
    return bool(rng.random() < share)


def amendments(rng: np.random.Generator) -> Row:
    """What an office may change in a shipped pack."""
    contest: Row = {
        "missing": "pass",
        "absent": "withdrawn",
        "post_order": ["votes", "score", "cadre_id"],
        "person_order": pick(rng, (["order"], ["rate", "declared", "order"])),
        "midlevel_cap": pick(rng, ("before_actual", "authorised", "off")),
        "incumbents": pick(rng, ("hold", "release")),
        "vacancies": pick(rng, ("headcount", "as_published")),
        "min_qualified": pick(rng, (0, 1, 2)),
        "inspection": {"rule": pick(rng, ("all", "ratio"))},
    }
    if chance(rng, 0.6):
        contest["qualification"] = []
    return {"contest": contest}


def rotation(rng: np.random.Generator) -> Row:
    """Random keys of everything that follows the contest."""
    mode = pick(rng, ("capacity", "capacity", "release", "exchange"))
    weights = {n: int(rng.integers(0, 9)) for n in ("unlisted", "system", "region", "speciality")}
    sections = {
        "rule": pick(rng, ("none", "propose", "rounds")),
        "max_intents": int(rng.integers(1, 4)),
        "consent": pick(rng, ("required", "advisory")),
        "compulsory": False,
        "rank_by": "",
        "round_order": pick(rng, ("simultaneous", "fixed", "lot", "rotating")),
        "unmatched_admin": pick(rng, ("directed", "unplaced")),
        "unmatched_institution": pick(rng, ("home", "directed")),
        "retain": {"admin_max": int(rng.integers(3)), "institution_max": int(rng.integers(3))},
    }
    return {
        "scope": {"levels": ["staff", "deputy", "chief"]},
        "balance": {"mode": mode, "tolerance": int(rng.integers(0, 3))},
        "two_way": {
            "rule": pick(rng, ("none",)) if chance(rng, 0.1) and mode != "exchange" else pick(rng, RULES[mode]),
            "lookahead": chance(rng, 0.4),
        },
        "intents": {"max": int(rng.integers(1, 4)), "ordered": chance(rng, 0.7)},
        "nomination": {"ratio": int(rng.integers(1, 4)), "source": "as_given"},
        "directed": {
            "hard": pick(rng, ([], ["level"], ["establishment_type"], ["establishment_type", "level"])),
            "weights": weights,
        },
        "unmatched": {"two_way": pick(rng, ("directed", "directed", "next_round"))},
        "sections": sections,
    }  # fmt: skip


def _mend(tables: Tables, document: Row) -> None:
    """Take out what the checks of the tables refuse, so that most campaigns are carried out."""
    contest = resolve(document).contest
    vertical = {u["unit_id"] for u in tables["units"] if u["kind"] == "vertical"}
    home = {c["cadre_id"]: c["unit_id"] for c in tables["cadres"]}
    for post in tables["posts"]:
        post["contested"] = post["contested"] and post["unit_id"] not in vertical
    posts = {p["post_id"]: p for p in tables["posts"] if p["contested"]}
    last = len(contest.apply.rounds) or 1 + contest.apply.reapply_rounds
    tables["applications"] = [
        a for a in tables["applications"]
        if a["post_id"] in posts and home[a["cadre_id"]] not in vertical and (a["round"] or 1) <= last
        and posts[a["post_id"]]["incumbent_id"] != a["cadre_id"]
    ]  # fmt: skip
    optional = {name for name, c in contest.conditions.items() if c.modality == "default"}
    tables["waivers"] = [w for w in tables["waivers"] if w["condition"] in optional]
    for unit in tables["units"]:
        there = sum(home[c] == unit["unit_id"] for c in home)
        unit["staff"] = None if unit["staff"] is None else max(unit["staff"], there)


def _units(rng: np.random.Generator, tables: Tables) -> None:
    """Vacancies and what directed placement weighs."""
    for unit in tables["units"]:
        unit["system"] = pick(rng, ("党群", "政府", None))
        unit["region"] = pick(rng, ("东片", "西片", None))
        if chance(rng, 0.7):
            unit["vacancies"] = pick(rng, (0, 1, 2, 3, None))


def _pool(rng: np.random.Generator, tables: Tables, policy: Any) -> None:
    """Intents of the pool and nominations of the units, within the policy's numbers."""
    tables["intents"], tables["nominations"] = [], []
    vertical = {u["unit_id"] for u in tables["units"] if u["kind"] == "vertical"}
    open_units = [u["unit_id"] for u in tables["units"] if u["unit_id"] not in vertical]
    for cadre in tables["cadres"]:
        cadre["pool"] = (cadre["pool"] or chance(rng, 0.3)) and cadre["unit_id"] not in vertical
        cadre["refuses"] = cadre["pool"] and chance(rng, 0.15)
        if not cadre["pool"] or chance(rng, 0.1):
            continue
        others = [u for u in open_units if u != cadre["unit_id"]]
        most = min(len(others), policy.intents.max)
        if most:
            chosen = rng.permutation(others)[: int(rng.integers(1, most + 1))].tolist()
            tables["intents"] += [
                {"cadre_id": cadre["cadre_id"], "order": order, "unit_id": unit}
                for order, unit in enumerate(chosen, 1)
            ]
    for unit in tables["units"]:
        wanting = [i["cadre_id"] for i in tables["intents"] if i["unit_id"] == unit["unit_id"]]
        rank = 1
        for place, who in enumerate(
            rng.permutation(wanting).tolist()[: policy.nomination.ratio * (unit["vacancies"] or 0)]
        ):
            rank += bool(place) and chance(rng, 0.65)
            tables["nominations"].append(
                {"unit_id": unit["unit_id"], "rank": rank, "cadre_id": who, "score": None}
            )


def _sections(rng: np.random.Generator, tables: Tables, document: Row) -> None:
    """Capacities, former sections, exemptions, wishes and picks."""
    if document["sections"]["rule"] == "none":
        return
    most = document["sections"]["max_intents"]
    sections = tables["sections"]
    for section in sections:
        section["capacity"] = pick(rng, (None, 1, 2, 3))
        section["function"] = pick(rng, ("财会", "法律", None))
    listed = [s["section_id"] for s in sections if s["capacity"] is not None]
    of_unit = {s["section_id"]: s["unit_id"] for s in sections}
    tables["section_intents"], tables["section_picks"] = [], []
    for cadre in tables["cadres"]:
        own = [s for s in of_unit if of_unit[s] == cadre["unit_id"]]
        cadre["section_id"] = pick(rng, [*own, None]) if own else None
        cadre["exempt"] = "财务" if chance(rng, 0.1) else None
        cadre["waives"] = chance(rng, 0.1)
        institution = cadre["establishment_type"] == "事业"
        reach = [s for s in listed if institution or of_unit[s] == cadre["unit_id"]]
        chosen = rng.permutation(reach).tolist()[: int(rng.integers(0, most + 1))]
        tables["section_intents"] += [
            {
                "cadre_id": cadre["cadre_id"], "order": order, "section_id": section,
                "consent": pick(rng, (True, True, None, False)),
            }
            for order, section in enumerate(chosen, 1)
        ]  # fmt: skip
    people = [c["cadre_id"] for c in tables["cadres"]]
    for number in (1, 2):
        for section in listed:
            keen = [i["cadre_id"] for i in tables["section_intents"] if i["section_id"] == section]
            who = None if chance(rng, 0.2) else pick(rng, keen or people)
            if chance(rng, 0.8):
                tables["section_picks"].append(
                    {"section_id": section, "round": number, "cadre_id": who,
                     "order": pick(rng, (None, 1, 2, 3))}
                )  # fmt: skip


def _apply(rng: np.random.Generator, tables: Tables, contest: Any) -> None:
    """Applications as the pack takes them."""
    unit_of = {p["post_id"]: p["unit_id"] for p in tables["posts"] if p["contested"]}
    rounds = contest.apply.rounds or ((1, contest.apply.max),)
    for cadre in tables["cadres"]:
        reach = [p for p, u in unit_of.items() if contest.apply.own_unit or u != cadre["unit_id"]]
        for number, (_, most) in enumerate(rounds, 1):
            if not reach or chance(rng, 0.1 if number == 1 else 0.5):
                continue
            chosen = rng.permutation(reach)[: int(rng.integers(1, most + 1))].tolist()
            for order, post in enumerate(chosen, 1):
                tables["applications"].append(
                    dict.fromkeys(TABLES["applications"].dtypes)
                    | {"cadre_id": cadre["cadre_id"], "post_id": post, "round": number, "order": order}
                    | {"prelim_rank": int(rng.integers(1, 9)), "consent": pick(rng, (True, True, None))}
                )


def _supply(rng: np.random.Generator, tables: Tables, contest: Any) -> None:
    """Whatever the pack's scores need, for everybody who applied."""
    applied = sorted({(a["cadre_id"], a["post_id"]) for a in tables["applications"]})
    people = sorted({cadre for cadre, _ in applied})
    tables["appraisals"] = [
        {"cadre_id": who, "year": year, "grade": pick(rng, ("excellent", "competent", "competent", "basic"))}
        for who in people
        for year in range(2009, 2014)
    ]
    for node in contest.scores.values():
        if node.kind == "panel":
            for who, post in applied:
                for judge in range(node.judges_min):
                    mark = Decimal(int(rng.integers(140, 200))) / 2
                    tables["scores"].append(
                        {"post_id": post, "cadre_id": who, "panel": node.panel, "judge": f"j{judge}",
                         "score": mark}
                    )  # fmt: skip
        elif node.kind == "paper":
            tables["exams"] += [
                {"cadre_id": who, "paper": node.paper, "score": Decimal(int(rng.integers(50, 100)))}
                for who in people
            ]
        elif node.kind == "rating":
            tables["ratings"] += [
                dict.fromkeys(TABLES["ratings"].dtypes)
                | {"cadre_id": who, "item": node.item, "score": Decimal(int(rng.integers(50, 100)))}
                for who in people
            ]
        elif node.kind == "group_vote":
            for who, post in applied:
                for group in node.weights:
                    present = int(rng.integers(1, 9))
                    tables["recommendations"].append(
                        {"cadre_id": who, "post_id": post, "group": group, "present": present,
                         "votes": int(rng.integers(present // 2, present + 1))}
                    )  # fmt: skip
