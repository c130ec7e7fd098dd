"""Synthetic cities and bureaus of any size: the knobs, presets, and the generators."""

from rengang.synthetic.bureau import Bureau, bureau, bureau_knobs
from rengang.synthetic.city import City, Knob, county, knobs
from rengang.synthetic.contest import city_contest
from rengang.synthetic.contest_knobs import CityContest, contest_knobs
from rengang.synthetic.generate import generate

__all__ = [
    "Bureau",
    "City",
    "CityContest",
    "Knob",
    "bureau",
    "bureau_knobs",
    "city_contest",
    "contest_knobs",
    "county",
    "generate",
    "knobs",
]
