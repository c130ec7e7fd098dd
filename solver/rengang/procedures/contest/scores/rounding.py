"""Rounding of points, exactly: JL-29, A-03."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, assert_never

from rengang.policy import Policy

Mode = Literal["half_up", "half_even", "down"]


def rounded(numerator: int, denominator: int, decimals: int | None, mode: Mode) -> Fraction:
    """``numerator / denominator`` with so many decimals; exact where `decimals` is None.

    ``half_up`` takes a half away from zero, ``half_even`` to the even digit, ``down`` cuts towards zero.
    `denominator` is positive and the ratio need not be in lowest terms.

    >>> rounded(1, 16, 3, "half_up"), rounded(1, 16, 3, "half_even"), rounded(1, 16, 3, "down")
    (Fraction(63, 1000), Fraction(31, 500), Fraction(31, 500))
    """
    if decimals is None:
        return Fraction(numerator, denominator)
    scale = 10**decimals
    return Fraction(steps(numerator, denominator, scale, mode), scale)


def steps(numerator: int, denominator: int, scale: int, mode: Mode) -> int:
    """``numerator / denominator`` in steps of 1/`scale`, rounded as :func:`rounded` says.

    >>> steps(-5, 2, 1, "half_up"), steps(-5, 2, 1, "half_even"), steps(-5, 2, 1, "down")
    (-3, -2, -2)
    """
    whole, rest = divmod(abs(numerator) * scale, denominator)
    match mode:
        case "half_up":
            whole += 2 * rest >= denominator
        case "half_even":
            whole += 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
        case "down":
            pass
        case _:
            assert_never(mode)
    return whole if numerator >= 0 else -whole


def places_of(policy: Policy, node: str) -> int | None:
    """The decimals to which this node's value is rounded, None where it stays exact: A-03.

    ``stage = "final"`` rounds the total alone, ``"every"`` rounds each node.
    """
    rounding = policy.contest.rounding
    return rounding.decimals if rounding.stage == "every" or node == policy.contest.total else None
