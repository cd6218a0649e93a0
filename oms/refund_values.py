"""What a refund is made from and what comes out: money of an order, wishes, rules, amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STATUTORY, MERCHANT_FAULT, SHOP = "statutory", "merchant_fault", "shop"
POLICIES = (STATUTORY, MERCHANT_FAULT, SHOP)
"""Why goods come back: a legal right to withdraw, the shop's fault, or the shop's own terms."""


@dataclass(frozen=True)
class LineMoney:
    """What an order line is worth after its share of discounts, and what of it went back.

    Money in minor units. `goods_minor` is without tax, whether prices are shown with it or not.
    """

    line_id: int
    title: str
    units: int
    goods_minor: int
    tax_minor: int = 0
    eligible: int = 0
    """Units cancelled, counted back in or left with the customer, and not refunded yet."""
    refunded_units: int = 0
    refunded_goods_minor: int = 0
    refunded_tax_minor: int = 0
    fee_bps: int = 0
    """Restocking fee in hundredths of a per cent."""


@dataclass(frozen=True)
class Postage:
    """What was paid for carriage with its tax, what of it went back, and the plain rate."""

    paid_minor: int = 0
    refunded_minor: int = 0
    standard_minor: int | None = None
    """The standard rate where the customer chose a dearer one; None: none was."""

    @property
    def left_minor(self) -> int:
        """What can still go back."""
        return max(0, self.paid_minor - self.refunded_minor)


@dataclass(frozen=True)
class Purse:
    """What an order still costs, what was taken for it, and what was sent back of that."""

    due_minor: int
    """Total less what was let off."""
    captured_minor: int
    paid_out_minor: int = 0
    """Payouts of all refunds that were not called off, sent or not."""

    @property
    def unpaid_minor(self) -> int:
        """What is owed to the shop; a refund lets that off before it sends money."""
        return max(0, self.due_minor - self.captured_minor)

    @property
    def left_minor(self) -> int:
        """What was taken and can still be sent back."""
        return max(0, self.captured_minor - self.paid_out_minor)


@dataclass(frozen=True)
class OrderMoney:
    """An order as money sees it."""

    number: str
    currency: str
    lines: tuple[LineMoney, ...]
    purse: Purse
    postage: Postage = Postage()


@dataclass(frozen=True)
class WantedUnits:
    """Units of one line to refund, why, and the loss of value that a person entered."""

    line_id: int
    units: int
    reason: str | None = None
    deduction_minor: int = 0


@dataclass(frozen=True)
class Rules:
    """What the shop charges and gives back around the goods themselves."""

    policy: str = SHOP
    label_minor: int = 0
    """The label that the customer pays for; 0 once it was charged for this return."""
    never_sent: bool = False
    """Nothing was sent: the postage bought nothing, so all of it goes back with the last unit."""
    postage_minor: int | None = None
    """Give back this much postage and no rule asked; None: by the rule."""

    @property
    def no_fees(self) -> bool:
        """Whether the law, or whose fault it is, forbids fees."""
        return self.policy in {STATUTORY, MERCHANT_FAULT}


PLAIN = Rules()
"""The shop's own terms, with nothing charged."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants refunded: units by line, or money, for a return, a cancellation ..."""

    kind: str
    """return, cancel, returnless, goodwill, shipping, correction or exchange."""
    lines: Mapping[int, int] = field(default_factory=dict)
    """Order line id -> units."""
    return_id: int | None = None
    cancellation_id: int | None = None
    reason: str | None = None
    amount_minor: int | None = None
    """A person's own figure instead of the computed one; of postage where that is the kind."""
    as_credit: bool = False
    """Given as store credit instead of being sent back."""
    channel_minor: int | None = None
    """What the channel itself would give back."""


@dataclass(frozen=True)
class Other:
    """An amount that a person wants instead of the computed one, and why."""

    amount_minor: int
    reason: str
    goodwill: bool = False
    """It may be more than the goods are worth, though never more than was paid."""


@dataclass(frozen=True)
class LineAmount:
    """What the refund gives for units of one line, and takes off for them."""

    line_id: int
    units: int
    goods_minor: int
    tax_minor: int
    fee_minor: int = 0
    deduction_minor: int = 0

    @property
    def worth_minor(self) -> int:
        """Goods and their tax."""
        return self.goods_minor + self.tax_minor

    def __add__(self, more: LineAmount) -> LineAmount:
        """The same line with more of its units."""
        return LineAmount(
            self.line_id,
            self.units + more.units,
            self.goods_minor + more.goods_minor,
            self.tax_minor + more.tax_minor,
            self.fee_minor + more.fee_minor,
            self.deduction_minor + more.deduction_minor,
        )


@dataclass(frozen=True)
class Term:
    """One part of the amount: what it adds, below 0 what it takes, and the sentence for it."""

    kind: str
    minor: int
    says: str


@dataclass(frozen=True)
class RefundAmount:
    """An amount with all its terms; `amount_minor` is their sum, never below 0.

    amount = goods + tax + shipping − fee − deduction − label + adjust = released + payout
    """

    currency: str
    lines: tuple[LineAmount, ...]
    shipping_minor: int
    label_minor: int
    adjust_minor: int
    """What a person changed, and what a limit changed; each has a term of its own."""
    released_minor: int
    """Never taken, and no longer owed."""
    payout_minor: int
    """Taken, and to be sent back."""
    computed_minor: int
    """What the rules give, the ceiling of everything but goodwill."""
    terms: tuple[Term, ...]

    @property
    def goods_minor(self) -> int:
        """The goods without tax."""
        return sum(line.goods_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        """The tax on the goods."""
        return sum(line.tax_minor for line in self.lines)

    @property
    def fee_minor(self) -> int:
        """Restocking fees."""
        return sum(line.fee_minor for line in self.lines)

    @property
    def deduction_minor(self) -> int:
        """Loss of value by handling."""
        return sum(line.deduction_minor for line in self.lines)

    @property
    def amount_minor(self) -> int:
        """What the customer is better off by."""
        return self.released_minor + self.payout_minor
