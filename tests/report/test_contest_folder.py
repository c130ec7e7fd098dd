"""The result folder of a contest and of a section selection: rows, files, figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from rengang.model import Stage
from rengang.report import FILES, summary_document
from report.small_contest import held


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file as a spreadsheet would read them."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the city's campaign, in English."""
    out = tmp_path_factory.mktemp("city") / "out"
    held("city").write(out, lang="en")
    return out


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bureau that plays rounds."""
    out = tmp_path_factory.mktemp("bureau") / "out"
    held("rounds").write(out, lang="en")
    return out


def test_everybody_of_pool_and_contest_has_one_row(city: Path) -> None:
    """Winners with unit and post, losers outside the pool stay, the pool as the selection has it."""
    found = {
        row["cadre_id"]: (row["from_unit"], row["to_unit"], row["to_post"], row["stage"], row["intent_rank"])
        for row in rows(city / "allocation.csv")
    }
    assert found == {
        "c1": ("A", "C", "C1", "contest", ""), "c2": ("B", "A", "A1", "contest", ""),
        "c3": ("C", "B", "B1", "contest", ""), "c4": ("A", "", "", "stay", ""),
        "c5": ("A", "", "", "stay", ""), "c6": ("C", "", "", "stay", ""),
        "c7": ("A", "", "", "unplaced", ""), "c8": ("C", "", "", "stay", ""), "c9": ("B", "", "", "stay", ""),
        "p1": ("A", "B", "", "intent", "1"), "p2": ("B", "A", "", "intent", "1"),
    }  # fmt: skip


def test_reasons_stand_with_the_row_they_are_about(city: Path) -> None:
    """The allocation's sentences for its rows, those of the others for the others."""
    told = {row["cadre_id"]: row["reason"] for row in rows(city / "allocation.csv")}
    selected = {"c7", "p1", "p2"}
    assert told == {c: f"{'selected' if c in selected else 'beside'} {c}" for c in told}


def test_section_participants_have_rows(bureau: Path) -> None:
    """Stage of the plan, unit of the section that was given; who goes home has none; nothing of a selection."""
    found = {r["cadre_id"]: (r["to_unit"], r["stage"], r["to_post"]) for r in rows(bureau / "allocation.csv")}
    assert found["b1"] == ("U", "intent", "")
    assert found["b2"] == ("", "returned", "")
    assert found["x1"] == ("U", "retained", "")
    assert found["k1"] == ("U", "contest", "P2")
    assert len(found) == 10


def test_every_entry_with_fate_and_exact_score(city: Path) -> None:
    """Each application with where it ended, its score exact, blanks for none."""
    found = {(r["cadre_id"], r["post_id"]): r for r in rows(city / "contest.csv")}
    assert len(found) == 11
    first = {k: found["c1", "C1"][k] for k in ("fate", "score", "votes", "post_rank", "wish_rank", "unit_id")}
    assert first == {
        "fate": "appointed", "score": "88.3", "votes": "7", "post_rank": "1", "wish_rank": "1", "unit_id": "C",
    }  # fmt: skip
    assert found["c4", "B1"]["name"] == "'=王四"
    assert found["c5", "C1"]["reason"] == "education must be at least 大专; it is “高中”"
    assert {found["c2", "C1"][k] for k in ("score", "rate", "votes", "post_rank")} == {""}
    fates = [r["fate"] for r in rows(city / "contest.csv")]
    assert sorted(set(fates)) == [
        "appointed", "cancelled", "candidate", "no_consent", "not_elected", "not_inspected", "superseded",
        "unqualified",
    ]  # fmt: skip


def test_scores_have_the_places_of_the_policy(bureau: Path) -> None:
    """Three places where the policy rounds to three; rates as fractions."""
    found = {(r["cadre_id"], r["post_id"]): r for r in rows(bureau / "contest.csv")}
    assert (found["k2", "P1"]["score"], found["k2", "P1"]["rate"]) == ("64.000", "19/37")
    assert (found["k3", "P1"]["score"], found["k3", "P1"]["fate"]) == ("", "barred")


def test_log_in_its_order(city: Path) -> None:
    """What happened, to which post and person, by which rule."""
    found = [(r["round"], r["kind"], r["post_id"], r["cadre_id"]) for r in rows(city / "log.csv")]
    assert found == [
        ("", "supply-short", "", ""), ("1", "post-cancelled", "B2", ""), ("2", "may-reapply", "B2", "c7"),
    ]  # fmt: skip


