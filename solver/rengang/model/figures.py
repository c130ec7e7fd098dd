"""How exact numbers are written so that a pocket calculator can follow them."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from rengang.model.values import written

PLACES = 6
"""Decimals of an approximation."""

LONGEST: int = 10
"""Decimals up to which a finite decimal is written out."""


def fixed(value: Fraction, places: int) -> str:
    """`value`, a multiple of 10^−places, with exactly so many decimals: ``89.600``.

    >>> fixed(Fraction(448, 5), 3)
    '89.600'
    """
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


@lru_cache(maxsize=4_096)
def exactly(value: Fraction) -> str:
    """As :func:`~rengang.model.values.written`, without a fraction for each digit: there are many marks, and few
    different ones.

    >>> exactly(Fraction(448, 5)), exactly(Fraction(7, 9)), exactly(Fraction(90))
    ('89.6', '7/9', '90')
    """
    scale = 1
    for places in range(LONGEST + 1):
        if scale % value.denominator == 0:
            return fixed(value, places)
        scale *= 10
    return written(value)


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


def is_unwieldy(value: Fraction) -> bool:
    """Is this neither a short decimal nor a fraction that one would care to read."""
    return not is_short(value) and value.denominator >= 10**PLACES


def number(value: Fraction) -> str:
    """A factor as one types it: the decimal where it is finite, else numerator/denominator, else six places.

    >>> number(Fraction(448, 5)), number(Fraction(7, 9))
    ('89.6', '7/9')
    """
    return approximate(value) if is_unwieldy(value) else exactly(value)


def summand(value: Fraction) -> str:
    """A term of an addition: the decimal where it is finite, else six places.

    >>> summand(Fraction(448, 5)), summand(Fraction(7, 9))
    ('89.6', '0.777778')
    """
    return exactly(value) if is_short(value) else approximate(value)


def equals(value: Fraction) -> str:
    """A result with its sign: ``= 89.6``, or ``= 7/9 ≈ 0.777778``, or ``≈ …`` where the fraction is unwieldy.

    >>> equals(Fraction(448, 5)), equals(Fraction(7, 9))
    ('= 89.6', '= 7/9 ≈ 0.777778')
    """
    if is_short(value):
        return f"= {exactly(value)}"
    if is_unwieldy(value):
        return f"≈ {approximate(value)}"
    return f"= {value.numerator}/{value.denominator} ≈ {approximate(value)}"


def about(value: Fraction) -> str:
    """A result that is about to be rounded: ``= 89.6``, or ``≈ 0.777778``.

    >>> about(Fraction(448, 5)), about(Fraction(7, 9))
    ('= 89.6', '≈ 0.777778')
    """
    return f"= {exactly(value)}" if is_short(value) else f"≈ {approximate(value)}"


def percent(value: Fraction) -> str:
    """A weight as a regulation writes it: ``70%``; a weight that is no finite percentage as a fraction.

    >>> percent(Fraction(7, 10)), percent(Fraction(1, 3)), percent(Fraction(1, 8))
    ('70%', '1/3', '12.5%')
    """
    share = exactly(value * 100)
    return exactly(value) if "/" in share else f"{share}%"
