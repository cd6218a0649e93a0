"""How much money goes back, and why: pure arithmetic in minor units, no database.

`refunds.propose` reads what an order was worth and what went back before, asks this module, and
writes what it answers. The computed amount is both the default and the ceiling.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from oms import refund_terms, return_reasons
from oms.errors import ShopError
from oms.refund_values import (
    MERCHANT_FAULT,
    PLAIN,
    STATUTORY,
    LineAmount,
    LineMoney,
    OrderMoney,
    Other,
    Purse,
    RefundAmount,
    Rules,
    Term,
    WantedUnits,
)
from oms.shares import next_part, per_ten_thousand
from oms.values import money


class TooManyRefunded(ShopError):
    """More units would be refunded than were cancelled, came back or were given up."""

    code = "too_many_refunded"

    def __init__(
        self, title: str, *, wanted: int, eligible: int, number: str = "", spoken_for: str = ""
    ) -> None:
        """What is said of too many units.

        Args:
            title: of which product.
            wanted: how many were asked for.
            eligible: how many there are.
            number: that of the order; empty where the customer is to keep the units anyhow.
            spoken_for: what became of the others, with what to do; empty: not known.
        """
        self.title, self.wanted, self.eligible = title, wanted, eligible
        super().__init__(
            f"{eligible} × {title} can be refunded and {wanted}"
            f" {'was' if wanted == 1 else 'were'} asked for.",
            remedy=spoken_for
            or "Only units that were cancelled or counted back in can, each once; to let the"
            f" customer keep them say `refund {number} without return`."
            if number
            else "Give that many or fewer.",
        )


class TooMuchMoney(ShopError):
    """More money would go back than the refund allows, or than was paid."""

    code = "too_much_money"

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(message, remedy=remedy)


def compute(
    order: OrderMoney,
    wanted: Sequence[WantedUnits],
    rules: Rules = PLAIN,
    other: Other | None = None,
) -> RefundAmount:
    """What goes back for `wanted`, or `other` instead of it, with every term named.

    Args:
        order: what the order is worth, and what was refunded, taken and sent back so far.
        wanted: units by line; a line may stand twice with two reasons.
        rules: fees, label and postage.
        other: a person's own figure: lower with a reason, higher only as goodwill.

    Raises:
        TooManyRefunded: units that are not there to be refunded.
        TooMuchMoney: a deduction above the worth of the goods, a figure above the computed one
            that is not goodwill, goodwill above what was paid, postage above what was paid.

    Source: cumulative apportionment; docs/decisions/0020-refund-amounts.md.
    """
    lines = _lines(order, wanted, rules)
    label = 0 if rules.no_fees or _any_fault(wanted) else rules.label_minor
    shipping = _shipping(order, lines, wanted, rules)
    worth = sum(one.worth_minor - one.fee_minor - one.deduction_minor for one in lines)
    raw = worth + shipping - label
    computed = _within(order.purse, max(0, raw))
    amount = computed if other is None else _instead(order, computed, other)
    released = min(amount, order.purse.unpaid_minor)
    made = RefundAmount(
        currency=order.currency,
        lines=lines,
        shipping_minor=shipping,
        label_minor=label,
        adjust_minor=amount - raw,
        released_minor=released,
        payout_minor=amount - released,
        computed_minor=computed,
        terms=(),
    )
    return replace(made, terms=_terms(order, made, wanted, rules, other))


def tenders(
    payout_minor: int, left: Sequence[tuple[int, int]], number: str
) -> list[tuple[int, int]]:
    """Which payment gives back how much, in the order given, each no more than it has left.

    Args:
        payout_minor: what is to be sent back.
        left: (payment id, minor units of it that were not given back), in the shop's order.
        number: that of the order.

    Returns:
        (payment id, minor units above 0); together the payout.

    Raises:
        TooMuchMoney: the payments have not that much left.
    """
    parts = []
    for payment_id, minor in left:
        part = min(payout_minor, max(0, minor))
        payout_minor -= part
        if part:
            parts.append((payment_id, part))
    if payout_minor:
        raise TooMuchMoney(
            "The payments of this order have not that much left.",
            remedy=f"Ask `refunds of {number}` for what was sent back already.",
        )
    return parts


def _lines(
    order: OrderMoney, wanted: Sequence[WantedUnits], rules: Rules
) -> tuple[LineAmount, ...]:
    known = {line.line_id: line for line in order.lines}
    parts = []
    for one in wanted:
        line = known[one.line_id]
        part = _part(order, line, one, free=rules.no_fees or return_reasons.is_ours(one.reason))
        parts.append(part)
        known[line.line_id] = replace(
            line,
            eligible=line.eligible - one.units,
            refunded_units=line.refunded_units + one.units,
            refunded_goods_minor=line.refunded_goods_minor + part.goods_minor,
            refunded_tax_minor=line.refunded_tax_minor + part.tax_minor,
        )
    return tuple(parts)


def _part(order: OrderMoney, line: LineMoney, one: WantedUnits, *, free: bool) -> LineAmount:
    currency = order.currency
    if not 1 <= one.units <= line.eligible:
        raise TooManyRefunded(
            line.title, wanted=one.units, eligible=line.eligible, number=order.number
        )
    goods, tax = (
        next_part(total, line.units, done=line.refunded_units, given_minor=given, count=one.units)
        for total, given in (
            (line.goods_minor, line.refunded_goods_minor),
            (line.tax_minor, line.refunded_tax_minor),
        )
    )
    if not 0 <= one.deduction_minor <= goods + tax:
        raise TooMuchMoney(
            f"{one.units} × {line.title} {'is' if one.units == 1 else 'are'} worth"
            f" {money(goods + tax, currency)}, so {money(one.deduction_minor, currency)} cannot be"
            " taken off.",
            remedy="Take off that much or less.",
        )
    fee = 0 if free else per_ten_thousand(goods + tax, line.fee_bps)
    return LineAmount(line.line_id, one.units, goods, tax, fee, one.deduction_minor)


def _any_fault(wanted: Iterable[WantedUnits]) -> bool:
    return any(return_reasons.is_ours(one.reason) for one in wanted)


def _shipping(
    order: OrderMoney,
    lines: Sequence[LineAmount],
    wanted: Sequence[WantedUnits],
    rules: Rules,
) -> int:
    postage = order.postage
    if rules.postage_minor is not None:
        if rules.postage_minor > postage.left_minor:
            raise TooMuchMoney(
                f"{money(postage.left_minor, order.currency)} of the postage of order"
                f" {order.number} can go back.",
                remedy="Give that much or less.",
            )
        return rules.postage_minor
    if not _wholly_refunded(order, lines):
        return 0
    if rules.never_sent or rules.policy == MERCHANT_FAULT or _all_fault(wanted):
        return postage.left_minor
    if rules.policy != STATUTORY:
        return 0
    standard = postage.paid_minor if postage.standard_minor is None else postage.standard_minor
    return max(0, min(standard, postage.paid_minor) - postage.refunded_minor)


def _wholly_refunded(order: OrderMoney, lines: Sequence[LineAmount]) -> bool:
    """Whether with these lines every unit of the order was refunded."""
    now = sum(line.units for line in lines)
    before = sum(line.refunded_units for line in order.lines)
    return now > 0 and now + before == sum(line.units for line in order.lines)


def _all_fault(wanted: Sequence[WantedUnits]) -> bool:
    return bool(wanted) and all(return_reasons.is_ours(one.reason) for one in wanted)


def _within(purse: Purse, amount_minor: int) -> int:
    """No more than was never taken and what is left of what was."""
    return min(amount_minor, purse.unpaid_minor + purse.left_minor)


def _instead(order: OrderMoney, computed_minor: int, other: Other) -> int:
    wanted, currency = other.amount_minor, order.currency
    if wanted > computed_minor and not other.goodwill:
        raise TooMuchMoney(
            f"{money(computed_minor, currency)} is what comes out for this, and"
            f" {money(wanted, currency)} is more.",
            remedy="Refund that much or less; more is goodwill:"
            f" `refund 5.00 goodwill on {order.number}`.",
        )
    if wanted < 0 or wanted > _within(order.purse, wanted):
        raise TooMuchMoney(
            f"{money(_within(order.purse, max(0, wanted)), currency)} of order {order.number} can"
            f" still go back, and {money(wanted, currency)} is more.",
            remedy="Give that much or less.",
        )
    return wanted


def _terms(
    order: OrderMoney,
    made: RefundAmount,
    wanted: Sequence[WantedUnits],
    rules: Rules,
    other: Other | None,
) -> tuple[Term, ...]:
    lines = {line.line_id: line for line in order.lines}
    terms: list[Term] = []
    for part, one in zip(made.lines, wanted, strict=True):
        terms += refund_terms.of_line(made.currency, lines[part.line_id], part, one.reason)
    terms += refund_terms.of_label(made.label_minor, rules.label_minor)
    terms += refund_terms.of_postage(made.shipping_minor, order.postage.left_minor, bool(wanted))
    raw = sum(term.minor for term in terms)
    if raw < 0:
        terms.append(refund_terms.floor(raw))
    if made.computed_minor < max(0, raw):
        terms.append(refund_terms.cap(max(0, raw), made.computed_minor, made.currency))
    if other is not None:
        terms.append(refund_terms.instead(made, other.reason, goodwill=other.goodwill))
    return tuple(terms)
