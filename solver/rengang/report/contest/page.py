"""The part of the report about the contest: what was asked, posts, applicants, chains, blocking pairs, log."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rengang.errors import Lang, Text
from rengang.model import Contest, Fate
from rengang.model.figures import percent as share
from rengang.model.schema import LEVELS
from rengang.policy.scores import GroupVote, Sum, weights_of
from rengang.report.contest import words
from rengang.report.contest.block import UNREAD
from rengang.report.contest.chains import chains, held_before
from rengang.report.contest.facts import contest_of
from rengang.report.contest.fates import FATES, entry_reason, fate_key, percent, readable
from rengang.report.contest.forms import NO_CONDITION, condition_of
from rengang.report.contract import Explanations
from rengang.report.outcome import Outcome
from rengang.report.page import markup
from rengang.report.page.markup import Summary, Words
from rengang.rules.contest_log import KINDS

if TYPE_CHECKING:
    from rengang.verify import Verdict

MOST_DERIVED = 2_000
"""Scored entries of which the page shows the derivation; for more, ``rengang explain`` gives each one's."""

_LEVELS = {"chief": "chief", "deputy": "deputy", "staff": "staff"}


def contest_data(
    outcome: Outcome,
    contest: Contest,
    verdict: Verdict,
    explanations: Explanations,
    lang: Lang,
    *,
    few: bool,
) -> dict[str, Any]:
    """What the script shows of a contest; without applicants where there are not `few`."""
    return {
        "posts": _posts(outcome, contest, explanations, lang),
        "outcomes": [{"key": key, "name": text.of(lang)} for key, text in words.OUTCOMES.items()],
        "fates": [{"key": key, "name": text.of(lang)} for key, text in FATES.items()],
        "entries": _entries(outcome, contest, explanations, lang) if few else None,
        "chains": _chains(outcome),
        "blocking": _blocking(outcome, verdict),
        "log": _log(outcome, contest, lang),
    }


def _posts(outcome: Outcome, contest: Contest, explanations: Explanations, lang: Lang) -> dict[str, Any]:
    posts, shown = outcome.posts, contest_of(outcome).contested.tolist()
    frame = posts[shown]
    fates = list(zip(contest.entries.post.tolist(), contest.entries.fate, strict=True))
    applied = Counter(post for post, fate in fates if fate not in UNREAD)
    qualified = Counter(post for post, fate in fates if fate not in (*UNREAD, Fate.UNQUALIFIED))
    codes = {key: i for i, key in enumerate(words.OUTCOMES)}
    winners = [contest_of(outcome).winner.get(post, -1) for post in shown]
    levels = LEVELS if lang == "zh" else _LEVELS
    conditions = [
        condition_of(outcome.policy, level, own)
        for level, own in frame.select("level", "condition").iter_rows()
    ]
    return {
        "id": frame["post_id"].to_list(),
        "name": outcome.post_names[shown].to_list(),
        "unit": outcome.post_unit[contest_of(outcome).contested].tolist(),
        "level": [levels.get(level, "") for level in frame["level"].to_list()],
        "condition": [
            Text(NO_CONDITION, "none given").of(lang) if c == NO_CONDITION else c for c in conditions
        ],
        "applied": [applied[post] for post in shown],
        "qualified": [qualified[post] for post in shown],
        "outcome": [
            codes["filled" if who >= 0 else "cancelled" if post in contest_of(outcome).cancelled else "open"]
            for post, who in zip(shown, winners, strict=True)
        ],
        "winner": [None if who < 0 else _person(outcome, who) for who in winners],
        "why": [explanations.post(post).of(lang) for post in shown],
    }


def _person(outcome: Outcome, cadre: int) -> list[str]:
    """Name (else id) and id."""
    label = outcome.instance.cadre_id(cadre)
    return [outcome.instance.cadres["name"][cadre] or label, label]


def _entries(outcome: Outcome, contest: Contest, explanations: Explanations, lang: Lang) -> dict[str, Any]:
    entries, instance = contest.entries, outcome.instance
    people = instance.cadres[entries.cadre]
    at = {post: i for i, post in enumerate(contest_of(outcome).contested.tolist())}
    decimals = outcome.policy.contest.rounding.decimals
    codes = {key: i for i, key in enumerate(FATES)}
    return {
        "id": people["cadre_id"].to_list(),
        "name": [name or "" for name in people["name"].to_list()],
        "from": instance.unit_of[entries.cadre].tolist(),
        "post": [at[post] for post in entries.post.tolist()],
        "order": entries.order.tolist(),
        "recommended": (~entries.declared & (entries.round == 0)).tolist(),
        "fate": [codes[fate_key(contest, i)] for i in range(len(entries))],
        "score": [readable(score, decimals) for score in entries.score],
        "key": [None if score is None else float(score) for score in entries.score],
        "rate": [percent(rate) for rate in entries.rate],
        "share": [None if rate is None else float(rate) for rate in entries.rate],
        "votes": [None if votes < 0 else votes for votes in entries.votes.tolist()],
        "rank": entries.post_rank.tolist(),
        "why": _whys(outcome, contest, explanations, lang),
    }


