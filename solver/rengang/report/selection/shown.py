"""The figures of a selection, as screen and page show them."""

from __future__ import annotations

from collections import Counter

from rengang.errors import Text
from rengang.model import Allocation, Stage
from rengang.report.figure import Figure, Show, told
from rengang.report.outcome import Outcome
from rengang.report.page.markup import Summary
from rengang.report.words import BY_STAGE, STAGES

PLACED = (Stage.INTENT, Stage.DIRECTED)
"""Stages that give a unit."""


def selection_figures(outcome: Outcome, allocation: Allocation, summary: Summary) -> list[Figure]:
    """The pool by what became of it, then what can be said of the selection as a whole."""
    pool = summary["pool"]
    return [
        Figure(pool, pool, Text("交流对象", "pool"), card=Text("交流对象", "in the pool")),
        Figure(summary["placed"], pool, Text("已落实", "placed")),
        *_by_stage(allocation, pool),
        *_first_intents(outcome, summary),
        *_as_a_whole(outcome, summary),
    ]


def _by_stage(allocation: Allocation, pool: int) -> list[Figure]:
    counts, made = Counter(allocation.stage), []
    for stage in Stage:
        if number := counts[stage]:
            share = f"{number / pool:.1%}"
            note = Text(f"占 {share}", f"{share} of the pool")
            tone = "bad" if stage is Stage.UNPLACED else ""
            name = BY_STAGE[stage.value]
            made.append(Figure(number, pool, name, stage in PLACED, STAGES[stage.value], note, tone=tone))
    return made


def _first_intents(outcome: Outcome, summary: Summary) -> list[Figure]:
    """Those whose first intent was met; where intents have no order all of them have rank 1."""
    if summary["first_intent_share_exact"] is None:
        return []
    met, filed = (int(part) for part in summary["first_intent_share_exact"].split("/"))
    zh, en, card = "所填意向", "an intent", Text("所填意向满足率", "one of the intents met")
    if outcome.policy.intents.ordered:
        zh, en, card = "第一意向", "their first intent", Text("第一意向满足率", "first intents met")
    words = Text(f"{zh}得到满足（填报者 {filed:,} 人）", f"got {en} (of {filed:,} who filed)")
    note = Text(f"{met} / {filed} 名填报者", f"{met} of {filed} who filed")
    return [Figure(met, filed, words, card=card, note=note, show=Show.SHARE)]


def _as_a_whole(outcome: Outcome, summary: Summary) -> list[Figure]:
    """Blocking pairs, envy, vacancies, for the page; the screen says them in sentences."""
    made = []
    pairs, envy = summary["blocking_pairs"], summary["fairness"]["justified_envy"]
    if pairs is not None:
        card = Text("可行阻塞对", "blocking pairs")
        note = Text("彼此更愿意而未成的", "would rather have each other")
        made.append(Figure(pairs, pairs, card=card, note=note, tone="bad" if pairs else "good"))
    card = Text("合理嫉妒人数", "justified envy")
    note = Text("更想去的单位接收了名次更差者", "a unit they prefer took a worse rank")
    made.append(Figure(envy, summary["pool"], card=card, note=note))
    if not outcome.policy.exchanges:  # in an exchange vacancies bind nothing
        left, published = int(outcome.vacancies_left.sum()), int(outcome.roster.vacancies.sum())
        note = told("公布 {n} 名", "of {n} published", n=published)
        made.append(Figure(left, published, card=Text("剩余缺员", "vacancies left"), note=note))
    return made
