"""The judge of section plans: who takes part, every hard rule, and every objective, from the tables alone."""

from rengang.verify.sections.judge import SectionsVerdict, judge_sections

__all__ = ["SectionsVerdict", "judge_sections"]
