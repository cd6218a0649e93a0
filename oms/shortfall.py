"""What becomes of the units of an order that no shelf has: as its channel says.

They wait (backorder), a supplier sends them (dropship), or the order is held until a person sees to
it (hold, reject). An order that ships complete, or goods that are not to be promised before they
are there, hold it too. The hold goes when nothing is short any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, dropship, exceptions, holds, kit_lines, suppliers
from oms.dropship import Wish
from oms.tables.catalogue import SPLIT_POLICIES, Channel, Sku
from oms.tables.orders import Order, OrderLine

BACKORDER, HOLD, REJECT, DROPSHIP = "backorder", "hold", "reject", "dropship"
STOCK = "stock"
NEVER = SPLIT_POLICIES[0]


def settle(
    books: Session, order: Order, lines: Sequence[OrderLine], *, kinds: frozenset[str]
) -> None:
    """Do with the short units of a locked order what its channel says.

    Args:
        books: an open transaction.
        order: locked.
        lines: all of it, as they stand now.
        kinds: of the holds in force.
    """
    short = [line for line in kit_lines.physical(lines) if line.backordered > 0]
    channel = books.get_one(Channel, order.channel_id)
    if short:
        _have_sent(books, order, channel, short)
        short = [line for line in short if line.backordered > 0]
    why = _why_held(books, channel, short)
    if why:
        holds.let_wait(books, order, STOCK, note=why, by=actors.system(books))
    elif STOCK in kinds:
        holds.clear(books, order, STOCK, by=actors.system(books))
    _tell_rejected(books, order, channel, short)


def _have_sent(books: Session, order: Order, channel: Channel, short: Sequence[OrderLine]) -> None:
    """Have suppliers send what may be sent: what is never in stock, or all that is short."""
    skus = _skus(books, short)
    wishes = []
    for line in short:
        sku = skus.get(line.sku_id or 0)
        if sku is None or not (channel.on_short == DROPSHIP or sku.kind == "dropship_only"):
            continue
        offer = next(iter(suppliers.offers(books, sku.id)), None)
        if offer is not None:
            wishes.append(Wish(line.id, sku.id, sku.code, sku.title, line.backordered, offer))
    if wishes:
        made = dropship.ask(books, order, wishes, by=actors.system(books))
        numbers = ", ".join(one.number for one in made)
        detail = f"{numbers} for order {order.number} is written and not sent: `text of {numbers}`."
        exceptions.open_case(books, "to_send", f"order {order.number}", detail)


def _why_held(books: Session, channel: Channel, short: Sequence[OrderLine]) -> str | None:
    if not short:
        return None
    titles = ", ".join(f"{line.backordered} × {line.title}" for line in short)
    if channel.split_policy == NEVER:
        return f"ships complete, and waits for {titles}"
    if channel.on_short in (HOLD, REJECT):
        return f"{titles} missing"
    skus = _skus(books, short)
    never = [
        line.title
        for line in short
        # a product that is not known yet has a hold of its own
        if (sku := skus.get(line.sku_id or 0)) is not None and not sku.backorder
    ]
    return f"{', '.join(never)}: not sold before it is there" if never else None


def _tell_rejected(
    books: Session, order: Order, channel: Channel, short: Sequence[OrderLine]
) -> None:
    subject = f"order {order.number}"
    if short and channel.on_short == REJECT:
        titles = ", ".join(f"{line.backordered} × {line.title}" for line in short)
        detail = (
            f"{channel.name} takes no order it cannot fill, and {titles} of order {order.number}"
            " are not there: cancel them, or find stock."
        )
        exceptions.open_case(books, "cannot_fill", subject, detail)
    else:
        exceptions.resolve(books, "cannot_fill", subject)


def _skus(books: Session, lines: Sequence[OrderLine]) -> dict[int, Sku]:
    ids = {line.sku_id for line in lines if line.sku_id is not None}
    return {sku.id: sku for sku in books.scalars(select(Sku).where(Sku.id.in_(ids)))}
