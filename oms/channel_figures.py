"""What a channel itself would give back for a refund, kept beside ours and compared with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, exceptions, history, locks
from oms.actors import Who
from oms.history import About
from oms.once import once
from oms.refund_states import APPROVED, COMPARE, FAILED, PROPOSED, WrongRefundState
from oms.tables.money import Refund, RefundLine
from oms.tables.orders import Order
from oms.values import money

DIFFERS = "refund_differs"
"""The case that a person looks at before money is sent."""


def tell(books: Session, refund_id: int, minor: int | None, *, by: Who, key: str) -> int | None:
    """Keep the channel's own figure of a refund; a case is open while it differs from ours.

    Args:
        books: open for writing.
        refund_id: which refund.
        minor: in minor units of its currency; None: the channel says nothing.
        by: who read it in the channel.
        key: makes a repeat harmless.

    Returns:
        The figure before.

    Raises:
        NotAllowed: the role does not record refunds.
        WrongRefundState: it was sent, or called off.
    """
    actors.allow(by, actors.PAY_OUT)

    def do() -> dict[str, Any]:
        order = locks.order(books, books.get_one(Refund, refund_id).order_id)
        refund = books.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
        refuse_sent(refund)
        was, refund.channel_minor = refund.channel_minor, minor
        compare(books, order, refund)
        order.version += 1
        books.flush()
        before, after = {"channel_minor": was}, {"channel_minor": minor}
        about = About("refund", refund.id)
        history.record(
            books, by=by, what="channel's figure", about=about, before=before, after=after
        )
        return {"was": was}

    told = {"refund": refund_id, "minor": minor}
    was: int | None = once(books, key, "channel_figure", told, by=by, do=do)["was"]
    return was


def refuse_sent(refund: Refund) -> None:
    """Refuse a figure for a refund whose money is gone, or that was called off.

    Raises:
        WrongRefundState: that is so.
    """
    if refund.state not in {PROPOSED, APPROVED, FAILED}:
        raise WrongRefundState(refund.number, refund.state, COMPARE)


def compare(books: Session, order: Order, refund: Refund) -> None:
    """Open a case where the channel's figure is more than a minor unit a line away, or end it."""
    told = refund.channel_minor
    wanted = select(func.count()).select_from(RefundLine).where(RefundLine.refund_id == refund.id)
    allowed = max(1, books.scalars(wanted).one())
    if told is None or abs(told - refund.amount_minor) <= allowed:
        exceptions.resolve(books, DIFFERS, refund.number)
        return
    ours = money(refund.amount_minor, refund.currency)
    detail = (
        f"Refund {refund.number} of order {order.number} comes to {ours} here and to"
        f" {money(told, refund.currency)} in the channel."
    )
    exceptions.open_case(books, DIFFERS, refund.number, detail)
