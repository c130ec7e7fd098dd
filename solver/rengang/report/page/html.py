"""The report as one HTML file that works without a network."""

from __future__ import annotations

import html
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from rengang.errors import Lang, Text
from rengang.report import words
from rengang.report.contest import words as contest_words
from rengang.report.contest.page import contest_data, contest_markup, derives
from rengang.report.contract import Explanations
from rengang.report.csvs import labels, units_frame
from rengang.report.outcome import Outcome
from rengang.report.page import html_markup as markup
from rengang.report.page.html_markup import Summary, Words
from rengang.report.sections.page import sections_data, sections_markup
from rengang.report.selection.figures import Figures

if TYPE_CHECKING:
    from rengang.verify import Verdict

LARGEST_POOL = 20_000
"""Larger pools are told by summary and units alone: a page with more people in it opens too slowly. Of more units
than that, none says why it got what it got."""


def html_report(
    outcome: Outcome,
    verdict: Verdict,
    summary: Summary,
    blocking: pl.DataFrame,
    explanations: Explanations,
    lang: Lang,
) -> str:
    """The whole page as text; the same arguments give the same text.

    Names and ids reach the page as JSON with ``<``, ``>`` and ``&`` escaped and are set as text by the
    script, or are escaped into the markup, so that no cell can become markup or code. A content security
    policy forbids every request.

    O(rows); pools above :data:`LARGEST_POOL` have no list of people.
    """
    say = Words(lang)
    document = page_data(outcome, verdict, blocking, explanations, lang)
    title = html.escape(markup.title(outcome.policy, lang))
    parts = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": title,
        "kicker": say.page("kicker"),
        "meta": markup.meta(outcome.policy, summary, say),
        "body": _body(outcome, summary, document, say),
        "footer": say.page("footer"),
        "noscript": say.page("noscript"),
        "css": _asset("report.css"),
        "json": embedded(document),
        "echarts": _asset("echarts.min.js").replace("</script", "<\\/script"),
        "js": _asset("report.js") + ("" if outcome.alone else _asset("procedures.js")),
    }
    pieces = _asset("report.html").split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        # split first, fill after: what is filled in is never searched for placeholders
        name, rest = piece.split("}}", 1)
        page += [parts[name], rest]
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
    outcome: Outcome, verdict: Verdict, blocking: pl.DataFrame, explanations: Explanations, lang: Lang
) -> dict[str, Any]:
    """What the script shows: units, flows, people and blocking pairs as columns, and its words."""
    small = len(outcome.rows) <= LARGEST_POOL
    figures = outcome.figures
    frame = units_frame(outcome)
    few_units = small and len(frame) <= LARGEST_POOL
    kinds = {key: text.of(lang) for key, text in words.UNIT_KINDS.items()}
    units: dict[str, Any] = {
        "id": frame["unit_id"].to_list(),
        "name": frame["name"].to_list(),
        **{name: frame[name].to_list() for name in ("establishment", "before", "out", "in", "after")},
        **{name: frame[name].to_list() for name in ("system", "region")},
        "kind": [kinds.get(kind) for kind in frame["kind"].to_list()],
        "seats": None if figures is None or figures.seats is None else frame["seats"].to_list(),
        "left": frame["vacancies_left"].to_list(),
        "why": [explanations.unit(i).of(lang) for i in range(len(frame))] if few_units else None,
    }
    document: dict[str, Any] = {
        "units": units,
        "flows": flows(outcome),
        "ranked": figures is not None,
        "stages": [{"key": key, "name": text.of(lang)} for key, text in _stages(outcome)],
        "people": _people(outcome, explanations, lang) if small else None,
        "blocking": _blocking(figures, blocking) if figures and small and len(blocking) else None,
        "words": {key: text.of(lang) for key, text in words.SCRIPT.items()},
    }
    if not outcome.alone:
        document["words"] |= {key: text.of(lang) for key, text in contest_words.SCRIPT.items()}
    if outcome.contest is not None:
        few = len(outcome.contest.entries) <= LARGEST_POOL
        document["contest"] = contest_data(outcome, outcome.contest, verdict, explanations, lang, few=few)
    if outcome.sections is not None:
        document["sections"] = sections_data(outcome, outcome.sections, lang)
    return document


