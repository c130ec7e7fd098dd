"""The subjects: each measures a tiny spec, and its claims fail where they should."""

from __future__ import annotations

import json

import pytest
from benchmarks.measure import measured
from benchmarks.registry import SUBJECTS
from benchmarks.subjects import contest, growth, lattice, scale, textbook, workbook
from benchmarks.subjects.workbook import steps_told
from benchmarks.suite import judge
from benchmarks.suite.figures import exponent
from benchmarks.suite.spec import Record, Spec, Subject
from benchmarks.suite.tables import told

TINY = {
    "workbook": {"pool": 30},
    "contest": {"posts": 12, "carrier": "xlsx"},
    "scale": {"pool": 60, "shape": {"kinship": 0.3}},
    "textbook": {"pool": 120, "repeats": 1, "highs": True},
    "growth": {"pool": 60, "cadres_each": 12},
    "assignment": {"kind": "anywhere", "people": 60},
}


@pytest.mark.parametrize("subject", SUBJECTS, ids=[subject.name for subject in SUBJECTS])
def test_specs_are_told_apart(subject: Subject) -> None:
    """Every spec has a name of its own, parameters that JSON can carry, and the short run has some."""
    names = [spec.name for spec in subject.specs]
    assert len(set(names)) == len(names)
    assert all(json.loads(json.dumps(dict(spec.parameters))) == spec.parameters for spec in subject.specs)
    assert not all(spec.full for spec in subject.specs)


@pytest.mark.parametrize(
    "subject", [s for s in SUBJECTS if s.name in TINY], ids=[s.name for s in SUBJECTS if s.name in TINY]
)
def test_a_tiny_spec_is_measured_judged_and_shown(subject: Subject) -> None:
    """From parameters through a process of its own to a record, to claims about what is proven, to tables."""
    parameters = TINY[subject.name]
    spec = Spec("tiny", "anywhere, 60", "rengang", parameters)
    record = {"spec": "tiny", "instance": spec.instance, "method": spec.method, "parameters": parameters}
    record |= measured(subject.name, spec)
    assert "failed" not in record
    assert record["peak_mb"] > 50
    proven = [claim for claim in judge.judged(subject, [record]) if "prove" in claim.text]
    assert proven
    assert all(claim.holds for claim in proven)
    for table in judge.tables(subject, [record]):
        assert {len(row) for row in table.rows} == {len(table.headings)}


def test_growth_measures_every_step() -> None:
    """Generating, carrying, checking, both stages, verification, writing: each with seconds and memory."""
    steps = measured("growth", Spec("tiny", parameters=TINY["growth"]))["steps"]
    assert list(steps) == [
        "generate", "write Parquet", "read Parquet, checks included", "check", "prepare", "two-way", "directed",
        "verify", "write result folder",
    ]  # fmt: skip
    assert all(spent >= 0 and cpu >= 0 and 50 < peak < 4_000 for spent, cpu, peak in steps.values())


def test_what_cannot_be_measured_fails() -> None:
    """A case that ends with an error is a record that says so, and a claim that fails."""
    record = {"spec": "impossible", **measured("scale", Spec("impossible", parameters={"pool": -1}))}
    (claim,) = judge.judged(scale.SUBJECT, [record])
    assert not claim.holds
    assert "Error" in claim.found
    assert judge.tables(scale.SUBJECT, [record]) == []


def _scale_record(**changes: object) -> Record:
    record = {
        "spec": "c", "pool": 10, "cadres": 100, "units": 5, "status": "optimal", "total_s": 1.0, "cpu_s": 1.0,
        "objective": [["blocking_pairs", 0], ["placed", 8]],
        "bound": [["blocking_pairs", 0], ["placed", 8]], "steps": {"two_way": 1.0}, "peak_mb": 300,
    }  # fmt: skip
    return {**record, **changes}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"bound": [["blocking_pairs", 0], ["placed", 9]]}, "placed"),
        ({"status": "feasible"}, "feasible"),
        ({"total_s": 301.0}, "301"),
        ({"peak_mb": 8_001}, "8,001"),
    ],
)
def test_scale_refuses_what_is_not_proven_slow_or_large(changes: dict[str, object], found: str) -> None:
    """Each broken claim fails, and the line says by how much."""
    assert all(claim.holds for claim in scale.claims([_scale_record()]))
    failed = [claim for claim in scale.claims([_scale_record(**changes)]) if not claim.holds]
    assert [found in told(claim) for claim in failed] == [True]


def test_textbook_gates_on_ratio_and_agreement() -> None:
    """49 times as fast is too slow where it is gated; another vector is a failure in every shape."""
    record = {
        "spec": "c", "parameters": {"gated": True}, "exact_status": "optimal", "textbook_status": "optimal",
        "same": True, "ratio": 51.0,
    }  # fmt: skip
    assert all(claim.holds for claim in textbook.claims([record]))
    (slow,) = [claim for claim in textbook.claims([{**record, "ratio": 49.0}]) if not claim.holds]
    assert "49 times" in slow.found
    for wrong in ("same", "highs_same"):
        other = {**record, "parameters": {}, wrong: False}
        assert [claim.holds for claim in textbook.claims([other])] == [False]


