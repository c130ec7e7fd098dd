"""The verb ``check``: is the input sound, and if not, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from rengang.cli import exits
from rengang.cli.guard import guarded
from rengang.cli.language import Language
from rengang.cli.options import InstanceArg, JsonOpt, LangOpt, PolicyOpt, QuietOpt
from rengang.cli.screen.console import Column, Screen

if TYPE_CHECKING:
    from rengang.tables import Loaded


def check(
    instance: InstanceArg,
    policy: PolicyOpt = None,
    lang: LangOpt = Language.ZH,
    as_json: JsonOpt = False,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, as_json=as_json, quiet=quiet) as screen:
        from rengang.cli.loading import load
        from rengang.cli.screen.problems import print_problems, records

        loaded = load(screen, instance, policy)
        if as_json:
            screen.document(records(screen, loaded.problems))
        else:
            print_problems(screen, loaded.problems)
            _print_sizes(screen, loaded)
        raise typer.Exit(exits.INVALID if loaded.errors else exits.SOLVED)


def _print_sizes(screen: Screen, loaded: Loaded) -> None:
    """What was read, so that a table that was not found is noticed; nothing where the input has errors."""
    from rengang.model.schema import TABLES

    if loaded.instance is None or loaded.policy is None:
        return

    rows = [
        (TABLES[name].heading if screen.lang == "zh" else name, f"{len(frame):,}")
        for name, frame in loaded.instance.tables.items()
        if len(frame)
    ]
    screen.table([Column(screen.of("表", "table")), Column(screen.of("行数", "rows"), "right")], rows)
    screen.line()
    warnings = len(loaded.warnings)
    screen.line(
        screen.of(
            f"数据可用（政策 {loaded.policy.id}）：没有错误，{warnings} 处提醒",
            f"the input is sound under policy {loaded.policy.id}: no errors, warnings: {warnings}",
        )
    )
