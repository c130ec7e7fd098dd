"""What a cadre reads, branch by branch, on campaigns small enough to check by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rengang.errors import Text
from rengang.explain import Explainer
from rengang.policy import resolve

Row = dict[str, Any]


def unit(label: str, vacancies: int = 1, **more: Any) -> Row:
    return {"unit_id": label, "vacancies": vacancies, **more}


def cadre(label: str, home: str, pool: bool = True, **more: Any) -> Row:
    return {"cadre_id": label, "unit_id": home, "pool": pool, **more}


def wish(label: str, *units: str) -> list[Row]:
    return [{"cadre_id": label, "order": i, "unit_id": u} for i, u in enumerate(units, 1)]


def named(label: str, *groups: str) -> list[Row]:
    """Nominations of a unit: the first group of cadres has rank 1, the next 2; "x y" are tied."""
    return [
        {"unit_id": label, "rank": rank, "cadre_id": c}
        for rank, group in enumerate(groups, 1)
        for c in group.split()
    ]


def kin(one: str, other: str) -> Row:
    return {"cadre_id": one, "relative_id": other, "relation": "spouse"}


@pytest.fixture
def tell(campaign: Any, allocation_of: Any) -> Callable[..., Text]:
    """`tell(cadre, two_way, directed, policy, **tables)`: what the cadre reads."""

    def call(
        who: str, two_way: dict[str, str], directed: dict[str, str] | None = None,
        policy: Row | None = None, **tables: list[Row],
    ) -> Text:  # fmt: skip
        instance, rules = campaign(**tables), resolve(policy)
        pool = [instance.cadre_id(i) for i in instance.pool.tolist()]
        first = {c: two_way.get(c) for c in pool}
        whole = {c: two_way.get(c) or (directed or {}).get(c) for c in pool}
        explainer = Explainer.of_allocation(instance, rules, allocation_of(instance, rules, first, whole))
        return explainer.cadre(instance.cadre_index[who])

    return call


RIVALS: dict[str, list[Row]] = {
    "units": [unit("A", 2), unit("H", 0), unit("Z", 0)],
    "cadres": [cadre(c, "H") for c in ("c1", "c2", "c3", "c4")],
    "intents": [row for c in ("c1", "c2", "c3", "c4") for row in wish(c, "A")],
    "nominations": named("A", "c1", "c2", "c3", "c4"),
}


def test_full_with_better_ranks(tell: Any) -> None:
    """Two seats went to ranks 1 and 2; rank 4 reads so, and that rank 1 would have been enough."""
    text = tell("c4", {"c1": "A", "c2": "A"}, **RIVALS)
    assert "名额 2 个；给了提名第 1、2 位；你是提名第 4 位" in text.zh
    assert "提名第 1 位就够了（第 2 位则是并列）" in text.zh
    assert "2 seats; taken by ranks 1 and 2; you were rank 4" in text.en
    assert "rank 1 would have been enough (rank 2 would tie)" in text.en
    assert "[TX-45, A-06]" in text.en


def test_max_placed_promises_nothing_to_a_better_rank(tell: Any) -> None:
    """Under the rule that places the most, a better rank is not said to have been enough."""
    text = tell("c4", {"c1": "A", "c2": "A"}, policy={"two_way": {"rule": "max-placed"}}, **RIVALS)
    assert "need not have changed the outcome" in text.en
    assert "would have been enough" not in text.en
    assert "先求安置人数最多" in text.zh


def test_immediate_promises_nothing_to_a_better_rank(tell: Any) -> None:
    """Under immediate acceptance seats may be gone before ranks are compared."""
    text = tell("c4", {"c1": "A", "c2": "A"}, policy={"two_way": {"rule": "immediate"}}, **RIVALS)
    assert "serves earlier intents first" in text.en
    assert "would have been enough" not in text.en


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"two_way": {"lookahead": True}}, "the rest must stay placeable too"),
        ({"balance": {"mode": "release", "tolerance": 4}}, "every unit must balance too"),
    ],
)
def test_other_demands_weaken_the_promise(tell: Any, policy: Row, why: str) -> None:
    """Where other demands come before stability, a better rank is not said to have been enough."""
    text = tell("c4", {"c1": "A", "c2": "A"}, policy=policy, **RIVALS)
    assert why in text.en
    assert "would have been enough" not in text.en


def test_nobody_can_be_ahead_of_rank_one(tell: Any) -> None:
    """Where only rank 1 was taken, no rank is called enough."""
    tables = {**RIVALS, "nominations": named("A", "c1 c2", "c3")}
    text = tell("c3", {"c1": "A", "c2": "A"}, **tables)
    assert "the last one admitted has rank 1, and no rank is better" in text.en
    assert "最后接收者已是第 1 位，没有更靠前的名次" in text.zh


def test_many_admitted_are_summed_up(tell: Any) -> None:
    """More than four ranks are told by number, first and last."""
    people = [f"p{i}" for i in range(6)]
    text = tell(
        "p5", dict.fromkeys(people[:5], "A"),
        units=[unit("A", 5), unit("H", 0)],
        cadres=[cadre(c, "H") for c in people],
        intents=[row for c in people for row in wish(c, "A")],
        nominations=named("A", *people),
    )  # fmt: skip
    assert "taken by 5 cadres of ranks 1 to 5; you were rank 6" in text.en
    assert "rank 4 or better would have been enough" in text.en


def test_equal_ranks_are_left_to_the_whole(tell: Any) -> None:
    """Tied with the last one admitted: the text says that the whole decided, not that one was better."""
    text = tell("c3", {"c1": "A", "c2": "A"}, **{**RIVALS, "nominations": named("A", "c1", "c2 c3")})
    assert "与最后接收的第 2 位并列" in text.zh
    assert "并列者之间由整体目标决定" in text.zh
    assert "among equals the whole decides" in text.en


def test_deferred_acceptance_names_its_tie_break(tell: Any) -> None:
    """Deferred acceptance breaks ties by the policy's keys, the id last."""
    policy = {"two_way": {"rule": "cadre-da", "tie_break": ["work_start"]}}
    tables = {**RIVALS, "nominations": named("A", "c1", "c2 c3")}
    text = tell("c3", {"c1": "A", "c2": "A"}, policy=policy, **tables)
    assert "参加工作时间、干部编号" in text.zh
    assert "start of work, then cadre id" in text.en


