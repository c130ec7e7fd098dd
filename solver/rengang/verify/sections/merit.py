"""The score by which sections rank people (``sections.rank_by``), worked out person by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from rengang.policy.scores import AppraisalMean, Bonus, Node, Paper, Rating, Rounding, Sum
from rengang.verify.case import Case


@dataclass(frozen=True, eq=False)
class Merit:
    """Values of the scores that belong to a person, exact; None where an input is missing.

    Panels and recommendations belong to a person at a post: no section can rank by them.
    """

    case: Case

    def of(self, cadre: int, name: str) -> Fraction | None:
        """Value of the score called `name` (JL-21, 28, 40, 41), rounded as the policy says (JL-29, A-03)."""
        contest = self.case.policy.contest
        value = self._raw(self.case.instance.cadre_id(cadre), cadre, contest.scores[name])
        rounds = contest.rounding.stage == "every" or name == contest.total
        return value if value is None or not rounds else rounded(value, contest.rounding)

    def _raw(self, label: str, cadre: int, node: Node) -> Fraction | None:
        if isinstance(node, Sum):
            total = Fraction(0)
            for name, weight in node.terms.items():
                part = self.of(cadre, name)
                if part is None:
                    return None
                total += weight * part
            return total
        if isinstance(node, Paper):
            row = self._rows("exams", "paper").get((label, node.paper))
            return None if row is None else Fraction(row["score"])
        if isinstance(node, Rating):
            return _rating(self._rows("ratings", "item").get((label, node.item)), node)
        if isinstance(node, Bonus):
            return node.points.get(self._ranks[cadre] or "", node.otherwise)
        if isinstance(node, AppraisalMean):
            return self._appraisals(label, node)
        return None

    def _appraisals(self, label: str, node: AppraisalMean) -> Fraction | None:
        """Mean of the points of the last years, each of which must be there (JL-40)."""
        latest = self._latest_year
        if latest is None:
            return None
        grades = self._rows("appraisals", "year")
        rows = [grades.get((label, year)) for year in range(latest - node.last + 1, latest + 1)]
        points = [node.points.get(row["grade"]) for row in rows if row is not None]
        known = [p for p in points if p is not None]
        return sum(known, Fraction(0)) / node.last if len(known) == node.last else None

    @cached_property
    def _latest_year(self) -> int | None:
        as_of = self.case.policy.contest.as_of
        if as_of is not None:
            return as_of.year - 1
        years = self.case.instance.tables["appraisals"]["year"].drop_nulls().to_list()
        return max(years, default=None)

    @cached_property
    def _ranks(self) -> list[str | None]:
        return self.case.instance.cadres["rank"].to_list()

    @cached_property
    def _read(self) -> dict[str, dict[tuple[str, Any], dict[str, Any]]]:
        return {}

    def _rows(self, table: str, key: str) -> dict[tuple[str, Any], dict[str, Any]]:
        """Rows of a table by person and `key`, read once."""
        if table not in self._read:
            rows = self.case.instance.tables[table].to_dicts()
            self._read[table] = {(row["cadre_id"], row[key]): row for row in rows}
        return self._read[table]


def _rating(row: dict[str, Any] | None, node: Rating) -> Fraction | None:
    """The score as given, else the share of the votes on the node's scale (JL-28)."""
    if row is None:
        return None
    if row["score"] is not None:
        return Fraction(row["score"])
    if row["votes"] is None or not row["present"]:
        return None
    return node.full * Fraction(row["votes"], row["present"])


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """`value` at the policy's decimals (A-03); half_up rounds away from zero.

    >>> from rengang.policy.scores import Rounding
    >>> rounded(Fraction(5, 8), Rounding(decimals=2, mode="half_up"))
    Fraction(63, 100)
    """
    if rounding.decimals is None:
        return value
    scale = 10**rounding.decimals
    if rounding.mode == "half_even":
        return Fraction(round(value * scale), scale)
    whole, rest = divmod(abs(value) * scale, 1)
    if rounding.mode == "half_up" and rest >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, scale)


def score_ranks(merit: Merit, name: str, wishes: dict[int, dict[int, int]]) -> dict[tuple[int, int], int]:
    """Rank of each (cadre, section) declared: 1 + those who declare it with a strictly higher score (FG-19).

    Whoever has no score comes after everybody who has one.
    """
    wanting: dict[int, list[int]] = defaultdict(list)
    for cadre, sections in wishes.items():
        for section in sections:
            wanting[section].append(cadre)
    scores = {cadre: merit.of(cadre, name) for cadre, sections in wishes.items() if sections}
    out = {}
    for section, cadres in wanting.items():
        known = sorted((s for c in cadres if (s := scores[c]) is not None), reverse=True)
        first = {score: at for at, score in reversed(list(enumerate(known, 1)))}
        for cadre in cadres:
            score = scores[cadre]
            out[cadre, section] = len(known) + 1 if score is None else first[score]
    return out
