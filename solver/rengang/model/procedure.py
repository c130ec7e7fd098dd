"""The procedures of a campaign by name, in their order; each has a room of this name wherever it has a part.

Adding a procedure is one line here and a package of its name in `procedures`, `verify`, `explain` and `report`
(docs/architecture.md); a part that is missing fails by its name.
"""

from __future__ import annotations

from enum import StrEnum

from rengang.errors import Text


class Procedure(StrEnum):
    """A procedure; the members stand in the order of the campaign (TX-05)."""

    words: Text

    def __new__(cls, value: str, zh: str, en: str) -> Procedure:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Text(zh, en)
        return member

    CONTEST = "contest", "竞岗", "post contest"
    SECTIONS = "sections", "科室双向选择", "section selection"
    TWO_WAY = "two_way", "双向选择", "two-way selection"
    EXCHANGE = "exchange", "对等交流", "balanced exchange"
    DIRECTED = "directed", "定向交流", "directed placement"


BETWEEN_UNITS = (Procedure.TWO_WAY, Procedure.EXCHANGE, Procedure.DIRECTED)
"""The procedures that share one allocation: who goes to which unit."""
