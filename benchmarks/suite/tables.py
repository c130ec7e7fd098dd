"""Tables and judged claims on the terminal and in a document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.suite.spec import Claim, Table


def as_text(table: Table) -> str:
    """A table for the terminal."""
    rows = [list(table.headings), *(list(row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    right = _right(table)
    lines = [
        "  ".join(
            cell.rjust(width) if k in right else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*([table.title] if table.title else []), *lines])


def as_markdown(table: Table) -> str:
    """A table for a document."""
    right = _right(table)
    rule = ["---:" if k in right else "---" for k in range(len(table.headings))]
    rows = [_escaped(table.headings), rule, *map(_escaped, table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*([table.title, ""] if table.title else []), *lines])


def _right(table: Table) -> set[int]:
    """The columns that are set to the right: those with a figure, but for the first, which names the rows."""
    columns = list(zip(*table.rows, strict=True))
    figures = re.compile(r"[≥≤<>~−-]? ?\d")
    return {k for k, column in enumerate(columns) if k and any(figures.match(cell) for cell in column)}


def claims_as_markdown(claims: Sequence[Claim]) -> str:
    """The claims as a table of holds or failed, claim, what was found."""
    rows = [["holds" if c.holds else "**FAILED**", c.text, c.found] for c in claims]
    return as_markdown(Table(["", "claim", "found"], rows)).replace("---:", "---")


def told(claim: Claim) -> str:
    """A claim, judged, in one line."""
    return f"{'holds ' if claim.holds else 'FAILED'}  {claim.text}: {claim.found}"


def _escaped(row: Sequence[str]) -> list[str]:
    """Messages of peers may hold what Markdown takes for markup."""
    return [cell.replace("|", r"\|").replace("<", "&lt;") for cell in row]
