"""The tree of errors, and the sentences in two languages that they carry.

Everything that a caller may want to catch is a :class:`RengangError`; each class knows the exit code that
the command line gives it. A :class:`Problem` is one fault in the input, precise enough to be mended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence in both languages of the product."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The sentence in `lang`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Problem:
    """One fault in the input: where it is, what was found there, what was expected.

    Attributes
    ----------
    code
        Stable kebab-case name of the kind of fault, for programs and tests.
    what, expected
        What is wrong and what would be right.
    table, row, column, value
        Where: the table as the user named it, the row as the user sees it (the heading is row 1), the column
        by the heading that the user wrote, the value as it stands there. None where it does not apply.
    severity
        ``"error"`` stops the work, ``"warning"`` does not.
    rule
        The rule ID or policy key that asks for it, where there is one.
    """

    code: str
    what: Text
    expected: Text
    table: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    severity: Literal["error", "warning"] = "error"
    rule: str | None = None

    def place(self, lang: Lang = "zh") -> str:
        """Where the fault is, as a reader would say it."""
        parts = []
        if self.table is not None:
            parts.append(self.table)
        if self.row is not None:
            parts.append(f"第 {self.row} 行" if lang == "zh" else f"row {self.row}")
        if self.column is not None:
            parts.append(f"「{self.column}」列" if lang == "zh" else f"column “{self.column}”")
        return (" " if lang == "zh" else ", ").join(parts)

    def sentence(self, lang: Lang = "zh") -> str:
        """The whole fault on one line: place, what, value, expected, rule."""
        colon, stop = ("：", "；") if lang == "zh" else (": ", "; ")
        got, want = ("当前值", "应为") if lang == "zh" else ("got", "expected")
        out = self.what.of(lang)
        if self.place(lang):
            out = self.place(lang) + colon + out
        if self.value is not None:
            out += f"{stop}{got} “{self.value}”"
        out += f"{stop}{want}{'' if lang == 'zh' else ' '}{self.expected.of(lang)}"
        return out + (f" [{self.rule}]" if self.rule else "")

    def record(self, lang: Lang = "zh") -> dict[str, str | int | None]:
        """The fault as a JSON-ready record (what ``--json`` prints)."""
        return {
            "severity": self.severity,
            "code": self.code,
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "what": self.what.of(lang),
            "expected": self.expected.of(lang),
            "rule": self.rule,
        }


class RengangError(Exception):
    """Whatever this package raises on purpose."""

    exit_code = 70


class UsageError(RengangError):
    """The call is wrong: an option, a name, a folder that must not be overwritten."""

    exit_code = 2

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class InvalidInput(RengangError):
    """The instance or the policy has faults; `problems` lists every one of them."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [p for p in self.problems if p.severity == "error"]
        lines = [p.sentence("en") for p in errors[:20]]
        if len(errors) > 20:
            lines.append(f"… and {len(errors) - 20} more")
        super().__init__("\n".join([f"{len(errors)} problem(s) in the input", *lines]))


class BreachFound(RengangError):
    """Our own answer failed its re-verification; it is never handed out."""

    exit_code = 70
