"""The staffing engine on problems written as arrays: kinds, parts, narrowing, bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rengang.engines.sections import staff as staffing
from rengang.engines.sections.improve import improved
from rengang.engines.sections.model import kinds
from rengang.engines.sections.narrowing import narrowed
from rengang.engines.sections.problem import Aim, Staffing, Trait, value
from rengang.engines.sections.staff import components, greedy, staff
from rengang.limits import Limits
from rengang.model import Status

AIMS = (Aim.PLACED, Aim.BY_WISH, Aim.WISH_RANKS, Aim.COMPOSITION)


def problem(
    pairs: list[tuple[int, int, int]],
    seats: list[int],
    *,
    people: int | None = None,
    kin: list[tuple[int, int]] | None = None,
    codes: list[int] | None = None,
    first: list[int] | None = None,
) -> Staffing:
    """Pairs (person, site, order declared), and one trait of weight 1 if codes are given."""
    table = np.array(sorted(pairs), dtype=np.int32).reshape(-1, 3)
    number = len(set(table[:, 0].tolist())) if people is None else people
    values = max(codes or [0]) + 1
    present = np.zeros((len(seats), values), dtype=np.int64)
    code = np.array(codes if codes is not None else [-1] * number, dtype=np.int32)
    return Staffing(
        people=number,
        first=np.isin(np.arange(number), first or []),
        seats=np.array(seats, dtype=np.int64),
        person=table[:, 0].copy(),
        site=table[:, 1].copy(),
        wish=table[:, 2].copy(),
        rank=np.zeros(len(table), dtype=np.int32),
        former=np.zeros(len(table), dtype=bool),
        misfit=np.zeros(len(table), dtype=np.int64),
        keep=np.ones(len(seats), dtype=np.int64),
        must=np.zeros(len(seats), dtype=bool),
        traits=(Trait(1, code, present),),
        kin=np.array(kin or [], dtype=np.int32).reshape(-1, 2),
    )


def test_people_who_differ_in_nothing_are_one_kind() -> None:
    """0 and 1 are exchangeable, 2 has another order, 3 another value, 4 and 5 are relatives."""
    pairs = [(i, s, 2 if i == 2 else 1) for i in range(6) for s in range(2)]
    found = kinds(problem(pairs, [3, 3], codes=[0, 0, 0, 1, 0, 0], kin=[(4, 5)]))
    assert found == [[0, 1], [2], [3], [4], [5]]


def test_who_comes_first_is_a_kind_apart() -> None:
    """1 comes first and is no longer exchangeable with 0 and 2, who otherwise are the same."""
    pairs = [(i, 0, 0) for i in range(3)]
    assert kinds(problem(pairs, [2], first=[1])) == [[0, 2], [1]]


@pytest.mark.parametrize("large", [staffing.LARGE, 0], ids=["whole", "narrowed"])
def test_who_comes_first_is_placed_before_more_people(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """2 is related to 0 and 1: the section takes 2 alone, or, if nobody comes first, the other two."""
    monkeypatch.setattr(staffing, "LARGE", large)
    asked = problem([(0, 0, 1), (1, 0, 2), (2, 0, 0)], [2], kin=[(0, 2), (1, 2)], first=[2])
    found = staff(asked, (Aim.FIRST, *AIMS), Limits())
    assert found.site.tolist() == greedy(asked).tolist() == [-1, -1, 0]
    assert found.values == found.bounds == (1, 1, 0, 0, 0)
    assert staff(asked, AIMS, Limits()).site.tolist() == [0, 0, -1]


def test_somebody_without_a_section_in_reach_is_of_no_kind() -> None:
    """Person 1 has no pair: unplaced, and the bound says so."""
    found = staff(problem([(0, 0, 1)], [2], people=2), AIMS, Limits())
    assert found.site.tolist() == [0, -1]
    assert found.values == found.bounds == (1, 1, 1, 0)


def test_parts_without_a_common_section_are_solved_apart() -> None:
    """0 and 1 share site 0, 2 has site 2, nobody wants site 1."""
    found = components(problem([(0, 0, 1), (1, 0, 2), (2, 2, 1)], [1, 1, 1]))
    assert [(people.tolist(), sites.tolist()) for people, sites in found] == [([0, 1], [0]), ([2], [2])]


def test_narrowing_leaves_only_pairs_that_a_best_staffing_uses() -> None:
    """Everybody can have the first wish, seats abound: all other pairs go, and the bounds are met."""
    pairs = [(i, s, 1 if s == i else 0) for i in range(3) for s in range(3)]
    small = narrowed(problem(pairs, [4, 4, 4]), AIMS, Limits())
    assert small is not None
    assert list(zip(small.problem.person.tolist(), small.problem.site.tolist(), strict=True)) == [
        (0, 0), (1, 1), (2, 2),
    ]  # fmt: skip
    assert small.bounds == {Aim.PLACED: -3, Aim.BY_WISH: -3, Aim.WISH_RANKS: 3}


def test_a_bound_that_is_not_attained_falls_back_to_the_whole_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five in a ring of relatives and one site: the relaxation seats 2.5, a third cannot be: two are proven."""
    ring = [(i, (i + 1) % 5) for i in range(5)]
    hard = problem([(i, 0, 1) for i in range(5)], [5], kin=ring)
    small = narrowed(hard, AIMS, Limits())
    assert small is not None
    assert small.bounds[Aim.PLACED] == -2
    clique = problem([(i, 0, 1) for i in range(4)], [4], kin=[(a, b) for a in range(4) for b in range(a)])
    small = narrowed(clique, AIMS, Limits())
    assert small is not None
    assert small.bounds[Aim.PLACED] == -2
    monkeypatch.setattr(staffing, "LARGE", 0)
    found = staff(clique, AIMS, Limits())
    assert found.values[0] == found.bounds[0] == 1
    assert found.status is Status.OPTIMAL


