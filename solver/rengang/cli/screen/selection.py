"""What came of the selection between units, and of direction after it, on the screen."""

from __future__ import annotations

from collections import Counter

from rengang.cli.screen.console import Screen
from rengang.cli.screen.told import Summary, Told
from rengang.model import Stage
from rengang.report.outcome import Outcome


def told(screen: Screen, outcome: Outcome, summary: Summary) -> Told:
    """What there is to say of the selection."""
    return (Told if outcome.allocation is None else SelectionTold)(screen, outcome, summary)


class SelectionTold(Told):
    """Vacancies and blocking pairs that are left, who is not placed, and what waiting rests on."""

    def remarks(self) -> list[str]:
        of, policy, allocation = self.screen.of, self.outcome.policy, self.outcome.allocation
        stages, said = Counter(() if allocation is None else allocation.stage), []
        if not policy.exchanges:  # in an exchange vacancies bind nothing, and who comes replaces who goes
            left = sum(unit["vacancies_left"] for unit in self.summary["units"])
            said.append(of(f"补员后尚有缺员 {left:,} 名", f"vacancies left open: {left:,}"))
        pairs = self.summary["blocking_pairs"]
        if pairs is not None:
            said.append(
                of(
                    f"可行阻塞对 {pairs:,} 对：干部与单位都更愿意要对方、调整后又不违反规定的组合"
                    + ("，见 blocking_pairs.csv" if pairs else ""),
                    f"feasible blocking pairs: {pairs:,} (cadre and unit would both rather have each other, and "
                    "no rule forbids it)" + ("; see blocking_pairs.csv" if pairs else ""),
                )
            )
        if unplaced := stages[Stage.UNPLACED]:
            said.append(
                of(
                    f"未落实的 {unplaced:,} 人，原因逐人见 allocation.csv 的 reason 列",
                    f"not placed: {unplaced:,}; the reason stands beside each in allocation.csv",
                )
            )
        if stages[Stage.WAITING] and policy.refusal.sanction:
            said.append(
                of(
                    f"待岗依据（引用原文，不由程序计算）：{policy.refusal.sanction}",
                    f"on waiting, the regulation's own words (quoted, not computed): {policy.refusal.sanction}",
                )
            )
        return said
