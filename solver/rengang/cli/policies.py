"""The verb ``policies``: the shipped packs, and what every key means."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from rengang.cli.console import Column, Screen
from rengang.cli.guard import guarded
from rengang.cli.language import Language, said
from rengang.cli.options import JsonOpt, LangOpt

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
        _print_keys(screen, policy)


def _pack_records() -> list[dict[str, str]]:
    from rengang.policy import pack_names, read_document, resolve

    found = [(name, resolve(read_document(name))) for name in pack_names()]
    return [{"name": name, "title": p.title, "title_en": p.title_en} for name, p in found]


def _print_packs(screen: Screen) -> None:
    columns = [Column(screen.of("政策包", "pack")), Column(screen.of("名称", "title"))]
    title = "title" if screen.lang == "zh" else "title_en"
    screen.table(columns, [(record["name"], record[title]) for record in _pack_records()])
    screen.line()


def _print_keys(screen: Screen, policy: Any) -> None:
    """Every key with its value under `policy`, its meaning and the rules behind it."""
    from rengang.policy import keys

    rows = []
    for key, field in keys():
        value: Any = policy
        for part in key.split("."):
            value = getattr(value, part)
        zh, _, en = (field.description or "").partition(" | ")
        shown = json.dumps(value, ensure_ascii=False)
        rows.append(
            (
                key,
                shown if len(shown) <= 60 else shown[:59] + "…",
                screen.of(zh, en),
                policy.rule_of(key) or "",
            )
        )
    columns = [
        Column(screen.of("键", "key")),
        Column(screen.of("值", "value")),
        Column(screen.of("含义", "meaning")),
        Column(screen.of("依据", "rules")),
    ]
    screen.table(columns, rows)
