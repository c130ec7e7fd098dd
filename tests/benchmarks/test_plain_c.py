"""The yardstick in C says what our engine and our judge say."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.plain_c import PlainC
from benchmarks.subjects.acceptance_markets import random_market

from rengang.engines.mechanisms.deferred_acceptance import resident_proposing
from rengang.model import Market
from rengang.verify.matching import judge_matching


@pytest.fixture(scope="module")
def plain() -> PlainC:
    """The compiled functions."""
    return PlainC()


@pytest.mark.parametrize(
    ("residents", "wishes", "shape"), [(5, 2, ""), (3_000, 2, "districts"), (2_000, 10, "popular")]
)
def test_the_same_matching_and_the_same_count_of_blocking_pairs(
    plain: PlainC, residents: int, wishes: int, shape: str
) -> None:
    """Matching and proposals agree; so do the blocking pairs of the matching, of no matching and of one disturbed."""
    arrays = random_market(residents, wishes, shape)
    market = Market.from_rows(*arrays.all())
    ours = resident_proposing(market)
    assignment, proposals = plain.deferred_acceptance(
        arrays.quota, arrays.ptr, arrays.hospital, arrays.hospital_rank
    )
    assert (assignment.tolist(), proposals) == (ours.assignment.tolist(), ours.proposals)
    disturbed = np.where(np.arange(residents) % 7 == 0, -1, assignment).astype(np.int32)
    for given in (assignment, np.full(residents, -1, dtype=np.int32), disturbed):
        assert plain.blocking_pairs(*arrays.all(), given) == judge_matching(market, given).blocking


def test_a_matching_that_is_none_is_told(plain: PlainC) -> None:
    """Somebody at a hospital not listed, and a hospital with too many."""
    arrays = random_market(40, 2)
    first = arrays.hospital[::2].copy()
    crowded = np.bincount(first, minlength=len(arrays.quota)).max() > arrays.quota[0]
    assert crowded
    assert plain.blocking_pairs(*arrays.all(), first) == -1
    unlisted = np.full(40, -1, dtype=np.int32)
    unlisted[0] = next(h for h in range(len(arrays.quota)) if h not in arrays.hospital[:2])
    assert plain.blocking_pairs(*arrays.all(), unlisted) == -1
