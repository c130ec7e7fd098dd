"""The verbs end to end, on stored and generated instances: exit codes, streams, files."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rengang.cli.language import VARIABLE
from rengang.cli.main import app
from rengang.report import FILES

INSTANCES = Path(__file__).parents[2] / "instances"
CITY = INSTANCES / "textbook" / "directed-tie"
INFEASIBLE = INSTANCES / "infeasible" / "release-vacancies"
BROKEN = INSTANCES / "broken" / "broken.xlsx"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English unless a test asks for Chinese; what `--lang` before the verb sets is undone."""
    monkeypatch.setenv(VARIABLE, "en")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder of the small city."""
    out = tmp_path_factory.mktemp("solved") / "result"
    ended = call("solve", CITY, "--out", out, "--lang", "en")
    assert ended.exit_code == 0, ended.stderr
    return out


@pytest.fixture
def result(solved: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be spoilt."""
    return Path(shutil.copytree(solved, tmp_path / "result"))


def call(*arguments: object) -> Result:
    """One call of the command line, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class TestSolve:
    """`solve`: the table, the folder, the exit code."""

    def test_it_prints_what_is_proven_and_writes_the_folder(self, tmp_path: Path) -> None:
        """Every objective stands with value and bound on standard output; the folder has all its files."""
        ended = call("solve", CITY, "--out", tmp_path / "out")
        assert ended.exit_code == 0
        assert "optimal: every objective is proven best" in ended.stdout
        assert "placed by intent                most       1      1  proven" in ended.stdout
        assert "mismatch of directed placement  least     20     20  proven" in ended.stdout
        assert "two-way selection" in ended.stdout.splitlines()[-2]
        assert ended.stdout.splitlines()[-1] == f"result folder: {tmp_path / 'out'}"
        assert {path.name for path in (tmp_path / "out").iterdir()} == set(FILES)

    def test_it_speaks_chinese_unless_told_otherwise(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without `--lang` and RENGANG_LANG the table is Chinese; the variable and the option change that."""
        assert "placed by intent" in call("solve", CITY).stdout
        assert "按意向落实人数" in call("solve", CITY, "--lang", "zh").stdout
        monkeypatch.delenv(VARIABLE)
        assert "按意向落实人数" in call("solve", CITY).stdout

    def test_without_out_nothing_is_written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The results are shown, a remark says that no file was written, and none was."""
        monkeypatch.chdir(tmp_path)
        ended = call("solve", CITY)
        assert ended.exit_code == 0
        assert ended.stderr == "no --out: nothing was written to files\n"
        assert list(tmp_path.iterdir()) == []

    def test_json_is_the_summary_document_alone(self, tmp_path: Path) -> None:
        """Standard output is one JSON document, the same as summary.json."""
        ended = call("solve", CITY, "--out", tmp_path / "out", "--json")
        document = json.loads(ended.stdout)
        assert document["status"] == "optimal"
        assert document == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
        assert next(iter(document["seconds"])) == "read"

    def test_a_non_empty_folder_is_refused_before_the_work(self, result: Path) -> None:
        """Exit 2 names the folder and `--force`; the earlier result is untouched; `--force` replaces it."""
        before = (result / "summary.json").read_bytes()
        ended = call("solve", CITY, "--out", result)
        assert ended.exit_code == 2
        assert str(result) in ended.stderr
        assert "--force" in ended.stderr
        assert (result / "summary.json").read_bytes() == before
        assert call("solve", CITY, "--out", result, "--force", "--seed", "5").exit_code == 0
        assert json.loads((result / "summary.json").read_text("utf-8"))["seed"] == 5

    def test_force_does_not_replace_what_is_no_result(self, tmp_path: Path) -> None:
        """A folder that holds anything else is not removed, whatever is asked for."""
        (tmp_path / "letters.docx").write_text("dear")
        ended = call("solve", CITY, "--out", tmp_path, "--force")
        assert ended.exit_code == 2
        assert "letters.docx" in ended.stderr
        assert (tmp_path / "letters.docx").read_text() == "dear"

    def test_invalid_input_is_listed_on_standard_error_and_nothing_is_written(self, tmp_path: Path) -> None:
        """Exit 3: every problem by table and row, counted; no folder."""
        ended = call("solve", BROKEN, "--out", tmp_path / "out")
        assert ended.exit_code == 3
        assert ended.stdout == ""
        assert "  error: row 4, column “缺员人数”: " in ended.stderr
        count = ended.stderr.splitlines()[-1]
        errors = sum(line.startswith("  error: ") for line in ended.stderr.splitlines())
        assert count.startswith(f"{errors} errors, ")
        assert errors > 20
        assert list(tmp_path.iterdir()) == []

    def test_invalid_input_as_json_is_a_list_of_records(self) -> None:
        """With `--json` the same problems are records on standard output."""
        ended = call("solve", BROKEN, "--json")
        records = json.loads(ended.stdout)
        assert ended.exit_code == 3
        assert ended.stderr == ""
        assert {"severity", "code", "table", "row", "column", "value", "what", "expected"} <= set(records[0])

    def test_infeasible_demands_are_named(self, tmp_path: Path) -> None:
        """Exit 4: the demands that cannot hold together, with their rules; nothing is written."""
        ended = call("solve", INFEASIBLE, "--out", tmp_path / "out")
        assert ended.exit_code == 4
        assert "infeasible: the demands cannot be met together" in ended.stdout
        assert sum(line.startswith("  - ") and line.endswith("]") for line in ended.stdout.splitlines()) == 2
        assert list(tmp_path.iterdir()) == []

    def test_infeasible_demands_as_json(self) -> None:
        """The summary says infeasible, has no figures, and names the conflict."""
        ended = call("solve", INFEASIBLE, "--json")
        document = json.loads(ended.stdout)
        assert ended.exit_code == 4
        assert (document["status"], document["placed"]) == ("infeasible", None)
        assert len(document["conflict"]) == 2

    def test_our_own_fault_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An unforeseen error while writing: exit 70, one line, no folder and no temporary sibling."""

        def broken(*arguments: object) -> None:
            raise ZeroDivisionError("in the report")

        monkeypatch.setattr("rengang.report.folder.html_report", broken)
        ended = call("solve", CITY, "--out", tmp_path / "out")
        assert ended.exit_code == 70
        assert "our own fault" in ended.stderr
        assert "in the report" in ended.stderr
        assert list(tmp_path.iterdir()) == []

    def test_a_policy_can_be_named(self, tmp_path: Path) -> None:
        """`--policy` takes a pack or a file instead of the instance's own; an unknown one is exit 3."""
        file = tmp_path / "mine.toml"
        file.write_text('extends = "tongxiang-2014"\nid = "mine"\n[two_way]\nrule = "cadre-da"\n')
        document = json.loads(call("solve", CITY, "--policy", file, "--json").stdout)
        assert document["policy"] == "mine"
        assert document["policy_document"]["two_way"]["rule"] == "cadre-da"
        assert call("solve", CITY, "--policy", "nowhere-1999").exit_code == 3

    @pytest.mark.parametrize(
        "wrong",
        [
            ["--seed", "-1"],
            ["--time-limit", "-5"],
            ["--time-limit", "nan"],
            ["--workers", "0"],
            ["--lang", "fr"],
            ["--nonsense"],
        ],
    )
    def test_a_wrong_option_is_a_usage_error(self, wrong: list[str]) -> None:
        """Exit 2, and standard output stays empty."""
        ended = call("solve", CITY, *wrong)
        assert ended.exit_code == 2
        assert ended.stdout == ""


