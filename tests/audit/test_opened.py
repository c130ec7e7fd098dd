"""A result folder opened from Python: what the verbs `verify` and `explain` do, as a library."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import rengang
from audit.folders import BUREAU, EXAMPLE, INSTANCES, written
from rengang.audit import Opened, audit, open_result
from rengang.cli.main import app
from rengang.errors import InvalidInput
from rengang.model import Instance
from rengang.policy import resolve


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the example of the documents."""
    return written(EXAMPLE, tmp_path_factory.mktemp("example") / "out")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the stored bureau, with lots of a seed of its own."""
    return written(BUREAU, tmp_path_factory.mktemp("bureau") / "out", seed=7)


def with_summary(folder: Path, copy: Path, **keys: Any) -> Path:
    """A copy of a result folder with some keys of its summary replaced."""
    shutil.copytree(folder, copy)
    summary = json.loads((copy / "summary.json").read_text("utf-8"))
    (copy / "summary.json").write_text(json.dumps({**summary, **keys}), "utf-8")
    return copy


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_folder_is_opened_with_its_instance_or_where_that_is(example: Path, in_memory: bool) -> None:
    """Both are judged alike; the folder's parts are at hand."""
    opened = rengang.open_result(str(example), rengang.read(EXAMPLE) if in_memory else EXAMPLE)
    assert opened.instance == rengang.read(EXAMPLE)
    assert opened.verdict.ok
    assert opened.audit.ok
    assert opened.allocation is not None
    assert (opened.contest, opened.sections, opened.warnings, opened.differing) == (None, None, (), ())
    assert opened.summary["placed"] == 7


def test_all_parts_of_a_folder_are_judged_with_its_seed(bureau: Path) -> None:
    """The seed is the summary's; contest and sections are judged, and the files borne out."""
    opened = open_result(bureau, BUREAU)
    assert opened.seed == 7
    assert opened.allocation is None
    assert opened.contest is not None
    assert opened.sections is not None
    assert list(opened.verdict.parts) == ["contest", "sections"]
    assert opened.audit.ok
    assert opened.audit.false_claims == ()


def test_what_is_worked_out_is_kept(example: Path) -> None:
    """Verdict, audit and explainer are asked for once; the function of the audit gives what the property gives."""
    opened = open_result(example, EXAMPLE)
    assert opened.verdict is opened.verdict is opened.audit.verdict
    assert opened.audit is opened.audit
    assert opened.explainer is opened.explainer
    assert audit(opened).verdict is opened.verdict


def test_it_is_judged_by_the_policy_that_it_was_made_under(tmp_path: Path) -> None:
    """Unless another one is named, in whichever way; in which groups the instance's own differs is said."""
    mine = {"extends": "tongxiang-2014", "directed": {"weights": {"unlisted": 7}}}
    out = written(EXAMPLE, tmp_path / "out", resolve(mine))
    opened = open_result(out, EXAMPLE)
    assert opened.policy.directed.weights.unlisted == 7
    assert opened.differing == ("directed",)
    assert opened.audit.ok
    for policy in ("tongxiang-2014", resolve(), {"extends": "tongxiang-2014"}):
        other = open_result(out, EXAMPLE, policy)
        assert other.policy == resolve()
        assert other.differing == ()
        assert not other.audit.ok


def test_a_result_of_one_stage_differs_in_nothing(tmp_path: Path) -> None:
    """That a verb left out the other stages is no other policy."""
    from rengang.campaign import only

    part = only(resolve(rengang.read(EXAMPLE).policy), contest=False, sections=False, directed=False)
    assert open_result(written(EXAMPLE, tmp_path / "out", part), EXAMPLE).differing == ()


def test_a_seed_that_is_no_number_is_none(example: Path, tmp_path: Path) -> None:
    """The summary is somebody's file; the lots are then those of seed 0."""
    assert open_result(with_summary(example, tmp_path / "out", seed="x"), EXAMPLE).seed == 0


