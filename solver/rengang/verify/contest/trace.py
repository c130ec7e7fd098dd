"""What the judge reckoned, to be told: computed on demand by the functions that judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from rengang.errors import Text
from rengang.model import Event, Fate
from rengang.policy.scores import GroupVote
from rengang.rules.contest_steps import WhyNot
from rengang.verify.breach import Breach
from rengang.verify.contest.blocking import ranks
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.checks import told
from rengang.verify.contest.conditions import Screened, Screening, screened
from rengang.verify.contest.facts import UNIT, Facts
from rengang.verify.contest.registration import Register
from rengang.verify.contest.scores import Reckoned, Sheet, missing_of
from rengang.verify.contest.seating import Seating


@dataclass(frozen=True, eq=False)
class Trace:
    """How the judge came to a verdict on a contest.

    Attributes
    ----------
    facts
        What the tables say.
    register
        Every entry, and what became of the posts.
    seating
        Who has which post.
    screened
        Did the contest end with its shortlists.
    """

    facts: Facts
    register: Register
    seating: Seating
    screened: bool

    @property
    def entries(self) -> Entries:
        """Every entry by (cadre, post)."""
        return self.register.entries

    @cached_property
    def by_cadre(self) -> Mapping[int, tuple[Candidacy, ...]]:
        """The entries of each person, posts ascending."""
        return _grouped(self.entries, 0)

    @cached_property
    def by_post(self) -> Mapping[int, tuple[Candidacy, ...]]:
        """The entries at each post, persons ascending."""
        return _grouped(self.entries, 1)

    def fate(self, entry: Candidacy) -> Fate:
        """What became of an entry, appointments included."""
        return Fate.APPOINTED if self.seating.holder.get(entry.post) == entry.cadre else entry.fate

    def winner(self, post: int) -> Candidacy | None:
        """The entry of whoever has the post; None where nobody has it, or somebody who has no entry there."""
        return self.entries.get((self.seating.holder.get(post, -1), post))

    # -- conditions -----------------------------------------------------------------------------------------
    def screened_of(self, entry: Candidacy) -> tuple[Screened, ...]:
        """The conditions that did not simply hold; nothing of an entry that never came to be screened."""
        return tuple(screened(self.facts, entry.cadre, entry.post)) if entry.live else ()

    def missed(self, entry: Candidacy) -> tuple[Screened, ...]:
        """The conditions that an entry misses: what was asked, and what was found (TX-17)."""
        found = self.screened_of(entry) if entry.unmet else ()
        return tuple(s for s in found if s.outcome is Screening.MISSED)

    def said(self, event: Event) -> Text:
        """A sentence of the log, of a condition with what was asked and what was found."""
        if event.condition is None or event.cadre < 0 or event.post < 0:
            return event.text
        found = screened(self.facts, event.cadre, event.post)
        return next(
            (with_finding(event.text, s) for s in found if s.condition == event.condition), event.text
        )

    # -- scores ---------------------------------------------------------------------------------------------
    @cached_property
    def _sheet(self) -> Sheet:
        return Sheet(self.facts, self.entries)

    def reckoned(self, entry: Candidacy, node: str | None = None) -> tuple[Reckoned, ...]:
        """How the score of an entry comes about, or the value of one node: parts before wholes."""
        name = node or self.facts.rules.total
        return self._sheet.reckoned(entry, name) if name else ()

    def marks(self, entry: Candidacy, panel: str, at: int) -> list[tuple[str, Fraction]]:
        """The marks of a panel at a post, each with its judge."""
        judges = self.facts.judges[entry.cadre, panel][at]
        given = self.facts.marks[entry.cadre, panel][at]
        return [(judge, Fraction(mark, UNIT)) for judge, mark in zip(judges, given, strict=True)]

    def missing(self, entry: Candidacy) -> list[str]:
        """Names of the scores that an entry lacks."""
        return missing_of(self.reckoned(entry))

    @cached_property
    def gates(self) -> tuple[tuple[str, GroupVote], ...]:
        """The votes that bar whom they do not reach (JL-53)."""
        nodes = self.facts.rules.scores.items()
        return tuple((name, n) for name, n in nodes if isinstance(n, GroupVote) and n.gate is not None)

    # -- seats ----------------------------------------------------------------------------------------------
    def why_not(self, entry: Candidacy) -> WhyNot:
        """What stood between a candidate and the seat."""
        own = self.seating.post_of.get(entry.cadre)
        if own is not None and ranks(self.entries, entry.cadre, own)[0] <= entry.wish_rank:
            return WhyNot.ELSEWHERE
        holder = self.seating.holder.get(entry.post)
        if holder is None:
            return WhyNot.LIMITED
        ahead = ranks(self.entries, holder, entry.post)[1] <= entry.post_rank
        return WhyNot.OUTRANKED if ahead else WhyNot.DECIDED

    def against(self, cadre: int, post: int) -> tuple[Breach, ...]:
        """What S3–S7 say against `cadre` having `post`, instead of whoever has it and of any other.

        Asked are the two people, the two posts, their units, relatives and decisions; what is broken elsewhere in
        the list has nothing to do with this change.  O(what the change touches).
        """
        seating = self.seating
        touched = seating.touched(cadre, post)
        with seating.instead(cadre, post):
            return tuple(told(seating, [subject for subject in touched if seating.broken(subject)]))

    @cached_property
    def held_before(self) -> Mapping[int, int]:
        """Post that each incumbent held before the contest, the last of several."""
        return {post.incumbent: at for at, post in enumerate(self.facts.posts) if post.incumbent >= 0}


def _grouped(entries: Entries, which: int) -> dict[int, tuple[Candidacy, ...]]:
    found: dict[int, list[Candidacy]] = {}
    for key in sorted(entries):
        found.setdefault(key[which], []).append(entries[key])
    return {index: tuple(group) for index, group in found.items()}


def with_finding(text: Text, found: Screened) -> Text:
    """A sentence about a condition, followed by what was asked and what was found."""
    zh, en = found.say()
    return Text(f"{text.zh.rstrip('。')}：{zh}。", f"{text.en.rstrip('.')}: {en}.")
