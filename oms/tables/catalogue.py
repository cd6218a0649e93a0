"""What is sold, where it stands, through which channels, from whom."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of, zero

PHYSICAL_KINDS = ("warehouse", "store", "3pl")
VIRTUAL_KINDS = ("supplier", "customer", "transit", "variance", "scrap", "drop", "opening")
CHANNEL_KINDS = ("webshop", "marketplace", "pos", "phone", "wholesale", "csv")
SKU_KINDS = ("stocked", "kit", "dropship_only", "service")
SPLIT_POLICIES = ("never", "max_parcels", "any")
ON_SHORT = ("backorder", "hold", "reject", "dropship")
RETURN_CLOCKS = ("delivered", "shipped")
KIT_RETURNS = ("component", "whole")


class Location(Base):
    """A place that holds stock, or one of the seven virtual places that balance the movements."""

    __tablename__ = "locations"
    __table_args__ = (one_of("kind", *PHYSICAL_KINDS, *VIRTUAL_KINDS),)
    id: Mapped[Id]
    code: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Text]
    kind: Mapped[Short]
    fulfils: Mapped[bool] = mapped_column(default=True)
    accepts_returns: Mapped[bool] = mapped_column(default=True)
    rank: Mapped[int] = mapped_column(default=0)
    country: Mapped[Short] = mapped_column(default="GB")
    active: Mapped[bool] = mapped_column(default=True)
    ships_to: Mapped[Text | None]
    """Codes of the countries it sends to, parted by blanks; None: all."""
    slack_channel: Mapped[Short | None]
    """Slack channel id of the people who pick there."""
    address: Mapped[Text | None]
    """As it stands on return slips, lines parted by line ends."""
    tolerance_units: Mapped[int] = mapped_column(default=1, server_default="1")
    tolerance_bps: Mapped[int] = mapped_column(default=200, server_default="200")
    """A counted variance within these units, or this share of the book in 1/10,000, is booked."""
    tolerance_minor: Mapped[Minor | None]
    """The value above which a variance is not booked by itself; None: no limit."""

    @hybrid_property
    def is_physical(self) -> bool:
        """Whether goods can be touched there."""
        return self.kind in PHYSICAL_KINDS

    @is_physical.inplace.expression
    @classmethod
    def _is_physical(cls) -> ColumnElement[bool]:
        # not IN: it would be spelled out anew each time it is asked
        return or_(*(cls.kind == kind for kind in PHYSICAL_KINDS))


class Channel(Base):
    """Where orders come from, and the shop's policy for them."""

    __tablename__ = "channels"
    __table_args__ = (
        one_of("kind", *CHANNEL_KINDS),
        one_of("split_policy", *SPLIT_POLICIES),
        one_of("on_short", *ON_SHORT),
        one_of("return_clock", *RETURN_CLOCKS),
        one_of("kit_return", *KIT_RETURNS),
    )
    id: Mapped[Id]
    code: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Text]
    kind: Mapped[Short]
    currency: Mapped[Short] = mapped_column(default="GBP")
    ship_within_days: Mapped[int] = mapped_column(default=2)
    active: Mapped[bool] = mapped_column(default=True)
    prices_include_tax: Mapped[bool] = flag(on=True)
    payment_required: Mapped[bool] = flag(on=True)
    """Nothing is shipped before it is paid."""
    allow_part_cancel: Mapped[bool] = flag(on=True)
    split_policy: Mapped[Short] = mapped_column(default="any", server_default="any")
    max_parcels: Mapped[int] = mapped_column(default=3, server_default="3")
    on_short: Mapped[Short] = mapped_column(default="backorder", server_default="backorder")
    distance_sale: Mapped[bool] = flag(on=True)
    """Sold at a distance: the law gives 14 days and the standard delivery back."""
    return_window_days: Mapped[int] = mapped_column(default=30, server_default="30")
    return_clock: Mapped[Short] = mapped_column(default="delivered", server_default="delivered")
    transit_days: Mapped[int] = mapped_column(default=3, server_default="3")
    """Days in the post, where no delivery is known."""
    return_label_minor: Mapped[Minor] = zero()
    """What the customer pays for a return label, once a return; 0: the shop pays."""
    kit_return: Mapped[Short] = mapped_column(default="component", server_default="component")


