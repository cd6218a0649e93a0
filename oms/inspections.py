"""Looking at goods that came back: how they are, and what becomes of them.

An inspection splits the units that arrived as it likes; together they are what was received. Only
what is restocked may be sold again. What was judged once can be judged anew any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    exceptions,
    photos,
    reservations,
    return_documents,
    return_endings,
    return_landing,
    return_losses,
    return_refunds,
    sending_back,
    stock,
    supplier_returns,
)
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible
from oms.once import once
from oms.return_documents import Opened
from oms.return_errors import DeductionUnproven, TooManyJudged
from oms.return_landing import BUCKETS, QUARANTINE, Judgement
from oms.return_reasons import WRONG_ITEM
from oms.return_states import Event
from oms.stock import SELLABLE, Move, Place
from oms.supplier_returns import CLAIM
from oms.tables.returns import Inspection, ReturnLine
from oms.tables.stock import Movement

TO_CUSTOMER = "to_customer"


def inspect(
    books: Session, return_id: int, judged: Sequence[Judgement], *, by: Who, key: str
) -> list[int]:
    """Write down what was found and put the goods where they belong, once for each `key`.

    Returns:
        The ids of the inspections, in the order of `judged`.

    Raises:
        NotAllowed, NotHere: the role does not inspect returns or write off stock, or not there.
        OverLimit: goods are written off that are worth more than the role may write off alone
            (`oms.return_write_offs` asks).
        ReturnRefuses: nothing of the return has arrived.
        TooManyJudged: more units than arrived and were not inspected.
        BadQuantity: units below 1.
        DeductionUnproven: value is taken off without a photo or a reason.
        NotEnoughStock: the goods are not in quarantine any more.
    """
    actors.allow(by, actors.INSPECT)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id, _actual(judged))
        return_losses.allow(books, _lost(opened, judged), by=by)
        made = [
            _inspect(books, opened, one, by=by, key=f"{key}:{number}")
            for number, one in enumerate(judged)
        ]
        _finish(books, opened, made, "inspected", by=by)
        return_refunds.arrived(books, opened, by=by, key=f"{key}:exchange")
        return {"inspections": [one.id for one in made]}

    told = {"return": return_id, "judged": [_told(one) for one in judged]}
    return list(once(books, key, "inspect_return", told, by=by, do=do)["inspections"])


def judge_anew(
    books: Session, inspection_id: int, judged: Judgement, *, by: Who, key: str
) -> list[int]:
    """Judge units anew that were inspected before, such as goods put aside that are whole again.

    Args:
        books: open for writing.
        inspection_id: the inspection that holds now.
        judged: its `units` are some of that inspection's, or all.
        by: who looked.
        key: idempotency key.

    Returns:
        The ids of the inspections that hold in its place: the new one first.

    Raises:
        NotAllowed, NotHere: the role does not inspect returns or write off stock, or not there.
        OverLimit: as `inspect`; what was written off before is no further loss.
        TooManyJudged: more units than that inspection is of.
        NoLongerPossible: it holds no more, or its goods went back to the customer.
        NotEnoughStock: the goods are not where it put them.
    """
    actors.allow(by, actors.INSPECT)

    def do() -> dict[str, Any]:
        line_id = books.get_one(Inspection, inspection_id).return_line_id
        return_id = books.get_one(ReturnLine, line_id).return_id
        opened = return_documents.open_up(books, return_id)
        old = books.get_one(Inspection, inspection_id, populate_existing=True)
        made = _judge_anew(books, opened, old, judged, by=by, key=key)
        _finish(books, opened, made, "judged anew", by=by)
        return {"inspections": [one.id for one in made]}

    told = {"inspection": inspection_id, "judged": _told(judged)}
    return list(once(books, key, "judge_anew", told, by=by, do=do)["inspections"])


def undo(
    books: Session, return_id: int, inspection_ids: Sequence[int], *, by: Who, key: str
) -> None:
    """Take inspections back: the goods are where they were before, and wait to be judged.

    What was judged anew is as it was judged before, all of it.

    Raises:
        NotAllowed, NotHere: the role does not inspect returns, or not there.
        NoLongerPossible: one of them holds no more, its goods went back to the customer, or others
            that were judged together with it were judged anew.
    """
    actors.allow(by, actors.INSPECT)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        return_endings.reopen(books, opened)
        for one in _together(books, return_id, inspection_ids):
            _undo(books, opened, one, by=by, key=key)
        return_documents.remember(books, opened, "inspection undone", by=by)
        return_endings.settle(books, opened, by=by)
        return {}

    told = {"return": return_id, "inspections": list(inspection_ids)}
    once(books, key, "undo_inspection", told, by=by, do=do)


def of(books: Session, return_id: int, ids: Sequence[int] | None = None) -> list[Inspection]:
    """The inspections of a return, oldest first; those of `ids`, or all that hold."""
    wanted = (
        select(Inspection)
        .join(ReturnLine, ReturnLine.id == Inspection.return_line_id)
        .where(ReturnLine.return_id == return_id)
        .order_by(Inspection.id)
    )
    if ids is None:
        return list(books.scalars(wanted.where(Inspection.undone_at.is_(None))))
    return list(books.scalars(wanted.where(Inspection.id.in_(ids))))


def deductions(books: Session, return_id: int) -> Mapping[int, int]:
    """Loss of value to take off, by order line, in minor units; for the refund of the return."""
    rows = books.execute(
        select(ReturnLine.order_line_id, func.sum(Inspection.deduction_minor))
        .join(ReturnLine, ReturnLine.id == Inspection.return_line_id)
        .where(ReturnLine.return_id == return_id, Inspection.undone_at.is_(None))
        .group_by(ReturnLine.order_line_id)
    )
    return {line_id: int(minor) for line_id, minor in rows if line_id is not None and minor}


def _inspect(books: Session, opened: Opened, judged: Judgement, *, by: Who, key: str) -> Inspection:
    line = next(one for one in opened.lines if one.id == judged.line_id)
    _refuse(books, opened, line, judged)
    actors.allow(by, actors.INSPECT, location_id=line.location_id)
    if judged.actual_sku_id not in {None, line.sku_id}:
        return _swapped(books, opened, line, judged, by=by, key=key)
    if judged.disposition == TO_CUSTOMER:
        made = return_landing.judge(books, line, judged, judged.units, by=by, movement_id=None)
        made.movement_id = sending_back.send(books, opened, line, made, by=by, key=key)
        return made
    moved = _put(books, opened, line, judged.units, judged.disposition, QUARANTINE, by=by, key=key)
    return return_landing.judge(books, line, judged, judged.units, by=by, movement_id=moved)


def _refuse(books: Session, opened: Opened, line: ReturnLine, judged: Judgement) -> None:
    number = opened.document.number
    if judged.units < 1:
        raise BadQuantity(judged.units)
    if judged.units > line.waiting:
        title = return_documents.titles(books, [line.sku_id])[line.sku_id][1]
        raise TooManyJudged(number, title, wanted=judged.units, waiting=line.waiting)
    if judged.deduction_minor:
        if not judged.note:
            raise DeductionUnproven(number, "a reason")
        if not photos.any_of(books, opened.document.id):
            raise DeductionUnproven(number, "a photo")


def _put(  # noqa: PLR0913  a move of goods is that many facts
    books: Session,
    opened: Opened,
    line: ReturnLine,
    units: int,
    disposition: str,
    bucket: str,
    *,
    by: Who,
    key: str,
) -> int | None:
    """Move units from a bucket to that of their disposition; None where they are there already."""
    wanted = BUCKETS[disposition]
    if wanted == bucket or line.location_id is None:
        return None
    moved = stock.move(
        books,
        Move(
            sku_id=line.sku_id,
            units=units,
            source=Place(line.location_id, bucket),
            to=Place(line.location_id, wanted),
            reason="restock" if wanted == SELLABLE else "inspect",
            about=("return", opened.document.id),
            line_id=line.order_line_id,
            # that a unit on the shelf is broken is a fact, whoever it was promised to
            is_fact=bucket == SELLABLE,
            key=key,
        ),
        by=by,
    )
    if bucket == SELLABLE:
        reservations.repair(books, line.sku_id, line.location_id, by=by)
    return moved.id if moved is not None else None


def _swapped(
    books: Session, opened: Opened, line: ReturnLine, judged: Judgement, *, by: Who, key: str
) -> Inspection:
    """The wrong goods had been sent out: what was booked in is not it, and what it is comes in.

    The customer sent back what they got, so the line counts as returned. What was booked out for
    them is still on the shelf: the variance says so, and the next count finds it.
    """
    number = opened.document.number
    if line.reason != WRONG_ITEM or judged.disposition == TO_CUSTOMER:
        raise NoLongerPossible(
            f"Other goods came than return {number} is about.",
            remedy="Undo their receipt, and receive them as what they are.",
        )
    variance, place = catalogue.virtual(books, "variance"), line.location_id or 0
    actual = judged.actual_sku_id or line.sku_id
    about = ("return", opened.document.id)
    out = Move(line.sku_id, judged.units, Place(place, QUARANTINE), Place(variance),
               "return_fix", about, key=f"{key}:out")  # fmt: skip
    into = Move(actual, judged.units, Place(variance), Place(place, BUCKETS[judged.disposition]),
                "return_fix", about, key=f"{key}:in", is_fact=True)  # fmt: skip
    stock.move(books, out, by=by)
    moved = stock.move(books, into, by=by)
    movement_id = moved.id if moved is not None else None
    return return_landing.judge(
        books, line, replace(judged, condition="wrong_item"), judged.units, by=by,
        movement_id=movement_id,
    )  # fmt: skip


def _judge_anew(
    books: Session, opened: Opened, old: Inspection, judged: Judgement, *, by: Who, key: str
) -> list[Inspection]:
    line = next(one for one in opened.lines if one.id == old.return_line_id)
    number = opened.document.number
    swapped = old.actual_sku_id != line.sku_id
    if old.undone_at is not None or old.disposition == TO_CUSTOMER or swapped:
        raise NoLongerPossible(f"That inspection of return {number} holds no more.")
    actors.allow(by, actors.INSPECT, location_id=line.location_id)
    if old.disposition != return_losses.DISPOSITION:
        return_losses.allow(books, _lost(opened, [judged]), by=by)
    if not 1 <= judged.units <= old.units:
        title = return_documents.titles(books, [line.sku_id])[line.sku_id][1]
        raise TooManyJudged(number, title, wanted=judged.units, waiting=old.units)
    old.undone_at = clock.now()
    line.inspected -= old.units
    line.disposition = None
    _refuse(books, opened, line, judged)
    bucket, rest = old.bucket, old.units - judged.units
    if judged.disposition == TO_CUSTOMER:
        raise NoLongerPossible(
            f"Return {number} was inspected before.",
            remedy="Undo that inspection, then send it back to the customer.",
        )
    moved = _put(books, opened, line, judged.units, judged.disposition, bucket, by=by, key=key)
    made = [return_landing.judge(books, line, judged, judged.units, by=by, movement_id=moved)]
    if rest:
        as_before = Judgement(line.id, rest, old.disposition, old.condition, note=old.note)
        made.append(return_landing.judge(books, line, as_before, rest, by=by, movement_id=None))
        made[-1].deduction_minor = old.deduction_minor
    for one in made:
        one.replaces_id = old.id
    books.flush()
    return made


def _undo(books: Session, opened: Opened, one: Inspection, *, by: Who, key: str) -> None:
    line = next(line for line in opened.lines if line.id == one.return_line_id)
    actors.allow(by, actors.INSPECT, location_id=line.location_id)
    if one.undone_at is not None or one.disposition == TO_CUSTOMER:
        raise NoLongerPossible("That inspection holds no more.")
    one.undone_at = clock.now()
    line.inspected -= one.units
    books.flush()
    _put_back(books, opened, line, one, by=by, key=f"{key}:{one.id}")
    if one.disposition == "send_back" and not _goes_to_supplier(books, opened):
        exceptions.resolve(books, CLAIM, opened.document.number)
    if one.replaces_id is None:
        return
    old = books.get_one(Inspection, one.replaces_id)
    # its units are those of all that replaced it, and each of them is undone now
    if old.undone_at is not None:
        old.undone_at = None
        books.flush()
    line.inspected += one.units
    books.flush()


def _together(books: Session, return_id: int, ids: Sequence[int]) -> list[Inspection]:
    """Inspections to undo, with those made together with them in place of one earlier one.

    Raises:
        NoLongerPossible: one of these was judged anew since.
    """
    found = {one.id: one for one in of(books, return_id, ids)}
    replaced = {one.replaces_id for one in found.values() if one.replaces_id is not None}
    wanted = select(Inspection).where(Inspection.replaces_id.in_(replaced)).order_by(Inspection.id)
    for one in books.scalars(wanted):
        if one.undone_at is not None and one.id not in found:
            raise NoLongerPossible(
                "Some of these goods were judged anew since.", remedy="Undo that first."
            )
        found[one.id] = one
    return list(found.values())


def _goes_to_supplier(books: Session, opened: Opened) -> bool:
    """Whether anything of a return goes back to its supplier now."""
    return any(one.disposition == "send_back" for one in of(books, opened.document.id))


def _put_back(
    books: Session, opened: Opened, line: ReturnLine, one: Inspection, *, by: Who, key: str
) -> None:
    """Move the goods of an inspection back to where it found them, as a fact."""
    movement = books.get(Movement, one.movement_id) if one.movement_id is not None else None
    if movement is None:
        return
    if movement.reason == "return_in":
        # it came with the receipt, which stands: the goods wait in quarantine from now
        _put(books, opened, line, one.units, "hold", one.bucket, by=by, key=key)
        return
    stock.reverse(books, movement, by=by, key=key, is_fact=True)
    if movement.reason == "return_fix":
        before = select(Movement).where(
            Movement.about_kind == "return",
            Movement.about_id == opened.document.id,
            Movement.reason == "return_fix",
            Movement.id < movement.id,
        )
        out = books.scalars(before.order_by(Movement.id.desc()).limit(1)).one()
        stock.reverse(books, out, by=by, key=f"{key}:out", is_fact=True)
    if movement.to_bucket == SELLABLE:
        reservations.repair(books, movement.sku_id, movement.to_location_id, by=by)


def _finish(
    books: Session, opened: Opened, made: Sequence[Inspection], what: str, *, by: Who
) -> None:
    """After inspections: the state, the history, photos, claims, and stock that was freed."""
    return_documents.happened(books, opened, Event.INSPECT)
    photos.show(books, opened.document.id, [one.id for one in made])
    told = [[one.units, one.condition, one.disposition] for one in made]
    return_documents.remember(books, opened, what, by=by, after={"inspections": told})
    if any(one.disposition == "send_back" for one in made):
        supplier_returns.claim(books, opened.document)
    for sku_id in sorted({one.actual_sku_id for one in made if one.bucket == SELLABLE}):
        reservations.fill(books, sku_id, by=by)
    return_endings.settle(books, opened, by=by)


def _lost(opened: Opened, judged: Sequence[Judgement]) -> list[tuple[int, int]]:
    """SKU id and units of what is written off; what a supplier has is no loss of ours."""
    here = {line.id: line for line in opened.lines if line.location_id is not None}
    return [
        (one.actual_sku_id or here[one.line_id].sku_id, one.units)
        for one in judged
        if one.disposition == return_losses.DISPOSITION and one.line_id in here
    ]


def _actual(judged: Sequence[Judgement]) -> list[int]:
    return [one.actual_sku_id for one in judged if one.actual_sku_id is not None]


def _told(one: Judgement) -> list[Any]:
    return [one.line_id, one.units, one.disposition, one.condition, one.deduction_minor,
            one.actual_sku_id, one.note]  # fmt: skip