def test_breach_and_false_claim_are_told_apart(example: Path, tmp_path: Path) -> None:
    """Everybody in one unit breaks its vacancies; a figure of the summary that is not so is a false claim."""
    claims = open_result(with_summary(example, tmp_path / "figure", placed=1), EXAMPLE).audit
    assert (claims.ok, claims.breaches) == (False, ())
    assert [c.en for c in claims.false_claims] == ["summary.json says 1 for “placed”; recomputed it is 7"]
    copy = Path(shutil.copytree(example, tmp_path / "rows"))
    with (copy / "allocation.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    unit = next(row["to_unit"] for row in rows if row["stage"] == "intent")
    for row in rows:
        row["to_unit"] = unit if row["stage"] in ("intent", "directed") else row["to_unit"]
    with (copy / "allocation.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    broken = open_result(copy, EXAMPLE).audit
    assert not broken.ok
    assert broken.breaches == broken.verdict.breaches != ()


def test_faults_are_raised_with_every_problem(example: Path, tmp_path: Path) -> None:
    """Of the instance, of the folder, of the policy that the summary tells."""
    with pytest.raises(InvalidInput) as of_instance:
        open_result(example, INSTANCES / "broken" / "broken.xlsx")
    assert len(of_instance.value.problems) > 1
    with pytest.raises(InvalidInput, match=r"allocation\.csv"):
        open_result(tmp_path, EXAMPLE)
    with pytest.raises(InvalidInput, match=r"summary\.json"):
        open_result(with_summary(example, tmp_path / "out", policy_document={"x": 1}), EXAMPLE)


def test_other_tables_are_a_warning(example: Path) -> None:
    """A name may have been mended since; the folder is judged all the same."""
    instance = rengang.read(EXAMPLE)
    cadres = instance.cadres.with_columns(name=instance.cadres["name"] + "x")
    opened = open_result(
        example, Instance.from_tables({**instance.tables, "cadres": cadres}, instance.policy)
    )
    assert [problem.code for problem in opened.warnings] == ["result-other-instance"]
    assert opened.audit.ok


class TestTheVerbs:
    """`verify` and `explain` say what the library says."""

    @pytest.fixture(params=["example", "bureau"])
    def opened(self, request: pytest.FixtureRequest) -> Opened:
        """Both folders."""
        instance = {"example": EXAMPLE, "bureau": BUREAU}[request.param]
        return open_result(request.getfixturevalue(request.param), instance)

    @pytest.fixture
    def source(self, opened: Opened) -> Path:
        """Where the instance is."""
        return EXAMPLE if opened.contest is None else BUREAU

    def test_verify(self, opened: Opened, source: Path) -> None:
        """The document of `--json`, part by part."""
        ended = CliRunner().invoke(app, ["verify", str(source), str(opened.path), "--json"])
        document = json.loads(ended.stdout)
        assert (ended.exit_code, document["verified"]) == (0, opened.audit.ok)
        assert document["policy"] == opened.policy.id
        told = [(objective["name"], objective["value"]) for objective in document["objective"]]
        assert told == list(opened.verdict.values)

    def test_explain(self, opened: Opened, source: Path) -> None:
        """The paragraph about the first who has one."""
        instance, explainer = opened.instance, opened.explainer
        who = next(i for i in range(len(instance.cadres)) if explainer.concerns(i))
        command = ["explain", str(source), str(opened.path), "--cadre", instance.cadre_id(who), "--json"]
        document = json.loads(CliRunner().invoke(app, command).stdout)
        assert document["en"] == explainer.cadre(who).en

    def test_the_sentences_are_those_of_the_folder(self, opened: Opened) -> None:
        """The explainer of a folder that is opened again says what the one that wrote it said."""
        with (opened.path / "allocation.csv").open(encoding="utf-8-sig", newline="") as stream:
            reasons = {row["cadre_id"]: row["reason"] for row in csv.DictReader(stream)}
        cadres = np.array([opened.instance.cadre_index[label] for label in reasons], dtype=np.int32)
        explainer = opened.explainer
        told = explainer.reasons_of(cadres) if opened.allocation is None else explainer.reasons()
        assert [text.en for text in told] == list(reasons.values())
