"""Money that customers may spend in the shop: given, from a refund, and how much there is.

A customer's balance is what their credits have left; `oms.credit_payments` spends them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from oms import actors, clock, customers, history, settings
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.money import Refund, StoreCredit
from oms.tables.orders import Order


@dataclass(frozen=True)
class Credit:
    """One credit of a customer, in minor units of its currency."""

    id: int
    currency: str
    amount_minor: int
    left_minor: int
    why: str
    on: dt.date


class NobodyToCredit(ShopError):
    """An order has no customer on file who could be given store credit."""

    code = "nobody_to_credit"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"Order {number} has no customer on file, so nobody can be given credit.",
            remedy="Refund it to the payment instead, or enter the customer first.",
        )


def credits_of(books: Session, customer_id: int) -> list[Credit]:
    """The credits of a customer that are not spent, oldest first."""
    zone = settings.zone(books)
    return [
        Credit(one.id, one.currency, one.amount_minor, one.amount_minor - one.used_minor,
               _why(books, one), clock.day_of(one.at, zone))
        for one in books.scalars(unspent(customer_id))
    ]  # fmt: skip


def balance(books: Session, customer_id: int) -> Mapping[str, int]:
    """Currency -> minor units that a customer can spend; only what is above 0."""
    sums: dict[str, int] = defaultdict(int)
    for one in credits_of(books, customer_id):
        sums[one.currency] += one.left_minor
    return dict(sums)


def give(  # noqa: PLR0913  who gets how much of what, and why
    books: Session,
    customer_id: int,
    amount_minor: int,
    currency: str,
    note: str,
    *,
    by: Who,
    key: str,
) -> int:
    """Give a customer credit that no refund stands behind, once for each `key`.

    Returns:
        The id of the credit.

    Raises:
        NotAllowed, OverLimit: the role gives no goodwill, or not that much.
        BadQuantity: an amount below 1.
        NoLongerPossible: the customer was erased since.
    """
    actors.allow(by, actors.GOODWILL, amount_minor=amount_minor, currency=currency)
    if amount_minor < 1:
        raise BadQuantity(amount_minor)
    told = {"customer": customer_id, "amount": amount_minor, "currency": currency, "note": note}

    def do() -> dict[str, Any]:
        customer = customers.current(books, customer_id)
        made = StoreCredit(customer_id=customer.id, currency=currency, amount_minor=amount_minor,
                           note=note, at=clock.now(), by_id=by.id)  # fmt: skip
        return {"credit": _add(books, made, by=by, reason=note).id}

    return int(once(books, key, "give_credit", told, by=by, do=do)["credit"])


def take_back(books: Session, credit_id: int, *, by: Who, key: str) -> None:
    """Take back a credit that was given by mistake and that nobody has spent.

    Raises:
        NotAllowed: the role gives no goodwill.
        NoLongerPossible: some of it is spent, a refund stands behind it, or it was taken back.
    """
    actors.allow(by, actors.GOODWILL)

    def do() -> dict[str, Any]:
        wanted = select(StoreCredit).where(StoreCredit.id == credit_id).with_for_update()
        known = books.scalars(wanted.execution_options(populate_existing=True)).one()
        if known.used_minor or known.refund_id is not None or known.taken_back_at is not None:
            raise NoLongerPossible("That credit is spent, belongs to a refund, or is taken back.")
        known.taken_back_at = clock.now()
        history.record(books, by=by, what="credit taken back",
                       about=About("customer", known.customer_id),
                       before={"amount_minor": known.amount_minor})  # fmt: skip
        return {}

    once(books, key, "take_back_credit", {"credit": credit_id}, by=by, do=do)


def of_refund(books: Session, order: Order, refund: Refund, *, by: Who) -> StoreCredit:
    """Give the payout of a refund as credit; the refund's order is locked.

    Raises:
        NobodyToCredit: the order has no customer.
    """
    if order.customer_id is None:
        raise NobodyToCredit(order.number)
    made = StoreCredit(customer_id=order.customer_id, refund_id=refund.id,
                       currency=refund.currency, amount_minor=refund.payout_minor,
                       at=clock.now(), by_id=by.id)  # fmt: skip
    return _add(books, made, by=by, reason=f"refund {refund.number}")


def unspent(customer_id: int) -> Select[StoreCredit]:
    """The credits of a customer that have something left, oldest first."""
    return (
        select(StoreCredit)
        .where(
            StoreCredit.customer_id == customer_id,
            StoreCredit.taken_back_at.is_(None),
            StoreCredit.used_minor < StoreCredit.amount_minor,
        )
        .order_by(StoreCredit.at, StoreCredit.id)
    )


def _add(books: Session, made: StoreCredit, *, by: Who, reason: str) -> StoreCredit:
    books.add(made)
    books.flush()
    history.record(books, by=by, what="credit given", about=About("customer", made.customer_id),
                   after={"amount_minor": made.amount_minor, "currency": made.currency},
                   reason=reason)  # fmt: skip
    return made


def _why(books: Session, one: StoreCredit) -> str:
    if one.refund_id is not None:
        return f"refund {books.get_one(Refund, one.refund_id).number}"
    return one.note or ""
