"""What came of a section selection, on the screen."""

from __future__ import annotations

from rengang.cli.screen.console import Screen
from rengang.cli.screen.told import Summary, Told
from rengang.report.outcome import Outcome


def told(screen: Screen, outcome: Outcome, summary: Summary) -> Told:
    """What there is to say of the section selection."""
    return (Told if outcome.sections is None else SectionsTold)(screen, outcome, summary)


class SectionsTold(Told):
    """The sections that miss a former institution member whom they must keep."""

    def lists(self, *, at_length: bool) -> None:
        screen, outcome, unkept = self.screen, self.outcome, self.summary["sections"]["unkept"]
        if not unkept:
            return
        names = dict(zip(outcome.roster.tables["sections"]["section_id"], outcome.section_names, strict=True))
        listed = screen.of("、", ", ").join(
            screen.of(f"{names[s]}（{s}）", f"{names[s]} ({s})") for s in unkept
        )
        screen.line(
            screen.of(
                f"应留原事业人员而未留的科室（JL-81）：{listed}",
                f"sections that miss a former institution member (JL-81): {listed}",
            )
        )
        screen.line()
