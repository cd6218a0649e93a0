"""What was sold in some days: money, orders and units, by channel, and what came back apart.

Said: how much did we sell last week? · sales of blue mugs yesterday · what sold on Etsy this month?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import CHANNEL, LOCATION, SKU
from commands.slots_days import WHEN
from oms import periods, return_figures, sales, settings
from oms.actors import READ
from oms.errors import ShopError
from oms.periods import Days
from oms.records import Channel, Location, Sku
from oms.sales import Only

LISTED = 5


class NotByPlace(ShopError):
    """Sales were asked for of a place, and an order belongs to none."""

    code = "not_by_place"

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(
            f"Sales are counted by channel; {location} is a place, and an order may leave from"
            " several.",
            remedy="Ask for a channel, `sales on Etsy last week`, or for all, `sales last week`.",
        )


@command(
    phrases=[
        "(how much|what) (did we|have we) (sell|sold|take|taken|make) [in|on|for|over] {when}",
        "(how much|what) (did we|have we) (sell|sold|take) on {channel} [in|on|for] {when}",
        "(how much|how many|what) {sku} (did we|have we) (sell|sold) [in|on|for|over] {when}",
        "(how much|how many|what) {sku} (did we|have we) (sell|sold)",
        "what (sold|was sold) [in|on|for|over] {when}",
        "what (sold|was sold) on {channel} [in|on|for|over] {when}",
        "what (sold|was sold) on {channel}",
        "[show me|show|what were] [the|our] (sales|takings|turnover) [in|on|for|of] {when}",
        "[show me|show|what were] [the|our] sales of {sku} [in|on|for|over] {when}",
        "[show me|show|what were] [the|our] sales of {sku}",
        "[show me|show|what were] [the|our] sales on {channel} [in|on|for] {when}",
        "[show me|show|what were] [the|our] sales of {sku} on {channel} [in|for] {when}",
        "[show me|show|what were] [the|our] sales of {sku} on {channel}",
        "{channel} (sales|takings) [in|on|for|over] {when}",
        "{sku} sales [in|on|for|over] {when}",
        "[what are|what were|show me] [the|our] (best|top) sellers [in|on|for|of] {when}",
        "[what are|what were|show me] [the|our] (best|top) sellers",
        "[show me|show] [the] (sales report|sales)",
        "(sales|takings) (in|at|of|for) {location} [in|on|for] {when}",
        "(sales|takings) (in|at|of|for) {location}",
    ],
    slots=[SKU, CHANNEL, WHEN, LOCATION],
    may=READ,
)
def sales_report(
    asked: Asked,
    sku: Sku | None = None,
    channel: Channel | None = None,
    when: Days | None = None,
    location: Location | None = None,
) -> Reply:
    """Say what was sold in some days, by channel and of which products, returns apart."""
    if location is not None:
        raise NotByPlace(location.name)
    meant = when or periods.usual(asked.today)
    zone = settings.zone(asked.books)
    span = meant.span(zone)
    only = Only(sku.id if sku else None, channel.id if channel else None)
    sold = sales.by_channel(asked.books, span, only)
    facts = {
        "days": meant,
        "zone": zone,
        "title": f"{sku.title} ({sku.code})" if sku else "",
        "channel": channel.name if channel else "",
        "sold": sold,
        "worth": sales.in_all(sold),
        "an_order": [] if sku else sales.an_order(sold),
        "orders": sum(one.orders for one in sold),
        "units": sum(one.units for one in sold),
        "best": [] if sku else sales.best(asked.books, span, limit=LISTED, only=only),
        "returned": return_figures.summed(asked.books, span, only),
    }
    return Reply(facts)
