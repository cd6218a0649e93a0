"""A figure of the digest as a file for a spreadsheet.

Said: export sales last month · late orders as csv · top sellers this year as a spreadsheet
"""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, MissingWord, Reply, command
from commands.slot_kinds import one_of
from commands.slots_days import WHEN
from oms import settings
from oms.actors import READ
from oms.errors import ShopError
from oms.periods import Days
from oms.slips import FigureFile

FIGURES = {
    "sales by channel": "sales_by_channel", "sales": "sales_by_channel",
    "takings": "sales_by_channel", "sales by day": "sales_by_day",
    "daily sales": "sales_by_day", "top sellers": "top_sellers",
    "best sellers": "top_sellers", "returns": "returns_by_state",
    "late orders": "late_orders", "orders that are late": "late_orders",
    "held orders": "held_orders", "orders on hold": "held_orders",
    "low stock": "low_stock", "what is running out": "low_stock",
    "refunds that wait": "refunds_waiting", "waiting refunds": "refunds_waiting",
    "open refunds": "refunds_waiting", "what does not add up": "exceptions",
    "exceptions": "exceptions", "stock balance": "stock_balance",
    "refunds waiting": "refunds_waiting", "returns by state": "returns_by_state",
}  # fmt: skip
FIGURE = one_of("figure", FIGURES, "sales by channel")
GIVE = "[export|download|show|send|give|get]"
AS_FILE = "(as|to) [a|an] (csv|spreadsheet|excel|file) [file|sheet]"
ONE_DAY = dt.timedelta(days=1)


class FigureOfNow(ShopError):
    """A figure that tells how things stand was asked for of other days."""

    code = "figure_of_now"

    def __init__(self, title: str, said: str) -> None:
        super().__init__(f"“{title}” is how things stand now, not of other days.",
                         remedy=f"Say `export {said}`.")  # fmt: skip


@command(
    phrases=[
        "(export|download) [the|our] {figure} [in|on|for|of|over|from] {when}",
        "(export|download) [the|our] {figure}",
        f"{GIVE} [me] [the|our] {{figure}} [in|on|for|of|over|from] {{when}} {AS_FILE}",
        f"{GIVE} [me] [the|our] {{figure}} {AS_FILE}",
        f"{GIVE} [me] [the|our|a] csv [file] (of|for) [the|our] {{figure}} [in|on|for|of] {{when}}",
        f"{GIVE} [me] [the|our|a] csv [file] (of|for) [the|our] {{figure}}",
        "export (something|figures|a figure)",
    ],
    slots=[FIGURE, WHEN],
    may=READ,
)
def export_figure(asked: Asked, figure: str | None = None, when: Days | None = None) -> Reply:
    """Post a figure of some days as a CSV file."""
    if figure is None:
        raise MissingWord("figure", "export sales last month")
    # tables are imported when one is made: most starts make none
    from oms.figures import morning
    from oms.figures.as_csv import as_csv
    from oms.figures.figure import Period

    wanted, zone = morning.figures()[figure], settings.zone(asked.books)
    if when is not None and wanted.is_of_now:
        raise FigureOfNow(wanted.title, figure.replace("_", " "))
    period = Period.ending(asked.today - ONE_DAY, wanted.days, zone)
    if when is not None:
        period = Period(when.first, when.last, zone)
    table = wanted.build(asked.books, period)
    since, until = (asked.today,) * 2 if wanted.is_of_now else (period.first, period.last)
    text = as_csv(table, settings.value(asked.books, "currency"))
    made = FigureFile(figure, wanted.title, since, until, len(table), text)
    return Reply({"slip": made, "means": wanted.means}, (made,) if made.count else ())
