"""C1 and C3: from applications to entries, and the cancelling of posts that too few qualify for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from rengang.model import Fate
from rengang.verify.contest.candidacy import Candidacy, Entries
from rengang.verify.contest.conditions import unmet
from rengang.verify.contest.facts import Facts

LAST = 10**9
"""A blank order, when rows are sorted."""


@dataclass(frozen=True)
class Filing:
    """One application to a contested post."""

    cadre: int
    post: int
    round: int
    order: int | None
    consent: bool | None
    filed: date | None
    prelim: int | None

    @property
    def wish(self) -> int:
        """The order of wish, a blank after all others."""
        return LAST if self.order is None else self.order


def filings(facts: Facts) -> dict[int, list[Filing]]:
    """The applications to contested posts, by person; a blank round is the first."""
    by_person: dict[int, list[Filing]] = {}
    for (cadre, post), rows in facts.applied.items():
        for row in rows:
            by_person.setdefault(cadre, []).append(
                Filing(
                    cadre,
                    post,
                    row["round"] or 1,
                    row["order"],
                    row["consent"],
                    row["filed"],
                    row["prelim_rank"],
                )
            )
    return by_person


@dataclass(frozen=True, eq=False)
class Register:
    """What comes of the applications.

    Attributes
    ----------
    entries
        Every entry after C1–C3: live and qualified (``CANDIDATE``), or where it ended.
    cancelled
        Round in which each cancelled post was cancelled (TX-20).
    qualified
        How many were qualified at each cancelled post.
    reopened
        (round, post, cadre): who may apply again in which round, since this post was cancelled (A-24).
    """

    entries: Entries
    cancelled: dict[int, int]
    qualified: dict[int, int]
    reopened: tuple[tuple[int, int, int], ...]


def register(facts: Facts) -> Register:
    """C1–C3: the applications become entries, posts are cancelled, and people apply again."""
    by_person = filings(facts)
    entries: Entries = {}
    declares = bool(facts.rules.apply.rounds)
    for cadre in sorted(by_person):
        rows = by_person[cadre]
        verdicts = declared_rows(facts, rows) if declares else registered_rows(facts, rows)
        for filing, fate in verdicts:
            enter(facts, entries, filing, fate)
    recommend(facts, entries)
    cancelled: dict[int, int] = {}
    qualified: dict[int, int] = {}
    reopened: list[tuple[int, int, int]] = []
    newly = cancel(facts, entries, cancelled, qualified, 1)
    for number in range(2, 1 if declares else 2 + facts.rules.apply.reapply_rounds):
        stranded = sorted(pair for pair, e in entries.items() if e.declared and e.live and e.post in newly)
        reopened += [(number, post, cadre) for cadre, post in stranded]
        entitled = {cadre for cadre, _ in stranded}
        taken = Counter(
            e.cadre for e in entries.values() if e.declared and e.live and e.post not in cancelled
        )
        for cadre in sorted(by_person):
            rows = [filing for filing in by_person[cadre] if filing.round == number]
            free = facts.rules.apply.max - taken[cadre] if cadre in entitled else None
            reapply(facts, entries, rows, cancelled, free)
        newly = cancel(facts, entries, cancelled, qualified, number)
    return Register(entries, cancelled, qualified, tuple(reopened))


# -- C1 -----------------------------------------------------------------------------------------------------
def registered_rows(facts: Facts, rows: list[Filing]) -> list[tuple[Filing, Fate]]:
    """The registration of one person: late rows, the `apply.max` that count, the replaced ones (TX-14, TX-19).

    Rows of rounds that never open are late as well; those of rounds of re-application wait for their round.
    """
    apply = facts.rules.apply
    out = [(filing, Fate.LATE) for filing in rows if filing.round > 1 + apply.reapply_rounds]
    first = [filing for filing in rows if filing.round == 1]
    late = [f for f in first if apply.closes is not None and f.filed is not None and f.filed > apply.closes]
    in_time = [filing for filing in first if filing not in late]
    # the latest day first, a blank day as the earliest; then the order of wish; post indices follow the ids
    in_time.sort(key=lambda f: (-(f.filed.toordinal() if f.filed else 0), f.wish, f.post))
    out += [(filing, Fate.LATE) for filing in late]
    for place, filing in enumerate(in_time):
        out.append((filing, consented(facts, filing) if place < apply.max else Fate.SUPERSEDED))
    return out


def declared_rows(facts: Facts, rows: list[Filing]) -> list[tuple[Filing, Fate]]:
    """The declarations of one person: the last round that has rows counts, or all rounds do (JL-43, A-05)."""
    rounds = len(facts.rules.apply.rounds)
    out = [(filing, Fate.LATE) for filing in rows if filing.round > rounds]
    open_rows = sorted((f for f in rows if f.round <= rounds), key=lambda f: f.round)
    last = open_rows[-1].round if open_rows else 0
    if facts.rules.apply.counts == "last":
        out += [(filing, Fate.SUPERSEDED) for filing in open_rows if filing.round < last]
        counting = [filing for filing in open_rows if filing.round == last]
    else:
        # the same post in several rounds: the latest counts
        counting = list({filing.post: filing for filing in open_rows}.values())
    return out + [(filing, consented(facts, filing)) for filing in counting]


def consented(facts: Facts, filing: Filing) -> Fate:
    """``NO_CONSENT`` where consent is required and refused; a blank counts as consent (TX-16, A-21)."""
    refused = facts.rules.apply.consent == "required" and filing.consent is False
    return Fate.NO_CONSENT if refused else Fate.CANDIDATE


def enter(facts: Facts, entries: Entries, filing: Filing, fate: Fate) -> None:
    """Write an application down as an entry.

    An entry that was ever live by the person's own application stays as it is, and so does one that came to
    nothing because its post was cancelled; of other applications that never counted, the one of the latest round
    is kept. Only an application that counts makes the post declared.
    """
    key = (filing.cadre, filing.post)
    live = fate is Fate.CANDIDATE
    before = entries.get(key)
    if before is not None:
        if before.live and (before.declared or not live):
            return
        if not live and fate is not Fate.CANCELLED and before.round > filing.round:
            return
    entry = Candidacy(filing.cadre, filing.post, filing.round, filing.order or 0, fate is Fate.CANDIDATE)
    entry.prelim, entry.fate = filing.prelim, fate
    entries[key] = entry
    if fate is Fate.CANDIDATE:
        qualify(facts, entry)


def recommend(facts: Facts, entries: Entries) -> None:
    """Who declared some post and is recommended to another one, stands there too (JL-51)."""
    declaring = {entry.cadre for entry in entries.values() if entry.live}
    for cadre, post in sorted(facts.recommended):
        entry = entries.get((cadre, post))
        if facts.posts[post].contested and cadre in declaring and not (entry and entry.live):
            entries[cadre, post] = Candidacy(cadre, post, 0, 0, False)
            qualify(facts, entries[cadre, post])


def qualify(facts: Facts, entry: Candidacy) -> None:
    """C2: whoever misses a condition is not qualified (TX-17)."""
    entry.unmet = unmet(facts, entry.cadre, entry.post)
    if entry.unmet:
        entry.fate = Fate.UNQUALIFIED


# -- C3 -----------------------------------------------------------------------------------------------------
def cancel(
    facts: Facts, entries: Entries, cancelled: dict[int, int], qualified: dict[int, int], number: int
) -> set[int]:
    """The posts that round `number` cancels: fewer than `min_qualified` qualified live entries (TX-20, A-23)."""
    count = Counter(entry.post for entry in entries.values() if entry.still_in)
    least = facts.rules.min_qualified
    newly = {post for post in facts.contested if count[post] < least and post not in cancelled}
    for entry in entries.values():
        if entry.post in newly and entry.still_in:
            entry.fate = Fate.CANCELLED
    cancelled |= dict.fromkeys(sorted(newly), number)
    qualified |= {post: count[post] for post in newly}
    return newly


def reapply(
    facts: Facts, entries: Entries, rows: Iterable[Filing], cancelled: Collection[int], free: int | None
) -> None:
    """One person's rows in a round of re-application (TX-20, A-24).

    Only who stood at a post that was cancelled in the round before may file (`free` is None for the others).
    Rows at cancelled posts come to nothing and use up nothing; rows at a post where the person stands already
    change nothing; of the rest, as many count as the person has applications free.
    """
    for filing in sorted(rows, key=lambda f: (f.wish, f.post)):
        entry = entries.get((filing.cadre, filing.post))
        if free is None:
            fate = Fate.LATE
        elif filing.post in cancelled:
            fate = Fate.CANCELLED
        elif entry is not None and entry.live and entry.declared:
            continue
        elif free > 0:
            free -= 1
            fate = consented(facts, filing)
        else:
            fate = Fate.LATE
        enter(facts, entries, filing, fate)
