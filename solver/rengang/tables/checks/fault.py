"""One kind of fault as data: what the catalogues of the cross-table checks are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rengang.errors import Text


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes
    ----------
    code, severity
        As in :class:`rengang.errors.Problem`.
    what, expected
        Sentences with words in braces.
    key
        The policy key that asks for it; its rule IDs are named in the problem.
    rule
        A rule ID that no policy key stands for yet.
    """

    code: str
    severity: Literal["error", "warning"]
    what: Text
    expected: Text
    key: str | None = None
    rule: str | None = None


def error(code: str, what: Text, expected: Text, key: str | None = None, rule: str | None = None) -> Fault:
    """A fault that stops the work."""
    return Fault(code, "error", what, expected, key, rule)


def warning(code: str, what: Text, expected: Text, key: str | None = None) -> Fault:
    """A fault that does not stop the work."""
    return Fault(code, "warning", what, expected, key)
