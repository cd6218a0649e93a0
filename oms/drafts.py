"""Orders that a person takes: by telephone, or as a draft that is confirmed later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    catalogue,
    clock,
    history,
    hold_causes,
    holds,
    locks,
    payments,
    releasing,
    sequences,
    taking,
)
from oms.actors import Who
from oms.customers import Buyer
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.order_states import DRAFT, LIFECYCLE
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Order
from oms.tables.people import Customer
from oms.taking import Delivery, NewOrder, Origin, WantedCharge, WantedLine

PHONE = "phone"


@dataclass(frozen=True)
class Wish:
    """An order as a person says it."""

    lines: tuple[tuple[int, int], ...]
    """SKU id and units; the price is the SKU's own."""
    customer_id: int | None = None
    """None: a new customer of that name."""
    name: str = ""
    town: str | None = None
    """Where a new customer lives."""
    is_draft: bool = False
    postage_minor: int = 0
    note: str | None = None


class NotADraft(ShopError):
    """Only a draft can be confirmed."""

    code = "not_a_draft"

    def __init__(self, number: str, state: str) -> None:
        self.number = number
        super().__init__(
            f"Order {number} is {state}, not a draft.", remedy="There is nothing to confirm."
        )


def phone_channel(books: Session) -> Channel:
    """The channel of orders that a person takes; it is made when it is first needed."""
    found = books.scalars(select(Channel).where(Channel.kind == PHONE).order_by(Channel.id)).first()
    if found is None:
        found = Channel(code=PHONE, name="Phone", kind=PHONE)
        books.add(found)
        books.flush()
    return found


def prices(books: Session, wish: Wish, currency: str) -> tuple[WantedLine, ...]:
    """The lines of a wish at the prices of the catalogue.

    Raises:
        NoPrice: one of them has none in that currency.
    """
    lines = []
    for sku_id, units in wish.lines:
        sku = books.get_one(Sku, sku_id)
        lines.append(WantedLine(sku.id, units, catalogue.price(sku, currency)))
    return tuple(lines)


def write(books: Session, wish: Wish, *, by: Who, key: str) -> int:
    """Take an order from a person, once for each `key`; open, or as a draft.

    Returns:
        The id of the order.

    Raises:
        NotAllowed: the role does not take orders.
        NoPrice: a product has no price.
        BadQuantity: no line, or less than one unit.
    """
    actors.allow(by, actors.TAKE)
    told = {**vars(wish), "lines": [list(line) for line in wish.lines]}

    def do() -> dict[str, Any]:
        return {"order": _write(books, wish, by=by).id}

    return int(once(books, key, "write_order", told, by=by, do=do)["order"])


def confirm(books: Session, order_id: int, *, by: Who, key: str) -> None:
    """A draft becomes an order, once for each `key`: its day counts from now, its stock is sought.

    Raises:
        NotAllowed: the role does not take orders.
        NotADraft: it is none (any more).
    """
    actors.allow(by, actors.TAKE)

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        check(order)
        order.state = LIFECYCLE[DRAFT, "confirm"]
        order.placed_at = clock.now()
        channel = books.get_one(Channel, order.channel_id)
        order.ship_by = taking.ship_by(books, channel, order.placed_at)
        order.version += 1
        about = About("order", order.id)
        history.record(
            books, by=by, what="confirmed", about=about, before={"state": DRAFT},
            after={"state": order.state},
        )  # fmt: skip
        books.flush()
        taking.opened(books, order, by=by)
        return {}

    once(books, key, "confirm_order", {"order": order_id}, by=by, do=do)


def check(order: Order) -> None:
    """Refuse to confirm what is no draft.

    Raises:
        NotADraft: it is none.
    """
    if (order.state, "confirm") not in LIFECYCLE:
        raise NotADraft(order.number, order.state)


def unconfirm(books: Session, order_id: int, version: int, *, by: Who, key: str) -> None:
    """A confirmation was a mistake: back to a draft, as long as nothing else happened since.

    Raises:
        NoLongerPossible: the order was changed, packed or shipped since.
    """
    actors.allow(by, actors.TAKE)

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        if order.version != version or order.state != LIFECYCLE[DRAFT, "confirm"]:
            raise NoLongerPossible(f"Order {order.number} has changed since.")
        releasing.let_go(books, order)
        for kind in hold_causes.WATCHED:
            holds.clear(books, order, kind, by=by)
        order.state = DRAFT
        order.version += 1
        history.record(books, by=by, what="made a draft again", about=About("order", order.id))
        books.flush()
        return {}

    once(books, key, "unconfirm_order", {"order": order_id}, by=by, do=do)


def take_back(books: Session, order_id: int, version: int, *, by: Who, key: str) -> None:
    """Writing an order was a mistake: it is cancelled, as long as nothing else happened since.

    Raises:
        NoLongerPossible: the order was placed, paid, changed or shipped since.
    """
    mistake = cancelling.Wish(reason="other", note="written by mistake", without_refund="a mistake")

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        # a payment is no change of the order itself, and would be kept without being owed
        if order.version != version or payments.captured_minor(books, order):
            raise NoLongerPossible(
                f"Order {order.number} has changed since.",
                remedy=f"To end it nevertheless say `cancel {order.number}`.",
            )
        cancelling.cancel(books, order_id, mistake, by=by, key=f"{key}:cancel")
        return {}

    once(books, key, "take_back_order", {"order": order_id}, by=by, do=do)


def _write(books: Session, wish: Wish, *, by: Who) -> Order:
    channel = phone_channel(books)
    number = f"{PHONE}-{sequences.take(books, 'phone_order')}"
    buyer = Buyer(name=wish.name, town=wish.town)
    if wish.customer_id is not None:
        known = books.get_one(Customer, wish.customer_id)
        buyer = Buyer(name=known.name, town=known.town, country=known.country, email=known.email)
    postage = (WantedCharge("shipping", wish.postage_minor),) if wish.postage_minor else ()
    wanted = NewOrder(
        channel_id=channel.id,
        their_id=number,
        their_number=number,
        buyer=buyer,
        customer_id=wish.customer_id,
        lines=prices(books, wish, channel.currency),
        placed_at=clock.now(),
        payment="unpaid",
        charges=postage,
        delivery=Delivery(),
        note=wish.note,
        origin=Origin("manual"),
        is_draft=wish.is_draft,
    )
    return taking.take(books, wanted, by=by)
