"""Text laid out in columns of a fixed-width screen, where a Chinese character takes two of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WIDE = ("W", "F")
_CLOSING = "，。；：、！？）》」』”’…,.;:!?)]"
_PIECE = re.compile(rf"\s+|[⺀-鿿＀-￯][{re.escape(_CLOSING)}]*|[^\s⺀-鿿＀-￯]+")
"""What a line may be broken between: white space, a wide character with what closes it, a word."""


def columns(text: str) -> int:
    """The columns that `text` takes: two for a wide character, none for a mark put on another."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in _WIDE)
        for char in text
    )


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns; a single word that is longer keeps a line of its own.

    Chinese may be broken between any two characters, but not before a mark that closes.
    """
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        if line or not piece.isspace():
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def aligned(rows: Iterable[Sequence[str]], right: Sequence[bool], gap: int = 2) -> list[str]:
    """One line for each row, its cells side by side; columns whose `right` is true stand at their right end.

    Rows that are blank throughout are left out; no line ends in white space.
    """
    rows = list(rows)
    widths = [max(map(columns, cells), default=0) for cells in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            " " * (width - columns(cell)) + cell if at_right else cell + " " * (width - columns(cell))
            for cell, width, at_right in zip(row, widths, right, strict=True)
        ]
        lines.append((" " * gap).join(cells).rstrip())
    return [line for line in lines if line]
