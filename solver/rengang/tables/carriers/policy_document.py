"""The policy document of an instance: from a sheet of keys and values, to one, and to TOML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rengang.errors import Problem, Text
from rengang.tables.reading.cells import cell_text, fold
from rengang.tables.reading.source import RawPolicy

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADS = {"key", "键", "项目", "政策项", "参数"}
_WORDS = {"是": True, "否": False}


def from_rows(shown: str, rows: Sequence[tuple[int, Sequence[object]]]) -> tuple[RawPolicy, list[Problem]]:
    """The document that rows of (row number, cells: key, value, …) describe.

    A value is read as TOML where it is TOML (numbers, true/false, lists, quoted text), 是/否 as true/false,
    anything else as text. A heading row is skipped.
    """
    document: dict[str, Any] = {}
    at: dict[str, int] = {}
    problems: list[Problem] = []
    for index, (row, cells) in enumerate(rows):
        key = (cell_text(cells[0]) or "").strip() if cells else ""
        if not key or (index == 0 and fold(key) in _HEADS):
            continue
        path = _path(key)
        value = _value(cells[1]) if len(cells) > 1 else ""
        if ".".join(path) in at or not _put(document, path, value):
            problems.append(_doubled(shown, row, key))
        at.setdefault(".".join(path), row)
    return RawPolicy(shown, document, at), problems


def _path(key: str) -> list[str]:
    try:
        level: Any = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return [key]
    path = []
    while isinstance(level, dict):
        name = next(iter(level))
        path.append(name)
        level = level[name]
    return path


def _value(cell: object) -> object:
    if isinstance(cell, bool | int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    text = (cell_text(cell) or "").strip()
    if text in _WORDS:
        return _WORDS[text]
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if "\n" in text:
        return text
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    value = parsed["value"]
    plain = isinstance(value, str | int | float | bool | list | dict) and len(parsed) == 1
    return value if plain else text


def _put(document: dict[str, Any], path: list[str], value: object) -> bool:
    """Set `path` to `value`; False if that contradicts what is there."""
    for name in path[:-1]:
        below = document.setdefault(name, {})
        if not isinstance(below, dict):
            return False
        document = below
    if path[-1] in document:
        return False
    document[path[-1]] = value
    return True


def _doubled(shown: str, row: int, key: str) -> Problem:
    return Problem(
        "policy-duplicate-key",
        Text("这个键已经在前面出现过", "this key has been given before"),
        Text("每个键只出现一次", "each key once"),
        table=shown,
        row=row,
        column=key,
    )


def to_rows(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rows (key, value) that :func:`from_rows` reads back as `document`; a key that is None has none."""
    yield from _rows_below(document, "")


def _rows_below(document: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        key = prefix + _key(name)
        if isinstance(value, Mapping) and value:
            yield from _rows_below(value, key + ".")
        elif value is not None:
            plain = isinstance(value, str) and value == value.strip() and _value(value) == value and value
            yield key, str(value) if plain else _literal(value)


def to_toml(document: Mapping[str, Any]) -> str:
    """`document` as TOML: plain keys first, then sections, in the document's order.

    TOML has no word for "none": a key that is None is left out.
    """
    return "\n".join(_sections(document, ())).strip("\n") + "\n"


def _sections(document: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    document = {k: v for k, v in document.items() if v is not None}
    plain = {k: v for k, v in document.items() if not isinstance(v, Mapping)}
    if path and (plain or len(plain) == len(document)):
        yield f"\n[{'.'.join(_key(p) for p in path)}]"
    for name, value in plain.items():
        yield f"{_key(name)} = {_literal(value)}"
    for name, value in document.items():
        if isinstance(value, Mapping):
            yield from _sections(value, (*path, name))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)} = {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_literal(v) for v in value) + "]"
    return str(value)
