"""What has been decided so far: who sits where, how many seats and former members each section still may take."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rengang.model import Instance
from rengang.model.arrays import Bool, Int32, Int64
from rengang.policy import Policy
from rengang.procedures.sections.participants import Bureau, Part, bureau
from rengang.procedures.sections.relatives import Kin, relatives


@dataclass(eq=False)
class State:
    """The selection as it proceeds.

    Attributes
    ----------
    at
        Site of everybody who sits in one, occupants and exempt people included.
    left : int64, shape (sites,)
        Seats left.
    kept_admin, kept_institution : int64, shape (sites,)
        Former members that each section has been given, by stage.
    wish
        Order of the declared section that was met, of everybody placed by wish or pick.
    directed
        Who was placed without having chosen.
    """

    instance: Instance
    policy: Policy
    bureau: Bureau
    kin: Kin
    at: dict[int, int]
    left: Int64
    kept_admin: Int64
    kept_institution: Int64
    wish: dict[int, int] = field(default_factory=dict)
    directed: dict[int, int] = field(default_factory=dict)

    def keep(self, part: Part) -> Int64:
        """Former members that each section may still be given (JL-70, JL-81, A-28: one limit for each stage)."""
        retain = self.policy.sections.retain
        if part is Part.INSTITUTION:
            return np.maximum(retain.institution_max - self.kept_institution, 0)
        return np.maximum(retain.admin_max - self.kept_admin, 0)

    def give(self, cadre: int, site: int, order: int) -> None:
        """Put a participant into a section: by wish where `order` > 0, else directed."""
        self.at[cadre] = site
        self.left[site] -= 1
        if order > 0:
            self.wish[cadre] = order
        else:
            self.directed[cadre] = site
        if self.bureau.former[cadre] == site:
            of_stage = (
                self.kept_institution if self.bureau.part[cadre] == Part.INSTITUTION else self.kept_admin
            )
            of_stage[site] += 1

    def members(self) -> tuple[Int32, Int32]:
        """(cadres, sites) of everybody who sits somewhere, ascending."""
        who = sorted(self.at)
        return np.array(who, dtype=np.int32), np.array([self.at[i] for i in who], dtype=np.int32)

    def must(self) -> Bool:
        """Sections that have to take a former institution member (JL-81).

        「该科原行政一般人员未保留的，则必须选择一名原在该科室工作的事业人员」: the section kept no former
        administrative member, seats are left after the administrative stage, and somebody of its former
        institution staff declared it with consent. Where nobody did, it cannot be asked.
        """
        declared = np.zeros(self.bureau.sites, dtype=bool)
        for i in self.bureau.who(Part.INSTITUTION).tolist():
            former = int(self.bureau.former[i])
            if former in self.bureau.wishes.get(i, ()):
                declared[former] = True
        if self.policy.sections.retain.institution_min_if_no_admin == 0:
            return np.zeros(self.bureau.sites, dtype=bool)
        asked: Bool = declared & (self.kept_admin == 0) & (self.left > 0)
        return asked


def begin(instance: Instance, policy: Policy) -> State:
    """The state before anybody is selected: occupants and exempt people sit (JL-82: they come first)."""
    made = bureau(instance, policy)
    seated = np.flatnonzero(made.seat >= 0)
    return State(
        instance=instance,
        policy=policy,
        bureau=made,
        kin=relatives(instance, policy),
        at=dict(zip(seated.tolist(), made.seat[seated].tolist(), strict=True)),
        left=made.seats.copy(),
        kept_admin=np.zeros(made.sites, dtype=np.int64),
        kept_institution=np.zeros(made.sites, dtype=np.int64),
    )
