"""What a unit reads, and the one-line reasons, on a campaign small enough to check by hand."""

from __future__ import annotations

from typing import Any

import pytest

from rengang.errors import Text
from rengang.explain import Explainer
from rengang.policy import resolve

UNITS = [
    {"unit_id": "A", "vacancies": 2, "name": "甲局"},
    {"unit_id": "B", "vacancies": 3},
    {"unit_id": "H", "vacancies": 0},
    {"unit_id": "V", "vacancies": 1, "kind": "vertical"},
]
CADRES = [
    *({"cadre_id": f"c{i}", "unit_id": "H", "pool": True, "name": f"人{i}"} for i in range(1, 7)),
    {"cadre_id": "s1", "unit_id": "B", "pool": False},
]
INTENTS = [
    {"cadre_id": c, "order": order, "unit_id": u}
    for c, units in {"c1": "A", "c2": "BA", "c3": "A", "c4": "A", "c5": "A"}.items()
    for order, u in enumerate(units, 1)
]
NOMINATIONS = [
    *({"unit_id": "A", "rank": r, "cadre_id": c} for r, c in enumerate(("c1", "c2", "c3", "c4"), 1)),
    {"unit_id": "A", "rank": 5, "cadre_id": "s1"},
    {"unit_id": "A", "rank": 5, "cadre_id": "c6"},
    {"unit_id": "B", "rank": 1, "cadre_id": "c2"},
]
TWO_WAY = {"c1": "A", "c3": "A", "c2": "B", "c4": None, "c5": None, "c6": None}
WHOLE = {**TWO_WAY, "c5": "B"}
KIN = [{"cadre_id": "c4", "relative_id": "s1", "relation": "lineal"}]


@pytest.fixture
def explainer(campaign: Any, allocation_of: Any) -> Explainer:
    """c1, c3 by intent to A, c2 to B, c5 directed to B; c4 (a relative stays at B) and c6 left over."""
    instance = campaign(units=UNITS, cadres=CADRES, intents=INTENTS, nominations=NOMINATIONS, kinship=KIN)
    policy = resolve({})
    return Explainer.of_allocation(instance, policy, allocation_of(instance, policy, TWO_WAY, WHOLE))


def test_each_nominee_is_told(explainer: Explainer) -> None:
    """Every nominee by rank and id with what became of them; the cutoff; no names."""
    text = explainer.unit(0)
    assert text.en.startswith("甲局 (A): 2 seats. 6 nominated: ")
    for part in (
        "rank 1 c1 admitted",
        "rank 2 c2 went to a unit that they prefer",
        "rank 3 c3 admitted",
        "rank 4 c4 the seats went to better ranks",
        "rank 5 c6 did not list this unit",
        "rank 5 s1 is not in the pool",
        "The selection admitted 2, down to rank 3",
    ):
        assert part in text.en
    assert "第 1 位 c1 接收" in text.zh
    assert "人1" not in text.zh


def test_free_seats_and_why(explainer: Explainer) -> None:
    """One seat of B is left: of two without a unit one has a relative here, the other could have come."""
    text = explainer.unit(1)
    assert "1 came by direction: c5 [TX-46, A-17]" in text.en
    assert (
        "1 seat left; of the 2 without a unit, 1: a relative stays here, 1 could be placed here but were not"
        in text.en
    )
    assert "还剩 1 个名额" in text.zh


def test_a_vertical_unit_takes_no_part(explainer: Explainer) -> None:
    """A vertically managed unit reads that and no more."""
    assert explainer.unit(3).en == "V is vertically managed and takes no part [TX-02]."


def test_a_unit_that_nominated_nobody(explainer: Explainer) -> None:
    """No nominations, nobody admitted."""
    text = explainer.unit(2)
    assert "Nobody was nominated" in text.en
    assert "The selection admitted nobody" in text.en


def test_lower_bound_of_release(campaign: Any, allocation_of: Any) -> None:
    """Under release a unit that six leave must take as many within the tolerance."""
    instance = campaign(units=[{"unit_id": "H", "vacancies": 9}, {"unit_id": "B"}], cadres=CADRES[:6])
    policy = resolve({"balance": {"mode": "release", "tolerance": 2}})
    none = {f"c{i}": None for i in range(1, 7)}
    text = Explainer.of_allocation(instance, policy, allocation_of(instance, policy, none, none)).unit(1)
    assert "9 vacancies were published but 8 may arrive" in text.en
    assert "at least 4 must arrive [TX-40, A-07]" in text.en


def test_reasons_row_by_row(explainer: Explainer) -> None:
    """One sentence a row, in the order of the allocation."""
    assert explainer.reasons() == [
        Text("第 1 意向得到满足，提名第 1 位", "intent 1 met, nominated at rank 1"),
        Text("第 1 意向得到满足，提名第 1 位", "intent 1 met, nominated at rank 1"),
        Text("第 1 意向得到满足，提名第 3 位", "intent 1 met, nominated at rank 3"),
        Text(
            "落岗，未能定向交流；意向：1 项名额给了名次更靠前的人",
            "left over, not placed by direction; intents: 1 seats went to better ranks",
        ),
        Text(
            "定向交流，不匹配分 20（未填报该单位）；意向：1 项未被提名",
            "placed by direction, mismatch 20 (not on your list); intents: 1 not nominated",
        ),
        Text("落岗，未能定向交流；没有填报意向", "left over, not placed by direction; no intent filed"),
    ]


def test_a_later_intent_says_what_failed_before(campaign: Any, allocation_of: Any) -> None:
    """Intent 2 met names the fate of intent 1, and not that of intent 3."""
    wishes = [{"cadre_id": "c1", "order": i, "unit_id": u} for i, u in enumerate("ABV", 1)]
    names = [{"unit_id": "B", "rank": 1, "cadre_id": "c1"}]
    instance, policy = (
        campaign(units=UNITS, cadres=CADRES[:1], intents=wishes, nominations=names),
        resolve({}),
    )
    given = {"c1": "B"}
    (reason,) = Explainer.of_allocation(
        instance, policy, allocation_of(instance, policy, given, given)
    ).reasons()
    assert reason.en == "intent 2 met, nominated at rank 1; better intents: 1 not nominated"