def test_all_bars_of_an_intent_are_named(tell: Any) -> None:
    """Not nominated, of another type, and beside a relative who stays: all three are said, with rules."""
    text = tell(
        "c1", {},
        units=[unit("A", 1, establishment_type="事业"), unit("H", 0)],
        cadres=[cadre("c1", "H", establishment_type="行政"), cadre("s", "A", pool=False)],
        intents=wish("c1", "A"),
        kinship=[kin("s", "c1")],
    )  # fmt: skip
    assert "not nominated [TX-44, TX-21]" in text.en
    assert "establishment type differs (yours 行政, the unit's 事业)" in text.en
    assert "a relative stays there [DY-04]" in text.en
    assert "有须回避的亲属留在该单位" in text.zh


def test_ranks_by_score_say_what_was_missing(tell: Any) -> None:
    """With ranks made from scores, not nominated means: no score, or one that is not among the best."""
    text = tell("c1", {}, policy={"nomination": {"source": "score"}}, **RIVALS)
    assert "no score, or not among the best" in text.en


def test_own_and_vertical_units(tell: Any) -> None:
    """The own unit and a vertically managed one can never be had."""
    text = tell(
        "c1", {},
        units=[unit("H"), unit("V", kind="vertical")], cadres=[cadre("c1", "H")],
        intents=wish("c1", "H", "V"), nominations=named("H", "c1") + named("V", "c1"),
    )  # fmt: skip
    assert "it is your present unit" in text.en
    assert "takes no part [TX-02]" in text.en


def test_one_relative_given_the_unit(tell: Any) -> None:
    """A relative of rank 2 has it: rank 1 would have been enough, as the relative would give way."""
    tables = {**RIVALS, "kinship": [kin("c2", "c3")]}
    text = tell("c3", {"c2": "A"}, **tables)
    assert "a relative of yours was given this unit (rank 2) [DY-04]" in text.en
    assert "rank 1 would have been enough" in text.en
    assert "c2" not in text.zh + text.en


def test_a_relative_of_rank_one_cannot_be_passed(tell: Any) -> None:
    """Behind the one relative of rank 1: it is that relative whom no rank would pass."""
    text = tell("c3", {"c1": "A"}, **{**RIVALS, "kinship": [kin("c1", "c3")]})
    assert "that relative has rank 1, and no rank is better" in text.en


def test_two_relatives_given_the_unit(tell: Any) -> None:
    """Behind two relatives no rank helps."""
    tables = {**RIVALS, "kinship": [kin("c1", "c3"), kin("c2", "c3")]}
    text = tell("c3", {"c1": "A", "c2": "A"}, **tables)
    assert "2 of your relatives were given this unit" in text.en
    assert "no rank of yours would have helped" in text.en


