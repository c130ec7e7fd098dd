"""What the CSV files of a result folder claim about single people and posts, held against the judge's reckoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rengang.errors import InvalidInput, Text
from rengang.model import Fate
from rengang.model.values import written
from rengang.report.reading.read_csv import read_table
from rengang.report.sections.claims import PICKS, false_picks, false_places
from rengang.verify.contest.log import RECKONED, Step

if TYPE_CHECKING:
    from pathlib import Path

    from rengang.model import Instance
    from rengang.report import ResultFolder
    from rengang.verify import Appointments, Verdict
    from rengang.verify.contest.candidacy import Candidacy
    from rengang.verify.contest.judge import ContestVerdict
    from rengang.verify.sections import SectionsVerdict

Cells = Mapping[str, str | None]
_LISTED = 20
"""False cells of one file that are spelled out."""
_ENTRY = ("fate", "round", "order", "declared", "score", "rate", "votes", "post_rank", "wish_rank")
_WORDS = ("fate", "declared")


def false_records(path: Path, instance: Instance, folder: ResultFolder, verdict: Verdict) -> Iterator[Text]:
    """Every cell of the folder `path` that is not what the judge reckons; a file that is not there claims nothing.

    Of ``contest.csv`` every entry with its fate, application, score, rate, votes and ranks; of ``log.csv`` the
    events of the kinds that the judge works out, in whatever order; of ``sections.csv`` group and wish rank (where
    people are is for the judge's rules); of ``picks.csv`` who was picked and whether the section took them. Texts
    and names are not compared.
    """
    if verdict.contest is not None:
        won = set() if folder.contest is None else set(_pairs(folder.contest))
        yield from _few(_false_entries(path / "contest.csv", instance, verdict.contest, won))
        yield from _few(_false_steps(path / "log.csv", instance, verdict.contest))
    if verdict.sections is not None and folder.sections is not None:
        yield from _few(false_places(instance, folder.sections, verdict.sections))
        yield from _few(_false_picks(path / "picks.csv", instance, verdict.sections))


def _few(told: Iterator[Text]) -> Iterator[Text]:
    """The first of many, and how many more there are."""
    more = 0
    for at, text in enumerate(told):
        if at < _LISTED:
            yield text
        else:
            more += 1
    if more:
        yield Text(f"同类不符另有 {more} 处", f"and {more} more of the same kind")


def _rows(path: Path, needed: Sequence[str]) -> list[Cells] | Text:
    """The rows of a file with their cells by column; or that it cannot be read."""
    if not path.is_file():
        return []
    try:
        return list(read_table(path, needed).iter_rows(named=True))
    except InvalidInput as fault:
        first = fault.problems[0]
        return Text(f"{path.name} 无法核对：{first.what.zh}", f"{path.name} cannot be held: {first.what.en}")


# -- contest.csv --------------------------------------------------------------------------------------------
def _pairs(won: Appointments) -> Iterator[tuple[int, int]]:
    yield from zip(won.cadre.tolist(), won.post.tolist(), strict=True)


def _false_entries(
    path: Path, instance: Instance, found: ContestVerdict, won: set[tuple[int, int]]
) -> Iterator[Text]:
    rows = _rows(path, ("cadre_id", "post_id", *_ENTRY))
    if isinstance(rows, Text):
        yield rows
        return
    if not path.is_file():
        return
    claimed = {(str(row["cadre_id"]), str(row["post_id"])): row for row in rows}
    for pair, times in Counter((str(row["cadre_id"]), str(row["post_id"])) for row in rows).items():
        if times > 1:
            yield _twice(path.name, pair, times)
    posts = instance.tables["posts"]["post_id"].to_list()
    for entry in found.entries:
        pair = (instance.cadre_id(entry.cadre), posts[entry.post])
        row = claimed.pop(pair, None)
        for column, value in _reckoned(entry, (entry.cadre, entry.post) in won).items():
            cell = None if row is None else _read(column, row[column])
            if cell != value and (row is not None or column == "fate"):
                yield _otherwise(pair, column, cell, value)
    for pair, row in claimed.items():
        yield _otherwise(pair, "fate", row["fate"], None)


def _reckoned(entry: Candidacy, appointed: bool) -> dict[str, object]:
    """What the columns of ``contest.csv`` should say of an entry, by the appointments that the folder makes."""
    return {
        "fate": Fate.APPOINTED.value if appointed else entry.fate.value,
        "round": _number(entry.round),
        "order": _number(entry.order),
        "declared": "yes" if entry.declared else "no",
        "score": entry.score,
        "rate": entry.rate,
        "votes": None if entry.votes < 0 else Fraction(entry.votes),
        "post_rank": _number(entry.post_rank),
        "wish_rank": _number(entry.wish_rank),
    }


def _number(value: int) -> Fraction | None:
    """A number of which 0 is written as a blank."""
    return Fraction(value) if value else None


def _read(column: str, cell: str | None) -> object:
    """A cell as the judge has it: an exact number, or a word."""
    if cell is None or not cell.strip():
        return None
    if column in _WORDS:
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


def _twice(name: str, key: Sequence[str], times: int) -> Text:
    of = ", ".join(key)
    return Text(f"{name} 中 {of} 有 {times} 行", f"{name} has {times} rows of {of}")


# -- log.csv ------------------------------------------------------------------------------------------------
def _false_steps(path: Path, instance: Instance, found: ContestVerdict) -> Iterator[Text]:
    rows = _rows(path, ("kind", "round", "post_id", "cadre_id"))
    if isinstance(rows, Text):
        yield rows
        return
    if not path.is_file():
        return
    posts = instance.tables["posts"]["post_id"].to_list()
    claimed = Counter(
        (str(row["kind"]), row["round"], row["post_id"], row["cadre_id"])
        for row in rows
        if row["kind"] in RECKONED
    )
    due = Counter(_cells(step, instance, posts) for step in found.steps)
    for cells in (due - claimed).elements():
        told = _told(*cells)
        yield Text(f"log.csv 缺少一项：{told.zh}", f"log.csv lacks an event: {told.en}")
    for cells in (claimed - due).elements():
        told = _told(*cells)
        yield Text(
            f"log.csv 有一项并未发生：{told.zh}", f"log.csv has an event that did not happen: {told.en}"
        )


def _cells(
    step: Step, instance: Instance, posts: Sequence[str]
) -> tuple[str, str | None, str | None, str | None]:
    """A step as the columns kind, round, post and cadre of the log have it."""
    return (
        step.kind,
        str(step.round) if step.round else None,
        None if step.post < 0 else posts[step.post],
        None if step.cadre < 0 else instance.cadre_id(step.cadre),
    )


def _told(kind: str, number: str | None, post: str | None, cadre: str | None) -> Text:
    zh = [f"第 {number} 轮"] if number else []
    en = [f"round {number}"] if number else []
    zh += [f"职位 {post}"] if post else []
    en += [f"post {post}"] if post else []
    who = [cadre] if cadre else []
    return Text("，".join([kind, *zh, *who]), ", ".join([kind, *en, *who]))


# -- picks.csv ----------------------------------------------------------------------------------------------
def _false_picks(path: Path, instance: Instance, found: SectionsVerdict) -> Iterator[Text]:
    rows = _rows(path, PICKS)
    if isinstance(rows, Text):
        yield rows
    elif path.is_file():
        yield from false_picks(rows, instance, found)
