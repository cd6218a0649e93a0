"""Orders, their lines with counters, charges, holds and shipments."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, one_of

ORDER_STATES = ("draft", "open", "completed", "cancelled")
SHIPMENT_STATES = (
    "planned", "picking", "packed", "shipped", "delivered", "void", "lost", "returned_to_sender",
    "damaged_in_post", "undone",
)  # fmt: skip
HOLD_KINDS = (
    "payment", "fraud", "address", "stock", "manual", "customer", "awaiting_return",
    "unknown_date", "unknown_sku",
)  # fmt: skip
CHARGE_KINDS = (
    "shipping", "fee", "discount", "manual", "voucher", "sample", "bad_debt", "charity", "tax",
    "rounding",
)  # fmt: skip
PAYMENT_STATES = ("unpaid", "authorised", "part_paid", "paid", "part_refunded", "refunded", "void")


class Order(Base):
    """What a customer wants. `state` is stored; the stage shown is derived from the lines."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel_id", "their_id"),
        one_of("state", *ORDER_STATES),
        one_of("payment", *PAYMENT_STATES),
        Index("ix_orders_their_number", "their_number"),
        Index("ix_orders_customer_id", "customer_id", "placed_at"),
        Index("ix_orders_placed_at", "placed_at", "channel_id"),
        Index("ix_orders_open", "ship_by", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    their_id: Mapped[Text]
    """The channel's own identity of the order; with the channel, the key that makes it one."""
    their_number: Mapped[Text]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    state: Mapped[Short]
    payment: Mapped[Short] = mapped_column(default="paid")
    placed_at: Mapped[Moment]
    placed_text: Mapped[Text | None]
    ship_by: Mapped[dt.date | None]
    town: Mapped[Text | None]
    country: Mapped[Short | None]
    currency: Mapped[Short]
    total_minor: Mapped[Minor]
    """Lines and charges, in minor units of `currency`."""
    note: Mapped[Text | None]
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[Moment]


class OrderLine(Base):
    """Units of one SKU wanted, and what has become of them."""

    __tablename__ = "order_lines"
    __table_args__ = (
        UniqueConstraint("order_id", "line_no"),
        CheckConstraint("ordered > 0", name="ordered_positive"),
        CheckConstraint(
            "cancelled >= 0 AND reserved >= 0 AND shipped >= 0 AND returned >= 0"
            " AND return_open >= 0",
            name="counters_not_negative",
        ),
        CheckConstraint("shipped + cancelled + reserved <= ordered", name="not_over_shipped"),
        CheckConstraint("returned + return_open <= shipped", name="not_over_returned"),
        Index("ix_order_lines_sku_id", "sku_id"),
    )
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    line_no: Mapped[int]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"))
    """Empty while the channel's SKU is unknown here; then the order is held."""
    sku_text: Mapped[Text]
    title: Mapped[Text]
    ordered: Mapped[int]
    unit_price: Mapped[Text]
    """Decimal text exactly as written by the channel."""
    amount_minor: Mapped[Minor]
    """ordered × unit_price in whole minor units, rounded half up."""
    cancelled: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[int] = mapped_column(default=0)
    return_open: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)

    @property
    def open_units(self) -> int:
        """Units still owed to the customer."""
        return self.ordered - self.cancelled - self.shipped

    @property
    def backordered(self) -> int:
        """Units owed and not reserved anywhere."""
        return self.open_units - self.reserved

    @property
    def returnable(self) -> int:
        """Units that went out and may still come back."""
        return self.shipped - self.returned - self.return_open


class Charge(Base):
    """Money on a document that is not goods: postage, a fee, a discount, a manual entry."""

    __tablename__ = "charges"
    __table_args__ = (
        UniqueConstraint("channel_id", "their_number", "line_no"),
        one_of("kind", *CHARGE_KINDS),
    )
    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    their_number: Mapped[Text]
    line_no: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    return_id: Mapped[int | None] = mapped_column(ForeignKey("returns.id"), index=True)
    kind: Mapped[Short]
    title: Mapped[Text]
    units: Mapped[int]
    unit_price: Mapped[Text]
    amount_minor: Mapped[Minor]
    occurred_at: Mapped[Moment]


class OrderHold(Base):
    """Why an order must not be picked or shipped yet."""

    __tablename__ = "order_holds"
    __table_args__ = (one_of("kind", *HOLD_KINDS),)
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[Short]
    note: Mapped[Text | None]
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    placed_at: Mapped[Moment]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    released_at: Mapped[dt.datetime | None]


class Shipment(Base):
    """What leaves one location for one order."""

    __tablename__ = "shipments"
    __table_args__ = (one_of("state", *SHIPMENT_STATES), Index("ix_shipments_at", "shipped_at"))
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[Short]
    carrier: Mapped[Text | None]
    tracking: Mapped[Text | None]
    shipped_at: Mapped[dt.datetime | None]
    delivered_at: Mapped[dt.datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class ShipmentLine(Base):
    """Units of an order line in a shipment."""

    __tablename__ = "shipment_lines"
    __table_args__ = (CheckConstraint("units > 0", name="units_positive"),)
    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    units: Mapped[int]
