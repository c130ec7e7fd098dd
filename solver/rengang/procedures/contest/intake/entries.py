"""From applications to entries: which of a person's applications count (TX-14, TX-16, TX-19; JL-43, JL-51)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import numpy as np
import numpy.typing as npt
import polars as pl

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.contest import Fate
from rengang.policy.contest import Apply

Int8 = npt.NDArray[np.int8]

FATES = tuple(Fate)
"""Fates by their code in the arrays of this package."""
CODE = {fate: code for code, fate in enumerate(FATES)}
LIVE = CODE[Fate.CANDIDATE]
"""Code of an application or entry that is in the running."""
PENDING = -1
"""Code of what is not decided yet, or is no entry."""
_LAST = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class Filings:
    """The applications at contested posts, one row each, sorted by cadre, post, round.

    Attributes
    ----------
    cadre, post : int32
    round : int32
        From 1; a blank is 1.
    order : int32
        Order of wish; 0 where blank.
    filed : int64
        Days since 1970-01-01; the least number where blank (blank counts as the earliest).
    consents : bool
        False where the unit refuses; a blank counts as consent.
    prelim : int32
        Rank in the unit's pre-selection (TX-21); 0 where blank.
    """

    cadre: Int32
    post: Int32
    round: Int32
    order: Int32
    filed: Int64
    consents: Bool
    prelim: Int32

    @property
    def wish(self) -> Int32:
        """The order of wish as a sort key: blank last."""
        return np.where(self.order > 0, self.order, _LAST).astype(np.int32)


def filings(instance: Instance, contested: Bool) -> Filings:
    """The applications at contested posts by people of the roster.  O(applications, sorted)."""
    table = instance.tables["applications"]
    cadre = instance.codes(table["cadre_id"], "cadres", "cadre_id")
    post = instance.codes(table["post_id"], "posts", "post_id")
    known = np.flatnonzero((cadre >= 0) & np.append(contested, False)[post])
    table, cadre, post = table[known], cadre[known], post[known]
    number = table["round"].fill_null(1).to_numpy().astype(np.int32)
    # the table is sorted by labels with blanks first; two rows that differ in nothing else stay in its order
    by = np.lexsort((number, post, cadre))
    table = table[by]
    filed = table["filed"].cast(pl.Int32).cast(pl.Int64).fill_null(np.iinfo(np.int64).min)
    return Filings(
        cadre=frozen(cadre[by]),
        post=frozen(post[by]),
        round=frozen(np.maximum(number[by], 1)),
        order=frozen(table["order"].fill_null(0).to_numpy().astype(np.int32)),
        filed=frozen(filed.to_numpy().astype(np.int64)),
        consents=frozen(table["consent"].fill_null(True).to_numpy().astype(bool)),
        prelim=frozen(table["prelim_rank"].fill_null(0).to_numpy().astype(np.int32)),
    )


def first_intake(rows: Filings, apply: Apply) -> Int8:
    """Fate of each application after the first intake: ``LIVE``, its end, or ``PENDING`` for later rounds.

    In declaration rounds (JL-43) everything is decided here; in a registration, rounds from 2 are pending.
    """
    fate = _declarations(rows, apply) if apply.rounds else _registrations(rows, apply)
    return without_consent(rows, apply, fate)


def _declarations(rows: Filings, apply: Apply) -> Int8:
    """JL-43, A-05: a person's last round counts, or all rounds do; a round that does not exist is late."""
    fate = np.full(len(rows.cadre), LIVE, dtype=np.int8)
    late = rows.round > len(apply.rounds)
    match apply.counts:
        case "last":
            last = np.zeros(int(rows.cadre.max(initial=0)) + 1, dtype=np.int32)
            np.maximum.at(last, rows.cadre[~late], rows.round[~late])
            fate[rows.round < last[rows.cadre]] = CODE[Fate.SUPERSEDED]
        case "all":
            # the same post declared again: the latest round counts, and with it the unit's latest answer
            again = (rows.cadre[1:] == rows.cadre[:-1]) & (rows.post[1:] == rows.post[:-1]) & ~late[1:]
            fate[:-1][again] = CODE[Fate.SUPERSEDED]
        case _:
            assert_never(apply.counts)
    fate[late] = CODE[Fate.LATE]
    return fate


