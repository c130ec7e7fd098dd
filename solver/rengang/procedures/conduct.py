"""What a procedure is to a campaign: what it reads, when it is asked for, how it runs.

Each procedure's package has a module `conduct` with its :class:`Conduct`; :func:`conduct_of` finds it by the name of
the procedure, so that the campaign is a list.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module

import numpy as np

from rengang.errors import Text
from rengang.limits import Limits
from rengang.model import Instance, Progress, Reporter, Requirement, Status
from rengang.model.arrays import UInt32
from rengang.model.procedure import Procedure
from rengang.model.result import Part
from rengang.policy import Policy
from rengang.procedures.between import Between
from rengang.procedures.movers import held
from rengang.rules.catalogue import rules

STEP: dict[str, Text] = {
    **{procedure.value: procedure.words for procedure in Procedure},
    "prepare": Text("整理资料", "preparing"),
    "coupled": Text("双向选择与定向交流统筹", "both stages together"),
    "conflict": Text("查找矛盾要求", "looking for the conflicting requirements"),
    "verify": Text("独立复核", "independent verification"),
}
"""What each step is called in progress reports and in ``Result.seconds``."""


@dataclass
class Work:
    """What the procedures of a campaign hand on.

    Attributes
    ----------
    instance
        What was handed in.
    screens
        Does the campaign end with the contest's shortlists.
    held
        Which rules hold back whom of the pool; they are among the stayers of `roster`.
    roster
        What the procedures so far have left of the instance (TX-05).
    parts
        The answers so far.
    between
        What the procedures between units share; None before the first of them.
    seconds, notes, conflict, status
        The time of each step, what a reader should know, and with INFEASIBLE why.
    """

    instance: Instance
    policy: Policy
    limits: Limits
    reporter: Reporter
    screens: bool = False
    held: UInt32 = field(init=False)
    roster: Instance = field(init=False)
    parts: dict[Procedure, Part] = field(default_factory=dict)
    between: Between | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    conflict: tuple[Requirement, ...] = ()
    status: Status = Status.OPTIMAL

    def __post_init__(self) -> None:
        mask = held(self.instance, self.policy)
        self.held = np.where(self.instance.in_pool, mask, np.uint32(0)).astype(np.uint32)
        self.roster = self.instance.staying(self.held > 0) if self.held.any() else self.instance

    @property
    def goes_on(self) -> bool:
        """Has no procedure so far ended without an answer."""
        return self.status.answers

    @property
    def moves_anybody(self) -> bool:
        """Is a procedure between units asked for: beside others only where somebody is left who may be moved."""
        if not self.parts:
            return True
        policy = self.policy
        return len(self.roster.pool) > 0 and (policy.two_way.selects or policy.directs)

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Time a step; the value is the callback (done, total) that reports its progress."""
        began = time.perf_counter()
        self.reporter(Progress(STEP[name]))
        try:
            yield lambda done, total: self.reporter(Progress(STEP[name], done, total))
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began

    def ends(self, status: Status, conflict: tuple[Requirement, ...] = ()) -> None:
        """The campaign has no answer: infeasible, with what contradicts itself, or unknown."""
        self.status, self.conflict = status, conflict
        if self.between is not None:
            self.between.selection = self.between.directed = None

    def infeasible(self, explain: Callable[[], tuple[Requirement, ...]]) -> None:
        """The campaign has no answer, and it is to be found out why."""
        with self.step("conflict"):
            found = explain()
        self.ends(Status.INFEASIBLE, found)

    def proves(self, status: Status) -> None:
        """A part is proven, or only feasible."""
        if status is not Status.OPTIMAL:
            self.status = Status.FEASIBLE


@dataclass(frozen=True)
class Conduct:
    """A procedure.

    Attributes
    ----------
    name
        Which.
    tables, keys
        The tables that it reads, and the policy keys or groups of keys; :attr:`reads` adds the keys of the rules that
        bind it. Nothing else may change its part, so that a part whose inputs did not change can be used again.
    due
        Is it asked for, by the policy and by what is left of the roster.
    run
        Runs it and hands its part to the work.
    """

    name: Procedure
    tables: tuple[str, ...]
    keys: tuple[str, ...]
    due: Callable[[Work], bool]
    run: Callable[[Work], None]

    @property
    def reads(self) -> tuple[str, ...]:
        """The policy keys that it reads: its own, and those of the rules that bind it."""
        of_rules = (key for rule in rules(binds=self.name) for key in (*rule.keys, *rule.on, *rule.off))
        return tuple(dict.fromkeys((*self.keys, *of_rules)))


def conduct_of(procedure: Procedure) -> Conduct:
    """How a procedure is conducted."""
    conduct: Conduct = import_module(f"rengang.procedures.{procedure.value}.conduct").CONDUCT
    return conduct
