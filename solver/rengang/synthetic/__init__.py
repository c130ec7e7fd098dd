"""Synthetic cities of any size: the knobs, presets, and the generator."""

from rengang.synthetic.city import City, Knob, county, knobs
from rengang.synthetic.generate import generate

__all__ = ["City", "Knob", "county", "generate", "knobs"]
