"""From applications to contestants: intake, screening, cancelled posts and re-application, shortlist."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, assert_never

import numpy as np

from rengang.errors import InvalidInput, Problem, Text
from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64, frozen
from rengang.model.contest import Entries, Event, Fate
from rengang.model.schema import APPLICATIONS
from rengang.policy import Policy
from rengang.procedures.contest.intake import entries as intake
from rengang.procedures.contest.intake.entries import CODE, FATES, LIVE, PENDING, Filings, Int8
from rengang.procedures.contest.intake.qualification import posts_without_condition, screen
from rengang.procedures.contest.intake.supply import chief_vacancies, short_supply
from rengang.procedures.contest.log import logged
from rengang.procedures.contest.posts import contested_posts
from rengang.rules.contest_log import (
    CONDITION_MISSING,
    LOT_AT_SHORTLIST,
    MAY_REAPPLY,
    POST_CANCELLED,
    Line,
    listed,
)

_EVER_LIVE = [LIVE, CODE[Fate.UNQUALIFIED]]


def candidates(instance: Instance, policy: Policy, seed: int) -> tuple[Entries, tuple[Event, ...]]:
    """Every entry with its fate up to the shortlist; who is still in the running is a ``CANDIDATE``.

    Applications (TX-14, TX-16, TX-19; JL-43, JL-51), screening (TX-17), posts cancelled for want of qualified
    applicants and re-application round by round (TX-20, A-23, A-24), shortlist (TX-21, TX-22), with the log in
    the order of the steps. Deterministic; the seed serves lots only.
    O(applications log applications + entries · tests).

    Raises
    ------
    InvalidInput
        A pre-selection rank that the shortlist needs is blank (``prelim-missing``) or ties at its cut
        (``tie-open``), and ``contest.post_order`` names no lot.
    """
    contested = contested_posts(instance, policy)
    if policy.contest.rule == "none":
        contested = np.zeros(len(contested), dtype=bool)
    rows = intake.filings(instance, contested)
    register = _Register.of(instance, policy, contested, rows)
    register.events += short_supply(instance, policy, contested) if contested.any() else ()
    register.events += _without_condition(register)
    register.take(rows, intake.first_intake(rows, policy.contest.apply))
    register.recommend()
    rounds = 1 if policy.contest.apply.rounds else 1 + policy.contest.apply.reapply_rounds
    for number in range(1, rounds + 1):
        if number > 1:
            register.take(rows, register.later(rows, number))
        register.screen()
        register.cancel(number, last=number == rounds)
    beyond = np.full(len(rows.cadre), PENDING, dtype=np.int8)
    beyond[rows.round > rounds] = CODE[Fate.LATE]
    if not policy.contest.apply.rounds:
        register.take(rows, beyond)
    qualified = np.unique(register.cadre[register.fate == LIVE])
    register.events += chief_vacancies(instance, policy, contested, qualified)
    register.shortlist(seed)
    return register.entries(), tuple(register.events)


@dataclass(eq=False)
class _Register:
    """The entries while they are being made: one slot for each pair that anybody applied or voted for.

    `fate` holds codes, ``PENDING`` for a slot that is no entry (yet); `screened` marks those already asked.
    """

    instance: Instance
    policy: Policy
    contested: Bool
    cadre: Int32
    post: Int32
    voted: Bool
    fate: Int8
    round: Int32
    order: Int32
    prelim: Int32
    declared: Bool
    screened: Bool
    cancelled: Bool
    may: Bool
    unmet: dict[int, tuple[str, ...]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, instance: Instance, policy: Policy, contested: Bool, rows: Filings) -> _Register:
        """Slots for all pairs of the applications and the recommendations."""
        posts = max(len(contested), 1)
        voters = intake.recommended(instance, contested)
        keys = [c.astype(np.int64) * posts + p for c, p in ((rows.cadre, rows.post), voters)]
        key = np.unique(np.concatenate(keys))
        size = len(key)

        def zeros() -> Int32:
            return np.zeros(size, dtype=np.int32)

        return cls(
            instance, policy, contested,
            cadre=(key // posts).astype(np.int32), post=(key % posts).astype(np.int32),
            voted=np.isin(key, keys[1]), fate=np.full(size, PENDING, dtype=np.int8),
            round=zeros(), order=zeros(), prelim=zeros(),
            declared=np.zeros(size, dtype=bool), screened=np.zeros(size, dtype=bool),
            cancelled=np.zeros(len(contested), dtype=bool),
            may=np.zeros(len(instance.cadres), dtype=bool),
        )  # fmt: skip

    def _slots(self, rows: Filings) -> Int64:
        """Slot of each application."""
        posts = max(len(self.contested), 1)
        mine = self.cadre.astype(np.int64) * posts + self.post
        return np.searchsorted(mine, rows.cadre.astype(np.int64) * posts + rows.post)

    def take(self, rows: Filings, fate: Int8) -> None:
        """Enter the applications that are decided; an entry that was in the running keeps its fate."""
        slot = self._slots(rows)
        dead = np.flatnonzero((fate != PENDING) & (fate != LIVE))
        # rows come by round, so the latest application gives the fate; a live one goes before all others
        free = dead[~self.screened[slot[dead]] & (self.fate[slot[dead]] != CODE[Fate.CANCELLED])]
        live = np.flatnonzero(fate == LIVE)
        for which in (free, live):
            at = slot[which]
            self.fate[at] = np.where(self.screened[at], self.fate[at], fate[which])
            self.round[at], self.order[at] = rows.round[which], rows.order[which]
            self.prelim[at] = rows.prelim[which]
        self.declared[slot[live]] = True

    def recommend(self) -> None:
        """JL-51: who declared some post may be recommended to another one."""
        declared = np.zeros(len(self.instance.cadres), dtype=bool)
        declared[self.cadre[self.declared]] = True
        new = self.voted & ~self.declared & declared[self.cadre]
        self.fate[new] = LIVE
        self.round[new] = self.order[new] = self.prelim[new] = 0

    def later(self, rows: Filings, number: int) -> Int8:
        """Fates of the applications of re-application round `number` (TX-20, A-24)."""
        running = np.isin(self.fate, _EVER_LIVE) & ~self.cancelled[self.post] & self.declared
        taken = np.bincount(self.cadre[running], minlength=len(self.may))
        room = np.where(self.may, np.maximum(self.policy.contest.apply.max - taken, 0), -1)
        live = running[self._slots(rows)]
        return intake.later_intake(rows, self.policy.contest.apply, number, self.cancelled, live, room)

    def screen(self) -> None:
        """Ask the conditions of everybody who is in the running and has not been asked (TX-17)."""
        new = np.flatnonzero((self.fate == LIVE) & ~self.screened)
        found = screen(self.instance, self.policy, self.cadre[new], self.post[new])
        self.screened[new] = True
        for slot, unmet in zip(new.tolist(), found.unmet, strict=True):
            if unmet:
                self.unmet[slot] = unmet
                self.fate[slot] = CODE[Fate.UNQUALIFIED]
        self.events += [e for e in found.events if e.kind != "statement" or e not in self.events]

    def cancel(self, number: int, *, last: bool) -> None:
        """TX-20: posts with too few qualified hold no contest; their applicants may apply elsewhere (A-24)."""
        policy = self.policy.contest
        qualified = np.bincount(self.post[self.fate == LIVE], minlength=len(self.contested))
        short = self.contested & ~self.cancelled & (qualified < policy.min_qualified)
        applied = np.isin(self.fate, _EVER_LIVE) & self.declared & short[self.post]
        self.fate[(self.fate == LIVE) & short[self.post]] = CODE[Fate.CANCELLED]
        self.cancelled |= short
        for post in np.flatnonzero(short).tolist():
            self.log(
                POST_CANCELLED, round=number, post=post,
                qualified=int(qualified[post]), least=policy.min_qualified,
            )  # fmt: skip
        self.may[:] = False
        if last:
            return
        self.may[self.cadre[applied]] = True
        for cadre, post in zip(self.cadre[applied].tolist(), self.post[applied].tolist(), strict=True):
            self.log(MAY_REAPPLY, round=number + 1, post=post, cadre=cadre)

    def log(self, line: Line, **facts: Any) -> None:
        """Write a sentence into the log."""
        self.events.append(logged(self.instance, self.policy, line, **facts))

    def shortlist(self, seed: int) -> None:
        """TX-21, TX-22, A-23: of more people than the cap, keep those whom the unit ranks best.

        Counted are the qualified; under ``registered``, where the pre-selection precedes the screening, everybody
        who is live, so that somebody unqualified may take up a place.
        """
        policy = self.policy.contest
        cap = policy.shortlist_cap
        if cap is None:
            return
        match policy.shortlist_base:
            case "qualified":
                counted = self.fate == LIVE
            case "registered":
                running = np.bincount(self.post[self.fate == LIVE], minlength=len(self.contested)) > 0
                counted = np.isin(self.fate, _EVER_LIVE) & running[self.post]
            case _:
                assert_never(policy.shortlist_base)
        problems: list[Problem] = []
        by_post = np.argsort(self.post, kind="stable")
        slots = by_post[counted[by_post]]
        starts = np.flatnonzero(np.append(True, np.diff(self.post[slots]) != 0)[: len(slots)])
        for group in np.split(slots, starts[1:]) if len(slots) else []:
            if len(group) > cap:
                problems += self._cut(group, cap, seed)
        if problems:
            raise InvalidInput(problems)

    def _cut(self, slots: Int64, cap: int, seed: int) -> list[Problem]:
        """Cut those who are counted at one post down to `cap`, or say what the cut lacks."""
        post = int(self.post[slots[0]])
        label = str(self.instance.tables["posts"]["post_id"][post])
        names = [self.instance.cadre_id(i) for i in self.cadre[slots].tolist()]
        ranks = self.prelim[slots].tolist()
        lot = "lot" in self.policy.contest.post_order
        if not lot and 0 in ranks:
            lacking = [name for name, rank in zip(names, ranks, strict=True) if rank == 0]
            return [_no_prelim(label, name, cap, self.policy) for name in lacking]
        draw = [hashlib.sha256(f"{seed}|{label}|{n}".encode()).hexdigest() if lot else "" for n in names]
        keys = [(rank == 0, rank) for rank in ranks]
        order = sorted(range(len(names)), key=lambda k: (keys[k], draw[k], names[k]))
        tied = [k for k in order if keys[k] == keys[order[cap - 1]]]
        if keys[order[cap]] == keys[order[cap - 1]]:
            if not lot:
                return [_open_tie(label, [names[k] for k in tied], self.policy)]
            kept = [names[k] for k in order[:cap] if k in tied]
            self.log(
                LOT_AT_SHORTLIST, post=post, seed=seed, tied=listed(names[k] for k in tied), kept=listed(kept)
            )
        below = slots[order[cap:]]
        self.fate[below[self.fate[below] == LIVE]] = CODE[Fate.NOT_SHORTLISTED]
        return []

    def entries(self) -> Entries:
        """The slots that are entries."""
        real = np.flatnonzero(self.fate != PENDING)
        none = (None,) * len(real)
        zeros = np.zeros(len(real), dtype=np.int32)
        return Entries(
            cadre=frozen(self.cadre[real]), post=frozen(self.post[real]),
            round=frozen(self.round[real]), order=frozen(self.order[real]),
            declared=frozen(self.declared[real]),
            fate=tuple(FATES[code] for code in self.fate[real].tolist()),
            unmet=tuple(self.unmet.get(slot, ()) for slot in real.tolist()),
            score=none, rate=none, votes=frozen(zeros - 1),
            wish_rank=frozen(zeros.copy()), post_rank=frozen(zeros.copy()),
        )  # fmt: skip


def _without_condition(register: _Register) -> list[Event]:
    """A-20: contested posts at which nothing is asked, said aloud."""
    bare = posts_without_condition(register.instance, register.policy, register.contested)
    if len(bare) == 0:
        return []
    labels = register.instance.tables["posts"]["post_id"].gather(bare).to_list()
    zh, en = f"{len(bare)} 个竞岗职位", f"{len(bare)} contested posts"
    if len(bare) == int(register.contested.sum()):
        posts = Text(f"全部 {zh}", f"all {en}")
    else:
        posts = Text(f"{zh}（{'、'.join(labels)}）", f"{en} ({', '.join(labels)})")
    return [logged(register.instance, register.policy, CONDITION_MISSING, posts=posts)]


def _no_prelim(post: str, cadre: str, cap: int, policy: Policy) -> Problem:
    return Problem(
        "prelim-missing",
        Text(
            f"职位 {post} 参加比选的人数超过竞岗对象上限 {cap} 人，{cadre} 没有比选名次",
            f"more people are to be ranked for post {post} than the cap of {cap}, and {cadre} has no rank",
        ),
        Text(
            "该职位每位参加比选人员的比选名次", "a pre-selection rank for everybody whom the cap counts there"
        ),
        table=APPLICATIONS.heading,
        column=APPLICATIONS.column("prelim_rank").heading,
        value=f"{cadre}, {post}",
        rule=policy.rule_of("contest.shortlist_cap"),
    )


def _open_tie(post: str, tied: list[str], policy: Policy) -> Problem:
    return Problem(
        "tie-open",
        Text(
            f"职位 {post} 竞岗对象的取舍处比选名次并列：{'、'.join(tied)}",
            f"pre-selection ranks at post {post} tie at the shortlist's cut: {', '.join(tied)}",
        ),
        Text(
            "不并列的比选名次，或在 contest.post_order 中加入 lot（抽签）",
            "ranks without a tie there, or a lot in contest.post_order",
        ),
        table=APPLICATIONS.heading,
        column=APPLICATIONS.column("prelim_rank").heading,
        value=f"{post}: {', '.join(tied)}",
        rule=policy.rule_of("contest.shortlist_cap"),
    )
