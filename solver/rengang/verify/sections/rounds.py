"""The rounds of the section selection played anew from the picks (JL-73, 83)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from rengang.model.section_plan import Group, Pick, PickFate
from rengang.policy.sections import InTurn
from rengang.verify.sections.bureau import ADMINISTRATIVE, Bureau

if TYPE_CHECKING:
    from rengang.verify.sections.plan import Plan


@dataclass(frozen=True)
class Turn:
    """One section's turn in one round; cadre −1: `passes`, or nobody of the roster."""

    round: int
    section: int
    cadre: int
    order: int | None
    passes: bool

    def came(self, fate: PickFate, chosen: int = -1) -> Pick:
        """The turn with what came of it."""
        return Pick(self.round, self.section, self.cadre, fate, chosen)


@dataclass
class Board:
    """The state of play of a stage: who is in each section, and what each still has."""

    bureau: Bureau
    most_kept: int
    members: dict[int, list[int]]
    seats: dict[int, int]
    kept: dict[int, int]
    taken: set[int] = field(default_factory=set)

    def fate(self, turn: Turn) -> PickFate:
        """Is the person free and willing, a seat left, and does the section keep within its rules."""
        bureau, cadre, section = self.bureau, turn.cadre, turn.section
        if turn.passes:
            return PickFate.PASSED
        if section not in bureau.capacity:
            return PickFate.NOT_OFFERED
        if cadre in bureau.leaders:
            return PickFate.HOLDER
        group = bureau.groups.get(cadre)
        match group:
            case None:
                return PickFate.STRANGER
            case Group.EXEMPT:
                return PickFate.EXEMPT
            case Group.WAIVER:
                return PickFate.WAIVER
            case Group.ADMIN | Group.INSTITUTION:
                return self._wanted(cadre, section, group)
            case _:
                assert_never(group)

    def _wanted(self, cadre: int, section: int, group: Group) -> PickFate:
        bureau = self.bureau
        if cadre in self.taken:
            return PickFate.PLACED
        if section not in bureau.wishes[cadre]:
            barred = group is Group.INSTITUTION and bureau.refused(cadre, section)
            return PickFate.NO_CONSENT if barred else PickFate.UNDECLARED
        return self._limits(cadre, section)

    def _limits(self, cadre: int, section: int) -> PickFate:
        if self.seats[section] <= 0:
            return PickFate.FULL
        if self._is_former(cadre, section) and self.kept[section] >= self.most_kept:
            return PickFate.KEPT
        relatives = self.bureau.kin.get(cadre, [])
        met = any(relative in self.members[section] for relative in relatives)
        return PickFate.RELATIVE if met else PickFate.TAKEN

    def take(self, turn: Turn) -> None:
        """The person joins the section."""
        self.taken.add(turn.cadre)
        self.members[turn.section].append(turn.cadre)
        self.seats[turn.section] -= 1
        self.kept[turn.section] += self._is_former(turn.cadre, turn.section)

    def _is_former(self, cadre: int, section: int) -> bool:
        return int(self.bureau.former[cadre]) == section


def turns(bureau: Bureau) -> Iterator[Turn]:
    """The rows of the table of picks, by round, then section."""
    frame = bureau.instance.tables["section_picks"]
    section = bureau.instance.codes(frame["section_id"], "sections", "section_id").tolist()
    cadre = bureau.instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
    passes = frame["cadre_id"].is_null().to_list()
    rows = zip(
        frame["round"].fill_null(1).to_list(), section, cadre, frame["order"].to_list(), passes, strict=True
    )
    yield from (Turn(*row) for row in sorted(rows, key=lambda row: row[:2]))


def _lot(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def in_turn(bureau: Bureau, order: InTurn, picks: Sequence[Turn], seed: int) -> list[Turn]:
    """The picks of one round in the order of the sections' turns (A-29)."""
    labels = bureau.instance.tables["sections"]["section_id"]
    everyone = {section: at for at, section in enumerate(bureau.capacity)}

    def key(turn: Turn) -> tuple[bool, int, str, int]:
        match order:
            case "fixed":
                return (turn.order is None, turn.order or 0, "", turn.section)
            case "rotating":
                at = everyone.get(turn.section)
                ahead = 0 if at is None else (at - (turn.round - 1)) % len(everyone)
                return (at is None, ahead, "", turn.section)
            case "lot":
                return (False, 0, _lot(seed, turn.round, labels[turn.section]), turn.section)
            case _:
                assert_never(order)

    return sorted(picks, key=key)


def play(board: Board, stage: Sequence[Turn], seed: int) -> Iterator[Pick]:
    """What comes of each turn, all rounds played (JL-73: one a section and round, or none)."""
    rounds: dict[int, list[Turn]] = defaultdict(list)
    for turn in stage:
        rounds[turn.round].append(turn)
    for picks in rounds.values():
        match board.bureau.policy.sections.round_order:
            case "simultaneous":
                yield from _at_once(board, picks, seed)
            case order:
                yield from _one_by_one(board, in_turn(board.bureau, order, picks, seed))


def _one_by_one(board: Board, picks: Sequence[Turn]) -> Iterator[Pick]:
    for turn in picks:
        fate = board.fate(turn)
        if fate is PickFate.TAKEN:
            board.take(turn)
        yield turn.came(fate)


def _at_once(board: Board, picks: Sequence[Turn], seed: int) -> Iterator[Pick]:
    """All sections pick at once, and whom several may take prefers the better wish, then the lot (A-29)."""
    bureau = board.bureau
    labels = bureau.instance.tables["sections"]["section_id"]
    fates = [board.fate(turn) for turn in picks]
    offers: dict[int, list[Turn]] = defaultdict(list)
    for turn, fate in zip(picks, fates, strict=True):
        if fate is PickFate.TAKEN:
            offers[turn.cadre].append(turn)
    chosen: dict[int, int] = {}
    for cadre, wanted in offers.items():
        wishes, label = bureau.wishes[cadre], bureau.instance.cadre_id(cadre)
        best = min(wanted, key=lambda t: (wishes[t.section], _lot(seed, labels[t.section], label)))
        board.take(best)
        chosen[cadre] = best.section
    for turn, fate in zip(picks, fates, strict=True):
        if fate is PickFate.TAKEN and chosen[turn.cadre] != turn.section:
            yield turn.came(PickFate.CHOSE_OTHER, chosen[turn.cadre])
        else:
            yield turn.came(fate)


def replay(plan: Plan) -> tuple[Pick, ...]:
    """What came of every pick: those of administrative staff, then those of institution staff (JF-04).

    The first stage starts from what the plan's waivers leave, whom the leading group places before sections
    pick (JL-71); among what they leave are the former members that a section may still keep (JL-70). The
    second stage starts from the places that the plan's first stage leaves. Passes, and picks of people who
    cannot be picked, count with the first.
    """
    bureau, retain = plan.bureau, plan.bureau.policy.sections.retain
    if not bureau.policy.sections.plays:
        return ()
    ahead = (Group.WAIVER,)
    first = Board(bureau, retain.admin_max, plan.members(ahead), plan.seats_beside(ahead), plan.former(ahead))
    second = Board(
        bureau, retain.institution_max, plan.members(ADMINISTRATIVE), plan.seats_left, plan.former(())
    )
    supplement = [t for t in turns(bureau) if bureau.groups.get(t.cadre) is Group.INSTITUTION]
    others = [t for t in turns(bureau) if bureau.groups.get(t.cadre) is not Group.INSTITUTION]
    return (*play(first, others, plan.seed), *play(second, supplement, plan.seed))
