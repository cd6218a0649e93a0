"""Goods of a return that arrive and are looked at in one go: counted in, then judged.

It is a receipt and what inspections follow, each with the rules of its own; both are booked or
neither is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import actors, return_cards, return_findings, return_write_offs, returns
from oms.actors import Who
from oms.errors import AlreadySo
from oms.records import Return
from oms.return_cards import ReturnCard
from oms.return_errors import JudgedApart
from oms.return_findings import Told, WhichProduct
from oms.tables.messages import Approval


@dataclass(frozen=True)
class Arrival:
    """What arrived and was judged."""

    receipts: list[int]
    inspections: list[int]
    """Ids of those that hold because of what was said; empty: it was as goods are taken in."""
    waits: Approval | None
    """The request to write off what whoever said it may not write off alone."""


def take_in(  # noqa: PLR0913  an arrival is that many facts
    books: Session, return_id: int, arrived: Mapping[int, int], location_id: int,
    told: Sequence[Told], *, received: int, by: Who, key: str,
) -> Arrival:  # fmt: skip
    """Count in what arrived, and judge it as somebody says who has looked.

    Args:
        books: open for writing.
        return_id: as `returns.receive`.
        arrived: SKU id -> units seen, 1 or more.
        location_id: where they are.
        told: how they are, of all or of so many units.
        received: units that had arrived when `by` was asked.
        by: who counted and looked.
        key: idempotency key.

    Raises:
        NotAllowed: the role does not accept returns, or does not inspect them.
        JudgedApart: others wait to be inspected, or several products are not all alike.
        As `returns.receive`, `return_findings.spread` and `return_write_offs.book`.
    """
    actors.allow(by, actors.INSPECT)
    refuse_apart(_card(books, return_id))
    receipts = returns.receive(
        books, return_id, arrived, location_id, received=received, by=by, key=key
    )
    seen = _card(books, return_id)
    try:
        findings = return_findings.spread(seen, told)
    except AlreadySo:
        return Arrival(receipts, [], None)
    except WhichProduct as several:
        raise JudgedApart(seen.number) from several
    booked = return_write_offs.book(books, return_id, findings, by=by, key=f"{key}:judged")
    return Arrival(receipts, booked.inspections, booked.waits)


def refuse_apart(seen: ReturnCard) -> None:
    """Refuse to judge what arrives beside what arrived before and waits to be inspected.

    Raises:
        JudgedApart: something waits.
    """
    if any(line.waiting for line in seen.lines):
        raise JudgedApart(seen.number)


def undo(
    books: Session, return_id: int, receipts: Sequence[int], inspections: Sequence[int],
    *, by: Who, key: str,
) -> None:  # fmt: skip
    """Say that the goods did not arrive after all, nor were judged.

    Raises:
        As `return_write_offs.undo` and `returns.undo_receipt`.
    """
    if inspections:
        return_write_offs.undo(books, return_id, inspections, by=by, key=f"{key}:judged")
    returns.undo_receipt(books, return_id, receipts, by=by, key=key)


def _card(books: Session, return_id: int) -> ReturnCard:
    return return_cards.card(books, books.get_one(Return, return_id))
