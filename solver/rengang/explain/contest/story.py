"""Why a contest went as it did: for a contestant, for a post, and in one sentence for a list.

A paragraph for a contestant shows others by rank only; a paragraph for a post names its candidates by id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from rengang.errors import Text
from rengang.explain.contest.derivation import derivation
from rengang.explain.words import joined, unit_text
from rengang.model import Fate, Instance
from rengang.model.values import written
from rengang.policy import Policy
from rengang.rules import contest_seats
from rengang.rules.catalogue import called
from rengang.rules.contest_log import (
    FACT_MISSING,
    MAY_REAPPLY,
    OVERRIDDEN,
    POST_CANCELLED,
    WAIVED,
    WITHDRAWN,
    Line,
    listed,
)
from rengang.rules.contest_steps import RULES, SHORTLISTED, STEPS, Step, WhyNot
from rengang.verify.breach import Breach
from rengang.verify.contest import Candidacy, ContestVerdict
from rengang.verify.contest.conditions import Screening
from rengang.verify.contest.log import Step as LogStep
from rengang.verify.contest.trace import with_finding

_FREE = Text(
    "改由本人任职不违反任何规定：是一个竞岗阻塞对",
    "no rule forbids this person to have the post: a blocking pair of the contest",
)


class ContestStory:
    """What is told about one contest.

    Parameters
    ----------
    instance, policy
        What was handed in, under what.
    verdict
        What the judge found, with how it came to that.
    """

    def __init__(self, instance: Instance, policy: Policy, verdict: ContestVerdict) -> None:
        self.instance, self.policy, self.verdict, self.trace = instance, policy, verdict, verdict.trace
        self.contested = frozenset(verdict.contested)
        self._derived: dict[tuple[int, int, str | None], tuple[Text, ...]] = {}

    # -- sentences ------------------------------------------------------------------------------------------
    def reason(self, cadre: int) -> Text:
        """One sentence on how a person fared."""
        entries = self.trace.by_cadre.get(cadre, ())
        for entry in entries:
            if self.trace.fate(entry) is Fate.APPOINTED:
                post, rank = self.post_label(entry.post), entry.post_rank
                return Text(f"竞岗任{post.zh}，排名第 {rank}", f"appointed to {post.en}, ranked {rank}")
        lost = joined([self._short(entry) for entry in entries], "；", "; ")
        if self.trace.screened:
            return Text(f"报名竞岗：{lost.zh}", f"applied: {lost.en}")
        return Text(f"竞岗落岗：{lost.zh}", f"not appointed: {lost.en}")

    def _short(self, entry: Candidacy) -> Text:
        lost = entry.still_in and not self.trace.screened
        words = self._lost(entry) if lost else self.step(entry).short
        label = self._post_id(entry.post)
        return Text(f"{label} {words.zh}", f"{label} {words.en}")

    def step(self, entry: Candidacy) -> Step:
        """What is said of where an entry ended; after a screening the candidates are those shortlisted."""
        fate = self.trace.fate(entry)
        return SHORTLISTED if self.trace.screened and fate is Fate.CANDIDATE else STEPS[fate]

    def _lost(self, entry: Candidacy) -> Text:
        """Why a candidate was not given the post: the rank, and what stood in the way."""
        why, ahead = self.trace.why_not(entry), self.trace.winner(entry.post)
        zh, en = f"排名第 {entry.post_rank}，{why.value.zh}", f"ranked {entry.post_rank}; {why.value.en}"
        if why is WhyNot.OUTRANKED and ahead is not None:
            return Text(f"{zh}（第 {ahead.post_rank} 名）", f"{en} (rank {ahead.post_rank})")
        return Text(zh, en)

    # -- a contestant ---------------------------------------------------------------------------------------
    def cadre(self, cadre: int, *, derived: bool = True) -> Text:
        """One paragraph per entry of a person, with each score, `derived` line by line."""
        entries = self.trace.by_cadre.get(cadre, ())
        return joined([self._entry(entry, derived) for entry in entries], "\n", "\n")

    def _entry(self, entry: Candidacy, derived: bool) -> Text:
        label, why, rule = self.post_label(entry.post), self.step(entry).why, self._rule(entry)
        head = (
            Text(f"报考{label.zh}", f"applied for {label.en}")
            if entry.declared or entry.round > 0
            else Text(f"被推荐到{label.zh}（本人未报）", f"recommended to {label.en} (did not apply)")
        )
        cited = Text(f"〔{rule}〕", f" [{rule}]") if rule else Text("", "")
        parts = [Text(f"{head.zh}：{why.zh}{cited.zh}。", f"{head.en}: {why.en}{cited.en}.")]
        parts += [_sentence(missed.say(), ", ".join(missed.rules)) for missed in self.trace.missed(entry)]
        parts += self._score(entry, derived)
        parts += self._end(entry)
        parts += self._personal(entry)
        return joined(parts, "\n  ", "\n  ")

    def _score(self, entry: Candidacy, derived: bool) -> Sequence[Text]:
        """The score, derived or as it is; of who is barred, the rates."""
        if entry.score is not None and not derived:
            return [Text(f"得分 {points(entry.score)}。", f"{points(entry.score)} points.")]
        if entry.score is not None:
            return self.derivation(entry.cadre, entry.post)
        gates = self.trace.gates if entry.fate is Fate.BARRED else ()
        return [line for name, _ in gates for line in self.derivation(entry.cadre, entry.post, name)]

    def _end(self, entry: Candidacy) -> Iterator[Text]:
        """How the vote and the seats went for an entry that came so far."""
        fate, rank, votes = self.trace.fate(entry), entry.post_rank, entry.votes
        if fate is Fate.NOT_ELECTED and votes >= 0:
            yield Text(f"同意 {votes} 票。", f"{votes} votes in favour.")
        elif fate is Fate.CANDIDATE and not self.trace.screened:
            yield _sentence(self._lost(entry))
            yield from self._obstacles(entry)
        elif fate is Fate.APPOINTED and votes >= 0:
            yield Text(f"排名第 {rank}，同意 {votes} 票。", f"Ranked {rank}, with {votes} votes.")
        elif fate is Fate.APPOINTED:
            yield Text(f"排名第 {rank}。", f"Ranked {rank}.")

    def _rule(self, entry: Candidacy) -> str:
        """The provisions behind a fate; a gate's are those of the vote that it belongs to."""
        fate = self.trace.fate(entry)
        if fate is Fate.BARRED and (cited := [rule for _, node in self.trace.gates for rule in node.rules]):
            return ", ".join(cited)
        return ", ".join(RULES[fate].provisions(self.policy)) if fate in RULES else ""

    def derivation(self, cadre: int, post: int, node: str | None = None) -> tuple[Text, ...]:
        """How the score of an entry came about (or that of one node), line by line; remembered, for page and people."""
        key = (cadre, post, node)
        if key not in self._derived:
            self._derived[key] = derivation(self.trace, self.trace.entries[cadre, post], node)
        return self._derived[key]

    def _personal(self, entry: Candidacy) -> Iterator[Text]:
        """What the log says of this person at this post, as far as the person may read it."""
        for found in self.trace.screened_of(entry):
            if found.outcome is not Screening.MISSED:
                line = WAIVED if found.outcome is Screening.WAIVED else FACT_MISSING
                text = line.filled(condition=found.condition, reason=found.reason)
                yield _cited(with_finding(text, found), ", ".join(found.rules))
        for step in self._steps.get((entry.cadre, entry.post), ()):
            match step.kind:
                case MAY_REAPPLY.kind:
                    yield self._logged(MAY_REAPPLY, entry, round=step.round)
                case WITHDRAWN.kind:
                    yield self._logged(WITHDRAWN, entry, missing=listed(self.trace.missing(entry)))
                case OVERRIDDEN.kind:
                    reason = self.trace.facts.decided[entry.cadre, entry.post]
                    yield self._logged(OVERRIDDEN, entry, rank=entry.post_rank, reason=reason)

    def _logged(self, line: Line, entry: Candidacy, **facts: object) -> Text:
        who = self.instance.cadre_id(entry.cadre)
        text = line.filled(cadre=who, post=self._post_id(entry.post), **facts)
        return _cited(text, self.policy.rule_of(line.key) if line.key else None)

    @cached_property
    def _steps(self) -> Mapping[tuple[int, int], list[LogStep]]:
        found: dict[tuple[int, int], list[LogStep]] = {}
        for step in self.verdict.steps:
            found.setdefault((step.cadre, step.post), []).append(step)
        return found

    # -- obstacles ------------------------------------------------------------------------------------------
    def _obstacles(self, entry: Candidacy) -> list[Text]:
        """What would be broken if this candidate had the post instead of whoever has it now."""
        if self.trace.why_not(entry) in (WhyNot.ELSEWHERE, WhyNot.OUTRANKED):
            return []
        told = [
            _sentence(
                Text(f"如改由本人任职：{text.zh}", f"if this person had the post: {text.en}"),
                ", ".join(breach.rules),
            )
            for text, breach in self._against(entry).items()
        ]
        return told or [_sentence(_FREE)]

    def _against(self, entry: Candidacy) -> Mapping[Text, Breach]:
        """What speaks against giving the post to a candidate, in words that name nobody."""
        cadre, post = entry.cadre, entry.post
        return {self._nameless(b, cadre, post): b for b in self.trace.against(cadre, post)}

    def _nameless(self, breach: Breach, cadre: int, post: int) -> Text:
        """A breach without the other people in it: the sentence may be read by whom it concerns."""
        which = "" if breach.post is None else self._post_id(breach.post)
        if breach.code == contest_seats.INCUMBENT.code and breach.post != post:
            return Text(
                f"现拟任该职位者无处可回：其原职位 {which} 已由他人任用",
                f"whoever has it now could not go back: the old post {which} is given to somebody else",
            )
        if breach.code == contest_seats.DECISION.code and breach.cadre == cadre:
            return Text(f"集体决定本人任 {which}", f"it was decided that this person is to have {which}")
        if breach.code == contest_seats.DECISION.code and breach.post != post:
            return Text(f"集体决定的 {which} 人选将受影响", f"the decision about {which} would not hold")
        words = called(breach.code).words.person
        if words is None:  # a count names nobody
            return breach.text
        there = Text("", "") if breach.unit is None else unit_text(self.instance, breach.unit)
        return Text(words.zh.format(unit=there.zh), words.en.format(unit=there.en))

    # -- a post ---------------------------------------------------------------------------------------------
    def post(self, post: int) -> Text:
        """One paragraph about a post: how many at each step, the candidates in order, who got it and the chain."""
        entries, label = self.trace.by_post.get(post, ()), self.post_label(post)
        if post not in self.contested:
            return Text(f"{label.zh}：不是竞岗职位。", f"{label.en}: not offered for contest.")
        cancelled = post in self.verdict.cancelled
        gone = Text("，职位已取消", ", so it is cancelled") if cancelled else Text("", "")
        if not entries:
            return Text(f"{label.zh}：没有人报名{gone.zh}。", f"{label.en}: nobody applied{gone.en}.")
        fates = {fate: self.step(entry).short for entry in entries for fate in (self.trace.fate(entry),)}
        tally = Counter(self.trace.fate(entry) for entry in entries)
        steps = joined([_counted(fates[fate], tally[fate]) for fate in Fate if tally[fate]], "，", ", ")
        parts = [
            Text(f"{label.zh}：报名或被推荐 {len(entries)} 人次，其中{steps.zh}。",
                 f"{label.en}: {len(entries)} applied or were recommended; {steps.en}.")
        ]  # fmt: skip
        ranked = sorted((entry.post_rank, entry.cadre) for entry in entries if entry.post_rank > 0)
        parts += [self._standing(self.trace.entries[cadre, post]) for _, cadre in ranked]
        parts += [self._cancelled(post)] if cancelled else []
        chain = self.chain(post)
        return joined([*parts, chain] if chain else parts, "\n  ", "\n  ")

    def _cancelled(self, post: int) -> Text:
        """Why a post holds no contest."""
        text = POST_CANCELLED.filled(
            post=self._post_id(post),
            qualified=self.trace.register.qualified[post],
            least=self.policy.contest.min_qualified,
        )
        return _cited(text, self.policy.rule_of("contest.min_qualified"))

    def _standing(self, entry: Candidacy) -> Text:
        who, rank, votes = self.instance.cadre_id(entry.cadre), entry.post_rank, entry.votes
        zh, en = f"第 {rank} 名 {who}", f"rank {rank}: {who}"
        if entry.score is not None:
            zh, en = f"{zh}，得分 {points(entry.score)}", f"{en}, {points(entry.score)} points"
        if votes >= 0:
            zh, en = f"{zh}，同意 {votes} 票", f"{en}, {votes} votes"
        lost = self.trace.fate(entry) is Fate.CANDIDATE
        end = self._barrier(entry) if lost else self.step(entry).short
        return Text(f"{zh}，{end.zh}。", f"{en}, {end.en}.")

    def _barrier(self, entry: Candidacy) -> Text:
        """What kept a candidate from the post; where a limit did, which one."""
        why = self.trace.why_not(entry)
        if why in (WhyNot.ELSEWHERE, WhyNot.OUTRANKED) or not (against := self._against(entry)):
            return why.value
        told = joined(list(against))
        return Text(f"不能任用：{told.zh}", f"cannot have it: {told.en}")

    def chain(self, post: int) -> Text | None:
        """The chain of posts that the appointment to `post` sets off: who leaves what to whom."""
        winner = self.trace.winner(post)
        links: list[Text] = []
        seen: list[int] = []
        end: Text | None = None
        while winner is not None:
            seen.append(post)
            left, here = self.trace.held_before.get(winner.cadre), self._post_id(post)
            who, home = self.instance.cadre_id(winner.cadre), int(self.instance.unit_of[winner.cadre])
            old = unit_text(self.instance, home) if left is None else listed([self._post_id(left)])
            links.append(Text(f"{who} 由 {old.zh} 到 {here}", f"{who} from {old.en} to {here}"))
            if left is None:
                break
            if left in seen:
                end = Text("首尾相接", "a circle")
                break
            winner = self.trace.winner(left)
            if winner is None:
                end = Text(f"{self._post_id(left)} 空出", f"{self._post_id(left)} falls vacant")
            post = left
        if not links:
            return None
        told = joined([*links, end] if end is not None else links)
        return Text(f"变动：{told.zh}。", f"Moves: {told.en}.")

    def _post_id(self, post: int) -> str:
        return self.trace.facts.posts[post].label

    def post_label(self, post: int) -> Text:
        """A post as a reader knows it: unit, title and id."""
        row = self.instance.tables["posts"].row(post, named=True)
        unit = self.instance.unit_index.get(row["unit_id"])
        name = None if unit is None else self.instance.units["name"][unit]
        place, title = name or row["unit_id"], row["title"] or ""
        named = f"{place} {title}".rstrip()
        return Text(f"{place}{title}（{row['post_id']}）", f"{named} ({row['post_id']})")


def points(value: Fraction) -> str:
    """Points as a person reads them: a finite decimal, else a fraction with three places beside it."""
    text = written(value)
    return text if "/" not in text else f"{text}（≈{float(value):.3f}）"


def _sentence(clause: Text, rules: str | None = None) -> Text:
    """A clause as a sentence, with the rule IDs that it rests on."""
    return _cited(Text(clause.zh, clause.en[:1].upper() + clause.en[1:]), rules)


def _cited(text: Text, rules: str | None) -> Text:
    """A sentence with the rule IDs that it rests on; it may begin with an id, which stays as it is."""
    zh, en = text.zh.rstrip("。"), text.en.rstrip(".")
    return Text(f"{zh}〔{rules}〕。", f"{en} [{rules}].") if rules else Text(f"{zh}。", f"{en}.")


def _counted(words: Text, number: int) -> Text:
    return Text(f"{words.zh} {number}", f"{number} {words.en}")
