"""Every value of every enumeration of the policy makes a difference on some instance.

What is solved here is judged as well: ``solve`` hands out nothing that the judge finds fault with.
"""

from __future__ import annotations

from itertools import combinations

import pytest

from policy.matter import Matter
from policy.matters_between import MATTERS as BETWEEN
from policy.matters_scoring import MATTERS as SCORING
from policy.matters_screening import MATTERS as SCREENING
from policy.matters_seats import MATTERS as SEATS
from policy.matters_sections import MATTERS as SECTIONS
from rengang.policy.enumerations import enumerations

MATTERS: dict[str, Matter] = {**SCREENING, **SCORING, **SEATS, **SECTIONS, **BETWEEN}
VALUES = [(key, value) for key, values in enumerations().items() for value in values]
ALIKE = {
    "contest.apply.consent": {("advisory", "none")},
    "sections.consent": {("advisory", "none")},
}
"""Values that do the same: whether advice was asked for changes nothing that is computed or said."""


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_the_value_does_what_it_says(key: str, value: str) -> None:
    """Under the value exactly what was worked out is seen; a value without an entry fails by its name."""
    matter = MATTERS[key]
    assert matter.observe(value) == matter.seen[value]


@pytest.mark.parametrize(("key", "value"), VALUES)
def test_the_value_differs_from_another(key: str, value: str) -> None:
    """What is seen under the value is not what is seen under all the others."""
    seen = MATTERS[key].seen
    assert any(other != seen[value] for other in seen.values())


@pytest.mark.parametrize("key", enumerations())
def test_no_two_values_do_the_same(key: str) -> None:
    """Any two values of a key are told apart, but for those that are known to do the same."""
    seen = MATTERS[key].seen
    same = {(a, b) for a, b in combinations(seen, 2) if seen[a] == seen[b]}
    assert same == ALIKE.get(key, set())


def test_nothing_is_registered_that_the_schema_does_not_have() -> None:
    """Keys and values of the table are the schema's."""
    assert {key: set(matter.seen) for key, matter in MATTERS.items()} == {
        key: set(values) for key, values in enumerations().items()
    }