def derives(contest: Contest) -> bool:
    """Does the page say of each score how it came about: up to :data:`MOST_DERIVED` of them."""
    return sum(score is not None for score in contest.entries.score) <= MOST_DERIVED


def _whys(outcome: Outcome, contest: Contest, explanations: Explanations, lang: Lang) -> list[str]:
    """Why each entry ended where it did, and below, where not too many have one, how its score came about."""
    entries = contest.entries
    told = [entry_reason(outcome, i).of(lang) for i in range(len(entries))]
    scored = [i for i, score in enumerate(entries.score) if score is not None]
    if not outcome.policy.contest.total or not scored or not derives(contest):
        return told
    for i in scored:
        lines = explanations.derivation(int(entries.cadre[i]), int(entries.post[i]))
        told[i] = "\n".join([told[i], *(line.of(lang) for line in lines)])
    return told


def _chains(outcome: Outcome) -> dict[str, list[Any]]:
    """Per chain its people as [name, id, old post, new post], and the post that falls vacant."""
    before = held_before(outcome)

    def place(post: int | None) -> str | None:
        if post is None:
            return None
        return f"{outcome.unit_names[int(outcome.post_unit[post])]} {outcome.post_names[post]}"

    found = chains(outcome)
    unit_of = outcome.instance.unit_of
    return {
        "people": [
            [
                [
                    *_person(outcome, cadre),
                    place(before[cadre]) if cadre in before else outcome.unit_names[int(unit_of[cadre])],
                    place(contest_of(outcome).won[cadre]),
                ]
                for cadre in chain.people
            ]
            for chain in found
        ],
        "vacant": [place(chain.vacant) for chain in found],
    }


def _blocking(outcome: Outcome, verdict: Verdict) -> dict[str, list[Any]]:
    """The pairs that the judge found."""
    held = verdict.contest
    cadre = [] if held is None else held.blocking_cadre.tolist()
    at = {post: i for i, post in enumerate(contest_of(outcome).contested.tolist())}
    post = [] if held is None else held.blocking_post.tolist()
    return {"cadre": [_person(outcome, c) for c in cadre], "post": [at[p] for p in post]}


def _log(outcome: Outcome, contest: Contest, lang: Lang) -> dict[str, list[Any]]:
    events = contest.events
    ids = outcome.posts["post_id"]
    return {
        "round": [event.round for event in events],
        "kind": [KINDS[event.kind].of(lang) for event in events],
        "post": [ids[event.post] if event.post >= 0 else "" for event in events],
        "cadre": [outcome.instance.cadre_id(event.cadre) if event.cadre >= 0 else "" for event in events],
        "text": [contest_of(outcome).trace.said(event).of(lang) for event in events],
        "rule": [event.rule or "" for event in events],
    }


# -- markup ---------------------------------------------------------------------------------------------------
def contest_markup(
    outcome: Outcome, summary: Summary, document: Mapping[str, Any], say: Words, limit: int
) -> str:
    """The section about the contest, with places for the script to fill.

    `limit` is how many entries may be listed on a page.
    """
    block = summary["contest"]

    def word(key: str, **values: object) -> str:
        return html.escape(words.PAGE[key].of(say.lang).format(**values))

    parts = [
        _terms(outcome, say),
        markup.listed(word("short"), block["supply_short"], say),
        markup.listed(word("told"), [note for note in block["notes"] if note not in summary["notes"]], say),
        f"<h3>{word('posts')}</h3>" + '<div id="post-table"></div>',
        f"<h3>{word('entries')}</h3>",
    ]
    if document["entries"] is None:
        told = word("too_many_entries", n=f"{block['entries']:,}", limit=f"{limit:,}")
        parts.append(f'<p class="lead">{told}</p>')
    else:
        parts.append('<div id="entry-table"></div>')
    if document["chains"]["people"]:
        lead = f'<p class="lead">{word("chains_lead")}</p>'
        parts.append(f"<h3>{word('chains')}</h3>{lead}" + '<div id="chain-table"></div>')
    if outcome.contest is not None and outcome.contest.objective:  # else nothing has been decided yet
        blocked = '<div id="contest-blocking"></div>'
        if not document["blocking"]["post"]:
            blocked = f'<p class="lead">{word("no_blocked")}</p>'
        parts.append(f"<h3>{word('blocked')}</h3>{blocked}")
    if document["log"]["text"]:
        parts.append(f"<h3>{word('log')}</h3>" + '<div id="log-table"></div>')
    return markup.section(word("contest"), "".join(parts))


