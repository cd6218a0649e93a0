"""The real trade under the example shop: where its file is, and how it comes in, moved to now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from oms import actors, catalogue, demo, importing
from oms.channels import profile
from oms.channels.orders_file import OrdersFile
from oms.database import Database
from oms.importing_plan import Plan, StockPolicy
from oms.order_in import OrderIn, Rejected

EXCERPT = Path(__file__).parent / "try_data" / "online_retail_two_weeks.csv.gz"
WHOLE = "online_retail/online_retail_2010-12_to_2011-10.csv.gz"
ZONE = "Europe/London"
LAST_DAY = dt.date(2011, 10, 31)
"""Of both files; all dates are moved by whole weeks, to bring it to yesterday or just after."""


@dataclass(frozen=True)
class History:
    """A file of past trade."""

    path: Path
    whole: bool

    def said(self) -> str:
        """Which file it is, for the person at the terminal."""
        if self.whole:
            return f"eleven months of a real retailer's trade ({self.path.name})"
        return "two weeks of a real retailer's trade (the excerpt that comes with Backroom)"


def find(data: Path | None) -> History:
    """The whole file where it is, else the excerpt that is shipped."""
    whole = data / WHOLE if data is not None else None
    if whole is not None and whole.is_file():
        return History(whole, whole=True)
    return History(EXCERPT, whole=False)


def load(
    database: Database, history: History, *, today: dt.date, progress: Callable[[int], None]
) -> None:
    """Take the past orders into the shop's channels, each line moving its stock.

    Accounts buy wholesale; what has no account went over the counter or through the website.

    Args:
        database: with the shop's places and channels in it.
        history: what to take.
        today: a date in the shop's zone; nothing comes in from after yesterday.
        progress: told the lines read so far.
    """
    with database.writing() as books:
        channels = {
            code: catalogue.channel(books, code).id for code in ("wholesale", "website", "counter")
        }
        places = [place.id for place in catalogue.locations(books)]
        by = actors.system(books, source="import")

    def channel_of(document: OrderIn) -> int:
        if document.customer is not None:
            return channels["wholesale"]
        postage = any(line.charge == "shipping" for line in document.lines)
        return channels["website" if postage else "counter"]

    source = OrdersFile(history.path, profile.load("orders", "online_retail"))
    importing.take_documents(
        database,
        _moved(source, today),
        Plan(
            channel_of=channel_of,
            place_of=lambda document: demo.home_of(document.their_number, places),
            policy=StockPolicy.MOVEMENTS,
            title_of=source.title_of,
        ),
        by=by,
        rejected=lambda _: None,
        progress=progress,
    )


def _moved(documents: Iterable[OrderIn | Rejected], today: dt.date) -> Iterator[OrderIn | Rejected]:
    """The documents with their dates moved to now; weekdays and times of day stay."""
    zone, by = ZoneInfo(ZONE), demo.weeks_to_yesterday(LAST_DAY, today)
    for document in documents:
        if isinstance(document, Rejected):
            continue
        placed = document.placed_at.astimezone(zone) + by  # adds to the clock on the wall
        if placed.date() < today:
            yield replace(document, placed_at=placed.astimezone(dt.UTC))
