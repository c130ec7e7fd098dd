"""The generated parts of docs/tables.md and docs/policy.md: tables from the schema, keys and values from the policy.

``python tests/docs/pages.py`` renews them; tests/docs/test_pages.py holds them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from rengang.cli.verbs.policies import allowed_values
from rengang.model.schema import TABLES, Column, Table
from rengang.policy import DEFAULT_PACK, keys, plain_value, resolve
from rengang.policy.words import WORDS
from rengang.tables.blank.template_pages import PURPOSE, blank_word
from rengang.tables.reading.cells import fold

ROOT = Path(__file__).parents[2]

BAR = r"\|"
"""A bar within a cell of a Markdown table."""


def renewed(page: str) -> str:
    """The text of docs/`page` with its generated parts as they should be."""
    text = (ROOT / "docs" / page).read_text("utf-8")
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
    yield "| key | type | default | meaning | 含义 | rules |"
    yield "|---|---|---|---|---|---|"
    for key, field in keys():
        zh, _, en = str(field.description).partition(" | ")
        shown = "(the text of TX-50)" if key == "refusal.sanction" else _shown(plain_value(policy, key))
        cells = (f"`{key}`", _type(field), shown, en, zh, ", ".join(policy.rules.get(key, ())))
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


_PARTS = {"tables.md": {"tables": table_lines}, "policy.md": {"keys": key_lines, "values": value_lines}}
PAGES = tuple(_PARTS)

if __name__ == "__main__":
    for name in PAGES:
        (ROOT / "docs" / name).write_text(renewed(name), "utf-8")