class TestStages:
    """`match` and `place`: one stage alone."""

    def test_match_directs_nobody(self, tmp_path: Path) -> None:
        """The selection is that of `solve`; who got nothing is unplaced; the result verifies."""
        out = tmp_path / "out"
        document = json.loads(call("match", CITY, "--out", out, "--json").stdout)
        assert (document["by_stage"]["intent"], document["by_stage"]["directed"]) == (1, 0)
        assert document["by_stage"]["unplaced"] == 1
        assert document["directed"] == []
        assert call("verify", CITY, out).exit_code == 0

    def test_place_directs_the_whole_pool(self, tmp_path: Path) -> None:
        """Nobody is matched, everybody placeable is directed; the result verifies."""
        out = tmp_path / "out"
        document = json.loads(call("place", CITY, "--out", out, "--json").stdout)
        assert document["by_stage"]["intent"] == 0
        assert document["by_stage"]["directed"] == document["placed"] == 2
        assert [o["name"] for o in document["directed"]] == ["directed_placed", "directed_cost"]
        assert call("verify", CITY, out).exit_code == 0

    def test_an_exchange_has_nobody_to_place(self, tmp_path: Path) -> None:
        """Exit 2 says that this policy has no directed placement."""
        file = tmp_path / "exchange.toml"
        file.write_text('[balance]\nmode = "exchange"\n')
        ended = call("place", CITY, "--policy", file)
        assert ended.exit_code == 2
        assert "no directed placement" in ended.stderr


