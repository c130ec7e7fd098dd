"""Plots: everything that was measured and everything that failed is on the picture."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.suite.plots import as_svg, spread
from benchmarks.suite.spec import Plot, Series
from hypothesis import given, settings
from hypothesis import strategies as st

SERIES = (
    Series("ours (1.02)", [(10, 0.001), (1_000, 0.1), (100_000, 10.0)], ours=True),
    Series("theirs (2.00)", [(10, 0.01)], [(1_000, "some.module.RecursionError: too deep")]),
    Series("never", [], [(10, "no result within 60 s")]),
)


def test_a_plot_names_lines_sizes_units_and_failures() -> None:
    """Names stand beside the lines, sizes on the axis, and the last word of what failed above."""
    picture = as_svg(Plot("growth", "Growth of a thing.", "people", "seconds", SERIES)).decode()
    said = ["Growth of a thing.", "people", "seconds", "ours (1.02)", "theirs (2.00)", "100,000", "0.001"]
    said += ["theirs: RecursionError: too deep", "never: no result within 60 s"]
    assert [text for text in said if f">{text}<" not in picture] == []
    assert "1e-" not in picture
    assert " \n" not in picture


def test_a_single_size_and_zero_failures_are_drawn_too() -> None:
    """No room for failures is left where there is none, and one point has an axis around it."""
    alone = as_svg(Plot("one", "One.", "people", "seconds", [Series("ours", [(7, 1.0)])]))
    both = as_svg(Plot("one", "One.", "people", "seconds", [Series("ours", [(7, 1.0)], [(8, "no")])]))
    assert b"failed" not in alone
    assert b"failed" in both
    assert as_svg(Plot("line", "Line.", "x", "y", [Series("ours", [(0, 0), (1, 2)])], logarithmic=False))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-0.5, 1.5), max_size=12))
def test_names_keep_their_order_and_their_distance(wanted: list[float]) -> None:
    """Apart by the gap, within the axes where there is room, and where they want to be if that is possible."""
    wanted = sorted(wanted)
    places = spread(wanted, 0.05, 0.0, 1.0)
    assert all(after - before >= 0.05 - 1e-9 for before, after in pairwise(places))
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)
    fits = all(b - a >= 0.05 for a, b in pairwise(wanted)) and all(0 <= w <= 1 for w in wanted)
    if fits:
        assert places == wanted
