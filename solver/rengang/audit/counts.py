"""A count that a summary document gives, held against what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rengang.errors import Text
from rengang.report import words

Claim = tuple[Text, Any, Any]
"""What is counted, what the summary says, what it is."""

_NAMES = {
    "pool": Text("交流对象", "pool"),
    "placed": Text("已落实", "placed"),
    "blocking_pairs": words.OBJECTIVES["blocking_pairs"],
}
"""Counts that have a name of their own; every other is called by its key."""


def differing(claimed: Mapping[str, Any], prefix: str, found: Mapping[str, Any]) -> Iterator[Claim]:
    """The counts `found` that are claimed otherwise; a key that is absent or none claims nothing."""
    for key, number in found.items():
        if claimed.get(key) is not None and claimed[key] != number:
            name = prefix + key
            yield words.word(_NAMES, name), claimed[key], number