class TestCheck:
    """`check`: every problem in one go."""

    def test_sound_input_is_said_to_be_sound(self) -> None:
        """Exit 0, with the rows of each table, so that a missing one is noticed."""
        ended = call("check", CITY)
        assert ended.exit_code == 0
        assert "the input is sound" in ended.stdout
        assert ended.stderr == ""

    def test_problems_are_listed_and_counted(self) -> None:
        """Exit 3 and the same list as `solve`."""
        ended = call("check", BROKEN)
        assert ended.exit_code == 3
        assert ended.stderr == call("solve", BROKEN).stderr

    def test_as_json(self) -> None:
        """A list of records: empty for sound input."""
        assert json.loads(call("check", CITY, "--json").stdout) == []
        records = json.loads(call("check", BROKEN, "--json").stdout)
        assert {record["severity"] for record in records} == {"error", "warning"}


class TestVerify:
    """`verify`: the judge as a verb."""

    def test_a_true_result_is_verified(self, solved: Path) -> None:
        """Exit 0, with the objectives recomputed."""
        ended = call("verify", CITY, solved)
        assert ended.exit_code == 0
        assert "mismatch of directed placement     20" in ended.stdout
        assert "verified: no breach" in ended.stdout

    def test_a_tampered_allocation_is_found_out(self, result: Path) -> None:
        """Exit 1: everybody sent to one unit breaks its vacancies; the breach says which."""
        file = result / "allocation.csv"
        given = rows(file)
        unit = next(row["to_unit"] for row in given if row["stage"] == "intent")
        for row in given:
            row["to_unit"] = unit
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(given[0]))
            writer.writeheader()
            writer.writerows(given)
        ended = call("verify", CITY, result)
        assert ended.exit_code == 1
        assert "breach: " in ended.stdout
        document = json.loads(call("verify", CITY, result, "--json").stdout)
        assert document["verified"] is False
        assert unit in {breach["unit_id"] for breach in document["breaches"]}

    @pytest.mark.parametrize(
        ("key", "value", "said"),
        [
            ("placed", 1, "summary.json says 1 for “placed”; recomputed it is 2"),
            ("blocking_pairs", 7, "summary.json says 7 for “feasible blocking pairs”"),
            (
                "directed",
                [{"name": "directed_cost", "value": 3, "bound": 3}],
                "summary.json says 3 for “mismatch of directed placement”; recomputed it is 20",
            ),
            (
                "directed",
                [{"name": "directed_cost", "value": 20, "bound": 25}],
                "the value 20 of “mismatch of directed placement” is better than the bound 25",
            ),
            (
                "directed",
                [{"name": "directed_cost", "value": 20, "bound": 5}],
                "it claims to be optimal, but some value does not meet its bound",
            ),
        ],
    )
    def test_a_summary_that_claims_what_is_not_so_is_found_out(
        self, result: Path, key: str, value: object, said: str
    ) -> None:
        """Exit 1: figures and proofs of summary.json are held against the tables."""
        file = result / "summary.json"
        document = json.loads(file.read_text("utf-8"))
        file.write_text(json.dumps({**document, key: value}), "utf-8")
        ended = call("verify", CITY, result)
        assert ended.exit_code == 1
        assert said in ended.stdout

    def test_a_result_under_another_policy_is_remarked(self, tmp_path: Path) -> None:
        """It is judged by the policy that it was made under; that the instance has another one is said."""
        policy = tmp_path / "mine.toml"
        policy.write_text("[two_way]\nlookahead = true\n[directed.weights]\nunlisted = 7\n")
        call("solve", CITY, "--policy", policy, "--out", tmp_path / "out")
        ended = call("verify", CITY, tmp_path / "out")
        assert ended.exit_code == 0
        assert "differs from the instance's" in ended.stderr
        assert "in directed" in ended.stderr
        assert call("verify", CITY, tmp_path / "out", "--policy", "tongxiang-2014").exit_code == 1

    def test_a_folder_that_is_no_result_is_invalid_input(self, tmp_path: Path) -> None:
        """Exit 3, saying which file is missing."""
        ended = call("verify", CITY, tmp_path)
        assert ended.exit_code == 3
        assert "allocation.csv" in ended.stderr


