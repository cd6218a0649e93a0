"""Goods of a return that arrive and are looked at in one go: counted in, then judged.

It is a receipt and what inspections follow, each with the rules of its own; both are booked or
neither is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import (
    actors,
    inspections,
    return_cards,
    return_findings,
    return_write_offs,
    returns,
)
from oms.actors import Who
from oms.errors import AlreadySo
from oms.once import once
from oms.records import Return
from oms.return_cards import ReturnCard
from oms.return_errors import JudgedApart
from oms.return_findings import Finding, JudgedTogether, Told, WhichProduct
from oms.return_write_offs import Booked
from oms.tables.messages import Approval

AS_TAKEN_IN = "restock"
"""What becomes of goods that need no look."""


@dataclass(frozen=True)
class Arrival:
    """What arrived and was judged."""

    receipts: list[int]
    inspections: list[int]
    """Ids of those that hold because of what was said; empty: it was as goods are taken in."""
    waits: Approval | None
    """The request to write off what whoever said it may not write off alone."""
    earlier_minor: int
    """What they wrote off alone of the same order today, in minor units of the shop's currency."""


def take_in(  # noqa: PLR0913  an arrival is that many facts
    books: Session, return_id: int, arrived: Mapping[int, int], location_id: int,
    told: Sequence[Told], *, received: int, by: Who, key: str,
) -> Arrival:  # fmt: skip
    """Count in the first that arrives of a return, and judge it as somebody says who has looked.

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
        JudgedApart: some came before, several products are not all alike, or they are not kept.
        As `returns.receive`, `return_findings.spread` and `return_write_offs.book`.
    """
    actors.allow(by, actors.INSPECT)

    def do() -> dict[str, Any]:
        if received:
            # what came before would be judged along
            raise JudgedApart(_card(books, return_id).number)
        receipts = returns.receive(
            books, return_id, arrived, location_id, received=received, by=by, key=f"{key}:received"
        )
        findings = _findings(_card(books, return_id), told)
        earlier = return_write_offs.earlier_of(books, findings, by=by)
        booked = Booked([], None)
        if findings:
            booked = return_write_offs.book(books, return_id, findings, by=by, key=f"{key}:judged")
        waits = booked.waits.id if booked.waits is not None else None
        return {"receipts": receipts, "inspections": booked.inspections, "waits": waits,
                "earlier": earlier}  # fmt: skip

    asked = {"return": return_id, "at": location_id, "arrived": sorted(arrived.items()),
             "told": [*map(list, told)]}  # fmt: skip
    done = once(books, key, "take_in_judged", asked, by=by, do=do)
    waits = None if done["waits"] is None else books.get_one(Approval, done["waits"])
    return Arrival(done["receipts"], done["inspections"], waits, done["earlier"])


def _findings(seen: ReturnCard, told: Sequence[Told]) -> list[Finding]:
    """What is to be judged of what came; none where it is as goods are taken in."""
    # what is as goods are taken in stays so, before anything is said of the others
    alike = sorted(told, key=lambda one: one[1] != AS_TAKEN_IN)
    try:
        findings = return_findings.spread(seen, alike)
    except AlreadySo:
        return []
    except (WhichProduct, JudgedTogether) as several:
        raise JudgedApart(seen.number) from several
    if any(one.anew is not None and one.disposition == inspections.TO_CUSTOMER for one in findings):
        raise JudgedApart(seen.number)  # goods that need no look are the shop's by now
    return findings


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
