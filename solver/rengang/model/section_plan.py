"""What the section selection comes to: a section for each participant, and how they came by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rengang.errors import Text
from rengang.model.answer import Objective, Requirement, Stage, Status
from rengang.model.arrays import Int32


class Group(StrEnum):
    """In which capacity a person takes part (JL-82, 71, 72, 80)."""

    EXEMPT = "exempt"
    """Stays in the own section without selection."""
    WAIVER = "waiver"
    """Gave up the contest for chief: placed by the leading group first."""
    ADMIN = "admin"
    """Administrative staff, selected on both sides."""
    INSTITUTION = "institution"
    """Institution staff who apply with their home unit's consent; they supplement."""


class PickFate(StrEnum):
    """What came of a section's turn in a round."""

    TAKEN = "taken"
    PASSED = "passed"
    """The section picks nobody."""
    NOT_OFFERED = "not-offered"
    """The section has no authorised posts."""
    STRANGER = "stranger"
    """The person takes no part."""
    HOLDER = "holder"
    """The person holds a post."""
    EXEMPT = "exempt"
    WAIVER = "waiver"
    PLACED = "placed"
    """The person has a section already."""
    NO_CONSENT = "no-consent"
    UNDECLARED = "undeclared"
    FULL = "full"
    KEPT = "kept"
    """The section has kept as many former members as it may."""
    RELATIVE = "relative"
    CHOSE_OTHER = "chose-other"
    """The person prefers another section of the same round."""


@dataclass(frozen=True)
class Pick:
    """One section's turn in one round and what came of it.

    `cadre` is −1 where the section passes; `chosen` is the section that the person preferred, else −1.
    """

    round: int
    section: int
    cadre: int
    fate: PickFate
    chosen: int = -1

    @property
    def taken(self) -> bool:
        """Does the person join the section."""
        return self.fate is PickFate.TAKEN


@dataclass(frozen=True, eq=False)
class SectionPlan:
    """The outcome of the section selection.

    Attributes
    ----------
    cadre : int32, ascending
        Everybody who takes part.
    group : tuple of Group
    section : int32
        Section given, −1 where none.
    stage : tuple of Stage
        ``retained`` (in the own section), ``intent`` (a declared section), ``directed``, ``returned`` (to the
        home unit), ``unplaced``.
    wish_rank : int32
        Order of the declared section that was met, else 0.
    objective
        ``section_waivers`` (only where somebody gave up the contest), ``section_placed``, ``section_by_wish``,
        ``section_wish_ranks``, ``section_score_ranks``, ``section_composition``, then ``supplement_…``. Under
        ``rounds`` ``section_waivers`` and ``section_waivers_composition`` (only where somebody gave up the
        contest), ``section_placed``, ``section_composition``. See docs/contest.md.
    picks
        The rounds as they were played, in order; empty under ``propose``.
    unkept : int32
        Sections that had to take a former institution member and could not (JL-81).
    """

    cadre: Int32
    group: tuple[Group, ...]
    section: Int32
    stage: tuple[Stage, ...]
    wish_rank: Int32
    status: Status
    objective: tuple[Objective, ...]
    picks: tuple[Pick, ...]
    unkept: Int32
    conflict: tuple[Requirement, ...] = ()
    notes: tuple[Text, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)