def test_sections_and_rounds(bureau: Path) -> None:
    """Who takes part in which capacity, from where to where; and each turn of each round."""
    found = {r["cadre_id"]: tuple(r.values())[2:] for r in rows(bureau / "sections.csv")}
    assert found["b1"] == ("institution", "", "S3", "intent", "1")
    assert found["x1"] == ("exempt", "S3", "S3", "retained", "")
    picks = [(r["round"], r["section_id"], r["cadre_id"], r["taken"]) for r in rows(bureau / "picks.csv")]
    assert picks[2:4] == [("1", "S3", "", "no"), ("2", "S1", "a1", "no")]


def test_files_stand_there_only_where_they_say_something(city: Path, bureau: Path, write: Any) -> None:
    """A contest brings two files, sections one, rounds one more; a selection alone none; force removes them."""
    assert {p.name for p in city.iterdir()} == {*FILES, "contest.csv", "log.csv"}
    assert {p.name for p in bureau.iterdir()} == {
        *FILES,
        "contest.csv",
        "log.csv",
        "sections.csv",
        "picks.csv",
    }
    again = bureau.parent / "again"
    held("rounds").write(again)
    write(again, force=True)
    assert {p.name for p in again.iterdir()} == set(FILES)


def test_same_result_same_bytes(city: Path, tmp_path: Path) -> None:
    """Every file is the same twice."""
    held("city").write(tmp_path / "again", lang="en")
    for path in city.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_the_summary_tells_contest_and_selection_apart(city: Path) -> None:
    """Objectives in the order of the campaign; the pool is that of the selection; stages count all rows."""
    summary = json.loads((city / "summary.json").read_text("utf-8"))
    assert summary["procedures"] == ["contest", "two_way", "directed"]
    assert [o["name"] for o in summary["objective"]] == [
        "contest_blocking_pairs", "contest_filled", "contest_wish_ranks", "contest_post_ranks",
        "blocking_pairs", "placed", "intent_ranks", "nomination_ranks",
    ]  # fmt: skip
    assert (summary["pool"], summary["placed"]) == (3, 2)
    assert {k: n for k, n in summary["by_stage"].items() if n} == {
        "contest": 3, "intent": 2, "stay": 5, "unplaced": 1,
    }  # fmt: skip
    counted = ("posts", "cancelled", "filled", "unfilled", "applicants", "entries", "qualified", "candidates")
    assert [summary["contest"][k] for k in counted] == [4, 1, 3, 0, 9, 11, 7, 6]
    assert summary["contest"]["supply_short"][0]["en"].startswith("Unit D must offer")
    assert sum(summary["contest"]["fates"].values()) == 11
    assert "sections" not in summary
    assert summary["verified"] is True


def test_headcounts_add_up_over_both_stages(city: Path) -> None:
    """Before as handed in, out and in by contest and selection together; mid-level heads beside them."""
    found = {r["unit_id"]: r for r in rows(city / "units.csv")}
    assert {k: found["A"][k] for k in ("before", "out", "in", "after", "out_contest", "in_contest")} == {
        "before": "10", "out": "3", "in": "2", "after": "9", "out_contest": "1", "in_contest": "1",
    }  # fmt: skip
    for row in found.values():
        assert int(row["before"]) - int(row["out"]) + int(row["in"]) == int(row["after"])
        arrivals = int(row["in_contest"]) + int(row["in_intent"]) + int(row["in_directed"])
        assert arrivals == int(row["in"])
    assert (found["C"]["mid_before"], found["C"]["mid_after"]) == ("2", "3")


def test_a_bureau_has_no_figures_of_a_selection() -> None:
    """Without a selection its figures are None, and the section block tells what there was."""
    case = held("rounds")
    summary = summary_document(case.instance, case.policy, case.result)
    assert summary["procedures"] == ["contest", "sections"]
    for key in ("placed", "blocking_pairs", "fairness", "first_intent_share", "second_opinion"):
        assert summary[key] is None
    assert summary["sections"]["by_stage"] == {"intent": 3, "directed": 2, "retained": 2, "returned": 1}
    assert summary["sections"]["placed"] == 7
    assert json.loads(json.dumps(summary)) == summary


def test_rows_without_a_selection_stay() -> None:
    """When no selection ran the pool still has rows, as staying; appointees keep theirs."""
    from dataclasses import replace

    from rengang.report.outcome import Outcome

    case = held("city")
    outcome = Outcome(case.instance, case.policy, replace(case.result, allocation=None))
    assert outcome.stages["stay"] == 8
    assert outcome.stages["contest"] == 3
    assert not outcome.rows.selected.any()
    assert set(outcome.rows.stage.tolist()) <= {stage.value for stage in Stage}
