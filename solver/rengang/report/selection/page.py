"""What the page says of the selection in words and figures."""

from __future__ import annotations

from collections import Counter

from rengang.report import words
from rengang.report.outcome import Outcome
from rengang.report.page.markup import Card, Summary, Words
from rengang.report.selection.words import BARS


def selection_cards(outcome: Outcome, summary: Summary, say: Words) -> list[Card]:
    """The pool and what became of it, first intents, blocking pairs, envy, vacancies."""
    pool, stages = summary["pool"], Counter(outcome.rows.stage[outcome.rows.selected].tolist())

    def share(part: int) -> str:
        return say.page("of_pool", share=f"{part / pool:.1%}") if pool else ""

    made: list[Card] = [("", f"{pool:,}", say.page("pool"), "")]
    for stage, tone in (("intent", ""), ("directed", ""), ("stay", ""), ("waiting", ""), ("unplaced", "bad")):
        if stages[stage]:
            made.append((tone, f"{stages[stage]:,}", say.of(words.STAGES, stage), share(stages[stage])))
    if summary["first_intent_share"] is not None:
        met, filed = summary["first_intent_share_exact"].split("/")
        note, ordered = say.page("first_of", met=met, filed=filed), outcome.policy.intents.ordered
        made.append(
            ("", f"{summary['first_intent_share']:.1%}", say.page("first" if ordered else "any"), note)
        )
    if summary["blocking_pairs"] is not None:
        count = summary["blocking_pairs"]
        made.append(("bad" if count else "good", f"{count:,}", say.page("pairs"), say.page("pairs_note")))
    envy = summary["fairness"]["justified_envy"]
    made.append(("", f"{envy:,}", say.page("envy"), say.page("envy_note")))
    if not outcome.policy.exchanges:  # in an exchange vacancies bind nothing
        left, published = int(outcome.vacancies_left.sum()), int(outcome.roster.vacancies.sum())
        made.append(("", f"{left:,}", say.page("open"), say.page("open_of", n=f"{published:,}")))
    return made


def barred_intents(summary: Summary, say: Words) -> tuple[tuple[str, str], ...]:
    """How many intents no result could meet, by what bars them."""
    fairness = summary["fairness"]
    if fairness is None:
        return ()
    barred = [f"{say.of(BARS, bar)} {count:,}" for bar, count in fairness["intents_barred"].items() if count]
    told = say.page("none")
    if barred:
        colon, comma = ("：", "，") if say.lang == "zh" else (": ", ", ")
        told = say.page("barred_of", n=f"{fairness['intents']:,}") + colon + comma.join(barred)
    return ((say.page("barred"), told),)
