"""What the page says of the selection in words."""

from __future__ import annotations

from rengang.report.page.markup import Summary, Words
from rengang.report.selection.words import BARS


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
