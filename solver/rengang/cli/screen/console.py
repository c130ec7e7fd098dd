"""What goes to the two streams: results to standard output, remarks and errors to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TextIO

from rengang.cli.screen.layout import aligned
from rengang.errors import Lang, Text

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 10_000
"""Columns of a stream that is no terminal: nothing is wrapped there."""


@dataclass(frozen=True)
class Column:
    """Heading of a printed column, and the side on which its cells stand."""

    heading: str
    justify: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Screen:
    """Where one call prints, in which language, and how much.

    Attributes
    ----------
    lang
        Language of every sentence.
    quiet
        Print no progress and no remarks (errors are always printed).
    as_json
        Standard output carries one JSON document and nothing else.
    """

    lang: Lang = "zh"
    quiet: bool = False
    as_json: bool = False

    def of(self, zh: str, en: str) -> str:
        """The sentence in the language of this call."""
        return Text(zh, en).of(self.lang)

    def line(self, text: str = "") -> None:
        """One line of the result."""
        if not self.as_json:
            print(text, file=sys.stdout)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, head: bool = True) -> None:
        """A table of the result: ruled on a terminal, aligned and otherwise plain elsewhere (without Rich)."""
        if self.as_json:
            return
        if not sys.stdout.isatty():
            right = [column.justify == "right" for column in columns]
            headings = [[column.heading for column in columns]] if head else []
            print("\n".join(aligned([*headings, *rows], right)), file=sys.stdout)
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text as Cell

        console = _console(sys.stdout)
        grid = Table(
            box=box.SIMPLE_HEAD if head and console.is_terminal else None,
            show_header=head,
            header_style="bold",
            pad_edge=False,
            padding=(0, 2, 0, 0),
        )
        for at, column in enumerate(columns):
            # on a narrow terminal the first column, a name, stays whole, and no other loses a word
            grid.add_column(Cell(column.heading), justify=column.justify, overflow="fold", no_wrap=at == 0)
        for row in rows:
            grid.add_row(*(Cell(cell) for cell in row))
        with console.capture() as captured:
            console.print(grid)
        lines = [printed.rstrip() for printed in captured.get().splitlines()]
        print("\n".join(line for line in lines if line), file=sys.stdout)

    def document(self, document: Any) -> None:
        """The JSON document that ``--json`` asks for."""
        ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
        print(json.dumps(document, ensure_ascii=ascii_only, indent=2, allow_nan=False), file=sys.stdout)

    def remark(self, zh: str, en: str) -> None:
        """A remark on standard error, unless the call is quiet."""
        if not self.quiet:
            print(self.of(zh, en), file=sys.stderr)

    def error(self, text: str) -> None:
        """An error on standard error."""
        print(text, file=sys.stderr)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    console = Console(file=stream, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = WIDE
    return console
