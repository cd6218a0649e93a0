"""What becomes of a proposed refund: approved by a person, sent, settled, failed, called off.

No card network is spoken to: “sent” is that a person, or a channel's connector, has paid it and
says under which reference. The key of the payment is the refund's number, also when it is tried
again, so that a channel which knows it already pays once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    channel_figures,
    clock,
    credit_payments,
    exceptions,
    exchange_legs,
    history,
    locks,
    refund_cards,
    refund_states,
    refund_tenders,
    refunds,
    releasing,
    return_documents,
    return_endings,
    store_credit,
)
from oms.actors import Who
from oms.approvals import SamePerson
from oms.errors import NoLongerPossible
from oms.history import About
from oms.once import once
from oms.refund_states import APPROVE, APPROVED, FAIL, FAILED, RETRY, SEND, SETTLE, VOID
from oms.refund_wishes import EXCHANGE, RETURNLESS
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine

Steps = Callable[[Order, Refund], None]
FAILED_CASE = "refund_failed"


def approve(books: Session, refund_id: int, *, by: Who, key: str) -> None:
    """Agree to a refund; what needs nobody to send it is settled at once.

    Raises:
        NotAllowed, OverLimit: the role does not approve refunds, or not that much.
        SamePerson: it was over the limit of whoever asked, and that is `by`.
        WrongRefundState: it is not proposed.
    """
    may = refunds.permission(books.get_one(Refund, refund_id).kind)
    actors.allow(by, may)

    def do(order: Order, refund: Refund) -> None:
        approved = refund_states.after(refund.number, refund.state, APPROVE)
        if refund.needs_second and refund.requested_by_id == by.id:
            raise SamePerson(by.name, refund.number)
        allow(books, refund, by=by)
        refund.state = approved
        refund.approved_by_id, refund.approved_at = by.id, clock.now()
        _tell(books, refund, "approved", by=by)
        _settle_by_itself(books, order, refund, by=by, key=key)

    _step(books, refund_id, "approve_refund", {}, do, by=by, key=key)


def allow(books: Session, refund: Refund, *, by: Who) -> None:
    """Refuse somebody who may not approve so much; what they asked for themselves, in pieces too.

    Raises:
        NotAllowed, OverLimit: as `approve`.
    """
    leaving = refunds.leaving_minor(books, refund.kind, refund.return_id, refund.amount_minor)
    is_own = refund.requested_by_id == by.id
    earlier = refunds.approved_alone(books, refund.order_id, refund.kind, by=by) if is_own else 0
    actors.allow(
        by, refunds.permission(refund.kind), amount_minor=leaving, earlier_minor=earlier,
        currency=refund.currency,
    )  # fmt: skip


def send(books: Session, refund_id: int, reference: str, *, by: Who, key: str) -> None:
    """Record that a refund was paid, under which reference; a failed one is tried again.

    Raises:
        NotAllowed: the role does not record refunds.
        WrongRefundState: it is neither approved nor failed.
    """
    actors.allow(by, actors.PAY_OUT)

    def do(order: Order, refund: Refund) -> None:
        step = RETRY if refund.state == FAILED else SEND
        _send(books, order, refund, step, reference, by=by)

    _step(books, refund_id, "send_refund", {"reference": reference}, do, by=by, key=key)


def settle(books: Session, refund_id: int, *, by: Who, key: str) -> None:
    """Record that the money of a refund arrived.

    Raises:
        NotAllowed: the role does not record refunds.
        WrongRefundState: it was not sent.
    """
    actors.allow(by, actors.PAY_OUT)

    def do(_order: Order, refund: Refund) -> None:
        _settle(books, refund, by=by)

    _step(books, refund_id, "settle_refund", {}, do, by=by, key=key)


def fail(books: Session, refund_id: int, why: str, *, by: Who, key: str) -> None:
    """Record that the money of a refund did not go through; a person has to see to it.

    Raises:
        NotAllowed: the role does not record refunds.
        WrongRefundState: it was not sent.
    """
    actors.allow(by, actors.PAY_OUT)

    def do(order: Order, refund: Refund) -> None:
        refund.state = refund_states.after(refund.number, refund.state, FAIL)
        _tell(books, refund, "failed", by=by, reason=why)
        detail = f"Refund {refund.number} of order {order.number} did not go through: {why}"
        exceptions.open_case(books, FAILED_CASE, refund.number, detail)

    _step(books, refund_id, "fail_refund", {"why": why}, do, by=by, key=key)


def call_off_of_cancellation(books: Session, cancellation_id: int, *, by: Who, key: str) -> None:
    """Call off the refund of a cancellation that is taken back.

    Raises:
        NoLongerPossible: somebody approved it since, and may have paid it.
        NotAllowed, WrongRefundState: as `call_off`.
    """
    wanted = select(Refund).where(Refund.cancellation_id == cancellation_id, Refund.state != VOID)
    for refund in list(books.scalars(wanted)):
        if refund.state == APPROVED and refund.payout_minor:
            raise NoLongerPossible(
                f"Refund {refund.number} of that was approved since, and may be paid already.",
                remedy=f"If it is not, `call off refund {refund.number}` first.",
            )
        why = "the cancellation was undone"
        call_off(books, refund.id, why, by=by, key=f"{key}:{refund.id}")


def call_off(books: Session, refund_id: int, why: str, *, by: Who, key: str) -> None:
    """Decline or withdraw a refund: its units, debt and payments are free for another one.

    Raises:
        NotAllowed: `by` neither asked for it nor approves such refunds.
        WrongRefundState: money was sent already.
    """
    may_call_off(books.get_one(Refund, refund_id), by=by)

    def do(order: Order, refund: Refund) -> None:
        called_off = refund_states.called_off(refund.number, refund.state, refund.payout_minor)
        if refund.return_id is not None:
            return_documents.open_up(books, refund.return_id)
        exchange_legs.refuse_call_off(books, order, refund)
        refund.state = called_off
        for part in refunds.lines_of(books, refund.id):
            line = books.get_one(OrderLine, part.order_line_id, populate_existing=True)
            line.refunded_units -= part.units
            line.refunded_goods_minor -= part.goods_minor
            line.refunded_tax_minor -= part.tax_minor
            if refund.kind == RETURNLESS:
                line.returnless -= part.units
            books.flush()
        refund_tenders.let_go(books, order, refund)
        exceptions.resolve(books, channel_figures.DIFFERS, refund.number)
        approvals.drop(books, About("refund", refund.id), by=by)
        _tell(books, refund, "called off", by=by, reason=why)
        exchange_legs.called_off(books, refund, by=by)
        releasing.settle(books, order, by=by)
        if refund.return_id is not None:
            opened = return_documents.open_up(books, refund.return_id)
            if return_endings.reopen(books, opened):
                return_documents.remember(books, opened, "reopened", by=by, reason=why)

    _step(books, refund_id, "call_off_refund", {"why": why}, do, by=by, key=key)


def may_call_off(refund: Refund, *, by: Who) -> None:
    """Refuse somebody who neither asked for a refund nor approves such refunds.

    Raises:
        NotAllowed: that is so.
    """
    if refund.requested_by_id != by.id:
        actors.allow(by, refunds.permission(refund.kind))


def _step(  # noqa: PLR0913  what every step needs
    books: Session,
    refund_id: int,
    name: str,
    arguments: dict[str, Any],
    do: Steps,
    *,
    by: Who,
    key: str,
) -> None:
    """Take a step once for each `key`, with the order locked and the refund read afresh."""

    def carry_out() -> dict[str, Any]:
        order = locks.order(books, books.get_one(Refund, refund_id).order_id)
        wanted = select(Refund).where(Refund.id == refund_id).with_for_update()
        refund = books.scalars(wanted.execution_options(populate_existing=True)).one()
        do(order, refund)
        order.version += 1
        books.flush()
        return {}

    once(books, key, name, {"refund": refund_id, **arguments}, by=by, do=carry_out)


def _settle_by_itself(books: Session, order: Order, refund: Refund, *, by: Who, key: str) -> None:
    """Where nobody has to send anything: a debt let off, store credit, the leg of an exchange."""
    left = refund.payout_minor
    if refund.kind == EXCHANGE:
        left = exchange_legs.pay(books, refund, by=by, key=key)
    if refund.kind == EXCHANGE and not left:
        reference = "exchange"
    elif refund.as_credit and refund.payout_minor:
        store_credit.of_refund(books, order, refund, by=by)
        reference = "store credit"
    elif not refund.payout_minor:
        reference = refunds.NOTHING
    elif not refund_cards.to_send(books, refund):
        reference = "store credit"
    else:
        return
    _send(books, order, refund, SEND, reference, by=by)
    _settle(books, refund, by=by)


def _send(
    books: Session, order: Order, refund: Refund, step: str, reference: str, *, by: Who
) -> None:
    refund.state = refund_states.after(refund.number, refund.state, step)
    refund.reference, refund.sent_at = reference, clock.now()
    if step == SEND and not refund.as_credit:
        kept = exchange_legs.kept_minor(books, refund)
        credit_payments.give_back(books, refund, kept_minor=kept)
    exceptions.resolve(books, FAILED_CASE, refund.number)
    exceptions.resolve(books, channel_figures.DIFFERS, refund.number)
    _tell(books, refund, "sent", by=by, reason=reference)
    told = {"refund": refund.number, "payout_minor": refund.payout_minor}
    history.record(books, by=by, what="refund sent", about=About("order", order.id), after=told)


def _settle(books: Session, refund: Refund, *, by: Who) -> None:
    refund.state = refund_states.after(refund.number, refund.state, SETTLE)
    refund.settled_at = clock.now()
    _tell(books, refund, "settled", by=by)


def _tell(books: Session, refund: Refund, what: str, *, by: Who, reason: str | None = None) -> None:
    history.record(books, by=by, what=what, about=About("refund", refund.id),
                   after={"state": refund.state}, reason=reason)  # fmt: skip
