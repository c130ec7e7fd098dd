"""The part of the report about the section selection: sections with their members, people, rounds."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from rengang.errors import Lang
from rengang.model import SectionPlan
from rengang.report.csvs import labels
from rengang.report.outcome import Outcome
from rengang.report.page import markup
from rengang.report.page.markup import Summary, Words
from rengang.report.sections import words
from rengang.report.sections.evidence import trace_of
from rengang.report.sections.forms import members
from rengang.rules.section_rounds import told
from rengang.rules.section_ways import GROUPS, STAGES


def sections_data(outcome: Outcome, plan: SectionPlan, lang: Lang) -> dict[str, Any]:
    """What the script shows of a section selection."""
    return {
        "list": _sections(outcome, plan),
        "people": _people(outcome, plan, lang),
        "picks": _picks(outcome, plan, lang),
    }


def _sections(outcome: Outcome, plan: SectionPlan) -> dict[str, Any]:
    table = outcome.roster.tables["sections"]
    shown = [k for k, capacity in enumerate(table["capacity"].to_list()) if capacity is not None]
    unit = outcome.roster.codes(table["unit_id"], "units", "unit_id")
    names = outcome.roster.cadres["name"]
    within: dict[int, list[str]] = {}
    for section, cadre, *_ in members(outcome, plan):
        within.setdefault(section, []).append(names[cadre] or outcome.roster.cadre_id(cadre))
    return {
        "id": table["section_id"][shown].to_list(),
        "name": outcome.section_names[shown].to_list(),
        "unit": unit[shown].tolist(),
        "capacity": table["capacity"][shown].to_list(),
        "members": [within.get(section, []) for section in shown],
    }


def _people(outcome: Outcome, plan: SectionPlan, lang: Lang) -> dict[str, Any]:
    people = outcome.roster.cadres[plan.cadre]
    former = outcome.roster.codes(people["section_id"], "sections", "section_id")
    return {
        "id": people["cadre_id"].to_list(),
        "name": [name or "" for name in people["name"].to_list()],
        "group": [GROUPS[group].of(lang) for group in plan.group],
        "from": labels(outcome.section_names, former).to_list(),
        "to": labels(outcome.section_names, plan.section).to_list(),
        "key": [stage.value for stage in plan.stage],
        "stage": [STAGES[stage].of(lang) for stage in plan.stage],
        "wish": plan.wish_rank.tolist(),
    }


def _picks(outcome: Outcome, plan: SectionPlan, lang: Lang) -> dict[str, Any]:
    names, cadres = outcome.section_names, outcome.roster.cadres
    picks, ids = trace_of(outcome).picks, outcome.roster.tables["sections"]["section_id"].to_list()

    def person(cadre: int) -> str:
        return cadres["name"][cadre] or outcome.roster.cadre_id(cadre)

    return {
        "round": [pick.round for pick in picks],
        "section": [names[pick.section] for pick in picks],
        "cadre": [None if pick.cadre < 0 else person(pick.cadre) for pick in picks],
        "taken": [pick.taken for pick in picks],
        "text": [told(pick, ids).of(lang) for pick in picks],
    }


def sections_markup(summary: Summary, document: Mapping[str, Any], say: Words) -> str:
    """The section about the section selection, with places for the script to fill."""

    def word(key: str) -> str:
        return html.escape(words.PAGE[key].of(say.lang))

    own = [note for note in summary["sections"]["notes"] if note not in summary["notes"]]
    parts = [
        '<div id="section-table"></div>',
        markup.listed(say.page("notes"), own, say),
        f"<h3>{word('section_people')}</h3>" + '<div id="staff-table"></div>',
    ]
    if document["picks"]["round"]:
        parts.append(f"<h3>{word('picks')}</h3>" + '<div id="pick-table"></div>')
    return markup.section(word("sections"), "".join(parts))
