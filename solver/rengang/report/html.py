"""The report as one HTML file that works without a network."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np
import polars as pl

from rengang.errors import Lang, Text
from rengang.policy import Policy, amendments
from rengang.report import words
from rengang.report.contract import Explanations
from rengang.report.csvs import units_frame
from rengang.report.figures import Figures

LARGEST_POOL = 20_000
"""Larger pools are told by summary and units alone: a page with more people in it opens too slowly."""

Summary = Mapping[str, Any]


def html_report(
    figures: Figures, summary: Summary, blocking: pl.DataFrame, explanations: Explanations, lang: Lang
) -> str:
    """The whole page as text; the same arguments give the same text.

    Names and ids reach the page as JSON with ``<``, ``>`` and ``&`` escaped and are set as text by the
    script, or are escaped into the markup, so that no cell can become markup or code. A content security
    policy forbids every request.

    O(rows); pools above :data:`LARGEST_POOL` have no list of people.
    """
    say = _Words(lang)
    document = page_data(figures, summary, blocking, explanations, lang)
    parts = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": html.escape(_title(figures, lang)),
        "kicker": say.page("kicker"),
        "meta": _meta(figures.policy, summary, say),
        "body": _body(figures, summary, blocking, say),
        "footer": say.page("footer"),
        "noscript": say.page("noscript"),
        "css": _asset("report.css"),
        "json": embedded(document),
        "echarts": _asset("echarts.min.js").replace("</script", "<\\/script"),
        "js": _asset("report.js"),
    }
    pieces = _asset("report.html").split("{{")
    page = [pieces[0]]
    for piece in pieces[1:]:
        # split first, fill after: what is filled in is never searched for placeholders
        name, rest = piece.split("}}", 1)
        page += [parts[name], rest]
    return "".join(page)


def embedded(document: Any) -> str:
    """JSON that may stand inside a script element whatever the strings in it hold."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def page_data(
    figures: Figures, summary: Summary, blocking: pl.DataFrame, explanations: Explanations, lang: Lang
) -> dict[str, Any]:
    """What the script shows: units, flows, people and blocking pairs as columns, and its words."""
    small = len(figures.allocation) <= LARGEST_POOL
    frame = units_frame(figures)
    kinds = {key: text.of(lang) for key, text in words.UNIT_KINDS.items()}
    units: dict[str, Any] = {
        "id": frame["unit_id"].to_list(),
        "name": frame["name"].to_list(),
        **{name: frame[name].to_list() for name in ("establishment", "before", "out", "in", "after")},
        **{name: frame[name].to_list() for name in ("system", "region")},
        "kind": [kinds.get(kind) for kind in frame["kind"].to_list()],
        "seats": None if figures.seats is None else frame["seats"].to_list(),
        "left": frame["vacancies_left"].to_list(),
        "why": [explanations.unit(i).of(lang) for i in range(len(frame))] if small else None,
    }
    return {
        "units": units,
        "flows": flows(figures),
        "stages": [{"key": key, "name": text.of(lang)} for key, text in words.STAGES.items()],
        "people": _people(figures, explanations, lang) if small else None,
        "blocking": _blocking(figures, blocking) if small and len(blocking) else None,
        "words": {key: text.of(lang) for key, text in words.SCRIPT.items()},
    }


def flows(figures: Figures) -> list[list[int]]:
    """[from, to, people] between units by index, sorted; to −1: left without a unit, −2: waiting."""
    stays = np.isin(figures.stage, ("stay", "retained"))
    moves = ~stays & (figures.home >= 0)
    to = np.where(figures.stage == "waiting", -2, figures.allocation.to_unit)[moves]
    pairs = np.stack([figures.home[moves], to], axis=1).astype(np.int64)
    kinds, counts = np.unique(pairs, axis=0, return_counts=True)
    rows: list[list[int]] = np.concatenate([kinds, counts[:, None]], axis=1).tolist()
    return rows


