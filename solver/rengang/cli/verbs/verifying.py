"""The verb ``verify``: hold a result against the tables, by code that had no part in making it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from rengang.cli import exits
from rengang.cli.guard import guarded
from rengang.cli.language import Language
from rengang.cli.options import InstanceArg, JsonOpt, LangOpt, PolicyOpt, QuietOpt, ResultArg
from rengang.cli.screen.console import Column, Screen

if TYPE_CHECKING:
    from rengang.audit import Audit, Opened
    from rengang.verify import Breach


def verify(
    instance: InstanceArg,
    result: ResultArg,
    policy: PolicyOpt = None,
    lang: LangOpt = Language.ZH,
    as_json: JsonOpt = False,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, as_json=as_json, quiet=quiet) as screen:
        from rengang.cli.loading import locating
        from rengang.cli.screen.interrupt import beside
        from rengang.cli.screen.progress import Ticker

        opened = opening(screen, instance, result, policy)
        with Ticker(screen), locating(instance):
            audit = beside(lambda: opened.audit)
        if as_json:
            screen.document(_document(screen, opened, audit))
        else:
            _print_audit(screen, opened, audit)
        raise typer.Exit(exits.SOLVED if audit.ok else exits.BREACH)


def opening(screen: Screen, instance: Path, result: Path, policy: str | None) -> Opened:
    """The instance and the result; judged by `policy`, else by the one that the result was made under.

    Raises
    ------
    InvalidInput
        One of them has faults.
    """
    from rengang.audit import open_result
    from rengang.cli.loading import load_sound
    from rengang.cli.screen.interrupt import beside
    from rengang.cli.screen.problems import print_problems

    loaded = load_sound(screen, instance, policy)
    given = None if policy is None else loaded.policy
    opened = beside(lambda: open_result(result, loaded.instance, given))
    if not screen.quiet:
        print_problems(screen, opened.warnings)
    if opened.differing:
        names = ", ".join(opened.differing)
        screen.remark(
            f"提醒：结果所用的政策（{opened.policy.id}）与实例的政策（{loaded.policy.id}）在 {names} 上不同；"
            "按结果所用的政策核验，要按另一政策核验请用 --policy",
            f"warning: the result was made under a policy ({opened.policy.id}) that differs from the instance's "
            f"({loaded.policy.id}) in {names}; it is judged by its own, --policy names another",
        )
    return opened


def _document(screen: Screen, opened: Opened, audit: Audit) -> dict[str, Any]:
    return {
        "verified": audit.ok,
        "policy": opened.policy.id,
        "policy_differs_in": list(opened.differing),
        "breaches": [_breach(screen, opened, breach) for breach in audit.breaches],
        "false_claims": [claim.of(screen.lang) for claim in audit.false_claims],
        "objective": [{"name": name, "value": value} for name, value in audit.verdict.values],
    }


def _breach(screen: Screen, opened: Opened, breach: Breach) -> dict[str, Any]:
    instance = opened.instance
    return {
        "code": breach.code,
        "text": breach.text.of(screen.lang),
        "rules": list(breach.rules),
        "cadre_id": None if breach.cadre is None else instance.cadre_id(breach.cadre),
        "unit_id": None if breach.unit is None else instance.unit_id(breach.unit),
    }


def _print_audit(screen: Screen, opened: Opened, audit: Audit) -> None:
    from rengang.cli.screen import words

    for breach in audit.breaches:
        rules = f" [{', '.join(breach.rules)}]" if breach.rules else ""
        screen.line(screen.of("违规：", "breach: ") + breach.text.of(screen.lang) + rules)
    for claim in audit.false_claims:
        screen.line(screen.of("不符：", "false claim: ") + claim.of(screen.lang))
    columns = [
        Column(screen.of("重新计算的目标", "objective, recomputed")),
        Column(screen.of("结果", "value"), "right"),
    ]
    rows = [
        (words.word(words.OBJECTIVES, name).of(screen.lang), f"{value:,}")
        for name, value in audit.verdict.values
    ]
    if rows:
        screen.table(columns, rows)
        screen.line()
    faults = len(audit.breaches) + len(audit.false_claims)
    if faults:
        screen.line(
            screen.of(
                f"核验不通过：违规或不符共 {faults} 处", f"not verified; breaches and false claims: {faults}"
            )
        )
    else:
        screen.line(
            screen.of(
                f"核验通过：在政策 {opened.policy.id} 下没有违规，各项数字与 summary.json 一致",
                f"verified: no breach under policy {opened.policy.id}; the figures of summary.json are borne out",
            )
        )
