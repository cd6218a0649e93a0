"""Movements of goods between places, and the levels and promises that follow from them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of, zero

BUCKETS = ("sellable", "quarantine", "damaged", "refurb", "rtv")
REASONS = (
    "opening", "receipt", "supplier_return", "sale", "pos_sale", "dropship_sale", "return_in",
    "restock", "inspect", "scrap", "refurb", "transfer_out", "transfer_in", "count_gain",
    "count_loss", "damage", "found", "theft", "sample", "expired", "correction", "lost_in_post",
    "supplier_error", "return_fix", "reversal",
)  # fmt: skip
RESERVATION_STATES = ("active", "consumed", "released")
TRANSFER_STATES = ("draft", "dispatched", "received", "closed", "cancelled")
COUNT_STATES = ("draft", "counting", "review", "posted", "cancelled")
COUNT_LINE_STATES = (
    "asked", "counted", "recount", "approved", "posted", "rejected", "stale",
)  # fmt: skip
COUNT_SOURCES = ("slack", "sheet", "file", "cli")
COUNT_QUESTION_STATES = ("open", "answered", "dropped")


class Movement(Base):
    """Units of one SKU going from one place and bucket to another; never changed, only reversed.

    A trigger on both databases refuses UPDATE and DELETE.
    """

    __tablename__ = "movements"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint(
            "from_location_id <> to_location_id OR from_bucket <> to_bucket", name="goes_somewhere"
        ),
        one_of("from_bucket", *BUCKETS),
        one_of("to_bucket", *BUCKETS),
        one_of("reason", *REASONS),
        Index("ix_movements_sku_id_id", "sku_id", "id"),
        Index("ix_movements_about", "about_kind", "about_id"),
        Index("ix_movements_occurred_at", "occurred_at"),
        # one fact: `key` and `reverses_id` are mostly empty, and an empty one needs no index entry
        Index("uq_movements_key", "key", unique=True, sqlite_where=text("key IS NOT NULL"),
              postgresql_where=text("key IS NOT NULL")),
        Index("uq_movements_reverses_id", "reverses_id", unique=True,
              sqlite_where=text("reverses_id IS NOT NULL"),
              postgresql_where=text("reverses_id IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[Id]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    units: Mapped[int]
    from_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    from_bucket: Mapped[Short] = mapped_column(default="sellable")
    to_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    to_bucket: Mapped[Short] = mapped_column(default="sellable")
    reason: Mapped[Short]
    about_kind: Mapped[Short | None]
    """The kind of document: shipment, return, count, correction, import; its id beside it."""
    about_id: Mapped[int | None]
    line_id: Mapped[int | None]
    note: Mapped[Text | None]
    unit_cost_minor: Mapped[Minor | None]
    occurred_at: Mapped[Moment]
    recorded_at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    is_fact: Mapped[bool] = mapped_column(default=False)
    key: Mapped[Text | None]
    """Idempotency key: the same key never moves goods twice."""
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("movements.id"))


class Level(Base):
    """Units of a SKU in one bucket at one location: the running sum of the movements."""

    __tablename__ = "levels"
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    bucket: Mapped[Short] = mapped_column(primary_key=True)
    units: Mapped[int]


class Promise(Base):
    """Units of a SKU at a location that are reserved: the running sum of active reservations."""

    __tablename__ = "promises"
    __table_args__ = (CheckConstraint("reserved >= 0", name="reserved_not_negative"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    reserved: Mapped[int]


class CountQuestion(Base):
    """A count from the ledger that can be read in two ways, and what became of it."""

    __tablename__ = "count_questions"
    __table_args__ = (
        one_of("state", *COUNT_QUESTION_STATES),
        Index("ix_count_questions_open", "sku_id", "location_id",
              sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")),
    )  # fmt: skip
    id: Mapped[Id]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    counted: Mapped[int]
    shown: Mapped[int]
    """On hand as the ledger showed it beside."""
    on_hand: Mapped[int]
    """On hand when it was asked."""
    state: Mapped[Short] = mapped_column(default="open")
    asked_at: Mapped[Moment]


class Reservation(Base):
    """Units at a location promised to an order line; they stay on the shelf until shipped."""

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        one_of("state", *RESERVATION_STATES),
        Index("ix_reservations_active", "sku_id", "location_id",
              sqlite_where=text("state = 'active'"), postgresql_where=text("state = 'active'")),
    )  # fmt: skip
    id: Mapped[Id]
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_lines.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    units: Mapped[int]
    state: Mapped[Short] = mapped_column(default="active")
    made_at: Mapped[Moment]
    shipment_id: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"), index=True)
    """The shipment being picked or packed that these units are for; nothing else takes them."""


class Correction(Base):
    """A stock correction that a channel's file reported: units lost (below 0) or found.

    With the stock policy `history` it is remembered and moves nothing.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("channel_id", "their_number", "line_no"),
        CheckConstraint("units <> 0", name="units_not_zero"),
    )
    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    their_number: Mapped[Text]
    line_no: Mapped[int]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"))
    units: Mapped[int]
    note: Mapped[Text | None]
    unit_price: Mapped[Text]
    amount_minor: Mapped[Minor]
    occurred_at: Mapped[Moment]


