"""What the code says in docs/: tables from the schema, keys and values from the policy, provisions from the packs.

``python tests/docs/pages.py`` renews them; tests/docs/test_pages.py holds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from rengang.cli.verbs.policies import allowed_values
from rengang.model.schema import TABLES, Column, Table
from rengang.policy import DEFAULT_PACK, keys, pack_names, plain_value, resolve
from rengang.policy.provisions import Provision
from rengang.policy.words import WORDS
from rengang.tables.blank.template_pages import PURPOSE, blank_word
from rengang.tables.reading.cells import fold

ROOT = Path(__file__).parents[2]

BAR = r"\|"
"""A bar within a cell of a Markdown table."""


def renewed(page: str) -> str:
    """The text of docs/`page` with its generated parts as they should be."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    if page == PROVISIONS_PAGE:
        return _provisions_renewed(text)
    for name, part in _PARTS[page].items():
        marks = (f"<!-- generated: {name} -->", f"<!-- end: {name} -->")
        pattern = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
        if len(pattern.findall(text)) != 1:
            raise ValueError(f"docs/{page} must have the marks of the part “{name}” exactly once")
        made = "\n".join([marks[0], "", *part(), "", marks[1]])
        text = pattern.sub(lambda _, made=made: made, text)
    return text


# -- tables -------------------------------------------------------------------------------------------------
def table_lines() -> Iterator[str]:
    """One section for each table of the schema."""
    for number, table in enumerate(TABLES.values()):
        if number:
            yield ""
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### `{table.name}` {table.heading}"
    yield ""
    yield PURPOSE[table.name].en
    yield f"A row is identified by {', '.join(f'`{name}`' for name in table.key)}."
    names = [*table.aliases, f"{table.heading}表"]
    yield f"Also read as: {'、'.join(dict.fromkeys(names))}."
    yield ""
    yield "| column | heading | also read as | what may stand there | needed | what it is | a blank means |"
    yield "|---|---|---|---|---|---|---|"
    for column in table.columns:
        cells = (
            f"`{column.name}`", column.heading, "、".join(_aliases(table, column)), _content(column),
            "yes" if column.needed else "", column.note.en, blank_word(column, column.needed, "en"),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _aliases(table: Table, column: Column) -> list[str]:
    """Aliases that mean this column: not the name or heading of another one, and not an earlier one's alias."""
    taken = {fold(word) for c in table.columns for word in (c.name, c.heading)}
    for other in table.columns[: table.columns.index(column)]:
        taken |= {fold(alias) for alias in other.aliases}
    own = [*column.aliases, *(("编号", "代码", "id") if table.key == (column.name,) else ())]
    return [alias for alias in dict.fromkeys(own) if fold(alias) not in taken]


def _content(column: Column) -> str:
    if column.refers is not None:
        return f"an id of `{column.refers}`"
    if column.values:
        return ", ".join(f"`{en}` {zh}" for en, zh in column.values.items())
    word = {
        "id": "an id (text)",
        "text": "text",
        "int": "a whole number",
        "decimal": "a number, up to 6 decimals",
        "date": "a date",
        "flag": "yes 是 / no 否",
    }[column.kind]
    return word if column.minimum is None else f"{word} ≥ {column.minimum}"


# -- policy -------------------------------------------------------------------------------------------------
def key_lines() -> Iterator[str]:
    """One row for each key of the policy: what it may be, what it is in the default pack, what it means."""
    policy = resolve({"extends": DEFAULT_PACK})
    yield "| key | type | default | meaning | 含义 | provisions 条文 |"
    yield "|---|---|---|---|---|---|"
    for key, field in keys():
        zh, _, en = str(field.description).partition(" | ")
        shown = "(the text of TX-50)" if key == "refusal.sanction" else _shown(plain_value(policy, key))
        cells = (f"`{key}`", _type(field), shown, en, zh, policy.rule_of(key) or "–")
        yield f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def _shown(value: Any) -> str:
    """A default value; named scores and conditions by their names, the absent one as a dash."""
    if value is None:
        return "–"
    if isinstance(value, dict):
        return "、".join(value) or "–"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _type(field: FieldInfo) -> str:
    """What may be written for a key, in words."""
    allowed = allowed_values(field).replace('"', "`").replace(" | ", ", ")
    if allowed.startswith("["):
        return f"list of {allowed[1:].removesuffix(', …]').replace('`…`', 'texts').replace('[…]', 'lists')}"
    if allowed.startswith("{ "):
        return f"group `{allowed}`"
    if re.match("[≥>≤]", allowed):
        kind = "exact number" if "Fraction" in str(field.annotation) else "whole number"
        return f"{kind} {allowed.replace('≥ ', 'from ').replace(', ≤', ' to').replace('> ', 'above ')}"
    plain = {
        "true, false": "true or false", "`…`": "text", "{…}": "named entries, see below",
        "2014-12-01": "date", "`1/3`": "exact number", "0": "whole number",
    }  # fmt: skip
    return plain.get(allowed, f"one of {allowed}")


def value_lines() -> Iterator[str]:
    """One row for each value of every enumeration."""
    yield "| key | value | meaning | 含义 |"
    yield "|---|---|---|---|"
    for key, words in WORDS.items():
        for value, word in words.items():
            yield f"| `{key}` | `{value}` | {word.en} | {word.zh} |"


# -- provisions ----------------------------------------------------------------------------------------------
PROVISIONS_PAGE = "rules.md"


def provisions() -> dict[str, Provision]:
    """Every provision of the shipped packs by its ID."""
    return {name: p for pack in pack_names() for name, p in resolve({"extends": pack}).provisions.items()}


def cited_by() -> dict[str, list[str]]:
    """For each ID the keys that cite it, in the order of the schema, then the codes of rules, in any pack."""
    found: dict[str, dict[str, None]] = {}
    policies = [resolve({"extends": pack}) for pack in pack_names()]
    named = dict.fromkeys(name for policy in policies for name in policy.rules)
    order = [key for key, _ in keys()]
    for name in sorted(named, key=lambda name: order.index(name) if name in order else len(order)):
        for policy in policies:
            for provision in policy.rules.get(name, ()):
                found.setdefault(provision, {})[name] = None
    return {provision: list(names) for provision, names in found.items()}


@cache
def _citers() -> frozenset[str]:
    """Whatever can cite a provision, as it is written on a page."""
    names = [name for pack in pack_names() for name in resolve({"extends": pack}).rules]
    return frozenset(f"`{name}`" for name in (*names, *(key for key, _ in keys())))


def _provisions_renewed(text: str) -> str:
    """docs/rules.md with what its rows quote, and who cites it, as the packs say; the readings stay as written.

    Raises
    ------
    ValueError
        A provision has no row, or a row no provision, or two rows.
    """
    known, citing = provisions(), cited_by()
    rows = re.findall(r"^\| ([A-Z]{1,2}-\d\d) \|", text, re.MULTILINE)
    wrong = [*(set(rows) ^ set(known)), *(name for name in set(rows) if rows.count(name) > 1)]
    if wrong:
        raise ValueError(f"docs/{PROVISIONS_PAGE} must have one row for each provision: {sorted(wrong)}")
    return re.sub(
        r"^\| ([A-Z]{1,2}-\d\d) \| (.*) \|$",
        lambda row: _provision_row(row[1], known[row[1]], citing.get(row[1], []), row[2]),
        text,
        flags=re.MULTILINE,
    )


def _provision_row(name: str, provision: Provision, citing: list[str], written: str) -> str:
    """One row; of the text that is written there the reading is kept, and what of the last cell is no citation."""
    _, middle, last = re.split(r"(?<!\\) \| ", written)
    codes, citers = ", ".join(f"`{name}`" for name in citing), _citers()
    if provision.is_open:
        cells = [provision.words.en, codes, last]
    else:
        notes = [note for note in last.split("; ") if not all(part in citers for part in note.split(", "))]
        quoted = "".join(f"「{passage}」" for passage in provision.passages)
        cells = [quoted, middle, "; ".join(filter(None, [codes, *notes]))]
    return f"| {name} | {' | '.join(cells)} |"


_PARTS = {"tables.md": {"tables": table_lines}, "policy.md": {"keys": key_lines, "values": value_lines}}
PAGES = (*_PARTS, PROVISIONS_PAGE)

if __name__ == "__main__":
    for name in PAGES:
        (ROOT / "docs" / name).write_text(renewed(name), "utf-8")
