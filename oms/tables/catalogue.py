"""What is sold, where it stands, through which channels, from whom."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, one_of

PHYSICAL_KINDS = ("warehouse", "store", "3pl")
VIRTUAL_KINDS = ("supplier", "customer", "transit", "variance", "scrap", "drop", "opening")
CHANNEL_KINDS = ("webshop", "marketplace", "pos", "phone", "wholesale", "csv")
SKU_KINDS = ("stocked", "kit", "dropship_only", "service")


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

    @property
    def is_physical(self) -> bool:
        """Whether goods can be touched there."""
        return self.kind in PHYSICAL_KINDS


class Channel(Base):
    """Where orders come from."""

    __tablename__ = "channels"
    __table_args__ = (one_of("kind", *CHANNEL_KINDS),)
    id: Mapped[Id]
    code: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Text]
    kind: Mapped[Short]
    currency: Mapped[Short] = mapped_column(default="GBP")
    ship_within_days: Mapped[int] = mapped_column(default=2)
    active: Mapped[bool] = mapped_column(default=True)


class Supplier(Base):
    """Somebody the shop buys from."""

    __tablename__ = "suppliers"
    id: Mapped[Id]
    name: Mapped[Text] = mapped_column(unique=True)
    currency: Mapped[Short] = mapped_column(default="GBP")
    email: Mapped[Text | None]
    lead_time_days: Mapped[int] = mapped_column(default=14)


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
    __table_args__ = (one_of("kind", *SKU_KINDS),)
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