class TestExplain:
    """`explain`: why."""

    def test_a_cadre_and_a_unit_are_explained_in_both_languages(self, solved: Path) -> None:
        """One paragraph each; `--json` has both languages."""
        cadre = rows(solved / "allocation.csv")[0]["cadre_id"]
        unit = rows(solved / "units.csv")[0]["unit_id"]
        english = call("explain", CITY, solved, "--cadre", cadre)
        assert english.exit_code == 0
        assert cadre in english.stdout
        document = json.loads(call("explain", CITY, solved, "--unit", unit, "--json").stdout)
        assert document["unit_id"] == unit
        assert document["en"] != document["zh"]
        chinese = call("explain", CITY, solved, "--unit", unit, "--lang", "zh")
        assert chinese.stdout.strip() == document["zh"]

    @pytest.mark.parametrize("choice", [[], ["--cadre", "1", "--unit", "A"]])
    def test_one_of_cadre_and_unit_must_be_asked_for(self, solved: Path, choice: list[str]) -> None:
        """Neither or both: exit 2."""
        ended = call("explain", CITY, solved, *choice)
        assert ended.exit_code == 2
        assert "--cadre, --unit and --post" in ended.stderr

    def test_an_unknown_id_is_a_usage_error(self, solved: Path) -> None:
        """Exit 2, with similar ids where there are any."""
        cadre = rows(solved / "allocation.csv")[0]["cadre_id"]
        ended = call("explain", CITY, solved, "--cadre", cadre + "x")
        assert ended.exit_code == 2
        assert f"similar: {cadre}" in ended.stderr

    def test_a_name_and_a_stayer_are_told_apart_from_an_unknown_id(self, tmp_path: Path) -> None:
        """Who gives a name is given the id; of who is not in the pool it is said that nothing was decided."""
        town, out = INSTANCES.parent / "docs" / "example", tmp_path / "out"
        assert call("solve", town, "--out", out, "--quiet").exit_code == 0
        named = call("explain", town, out, "--cadre", "赵四")
        assert (named.exit_code, "give the id: 0004" in named.stderr) == (2, True)
        named = call("explain", town, out, "--unit", "丁街道")
        assert (named.exit_code, "give the id: 04" in named.stderr) == (2, True)
        stayer = call("explain", town, out, "--cadre", "0009")
        assert (stayer.exit_code, "0009 is not in the pool" in stayer.stderr) == (2, True)


