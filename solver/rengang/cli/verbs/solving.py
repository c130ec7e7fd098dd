"""The verbs that make a result: ``solve``, and its stages alone (``screen``, ``contest``, ``sections``, …)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

import typer

from rengang.cli import exits
from rengang.cli.guard import guarded
from rengang.cli.language import Language
from rengang.cli.options import (
    ForceOpt,
    InstanceArg,
    JsonOpt,
    LangOpt,
    OutOpt,
    PolicyOpt,
    QuietOpt,
    SeedOpt,
    TimeLimitOpt,
    WorkersOpt,
)
from rengang.cli.screen.console import Screen
from rengang.errors import Text, UsageError

if TYPE_CHECKING:
    from rengang.campaign.solve import Verified
    from rengang.cli.loading import Sound
    from rengang.model.procedure import Procedure

T = TypeVar("T")


@dataclass(frozen=True)
class Search:
    """How to search, and which procedure of the campaign, None for all of them; `screens` ends a contest before
    anybody is scored."""

    seed: int
    time_limit_s: float | None
    workers: int
    alone: Procedure | None
    screens: bool = False


SCREENING = Text("资格审查", "screening of the applicants")


def _verb(alone: str | None = None, *, screens: bool = False) -> Callable[..., None]:
    """The verb that runs the procedure of this name in the enumeration; all of them where none is named."""

    def run_verb(
        instance: InstanceArg,
        policy: PolicyOpt = None,
        out: OutOpt = None,
        force: ForceOpt = False,
        seed: SeedOpt = 0,
        time_limit: TimeLimitOpt = None,
        workers: WorkersOpt = 1,
        lang: LangOpt = Language.ZH,
        as_json: JsonOpt = False,
        quiet: QuietOpt = False,
    ) -> None:
        with guarded(lang, as_json=as_json, quiet=quiet) as screen:
            from rengang.model.procedure import Procedure

            procedure = None if alone is None else Procedure[alone]
            search = Search(seed, time_limit, workers, procedure, screens)
            _carry_out(screen, instance, policy, out, force, search)

    return run_verb


solve = _verb()
screen = _verb("CONTEST", screens=True)
contest = _verb("CONTEST")
sections = _verb("SECTIONS")
match = _verb("TWO_WAY")
place = _verb("DIRECTED")


def _carry_out(
    screen: Screen, path: Path, policy: str | None, out: Path | None, force: bool, search: Search
) -> None:
    """Read, run, write, print; leaves with the exit code of the result."""
    if out is not None:
        from rengang.report import check_target

        check_target(out, force=force)
    from rengang.campaign import STAGES, only
    from rengang.cli.loading import load_sound, locating

    clock = Clock()
    loaded = clock.time("read", lambda: load_sound(screen, path, policy))
    asked, scope = loaded.policy, None
    if search.alone is not None:
        _insist_on(loaded, search.alone)
        scope = SCREENING if search.screens else search.alone.words
        wanted = {stage: stage == search.alone for stage in STAGES}
        loaded = replace(loaded, policy=only(loaded.policy, **wanted))
    with locating(path):
        result = _run(screen, loaded, search)
    result = replace(result, seconds={**clock.seconds, **result.seconds})
    written = out if result.answered else None
    summary = clock.time("write", lambda: _summary(screen, loaded, result, written, force))
    if screen.as_json:
        screen.document(summary)
    else:
        from rengang.cli.screen.outcome import print_outcome
        from rengang.report.outcome import Outcome

        seconds = dict(result.seconds)
        if written is not None:
            seconds["write"] = clock.seconds["write"]
        laid_out = Outcome(loaded.instance, loaded.policy, result)
        print_outcome(
            screen, summary, laid_out, seconds, asked=asked, scope=scope,
            at_length=search.alone is not None,
        )  # fmt: skip
        if written is not None:
            screen.line(screen.of(f"结果文件夹：{written}", f"result folder: {written}"))
    if out is None and result.answered:
        screen.remark("未给 --out，结果没有写入文件", "no --out: nothing was written to files")
    raise typer.Exit(exits.of_result(result))


def _insist_on(loaded: Sound, procedure: Procedure) -> None:
    """Raise :class:`UsageError` where there is nothing for the verb of a procedure to do."""
    from rengang.model.procedure import Procedure

    instance, policy = loaded.instance, loaded.policy
    match procedure:
        case Procedure.CONTEST:
            from rengang.procedures.contest.posts import is_held

            there = is_held(instance, policy)
            lacking = Text(
                "没有竞岗：职位表中没有竞岗职位，或政策不设竞岗（contest.rule）",
                "there is no contest: no post is offered for it, or the policy has none (contest.rule)",
            )
        case Procedure.SECTIONS:
            from rengang.procedures.sections import has_sections

            there = has_sections(instance, policy)
            lacking = Text(
                "没有科室双向选择：科室表没有岗位数，或政策不设科室选人（sections.rule）",
                "there is no section selection: no section has a capacity, or the policy has none (sections.rule)",
            )
        case Procedure.TWO_WAY | Procedure.EXCHANGE | Procedure.DIRECTED:
            return  # an empty pool is an answer too
        case _:
            assert_never(procedure)
    if not there:
        raise UsageError(lacking)


def _run(screen: Screen, loaded: Sound, search: Search) -> Verified:
    """The campaign, with progress shown and Ctrl-C heard."""
    from rengang.campaign import run
    from rengang.cli.screen.interrupt import beside, stopping
    from rengang.cli.screen.progress import Ticker

    def say_stopping() -> None:
        screen.remark(
            "正在停止，将给出目前最好的方案；再按一次 Ctrl-C 立即退出",
            "stopping with the best allocation so far; Ctrl-C again to quit at once",
        )

    with Ticker(screen) as ticker, stopping(say_stopping, ticker.close) as should_stop:
        return beside(
            lambda: run(
                loaded.instance,
                loaded.policy,
                seed=search.seed,
                time_limit_s=search.time_limit_s,
                workers=search.workers,
                progress=ticker,
                should_stop=should_stop,
                screens=search.screens,
            )
        )


def _summary(
    screen: Screen, loaded: Sound, result: Verified, out: Path | None, force: bool
) -> dict[str, Any]:
    """The summary document of a result, and with `out` the whole folder."""
    from rengang.cli.screen.interrupt import finishing
    from rengang.cli.screen.progress import Ticker
    from rengang.report import summary_document, write_folder

    instance, policy = loaded.instance, loaded.policy
    if not result.answered:
        return summary_document(instance, policy, result)
    with Ticker(screen):
        if out is None:
            return summary_document(instance, policy, result, result.verdict)
        from rengang.explain import Explainer

        assert result.verdict is not None
        explainer = Explainer(instance, policy, result.verdict)
        with finishing(screen):
            write_folder(
                instance, policy, result, out, explanations=explainer, verdict=result.verdict, lang=screen.lang,
                force=force,
            )  # fmt: skip
    document: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return document


class Clock:
    """Wall-clock seconds of named steps, in order."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        """The value of `work()`; what it took is noted under `step`."""
        started = time.perf_counter()
        value = work()
        self.seconds[step] = time.perf_counter() - started
        return value
