"""Cancelled posts and re-application, the shortlist, the log, and what must not matter."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.applicants import Row, applying, held, kinds, policy, trace_of
from oracle.plain_shortlist import shortlisted
from rengang.errors import InvalidInput
from rengang.model import Fate, Instance
from rengang.procedures.contest.intake.candidates import candidates


def people(n: int) -> list[Row]:
    """n people called 01, 02, …"""
    return [{"cadre_id": f"{k:02d}"} for k in range(1, n + 1)]


def apply(text: str) -> list[Row]:
    """Applications written "01p 02q 03r2": cadre, post, round."""
    return [{"cadre_id": w[:2], "post_id": w[2], "round": int(w[3:] or 1)} for w in text.split()]


TWO = {"min_qualified": 2}
PQR: list[Row] = [{"post_id": p} for p in "pqr"]


def test_tx_20_fewer_than_two_cancel_a_post() -> None:
    """TX-20: one applicant is too few, two are enough, none is too few."""
    fate, events = held(applying(people(3), apply("01p 02q 03q"), PQR), policy(TWO))
    assert fate == {"01@p": "cancelled", "02@q": "candidate", "03@q": "candidate"}
    assert [e.post for e in events if e.kind == "post-cancelled"] == [0, 2]


def test_tx_20_only_the_qualified_are_counted() -> None:
    """Two applied, one misses a condition: cancelled; who was unqualified stays so and may re-apply too."""
    conditions = {"党员": {"all": [{"test": "one_of", "column": "politics", "values": ["中共党员"]}]}}
    rules = policy({**TWO, "qualification": ["党员"], "conditions": conditions})
    members = [{"cadre_id": f"{k:02d}", "politics": "中共党员" if k > 1 else "群众"} for k in range(1, 5)]
    fate, events = held(applying(members, apply("01p 02p 03q 04q"), PQR[:2]), rules)
    assert fate["01@p"] == "unqualified"
    assert fate["02@p"] == "cancelled"
    assert [e.cadre for e in events if e.kind == "may-reapply"] == [0, 1]


@pytest.mark.parametrize(("least", "fate"), [(0, "candidate"), (1, "candidate"), (2, "cancelled")])
def test_min_qualified_one_cancels_empty_posts_only(least: int, fate: str) -> None:
    """With 0 and 1 a lone applicant stands; 1 cancels the post that nobody wants, 0 none."""
    found, events = held(applying(people(1), apply("01p"), PQR[:2]), policy({"min_qualified": least}))
    assert found == {"01@p": fate}
    assert kinds(events).count("post-cancelled") == least


def test_tx_20_a_24_applicants_of_a_cancelled_post_may_apply_once_more() -> None:
    """01's post p is cancelled: the round-2 application to q counts; 02, whose post stands, is late."""
    case = applying(people(4), apply("01p 02q 03q 01q2 02r2 04r 03r"), PQR)
    fate, _ = held(case, policy({**TWO, "apply": {"max": 2}}))
    assert fate["01@p"] == "cancelled"
    assert fate["01@q"] == "candidate"
    assert fate["02@r"] == "late"


def test_a_24_the_log_of_the_cascade_is_in_order() -> None:
    """Round 1 cancels p, then says who may re-apply in round 2; nothing is cancelled twice."""
    case = applying(people(4), apply("01p 02q 03q 04r 01q2 04p2"), PQR)
    fate, events = held(case, policy(TWO))
    log = [(e.kind, e.round, e.post, e.cadre) for e in events if e.kind != "condition-missing"]
    assert log == [
        ("post-cancelled", 1, 0, -1),
        ("post-cancelled", 1, 2, -1),
        ("may-reapply", 2, 0, 0),
        ("may-reapply", 2, 2, 3),
    ]
    assert fate["04@p"] == "cancelled"  # re-applied to a post that is cancelled itself
    assert fate["01@q"] == "candidate"
    assert events[1].rule == "TX-20, A-23"


def test_a_24_rounds_beyond_those_open_are_late() -> None:
    """One round of re-application: round 3 is late; with none, round 2 is."""
    case = applying(people(3), apply("01p 02q 03q 01q3"), PQR[:2])
    assert held(case, policy(TWO))[0]["01@q"] == "late"
    case = applying(people(3), apply("01p 02q 03q 01q2"), PQR[:2])
    fate, events = held(case, policy({**TWO, "apply": {"reapply_rounds": 0}}))
    assert fate["01@q"] == "late"
    assert "may-reapply" not in kinds(events)


