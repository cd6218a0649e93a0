"""Orders, their lines with counters, charges, holds and shipments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of, zero
from oms.tables.line_units import LineUnits

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
ORIGINS = ("channel", "manual", "exchange", "reship", "till")
CANCEL_REASONS = (
    "customer", "out_of_stock", "fraud", "duplicate", "price_error", "undeliverable", "other",
)  # fmt: skip
PAYMENT_ENTRY_STATES = ("authorised", "captured", "failed", "void")
PAYMENT_STATES = ("unpaid", "authorised", "part_paid", "paid", "part_refunded", "refunded", "void")


SHORT = "ordered - cancelled - shipped - reserved - dropship_open > 0"
"""Of a line: units are owed and reserved nowhere."""


class Order(Base):
    """What a customer wants. `state` is stored; the stage shown is derived from the lines."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel_id", "their_id"),
        one_of("state", *ORDER_STATES),
        one_of("payment", *PAYMENT_STATES),
        one_of("origin", *ORIGINS),
        CheckConstraint(
            "sent_back_minor >= 0 AND (sent_back_minor = 0 OR sent_back_minor <= taken_minor)",
            name="not_over_sent_back",
        ),
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
    ledger_note: Mapped[Text | None]
    """What an owner noted beside it in the ledger."""
    version: Mapped[int] = mapped_column(default=1)
    recorded_at: Mapped[Moment]
    origin: Mapped[Short] = mapped_column(default="channel", server_default="channel")
    parent_order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    """The order that this one exchanges or sends again."""
    priority: Mapped[int] = zero()
    """Higher goes first where stock is short; a person sets it with a reason."""
    ship_method: Mapped[Short | None]
    ship_to: Mapped[dict[str, Any] | None]
    """name, company, line1, line2, town, region, postcode, country, phone: what is known."""
    taken_minor: Mapped[Minor] = zero()
    """Money that the channel said it had taken when the order came; `Payment`s add to it."""
    sent_back_minor: Mapped[Minor] = zero()
    """Of that, what refunds send back that were not called off."""


class OrderLine(LineUnits, Base):
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
        CheckConstraint(
            "dropship_open >= 0 AND delivered >= 0 AND returnless >= 0 AND refunded_units >= 0",
            name="more_counters_not_negative",
        ),
        CheckConstraint("shipped + cancelled + reserved <= ordered", name="not_over_shipped"),
        CheckConstraint("returned + return_open <= shipped", name="not_over_returned"),
        # the two above are older and weaker: SQLite takes no constraint away from a table
        CheckConstraint(
            "shipped + cancelled + reserved + dropship_open <= ordered", name="not_over_promised"
        ),
        CheckConstraint("returned + return_open + returnless <= shipped", name="not_over_kept"),
        CheckConstraint("delivered <= shipped", name="not_over_delivered"),
        CheckConstraint(
            "lost >= 0 AND returned + return_open + lost <= shipped", name="not_over_lost"
        ),
        CheckConstraint(
            "refunded_units <= cancelled + returned + returnless", name="not_over_refunded"
        ),
        CheckConstraint(
            "refunded_goods_minor >= 0"
            " AND (refunded_goods_minor = 0 OR refunded_goods_minor <= net_minor)",
            name="goods_not_over_refunded",
        ),
        CheckConstraint(
            "refunded_tax_minor >= 0"
            " AND (refunded_tax_minor = 0 OR refunded_tax_minor <= tax_minor)",
            name="tax_not_over_refunded",
        ),
        Index("ix_order_lines_sku_id", "sku_id"),
        Index(
            "ix_order_lines_short", "sku_id", sqlite_where=text(SHORT), postgresql_where=text(SHORT)
        ),
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
    parent_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_lines.id"), index=True)
    """The line of the kit that this is a component of."""
    kit_units: Mapped[int | None]
    """Units of this component in one kit."""
    discount_share_minor: Mapped[Minor] = zero()
    """Its part of the discounts on the whole order; the parts add up to them exactly."""
    net_minor: Mapped[Minor] = zero()
    """What the goods cost after discounts, without tax."""
    tax_minor: Mapped[Minor] = zero()
    """The tax on it; net and tax together are what the customer pays for the line."""
    dropship_open: Mapped[int] = zero()
    """Units that a supplier is to send to the customer and has not sent."""
    delivered: Mapped[int] = zero()
    returnless: Mapped[int] = zero()
    """Units paid back that the customer keeps."""
    lost: Mapped[int] = zero()
    """Units lost in the post, and not found again."""
    refunded_units: Mapped[int] = zero()
    """Units in refunds that were not called off; the money of these beside it."""
    refunded_goods_minor: Mapped[Minor] = zero()
    refunded_tax_minor: Mapped[Minor] = zero()
    promised_on: Mapped[dt.date | None]
    """The day by which its backordered units are expected to leave."""

    @property
    def refundable(self) -> int:
        """Units cancelled, back here or left with the customer that no refund stands for yet."""
        return self.cancelled + self.returned + self.returnless - self.refunded_units


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
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    """Who is to clear it; None: whoever sees it first."""
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    released_at: Mapped[dt.datetime | None]


