"""Goods coming back: what was announced, what arrived, what became of it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, one_of

RETURN_STATES = (
    "requested", "authorised", "receiving", "closed", "rejected", "cancelled", "expired",
)  # fmt: skip
RETURN_SOURCES = ("customer", "staff", "channel", "blind", "carrier")
DISPOSITIONS = ("restock", "hold", "repair", "send_back", "write_off")
RESOLUTIONS = ("refund", "exchange", "credit", "nothing")


class Return(Base):
    """Goods that come back, or are announced to. `blind`: no order of ours is known for them."""

    __tablename__ = "returns"
    __table_args__ = (
        UniqueConstraint("channel_id", "their_number"),
        one_of("state", *RETURN_STATES),
        one_of("source", *RETURN_SOURCES),
        Index("ix_returns_requested_at", "requested_at"),
    )
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))
    their_number: Mapped[Text | None]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    source: Mapped[Short]
    state: Mapped[Short]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    requested_at: Mapped[Moment]
    closed_at: Mapped[dt.datetime | None]
    expires_on: Mapped[dt.date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    note: Mapped[Text | None]


class ReturnLine(Base):
    """Units of one SKU in a return."""

    __tablename__ = "return_lines"
    __table_args__ = (
        UniqueConstraint("return_id", "line_no", "part"),
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("received >= 0 AND missing >= 0", name="counters_not_negative"),
        CheckConstraint("received + missing <= units", name="not_over_received"),
        one_of("disposition", *DISPOSITIONS),
        one_of("resolution", *RESOLUTIONS),
    )
    id: Mapped[Id]
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"), index=True)
    line_no: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    """A line of a file that came from several order lines is kept in as many parts."""
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    units: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    reason: Mapped[Text | None]
    disposition: Mapped[Short | None]
    resolution: Mapped[Short | None]
    unit_price: Mapped[Text]
    amount_minor: Mapped[Minor]
    """What the goods are worth to the customer, in minor units, not below 0 for a return."""
