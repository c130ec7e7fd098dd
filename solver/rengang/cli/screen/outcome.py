"""The table of results: what came out of a campaign, for a person of an organization department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rengang.cli.screen import words
from rengang.cli.screen.console import Column, Screen
from rengang.cli.screen.told import Summary, Told, told
from rengang.errors import Text
from rengang.policy import Policy, amendments
from rengang.report import words as report_words
from rengang.report.outcome import Outcome
from rengang.report.part import Part, parts


def print_outcome(
    screen: Screen,
    summary: Summary,
    outcome: Outcome,
    seconds: Mapping[str, float],
    *,
    asked: Policy | None = None,
    scope: Text | None = None,
    at_length: bool = False,
) -> None:
    """Print a result from its summary document: conclusion, objectives, posts, people, time.

    Parameters
    ----------
    summary
        The document of ``summary.json``.
    outcome
        The result laid out, with the policy that it was solved under.
    seconds
        Wall-clock seconds of each step, reading and writing included.
    asked, scope
        The policy that was handed in and the stage to which the verb restricts it; None: the whole campaign.
    at_length
        List what the verb asked for alone: the posts of a contest with their candidates.
    """
    rooms = told(screen, outcome, summary)
    _conclusion(screen, summary, asked or outcome.policy, outcome.policy, scope, rooms)
    if summary["by_stage"] is not None:
        _objectives(screen, summary)
        for room, part in parts().items():
            _figures(screen, part, outcome, summary)
            rooms[room].lists(at_length=at_length)
        said = [line for room in rooms.values() for line in room.remarks()]
        for line in (*said, "") if said else ():
            screen.line(line)
    _conflict(screen, summary)
    _notes(screen, summary, [note for room in rooms.values() for note in room.notes()])
    _time(screen, seconds)


def _facts(screen: Screen, rows: list[tuple[str, str]]) -> None:
    screen.table([Column(""), Column("")], rows, head=False)
    screen.line()


def _conclusion(
    screen: Screen,
    summary: Summary,
    asked: Policy,
    policy: Policy,
    scope: Text | None,
    rooms: Mapping[str, Told],
) -> None:
    lang = screen.lang
    title = (asked.title if lang == "zh" else asked.title_en) or asked.id
    rows = [
        (screen.of("政策", "policy"), f"{title} ({asked.id})"),
    ]
    if changes := amendments(asked):
        rows.append((screen.of("改动", "amended"), report_words.amended(changes)))
    if scope is not None:
        rows.append((screen.of("环节", "stage"), scope.of(lang)))
    own = [room.conclusion for room in rooms.values() if room.conclusion is not None]
    status = own[0] if own else words.status(summary, policy)
    rows.append((screen.of("结论", "status"), status.of(lang)))
    if summary["stop"] != "completed":
        rows.append((screen.of("停止原因", "stopped by"), words.word(words.STOP, summary["stop"]).of(lang)))
    if summary["verified"]:
        rows.append(
            (
                screen.of("核验", "verified"),
                screen.of(
                    "通过：独立程序按原始表格重新计算，无违规",
                    "yes: recomputed from the tables by separate code, no breach",
                ),
            )
        )
    opinion = summary["second_opinion"]
    if opinion is not None and opinion["answer"] != "not-applicable":
        rows.append((screen.of("旁证", "second opinion"), opinion[lang]))
    _facts(screen, rows)


def _objectives(screen: Screen, summary: Summary) -> None:
    columns = [
        Column(screen.of("目标（按先后）", "objective (in order)")),
        Column(screen.of("要求", "aim")),
        Column(screen.of("结果", "value"), "right"),
        Column(screen.of("理论最好", "bound"), "right"),
        Column(screen.of("证明", "proof")),
    ]
    rows = [_objective(screen, o) for o in (*summary["objective"], *summary["directed"])]
    if rows:  # who is only screened has nothing decided yet
        screen.table(columns, rows)
        screen.line()


def _objective(screen: Screen, objective: Mapping[str, Any]) -> tuple[str, ...]:
    name, value, bound = objective["name"], objective["value"], objective["bound"]
    proven = value is not None and value == bound
    return (
        words.word(words.OBJECTIVES, name).of(screen.lang),
        screen.of("最多", "most") if name in words.MOST else screen.of("最少", "least"),
        _number(value),
        _number(bound),
        screen.of("已证明最优", "proven") if proven else screen.of("未证明", "not proven"),
    )


def _figures(screen: Screen, part: Part, outcome: Outcome, summary: Summary) -> None:
    """The figures of one procedure, or of those between units, as a table."""
    shown = [(figure, figure.words) for figure in part.figures(outcome, summary) if figure.words is not None]
    if not shown:
        return
    about, number = part.HEADS
    columns = [
        Column(about.of(screen.lang)),
        Column(number.of(screen.lang), "right"),
        Column(screen.of("占比", "share"), "right"),
    ]
    rows = [
        (("  " if figure.part else "") + words.of(screen.lang), _number(figure.value), figure.share)
        for figure, words in shown
    ]
    screen.table(columns, rows)
    screen.line()


def _conflict(screen: Screen, summary: Summary) -> None:
    if not summary["conflict"]:
        return
    screen.line(
        screen.of(
            "以下要求不能同时满足，至少要放宽其中一项：",
            "these demands cannot hold together; at least one of them has to give:",
        )
    )
    for requirement in summary["conflict"]:
        rule = f" [{requirement['rule']}]" if requirement["rule"] else ""
        screen.line(f"  - {requirement[screen.lang]}{rule}")
    screen.line()


def _notes(screen: Screen, summary: Summary, more: Sequence[str]) -> None:
    notes = list(dict.fromkeys((*more, *(note[screen.lang] for note in summary["notes"]))))
    for note in notes:
        screen.line(screen.of("说明：", "note: ") + note)
    if notes:
        screen.line()


def _time(screen: Screen, seconds: Mapping[str, float]) -> None:
    from rengang.procedures.conduct import STEP

    steps = {**STEP, **words.STEPS}
    shown = [f"{words.word(steps, step).of(screen.lang)} {spent:.2f} s" for step, spent in seconds.items()]
    total = sum(seconds.values())
    screen.line(
        screen.of(f"用时 {total:.2f} s：", f"time {total:.2f} s: ") + screen.of("，", ", ").join(shown)
    )


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"
