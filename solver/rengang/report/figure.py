"""The figures of a result: each said once, for the screen and for the head of the page.

How many they are is the summary's to say; here stands what they are called, of what they are a share, how they are
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from rengang.errors import Text


class Show(Enum):
    """How a card shows a figure."""

    COUNT = "count"
    OF = "of"
    """With the whole behind it: 4 / 12."""
    SHARE = "share"
    """As a share of the whole: 33.3%."""


NO_NOTE = Text("", "")


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    value, whole
        How many, and of how many.
    words
        What it is called in the table on the screen; None: it stands in none.
    part
        Is it part of the one above.
    card, note
        What it is called at the head of the page, and what is said below; None: it does not stand there.
    show, tone
        How it is shown there.
    """

    value: int
    whole: int
    words: Text | None = None
    part: bool = False
    card: Text | None = None
    note: Text = NO_NOTE
    show: Show = Show.COUNT
    tone: str = ""

    @property
    def share(self) -> str:
        """The share of the whole."""
        return f"{self.value / self.whole:.1%}" if self.whole else "–"


def told(zh: str, en: str, **numbers: int) -> Text:
    """A note with numbers as they are read."""
    shown = {name: f"{number:,}" for name, number in numbers.items()}
    return Text(zh.format(**shown), en.format(**shown))
