"""A return as a document: finding it, locking it, and the counters that it moves on its order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import catalogue, history, kit_lines, locks, orders, return_states, settings
from oms.actors import Who
from oms.errors import ShopError, TooManyReturned
from oms.history import About, Facts
from oms.return_states import CLAIMING, Event, State
from oms.shares import up_to
from oms.tables.catalogue import Location, Sku
from oms.tables.money import Exchange
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return, ReturnLine

NUMBER = re.compile(r"(?:return\s*)?r?[\s-]*(\d+)", re.IGNORECASE)


class UnknownReturn(ShopError):
    """No return has that number."""

    code = "unknown_return"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"There is no return {number}.", remedy="See which are open: `open returns`."
        )


@dataclass
class Opened:
    """A return with its order and lines, locked and read afresh."""

    document: Return
    order: Order | None
    lines: list[ReturnLine]

    @property
    def claims(self) -> bool:
        """Whether its units still to come are counted on the order."""
        return State(self.document.state) in CLAIMING

    def order_line(self, books: Session, line: ReturnLine) -> OrderLine | None:
        """The order line that a line of the return belongs to, as it stands now."""
        if line.order_line_id is None:
            return None
        return books.get_one(OrderLine, line.order_line_id)

    def to_come(self, line: ReturnLine) -> int:
        """Units of a line that are announced, not here and not given up."""
        return line.units - line.received - line.missing if self.claims else 0


def by_number(books: Session, said: str) -> Return:
    """The return with that number: “R-12”, “r12”, “return 12”.

    Raises:
        UnknownReturn: there is none.
    """
    match = NUMBER.fullmatch(said.strip())
    number = f"R-{match[1]}" if match else said.strip()
    found = books.scalars(select(Return).where(Return.number == number)).first()
    if found is None:
        raise UnknownReturn(number)
    return found


def number_of(books: Session, return_id: int) -> str:
    """The number of a return, such as R-12."""
    return books.get_one(Return, return_id).number


def lines_of(books: Session, return_id: int) -> list[ReturnLine]:
    """The lines of a return, in their order."""
    wanted = select(ReturnLine).where(ReturnLine.return_id == return_id)
    return list(books.scalars(wanted.order_by(ReturnLine.line_no, ReturnLine.part)))


def open_up(books: Session, return_id: int, more_skus: Iterable[int] = ()) -> Opened:
    """Lock a return in the order that everybody keeps: its order, its stock, then itself.

    The order that goes out in exchange is locked with it, and the stock of both orders: what comes
    back may pay for what waits.

    Args:
        books: open for writing.
        return_id: of a return there is.
        more_skus: SKUs that move and are not on its lines.
    """
    order_id = books.scalars(select(Return.order_id).where(Return.id == return_id)).one()
    order = lock_order(books, order_id) if order_id is not None else None
    swapped = select(Exchange.child_id).where(Exchange.return_id == return_id)
    children = [lock_order(books, child_id).id for child_id in books.scalars(swapped).all()]
    skus = select(ReturnLine.sku_id).where(ReturnLine.return_id == return_id)
    sold = select(OrderLine.sku_id).where(OrderLine.order_id.in_([order_id, *children]))
    every = {*books.scalars(skus), *books.scalars(sold), *more_skus}
    locks.stock(books, [sku_id for sku_id in every if sku_id is not None])
    document = books.get_one(Return, return_id, with_for_update=True, populate_existing=True)
    own = select(ReturnLine).where(ReturnLine.return_id == return_id)
    fresh = own.order_by(ReturnLine.line_no, ReturnLine.part).execution_options(
        populate_existing=True
    )
    return Opened(document, order, list(books.scalars(fresh)))


def lock_order(books: Session, order_id: int) -> Order:
    """The order, locked, and its lines, both read afresh."""
    order = locks.order(books, order_id)
    lines = select(OrderLine).where(OrderLine.order_id == order_id)
    books.scalars(lines.execution_options(populate_existing=True)).all()
    return order


def happened(books: Session, opened: Opened, event: Event) -> None:
    """Let an event lead the return to its next state, and the order to its next version.

    Raises:
        ReturnRefuses: it cannot happen in the state the return is in.
    """
    document = opened.document
    document.state = return_states.after(document.number, document.state, event).value
    if opened.order is not None:
        opened.order.version += 1
    books.flush()


def claim(books: Session, line: OrderLine, units: int) -> None:
    """Speak for units of an order line that are to come back.

    Raises:
        TooManyReturned: fewer can still come back.
    """
    if not 1 <= units <= line.returnable:
        raise TooManyReturned(
            line.sku_text,
            number=books.get_one(Order, line.order_id).number,
            wanted=units,
            returnable=max(0, line.returnable),
        )
    line.return_open += units
    books.flush()


def let_go(books: Session, opened: Opened) -> int:
    """Speak no more for what has not come; gives the units. Before the state changes."""
    units = 0
    for line in opened.lines:
        order_line, left = opened.order_line(books, line), opened.to_come(line)
        if order_line is not None and left:
            order_line.return_open -= left
            units += left
    books.flush()
    return units


def worth(line: OrderLine, units: int) -> int:
    """What `units` more of a line are worth, in minor units, as their refund will have it.

    The units before them are those refunded, and those that came back and are not yet.
    """
    total = line.net_minor + line.tax_minor or line.amount_minor
    refunded_returns = max(0, line.refunded_units - line.cancelled - line.returnless)
    before = line.refunded_units + max(0, line.returned - refunded_returns)
    return up_to(total, line.ordered, before + units) - up_to(total, line.ordered, before)


def place_for(books: Session, location_id: int | None) -> int:
    """The place that goods come to: the one named, else the first that takes returns."""
    if location_id is not None:
        return location_id
    places = catalogue.locations(books)
    return next((one.id for one in places if one.accepts_returns), places[0].id)


def last_day(books: Session) -> dt.date:
    """The day by which goods must come of a return that is agreed to today."""
    days = int(settings.value(books, "return_expires_days"))
    return settings.today(books) + dt.timedelta(days=days)


def remember(
    books: Session,
    opened: Opened,
    what: str,
    *,
    by: Who,
    after: Facts | None = None,
    reason: str | None = None,
) -> None:
    """Write the history of the return and of its order; its kits' lines follow their parts."""
    document = opened.document
    history.record(
        books, by=by, what=what, about=About("return", document.id), after=after, reason=reason
    )
    if opened.order is not None:
        kit_lines.follow(orders.lines_of(books, opened.order))
        told = {"return": document.number, **(after or {})}
        about = About("order", opened.order.id)
        history.record(books, by=by, what=f"return {what}", about=about, after=told)
    books.flush()


def titles(books: Session, sku_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """SKU id -> its code and title."""
    rows = books.execute(select(Sku.id, Sku.code, Sku.title).where(Sku.id.in_(set(sku_ids))))
    return {row.id: (row.code, row.title) for row in rows}


def place_name(books: Session, location_id: int | None) -> str:
    """The name of a place; empty where there is none."""
    return books.get_one(Location, location_id).name if location_id is not None else ""
