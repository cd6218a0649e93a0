"""What staff see of refunds: one with its terms, those that wait, and finding one by its number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from oms import actors, clock, exchange_legs, refund_tenders, settings
from oms.credit_payments import METHOD as STORE_CREDIT
from oms.errors import ShopError
from oms.payments import CAPTURED
from oms.refund_states import APPROVED, FAILED, PROPOSED, WAITING
from oms.refund_tenders import Tender
from oms.tables.money import Refund, RefundTender
from oms.tables.orders import Order, Payment
from oms.tables.people import Customer
from oms.tables.returns import Return

NUMBER = re.compile(r"(?:refund\s+)?(rf|r)[\s-]*(\d+)", re.IGNORECASE)
TO_DO = {
    PROPOSED: "to approve",
    APPROVED: "to pay",
    FAILED: "to pay again",
    "sent": "on its way",
    "settled": "arrived",
    "void": "called off",
}
"""State -> what it means for whoever looks."""


@dataclass(frozen=True)
class RefundCard:
    """A refund as staff see it; money in minor units of `currency`."""

    id: int
    number: str
    order: str
    order_id: int
    returned: str
    """The number of its return; empty: none."""
    kind: str
    state: str
    stands: str
    """Its state in words: to approve, to pay, on its way ..."""
    customer: str
    currency: str
    amount_minor: int
    released_minor: int
    payout_minor: int
    to_send_minor: int
    """Of the payout, what a person has to pay: without store credit, and what an exchange keeps."""
    terms: tuple[tuple[int, str], ...]
    """Minor units and the sentence of each term."""
    tenders: tuple[Tender, ...]
    channel_minor: int | None
    as_credit: bool
    needs_second: bool
    reason: str
    asked_by: str
    asked_on: dt.date
    days: int
    """Since it was asked for."""
    approved_by: str
    reference: str


class UnknownRefund(ShopError):
    """No refund has that number."""

    code = "unknown_refund"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"There is no refund {number}.", remedy="`open refunds` lists those that wait."
        )


class AmbiguousRefund(ShopError):
    """A return has several refunds, so its number does not say which."""

    code = "ambiguous_refund"

    def __init__(self, number: str, candidates: tuple[str, ...]) -> None:
        self.number, self.candidates = number, candidates
        super().__init__(
            f"{number} has the refunds {' and '.join(candidates)}.",
            remedy="Say which one.",
        )


def by_number(books: Session, said: str) -> Refund:
    """The refund of that number, such as RF-7, or the one that waits for the return R-12.

    Raises:
        UnknownRefund: there is none.
        AmbiguousRefund: the return has several that wait.
    """
    match = NUMBER.fullmatch(said.strip())
    if match is None:
        raise UnknownRefund(said.strip())
    number = f"{match[1].upper()}-{int(match[2])}"
    if match[1].lower() == "rf":
        found = list(books.scalars(select(Refund).where(Refund.number == number)))
    else:
        of_return = select(Refund).join(Return, Return.id == Refund.return_id)
        of_return = of_return.where(Return.number == number, Refund.state != "void")
        every = list(books.scalars(of_return.order_by(Refund.id)))
        found = [one for one in every if one.state in WAITING] or every
    if not found:
        raise UnknownRefund(number)
    if len(found) > 1:
        raise AmbiguousRefund(number, tuple(one.number for one in found))
    return found[0]


def card(books: Session, refund: Refund) -> RefundCard:
    """The card of a refund, as things stand now."""
    order = books.get_one(Order, refund.order_id)
    buyer = books.get(Customer, order.customer_id) if order.customer_id else None
    zone = settings.zone(books)
    asked_on = clock.day_of(refund.requested_at, zone)
    came = books.get(Return, refund.return_id) if refund.return_id else None
    return RefundCard(
        id=refund.id,
        number=refund.number,
        order=order.number,
        order_id=order.id,
        returned=came.number if came else "",
        kind=refund.kind,
        state=refund.state,
        stands=TO_DO[refund.state],
        customer=buyer.name if buyer else "",
        currency=refund.currency,
        amount_minor=refund.amount_minor,
        released_minor=refund.released_minor,
        payout_minor=refund.payout_minor,
        to_send_minor=to_send(books, refund),
        terms=tuple((int(minor), str(says)) for _, minor, says in refund.terms),
        tenders=tuple(refund_tenders.of(books, refund)),
        channel_minor=refund.channel_minor,
        as_credit=refund.as_credit,
        needs_second=refund.needs_second,
        reason=refund.reason or "",
        asked_by=actors.name_of(books, refund.requested_by_id),
        asked_on=asked_on,
        days=(clock.day_of(clock.now(), zone) - asked_on).days,
        approved_by=actors.name_of(books, refund.approved_by_id) if refund.approved_by_id else "",
        reference=refund.reference or "",
    )


_KEPT = select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
    Refund.kind == exchange_legs.METHOD,
    Payment.method == exchange_legs.METHOD,
    Payment.reference == Refund.number,
    Payment.state == CAPTURED,
)
_CREDITED = (
    select(func.coalesce(func.sum(RefundTender.amount_minor), 0))
    .join(Payment, Payment.id == RefundTender.payment_id)
    .where(RefundTender.refund_id == Refund.id, Payment.method == STORE_CREDIT)
)
_REST = Refund.payout_minor - _KEPT.scalar_subquery() - _CREDITED.scalar_subquery()
TO_SEND_MINOR: ColumnElement[int] = case((Refund.as_credit | (_REST < 0), 0), else_=_REST)
"""What a person has to pay of a refund, as SQL; as `to_send`."""


def to_send(books: Session, refund: Refund) -> int:
    """What a person has to pay of a refund: not what stays here as credit or in an exchange."""
    if refund.as_credit:
        return 0
    here = sum(
        one.amount_minor for one in refund_tenders.of(books, refund) if one.method == STORE_CREDIT
    )
    return max(0, refund.payout_minor - exchange_legs.kept_minor(books, refund) - here)


def waiting(books: Session) -> list[RefundCard]:
    """Refunds with which somebody has something to do, oldest first."""
    wanted = select(Refund).where(Refund.state.in_(WAITING)).order_by(Refund.id)
    return [card(books, refund) for refund in books.scalars(wanted)]


def of_return(books: Session, return_id: int) -> RefundCard | None:
    """The newest refund of a return that was not called off."""
    wanted = select(Refund).where(Refund.return_id == return_id, Refund.state != "void")
    found = books.scalars(wanted.order_by(Refund.id.desc())).first()
    return card(books, found) if found is not None else None


def of_order(books: Session, order: Order) -> list[RefundCard]:
    """All refunds of an order, oldest first."""
    wanted = select(Refund).where(Refund.order_id == order.id).order_by(Refund.id)
    return [card(books, refund) for refund in books.scalars(wanted)]