class ChannelLocation(Base):
    """A location that supplies a channel, in order of rank; a channel without any: all do."""

    __tablename__ = "channel_locations"
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    rank: Mapped[int] = zero()


class Supplier(Base):
    """Somebody the shop buys from."""

    __tablename__ = "suppliers"
    id: Mapped[Id]
    name: Mapped[Text] = mapped_column(unique=True)
    currency: Mapped[Short] = mapped_column(default="GBP")
    email: Mapped[Text | None]
    lead_time_days: Mapped[int] = mapped_column(default=14)
    can_dropship: Mapped[bool] = flag(on=False)
    takes_returns: Mapped[bool] = flag(on=False)
    """Goods it sent to our customers may come back to it directly."""


class SupplierSku(Base):
    """What a supplier calls a SKU, asks for it, and how long it takes."""

    __tablename__ = "supplier_skus"
    __table_args__ = (UniqueConstraint("supplier_id", "sku_id"),)
    id: Mapped[Id]
    supplier_id: Mapped[int] = mapped_column(ForeignKey("suppliers.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True)
    supplier_code: Mapped[Text | None]
    cost_minor: Mapped[Minor | None]
    lead_time_days: Mapped[int | None]
    """Days it takes for this SKU; None: as for the others."""
    least_units: Mapped[int | None]
    """It delivers that many or more at a time; None: any number."""
    rank: Mapped[int] = zero()
    dropship: Mapped[bool] = flag(on=False)


class Product(Base):
    """A line of goods; its SKUs are the sizes and colours."""

    __tablename__ = "products"
    id: Mapped[Id]
    handle: Mapped[Text] = mapped_column(unique=True)
    title: Mapped[Text]
    active: Mapped[bool] = mapped_column(default=True)


class Sku(Base):
    """The smallest thing stock is kept of. `code_key` is the code folded for comparison."""

    __tablename__ = "skus"
    __table_args__ = (
        one_of("kind", *SKU_KINDS),
        CheckConstraint("fee_bps BETWEEN 0 AND 10000", name="fee_is_a_share"),
    )
    id: Mapped[Id]
    code: Mapped[Text]
    code_key: Mapped[Text] = mapped_column(unique=True)
    title: Mapped[Text]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    option: Mapped[Text | None]
    barcode: Mapped[Text | None] = mapped_column(unique=True)
    kind: Mapped[Short] = mapped_column(default="stocked")
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("suppliers.id"))
    price_minor: Mapped[Minor | None]
    cost_minor: Mapped[Minor | None]
    currency: Mapped[Short] = mapped_column(default="GBP")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]
    backorder: Mapped[bool] = flag(on=True)
    """Whether it may be promised before it is there."""
    returnable: Mapped[bool] = flag(on=True)
    personalised: Mapped[bool] = flag(on=False)
    """Made for one customer."""
    hygiene: Mapped[bool] = flag(on=False)
    """Not taken back once its seal is broken."""
    inspect_on_return: Mapped[bool] = flag(on=False)
    return_window_days: Mapped[int | None]
    fee_bps: Mapped[int] = zero()
    """Restocking fee of a return in 1/10,000 of what is given back."""


class KitComponent(Base):
    """Units of a SKU in one kit."""

    __tablename__ = "kit_components"
    __table_args__ = (
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("kit_sku_id <> component_sku_id", name="not_itself"),
    )
    kit_sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    component_sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    units: Mapped[int]


class SkuAlias(Base):
    """Another word for a SKU, for one channel or for all (`channel_id` empty)."""

    __tablename__ = "sku_aliases"
    __table_args__ = (UniqueConstraint("channel_id", "alias_key"),)
    id: Mapped[Id]
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), index=True)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))
    alias_key: Mapped[Text] = mapped_column(index=True)


class ReorderRule(Base):
    """At how many units of a SKU at a location the owner wants to be told."""

    __tablename__ = "reorder_rules"
    __table_args__ = (CheckConstraint("point >= 0", name="point_not_negative"),)
    sku_id: Mapped[int] = mapped_column(ForeignKey("skus.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True)
    point: Mapped[int]
