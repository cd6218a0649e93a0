"""Money for goods that came back: proposing the refund, and calling it off again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import approvals, exchange_arrivals, refund_steps, refund_wishes, refunds
from oms.actors import Who
from oms.history import About
from oms.refund_states import VOID, can_be_called_off
from oms.refund_values import Wish
from oms.return_documents import Opened
from oms.return_errors import RefundedSince
from oms.tables.money import Refund
from oms.tables.orders import OrderLine


def propose(books: Session, opened: Opened, *, by: Who, key: str) -> int | None:
    """Propose the refund of what came and is to be paid for; settle an exchange that is complete.

    Returns:
        The id of the refund; None where nothing is owed in money.
    """
    document = opened.document
    arrived(books, opened, by=by, key=f"{key}:exchange")
    lines = refund_wishes.left_of_return(books, document.id)
    if not lines or document.order_id is None:
        return None
    as_credit = refund_wishes.credit_wanted(books, document.id)
    wish = Wish(refund_wishes.RETURN, lines, return_id=document.id, as_credit=as_credit)
    return refunds.ask(books, document.order_id, wish, by=by, key=key)


def arrived(books: Session, opened: Opened, *, by: Who, key: str) -> None:
    """Goods came or were judged: an exchange of which nothing is awaited any more is settled."""
    exchange_arrivals.arrived(books, opened.document.id, by=by, key=key)


def call_off(books: Session, opened: Opened, *, by: Who, key: str) -> None:
    """Call off the refunds of a return that did not come back after all, and what was asked for it.

    Raises:
        RefundedSince: money was sent for it.
    """
    for refund in of_return(books, opened.document.id):
        if not can_be_called_off(refund.state, refund.payout_minor):
            raise RefundedSince(opened.document.number, _title(books, refund))
        refund_steps.call_off(books, refund.id, "the return was undone", by=by,
                              key=f"{key}:{refund.id}")  # fmt: skip
    approvals.drop(books, About("return", opened.document.id), by=by)


def of_return(books: Session, return_id: int) -> list[Refund]:
    """The refunds of a return that were not called off, oldest first."""
    return [one for one in refunds.of_return(books, return_id) if one.state != VOID]


def _title(books: Session, refund: Refund) -> str:
    """What a refund is for, by its first line."""
    first = next(iter(refunds.lines_of(books, refund.id)), None)
    return books.get_one(OrderLine, first.order_line_id).title if first else "goods"
