"""The picture in the digest: what sold on each day, by channel."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd

from oms.values import decimal_of, money, short_day

COLOURS = ("#2f6f5e", "#e0a030", "#4a6fa5", "#b0563f", "#7b6b8d", "#8a9a5b")
INK, PAPER, GRID = "#23302b", "#ffffff", "#e4e8e5"


class NoCharts(Exception):
    """The extra `charts` is not installed, so the digest goes without its picture."""


def sales_picture(sold: pd.DataFrame, currency: str) -> bytes:
    """Bars of the days, stacked by channel, as a PNG 1280 pixels wide.

    Args:
        sold: rows of the figure sales_by_day.
        currency: ISO 4217 code of the money.

    Raises:
        NoCharts: matplotlib is not there.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as fault:
        raise NoCharts from fault
    shown, others = _of(sold, currency)
    table = shown.pivot_table(index="day", columns="channel", values="total_minor", aggfunc="sum")
    figure = Figure(figsize=(6.4, 3.9), dpi=200, facecolor=PAPER, layout="constrained")
    axes = figure.subplots()
    below = [0.0] * len(table)
    names = [f"{day:%a}"[:2] + f"\n{day.day}" for day in table.index]
    for place, channel in enumerate(table.columns):
        heights = [float(decimal_of(int(minor), currency)) for minor in table[channel]]
        colour = COLOURS[place % len(COLOURS)]
        axes.bar(names, heights, bottom=below, color=colour, label=channel, width=0.72)
        below = [low + high for low, high in zip(below, heights, strict=True)]
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.grid(axis="y", color=GRID)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=11, length=0)
    axes.locator_params(axis="y", nbins=5)
    for side in axes.spines.values():
        side.set_visible(False)
    # letters this large are still read where Slack shows the picture 360 pixels wide
    first, last = short_day(table.index[0]), short_day(table.index[-1])
    left_out = f" (not in it: {others})" if others else ""
    figure.legend(
        title=f"Sales by day, {first} to {last}, {currency}{left_out}",
        title_fontproperties={"size": 14},
        alignment="left",
        loc="outside upper left",
        ncols=3,
        frameon=False,
        labelcolor=INK,
        fontsize=11,
    )
    drawn = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(drawn, format="png")
    return drawn.getvalue()


def sales_alt(sold: pd.DataFrame, currency: str) -> str:
    """What the picture shows, in a sentence: the best day, and yesterday."""
    shown, others = _of(sold, currency)
    summed = shown.groupby("day")["total_minor"].sum()
    by_day: list[tuple[dt.date, int]] = list(
        zip(list(summed.index), [int(minor) for minor in summed], strict=True)
    )
    best, most = max(by_day, key=lambda one: one[1])
    last, latest = by_day[-1]
    left_out = f" Sales in {others} are not in it." if others else ""
    return (
        f"Sales on each of the last {len(by_day)} days. The best was {short_day(best)} with"
        f" {money(most, currency)}; {short_day(last)} had {money(latest, currency)}.{left_out}"
    )


def _of(sold: pd.DataFrame, currency: str) -> tuple[pd.DataFrame, str]:
    """The rows in a currency, every day among them, and which others there are.

    Where nothing was sold in it, its bars are as high as nothing is.
    """
    others = ", ".join(sorted(set(sold["currency"]) - {currency}))
    shown = sold[sold["currency"] == currency]
    if shown.empty:
        days = sold.drop_duplicates("day")
        shown = days.assign(channel="No sales", currency=currency, total_minor=0)
    return shown, others
