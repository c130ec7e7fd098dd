"""What a result folder claims about a post contest: its counts, ``contest.csv`` and ``log.csv``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from rengang.audit.cells import few, rows, twice
from rengang.errors import Text
from rengang.model import Fate, Instance
from rengang.model.values import written
from rengang.verify import Appointments, ContestVerdict
from rengang.verify.contest.candidacy import Candidacy
from rengang.verify.contest.log import RECKONED, Step

_ENTRY = ("fate", "round", "order", "declared", "score", "rate", "votes", "post_rank", "wish_rank")
"""Columns of ``contest.csv`` that are held against the judge."""
_WORDS = ("fate", "declared")
"""Those of them that are no numbers."""
_UNREAD = (Fate.SUPERSEDED, Fate.LATE, Fate.NO_CONSENT)
"""Entries that nobody examines."""


def counted(found: ContestVerdict, appointed: int) -> dict[str, Any]:
    """The counts of the summary's block as the judge has them, with those whom the folder appoints."""
    fates = Counter(entry.fate.value for entry in found.entries)
    fates[Fate.APPOINTED.value] = appointed  # the judge calls them candidates
    fates[Fate.CANDIDATE.value] -= appointed

    def people(*but: Fate) -> int:
        return len({entry.cadre for entry in found.entries if entry.fate not in but})

    posts, cancelled = len(found.contested), len(found.cancelled)
    filed = {entry.cadre for entry in found.entries if entry.declared or entry.fate in _UNREAD}
    inspected = {
        entry.cadre
        for entry in found.entries
        if entry.fate is Fate.NOT_ELECTED or (entry.fate is Fate.CANDIDATE and entry.post_rank)
    }
    return {
        "posts": posts,
        "cancelled": cancelled,
        "unfilled": posts - cancelled - appointed,
        "applicants": len(filed),
        "candidates": len(inspected),
        "qualified": people(*_UNREAD, Fate.UNQUALIFIED),
        "shortlisted": people(*_UNREAD, Fate.UNQUALIFIED, Fate.CANCELLED, Fate.NOT_SHORTLISTED),
        "filled": appointed,
        "appointed": appointed,
        "entries": len(found.entries),
        "fates": {fate.value: fates[fate.value] for fate in Fate},
    }


def false_rows(
    folder: Path, instance: Instance, found: ContestVerdict, won: Appointments | None
) -> Iterator[Text]:
    """Every cell of the contest's files that is not what the judge reckons; a file that is not there claims nothing.

    Of ``contest.csv`` every entry with its fate, application, score, rate, votes and ranks; of ``log.csv`` the
    events of the kinds that the judge works out, in whatever order. Texts and names are not compared.
    """
    pairs = set() if won is None else set(zip(won.cadre.tolist(), won.post.tolist(), strict=True))
    if (folder / "contest.csv").is_file():
        yield from few(_false_entries(folder / "contest.csv", instance, found, pairs))
    if (folder / "log.csv").is_file():
        yield from few(_false_steps(folder / "log.csv", instance, found))


# -- contest.csv --------------------------------------------------------------------------------------------
def _false_entries(
    path: Path, instance: Instance, found: ContestVerdict, won: set[tuple[int, int]]
) -> Iterator[Text]:
    told = rows(path, ("cadre_id", "post_id", *_ENTRY))
    if isinstance(told, Text):
        yield told
        return
    claimed = {(str(row["cadre_id"]), str(row["post_id"])): row for row in told}
    for pair, times in Counter((str(row["cadre_id"]), str(row["post_id"])) for row in told).items():
        if times > 1:
            yield twice(path.name, pair, times)
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


# -- log.csv ------------------------------------------------------------------------------------------------
def _false_steps(path: Path, instance: Instance, found: ContestVerdict) -> Iterator[Text]:
    told = rows(path, ("kind", "round", "post_id", "cadre_id"))
    if isinstance(told, Text):
        yield told
        return
    posts = instance.tables["posts"]["post_id"].to_list()
    claimed = Counter(
        (str(row["kind"]), row["round"], row["post_id"], row["cadre_id"])
        for row in told
        if row["kind"] in RECKONED
    )
    due = Counter(_cells(step, instance, posts) for step in found.steps)
    for cells in (due - claimed).elements():
        event = _event(*cells)
        yield Text(f"log.csv 缺少一项：{event.zh}", f"log.csv lacks an event: {event.en}")
    for cells in (claimed - due).elements():
        event = _event(*cells)
        yield Text(
            f"log.csv 有一项并未发生：{event.zh}", f"log.csv has an event that did not happen: {event.en}"
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


def _event(kind: str, number: str | None, post: str | None, cadre: str | None) -> Text:
    zh = [f"第 {number} 轮"] if number else []
    en = [f"round {number}"] if number else []
    zh += [f"职位 {post}"] if post else []
    en += [f"post {post}"] if post else []
    who = [cadre] if cadre else []
    return Text("，".join([kind, *zh, *who]), ", ".join([kind, *en, *who]))
