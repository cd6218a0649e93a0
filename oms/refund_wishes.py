"""What somebody wants refunded, in the words of the arithmetic: units with reasons, and rules."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import return_documents, return_endings
from oms.refund_states import VOID
from oms.refund_values import (
    MERCHANT_FAULT,
    SHOP,
    STATUTORY,
    OrderMoney,
    Other,
    Rules,
    WantedUnits,
    Wish,
)
from oms.return_documents import Opened
from oms.return_reasons import is_ours
from oms.tables.catalogue import Channel
from oms.tables.money import Exchange, Refund, RefundLine
from oms.tables.orders import Cancellation, Order, OrderLine
from oms.tables.returns import Inspection, Return, ReturnLine

RETURN, CANCEL, RETURNLESS, EXCHANGE = "return", "cancel", "returnless", "exchange"
GOODWILL, SHIPPING, CORRECTION = "goodwill", "shipping", "correction"
FREE = frozenset({GOODWILL, CORRECTION})
"""Kinds whose amount no units stand behind; never above what was paid. Goodwill is a manager's."""
OUR_CANCELS = frozenset({"out_of_stock", "price_error", "fraud", "undeliverable"})


def units_of(books: Session, order: OrderMoney, wish: Wish) -> list[WantedUnits]:
    """The wished units with the reason for which they came back and what they lost in value."""
    reasons = _reasons(books, wish)
    deductions = _deductions(books, wish)
    wanted = []
    for line in order.lines:
        if units := wish.lines.get(line.line_id, 0):
            reason = reasons.get(line.line_id, wish.reason)
            taken_off = deductions.get(line.line_id, 0)
            wanted.append(WantedUnits(line.line_id, units, reason, taken_off))
    return wanted


def rules_of(books: Session, order: Order, wish: Wish) -> Rules:
    """Fees, label and postage for a wish."""
    if wish.kind == SHIPPING:
        return Rules(postage_minor=wish.amount_minor)
    if wish.kind == CANCEL:
        return Rules(_policy_of_cancel(books, wish), never_sent=_never_sent(books, order))
    if wish.return_id is None:
        return Rules()
    came = books.get_one(Return, wish.return_id)
    return Rules(_policy_of_return(books, came), _label(books, order, came))


def other_of(wish: Wish) -> Other | None:
    """The person's own figure, where there is one."""
    if wish.amount_minor is None or wish.kind == SHIPPING:
        return None
    return Other(wish.amount_minor, wish.reason or "agreed", goodwill=wish.kind in FREE)


def left_of_return(books: Session, return_id: int) -> dict[int, int]:
    """Order line id -> units that came, stay and are owed for, and are not refunded yet."""
    lines = return_documents.lines_of(books, return_id)
    document = books.get_one(Return, return_id)
    owed = return_endings.owed_units(books, Opened(document, None, lines))
    kinds = {"refund", "credit"} if _exchanged(books, return_id) else {"refund", "credit", EXCHANGE}
    for_money = {line.order_line_id for line in lines if line.wanted in kinds}
    return {line_id: units for line_id, units in owed.items() if line_id in for_money}


def _exchanged(books: Session, return_id: int) -> bool:
    """Whether other goods go out for a return; where they do not, it is paid back."""
    wanted = select(Exchange.id).where(
        Exchange.return_id == return_id, Exchange.state.in_(("promised", "settled"))
    )
    return books.scalars(wanted).first() is not None


def left_of_order(books: Session, order: Order) -> dict[int, int]:
    """Order line id -> units that are owed for, cancelled or come back, and not refunded yet."""
    wanted = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line_no)
    lines = list(books.scalars(wanted))
    kits = {line.parent_line_id for line in lines}
    unowed = return_endings.unowed_units(books, [line.id for line in lines])
    left = {
        line.id: line.refundable - unowed.get(line.id, 0) for line in lines if line.id not in kits
    }
    return {line_id: units for line_id, units in left.items() if units > 0}


def kind_of(books: Session, order: Order) -> str:
    """What a refund of an order's open units is for: a return where anything came back."""
    returned = select(func.coalesce(func.sum(OrderLine.returned), 0))
    came_back = books.scalars(returned.where(OrderLine.order_id == order.id)).one()
    return RETURN if came_back else CANCEL


def credit_wanted(books: Session, return_id: int) -> bool:
    """Whether the customer asked for store credit for all that came back."""
    wanted = {line.wanted for line in return_documents.lines_of(books, return_id)}
    return wanted == {"credit"}


def _reasons(books: Session, wish: Wish) -> dict[int, str]:
    """Order line id -> why it came back; where a line came back for two, the shop's fault wins."""
    if wish.return_id is None:
        return {}
    reasons: dict[int, str] = {}
    for line in return_documents.lines_of(books, wish.return_id):
        if line.order_line_id is None or line.reason is None:
            continue
        known = reasons.get(line.order_line_id)
        if known is None or is_ours(line.reason):
            reasons[line.order_line_id] = line.reason
    return reasons


def _deductions(books: Session, wish: Wish) -> Mapping[int, int]:
    """Order line id -> loss of value that inspectors entered and no refund took off yet."""
    if wish.return_id is None:
        return {}
    rows = books.execute(
        select(ReturnLine.order_line_id, func.sum(Inspection.deduction_minor))
        .join(Inspection, Inspection.return_line_id == ReturnLine.id)
        .where(ReturnLine.return_id == wish.return_id, Inspection.undone_at.is_(None))
        .group_by(ReturnLine.order_line_id)
    )
    entered = {int(row[0] or 0): int(row[1]) for row in rows}
    before = books.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.deduction_minor))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.return_id == wish.return_id, Refund.state != VOID)
        .group_by(RefundLine.order_line_id)
    )
    taken = {int(row[0]): int(row[1]) for row in before}
    return {line_id: minor - taken.get(line_id, 0) for line_id, minor in entered.items()}


def _policy_of_return(books: Session, came: Return) -> str:
    """Why the law has a say in it, by what was found when the return was authorised."""
    if came.policy and came.policy.get("statutory"):
        return STATUTORY
    reasons = [line.reason for line in return_documents.lines_of(books, came.id)]
    return MERCHANT_FAULT if reasons and all(is_ours(reason) for reason in reasons) else SHOP


def _policy_of_cancel(books: Session, wish: Wish) -> str:
    """Units that never left cost no fee, whoever called them off."""
    if wish.cancellation_id is None:
        return STATUTORY
    called_off = books.get_one(Cancellation, wish.cancellation_id)
    return MERCHANT_FAULT if called_off.reason in OUR_CANCELS else STATUTORY


def _never_sent(books: Session, order: Order) -> bool:
    shipped = select(func.coalesce(func.sum(OrderLine.shipped), 0))
    return not books.scalars(shipped.where(OrderLine.order_id == order.id)).one()


def _label(books: Session, order: Order, came: Return) -> int:
    """What the customer pays for our label: once a return, and only when it was used."""
    price = books.get_one(Channel, order.channel_id).return_label_minor
    charged = select(Refund.id).where(
        Refund.return_id == came.id, Refund.state != VOID, Refund.label_minor > 0
    )
    if not came.label_used or not price or books.scalars(charged).first() is not None:
        return 0
    return price
