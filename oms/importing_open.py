"""Orders of a file that are still open: when they must leave, what is promised, what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import edit_lines, exceptions, holds, orders, taking
from oms.actors import Who
from oms.capture import Priced, Taxes, capture
from oms.tables.catalogue import Channel
from oms.tables.orders import Charge, Order

RISK = "The channel warns of fraud"


def settle(books: Session, order_ids: Iterable[int], risky: Iterable[int] = (), *, by: Who) -> None:
    """Give newly imported open orders their ship-by day, their holds and their stock.

    An order with a product that is not known here is held, and a case names the product; one of
    which the channel warns is held too.
    """
    warned = set(risky)
    wanted = select(Order).where(Order.id.in_(list(order_ids)), Order.state == "open")
    for order in list(books.scalars(wanted.order_by(Order.placed_at, Order.id))):
        channel = books.get_one(Channel, order.channel_id)
        order.ship_by = taking.ship_by(books, channel, order.placed_at)
        if order.id in warned:
            key = f"import:{order.channel_id}:{order.their_id}:risk"
            holds.place(books, order, "fraud", note=RISK, by=by, key=key)
        taking.opened(books, order, by=by)
        for held in holds.of(books, order):
            if held.kind == "unknown_sku":
                _tell(books, order, held.note)
    books.flush()


def tell_mismatches(books: Session, found: Iterable[tuple[int, int]]) -> None:
    """Open a case for each order whose channel states another total: order id, stated total."""
    for order_id, stated_minor in found:
        taking.tell_mismatch(books, books.get_one(Order, order_id), stated_minor)


def settle_worth(books: Session, held_taxes: Mapping[int, int]) -> None:
    """Settle again what the lines of orders are worth to which lines were added.

    An order of which money was given back keeps what its lines were worth then.

    Args:
        books: an open transaction.
        held_taxes: order id -> the tax that its prices hold, as its file states it.
    """
    for order_id, held_tax_minor in held_taxes.items():
        order = books.get_one(Order, order_id, populate_existing=True)
        every = orders.lines_of(books, order)
        if any(line.refunded_units for line in every):
            continue
        # a kit's components cost nothing themselves and share what it is worth
        lines = [line for line in every if line.parent_line_id is None]
        charges = books.execute(
            select(Charge.kind, Charge.amount_minor).where(Charge.order_id == order_id)
        )
        worth = capture(
            [Priced(line.amount_minor) for line in lines],
            [(kind, minor) for kind, minor in charges],
            Taxes(stated_minor=held_tax_minor),
        )
        for line, value in zip(lines, worth.lines, strict=True):
            line.discount_share_minor, line.net_minor, line.tax_minor = value.parts
            edit_lines.share_with_children(books, line)
    books.flush()


def _tell(books: Session, order: Order, names: str) -> None:
    detail = f"Order {order.number} has products that are not in the catalogue: {names}."
    exceptions.open_case(books, "unknown_sku", f"order {order.number}", detail)
