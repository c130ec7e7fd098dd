"""Every plan of hundreds of tiny bureaus tried one by one: the proposal attains the best in every objective."""

from __future__ import annotations

import numpy as np
import pytest

from rengang.engines.sections import staff
from rengang.model import Status
from rengang.model.section_plan import SectionPlan
from sections.bureaus import placed, select, stages, taken, values
from sections.plain_plans import Bureau, Plan
from sections.random_bureaus import ORDERS, random_bureau, random_policy

CASES = 80


def _split(plain: Bureau, plan: dict[str, str | None]) -> tuple[Plan, Plan]:
    """Who sits where after stage A, and after stage B."""
    admin = plain.of("admin", "waiver")
    after_a = {**plain.fixed, **{i: s for i, s in plan.items() if s is not None and i in admin}}
    return after_a, {**after_a, **{i: s for i, s in plan.items() if s is not None}}


def _minimised(plan: SectionPlan) -> tuple[int, ...]:
    """The stated values as numbers of which less is better."""
    most = ("section_waivers", "section_placed", "section_by_wish", "supplement_placed", "supplement_by_wish")
    return tuple(-(o.value or 0) if o.name in most else (o.value or 0) for o in plan.objective)


@pytest.mark.parametrize("large", [staff.LARGE, 0], ids=["whole", "narrowed"])
@pytest.mark.parametrize("batch", range(4))
def test_both_stages_attain_the_best_of_all_plans(
    batch: int, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """640 bureaus: no rule broken, values as counted anew and as good as the best of all plans, and proven.

    Half of them go through the linear programs that otherwise only large bureaus see.
    """
    monkeypatch.setattr(staff, "LARGE", large)
    rng = np.random.default_rng(100 + batch + large)
    for _ in range(CASES):
        instance, scores = random_bureau(rng, people=int(rng.integers(1, 7)))
        rules = random_policy(rng)
        plan = select(instance, rules)
        plain = Bureau(instance, rules, scores)
        given = placed(instance, plan)
        assert given.keys() == plain.group.keys()
        after_a, after_b = _split(plain, given)
        _obeys(plain, {i: s for i, s in given.items() if s is not None})
        counted = (*plain.worth_a(after_a), *plain.worth_b(after_b, after_a))
        assert counted == _minimised(plan)
        assert counted == (*plain.best_a(), *plain.best_b(after_a))
        assert plan.status is Status.OPTIMAL
        assert all(o.proven for o in plan.objective)


def _obeys(plain: Bureau, given: Plan) -> None:
    """Grown person by person, every step is one that the rules allow."""
    sitting = dict(plain.fixed)
    retain = plain.rules.retain
    stages_in_order = (
        (plain.of("admin", "waiver"), plain.options_a, retain.admin_max),
        (plain.of("institution"), plain.options_b, retain.institution_max),
    )
    for people, options, keep in stages_in_order:
        seats = plain.left(sitting) if people == plain.of("institution") else plain.seats
        for i in people:
            if i in given:
                assert given[i] in options(i)
                assert plain.fits(i, given[i], sitting, seats, keep, people)
                sitting[i] = given[i]
    assert {i: s for i, s in sitting.items() if i in given} == given


@pytest.mark.parametrize("order", ORDERS)
def test_rounds_go_as_a_plain_replay_goes(order: str) -> None:
    """320 bureaus: waivers are placed best before all picks, which go as the replay's beside them goes.

    Whom no section took is directed best; institution staff are picked on the seats that are left.
    """
    with_waivers = 0
    rng = np.random.default_rng(ORDERS.index(order))
    for case in range(CASES):
        instance, scores = random_bureau(rng, people=int(rng.integers(2, 8)))
        rules = random_policy(rng, "rounds")
        rules = rules.model_copy(
            update={"sections": rules.sections.model_copy(update={"round_order": order})}
        )
        plan = select(instance, rules, seed=case)
        plain = Bureau(instance, rules, scores)
        given = placed(instance, plan)
        after_a, after_b = _split(plain, given)
        waivers = plain.of("waiver")
        ahead = {**plain.fixed, **{i: s for i, s in after_a.items() if i in waivers}}
        picked = plain.replay(ahead, "admin", case)
        directed = (set(after_a) - set(picked)) | (set(waivers) & set(ahead))
        assert {i: s for i, s in after_a.items() if i in picked} == picked
        first = plain.best_direction(plain.fixed, "waiver") if waivers else ()
        assert _minimised(plan) == (*first, *plain.best_direction(picked, "admin"))
        with_waivers += bool(waivers)
        assert plan.status is Status.OPTIMAL
        assert plain.replay(after_a, "institution", case) == after_b
        by_pick = {i: s for _, s, i in taken(instance, plan)}
        assert by_pick == {i: s for i, s in after_b.items() if i not in directed and i not in plain.fixed}
        assert {i for i, stage in stages(instance, plan).items() if stage == "directed"} == directed
        assert [instance.tables["sections"]["section_id"][k] for k in plan.unkept.tolist()] == plain.unkept(
            after_b, after_a
        )
        assert len(plan.picks) == len(instance.tables["section_picks"])
        expected = {"section_placed", "section_composition"}
        if waivers:
            expected |= {"section_waivers", "section_waivers_composition"}
        assert set(values(plan)) == expected
    assert with_waivers > CASES // 5
