"""Announcing goods that are to come back: the document, its lines, what may stand in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, clock, return_documents, return_policy, sequences
from oms.actors import Who
from oms.eligibility import Outcome, Verdict
from oms.return_documents import Opened
from oms.return_errors import NeedsDecision, NothingToReturn, NotReturnable
from oms.return_policy import BYE_LAWS, Announced
from oms.return_states import Event, State
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return, ReturnLine


@dataclass(frozen=True)
class Terms:
    """How a return comes about: from whom, to which place, and what a person decided."""

    location_id: int | None = None
    """Where the goods are to come; None: the first place that takes returns."""
    source: str = "staff"
    supplier_id: int | None = None
    """The supplier that sent the goods and takes them back itself; None: they come to us."""
    decided: bool = False
    """A person has read what the checks ask about, and says yes."""
    despite: str | None = None
    """Why the shop's own policy is set aside."""
    note: str | None = None
    thread: tuple[str, str] | None = None
    """Slack channel and thread in which it is talked about."""


PLAIN = Terms()
"""Somebody of the staff announces it, and nothing else was said."""


def announced_by(opened: Opened) -> list[Announced]:
    """The lines of a return as they were announced."""
    return [
        Announced(line.order_line_id, line.units, line.reason or "other", line.wanted)
        for line in opened.lines
        if line.order_line_id is not None
    ]


def worth(books: Session, announced: Sequence[Announced]) -> int:
    """What announced goods are worth to the customer, in minor units."""
    lines = [(books.get_one(OrderLine, one.line_id), one.units) for one in announced]
    return sum(return_documents.worth(line, units) for line, units in lines)


def insist(order: Order, verdict: Verdict, terms: Terms, worth_minor: int, *, by: Who) -> None:
    """Refuse what the checks refuse, unless a person with authority set the policy aside.

    Raises:
        NotReturnable, NeedsDecision, NotAllowed, OverLimit: as `returns.authorise`.
    """
    refused = [one for one in verdict.findings if one.outcome is Outcome.REFUSE]
    facts = [one for one in refused if one.check not in BYE_LAWS]
    if refused and (facts or terms.despite is None):
        raise NotReturnable(order.number, tuple(one.sentence for one in facts or refused))
    if refused:
        # against the policy it is goodwill, of as much as the goods are worth
        actors.allow(by, actors.GOODWILL, amount_minor=worth_minor, currency=order.currency)
    elif verdict.outcome is Outcome.ASK and not (terms.decided or terms.despite):
        raise NeedsDecision(order.number, verdict.sentences)


def begin(
    books: Session,
    order: Order,
    announced: Sequence[Announced],
    terms: Terms,
    verdict: Verdict,
    *,
    by: Who,
) -> Opened:
    """Make the document of a return, requested; the order is locked and no unit is spoken for."""
    made = Return(
        number=f"R-{sequences.take(books, 'return')}",
        order_id=order.id,
        customer_id=order.customer_id,
        source=terms.source,
        state=State.REQUESTED.value,
        location_id=_place(books, terms),
        supplier_id=terms.supplier_id,
        requested_at=clock.now(),
        by_id=by.id,
        note=terms.note,
        policy=verdict.snapshot(),
        slack_channel=terms.thread[0] if terms.thread else None,
        slack_thread=terms.thread[1] if terms.thread else None,
    )
    books.add(made)
    books.flush()
    lines = []
    for line_no, one in enumerate(announced, start=1):
        order_line = books.get_one(OrderLine, one.line_id)
        if order_line.order_id != order.id or order_line.sku_id is None:
            raise NothingToReturn(order.number, order_line.title)
        lines.append(_line(made.id, line_no, order_line, one))
    books.add_all(lines)
    books.flush()
    return Opened(made, order, lines)


def concerns(books: Session, return_id: int, terms: Terms, *, by: Who) -> tuple[str, ...]:
    """What stands in the way of agreeing to a requested return, as far as a person may decide it.

    Raises:
        NotReturnable, NeedsDecision, NotAllowed, OverLimit: as `returns.authorise`.
    """
    found = books.get_one(Return, return_id)
    order = books.get(Order, found.order_id) if found.order_id is not None else None
    if order is None:
        return ()
    opened = Opened(found, order, return_documents.lines_of(books, return_id))
    announced = announced_by(opened)
    verdict = return_policy.verdict(books, order, announced)
    insist(order, verdict, terms, worth(books, announced), by=by)
    return verdict.sentences


def speak_for(books: Session, opened: Opened) -> None:
    """Let a requested return be authorised: its units are counted on the order from now.

    Raises:
        ReturnRefuses: it is not requested.
        TooManyReturned: more units than can still come back.
    """
    return_documents.happened(books, opened, Event.AUTHORISE)
    for line in opened.lines:
        order_line = opened.order_line(books, line)
        if order_line is not None:
            return_documents.claim(books, order_line, line.units)
    opened.document.expires_on = return_documents.last_day(books)
    books.flush()


def _place(books: Session, terms: Terms) -> int | None:
    if terms.supplier_id is not None:
        return None
    return return_documents.place_for(books, terms.location_id)


def _line(return_id: int, line_no: int, line: OrderLine, one: Announced) -> ReturnLine:
    return ReturnLine(
        return_id=return_id,
        line_no=line_no,
        order_line_id=line.id,
        sku_id=line.sku_id,
        units=one.units,
        received=0,
        missing=0,
        inspected=0,
        reason=one.reason,
        wanted=one.wanted,
        exchange_sku_id=one.exchange_sku_id,
        unit_price=line.unit_price,
        amount_minor=return_documents.worth(line, one.units),
    )


def told(order_id: int, announced: Sequence[Announced], terms: Terms) -> dict[str, Any]:
    """What makes an announcement the same one when it comes again."""
    return {
        "order": order_id,
        "lines": [[one.line_id, one.units, one.reason, one.wanted] for one in announced],
        "at": terms.location_id,
        "despite": terms.despite,
    }
