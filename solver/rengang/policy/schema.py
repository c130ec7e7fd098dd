"""The policy: a regulation as data. Every key with its type, its range, its default and what it means.

A key's dotted name (``intents.max``) is the name that packs, errors, explanations and the documentation use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never, get_args

from pydantic import Field

from rengang.model.procedure import Procedure
from rengang.model.values import Group
from rengang.policy.contest import Contest
from rengang.policy.provisions import Provision
from rengang.policy.sections import Sections
from rengang.rules.avoidance import Avoidance
from rengang.rules.balance import Balance
from rengang.rules.direction import Directed
from rengang.rules.establishment import Caps
from rengang.rules.near_retirement import Retirement
from rengang.rules.nomination import Intents, Nomination
from rengang.rules.refusal import Refusal
from rengang.rules.vertical import Scope

Rule = Literal[
    "stable", "max-placed", "cadre-da", "unit-da", "immediate", "none", "exchange-max", "exchange-ttc"
]
TieKey = Literal["score", "work_start", "birth_date", "unit_since"]


def is_exchange(rule: Rule) -> bool:
    """Does the rule belong to ``balance.mode = "exchange"``."""
    match rule:
        case "exchange-max" | "exchange-ttc":
            return True
        case "stable" | "max-placed" | "cadre-da" | "unit-da" | "immediate" | "none":
            return False
        case unknown:
            assert_never(unknown)


def is_by_steps(rule: Rule) -> bool:
    """Is the result what the steps of the rule lead to, whatever the objectives say."""
    match rule:
        case "cadre-da" | "unit-da" | "immediate" | "exchange-ttc":
            return True
        case "stable" | "max-placed" | "exchange-max" | "none":
            return False
        case unknown:
            assert_never(unknown)


RULES: tuple[Rule, ...] = get_args(Rule)
EXCHANGE_RULES = tuple(rule for rule in RULES if is_exchange(rule))
STEP_RULES = tuple(rule for rule in RULES if is_by_steps(rule))


class TwoWay(Group):
    """How both sides are matched."""

    rule: Rule = Field(
        "stable", description="匹配规则；none 表示不作双向选择 | matching rule; none: no selection"
    )
    lookahead: bool = Field(
        False, description="匹配时保证其余人员仍可定向安排 | match so that the rest can still be placed"
    )
    tie_break: tuple[TieKey, ...] = Field(
        ("score",),
        description="延迟接受与即时接受中单位并列时的先后，最后按干部编号 | "
        "order among a unit's ties in deferred and immediate acceptance; cadre_id comes last",
    )

    @property
    def selects(self) -> bool:
        """Is there a selection or an exchange at all."""
        match self.rule:
            case "none":
                return False
            case (
                "stable"
                | "max-placed"
                | "cadre-da"
                | "unit-da"
                | "immediate"
                | "exchange-max"
                | "exchange-ttc"
            ):
                return True
            case unknown:
                assert_never(unknown)


class Exchange(Group):
    """The balanced exchange."""

    priority: tuple[Literal["unit_since", "work_start", "birth_date"], ...] = Field(
        ("unit_since", "work_start", "birth_date"),
        description="交换链中单位派出人员的先后，最后按干部编号 | "
        "whom a unit lets go first in trading cycles (earliest date first); cadre_id comes last",
    )


class Unmatched(Group):
    """What becomes of those whom the selection leaves without a unit."""

    two_way: Literal["directed", "next_round"] = Field(
        "directed", description="双向选择落岗人员的去向 | where the unmatched go"
    )

    @property
    def are_directed(self) -> bool:
        """Are they directed; else they wait for another round."""
        match self.two_way:
            case "directed":
                return True
            case "next_round":
                return False
            case unknown:
                assert_never(unknown)


class Policy(Group):
    """A regulation as data."""

    id: str = "custom"
    title: str = ""
    title_en: str = ""
    scope: Scope = Scope()
    moves: Retirement = Retirement()
    contest: Contest = Contest()
    sections: Sections = Sections()
    avoidance: Avoidance = Avoidance()
    intents: Intents = Intents()
    nomination: Nomination = Nomination()
    two_way: TwoWay = TwoWay()
    exchange: Exchange = Exchange()
    balance: Balance = Balance()
    caps: Caps = Caps()
    directed: Directed = Directed()
    unmatched: Unmatched = Unmatched()
    refusal: Refusal = Refusal()
    rules: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="每个键和每条规则所依据的条文 | IDs of the provisions behind each key, and each rule by its code",
    )
    provisions: Mapping[str, Provision] = Field(
        default_factory=dict, description="条文编号及原文 | the provisions by their IDs"
    )

    @property
    def exchanges(self) -> bool:
        """Is this a balanced exchange, in which the unmatched stay where they are."""
        match self.balance.mode:
            case "exchange":
                return True
            case "capacity" | "release":
                return False
            case unknown:
                assert_never(unknown)

    @property
    def directs(self) -> bool:
        """Is there directed placement of those whom the selection leaves; never in an exchange."""
        return not self.exchanges and self.unmatched.are_directed

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The procedures that the policy asks for, in the order of a campaign."""
        asked = {
            Procedure.CONTEST: self.contest.rule != "none",
            Procedure.SECTIONS: self.sections.rule != "none",
            Procedure.TWO_WAY: not self.exchanges and self.two_way.rule != "none",
            Procedure.EXCHANGE: self.exchanges and self.two_way.rule != "none",
            Procedure.DIRECTED: not self.exchanges and self.unmatched.two_way == "directed",
        }
        return tuple(procedure for procedure in Procedure if asked[procedure])

    def rule_of(self, key: str) -> str | None:
        """The IDs of the provisions behind a dotted key, joined, or None."""
        return ", ".join(self.rules[key]) if key in self.rules else None

    @property
    def objectives(self) -> tuple[str, ...]:
        """Names of the two-way objectives in the order in which they are taken."""
        match self.two_way.rule:
            case "none":
                return ()
            case "exchange-max" | "exchange-ttc":
                return ("placed", "intent_ranks", "nomination_ranks")
            case "max-placed":
                return ("placed", "blocking_pairs", "intent_ranks", "nomination_ranks")
            case "stable" | "cadre-da" | "unit-da" | "immediate":
                return ("blocking_pairs", "placed", "intent_ranks", "nomination_ranks")
            case unknown:
                assert_never(unknown)