def _people(figures: Figures, explanations: Explanations, lang: Lang) -> dict[str, Any]:
    allocation, instance = figures.allocation, figures.instance
    people = instance.cadres[allocation.cadre]
    codes = {key: i for i, key in enumerate(words.STAGES)}
    return {
        "id": people["cadre_id"].to_list(),
        "name": [name or "" for name in people["name"].to_list()],
        "from": figures.home.tolist(),
        "to": allocation.to_unit.tolist(),
        "stage": [codes[stage] for stage in figures.stage.tolist()],
        "intent": allocation.intent_rank.tolist(),
        "nomination": allocation.nomination_rank.tolist(),
        "why": [explanations.cadre(cadre).of(lang) for cadre in allocation.cadre.tolist()],
    }


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


# -- the markup that does not need the script -----------------------------------------------------------
class _Words:
    """The page's words in one language, escaped."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def page(self, key: str, **values: object) -> str:
        return html.escape(words.PAGE[key].of(self.lang).format(**values))

    def text(self, text: Text) -> str:
        return html.escape(text.of(self.lang))

    def of(self, table: Mapping[str, Text], key: str) -> str:
        return self.text(table.get(key, Text(key, key)))


def _asset(name: str) -> str:
    return (resources.files("rengang.report") / "assets" / name).read_text("utf-8")


def _title(figures: Figures, lang: Lang) -> str:
    policy = figures.policy
    return (policy.title if lang == "zh" else policy.title_en) or policy.id


def _meta(policy: Policy, summary: Summary, say: _Words) -> str:
    changes = amendments(policy)
    facts = [
        f"{say.page('policy')} <code>{html.escape(summary['policy'])}</code>",
        f"{say.page('seed')} {summary['seed']}",
        f"{say.page('hash')} <code>{summary['instance_sha256'][:12]}</code>",
        f"rengang {html.escape(summary['versions']['rengang'])}",
    ]
    if changes:
        facts.insert(1, f"{say.page('amended')} <code>{html.escape(words.amended(changes))}</code>")
    return "".join(f"<span>{fact}</span>" for fact in facts)


def _body(figures: Figures, summary: Summary, blocking: pl.DataFrame, say: _Words) -> str:
    parts = [
        _verdict(figures, summary, say),
        _cards(figures, summary, say),
        _split(summary, say),
        _proof(summary, say),
        _section(say.page("flows"), '<div id="flow" role="img"></div>', keep=True),
        _section(say.page("units"), '<div id="unit-table"></div>'),
    ]
    size = len(figures.allocation)
    if size > LARGEST_POOL:
        told = say.page("too_many", n=f"{size:,}", limit=f"{LARGEST_POOL:,}")
        parts.append(_section(say.page("people"), f'<p class="lead">{told}</p>'))
    else:
        parts.append(_section(say.page("people"), '<div id="people-table"></div>'))
        if len(blocking):
            parts.append(_section(say.page("blocking"), '<div id="blocking-table"></div>'))
    return "\n".join(parts)


def _section(heading: str, body: str, *, keep: bool = False) -> str:
    """A section; `keep` asks the printer not to break it over pages."""
    kind = ' class="keep"' if keep else ""
    return f"<section{kind}><h2>{heading}</h2>{body}</section>"


def _verdict(figures: Figures, summary: Summary, say: _Words) -> str:
    status = summary["status"]
    meaning = words.status_meaning(status, summary["stop"], figures.policy.two_way.rule)
    return (
        f'<div class="verdict"><span class="pill {html.escape(status)}">{say.of(words.STATUS, status)}</span>'
        f'<span class="say">{say.text(meaning)}</span></div>'
    )


def _cards(figures: Figures, summary: Summary, say: _Words) -> str:
    pool, stages = summary["pool"], summary["by_stage"]

    def share(part: int) -> str:
        return say.page("of_pool", share=f"{part / pool:.1%}") if pool else ""

    cards = [("", f"{pool:,}", say.page("pool"), "")]
    for stage, tone in (("intent", ""), ("directed", ""), ("stay", ""), ("waiting", ""), ("unplaced", "bad")):
        if stages[stage]:
            name = say.of(words.STAGES, stage)
            cards.append((tone, f"{stages[stage]:,}", name, share(stages[stage])))
    if summary["first_intent_share"] is not None:
        met, filed = summary["first_intent_share_exact"].split("/")
        note, ordered = say.page("first_of", met=met, filed=filed), figures.policy.intents.ordered
        cards.append(
            ("", f"{summary['first_intent_share']:.1%}", say.page("first" if ordered else "any"), note)
        )
    if summary["blocking_pairs"] is not None:
        count = summary["blocking_pairs"]
        cards.append(("bad" if count else "good", f"{count:,}", say.page("pairs"), say.page("pairs_note")))
    envy = summary["fairness"]["justified_envy"]
    cards.append(("", f"{envy:,}", say.page("envy"), say.page("envy_note")))
    if not figures.policy.exchanges:  # in an exchange vacancies bind nothing
        left, published = int(figures.vacancies_left.sum()), int(figures.instance.vacancies.sum())
        cards.append(("", f"{left:,}", say.page("open"), say.page("open_of", n=f"{published:,}")))
    return (
        f'<div class="cards" style="--columns:{len(cards) if len(cards) <= 8 else -(-len(cards) // 2)}">'
        + "".join(
            f'<div class="card {tone}"><b>{value}</b><span class="what">{what}</span>'
            f'<span class="note">{note}</span></div>'
            for tone, value, what, note in cards
        )
        + "</div>"
    )


def _split(summary: Summary, say: _Words) -> str:
    """One bar: how the pool divides over the stages."""
    pool = max(summary["pool"], 1)
    used = [(stage, n) for stage, n in summary["by_stage"].items() if n]
    bar = "".join(f'<i class="stage-{s}" style="width:{100 * n / pool:.3f}%"></i>' for s, n in used)
    legend = "".join(
        f'<li><i class="stage-{s}"></i>{say.of(words.STAGES, s)} <b>{n:,}</b></li>' for s, n in used
    )
    return f'<div class="split">{bar}</div><ul class="legend">{legend}</ul>'


def _proof(summary: Summary, say: _Words) -> str:
    heads = ("order", "objective", "aim", "value", "bound", "proven")
    head = "".join(f'<th{_right(h)} scope="col">{say.page(h)}</th>' for h in heads)
    rows = "".join(
        _objective(i, objective, say)
        for i, objective in enumerate((*summary["objective"], *summary["directed"]), 1)
    )
    table = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return _section(say.page("proof"), table + _facts(summary, say) + _notes(summary, say), keep=True)


def _right(head: str) -> str:
    return ' class="n"' if head in ("value", "bound") else ""


def _objective(place: int, objective: Mapping[str, Any], say: _Words) -> str:
    name, value, bound = objective["name"], objective["value"], objective["bound"]
    aim = say.page("most" if name in words.MOST else "least")
    proven = value is not None and value == bound
    mark, told = ("ok", say.page("is_proven")) if proven else ("no", say.page("not_proven"))
    return (
        f"<tr><td>{place}</td><td>{say.of(words.OBJECTIVES, name)}</td><td>{aim}</td>"
        f'<td class="n">{_count(value)}</td><td class="n">{_count(bound)}</td>'
        f'<td class="{mark}">{told}</td></tr>'
    )


def _count(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _facts(summary: Summary, say: _Words) -> str:
    facts = []
    if summary["verified"] is not None:
        facts.append(
            (say.page("verified"), say.page("verified_yes" if summary["verified"] else "verified_no"))
        )
    opinion = summary["second_opinion"]
    if opinion is not None:
        told = f"{say.of(words.OPINION, opinion['answer'])} — {html.escape(opinion[say.lang])}"
        facts.append((say.page("opinion"), told))
    facts.append((say.page("stop"), say.of(words.STOP, summary["stop"])))
    fairness = summary["fairness"]
    barred = [
        f"{say.of(words.BARS, bar)} {count:,}" for bar, count in fairness["intents_barred"].items() if count
    ]
    facts.append((say.page("barred"), _barred(fairness["intents"], barred, say)))
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _barred(intents: int, barred: list[str], say: _Words) -> str:
    if not barred:
        return say.page("none")
    colon, comma = ("：", "，") if say.lang == "zh" else (": ", ", ")
    return say.page("barred_of", n=f"{intents:,}") + colon + comma.join(barred)


def _notes(summary: Summary, say: _Words) -> str:
    if not summary["notes"]:
        return ""
    items = "".join(f"<li>{html.escape(note[say.lang])}</li>" for note in summary["notes"])
    return f'<h3>{say.page("notes")}</h3><ul class="notes">{items}</ul>'
