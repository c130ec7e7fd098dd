"""The post contest from the applications to the appointments: candidates, scores and order, seats."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rengang.limits import Limits
from rengang.model import Contest, Entries, Event, Fate, Instance, Status
from rengang.model.arrays import Int32, frozen
from rengang.policy import Policy
from rengang.procedures.contest.intake.candidates import candidates
from rengang.procedures.contest.log import logged
from rengang.procedures.contest.order.ranking import rank
from rengang.procedures.contest.order.sequential import reading_differs
from rengang.procedures.contest.seats.seating import seat
from rengang.rules.contest_log import BATCH_LIMIT, OVERRIDDEN
from rengang.rules.contest_seats import DECISION

NOBODY = frozen(np.zeros(0, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Shortlist:
    """How far a contest comes before anybody is scored: entries with their fates, speeches, log."""

    entries: Entries
    speaking: Int32
    events: tuple[Event, ...]


def shortlist(instance: Instance, policy: Policy, seed: int) -> Shortlist:
    """Applications to shortlist (TX-14…22), with the order of the speeches (JL-24, JL-44).

    Raises
    ------
    InvalidInput
        A pre-selection rank is missing or ties at the cut.
    """
    entries, events = candidates(instance, policy, seed)
    speakers = np.unique(entries.cadre[[fate is Fate.CANDIDATE for fate in entries.fate]])
    return Shortlist(entries, _speaking_order(instance, policy, speakers, seed), events)


def hold(
    instance: Instance,
    policy: Policy,
    limits: Limits,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Contest:
    """Hold the contest: everything that the tables allow, up to the seats.

    Posts that nobody was scored for yet stay open; the log says so. The seed of `limits` is that of the lots.

    Raises
    ------
    InvalidInput
        A score, a pre-selection rank or a tie-break that the outcome needs is missing; a vote on somebody who
        is no candidate; a decision for one (all of one step at once).
    """
    short = shortlist(instance, policy, limits.seed)
    entries, ranked = rank(instance, policy, short.entries, limits.seed)
    seats = seat(instance, policy, entries, limits, report)
    events = [*short.events, *ranked]
    if seats.status in (Status.OPTIMAL, Status.FEASIBLE):
        if policy.contest.apply.rounds:
            events += reading_differs(instance, policy, entries, seats.cadre, seats.post)
        events += _overridden(instance, policy, entries)
        events += _batch(instance, policy, len(seats.cadre))
    return Contest(
        entries=appointed(entries, seats.cadre, seats.post),
        cadre=seats.cadre,
        post=seats.post,
        status=seats.status,
        objective=() if nobody_scored(entries) else seats.objective,
        speaking=short.speaking,
        events=tuple(events),
        conflict=seats.conflict,
        figures=seats.figures,
    )


def nobody_scored(entries: Entries) -> bool:
    """Do entries wait for their scores while nobody has one: there is nothing to optimise yet."""
    return Fate.UNSCORED in entries.fate and all(score is None for score in entries.score)


def appointed(entries: Entries, cadre: Int32, post: Int32) -> Entries:
    """The entries with the appointments marked."""
    seated = set(zip(cadre.tolist(), post.tolist(), strict=True))
    pairs = zip(entries.cadre.tolist(), entries.post.tolist(), entries.fate, strict=True)
    return entries.having(fate=tuple(Fate.APPOINTED if (i, p) in seated else fate for i, p, fate in pairs))


def _speaking_order(instance: Instance, policy: Policy, speakers: Int32, seed: int) -> Int32:
    """The order of the speeches by lot, where the policy draws one (JL-24, JL-44)."""
    if policy.contest.speaking_order == "none":
        return NOBODY
    labels = instance.cadres["cadre_id"].gather(speakers).to_list()
    lots = [hashlib.sha256(f"{seed}|speech|{label}".encode()).hexdigest() for label in labels]
    return frozen(speakers[sorted(range(len(lots)), key=lots.__getitem__)].astype(np.int32))


def _overridden(instance: Instance, policy: Policy, entries: Entries) -> list[Event]:
    """The decisions of the leading group, each with its reason and the rank that it sets aside (A-11)."""
    if not DECISION.in_force(policy):
        return []
    table = instance.tables["decisions"]
    cadres = instance.codes(table["cadre_id"], "cadres", "cadre_id").tolist()
    posts = instance.codes(table["post_id"], "posts", "post_id").tolist()
    pairs = zip(entries.cadre.tolist(), entries.post.tolist(), strict=True)
    ranks = dict(zip(pairs, entries.post_rank.tolist(), strict=True))
    return [
        logged(
            instance, policy, OVERRIDDEN, post=post, cadre=cadre,
            rank=ranks.get((cadre, post), 0), reason=reason,
        )
        for cadre, post, reason in zip(cadres, posts, table["reason"], strict=True)
    ]  # fmt: skip


def _batch(instance: Instance, policy: Policy, appointments: int) -> list[Event]:
    """More appointments in one batch than may be made without prior approval (WC-03)."""
    limit = policy.contest.batch_limit
    if limit is None or appointments <= limit:
        return []
    return [logged(instance, policy, BATCH_LIMIT, appointed=appointments, limit=limit)]


def screened(instance: Instance, policy: Policy, seed: int) -> Contest:
    """The contest up to its shortlists, as an outcome without appointments."""
    short = shortlist(instance, policy, seed)
    return Contest(
        short.entries, NOBODY, NOBODY, Status.OPTIMAL, (), short.speaking, short.events, screened=True
    )
