"""Purchase orders: finding one, what is still to come on it, and the state that follows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import locks
from oms.errors import BadQuantity, ShopError
from oms.purchase_states import OPEN, settled
from oms.tables.catalogue import Supplier
from oms.tables.orders import Order
from oms.tables.purchasing import PurchaseLine, PurchaseOrder


class FewerWanted(ShopError):
    """More units were said than wait, or than are to come."""

    code = "fewer_wanted"

    def __init__(self, units: int, there: int, what: str) -> None:
        self.units, self.there = units, there
        super().__init__(
            f"{units} were said, and only {there} {what}.", remedy=f"Say {there}, or fewer."
        )


class NothingToCome(ShopError):
    """A purchase order of which nothing (of that product) is to come any more."""

    code = "nothing_to_come"

    def __init__(self, number: str, state: str) -> None:
        self.number = number
        super().__init__(
            f"Nothing of that is to come on {number}: it is {state.replace('_', ' ')}.",
            remedy="Ask how its order stands.",
        )


class UnknownPurchase(ShopError):
    """No purchase order has that number, or none is open for what was named."""

    code = "unknown_purchase"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"There is no open purchase order for {said}.",
            remedy="Its number stands on the order: `where is order …?`",
        )


def locked(books: Session, purchase_id: int) -> tuple[PurchaseOrder, Order]:
    """A dropship purchase order and its order, both locked, the order first."""
    order_id = books.get_one(PurchaseOrder, purchase_id).order_id
    if order_id is None:
        raise UnknownPurchase(books.get_one(PurchaseOrder, purchase_id).number)
    order = locks.order(books, order_id)
    found = books.get_one(PurchaseOrder, purchase_id, with_for_update=True, populate_existing=True)
    return found, order


def open_lines(
    books: Session, purchase: PurchaseOrder, units: Mapping[int, int]
) -> list[PurchaseLine]:
    """The lines of a locked purchase order that units are said of.

    Raises:
        BadQuantity: none is, or more than are to come.
    """
    lines = [line for line in lines_of(books, purchase) if line.id in units]
    if len(lines) != len(units) or not units:
        raise BadQuantity(0)
    for line in lines:
        if not 1 <= units[line.id] <= line.units - line.received - line.cancelled:
            raise BadQuantity(units[line.id])
    return lines


def lines_of(books: Session, purchase: PurchaseOrder) -> list[PurchaseLine]:
    """The lines of a purchase order, read afresh."""
    wanted = select(PurchaseLine).where(PurchaseLine.purchase_order_id == purchase.id)
    again = wanted.order_by(PurchaseLine.id).execution_options(populate_existing=True)
    return list(books.scalars(again))


def to_come(books: Session, purchase: PurchaseOrder, sku_id: int | None = None) -> dict[int, int]:
    """Purchase line id -> units that are still to be sent, of one SKU or of all."""
    return {
        line.id: left
        for line in lines_of(books, purchase)
        if sku_id in (None, line.sku_id) and (left := line.units - line.received - line.cancelled)
    }


def of_order(books: Session, order: Order, supplier_id: int | None = None) -> list[PurchaseOrder]:
    """The dropship purchase orders of an order from which something may still come."""
    wanted = select(PurchaseOrder).where(
        PurchaseOrder.order_id == order.id, PurchaseOrder.state.in_(OPEN)
    )
    if supplier_id is not None:
        wanted = wanted.where(PurchaseOrder.supplier_id == supplier_id)
    return list(books.scalars(wanted.order_by(PurchaseOrder.id)))


def by_number(books: Session, said: str) -> PurchaseOrder:
    """The purchase order with that number, such as PO-3.

    Raises:
        UnknownPurchase: there is none.
    """
    wanted = select(PurchaseOrder).where(PurchaseOrder.number == said.strip().upper())
    found = books.scalars(wanted).first()
    if found is None:
        raise UnknownPurchase(said)
    return found


def the_one(books: Session, order: Order | None, supplier: Supplier | None = None) -> PurchaseOrder:
    """The purchase order that is meant by an order and perhaps a supplier: the oldest open one.

    Raises:
        UnknownPurchase: none is open.
    """
    found = of_order(books, order, supplier.id if supplier else None) if order else []
    if not found:
        by = f" from {supplier.name}" if supplier else ""
        raise UnknownPurchase(f"order {order.number if order else ''}{by}")
    return found[0]


def chosen(
    books: Session, purchase: PurchaseOrder, *, sku_id: int | None = None, units: int | None = None
) -> dict[int, int]:
    """Purchase line id -> units that are meant: all that is to come, or so many of one SKU.

    Raises:
        NothingToCome: nothing (of that SKU) is.
        FewerWanted: more units than are to come.
    """
    left = to_come(books, purchase, sku_id)
    if not left:
        raise NothingToCome(purchase.number, purchase.state)
    if units is None:
        return left
    if not 1 <= units <= sum(left.values()):
        raise FewerWanted(units, sum(left.values()), f"are to come on {purchase.number}")
    found: dict[int, int] = {}
    for line_id, count in left.items():
        part = min(count, units - sum(found.values()))
        if part:
            found[line_id] = part
    return found


def settle(books: Session, purchase: PurchaseOrder) -> None:
    """Store the state that follows from the units of its lines."""
    books.flush()
    lines = lines_of(books, purchase)
    purchase.state = settled(
        purchase.state,
        units=sum(line.units for line in lines),
        received=sum(line.received for line in lines),
        cancelled=sum(line.cancelled for line in lines),
    )
