"""Words about a selection between units: ranks in a row, seats and why so many, how equals are chosen among."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from rengang.errors import Text
from rengang.explain.selection.fates import Fates
from rengang.explain.words import cited, joined
from rengang.policy import Policy
from rengang.policy.words import WORDS

_SHOWN = 4
"""Ranks listed one by one; longer lists are summed up."""


def ranks_text(ranks: Sequence[int]) -> Text:
    """Nomination ranks of those who were taken: each while they are few, else first and last."""
    if len(ranks) <= _SHOWN:
        some = [str(r) for r in ranks]
        plural = "s" if len(some) > 1 else ""
        return Text(f"提名第 {'、'.join(some)} 位", f"rank{plural} {listed(some)}")
    return Text(
        f" {len(ranks)} 人（提名第 {ranks[0]} 至第 {ranks[-1]} 位）",
        f"{len(ranks)} cadres of ranks {ranks[0]} to {ranks[-1]}",
    )


def listed(items: Sequence[str]) -> str:
    """1; 1 and 2; 1, 2 and 3."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def seats_text(fates: Fates, unit: int) -> Text:
    """How many may arrive, and what makes it fewer than was published."""
    upper, published = int(fates.seats.upper[unit]), int(fates.instance.vacancies[unit])
    if upper == published:
        return Text(f"名额 {upper} 个", f"{upper} seat{'' if upper == 1 else 's'}")
    room, balance = int(fates.seats.room[unit]), int(fates.seats.balance[unit])
    policy, out = fates.policy, int(fates.seats.out[unit])
    causes = []
    if room == upper:
        causes.append(cited(Text("编制上限", "the establishment cap"), policy, "caps.establishment"))
    if balance == upper:
        tolerance = policy.balance.tolerance
        causes.append(
            cited(
                Text(
                    f"进出平衡（调出 {out} 人，差额至多 {tolerance}）",
                    f"the balance of arrivals and departures ({out} leave, difference at most {tolerance})",
                ),
                policy,
                "balance.mode",
            )
        )
    why = joined(causes, "和", " and ")
    if not causes:
        why = cited(
            Text("垂直管理单位不参加", "vertical units taking no part"), policy, "scope.exclude_vertical"
        )
    return Text(
        f"公布缺员 {published} 人，因{why.zh}，实际可进 {upper} 人",
        f"{published} vacancies were published but {upper} may arrive because of {why.en}",
    )


def selection_text(policy: Policy) -> Text:
    """How the rule chooses among equals."""
    match policy.two_way.rule:
        case "stable" | "max-placed":
            return Text(
                "并列者之间由整体目标决定（使全局的阻塞对、安置人数与名次最好），不表示谁更优",
                "among equals the whole decides (blocking pairs, number placed and ranks over everybody), "
                "which says nothing of merit",
            )
        case "cadre-da" | "unit-da" | "immediate":
            keys = [WORDS["two_way.tie_break"][key] for key in policy.two_way.tie_break]
            zh = "、".join([*(k.zh for k in keys), "干部编号"])
            en = ", then ".join([*(k.en for k in keys), "cadre id"])
            return Text(f"并列者依次按{zh}排先后", f"among equals the order is {en}")
        case "none" | "exchange-max" | "exchange-ttc" as rule:
            raise ValueError(f"nobody loses to an equal under {rule}")
        case unknown:
            assert_never(unknown)