class FillWanted(Base):
    """Stock of a SKU was freed: waiting orders are to be given it, each in its own transaction."""

    __tablename__ = "fills_wanted"
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    asked_at: Mapped[Moment]
    asked: Mapped[int] = mapped_column(default=1, server_default="1")
    """How often it was asked for; a drain removes the row only if nobody asked again meanwhile."""


class Transfer(Base):
    """Goods on their way from one location to another."""

    __tablename__ = "transfers"
    __table_args__ = (
        one_of("state", *TRANSFER_STATES),
        CheckConstraint("from_location_id <> to_location_id", name="goes_somewhere"),
        Index("ix_transfers_on_the_way", "to_location_id",
              sqlite_where=text("state = 'dispatched'"),
              postgresql_where=text("state = 'dispatched'")),
    )  # fmt: skip
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    from_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    to_location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[Short] = mapped_column(default="draft")
    note: Mapped[Text | None]
    made_at: Mapped[Moment]
    dispatched_at: Mapped[dt.datetime | None]
    expected_on: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class TransferLine(Base):
    """Units of a SKU in a transfer: sent, and what became of them."""

    __tablename__ = "transfer_lines"
    __table_args__ = (
        UniqueConstraint("transfer_id", "sku_id"),
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint(
            "received >= 0 AND damaged >= 0 AND lost >= 0 AND sent_back >= 0",
            name="counters_not_negative",
        ),
        CheckConstraint("received + damaged + lost + sent_back <= units", name="not_over_received"),
    )
    id: Mapped[Id]
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True)
    units: Mapped[int]
    received: Mapped[int] = zero()
    """Arrived whole."""
    damaged: Mapped[int] = zero()
    """Arrived damaged."""
    lost: Mapped[int] = zero()
    sent_back: Mapped[int] = zero()

    @hybrid_property
    def left(self) -> int:
        """Units still on the way, once it was dispatched."""
        return self.units - self.received - self.damaged - self.lost - self.sent_back


class StockCount(Base):
    """A count of some SKUs at one location."""

    __tablename__ = "stock_counts"
    __table_args__ = (one_of("state", *COUNT_STATES),)
    id: Mapped[Id]
    number: Mapped[Short] = mapped_column(unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    state: Mapped[Short] = mapped_column(default="draft")
    blind: Mapped[bool] = flag(on=True)
    """The counter is not told what the books say."""
    due_on: Mapped[dt.date | None]
    note: Mapped[Text | None]
    made_at: Mapped[Moment]
    posted_at: Mapped[dt.datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))


class CountLine(Base):
    """One SKU and bucket in a count: what the books said when it was counted, and the variance."""

    __tablename__ = "count_lines"
    __table_args__ = (
        UniqueConstraint("count_id", "sku_id", "bucket"),
        one_of("bucket", *BUCKETS),
        one_of("state", *COUNT_LINE_STATES),
        one_of("source", *COUNT_SOURCES),
        CheckConstraint("counted >= 0 AND recounted >= 0", name="not_negative"),
        CheckConstraint("recounter_id <> counter_id", name="another_person"),
    )
    id: Mapped[Id]
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_counts.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True)
    bucket: Mapped[Short] = mapped_column(default="sellable", server_default="sellable")
    state: Mapped[Short] = mapped_column(default="asked", server_default="asked")
    source: Mapped[Short] = mapped_column(default="slack", server_default="slack")
    asked_at: Mapped[Moment]
    counted_at: Mapped[dt.datetime | None]
    counted: Mapped[int | None]
    """Units seen; None is not 0: nobody has said yet."""
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    book: Mapped[int | None]
    """What the books said at the moment of the count that holds, with the last movement then."""
    position: Mapped[int | None]
    recounted: Mapped[int | None]
    recounter_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    reason: Mapped[Short | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("actors.id"))
    movement_id: Mapped[int | None] = mapped_column(ForeignKey("movements.id"))
