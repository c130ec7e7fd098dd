"""The kinds of values that a policy is made of: groups of keys, exact shares, dates, comparisons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

Level = Literal["chief", "deputy", "staff"]
Op = Literal["ge", "gt", "le", "lt"]
"""A comparison that says whether its bound is included (A-01): 以上 ge, 超过 gt, 不得超过 le, 不满 lt."""


class Group(BaseModel):
    """A group of keys: frozen, without unknown keys, without silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=True)


def exact(value: Any) -> Any:
    """A share or weight as the fraction that was written: ``"1/3"``, ``"0.70"``, ``"70%"``, ``0.7``, ``2``.

    A float is taken as its shortest decimal form, that is, as it was written in the file. Anything else is
    handed back as it is, so that the schema reports it.

    >>> exact("1/3"), exact("70%"), exact(0.7)
    (Fraction(1, 3), Fraction(7, 10), Fraction(7, 10))
    """
    if isinstance(value, bool | Fraction):
        return value
    if isinstance(value, float):
        value = repr(value)
    try:
        if isinstance(value, int | Decimal):
            return Fraction(value)
        if isinstance(value, str):
            text = value.strip()
            return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    return value


def _day(value: Any) -> Any:
    """A date, or text in ISO form as JSON has it."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return value
    return value


def _unset(value: Any) -> Any:
    """None for the word ``none``: TOML has no other way to take back what the pack below has set."""
    return None if isinstance(value, str) and value.strip().lower() == "none" else value


def written(value: Fraction) -> str:
    """A fraction as a person writes it: a finite decimal where there is one, else numerator/denominator.

    >>> written(Fraction(7, 10)), written(Fraction(1, 3)), written(Fraction(2))
    ('0.7', '1/3', '2')
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places, scaled = 0, value
    while scaled.denominator != 1:
        places, scaled = places + 1, scaled * 10
    digits = f"{abs(scaled.numerator):0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


Exact = Annotated[Fraction, BeforeValidator(exact), PlainSerializer(written, return_type=str)]
"""An exact number of a regulation (share, weight, ratio, points), read by :func:`exact`."""

Day = Annotated[date, BeforeValidator(_day)]
"""A date, in TOML or as ISO text."""

Unset = BeforeValidator(_unset)
"""For a key that may be None: it can be written ``"none"`` in a document."""

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "ge": lambda value, bound: value >= bound,
    "gt": lambda value, bound: value > bound,
    "le": lambda value, bound: value <= bound,
    "lt": lambda value, bound: value < bound,
}


def holds(value: Any, op: Op, bound: Any) -> bool:
    """Does ``value op bound`` hold.

    >>> holds(Fraction(1, 3), "ge", Fraction(1, 3)), holds(Fraction(1, 3), "gt", Fraction(1, 3))
    (True, False)
    """
    return _HOLDS[op](value, bound)
