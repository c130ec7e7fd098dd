"""A plot as SVG: the same records give the same bytes.

Readable in black and white: each line has a marker of its own, which stands with its name at the height where the line
ends; ours is thick. What failed has a row of its own above, with a cross at each size where it did.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from itertools import cycle
from typing import Any

from benchmarks.suite.spec import Plot, Series

MARKERS = "sD^vP<>hXpd"
DASHES = ("-", "--", ":")
GREYS = ("0.2", "0.35", "0.5", "0.4")
SETTINGS: Any = {
    "svg.hashsalt": "rengang",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "0.3",
}
WIDTH, HEIGHT, ROW = 9.0, 4.4, 0.2
"""Inches: of the picture, of the axes with their labels, of a line about a failure."""
LEFT, RIGHT = 0.085, 0.62
"""The axes, in widths; the rest is for names and messages."""
GAP = 0.052
"""Least distance of two names, in heights of the axes."""


def as_svg(plot: Plot) -> bytes:
    """The picture of a plot."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    drawn = [s for s in plot.series if s.points]
    failed = [s for s in plot.series if s.failed]
    title = textwrap.wrap(plot.title, 105)
    above = ROW * len(failed) + 0.19 * len(title) + 0.16
    total = HEIGHT + above
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH, total))
        axes = figure.add_axes((LEFT, 0.5 / total, RIGHT - LEFT, (HEIGHT - 0.6) / total))
        _axes(axes, plot)
        looks = _looks(drawn)
        for series, look in zip(drawn, looks, strict=True):
            xs, ys = zip(*sorted(series.points), strict=True)
            axes.plot(xs, ys, **look)
        _name(axes, drawn, looks)
        if failed:
            bottom, height = (HEIGHT + 0.02) / total, ROW * len(failed) / total
            _failures(figure.add_axes((LEFT, bottom, RIGHT - LEFT, height), sharex=axes), failed)
        figure.text(0.01, 1 - 0.05 / total, "\n".join(title), va="top", fontsize=10)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    # trailing blanks, which tools that look after text files remove
    return re.sub(rb"[ \t]+\n", b"\n", out.getvalue())


def _axes(axes: Any, plot: Plot) -> None:
    """Scales, ticks at the sizes that were measured, units."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

    everything = [x for s in plot.series for x, _ in (*s.points, *s.failed)]
    sizes = sorted(set(everything))
    if plot.logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
        heights = [y for s in plot.series for _, y in s.points]
        if max(heights) < 50 * min(heights):
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    if len(sizes) <= 7:
        axes.set_xticks(sizes)
        axes.xaxis.set_minor_locator(NullLocator())
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _plain(value)))
    low, high = sizes[0], sizes[-1]
    if low == high:
        low, high = low * 0.9, high * 1.1 + 1e-9
    margin = (high / low) ** 0.04 if plot.logarithmic else 0.04 * (high - low)
    axes.set_xlim((low / margin, high * margin) if plot.logarithmic else (low - margin, high + margin))
    axes.grid(axis="y", color="0.88", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set(xlabel=plot.x, ylabel=plot.y)


def _plain(value: float) -> str:
    """A tick's value without an exponent.

    >>> [_plain(v) for v in (10_000, 1, 0.01, 1e-05)]
    ['10,000', '1', '0.01', '0.00001']
    """
    return f"{value:,.0f}" if value >= 1 else f"{value:.9f}".rstrip("0").rstrip(".")


def _looks(drawn: Sequence[Series]) -> list[dict[str, Any]]:
    """How the lines are drawn: ours thick, black and filled, the others thin, grey and hollow."""
    ours, others, out = cycle("o" + MARKERS), 0, []
    for series in drawn:
        if series.ours:
            marker = next(ours)
            out.append({"marker": marker, "color": "black", "linewidth": 2.2, "markersize": 6, "zorder": 3})
            continue
        out.append(
            {
                "marker": MARKERS[others % len(MARKERS)],
                "linestyle": DASHES[others % len(DASHES)],
                "color": GREYS[others % len(GREYS)],
                "markerfacecolor": "white",
                "linewidth": 1.1,
                "markersize": 5,
            }
        )
        others += 1
    return out


def _name(axes: Any, drawn: Sequence[Series], looks: Sequence[dict[str, Any]]) -> None:
    """A column of markers and names to the right, each at the height where its line ends, or near it.

    A thin line leads from those lines there that reach the right edge.
    """
    axes.get_ylim()  # the limits follow the lines only when they are asked for
    to_axes = axes.transData + axes.transAxes.inverted()
    ends = [max(series.points) for series in drawn]
    at = [[float(value) for value in to_axes.transform(end)] for end in ends]
    order = sorted(range(len(drawn)), key=lambda k: (at[k][1], drawn[k].label))
    places = spread([at[k][1] for k in order], GAP, 0.0, 1.0)
    last = max(x for x, _ in ends)
    free = {"transform": axes.transAxes, "clip_on": False}
    for k, y in zip(order, places, strict=True):
        axes.plot([1.055], [y], **{**looks[k], "linestyle": "none"}, **free)
        weight = "bold" if drawn[k].ours else "normal"
        axes.text(1.08, y, drawn[k].label, va="center", fontweight=weight, transform=axes.transAxes)
        if ends[k][0] == last:
            axes.plot([at[k][0] + 0.012, 1.035], [at[k][1], y], color="0.6", linewidth=0.6, **free)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones (ascending), at least `gap` apart, within bounds where there is room.

    >>> spread([0.5, 0.5, 0.9], 0.25, 0.0, 1.0)
    [0.25, 0.5, 0.9]
    """
    out = list(wanted)
    ceiling = max(high, low + gap * (len(out) - 1))
    for k in range(len(out) - 1, -1, -1):
        out[k] = min(out[k], ceiling)
        ceiling = out[k] - gap
    floor = low
    for k, place in enumerate(out):
        out[k] = max(place, floor)
        floor = out[k] + gap
    return out


def _failures(axes: Any, failed: Sequence[Series]) -> None:
    """One line for each series: crosses where it failed, its name and its last word."""
    axes.set_axis_off()
    axes.set_ylim(-0.5, len(failed) - 0.5)
    for row, series in enumerate(reversed(failed)):
        xs = [x for x, _ in series.failed]
        axes.plot(xs, [row] * len(xs), "x", color="black", markersize=6, markeredgewidth=1.6, clip_on=False)
        axes.axhline(row, color="0.9", linewidth=0.6, zorder=0)
        axes.annotate(
            textwrap.shorten(f"{_bare(series.label)}: {_last(min(series.failed)[1])}", 52, placeholder=" …"),
            (1.055, row),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7.5,
        )
    middle, beside = (len(failed) - 1) / 2, axes.get_yaxis_transform()
    axes.text(-0.015, middle, "failed", transform=beside, ha="right", va="center", color="0.3")


def _bare(label: str) -> str:
    """A label without its exponent in brackets."""
    return re.sub(r" \([\d.]+\)$", "", label)


def _last(message: str) -> str:
    """A message without the modules before the name of its error."""
    return re.sub(r"^[\w.]*\.(\w+:)", r"\1", message)
