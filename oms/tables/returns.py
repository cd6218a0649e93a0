"""Goods coming back: what was announced, what arrived, what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of, zero

RETURN_STATES = (
    "requested", "authorised", "receiving", "closed", "rejected", "cancelled", "expired",
)  # fmt: skip
RETURN_SOURCES = ("customer", "staff", "channel", "blind", "carrier")
DISPOSITIONS = ("restock", "hold", "repair", "send_back", "write_off")
RESOLUTIONS = ("refund", "exchange", "credit", "repair", "nothing")
CONDITIONS = (
    "new", "opened", "used", "damaged", "defective", "incomplete", "wrong_item",
)  # fmt: skip


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
    ledger_note: Mapped[Text | None]
    """What an owner noted beside it in the ledger."""
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"))
    """Goods of a supplier's own shipment that go back to it."""
    policy: Mapped[dict[str, Any] | None]
    """What the rules said when it was authorised; later rules change nothing."""
    label_used: Mapped[bool] = flag(on=False)
    slack_channel: Mapped[Short | None]
    slack_thread: Mapped[Short | None]
    """The thread in which it is talked about; photos posted there belong to it."""


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
        one_of("wanted", *RESOLUTIONS),
        CheckConstraint("inspected >= 0 AND inspected <= received", name="not_over_inspected"),
        CheckConstraint("declined >= 0 AND declined <= received", name="not_over_declined"),
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
    inspected: Mapped[int] = zero()
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    """Where its units were received; units received elsewhere are another part of the line."""
    wanted: Mapped[Short] = mapped_column(default="refund", server_default="refund")
    exchange_sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"))
    declined: Mapped[int] = zero()
    """Units that arrived and for which no money goes back."""
    no_refund_reason: Mapped[Text | None]

    @property
    def waiting(self) -> int:
        """Units that are here and wait to be inspected; a past return was judged by its line."""
        return 0 if self.disposition else self.received - self.inspected


class Inspection(Base):
    """Units of a return line that somebody looked at, how they were, and where they went."""

    __tablename__ = "inspections"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("deduction_minor >= 0", name="deduction_not_negative"),
        one_of("condition", *CONDITIONS),
        one_of("disposition", *DISPOSITIONS, "to_customer"),
    )
    id: Mapped[Id]
    return_line_id: Mapped[int] = mapped_column(ForeignKey("return_lines.id"), index=True)
    units: Mapped[int]
    actual_sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    """What it really is; another SKU than announced when the wrong goods came."""
    condition: Mapped[Short]
    disposition: Mapped[Short]
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    bucket: Mapped[Short]
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("movements.id"))
    deduction_minor: Mapped[Minor] = zero()
    """Loss of value that the customer bears, with a photo and a reason."""
    note: Mapped[Text | None]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"), index=True)
    """The inspection that this one judged anew."""
    undone_at: Mapped[dt.datetime | None]
    """When it ceased to hold: it was undone, or its units were judged anew."""


class Receipt(Base):
    """Units of a return line that arrived at one time, and how that can be taken back."""

    __tablename__ = "return_receipts"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("late BETWEEN 0 AND units", name="late_among_units"),
    )
    id: Mapped[Id]
    return_line_id: Mapped[int] = mapped_column(ForeignKey("return_lines.id"), index=True)
    units: Mapped[int]
    late: Mapped[int] = zero()
    """Of these: units that had been given up as missing."""
    movement_id: Mapped[int] = mapped_column(ForeignKey("movements.id"))
    inspection_id: Mapped[int | None] = mapped_column(ForeignKey("inspections.id"))
    """The inspection that came with it, where nobody needed to look."""
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    undone_at: Mapped[dt.datetime | None]


class Photo(Base):
    """A picture in Slack of goods that came back."""

    __tablename__ = "photos"
    __table_args__ = (UniqueConstraint("return_id", "file_id"),)
    id: Mapped[Id]
    return_id: Mapped[int] = mapped_column(ForeignKey("returns.id"))
    file_id: Mapped[Short]
    name: Mapped[Text]
    permalink: Mapped[Text]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class InspectionPhoto(Base):
    """A picture that shows what an inspection judged."""

    __tablename__ = "inspection_photos"
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspections.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), primary_key=True)