def again(*wishes: tuple[str, int]) -> list[Row]:
    """Round-2 applications of 01 as (post, order)."""
    return [{"cadre_id": "01", "post_id": p, "round": 2, "order": n} for p, n in wishes]


def test_a_24_re_applications_fill_up_to_the_limit() -> None:
    """TX-14: of two allowed one stands at q, so one more of the first order is taken, the other is late."""
    rows = [*apply("01p 01q 02q 02r 03r 03s 04s"), *again(("r", 2), ("s", 1))]
    fate, _ = held(applying(people(4), rows), policy({**TWO, "apply": {"max": 2}}))
    assert fate == fate | {"01@p": "cancelled", "01@q": "candidate", "01@s": "candidate", "01@r": "late"}


def test_a_24_an_application_to_a_cancelled_post_uses_up_nothing() -> None:
    """s is cancelled like p; applying for it again does not take the place of r."""
    rows = [*apply("01p 02q 03q 02r 03r 04s"), *again(("r", 2), ("s", 1))]
    fate, _ = held(applying(people(4), rows), policy({**TWO, "apply": {"max": 2}}))
    assert fate == fate | {"01@s": "cancelled", "01@r": "candidate"}


def test_a_24_who_applies_again_where_one_stands_changes_nothing() -> None:
    """01 stands at q and files for q once more: no second entry, no place used up, the first round counts."""
    rows = [*apply("01p 01q 02q 02r 03r"), *again(("q", 1), ("r", 2))]
    entries, _ = candidates(applying(people(3), rows), policy({**TWO, "apply": {"max": 2}}), 0)
    assert list(entries.fate[:3]) == ["cancelled", "candidate", "candidate"]
    assert entries.round.tolist()[:3] == [1, 1, 2]


def test_a_24_a_recommended_entry_becomes_declared_by_re_application() -> None:
    """JL-51: 01 is recommended to q while p is cancelled, then applies for q: screened once, declared since."""
    votes = [{"cadre_id": "01", "post_id": "q", "group": "g", "votes": 1, "present": 2}]
    case = applying(people(3), [*apply("01p 02q 03q"), *again(("q", 1))], recommendations=votes)
    entries, _ = candidates(case, policy(TWO), 0)
    assert entries.fate[1] == "candidate"
    assert (entries.round[1], entries.order[1], entries.declared[1]) == (2, 1, True)


def test_a_24_an_application_that_failed_still_counts_towards_the_limit() -> None:
    """TX-14: with two allowed, one cancelled and one unqualified elsewhere leave one more."""
    only = {"专业": {"all": [{"test": "speciality"}]}}
    rules = policy({**TWO, "apply": {"max": 2}, "qualification": ["专业"], "conditions": only})
    posts: list[Row] = [{"post_id": p, "reserved_for": "法律" if p == "q" else None} for p in "pqrs"]
    crowd = [{"cadre_id": f"{k:02d}", "speciality": "法律" if k > 1 else "农学"} for k in range(1, 6)]
    rows = [*apply("01p 01q 02q 03q 02r 03r 04s 05s 01r2 01s2")]
    fate, _ = held(applying(crowd, rows, posts), rules)
    assert fate == fate | {"01@p": "cancelled", "01@q": "unqualified", "01@r": "candidate", "01@s": "late"}


def ranked(n: int, **more: int) -> list[Row]:
    """n applicants for p, ranked 1 to n in the order of their names reversed."""
    ranks = {f"{k:02d}": n + 1 - k for k in range(1, n + 1)} | more
    return [{"cadre_id": c, "post_id": "p", "prelim_rank": r or None} for c, r in ranks.items()]


def test_tx_22_ten_are_all_shortlisted() -> None:
    """TX-22: 「10人及以下的,全部列为竞岗对象」, with or without ranks."""
    rows = [{**r, "prelim_rank": None} for r in ranked(10)]
    assert set(held(applying(people(10), rows), policy())[0].values()) == {"candidate"}


def test_tx_22_of_eleven_the_best_ten_are_shortlisted() -> None:
    """TX-21, TX-22: eleven are cut to ten by the unit's ranks; 01 has the worst."""
    fate, _ = held(applying(people(11), ranked(11)), policy())
    assert [key for key, f in fate.items() if f == "not_shortlisted"] == ["01@p"]


DEGREE = {"学历": {"all": [{"test": "education", "at_least": "大专"}]}}


