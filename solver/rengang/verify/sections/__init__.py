"""The judge of section plans: who takes part, every hard rule, and every objective, from the tables alone."""

from rengang.verify.sections.judge import SectionsVerdict, judge_sections
from rengang.verify.sections.trace import Missed, Trace, Wish

__all__ = ["Missed", "SectionsVerdict", "Trace", "Wish", "judge_sections"]
