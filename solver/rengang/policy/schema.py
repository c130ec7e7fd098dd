"""The policy: a regulation as data. Every key with its type, its range, its default and what it means.

A key's dotted name (``intents.max``) is the name that packs, errors, explanations and the documentation use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from rengang.model.values import Group
from rengang.policy.contest import Contest
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

EXCHANGE_RULES = ("exchange-max", "exchange-ttc")


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


class Question(Group):
    """What the texts leave open (A-…), and how it is read."""

    open: str = Field(min_length=1)
    reading: str = Field(min_length=1)


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
        description="每个键、每条规则所依据的条文 | provisions behind each key and each rule of the catalogue",
    )
    documents: Mapping[str, str] = Field(
        default_factory=dict, description="所引文件 | cited documents, by the letters of their provisions"
    )
    provisions: Mapping[str, str] = Field(
        default_factory=dict, description="条文原文 | provisions in the words of their document"
    )
    questions: Mapping[str, Question] = Field(
        default_factory=dict,
        description="条文未明之处及其理解 | what the texts leave open, and how it is read",
    )

    @property
    def exchanges(self) -> bool:
        """Is this a balanced exchange, in which the unmatched stay where they are."""
        return self.balance.mode == "exchange"

    def sentence(self, provision: str) -> str | None:
        """The sentence of a provision, or the question that an A-… settles, None where the policy has none."""
        question = self.questions.get(provision)
        return self.provisions.get(provision) if question is None else question.open

    def rule_of(self, key: str) -> str | None:
        """The rule IDs behind a dotted key, joined, or None."""
        return ", ".join(self.rules[key]) if key in self.rules else None

    @property
    def objectives(self) -> tuple[str, ...]:
        """Names of the two-way objectives in the order in which they are taken."""
        if self.two_way.rule == "none":
            return ()
        if self.exchanges:
            return ("placed", "intent_ranks", "nomination_ranks")
        if self.two_way.rule == "max-placed":
            return ("placed", "blocking_pairs", "intent_ranks", "nomination_ranks")
        return ("blocking_pairs", "placed", "intent_ranks", "nomination_ranks")
