"""The verb ``verify``: hold a result against the tables, by code that had no part in making it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from rengang.cli import exits
from rengang.cli.guard import guarded
from rengang.cli.language import Language
from rengang.cli.options import InstanceArg, JsonOpt, LangOpt, PolicyOpt, QuietOpt, ResultArg
from rengang.cli.screen.console import Column, Screen
from rengang.errors import Text, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rengang.cli.loading import Sound
    from rengang.policy import Policy
    from rengang.report import ResultFolder
    from rengang.verify import Breach, Verdict


@dataclass(frozen=True)
class Reading:
    """An instance, a result folder that belongs to it, and the policy that it is judged by.

    `differing` names the groups of keys in which that policy and the instance's own differ.
    """

    loaded: Sound
    folder: ResultFolder
    policy: Policy
    differing: tuple[str, ...] = ()

    @property
    def seed(self) -> int:
        """The seed of the result's lots."""
        seed = self.folder.summary.get("seed")
        return seed if isinstance(seed, int) else 0


def verify(
    instance: InstanceArg,
    result: ResultArg,
    policy: PolicyOpt = None,
    lang: LangOpt = Language.ZH,
    as_json: JsonOpt = False,
    quiet: QuietOpt = False,
) -> None:
    with guarded(lang, as_json=as_json, quiet=quiet) as screen:
        from rengang.cli.claims import false_claims
        from rengang.cli.loading import locating
        from rengang.cli.screen.interrupt import beside
        from rengang.cli.screen.progress import Ticker
        from rengang.verify import verify as judge

        reading = read_result(screen, instance, result, policy)
        folder = reading.folder
        with Ticker(screen), locating(instance):
            verdict = beside(
                lambda: judge(
                    reading.loaded.instance, reading.policy, folder.allocation, contest=folder.contest,
                    sections=folder.sections, seed=reading.seed,
                )
            )  # fmt: skip
        claims = list(false_claims(result, reading.loaded.instance, folder, verdict))
        if as_json:
            screen.document(_document(screen, reading, verdict, claims))
        else:
            _print_verdict(screen, reading.policy, verdict, claims)
        raise typer.Exit(exits.BREACH if verdict.breaches or claims else exits.SOLVED)


def read_result(screen: Screen, instance: Path, result: Path, policy: str | None) -> Reading:
    """The instance and the result; judged by `policy`, else by the one that the result was made under.

    Raises
    ------
    InvalidInput
        One of them has faults.
    """
    from rengang.cli.loading import load_sound
    from rengang.cli.screen.interrupt import beside
    from rengang.cli.screen.problems import print_problems
    from rengang.policy import resolve
    from rengang.report import read_folder

    loaded = load_sound(screen, instance, policy)
    folder = beside(lambda: read_folder(result, loaded.instance))
    if not screen.quiet:
        print_problems(screen, folder.warnings)
    document = folder.summary.get("policy_document")
    if policy is not None or not isinstance(document, Mapping):
        return Reading(loaded, folder, loaded.policy)
    made = resolve(document, source="summary.json")
    differing = _differing(loaded.policy, made)
    if differing:
        names = ", ".join(differing)
        screen.remark(
            f"提醒：结果所用的政策（{made.id}）与实例的政策（{loaded.policy.id}）在 {names} 上不同；"
            "按结果所用的政策核验，要按另一政策核验请用 --policy",
            f"warning: the result was made under a policy ({made.id}) that differs from the instance's "
            f"({loaded.policy.id}) in {names}; it is judged by its own, --policy names another",
        )
    return Reading(loaded, folder, made, differing)


def _differing(own: Policy, made: Policy) -> tuple[str, ...]:
    """Groups of keys in which two policies differ; that a verb restricted one to a stage is no difference."""
    theirs = _asked(made)
    if any(_asked(part) == theirs for part in _restricted(own)):
        return ()
    ours = _asked(own)
    return tuple(key for key in ours if ours[key] != theirs[key])


def _asked(policy: Policy) -> dict[str, Any]:
    from rengang.policy.resolve import NAMES

    return {key: value for key, value in policy.model_dump(mode="json").items() if key not in NAMES}


def _restricted(policy: Policy) -> Iterator[Policy]:
    """The policy as each verb of a single stage has it."""
    from rengang.campaign import only
    from rengang.cli.verbs.solving import STAGES

    for stage in STAGES:
        try:
            yield only(policy, **{name: name == stage for name in STAGES})
        except UsageError:  # an exchange has no directed stage
            continue


def _found(verdict: Verdict) -> list[tuple[str, int]]:
    """Every objective that the judge recomputed, in the order of the campaign."""
    parts = [part.objective for part in (verdict.contest, verdict.sections) if part is not None]
    directed = (("directed_placed", verdict.directed_placed), ("directed_cost", verdict.directed_cost))
    known = [(name, value) for name, value in directed if value is not None]
    return [*(pair for part in parts for pair in part), *verdict.objective, *known]


def _document(screen: Screen, reading: Reading, verdict: Verdict, claims: Sequence[Text]) -> dict[str, Any]:
    return {
        "verified": not verdict.breaches and not claims,
        "policy": reading.policy.id,
        "policy_differs_in": list(reading.differing),
        "breaches": [_breach(screen, reading, breach) for breach in verdict.breaches],
        "false_claims": [claim.of(screen.lang) for claim in claims],
        "objective": [{"name": name, "value": value} for name, value in _found(verdict)],
    }


def _breach(screen: Screen, reading: Reading, breach: Breach) -> dict[str, Any]:
    instance = reading.loaded.instance
    return {
        "code": breach.code,
        "text": breach.text.of(screen.lang),
        "rules": list(breach.rules),
        "cadre_id": None if breach.cadre is None else instance.cadre_id(breach.cadre),
        "unit_id": None if breach.unit is None else instance.unit_id(breach.unit),
    }


def _print_verdict(screen: Screen, policy: Policy, verdict: Verdict, claims: Sequence[Text]) -> None:
    from rengang.cli.screen import words

    for breach in verdict.breaches:
        rules = f" [{', '.join(breach.rules)}]" if breach.rules else ""
        screen.line(screen.of("违规：", "breach: ") + breach.text.of(screen.lang) + rules)
    for claim in claims:
        screen.line(screen.of("不符：", "false claim: ") + claim.of(screen.lang))
    columns = [
        Column(screen.of("重新计算的目标", "objective, recomputed")),
        Column(screen.of("结果", "value"), "right"),
    ]
    rows = [
        (words.word(words.OBJECTIVES, name).of(screen.lang), f"{value:,}") for name, value in _found(verdict)
    ]
    if rows:
        screen.table(columns, rows)
        screen.line()
    faults = len(verdict.breaches) + len(claims)
    if faults:
        screen.line(
            screen.of(
                f"核验不通过：违规或不符共 {faults} 处", f"not verified; breaches and false claims: {faults}"
            )
        )
    else:
        screen.line(
            screen.of(
                f"核验通过：在政策 {policy.id} 下没有违规，各项数字与 summary.json 一致",
                f"verified: no breach under policy {policy.id}; the figures of summary.json are borne out",
            )
        )