def _lattice_record(method: str, cpu_s: float, **changes: object) -> Record:
    """Every stable matching of a market of 100 on each side."""
    record = {
        "spec": method, "instance": "100 × 100", "method": method, "parameters": {"residents": 100}, "cpu_s": cpu_s,
        "stable": True, "objective": [["matchings", 129]], "matchings_hash": "these",
    }  # fmt: skip
    return {**record, **changes}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"objective": [["matchings", 128]]}, "gale-shapley-algorithm differ"),
        ({"matchings_hash": "others"}, "gale-shapley-algorithm differ"),
        ({"cpu_s": 0.04}, "40 times as fast as gale-shapley-algorithm"),
    ],
)
def test_lattice_wants_the_same_matchings_as_a_peer_and_sooner(changes: Record, found: str) -> None:
    """Another number, other matchings or too small a ratio fail; a peer that does not finish fails nothing."""
    ours = _lattice_record("rengang/all_stable", 0.001)
    peer = _lattice_record("gale-shapley-algorithm/all_stable", 0.1)
    late = {**_lattice_record("algmatch/all_stable", 0.0), "failed": "no result within 30 s"}
    sound = [ours, peer, late]
    assert [claim.holds for claim in lattice.claims(sound)] == [True, True]
    (failed,) = [c for c in lattice.claims([ours, {**peer, **changes}, late]) if not c.holds]
    assert found in failed.found


def test_lattice_answers_what_peers_are_asked() -> None:
    """All stable matchings of a small market, and the least sum of ranks, both as its specs expect."""
    for task, expected in (("all_stable", ["matchings", 3]), ("egalitarian", ["rank_sum", 37])):
        (spec,) = [s for s in lattice.SUBJECT.specs if s.name == f"8 × 8, rengang/{task}"]
        record = measured("lattice", spec)
        assert record["objective"] == [expected]
        assert record["stable"]


def test_workbook_wants_reading_and_writing_to_dominate() -> None:
    """Half of the time or less is a failure."""
    record = {"pool": 5, "status": "optimal", "proven": True, "verified": True, "total_s": 10.0}
    good = {**record, "steps": {"reading": 3.0, "writing": 3.0}}
    bad = {**record, "steps": {"reading": 2.0, "writing": 2.0}}
    assert [claim.holds for claim in workbook.claims([good])] == [True, True]
    assert [claim.holds for claim in workbook.claims([bad])] == [True, False]


def _contest_record(
    posts: int, carrier: str = "csv", cpu_s: float | None = None, **changes: object
) -> Record:
    record = {
        "spec": f"{posts} {carrier}", "parameters": {"posts": posts, "carrier": carrier}, "posts": posts,
        "status": "optimal", "proven": True, "verified": True,
        "cpu": {"reading": 2.0, "contest": posts / 1_000 if cpu_s is None else cpu_s},
    }  # fmt: skip
    return {**record, **changes}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (_contest_record(2_000, proven=False), "every objective proven"),
        (_contest_record(2_000, verified=False), "every objective proven"),
        (_contest_record(2_000, "xlsx", 2.1), "reading takes at least as long"),
        (_contest_record(2_000, cpu_s=5.0), "exponent of scoring and solving"),
    ],
)
def test_contest_wants_proof_reading_on_top_and_linear_growth(record: Record, told: str) -> None:
    """Unproven, unverified, slower than its reading, or growing by more than 1.2: each fails, and only that."""
    others = [_contest_record(200), _contest_record(667)]
    sound = [*others, _contest_record(2_000), _contest_record(2_000, "xlsx")]
    assert all(claim.holds for claim in contest.claims(sound))
    assert contest.growth_of(sound) == 1.0
    (failed,) = [claim for claim in contest.claims([*others, record]) if not claim.holds]
    assert told in failed.text


def test_a_bureau_is_measured_with_its_section_selection() -> None:
    """The whole campaign of a bureau: contest and sections each with their step, everything proven."""
    found = measured("contest", Spec("tiny", parameters={"bureau": 40, "carrier": "csv"}))
    assert {"reading", "post contest", "section selection", "independent verification"} <= set(found["steps"])
    assert (found["status"], found["proven"], found["verified"]) == ("optimal", True, True)
    assert found["posts"] == 8


def test_steps_are_read_from_what_the_program_prints() -> None:
    """Names of several words included; the total is no step."""
    line = "time 12.39 s: reading 4.36 s, two-way selection 1.35 s, writing 5.60 s"
    assert steps_told(f"pool 5\n{line}\n") == {"reading": 4.36, "two-way selection": 1.35, "writing": 5.6}


def test_exponent_is_the_slope_of_the_logarithms() -> None:
    """Exact on powers; nothing from one point; short steps are left out."""
    assert exponent([(10, 10**1.5), (100, 1e3), (1000, 10**4.5)]) == 1.5
    assert exponent([(10, 3.0)]) is None
    records = [
        {"pool": pool, "steps": {"long": (0.0, pool / 100, 1.0), "short": (0.0, pool / 1e6, 1.0)}}
        for pool in (10, 100, 1_000)
    ]
    assert growth.exponents(records) == {"long": 1.0, "short": None}


def test_a_quadratic_step_fails() -> None:
    """The claim on growth names the step and its exponent; memory that grows by as much as the pool does not."""
    records = [
        {
            "spec": f"{pool}", "parameters": {"cadres_each": 12}, "pool": pool, "status": "optimal", "before_mb": 1.0,
            "peak_mb": 1.0 + pool, "steps": {"check": (0.0, pool**2 / 1e4, 1.0)},
        }
        for pool in (100, 1_000)
    ]  # fmt: skip
    failed = [told(claim) for claim in growth.claims(records) if not claim.holds]
    assert len(failed) == 1
    assert "check" in failed[0]
    assert failed[0].endswith("2.00")
