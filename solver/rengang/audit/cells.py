"""The rows of a result folder's CSV files as texts, and how much is said of those that are false."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rengang.errors import InvalidInput, Text
from rengang.report.reading.read_csv import read_table

Cells = Mapping[str, str | None]
"""A row: cells by column."""

_LISTED = 20
"""False cells of one file that are spelled out."""


def rows(path: Path, needed: Sequence[str]) -> list[Cells] | Text:
    """The rows of a file that is there; or that it cannot be read."""
    try:
        return list(read_table(path, needed).iter_rows(named=True))
    except InvalidInput as fault:
        first = fault.problems[0]
        return Text(f"{path.name} 无法核对：{first.what.zh}", f"{path.name} cannot be held: {first.what.en}")


def few(told: Iterator[Text]) -> Iterator[Text]:
    """The first of many, and how many more there are."""
    more = 0
    for at, text in enumerate(told):
        if at < _LISTED:
            yield text
        else:
            more += 1
    if more:
        yield Text(f"同类不符另有 {more} 处", f"and {more} more of the same kind")


def twice(name: str, key: Sequence[str], times: int) -> Text:
    """A row that stands more than once."""
    of = ", ".join(key)
    return Text(f"{name} 中 {of} 有 {times} 行", f"{name} has {times} rows of {of}")
