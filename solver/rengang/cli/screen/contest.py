"""What came of a contest, on the screen: numbers first, then posts and people, capped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from rengang.cli.screen import words
from rengang.cli.screen.console import Column, Screen
from rengang.cli.screen.told import Summary, Told
from rengang.errors import Text
from rengang.explain.words import joined
from rengang.model import Contest, Fate
from rengang.report.contest import words as contest_words
from rengang.report.contest.block import NOT_LISTED, UNREAD
from rengang.report.contest.facts import ContestFacts, contest_of
from rengang.report.contest.fates import entry_reason, readable
from rengang.report.outcome import Outcome
from rengang.rules.catalogue import called
from rengang.rules.contest_log import KINDS
from rengang.rules.contest_steps import STEPS, WhyNot
from rengang.verify.contest import Candidacy, Trace

MOST_ROWS = 40
"""Posts or people listed on the screen; the files have all of them."""
MOST_TOLD = 5
"""Events of one kind told in full."""

_TOLD = ("vote-void", "overridden", "lot-drawn", "reading-differs", "unscored", "withdrawn")
"""Kinds of events of which the first few are told; of the others their number is given."""
_COUNTED = ("may-reapply", "waived", "fact-missing")


def told(screen: Screen, outcome: Outcome, summary: Summary) -> Told:
    """What there is to say of the contest."""
    return (Told if outcome.contest is None else ContestTold)(screen, outcome, summary)


class ContestTold(Told):
    """The posts with their candidates, who fell out before the contest and why, what the log has to say."""

    @property
    def contest(self) -> Contest:
        """The contest."""
        assert self.outcome.contest is not None
        return self.outcome.contest

    @property
    def facts(self) -> ContestFacts:
        """What the report knows of it."""
        return contest_of(self.outcome)

    @property
    def trace(self) -> Trace:
        """How the judge came to what he says of it."""
        return self.facts.trace

    @property
    def conclusion(self) -> Text | None:
        return words.SCREENED if self.contest.screened else None

    def lists(self, *, at_length: bool) -> None:
        if at_length:
            self._posts()
        if self.contest.screened:
            self._unqualified()

    # -- posts ----------------------------------------------------------------------------------------------
    def _posts(self) -> None:
        """One row for each post, as far as they fit."""
        of, shown = self.screen.of, self.facts.contested.tolist()
        heads = [
            of("职位", "post"),
            of("单位和名称", "unit and title"),
            of("报名", "applied"),
            of("合格", "qualified"),
        ]
        right = [False, False, True, True]
        if self.contest.screened:
            heads, right = (
                [*heads, of("竞岗对象", "shortlisted"), of("结果", "outcome")],
                [*right, True, False],
            )
        else:
            heads += [
                of("结果", "outcome"),
                of("人选", "appointed"),
                of("得分", "score"),
                of("其余人选", "others"),
            ]
            right += [False, False, True, False]
        columns = [Column(head, "right" if r else "left") for head, r in zip(heads, right, strict=True)]
        self.screen.table(columns, [self._post(post) for post in shown[:MOST_ROWS]])
        self._rest(len(shown), of("个职位", "posts"))

    def _post(self, post: int) -> tuple[str, ...]:
        entries, winner = self.trace.by_post.get(post, ()), self.trace.winner(post)
        fates = [entry.fate for entry in entries]
        unit = self.outcome.unit_names[int(self.outcome.post_unit[post])]
        title = self.outcome.posts["title"][post] or ""
        gap = "" if self.screen.lang == "zh" else " "
        cells = (
            self.outcome.posts["post_id"][post],
            f"{unit}{gap}{title}",
            str(sum(fate not in UNREAD for fate in fates)),
            str(sum(fate not in (*UNREAD, Fate.UNQUALIFIED) for fate in fates)),
        )
        if self.contest.screened:
            cancelled = post in self.facts.cancelled
            told = contest_words.OUTCOMES["cancelled"].of(self.screen.lang) if cancelled else ""
            return (*cells, str(sum(fate not in NOT_LISTED for fate in fates)), told)
        if winner is None:
            return (*cells, self._why_open(post)[1].of(self.screen.lang), "", "", self._others(entries))
        score = readable(winner.score, self.outcome.policy.contest.rounding.decimals)
        filled = contest_words.OUTCOMES["filled"].of(self.screen.lang)
        return (*cells, filled, self._person(winner.cadre), score or "", self._others(entries))

    def _others(self, entries: Sequence[Candidacy]) -> str:
        """Candidates who were not appointed, in the order of the post, with their scores."""
        decimals = self.outcome.policy.contest.rounding.decimals
        lost = [entry for entry in entries if self.trace.fate(entry) is Fate.CANDIDATE]
        lost.sort(key=lambda entry: entry.post_rank)
        told = []
        for entry in lost[:3]:
            score = readable(entry.score, decimals)
            told.append(f"{entry.post_rank}. {self._person(entry.cadre)}{f' {score}' if score else ''}")
        return ("；" if self.screen.lang == "zh" else "; ").join(told + (["…"] if len(lost) > 3 else []))

    def _person(self, cadre: int) -> str:
        name, label = self.outcome.instance.cadres["name"][cadre], self.outcome.instance.cadre_id(cadre)
        return f"{name} {label}" if name else label

    def _why_open(self, post: int) -> tuple[Text, Text]:
        """Why nobody has a post: in a word or two to count by, and in full."""
        if post in self.facts.cancelled:
            return (contest_words.OUTCOMES["cancelled"],) * 2
        entries = self.trace.by_post.get(post, ())
        running = [entry for entry in entries if entry.still_in]
        free = [entry for entry in running if self.trace.why_not(entry) is not WhyNot.ELSEWHERE]
        if free:
            best = min(free, key=lambda entry: entry.post_rank)
            bars = [called(b.code).words.bar for b in self.trace.against(best.cadre, post)]
            words = list(dict.fromkeys(bar for bar in bars if bar is not None))
            short = words[0] if words else WhyNot.LIMITED.value
            return short, self._open(joined(words, "、", ", ") if words else short)
        word = Text("人选均任用于更优先的职位", "its candidates have posts that they put first")
        if not running:
            fates = {entry.fate for entry in entries}
            furthest = (
                step.open for fate, step in reversed(list(STEPS.items())) if fate in fates and step.open
            )
            word = next(furthest, Text("无人报名", "nobody applied"))
        return word, self._open(word)

    def _open(self, why: Text) -> Text:
        word = contest_words.OUTCOMES["open"]
        return Text(f"{word.zh}：{why.zh}", f"{word.en}: {why.en}")

    # -- people ---------------------------------------------------------------------------------------------
    def _unqualified(self) -> None:
        """Who fell out before the contest, and why."""
        of, entries = self.screen.of, self.contest.entries
        out = (Fate.LATE, Fate.NO_CONSENT, Fate.UNQUALIFIED, Fate.NOT_SHORTLISTED)
        rows = [k for k, fate in enumerate(entries.fate) if fate in out]
        if not rows:
            return
        ids = self.outcome.posts["post_id"]
        columns = [
            Column(of("未列为竞岗对象", "not shortlisted")),
            Column(of("职位", "post")),
            Column(of("原因", "why")),
        ]
        told = [
            (
                self._person(int(entries.cadre[k])),
                ids[int(entries.post[k])],
                entry_reason(self.outcome, k).of(self.screen.lang),
            )
            for k in rows[:MOST_ROWS]
        ]
        self.screen.table(columns, told)
        self._rest(len(rows), of("项", "entries"))

    def _rest(self, number: int, unit: str) -> None:
        if number > MOST_ROWS:
            left = number - MOST_ROWS
            self.screen.line(
                self.screen.of(
                    f"……另有 {left:,} {unit}，全部见结果文件夹的 contest.csv 和 result.xlsx（--out）",
                    f"… and {left:,} more {unit}: all of them are in contest.csv and result.xlsx (--out)",
                )
            )
        self.screen.line()

    # -- notes --------------------------------------------------------------------------------------------
    def notes(self) -> list[str]:
        """What the numbers leave to say: why posts stay open, supply, conditions, lots, voided votes."""
        lang = self.screen.lang
        said = [] if self.contest.screened else self._open_posts()
        said += [
            note[lang]
            for note in (*self.summary["contest"]["supply_short"], *self.summary["contest"]["notes"])
        ]
        for kind in _TOLD:
            texts = [event.text.of(lang) for event in self._events.get(kind, [])]
            said += texts[:MOST_TOLD]
            if len(texts) > MOST_TOLD:
                word = KINDS[kind].of(lang)
                left = len(texts) - MOST_TOLD
                said.append(
                    self.screen.of(
                        f"……“{word}”另有 {left:,} 条，见 log.csv", f"… and {left:,} more: {word}; see log.csv"
                    )
                )
        counted = [
            f"{KINDS[kind].of(lang)} {len(self._events[kind]):,}" for kind in _COUNTED if kind in self._events
        ]
        if counted:
            several = ("，" if lang == "zh" else ", ").join(counted)
            said.append(
                self.screen.of(f"另有记录（log.csv）：{several}", f"also in the log (log.csv): {several}")
            )
        return said

    @cached_property
    def _events(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for event in self.contest.events:
            if event.post >= 0 or event.cadre >= 0:
                found.setdefault(event.kind, []).append(event)
        return found

    def _open_posts(self) -> list[str]:
        """One line on why the open posts are open."""
        taken = (*self.facts.winner, *self.facts.cancelled)
        left = [post for post in self.facts.contested.tolist() if post not in set(taken)]
        if not left:
            return []
        counts = Counter(self._why_open(post)[0] for post in left)
        told = self.screen.of(
            "，".join(f"{why.zh} {n:,}" for why, n in counts.most_common()),
            ", ".join(f"{why.en} ({n:,})" for why, n in counts.most_common()),
        )
        return [
            self.screen.of(f"空缺的 {len(left):,} 个职位：{told}", f"posts left open, {len(left):,}: {told}")
        ]
