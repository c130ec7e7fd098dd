"""The markup of the report that does not need the script."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rengang.errors import Lang, Text
from rengang.policy import Policy, amendments
from rengang.report import words
from rengang.report.outcome import Outcome

Summary = Mapping[str, Any]
Card = tuple[str, str, str, str]
"""Tone, figure, what it is, and a note on it."""


class Words:
    """The page's words in one language, escaped."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def page(self, key: str, **values: object) -> str:
        return html.escape(words.PAGE[key].of(self.lang).format(**values))

    def text(self, text: Text) -> str:
        return html.escape(text.of(self.lang))

    def of(self, table: Mapping[str, Text], key: str) -> str:
        return self.text(table.get(key, Text(key, key)))


def title(policy: Policy, lang: Lang) -> str:
    """The policy's title."""
    return (policy.title if lang == "zh" else policy.title_en) or policy.id


def meta(policy: Policy, summary: Summary, say: Words) -> str:
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


def section(heading: str, body: str, *, keep: bool = False) -> str:
    """A section; `keep` asks the printer not to break it over pages."""
    kind = ' class="keep"' if keep else ""
    return f"<section{kind}><h2>{heading}</h2>{body}</section>"


def verdict(policy: Policy, summary: Summary, say: Words) -> str:
    status = summary["status"]
    meaning = words.status_meaning(status, summary["stop"], policy.two_way.rule)
    return (
        f'<div class="verdict"><span class="pill {html.escape(status)}">{say.of(words.STATUS, status)}</span>'
        f'<span class="say">{say.text(meaning)}</span></div>'
    )


def cards(outcome: Outcome, summary: Summary, say: Words) -> str:
    """The figures at the top: contest, section selection, selection."""
    made: list[Card] = []
    if outcome.contest is not None:
        made += _contest_cards(summary["contest"], say)
    if outcome.sections is not None:
        made += _section_cards(summary["sections"], say)
    if outcome.figures is not None:
        made += _selection_cards(outcome, summary, say)
    return (
        f'<div class="cards" style="--columns:{len(made) if len(made) <= 8 else -(-len(made) // 2)}">'
        + "".join(
            f'<div class="card {tone}"><b>{value}</b><span class="what">{what}</span>'
            f'<span class="note">{note}</span></div>'
            for tone, value, what, note in made
        )
        + "</div>"
    )


def _contest_cards(block: Mapping[str, Any], say: Words) -> list[Card]:
    filled, posts = block["filled"], block["posts"]
    note = say.page("posts_note", cancelled=f"{block['cancelled']:,}", unfilled=f"{block['unfilled']:,}")
    return [
        ("", f"{filled:,}<small> / {posts:,}</small>", say.page("posts_filled"), note),
        (
            "",
            f"{block['applicants']:,}",
            say.page("applicants"),
            say.page("qualified", n=f"{block['qualified']:,}"),
        ),
    ]


def _section_cards(block: Mapping[str, Any], say: Words) -> list[Card]:
    placed, people = block["placed"], block["participants"]
    short = len(block["unkept"])
    note = say.page("unkept", n=f"{short:,}") if short else ""
    return [("bad" if short else "", f"{placed:,}<small> / {people:,}</small>", say.page("sectioned"), note)]


def _selection_cards(outcome: Outcome, summary: Summary, say: Words) -> list[Card]:
    pool, stages = summary["pool"], Counter(outcome.rows.stage[outcome.rows.selected].tolist())

    def share(part: int) -> str:
        return say.page("of_pool", share=f"{part / pool:.1%}") if pool else ""

    cards: list[Card] = [("", f"{pool:,}", say.page("pool"), "")]
    for stage, tone in (("intent", ""), ("directed", ""), ("stay", ""), ("waiting", ""), ("unplaced", "bad")):
        if stages[stage]:
            name = say.of(words.STAGES, stage)
            cards.append((tone, f"{stages[stage]:,}", name, share(stages[stage])))
    if summary["first_intent_share"] is not None:
        met, filed = summary["first_intent_share_exact"].split("/")
        note, ordered = say.page("first_of", met=met, filed=filed), outcome.policy.intents.ordered
        cards.append(
            ("", f"{summary['first_intent_share']:.1%}", say.page("first" if ordered else "any"), note)
        )
    if summary["blocking_pairs"] is not None:
        count = summary["blocking_pairs"]
        cards.append(("bad" if count else "good", f"{count:,}", say.page("pairs"), say.page("pairs_note")))
    envy = summary["fairness"]["justified_envy"]
    cards.append(("", f"{envy:,}", say.page("envy"), say.page("envy_note")))
    if not outcome.policy.exchanges:  # in an exchange vacancies bind nothing
        left, published = int(outcome.vacancies_left.sum()), int(outcome.roster.vacancies.sum())
        cards.append(("", f"{left:,}", say.page("open"), say.page("open_of", n=f"{published:,}")))
    return cards


def split(outcome: Outcome, summary: Summary, say: Words) -> str:
    """One bar: how people divide over the stages."""
    total = max(sum(summary["by_stage"].values()), 1)
    names = words.STAGES
    if outcome.figures is None and outcome.sections is not None:  # without a selection these mean sections
        names = {**words.STAGES, **words.SECTION_STAGES}
    used = [(stage, n) for stage, n in summary["by_stage"].items() if n]
    bar = "".join(f'<i class="stage-{s}" style="width:{100 * n / total:.3f}%"></i>' for s, n in used)
    legend = "".join(f'<li><i class="stage-{s}"></i>{say.of(names, s)} <b>{n:,}</b></li>' for s, n in used)
    return f'<div class="split">{bar}</div><ul class="legend">{legend}</ul>'


def proof(summary: Summary, say: Words) -> str:
    heads = ("order", "objective", "aim", "value", "bound", "proven")
    head = "".join(f'<th{_right(h)} scope="col">{say.page(h)}</th>' for h in heads)
    rows = "".join(
        _objective(i, objective, say)
        for i, objective in enumerate((*summary["objective"], *summary["directed"]), 1)
    )
    table = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return section(say.page("proof"), table + _facts(summary, say) + notes(summary, say), keep=True)


def _right(head: str) -> str:
    return ' class="n"' if head in ("value", "bound") else ""


def _objective(place: int, objective: Mapping[str, Any], say: Words) -> str:
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


def _facts(summary: Summary, say: Words) -> str:
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
    if fairness is not None:
        facts.append((say.page("barred"), _barred_intents(fairness, say)))
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def _barred_intents(fairness: Mapping[str, Any], say: Words) -> str:
    barred = [
        f"{say.of(words.BARS, bar)} {count:,}" for bar, count in fairness["intents_barred"].items() if count
    ]
    if not barred:
        return say.page("none")
    colon, comma = ("：", "，") if say.lang == "zh" else (": ", ", ")
    return say.page("barred_of", n=f"{fairness['intents']:,}") + colon + comma.join(barred)


def notes(summary: Summary, say: Words) -> str:
    """The notes of the result, or of one of its blocks."""
    return listed(say.page("notes"), summary["notes"], say)


def listed(heading: str, texts: Sequence[Mapping[str, str]], say: Words) -> str:
    """A heading over sentences in both languages; nothing where there are none."""
    if not texts:
        return ""
    items = "".join(f"<li>{html.escape(text[say.lang])}</li>" for text in texts)
    return f'<h3>{heading}</h3><ul class="notes">{items}</ul>'
