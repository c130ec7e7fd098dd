"""Peers: adapters solve what they are given, and whatever happens to a peer ends up in its record.

No environment is made: the adapters of libraries that we depend on ourselves run with our own interpreter.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from benchmarks.peers import compiler, environments
from benchmarks.peers.problems import write_assignment, write_market
from benchmarks.suite import hashes
from benchmarks.suite.process import run as run_command
from benchmarks.suite.process import why
from benchmarks.suite.program import run as run_program

from engines.random_markets import random_market
from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import Market

# the package's name `run` is the function
at_work = importlib.import_module("benchmarks.peers.run")


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers run in our own environment."""
    monkeypatch.setattr(at_work, "ready", lambda name: Path(sys.executable))


def _strict(residents: int, hospitals: int, quota: int) -> Market:
    """Everybody lists three hospitals, without ties."""
    rng = np.random.default_rng(3)
    hospital = np.concatenate([rng.permutation(hospitals)[:3] for _ in range(residents)]).astype(np.int32)
    resident = np.repeat(np.arange(residents, dtype=np.int32), 3)
    rank = np.zeros(len(hospital), dtype=np.int32)
    for u in range(hospitals):
        rank[hospital == u] = 1 + rng.permutation(int((hospital == u).sum()))
    wish = np.tile(np.arange(1, 4, dtype=np.int32), residents)
    return Market.from_pairs(residents, np.full(hospitals, quota), resident, hospital, wish, rank)


@pytest.mark.usefixtures("ours")
def test_a_peer_finds_the_resident_optimal_matching(tmp_path: Path) -> None:
    """The same matching as ours, by hash, with what it took and which version it was."""
    market = _strict(60, 12, 4)
    path = write_market(tmp_path / "market.npz", market)
    record = at_work.run("matching", path, "deferred_acceptance", 30.0)
    assert record["assignment_hash"] == hashes.of_arrays(resident_proposing(market).assignment)
    assert {"peer", "version", "python", "build_s", "solve_s", "cpu_s"} <= set(record)
    assert 10 < record["peak_mb"] < 500


@pytest.mark.usefixtures("ours")
def test_exact_routines_agree_on_the_optimum(tmp_path: Path) -> None:
    """Quotas above one, more people than seats: most placed, then least cost; the others at least most placed."""
    market, rng = _strict(40, 12, 2), np.random.default_rng(5)
    cost = rng.integers(0, 9, market.pairs)
    path = write_assignment(tmp_path / "problem.npz", market.quota, market.ptr, market.hospital, cost)
    exact = {
        "scipy": ["linear_sum_assignment", "min_weight_full_bipartite_matching"],
        "ortools": ["SimpleLinearSumAssignment", "SimpleMinCostFlow"],
        "networkx": ["network_simplex"],
    }
    found = {t: at_work.run(peer, path, t, 30.0)["objective"] for peer, tasks in exact.items() for t in tasks}
    assert len({str(objective) for objective in found.values()}) == 1, found
    most = dict(found["SimpleMinCostFlow"])["placed"]
    assert 0 < most < 40
    for peer, task in (("scipy", "maximum_bipartite_matching"), ("networkx", "hopcroft_karp_matching")):
        assert dict(at_work.run(peer, path, task, 30.0)["objective"])["placed"] == most


@pytest.mark.usefixtures("ours")
def test_what_a_peer_says_last_is_reported(tmp_path: Path) -> None:
    """A crash by its message, too little memory too, and time that has run out."""
    path = write_market(tmp_path / "market.npz", _strict(2_000, 1_000, 2))
    assert "RecursionError" in at_work.run("matching", path, "deferred_acceptance", 30.0)["failed"]
    failed = at_work.run("matching", path, "deferred_acceptance", 0.05)
    assert failed == {"peer": "matching", "task": "deferred_acceptance", "failed": "no result within 0.05 s"}
    people, seats = 12_000, np.ones(12_000, dtype=np.int64)
    ptr, own = np.arange(people + 1), np.arange(people, dtype=np.int32)
    path = write_assignment(tmp_path / "large.npz", seats, ptr, own, own)
    dense = at_work.run("scipy", path, "linear_sum_assignment", 30.0, memory_mb=1_000)
    assert "Unable to allocate" in dense["failed"]


