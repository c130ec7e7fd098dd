"""What the judge reads off the tables."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from rengang.model import Instance
from rengang.policy import resolve
from rengang.verify.case import Case, PairTable, numbered

texts = st.lists(st.none() | st.text(alphabet="ab行", max_size=2), max_size=8)
entries = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 9)), max_size=20)


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int32)


@settings(max_examples=60, deadline=None)
@given(entries=entries)
def test_a_pair_table_answers_for_every_pair(entries: list[tuple[int, int, int]]) -> None:
    """The least value given, the number of times given, and 0 for pairs that were never given."""
    cadre, unit, value = (column([e[i] for e in entries]) for i in range(3))
    asked = [(c, u) for c in range(4) for u in range(3)]
    who, where = column([c for c, _ in asked]), column([u for _, u in asked])
    least = PairTable.least(3, cadre, unit, value).of(who, where)
    count = PairTable.counting(3, cadre, unit).of(who, where)
    for at, pair in enumerate(asked):
        given_values = [v for c, u, v in entries if (c, u) == pair]
        assert least[at] == min(given_values, default=0)
        assert count[at] == len(given_values)


@settings(max_examples=60, deadline=None)
@given(first=texts, second=texts)
def test_numbered_columns_are_equal_where_the_texts_are(
    first: list[str | None], second: list[str | None]
) -> None:
    """Equal texts get equal numbers across columns, different texts different ones, blanks −1."""
    codes = [
        c.tolist() for c in numbered(pl.Series(first, dtype=pl.String), pl.Series(second, dtype=pl.String))
    ]
    assert [len(c) for c in codes] == [len(first), len(second)]
    pairs = list(zip([*first, *second], [*codes[0], *codes[1]], strict=True))
    for text, code in pairs:
        assert (code == -1) == (text is None)
        for other, number in pairs:
            assert (text == other) == (code == number)


def scored(scores: list[str | None], ratio: int, vacancies: int, listing: int) -> dict[str, int]:
    """Ranks made from the scores of cadres 0, 1, … at one unit that the first `listing` of them list."""
    labels = [f"c{i}" for i in range(len(scores))]
    frames = {
        "units": pl.DataFrame({"unit_id": ["A", "B"], "vacancies": [vacancies, 0]}),
        "cadres": pl.DataFrame({"cadre_id": labels, "unit_id": ["B"] * len(labels)}),
        "intents": pl.DataFrame(
            {"cadre_id": labels[:listing], "order": [1] * listing, "unit_id": ["A"] * listing}
        ),
        "nominations": pl.DataFrame(
            {
                "unit_id": ["A"] * len(labels),
                "rank": [1] * len(labels),
                "cadre_id": labels,
                "score": pl.Series(
                    [None if s is None else Decimal(s) for s in scores], dtype=pl.Decimal(20, 6)
                ),
            }
        ),
    }
    policy = resolve({"nomination": {"source": "score", "ratio": ratio}})
    case = Case(Instance.from_tables(frames), policy)
    ranks = case.nominations.of(column(list(range(len(labels)))), column([0] * len(labels)))
    return {label: int(rank) for label, rank in zip(labels, ranks, strict=True) if rank}


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped() -> None:
    """1 + the number of strictly higher scores: 90, 80, 80, 70 are ranked 1, 2, 2, 4."""
    assert scored(["80", "90", "70", "80"], ratio=2, vacancies=2, listing=4) == {
        "c0": 2,
        "c1": 1,
        "c2": 4,
        "c3": 2,
    }


def test_a_tie_at_the_cut_is_kept_whole() -> None:
    """Whoever has a rank within ratio · vacancies is nominated, even if that makes one more."""
    assert scored(["80", "90", "80", "70"], ratio=2, vacancies=1, listing=4) == {"c0": 2, "c1": 1, "c2": 2}


def test_scores_of_those_who_do_not_list_the_unit_push_nobody_down() -> None:
    """Only rows with a score, of cadres who list the unit, count."""
    assert scored(["80", None, "70", "99"], ratio=3, vacancies=1, listing=3) == {"c0": 1, "c2": 2}


def test_scores_are_compared_exactly() -> None:
    """The sixth place decides, also where binary fractions could not tell."""
    assert scored(["90123456789.000001", "90123456789.000002"], ratio=2, vacancies=1, listing=2) == {
        "c0": 2,
        "c1": 1,
    }


def test_intents_without_order_are_all_first() -> None:
    """With ``intents.ordered = false`` every rank is 1."""
    frames = {
        "units": pl.DataFrame({"unit_id": ["A", "B", "C"]}),
        "cadres": pl.DataFrame({"cadre_id": ["1"], "unit_id": ["C"]}),
        "intents": pl.DataFrame({"cadre_id": ["1", "1"], "order": [1, 2], "unit_id": ["A", "B"]}),
    }
    instance = Instance.from_tables(frames)
    ranks = [
        Case(instance, resolve({"intents": {"ordered": ordered}})).intents.values.tolist()
        for ordered in (True, False)
    ]
    assert ranks == [[1, 2], [1, 1]]