def preselected(people: dict[str, tuple[int, bool]], base: str, cap: int) -> dict[str, str]:
    """Fates of people with a rank in the pre-selection, qualified or not, by procedure and judge alike."""
    crowd = [{"cadre_id": c, "education": "本科" if fits else "高中"} for c, (_, fits) in people.items()]
    rows = [{"cadre_id": c, "post_id": "p", "prelim_rank": rank} for c, (rank, _) in people.items()]
    asked = {"shortlist_cap": cap, "shortlist_base": base, "qualification": ["学历"], "conditions": DEGREE}
    case, rules = applying(crowd, rows), policy(asked)
    fate = held(case, rules)[0]
    judged = trace_of(case, rules).entries
    assert list(fate.values()) == [judged[pair].fate.value for pair in sorted(judged)]
    return fate


def test_a_23_the_two_bases_differ_first_with_two_people_and_one_place() -> None:
    """The first of the pre-selection is unqualified: the place goes to the second, or to nobody."""
    people = {"u": (1, False), "q": (2, True)}
    assert preselected(people, "qualified", 1) == {"q@p": "candidate", "u@p": "unqualified"}
    assert preselected(people, "registered", 1) == {"q@p": "not_shortlisted", "u@p": "unqualified"}


def test_a_23_who_is_unqualified_behind_the_cap_takes_no_place() -> None:
    """The other way round both bases agree, and the one who fails the screening is told so."""
    for base in ("qualified", "registered"):
        fate = preselected({"u": (2, False), "q": (1, True)}, base, 1)
        assert fate == {"q@p": "candidate", "u@p": "unqualified"}


def test_a_23_against_the_definition() -> None:
    """Random posts of up to six people: under either base those whom nobody outside outranks."""
    chance, differ = random.Random(23), 0
    for _ in range(60):
        size, cap = chance.randint(1, 6), chance.randint(1, 4)
        ranks = chance.sample(range(1, 20), size)
        people = {f"c{k}": (rank, chance.random() < 0.6) for k, rank in enumerate(ranks)}
        found = []
        for base in ("qualified", "registered"):
            fate = preselected(people, base, cap)
            found.append({key[:2] for key, f in fate.items() if f == "candidate"})
            assert found[-1] == shortlisted(people, cap, base)
        differ += found[0] != found[1]
    assert differ > 10


def test_a_23_the_pre_selection_of_the_registered_needs_every_rank() -> None:
    """One without a rank who turns out unqualified: no matter among the qualified, open among the registered."""
    people = [{"cadre_id": c, "education": "高中" if c == "u" else "本科"} for c in ("q", "r", "u")]
    rows = [{"cadre_id": c, "post_id": "p", "prelim_rank": r} for c, r in (("q", 1), ("r", 2), ("u", None))]
    asked = {"shortlist_cap": 2, "qualification": ["学历"], "conditions": DEGREE}
    case = applying(people, rows)
    assert held(case, policy(asked))[0] == {"q@p": "candidate", "r@p": "candidate", "u@p": "unqualified"}
    with pytest.raises(InvalidInput) as caught:
        candidates(case, policy({**asked, "shortlist_base": "registered"}), 0)
    assert [(p.code, p.value) for p in caught.value.problems] == [("prelim-missing", "u, p")]


def test_a_23_a_post_with_nobody_in_the_running_is_not_cut() -> None:
    """Two unqualified without ranks at a post with one place: there is nothing to decide."""
    people = [{"cadre_id": c, "education": "高中"} for c in "ab"]
    asked = {
        "shortlist_cap": 1, "shortlist_base": "registered", "qualification": ["学历"], "conditions": DEGREE,
    }  # fmt: skip
    case, rules = applying(people, [("a", "p"), ("b", "p")]), policy(asked)
    assert set(held(case, rules)[0].values()) == {"unqualified"}
    assert {entry.fate for entry in trace_of(case, rules).entries.values()} == {Fate.UNQUALIFIED}


def test_tx_22_a_missing_rank_is_an_error_that_names_the_person() -> None:
    """Eleven qualified, one without a rank: the cut cannot be made."""
    with pytest.raises(InvalidInput) as caught:
        candidates(applying(people(11), ranked(11, **{"04": 0})), policy(), 0)
    (problem,) = caught.value.problems
    assert (problem.code, problem.table, problem.value) == ("prelim-missing", "竞岗报名", "04, p")


