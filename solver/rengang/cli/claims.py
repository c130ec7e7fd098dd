"""What a summary document claims, held against what the tables bear out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rengang.cli import words
from rengang.cli.counts import false_counts
from rengang.errors import Text
from rengang.model import Fate
from rengang.policy.values import written

if TYPE_CHECKING:
    from pathlib import Path

    from rengang.model import Instance
    from rengang.report import ResultFolder
    from rengang.verify import Appointments, Verdict
    from rengang.verify.contest.candidacy import Candidacy
    from rengang.verify.contest.judge import ContestVerdict

Summary = Mapping[str, Any]
_LISTED = 20
"""False cells of ``contest.csv`` that are spelled out."""


def false_claims(path: Path, instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Text]:
    """Every figure of the result folder `path` that is not what the tables give, and every false proof.

    Held against the verdict are the summary and, in ``contest.csv``, what became of each entry, its score, rate,
    votes and ranks.

    A bound cannot be checked without solving again; that it is on the right side of the value can, and that a
    status of ``optimal`` has all bounds met.
    """
    summary = folder.summary
    found: dict[str, int | None] = dict(verdict.objective)
    for part in (verdict.contest, verdict.sections):
        found |= {} if part is None else dict(part.objective)
    found |= {"directed_placed": verdict.directed_placed, "directed_cost": verdict.directed_cost}
    objectives = [o for key in ("objective", "directed") for o in _records(summary, key)]
    for objective in objectives:
        name, value, bound = (objective.get(key) for key in ("name", "value", "bound"))
        called = words.word(words.OBJECTIVES, str(name))
        if name in found and value != found[name]:
            yield _differs(called, value, found[name])
        elif _beyond(str(name), value, bound):
            yield Text(
                f"「{called.zh}」的结果 {value} 优于所称的理论界 {bound}",
                f"the value {value} of “{called.en}” is better than the bound {bound} that is claimed for it",
            )
    if summary.get("status") == "optimal" and any(o.get("value") != o.get("bound") for o in objectives):
        yield Text(
            "称为最优，但有目标未达到理论界",
            "it claims to be optimal, but some value does not meet its bound",
        )
    yield from _false_stages(folder)
    if verdict.contest is not None:
        won = set() if folder.contest is None else set(_pairs(folder.contest))
        yield from _false_entries(path / "contest.csv", instance, verdict.contest, won)
    for called, claimed, counted in false_counts(instance, folder, verdict):
        yield _differs(called, claimed, counted)


def _pairs(won: Appointments) -> Iterator[tuple[int, int]]:
    yield from zip(won.cadre.tolist(), won.post.tolist(), strict=True)


def _false_entries(
    path: Path, instance: Instance, found: ContestVerdict, won: set[tuple[int, int]]
) -> Iterator[Text]:
    """Cells of ``contest.csv`` that are not what the judge reckons; a folder without it claims nothing."""
    import polars as pl

    if not path.is_file():
        return
    try:
        frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
        claimed = {(row["cadre_id"], row["post_id"]): row for row in frame.iter_rows(named=True)}
    except (pl.exceptions.PolarsError, KeyError) as error:
        told = " ".join(str(error).split())[:200]
        yield Text(f"contest.csv 无法读取：{told}", f"contest.csv cannot be read: {told}")
        return
    posts = instance.tables["posts"]["post_id"].to_list()
    listed = 0
    for entry in found.entries:
        pair = (instance.cadre_id(entry.cadre), posts[entry.post])
        row = claimed.pop(pair, None)
        for column, value in _reckoned(entry, (entry.cadre, entry.post) in won):
            cell = None if row is None else _read(column, row.get(column))
            if cell != value and listed < _LISTED:
                listed += 1
                yield _otherwise(pair, column, cell, value)
    for pair in list(claimed)[: _LISTED - listed]:
        yield _otherwise(pair, "fate", claimed[pair].get("fate"), None)


def _reckoned(entry: Candidacy, appointed: bool) -> Iterator[tuple[str, object]]:
    """What the columns of ``contest.csv`` should say of an entry, by the appointments that the folder makes."""
    yield "fate", Fate.APPOINTED.value if appointed else entry.fate.value
    yield "score", entry.score
    yield "rate", entry.rate
    yield "votes", None if entry.votes < 0 else Fraction(entry.votes)
    yield "post_rank", Fraction(entry.post_rank) if entry.post_rank else None
    yield "wish_rank", Fraction(entry.wish_rank) if entry.wish_rank else None


def _read(column: str, cell: str | None) -> object:
    """A cell as the judge has it: an exact number, or the fate."""
    if cell is None or not cell.strip():
        return None
    if column == "fate":
        return cell
    try:
        return Fraction(cell)
    except (ValueError, ZeroDivisionError):
        return cell


def _otherwise(pair: tuple[str, str], column: str, cell: object, value: object) -> Text:
    cadre, post = pair
    shown, right = (
        "—" if v is None else written(v) if isinstance(v, Fraction) else str(v) for v in (cell, value)
    )
    return Text(
        f"contest.csv 中 {cadre} 在职位 {post} 的 {column} 为 {shown}，按表格重算为 {right}",
        f"contest.csv says {shown} for {column} of {cadre} at {post}; recomputed it is {right}",
    )


def _false_stages(folder: ResultFolder) -> Iterator[Text]:
    claimed = folder.summary.get("by_stage")
    for stage, number in claimed.items() if isinstance(claimed, Mapping) else ():
        found = folder.stages.get(stage, 0)
        if number != found:
            yield _differs(words.word(words.STAGES, stage), number, found)


def _records(summary: Summary, key: str) -> list[Mapping[str, Any]]:
    value = summary.get(key)
    return [o for o in value if isinstance(o, Mapping)] if isinstance(value, list) else []


def _beyond(name: str, value: Any, bound: Any) -> bool:
    if not isinstance(value, int) or not isinstance(bound, int):
        return False
    return value > bound if name in words.MOST else value < bound


def _differs(called: Text, claimed: Any, found: Any) -> Text:
    return Text(
        f"summary.json 称「{called.zh}」为 {claimed}，按表格重算为 {found}",
        f"summary.json says {claimed} for “{called.en}”; recomputed it is {found}",
    )
