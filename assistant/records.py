"""Lines about the history and the outbox, for the terminal."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, catalogue, orders, outbox, settings
from oms import history as remembered
from oms.errors import UnknownOrder, UnknownSku
from oms.history import About


def history(books: Session, said: str) -> list[str]:
    """What was done to an order or a SKU, oldest first, a line each.

    Raises:
        UnknownOrder, UnknownSku: it is neither an order nor a SKU.
    """
    zone = settings.zone(books)
    return [
        f"{settings.local(row.at, zone):%Y-%m-%d %H:%M}  {row.what}"
        f" by {actors.name_of(books, row.by_id)} ({row.source})"
        f"{f'  {row.before}' if row.before else ''}{f' → {row.after}' if row.after else ''}"
        for row in remembered.of(books, _about(books, said))
    ]


def outbox_lines(books: Session) -> list[str]:
    """Messages not sent, a line each."""
    return [
        f"{message.state}  {message.kind} to {message.target}, tried {message.attempts} times"
        f"{': ' + message.error if message.error else ''}"
        for message in outbox.waiting(books)
    ]


def _about(books: Session, said: str) -> About:
    try:
        return About("order", orders.by_number(books, said).id)
    except UnknownOrder as no_order:
        try:
            return About("sku", catalogue.sku(books, said).id)
        except UnknownSku:
            # digits are far more often an order's number than a SKU
            if said.lstrip("#").isdecimal():
                raise no_order from None
            raise
