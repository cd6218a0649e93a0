"""How a return ends: closed when all is settled, or short; rejected, cancelled, expired."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, clock, return_documents, settings
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.once import once
from oms.return_documents import Opened
from oms.return_errors import StillToSettle
from oms.return_states import Event, State
from oms.tables.money import Refund, RefundLine
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Inspection, Return, ReturnLine

CALLED_OFF = "void"
"""The state of a refund that stands for nothing."""


def settle(books: Session, opened: Opened, *, by: Who) -> bool:
    """Close a return when nothing of it is left; True when it was closed now.

    Closed means: every unit arrived or was given up, every unit that arrived was inspected, and
    each has a refund, an exchange, or a reason why there is none.
    """
    if opened.document.state == State.CLOSED:
        _name_dispositions(books, opened)
    if opened.document.state != State.RECEIVING or left(books, opened):
        return False
    return_documents.happened(books, opened, Event.CLOSE)
    opened.document.closed_at = clock.now()
    for line in opened.lines:
        line.resolution = line.resolution or _resolution(line)
    _name_dispositions(books, opened)
    return_documents.remember(books, opened, "closed", by=by)
    return True


def left(books: Session, opened: Opened) -> tuple[str, ...]:
    """What is left to do before a return is finished, each in a few words."""
    names = return_documents.titles(books, (line.sku_id for line in opened.lines))
    told = []
    for line in opened.lines:
        title = names[line.sku_id][1]
        if awaited := line.units - line.received - line.missing:
            told.append(f"{awaited} × {title} to come")
        if line.waiting:
            told.append(f"{line.waiting} × {title} to inspect")
    skus = {line.order_line_id: line.sku_id for line in opened.lines}
    for line_id, units in owed_units(books, opened).items():
        told.append(f"{units} × {names[skus[line_id]][1]} to refund")
    return tuple(told)


def refunded_units(books: Session, return_id: int) -> Mapping[int, int]:
    """Units of each order line that a refund of this return stands for."""
    rows = books.execute(
        select(RefundLine.order_line_id, func.sum(RefundLine.units))
        .join(Refund, Refund.id == RefundLine.refund_id)
        .where(Refund.return_id == return_id, Refund.state != CALLED_OFF)
        .group_by(RefundLine.order_line_id)
    )
    return {line_id: int(units) for line_id, units in rows}


def owed_units(books: Session, opened: Opened) -> dict[int, int]:
    """Units of each order line that arrived and stay, and have neither refund nor refusal yet."""
    refunded = refunded_units(books, opened.document.id)
    owed: dict[int, int] = defaultdict(int)
    for line in opened.lines:
        if line.order_line_id is not None:
            owed[line.order_line_id] += _payable(books, line)
    left, unowed = {}, unowed_units(books, owed)
    for line_id, units in owed.items():
        sold = books.get_one(OrderLine, line_id)
        # a refund of the order itself, without this return, pays for its units too
        unpaid = sold.refundable - unowed.get(line_id, 0)
        left[line_id] = min(units - refunded.get(line_id, 0), unpaid)
    return {line_id: units for line_id, units in left.items() if units > 0}


def unowed_units(books: Session, order_line_ids: Collection[int]) -> dict[int, int]:
    """Units of order lines that came back and for which nothing is owed, in all their returns."""
    wanted = select(ReturnLine).where(ReturnLine.order_line_id.in_(order_line_ids))
    wanted = wanted.execution_options(populate_existing=True)
    unowed: dict[int, int] = defaultdict(int)
    for line in books.scalars(wanted):
        unowed[line.order_line_id or 0] += _unowed(books, line)
    return {line_id: units for line_id, units in unowed.items() if units}


def why_no_money(books: Session, order_line_ids: Collection[int]) -> tuple[str, str] | None:
    """The latest return of order lines for which no money goes back, and why; None: there is none.

    Returns:
        Its number, and the reason as it was given.
    """
    wanted = (
        select(Return.number, ReturnLine.no_refund_reason)
        .join(ReturnLine, ReturnLine.return_id == Return.id)
        .where(ReturnLine.order_line_id.in_(order_line_ids), ReturnLine.declined > 0)
        .order_by(Return.id.desc(), ReturnLine.line_no)
    )
    found = books.execute(wanted).first()
    return (found[0], found[1] or "") if found is not None else None


def refuse_settled(books: Session, document: Return) -> None:
    """Refuse where nothing is owed for a return.

    Raises:
        NoLongerPossible: with its number.
    """
    order = books.get(Order, document.order_id) if document.order_id is not None else None
    lines = return_documents.lines_of(books, document.id)
    if not owed_units(books, Opened(document, order, lines)):
        raise NoLongerPossible(f"Nothing is owed for return {document.number}.")


def decline(books: Session, return_id: int, reason: str, *, by: Who, key: str) -> dict[int, int]:
    """Write down why no money goes back for what arrived and was not refunded.

    Returns:
        Line of the return -> units that get none; what comes later is owed again.

    Raises:
        NotAllowed: the role does not propose refunds.
        NoLongerPossible: nothing is owed.
    """
    actors.allow(by, actors.PROPOSE)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        refuse_settled(books, opened.document)
        owed, declined = owed_units(books, opened), []
        for line in opened.lines:
            units = min(_payable(books, line), owed.get(line.order_line_id or 0, 0))
            if units:
                owed[line.order_line_id or 0] -= units
                line.declined += units
                line.no_refund_reason = reason
                declined.append([line.id, units])
        after = {"units": sum(units for _, units in declined)}
        return_documents.remember(
            books, opened, "refund declined", by=by, after=after, reason=reason
        )
        settle(books, opened, by=by)
        return {"declined": declined}

    told = {"return": return_id, "why": reason}
    return dict(once(books, key, "decline_refund", told, by=by, do=do)["declined"])


def undo_decline(
    books: Session, return_id: int, declined: Mapping[int, int], *, by: Who, key: str
) -> None:
    """Take back that no money goes back.

    Raises:
        NotAllowed: the role does not propose refunds.
        NoLongerPossible: it was taken back before.
    """
    actors.allow(by, actors.PROPOSE)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        reopen(books, opened)
        for line in opened.lines:
            if declined.get(line.id, 0) > line.declined:
                raise NoLongerPossible(f"Return {opened.document.number} has changed since.")
            line.declined -= declined.get(line.id, 0)
            if not line.declined and line.order_line_id is not None:
                line.no_refund_reason = None
        return_documents.remember(books, opened, "refund owed again", by=by)
        return {}

    told = {"return": return_id, "units": sorted(declined.items())}
    once(books, key, "undo_decline_refund", told, by=by, do=do)


def close_short(
    books: Session, return_id: int, *, reason: str | None = None, by: Who, key: str
) -> dict[int, int]:
    """Give up the units that have not come, and close the return.

    Returns:
        Line of the return -> units given up.

    Raises:
        NotAllowed: the role does not accept returns.
        ReturnRefuses: nothing arrived (cancel it then), or it is over.
        StillToSettle: what arrived is not inspected or not paid for.
    """
    actors.allow(by, actors.RETURNS)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        return_documents.happened(books, opened, Event.GIVE_UP)
        given_up = {line.id: opened.to_come(line) for line in opened.lines}
        return_documents.let_go(books, opened)
        for line in opened.lines:
            line.missing += given_up[line.id]
        books.flush()
        if open_ends := left(books, opened):
            raise StillToSettle(opened.document.number, open_ends)
        settle(books, opened, by=by)
        after = {"missing": sum(given_up.values())}
        return_documents.remember(books, opened, "closed short", by=by, after=after, reason=reason)
        return {"missing": [[line, units] for line, units in given_up.items() if units]}

    done = once(books, key, "close_return", {"return": return_id}, by=by, do=do)
    return dict(done["missing"])


def wait_again(
    books: Session, return_id: int, given_up: Mapping[int, int], *, by: Who, key: str
) -> None:
    """Wait again for units that were given up.

    Raises:
        NotAllowed: the role does not accept returns.
        TooManyReturned: they were spoken for otherwise meanwhile.
    """
    actors.allow(by, actors.RETURNS)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        reopen(books, opened)
        for line in opened.lines:
            units = given_up.get(line.id, 0)
            order_line = opened.order_line(books, line)
            if units > line.missing:
                raise NoLongerPossible(f"Return {opened.document.number} has changed since.")
            if units and order_line is not None:
                return_documents.claim(books, order_line, units)
            line.missing -= units
        return_documents.remember(books, opened, "awaited again", by=by)
        return {}

    told = {"return": return_id, "units": sorted(given_up.items())}
    once(books, key, "wait_again", told, by=by, do=do)


def reject(books: Session, return_id: int, reason: str | None, *, by: Who, key: str) -> None:
    """Say no to a return that was requested.

    Raises:
        NotAllowed: the role does not authorise returns.
        ReturnRefuses: it is not requested.
    """
    _end(books, return_id, Event.REJECT, reason, by=by, key=key)


def cancel(books: Session, return_id: int, reason: str | None, *, by: Who, key: str) -> None:
    """Call off an authorised return of which nothing has come; its units are free again.

    Raises:
        NotAllowed: the role does not authorise returns.
        ReturnRefuses: something has come, or it is over.
    """
    _end(books, return_id, Event.CANCEL, reason, by=by, key=key)


def restore(books: Session, return_id: int, *, by: Who, key: str) -> None:
    """Take back a rejection, a cancellation or an expiry.

    Raises:
        NotAllowed: the role does not authorise returns.
        TooManyReturned: its units were spoken for otherwise meanwhile.
        ReturnRefuses: it is none of these.
    """
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        return_documents.happened(books, opened, Event.RESTORE)
        opened.document.closed_at = None
        if opened.claims:
            _claim_again(books, opened)
            _wait_on(books, opened.document)
        return_documents.remember(books, opened, "restored", by=by)
        return {}

    once(books, key, "restore_return", {"return": return_id}, by=by, do=do)


def expire(books: Session, return_id: int, *, by: Who, key: str) -> bool:
    """Let a return expire whose day has passed and of which nothing came; False where it may not.

    Raises:
        NotAllowed: the role does not authorise returns.
    """
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        if opened.document.state != State.AUTHORISED:
            return {"expired": False}
        over(books, opened, Event.EXPIRE, None, by=by)
        return {"expired": True}

    return bool(once(books, key, "expire_return", {"return": return_id}, by=by, do=do)["expired"])


def due_to_expire(books: Session, today: dt.date) -> list[int]:
    """Ids of the authorised returns whose last day has passed."""
    wanted = select(Return.id).where(Return.state == State.AUTHORISED, Return.expires_on < today)
    return list(books.scalars(wanted.order_by(Return.id)))


def reopen(books: Session, opened: Opened) -> bool:
    """Open a closed return again, because something of it was undone; any other stays as it is.

    Returns:
        Whether it was closed; the caller writes down why it is open again.
    """
    if opened.document.state != State.CLOSED:
        return False
    return_documents.happened(books, opened, Event.REOPEN)
    opened.document.closed_at = None
    for line in opened.lines:
        # a past return was judged and paid as a whole: that holds
        if line.received == line.inspected:
            line.resolution = line.disposition = None
    books.flush()
    return True


def end_again(books: Session, opened: Opened, *, by: Who) -> None:
    """After a receipt was undone: what only its goods kept open is closed, or over, as before.

    Of a return that was over when late goods came, all that was announced is written down as given
    up. Restored, it is awaited again.
    """
    settle(books, opened, by=by)
    announced = [line for line in opened.lines if line.order_line_id is not None]
    if opened.document.state == State.AUTHORISED and announced:
        if any(line.missing < line.units for line in announced):
            return
        over(books, opened, Event.CANCEL, None, by=by)
        for line in announced:
            line.missing = 0
        books.flush()


def _end(
    books: Session, return_id: int, event: Event, reason: str | None, *, by: Who, key: str
) -> None:
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        over(books, return_documents.open_up(books, return_id), event, reason, by=by)
        return {}

    name = f"{event.value}_return"
    once(books, key, name, {"return": return_id}, by=by, do=do)


def over(books: Session, opened: Opened, event: Event, reason: str | None, *, by: Who) -> None:
    """End a return of which nothing came: its units are free again."""
    freed = return_documents.let_go(books, opened)
    return_documents.happened(books, opened, event)
    opened.document.closed_at = clock.now()
    return_documents.remember(
        books, opened, str(opened.document.state), by=by, after={"freed": freed}, reason=reason
    )


def _claim_again(books: Session, opened: Opened) -> None:
    for line in opened.lines:
        order_line, units = opened.order_line(books, line), opened.to_come(line)
        if order_line is not None and units:
            return_documents.claim(books, order_line, units)


def _wait_on(books: Session, document: Return) -> None:
    """Give a return that is restored after its last day as long as a new one."""
    if document.expires_on is not None and document.expires_on < settings.today(books):
        document.expires_on = return_documents.last_day(books)


def _payable(books: Session, line: ReturnLine) -> int:
    """Units of a line that a refund is for: arrived, not sent back, not declined."""
    if line.resolution is not None:
        return 0
    return line.received - _unowed(books, line)


def _unowed(books: Session, line: ReturnLine) -> int:
    """Units of a line that arrived and are not paid for: declined, or sent back."""
    if line.resolution == "nothing":
        return line.received
    return min(line.received, _sent_back(books, line) + line.declined)


def _sent_back(books: Session, line: ReturnLine) -> int:
    """Units that went back to the customer: nothing is owed for them."""
    wanted = select(func.coalesce(func.sum(Inspection.units), 0)).where(
        Inspection.return_line_id == line.id,
        Inspection.disposition == "to_customer",
        Inspection.undone_at.is_(None),
    )
    return int(books.scalars(wanted).one())


def _resolution(line: ReturnLine) -> str:
    if line.order_line_id is None or line.received == line.declined:
        return "nothing"
    return line.wanted


def _name_dispositions(books: Session, opened: Opened) -> None:
    """Write beside each line what became of it; judged anew in a closed return, it is another."""
    for line in opened.lines:
        line.disposition = line.disposition or _disposition(books, line)


def _disposition(books: Session, line: ReturnLine) -> str | None:
    """What became of a whole line, where it was the same for all its units."""
    wanted = select(Inspection.disposition).where(
        Inspection.return_line_id == line.id, Inspection.undone_at.is_(None)
    )
    found = set(books.scalars(wanted.distinct()))
    return found.pop() if len(found) == 1 and "to_customer" not in found else None
