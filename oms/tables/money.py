"""Money that goes back to customers: refunds, store credit, and exchanges for other goods."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of, zero

REFUND_KINDS = (
    "return", "cancel", "returnless", "goodwill", "shipping", "correction", "exchange",
)  # fmt: skip
EXCHANGE_STATES = ("promised", "settled", "charged", "cancelled")
REFUND_STATES = ("proposed", "approved", "sent", "settled", "failed", "void")


class Refund(Base):
    """Money owed back for an order, why it is that much, and how far it has got.

    `amount` = goods + tax + shipping - fee - deduction - label + adjust = released + payout.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        one_of("kind", *REFUND_KINDS),
        one_of("state", *REFUND_STATES),
        CheckConstraint(
            "goods_minor >= 0 AND tax_minor >= 0 AND shipping_minor >= 0 AND fee_minor >= 0"
            " AND deduction_minor >= 0 AND label_minor >= 0 AND released_minor >= 0"
            " AND payout_minor >= 0 AND amount_minor >= 0",
            name="parts_not_negative",
        ),
        CheckConstraint(
            "amount_minor = goods_minor + tax_minor + shipping_minor - fee_minor"
            " - deduction_minor - label_minor + adjust_minor",
            name="amount_is_its_parts",
        ),
        CheckConstraint("amount_minor = released_minor + payout_minor", name="split_is_the_amount"),
        CheckConstraint(
            "approved_by_id IS NULL OR NOT needs_second OR approved_by_id <> requested_by_id",
            name="second_person",
        ),
    )
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    return_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"), index=True)
    cancellation_id: Mapped[int | None] = mapped_column(ForeignKey("cancellations.id"))
    kind: Mapped[Short]
    state: Mapped[Short]
    currency: Mapped[Short]
    goods_minor: Mapped[Minor] = zero()
    tax_minor: Mapped[Minor] = zero()
    shipping_minor: Mapped[Minor] = zero()
    fee_minor: Mapped[Minor] = zero()
    deduction_minor: Mapped[Minor] = zero()
    label_minor: Mapped[Minor] = zero()
    adjust_minor: Mapped[Minor] = zero()
    """A person's difference from what was computed, or what a clamp at 0 took away."""
    amount_minor: Mapped[Minor]
    released_minor: Mapped[Minor] = zero()
    """Of the amount: what the customer no longer owes."""
    payout_minor: Mapped[Minor] = zero()
    """Of the amount: what is sent back."""
    channel_minor: Mapped[Minor | None]
    """What the channel itself would give back, where it says so."""
    terms: Mapped[list[Any]]
    """[name, minor units, sentence] of each term, as it was computed."""
    reason: Mapped[Text | None]
    needs_second: Mapped[bool] = flag(on=False)
    """A second person must approve."""
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    requested_at: Mapped[Moment]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    approved_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    reference: Mapped[Text | None]
    """The number under which the money left, in the channel or at the bank."""
    as_credit: Mapped[bool] = flag(on=False)
    """It is given as store credit."""


class RefundLine(Base):
    """Units of one order line in a refund, and what they are worth."""

    __tablename__ = "refund_lines"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint(
            "goods_minor >= 0 AND tax_minor >= 0 AND fee_minor >= 0 AND deduction_minor >= 0",
            name="parts_not_negative",
        ),
    )
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(
        ForeignKey("order_lines.id"), primary_key=True, index=True
    )
    units: Mapped[int]
    goods_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    fee_minor: Mapped[Minor] = zero()
    deduction_minor: Mapped[Minor] = zero()


class RefundTender(Base):
    """Part of a payout, through the payment it goes back to; none: the channel's own taking."""

    __tablename__ = "refund_tenders"
    __table_args__ = (CheckConstraint("amount_minor > 0", name="amount_positive"),)
    id: Mapped[Id]
    refund_id: Mapped[int] = mapped_column(ForeignKey("refunds.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_minor: Mapped[Minor]


class StoreCredit(Base):
    """Money that a customer may spend in the shop, from a refund or given."""

    __tablename__ = "store_credits"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("used_minor BETWEEN 0 AND amount_minor", name="not_over_used"),
    )
    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"), unique=True)
    currency: Mapped[Short]
    amount_minor: Mapped[Minor]
    used_minor: Mapped[Minor] = zero()
    note: Mapped[Text | None]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    taken_back_at: Mapped[dt.datetime | None]
    """It was given by mistake."""


class StoreCreditUse(Base):
    """Store credit spent on an order, by the payment that says so."""

    __tablename__ = "store_credit_uses"
    __table_args__ = (
        UniqueConstraint("store_credit_id", "payment_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )
    id: Mapped[Id]
    store_credit_id: Mapped[int] = mapped_column(ForeignKey("store_credits.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount_minor: Mapped[Minor]


class Exchange(Base):
    """Goods that come back against others: the return, and the order that goes out for it."""

    __tablename__ = "exchanges"
    __table_args__ = (
        one_of("state", *EXCHANGE_STATES),
        CheckConstraint("worth_minor >= 0 AND charge_minor >= 0", name="parts_not_negative"),
        CheckConstraint("order_id <> child_id", name="two_orders"),
    )
    id: Mapped[Id]
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    state: Mapped[Short]
    worth_minor: Mapped[Minor]
    """What the goods that come back were promised to be worth, fees taken off."""
    charge_minor: Mapped[Minor]
    """What the goods that go out cost."""
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    """Who promised it, and so agreed to pay the difference that was shown."""
    at: Mapped[Moment]
    ended_at: Mapped[dt.datetime | None]
