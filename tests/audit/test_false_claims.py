"""What somebody changed in a result folder afterwards: the audit names it, and nothing else."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.folders import BUREAU, written
from oracle.contest_cases import ContestCase, applies
from rengang import open_result, read
from rengang.audit import Audit
from rengang.model import Instance

Rows = list[dict[str, str]]
Held = tuple[Instance, Path]
"""An instance with its result folder."""


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """The stored bureau with its result: a contest, and sections staffed in rounds."""
    instance = read(BUREAU)
    out = written(instance, tmp_path_factory.mktemp("bureau") / "out")
    assert open_result(out, instance).audit.ok
    return instance, out


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Held:
    """A small contest in which post A1 is cancelled and its people may apply again, with its result."""
    case = ContestCase()
    case.applications = [applies("b", "A1"), applies("x", "C1"), applies("w", "C1")]
    case.policy = {"two_way": {"rule": "none"}, "unmatched": {"two_way": "next_round"}}
    case.policy["contest"] = {"min_qualified": 2, "apply": {"reapply_rounds": 1}, "batch_limit": 5}
    document = {
        "extends": "tongxiang-2014", **case.policy, "contest": case.rules().model_dump(mode="json")["contest"],
    }  # fmt: skip
    instance = Instance.from_tables(case.instance().tables, document)
    out = written(instance, tmp_path_factory.mktemp("town") / "out")
    assert open_result(out, instance).audit.ok
    return instance, out


def audited(held: Held, copy: Path) -> tuple[Audit, list[str]]:
    """What an audit of a changed copy finds, and the claims that it calls false."""
    audit = open_result(copy, held[0]).audit
    return audit, [claim.en for claim in audit.false_claims]


def spoilt(out: Path, copy: Path, name: str, change: Callable[[Rows], Any]) -> Path:
    """A copy of a result folder with the rows of one CSV file changed."""
    shutil.copytree(out, copy)
    with (copy / name).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    head = list(rows[0])
    change(rows)
    with (copy / name).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, head)
        writer.writeheader()
        writer.writerows(rows)
    return copy


def row_of(rows: Rows, **cells: str) -> dict[str, str]:
    """The first row with these cells."""
    return next(row for row in rows if all(row[name] == cell for name, cell in cells.items()))


FALSE_ROWS: dict[str, tuple[str, Callable[[Rows], Any], str]] = {
    "a group": (
        "sections.csv",
        lambda rows: row_of(rows, group="waiver").update(group="admin"),
        "sections.csv says admin for group of",
    ),
    "a wish rank": (
        "sections.csv",
        lambda rows: row_of(rows, stage="intent", wish_rank="2").update(wish_rank="1"),
        "sections.csv says 1 for wish_rank of",
    ),
    "a wish of somebody directed": (
        "sections.csv",
        lambda rows: row_of(rows, stage="directed").update(wish_rank="1"),
        "recomputed it is —",
    ),
    "a pick that was not taken": (
        "picks.csv",
        lambda rows: next(row for row in rows if row["cadre_id"] and row["taken"] == "no").update(
            taken="yes"
        ),
        "picks.csv says",
    ),
    "a pick that was taken": (
        "picks.csv",
        lambda rows: row_of(rows, taken="yes").update(taken="no"),
        "(no) for section",
    ),
    "another person picked": (
        "picks.csv",
        lambda rows: rows[0].update(cadre_id=rows[1]["cadre_id"]),
        "picks.csv says",
    ),
    "a turn left out": ("picks.csv", lambda rows: rows.pop(0), "picks.csv says — for section"),
    "a turn twice": ("picks.csv", lambda rows: rows.append(rows[0]), "picks.csv has 2 rows of"),
    "a turn that never was": (
        "picks.csv",
        lambda rows: rows.append({**rows[0], "round": "9"}),
        "in round 9; played anew it is —",
    ),
    "an event that never was": (
        "log.csv",
        lambda rows: rows.append({**rows[0], "kind": "batch-limit"}),
        "log.csv has an event that did not happen: batch-limit",
    ),
    "the order of an application": (
        "contest.csv",
        lambda rows: row_of(rows, fate="superseded").update(order="7"),
        "contest.csv says 7 for order of",
    ),
    "an entry twice": ("contest.csv", lambda rows: rows.append(rows[0]), "contest.csv has 2 rows of"),
}


@pytest.mark.parametrize("what", FALSE_ROWS)
def test_a_false_row_is_noticed(what: str, bureau: Held, tmp_path: Path) -> None:
    """One cell or row at a time, of each file beside allocation.csv."""
    name, change, told = FALSE_ROWS[what]
    audit, claims = audited(bureau, spoilt(bureau[1], tmp_path / "out", name, change))
    assert not audit.ok
    assert any(told in claim for claim in claims), claims


def test_of_many_false_rows_the_rest_is_counted(bureau: Held, tmp_path: Path) -> None:
    """Of 43 groups that are wrong twenty are spelled out."""

    def change(rows: Rows) -> None:
        for row in rows:
            if row["group"] == "admin":
                row["group"] = "waiver"

    _, claims = audited(bureau, spoilt(bureau[1], tmp_path / "out", "sections.csv", change))
    assert sum("for group of" in claim for claim in claims) == 20
    assert "and 23 more of the same kind" in claims


def raised(*path: str | int) -> Callable[[dict[str, Any]], None]:
    """One count of the summary is one higher."""

    def change(summary: dict[str, Any]) -> None:
        block: Any = summary
        for key in path[:-1]:
            block = block[key]
        block[path[-1]] += 1

    return change


FALSE_FIGURES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "contest.applicants": raised("contest", "applicants"),
    "contest.posts": raised("contest", "posts"),
    "contest.cancelled": raised("contest", "cancelled"),
    "contest.unfilled": raised("contest", "unfilled"),
    "contest.candidates": raised("contest", "candidates"),
    "sections.by_group": raised("sections", "by_group", "waiver"),
    "sections.unkept": lambda summary: summary["sections"].update(unkept=["S01"]),
    "vacancies_left": raised("units", 0, "vacancies_left"),
    "procedures": lambda summary: summary["procedures"].append("directed"),
}
"""Falsehoods in summary.json, by what names them."""


@pytest.mark.parametrize("what", FALSE_FIGURES)
def test_a_false_figure_is_noticed(what: str, bureau: Held, tmp_path: Path) -> None:
    """One at a time, and it alone is called false."""
    copy = Path(shutil.copytree(bureau[1], tmp_path / "out"))
    summary = json.loads((copy / "summary.json").read_text("utf-8"))
    FALSE_FIGURES[what](summary)
    (copy / "summary.json").write_text(json.dumps(summary), "utf-8")
    audit, (claim,) = audited(bureau, copy)
    assert what in claim
    assert audit.breaches == ()
    assert not audit.ok


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("post-cancelled", "post-cancelled, round 1, post A1"),
        ("may-reapply", "may-reapply, round 2, post A1"),
    ],
)
def test_an_event_struck_from_the_log_is_noticed(kind: str, told: str, town: Held, tmp_path: Path) -> None:
    """A post that was cancelled, and who may apply again, have to stand in the log."""
    copy = spoilt(town[1], tmp_path / "out", "log.csv", lambda rows: rows.remove(row_of(rows, kind=kind)))
    _, claims = audited(town, copy)
    assert claims
    assert all(claim.startswith(f"log.csv lacks an event: {told}") for claim in claims)


def test_another_round_in_the_log_is_noticed(town: Held, tmp_path: Path) -> None:
    """The event of the right round is missed, that of the wrong one surplus."""
    copy = spoilt(
        town[1],
        tmp_path / "out",
        "log.csv",
        lambda rows: row_of(rows, kind="post-cancelled").update(round="2"),
    )
    _, (missed, surplus) = audited(town, copy)
    assert "lacks an event: post-cancelled, round 1" in missed
    assert "did not happen: post-cancelled, round 2" in surplus


@pytest.mark.parametrize("name", ["contest.csv", "log.csv", "picks.csv"])
def test_files_that_are_not_there_claim_nothing(name: str, bureau: Held, tmp_path: Path) -> None:
    """Only the allocation, the section plan and the summary are needed."""
    copy = Path(shutil.copytree(bureau[1], tmp_path / "out"))
    (copy / name).unlink()
    assert audited(bureau, copy)[0].ok


@pytest.mark.parametrize("name", ["contest.csv", "log.csv", "picks.csv"])
def test_files_that_cannot_be_read_are_no_proof(name: str, bureau: Held, tmp_path: Path) -> None:
    """A file without its columns is named."""
    copy = Path(shutil.copytree(bureau[1], tmp_path / "out"))
    (copy / name).write_text("a,b\n1,2\n", "utf-8")
    _, (claim,) = audited(bureau, copy)
    assert f"{name} cannot be held" in claim