def _registrations(rows: Filings, apply: Apply) -> Int8:
    """TX-14, TX-19: of those filed in time, a person's latest `max` are live; earlier ones are superseded."""
    fate = np.full(len(rows.cadre), PENDING, dtype=np.int8)
    first = rows.round == 1
    late = np.zeros(len(first), dtype=bool)
    if apply.closes is not None:
        late = first & (rows.filed > (np.datetime64(apply.closes) - np.datetime64("1970-01-01")).astype(int))
    in_time = np.flatnonzero(first & ~late)
    # "latest first" as the complement, which negation is not: the blank is the least number there is
    keys = (rows.post[in_time], rows.wish[in_time], ~rows.filed[in_time], rows.cadre[in_time])
    by = in_time[np.lexsort(keys)]
    fate[by] = np.where(place_within(rows.cadre[by]) < apply.max, LIVE, CODE[Fate.SUPERSEDED])
    fate[late] = CODE[Fate.LATE]
    return fate


def later_intake(
    rows: Filings, apply: Apply, number: int, cancelled: Bool, live: Bool, room: Int32 | Int64
) -> Int8:
    """Fate of the applications of a round of re-application, ``PENDING`` for all other rows (TX-20, A-24).

    Parameters
    ----------
    number
        The round, from 2.
    cancelled : bool, shape (posts,)
        Posts cancelled so far.
    live : bool, shape (applications,)
        Is the person in the running for this very post already: such a row changes nothing.
    room : int, shape (cadres,)
        Applications that each person may add; −1 for those who may not re-apply.
    """
    fate = np.full(len(rows.cadre), PENDING, dtype=np.int8)
    mine = rows.round == number
    fate[mine & (room[rows.cadre] < 0)] = CODE[Fate.LATE]
    open_to = mine & (room[rows.cadre] >= 0)
    fate[open_to & cancelled[rows.post]] = CODE[Fate.CANCELLED]
    new = np.flatnonzero(open_to & ~cancelled[rows.post] & ~live)
    by = new[np.lexsort((rows.post[new], rows.wish[new], rows.cadre[new]))]
    fate[by] = np.where(place_within(rows.cadre[by]) < room[rows.cadre[by]], LIVE, CODE[Fate.LATE])
    return without_consent(rows, apply, fate)


def without_consent(rows: Filings, apply: Apply, fate: Int8) -> Int8:
    """TX-16, A-21: where consent is required, a live application that the unit refuses ends here."""
    if apply.consent == "required":
        fate[(fate == LIVE) & ~rows.consents] = CODE[Fate.NO_CONSENT]
    return fate


def place_within(group: Int32) -> Int64:
    """Position 0, 1, … of each element within its run of equal values (`group` is sorted)."""
    at = np.arange(len(group), dtype=np.int64)
    starts = np.append(True, group[1:] != group[:-1])[: len(group)]
    return at - np.maximum.accumulate(np.where(starts, at, 0)) if len(group) else at


def recommended(instance: Instance, contested: Bool) -> tuple[Int32, Int32]:
    """Pairs (cadre, contested post) that somebody could vote for in the recommendation (JL-51), each once."""
    table = instance.tables["recommendations"].select("cadre_id", "post_id").unique(maintain_order=True)
    cadre = instance.codes(table["cadre_id"], "cadres", "cadre_id")
    post = instance.codes(table["post_id"], "posts", "post_id")
    known = (cadre >= 0) & np.append(contested, False)[post]
    return frozen(cadre[known]), frozen(post[known])
