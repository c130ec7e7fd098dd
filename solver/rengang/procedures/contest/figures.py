"""How exact numbers are written so that a pocket calculator can follow them."""

from __future__ import annotations

from fractions import Fraction

from rengang.policy.values import written

PLACES = 6
"""Decimals of an approximation."""

LONGEST: int = 10
"""Decimals up to which a finite decimal is written out."""


def fixed(value: Fraction, places: int) -> str:
    """`value`, a multiple of 10^−places, with exactly so many decimals: ``89.600``.

    >>> fixed(Fraction(448, 5), 3)
    '89.600'
    """
    scaled = value * 10**places
    digits = f"{abs(int(scaled)):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def approximate(value: Fraction) -> str:
    """`value` to six decimals, half away from zero.

    >>> approximate(Fraction(7, 9))
    '0.777778'
    """
    scaled, rest = divmod(abs(value.numerator) * 10**PLACES, value.denominator)
    scaled += 2 * rest >= value.denominator
    return fixed(Fraction(scaled if value >= 0 else -scaled, 10**PLACES), PLACES)


def is_short(value: Fraction) -> bool:
    """Is this a finite decimal of at most ten places."""
    return bool((10**LONGEST) % value.denominator == 0)


def number(value: Fraction) -> str:
    """What a calculator shows: the decimal where it is finite, else its first six places.

    >>> number(Fraction(448, 5)), number(Fraction(7, 9))
    ('89.6', '0.777778')
    """
    return written(value) if is_short(value) else approximate(value)


def equals(value: Fraction) -> str:
    """A result with its sign: ``= 89.6``, or ``= 7/9 ≈ 0.777778``, or ``≈ …`` where the fraction is unwieldy.

    >>> equals(Fraction(448, 5)), equals(Fraction(7, 9))
    ('= 89.6', '= 7/9 ≈ 0.777778')
    """
    if is_short(value):
        return f"= {written(value)}"
    if value.denominator >= 10**PLACES:
        return f"≈ {approximate(value)}"
    return f"= {value.numerator}/{value.denominator} ≈ {approximate(value)}"


def percent(value: Fraction) -> str:
    """A weight as a regulation writes it: ``70%``; a weight that is no finite percentage as a fraction.

    >>> percent(Fraction(7, 10)), percent(Fraction(1, 3)), percent(Fraction(1, 8))
    ('70%', '1/3', '12.5%')
    """
    share = written(value * 100)
    return written(value) if "/" in share else f"{share}%"
