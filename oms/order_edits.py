"""What a person may want changed of a placed order, and what it does to its money: pure functions.

Raising adds units at the price and tax of those there are; where a discount was shared, or units
were cancelled, came back or were refunded already, the new units get a line of their own, so that
what was fixed for the old ones stays fixed. Lowering is cancelling (`oms.cancelling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from oms.capture import Taxes, rated
from oms.shares import up_to
from oms.values import minor_of, price


@dataclass(frozen=True)
class Worth:
    """What units of a line come to, in minor units."""

    amount_minor: int
    net_minor: int
    tax_minor: int


@dataclass(frozen=True)
class LineNow:
    """A line as it stands, as far as a change of it needs it."""

    line_id: int
    sku: str
    title: str
    ordered: int
    cancelled: int
    shipped: int
    unit_price: str
    worth: Worth
    discount_share_minor: int = 0
    touched: bool = False
    """Units of it were cancelled, came back or were refunded."""

    @property
    def wanted(self) -> int:
        """Units the customer is to have."""
        return self.ordered - self.cancelled


@dataclass(frozen=True)
class Snapshot:
    """An order as it stood before or after a change: what a version keeps."""

    total_minor: int
    lines: tuple[LineNow, ...] = ()
    ship_to: Mapping[str, Any] = field(default_factory=dict)
    ship_method: str = ""
    note: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "total_minor": self.total_minor,
            "lines": [
                {"line": one.line_id, "sku": one.sku, "title": one.title, "ordered": one.ordered,
                 "cancelled": one.cancelled, "unit_price": one.unit_price,
                 "amount_minor": one.worth.amount_minor, "net_minor": one.worth.net_minor,
                 "tax_minor": one.worth.tax_minor}
                for one in self.lines
            ],
            "ship_to": dict(self.ship_to),
            "ship_method": self.ship_method,
            "note": self.note,
        }  # fmt: skip


def from_plain(plain: Mapping[str, Any]) -> Snapshot:
    """A snapshot as JSON kept it."""
    return Snapshot(
        total_minor=int(plain["total_minor"]),
        lines=tuple(
            LineNow(
                line_id=one["line"],
                sku=one["sku"],
                title=one["title"],
                ordered=one["ordered"],
                cancelled=one["cancelled"],
                shipped=0,
                unit_price=one["unit_price"],
                worth=Worth(one["amount_minor"], one["net_minor"], one["tax_minor"]),
            )
            for one in plain["lines"]
        ),
        ship_to=plain["ship_to"],
        ship_method=plain["ship_method"],
        note=plain["note"],
    )


@dataclass(frozen=True)
class Change:
    """One thing that differs between two snapshots."""

    kind: str
    """added, raised, lowered, price, address, ship_method or note."""
    what: str
    before: str
    after: str


def changes(before: Snapshot, after: Snapshot, currency: str) -> list[Change]:
    """What differs, line by line, then the rest; nothing where nothing does."""
    known = {line.line_id: line for line in before.lines}
    found = []
    for line in after.lines:
        was = known.get(line.line_id)
        if was is None:
            found.append(Change("added", line.title, "0", str(line.wanted)))
            continue
        if line.wanted != was.wanted:
            kind = "raised" if line.wanted > was.wanted else "lowered"
            found.append(Change(kind, line.title, str(was.wanted), str(line.wanted)))
        old, new = Decimal(was.unit_price), Decimal(line.unit_price)
        if new != old:
            found.append(Change("price", line.title, price(old, currency), price(new, currency)))
    if dict(before.ship_to) != dict(after.ship_to):
        found.append(Change("address", "", told(before.ship_to), told(after.ship_to)))
    if before.ship_method != after.ship_method:
        found.append(Change("ship_method", "", before.ship_method, after.ship_method))
    if before.note != after.note:
        found.append(Change("note", "", before.note, after.note))
    return found


def told(ship_to: Mapping[str, Any]) -> str:
    """An address in a line, as far as it is known."""
    parts = ("name", "company", "line1", "line2", "town", "region", "postcode", "country")
    return ", ".join(str(ship_to[part]) for part in parts if ship_to.get(part))


def price_of(unit_price: Decimal, units: int, currency: str, taxes: Taxes) -> Worth:
    """What new units come to at a price."""
    amount = minor_of(unit_price * units, currency)
    tax = rated(amount, taxes)
    return Worth(amount, amount - (tax if taxes.included else 0), tax)


def raised(line: LineNow, units: int, currency: str) -> Worth:
    """What a line comes to with so many more units at its price, its tax in the same proportion."""
    return _at(line, minor_of(Decimal(line.unit_price) * (line.ordered + units), currency))


def repriced(line: LineNow, unit_price: Decimal, currency: str) -> Worth:
    """What a line comes to at another price, its tax in the same proportion.

    Its share of the order's discount stays, so a price below that share cannot be.

    Raises:
        ValueError: the line would come to less than its share of the discount.
    """
    amount = minor_of(unit_price * line.ordered, currency)
    if amount < line.discount_share_minor:
        raise ValueError(f"{amount} is less than the share {line.discount_share_minor}")
    return _at(line, amount)


def takes_more(line: LineNow) -> bool:
    """Whether units can be added to the line itself, and not to a new one."""
    return not (line.touched or line.discount_share_minor)


def _at(line: LineNow, amount_minor: int) -> Worth:
    """The line at another amount: its share stays, its tax keeps its proportion to what is paid."""
    was, share = line.worth, line.discount_share_minor
    paid, before = amount_minor - share, was.amount_minor - share
    if before <= 0:
        return Worth(amount_minor, paid, 0)
    included = was.net_minor + was.tax_minor == before
    tax = up_to(was.tax_minor, before, paid)
    return Worth(amount_minor, paid - (tax if included else 0), tax)


def difference(before: Snapshot, after: Snapshot, given_back_minor: int = 0) -> int:
    """What a change is worth: above 0 the customer owes it, below 0 it is owed to the customer.

    Args:
        before: the order as it stood.
        after: as it stands.
        given_back_minor: what is given back for units that were taken off.
    """
    return after.total_minor - before.total_minor - given_back_minor
