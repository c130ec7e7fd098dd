"""The markup of the report that does not need the script."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from rengang.errors import Lang, Text
from rengang.policy import Policy, amendments
from rengang.report import words
from rengang.report.figure import Figure, Show
from rengang.report.outcome import Outcome
from rengang.report.rooms import SELECTION

Summary = Mapping[str, Any]


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


def cards(figures: Sequence[Figure], say: Words) -> str:
    """The figures at the top."""
    made = [_card(figure, figure.card, say) for figure in figures if figure.card is not None]
    columns = len(made) if len(made) <= 8 else -(-len(made) // 2)
    return f'<div class="cards" style="--columns:{columns}">' + "".join(made) + "</div>"


def _card(figure: Figure, what: Text, say: Words) -> str:
    shown = {
        Show.COUNT: f"{figure.value:,}",
        Show.OF: f"{figure.value:,}<small> / {figure.whole:,}</small>",
        Show.SHARE: figure.share,
    }[figure.show]
    return (
        f'<div class="card {figure.tone}"><b>{shown}</b><span class="what">{say.text(what)}</span>'
        f'<span class="note">{say.text(figure.note)}</span></div>'
    )


def split(outcome: Outcome, summary: Summary, say: Words) -> str:
    """One bar: how people divide over the stages."""
    total = max(sum(summary["by_stage"].values()), 1)
    names = dict(words.STAGES)
    if SELECTION not in outcome.given:  # else it is what most of these stand for
        for room in outcome.given:
            names |= words.STAGES_OF[room]
    used = [(stage, n) for stage, n in summary["by_stage"].items() if n]
    bar = "".join(f'<i class="stage-{s}" style="width:{100 * n / total:.3f}%"></i>' for s, n in used)
    legend = "".join(f'<li><i class="stage-{s}"></i>{say.of(names, s)} <b>{n:,}</b></li>' for s, n in used)
    return f'<div class="split">{bar}</div><ul class="legend">{legend}</ul>'


def proof(summary: Summary, say: Words, more: Sequence[tuple[str, str]]) -> str:
    """Every objective with what is proven of it, and facts about the whole; `more` has those of the procedures."""
    heads = ("order", "objective", "aim", "value", "bound", "proven")
    head = "".join(f'<th{_right(h)} scope="col">{say.page(h)}</th>' for h in heads)
    rows = "".join(
        _objective(i, objective, say)
        for i, objective in enumerate((*summary["objective"], *summary["directed"]), 1)
    )
    table = f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    return section(say.page("proof"), table + _facts(summary, say, more) + notes(summary, say), keep=True)


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


def _facts(summary: Summary, say: Words, more: Sequence[tuple[str, str]]) -> str:
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
    facts += more
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts) + "</dl>"


def notes(summary: Summary, say: Words) -> str:
    """The notes of the result, or of one of its blocks."""
    return listed(say.page("notes"), summary["notes"], say)


def listed(heading: str, texts: Sequence[Mapping[str, str]], say: Words) -> str:
    """A heading over sentences in both languages; nothing where there are none."""
    if not texts:
        return ""
    items = "".join(f"<li>{html.escape(text[say.lang])}</li>" for text in texts)
    return f'<h3>{heading}</h3><ul class="notes">{items}</ul>'