def test_tx_22_a_tie_at_the_cut_is_an_error_that_names_both() -> None:
    """01 and 02 share the tenth rank: nobody may decide for the unit; a tie above the cut is no matter."""
    with pytest.raises(InvalidInput) as caught:
        candidates(applying(people(11), ranked(11, **{"01": 10})), policy(), 0)
    (problem,) = caught.value.problems
    assert (problem.code, problem.value) == ("tie-open", "p: 01, 02")
    fate, _ = held(applying(people(11), ranked(11, **{"11": 2})), policy())
    assert fate["01@p"] == "not_shortlisted"


def test_tx_22_a_lot_decides_a_tie_where_the_policy_has_one() -> None:
    """A-04: the lot is sha256(seed|post|cadre), the greater one goes; it is logged, and the seed matters."""
    case = applying(people(11), ranked(11, **{"01": 10}))
    gone = set()
    for seed in range(8):
        fate, events = held(case, policy({"post_order": ["votes", "score", "lot"]}), seed)
        lots = {c: sha256(f"{seed}|p|{c}".encode()).hexdigest() for c in ("01", "02")}
        (out,) = [key[:2] for key, f in fate.items() if f == "not_shortlisted"]
        assert lots[out] == max(lots.values())
        (event,) = [e for e in events if e.kind == "lot-drawn"]
        assert event.post == 0
        gone.add(out)
    assert gone == {"01", "02"}


def test_tx_22_a_lot_that_decides_nothing_is_not_drawn() -> None:
    """Distinct ranks need no lot."""
    events = held(applying(people(11), ranked(11)), policy({"post_order": ["score", "lot"]}))[1]
    assert "lot-drawn" not in kinds(events)


def test_no_cap_shortlists_everybody() -> None:
    """shortlist_cap = "none" takes the pack's ten back."""
    rows = [{**r, "prelim_rank": None} for r in ranked(30)]
    fate, _ = held(applying(people(30), rows), policy({"shortlist_cap": "none"}))
    assert set(fate.values()) == {"candidate"}


applications = st.lists(
    st.tuples(
        st.integers(1, 6), st.sampled_from("pqrs"), st.integers(1, 3), st.sampled_from([None, True, False])
    ),
    max_size=14,
    unique_by=lambda a: a[:3],
)


def world(rows: list[Row]) -> Instance:
    """Six people, four posts, one of them reserved."""
    posts: list[Row] = [{"post_id": p, "reserved_for": "法律" if p == "q" else None} for p in "pqrs"]
    crowd = [{"cadre_id": f"{k:02d}", "speciality": "法律" if k % 2 else "农学"} for k in range(1, 7)]
    return applying(crowd, rows, posts)


RULES = policy(
    {
        "min_qualified": 2,
        "apply": {"max": 2, "reapply_rounds": 2},
        "qualification": ["专业"],
        "conditions": {"专业": {"all": [{"test": "speciality"}]}},
    }
)


@settings(max_examples=60, deadline=None)
@given(filed=applications, seed=st.integers(0, 5))
def test_the_order_of_the_rows_changes_nothing(
    filed: list[tuple[int, str, int, bool | None]], seed: int
) -> None:
    """Entries, fates, texts and the log are the same however the rows are shuffled."""
    rows = [{"cadre_id": f"{i:02d}", "post_id": p, "round": r, "consent": c} for i, p, r, c in filed]
    shuffled = random.Random(seed).sample(rows, len(rows))
    (one, log), (two, other) = (candidates(world(list(r)), RULES, 0) for r in (rows, shuffled))
    assert log == other
    assert (one.fate, one.unmet) == (two.fate, two.unmet)
    for name in ("cadre", "post", "round", "order", "declared"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


@settings(max_examples=100, deadline=None)
@given(filed=applications)
def test_nobody_is_lost_and_no_limit_is_passed(filed: list[tuple[int, str, int, bool | None]]) -> None:
    """One entry for each pair applied for; at most `max` in the running each; posts that stand have enough."""
    rows = [{"cadre_id": f"{i:02d}", "post_id": p, "round": r, "consent": c} for i, p, r, c in filed]
    case = world(rows)
    found, events = candidates(case, RULES, 0)
    assert len(found) == len({(i, p) for i, p, *_ in filed})
    running = [
        (i, p) for i, p, f in zip(found.cadre, found.post, found.fate, strict=True) if f == "candidate"
    ]
    for person in {i for i, _ in running}:
        assert sum(i == person for i, _ in running) <= 2
    cancelled = {e.post for e in events if e.kind == "post-cancelled"}
    for post in range(4):
        there = sum(p == post for _, p in running)
        assert there == 0 if post in cancelled else there >= 2