def _terms(outcome: Outcome, say: Words) -> str:
    """What the contest asked, in a list of terms."""
    lang = say.lang
    stop, comma = ("；", "、") if lang == "zh" else ("; ", ", ")

    def word(key: str, **values: object) -> str:
        return words.PAGE[key].of(lang).format(**values)

    facts = {
        "asked": _asked(outcome, lang),
        "apply": stop.join(_applying(outcome, lang)),
        "score": _scoring(outcome, lang),
        "inspection": stop.join(_inspecting(outcome, lang)),
        "ranking": stop.join(
            word(name, keys=comma.join(words.POST_KEYS[key].of(lang) for key in keys))
            for name, keys in (
                ("post_order", outcome.policy.contest.post_order),
                ("person_order", outcome.policy.contest.person_order),
            )
        ),
        "seats": stop.join(
            (word(outcome.policy.contest.incumbents), word(outcome.policy.contest.midlevel_cap))
        ),
    }
    rows = "".join(
        f"<dt>{html.escape(word(name))}</dt><dd>{html.escape(told)}</dd>"
        for name, told in facts.items()
        if told
    )
    return f"<dl>{rows}</dl>"


def _asked(outcome: Outcome, lang: Lang) -> str:
    """The conditions of all posts by title, and how many posts ask one of their own; that there are none."""
    contest = outcome.policy.contest
    titles = [
        (contest.conditions[name].title or name) if name in contest.conditions else name
        for name in contest.qualification
    ]
    own = outcome.posts[contest_of(outcome).contested]["condition"].count()
    if own:
        titles.append(words.PAGE["own_condition"].of(lang).format(n=own))
    return ("；" if lang == "zh" else "; ").join(titles) or words.PAGE["no_condition"].of(lang)


def _applying(outcome: Outcome, lang: Lang) -> list[str]:
    contest = outcome.policy.contest
    apply = contest.apply
    told: list[Text | None] = [
        _filled("apply_rounds", n=len(apply.rounds)) if apply.rounds else _filled("apply_max", n=apply.max),
        None if apply.own_unit else words.PAGE["not_own"],
        words.PAGE["consent"] if apply.consent == "required" else None,
        _filled("min_qualified", n=contest.min_qualified) if contest.min_qualified else None,
        None if contest.shortlist_cap is None else _filled("shortlist", n=contest.shortlist_cap),
    ]
    return [text.of(lang) for text in told if text is not None]


def _scoring(outcome: Outcome, lang: Lang) -> str:
    """The total with the weights of its parts: 竞岗得分 = 70% 领导评委 + 30% 群众评委."""
    contest = outcome.policy.contest
    node = contest.scores.get(contest.total)
    if node is None:
        return ""
    weights = weights_of(node) or (node.terms if isinstance(node, Sum) else {})
    if not weights or isinstance(node, GroupVote):
        return contest.total
    terms = " + ".join(
        name if isinstance(node, Sum) and node.plain and weight == 1 else f"{share(weight)} {name}"
        for name, weight in weights.items()
    )
    return f"{contest.total} = {terms}"


def _inspecting(outcome: Outcome, lang: Lang) -> list[str]:
    contest = outcome.policy.contest
    ratio = readable(contest.inspection.ratio)
    told = [_filled(contest.inspection.rule, n=ratio)]
    if contest.vote.quorum is not None:
        told.append(_filled("quorum", share=contest.vote.quorum))
    if contest.vote.majority is not None:
        op = words.OPS[contest.vote.majority_op]
        told.append(
            Text(
                words.PAGE["majority"].zh.format(op=op.zh, share=contest.vote.majority),
                words.PAGE["majority"].en.format(op=op.en, share=contest.vote.majority),
            )
        )
    return [text.of(lang) for text in told]


def _filled(key: str, **values: object) -> Text:
    text = words.PAGE[key]
    return Text(text.zh.format(**values), text.en.format(**values))
