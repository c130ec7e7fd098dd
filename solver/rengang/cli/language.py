"""The language of help texts, known before any option is parsed."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from itertools import pairwise

from rengang.errors import Lang, Text

VARIABLE = "RENGANG_LANG"
"""Environment variable that chooses the language where ``--lang`` does not."""


class Language(StrEnum):
    """What ``--lang`` takes."""

    ZH = "zh"
    EN = "en"


def at_start(arguments: list[str] | None = None) -> Lang:
    """The language that the command line or the environment asks for, Chinese where neither does."""
    words = sys.argv[1:] if arguments is None else arguments
    asked = os.environ.get(VARIABLE, "")
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "en" if asked == "en" else "zh"


_LANG = at_start()


def said(zh: str, en: str) -> str:
    """A help text in the language of this call."""
    return Text(zh, en).of(_LANG)
