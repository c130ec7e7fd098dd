"""A breach: one rule that an allocation breaks, whom or what it concerns, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rengang.errors import Text
from rengang.rules.rule import Rule
from rengang.verify.case import Case

LISTED = 50
"""Breaches of one rule that are spelled out; the rest are counted in one more."""

Column = Sequence[int] | npt.NDArray[np.integer]


@dataclass(frozen=True)
class Breach:
    """One breach of one rule.

    Attributes
    ----------
    code
        Stable kebab-case name of the rule.
    rules
        IDs of the regulation's rules behind it.
    text
        What is wrong, naming whom and what it concerns by label.
    cadre, unit, post, section
        Their indices; None where the breach concerns none.
    """

    code: str
    rules: tuple[str, ...]
    text: Text
    cadre: int | None = None
    unit: int | None = None
    post: int | None = None
    section: int | None = None


def broken(
    case: Case,
    rule: Rule,
    cadre: Column | None = None,
    unit: Column | None = None,
    relative: Column | None = None,
    post: Column | None = None,
    section: Column | None = None,
    **numbers: Column,
) -> list[Breach]:
    """One breach of a rule for each position of the columns: the first `LISTED`, then one that counts the rest."""
    labels = {"cadre": cadre, "relative": relative, "unit": unit, "post": post, "section": section}
    columns = {name: column for name, column in {**labels, **numbers}.items() if column is not None}
    total = len(next(iter(columns.values())))
    if rule.words.breach is None:
        raise ValueError(f"{rule.code} is no rule that can be broken")
    sources, template = rule.provisions(case.policy), rule.words.breach
    out = []
    for at in range(min(total, LISTED)):
        here = {name: int(column[at]) for name, column in columns.items()}
        words = {name: _word(case, name, value) for name, value in here.items()}
        zh = template.zh.format_map({name: word.zh for name, word in words.items()})
        en = template.en.format_map({name: word.en for name, word in words.items()})
        about = {name: here.get(name) for name in ("cadre", "unit", "post", "section")}
        out.append(Breach(rule.code, sources, Text(zh, en), **about))
    if total > LISTED:
        more = total - LISTED
        text = Text(f"同类问题另有 {more} 项", f"{more} more of the same kind")
        out.append(Breach(rule.code, sources, text))
    return out


def _word(case: Case, name: str, value: int) -> Text:
    """What a name in a template stands for: a label, or the number itself."""
    labels = {
        "unit": case.unit_label,
        "cadre": case.cadre_label,
        "relative": case.cadre_label,
        "post": case.post_label,
        "section": case.section_label,
    }
    return labels[name](value) if name in labels else Text(str(value), str(value))