class TestGenerate:
    """`generate`: a city, whose solution verifies."""

    @pytest.mark.parametrize(
        ("name", "options"), [("city", []), ("city.xlsx", []), ("city.json", []), ("p", ["--parquet"])]
    )
    def test_every_carrier_is_written_and_read_back(
        self, tmp_path: Path, name: str, options: list[str]
    ) -> None:
        """What generate writes is sound input."""
        ended = call("generate", tmp_path / name, "--pool", "20", "--seed", "4", *options)
        assert ended.exit_code == 0, ended.stderr
        assert "20 of them in the pool (seed 4)" in ended.stdout
        assert call("check", tmp_path / name).exit_code == 0

    def test_knobs_are_listed_set_and_refused(self, tmp_path: Path) -> None:
        """`--knobs` lists what `--set` takes; an unknown knob or a value that is no number is exit 2."""
        assert "kinship" in call("generate", "--knobs").stdout
        city = tmp_path / "city"
        assert (
            call("generate", city, "--pool", "20", "--set", "kinship=1", "--set", "units=10").exit_code == 0
        )
        for wrong in ("kinsip=1", "kinship=lots", "kinship=2", "kinship"):
            ended = call("generate", tmp_path / "other", "--set", wrong)
            assert ended.exit_code == 2, wrong
            assert "kin" in ended.stderr
        assert not (tmp_path / "other").exists()

    def test_what_is_there_is_kept_unless_forced_and_strangers_always(self, tmp_path: Path) -> None:
        """An instance is replaced with `--force` alone; a folder with anything else in it never."""
        city = tmp_path / "city"
        assert call("generate", city, "--pool", "20").exit_code == 0
        assert call("generate", city, "--pool", "20").exit_code == 2
        assert call("generate", city, "--pool", "20", "--force").exit_code == 0
        (city / "letters.docx").write_text("dear")
        assert call("generate", city, "--pool", "20", "--force").exit_code == 2
        assert (city / "letters.docx").read_text() == "dear"

    def test_somewhere_to_write_is_needed(self) -> None:
        """Exit 2 without a place."""
        assert call("generate").exit_code == 2


class TestTemplateAndPolicies:
    """`template` and `policies`."""

    def test_a_template_is_written_once(self, tmp_path: Path) -> None:
        """A workbook in the language asked for; another call refuses to write over it."""
        book = tmp_path / "book.xlsx"
        assert call("template", "--lang", "zh", book).exit_code == 0
        assert call("template", book).exit_code == 2
        assert call("template", book, "--force").exit_code == 0
        assert call("template", tmp_path / "book.doc").exit_code == 2

    def test_packs_and_keys_are_listed(self) -> None:
        """All packs and every key with default and allowed values."""
        shown = call("policies").stdout
        assert "tongxiang-2014" in shown
        assert '"capacity" | "release" | "exchange"' in shown
        assert "≥ 1, ≤ 100" in shown

    def test_one_policy_is_shown_with_its_rules(self, tmp_path: Path) -> None:
        """A pack or a file: every key with its value and the rules behind it."""
        shown = call("policies", "tongxiang-2014").stdout
        line = next(line for line in shown.splitlines() if line.startswith("intents.max"))
        assert line.split()[1] == "2"
        assert line.endswith("TX-43, A-05")
        file = tmp_path / "mine.toml"
        file.write_text("[intents]\nmax = 3\n")
        assert json.loads(call("policies", file, "--json").stdout)["intents"]["max"] == 3
        assert call("policies", "nowhere-1999").exit_code == 3

    def test_the_source_of_a_pack_can_start_ones_own(self, tmp_path: Path) -> None:
        """What `--toml` prints is a policy file that gives the same policy."""
        file = tmp_path / "mine.toml"
        file.write_text(call("policies", "tongxiang-2014", "--toml").stdout, "utf-8")
        theirs = json.loads(call("policies", "tongxiang-2014", "--json").stdout)
        assert json.loads(call("policies", file, "--json").stdout) == theirs


def test_an_unknown_verb_is_a_usage_error() -> None:
    """Exit 2."""
    assert call("screen", CITY).exit_code == 2


def test_the_language_may_stand_before_the_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    """`rengang --lang en check …` is `rengang check … --lang en`, whatever the variable says."""
    monkeypatch.setenv(VARIABLE, "zh")
    assert "the input is sound" in call("--lang", "en", "check", CITY).stdout


def test_quiet_leaves_results_and_errors() -> None:
    """`--quiet`: no remark, no warning; the table and the errors stay."""
    ended = call("solve", CITY, "--quiet")
    assert "optimal" in ended.stdout
    assert ended.stderr == ""
    listed = call("check", BROKEN, "--quiet").stderr
    assert "error: " in listed
    assert "warning: " not in listed
