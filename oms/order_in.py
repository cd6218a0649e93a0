"""What a channel's file says, read but not yet taken: orders, products, stock, customers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from oms.values import minor_of

GOODS, CHARGE, CORRECTION = "goods", "charge", "correction"
TAKEN = frozenset({"paid", "part_paid", "part_refunded", "refunded"})
"""Words of a channel for money that it has taken, in whole or in part."""
OPEN, LEFT, CANCELLED = "open", "left", "cancelled"


class LineIn(NamedTuple):
    """One line of a file: goods, a charge, or a correction of stock."""

    at: int
    """Line of the file, the heading being 1; 0 for what the cells of the order say."""
    kind: str
    charge: str
    """Kind of charge; empty for goods and corrections."""
    code: str
    title: str
    units: int
    """Signed, as written."""
    unit_price: str
    """Decimal text, as written."""
    value: Decimal
    """units × unit_price, exact."""
    minor: int
    """The value in whole minor units, rounded half up."""
    fate: str = LEFT
    """What became of goods that were ordered: open, left or cancelled."""
    discount: int = 0
    """Of the order's discount, what was taken off this line alone, in minor units."""


class Rejected(NamedTuple):
    """A line that cannot be taken, with its cells as they came, and why."""

    at: int
    cells: tuple[str, ...]
    why: str
    value: Decimal | None = None
    """What it is worth; None: its price or units could not be read, or goods have none."""


@dataclass(frozen=True)
class CustomerIn:
    """A customer as a channel knows them."""

    their_id: str
    name: str = ""
    town: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None
    postcode: str | None = None


@dataclass(frozen=True)
class OrderIn:
    """A document of a channel: an order, or a credit note (goods that came back)."""

    their_id: str
    their_number: str
    placed_at: dt.datetime
    placed_text: str
    lines: tuple[LineIn, ...]
    customer: CustomerIn | None = None
    is_credit: bool = False
    state: str = "completed"
    """completed, open or cancelled."""
    payment: str = "paid"
    town: str | None = None
    country: str | None = None
    currency: str = "GBP"
    note: str | None = None
    stated_total: Decimal | None = None
    """What the file says the order comes to, where it says so."""
    held_tax_minor: int = 0
    """The tax of the whole order, as the file states it, where prices hold it."""
    not_taken_minor: int = 0
    """Of what the order comes to, what the channel has not taken or has given back itself."""
    ship_to: dict[str, str] | None = None
    """Parts of the address, where the file tells them."""
    ship_method: str | None = None
    is_risky: bool = False
    """The channel warns of fraud."""

    @property
    def total_minor(self) -> int:
        """What its lines and charges come to."""
        return sum(line.minor for line in self.lines if line.kind != CORRECTION)

    @property
    def taken_minor(self) -> int:
        """What the channel has taken for it and kept."""
        if self.payment not in TAKEN:
            return 0
        if self.stated_total is None:
            return max(0, self.total_minor - self.not_taken_minor)
        return max(0, minor_of(self.stated_total, self.currency) - self.not_taken_minor)


@dataclass(frozen=True)
class ProductIn:
    """A SKU as a channel sells it."""

    code: str
    title: str
    handle: str
    option: str | None = None
    barcode: str | None = None
    price: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class StockIn:
    """Units on hand of a SKU at a location, as the file says."""

    code: str
    location: str
    on_hand: int


GoodsIn = ProductIn | StockIn | CustomerIn


@dataclass(frozen=True)
class RowIn:
    """One row of a file of products, stock or customers, and what it says; maybe nothing."""

    at: int
    cells: tuple[str, ...]
    found: tuple[GoodsIn, ...]


@dataclass
class Tally:
    """What became of the lines read so far."""

    lines_read: int = 0
    order_lines: int = 0
    returns: int = 0
    corrections: int = 0
    charges: int = 0
    rejects: int = 0
    net_value: Decimal = field(default_factory=Decimal)
    booked_minor: int = 0
    rejected_value: Decimal = field(default_factory=Decimal)

    @property
    def accounted(self) -> dict[str, int]:
        """Lines by what became of them; their sum is the lines read."""
        return {
            "order_lines": self.order_lines,
            "returns": self.returns,
            "corrections": self.corrections,
            "charges": self.charges,
            "rejects": self.rejects,
        }

    def count(self, document: OrderIn) -> None:
        """Account for the lines of a document that was taken, now or before."""
        for line in document.lines:
            self.net_value += line.value
            self.booked_minor += line.minor
            if line.at == 0:
                continue  # a cell of the order, not a line of the file
            self.lines_read += 1
            if line.kind == CHARGE:
                self.charges += 1
            elif line.kind == CORRECTION:
                self.corrections += 1
            elif document.is_credit:
                self.returns += 1
            else:
                self.order_lines += 1

    def reject(self, rejected: Rejected) -> None:
        """Account for one line that was not taken."""
        self.rejects += 1
        self.lines_read += 1
        self.net_value += rejected.value or 0
        self.rejected_value += rejected.value or 0