def test_a_relative_of_worse_rank_is_a_blocking_pair(tell: Any) -> None:
    """Ahead of the one relative who has the unit: said to be a blocking pair."""
    text = tell("c1", {"c2": "A"}, **{**RIVALS, "kinship": [kin("c2", "c1")]})
    assert "a relative of yours was given this unit (rank 2) although you rank ahead" in text.en
    assert "feasible blocking pair that remains" in text.en


def test_a_free_seat_is_a_blocking_pair(tell: Any) -> None:
    """Seats are free and nothing is in the way: said plainly, with why the rule lets it stand."""
    text = tell("c3", {"c1": "A"}, policy={"two_way": {"rule": "max-placed"}}, **RIVALS)
    assert "1 seat was left after the selection and you could have had it" in text.en
    assert "仍然存在的阻塞对" in text.zh
    assert "the number placed first and blocking pairs second" in text.en


def test_no_vacancy(tell: Any) -> None:
    """A unit without seats says so with the rank that does not help."""
    tables = {**RIVALS, "units": [unit("A", 0), unit("H", 0)]}
    text = tell("c1", {}, **tables)
    assert "0 seats; you were rank 1" in text.en
    assert "名额 0 个；你是提名第 1 位" in text.zh


def test_seats_cut_by_the_establishment(tell: Any) -> None:
    """Three published, but the establishment leaves one: the cause is named with its rules."""
    tables = {**RIVALS, "units": [unit("A", 3, establishment=6, staff=5), unit("H", 0)]}
    text = tell("c2", {"c1": "A"}, **tables)
    assert "3 vacancies were published but 1 may arrive because of the establishment cap [JF-01" in text.en
    assert "公布缺员 3 人，因编制上限" in text.zh


def test_seats_cut_by_the_balance(tell: Any) -> None:
    """Under release nobody left A, so within a tolerance of 1 one may arrive."""
    tables = {**RIVALS, "units": [unit("A", 3), unit("H", 4)]}
    text = tell("c2", {"c1": "A"}, policy={"balance": {"mode": "release", "tolerance": 1}}, **tables)
    assert (
        "1 may arrive because of the balance of arrivals and departures (0 leave, difference at most 1)"
        in text.en
    )


TWO: dict[str, list[Row]] = {
    "units": [unit("A"), unit("B"), unit("H", 0)],
    "cadres": [cadre("c1", "H")],
    "intents": wish("c1", "A", "B"),
    "nominations": named("A", "c1") + named("B", "c1"),
}


def test_a_met_intent_makes_the_later_ones_needless(tell: Any) -> None:
    """Intent 1 met with rank and seats; intent 2 is not needed."""
    text = tell("c1", {"c1": "A"}, **TWO)
    assert "goes to A by intent 1" in text.en
    assert "met; you were rank 1; 1 seat; the selection filled 1" in text.en
    assert "Intent 2, B: you got a unit that you prefer" in text.en


def test_unordered_intents_are_equal(tell: Any) -> None:
    """Where intents are not ordered, the other one is equal, not worse."""
    text = tell("c1", {"c1": "B"}, policy={"intents": {"ordered": False}}, **TWO)
    assert "Intent 1, A: you got a unit that you rank equally [TX-43, A-05]" in text.en


DIRECTED: dict[str, list[Row]] = {
    "units": [
        unit("A", 1, system="党群", region="东"),
        unit("H", 0, system="政府", region="西"),
        unit("L", 1, establishment_type="行政"),
        unit("S", 1),
        unit("V", 3, kind="vertical"),
        unit("W", 1),
    ],
    "posts": [
        {"post_id": "p1", "unit_id": "A", "reserved_for": "法律", "incumbent_id": "s"},
        {"post_id": "p2", "unit_id": "L", "level": "chief"},
    ],
    "cadres": [
        cadre("c1", "H", speciality="财会", level="staff"),
        cadre("c2", "H"),
        cadre("s", "S", pool=False),
    ],
    "kinship": [kin("c1", "s")],
}


def test_directed_costs_are_itemised(tell: Any) -> None:
    """All four mismatches with the policy's weights: 20 + 10 + 4 + 3."""
    text = tell("c1", {}, {"c1": "A"}, **DIRECTED)
    assert "is placed at A by direction" in text.en
    assert "mismatch 37 (not on your list 20, another system 10, another region 4, no post for" in text.en
    assert "不匹配分为 37（未填报该单位 20、跨系统 10、跨片区 4、专业不对口 3）" in text.zh
    assert "TX-46" in text.en


