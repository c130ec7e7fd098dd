"""The verbs of a contest and of a section selection end to end: what is printed, written, refused and named."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import rengang
from oracle.contest_cases import ContestCase, applies
from oracle.section_plans import in_rounds
from rengang.cli.language import VARIABLE
from rengang.cli.main import app
from rengang.model import Instance

PLAIN = Path(__file__).parents[2] / "instances" / "textbook" / "two-units"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English."""
    monkeypatch.setenv(VARIABLE, "en")


def call(*arguments: object) -> Result:
    """One call of the command line, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def stored(case: ContestCase, folder: Path) -> Path:
    """A case as a folder with its policy."""
    contest = case.rules().model_dump(mode="json")["contest"]
    document = {"extends": "tongxiang-2014", **case.policy, "contest": contest}
    rengang.write(Instance.from_tables(case.instance().tables, document), folder)
    return folder


def ready() -> ContestCase:
    """The case with what makes it sound input: one unit more offers nothing, everybody is on the roster."""
    case = ContestCase()
    case.policy = {"two_way": {"rule": "none"}, "unmatched": {"two_way": "next_round"}}
    return case


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small contest as a folder."""
    return stored(ready(), tmp_path_factory.mktemp("town") / "in")


@pytest.fixture(scope="module")
def held(town: Path) -> Path:
    """The result folder of its contest."""
    ended = call("contest", town, "--out", town.parent / "held", "--lang", "en")
    assert ended.exit_code == 0, ended.stderr
    return town.parent / "held"


