"""Counting in what arrived for a return, and counting it out again; the return is locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    clock,
    exceptions,
    reservations,
    return_documents,
    return_endings,
    return_landing,
    return_losses,
    stock,
)
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.return_documents import Opened
from oms.return_errors import JudgedSince, RefundedSince
from oms.return_landing import Judgement
from oms.return_states import Event, State
from oms.stock import SELLABLE
from oms.tables.catalogue import Sku
from oms.tables.returns import Inspection, Receipt, ReturnLine
from oms.tables.stock import Movement

UNIDENTIFIED = "unidentified_return"
NEW = Judgement(line_id=0, units=0, disposition="restock")


@dataclass(frozen=True)
class _Part:
    """Units of one line that arrived; `late` of them had been given up."""

    line: ReturnLine
    units: int
    late: int


def as_asked(opened: Opened, received: int | None) -> None:
    """Refuse where units were counted in since somebody was asked; None: nobody was.

    Two who say “R-12 arrived” of one parcel would otherwise count it in twice.

    Raises:
        NoLongerPossible: others were counted in, or counted out again.
    """
    if received is not None and sum(line.received for line in opened.lines) != received:
        raise NoLongerPossible(
            f"What arrived for return {opened.document.number} has changed since you were asked.",
            remedy="See how it stands, then say again what arrived.",
        )


def take_in(  # noqa: PLR0913  a receipt is that many facts
    books: Session,
    opened: Opened,
    arrived: Mapping[int, int],
    location_id: int | None,
    *,
    judged: Judgement | None = None,
    by: Who,
    key: str,
) -> list[Receipt]:
    """Count in units by SKU; what nobody waits for goes to quarantine as a line of no order.

    Args:
        books: open for writing.
        opened: the return, locked together with these SKUs.
        arrived: SKU id -> units, 1 or more.
        location_id: where they are; None: at the supplier that takes them back.
        judged: what the taker found, for everything that was awaited; None: what needs no look
            counts as new, the rest waits in quarantine.
        by: who counted.
        key: every movement gets one of its own, made of this.

    Raises:
        ReturnRefuses: nobody agreed to the return.
        NotAllowed, OverLimit: `judged` writes off more than the role may write off alone.
    """
    if judged is not None and judged.disposition == return_losses.DISPOSITION:
        return_losses.allow(books, arrived.items(), by=by)
    _wait_no_more(books, opened)
    return_endings.reopen(books, opened)
    return_documents.happened(books, opened, Event.RECEIVE)
    opened.document.closed_at = None
    landed = []
    for sku_id, units in sorted(arrived.items()):
        sku = books.get_one(Sku, sku_id)
        for part in _parts(books, opened, sku, units):
            line = _at(books, opened, part, location_id)
            found = _found(sku, line, judged)
            own = f"{key}:{line.id}"
            line.missing -= part.late
            receipt = return_landing.land(books, opened, line, part.units, found, by=by, key=own)
            receipt.late = part.late
            return_landing.count_back(books, opened.order_line(books, line), part.units, part.late)
            landed.append(receipt)
    _tell(books, opened, landed, location_id, by=by)
    return landed


def take_out(
    books: Session, opened: Opened, landed: Sequence[Receipt], *, by: Who, key: str
) -> None:
    """Count out again what landed: levels and counters as they were before it.

    Raises:
        NotHere: it arrived at a place where `by` may not accept returns.
        JudgedSince: somebody inspected it.
        RefundedSince: money goes back for it.
        NoLongerPossible: it was undone before.
    """
    lines = {line.id: line for line in opened.lines}
    return_endings.reopen(books, opened)
    for one in landed:
        _out(books, opened, lines[one.return_line_id], one, by=by, key=key)
    if all(line.received == 0 for line in opened.lines):
        return_documents.happened(books, opened, Event.TAKE_BACK_ALL)
    after = {"units": sum(one.units for one in landed)}
    return_documents.remember(books, opened, "receipt undone", by=by, after=after)


def _wait_no_more(books: Session, opened: Opened) -> None:
    """Of a cancelled or expired return nothing is awaited: whatever comes is late."""
    if opened.document.state in {State.CANCELLED, State.EXPIRED}:
        for line in opened.lines:
            line.missing = line.units - line.received
            line.resolution = line.disposition = None
        books.flush()


def _parts(books: Session, opened: Opened, sku: Sku, units: int) -> Iterator[_Part]:
    """Which lines the units belong to: awaited ones, given up ones, then a line of no order."""
    own = [line for line in opened.lines if line.sku_id == sku.id]
    for line in own:
        part = min(units, opened.to_come(line))
        if part:
            units -= part
            yield _Part(line, part, 0)
    for line in own:
        order_line = opened.order_line(books, line)
        free = order_line.returnable if order_line is not None else line.missing
        part = min(units, line.missing, max(0, free))
        if part:
            units -= part
            yield _Part(line, part, part)
    if units:
        yield _Part(_stranger(books, opened, sku, units), units, 0)


def _stranger(books: Session, opened: Opened, sku: Sku, units: int) -> ReturnLine:
    """A line for goods that nobody announced, and the case that asks whose they are."""
    document = opened.document
    made = ReturnLine(
        return_id=document.id,
        line_no=max((line.line_no for line in opened.lines), default=0) + 1,
        sku_id=sku.id,
        units=units,
        received=0,
        missing=0,
        inspected=0,
        wanted="nothing",
        unit_price="",
        amount_minor=0,
        no_refund_reason="not announced",
    )
    books.add(made)
    books.flush()
    opened.lines.append(made)
    detail = f"{units} × {sku.title} ({sku.code}) came with return {document.number} unannounced."
    exceptions.open_case(books, UNIDENTIFIED, _subject(document.number, sku), detail)
    return made


def _at(books: Session, opened: Opened, part: _Part, location_id: int | None) -> ReturnLine:
    """The line for units at that place: what came to another place before is a part of its own."""
    line = part.line
    if line.location_id in {None, location_id} or line.received == 0:
        line.location_id = location_id
        return line
    same = (one.part for one in opened.lines if one.line_no == line.line_no)
    made = ReturnLine(
        return_id=line.return_id,
        line_no=line.line_no,
        part=max(same) + 1,
        order_line_id=line.order_line_id,
        sku_id=line.sku_id,
        units=part.units,
        received=0,
        missing=part.late,
        inspected=0,
        reason=line.reason,
        wanted=line.wanted,
        exchange_sku_id=line.exchange_sku_id,
        location_id=location_id,
        unit_price=line.unit_price,
        amount_minor=line.amount_minor * part.units // line.units,
    )
    line.units -= part.units
    line.missing -= part.late
    line.amount_minor -= made.amount_minor
    books.add(made)
    books.flush()
    opened.lines.append(made)
    return made


def _found(sku: Sku, line: ReturnLine, judged: Judgement | None) -> Judgement | None:
    if line.order_line_id is None:
        return None
    if judged is not None:
        return judged
    return None if return_landing.needs_look(sku, line.reason) else NEW


def _tell(
    books: Session, opened: Opened, landed: Sequence[Receipt], location_id: int | None, *, by: Who
) -> None:
    document = opened.document
    if document.supplier_id is None:
        document.location_id = location_id
    lines = {line.id: line for line in opened.lines}
    restocked = {
        lines[one.return_line_id].sku_id
        for one in landed
        if one.inspection_id is not None
        and books.get_one(Inspection, one.inspection_id).bucket == SELLABLE
    }
    units = sum(one.units for one in landed)
    after = {"units": units, "at": return_documents.place_name(books, location_id) or "supplier"}
    return_documents.remember(books, opened, "received", by=by, after=after)
    for sku_id in sorted(restocked):
        reservations.fill(books, sku_id, by=by)


def _out(
    books: Session, opened: Opened, line: ReturnLine, one: Receipt, *, by: Who, key: str
) -> None:
    actors.allow(by, actors.RETURNS, location_id=line.location_id)
    sku = books.get_one(Sku, line.sku_id)
    order_line = opened.order_line(books, line)
    seen = _refuse(books, opened, line, one, sku)
    if seen is not None:
        seen.undone_at = clock.now()
        line.inspected -= one.units
    one.undone_at = clock.now()
    line.received -= one.units
    line.missing += one.late
    if order_line is not None:
        order_line.returned -= one.units
        order_line.return_open += one.units - one.late
    else:
        # what came late was missing before, and is again by now
        line.missing += one.units - one.late
        exceptions.resolve(books, UNIDENTIFIED, _subject(opened.document.number, sku))
    books.flush()
    movement = books.get_one(Movement, one.movement_id)
    stock.reverse(books, movement, by=by, key=f"{key}:{movement.id}", is_fact=True)
    if movement.to_bucket == SELLABLE and line.location_id is not None:
        reservations.repair(books, line.sku_id, movement.to_location_id, by=by)


def _refuse(
    books: Session, opened: Opened, line: ReturnLine, one: Receipt, sku: Sku
) -> Inspection | None:
    """The inspection that came with a receipt and goes with it; refuses where more stands on it.

    Raises:
        NoLongerPossible, JudgedSince, RefundedSince: as `take_out`.
    """
    if one.undone_at is not None:
        raise NoLongerPossible("That was undone before.")
    number, sold = opened.document.number, opened.order_line(books, line)
    if line.received - one.units < line.declined:
        raise NoLongerPossible(
            f"It was said of return {number} that no money goes back for {sku.title}.",
            remedy="Undo that first.",
        )
    if sold is not None:
        unowed = return_endings.unowed_units(books, {sold.id}).get(sold.id, 0)
        if sold.refunded_units and sold.refundable < one.units + unowed:
            raise RefundedSince(number, sku.title)
    if one.inspection_id is None:
        if line.waiting < one.units:
            raise JudgedSince(number, sku.title)
        return None
    inspection = books.get_one(Inspection, one.inspection_id)
    if inspection.undone_at is not None:
        raise JudgedSince(number, sku.title)
    return inspection


def _subject(number: str, sku: Sku) -> str:
    return f"{number}: {sku.code}"


def of(books: Session, return_id: int) -> list[Receipt]:
    """The receipts of a return, those that were undone too, oldest first."""
    wanted = select(Receipt).join(ReturnLine, ReturnLine.id == Receipt.return_line_id)
    return list(books.scalars(wanted.where(ReturnLine.return_id == return_id).order_by(Receipt.id)))
