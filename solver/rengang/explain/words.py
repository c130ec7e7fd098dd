"""Words that the explanations share: names of units, rule IDs, clauses in a row.

Sentences that a cadre reads name other people by their rank and no more: neither name nor id of anybody else
stands in them. What a unit reads names its nominees by id, as its own form does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rengang.errors import Text
from rengang.model import Instance
from rengang.policy import Policy
from rengang.rules.rule import Rule


def unit_name(instance: Instance, unit: int) -> str:
    """A unit as a reader knows it: its name with the id, or the id alone."""
    if unit < 0:
        return "—"
    name = instance.units["name"][unit]
    label = instance.unit_id(unit)
    return f"{name}（{label}）" if name else label


def unit_text(instance: Instance, unit: int) -> Text:
    """:func:`unit_name` in both languages (the brackets differ)."""
    zh = unit_name(instance, unit)
    return Text(zh, zh.replace("（", " (").replace("）", ")"))


def rules(policy: Policy, *keys: str) -> str:
    """The rule IDs behind some policy keys in brackets, each once, in order; empty where there are none."""
    found = dict.fromkeys(r for key in keys for r in policy.rules.get(key, ()))
    return f" [{', '.join(found)}]" if found else ""


def cited(text: Text, policy: Policy, *keys: str) -> Text:
    """A clause with the rule IDs that it rests on."""
    ids = rules(policy, *keys)
    return Text(text.zh + ids, text.en + ids)


def told(rule: Rule, facts: Mapping[str, str], policy: Policy) -> Text:
    """The clause that the person reads of a rule, with the facts that it names and the provisions behind it."""
    words = rule.words.person or Text(rule.code, rule.code)
    ids = rule.provisions(policy)
    cite = f" [{', '.join(ids)}]" if ids else ""
    return Text(words.zh.format_map(facts) + cite, words.en.format_map(facts) + cite)


def joined(parts: Sequence[Text], zh: str = "；", en: str = "; ") -> Text:
    """Clauses in a row."""
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def said(*sentences: Text) -> Text:
    """Sentences as a paragraph; each is given its full stop, empty ones fall out."""
    kept = [s for s in sentences if s.zh]
    return Text("".join(s.zh + "。" for s in kept), " ".join(s.en + "." for s in kept))
