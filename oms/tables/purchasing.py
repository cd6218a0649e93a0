"""Goods ordered from suppliers: for stock, or sent by them straight to a customer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, one_of, zero

PURCHASE_KINDS = ("stock", "dropship")
PURCHASE_STATES = (
    "draft", "sent", "confirmed", "part_received", "received", "closed", "cancelled",
)  # fmt: skip


class PurchaseOrder(Base):
    """What is bought from one supplier; a dropship one is for one order of a customer."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        one_of("kind", *PURCHASE_KINDS),
        one_of("state", *PURCHASE_STATES),
        CheckConstraint("(kind = 'dropship') = (order_id IS NOT NULL)", name="dropship_has_order"),
    )
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"), index=True)
    kind: Mapped[Short]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    ship_to: Mapped[dict[str, Any] | None]
    """The customer's address as it was when the order went to the supplier."""
    state: Mapped[Short] = mapped_column(default="draft")
    currency: Mapped[Short] = mapped_column(default="GBP")
    made_at: Mapped[Moment]
    sent_at: Mapped[dt.datetime | None]
    expected_on: Mapped[dt.date | None]
    note: Mapped[Text | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class PurchaseLine(Base):
    """Units of a SKU in a purchase order; for dropship, received means sent by the supplier."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("received >= 0 AND cancelled >= 0", name="counters_not_negative"),
        CheckConstraint("received + cancelled <= units", name="not_over_received"),
        Index("ix_purchase_lines_open", "sku_id", sqlite_where=text("received + cancelled < units"),
              postgresql_where=text("received + cancelled < units")),
    )  # fmt: skip
    id: Mapped[Id]
    purchase_order_id: Mapped[int] = mapped_column(ForeignKey("purchase_orders.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]
    received: Mapped[int] = zero()
    cancelled: Mapped[int] = zero()
    cost_minor: Mapped[Minor | None]
    expected_on: Mapped[dt.date | None]