def test_unplaced_counts_every_obstacle_once(tell: Any) -> None:
    """Six units: own, vertical, level, relative, and two whose seats are gone, one of them by direction."""
    tables = {**DIRECTED, "units": [*DIRECTED["units"][:5], unit("W", 0)]}
    text = tell("c1", {}, {"c2": "A"}, **tables)
    assert (
        "6 个单位中，1 个是原单位，1 个涉及垂直管理单位，1 个没有同一层次的空缺职位，1 个有亲属留在该单位，"
        in text.zh
    )
    assert "2 个没有剩余名额（其中 1 个的名额有定向交流给了别人的）" in text.zh
    assert "2 without a seat left (1 of them gave seats to others by direction)" in text.en


def test_an_open_unit_is_not_hidden(tell: Any) -> None:
    """Where a unit would still have taken them, the text says so."""
    text = tell("c1", {}, {"c2": "A"}, **DIRECTED)
    assert "1 still open to you but not used" in text.en


def test_no_intent_filed(tell: Any) -> None:
    """Who filed nothing reads that this is why they are directed."""
    text = tell("c2", {}, {"c2": "A"}, **DIRECTED)
    assert "You filed no intent [TX-46, A-17]" in text.en


def test_next_round(tell: Any) -> None:
    """Without a directed stage the left-over wait for the next round."""
    text = tell("c1", {}, policy={"unmatched": {"two_way": "next_round"}}, **DIRECTED)
    assert "go to the next round [TX-46, A-17]" in text.en


def test_refusal_quotes_the_sanction(tell: Any) -> None:
    """The sanction stands in the policy's own words, with its rules; an empty one is not quoted."""
    tables = {**TWO, "cadres": [cadre("c1", "H", refuses=True)], "nominations": []}
    text = tell("c1", {}, policy={"refusal": {"sanction": "原文如此"}}, **tables)
    assert "规定原文：“原文如此” [TX-50, TX-51, A-18]" in text.zh
    assert "is set to waiting" in text.en
    assert "规定原文" not in tell("c1", {}, policy={"refusal": {"sanction": ""}}, **tables).zh


def test_who_is_not_in_the_pool(tell: Any) -> None:
    """Somebody outside the pool keeps their unit."""
    assert tell("s", {}, **DIRECTED).en == "Cadre s is not in the pool and stays at S."


EXCHANGE: Row = {"balance": {"mode": "exchange", "tolerance": 0}}


def test_exchange_names_the_bounds_that_the_move_would_break(tell: Any) -> None:
    """Nobody leaves A and nobody comes to H: both sides of the balance are named, and a relative at A."""
    text = tell(
        "c1", {}, policy=EXCHANGE,
        units=[unit("A"), unit("H")],
        cadres=[cadre("c1", "H"), cadre("c2", "A")],
        intents=wish("c1", "A"), nominations=named("A", "c1"), kinship=[kin("c1", "c2")],
    )  # fmt: skip
    assert "stays there" in text.en
    assert "1 relative of yours is there in the end [DY-04]" in text.en
    assert "0 leave that unit and 0 arrive; no more may arrive than leave" in text.en
    assert "your present unit would have 1 departures and 0 arrivals" in text.en
    assert "留在原单位" in text.zh


def test_exchange_met(tell: Any) -> None:
    """Two who swap read that the exchange met their intents."""
    text = tell(
        "c1", {"c1": "A", "c2": "H"}, policy=EXCHANGE,
        units=[unit("A"), unit("H")], cadres=[cadre("c1", "H"), cadre("c2", "A")],
        intents=wish("c1", "A") + wish("c2", "H"), nominations=named("A", "c1") + named("H", "c2"),
    )  # fmt: skip
    assert "met by the exchange; you were rank 1" in text.en


def test_an_index_out_of_range_is_an_error(campaign: Any, allocation_of: Any) -> None:
    """Asking for cadre 4 of 4 or unit −1 raises, it does not wrap around."""
    instance, policy = campaign(**RIVALS), resolve({})
    none = dict.fromkeys(["c1", "c2", "c3", "c4"])
    explainer = Explainer.of_allocation(instance, policy, allocation_of(instance, policy, none, none))
    with pytest.raises(IndexError, match="cadre index 4"):
        explainer.cadre(4)
    with pytest.raises(IndexError, match="unit index -1"):
        explainer.unit(-1)
