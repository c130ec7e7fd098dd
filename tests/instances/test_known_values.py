"""The stored instances have the values that are known of them."""

import pytest

import rengang
from instances.known_cases import DOCUMENT, KNOWN, ROOT, STABLE, name, read
from oracle import brute_force
from oracle.facts import read_facts

SMALL = [
    case for case in KNOWN if case["proof"] != "solver" and case["instance"] != "textbook/marriage-eight"
]


@pytest.mark.parametrize("case", KNOWN, ids=name)
def test_a_solve_proves_what_is_known(case):
    """Status and the objectives of every procedure are as recorded, and proven."""
    instance, policy = read(case)
    result = rengang.solve(instance, policy, time_limit_s=120)
    assert result.status == case["status"]
    if case["status"] == "infeasible":
        assert result.allocation is None
        return
    parts = {"contest": result.contest, "sections": result.sections, "objective": result}
    for key, part in parts.items():
        found = [] if part is None else part.objective
        assert [[o.name, o.value] for o in found] == case.get(key, []), key
        assert all(o.proven for o in found)
    assert [o.value for o in result.directed] == case.get("directed", [])
    assert all(o.proven for o in result.directed)


@pytest.mark.parametrize("case", SMALL, ids=name)
def test_trying_everything_agrees_with_what_is_known(case):
    """The oracle, which knows no algorithm, finds the recorded values of every small case."""
    instance, policy = read(case)
    answer = brute_force.solve(instance, policy)
    assert answer.feasible == (case["status"] != "infeasible")
    if not answer.feasible:
        return
    assert [list(pair) for pair in answer.objective] == case["objective"]
    if "directed" in case:
        found = {brute_force.directed_best(instance, policy, a) for a in answer.assignments}
        assert found == {tuple(case["directed"])}


@pytest.mark.parametrize("case", [s for s in STABLE if "eight" not in s["instance"]], ids=name)
def test_the_stable_matchings_are_as_many_and_as_large_as_known(case):
    """Counted from the definition of a blocking pair over every assignment."""
    facts = read_facts(*read(case))
    stable = [a for a in brute_force.two_way_assignments(facts) if not brute_force.blocking_pairs(facts, a)]
    sizes = sorted((sum(u is not None for u in a.values()) for a in stable), reverse=True)
    assert sizes == case["sizes"]


@pytest.mark.parametrize("case", [c for c in KNOWN if "conflict" in c], ids=name)
def test_an_infeasible_demand_is_answered_with_its_smallest_conflict(case):
    """The conflict is the known set, no more and no less, and says in both languages which unit is short."""
    instance, policy = read(case)
    result = rengang.solve(instance, policy)
    assert sorted(requirement.key for requirement in result.conflict) == case["conflict"]
    unit = next(key for key in case["conflict"] if key.startswith("balance.lower:")).rpartition(":")[2]
    for lang in ("zh", "en"):
        assert any(unit in requirement.text.of(lang) for requirement in result.conflict)


def test_every_stored_instance_is_known_and_described():
    """Each folder with tables has an entry in known.toml, a README and a line in the index."""
    index = (ROOT / "README.md").read_text("utf-8")
    known = {case["instance"] for case in DOCUMENT["known"]}
    folders = {
        str(path.parent.relative_to(ROOT)) for path in ROOT.rglob("policy.toml") if "broken" not in path.parts
    }
    assert known == folders
    for folder in sorted(folders):
        text = (ROOT / folder / "README.md").read_text("utf-8")
        assert "icence" in text
        assert f"({folder}/README.md)" in index
