"""Goods that a supplier sent to our customer and that go straight back to it.

Nothing of them ever stood with us. The supplier's word that they arrived is their receipt; what it
owes us for them stays an open case `supplier_claim` until its credit is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, exceptions, history, return_documents, return_endings, return_receipts
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible
from oms.history import About
from oms.once import once
from oms.return_errors import NotOfTheSupplier
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.tables.catalogue import Supplier
from oms.tables.orders import OrderLine, Shipment, ShipmentLine
from oms.tables.returns import Return

CLAIM = "supplier_claim"
GONE = ("planned", "picking", "packed", "void", "undone")
"""States of a shipment that left nobody."""


def check(books: Session, supplier_id: int, announced: Sequence[Announced]) -> None:
    """Refuse goods for a supplier that did not send them, or takes nothing back.

    Raises:
        NotOfTheSupplier: naming the first such line.
    """
    supplier = books.get_one(Supplier, supplier_id)
    for one in announced:
        line = books.get_one(OrderLine, one.line_id)
        if not supplier.takes_returns or one.units > sent_by(books, supplier_id, line.id):
            raise NotOfTheSupplier(line.title, supplier.name, takes=supplier.takes_returns)


def sent_by(books: Session, supplier_id: int, line_id: int) -> int:
    """Units of an order line that a supplier itself sent to the customer."""
    wanted = (
        select(func.coalesce(func.sum(ShipmentLine.units), 0))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            ShipmentLine.order_line_id == line_id,
            Shipment.supplier_id == supplier_id,
            Shipment.state.not_in(GONE),
        )
    )
    return int(books.scalars(wanted).one())


def confirm(
    books: Session,
    return_id: int,
    arrived: Mapping[int, int],
    *,
    received: int | None = None,
    by: Who,
    key: str,
) -> list[int]:
    """Write down that a supplier has the goods, once for each `key`, and claim their price.

    Args:
        books: open for writing.
        return_id: of a return that goes to a supplier.
        arrived: SKU id -> units by the supplier's word, 1 or more.
        received: units that it had when `by` was asked; None: however many it has.
        by: who passes it on.
        key: idempotency key.

    Returns:
        The ids of the receipts; `returns.undo_receipt` takes them.

    Raises:
        NotAllowed: the role does not accept returns.
        NoLongerPossible: the return comes to a place of ours, or units arrived since.
        ReturnRefuses: nobody agreed to it, or it is over.
        BadQuantity: nothing arrived, or units below 1.
    """
    actors.allow(by, actors.RETURNS)
    if not arrived or min(arrived.values()) < 1:
        raise BadQuantity(min(arrived.values(), default=0))

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id, arrived)
        document = opened.document
        if document.supplier_id is None:
            raise NoLongerPossible(f"Return {document.number} comes to a place of yours.")
        return_receipts.as_asked(opened, received)
        told = Judgement(0, 0, "send_back", "opened")
        landed = return_receipts.take_in(books, opened, arrived, None, judged=told, by=by, key=key)
        claim(books, document)
        return_endings.settle(books, opened, by=by)
        return {"receipts": [one.id for one in landed]}

    told = {"return": return_id, "arrived": sorted(arrived.items())}
    return list(once(books, key, "confirm_return", told, by=by, do=do)["receipts"])


def credited(books: Session, return_id: int, note: str, *, by: Who, key: str) -> None:
    """Write down that the supplier gave us credit for the goods: the claim is settled.

    Raises:
        NotAllowed: the role does not buy.
        NoLongerPossible: nothing is claimed for the return.
    """
    actors.allow(by, actors.BUY)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        number = opened.document.number
        if not exceptions.resolve(books, CLAIM, number):
            raise NoLongerPossible(f"Nothing is claimed from a supplier for return {number}.")
        return_documents.remember(books, opened, "credited by the supplier", by=by, reason=note)
        return {}

    once(books, key, "supplier_credit", {"return": return_id, "note": note}, by=by, do=do)


def undo_credit(books: Session, return_id: int, *, by: Who, key: str) -> None:
    """Take back that the supplier gave us credit: its price is claimed again.

    Raises:
        NotAllowed: the role does not buy.
    """
    actors.allow(by, actors.BUY)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        claim(books, opened.document)
        return_documents.remember(books, opened, "credit taken back", by=by)
        return {}

    once(books, key, "undo_supplier_credit", {"return": return_id}, by=by, do=do)


def claim(books: Session, document: Return) -> None:
    """Open the case that a supplier owes us the price of goods of a return."""
    who = name_of(books, document) or "The supplier"
    detail = f"{who} owes the price of goods of return {document.number}."
    exceptions.open_case(books, CLAIM, document.number, detail)


def is_claimed(books: Session, document: Return) -> bool:
    """Whether the price of goods of a return is claimed from a supplier."""
    waiting = exceptions.waiting(books)
    return any(one.kind == CLAIM and one.subject == document.number for one in waiting)


def set_takes(books: Session, supplier: Supplier, *, takes: bool, by: Who, key: str) -> None:
    """Say whether a supplier takes back itself what it sent to our customers.

    Raises:
        NotAllowed: the role does not change suppliers.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        before, supplier.takes_returns = supplier.takes_returns, takes
        about = About("supplier", supplier.id)
        history.record(
            books, by=by, what="takes returns", about=about, before={"takes": before},
            after={"takes": takes},
        )  # fmt: skip
        books.flush()
        return {}

    told = {"supplier": supplier.id, "takes": takes}
    once(books, key, "supplier_takes_returns", told, by=by, do=do)


def name_of(books: Session, document: Return) -> str:
    """The supplier that a return goes to; empty where it comes to us."""
    if document.supplier_id is None:
        return ""
    return books.get_one(Supplier, document.supplier_id).name
