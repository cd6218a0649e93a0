"""Through which payments a payout goes back; each counts what it gave, and can give no more.

`payments.refunded_minor` and `orders.sent_back_minor` are the counters, with constraints in the
database: whatever a program does wrong, no payment gives back more than it took.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import payments, settings
from oms.refund_amounts import tenders
from oms.tables.money import Refund, RefundTender
from oms.tables.orders import Order, Payment

THE_CHANNEL = 0
"""Stands for what the channel took itself, which is no payment of ours."""
OTHERS = "other"


@dataclass(frozen=True)
class Tender:
    """Money of a payout and the payment it goes back through."""

    method: str
    reference: str
    amount_minor: int
    payment_id: int | None


def claim(books: Session, order: Order, refund: Refund) -> None:
    """Spread a payout over the payments of its order, which must be locked, and count it there.

    Raises:
        TooMuchMoney: the payments have not that much left.
    """
    paid = {one.id: one for one in _captured(books, order)}
    for payment_id, minor in tenders(refund.payout_minor, purses(books, order), order.number):
        if payment_id == THE_CHANNEL:
            order.sent_back_minor += minor
        else:
            paid[payment_id].refunded_minor += minor
        part = RefundTender(refund_id=refund.id, payment_id=payment_id or None, amount_minor=minor)
        books.add(part)
    books.flush()


def let_go(books: Session, order: Order, refund: Refund) -> None:
    """Take the claim of a refund that is called off from the payments; the order is locked."""
    for part in _parts(books, refund):
        if part.payment_id is None:
            order.sent_back_minor -= part.amount_minor
        else:
            payment = books.get_one(Payment, part.payment_id, populate_existing=True)
            payment.refunded_minor -= part.amount_minor
    books.flush()


def purses(books: Session, order: Order) -> list[tuple[int, int]]:
    """(payment id, what it has left) in the order in which the shop wants money to go back."""
    rank = {method: place for place, method in enumerate(settings.refund_order(books))}
    others = rank.get(OTHERS, len(rank))
    found = [
        (rank.get("channel", others), 0, THE_CHANNEL, order.taken_minor - order.sent_back_minor)
    ]
    found += [
        (rank.get(one.method, others), 1 + place, one.id, one.amount_minor - one.refunded_minor)
        for place, one in enumerate(_captured(books, order))
    ]
    return [(payment_id, left) for _, _, payment_id, left in sorted(found)]


def of(books: Session, refund: Refund) -> list[Tender]:
    """The payments that a payout goes back through, in order."""
    shown = []
    for part in _parts(books, refund):
        payment = books.get(Payment, part.payment_id) if part.payment_id else None
        method, reference = (payment.method, payment.reference) if payment else ("channel", "")
        shown.append(Tender(method, reference, part.amount_minor, part.payment_id))
    return shown


def sent_by_channel(books: Session, order: Order) -> int:
    """What a person sent back of an order through its channel, in minor units."""
    sent = select(func.coalesce(func.sum(RefundTender.amount_minor), 0)).join(
        Refund, Refund.id == RefundTender.refund_id
    )
    sent = sent.where(
        Refund.order_id == order.id,
        Refund.state.in_(payments.SENT_BACK),
        Refund.as_credit.is_(False),
        Refund.kind != "exchange",
        RefundTender.payment_id.is_(None),
    )
    return int(books.scalars(sent).one())


def _captured(books: Session, order: Order) -> list[Payment]:
    """The captured payments of an order, oldest first, read afresh."""
    wanted = select(Payment).where(Payment.order_id == order.id, Payment.state == payments.CAPTURED)
    wanted = wanted.order_by(Payment.at, Payment.id)
    return list(books.scalars(wanted.execution_options(populate_existing=True)))


def _parts(books: Session, refund: Refund) -> list[RefundTender]:
    wanted = select(RefundTender).where(RefundTender.refund_id == refund.id)
    return list(books.scalars(wanted.order_by(RefundTender.id)))
