"""The score by which sections rank people (``sections.rank_by``), worked out person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from rengang.policy.scores import AppraisalMean, Bonus, Node, Paper, Rating, Sum
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
        rounds = rules.rounding.stage == "every" or name == rules.total
        return value if value is None or not rounds else rounded(value, rules.rounding)

    def _raw(self, cadre: int, node: Node) -> Fraction | None:
        if isinstance(node, Sum):
            parts = [(weight, self.of(cadre, name)) for name, weight in node.terms.items()]
            known = [weight * part for weight, part in parts if part is not None]
            return sum(known, Fraction(0)) if len(known) == len(parts) else None
        if isinstance(node, Paper):
            return self.facts.exams.get((cadre, node.paper))
        if isinstance(node, Rating):
            return rating(self.facts, cadre, node)
        if isinstance(node, Bonus):
            return node.points.get(self.facts.instance.cadres["rank"][cadre] or "", node.otherwise)
        return appraisal_mean(self.facts, cadre, node) if isinstance(node, AppraisalMean) else None


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
