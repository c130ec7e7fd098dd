"""Reasons: why everybody gets what they get, in Chinese and English."""

from rengang.explain.explainer import Explainer
from rengang.explain.selection.fates import Fate, Fates
from rengang.explain.selection.obstacles import OBSTACLES, Obstacles

__all__ = ["OBSTACLES", "Explainer", "Fate", "Fates", "Obstacles"]
