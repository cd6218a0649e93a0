"""Recording money that came in for an order, and taking a record back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, clock, history, locks, order_states, payments, releasing
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.payments import CAPTURED, VOID
from oms.tables.money import Refund, RefundTender
from oms.tables.orders import Order, Payment
from oms.values import money


class PaidBefore(ShopError):
    """A payment of that method and reference is in the books already."""

    code = "paid_before"

    def __init__(self, method: str, reference: str, number: str, amount: str) -> None:
        self.method, self.reference, self.number = method, reference, number
        super().__init__(
            f"{method.replace('_', ' ').capitalize()} {reference} is recorded already: {amount} for"
            f" order {number}.",
            remedy="Check the reference; each payment is recorded once.",
        )


class NotPayable(ShopError):
    """An order cannot take a payment."""

    code = "not_payable"

    def __init__(self, number: str, why: str) -> None:
        self.number = number
        super().__init__(
            f"Order {number} takes no payment: {why}.", remedy="Check the order number."
        )


@dataclass(frozen=True)
class Money:
    """Money that came in: how much, how, and under which number it can be found again."""

    amount_minor: int
    method: str
    reference: str


def record(books: Session, order_id: int, money_in: Money, *, by: Who, key: str) -> int:
    """Record money that came in for an order, once for each `key`; its holds follow.

    Returns:
        The id of the payment.

    Raises:
        NotAllowed: the role does not record payments.
        NotPayable: the order is cancelled.
        PaidBefore: that method and reference are known.
    """
    actors.allow(by, actors.PAY)
    arguments = {"order": order_id, "amount": money_in.amount_minor, "method": money_in.method,
                 "reference": money_in.reference}  # fmt: skip

    def do() -> dict[str, Any]:
        return {"payment": _record(books, order_id, money_in, by=by)}

    return int(once(books, key, "record_payment", arguments, by=by, do=do)["payment"])


def cash_reference(books: Session, order: Order) -> str:
    """A reference for money that has none, such as cash: the order, and which of its payments."""
    wanted = select(func.count()).select_from(Payment).where(Payment.order_id == order.id)
    return f"{order.number}-{books.scalars(wanted).one() + 1}"


def check(books: Session, order: Order, money_in: Money) -> None:
    """Refuse a payment that cannot be.

    Raises:
        NotPayable: the order is cancelled.
        PaidBefore: that method and reference are known.
    """
    if order.state == order_states.CANCELLED:
        raise NotPayable(order.number, "it is cancelled")
    twin = books.scalars(
        select(Payment).where(
            Payment.method == money_in.method, Payment.reference == money_in.reference
        )
    ).first()
    if twin is not None:
        of_order = books.get_one(Order, twin.order_id)
        told = money(twin.amount_minor, of_order.currency)
        raise PaidBefore(twin.method, twin.reference, of_order.number, told)


def undo(books: Session, payment_id: int, *, by: Who, key: str) -> None:
    """Take back a payment that was recorded by mistake; a payment hold may come back.

    Raises:
        NotAllowed: the role does not record payments.
        NoLongerPossible: it was taken back before, or money of it was sent back.
    """
    actors.allow(by, actors.PAY)

    def do() -> dict[str, Any]:
        _undo(books, payment_id, by=by)
        return {}

    once(books, key, "undo_payment", {"payment": payment_id}, by=by, do=do)


def _record(books: Session, order_id: int, money_in: Money, *, by: Who) -> int:
    order = locks.order(books, order_id)
    check(books, order, money_in)
    before = payments.of(books, order)
    made = Payment(
        order_id=order.id,
        method=money_in.method,
        amount_minor=money_in.amount_minor,
        state=CAPTURED,
        reference=money_in.reference,
        at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    books.flush()
    order.version += 1
    told = {"captured_minor": payments.captured_minor(books, order), "method": made.method,
            "reference": made.reference}  # fmt: skip
    history.record(
        books,
        by=by,
        what="payment recorded",
        about=About("order", order.id),
        before={"captured_minor": before.captured_minor},
        after=told,
    )
    releasing.settle(books, order, by=by)
    return made.id


def _undo(books: Session, payment_id: int, *, by: Who) -> None:
    made = books.get_one(Payment, payment_id)
    order = locks.order(books, made.order_id)
    books.refresh(made)
    used = select(RefundTender.id).join(Refund, Refund.id == RefundTender.refund_id)
    used = used.where(RefundTender.payment_id == made.id, Refund.state != VOID)
    if made.state != CAPTURED or books.scalars(used).first() is not None:
        raise NoLongerPossible("That payment was taken back, or money of it was sent back.")
    made.state = VOID
    # the number may be recorded again, for the order it belongs to
    made.reference = f"{made.reference} (taken back {made.id})"
    order.version += 1
    history.record(
        books,
        by=by,
        what="payment taken back",
        about=About("order", order.id),
        after={"amount_minor": made.amount_minor, "method": made.method},
    )
    books.flush()
    releasing.settle(books, order, by=by)