class Shipment(Base):
    """What leaves one location, or a supplier, for one order."""

    __tablename__ = "shipments"
    __table_args__ = (one_of("state", *SHIPMENT_STATES), Index("ix_shipments_at", "shipped_at"))
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"))
    state: Mapped[Short]
    planned_at: Mapped[dt.datetime | None]
    packed_at: Mapped[dt.datetime | None]
    shipped_at: Mapped[dt.datetime | None]
    collected_at: Mapped[dt.datetime | None]
    """When the carrier took it; from then on it cannot be undone."""
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


class Parcel(Base):
    """One parcel of a shipment, and under which number which carrier has it."""

    __tablename__ = "parcels"
    __table_args__ = (CheckConstraint("weight_g > 0", name="weighs_something"),)
    id: Mapped[Id]
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    carrier: Mapped[Text | None]
    service: Mapped[Text | None]
    tracking: Mapped[Text | None] = mapped_column(index=True)
    weight_g: Mapped[int | None]


class Payment(Base):
    """Money that came in, or is promised, for an order after the channel's own."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("method", "reference"),
        one_of("state", *PAYMENT_ENTRY_STATES),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name="not_over_refunded"),
    )
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    method: Mapped[Short]
    """cash, card, bank, paypal, gift_card, store_credit, exchange, channel ..."""
    amount_minor: Mapped[Minor]
    refunded_minor: Mapped[Minor] = zero()
    """Of it, what refunds send back that were not called off."""
    state: Mapped[Short]
    reference: Mapped[Text]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class Cancellation(Base):
    """Units of an order that will not be sent after all, and why."""

    __tablename__ = "cancellations"
    __table_args__ = (one_of("reason", *CANCEL_REASONS),)
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    reason: Mapped[Short]
    note: Mapped[Text | None]
    without_refund: Mapped[Text | None]
    """Why no money is given back, where none is."""
    ended_draft: Mapped[bool] = flag(on=False)
    """With it a draft was over; undone, it is a draft again."""
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class CancellationLine(Base):
    """Units of one line in a cancellation."""

    __tablename__ = "cancellation_lines"
    __table_args__ = (CheckConstraint("units > 0", name="units_positive"),)
    cancellation_id: Mapped[int] = mapped_column(ForeignKey("cancellations.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), primary_key=True)
    units: Mapped[int]


class OrderVersion(Base):
    """A placed order as it stood before and after an edit, and the difference in money."""

    __tablename__ = "order_versions"
    __table_args__ = (UniqueConstraint("order_id", "version_no"),)
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    version_no: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    difference_minor: Mapped[Minor]
    """Above 0: the customer owes it; below: it is owed to the customer."""
    reason: Mapped[Text | None]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class AllocationPlan(Base):
    """Which locations an order was given, the candidates there were, and why these won."""

    __tablename__ = "allocation_plans"
    id: Mapped[Id]
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    policy: Mapped[dict[str, Any]]
    candidates: Mapped[list[Any]]
    """The best three sets of locations with their figures, best first."""
    chosen: Mapped[list[Any]]
    """[order line id, location id, units]."""
    why: Mapped[Text]
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
