"""What the lines of an order are worth, fixed once when it is taken.

A discount on the whole order is cut into shares of its lines here and never again: a refund of one
unit later takes its part of the share with it, and all parts together are the discount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oms.shares import largest_remainder, per_ten_thousand

SHIPPING, DISCOUNT, TAX, ROUNDING = "shipping", "discount", "tax", "rounding"
Charged = tuple[str, int]
"""Kind of charge and its amount in minor units; a discount is below 0."""


@dataclass(frozen=True)
class Priced:
    """A line as it is priced; minor units of the order's currency, none below 0."""

    gross_minor: int
    """Units times unit price, rounded half up."""
    discount_minor: int = 0
    """Of the order's discount, what was taken off this line alone."""
    tax_minor: int | None = None
    """As the channel states it. None: it states none for the line."""


@dataclass(frozen=True)
class Taxes:
    """How the prices of an order stand to the tax."""

    included: bool = True
    """Prices hold the tax; else it comes on top, and is a charge of its own."""
    rate_bps: int = 0
    """The shop's rate in 1/10,000, for what the channel states none for."""
    stated_minor: int = 0
    """The tax of the whole order, postage too, as the channel states it where prices hold it."""


@dataclass(frozen=True)
class LineWorth:
    """What one line is worth. What the customer pays for it is net and tax together."""

    discount_share_minor: int
    """Gross less this is what is paid for the goods (with the tax, where prices hold it)."""
    net_minor: int
    tax_minor: int

    @property
    def parts(self) -> tuple[int, int, int]:
        """Share of the discount, net and tax."""
        return self.discount_share_minor, self.net_minor, self.tax_minor


@dataclass(frozen=True)
class Worth:
    """What an order is worth: Σ net + Σ tax + every charge but discount and tax = total."""

    lines: tuple[LineWorth, ...]
    discount_minor: int
    """The sum of the lines' shares."""
    charges: tuple[Charged, ...]
    """What must be charged besides: the tax that our own rate puts on top."""
    total_minor: int


def capture(
    lines: Sequence[Priced], charges: Sequence[Charged] = (), taxes: Taxes = Taxes()
) -> Worth:
    """Settle what every line of an order is worth, and what the order comes to.

    Args:
        lines: as priced.
        charges: of the whole order, of any kind. A charge of tax is the tax on the goods, and
            says that prices do not hold it.
        taxes: how the prices stand to the tax.

    Returns:
        Amounts that add up exactly, whatever the channel said. What the lines cannot bear of a
        discount stays a charge that no line shares.

    Source: domain.md 3.9, first paragraph; invariants I-17 and I-18.
    """
    if _sum(charges, TAX) > 0:
        taxes = replace(taxes, included=False)
    parts = _discounts(lines, -_sum(charges, DISCOUNT))
    paid = [line.gross_minor - part for line, part in zip(lines, parts, strict=True)]
    tax = _taxes(lines, paid, charges, taxes)
    ours = () if taxes.included or _sum(charges, TAX) else _on_top(tax, charges, taxes)
    worth = tuple(
        LineWorth(part, cost - (owed if taxes.included else 0), owed)
        for part, cost, owed in zip(parts, paid, tax, strict=True)
    )
    gross = sum(line.gross_minor for line in lines)
    total = gross + sum(minor for _, minor in (*charges, *ours))
    return Worth(worth, sum(parts), ours, total)


def rounding(stated_minor: int, total_minor: int, lines: int) -> tuple[int, int]:
    """How a total that the channel states differs from ours.

    Returns:
        What is rounding, at most one minor unit a line; and what is a mismatch, where it is more.
        One of them is 0.
    """
    off = stated_minor - total_minor
    return (off, 0) if abs(off) <= lines else (0, off)


def _discounts(lines: Sequence[Priced], wanted: int) -> list[int]:
    """Each line's part of a discount: its own first, then its share of the rest."""
    gross = [line.gross_minor for line in lines]
    discount = min(max(0, wanted), sum(gross))
    if not discount:
        return [0] * len(lines)
    own = [min(line.discount_minor, line.gross_minor) for line in lines]
    if sum(own) > discount:  # the channel contradicts itself: the order's discount is what was paid
        own = [0] * len(lines)
    left = [whole - part for whole, part in zip(gross, own, strict=True)]
    shares = largest_remainder(discount - sum(own), left)
    return [part + share for part, share in zip(own, shares, strict=True)]


def _taxes(
    lines: Sequence[Priced], paid: Sequence[int], charges: Sequence[Charged], taxes: Taxes
) -> list[int]:
    """The tax of each line; one that is stated for the whole order is cut by what is paid."""
    on_top = _sum(charges, TAX)
    if on_top > 0 and paid:
        return largest_remainder(on_top, paid)
    if taxes.included and taxes.stated_minor > 0:
        postage = max(0, _sum(charges, SHIPPING))
        *parts, _of_postage = largest_remainder(taxes.stated_minor, [*paid, postage])
        return parts
    return [
        rated(cost, taxes) if line.tax_minor is None else line.tax_minor
        for line, cost in zip(lines, paid, strict=True)
    ]


def rated(paid_minor: int, taxes: Taxes) -> int:
    """The tax on an amount by the shop's own rate, rounded half up."""
    if not taxes.included:
        return per_ten_thousand(paid_minor, taxes.rate_bps)
    whole = 10_000 + taxes.rate_bps
    return (2 * paid_minor * taxes.rate_bps + whole) // (2 * whole)


def _on_top(tax: Sequence[int], charges: Sequence[Charged], taxes: Taxes) -> tuple[Charged, ...]:
    """The tax that our own rate puts on top; that of the postage is paid as postage."""
    postage = rated(max(0, _sum(charges, SHIPPING)), taxes)
    owed = ((TAX, sum(tax)), (SHIPPING, postage))
    return tuple(charge for charge in owed if charge[1])


def _sum(charges: Sequence[Charged], kind: str) -> int:
    return sum(minor for of, minor in charges if of == kind)