def test_pairs_alike_are_exact_beyond_the_first_tangents() -> None:
    """Seven alike in two sections of four: 4 and 3, that is 6 + 3 = 9 pairs, beside one who sits there: +4."""
    seven = problem([(i, s, 0) for i in range(7) for s in range(2)], [4, 4], codes=[0] * 7)
    assert staff(seven, AIMS, Limits()).values == (7, 0, 0, 9)
    seated = replace(seven, traits=(Trait(1, seven.traits[0].code, np.array([[1], [0]], dtype=np.int64)),))
    assert staff(seated, AIMS, Limits()).values == (7, 0, 0, 12)


def test_values_of_people_already_there_count_where_nothing_is_decided() -> None:
    """Three alike sit in a site that nobody can join: 3 pairs, in value and bound."""
    base = problem([(0, 0, 1)], [1, 0], codes=[0])
    seated = replace(base, traits=(Trait(1, base.traits[0].code, np.array([[0], [3]], dtype=np.int64)),))
    found = staff(seated, AIMS, Limits())
    assert found.values == found.bounds == (1, 1, 1, 3)


def test_the_greedy_staffing_prefers_wishes_and_keeps_relatives_apart() -> None:
    """0 gets the wish; 1 is a relative of 0 and goes to the other site."""
    made = problem([(0, 0, 1), (1, 0, 0), (1, 1, 0)], [2, 1], kin=[(0, 1)])
    assert greedy(made).tolist() == [0, 1]
    assert value(made, Aim.PLACED, greedy(made)) == 2


def _random(rng: np.random.Generator) -> Staffing:
    """Twelve people, four sites, a few former sections and relatives, some wishes, two traits."""
    people, sites = 12, 4
    pairs = [
        (i, s, int(rng.integers(0, 3))) for i in range(people) for s in range(sites) if rng.random() < 0.85
    ]
    made = problem(pairs, [4] * sites, people=people, kin=[(0, 1), (2, 3)])
    former = np.zeros(len(made.person), dtype=bool)
    home = rng.integers(0, sites, people)
    former[made.site == home[made.person]] = True
    traits = tuple(
        Trait(
            int(rng.integers(1, 4)),
            rng.integers(-1, 3, people).astype(np.int32),
            rng.integers(0, 3, (sites, 3)).astype(np.int64),
        )
        for _ in range(2)
    )
    misfit = rng.integers(0, 2, len(former)).astype(np.int64) * 3
    return replace(made, former=former & (made.person % 3 == 0), traits=traits, misfit=misfit)


def test_exchanges_improve_composition_and_touch_nothing_else() -> None:
    """100 random staffings: every other value as before, every rule as before, composition no worse, mostly better."""
    rng = np.random.default_rng(11)
    better = 0
    for _ in range(100):
        made = _random(rng)
        before = greedy(made)
        after = improved(made, before, Limits())
        assert [value(made, a, after) for a in AIMS[:-1]] == [value(made, a, before) for a in AIMS[:-1]]
        assert value(made, Aim.COMPOSITION, after) <= value(made, Aim.COMPOSITION, before)
        better += value(made, Aim.COMPOSITION, after) < value(made, Aim.COMPOSITION, before)
        used = made.pair_of(after)
        assert ((used >= 0) == (after >= 0)).all()
        assert (np.bincount(after[after >= 0], minlength=4) <= made.seats).all()
        assert np.bincount(made.site[used[used >= 0]][made.former[used[used >= 0]]], minlength=4).max() <= 1
        assert all(after[a] != after[b] or after[a] < 0 for a, b in made.kin.tolist())
    assert better > 50


def test_stopped_after_the_linear_programs_their_bounds_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search never starts: the staffing is the greedy one, placed is proven, composition is open."""
    monkeypatch.setattr(staffing, "LARGE", 0)
    asked = iter([False] * 3)
    limits = Limits(should_stop=lambda: next(asked, True))
    pairs = [(i, s, 0) for i in range(4) for s in range(2)]
    found = staff(problem(pairs, [2, 2], codes=[0, 0, 1, 1]), AIMS, limits)
    assert found.values == (4, 0, 0, 2)
    assert found.bounds == (4, 0, 0, None)
    assert found.status is Status.FEASIBLE
