"""The harness: records kept and taken up again, claims judged, tables and the page written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from benchmarks.suite import records, run
from benchmarks.suite.spec import Claim, Record, Series, Spec, Subject, Table
from benchmarks.suite.spec import Plot as Picture


def _subject(holds: bool = True, known: int = 7) -> Subject:
    def claims(found: Sequence[Record]) -> list[Claim]:
        return [Claim("as fast as can be", holds, "12 times")]

    def tables(found: Sequence[Record]) -> list[Table]:
        return [Table(["spec", "s"], [[r["spec"], str(r.get("s", "–"))] for r in found])]

    def plots(found: Sequence[Record]) -> list[Picture]:
        points = [(10.0**k, r["s"]) for k, r in enumerate(found) if "s" in r]
        return [Picture("growth", "Growth", "n", "s", [Series("ours", points, ours=True)])]

    specs = (
        Spec("short", known={"size": known}),
        Spec("long", full=True),
        Spec("theirs", method="peer", peer=True, full=True),
    )
    return Subject("subject", "Subject", "About.", specs, lambda parameters: {}, claims, tables, plots)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records and pages away from the repository; measuring takes no time and is noted."""
    measured: list[str] = []

    def measure(subject: str, spec: Spec) -> Record:
        measured.append(spec.name)
        if spec.name == "theirs":
            return {"load_before": 0.5, "failed": "RecursionError: maximum recursion depth exceeded"}
        return {"load_before": 0.5, "s": 1 + len(measured), "objective": [["size", 7]]}

    monkeypatch.setattr(run, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(run, "PAGES", tmp_path / "pages")
    monkeypatch.setattr(run, "SUBJECTS", (_subject(),))
    monkeypatch.setattr(run, "measured", measure)
    return measured


def _records(tmp_path: Path) -> list[Record]:
    (path,) = (tmp_path / "results").iterdir()
    return records.read(path)


def test_a_record_says_what_was_measured_on_what(desk: list[str], tmp_path: Path) -> None:
    """Spec, method, date, code, versions and machine stand in each record by themselves."""
    assert run.main([]) == 0
    (record,) = _records(tmp_path)
    assert (record["subject"], record["spec"], record["s"]) == ("subject", "short", 2)
    assert {"instance", "method", "parameters", "key", "code", "date", "load_before"} <= set(record)
    assert {"cores", "memory_gb", "python", "packages"} <= set(record["machine"])


def test_a_run_takes_up_what_is_missing(desk: list[str]) -> None:
    """What has a record of the same key is not measured again, unless told to."""
    run.main([])
    run.main(["--full"])
    assert desk == ["short", "long", "theirs"]
    run.main(["--again"])
    assert desk[3:] == ["short"]


def test_other_code_or_another_spec_is_measured_again(
    desk: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key holds the code's fingerprint and the parameters."""
    run.main([])
    monkeypatch.setattr(records, "fingerprint", lambda subject: "other code")
    run.main([])
    run.main([])
    assert desk == ["short", "short"]
    subject = _subject()
    one, other = (records.key(subject, Spec("short", parameters={"n": n}), {"cores": 2}) for n in (1, 2))
    assert one != other


def test_a_run_that_is_broken_off_keeps_what_it_has(
    desk: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the second spec: the first has its record and its page, and the next run goes on from there."""
    whole = run.measured

    def interrupted(subject: str, spec: Spec) -> Record:
        if spec.name == "long":
            raise KeyboardInterrupt
        return whole(subject, spec)

    monkeypatch.setattr(run, "measured", interrupted)
    assert run.main(["--full"]) == 130
    assert [r["spec"] for r in _records(tmp_path)] == ["short"]
    assert "| short | 2 |" in _page(tmp_path)
    monkeypatch.setattr(run, "measured", whole)
    assert run.main(["--full"]) == 0
    assert desk == ["short", "long", "theirs"]


def _page(tmp_path: Path) -> str:
    (path,) = (tmp_path / "pages").glob("*.md")
    return path.read_text("utf-8")
