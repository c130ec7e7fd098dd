"""Tables and judged claims on the terminal and in a document."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.suite.spec import Claim, Table


def as_text(table: Table) -> str:
    """A table for the terminal."""
    rows = [list(table.headings), *(list(row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if k == 0 else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*([table.title] if table.title else []), *lines])


def as_markdown(table: Table) -> str:
    """A table for a document."""
    rule = ["---"] + ["---:"] * (len(table.headings) - 1)
    rows = [_escaped(table.headings), rule, *map(_escaped, table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*([table.title, ""] if table.title else []), *lines])


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
