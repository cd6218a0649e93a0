"""Orders: finding one by its number, its lines, and the state that follows from them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from oms import kit_lines, order_marks, order_states, questions
from oms.errors import AmbiguousOrder, UnknownOrder
from oms.tables.catalogue import Channel
from oms.tables.orders import Order, OrderLine

LINES = (
    select(OrderLine).where(OrderLine.order_id == bindparam("order_id")).order_by(OrderLine.line_no)
)
ROWS: Table = Order.__table__  # type: ignore[assignment]
CHANGED = (
    update(ROWS)
    .where(ROWS.c.id == bindparam("order"))
    .values(state=bindparam("to"), version=ROWS.c.version + 1)
)
ARTICLE = re.compile(r"^(?:the|that|this|my|our) (?=\S)", re.IGNORECASE)
"""“ship the 1042”."""

THEIRS = Order.their_number.in_((bindparam("number"), bindparam("hash")))
NUMBERED = select(Order).where((Order.number == bindparam("number")) | THEIRS)
NUMBERED_THERE = select(Order).where(THEIRS, Order.channel_id == bindparam("channel"))
MARKED = select(Order).where(Order.their_number.in_(bindparam("numbers", expanding=True)))


def by_number(books: Session, said: str) -> Order:
    """The order with that number: ours, else the channel's; “Etsy 1043” asks for the channel's.

    A number that nobody has is that of a channel without its mark: 1043 of WEB-1043.

    Raises:
        AmbiguousOrder: the number is ours and a channel's, or two channels'.
        UnknownOrder: with the nearest numbers there are.
    """
    number, channel_id = _asked_number(books, ARTICLE.sub("", said))
    asked = {"number": number, "hash": f"#{number}"}
    if channel_id is None:
        named = books.scalars(NUMBERED, asked)
    else:
        named = books.scalars(NUMBERED_THERE, {**asked, "channel": channel_id})
    found = sorted(named, key=lambda order: (order.number != number, order.id))
    if not found:
        found = _without_mark(books, number, channel_id)
    if len(found) > 1:
        raise AmbiguousOrder(number, tuple(_told_apart(books, one) for one in found))
    if not found:
        raise UnknownOrder(number, _nearest(books, number))
    return found[0]


def lines_of(books: Session, order: Order, *, afresh: bool = False) -> list[OrderLine]:
    """The lines of an order, in their order; `afresh` also those that were read before."""
    options = {"populate_existing": True} if afresh else {}
    return list(books.scalars(LINES, {"order_id": order.id}, execution_options=options))


def settle_state(order: Order, lines: Iterable[OrderLine]) -> None:
    """Store the state that follows from the lines: over once nothing is owed, open while it is.

    Lines of kits follow their components first.
    """
    order.state = _settled(order, lines)


def lines_changed(books: Session, order: Order, lines: Iterable[OrderLine]) -> None:
    """Store the state that follows from the lines, as `settle_state`, and that the order changed.

    Past the mapper, as `line_counters`: the order in hand follows. The caller has locked it.
    """
    state = _settled(order, lines)
    questions.through(books).execute(CHANGED, {"order": order.id, "to": state})
    set_committed_value(order, "state", state)
    set_committed_value(order, "version", order.version + 1)


def _settled(order: Order, lines: Iterable[OrderLine]) -> str:
    every = list(lines)
    kit_lines.follow(every)
    return order_states.settled(order.state, order_states.progress(every))


def _asked_number(books: Session, said: str) -> tuple[str, int | None]:
    text = re.sub(r"^(order|no\.?|number)\s+", "", said.strip(), flags=re.IGNORECASE)
    head, _, tail = text.rpartition(" ")
    if head:
        for channel in books.scalars(select(Channel)):
            if head.lower() in {channel.name.lower(), channel.code.lower()}:
                return tail.lstrip("#"), channel.id
    return text.lstrip("#"), None


def _without_mark(books: Session, number: str, channel_id: int | None) -> list[Order]:
    meant = order_marks.meant(order_marks.marks(books), number)
    named = books.scalars(MARKED, {"numbers": meant}) if meant else ()
    found = [one for one in named if channel_id in {None, one.channel_id}]
    return sorted(found, key=lambda order: order.id)


def _told_apart(books: Session, order: Order) -> str:
    channel = books.get_one(Channel, order.channel_id)
    return f"order {order.number} ({channel.name} {order.their_number})"


def _nearest(books: Session, number: str, limit: int = 3) -> tuple[str, ...]:
    slips = _slips(number)
    rows = books.execute(
        select(Order.number, Order.their_number, Order.state).where(
            or_(Order.number.in_(slips), Order.their_number.in_(slips))
        )
    ).all()
    near = {
        (ours if ours in slips else theirs): (slips[ours if ours in slips else theirs], state)
        for ours, theirs, state in rows
    }
    # an open order is more likely meant than one of last year
    ranked = sorted(near, key=lambda one: (near[one][1] != "open", near[one][0], one))
    return tuple(ranked[:limit])


def _slips(number: str) -> dict[str, int]:
    """What `number` may have been meant to be: one slip of the fingers away, the likelier first."""
    if not re.fullmatch(r"[0-9]{2,9}", number):
        return {}
    cuts = [(number[:at], number[at:]) for at in range(len(number) + 1)]
    slips: dict[str, int] = {}
    for left, right in cuts:
        if len(right) > 1:
            slips.setdefault(left + right[1] + right[0] + right[2:], 0)
        for digit in "0123456789":
            if right:
                slips.setdefault(left + digit + right[1:], 1)
            slips.setdefault(left + digit + right, 2)
        if right:
            slips.setdefault(left + right[1:], 2)
    slips.pop(number, None)
    return slips


def sku_of_line(books: Session, line_id: int) -> int:
    """The id of the SKU of an order line that has one."""
    sku_id = books.get_one(OrderLine, line_id).sku_id
    if sku_id is None:
        raise ValueError(f"line {line_id} has no SKU")
    return sku_id
