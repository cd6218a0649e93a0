"""What happens on shelves: counts, adjustments, and taking them back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import counts, stock
from oms.counts import Where
from oms.tables.stock import Movement
from tests.machine.world import Event, World


def count(world: World, books: Session, key: str) -> None:
    """Somebody counts a shelf: on hand is then exactly what was counted."""
    where = Where(world.any_sku(books), world.any_place(books))
    counted = world.draws.number(0, 15)
    counts.count(books, where, counted, by=world.owner(books), key=key)
    assert stock.at(books, where.sku_id, where.location_id).on_hand == counted


def count_against_an_older_book(world: World, books: Session, key: str) -> None:
    """A count of what was there before stock moved: only the variance is booked."""
    where = Where(world.any_sku(books), world.any_place(books))
    before = stock.at(books, where.sku_id, where.location_id).on_hand
    base, counted = max(0, before + world.draws.number(-4, 4)), world.draws.number(0, 15)
    counts.count(books, where, counted, base=base, by=world.owner(books), key=key)
    after = stock.at(books, where.sku_id, where.location_id).on_hand
    assert after == before + counted - base, "I-26"


def adjust(world: World, books: Session, key: str) -> None:
    """Somebody adds or takes off, and sends the same command twice."""
    where = Where(world.any_sku(books), world.any_place(books))
    units, reason = world.draws.number(-6, 9), world.draws.pick(sorted(counts.REASONS))
    before = stock.at(books, where.sku_id, where.location_id).on_hand
    for _ in range(2):
        counts.adjust(books, where, units, reason=reason, by=world.owner(books), key=key)
    after = stock.at(books, where.sku_id, where.location_id).on_hand
    assert after - before == units, "I-6"


def undo_stock_change(world: World, books: Session, key: str) -> None:
    """Somebody takes back a count or an adjustment, whatever has moved since."""
    wanted = select(Movement.id).where(
        Movement.about_kind.is_(None),
        Movement.reverses_id.is_(None),
        Movement.id.not_in(select(Movement.reverses_id).where(Movement.reverses_id.is_not(None))),
        Movement.reason != "opening",
    )
    counts.undo(books, world.any_of(books, wanted.order_by(Movement.id)),
                by=world.owner(books), key=key)  # fmt: skip


EVENTS: tuple[Event, ...] = (count, count_against_an_older_book, adjust, undo_stock_change)
