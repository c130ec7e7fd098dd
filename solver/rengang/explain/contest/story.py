"""Why a contest went as it did: for a contestant, for a post, and in one sentence for a list.

A paragraph for a contestant shows others by rank only; a paragraph for a post names its candidates by id.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from rengang.errors import Text
from rengang.explain.words import joined, unit_text
from rengang.model import Contest, Entries, Event, Fate, Instance
from rengang.model.arrays import Int32
from rengang.model.values import written
from rengang.policy import Policy
from rengang.policy.scores import GroupVote
from rengang.procedures.contest.posts import contested_posts
from rengang.procedures.contest.seats.why_not import WhyNot, appointments, why_not

if TYPE_CHECKING:
    from rengang.procedures.contest.scores.derivation import Derivations
    from rengang.verify.breach import Breach
    from rengang.verify.contest.trial import Trial

FATE_WORDS: dict[Fate, Text] = {
    Fate.SUPERSEDED: Text("已改报其他职位", "replaced by a later application"),
    Fate.LATE: Text("不在可报名的时间或轮次内", "filed outside the time or round that was open"),
    Fate.NO_CONSENT: Text("所在单位不同意", "the own unit does not consent"),
    Fate.UNQUALIFIED: Text("资格审查不合格", "not qualified"),
    Fate.CANCELLED: Text("合格人数不足，职位取消", "too few qualified: the post was cancelled"),
    Fate.NOT_SHORTLISTED: Text("比选后未列为竞岗对象", "not shortlisted after the pre-selection"),
    Fate.UNSCORED: Text("尚未评分", "not scored yet"),
    Fate.WITHDRAWN: Text("没有参加，视为放弃", "did not appear: withdrawn"),
    Fate.BARRED: Text("推荐率未达要求", "the recommendation rate misses the gate"),
    Fate.NOT_INSPECTED: Text("未列为考察对象", "not among the inspection candidates"),
    Fate.NOT_ELECTED: Text("票决未通过", "not carried by the vote"),
    Fate.CANDIDATE: Text("列为人选，未任用", "a candidate, not appointed"),
    Fate.APPOINTED: Text("任用", "appointed"),
}
"""What each fate is called."""

SHORTLISTED = Text("列为竞岗对象，尚未评分", "shortlisted, not scored yet")

RULES: dict[Fate, str] = {
    Fate.SUPERSEDED: "contest.apply.switch",
    Fate.LATE: "contest.apply.closes",
    Fate.NO_CONSENT: "contest.apply.consent",
    Fate.UNQUALIFIED: "contest.qualification",
    Fate.CANCELLED: "contest.min_qualified",
    Fate.NOT_SHORTLISTED: "contest.shortlist_cap",
    Fate.UNSCORED: "contest.scores",
    Fate.WITHDRAWN: "contest.absent",
    Fate.NOT_INSPECTED: "contest.inspection.rule",
    Fate.NOT_ELECTED: "contest.vote.majority",
}
"""The policy key behind each way to fall out."""


PERSONAL = ("waived", "fact-missing", "may-reapply", "withdrawn", "overridden")
"""Kinds of events that speak of one person alone."""


class ContestStory:
    """What is told about one contest.

    Parameters
    ----------
    instance, policy
        What was handed in, under what.
    contest
        Its outcome, or what :func:`~rengang.procedures.contest.contest.retrace` finds behind it.
    seed
        The seed of the lots.
    """

    def __init__(self, instance: Instance, policy: Policy, contest: Contest, seed: int) -> None:
        self.instance, self.policy, self.contest, self.seed = instance, policy, contest, seed

    @property
    def entries(self) -> Entries:
        """Every entry of the contest."""
        return self.contest.entries

    @cached_property
    def by_cadre(self) -> dict[int, list[int]]:
        """Rows of the entries of each person."""
        return _grouped(self.entries.cadre)

    @cached_property
    def by_post(self) -> dict[int, list[int]]:
        """Rows of the entries at each post."""
        return _grouped(self.entries.post)

    @cached_property
    def _appointments(self) -> tuple[dict[int, int], dict[int, int]]:
        return appointments(self.contest)

    @property
    def holder(self) -> dict[int, int]:
        """Row of the appointed entry of each post that was given."""
        return self._appointments[1]

    @cached_property
    def contested(self) -> frozenset[int]:
        """Indices of the posts of the contest."""
        return frozenset(np.flatnonzero(contested_posts(self.instance, self.policy)).tolist())

    @cached_property
    def _events(self) -> dict[int, list[Event]]:
        """What the log says of each person alone, as far as the person may read it."""
        told: dict[int, list[Event]] = {}
        for event in self.contest.events:
            if event.cadre >= 0 and event.kind in PERSONAL:
                told.setdefault(event.cadre, []).append(event)
        return told

    # -- sentences ------------------------------------------------------------------------------------------
    def reason(self, cadre: int) -> Text:
        """One sentence on how a person fared."""
        rows = self.by_cadre.get(cadre, [])
        won = [k for k in rows if self.entries.fate[k] is Fate.APPOINTED]
        if won:
            rank = int(self.entries.post_rank[won[0]])
            post = self.post_label(int(self.entries.post[won[0]]))
            return Text(f"竞岗任{post.zh}，排名第 {rank}", f"appointed to {post.en}, ranked {rank}")
        told = [self._short(k) for k in rows]
        lost = joined(told, "；", "; ")
        if self.screened:
            return Text(f"报名竞岗：{lost.zh}", f"applied: {lost.en}")
        return Text(f"竞岗落岗：{lost.zh}", f"not appointed: {lost.en}")

    def _short(self, row: int) -> Text:
        fate, post = self.entries.fate[row], self.entries.post[row]
        label = self.instance.tables["posts"]["post_id"][int(post)]
        lost = fate is Fate.CANDIDATE and not self.screened
        words = self._lost(row) if lost else self._word(fate)
        return Text(f"{label} {words.zh}", f"{label} {words.en}")

    def _lost(self, row: int) -> Text:
        """Why a candidate was not given the post: the rank, and what stood in the way."""
        mine = int(self.entries.post_rank[row])
        why = self.why_not(row)
        zh, en = f"排名第 {mine}，{why.value.zh}", f"ranked {mine}; {why.value.en}"
        if why is WhyNot.OUTRANKED:
            rank = int(self.entries.post_rank[self.holder[int(self.entries.post[row])]])
            return Text(f"{zh}（第 {rank} 名）", f"{en} (rank {rank})")
        return Text(zh, en)

    def why_not(self, row: int) -> WhyNot:
        """Which of the four things kept the candidate of an entry from the post."""
        return why_not(self.entries, row, *self._appointments)

    # -- a contestant ---------------------------------------------------------------------------------------
    def cadre(self, cadre: int, *, derived: bool = True) -> Text:
        """One paragraph per entry of a person, with each score, `derived` line by line."""
        return joined([self._entry(row, derived) for row in self.by_cadre.get(cadre, [])], "\n", "\n")

    def _entry(self, row: int, derived: bool) -> Text:
        entries = self.entries
        post, fate = int(entries.post[row]), entries.fate[row]
        label = self.post_label(post)
        head = (
            Text(f"报考{label.zh}", f"applied for {label.en}")
            if entries.declared[row] or entries.round[row] > 0
            else Text(f"被推荐到{label.zh}（本人未报）", f"recommended to {label.en} (did not apply)")
        )
        rule = self._rule(fate)
        cited = Text(f"〔{rule}〕", f" [{rule}]") if rule else Text("", "")
        parts = [
            Text(
                f"{head.zh}：{self._word(fate).zh}{cited.zh}。",
                f"{head.en}: {self._word(fate).en}{cited.en}.",
            )
        ]
        parts += [_sentence(u.text, u.rule) for u in entries.unmet[row]]
        score = entries.score[row]
        if score is not None and not derived:
            parts.append(Text(f"得分 {points(score)}。", f"{points(score)} points."))
        elif score is not None:
            parts += self.derivation(row)
        elif fate is Fate.BARRED:
            parts += [line for name, _ in self._gates for line in self.derivation(row, name)]
        if fate is Fate.NOT_ELECTED and entries.votes[row] >= 0:
            votes = int(entries.votes[row])
            parts.append(Text(f"同意 {votes} 票。", f"{votes} votes in favour."))
        if fate is Fate.CANDIDATE and not self.screened:
            parts.append(_sentence(self._lost(row)))
            parts += self._obstacles(row)
        elif fate is Fate.APPOINTED:
            parts.append(self._rank(row))
        personal = self._events.get(int(entries.cadre[row]), ())
        parts += [_sentence(event.text, event.rule) for event in personal if event.post in (-1, post)]
        return joined(parts, "\n  ", "\n  ")

    @cached_property
    def screened(self) -> bool:
        """Did the contest end with its shortlists."""
        return self.contest.screened

    def _word(self, fate: Fate) -> Text:
        """What a fate is called; after a screening the candidates are those shortlisted."""
        return SHORTLISTED if self.screened and fate is Fate.CANDIDATE else FATE_WORDS[fate]

    def _rank(self, row: int) -> Text:
        """By which rank, and with how many votes, somebody was appointed."""
        rank, votes = int(self.entries.post_rank[row]), int(self.entries.votes[row])
        if votes < 0:
            return Text(f"排名第 {rank}。", f"Ranked {rank}.")
        return Text(f"排名第 {rank}，同意 {votes} 票。", f"Ranked {rank}, with {votes} votes.")

    def _rule(self, fate: Fate) -> str | None:
        """The rule IDs behind a fate; a gate's are those of the vote that it belongs to."""
        if fate is Fate.BARRED:
            return ", ".join(rule for _, node in self._gates for rule in node.rules) or None
        return self.policy.rule_of(RULES[fate]) if fate in RULES else None

    @cached_property
    def _gates(self) -> list[tuple[str, GroupVote]]:
        """The votes that bar whom they do not reach."""
        nodes = self.policy.contest.scores.items()
        return [(name, node) for name, node in nodes if isinstance(node, GroupVote) and node.gate is not None]

    def derivation(self, row: int, node: str | None = None) -> tuple[Text, ...]:
        """How the score of an entry came about (or that of one node), line by line; remembered, for page and people."""
        if (row, node) not in self._derived:
            cadre, post = int(self.entries.cadre[row]), int(self.entries.post[row])
            self._derived[row, node] = self._derivations.lines(cadre, post, node)
        return self._derived[row, node]

    @cached_property
    def _derived(self) -> dict[tuple[int, str | None], tuple[Text, ...]]:
        return {}

    @cached_property
    def _derivations(self) -> Derivations:
        from rengang.procedures.contest.scores.derivation import Derivations

        return Derivations(self.instance, self.policy, self.entries)

    def _obstacles(self, row: int) -> list[Text]:
        """What would be broken if this candidate had the post instead of whoever has it now."""
        if self.why_not(row) in (WhyNot.ELSEWHERE, WhyNot.OUTRANKED):
            return []
        told = [
            _sentence(
                Text(f"如改由本人任职：{text.zh}", f"if this person had the post: {text.en}"),
                ", ".join(rules),
            )
            for _, text, rules in self.against(row)
        ]
        free = Text(
            "改由本人任职不违反任何规定：是一个竞岗阻塞对",
            "no rule forbids this person to have the post: a blocking pair of the contest",
        )
        return told or [_sentence(free)]

    def against(self, row: int) -> list[tuple[str, Text, tuple[str, ...]]]:
        """What speaks against giving the post to the candidate of an entry: code, words that name nobody, rules."""
        cadre, post = int(self.entries.cadre[row]), int(self.entries.post[row])
        found = {self._nameless(b, cadre, post): (b.code, b.rules) for b in self._trial.breaches(cadre, post)}
        return [(code, text, rules) for text, (code, rules) in found.items()]

    def _nameless(self, breach: Breach, cadre: int, post: int) -> Text:
        """A breach without the other people in it: the sentence may be read by whom it concerns."""
        there = Text("", "") if breach.unit is None else unit_text(self.instance, breach.unit)
        which = "" if breach.post is None else str(self.instance.tables["posts"]["post_id"][breach.post])
        match breach.code:
            case "contest-incumbent" if breach.post == post:
                return Text(
                    "该职位现任没有另任他职，职位未空出", "its incumbent wins no other post and stays"
                )
            case "contest-incumbent":
                return Text(
                    f"现拟任该职位者无处可回：其原职位 {which} 已由他人任用",
                    f"whoever has it now could not go back: the old post {which} is given to somebody else",
                )
            case "contest-relatives":
                return Text(f"亲属将同在{there.zh}", f"relatives would be together in {there.en}")
            case "contest-relatives-section":
                return Text(
                    f"亲属将同在{there.zh}的一个科室", f"relatives would be in one section of {there.en}"
                )
            case "contest-decision" if breach.cadre == cadre:
                return Text(f"集体决定本人任 {which}", f"it was decided that this person is to have {which}")
            case "contest-decision" if breach.post == post:
                return Text("集体决定该职位由他人任职", "it was decided that somebody else is to have it")
            case "contest-decision":
                return Text(f"集体决定的 {which} 人选将受影响", f"the decision about {which} would not hold")
            case _:
                return breach.text

    @cached_property
    def _trial(self) -> Trial:
        from rengang.verify.contest.trial import Trial

        return Trial(self.instance, self.policy, self.contest.cadre, self.contest.post)

    # -- a post ---------------------------------------------------------------------------------------------
    def post(self, post: int) -> Text:
        """One paragraph about a post: how many at each step, the candidates in order, who got it and the chain."""
        rows = self.by_post.get(post, [])
        label = self.post_label(post)
        if post not in self.contested:
            return Text(f"{label.zh}：不是竞岗职位。", f"{label.en}: not offered for contest.")
        cancelled = self._cancelled.get(post)
        gone = Text("，职位已取消", ", so it is cancelled") if cancelled else Text("", "")
        if not rows:
            return Text(f"{label.zh}：没有人报名{gone.zh}。", f"{label.en}: nobody applied{gone.en}.")
        steps = joined([_counted(self._word(fate), n) for fate, n in self._tally(rows)], "，", ", ")
        parts = [
            Text(f"{label.zh}：报名或被推荐 {len(rows)} 人次，其中{steps.zh}。",
                 f"{label.en}: {len(rows)} applied or were recommended; {steps.en}.")
        ]  # fmt: skip
        ranked = sorted((int(self.entries.post_rank[k]), k) for k in rows if self.entries.post_rank[k] > 0)
        parts += [self._standing(rank, k) for rank, k in ranked]
        parts += [_sentence(cancelled.text, cancelled.rule)] if cancelled else []
        chain = self.chain(post)
        return joined([*parts, chain] if chain else parts, "\n  ", "\n  ")

    @cached_property
    def _cancelled(self) -> dict[int, Event]:
        """Why a post holds no contest, for each that was cancelled."""
        return {event.post: event for event in self.contest.events if event.kind == "post-cancelled"}

    def _tally(self, rows: list[int]) -> list[tuple[Fate, int]]:
        fates = [self.entries.fate[k] for k in rows]
        return [(fate, fates.count(fate)) for fate in Fate if fate in fates]

    def _standing(self, rank: int, row: int) -> Text:
        who = self.instance.cadre_id(int(self.entries.cadre[row]))
        score, votes = self.entries.score[row], int(self.entries.votes[row])
        zh, en = f"第 {rank} 名 {who}", f"rank {rank}: {who}"
        if score is not None:
            zh, en = f"{zh}，得分 {points(score)}", f"{en}, {points(score)} points"
        if votes >= 0:
            zh, en = f"{zh}，同意 {votes} 票", f"{en}, {votes} votes"
        fate = FATE_WORDS[self.entries.fate[row]]
        if self.entries.fate[row] is Fate.CANDIDATE:
            fate = self._barrier(row)
        return Text(f"{zh}，{fate.zh}。", f"{en}, {fate.en}.")

    def _barrier(self, row: int) -> Text:
        """What kept a candidate from the post; where a limit did, which one."""
        why = self.why_not(row)
        against = (
            [] if why in (WhyNot.ELSEWHERE, WhyNot.OUTRANKED) else [text for _, text, _ in self.against(row)]
        )
        if not against:
            return why.value
        told = joined(against)
        return Text(f"不能任用：{told.zh}", f"cannot have it: {told.en}")

    def chain(self, post: int) -> Text | None:
        """The chain of posts that the appointment to `post` sets off: who leaves what to whom."""
        row = self.holder.get(post)
        if row is None:
            return None
        ids = self.instance.tables["posts"]["post_id"]
        links: list[Text] = []
        seen: list[int] = []
        end: Text | None = None
        while row is not None:
            seen.append(post)
            cadre = int(self.entries.cadre[row])
            left = self._held_before.get(cadre)
            who, home = self.instance.cadre_id(cadre), int(self.instance.unit_of[cadre])
            old = unit_text(self.instance, home) if left is None else Text(ids[left], ids[left])
            links.append(Text(f"{who} 由 {old.zh} 到 {ids[post]}", f"{who} from {old.en} to {ids[post]}"))
            if left is None:
                break
            if left in seen:
                end = Text("首尾相接", "a circle")
                break
            row = self.holder.get(left)
            if row is None:
                end = Text(f"{ids[left]} 空出", f"{ids[left]} falls vacant")
            post = left
        told = joined([*links, end] if end is not None else links)
        return Text(f"变动：{told.zh}。", f"Moves: {told.en}.")

    @cached_property
    def _held_before(self) -> dict[int, int]:
        """Post that each incumbent held before the contest."""
        from rengang.procedures.contest.posts import incumbents

        holder = incumbents(self.instance)
        return {int(i): p for p, i in enumerate(holder.tolist()) if i >= 0}

    def post_label(self, post: int) -> Text:
        """A post as a reader knows it: unit, title and id."""
        row = self.instance.tables["posts"].row(post, named=True)
        unit = self.instance.unit_index.get(row["unit_id"])
        name = None if unit is None else self.instance.units["name"][unit]
        place, title = name or row["unit_id"], row["title"] or ""
        named = f"{place} {title}".rstrip()
        return Text(f"{place}{title}（{row['post_id']}）", f"{named} ({row['post_id']})")


def points(value: object) -> str:
    """Points as a person reads them: a finite decimal, else a fraction with three places beside it."""
    from fractions import Fraction

    assert isinstance(value, Fraction)
    text = written(value)
    return text if "/" not in text else f"{text}（≈{float(value):.3f}）"


def _sentence(text: Text, rules: str | None = None) -> Text:
    """A clause as a sentence, with the rule IDs that it rests on."""
    zh, en = text.zh.rstrip("。"), text.en.rstrip(".")
    en = en[:1].upper() + en[1:]
    return Text(f"{zh}〔{rules}〕。", f"{en} [{rules}].") if rules else Text(f"{zh}。", f"{en}.")


def _counted(words: Text, number: int) -> Text:
    return Text(f"{words.zh} {number}", f"{number} {words.en}")


def _grouped(column: Int32) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, key in enumerate(column.tolist()):
        groups.setdefault(key, []).append(row)
    return groups
