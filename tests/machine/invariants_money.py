"""What must hold of money after every event, computed here in another way than the program does."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import payments
from oms.tables.money import Refund, RefundLine
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import ReturnLine

STANDING = Refund.state != "void"


def no_line_is_refunded_beyond_its_worth(books: Session) -> Iterator[str]:
    """I-14, I-19: each line's refunds are the exact share of its units, to half a minor unit."""
    rows = books.execute(
        select(
            OrderLine,
            func.sum(RefundLine.units),
            func.sum(RefundLine.goods_minor),
            func.sum(RefundLine.tax_minor),
        )
        .join(RefundLine, RefundLine.order_line_id == OrderLine.id)
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(STANDING)
        .group_by(OrderLine.id)
    )
    void = select(RefundLine.order_line_id).join(Refund, Refund.id == RefundLine.refund_id)
    called_off = set(books.scalars(void.where(~STANDING)))
    nothing = select(ReturnLine.order_line_id, func.sum(ReturnLine.declined))
    nothing = nothing.where(ReturnLine.order_line_id.is_not(None))
    of_lines = books.execute(nothing.group_by(ReturnLine.order_line_id))
    declined = {line_id: int(units) for line_id, units in of_lines}
    for line, units, goods, tax in rows:
        if units != line.refunded_units:
            yield f"line {line.id}: {units} units refunded, {line.refunded_units} counted"
        back = line.returned - declined.get(line.id, 0)
        if units > line.cancelled + back + line.returnless:
            yield f"line {line.id}: {units} units refunded of fewer that came back"
        # after a refund in the middle was called off the rest may be a half more away
        allowed = Fraction(1) if line.id in called_off else Fraction(1, 2)
        for given, whole in ((goods, line.net_minor), (tax, line.tax_minor)):
            if abs(int(given) - Fraction(whole * int(units), line.ordered)) > allowed:
                yield f"line {line.id}: {given} given for {units} of {line.ordered} of {whole}"


def no_more_goes_back_than_was_taken(books: Session) -> Iterator[str]:
    """I-20: the payouts of an order are never above what was captured for it."""
    rows = books.execute(
        select(Refund.order_id, func.sum(Refund.payout_minor))
        .where(STANDING)
        .group_by(Refund.order_id)
    )
    for order_id, paid_out in rows:
        order = books.get_one(Order, order_id)
        taken = payments.captured_minor(books, order)
        if paid_out > taken:
            yield f"order {order.number}: {paid_out} paid out of {taken}"


def nobody_approves_their_own(books: Session) -> Iterator[str]:
    """I-29: where a second person is needed, it is another one."""
    for refund in books.scalars(select(Refund).where(Refund.needs_second)):
        if refund.approved_by_id == refund.requested_by_id:
            yield f"refund {refund.number} was approved by who asked for it"


INVARIANTS = (
    no_line_is_refunded_beyond_its_worth,
    no_more_goes_back_than_was_taken,
    nobody_approves_their_own,
)
