"""Spending store credit on an order, and giving back what was spent.

Credits are spent oldest first, under the lock of the order and then of the credits; every unit
that is spent names the payment it went into.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, locks, paying, payments
from oms.actors import Who
from oms.errors import ShopError
from oms.once import once
from oms.paying import Money
from oms.store_credit import NobodyToCredit, balance, unspent
from oms.tables.money import Refund, RefundTender, StoreCredit, StoreCreditUse
from oms.tables.orders import Order, Payment
from oms.values import money

METHOD = "store_credit"


class NotEnoughCredit(ShopError):
    """More store credit would be spent than the customer has, or than the order still costs."""

    code = "not_enough_credit"

    def __init__(self, number: str, *, wanted: str, balance: str, owed: str) -> None:
        self.number, self.wanted, self.balance, self.owed = number, wanted, balance, owed
        super().__init__(
            f"The customer of order {number} has {balance} of store credit, {owed} is still to be"
            f" paid, and {wanted} would be spent.",
            remedy="Spend no more than both.",
        )


def pay(books: Session, order_id: int, amount_minor: int | None, *, by: Who, key: str) -> int:
    """Pay an order with its customer's credit: so much, or as much as there is and is owed.

    Returns:
        The id of the payment.

    Raises:
        NotAllowed: the role does not record payments.
        NobodyToCredit: the order has no customer.
        NotEnoughCredit: more than the customer has, or than is still to be paid.
    """
    actors.allow(by, actors.PAY)

    def do() -> dict[str, Any]:
        return {"payment": _pay(books, order_id, amount_minor, by=by, key=key)}

    told = {"order": order_id, "amount": amount_minor}
    return int(once(books, key, "pay_with_credit", told, by=by, do=do)["payment"])


def spendable(books: Session, order: Order) -> int:
    """How much credit could pay for an order now, in its currency.

    Raises:
        NobodyToCredit: the order has no customer.
    """
    if order.customer_id is None:
        raise NobodyToCredit(order.number)
    left = balance(books, order.customer_id).get(order.currency, 0)
    return min(left, max(0, payments.of(books, order).asked_minor))


def would_pay(books: Session, order: Order, amount_minor: int | None) -> tuple[int, int]:
    """How much credit would pay for an order, and what the customer has; nothing is changed.

    Raises:
        NobodyToCredit: the order has no customer.
        NotEnoughCredit: nothing, or less than was asked for.
    """
    most = spendable(books, order)
    wanted = most if amount_minor is None else amount_minor
    if not 0 < wanted <= most:
        raise _not_enough(books, order, wanted)
    return wanted, balance(books, order.customer_id or 0).get(order.currency, 0)


def take_payment_back(books: Session, payment_id: int, *, by: Who, key: str) -> None:
    """Say that an order was not paid with credit after all; the credit can be spent again.

    Raises:
        NotAllowed: the role does not record payments.
        NoLongerPossible: it was taken back, or money of it was sent back.
    """
    order_id = books.get_one(Payment, payment_id).order_id
    locks.order(books, order_id)
    paying.undo(books, payment_id, by=by, key=key)
    left = select(StoreCreditUse.amount_minor).where(StoreCreditUse.payment_id == payment_id)
    _unspend(books, payment_id, sum(books.scalars(left)))


def give_back(books: Session, refund: Refund, *, kept_minor: int) -> None:
    """What a refund sends back through store credit can be spent again; the order is locked.

    Args:
        books: open for writing.
        refund: that is sent now.
        kept_minor: of its payout, what pays for other goods and so is not sent back.
    """
    left = refund.payout_minor - kept_minor
    rows = books.execute(
        select(RefundTender.payment_id, RefundTender.amount_minor)
        .join(Payment, Payment.id == RefundTender.payment_id)
        .where(RefundTender.refund_id == refund.id, Payment.method == METHOD)
        .order_by(RefundTender.id)
    )
    for payment_id, minor in rows.all():
        part = min(minor, left)
        left -= part
        _unspend(books, payment_id or 0, part)


def _pay(books: Session, order_id: int, amount_minor: int | None, *, by: Who, key: str) -> int:
    order = locks.order(books, order_id)
    wanted, _ = would_pay(books, order, amount_minor)
    locked = unspent(order.customer_id or 0).with_for_update()
    mine = books.scalars(locked.execution_options(populate_existing=True)).all()
    if wanted > sum(_left(one, order.currency) for one in mine):
        raise _not_enough(books, order, wanted)
    told = Money(wanted, METHOD, f"{order.number}/{order.version}")
    payment_id = paying.record(books, order.id, told, by=by, key=f"{key}:payment")
    for one in mine:
        part = min(wanted, _left(one, order.currency))
        wanted -= part
        if part:
            one.used_minor += part
            books.add(StoreCreditUse(store_credit_id=one.id, payment_id=payment_id,
                                     amount_minor=part))  # fmt: skip
    books.flush()
    return payment_id


def _unspend(books: Session, payment_id: int, minor: int) -> None:
    """Undo so much of a payment by credit, what was taken last first."""
    uses = select(StoreCreditUse).where(StoreCreditUse.payment_id == payment_id)
    used = books.scalars(uses.order_by(StoreCreditUse.id.desc())).all()
    locked = (
        select(StoreCredit)
        .where(StoreCredit.id.in_([use.store_credit_id for use in used]))
        .order_by(StoreCredit.at, StoreCredit.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    known = {one.id: one for one in books.scalars(locked)}
    for use in used:
        part = min(minor, use.amount_minor)
        minor -= part
        if not part:
            continue
        known[use.store_credit_id].used_minor -= part
        if part == use.amount_minor:
            books.delete(use)
        else:
            use.amount_minor -= part
    books.flush()


def _left(one: StoreCredit, currency: str) -> int:
    return one.amount_minor - one.used_minor if one.currency == currency else 0


def _not_enough(books: Session, order: Order, wanted: int) -> NotEnoughCredit:
    left = balance(books, order.customer_id or 0).get(order.currency, 0)
    owed = max(0, payments.of(books, order).asked_minor)
    return NotEnoughCredit(
        order.number,
        wanted=money(wanted, order.currency),
        balance=money(left, order.currency),
        owed=money(owed, order.currency),
    )
