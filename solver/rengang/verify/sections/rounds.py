"""The rounds of the section selection played anew from the picks, and what the plan makes of them (JL-73, 83)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rengang.model.section_plan import Group
from rengang.verify.breach import Breach, Rule
from rengang.verify.sections.bureau import ADMINISTRATIVE, Bureau
from rengang.verify.sections.plan import Plan
from rengang.verify.sections.rules import BY_WISH


@dataclass(frozen=True)
class Turn:
    """One section's pick in one round."""

    round: int
    section: int
    cadre: int
    order: int | None


@dataclass
class Board:
    """The state of play: who was taken, and what each section still has."""

    bureau: Bureau
    group: Group
    most_kept: int
    members: dict[int, list[int]]
    seats: dict[int, int]
    kept: dict[int, int]
    taken: dict[int, Turn] = field(default_factory=dict)

    def may_take(self, turn: Turn) -> bool:
        """Is the person free and willing, a seat left, and does the section keep within its rules."""
        bureau = self.bureau
        if bureau.groups.get(turn.cadre) is not self.group or turn.cadre in self.taken:
            return False
        if turn.section not in bureau.wishes[turn.cadre] or self.seats[turn.section] <= 0:
            return False
        if self._is_former(turn) and self.kept[turn.section] >= self.most_kept:
            return False
        relatives = bureau.kin.get(turn.cadre, [])
        return not any(relative in self.members[turn.section] for relative in relatives)

    def take(self, turn: Turn) -> None:
        """The person joins the section."""
        self.taken[turn.cadre] = turn
        self.members[turn.section].append(turn.cadre)
        self.seats[turn.section] -= 1
        self.kept[turn.section] += self._is_former(turn)

    def _is_former(self, turn: Turn) -> bool:
        return int(self.bureau.former[turn.cadre]) == turn.section


def turns(bureau: Bureau) -> list[list[Turn]]:
    """The picks round by round; passes and sections that take no part are left out."""
    frame = bureau.instance.tables["section_picks"]
    section = bureau.instance.codes(frame["section_id"], "sections", "section_id").tolist()
    cadre = bureau.instance.codes(frame["cadre_id"], "cadres", "cadre_id").tolist()
    rounds: dict[int, list[Turn]] = defaultdict(list)
    for number, s, i, order in zip(
        frame["round"].to_list(), section, cadre, frame["order"].to_list(), strict=True
    ):
        if i >= 0 and s in bureau.capacity:
            rounds[number].append(Turn(number, s, i, order))
    return [rounds[number] for number in sorted(rounds)]


def _lot(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def in_turn(bureau: Bureau, picks: Sequence[Turn], seed: int) -> list[Turn]:
    """The picks of one round in the order of the sections' turns (A-29)."""
    order = bureau.policy.sections.round_order
    labels = bureau.instance.tables["sections"]["section_id"]
    everyone = list(bureau.capacity)

    def key(turn: Turn) -> tuple[int, int, str, int]:
        if order == "fixed":
            return (turn.order is None, turn.order or 0, "", turn.section)
        if order == "rotating":
            return (0, (everyone.index(turn.section) - (turn.round - 1)) % len(everyone), "", turn.section)
        return (0, 0, _lot(seed, turn.round, labels[turn.section]), turn.section)

    return sorted(picks, key=key)


def play(board: Board, seed: int) -> dict[int, Turn]:
    """In which turn each person is taken, all rounds played (JL-73: one a section and round, or none)."""
    bureau = board.bureau
    labels = bureau.instance.tables["sections"]["section_id"]
    for picks in turns(bureau):
        if bureau.policy.sections.round_order != "simultaneous":
            for turn in in_turn(bureau, picks, seed):
                if board.may_take(turn):
                    board.take(turn)
            continue
        offers: dict[int, list[Turn]] = defaultdict(list)
        for turn in picks:
            if board.may_take(turn):
                offers[turn.cadre].append(turn)
        for cadre, wanted in offers.items():
            wishes, label = bureau.wishes[cadre], bureau.instance.cadre_id(cadre)
            board.take(min(wanted, key=lambda t: (wishes[t.section], _lot(seed, labels[t.section], label))))
    return board.taken


def replay(plan: Plan, seed: int) -> dict[int, Turn]:
    """The turn of everybody whom the picks place: administrative staff, then institution staff (JF-04).

    The first stage starts from what the plan's waivers leave, whom the leading group places before sections
    pick (JL-71); among what they leave are the former members that a section may still keep (JL-70). The
    second stage starts from the places that the plan's first stage leaves.
    """
    bureau, retain = plan.bureau, plan.bureau.policy.sections.retain
    ahead = (Group.WAIVER,)
    first = Board(
        bureau, Group.ADMIN, retain.admin_max,
        plan.members(ahead), plan.seats_beside(ahead), plan.former(ahead),
    )  # fmt: skip
    second = Board(
        bureau, Group.INSTITUTION, retain.institution_max,
        plan.members(ADMINISTRATIVE), plan.seats_left, plan.former(()),
    )  # fmt: skip
    return play(first, seed) | play(second, seed)


def check_rounds(plan: Plan, taken: Mapping[int, Turn]) -> list[Breach]:
    """Exactly those whom a section took in its turn have it by wish (JL-73, 74, 83, 84)."""
    if plan.bureau.policy.sections.rule != "rounds":
        return []
    ignored = Rule(
        "section-pick-ignored", "{section} 按轮次选定了 {cadre}，方案却未照此安排",
        "{section} took {cadre} in its turn, but the plan does otherwise", ("JL-73", "JL-83"),
    )  # fmt: skip
    invented = Rule(
        "section-not-picked", "各轮中 {section} 没有选定 {cadre}，方案却列为双向选择",
        "{section} did not take {cadre} in any round, but the plan says so", ("JL-74", "JL-84"),
    )  # fmt: skip
    by_wish = {
        c: s
        for c, s in plan.placed((Group.ADMIN, Group.INSTITUTION)).items()
        if plan.stage[c] in BY_WISH and s in plan.bureau.wishes[c]
    }
    won = {cadre: turn.section for cadre, turn in sorted(taken.items())}
    lost = [(c, s) for c, s in won.items() if c in plan.section and by_wish.get(c) != s]
    extra = [(c, s) for c, s in by_wish.items() if c not in taken]
    case = plan.bureau.case
    return [
        *ignored.broken(case, cadre=[c for c, _ in lost], section=[s for _, s in lost]),
        *invented.broken(case, cadre=[c for c, _ in extra], section=[s for _, s in extra]),
    ]
