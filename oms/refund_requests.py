"""Asking for a refund and agreeing to one: at once where one person may, else with a second.

What needs a second person is posted to the shop's channel by `oms.approvals`; the buttons there
and the words “approve refund RF-7” lead to the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, approvals, refund_steps, refund_terms, refunds
from oms.actors import Who
from oms.approvals import Approvable, Arguments, SamePerson
from oms.errors import NoLongerPossible
from oms.refund_states import PROPOSED
from oms.refund_values import Wish
from oms.tables.messages import Approval
from oms.tables.money import Refund
from oms.tables.orders import Order
from oms.values import money


@dataclass(frozen=True)
class Requested:
    """A refund that was asked for."""

    refund_id: int
    number: str
    approved: bool
    """False: it waits for a second person."""


def request(books: Session, order_id: int, wish: Wish, *, by: Who, key: str) -> Requested:
    """Ask for a refund, and approve it at once where `by` may do so alone.

    Raises:
        As `refunds.ask`.
    """
    refund_id = refunds.ask(books, order_id, wish, by=by, key=key)
    made = books.get_one(Refund, refund_id)
    if made.state == PROPOSED and not made.needs_second:
        refund_steps.approve(books, refund_id, by=by, key=f"{key}:approve")
    return Requested(refund_id, made.number, made.state != PROPOSED)


def approve(books: Session, refund_id: int, *, by: Who, key: str) -> None:
    """Agree to a refund that somebody asked for; its request for a second person ends with it.

    Raises:
        NotAllowed, OverLimit, SamePerson, WrongRefundState: as `refund_steps.approve`.
        NoLongerPossible: it was agreed to, and could not be done.
    """
    waiting = _request_of(books, refund_id)
    if waiting is None:
        refund_steps.approve(books, refund_id, by=by, key=key)
        return
    decided = approvals.decide(books, waiting.id, True, by=by, key=key)
    if decided.state != "approved":
        told = decided.result or {}
        raise NoLongerPossible(str(told.get("refused", "It could not be done.")))


def may_approve(books: Session, refund: Refund, *, by: Who) -> None:
    """Refuse somebody who could not approve a refund now.

    Raises:
        NotAllowed, OverLimit, SamePerson: as `approve`.
    """
    if refund.needs_second and refund.requested_by_id == by.id:
        raise SamePerson(by.name, refund.number)
    refund_steps.allow(books, refund, by=by)


def _request_of(books: Session, refund_id: int) -> Approval | None:
    wanted = select(Approval).where(
        Approval.about_kind == "refund", Approval.about_id == refund_id, Approval.state == "open"
    )
    return books.scalars(wanted).first()


def _describe(books: Session, arguments: Arguments) -> str:
    refund = books.get_one(Refund, arguments["refund"])
    order = books.get_one(Order, refund.order_id)
    amount = refund_terms.comes_to(refund.payout_minor, refund.released_minor, refund.currency)
    terms = "; ".join(
        f"{says} {money(minor, refund.currency)}" for _, minor, says in refund.terms if minor
    )
    how = " as store credit" if refund.as_credit else ""
    return f"Refund {amount} of order {order.number}{how} ({refund.number}): {terms}"


def _do(books: Session, arguments: Arguments, agreed: Who, _asked: Who, key: str) -> dict[str, Any]:
    refund_steps.approve(books, arguments["refund"], by=agreed, key=key)
    return {"refund": arguments["refund"]}


def _declined(books: Session, arguments: Arguments, by: Who, key: str) -> None:
    refund_steps.call_off(books, arguments["refund"], "declined", by=by, key=key)


REFUND = Approvable("approve_refund", actors.REFUND, "refund", _describe, _do, _declined)
GOODWILL = Approvable("approve_goodwill", actors.GOODWILL, "refund", _describe, _do, _declined)
