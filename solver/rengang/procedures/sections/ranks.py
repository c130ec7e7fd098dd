"""How sections rank the people who declare them, by a score of the policy (``sections.rank_by``)."""

from __future__ import annotations

from collections.abc import Mapping

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Instance
from rengang.model.arrays import Int32
from rengang.policy import Policy
from rengang.procedures.sections.participants import Bureau


def score_ranks(
    instance: Instance, policy: Policy, bureau: Bureau, people: Int32
) -> Mapping[tuple[int, int], int]:
    """Rank of each of `people` at each site that they declare, from 1; empty without ``sections.rank_by``.

    rank(i, s) = 1 + number of `people` who declare s with a strictly higher score; who has no score comes
    after everybody who has one. O(declarations log declarations).

    Raises
    ------
    InvalidInput
        The score is one that is given at a post, so that nobody has it in a section.
    """
    if not policy.sections.rank_by:
        return {}
    from rengang.procedures.contest.scores.scoring import needs_post, person_scores

    name = policy.sections.rank_by
    if needs_post(policy.contest.scores, name):
        raise InvalidInput([_at_a_post(name)])
    scores = dict(zip(people.tolist(), person_scores(instance, policy, name, people), strict=True))
    declarers: dict[int, list[int]] = {}
    for i in people.tolist():
        for site in bureau.wishes.get(i, ()):
            declarers.setdefault(site, []).append(i)
    ranks: dict[tuple[int, int], int] = {}
    for site, members in declarers.items():
        known = [(score, i) for i in members if (score := scores[i]) is not None]
        known.sort(key=lambda entry: (-entry[0], entry[1]))
        rank = 0
        for k, (score, i) in enumerate(known):
            if k == 0 or score != known[k - 1][0]:
                rank = k + 1
            ranks[i, site] = rank
        ranks.update(((i, site), len(known) + 1) for i in members if scores[i] is None)
    return ranks


def _at_a_post(name: str) -> Problem:
    return Problem(
        "policy-value",
        Text(
            "科室选人所依据的得分是按职位评的", "the score by which sections rank people is given at a post"
        ),
        Text("只与本人有关的得分", "a score of the person alone"),
        column="sections.rank_by",
        value=name,
        rule="FG-19",
    )
