"""The policy: a regulation as data. Every key with its type, its range, its default and what it means.

A key's dotted name (``intents.max``) is the name that packs, errors, explanations and the documentation use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from rengang.policy.contest import Contest
from rengang.policy.sections import Sections
from rengang.policy.values import Group, Level

Relation = Literal["spouse", "lineal", "collateral", "in_law"]
Rule = Literal[
    "stable", "max-placed", "cadre-da", "unit-da", "immediate", "none", "exchange-max", "exchange-ttc"
]
BalanceMode = Literal["capacity", "release", "exchange"]
TieKey = Literal["score", "work_start", "birth_date", "unit_since"]
HardCriterion = Literal["establishment_type", "level"]
Weight = Annotated[int, Field(ge=0, le=1_000_000)]

EXCHANGE_RULES = ("exchange-max", "exchange-ttc")


class Scope(Group):
    """Who and what takes part."""

    exclude_vertical: bool = Field(
        True, description="垂直管理单位不参加 | vertically managed units take no part"
    )
    levels: tuple[Level, ...] = Field(
        ("staff",), description="双向选择面向的职务层次 | levels that the two-way selection is meant for"
    )


class Avoidance(Group):
    """Relatives who may not share a unit."""

    relations: tuple[Relation, ...] = Field(
        ("spouse", "lineal", "collateral", "in_law"),
        description="须回避的亲属关系；空列表表示不设回避 | relations to be avoided; empty: none",
    )


class Intents(Group):
    """The wishes of the cadres."""

    max: int = Field(2, ge=1, le=100, description="每人可填意向数 | intents a cadre may file")
    ordered: bool = Field(
        True, description="意向是否分先后；否则视为并列 | are intents ordered; if not they are tied"
    )


class Nomination(Group):
    """The nominations of the units."""

    ratio: int = Field(2, ge=1, le=100, description="每缺员一名可提名人数 | nominations per vacancy")
    bound: Literal["at_most", "exactly", "at_least"] = Field(
        "at_most",
        description="比例的含义；人选不足时以全部为限 | what the ratio bounds; short lists may name all",
    )
    source: Literal["as_given", "score"] = Field(
        "as_given", description="按提名顺序，或按得分排序 | ranks as handed in, or made from scores"
    )


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


class Balance(Group):
    """Headcount balance."""

    mode: BalanceMode = Field("capacity", description="进出平衡方式 | what binds the inflow of a unit")
    tolerance: int = Field(0, ge=0, le=1_000_000, description="进出差额允许值 | allowed |in − out|")


class Caps(Group):
    """Establishment caps."""

    establishment: Literal["off", "total", "by_type"] = Field(
        "by_type",
        description="编制上限：之后人数 ≤ max(之前, 编制数)；by_type 另要求编制类型相同 | "
        "after ≤ max(before, authorised); by_type also asks for the same establishment type",
    )


class DirectedWeights(Group):
    """Cost of each mismatch in directed placement; the sum over the placed is minimised."""

    unlisted: Weight = Field(20, description="未填报该单位 | the cadre did not list the unit")
    system: Weight = Field(10, description="跨系统 | another system")
    region: Weight = Field(4, description="跨片区 | another region")
    speciality: Weight = Field(3, description="专业不对口 | the unit has no post for the speciality")


class Directed(Group):
    """Directed placement."""

    hard: tuple[HardCriterion, ...] = Field(
        ("establishment_type", "level"), description="必须一致的条件 | what must agree"
    )
    weights: DirectedWeights = DirectedWeights()


class Unmatched(Group):
    """What becomes of those whom the selection leaves without a unit."""

    two_way: Literal["directed", "next_round"] = Field(
        "directed", description="双向选择落岗人员的去向 | where the unmatched go"
    )


class Refusal(Group):
    """The sanction for refusing directed placement: quoted, never computed."""

    months: int = Field(12, ge=0, le=120, description="待岗月数 | months of waiting")
    sanction: str = Field("", description="处理办法原文 | the sanction in the regulation's words")


class Policy(Group):
    """A regulation as data."""

    id: str = "custom"
    title: str = ""
    title_en: str = ""
    scope: Scope = Scope()
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
        default_factory=dict, description="每个键所依据的规则 | rule IDs behind each key"
    )

    @property
    def exchanges(self) -> bool:
        """Is this a balanced exchange, in which the unmatched stay where they are."""
        return self.balance.mode == "exchange"

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
