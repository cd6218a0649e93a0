"""What was paid for an order and what is due.

Captured is what the channel said it had taken when the order came, and every payment recorded
since. Due is the total less what was released: money that a cancellation made no longer owed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from oms import order_states
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order, Payment

CAPTURED, VOID = "captured", "void"
PAID_TOO_MUCH = "paid too much"
"""The reason of a refund that gives back what an order does not cost any more."""
PROMISED = "promised"
"""The state of an exchange of which the goods are still to come back."""
SENT_BACK = ("sent", "settled")
REFUNDED_BY_CHANNEL = ("part_refunded", "refunded")


# the same sums as of `of_many`, for a question about many orders
_OF_ORDER = (Refund.order_id == Order.id) & (Refund.state != VOID)
_CAPTURED = select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
    Payment.order_id == Order.id, Payment.state == CAPTURED
)
_RELEASED = select(func.coalesce(func.sum(Refund.released_minor), 0)).where(_OF_ORDER)
_TOO_MUCH = select(func.coalesce(func.sum(Refund.payout_minor), 0)).where(
    _OF_ORDER, Refund.reason == PAID_TOO_MUCH
)
_PROMISED = select(func.coalesce(func.sum(Exchange.worth_minor), 0)).where(
    Exchange.child_id == Order.id, Exchange.state == PROMISED
)
ASKED_MINOR: ColumnElement[int] = case(
    (Order.payment.in_(REFUNDED_BY_CHANNEL), 0),
    else_=Order.total_minor
    - _RELEASED.scalar_subquery()
    - Order.taken_minor
    - _CAPTURED.scalar_subquery()
    + _TOO_MUCH.scalar_subquery()
    - _PROMISED.scalar_subquery(),
)
"""What the customer of an order is to be asked for, as SQL; as `Paid.asked_minor`."""


@dataclass(frozen=True)
class Paid:
    """The money of one order, in minor units of its currency."""

    total_minor: int
    captured_minor: int = 0
    released_minor: int = 0
    """Of the total, what is no longer owed."""
    refunded_minor: int = 0
    """Sent back to the customer."""
    given_back_minor: int = 0
    """Going back because it was more than the order costs now; called off again: not counted."""
    promised_minor: int = 0
    """What goods that are still to come back in exchange will pay."""
    told: str = ""
    """The channel's own word, where it gave money back itself."""

    @property
    def due_minor(self) -> int:
        """What the order costs the customer, paid or not."""
        return self.total_minor - self.released_minor

    @property
    def owed_minor(self) -> int:
        """What the customer has still to pay; below 0: what was paid too much."""
        if self.told in REFUNDED_BY_CHANNEL:
            return 0
        return self.due_minor - (self.captured_minor - self.given_back_minor)

    @property
    def asked_minor(self) -> int:
        """What the customer is to be asked for: what is owed and no goods will pay."""
        return 0 if self.told in REFUNDED_BY_CHANNEL else self.owed_minor - self.promised_minor

    @property
    def state(self) -> str:
        """unpaid, part_paid, paid, overpaid, part_refunded or refunded."""
        if self.told in REFUNDED_BY_CHANNEL and not self.refunded_minor:
            return self.told
        return order_states.payment(
            captured=self.captured_minor, due=self.due_minor, refunded=self.refunded_minor
        )


def captured_minor(books: Session, order: Order) -> int:
    """What was taken for an order, in minor units: by its channel and by us."""
    return of(books, order).captured_minor


def due_minor(books: Session, order: Order) -> int:
    """What an order costs the customer, paid or not: its total less what was released."""
    return of(books, order).due_minor


def of(books: Session, order: Order) -> Paid:
    """The money of one order."""
    return of_many(books, [order])[order.id]


def of_many(books: Session, orders: Iterable[Order]) -> dict[int, Paid]:
    """The money of some orders, by their ids."""
    found = {order.id: order for order in orders}
    captured: dict[int, int] = defaultdict(int)
    wanted = select(Payment.order_id, func.sum(Payment.amount_minor)).where(
        Payment.order_id.in_(found), Payment.state == CAPTURED
    )
    for order_id, minor in books.execute(wanted.group_by(Payment.order_id)):
        captured[order_id] = int(minor)
    released: dict[int, int] = defaultdict(int)
    back: dict[int, int] = defaultdict(int)
    too_much: dict[int, int] = defaultdict(int)
    refunds = select(Refund).where(Refund.order_id.in_(found), Refund.state != VOID)
    for refund in books.scalars(refunds):
        released[refund.order_id] += refund.released_minor
        back[refund.order_id] += refund.payout_minor if refund.state in SENT_BACK else 0
        too_much[refund.order_id] += refund.payout_minor if refund.reason == PAID_TOO_MUCH else 0
    coming = select(Exchange.child_id, Exchange.worth_minor).where(
        Exchange.child_id.in_(found), Exchange.state == PROMISED
    )
    promised = {order_id: int(minor) for order_id, minor in books.execute(coming)}
    return {
        order.id: Paid(
            total_minor=order.total_minor,
            captured_minor=order.taken_minor + captured[order.id],
            released_minor=released[order.id],
            refunded_minor=back[order.id],
            given_back_minor=too_much[order.id],
            promised_minor=promised.get(order.id, 0),
            told=order.payment,
        )
        for order in found.values()
    }
