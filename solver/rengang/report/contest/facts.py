"""What the files of a result say of a contest more than once: its posts, who won them, who moves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rengang.model import Contest, Instance
from rengang.model.arrays import Int32, Int64, frozen
from rengang.report.outcome import Outcome
from rengang.verify.contest import Trace
from rengang.verify.contest.facts import Facts


@dataclass(frozen=True, eq=False)
class ContestFacts:
    """The contest of an outcome, read once; without a contest nobody wins anything."""

    outcome: Outcome

    @property
    def contest(self) -> Contest | None:
        """The contest itself."""
        return self.outcome.contest

    @cached_property
    def contested(self) -> Int32:
        """Indices of the posts of the contest, ascending."""
        facts = Facts.of(self.outcome.instance, self.outcome.policy, self.outcome.result.seed)
        return frozen(np.array(facts.contested, dtype=np.int32))

    @cached_property
    def cancelled(self) -> dict[int, int]:
        """Post → round in which it was cancelled (TX-20)."""
        events = () if self.contest is None else self.contest.events
        return {e.post: e.round for e in events if e.kind == "post-cancelled"}

    @cached_property
    def winner(self) -> dict[int, int]:
        """Post → who was appointed to it."""
        if self.contest is None:
            return {}
        return dict(zip(self.contest.post.tolist(), self.contest.cadre.tolist(), strict=True))

    @cached_property
    def won(self) -> dict[int, int]:
        """Cadre → post to which they were appointed."""
        return {cadre: post for post, cadre in self.winner.items()}

    @property
    def trace(self) -> Trace:
        """How the judge came to what he says of the contest; asked only where there was one."""
        found = self.outcome.judged.contest
        assert found is not None
        return found.trace

    @cached_property
    def moves(self) -> tuple[Int32, Int32]:
        """(from, to) units of those whom the contest moves to another unit."""
        if self.contest is None:
            none = np.zeros(0, dtype=np.int32)
            return none, none
        home = self.outcome.instance.unit_of[self.contest.cadre]
        to = self.outcome.post_unit[self.contest.post]
        return home[home != to], to[home != to]

    @cached_property
    def mid_level(self) -> tuple[Int64, Int64]:
        """Mid-level heads of each unit before and after the contest (TX-34)."""
        return self._mid_level(self.outcome.instance), self._mid_level(self.outcome.roster)

    def _mid_level(self, roster: Instance) -> Int64:
        """As given, else counted."""
        cadres = np.array(sorted(Facts.of(roster, self.outcome.policy, 0).mid_level), dtype=np.int64)
        given = roster.units["mid_staff"].fill_null(-1).to_numpy()
        return frozen(
            np.where(given >= 0, given, self.outcome.per_unit(roster.unit_of[cadres])).astype(np.int64)
        )


def contest_of(outcome: Outcome) -> ContestFacts:
    """What is said of the contest of an outcome; the same outcome, the same facts."""
    found = outcome.facts.get("contest")
    if not isinstance(found, ContestFacts):
        found = outcome.facts["contest"] = ContestFacts(outcome)
    return found
