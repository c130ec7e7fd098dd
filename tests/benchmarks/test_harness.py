"""The harness: records kept and taken up again, claims judged, tables and the page written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.suite import judge, optima, records
from benchmarks.suite.figures import exponent
from benchmarks.suite.spec import Claim, Record, Series, Spec, Subject, Table
from benchmarks.suite.spec import Plot as Picture
from benchmarks.suite.tables import as_markdown, as_text

from benchmarks import run


def _subject(holds: bool = True, known: int = 7) -> Subject:
    def claims(found: Sequence[Record]) -> list[Claim]:
        return [Claim("as fast as can be", holds, "12 times", bar=True)]

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

    monkeypatch.setattr(optima, "FILE", tmp_path / "no optima.json")
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


def test_the_list_says_what_takes_long(desk: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every spec, which of them run under `--full` only, and how long the last run of each took."""
    run.main([])
    capsys.readouterr()
    assert run.main(["--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "subject: Subject", "  short  (0 s)", "  long  (full)", "  theirs  (full)",
    ]  # fmt: skip


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


def test_a_known_optimum_that_differs_fails_the_run(
    desk: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run exits with 1; terminal and page say what was known and what was found."""
    assert run.main(["--dry"]) == 0
    monkeypatch.setattr(run, "SUBJECTS", (_subject(known=8),))
    assert run.main([]) == 1
    assert "FAILED  short: reaches the known optimum size 8: size 7" in capsys.readouterr().out
    assert "**FAILED** Subject: short: reaches the known optimum size 8. Found: size 7." in _page(tmp_path)


def test_what_a_run_has_proven_the_next_must_find(
    desk: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--adopt` writes down what is proven and not known yet, and only that; a later record that differs fails."""
    monkeypatch.setattr(optima, "FILE", tmp_path / "optima.json")
    values = [["size", 5], ["directed_cost", 9]]  # the second belongs to a later stage
    found = {"load_before": 0.1, "objective": values, "bound": values}
    monkeypatch.setattr(
        run, "measured", lambda _, spec: found | ({"bound": []} if spec.name == "theirs" else {})
    )
    run.main(["--full", "--case", "long"])
    run.main(["--full", "--case", "theirs"])
    run.main(["--adopt"])
    assert optima.read() == {"subject": {"long": {"size": 5}}}
    monkeypatch.setattr(run, "measured", lambda *_: {"load_before": 0.1, "objective": [["size", 6]]})
    assert run.main(["--full", "--case", "long", "--dry"]) == 1
    run.main(["--full", "--case", "long", "--again"])
    run.main(["--adopt"])
    assert optima.read() == {"subject": {"long": {"size": 5}}}


def test_a_claim_that_does_not_hold_fails_the_run(
    desk: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which and what was found; `--dry` writes neither records nor a page."""
    monkeypatch.setattr(run, "SUBJECTS", (_subject(holds=False),))
    assert run.main(["--dry"]) == 1
    assert "FAILED  as fast as can be: 12 times" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_peer_may_fail_and_is_shown_to(desk: list[str], tmp_path: Path) -> None:
    """The run goes on and succeeds; the record has the peer's own last word."""
    assert run.main(["--full"]) == 0
    assert _records(tmp_path)[-1]["failed"].startswith("RecursionError")
    assert "| theirs | – |" in _page(tmp_path)


def test_our_own_failure_is_a_failed_claim(desk: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And the record goes into no table."""
    record = {"spec": "long", "failed": "exit 1"}
    (claim, *others) = judge.judged(_subject(), [record])
    assert (claim.holds, claim.found, others) == (False, "exit 1", [])
    assert judge.tables(_subject(), [record]) == []


def test_what_could_not_be_run_is_tried_again(desk: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer without an environment has a record, which does not keep it from being run later."""
    monkeypatch.setattr(
        run, "measured", lambda *_: {"load_before": 0.1, "failed": "not run: …", "not_run": True}
    )
    run.main(["--full", "--case", "theirs"])
    tried: list[str] = []
    monkeypatch.setattr(
        run, "measured", lambda _, spec: tried.append(spec.name) or {"load_before": 0.1, "s": 1}
    )
    run.main(["--full", "--case", "theirs"])
    assert tried == ["theirs"]


def test_records_that_no_longer_fit_fail_the_run(desk: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A subject that asks for what an old record lacks says so, instead of ending the run."""
    subject = replace(_subject(), claims=lambda found: [Claim("fast", found[0]["ratio"] > 1, "")])
    (*_, claim) = judge.judged(subject, [{"spec": "long"}])
    assert not claim.holds
    assert "KeyError: 'ratio'" in claim.found


def test_the_same_records_give_the_same_bytes(desk: list[str], tmp_path: Path) -> None:
    """Page and plots, made anew by `--page`, which measures nothing; a plot that is no more is removed."""
    run.main(["--full"])
    before = _pages(tmp_path)
    assert {path.suffix for path in before} == {".md", ".svg"}
    pictures = re.findall(r"!\[.*\]\((.*)\)", _page(tmp_path))
    assert [(tmp_path / "pages" / picture).exists() for picture in pictures] == [True]
    for path in before:
        path.unlink()
    stray = next(path for path in before if path.suffix == ".svg").with_name("stray.svg")
    stray.write_text("no longer made")
    measured = list(desk)
    assert run.main(["--page"]) == 0
    assert _pages(tmp_path) == before
    assert desk == measured


def _pages(tmp_path: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (tmp_path / "pages").rglob("*") if path.is_file()}


def test_the_page_says_on_what_and_when(desk: list[str], tmp_path: Path) -> None:
    """Day, machine, versions, and how many claims hold; figures as a table that Markdown does not misread."""
    run.main(["--full"])
    page = _page(tmp_path)
    (record, *_) = _records(tmp_path)
    assert f"Measured on {record['date'][:10]}" in page
    assert f"{record['machine']['cores']} cores" in page
    assert f"ortools {record['machine']['packages']['ortools']}" in page
    assert "2 of 2 claims hold." in page
    assert (
        page.index("## Bars")
        < page.index("| holds | as fast as can be | 12 times |")
        < page.index("## Subject")
    )
    assert "subject-growth.svg" in page
    assert as_markdown(Table(["a"], [["x | <y>"]])).endswith(r"| x \| &lt;y> |")


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    """A column with a figure is set to the right, names and messages are not; on the terminal as in a document."""
    table = Table(["n", "s", "why"], [["10", "failed", "too deep"], ["9", "≥ 2.0", "–"]])
    assert as_markdown(table).splitlines()[1] == "| --- | ---: | --- |"
    assert as_text(table).splitlines()[2:] == ["10  failed  too deep", "9    ≥ 2.0  –"]


def test_specs_that_are_no_more_leave_the_file(desk: list[str], tmp_path: Path) -> None:
    """A record of a spec that the subject no longer has is dropped with the next one."""
    run.main(["--full"])
    (path,) = (tmp_path / "results").iterdir()
    shorter = replace(_subject(), specs=_subject().specs[:2])
    records.put(path, _records(tmp_path)[0], (shorter,))
    assert [r["spec"] for r in records.read(path)] == ["short", "long"]


def test_exponent_is_the_slope_of_the_logarithms() -> None:
    """Exact on powers; nothing from one point."""
    assert exponent([(10, 10**1.5), (100, 1e3), (1000, 10**4.5)]) == 1.5
    assert exponent([(10, 3.0)]) is None
