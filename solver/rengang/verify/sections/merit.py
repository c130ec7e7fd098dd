"""The score by which sections rank people (``sections.rank_by``), worked out person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from rengang.policy.scores import AppraisalMean, Bonus, GroupVote, Node, Panel, Paper, Rating, Sum
from rengang.verify.contest.facts import Facts
from rengang.verify.contest.scores import appraisal_mean, rating, rounded


@dataclass(frozen=True, eq=False)
class Merit:
    """Values of the scores that belong to a person, exact; None where an input is missing.

    Panels and recommendations belong to a person at a post: no section can rank by them.
    """

    facts: Facts

    def of(self, cadre: int, name: str) -> Fraction | None:
        """Value of the score called `name` (JL-21, 28, 40, 41), rounded as the policy says (JL-29, A-03)."""
        rules = self.facts.rules
        value = self._raw(cadre, rules.scores[name])
        match rules.rounding.stage:
            case "every":
                rounds = True
            case "final":
                rounds = name == rules.total
            case unknown:
                assert_never(unknown)
        return value if value is None or not rounds else rounded(value, rules.rounding)

    def _raw(self, cadre: int, node: Node) -> Fraction | None:
        match node:
            case Sum():
                parts = [(weight, self.of(cadre, name)) for name, weight in node.terms.items()]
                known = [weight * part for weight, part in parts if part is not None]
                return sum(known, Fraction(0)) if len(known) == len(parts) else None
            case Paper():
                return self.facts.exams.get((cadre, node.paper))
            case Rating():
                return rating(self.facts, cadre, node)
            case Bonus():
                return node.points.get(self.facts.instance.cadres["rank"][cadre] or "", node.otherwise)
            case AppraisalMean():
                return appraisal_mean(self.facts, cadre, node)
            case Panel() | GroupVote():
                return None
            case unknown:
                assert_never(unknown)


def score_ranks(
    merit: Merit, name: str, wishes: Mapping[int, Mapping[int, int]]
) -> dict[tuple[int, int], int]:
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
