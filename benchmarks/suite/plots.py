"""A plot as SVG: the same records give the same bytes. Readable in black and white: shapes, and labels at the lines."""

from __future__ import annotations

import io
from typing import Any

from benchmarks.suite.spec import Plot, Series

MARKERS = "osD^vP<>hX*p"
SETTINGS = {
    "svg.hashsalt": "rengang",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def as_svg(plot: Plot) -> bytes:
    """The picture of a plot."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(7.2, 4.6), layout="constrained")
        axes = figure.add_subplot()
        if plot.logarithmic:
            axes.set_xscale("log")
            axes.set_yscale("log")
        for k, series in enumerate(s for s in plot.series if s.points):
            _draw(axes, series, k)
        axes.set(xlabel=plot.x, ylabel=plot.y)
        axes.set_title(plot.title, loc="left", fontsize=10)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def _draw(axes: Any, series: Series, k: int) -> None:
    xs, ys = zip(*sorted(series.points), strict=True)
    shade = "black" if series.ours else str(0.25 + 0.1 * (k % 4))
    axes.plot(xs, ys, marker=MARKERS[k % len(MARKERS)], color=shade, linewidth=2.2 if series.ours else 1.1)
    axes.annotate(series.label, (xs[-1], ys[-1]), xytext=(6, 0), textcoords="offset points", va="center")