def test_without_an_environment_a_peer_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no Python is new enough the record says which one it needs."""
    (tmp_path / "future").mkdir()
    (tmp_path / "future/requirements.txt").write_text("# python >= 9.9\nfuture==1\n")
    monkeypatch.setattr(environments, "PEERS", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(environments, "_candidates", lambda: iter([sys.executable]))
    record = at_work.run("future", tmp_path / "no.npz", "any", 1.0)
    assert (record["failed"], record["not_run"]) == ("not run: needs Python >= 9.9", True)


def test_every_peer_is_pinned_and_has_an_adapter() -> None:
    """Itself first, every version exact; other pins make another environment."""
    for name in environments.names():
        first, *_ = pins = environments.requirements(name)
        assert first.split("==")[0].lower() == name
        assert all("==" in pin for pin in pins)
        assert name == "ziglang" or (environments.PEERS / name / "solve.py").exists()


def test_without_a_compiler_there_is_ziglang(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first compiler on the path, else the packaged one."""
    monkeypatch.setattr(compiler, "ready", lambda name: Path("/cache") / name)
    monkeypatch.setattr(compiler.shutil, "which", lambda name: f"/bin/{name}" if name == "gcc" else None)
    assert compiler.c_compiler() == ["/bin/gcc"]
    monkeypatch.setattr(compiler.shutil, "which", lambda name: None)
    assert compiler.c_compiler() == ["/cache/ziglang", "-m", "ziglang", "cc"]


@pytest.mark.parametrize("apart", [False, True])
def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path, apart: bool) -> None:
    """The whole process group is gone, and so is a peer, which the command has started in a group of its own."""
    note = tmp_path / "child"
    leaf = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    command = [sys.executable, "-c", leaf]
    start = f"process.run({command!r}, 60.0)" if apart else f"subprocess.call({command!r})"
    script = f"import subprocess; from benchmarks.suite import process; process.end_on_request(); {start}"
    assert run_command([sys.executable, "-c", script], 3.0) == {"failed": "no result within 3 s"}
    leaf_id = int(note.read_text())
    for _ in range(100):
        if not _alive(leaf_id):
            break
        time.sleep(0.02)
    assert not _alive(leaf_id)


def _alive(process: int) -> bool:
    """Is there such a process, other than as a name that nobody has asked after yet."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def test_the_last_line_of_an_error_is_its_reason() -> None:
    """Or the signal that ended it, or the bare exit code."""
    assert why(1, "Traceback\n  File …\nValueError: no\n\n") == "ValueError: no"
    assert why(-11, "") == "ended by SIGSEGV"
    assert why(3, " \n") == "exit 3"


def test_a_program_is_measured_without_the_one_that_starts_it() -> None:
    """Its memory is its own, however large this process is; its failure is an error."""
    ballast = np.ones(30_000_000)
    ran = run_program([sys.executable, "-c", "print('done')"])
    assert ran.printed == "done\n"
    assert 3 < ran.peak_mb < ballast.nbytes / 2**20 / 2
    assert ran.cpu_s > 0
    assert ran.seconds > 0
    with pytest.raises(RuntimeError, match="its own words"):
        run_program([sys.executable, "-c", "raise SystemExit('its own words')"])


def test_hashes_tell_instances_apart(tmp_path: Path) -> None:
    """Another element, another type, another split, another file name: another hash; the same: the same."""
    rng = np.random.default_rng(1)
    market = random_market(rng)
    assert hashes.of_market(market) == hashes.of_market(market)
    one, two = np.arange(4), np.arange(2)
    told = [hashes.of_arrays(one), hashes.of_arrays(one[::-1]), hashes.of_arrays(one.astype(np.int32))]
    told += [hashes.of_arrays(two, two + 2), hashes.of_arrays(one.reshape(2, 2))]
    assert len(set(told)) == len(told)
    rows = one.reshape(2, 2)
    assert hashes.of_rows(rows) == hashes.of_rows(rows[::-1]) != hashes.of_rows(rows[:, ::-1])
    assert hashes.of_rows(rows) != hashes.of_rows(rows[:1])
    for name in ("a", "b"):
        (tmp_path / name).write_text("same")
    assert hashes.of_files(tmp_path / "a") != hashes.of_files(tmp_path / "b")
    assert hashes.of_files(tmp_path) == hashes.of_files(tmp_path)
