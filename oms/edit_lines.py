"""The lines of a placed order as an edit changes them: added, raised, priced anew."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import catalogue, order_edits, orders, taking
from oms.capture import TAX
from oms.errors import BadQuantity, ShopError
from oms.order_edits import LineNow, Worth
from oms.shares import largest_remainder
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Charge, Order, OrderLine
from oms.values import decimal_of


class NotEditable(ShopError):
    """An order cannot be changed like that."""

    code = "not_editable"

    def __init__(
        self, number: str, why: str, *, remedy: str = "Ask how it stands, then say it again."
    ) -> None:
        self.number = number
        super().__init__(f"Order {number} cannot be changed so: {why}.", remedy=remedy)


def now(line: OrderLine) -> LineNow:
    """A line as an edit sees it."""
    return LineNow(
        line_id=line.id,
        sku=line.sku_text,
        title=line.title,
        ordered=line.ordered,
        cancelled=line.cancelled,
        shipped=line.shipped,
        unit_price=line.unit_price,
        worth=Worth(line.amount_minor, line.net_minor, line.tax_minor),
        discount_share_minor=line.discount_share_minor,
        touched=bool(line.cancelled or line.returned or line.returnless or line.refunded_units),
    )


def write(
    books: Session,
    order: Order,
    add: tuple[tuple[int, int], ...],
    units: Mapping[int, int],
    prices: Mapping[int, str],
) -> dict[int, int]:
    """Add, raise and price lines; the order's total follows.

    Returns:
        Order line id -> units to be cancelled, where fewer are wanted than there are.
    """
    lines = {line.id: line for line in orders.lines_of(books, order)}
    lowered = {}
    for sku_id, more in add:
        _add(books, order, lines, sku_id, more)
    for line_id, wanted in units.items():
        line = lines[line_id]
        less = line.ordered - line.cancelled - wanted
        if wanted < 0:
            raise BadQuantity(wanted)
        if less > 0:
            lowered[line_id] = less
        elif less < 0:
            _raise(books, order, line, -less)
    for line_id, price in prices.items():
        _reprice(books, order, lines[line_id], Decimal(price))
    return lowered


def price_change(books: Session, order: Order, prices: Mapping[int, str]) -> int:
    """How much money other prices are about: the sum of what each line changes by."""
    return sum(
        abs(_priced(order, line, Decimal(prices[line.id])).amount_minor - line.amount_minor)
        for line in orders.lines_of(books, order)
        if line.id in prices
    )


def _add(
    books: Session, order: Order, lines: Mapping[int, OrderLine], sku_id: int, units: int
) -> None:
    """More of a SKU: on the line there is, where it takes more at the same price."""
    if units < 1:
        raise BadQuantity(units)
    sku = books.get_one(Sku, sku_id)
    price = catalogue.price(sku, order.currency)
    for line in lines.values():
        same = line.sku_id == sku_id and line.parent_line_id is None
        if same and Decimal(line.unit_price) == price and order_edits.takes_more(now(line)):
            _grow(books, order, line, units)
            return
    channel = books.get_one(Channel, order.channel_id)
    worth = order_edits.price_of(price, units, order.currency, taking.taxes_of(books, channel))
    _new_line(books, order, sku, units, str(price), worth)


def _raise(books: Session, order: Order, line: OrderLine, units: int) -> None:
    """More units of a line at its own price; on a line of their own where its worth is fixed."""
    if order_edits.takes_more(now(line)):
        _grow(books, order, line, units)
        return
    if line.sku_id is None:
        raise NotEditable(order.number, f"{line.title} is not in the catalogue")
    channel = books.get_one(Channel, order.channel_id)
    taxes = taking.taxes_of(books, channel)
    worth = order_edits.price_of(Decimal(line.unit_price), units, order.currency, taxes)
    _new_line(books, order, books.get_one(Sku, line.sku_id), units, line.unit_price, worth)


def _grow(books: Session, order: Order, line: OrderLine, units: int) -> None:
    worth = order_edits.raised(now(line), units, order.currency)
    line.ordered += units
    for child in children(books, line):
        child.ordered += units * (child.kit_units or 1)
    revalue(books, order, line, worth)


def _reprice(books: Session, order: Order, line: OrderLine, unit_price: Decimal) -> None:
    if line.refunded_units:
        raise NotEditable(order.number, f"units of {line.title} were refunded at the old price")
    worth = _priced(order, line, unit_price)
    line.unit_price = str(unit_price)
    revalue(books, order, line, worth)


def _priced(order: Order, line: OrderLine, unit_price: Decimal) -> Worth:
    try:
        return order_edits.repriced(now(line), unit_price, order.currency)
    except ValueError:
        why = f"{line.title} would cost less than its share of the order's discount"
        raise NotEditable(order.number, why, remedy="Give a higher price.") from None


def _new_line(
    books: Session, order: Order, sku: Sku, units: int, unit_price: str, worth: Worth
) -> None:
    last = select(func.max(OrderLine.line_no)).where(OrderLine.order_id == order.id)
    line = OrderLine(
        order_id=order.id,
        line_no=1 + (books.scalars(last).one() or 0),
        sku_id=sku.id,
        sku_text=sku.code,
        title=sku.title,
        ordered=units,
        unit_price=unit_price,
        amount_minor=0,
        net_minor=0,
        tax_minor=0,
    )
    books.add(line)
    books.flush()
    revalue(books, order, line, worth)


def revalue(books: Session, order: Order, line: OrderLine, worth: Worth) -> None:
    """Write what a line comes to now; the total follows, and a tax on top is charged."""
    more_tax = 0
    if worth.net_minor + worth.tax_minor + line.discount_share_minor != worth.amount_minor:
        more_tax = worth.tax_minor - line.tax_minor
    order.total_minor += worth.amount_minor - line.amount_minor + more_tax
    line.amount_minor, line.net_minor = worth.amount_minor, worth.net_minor
    line.tax_minor = worth.tax_minor
    share_with_children(books, line)
    if more_tax:
        _charge_tax(books, order, more_tax)
    books.flush()


def _charge_tax(books: Session, order: Order, minor: int) -> None:
    last = select(func.max(Charge.line_no)).where(
        Charge.channel_id == order.channel_id, Charge.their_number == order.their_id
    )
    lines = select(func.max(OrderLine.line_no)).where(OrderLine.order_id == order.id)
    highest = max(books.scalars(last).one() or 0, books.scalars(lines).one() or 0)
    books.add(
        Charge(
            channel_id=order.channel_id,
            their_number=order.their_id,
            line_no=highest + 1,
            order_id=order.id,
            kind=TAX,
            title="Tax",
            units=1,
            unit_price=str(decimal_of(minor, order.currency)),
            amount_minor=minor,
            occurred_at=order.placed_at,
        )
    )


def children(books: Session, line: OrderLine) -> list[OrderLine]:
    """The components of a kit's line; none where it is no kit."""
    wanted = select(OrderLine).where(OrderLine.parent_line_id == line.id)
    return list(books.scalars(wanted.order_by(OrderLine.line_no)))


def share_with_children(books: Session, line: OrderLine) -> None:
    """A kit's components are worth what it is worth, in the proportion they had."""
    parts = children(books, line)
    if not parts:
        return
    for column in ("net_minor", "tax_minor"):
        weights = [getattr(part, column) for part in parts]
        shares = largest_remainder(getattr(line, column), weights)
        for part, share in zip(parts, shares, strict=True):
            setattr(part, column, share)
