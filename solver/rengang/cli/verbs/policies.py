"""The verb ``policies``: the shipped packs, and what every key means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import typer

from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import JsonOpt, LangOpt
from rengang.cli.screen.console import Column, Screen

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from rengang.policy import Policy

NameArg = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME|FILE]",
        show_default=False,
        help=said(
            "政策包名称或 TOML 文件；不给则列出全部政策包和键",
            "a pack or a TOML file; without it all packs and keys",
        ),
    ),
]
TomlOpt = Annotated[
    bool, typer.Option("--toml", help=said("给出政策包的 TOML 原文", "print the pack's TOML source"))
]


def policies(
    name: NameArg = None, toml: TomlOpt = False, lang: LangOpt = Language.ZH, as_json: JsonOpt = False
) -> None:
    with guarded(lang, as_json=as_json) as screen:
        from rengang.policy import DEFAULT_PACK, pack_names, pack_text, read_document, resolve

        if toml:
            shown = name or DEFAULT_PACK
            read_document(shown)
            if shown in pack_names():
                screen.line(pack_text(shown).rstrip("\n"))
                return
        if name is None:
            _print_packs(screen)
        policy = resolve(read_document(name or DEFAULT_PACK))
        if as_json:
            screen.document(policy.model_dump(mode="json") if name else _pack_records())
            return
        _print_keys(screen, policy, allowed=name is None)
        _print_words(screen, policy if name else None)


def _pack_records() -> list[dict[str, str]]:
    from rengang.policy import pack_names, read_document, resolve

    found = [(name, resolve(read_document(name))) for name in pack_names()]
    return [{"name": name, "title": p.title, "title_en": p.title_en} for name, p in found]


def _print_packs(screen: Screen) -> None:
    columns = [Column(screen.of("政策包", "pack")), Column(screen.of("名称", "title"))]
    title = "title" if screen.lang == "zh" else "title_en"
    screen.table(columns, [(record["name"], record[title]) for record in _pack_records()])
    screen.line()


def _print_keys(screen: Screen, policy: Policy, *, allowed: bool) -> None:
    """Every key with its value under `policy`, its meaning and the rules behind it, or what is `allowed`."""
    from rengang.policy import keys, plain_value

    rows = []
    for key, field in keys():
        zh, _, en = (field.description or "").partition(" | ")
        shown = _short(plain_value(policy, key), screen)
        last = allowed_values(field) if allowed else policy.rule_of(key) or ""
        rows.append((key, shown, screen.of(zh, en), last))
    columns = [
        Column(screen.of("键", "key")),
        Column(screen.of("默认值", "default") if allowed else screen.of("值", "value")),
        Column(screen.of("含义", "meaning")),
        Column(screen.of("可取值", "allowed") if allowed else screen.of("依据", "rules")),
    ]
    screen.table(columns, rows)


def _print_words(screen: Screen, policy: Policy | None) -> None:
    """What the words among the values of a policy mean, or without one all words that a key may take."""
    from rengang.policy import keys, plain_value
    from rengang.policy.words import WORDS

    own = {key for key, _ in keys()}
    rows = []
    for key, words in WORDS.items():
        if policy is None:
            chosen: list[str] = list(words)
        elif key in own:
            value = plain_value(policy, key)
            chosen = value if isinstance(value, list) else [value]
        else:
            continue  # a field of named scores and conditions, which the table of keys shows by name alone
        rows += [(key, json.dumps(value), words[value].of(screen.lang)) for value in chosen]
    screen.line()
    columns = [
        Column(screen.of("键", "key")),
        Column(screen.of("值", "value")),
        Column(screen.of("值的含义", "what the value means")),
    ]
    screen.table(columns, rows)


_WIDEST = 48
"""Longer values are cut in the table."""


def _short(value: Any, screen: Screen) -> str:
    """A value for the table; named scores and conditions by their names alone, ``--toml`` has the rest."""
    if isinstance(value, dict):
        text = screen.of("、", ", ").join(value) or "{}"
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def allowed_values(field: FieldInfo) -> str:
    """The values that a key may take, in the notation of TOML."""
    kind, extra = field.annotation, list(field.metadata)
    optional = get_origin(kind) in (Union, UnionType) and type(None) in get_args(kind)
    if optional:
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is Annotated:
        kind, *more = get_args(kind)
        extra += more
    if get_origin(kind) in (dict, Mapping):
        return "{…}"
    if isinstance(kind, type) and hasattr(kind, "model_fields"):  # a group that is given whole or not at all
        parts = kind.model_fields.items()
        return f"{{ {', '.join(f'{name} = {allowed_values(part)}' for name, part in parts)} }}"
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return f"[{_choices(inner) if get_origin(inner) is not tuple else '[…]'}, …]"
    bounds = [f"{sign} {getattr(m, name)}" for m in extra for name, sign in _BOUNDS if hasattr(m, name)]
    return ", ".join(bounds) or _choices(kind)


_BOUNDS = (("ge", "≥"), ("gt", ">"), ("le", "≤"))


def _choices(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " | ".join(json.dumps(choice) for choice in get_args(kind))
    words = {bool: "true | false", int: "0", date: "2014-12-01", Fraction: '"1/3"'}
    return words.get(kind, '"…"')