@pytest.fixture
def result(held: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be spoilt."""
    return Path(shutil.copytree(held, tmp_path / "result"))


def changed(path: Path, change: Callable[[list[dict[str, str]]], Any]) -> None:
    """Change the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


class TestContest:
    """`contest`: numbers, posts, candidates."""

    def test_posts_with_who_is_appointed_and_who_comes_next(self, town: Path) -> None:
        """One line each, best first, with scores."""
        lines = call("contest", town, "--quiet").stdout.splitlines()
        (line,) = [line for line in lines if line.startswith("A1 ")]
        assert line.split() == ["A1", "A", "2", "2", "filled", "b", "91", "2.", "y", "80"]
        assert any(line.split() == ["posts", "contested", "3", "100.0%"] for line in lines)
        assert "stage     post contest" in lines

    def test_why_a_post_stays_open_is_said_in_the_table_and_summed_up(self, tmp_path: Path) -> None:
        """Without a, who does not apply, A1's incumbent stays and nobody of mid-level leaves A."""
        case = ready()
        case.applications = [row for row in case.applications if row["cadre_id"] != "a"] + [
            applies("u", "A1")
        ]
        out = call("contest", stored(case, tmp_path / "in"), "--quiet").stdout
        assert "open: the incumbent stays" in out
        assert "posts left open, 1: the incumbent stays (1)" in out

    def test_a_cancelled_post_is_one(self, tmp_path: Path) -> None:
        """B1 has one applicant where two are needed."""
        case = ready()
        case.applications = [row for row in case.applications if row["cadre_id"] != "z"]
        lines = call("contest", stored(case, tmp_path / "in"), "--quiet").stdout.splitlines()
        assert any(line.startswith("B1 ") and line.endswith("cancelled") for line in lines)
        assert any(line.split()[:5] == ["cancelled", "(too", "few", "qualified)", "1"] for line in lines)

    def test_conditions_that_nobody_gave_are_said(self, town: Path) -> None:
        """条件未提供 stands among the notes, in either language."""
        assert "条件未提供" in call("contest", town, "--quiet", "--lang", "zh").stdout
        assert "note: " in call("contest", town, "--quiet").stdout

    def test_an_instance_without_a_contest_is_refused(self) -> None:
        """Exit 2, for each of the verbs that need one."""
        for verb, told in (("contest", "no contest"), ("screen", "no contest"), ("sections", "no section")):
            ended = call(verb, PLAIN)
            assert (ended.exit_code, told in ended.stderr) == (2, True), verb

    def test_the_stage_is_no_amendment_of_the_policy(self, town: Path, held: Path) -> None:
        """Neither printed as one nor warned of when the result is verified."""
        out = call("contest", town, "--quiet").stdout
        assert "sections.rule" not in out
        ended = call("verify", town, held)
        assert (ended.exit_code, "differs" in ended.stderr) == (0, False)

    def test_json_is_the_summary(self, town: Path) -> None:
        """With the contest's block, and nothing of a selection that did not run."""
        document = json.loads(call("contest", town, "--json", "--quiet").stdout)
        assert document["procedures"] == ["contest"]
        assert document["contest"]["filled"] == 3
        assert document["placed"] is None


class TestScreen:
    """`screen`: before anybody is scored."""

    def test_it_needs_no_scores(self, tmp_path: Path) -> None:
        """One mark of six is there, which a contest refuses; verified and explained without scores too."""
        case = ready()
        case.marks = {"a": 90}
        town, out = stored(case, tmp_path / "in"), tmp_path / "out"
        assert call("contest", town).exit_code == 3
        ended = call("screen", town, "--quiet", "--out", out)
        assert ended.exit_code == 0, ended.stderr
        assert "screened: nobody has been scored or appointed yet" in ended.stdout
        assert "objective" not in ended.stdout
        assert call("verify", town, out).exit_code == 0
        assert "on the shortlist" in call("explain", town, out, "--cadre", "y").stdout

    def test_who_falls_out_is_listed_with_every_reason(self, tmp_path: Path) -> None:
        """Of three conditions one is missed."""
        case = ready()
        case.policy["contest"] = {
            "qualification": ["党员"],
            "min_qualified": 0,
            "conditions": {
                "党员": {"all": [{"test": "one_of", "column": "politics", "values": ["中共党员"]}]}
            },
        }
        for row in case.cadres.values():
            row["politics"] = "中共党员"
        case.cadres["y"]["politics"] = "群众"
        lines = call("screen", stored(case, tmp_path / "in"), "--quiet").stdout.splitlines()
        (line,) = [line for line in lines if line.startswith("y ")]
        assert line.split()[:2] == ["y", "A1"]
        (post,) = [line for line in lines if line.startswith("A1 ")]
        assert post.split() == ["A1", "A", "2", "1", "1"]


class TestFaults:
    """What the tables leave open is named with table and row."""

    def test_a_missing_mark_names_the_row_of_the_application(self, tmp_path: Path) -> None:
        """In the user's own file."""
        case = ready()
        case.marks["y"] = None
        ended = call("contest", stored(case, tmp_path / "in"))
        assert ended.exit_code == 3
        rows = (tmp_path / "in" / "竞岗报名.csv").read_text("utf-8-sig").splitlines()
        row = 1 + next(at for at, line in enumerate(rows) if line.startswith("y,"))
        assert f"row {row}" in ended.stderr

    def test_a_tie_that_no_key_breaks_names_both_rows(self, tmp_path: Path) -> None:
        """Equal marks of y and b, no pre-selection, no lot."""
        case = ready()
        case.marks["y"] = case.marks["b"]
        ended = call("contest", stored(case, tmp_path / "in"), "--json")
        (problem,) = json.loads(ended.stdout)
        assert ended.exit_code == 3
        assert (problem["code"], problem["table"]) == ("tie-open", "竞岗报名.csv")
        lines = (tmp_path / "in" / "竞岗报名.csv").read_text("utf-8-sig").splitlines()
        rows = [at for at, line in enumerate(lines, 1) if line.split(",")[1] == "A1"]
        assert problem["row"] == rows[0]
        assert f"rows {rows[0]}, {rows[1]}" in problem["what"]

    def test_a_decision_against_the_rules_is_infeasible_and_named(self, tmp_path: Path) -> None:
        """It was decided that y has A1; its incumbent a, who did not apply, stays there."""
        case = ready()
        case.applications = [row for row in case.applications if row["cadre_id"] != "a"]
        case.more["decisions"] = [{"post_id": "A1", "cadre_id": "y", "reason": "need"}]
        case.policy["contest"] = {"decision": "advisory"}
        ended = call("contest", stored(case, tmp_path / "in"))
        assert ended.exit_code == 4
        assert "y" in ended.stdout
        assert "A1" in ended.stdout[ended.stdout.index("cannot hold together") :]

    def test_a_decision_that_holds_is_noted_with_its_reason(self, tmp_path: Path) -> None:
        """w, ranked second, has C1."""
        case = ready()
        case.more["decisions"] = [{"post_id": "C1", "cadre_id": "w", "reason": "long service"}]
        case.policy["contest"] = {"decision": "advisory"}
        out = call("contest", stored(case, tmp_path / "in"), "--quiet").stdout
        assert "It was decided that w, ranked 2, has post C1: long service." in out


class TestVerify:
    """`verify` finds what was changed afterwards."""

    def test_the_folder_as_written_holds(self, town: Path, held: Path) -> None:
        """Exit 0, and the four objectives recomputed."""
        ended = call("verify", town, held)
        assert ended.exit_code == 0, ended.stdout
        assert "posts filled by contest" in ended.stdout

    def test_an_appointment_of_somebody_who_never_applied(self, town: Path, result: Path) -> None:
        """y takes x's post: a breach that names both."""

        def change(rows: list[dict[str, str]]) -> None:
            by_id = {row["cadre_id"]: row for row in rows}
            for key in ("to_unit", "to_post", "stage"):
                by_id["y"][key], by_id["x"][key] = by_id["x"][key], by_id["y"][key]

        changed(result / "allocation.csv", change)
        ended = call("verify", town, result)
        assert ended.exit_code == 1
        assert "breach: y neither applied for C1 nor was recommended to it" in ended.stdout

    def test_a_score_or_fate_changed_in_the_list(self, town: Path, result: Path) -> None:
        """Named with the person, the post and the right value."""

        def change(rows: list[dict[str, str]]) -> None:
            (row,) = [row for row in rows if row["cadre_id"] == "y"]
            row["score"], row["fate"] = "99", "not_inspected"

        changed(result / "contest.csv", change)
        ended = call("verify", town, result)
        assert ended.exit_code == 1
        assert "contest.csv says 99 for score of y at A1; recomputed it is 80" in ended.stdout
        assert "not_inspected for fate of y" in ended.stdout

    def test_a_row_left_out_of_the_list(self, town: Path, result: Path) -> None:
        """An entry that vanished is missed."""
        changed(result / "contest.csv", lambda rows: rows.pop(0))
        ended = call("verify", town, result)
        assert ended.exit_code == 1
        assert "contest.csv says — for fate" in ended.stdout


class TestExplain:
    """`explain` of a contest."""

    def test_a_post_with_its_candidates(self, town: Path, held: Path) -> None:
        """As text and as JSON."""
        assert "rank 1: b, 91 points, appointed." in call("explain", town, held, "--post", "A1").stdout
        document = json.loads(call("explain", town, held, "--post", "A1", "--json").stdout)
        assert sorted(document) == ["en", "post_id", "zh"]

    def test_a_post_that_was_not_contested_is_refused(self, tmp_path: Path) -> None:
        """Exit 2, and an unknown one too."""
        case = ready()
        case.posts["D"] = {"post_id": "D", "unit_id": "C", "level": "staff", "contested": False}
        town, out = stored(case, tmp_path / "in"), tmp_path / "out"
        assert call("contest", town, "--out", out).exit_code == 0
        ended = call("explain", town, out, "--post", "D")
        assert (ended.exit_code, "not contested" in ended.stderr) == (2, True)
        assert call("explain", town, out, "--post", "E").exit_code == 2


class TestSections:
    """`sections`: groups, ways, picks."""

    @pytest.fixture
    def bureau(self, tmp_path: Path) -> Path:
        """The small bureau whose sections pick in rounds."""
        case = in_rounds()
        document = {"extends": "bureau-rotation", "contest": {"rule": "none"}, "sections": {"rule": "rounds"}}
        rengang.write(Instance.from_tables(case.instance().tables, document), tmp_path / "bureau")
        return tmp_path / "bureau"

    def test_people_by_group_and_by_way(self, bureau: Path) -> None:
        """A bureau without a pool has no table of a pool."""
        out = call("sections", bureau, "--quiet").stdout
        lines = [line.split() for line in out.splitlines()]
        assert ["gave", "up", "the", "contest", "1", "12.5%"] in lines
        assert ["returns", "home", "1", "12.5%"] in lines
        assert "vacancies" not in out
        assert not any(line[:1] == ["pool"] for line in lines)

    def test_a_section_changed_afterwards_is_found(self, bureau: Path, tmp_path: Path) -> None:
        """a1 is put into C, which nobody picked a1 for."""
        out = tmp_path / "out"
        assert call("sections", bureau, "--out", out, "--quiet").exit_code == 0
        assert call("verify", bureau, out).exit_code == 0

        def change(rows: list[dict[str, str]]) -> None:
            (row,) = [row for row in rows if row["cadre_id"] == "a2"]
            row["to_section"] = "C"

        changed(out / "sections.csv", change)
        ended = call("verify", bureau, out)
        assert ended.exit_code in (1, 3)
        assert "a2" in ended.stdout + ended.stderr

    def test_a_participant_is_explained(self, bureau: Path, tmp_path: Path) -> None:
        """With the picks that concerned them."""
        out = tmp_path / "out"
        call("sections", bureau, "--out", out, "--quiet")
        assert "Round 1, picked by B" in call("explain", bureau, out, "--cadre", "a2").stdout