def flows(outcome: Outcome) -> list[list[int]]:
    """[from, to, people] between units by index, sorted; to −1: left without a unit, −2: waiting.

    Moves by contest count; the section selection moves nobody between units.
    """
    rows = outcome.rows
    home = outcome.instance.unit_of[rows.cadre]
    appointed = rows.stage == "contest"
    stays = np.isin(rows.stage, ("stay", "retained")) | (appointed & (rows.to_unit == home))
    moves = (rows.selected | appointed) & ~stays & (home >= 0)
    to = np.where(rows.stage == "waiting", -2, rows.to_unit)[moves]
    pairs = np.stack([home[moves], to], axis=1).astype(np.int64)
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    found: list[list[int]] = np.concatenate([kinds, counts[:, None]], axis=1).tolist()
    return found


def _stages(outcome: Outcome) -> list[tuple[str, Text]]:
    """The stages with their names; those of a section selection have names of their own, behind the others."""
    sections = [] if outcome.sections is None else list(words.SECTION_STAGES.items())
    return [*words.STAGES.items(), *sections]


def _whys(outcome: Outcome, explanations: Explanations, lang: Lang) -> list[str]:
    """A paragraph about everybody, with their scores derived where the page has room for that."""
    cadres = outcome.rows.cadre.tolist()
    if outcome.contest is None or derives(outcome.contest):
        return [explanations.cadre(cadre).of(lang) for cadre in cadres]
    return [explanations.cadre(cadre, derived=False).of(lang) for cadre in cadres]


def _people(outcome: Outcome, explanations: Explanations, lang: Lang) -> dict[str, Any]:
    rows, instance = outcome.rows, outcome.instance
    people = instance.cadres[rows.cadre]
    codes = {key: i for i, key in enumerate(words.STAGES)}
    in_sections = {key: len(codes) + i for i, key in enumerate(words.SECTION_STAGES)}
    sectioned = np.zeros(len(rows), dtype=bool)
    if outcome.sections is not None:
        sectioned = np.isin(rows.cadre, outcome.sections.cadre) & ~rows.selected & (rows.stage != "contest")
    document = {
        "id": people["cadre_id"].to_list(),
        "name": [name or "" for name in people["name"].to_list()],
        "from": instance.unit_of[rows.cadre].tolist(),
        "to": rows.to_unit.tolist(),
        "stage": [
            in_sections[stage] if own else codes[stage]
            for stage, own in zip(rows.stage.tolist(), sectioned.tolist(), strict=True)
        ],
        "intent": rows.intent_rank.tolist(),
        "nomination": rows.nomination_rank.tolist(),
        "why": _whys(outcome, explanations, lang),
    }
    if outcome.contest is not None:
        document["post"] = labels(outcome.post_names, rows.to_post).to_list()
    if outcome.sections is not None:
        document["section"] = labels(outcome.section_names, rows.to_section).to_list()
    return document


def _blocking(figures: Figures, blocking: pl.DataFrame) -> dict[str, list[Any]]:
    index = figures.instance.unit_index
    return {
        "cadre": blocking["cadre_id"].to_list(),
        "unit": [index[label] for label in blocking["unit_id"].to_list()],
        "intent": blocking["intent_rank"].to_list(),
        "nomination": blocking["nomination_rank"].to_list(),
        "kind": blocking["kind"].to_list(),
        "replaces": blocking["replaces"].to_list(),
    }


def _body(outcome: Outcome, summary: Summary, document: dict[str, Any], say: Words) -> str:
    parts = [
        markup.verdict(outcome.policy, summary, say),
        markup.cards(outcome, summary, say),
        markup.split(outcome, summary, say),
        markup.proof(summary, say),
    ]
    if outcome.contest is not None:
        parts.append(contest_markup(outcome, summary, document["contest"], say, LARGEST_POOL))
    if outcome.sections is not None:
        parts.append(sections_markup(summary, document["sections"], say))
    parts += [
        markup.section(say.page("flows"), '<div id="flow" role="img"></div>', keep=True),
        markup.section(say.page("units"), '<div id="unit-table"></div>'),
    ]
    size = len(outcome.rows)
    if size > LARGEST_POOL:
        told = say.page("too_many", n=f"{size:,}", limit=f"{LARGEST_POOL:,}")
        parts.append(markup.section(say.page("people"), f'<p class="lead">{told}</p>'))
    else:
        parts.append(markup.section(say.page("people"), '<div id="people-table"></div>'))
        if len(document["blocking"] or ()):
            parts.append(markup.section(say.page("blocking"), '<div id="blocking-table"></div>'))
    return "\n".join(parts)
