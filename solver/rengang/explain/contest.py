"""Why a contest went as it did: for a contestant, for a post, and in one sentence for a list.

A paragraph for a contestant shows others by rank only; a paragraph for a post names its candidates by id.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from rengang.errors import Text
from rengang.explain.words import joined
from rengang.model import Contest, Entries, Fate, Instance
from rengang.model.instance import Int32
from rengang.policy import Policy
from rengang.policy.values import written

if TYPE_CHECKING:
    from rengang.procedures.contest.derivation import Derivations
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
    def holder(self) -> dict[int, int]:
        """Row of the appointed entry of each post that was given."""
        given = [k for k, fate in enumerate(self.entries.fate) if fate is Fate.APPOINTED]
        return {int(self.entries.post[k]): k for k in given}

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
        return Text(f"竞岗落岗：{lost.zh}", f"not appointed: {lost.en}")

    def _short(self, row: int) -> Text:
        fate, post = self.entries.fate[row], self.entries.post[row]
        label = self.instance.tables["posts"]["post_id"][int(post)]
        words = self._lost(row) if fate is Fate.CANDIDATE else FATE_WORDS[fate]
        return Text(f"{label} {words.zh}", f"{label} {words.en}")

    def _lost(self, row: int) -> Text:
        """Why a candidate was not given the post, as far as the ranks say it."""
        taken = self.holder.get(int(self.entries.post[row]))
        mine = int(self.entries.post_rank[row])
        if taken is not None and self.entries.post_rank[taken] <= mine:
            rank = int(self.entries.post_rank[taken])
            return Text(
                f"排名第 {mine}，职位由第 {rank} 名任职", f"ranked {mine}; the post went to rank {rank}"
            )
        return Text(
            f"排名第 {mine}，因职数、编制、回避或现任未离任不能任用",
            f"ranked {mine}; headcounts, establishment, relatives or an incumbent who stays forbid it",
        )

    # -- a contestant ---------------------------------------------------------------------------------------
    def cadre(self, cadre: int) -> Text:
        """One paragraph per entry of a person, with the derivation of each score."""
        return joined([self._entry(row) for row in self.by_cadre.get(cadre, [])], "\n", "\n")

    def _entry(self, row: int) -> Text:
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
                f"{head.zh}：{FATE_WORDS[fate].zh}{cited.zh}。",
                f"{head.en}: {FATE_WORDS[fate].en}{cited.en}.",
            )
        ]
        parts += [Text(f"{u.text.zh}。", f"{u.text.en}.") for u in entries.unmet[row]]
        if entries.score[row] is not None:
            parts += self._derivation(row)
        if fate is Fate.CANDIDATE:
            lost = self._lost(row)
            parts.append(Text(f"{lost.zh}。", f"{lost.en}."))
            parts += self._obstacles(row)
        return joined(parts, "\n  ", "\n  ")

    def _rule(self, fate: Fate) -> str | None:
        """The rule IDs behind a fate; a gate's are those of the vote that it belongs to."""
        if fate is Fate.BARRED:
            gates = [node for node in self.policy.contest.scores.values() if getattr(node, "gate", None)]
            return ", ".join(rule for node in gates for rule in node.rules) or None
        return self.policy.rule_of(RULES[fate]) if fate in RULES else None

    def _derivation(self, row: int) -> list[Text]:
        return list(self._derivations.lines(int(self.entries.cadre[row]), int(self.entries.post[row])))

    @cached_property
    def _derivations(self) -> Derivations:
        from rengang.procedures.contest.derivation import Derivations

        return Derivations(self.instance, self.policy, self.entries)

    def _obstacles(self, row: int) -> list[Text]:
        """What would be broken if this candidate had the post instead of whoever has it now."""
        cadre, post = int(self.entries.cadre[row]), int(self.entries.post[row])
        taken = self.holder.get(post)
        if taken is not None and self.entries.post_rank[taken] <= self.entries.post_rank[row]:
            return []
        return [
            Text(f"如改由本人任职：{b.text.zh}", f"if this person had the post: {b.text.en}")
            for b in self._trial.breaches(cadre, post)
        ]

    @cached_property
    def _trial(self) -> Trial:
        from rengang.verify.contest.trial import Trial

        return Trial(self.instance, self.policy, self.contest.cadre, self.contest.post)

    # -- a post ---------------------------------------------------------------------------------------------
    def post(self, post: int) -> Text:
        """One paragraph about a post: how many at each step, the candidates in order, who got it and the chain."""
        rows = self.by_post.get(post, [])
        label = self.post_label(post)
        if not rows:
            return Text(f"{label.zh}：没有人报名。", f"{label.en}: nobody applied.")
        steps = joined([_counted(fate, n) for fate, n in self._tally(rows)], "，", ", ")
        parts = [
            Text(f"{label.zh}：报名或被推荐 {len(rows)} 人次，其中{steps.zh}。",
                 f"{label.en}: {len(rows)} applied or were recommended; {steps.en}.")
        ]  # fmt: skip
        ranked = sorted((int(self.entries.post_rank[k]), k) for k in rows if self.entries.post_rank[k] > 0)
        parts += [self._standing(rank, k) for rank, k in ranked]
        chain = self.chain(post)
        return joined([*parts, chain] if chain else parts, "\n  ", "\n  ")

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
        return Text(f"{zh}，{fate.zh}", f"{en}, {fate.en}")

    def chain(self, post: int) -> Text | None:
        """The chain of posts that the appointment to `post` sets off: who leaves what to whom."""
        row = self.holder.get(post)
        if row is None:
            return None
        held = self._held_before
        links_zh, links_en, seen = [], [], []
        while row is not None and post not in seen:
            seen.append(post)
            cadre = int(self.entries.cadre[row])
            here = str(self.instance.tables["posts"]["post_id"][post])
            before = held.get(cadre)
            left = "—" if before is None else str(self.instance.tables["posts"]["post_id"][before])
            links_zh.append(f"{self.instance.cadre_id(cadre)} 由 {left} 到 {here}")
            links_en.append(f"{self.instance.cadre_id(cadre)} from {left} to {here}")
            if before is None:
                break
            post, row = before, self.holder.get(before)
        return Text(f"连动：{'；'.join(links_zh)}", f"chain: {'; '.join(links_en)}")

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
        return Text(f"{place}{title}（{row['post_id']}）", f"{place} {title} ({row['post_id']})")


def points(value: object) -> str:
    """Points as a person reads them: a finite decimal, else a fraction with three places beside it."""
    from fractions import Fraction

    assert isinstance(value, Fraction)
    text = written(value)
    return text if "/" not in text else f"{text}（≈{float(value):.3f}）"


def _counted(fate: Fate, number: int) -> Text:
    words = FATE_WORDS[fate]
    return Text(f"{words.zh} {number}", f"{number} {words.en}")


def _grouped(column: Int32) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for row, key in enumerate(column.tolist()):
        groups.setdefault(key, []).append(row)
    return groups
