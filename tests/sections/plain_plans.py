"""The section selection once more, as plainly as it can be said: every plan tried, every number counted anew.

Reads the tables' rows and the policy; shares nothing with the engine and the procedures but the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from typing import Any

from rengang.model import Instance
from rengang.policy import Policy

Row = dict[str, Any]
Plan = dict[str, str]
"""Section of everybody who has one."""


class Bureau:
    """The rows of one instance under one policy."""

    def __init__(
        self, instance: Instance, policy: Policy, scores: dict[str, Fraction | None] | None = None
    ) -> None:
        self.rules, self.as_of = policy.sections, policy.contest.as_of
        self.scores = scores or {}
        rows = {name: frame.to_dicts() for name, frame in instance.tables.items()}
        self.sections = {r["section_id"]: r for r in rows["sections"] if r["capacity"] is not None}
        self.cadres = {r["cadre_id"]: r for r in rows["cadres"]}
        self.units = {r["unit_id"] for r in self.sections.values()}
        self.kin: set[frozenset[str]] = {
            frozenset((r["cadre_id"], r["relative_id"]))
            for r in rows["kinship"]
            if r["relation"] in policy.avoidance.relations
        }
        self.fixed: Plan = {}
        self.group: dict[str, str] = {}
        self.wishes: dict[str, dict[str, int]] = {}
        self.refused: set[tuple[str, str]] = set()
        self._declare(rows["section_intents"])
        self._divide(rows["posts"])
        sitting = list(self.fixed.values())
        self.seats = {s: max(0, r["capacity"] - sitting.count(s)) for s, r in self.sections.items()}
        self.picks = rows["section_picks"]

    def institutional(self, i: str) -> bool:
        return self.cadres[i]["establishment_type"] in self.rules.institution_types

    def _declare(self, rows: list[Row]) -> None:
        for i in self.cadres:
            mine = sorted((r["order"], r["section_id"]) for r in rows if r["cadre_id"] == i)
            for count, (order, s) in enumerate(mine):
                row = next(r for r in rows if (r["cadre_id"], r["order"], r["section_id"]) == (i, order, s))
                if s not in self.sections:
                    continue
                no = row["consent"] is False and self.rules.consent == "required"
                if self.institutional(i):
                    if no:
                        self.refused.add((i, s))
                        continue
                elif self.sections[s]["unit_id"] != self.cadres[i]["unit_id"]:
                    continue
                if count < self.rules.max_intents:
                    self.wishes.setdefault(i, {}).setdefault(s, order)

    def _divide(self, posts: list[Row]) -> None:
        for i, r in self.cadres.items():
            held = [
                p
                for p in posts
                if i == p["incumbent_id"] or p["post_id"] == r["post_id"]
                if p["level"] in ("chief", "deputy")
                or (p["contested"] and (p["level"] is None or p["section_id"] is None))
            ]
            held.sort(
                key=lambda p, own=r["post_id"]: (p["section_id"] is None, p["post_id"] != own, p["post_id"])
            )
            if held:
                if held[0]["section_id"] in self.sections:
                    self.fixed[i] = held[0]["section_id"]
            elif r["exempt"] is not None and r["section_id"] in self.sections:
                self.group[i] = "exempt"
                self.fixed[i] = r["section_id"]
            elif self.institutional(i):
                if not r["pool"] and (self.wishes.get(i) or r["section_id"] in self.sections):
                    self.group[i] = "institution"
            elif not r["pool"] and r["unit_id"] in self.units:
                self.group[i] = "waiver" if r["waives"] else "admin"

    def of(self, *groups: str) -> list[str]:
        return [i for i, group in self.group.items() if group in groups]

    def former(self, i: str) -> str | None:
        return self.cadres[i]["section_id"]

    # -- what may be -----------------------------------------------------------------------------------------
    def options_a(self, i: str) -> dict[str, int]:
        """Sections for stage A with the order declared, 0 if directed."""
        wishes = self.wishes.get(i, {}) if self.group[i] == "admin" else {}
        if self.group[i] == "admin" and self.rules.unmatched_admin == "unplaced":
            return wishes
        own = [s for s, r in self.sections.items() if r["unit_id"] == self.cadres[i]["unit_id"]]
        return {s: wishes.get(s, 0) for s in own}

    def options_b(self, i: str) -> dict[str, int]:
        wishes = self.wishes.get(i, {})
        if self.rules.unmatched_institution == "home" or not wishes:
            return wishes
        return {s: wishes.get(s, 0) for s in self.sections if s in wishes or (i, s) not in self.refused}

    def fits(self, i: str, s: str, plan: Plan, seats: dict[str, int], keep: int, stage: list[str]) -> bool:
        """May i join section s beside `plan`; former members of this stage's people are limited."""
        members = [j for j, t in plan.items() if t == s]
        if any(frozenset((i, j)) in self.kin for j in members):
            return False
        if self.former(i) == s and sum(self.former(j) == s for j in members if j in stage) >= keep:
            return False
        return sum(j in stage for j in members) < seats[s]

    def plans(
        self,
        people: list[str],
        options: dict[str, dict[str, int]],
        base: Plan,
        seats: dict[str, int],
        keep: int,
    ) -> Iterator[Plan]:
        """Every way of putting `people` beside `base`."""
        if not people:
            yield dict(base)
            return
        first, rest = people[0], people[1:]
        yield from self.plans(rest, options, base, seats, keep)
        placed = [j for j in options if j in base]
        for s in options[first]:
            if self.fits(first, s, base, seats, keep, placed):
                yield from self.plans(rest, options, {**base, first: s}, seats, keep)

    # -- what it is worth ------------------------------------------------------------------------------------
    def band(self, i: str) -> int | None:
        born = self.cadres[i]["birth_date"]
        if born is None or self.as_of is None:
            return None
        years = self.as_of.year - born.year
        if (self.as_of.month, self.as_of.day) < (born.month, born.day):
            years -= 1
        return len([bound for bound in self.rules.composition.age_bands if years > bound])

    def composition(self, plan: Plan, stage: list[str]) -> int:
        """All pairs one by one, and the misfits among the people of this stage."""
        w, total = self.rules.composition, 0
        for i, j in combinations(sorted(plan), 2):
            if plan[i] != plan[j]:
                continue
            a, b = self.cadres[i], self.cadres[j]
            total += w.age * (self.band(i) is not None and self.band(i) == self.band(j))
            total += w.sex * (a["sex"] is not None and a["sex"] == b["sex"])
            total += w.education * (a["education"] is not None and a["education"] == b["education"])
        for i in stage:
            if i in plan:
                mine, asked = self.cadres[i]["speciality"], self.sections[plan[i]]["function"]
                total += w.speciality * (mine is not None and asked is not None and mine != asked)
        return total

    def rank(self, i: str, s: str, people: list[str]) -> int:
        mine = self.scores.get(i)
        others = [self.scores.get(j) for j in people if s in self.wishes.get(j, {})]
        known = [score for score in others if score is not None]
        return 1 + sum(mine is None or score > mine for score in known)

    def worth_a(self, plan: Plan) -> tuple[int, ...]:
        people, admin = self.of("admin", "waiver"), self.of("admin")
        met = [(i, s) for i, s in plan.items() if i in admin and s in self.wishes.get(i, {})]
        score = [sum(self.rank(i, s, admin) for i, s in met)] if self.rules.rank_by else []
        waivers = self.of("waiver")
        first = [-sum(i in plan for i in waivers)] if waivers else []
        return (
            *first, -sum(i in plan for i in people), -len(met), sum(self.wishes[i][s] for i, s in met), *score,
            self.composition(plan, people),
        )  # fmt: skip

    def worth_b(self, plan: Plan, before: Plan) -> tuple[int, ...]:
        people = self.of("institution")
        met = [(i, s) for i, s in plan.items() if i in people and s in self.wishes.get(i, {})]
        by_wish = [-len(met)] if self.rules.unmatched_institution == "directed" else []
        score = [sum(self.rank(i, s, people) for i, s in met)] if self.rules.rank_by else []
        return (
            len(self.unkept(plan, before)), -sum(i in plan for i in people), *by_wish,
            sum(self.wishes[i][s] for i, s in met), *score, self.composition(plan, people),
        )  # fmt: skip

    def unkept(self, plan: Plan, before: Plan) -> list[str]:
        """Sections that must take a former institution member and have none."""
        if self.rules.retain.institution_min_if_no_admin == 0:
            return []
        found = []
        for s in self.sections:
            full = self.left(before)[s] == 0
            admin = any(before.get(i) == s == self.former(i) for i in self.of("admin", "waiver"))
            mine = [i for i in self.of("institution") if self.former(i) == s]
            asked = any(s in self.wishes.get(i, {}) for i in mine)
            if not full and not admin and asked and not any(plan.get(i) == s for i in mine):
                found.append(s)
        return found

    def left(self, plan: Plan) -> dict[str, int]:
        people = self.of("admin", "waiver")
        return {s: n - sum(plan.get(i) == s for i in people) for s, n in self.seats.items()}

    # -- the best --------------------------------------------------------------------------------------------
    def best_a(self) -> tuple[int, ...]:
        people = self.of("admin", "waiver")
        options = {i: self.options_a(i) for i in people}
        keep = self.rules.retain.admin_max
        return min(self.worth_a(p) for p in self.plans(people, options, self.fixed, self.seats, keep))

    def best_b(self, before: Plan) -> tuple[int, ...]:
        people = self.of("institution")
        options = {i: self.options_b(i) for i in people}
        keep, left = self.rules.retain.institution_max, self.left(before)
        return min(self.worth_b(p, before) for p in self.plans(people, options, before, left, keep))

    # -- the rounds ------------------------------------------------------------------------------------------
    def lot(self, *parts: object) -> str:
        return sha256("|".join(str(p) for p in parts).encode()).hexdigest()

    def in_turn(self, rows: list[Row], number: int, seed: int) -> list[Row]:
        """The rows of one round in the order in which the sections pick."""
        rule, ids = self.rules.round_order, sorted(self.sections)
        if rule == "fixed":
            return sorted(rows, key=lambda r: (r["order"] is None, r["order"], r["section_id"]))
        if rule == "rotating":
            start = (number - 1) % len(ids)
            return sorted(rows, key=lambda r: (ids[start:] + ids[:start]).index(r["section_id"]))
        if rule == "lot":
            return sorted(rows, key=lambda r: self.lot(seed, number, r["section_id"]))
        return rows

    def replay(self, plan: Plan, group: str, seed: int) -> Plan:
        """The picks of people of this group, round by round, on top of `plan` with everybody placed before."""
        plan = dict(plan)
        rule, keep = self.rules.round_order, self.rules.retain
        limit = keep.institution_max if group == "institution" else keep.admin_max
        stage = self.of(group) if group == "institution" else self.of("admin", "waiver")
        seats = self.left(plan) if group == "institution" else self.seats
        for number in sorted({r["round"] for r in self.picks}):
            rows = [r for r in self.picks if r["round"] == number and r["cadre_id"] in self.of(group)]
            rows = [r for r in rows if r["section_id"] in self.wishes.get(r["cadre_id"], {})]
            start = dict(plan)
            wanted: dict[str, list[str]] = {}
            for r in self.in_turn(rows, number, seed):
                i, s = r["cadre_id"], r["section_id"]
                state = start if rule == "simultaneous" else plan
                if i in state or not self.fits(i, s, state, seats, limit, stage):
                    continue
                wanted.setdefault(i, []).append(s)
                if rule != "simultaneous":
                    plan[i] = s
            for i, sections in wanted.items():
                if rule == "simultaneous":
                    plan[i] = min(sections, key=lambda s: (self.wishes[i][s], self.lot(seed, s, i)))
        return plan

    def best_direction(self, before: Plan, group: str) -> tuple[int, int]:
        """The leading group places people of the group beside `before`: most placed, then the best composition.

        Both count all waivers and administrative staff who are placed by then.
        """
        people = self.of("admin", "waiver")
        free = [i for i in self.of(group) if i not in before]
        if group == "admin" and self.rules.unmatched_admin == "unplaced":
            free = []
        own = {
            i: {s: 0 for s, r in self.sections.items() if r["unit_id"] == self.cadres[i]["unit_id"]}
            for i in free
        }
        options = {**{i: {} for i in people}, **own}
        keep = self.rules.retain.admin_max
        return min(
            (-sum(i in p for i in people), self.composition(p, people))
            for p in self.plans(free, options, before, self.seats, keep)
        )
