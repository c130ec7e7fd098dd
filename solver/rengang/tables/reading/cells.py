"""Single cells: what one text means as a count, a number, a date, an enum or a flag.

This is the slow path and the definition: :mod:`rengang.tables.reading.parse` calls it once per distinct value that
its vectorised path does not settle. Every function takes a trimmed, non-empty text and returns None where the
text does not mean such a value.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from rengang.errors import Text
from rengang.model.schema import DECIMAL_PLACES, Column, Kind

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are taken for slips."""

LARGEST_INT = 10**15
LARGEST_DECIMAL = Decimal(10) ** 14

ROUNDED_ID = re.compile(r"[+-]?[1-9](\.\d+)?[Ee]\+?(1[1-9]|[2-9]\d)")
"""An id that a spreadsheet has turned into a number and rounded, as Excel shows it: ``3.30482E+17``.

Excel does so from twelve digits on; ``0E00`` or ``1E05`` is an id like any other.
"""

EXACT_FLOAT = 1e15
"""From here on a number in a workbook may have lost digits: Excel keeps fifteen."""

_YES = {"yes", "y", "true", "t", "1", "是", "对", "√", "✓", "✔", "☑"}
_NO = {"no", "n", "false", "f", "0", "否", "×", "x", "✗", "✘", "☐"}

_DATES = (
    re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?"),
    re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?"),
    re.compile(r"(\d{4})\.(\d{1,2})(?:\.(\d{1,2}))?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})?"),
    re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})[日号])?"),
)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d*)?)?$")
AMBIGUOUS_MONTH = re.compile(r"\d{4}\.1")


def fold(text: str) -> str:
    """`text` without differences of width, case, spaces, underscores hyphens: how names compare."""
    return re.sub(r"[\s_\-*]+", "", unicodedata.normalize("NFKC", text)).casefold()


def plain(text: str) -> str:
    """`text` with full-width characters made half-width."""
    return unicodedata.normalize("NFKC", text).strip()


def int_of(text: str) -> int | None:
    """A whole number: ``3``, ``3.0``, ``３``."""
    match = re.fullmatch(r"([+-]?\d{1,16})(?:\.0*)?", plain(text))
    value = int(match[1]) if match else None
    return value if value is not None and abs(value) < LARGEST_INT else None


def decimal_of(text: str) -> Decimal | None:
    """A decimal number with at most :data:`DECIMAL_PLACES` places, exactly."""
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d{1,3})?", plain(text)):
        return None
    try:
        value = Decimal(plain(text))
        exact = value.quantize(Decimal(1).scaleb(-DECIMAL_PLACES))
    except InvalidOperation:
        return None
    return exact if exact == value and abs(exact) < LARGEST_DECIMAL else None


def date_of(text: str) -> dt.date | None:
    """A date, or the first of a month: ``1980-05-02``, ``1980.05``, ``198005``, ``1980年5月``, …

    ``1980.1`` is refused: a spreadsheet that takes ``1980.10`` for a number drops the zero, so nobody can
    tell January from October.
    """
    text = _CLOCK.sub("", plain(text))
    if AMBIGUOUS_MONTH.fullmatch(text):
        return None
    for form in _DATES:
        match = form.fullmatch(text)
        if match:
            year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
            try:
                return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
            except ValueError:
                return None
    return None


def flag_of(text: str) -> bool | None:
    """Yes or no, in the words and signs that people use."""
    word = fold(text)
    return True if word in _YES else False if word in _NO else None


def enum_of(text: str, values: Mapping[str, str]) -> str | None:
    """The English value behind an English or Chinese word."""
    return _words(tuple(values.items())).get(fold(text))


@cache
def _words(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(word): english for english, chinese in pairs for word in (english, chinese)}


def near_miss(text: str, words: list[str]) -> str | None:
    """The one of `words` that `text` was probably meant to be."""
    near = difflib.get_close_matches(plain(text), words, 1, 0.5)
    return near[0] if near else None


def number_text(value: float) -> str:
    """A number of a workbook as its author sees it: fifteen digits, long ones in scientific notation.

    >>> number_text(7.0), number_text(0.1 + 0.2), number_text(330482198001010000.0)
    ('7', '0.3', '3.30482E+17')
    """
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= EXACT_FLOAT:
        digits, power = f"{value:.5E}".split("E")
        return f"{digits.rstrip('0').rstrip('.')}E{power}"
    return str(int(value)) if value == int(value) else format(Decimal(format(value, ".15g")), "f")


def cell_text(value: object) -> str | None:
    """Any Python value of a carrier as the text that its author sees; None for a blank."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def expected(column: Column) -> Text:
    """What belongs into a cell of `column`, in words."""
    least = "" if column.minimum is None else f" ≥ {column.minimum} "
    words = Text(
        " / ".join(column.values.values()), " / ".join(f"{en} ({zh})" for en, zh in column.values.items())
    )
    texts: Mapping[Kind, Text] = {
        "id": Text("文本格式的编号", "an id, kept as text"),
        "text": Text("文字", "text"),
        "int": Text(f"{least.strip()}{' 的' if least else ''}整数", f"a whole number{least.rstrip()}"),
        "decimal": Text(
            f"{least.strip()}{' 的' if least else ''}数，最多 {DECIMAL_PLACES} 位小数",
            f"a number{least.rstrip()} with at most {DECIMAL_PLACES} decimal places",
        ),
        "date": Text(
            f"{FIRST_YEAR}—{LAST_YEAR} 年间真实存在的日期，如 1980-05-02 或 1980-05",
            f"a date that exists, {FIRST_YEAR} to {LAST_YEAR}, such as 1980-05-02 or 1980-05",
        ),
        "enum": words,
        "flag": Text("是 / 否", "yes / no (是 / 否)"),
    }
    return texts[column.kind]
