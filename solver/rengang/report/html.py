"""The report as one HTML file that works without a network."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np

from rengang.errors import Lang, Text
from rengang.report import words
from rengang.report.contract import Explanations
from rengang.report.outcome import Outcome
from rengang.report.page import markup
from rengang.report.page.markup import Summary, Words
from rengang.report.part import Page, parts
from rengang.report.people import ALLOCATION, allocation_table
from rengang.report.table import words_of
from rengang.report.units import UNITS, units_table

LARGEST_POOL = 20_000
"""Larger pools are told by summary and units alone: a page with more people in it opens too slowly. Of more units
than that, none says why it got what it got."""


def html_report(outcome: Outcome, summary: Summary, explanations: Explanations, lang: Lang) -> str:
    """The whole page as text; the same arguments give the same text.

    Names and ids reach the page as JSON with ``<``, ``>`` and ``&`` escaped and are set as text by the
    script, or are escaped into the markup, so that no cell can become markup or code. A content security
    policy forbids every request.

    O(rows); pools above :data:`LARGEST_POOL` have no list of people.
    """
    say = Words(lang)
    pages = [part.page(outcome, summary, explanations, say, LARGEST_POOL) for part in parts().values()]
    document = page_data(outcome, pages, explanations, lang)
    scripts = ("report.js", *(name for page in pages for name in page.scripts))
    title = html.escape(markup.title(outcome.policy, lang))
    filled = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": title,
        "kicker": say.page("kicker"),
        "meta": markup.meta(outcome.policy, summary, say),
        "body": _body(outcome, summary, pages, say),
        "footer": say.page("footer"),
        "noscript": say.page("noscript"),
        "css": _asset("report.css"),
        "json": embedded(document),
        "echarts": _asset("echarts.min.js").replace("</script", "<\\/script"),
        "js": "".join(_asset(name) for name in scripts),
    }
    pieces = _asset("report.html").split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        # split first, fill after: what is filled in is never searched for placeholders
        name, rest = piece.split("}}", 1)
        page += [filled[name], rest]
    return "".join(page)


def _asset(name: str) -> str:
    return (resources.files("rengang.report") / "assets" / name).read_text("utf-8")


def embedded(document: Any) -> str:
    """JSON that may stand inside a script element whatever the strings in it hold."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def page_data(
    outcome: Outcome, pages: Sequence[Page], explanations: Explanations, lang: Lang
) -> dict[str, Any]:
    """What the scripts show: units, flows, people, what the procedures add, each as columns, and the words."""
    small = len(outcome.rows) <= LARGEST_POOL
    size = len(outcome.instance.units)
    shown = ("unit_id", "name", "establishment", "before", "out", "in", "after", "system", "region", "kind")
    units: dict[str, Any] = units_table(outcome).page(lang, *shown, "seats", "vacancies_left")
    if not any(seats is not None for seats in units["seats"]):
        units["seats"] = None
    few = small and size <= LARGEST_POOL
    said = words.SCRIPT | words_of(UNITS, ALLOCATION)
    document: dict[str, Any] = {
        "units": units | {"why": [explanations.unit(i).of(lang) for i in range(size)] if few else None},
        "flows": flows(outcome),
        "stages": [{"key": key, "name": text.of(lang)} for key, text in _stages(outcome).values()],
        "people": _people(outcome, pages, explanations, lang) if small else None,
    }
    for page in pages:
        document |= page.data
        said |= page.words
    document["words"] = {key: text.of(lang) for key, text in said.items()}
    return document


def flows(outcome: Outcome) -> list[list[int]]:
    """[from, to, people] between units by index, sorted; to −1: left without a unit, −2: waiting.

    Moves by contest count; the section selection moves nobody between units.
    """
    rows = outcome.rows
    home = outcome.instance.unit_of[rows.cadre]
    between = np.isin(rows.room, [room for room, given in outcome.given.items() if given.moves])
    stays = np.isin(rows.stage, ("stay", "retained")) | (rows.to_unit == home)
    moves = between & ~stays & (home >= 0)
    to = np.where(rows.stage == "waiting", -2, rows.to_unit)[moves]
    pairs = np.stack([home[moves], to], axis=1).astype(np.int64)
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    found: list[list[int]] = np.concatenate([kinds, counts[:, None]], axis=1).tolist()
    return found


def _stages(outcome: Outcome) -> dict[tuple[str, str], tuple[str, Text]]:
    """(room, stage) → the stage and its name: first as everywhere, then where a room has names of its own for them."""
    found = {("", key): (key, text) for key, text in words.STAGES.items()}
    return found | {
        (room, key): (key, text) for room in outcome.given for key, text in words.STAGES_OF[room].items()
    }


def _whys(outcome: Outcome, pages: Sequence[Page], explanations: Explanations, lang: Lang) -> list[str]:
    """A paragraph about everybody, with their scores derived where the page has room for that."""
    cadres = outcome.rows.cadre.tolist()
    if all(page.derives for page in pages):
        return [explanations.cadre(cadre).of(lang) for cadre in cadres]
    return [explanations.cadre(cadre, derived=False).of(lang) for cadre in cadres]


def _people(
    outcome: Outcome, pages: Sequence[Page], explanations: Explanations, lang: Lang
) -> dict[str, Sequence[Any]]:
    whys = _whys(outcome, pages, explanations, lang)
    shown = ("cadre_id", "name", "from_unit", "to_unit", "intent_rank", "nomination_rank", "reason")
    people: dict[str, Sequence[Any]] = dict(allocation_table(outcome, whys).page(lang, *shown))
    people["name"] = [name or "" for name in people["name"]]
    code = {key: at for at, key in enumerate(_stages(outcome))}
    rows = zip(outcome.rows.room.tolist(), outcome.rows.stage.tolist(), strict=True)
    people["stage"] = [code.get((room, stage), code.get(("", stage))) for room, stage in rows]
    for page in pages:
        people |= page.people
    return people


def _body(outcome: Outcome, summary: Summary, pages: Sequence[Page], say: Words) -> str:
    figures = [figure for part in parts().values() for figure in part.figures(outcome, summary)]
    made = [
        markup.verdict(outcome.policy, summary, say),
        markup.cards(figures, say),
        markup.split(outcome, summary, say),
        markup.proof(summary, say, [fact for page in pages for fact in page.facts]),
        *(page.before for page in pages if page.before),
        markup.section(say.page("flows"), '<div id="flow" role="img"></div>', keep=True),
        markup.section(say.page("units"), '<div id="unit-table"></div>'),
    ]
    size = len(outcome.rows)
    people = '<div id="people-table"></div>'
    if size > LARGEST_POOL:
        people = f'<p class="lead">{say.page("too_many", n=f"{size:,}", limit=f"{LARGEST_POOL:,}")}</p>'
    made.append(markup.section(say.page("people"), people))
    made += [page.after for page in pages if page.after]
    return "\n".join(made)
