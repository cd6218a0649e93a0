"""Why an order is held by itself: unpaid, no address to send to, a product that is not known.

Kinds of holds that other parts place and clear (stock, unknown date, awaiting a return) are not
watched here.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import payments
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderLine
from oms.values import money

WORDS: Mapping[str, str] = {
    "payment": "not paid",
    "fraud": "may be fraud",
    "address": "address",
    "stock": "waits for stock",
    "manual": "by hand",
    "customer": "for the customer",
    "awaiting_return": "waits for a return",
    "unknown_date": "no date known",
    "unknown_sku": "unknown product",
}
"""Kind of hold -> its words."""
WATCHED = ("payment", "address", "unknown_sku")
ADDRESS = ("postcode", "country")


def of(books: Session, order: Order) -> dict[str, str]:
    """The causes there are now: kind of hold -> what is the matter."""
    found = {
        "payment": _unpaid(books, order),
        "address": _no_address(order),
        "unknown_sku": _unknown(books, order),
    }
    return {kind: note for kind, note in found.items() if note}


def _unpaid(books: Session, order: Order) -> str:
    """What is still to be paid, where the channel ships nothing before it is."""
    channel = books.get_one(Channel, order.channel_id)
    asked = payments.of(books, order).asked_minor
    if not channel.payment_required or asked <= 0:
        return ""
    return f"{money(asked, order.currency)} to pay"


def _no_address(order: Order) -> str:
    """What is missing of an address that is known in part; none at all: the channel keeps it."""
    if order.ship_to is None:
        return ""
    missing = [part for part in ADDRESS if not order.ship_to.get(part)]
    return f"{' and '.join(missing)} missing".capitalize() if missing else ""


def _unknown(books: Session, order: Order) -> str:
    """The products that are not in the catalogue and are still owed."""
    lines = books.scalars(
        select(OrderLine)
        .where(OrderLine.order_id == order.id, OrderLine.sku_id.is_(None))
        .order_by(OrderLine.line_no)
    )
    return ", ".join(line.sku_text or line.title for line in lines if line.open_units)
